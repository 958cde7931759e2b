"""What the links of former days lead to on a page: other ids of what is there, notes on what went. Knows no HTML."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from policybook.core.landmarks import LandmarkKind
from policybook.core.language import Language
from policybook.core.trails import Departure, Track, Trail

MOST_HOLDERS = 3
"""Clauses that had a number before are named up to so many."""
_LONGEST = 80
"""Characters of the longest heading that is quoted whole."""


@dataclass(frozen=True, slots=True)
class Remark:
    """A line about the text, not of it."""

    text: str
    """What it says."""
    address: str
    """Where it leads, as the page writes it; may be empty."""


@dataclass(frozen=True, slots=True)
class Linked:
    """What links may call one landmark, beside its own id."""

    permanent: str
    """The id for links that are to last."""
    ids: tuple[str, ...] = ()
    """All ids that lead to it."""
    remarks: tuple[Remark, ...] = ()
    """What its number stood for before."""


@dataclass(frozen=True, slots=True)
class Stub:
    """A note in the place of something that went."""

    after: int
    """Number of the leaf behind whose clause or section it stands; -1 at the start."""
    level: int
    """Level of the heading that went; 0 of a clause, whose note only those see who follow a link to it."""
    ids: tuple[str, ...]
    """The ids that it had."""
    remark: Remark
    """The note."""


@dataclass(frozen=True, slots=True)
class Aliases:
    """What is to be said about one document."""

    linked: Mapping[int, Linked]
    """By the leaf of a landmark."""
    stubs: tuple[Stub, ...]
    """In the order in which they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How a page says where and when."""

    day: Callable[[str], date]
    """The effective date of a revision."""
    change: Callable[[Departure], str]
    """The link to what took something away; empty when there is none."""
    language: Language
    """The language of the words."""


def aliases(trails: Sequence[Trail], taken: Collection[str], places: Places) -> tuple[Aliases, ...]:
    """Return what to say about each document of a page, given the ids that the page has already.

    An id of today stays where it is. Any other leads to what had it last; no two things of the page have the same.
    """
    owned = _owned(trails, taken)
    found = []
    for trail in trails:
        teller = _Teller(trail, owned, places)
        linked = {leaf: teller.linked(track) for leaf, track in trail.tracks.items()}
        found.append(Aliases(linked, tuple(teller.stubs(_headings(trails, but=trail)))))
    return tuple(found)


def _owned(trails: Sequence[Trail], taken: Collection[str]) -> dict[int, tuple[str, ...]]:
    """Return which further ids each track has on the page: the last to have one keeps it."""
    last: dict[str, tuple[int, bool, Track]] = {}
    for trail in trails:
        elsewhere = _headings(trails, but=trail)
        for track in trail.order:
            owner = _returned(track, elsewhere) or track
            for name, number in track.ids.items():
                rank = (number, owner.gone is None)
                if name not in taken and (name not in last or rank > last[name][:2]):
                    last[name] = (*rank, owner)
    found: dict[int, list[str]] = {}
    for name, (_, _, owner) in last.items():
        found.setdefault(id(owner), []).append(name)
    return {owner: tuple(names) for owner, names in found.items()}


def _headings(trails: Sequence[Trail], *, but: Trail) -> dict[str, Track]:
    """Return the headings of the other documents of a page, by their words."""
    tracks = [track for trail in trails if trail is not but for track in trail.tracks.values() if track.is_heading]
    return {track.landmark.words: track for track in tracks if track.landmark}


def _returned(track: Track, elsewhere: Mapping[str, Track]) -> Track | None:
    """Return the heading of another document in which a section lives on."""
    if track.gone is None or not track.is_heading or track.landmark is None:
        return None
    return elsewhere.get(track.landmark.words)


@dataclass(slots=True)
class _Teller:
    trail: Trail
    owned: Mapping[int, tuple[str, ...]]
    places: Places

    def linked(self, track: Track) -> Linked:
        """Return what links may call a landmark."""
        ids = self.owned.get(id(track), ())
        permanent = track.permanent if track.permanent in ids else track.own
        is_clause = track.own and track.landmark and track.landmark.kind is LandmarkKind.CLAUSE
        return Linked(permanent, ids, tuple(self.holders(track)) if is_clause else ())

    def holders(self, track: Track) -> list[Remark]:
        """Return what had the number of a clause before, the latest first."""
        held = self.trail.holders.get(track.plain, [])
        found: dict[int, Remark] = {}
        for (_, holder), (until, _) in zip(reversed(held[:-1]), reversed(held[1:]), strict=True):
            if holder is not track and len(found) < MOST_HOLDERS and id(holder) not in found:
                found[id(holder)] = self.holder(track, holder, until)
        return list(found.values())

    def holder(self, track: Track, former: Track, until: str) -> Remark:
        """Return what became of the clause that had a number before."""
        say, day = self.places.language.say, self.places.language.day(self.places.day(until))
        number = _cited(track)
        if former.gone is not None:
            text = say("Before {day}, {number} was another clause, which was removed.", day=day, number=number)
            return Remark(text, self.places.change(former.gone))
        now = _cited(former) if former.own and former.landmark else ""
        text = (
            say("Before {day}, {number} was another clause, which is now {now}.", day=day, number=number, now=now)
            if now
            else say("Before {day}, {number} was another clause, which has no number now.", day=day, number=number)
        )
        ids = self.owned.get(id(former), ())
        target = former.permanent if former.permanent in ids else former.own or (ids[0] if ids else "")
        return Remark(text, f"#{target}" if target else "")

    def stubs(self, elsewhere: Mapping[str, Track]) -> list[Stub]:
        """Return the notes on what went; sections that went together from one place have one."""
        gone: list[tuple[int, Track]] = []
        after = -1
        for track in self.trail.order:
            if track.gone is None:
                after = max(after, track.leaf)
            elif not _returned(track, elsewhere):
                gone.append((after, track))
        found: list[Stub] = []
        for (place, level, departure), group in groupby(gone, key=_together):
            tracks = [track for _, track in group]
            ids = tuple(name for track in tracks for name in self.owned.get(id(track), ()))
            if departure and (level or ids):
                remark = self.removed_sections(tracks, departure) if level else self.removed_clauses(tracks, departure)
                found.append(Stub(place, level, ids, remark))
        return found

    def removed_sections(self, tracks: Sequence[Track], departure: Departure) -> Remark:
        """Return the note on sections that went together."""
        language = self.places.language
        day = language.day(self.places.day(departure.revision))
        titles = [language.say("“{title}”", title=_short(track)) for track in tracks]
        text = (
            language.say("The section {title} was removed on {day}.", title=titles[0], day=day)
            if len(titles) == 1
            else language.say("The sections {titles} were removed on {day}.", titles=language.listed(titles), day=day)
        )
        return Remark(text, self.places.change(tracks[0].gone or departure))

    def removed_clauses(self, tracks: Sequence[Track], departure: Departure) -> Remark:
        """Return the note on clauses that went together."""
        language = self.places.language
        day = language.day(self.places.day(departure.revision))
        numbers = [_cited(track) for track in tracks]
        text = (
            language.say("Clause {number} was removed on {day}.", number=numbers[0], day=day)
            if len(numbers) == 1
            else language.say("Clauses {numbers} were removed on {day}.", numbers=language.listed(numbers), day=day)
        )
        return Remark(text, self.places.change(departure))


def _together(item: tuple[int, Track]) -> tuple[int, int, Departure | None]:
    place, track = item
    level = track.landmark.level if track.is_heading and track.landmark else 0
    departure = track.gone
    # clauses that went one by one have a link each; sections of a rewritten text have one line
    return place, level, Departure(departure.revision, "" if level else departure.change) if departure else None


def _cited(track: Track) -> str:
    return track.landmark.number.rstrip(".:") if track.landmark else ""


def _short(track: Track) -> str:
    line = track.landmark.line if track.landmark else ""
    return line if len(line) <= _LONGEST else line[:_LONGEST].rsplit(" ", 1)[0] + " …"
