"""Page values for tests of whatever shows them: small, complete, with a hand on every text in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from policybook.core.pages import (
    Banner,
    ChangeItem,
    ContentsEntry,
    DocumentView,
    Entry,
    Frame,
    HistoryPage,
    Html,
    IndexPage,
    Link,
    PlainPage,
    PolicyGroup,
    PolicyItem,
    PolicyPage,
    RedlineDocument,
    RedlinePage,
    Side,
    by_year,
)
from policybook.core.timeline import State

Say = Callable[[str], str]
"""What a text of a page value becomes; tests of escaping put something nasty in its place."""

POLICY = "terms/"
REVISION = "terms/2026-03-01/"
REDLINE = "terms/2026-03-01/redline/"
HISTORY = "terms/history/"


def same(text: str) -> str:
    """Return a text as it is."""
    return text


def frame(address: str, say: Say = same, **fields: object) -> Frame:
    """Return a frame in which every optional part is there."""
    given: dict[str, object] = {
        "title": say("Terms of Use"),
        "description": say("What applies between you and us."),
        "site_name": say("Larkfield"),
        "language": "en",
        "canonical": f"https://policies.example/{address}",
        "tabs": (Link(title=say("Terms"), address=POLICY, current=True), Link(title="Privacy", address="privacy/")),
        "feeds": (
            Link(title=say("Terms: changes"), address="terms/feed.atom"),
            Link(title="Terms: changes", address="terms/feed.json"),
            Link(title="Terms: effective dates", address="terms/effective.ics"),
        ),
        "modified": date(2026, 1, 20),
        "commit": say("a41f0c7"),
        "notify": "https://lists.example/join",
    }
    return Frame(address=address, **(given | fields))  # type: ignore[arg-type]


def entry(number: int, say: Say = same, **fields: object) -> Entry:
    """Return one revision of 2026; the higher its number, the later."""
    day = date(2026, number, 1)
    given: dict[str, object] = {
        "id": day.isoformat(),
        "policy": Link(title=say("Terms of Use"), address=POLICY),
        "posted": day,
        "effective": day,
        "replaced": (),
        "state": State.SUPERSEDED,
        "kind": "change",
        "material": False,
        "summary": Html("Raises the <em>minimum</em> age."),
        "documents": (say("Terms of Use"), say("Refund Policy")),
        "address": REVISION,
        "redline": REDLINE,
        "inserted": 1232,
        "deleted": 7,
        "changes": 1,
        "words": 2000,
        "source": "https://git.example/commit/1",
    }
    return Entry(number=number, **(given | fields))  # type: ignore[arg-type]


def document(anchor: str, say: Say = same, **fields: object) -> DocumentView:
    """Return one document with all its provenance."""
    given: dict[str, object] = {
        "title": say(anchor.title()),
        "description": say(f"About {anchor}."),
        "language": "en",
        "html": Html(f'<section aria-labelledby="{anchor}-1"><h3 id="{anchor}-1">Scope</h3><p>Words.</p></section>'),
        "state": State.IN_FORCE,
        "effective": date(2026, 3, 1),
        "upcoming": date(2026, 7, 1),
        "posted": date(2026, 1, 20),
        "revision": Link(title=say("2026-03-01"), address=REVISION),
        "redline": REDLINE,
        "source": "https://git.example/commit/1",
        "commit": say("2d253fa"),
        "sha256": say("9f86d081"),
        "words": 900,
    }
    return DocumentView(anchor=anchor, **(given | fields))  # type: ignore[arg-type]


def policy_page(say: Say = same, **fields: object) -> PolicyPage:
    """Return the page of a policy with two documents, one banner and two revisions."""
    given: dict[str, object] = {
        "frame": frame(POLICY, say),
        "eyebrow": (Link(title=say("Policies"), address=""),),
        "title": say("Terms of Use"),
        "lede": say("What applies between you and us."),
        "state": State.IN_FORCE,
        "since": date(2026, 3, 1),
        "until": None,
        "number": 3,
        "revision_id": say("2026-03-01"),
        "total": 40,
        "words": 1275,
        "minutes": 6,
        "banners": (
            Banner(
                kind="upcoming",
                day=date(2026, 7, 1),
                summary=Html("Adds a section."),
                links=(Link(title=say("Read the new version"), address="terms/upcoming/"),),
            ),
        ),
        "documents": (document("terms", say), document("refund", say, effective=date(2025, 9, 15))),
        "contents": (
            ContentsEntry(
                title=say("Terms"),
                anchor="terms",
                entries=(ContentsEntry(title=say("Scope"), anchor="terms-1", number=say("1")),),
            ),
            ContentsEntry(title=say("Refund"), anchor="refund"),
        ),
        "previous": Link(title=say("Version 2"), address="terms/2026-02-01/"),
        "next": Link(title=say("Version 4"), address="terms/2026-04-01/"),
        "latest": (entry(3, say, material=True), entry(2, say, state=State.UPCOMING, effective=date(2026, 8, 1))),
        "history": HISTORY,
        "current": POLICY,
        "redline": REDLINE,
    }
    return PolicyPage(**(given | fields))  # type: ignore[arg-type]


def history_page(say: Say = same, **fields: object) -> HistoryPage:
    """Return a history with one revision of each special kind."""
    entries = (
        entry(6, say, state=State.UPCOMING, material=True, effective=date(2026, 9, 1)),
        entry(5, say, state=State.IN_FORCE, kind="postponed", replaced=(date(2026, 4, 1), date(2026, 4, 8))),
        entry(4, say, kind="unlisted"),
        entry(3, say, kind="imported", address="", redline="", link="https://old.example/diff", inserted=0, deleted=0),
        entry(2, say, kind="editorial"),
        entry(1, say, kind="initial", redline="", inserted=0, deleted=0, changes=0),
    )
    given: dict[str, object] = {
        "frame": frame(HISTORY, say),
        "policy": Link(title=say("Terms of Use"), address=POLICY),
        "first": date(2026, 1, 1),
        "total": 6,
        "material": 1,
        "in_force": 5,
        "upcoming": 1,
        "unlisted": 1,
        "years": by_year((*entries, entry(1, say, posted=date(2025, 5, 5), id="2025-05-05"))),
    }
    return HistoryPage(**(given | fields))  # type: ignore[arg-type]


def redline_page(say: Say = same, **fields: object) -> RedlinePage:
    """Return the inline redline of two documents."""
    given: dict[str, object] = {
        "frame": frame(REDLINE, say),
        "policy": Link(title=say("Terms of Use"), address=POLICY),
        "history": HISTORY,
        "entry": entry(3, say, material=True, posted=date(2026, 1, 20)),
        "explanation": Html("<p>We asked learners.</p>"),
        "old": Side(day=date(2026, 2, 1), number=2, state=State.SUPERSEDED, address="terms/2026-02-01/"),
        "new": Side(day=date(2026, 3, 1), number=3, state=State.IN_FORCE, address=REVISION),
        "side_by_side": False,
        "inline_address": REDLINE,
        "side_by_side_address": f"{REDLINE}side-by-side/",
        "documents": (
            RedlineDocument(
                anchor="terms",
                title=say("Terms"),
                old_title=say("Rules"),
                html=Html('<div class="chg mod" id="c-1"><p>At least <del>13</del> <ins>16</ins> years.</p></div>'),
            ),
            RedlineDocument(anchor="refund", title=say("Refund"), old_title="", html=Html(), status="added"),
        ),
        "changes": (ChangeItem(number=1, anchor="c-1", label=say("§ 2.1"), kind="amended", words=say("At least")),),
        "sections_changed": 1,
        "sections": 12,
        "previous": Link(title=say("Changes of 1 February"), address="terms/2026-02-01/redline/"),
        "next": Link(title=say("Changes of 1 April"), address="terms/2026-04-01/redline/"),
        "plain_text": "terms/2026-03-01/redline.txt",
    }
    return RedlinePage(**(given | fields))  # type: ignore[arg-type]


def index_page(say: Say = same, **fields: object) -> IndexPage:
    """Return a start page with five groups."""

    def item(number: int, **more: object) -> PolicyItem:
        given: dict[str, object] = {
            "link": Link(title=say(f"Policy {number}"), address=POLICY),
            "description": say("One line."),
            "state": State.IN_FORCE,
            "since": date(2026, 3, 1),
            "upcoming": None,
            "revisions": number,
        }
        return PolicyItem(**(given | more))  # type: ignore[arg-type]

    groups = [
        PolicyGroup(title=say(f"Group {number}"), anchor=f"group-{number}", policies=(item(number),))
        for number in range(1, 5)
    ]
    plain = (
        item(1, upcoming=date(2026, 7, 1)),
        item(2, state=State.UPCOMING),
        item(3, state=State.WITHDRAWN, description=""),
    )
    given: dict[str, object] = {
        "frame": frame("", say, tabs=()),
        "introduction": Html("<p>The rules.</p>"),
        "groups": (PolicyGroup(title="", anchor="", policies=plain), *groups),
        "latest": (entry(3, say),),
    }
    return IndexPage(**(given | fields))  # type: ignore[arg-type]


def plain_page(say: Say = same, address: str = "about/") -> PlainPage:
    """Return an ordinary page without a title of its own."""
    return PlainPage(frame=frame(address, say), html=Html("<p>About us.</p>"))
