"""What a site has published, and what of it a repository no longer gives. Knows nothing about files or git.

The record of a site is its `manifest.json`, or one policy's `versions.json`: both say which revisions were published,
with which texts, on which days and from which commit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from policybook.core.errors import ContentError

Key = tuple[str, str]
"""A revision: the id of its policy and its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRevision:
    """One published revision."""

    policy: str
    """Id of the policy."""
    id: str
    """Permalink id."""
    posted: date
    """Day it was published."""
    effective: date
    """First day its text binds."""
    commit: str
    """Object id of the commit whose tree is its text; empty when imported."""
    texts: tuple[tuple[str, str], ...]
    """Id of each document and the SHA-256 of its source, in the order of the page."""
    redline: str = ""
    """SHA-256 of the plain-text redline; empty when there is none, or it is not known."""
    replaced: tuple[date, ...] = ()
    """Effective days that postponements took back."""
    sealed: bool = False
    """Whether a seal in its note says which text it is."""

    @property
    def key(self) -> Key:
        """The policy and the permalink id."""
        return self.policy, self.id

    @property
    def name(self) -> str:
        """What people call it: `terms/2020-12-18`."""
        return f"{self.policy}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a site has published."""

    commit: str
    """Object id of the commit it was built from; empty when it is not known."""
    revisions: tuple[RecordedRevision, ...]
    """Every revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """What a repository gives."""

    revisions: Mapping[Key, RecordedRevision]
    """Every revision."""
    line: frozenset[str]
    """Object ids of the commits on the main line."""


class LossKind(StrEnum):
    """In what way a published revision is lost."""

    VANISHED = "vanished"
    TEXT = "text changed"
    DATES = "dates changed"
    REWRITTEN = "history rewritten"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """A published revision that the repository does not give any more as it was."""

    revision: str
    """The revision: `terms/2020-12-18`."""
    kind: LossKind
    """In what way."""
    message: str
    """What was published, and what there is now."""

    def __str__(self) -> str:
        return f"{self.revision}: {self.kind}: {self.message}"


def losses(published: Record, present: Present) -> tuple[Loss, ...]:
    """Return every published revision that the repository no longer gives as it was, in the order of the record.

    A commit that is no longer on the main line means that history was rewritten. Where a seal holds the text all the
    same, nothing that was published is lost.
    """
    return tuple(
        Loss(revision=revision.name, kind=kind, message=message)
        for revision in published.revisions
        for kind, message in _lost(revision, present)
    )


def _lost(revision: RecordedRevision, present: Present) -> Iterator[tuple[LossKind, str]]:
    now = present.revisions.get(revision.key)
    rewritten = bool(revision.commit) and revision.commit not in present.line
    commit = f"commit {revision.commit[:10]} is no longer on the main line"
    if now is None:
        reason = commit if rewritten else "the repository has no such revision"
        yield LossKind.VANISHED, f"{reason}; it was published on {revision.posted}"
        return
    found = [*_changed_texts(revision, now), *_changed_dates(revision, now)]
    yield from found
    if rewritten and not (now.sealed and not found):
        yield LossKind.REWRITTEN, commit


def _changed_texts(then: RecordedRevision, now: RecordedRevision) -> Iterator[tuple[LossKind, str]]:
    """Compare texts by their hashes: a document that was renamed since has another id and the same text."""
    gone = Counter(seal for _, seal in then.texts) - Counter(seal for _, seal in now.texts)
    come = Counter(seal for _, seal in now.texts) - Counter(seal for _, seal in then.texts)
    others = {document: seal for document, seal in now.texts if seal in come}
    for document, seal in then.texts:
        if seal not in gone:
            continue
        published = f"{document} was published with SHA-256 {seal[:16]}…"
        other = others.pop(document, "")
        yield (
            LossKind.TEXT,
            f"{published}, the repository gives {other[:16]}…" if other else f"{published}; it is missing",
        )
    for document in others:
        yield LossKind.TEXT, f"{document} was not part of it when it was published"


def _changed_dates(then: RecordedRevision, now: RecordedRevision) -> Iterator[tuple[LossKind, str]]:
    if then.posted != now.posted:
        yield LossKind.DATES, f"it was posted on {then.posted}, the repository says {now.posted}"
    if then.effective not in (now.effective, *now.replaced):
        published = f"it was published to take effect on {then.effective}"
        yield LossKind.DATES, f"{published}, the repository says {now.effective} and has no postponement"


def record_from(document: object, *, path: str) -> Record:
    """Return the record that a `manifest.json` or `versions.json` holds.

    Raises ContentError when the document is neither.
    """
    try:
        return _record(document)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise ContentError(
            "is no manifest.json and no versions.json of a site made by policybook",
            hint="name the file of the published site",
            path=path,
        ) from None


def _record(document: Any) -> Record:
    if "revisions" in document:
        revisions = (_revision(item, item["policy"], item["redline"]) for item in document["revisions"])
        return Record(commit=document["commit"] or "", revisions=tuple(revisions))
    policy = document["id"]
    return Record(commit="", revisions=tuple(_revision(item, policy, None) for item in reversed(document["versions"])))


def _revision(item: Mapping[str, Any], policy: str, redline: Mapping[str, str] | None) -> RecordedRevision:
    return RecordedRevision(
        policy=_text(policy),
        id=_text(item["id"]),
        posted=date.fromisoformat(item["posted"]),
        effective=date.fromisoformat(item["effective"]),
        commit=_text(item["commit"] or ""),
        texts=tuple((_text(text["id"]), _text(text["sha256"])) for text in item["documents"]),
        redline=_text(redline["sha256"]) if redline else "",
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def present(revisions: Iterable[RecordedRevision], line: Iterable[str]) -> Present:
    """Return what a repository gives, from its revisions and the commits of its main line."""
    return Present(revisions={revision.key: revision for revision in revisions}, line=frozenset(line))
