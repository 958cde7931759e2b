"""Which text is in force on which day. Knows nothing about git, Markdown or HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from policybook.core.model import Kind, Version


class State(StrEnum):
    """What a text is on a day."""

    IN_FORCE = "in force"
    UPCOMING = "upcoming"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


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
    replaced: tuple[date, ...] = ()
    """Effective dates that later postponements took back, oldest first."""
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
    """Id of the revision whose effective date it replaces."""
    texts: tuple[DocumentText, ...] = ()
    """The documents of the page in order, and those it removed; empty when it has no text of its own."""

    @property
    def has_text(self) -> bool:
        """Whether it is a text of its own, which can be in force; imported and postponing revisions are not."""
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
class Standing:
    """One document on a day: its text in force and the revision that brought it."""

    text: DocumentText
    """The document's text as that revision left it."""
    revision: Revision
    """The latest revision in force that changed the document."""
    upcoming: date | None
    """First day of its next text, when one is posted."""


def intervals(policy: Policy) -> tuple[Interval, ...]:
    """Return the days of every text of a policy, in the order they take effect.

    Texts follow one another by effective date; of two that start together the later posted one holds.
    """
    line = sorted(
        (revision for revision in policy.revisions if revision.has_text), key=lambda item: (item.effective, item.number)
    )
    following = [*line[1:], None]
    return tuple(
        Interval(
            revision=revision,
            start=revision.effective,
            end=after.effective - timedelta(days=1) if after else None,
        )
        for revision, after in zip(line, following, strict=True)
    )


def in_force(policy: Policy, *, on: date) -> Revision | None:
    """Return the revision whose text binds readers on a day; None before the first."""
    started = [item.revision for item in intervals(policy) if item.start <= on]
    return started[-1] if started else None


def upcoming(policy: Policy, *, on: date) -> tuple[Revision, ...]:
    """Return the revisions posted but not yet in effect on a day, in the order they take effect."""
    return tuple(item.revision for item in intervals(policy) if item.start > on)


def state(policy: Policy, revision: Revision, *, on: date) -> State:
    """Return what a revision's text is on a day; a postponing note shares the state of the revision it postpones."""
    if revision.postpones and (target := policy.revision(revision.postpones)):
        return State.SUPERSEDED if target.effective <= on else State.UPCOMING
    if not revision.has_text:
        return State.SUPERSEDED
    if revision.effective > on:
        return State.UPCOMING
    if revision is not in_force(policy, on=on):
        return State.SUPERSEDED
    return State.IN_FORCE if revision.standing else State.WITHDRAWN


def policy_state(policy: Policy, *, on: date) -> State:
    """Return what a policy is on a day: in force, withdrawn, or upcoming when nothing is in force yet."""
    current = in_force(policy, on=on)
    if current is None:
        return State.UPCOMING
    return State.IN_FORCE if current.standing else State.WITHDRAWN


def documents_in_force(policy: Policy, *, on: date) -> tuple[Standing, ...]:
    """Return the documents of a policy on a day, each with the revision that brought its text in force.

    The page has the documents of the revision in force; each shows the text of the latest started revision that
    changed it, so a document with its own, later effective date keeps its old text until then.
    """
    current = in_force(policy, on=on)
    if current is None:
        return ()
    started = [item.revision for item in intervals(policy) if item.start <= on]
    pending = upcoming(policy, on=on)
    found = (_standing(text.document, started, pending) for text in current.standing)
    return tuple(standing for standing in found if standing is not None)


def documents_of(policy: Policy, revision: Revision) -> tuple[Standing, ...]:
    """Return the documents of one revision's own text, each with the revision that last changed it by then."""
    line = [item for item in policy.revisions if item.has_text and item.number <= revision.number]
    found = (_standing(text.document, line, ()) for text in revision.standing)
    return tuple(standing for standing in found if standing is not None)


def _standing(document: str, started: Sequence[Revision], pending: Sequence[Revision]) -> Standing | None:
    for revision in reversed(started):
        for text in revision.touched:
            if text.document != document:
                continue
            if text.version is None:
                return None
            return Standing(text=text, revision=revision, upcoming=_next_day(document, pending))
    return None


def _next_day(document: str, pending: Sequence[Revision]) -> date | None:
    return next((item.effective for item in pending if any(text.document == document for text in item.touched)), None)


def next_change(policy: Policy, *, on: date) -> date | None:
    """Return the next day on which the state of some text of the policy changes; None when none is on record."""
    return min((item.start for item in intervals(policy) if item.start > on), default=None)
