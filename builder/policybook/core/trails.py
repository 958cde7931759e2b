"""What is known of a document followed through its versions: what each landmark is now, the ids it had, what changed
it, what went. Knows nothing about pages, HTML, or how versions are compared or followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from policybook.core.landmarks import Landmark, LandmarkKind, Outline


class Source(NamedTuple):
    """Where a leaf of a version comes from."""

    old: int
    """Number of the leaf it was in the version before; -1 when it is new."""
    change: str
    """Id of the change that touched its words, on the page of the redline; empty when none did."""
    part: int
    """Number of the part that shows that change; -1 when there is none."""
    joined: int
    """How many leaves right behind the old one were joined to it."""


class Removed(NamedTuple):
    """A leaf of the version before that is gone."""

    old: int
    """Its number."""
    change: str
    """Id of the change that took it; empty when none did."""
    part: int
    """Number of the part that shows it; -1 when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One version of a document on its page, and how it came from the one before."""

    revision: str
    """Id of the revision."""
    number: int
    """Number of the revision."""
    outline: Outline
    """Its landmarks."""
    title: str
    """The document's title."""
    several: bool
    """Whether other documents shared the page: the title is part of the ids then."""
    sources: tuple[Source, ...] | None
    """For each leaf where it comes from; None when nothing is known to come from the version before."""
    removed: tuple[Removed, ...] = ()
    """The leaves that went."""


@dataclass(slots=True, eq=False)
class Track:
    """A passage that had an id at some time, followed to the newest version."""

    ids: dict[str, int] = field(default_factory=dict)
    """Every id it had on the page, with the number of the last revision in which it had it."""
    permanent: str = ""
    """Of a clause or item: the id with the revision since which it has its number; stays when the number changes."""
    plain: str = ""
    """Its id if the page had no other document."""
    leaf: int = -1
    """Number of its leaf in the newest version."""
    landmark: Landmark | None = None
    """What it is, or was last; None of a passage that only took over the ids of others."""
    own: str = ""
    """Its id in the newest version; empty when it has none of its own."""
    gone: Departure | None = None
    """How it went; None of what is there."""

    @property
    def is_heading(self) -> bool:
        """Whether it heads (or headed) a section."""
        return self.landmark is not None and self.landmark.kind is LandmarkKind.HEADING


@dataclass(frozen=True, slots=True)
class Departure:
    """How something left a text."""

    revision: str
    """Id of the revision that removed it."""
    change: str
    """Id of the change on the page of its redline; empty when it is not known."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A change of one leaf, with those before it."""

    revision: str
    """Id of the revision."""
    change: str
    """Id of the change on the page of its redline."""
    part: int
    """Number of the part that shows it."""
    before: Touch | None
    """The change before it."""

    def all(self) -> Iterator[Touch]:
        """Yield this change and those before it, newest first."""
        found: Touch | None = self
        while found is not None:
            yield found
            found = found.before


_NOTHING = Outline((), (), 0)


@dataclass(slots=True)
class Trail:
    """A document followed to one version."""

    first: str = ""
    """Id of the revision with the oldest version followed."""
    outline: Outline = _NOTHING
    """The landmarks of that version."""
    tracks: dict[int, Track] = field(default_factory=dict)
    """By the number of its leaf: what had an id."""
    order: list[Track] = field(default_factory=list)
    """What is there and what went, each of those behind what stood before it."""
    touches: list[Touch | None] = field(default_factory=list)
    """For each leaf the newest change of its words."""
    since: list[str] = field(default_factory=list)
    """For each leaf the revision that brought it."""
    holders: dict[str, list[tuple[str, Track]]] = field(default_factory=dict)
    """For each plain id of a clause: what has had it, each with the revision since which, oldest first."""

    @property
    def names(self) -> Mapping[str, str]:
        """Every id that something of this version has had, with the one to link to now; the latest owner has it."""
        found: dict[str, tuple[int, str]] = {}
        for track in self.tracks.values():
            for name, number in track.ids.items():
                if number >= found.get(name, (-1, ""))[0]:
                    found[name] = number, (track.permanent or track.own) if track.own else name
        own = {track.own: track.own for track in self.tracks.values() if track.own}
        return {name: now for name, (_, now) in found.items()} | own

    def head(self, leaf: int, *, above: bool = False) -> int:
        """Return the leaf of the clause or heading that a leaf belongs to, or of the heading above it; -1 before the
        first."""
        for item in reversed(self.outline.landmarks):
            begins = item.kind is LandmarkKind.HEADING or (item.kind is LandmarkKind.CLAUSE and not above)
            if begins and 0 <= item.leaf <= leaf:
                return item.leaf
        return -1

    def hand_over(self, track: Track, heir: Track) -> None:
        """Let one track answer for another from now on: for its ids, and for the numbers that it had."""
        for name, number in track.ids.items():
            heir.ids[name] = max(number, heir.ids.get(name, 0))
        track.gone = None
        if track.landmark and track.landmark.kind is LandmarkKind.CLAUSE:
            for held in self.holders.values():
                held[:] = [(revision, heir if holder is track else holder) for revision, holder in held]
