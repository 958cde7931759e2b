"""What takes effect next, and its comparison with the text in force."""

from __future__ import annotations

from datetime import date

from policybook.app.publish import Plan, plan_site
from policybook.core.pages import HistoryPage, PolicyPage, RedlinePage
from policybook.core.timeline import State
from scripted import ScriptedRepository, book_of, note, settings

TERMS = "---\ntitle: Terms\ndocuments: [refund]\n---\n## 1. Age\n\n1.1 You must be {} years old.\n\n1.2 {}\n"
REFUND = "---\ntitle: Refunds\n---\nWe refund within {} days.\n"


def published() -> ScriptedRepository:
    """Terms and refunds since January."""
    repository = ScriptedRepository()
    files = {"terms/index.md": TERMS.format(13, "Be kind."), "terms/refund.md": REFUND.format(14)}
    repository.commit("2024-01-01", {**files, "terms/revisions/2024-01-01.md": note("First.", kind="initial")})
    return repository


def pending(repository: ScriptedRepository, day: str = "2024-02-01", age: int = 16, **fields: str) -> None:
    """Publish another age in the terms, for June unless told otherwise."""
    words = note("Raises the age.", **{"effective": "2024-06-01", **fields})
    repository.commit(day, {"terms/index.md": TERMS.format(age, "Be kind."), f"terms/revisions/{day}.md": words})


def plan(repository: ScriptedRepository, on: str = "2024-05-01") -> Plan:
    return plan_site(book_of(repository), settings(), on=date.fromisoformat(on))


def page(made: Plan, address: str) -> PolicyPage:
    found = next(item for item in made.pages if item.address == address).make()
    assert isinstance(found, PolicyPage)
    return found


def redline(made: Plan, address: str) -> RedlinePage:
    found = next(item for item in made.pages if item.address == address).make()
    assert isinstance(found, RedlinePage)
    return found


def addresses(made: Plan) -> list[str]:
    return [item.address for item in made.pages]


def test_the_redline_of_one_revision_is_enough_where_it_says_all() -> None:
    """The text in force is the one it was compared with."""
    repository = published()
    pending(repository)
    made = plan(repository)

    assert page(made, "terms/upcoming/").redline == "terms/2024-02-01/redline/"
    assert "terms/upcoming/redline/" not in addresses(made)


def test_a_corrected_text_is_compared_with_the_text_in_force() -> None:
    """Readers ask what changes for them, not what changed in a text that never applied."""
    repository = published()
    pending(repository, material="yes")
    corrected = {"terms/index.md": TERMS.format(16, "Be very kind."), "terms/revisions/2024-03-01.md": note("A word.")}
    repository.commit("2024-03-01", corrected)
    made = plan(repository)
    shown = redline(made, "terms/upcoming/redline/")

    assert page(made, "terms/").banners[0].links[1].address == "terms/upcoming/redline/"
    assert page(made, "terms/").banners[0].summary == "Raises the age. A word."
    assert "<del>13</del>" in shown.documents[0].html
    assert "<ins>very</ins>" in shown.documents[0].html
    assert (shown.old.number, shown.new.number, shown.new.address) == (1, 3, "terms/upcoming/")
    assert (shown.entry.material, shown.previous, shown.next) == (True, None, None)
    assert {"terms/upcoming/redline/", "terms/upcoming/redline/side-by-side/"} <= set(addresses(made))
    assert "[-13-]{+16+}" in next(item for item in made.files if item.path == shown.plain_text).make().decode()


def test_a_corrected_text_is_upcoming_no_more() -> None:
    """Its page says that it was replaced, the history that it was to take effect."""
    repository = published()
    pending(repository)
    repository.commit(
        "2024-03-01",
        {"terms/index.md": TERMS.format(17, "Be kind."), "terms/revisions/2024-03-01.md": note("A figure.")},
    )
    made = plan(repository)
    old = page(made, "terms/2024-02-01/")
    history = next(item for item in made.pages if item.address == "terms/history/").make()
    assert isinstance(history, HistoryPage)

    assert (old.state, old.banners[0].kind, old.banners[0].ending) == (State.SUPERSEDED, "superseded", "replaced")
    assert [(item.state, item.ending) for item in history.years[0].entries] == [
        (State.UPCOMING, ""),
        (State.SUPERSEDED, "replaced"),
        (State.IN_FORCE, ""),
    ]


def test_revisions_of_one_day_are_shown_as_one_change() -> None:
    """Two documents, two notes, one day on which the page changes."""
    repository = published()
    pending(repository)
    refund = note("Longer refunds.", effective="2024-06-01")
    repository.commit("2024-03-01", {"terms/refund.md": REFUND.format(30), "terms/revisions/2024-03-01.md": refund})
    made = plan(repository)

    assert [item.title for item in redline(made, "terms/upcoming/redline/").documents] == ["Terms", "Refunds"]
    assert page(plan(repository, "2024-06-01"), "terms/2024-02-01/").banners[0].ending == "together"


def test_several_pending_revisions_are_named_in_order() -> None:
    """Each with its day; the text in force keeps the address until the first."""
    repository = published()
    pending(repository)
    later = note("Longer refunds.", effective="2024-09-01")
    repository.commit("2024-03-01", {"terms/refund.md": REFUND.format(30), "terms/revisions/2024-03-01.md": later})
    made = plan(repository)
    banner = page(made, "terms/").banners[0]

    assert (banner.day, [(item.day, item.summary) for item in banner.later]) == (
        date(2024, 6, 1),
        [(date(2024, 9, 1), "Longer refunds.")],
    )
    assert page(made, "terms/upcoming/").banners[0].later == banner.later
    assert "14 days" in page(made, "terms/upcoming/").documents[1].html
    assert "13 years" in page(made, "terms/").documents[0].html


def test_the_text_in_force_says_when_it_ends() -> None:
    """True on every day, also where the site is not built again."""
    repository = published()
    pending(repository)
    shown = page(plan(repository), "terms/")

    assert (shown.since, shown.until) == (date(2024, 1, 1), date(2024, 5, 31))
    assert [item.upcoming for item in shown.documents] == [date(2024, 6, 1), None]


def test_a_withdrawal_to_come_has_no_page_of_its_own() -> None:
    """There will be nothing to read; the notice says until when the text applies."""
    repository = published()
    words = note("We close.", kind="withdrawn", effective="2024-06-01")
    repository.commit("2024-03-01", {"terms/revisions/2024-03-01.md": words})
    made = plan(repository)
    banner = page(made, "terms/").banners[0]

    assert (banner.kind, banner.ends, banner.day) == ("upcoming", True, date(2024, 6, 1))
    assert "terms/upcoming/" not in addresses(made)
    assert [item.until for item in page(made, "terms/").documents] == [date(2024, 5, 31)] * 2


def test_a_policy_that_comes_back_says_so() -> None:
    """Until the day nothing applies."""
    repository = published()
    gone = {"terms/index.md": None, "terms/refund.md": None}
    repository.commit("2024-02-01", {**gone, "terms/revisions/2024-02-01.md": note("Closed.", kind="withdrawn")})
    pending(repository, "2024-03-01", kind="reinstated")
    made = plan(repository)

    assert [item.kind for item in page(made, "terms/").banners] == ["upcoming", "withdrawn"]
    assert page(made, "terms/").banners[0].only
    assert page(made, "terms/upcoming/").banners[0].only
    assert page(made, "terms/upcoming/").redline == "terms/2024-03-01/redline/"
    assert page(plan(repository, "2024-06-01"), "terms/").state is State.IN_FORCE


def test_a_revision_taken_back_is_kept_as_withdrawn() -> None:
    """It never applied, and its page says so; nothing is upcoming any more."""
    repository = published()
    pending(repository)
    undone = {
        "terms/index.md": TERMS.format(13, "Be kind."),
        "terms/revisions/2024-03-01.md": note("Not now.", kind="withdrawn", withdraws="2024-02-01"),
    }
    repository.commit("2024-03-01", undone)
    made = plan(repository)
    shown = page(made, "terms/2024-02-01/")

    assert (shown.state, shown.since) == (State.WITHDRAWN, date(2024, 3, 1))
    assert (shown.banners[0].kind, shown.banners[0].ending, shown.banners[0].day) == (
        "withdrawn",
        "withdrawn",
        date(2024, 3, 1),
    )
    assert shown.documents[0].state is State.WITHDRAWN
    assert page(made, "terms/").banners == ()
    assert "terms/upcoming/" not in addresses(made)
    assert "terms/2024-03-01/" not in addresses(made)


def test_a_revision_shows_from_the_day_it_is_posted_on() -> None:
    """Its note may name a day to come; the build of that day publishes it, and the one before says when."""
    repository = published()
    pending(repository, "2024-02-01", posted="2024-02-10")
    before = plan(repository, "2024-02-09")

    assert before.next_change == date(2024, 2, 10)
    assert "terms/2024-02-01/" not in addresses(before)
    assert "terms/2024-02-01/" in addresses(plan(repository, "2024-02-10"))


def test_the_next_change_counts_notices_that_end() -> None:
    """A material revision is announced at the top of its policy for some days."""
    repository = published()
    pending(repository, material="yes")

    assert plan(repository, "2024-05-31").next_change == date(2024, 6, 1)
    assert plan(repository, "2024-06-01").next_change == date(2024, 7, 1)
    assert plan(repository, "2024-07-01").next_change is None
