"""A document followed through its versions, leaf by leaf, by where the redlines say that each comes from. Knows nothing
about pages or HTML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policybook.core.landmarks import LandmarkKind, landmark_ids, title_ids
from policybook.core.trails import Departure, Source, Step, Touch, Track, Trail


def follow(steps: Sequence[Step], *, prefix: str, lasting: str = "") -> Trail:
    """Return a document followed through its versions, oldest first.

    `prefix` starts the ids of its clauses where other documents share the page, `lasting` the permanent ones whether
    or not they do: it is empty for the first document of a policy.
    """
    walk = _Walk(prefix, lasting)
    for step in steps:
        walk.take(step)
    return walk.trail


@dataclass(slots=True)
class _Walk:
    prefix: str
    lasting: str
    trail: Trail = field(default_factory=Trail)

    def take(self, step: Step) -> None:
        """Go on to a version."""
        before = self.trail
        trail = Trail(first=before.first or step.revision, outline=step.outline, holders=before.holders)
        came: dict[int, int] = {}
        for new, source in enumerate(step.sources or ()):
            for old in range(source.old, source.old + source.joined + 1) if source.old >= 0 else ():
                came[old] = new
        self.carry(before, trail, came)
        self.trail = trail
        self.date(step, before)
        self.name(step)
        lost = [track for leaf, track in before.tracks.items() if leaf not in came]
        _Burial(step, before, trail, came).bury(lost)
        self.arrange(before)

    def carry(self, before: Trail, trail: Trail, came: Mapping[int, int]) -> None:
        """Let tracks go to the leaves that theirs became; of several the first has it."""
        for old in sorted(before.tracks):
            if old not in came:
                continue
            track, leaf = before.tracks[old], came[old]
            if leaf in trail.tracks:
                trail.hand_over(track, trail.tracks[leaf])
                continue
            track.leaf, track.own = leaf, ""
            trail.tracks[leaf] = track

    def date(self, step: Step, before: Trail) -> None:
        """Note for each leaf since when it is there and which change touched it last."""
        trail = self.trail
        for source in step.sources or [Source(-1, "", -1, 0)] * step.outline.leaves:
            known = 0 <= source.old < len(before.since)
            touch = before.touches[source.old] if known else None
            trail.since.append(before.since[source.old] if known else step.revision)
            trail.touches.append(_touched(touch, step, source))
        _note_removals(step, before, trail)

    def name(self, step: Step) -> None:
        """Note the ids of this version."""
        plain = ids = landmark_ids(step.outline, title_ids(step.outline), prefix="s")
        if step.several:
            ids = landmark_ids(step.outline, title_ids(step.outline, step.title), prefix=self.prefix)
        for landmark, own, single in zip(step.outline.landmarks, ids, plain, strict=True):
            if landmark.leaf < 0:
                continue
            track = self.trail.tracks.setdefault(landmark.leaf, Track(leaf=landmark.leaf))
            track.landmark, track.own = landmark, own
            track.ids.pop(own, None)
            track.ids[own] = step.number
            if landmark.kind is LandmarkKind.HEADING:
                track.permanent, track.plain = own, single
                continue
            if track.plain != single or not track.permanent:
                track.plain = single
                track.permanent = f"{self.lasting}{single}-{step.revision}"
            track.ids[track.permanent] = step.number
            if landmark.kind is LandmarkKind.CLAUSE:
                held = self.trail.holders.setdefault(single, [])
                if not held or held[-1][1] is not track:
                    held.append((step.revision, track))

    def arrange(self, before: Trail) -> None:
        """Put what went behind what stood before it."""
        behind: dict[Track | None, list[Track]] = {None: []}
        living = {id(track) for track in self.trail.tracks.values()}
        last: Track | None = None
        for track in before.order:
            if id(track) in living:
                last = track
            elif track.gone is not None:
                behind.setdefault(last, []).append(track)
        self.trail.order = list(behind[None])
        for leaf in sorted(self.trail.tracks):
            track = self.trail.tracks[leaf]
            self.trail.order += [track, *behind.get(track, ())]


def _touched(touch: Touch | None, step: Step, source: Source) -> Touch | None:
    """Return a passage's changes with one more, unless it is told already."""
    told = touch is not None and (touch.revision, touch.change, touch.part) == (step.revision, *source[1:3])
    return Touch(step.revision, source.change, source.part, touch) if source.change and not told else touch


def _note_removals(step: Step, before: Trail, trail: Trail) -> None:
    """Count the loss of a leaf as a change of the clause, or else the section, that it stood in."""
    for removed in step.removed:
        if not removed.change:
            continue
        for head in (before.head(removed.old), before.head(removed.old, above=True)):
            track = before.tracks.get(head)
            if head != removed.old and track is not None and trail.tracks.get(track.leaf) is track:
                source = Source(-1, removed.change, removed.part, 0)
                trail.touches[track.leaf] = _touched(trail.touches[track.leaf], step, source)
                break


@dataclass(slots=True)
class _Burial:
    """What becomes of the ids of that which went with one version."""

    step: Step
    before: Trail
    trail: Trail
    came: Mapping[int, int]
    fresh: dict[tuple[str, str], Track] = field(default_factory=dict)
    """What is new in this version, by its words."""
    heirs: dict[int, Track] = field(default_factory=dict)
    """By the leaf of something lost: what answers for it now."""

    def bury(self, lost: Sequence[Track]) -> None:
        """Give the ids of what went to what stands for it now, or keep it as gone."""
        new = {leaf for leaf, source in enumerate(self.step.sources or ()) if source.old < 0}
        for leaf in sorted(self.trail.tracks, reverse=True):
            if self.step.sources is None or leaf in new:
                self.fresh[_key(self.trail.tracks[leaf])] = self.trail.tracks[leaf]
        changes = {removed.old: removed.change for removed in self.step.removed}
        for track in sorted(lost, key=_by_kind):
            heir = self.fresh.get(_key(track)) or self.heir(track)
            if heir is None and (self.step.sources is None or not _is_cited(track)):
                continue
            if heir is None:
                track.gone = Departure(self.step.revision, changes.get(track.leaf, ""))
                self.heirs[track.leaf] = track
            else:
                self.trail.hand_over(track, heir)
                self.heirs[track.leaf] = heir
        for track in self.before.order:
            if track.gone is not None and (came_back := self.fresh.get(_key(track))) is not None:
                self.trail.hand_over(track, came_back)

    def heir(self, track: Track) -> Track | None:
        """Return what answers for something lost: the rest of its section, or what stood above it and went too.

        The start of the text answers for a heading that became the title of the document.
        """
        if self.step.sources is None:
            return None
        if track.is_heading and _key(track)[1] == self.step.title.casefold() and self.step.outline.leaves:
            return self.trail.tracks.setdefault(0, Track(leaf=0))
        if track.is_heading:
            return self.rest_of_section(track) or self.gone_above(track)
        if not _is_cited(track):
            head = self.before.tracks.get(self.before.head(track.leaf))
            return self.heirs.get(head.leaf, head) if head and head.leaf not in self.came else head
        return self.gone_above(track)

    def rest_of_section(self, track: Track) -> Track | None:
        """Return the first passage of a section whose heading went, where at least half of its passages are there."""
        headings = [item.leaf for item in self.before.outline.landmarks if item.line and item.leaf > track.leaf]
        inside = range(track.leaf + 1, min(headings, default=self.before.outline.leaves))
        kept = [self.came[leaf] for leaf in inside if leaf in self.came]
        if not kept or len(kept) * 2 < len(inside):
            return None
        return self.trail.tracks.setdefault(kept[0], Track(leaf=kept[0]))

    def gone_above(self, track: Track) -> Track | None:
        """Return the heading above, or what answers for it, where that went with the same version."""
        level = track.landmark.level if track.is_heading and track.landmark else 7
        for item in reversed(self.before.outline.landmarks):
            if item.line and 0 <= item.leaf < track.leaf and item.level < level:
                found = self.heirs.get(item.leaf)
                return found if found and found.gone else None
        return None


def _is_cited(track: Track) -> bool:
    """Return whether something stands by itself; an item, or a passage that only took over ids, is part of more."""
    return track.landmark is not None and track.landmark.kind is not LandmarkKind.ITEM


def _by_kind(track: Track) -> tuple[int, int]:
    """Return the order in which what went is looked at: what may answer for others first."""
    kinds = list(LandmarkKind)
    return kinds.index(track.landmark.kind) if track.landmark else len(kinds), track.leaf


def _key(track: Track) -> tuple[str, str]:
    """Return what is equal for two landmarks in the same words."""
    return (track.landmark.kind, track.landmark.words) if track.landmark and track.landmark.words else ("", "")
