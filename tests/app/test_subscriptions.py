"""What subscribers are told, and when."""

from __future__ import annotations

import json
from datetime import date

import pytest
from icalendar import Calendar

from policybook.adapters.settings import Options, Settings
from policybook.app.publish import plan_site
from scripted import ScriptedRepository, book_of, note, settings

TERMS = "---\ntitle: Terms\n---\nYou may use the service.\n"


def sample() -> ScriptedRepository:
    """Terms with a change that takes effect at once, one posted ahead, and one that is postponed."""
    repository = ScriptedRepository()
    steps: tuple[tuple[str, str, dict[str, str]], ...] = (
        ("2024-01-01", TERMS, {"kind": "initial"}),
        ("2024-02-01", TERMS + "\nAt once.\n", {}),
        ("2024-03-01", TERMS + "\nLater.\n", {"effective": "2024-04-01", "material": "yes"}),
        ("2024-03-10", TERMS + "\nMuch later.\n", {"effective": "2024-05-01"}),
    )
    for day, text, fields in steps:
        files = {"terms/index.md": text, f"terms/revisions/{day}.md": note(f"Of {day}.", **fields)}
        repository.commit(day, dict(files))
    later = note("Later still.", kind="postponed", postpones="2024-03-10", effective="2024-06-01")
    repository.commit("2024-03-20", {"terms/revisions/2024-03-20.md": later})
    return repository


def entries(
    on: str, repository: ScriptedRepository | None = None, chosen: Settings | None = None, path: str = "terms/feed.json"
) -> dict[str, str]:
    """Return the ids of a feed's entries, without what all begin with, and their days."""
    chosen = chosen or settings()
    made = plan_site(book_of(repository or sample(), chosen), chosen, on=date.fromisoformat(on))
    document = json.loads(next(item for item in made.files if item.path == path).make())
    return {item["id"].partition(":terms/")[2]: item["date_published"][:10] for item in document["items"]}


def test_a_revision_has_an_entry_when_posted_and_one_when_it_takes_effect() -> None:
    """One alone where both are on one day; what is still to come has none yet."""
    assert entries("2024-05-31") == {
        "2024-03-20": "2024-03-20",
        "2024-03-10": "2024-03-10",
        "2024-03-01": "2024-03-01",
        "2024-03-01/effective": "2024-04-01",
        "2024-02-01": "2024-02-01",
        "2024-01-01": "2024-01-01",
    }


@pytest.mark.parametrize(("on", "newest"), [("2024-03-31", "2024-03-20"), ("2024-04-01", "2024-03-01/effective")])
def test_an_entry_appears_on_its_day_without_an_editor(on: str, newest: str) -> None:
    """The daily build brings it."""
    assert next(iter(entries(on))) == newest


def test_a_postponed_revision_takes_effect_on_its_new_day_only() -> None:
    """On the day first announced nothing happened."""
    found = entries("2024-06-01")

    assert found["2024-03-10/effective"] == "2024-06-01"


def test_no_entry_is_from_the_future() -> None:
    """A build for a day of the past shows what was known then."""
    assert list(entries("2024-02-15")) == ["2024-02-01", "2024-01-01"]
    before = plan_site(book_of(sample(), settings()), settings(), on=date(2023, 12, 31))
    assert [item.path for item in before.files if "feed" in item.path] == []


def test_a_text_that_never_bound_anybody_never_took_effect() -> None:
    """It was replaced before its day."""
    repository = sample()
    files = {"terms/index.md": TERMS + "\nFirst.\n", "terms/revisions/2024-03-25.md": note(effective="2024-04-01")}
    repository.commit("2024-03-25", dict(files))

    assert {name for name in entries("2024-04-02", repository) if "effective" in name} == {"2024-03-25/effective"}


def test_importing_older_revisions_changes_no_id() -> None:
    """Readers of the feed would get everything once more."""
    repository = sample()
    before = list(entries("2024-04-01", repository))
    old = {"terms/revisions/2001-01-01.md": note(kind="imported", posted="2001-01-01", link="https://x.example/")}
    repository.commit("2024-03-21", dict(old))

    assert list(entries("2024-04-01", repository)) == [*before, "2001-01-01"]


def test_the_ids_can_be_kept_when_the_site_moves() -> None:
    """The setting says what they have begun with so far."""
    options = Options(feed_ids="tag:old.example,2026:")
    moved = settings(site_url="https://new.example/legal/", options=options)

    assert list(entries("2024-04-01", chosen=moved)) == list(entries("2024-04-01"))


def test_the_feed_of_all_policies_has_the_same_entries() -> None:
    """Who follows both sees each once."""
    assert entries("2024-05-31", path="feed.json") == entries("2024-05-31")


def calendar(on: str, repository: ScriptedRepository | None = None, path: str = "terms/effective.ics") -> Calendar:
    made = plan_site(book_of(repository or sample()), settings(), on=date.fromisoformat(on))
    found = Calendar.from_ical(next(item for item in made.files if item.path == path).make())
    assert isinstance(found, Calendar)
    return found


def test_the_calendar_has_the_days_to_come_beside_those_past() -> None:
    """Each day on which another text binds, as soon as it is posted."""
    found = [(item.start.isoformat(), str(item["SUMMARY"])) for item in calendar("2024-03-25").events]

    assert found == [
        ("2024-01-01", "New Terms on 1 January 2024"),
        ("2024-02-01", "Terms change on 1 February 2024"),
        ("2024-04-01", "Terms change on 1 April 2024"),
        ("2024-06-01", "Terms change on 1 June 2024"),
    ]


def test_a_postponed_day_has_the_stamp_and_number_of_its_change() -> None:
    """A program that has the event already learns that it moved."""
    last = calendar("2024-03-25").events[-1]

    assert (last.DTSTAMP.date(), last["SEQUENCE"]) == (date(2024, 3, 20), 1)


def test_the_calendar_of_all_policies_has_the_same_events() -> None:
    """Who subscribes to both sees each once."""
    of_one, of_all = calendar("2024-03-25"), calendar("2024-03-25", path="effective.ics")

    assert [item["UID"] for item in of_one.events] == [item["UID"] for item in of_all.events]
    assert of_one["UID"] != of_all["UID"]


def test_a_policy_without_an_effective_date_has_no_calendar_and_announces_none() -> None:
    """A calendar without an event is none (RFC 5545), and a link to it would be dead."""
    repository = sample()
    imported = note(kind="imported", posted="2001-01-01", link="https://x.example/")
    repository.commit("2024-03-21", {"old/revisions/1.md": imported, "old/index.md": "---\ntitle: Old\n---\nWords.\n"})
    repository.commit("2024-03-22", {"old/revisions/2.md": note(posted="2024-09-01"), "old/index.md": "Others.\n"})
    made = plan_site(book_of(repository), settings(), on=date(2024, 3, 25))
    frames = {item.address: item.make().frame for item in made.pages if item.address in ("old/", "terms/")}
    announced = {address: [link.address for link in frame.feeds] for address, frame in frames.items()}

    assert announced["terms/"] == ["terms/feed.atom", "terms/feed.json", "terms/effective.ics"]
    assert {address for links in announced.values() for address in links} <= {item.path for item in made.files}
