"""Answers to an auditor's questions: which revisions there are, what was in force on a day. Knows nothing about
pages."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from policybook.app.book import Book
from policybook.app.redlines import Redlines
from policybook.core.errors import UsageError
from policybook.core.summaries import generated_summary
from policybook.core.timeline import Policy, Revision, documents_in_force, state


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryLine:
    """One revision as `policybook history` lists it."""

    policy: str
    """Id of the policy."""
    id: str
    """Permalink id."""
    posted: str
    """Day it was published, ISO 8601."""
    announced: str
    """Day people were told of it, ISO 8601; empty when nobody was."""
    effective: str
    """First day it binds, ISO 8601."""
    replaced: tuple[str, ...]
    """Effective dates that later notes took back, oldest first, ISO 8601."""
    state: str
    """What its text is on the day asked for."""
    kind: str
    """Kind of revision, or `unlisted`."""
    material: bool
    """Whether the list is mailed about it."""
    documents: tuple[str, ...]
    """Ids of the documents it touched."""
    summary: str
    """One line."""
    origin: str
    """Where the summary comes from: `note`, `message` or `generated`."""
    commit: str
    """Object id of its commit; empty when imported."""


def history(book: Book, *, policy: str | None, on: date) -> tuple[HistoryLine, ...]:
    """Return the revisions of a policy, or of all, that were posted by a day, newest first within each policy.

    Raises UsageError when there is no such policy.
    """
    book = book.known(on=on)
    chosen = (named(book, policy),) if policy else book.policies
    redlines = Redlines(book)
    return tuple(_line(redlines, item, revision, on) for item in chosen for revision in reversed(item.revisions))


def _line(redlines: Redlines, policy: Policy, revision: Revision, on: date) -> HistoryLine:
    documents = tuple(text.document for text in revision.touched)
    figures = redlines.figures(revision)
    words = revision.summary or generated_summary(
        policy,
        revision,
        documents=documents,
        sections=figures.labels,
        phrases=figures.phrases,
        language=redlines.language(revision),
    )
    return HistoryLine(
        policy=policy.id,
        id=revision.id,
        posted=revision.posted.isoformat(),
        announced=revision.announced.isoformat() if revision.announced else "",
        effective=revision.effective.isoformat(),
        replaced=tuple(day.isoformat() for day in revision.replaced),
        state=state(policy, revision, on=on).value,
        kind=revision.kind.value if revision.listed else "unlisted",
        material=revision.material,
        documents=documents,
        summary=words,
        origin=revision.origin.value,
        commit=revision.commit,
    )


def as_text(lines: Sequence[HistoryLine]) -> str:
    """Return revisions for people to read."""
    printed: list[str] = []
    policy = None
    for line in lines:
        if line.policy != policy:
            policy = line.policy
            printed += ["", policy] if printed else [policy]
        marks = [line.state, line.kind, *(["material"] if line.material else [])]
        when = line.posted if line.effective == line.posted else f"{line.posted}, effective {line.effective}"
        printed += [f"  {line.id:<14} posted {when}  ({', '.join(marks)})", f"  {'':<14} {line.summary}"]
    return "\n".join(printed) if printed else "There are no revisions yet."


def as_json(lines: Sequence[HistoryLine]) -> str:
    """Return revisions for programs to read."""
    return json.dumps([asdict(line) for line in lines], ensure_ascii=False, indent=1)


def text_in_force(book: Book, document: str, *, on: date) -> str:
    """Return the Markdown source of a document in force on a day.

    Raises UsageError when there is no such document or nothing is in force.
    """
    policy, wanted = document_of(book, document)
    for standing in documents_in_force(policy, on=on):
        if standing.text.document == wanted and standing.text.version:
            return book.text(standing.text.version).source
    raise UsageError(
        f"no text of {document} is in force on {on}", hint=f"`policybook history {policy.id}` lists its revisions"
    )


def document_of(book: Book, name: str) -> tuple[Policy, str]:
    """Return the policy and document id that `POLICY` or `POLICY/DOCUMENT` names.

    Raises UsageError when there is no such document.
    """
    policy = book.policy(name)
    if policy is not None:
        own = policy.id.rsplit("/", 1)[-1]
        known = [text.document for revision in policy.revisions for text in revision.texts]
        return policy, own if own in known or not known else known[-1]
    folder, _, document = name.rpartition("/")
    policy = book.policy(folder) if folder else _holding(book, document)
    if policy and any(text.document == document for revision in policy.revisions for text in revision.texts):
        return policy, document
    raise UsageError(f"there is no document {name!r}", hint=_known(book))


def named(book: Book, policy: str) -> Policy:
    """Return the policy of that id. Raises UsageError when there is none."""
    found = book.policy(policy)
    if found is None:
        raise UsageError(f"there is no policy {policy!r}", hint=_known(book))
    return found


def _holding(book: Book, document: str) -> Policy | None:
    """Return the only policy that has a document of this id."""
    holding = [
        policy
        for policy in book.policies
        if any(text.document == document for revision in policy.revisions for text in revision.standing)
    ]
    return holding[0] if len(holding) == 1 else None


def _known(book: Book) -> str:
    ids = [policy.id for policy in book.policies]
    shown = ", ".join(ids[:12]) + (" …" if len(ids) > 12 else "")
    return f"policies: {shown}" if ids else "the repository has no policies yet"
