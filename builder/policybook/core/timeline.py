"""Which text is in force on which day. Knows nothing about git, Markdown or HTML.

Each document has a line of periods of its own. A policy's page on a day is the set of its documents' texts on that day;
a revision counts as the policy's version from the day it takes effect until the day of the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from itertools import zip_longest

from policybook.core.model import Kind, Version


class State(StrEnum):
    """What a text is on a day. A reinstated text is in force like any other: that it came back is the kind of its
    revision."""

    IN_FORCE = "in force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class Ending(StrEnum):
    """Why a revision has no days of its own."""

    REPLACED = "replaced"
    """A later one took its place before it took effect."""
    SAME_DAY = "same day"
    """A later one took its place on the day it took effect."""
    TOGETHER = "together"
    """What it changed took effect, on the same day as a later revision that changed other documents."""
    WITHDRAWN = "withdrawn"
    """It was taken back before it took effect."""


class Change(StrEnum):
    """What a revision did to one document of its policy."""

    SAME = "same"
    AMENDED = "amended"
    ADDED = "added"
    MOVED = "moved"
    REMOVED = "removed"


class Origin(StrEnum):
    """Where the words of a revision come from."""

    NOTE = "note"
    MESSAGE = "message"
    GENERATED = "generated"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """One document as a revision leaves it."""

    document: str
    """Id of the document."""
    change: Change
    """What the revision did to it."""
    version: Version | None
    """Its text in this revision; None when the revision removed it."""
    previous: Version | None = None
    """Its text before; None when it is new to the public."""
    latest: Version | None = None
    """The last version that reads the same as `version`: a mended link or other markup, published without a
    revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One change that readers are told about, or an unlisted one that nobody announced."""

    id: str
    """Permalink id, unique in its policy."""
    number: int
    """1 for the oldest of the policy, in posting order."""
    kind: Kind
    """What kind of change it is."""
    listed: bool
    """False: the text changed without a note in a policy that keeps notes."""
    posted: date
    """Day it was published, in the declared time zone."""
    effective: date
    """First day its text binds, as it stands on record now."""
    declared: date | None = None
    """Effective date as the note or commit says it; None where it says none."""
    announced: date | None = None
    """Day people were told of it; None when nobody was."""
    replaced: tuple[date, ...] = ()
    """Effective dates that later notes took back, oldest first; of such a note itself, the day it took back."""
    material: bool = False
    """Whether the list is mailed about it."""
    summary: str = ""
    """One line of Markdown; empty when neither a note nor the commit message says anything."""
    explanation: str = ""
    """The longer explanation, as Markdown; may be empty."""
    origin: Origin = Origin.NOTE
    """Where the summary comes from."""
    link: str = ""
    """External comparison of an imported revision."""
    commit: str = ""
    """Object id of the commit whose tree is its text; empty when imported."""
    position: int = -1
    """Place of that commit on the line; -1 when imported."""
    postpones: str = ""
    """Id of the revision whose effective date it replaces, by a later day or an earlier one."""
    withdraws: str = ""
    """Id of the pending revision that it takes back."""
    restores: bool = False
    """Whether its commit gave the documents back the text they had before the revision it takes back."""
    taken_back: date | None = None
    """Day it was taken back, before it took effect."""
    texts: tuple[DocumentText, ...] = ()
    """The documents of the page in order, and those it removed; empty when it has no text of its own."""

    @property
    def has_text(self) -> bool:
        """Whether it is a text of its own, which can be in force; imported revisions and notes about dates are not."""
        return bool(self.texts)

    @property
    def touched(self) -> tuple[DocumentText, ...]:
        """The documents whose text it changed."""
        return tuple(text for text in self.texts if text.change is not Change.SAME)

    @property
    def standing(self) -> tuple[DocumentText, ...]:
        """The documents that exist after it."""
        return tuple(text for text in self.texts if text.version is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One public page with its whole revision history."""

    id: str
    """What editors call it: its folder (or file) inside the content folder."""
    address: str
    """Site path of its page, without slashes at the ends."""
    revisions: tuple[Revision, ...]
    """In posting order, oldest first; never empty."""
    alive: bool
    """Whether any of its documents exists at the head of the line."""
    with_notes: bool
    """Whether its revisions come from notes."""
    path: str
    """Path of its first document (or folder) inside the repository, for messages."""
    computed: list[_Lines] = field(default_factory=list, init=False, repr=False, compare=False)
    """Its periods once they were asked for: every page asks for them again."""

    def revision(self, revision_id: str) -> Revision | None:
        """Return the revision with a permalink id."""
        return next((revision for revision in self.revisions if revision.id == revision_id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The days on which the text of one revision was the policy's."""

    revision: Revision
    """The revision."""
    start: date
    """First day."""
    end: date | None
    """Last day; None while no later text is on record. Before `start` when a later text took its place on the
    same day."""

    @property
    def applied(self) -> bool:
        """Whether there is any day on which it applied."""
        return self.end is None or self.end >= self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """The days on which one document had one text or, after a withdrawal, none: `[start, until)`."""

    revision: Revision
    """The revision that began it."""
    text: DocumentText
    """The document as that revision left it; without a version when it was taken off the page."""
    start: date
    """First day."""
    until: date | None
    """First day of what follows; None while nothing later is on record. `start` when it never applied."""

    @property
    def applied(self) -> bool:
        """Whether there is any day on which it applied."""
        return self.until is None or self.until > self.start

    @property
    def last(self) -> date | None:
        """Return the last day; None while nothing later is on record."""
        return self.until - timedelta(days=1) if self.until else None

    def holds(self, day: date) -> bool:
        """Return whether it applied on a day."""
        return self.start <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One document on a day: its text in force and the revision that brought it."""

    text: DocumentText
    """The document's text as that revision left it."""
    revision: Revision
    """The latest revision in force that changed the document."""
    upcoming: date | None
    """First day of its next text, when one is posted."""
    leaves: bool = False
    """Whether it has no next text, and is taken off the page on that day."""


@dataclass(frozen=True, slots=True)
class _Lines:
    """The periods of a policy and of its documents."""

    intervals: tuple[Interval, ...]
    periods: dict[str, tuple[Period, ...]]


def _lines(policy: Policy) -> _Lines:
    if not policy.computed:
        periods = {document: _periods(line) for document, line in _document_lines(policy).items()}
        kept = {period.revision.number for line in periods.values() for period in line}
        policy.computed.append(_Lines(_intervals(policy, kept), periods))
    return policy.computed[0]


def _document_lines(policy: Policy) -> dict[str, list[tuple[Revision, DocumentText]]]:
    """Return what revisions did to each document, in posting order; taking one off its page ends what is pending."""
    lines: dict[str, list[tuple[Revision, DocumentText]]] = {}
    for revision in policy.revisions:
        for text in () if revision.taken_back else revision.touched:
            line = lines.setdefault(text.document, [])
            if text.version is None:
                line[:] = [item for item in line if item[0].effective <= revision.effective]
            line.append((revision, text))
    return lines


def _periods(line: Sequence[tuple[Revision, DocumentText]]) -> tuple[Period, ...]:
    ordered = sorted(line, key=lambda item: (item[0].effective, item[0].number))
    return tuple(
        Period(revision=item[0], text=item[1], start=item[0].effective, until=after[0].effective if after else None)
        for item, after in zip_longest(ordered, ordered[1:])
    )


def _intervals(policy: Policy, kept: set[int]) -> tuple[Interval, ...]:
    texts = [item for item in policy.revisions if item.has_text and not item.taken_back]
    line = sorted(
        (item for item in texts if item.number in kept or not item.touched),
        key=lambda item: (item.effective, item.number),
    )
    return tuple(
        Interval(
            revision=revision,
            start=revision.effective,
            end=after.effective - timedelta(days=1) if after else None,
        )
        for revision, after in zip_longest(line, line[1:])
    )


def intervals(policy: Policy) -> tuple[Interval, ...]:
    """Return the days of every text of a policy, in the order they take effect.

    Texts follow one another by effective date; of two that start together the later posted one holds.
    """
    return _lines(policy).intervals


def documents(policy: Policy) -> tuple[str, ...]:
    """Return the ids of every document that the policy ever had: in the order of its newest page, former ones last."""
    texts = (text.document for revision in reversed(policy.revisions) for text in revision.texts)
    known = _lines(policy).periods
    return tuple(document for document in dict.fromkeys(texts) if document in known)


def periods(policy: Policy, document: str) -> tuple[Period, ...]:
    """Return the days of every text of one document, in the order they take effect; also of those that never applied.

    Those that applied follow one another without a gap from the first on.
    """
    return _lines(policy).periods.get(document, ())


def in_force(policy: Policy, *, on: date) -> Revision | None:
    """Return the revision whose text binds readers on a day; None before the first."""
    started = [item.revision for item in intervals(policy) if item.start <= on]
    return started[-1] if started else None


def upcoming(policy: Policy, *, on: date) -> tuple[Revision, ...]:
    """Return the revisions posted but not yet in effect on a day, in the order they take effect; without those whose
    place a later one took."""
    return tuple(
        item.revision
        for item in intervals(policy)
        if item.start > on and ending(policy, item.revision) in (None, Ending.TOGETHER)
    )


def ending(policy: Policy, revision: Revision) -> Ending | None:
    """Return why a revision has no days of its own; None for one that has, or has no text."""
    if revision.taken_back:
        return Ending.WITHDRAWN
    line = intervals(policy)
    place = next((place for place, item in enumerate(line) if item.revision.number == revision.number), None)
    if place is None:
        return Ending.REPLACED if revision.has_text else None
    if line[place].applied:
        return None
    own = (text.document for text in revision.touched)
    if any(item.applied for name in own for item in periods(policy, name) if item.revision.number == revision.number):
        return Ending.TOGETHER
    return Ending.REPLACED if line[place + 1].revision.posted < revision.effective else Ending.SAME_DAY


def state(policy: Policy, revision: Revision, *, on: date) -> State:
    """Return what a revision's text is on a day; a note about its date shares the state of the revision it concerns."""
    if revision.postpones and (target := policy.revision(revision.postpones)):
        return State.UPCOMING if state(policy, target, on=on) is State.UPCOMING else State.SUPERSEDED
    if revision.taken_back:
        return State.WITHDRAWN
    if not revision.has_text:
        return State.SUPERSEDED
    if revision.effective > on:
        return State.SUPERSEDED if ending(policy, revision) in (Ending.REPLACED, Ending.SAME_DAY) else State.UPCOMING
    current = in_force(policy, on=on)
    if current is None or revision.number != current.number:
        return State.SUPERSEDED
    return policy_state(policy, on=on)


def policy_state(policy: Policy, *, on: date) -> State:
    """Return what a policy is on a day: in force, withdrawn, or upcoming when nothing is in force yet."""
    if in_force(policy, on=on) is None:
        return State.UPCOMING
    return State.IN_FORCE if documents_in_force(policy, on=on) else State.WITHDRAWN


def documents_in_force(policy: Policy, *, on: date) -> tuple[Standing, ...]:
    """Return the documents of a policy on a day, each with the revision that brought its text in force.

    Each document follows its own line: one with a later effective date keeps its old text until then, and one that a
    pending revision removes stays until then.
    """
    current = in_force(policy, on=on)
    if current is None:
        return ()
    order = {text.document: place for place, text in enumerate(current.texts)}
    names = sorted(documents(policy), key=lambda name: order.get(name, len(order)))
    found = (_standing(policy, name, on) for name in names)
    return tuple(standing for standing in found if standing is not None)


def _standing(policy: Policy, document: str, on: date) -> Standing | None:
    line = [item for item in periods(policy, document) if item.applied]
    place = next((place for place, item in enumerate(line) if item.holds(on)), None)
    if place is None or line[place].text.version is None:
        return None
    now, leaves = line[place], any(item.text.version is None for item in line[place + 1 : place + 2])
    return Standing(text=now.text, revision=now.revision, upcoming=now.until, leaves=leaves)


def documents_of(policy: Policy, revision: Revision) -> tuple[Standing, ...]:
    """Return the documents of one revision's own text, each with the revision that last changed it by then."""
    line = [item for item in policy.revisions if item.has_text and item.number <= revision.number]
    found = (_last_changed(text.document, line) for text in revision.standing)
    return tuple(standing for standing in found if standing is not None)


def _last_changed(document: str, line: Sequence[Revision]) -> Standing | None:
    for revision in reversed(line):
        for text in revision.touched:
            if text.document == document:
                return Standing(text=text, revision=revision, upcoming=None) if text.version else None
    return None


def next_change(policy: Policy, *, on: date) -> date | None:
    """Return the next day on which the state of some text of the policy changes; None when none is on record."""
    return min((item.effective for item in upcoming(policy, on=on)), default=None)
