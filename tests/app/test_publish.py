"""What the pages of a site show, as values."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from policybook.adapters.settings import Options, Settings
from policybook.adapters.templates import Templates
from policybook.app.publish import Plan, plan_site
from policybook.core.errors import ContentError
from policybook.core.navigation import NavEntry
from policybook.core.pages import HistoryPage, IndexPage, PolicyPage, RedlinePage, SubscribePage
from policybook.core.timeline import State
from scripted import ScriptedRepository, book_of, note, settings

TERMS = """---
title: Terms of Use
description: The rules.
documents: [refund]
---
## 1. Start

1.1 You may use the service. See the [refunds](refund.md) and [how we pay](refund.md#how-we-pay).

1.2 Or read [the first section](#start) again, or [ours](../privacy/index.md), or [nothing](nowhere.md).
"""
REFUND = """---
title: Refund Policy
---
## How we pay

We refund within 14 days.
"""
PRIVACY = "---\ntitle: Privacy Notice\n---\nWe keep little.\n"


def sample() -> ScriptedRepository:
    """Two policies, one with two documents, one change in force and one to come."""
    repository = ScriptedRepository()
    repository.commit(
        "2024-01-01",
        {
            "terms/index.md": TERMS,
            "terms/refund.md": REFUND,
            "terms/revisions/2024-01-01.md": note("First publication.", kind="initial"),
            "privacy/index.md": PRIVACY,
            "privacy/revisions/2024-01-01.md": note("First publication.", kind="initial"),
        },
    )
    repository.commit(
        "2024-03-01",
        {
            "terms/refund.md": REFUND.replace("14 days", "30 days"),
            "terms/revisions/2024-03-01.md": note("Longer *refunds*, see [them](../refund.md).", material="yes"),
        },
    )
    repository.commit(
        "2024-05-01",
        {
            "terms/index.md": TERMS.replace("may use", "may freely use"),
            "terms/revisions/2024-05-01.md": note("Freely.", effective="2024-07-01", material="yes"),
        },
    )
    return repository


def plan(repository: ScriptedRepository, on: str = "2024-06-01", chosen: Settings | None = None) -> Plan:
    chosen = chosen or settings()
    return plan_site(book_of(repository, chosen), chosen, on=date.fromisoformat(on))


def page(made: Plan, address: str) -> object:
    return next(item for item in made.pages if item.address == address).make()


def policy(made: Plan, address: str) -> PolicyPage:
    found = page(made, address)
    assert isinstance(found, PolicyPage)
    return found


def file(made: Plan, path: str) -> str:
    return next(item for item in made.files if item.path == path).make().decode()


def test_a_site_has_a_page_for_every_text_and_every_comparison() -> None:
    """And for nothing else."""
    addresses = [item.address for item in plan(sample()).pages]

    assert addresses == [
        "",
        "on/",
        "privacy/",
        "privacy/history/",
        "privacy/on/",
        "privacy/2024-01-01/",
        "terms/",
        "terms/history/",
        "terms/clauses/",
        "terms/compare/",
        "terms/on/",
        "terms/upcoming/",
        "terms/2024-01-01/",
        "terms/2024-03-01/",
        "terms/2024-03-01/redline/",
        "terms/2024-03-01/redline/side-by-side/",
        "terms/2024-05-01/",
        "terms/2024-05-01/redline/",
        "terms/2024-05-01/redline/side-by-side/",
        "search/",
    ]


def test_files_for_programs_stand_beside_the_pages() -> None:
    """Feeds and version lists per policy and for all."""
    paths = {item.path for item in plan(sample()).files}

    assert paths >= {
        "feed.atom",
        "feed.json",
        "policies.json",
        "robots.txt",
        "terms/feed.atom",
        "terms/feed.json",
        "terms/versions.json",
        "terms/2024-03-01/redline.txt",
    }


def test_the_policy_page_shows_the_text_in_force() -> None:
    """A text that is posted but pending does not show yet."""
    made = policy(plan(sample()), "terms/")

    assert (made.state, made.since, made.number, made.total) == (State.IN_FORCE, date(2024, 3, 1), 2, 3)
    assert "30 days" in made.documents[1].html
    assert "freely" not in made.documents[0].html


def test_each_document_carries_its_own_effective_date() -> None:
    """The terms did not change when the refunds did."""
    made = policy(plan(sample()), "terms/")

    assert [(item.title, item.effective) for item in made.documents] == [
        ("Terms of Use", date(2024, 1, 1)),
        ("Refund Policy", date(2024, 3, 1)),
    ]
    assert made.documents[0].upcoming == date(2024, 7, 1)


def test_the_upcoming_page_shows_the_whole_page_as_it_will_read() -> None:
    """Until the day it is marked as not in force."""
    made = policy(plan(sample()), "terms/upcoming/")

    assert made.state is State.UPCOMING
    assert "freely" in made.documents[0].html
    assert not made.frame.noindex
    assert [banner.kind for banner in made.banners] == ["upcoming"]


def test_the_switch_needs_no_editor() -> None:
    """The next build on or after the day shows the new text."""
    before, after = plan(sample(), "2024-06-30"), plan(sample(), "2024-07-01")

    assert before.next_change == date(2024, 7, 1)
    assert "freely" in policy(after, "terms/").documents[0].html
    assert "terms/upcoming/" not in [item.address for item in after.pages]


def test_banners_tell_of_what_comes_and_what_is_fresh() -> None:
    """For as long as the settings say."""
    short = settings(options=Options(banner_days=10))
    kinds = [
        [banner.kind for banner in policy(plan(sample(), on, short), "terms/").banners]
        for on in ("2024-03-01", "2024-03-10", "2024-03-11", "2024-05-01", "2024-07-10", "2024-07-11")
    ]

    assert kinds == [["changed"], ["changed"], [], ["upcoming"], ["changed"], []]


def test_a_superseded_text_says_when_it_applied() -> None:
    """Its page is for reference and asks not to be listed."""
    made = policy(plan(sample()), "terms/2024-01-01/")
    banner = made.banners[0]

    assert (banner.kind, banner.day, banner.until) == ("superseded", date(2024, 1, 1), date(2024, 2, 29))
    assert made.frame.noindex
    assert made.next is not None
    assert made.next.address == "terms/2024-03-01/"
    assert "14 days" in made.documents[1].html


def test_links_between_documents_lead_to_their_pages() -> None:
    """Editors link files; readers get addresses, and words where there is nothing to link to."""
    markup = policy(plan(sample()), "terms/").documents[0].html

    assert 'href="#document-refund"' in markup
    assert 'href="#how-we-pay-refund-policy"' in markup
    assert 'href="#start-terms-of-use"' in markup
    assert 'href="../privacy/"' in markup
    assert "nowhere" not in markup
    assert "nothing" in markup


def test_links_of_an_old_text_lead_to_the_policies_of_today() -> None:
    """From one level deeper."""
    markup = policy(plan(sample()), "terms/2024-01-01/").documents[0].html

    assert 'href="../../privacy/"' in markup


def test_a_link_inside_an_old_text_leads_to_what_stood_there() -> None:
    """What a later text has at that address is not on the page: the words of the link are left."""
    repository = sample()
    linked = TERMS + "\nSee [keeping](#keeping) and [paying](#how-we-pay).\n"
    repository.commit("2024-04-01", {"terms/index.md": linked, "terms/revisions/2024-04-01.md": note("Links.")})
    later = linked + "\n## Keeping\n\nWe keep little.\n"
    repository.commit("2024-04-02", {"terms/index.md": later, "terms/revisions/2024-04-02.md": note("Keeping.")})
    made = plan(repository)
    old, new = (policy(made, f"terms/2024-04-0{day}/").documents[0].html for day in (1, 2))

    assert "<a>keeping</a>" in old
    assert 'href="#how-we-pay-refund-policy">paying' in old
    assert 'href="#keeping-terms-of-use">keeping' in new


ROOTED = """
See [privacy](/legal/privacy/), [its history](/legal/privacy/history/), [that of March](/legal/privacy/2024-03-01/),
[how we pay](/legal/terms/refund#how-we-pay), [about](/legal/about/), [all](/legal/), [help](/help),
[gone](/legal/gone).
"""


def rooted(site_url: str) -> tuple[str, str]:
    """Return a page and a redline with links from the root of the host, on a site with an address."""
    repository = sample()
    files = {"privacy/index.md": PRIVACY + ROOTED, "privacy/revisions/2024-03-01.md": note("Links."), "about.md": "We."}
    repository.commit("2024-03-01", files)
    made = plan(repository, chosen=replace(settings(), site_url=site_url))
    redline = page(made, "privacy/2024-03-01/redline/")
    assert isinstance(redline, RedlinePage)
    return policy(made, "privacy/").documents[0].html, redline.documents[0].html


def test_links_from_the_root_of_the_host_lead_into_the_site() -> None:
    """Texts come from sites that wrote addresses, not files; the site may move and is also read from a folder."""
    markup, redline = rooted("https://example.org/legal/")

    for link in ("./", "history/", "2024-03-01/", "../terms/#how-we-pay-refund-policy", "../"):
        assert f'<a href="{link}">' in markup
    assert '<a href="../../../terms/#how-we-pay-refund-policy">' in redline


def test_links_from_the_root_of_the_host_may_lead_elsewhere_on_it() -> None:
    """What the host has beside the site, and pages that are no policies, are not known here."""
    for markup in rooted("https://example.org/legal/"):
        assert '<a href="/help">help</a>' in markup
        assert '<a href="/legal/about/">about</a>' in markup


def test_a_link_from_the_root_that_the_site_would_answer_with_an_error_is_words() -> None:
    """An old text names pages of the site it was once on."""
    for markup in rooted("https://example.org/legal/"):
        assert "/legal/gone" not in markup
        assert "gone</a>" in markup


def test_links_from_the_root_stay_where_the_site_has_no_address() -> None:
    """Nobody can say what is beside it."""
    for markup in rooted(""):
        assert '<a href="/legal/gone">gone</a>' in markup


def test_the_history_counts_and_marks_its_revisions() -> None:
    """Newest first, by year."""
    made = page(plan(sample()), "terms/history/")
    assert isinstance(made, HistoryPage)
    entries = made.years[0].entries

    assert (made.total, made.material, made.in_force, made.upcoming, made.unlisted) == (3, 2, 2, 1, 0)
    assert [item.state for item in entries] == [State.UPCOMING, State.IN_FORCE, State.SUPERSEDED]
    assert (entries[1].inserted, entries[1].deleted, entries[1].changes) == (1, 1, 1)
    assert entries[1].documents == ("Refund Policy",)


def test_a_summary_is_markup_without_links() -> None:
    """Lists put it into a link of their own."""
    made = page(plan(sample()), "terms/history/")
    assert isinstance(made, HistoryPage)

    assert made.years[0].entries[1].summary == "Longer <em>refunds</em>, see them."


def test_the_redline_page_compares_with_the_text_before() -> None:
    """Only the documents that changed."""
    made = page(plan(sample()), "terms/2024-03-01/redline/")
    assert isinstance(made, RedlinePage)

    assert [item.title for item in made.documents] == ["Refund Policy"]
    assert not made.frame.noindex
    assert made.frame.description == (
        "Redline of Terms of Use: the text of 1 January 2024 compared with that of 1 March 2024."
    )
    assert "<del>14</del>" in made.documents[0].html
    assert "<ins>30</ins>" in made.documents[0].html
    assert (made.old.number, made.new.number) == (1, 2)
    assert [(item.number, item.label) for item in made.changes] == [(1, "How we pay")]
    assert made.next is not None


def test_the_margin_says_when_a_clause_last_changed() -> None:
    """And leads to the history of the clause; what never changed has no note."""
    made = policy(plan(sample(), "2024-08-01"), "terms/")
    terms, refund = (item.html for item in made.documents)

    assert 'href="clauses/#s1-1-2024-01-01">Changed Jul 2024' in terms
    assert terms.count("Changed") == 1
    assert 'href="clauses/#how-we-pay-refund-policy">Changed Mar 2024' in refund


def test_the_margin_of_the_text_to_come_leads_to_the_change() -> None:
    """The histories of clauses are those of the text in force."""
    terms = policy(plan(sample()), "terms/upcoming/").documents[0].html

    assert 'href="../2024-05-01/redline/#c-1">Changed Jul 2024' in terms


def test_a_margin_note_survives_changes_elsewhere() -> None:
    """A clause inserted before it does not make it new."""
    repository = sample()
    words = REFUND.replace("14 days", "30 days").replace("## How", "We like it simple, and say so here.\n\n## How")
    repository.commit("2024-05-20", {"terms/refund.md": words, "terms/revisions/2024-05-20.md": note("Simple.")})
    refund = policy(plan(repository), "terms/").documents[1].html

    assert 'href="clauses/#how-we-pay-refund-policy">Changed Mar 2024' in refund
    assert 'href="clauses/#document-refund">Changed May 2024' in refund


def test_a_site_may_do_without_margin_notes() -> None:
    """The histories of clauses stay."""
    quiet = settings(options=Options(margin_notes=False))
    made = plan(sample(), "2024-08-01", quiet)

    assert "Changed" not in "".join(item.html for item in policy(made, "terms/").documents)
    assert page(made, "terms/clauses/")


def test_a_site_without_a_server_has_the_form_of_a_hosted_list() -> None:
    """And every page leads to it."""
    fields = {"l": "4a1e", "email": "{address}"}
    hosted = settings(options=Options(notify_form="https://lists.example/form", notify_form_fields=fields))
    made = page(plan(sample(), chosen=hosted), "subscribe/")

    assert isinstance(made, SubscribePage)
    assert (made.action, made.host) == ("https://lists.example/form", "lists.example")
    assert (made.address_field, made.fields) == ("email", (("l", "4a1e"),))
    html = Templates().page("subscribe", made)
    assert "form-action 'self' https://lists.example;" in html
    assert '<form class="pick" method="post" action="https://lists.example/form">' in html
    assert '<input type="hidden" name="l" value="4a1e">' in html
    assert policy(plan(sample(), chosen=hosted), "terms/").frame.notify == "subscribe/"


def test_a_page_of_ones_own_at_the_address_of_that_form_is_refused() -> None:
    """It would be gone without a word."""
    repository = sample()
    repository.commit("2024-05-03", {"subscribe.md": "Write to us.\n"})

    with pytest.raises(ContentError, match=r"content/subscribe\.md.*: its page would be at /subscribe/") as caught:
        plan(repository, chosen=settings(options=Options(notify_form="https://lists.example/form")))
    assert "notify_url" in caught.value.hint
    assert plan(repository)


def test_pages_lead_to_the_subscribe_server() -> None:
    """Which is told of which policy, and in which language where that is not the site's."""
    served = settings(options=Options(subscribe_url="https://lists.example/"))
    made = policy(plan(sample(), chosen=served), "terms/")

    assert made.frame.notify == "https://lists.example/?policy=terms"
    assert served.notify_url() == "https://lists.example/"
    assert served.notify_url("terms", "de") == "https://lists.example/?policy=terms&language=de"
    assert served.unsubscribe_url == "https://lists.example/unsubscribe/{token}"


def test_a_permanent_page_has_no_margin_notes() -> None:
    """They would tell of the day it was built for."""
    assert "Changed" not in policy(plan(sample()), "terms/2024-03-01/").documents[1].html


def test_the_plain_redline_marks_words() -> None:
    """For mails, terminals and screen readers."""
    assert "[-14-]{+30+}" in file(plan(sample()), "terms/2024-03-01/redline.txt")


def test_an_unlisted_change_is_shown_and_told() -> None:
    """The record never hides one."""
    repository = sample()
    repository.commit("2024-05-20", {"privacy/index.md": PRIVACY + "\nSold to others.\n"})
    made = plan(repository)
    history = page(made, "privacy/history/")
    assert isinstance(history, HistoryPage)

    assert history.unlisted == 1
    assert history.years[0].entries[0].kind == "unlisted"
    assert "unlisted" in made.notices[0]


def test_a_withdrawn_policy_keeps_its_last_text() -> None:
    """It leaves the tabs and stays in the list."""
    repository = sample()
    repository.commit(
        "2024-05-20", {"privacy/index.md": None, "privacy/revisions/2024-05-20.md": note("Gone.", kind="withdrawn")}
    )
    made = policy(plan(repository), "privacy/")
    index = page(plan(repository), "")
    assert isinstance(index, IndexPage)

    assert made.state is State.WITHDRAWN
    assert "We keep little" in made.documents[0].html
    assert [tab.title for tab in made.frame.tabs] == ["Terms of Use"]
    assert [item.link.title for item in index.groups[0].policies] == ["Terms of Use", "Privacy Notice"]


def test_a_policy_that_only_comes_says_so() -> None:
    """Nothing is in force yet."""
    repository = ScriptedRepository()
    repository.commit(
        "2024-01-01",
        {"terms/index.md": REFUND, "terms/revisions/2024-01-01.md": note(kind="initial", effective="2024-07-01")},
    )
    made = policy(plan(repository), "terms/")

    assert made.state is State.UPCOMING
    assert made.banners[0].only
    assert "14 days" in made.documents[0].html


def test_the_last_text_of_a_moved_document_is_on_its_new_page() -> None:
    """Links to the old file find it there."""
    repository = sample()
    repository.commit(
        "2024-05-20",
        {
            "terms/refund.md": None,
            "privacy/refund.md": REFUND.replace("14 days", "30 days"),
            "terms/revisions/2024-05-20.md": note("Moved.", kind="moved", to="privacy", documents="[refund]"),
            "privacy/revisions/2024-05-20.md": note("Moved.", kind="moved", **{"from": "terms"}, documents="[refund]"),
        },
    )
    made = plan(repository)
    arrived = page(made, "privacy/2024-05-20/redline/")
    assert isinstance(arrived, RedlinePage)

    assert [item.title for item in policy(made, "privacy/").documents] == ["Privacy Notice", "Refund Policy"]
    assert arrived.documents[0].status == "moved"
    assert "<ins>" not in arrived.documents[0].html


def test_many_policies_get_a_list_instead_of_tabs() -> None:
    """Beyond seven a row of tabs is no navigation."""
    repository = ScriptedRepository()
    repository.commit("2024-01-01", {f"group-{n % 2}/policy-{n}.md": f"Words of {n}.\n" for n in range(8)})
    index = page(plan(repository), "")
    assert isinstance(index, IndexPage)

    assert index.frame.tabs == ()
    assert [group.title for group in index.groups] == ["Group 0", "Group 1"]
    assert index.latest[0].policy.title.startswith("Group ")


def test_the_start_page_takes_the_introduction_of_the_content() -> None:
    """Its title is that of the site's list."""
    repository = sample()
    repository.commit("2024-05-20", {"index.md": "# Welcome\n\nRead the [terms](terms/index.md).\n"})
    index = page(plan(repository), "")
    assert isinstance(index, IndexPage)

    assert 'Read the <a href="terms/">terms</a>.' in index.introduction
    assert "Welcome" not in index.introduction


def test_images_come_from_the_commit() -> None:
    """What is published is what was committed."""
    repository = sample()
    repository.commit("2024-05-20", {"img/logo.svg": "<svg/>", ".github/x.png": "", "terms/notes.txt": "private"})
    made = plan(repository)

    assert file(made, "img/logo.svg") == "<svg/>"
    assert {"terms/notes.txt", ".github/x.png"}.isdisjoint(item.path for item in made.files)


def test_links_and_images_of_a_redline_are_resolved() -> None:
    """It stands two levels deeper than the text, and shows no image of others."""
    repository = sample()
    words = "\nSee [how we pay](#how-we-pay), [privacy](../privacy/index.md), ![seal](https://x.example/s.png).\n"
    repository.commit(
        "2024-05-20", {"terms/refund.md": REFUND + words, "terms/revisions/2024-05-20.md": note("Links.")}
    )
    made = page(plan(repository), "terms/2024-05-20/redline/")
    assert isinstance(made, RedlinePage)
    markup = made.documents[0].html

    assert 'href="../../#how-we-pay-refund-policy"' in markup
    assert 'href="../../../privacy/"' in markup
    assert "<img" not in markup
    assert "x-policybook" not in markup
    assert "x-policybook" not in file(plan(repository), "terms/feed.atom")


def test_policies_follow_the_order_of_the_navigation() -> None:
    """Then the alphabet."""
    chosen = replace(settings(), nav=(NavEntry(path="terms/index.md"),))

    assert [tab.title for tab in policy(plan(sample(), chosen=chosen), "terms/").frame.tabs] == [
        "Terms of Use",
        "Privacy Notice",
    ]


def test_versions_are_listed_for_programs() -> None:
    """An application can ask which version a user accepted."""
    listed = json.loads(file(plan(sample()), "terms/versions.json"))

    assert (listed["in_force"], listed["upcoming"], listed["next_change"]) == (
        "2024-03-01",
        ["2024-05-01"],
        "2024-07-01",
    )
    assert listed["versions"][1]["urls"]["redline"] == "https://policies.example.org/terms/2024-03-01/redline/"


def test_a_broken_note_stops_the_build() -> None:
    """A page with a wrong date is worse than an old page."""
    repository = sample()
    repository.commit("2024-05-20", {"terms/revisions/2024-05-20.md": note(effective="2021-02-30")})

    with pytest.raises(ContentError, match="2021-02-30") as caught:
        plan(repository)

    assert (caught.value.path, caught.value.line) == ("content/terms/revisions/2024-05-20.md", 2)


def test_sources_are_told_from_ordinary_pages() -> None:
    """Ordinary pages stay MkDocs' business."""
    made = plan(sample())
    root = Path("/nowhere/content")

    assert made.is_source(root / "terms/index.md")
    assert made.is_source(root / "terms/revisions/2024-01-01.md")
    assert not made.is_source(root / "about.md")
    assert not made.is_source(Path("/elsewhere/terms/index.md"))


def test_a_site_without_policies_is_still_a_site() -> None:
    """The first commit comes later."""
    made = plan(ScriptedRepository())

    assert [item.address for item in made.pages] == [""]
    assert made.not_found().frame.noindex


def test_equal_inputs_give_equal_values() -> None:
    """No clock, order of files or memory has a part in it."""
    first, second = plan(sample()), plan(sample())

    assert [item.make() for item in first.pages] == [item.make() for item in second.pages]
    assert [item.make() for item in first.files] == [item.make() for item in second.files]


def test_lost_revisions_stop_the_build_and_are_all_named() -> None:
    """A published address must not vanish or show another text because history was rewritten."""
    repository = sample()
    lost = {f"terms/revisions/{day}.md": note(posted=day, sha256="ab" * 32) for day in ("2019-01-01", "2019-02-01")}
    repository.commit("2024-05-02", dict(lost))

    with pytest.raises(ContentError) as caught:
        plan(repository)

    assert "published revision lost: terms/2019-01-01 (shallow clone? rewritten history?)" in str(caught.value)
    assert "terms/revisions/2019-02-01.md: published revision lost: terms/2019-02-01" in str(caught.value)
