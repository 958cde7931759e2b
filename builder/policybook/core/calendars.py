"""The effective dates as a calendar (iCalendar, RFC 5545 and 7986); the only file that imports icalendar. Knows
nothing about files or feeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import NAMESPACE_URL, uuid5

import icalendar
from icalendar import vDuration, vText, vUri

from policybook.core.feeds import legal, reference
from policybook.core.model import Kind

_A_DAY = vDuration(timedelta(days=1), params={"VALUE": "DURATION"})


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """The day on which a revision takes effect."""

    id: str
    """Permanent id of that day: see `ids.entry_id`."""
    day: date
    """The day, as it stands on record now."""
    posted: date
    """Day the revision was published."""
    postponed: date | None = None
    """Day on which its effective day was last changed; None when it never was."""
    changes: int = 0
    """How often that happened."""
    title: str
    """What happens: `Terms of Use change on 1 March 2027`."""
    summary: str
    """The one-line summary, as plain text."""
    address: str
    """Site path of what to read about it."""
    material: bool
    """Whether the list is mailed about it."""
    kind: Kind
    """What kind of change it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectiveDates:
    """A calendar: of one policy, or of all."""

    id: str
    """Permanent id of the calendar."""
    title: str
    """Its name."""
    language: str
    """BCP 47 tag of its words."""
    site_url: str
    """Absolute address of the site, ending with `/`; empty when it is not known."""
    address: str
    """Site path of the calendar itself."""
    page: str
    """Site path of the page it belongs to."""
    events: tuple[CalendarEvent, ...]
    """Its days, in any order; at least one, or it would be no calendar."""


def ical(dates: EffectiveDates) -> bytes:
    """Return the calendar, by day: all-day events that keep nobody's time, each with an id that never changes."""
    calendar = icalendar.Calendar()
    changed = max(max(item.posted, item.postponed or item.posted) for item in dates.events)
    properties: dict[str, object] = {
        "prodid": "-//policybook//effective dates//EN",
        "version": "2.0",
        "uid": _uid(dates.id),
        "name": _text(dates.title, dates.language),
        "x-wr-calname": vText(legal(dates.title)),
        "last-modified": _instant(changed),
        "refresh-interval": _A_DAY,
        "x-published-ttl": vText("P1D"),
    }
    if dates.site_url:
        properties["url"] = vUri(reference(dates.page, site_url=dates.site_url, origin=""))
        properties["source"] = vUri(
            reference(dates.address, site_url=dates.site_url, origin=""), params={"VALUE": "URI"}
        )
    _fill(calendar, properties)
    for item in sorted(dates.events, key=lambda item: (item.day, item.id)):
        calendar.add_component(_event(dates, item))
    return bytes(calendar.to_ical(sorted=False))


def _event(dates: EffectiveDates, item: CalendarEvent) -> icalendar.Event:
    event = icalendar.Event()
    where = reference(item.address, site_url=dates.site_url, origin="") if dates.site_url else ""
    properties: dict[str, object] = {
        "uid": _uid(item.id),
        "dtstamp": _instant(item.postponed or item.posted),
        "created": _instant(item.posted),
        "last-modified": _instant(item.postponed or item.posted),
        "sequence": item.changes,
        "dtstart": item.day,
        "summary": _text(item.title, dates.language),
        "description": _text("\n\n".join(filter(None, (item.summary, where))), dates.language),
        "categories": [*(["material"] if item.material else []), item.kind.value],
        "transp": "TRANSPARENT",
    }
    _fill(event, properties | ({"url": vUri(where)} if where else {}))
    return event


def _fill(component: icalendar.Component, properties: Mapping[str, object]) -> None:
    for name, value in properties.items():
        component.add(name, value)


def _uid(permanent: str) -> str:
    """Return a UUID (RFC 7986 asks for one) that is always the same for a permanent id."""
    return str(uuid5(NAMESPACE_URL, permanent))


def _text(words: str, language: str) -> vText:
    return vText(legal(words), params={"LANGUAGE": language})


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
