"""Calendars that programs accept and recognise again, parsed back."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.core.calendars import CalendarEvent, EffectiveDates, ical
from policybook.core.feeds import legal
from policybook.core.ids import Event, entry_id, id_prefix
from policybook.core.model import Kind

SITE = "https://policies.example.com/"


def event(revision: str = "2020-12-18", **values: Any) -> CalendarEvent:
    defaults: dict[str, Any] = {
        "id": entry_id(id_prefix(SITE), policy_id="terms", revision_id=revision, event=Event.EFFECTIVE),
        "day": date(2021, 1, 1),
        "posted": date.fromisoformat(revision),
        "title": "Terms of Use change on 1 January 2021",
        "summary": "Updates definitions.",
        "address": f"terms/{revision}/redline/",
        "material": True,
        "kind": Kind.CHANGE,
    }
    return CalendarEvent(**{**defaults, **values})


def dates(*events: CalendarEvent, **values: Any) -> EffectiveDates:
    defaults: dict[str, Any] = {
        "id": "tag:policies.example.com,2026:terms/effective.ics",
        "title": "Terms of Use: effective dates",
        "language": "en",
        "site_url": SITE,
        "address": "terms/effective.ics",
        "page": "terms/history/",
    }
    return EffectiveDates(**{**defaults, "events": events, **values})


def parsed(value: EffectiveDates) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical(ical(value))
    assert isinstance(found, icalendar.Calendar)
    assert found.errors == []
    return found


def test_an_effective_date_is_a_whole_day_that_keeps_nobodys_time() -> None:
    """In the calendar of a lawyer it stands above the hours of its day."""
    found = parsed(dates(event())).events[0]

    assert (found.start, found["TRANSP"]) == (date(2021, 1, 1), "TRANSPARENT")
    assert found["SUMMARY"] == "Terms of Use change on 1 January 2021"
    assert found["DESCRIPTION"] == f"Updates definitions.\n\n{SITE}terms/2020-12-18/redline/"
    assert found["URL"] == f"{SITE}terms/2020-12-18/redline/"
    assert found.categories == ["material", "change"]


def test_nothing_in_it_depends_on_the_clock() -> None:
    """DTSTAMP is usually the moment of writing; here it is the day the revision was posted."""
    found = parsed(dates(event())).events[0]

    assert datetime(2020, 12, 18, tzinfo=UTC) == found.DTSTAMP
    assert found["SEQUENCE"] == 0
    assert ical(dates(event())) == ical(dates(event()))


def test_a_postponed_day_moves_and_stays_the_same_event() -> None:
    """Programs find it by its id and take the version with the higher number."""
    before = parsed(dates(event())).events[0]
    after = parsed(dates(event(day=date(2021, 3, 1), postponed=date(2020, 12, 28), changes=1))).events[0]

    assert before["UID"] == after["UID"]
    assert (after.start, after["SEQUENCE"]) == (date(2021, 3, 1), 1)
    assert datetime(2020, 12, 28, tzinfo=UTC) == after.DTSTAMP


def test_the_calendar_says_its_name_where_it_is_and_how_often_to_look() -> None:
    """RFC 7986, and the older names that programs in use still ask for."""
    found = parsed(dates(event(), title="Terms, a; b"))

    assert (found["VERSION"], found["X-PUBLISHED-TTL"]) == ("2.0", "P1D")
    assert ical(dates(event(), title="Terms, a; b")).count(b"Terms\\, a\\; b\r\n") == 2
    assert b"REFRESH-INTERVAL;VALUE=DURATION:P1D\r\n" in ical(dates(event()))
    assert (found["URL"], found["SOURCE"]) == (f"{SITE}terms/history/", f"{SITE}terms/effective.ics")


def test_without_a_site_address_there_are_no_links() -> None:
    """They have to be absolute."""
    found = parsed(dates(event(), site_url=""))

    assert "URL" not in found
    assert "URL" not in found.events[0]
    assert found.events[0]["DESCRIPTION"] == "Updates definitions."


def test_days_come_in_their_order_whatever_order_they_are_given_in() -> None:
    """Two builds of one commit must not differ."""
    one, two = event("2020-01-01", day=date(2020, 1, 1)), event()

    assert ical(dates(one, two)) == ical(dates(two, one))
    assert [item.start for item in parsed(dates(two, one)).events] == [date(2020, 1, 1), date(2021, 1, 1)]


@settings(deadline=None)
@given(text=st.text(st.characters()))
def test_any_text_makes_a_calendar_that_parses(text: str) -> None:
    """A line break in a summary must not begin a property of its own."""
    found = parsed(dates(event(summary=text, title=text), title=text, site_url=""))

    assert len(found.events) == 1
    assert str(found.events[0]["SUMMARY"]) == legal(text)
