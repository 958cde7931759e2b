"""Page values for tests of whatever shows them: small, complete, with a hand on every text in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from policybook.core.aliases import Remark
from policybook.core.clausepage import ClauseChange, ClauseDocument, ClauseHistory, ClausesPage
from policybook.core.comparison_pages import ChoiceOfVersion, ComparePage, ComparisonPage
from policybook.core.pageparts import Alternate, Facts, LanguageLink, Role, VersionLink, YearLink
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
    TranslationNotice,
    by_year,
)
from policybook.core.searchpage import SearchGroup, SearchPage, SearchPolicy
from policybook.core.timeline import State

Say = Callable[[str], str]
"""What a text of a page value becomes; tests of escaping put something nasty in its place."""

POLICY = "terms/"
REVISION = "terms/2026-03-01/"
REDLINE = "terms/2026-03-01/redline/"
HISTORY = "terms/history/"
CLAUSES = "terms/clauses/"


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
        "published": date(2025, 1, 1),
        "image": "https://policies.example/img/logo.png",
        "alternates": (
            Alternate(language="en", address=f"https://policies.example/{address}"),
            Alternate(language="de", address="https://policies.example/bedingungen/"),
            Alternate(language="x-default", address="https://policies.example/bedingungen/"),
        ),
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


def way(say: Say = same) -> tuple[Link, ...]:
    """Return the way to a page below a policy that stands in a group."""
    return (
        Link(title=say("Policies"), address=""),
        Link(title=say("For learners"), address="./#group-for-learners"),
        Link(title=say("Terms of Use"), address=POLICY),
    )


def facts(say: Say = same) -> Facts:
    """Return what the page of a translation says of itself to programs."""
    return Facts(
        name=say("Terms of Use"),
        address="https://policies.example/terms/",
        language="en",
        version=say("2026-03-01"),
        published=date(2025, 1, 1),
        modified=date(2026, 3, 1),
        coverage="2026-03-01/..",
        publisher=say("Larkfield Ltd"),
        site_name=say("Larkfield"),
        site="https://policies.example/",
        original="https://policies.example/bedingungen/",
    )


def languages(say: Say = same) -> tuple[LanguageLink, ...]:
    """Return the links between a policy's two languages, and for one that it lacks."""
    return (
        LanguageLink(language="de", name=say("Deutsch"), address="bedingungen/", current=False),
        LanguageLink(language="en", name=say("English"), address=POLICY, current=True),
        LanguageLink(
            language="fr",
            name=say("Français"),
            address="bedingungen/",
            current=False,
            original="de",
            version=date(2025, 1, 1),
        ),
    )


def translation(say: Say = same) -> TranslationNotice:
    """Return the notice of a translation that is behind, and will be more so."""
    return TranslationNotice(
        original=Link(title=say("Nutzungsbedingungen"), address="bedingungen/"),
        language=say("German"),
        prevails=True,
        translated=date(2025, 1, 1),
        changed=date(2026, 3, 1),
        see=Link(title=say("See what changed"), address="bedingungen/2026-03-01/redline/"),
        coming=date(2026, 9, 1),
        read=Link(title=say("Read the new version"), address="bedingungen/2026-09-01/"),
    )


def policy_page(say: Say = same, **fields: object) -> PolicyPage:
    """Return the page of a policy with two documents, one banner and two revisions."""
    given: dict[str, object] = {
        "frame": frame(POLICY, say),
        "eyebrow": way(say),
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
        "clauses": CLAUSES,
        "redline": REDLINE,
        "versions": tuple(
            VersionLink(role=role, words=say(f"https://policies.example/{address}"), address=address)
            for role, address in zip(Role, (REVISION, POLICY, "terms/2026-02-01/", "terms/2026-04-01/"), strict=True)
        ),
        "facts": facts(say),
        "languages": languages(say),
        "translation": translation(say),
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
        "eyebrow": way(say),
        "policy": Link(title=say("Terms of Use"), address=POLICY),
        "first": date(2026, 1, 1),
        "total": 6,
        "material": 1,
        "in_force": 5,
        "upcoming": 1,
        "unlisted": 1,
        "all_years": (
            YearLink(year=2026, address=f"{HISTORY}#y2026", count=6),
            YearLink(year=2025, address=f"{HISTORY}#y2025", count=1),
            YearLink(year=2024, address=f"{HISTORY}2024/", count=600),
        ),
        "elsewhere": (YearLink(year=2024, address=f"{HISTORY}2024/", count=600),),
        "years": by_year((*entries, entry(1, say, posted=date(2025, 5, 5), id="2025-05-05"))),
    }
    return HistoryPage(**(given | fields))  # type: ignore[arg-type]


def clauses_page(say: Say = same, **fields: object) -> ClausesPage:
    """Return the histories of a clause with a number and of one without."""
    marked = Html("<p>At least <del>13</del> <ins>16</ins> years.</p>")
    changes = (
        ClauseChange(entry=entry(3, say, material=True), address=f"{REDLINE}#c-1", added=False, html=marked),
        ClauseChange(entry=entry(2, say, kind="unlisted"), address=f"{REDLINE}#c-2", added=True, html=Html()),
    )

    def clause(anchor: str, number: str) -> ClauseHistory:
        address, since = f"{POLICY}#{anchor}", date(2026, 2, 1)
        title = say("You must be old enough.")
        return ClauseHistory(anchor=anchor, number=number, title=title, address=address, since=since, changes=changes)

    def document(name: str, changed: tuple[ClauseHistory, ...]) -> ClauseDocument:
        return ClauseDocument(
            anchor=f"document-{name}",
            title=say(name.title()),
            language="ar",
            since=date(2026, 1, 1),
            changed=changed,
            unchanged=(Link(title="1.2", address=f"{POLICY}#a"), Link(title=say("Law"), address=f"{POLICY}#b")),
            removed=(
                Remark(say("The section was removed."), "../2026-03-01/redline/#c-3"),
                Remark(say("Another."), ""),
            ),
        )

    given: dict[str, object] = {
        "frame": frame(CLAUSES, say),
        "policy": Link(title=say("Terms of Use"), address=POLICY),
        "eyebrow": way(say),
        "documents": (
            document("terms", (clause("s1-1-2026-02-01", say("1.1")),)),
            document("refund", (clause("x", ""),)),
        ),
        "left_out": 1,
    }
    return ClausesPage(**(given | fields))  # type: ignore[arg-type]


def redline_page(say: Say = same, **fields: object) -> RedlinePage:
    """Return the inline redline of two documents."""
    given: dict[str, object] = {
        "frame": frame(REDLINE, say),
        "eyebrow": way(say),
        "translation": translation(say),
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


def compare_page(say: Say = same) -> ComparePage:
    """Return the page for any two versions: one in force, an earlier one, one to come."""
    states = (State.UPCOMING, State.IN_FORCE, State.SUPERSEDED)
    versions = tuple(
        ChoiceOfVersion(
            id=say(f"2026-0{number}-01"),
            number=number,
            state=state,
            start=date(2026, number, 1),
            until=date(2026, number, 28) if state is State.SUPERSEDED else None,
            applied=True,
            address=REVISION,
            before=say("2026-01-01"),
            redline=REDLINE,
            to_current="terms/compare/2026-01-01/",
        )
        for number, state in zip((3, 2, 1), states, strict=True)
    )
    return ComparePage(
        frame=frame("terms/compare/", say),
        eyebrow=(Link(title=say("Terms of Use"), address=POLICY),),
        history=HISTORY,
        versions=versions,
        current=versions[1].id,
        first_day=date(2026, 1, 1),
        older=versions[2].id,
        newer=versions[1].id,
    )


def comparison_page(say: Say = same) -> ComparisonPage:
    """Return a version compared with the one in force."""
    page = redline_page(say)
    return ComparisonPage(
        frame=frame("terms/compare/2026-01-01/", say),
        eyebrow=page.eyebrow,
        compare="terms/compare/",
        old=page.old,
        new=page.new,
        documents=page.documents,
        unchanged=(say("Refund Policy"),),
        changes=page.changes,
        inserted=12,
        deleted=3,
        sections_changed=page.sections_changed,
        sections=page.sections,
    )


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


def search_page(say: Say = same, **fields: object) -> SearchPage:
    """Return a search page with a policy in force, in two groups, and one that is upcoming."""
    inner = ContentsEntry(title=say("Fees"), anchor=say("fees"), number=say("2.1"))
    outer = ContentsEntry(title=say("Payment"), anchor=say("payment"), number=say("2"), entries=(inner,))
    now = SearchPolicy(
        link=Link(title=say("Terms"), address=POLICY),
        state=State.IN_FORCE,
        since=date(2026, 1, 1),
        contents=(outer, ContentsEntry(title=say("End"), anchor="end")),
    )
    soon = SearchPolicy(
        link=Link(title=say("Honour Code"), address="honour/"), state=State.UPCOMING, since=None, contents=()
    )
    groups = [("", now), *((say(name), soon) for name in ("Courses", "Events", "Shops", "Staff"))]
    made = tuple(
        SearchGroup(title=title, anchor=f"group-{number}", policies=(policy,))
        for number, (title, policy) in enumerate(groups)
    )
    given = {"frame": frame("search/", say, search="search/"), "groups": made}
    return SearchPage(**(given | fields))  # type: ignore[arg-type]


def plain_page(say: Say = same, address: str = "about/") -> PlainPage:
    """Return an ordinary page without a title of its own."""
    return PlainPage(frame=frame(address, say), html=Html("<p>About us.</p>"))
