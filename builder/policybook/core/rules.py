"""What the content must hold to, one function per rule. Knows nothing about files, git or how problems are printed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from policybook.core import daterules
from policybook.core.daterules import Facts
from policybook.core.model import Kind, Problem, Severity
from policybook.core.timeline import Policy

NAME_TOLERANCE = timedelta(days=3)
"""How far the day in a note's file name may be from the day it was posted."""


def policy_problems(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """Return what is wrong with one policy."""
    yield from unlisted_changes(policy)
    for rule in (unknown_documents, *daterules.RULES, misnamed_notes, contradicted_dates, unnamed_changes):
        yield from rule(policy, facts)


def unlisted_changes(policy: Policy) -> Iterator[Problem]:
    """Every change of a text in a policy that keeps notes has one."""
    for revision in policy.revisions:
        if revision.listed:
            continue
        versions = [text.version or text.previous for text in revision.touched]
        path = next((version.path for version in versions if version), policy.path)
        yield Problem(
            rule="unlisted-change",
            path=path,
            message=f"the text changed in commit {revision.commit[:10]} ({revision.posted}) without a revision note",
            hint="add a note to the policy's revisions/ folder in the commit that changes the text",
        )


def unknown_documents(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """A note names documents that the policy has."""
    known = facts.documents
    for revision in policy.revisions:
        note = facts.note(revision)
        if note is None or revision.kind is Kind.IMPORTED:
            continue
        for document in note.documents:
            if document not in known:
                yield Problem(
                    rule="unknown-document",
                    path=note.path,
                    line=note.line_of("documents"),
                    message=f"`documents` names {document!r}, which {policy.id} does not have",
                    hint=f"documents of {policy.id}: {', '.join(sorted(known))}",
                )


def misnamed_notes(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """A note called by a day is called by the day it was posted, give or take three."""
    for revision in policy.revisions:
        note = facts.note(revision)
        named = _day(revision.id)
        if note and named and abs(named - revision.posted) > NAME_TOLERANCE:
            yield Problem(
                rule="note-name",
                path=note.path,
                line=note.line_of("posted"),
                message=f"the note is called {revision.id} and was posted on {revision.posted}",
                hint="the name stays its permanent address; mend `posted:` if that is wrong",
                severity=Severity.WARNING,
            )


def contradicted_dates(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """The day a note says it was posted is about the day it reached the line; git is the witness, the note decides."""
    for revision in policy.revisions:
        note, arrived = facts.note(revision), facts.arrived(revision)
        if note is None or note.posted is None or arrived is None or revision.kind is Kind.IMPORTED or note.sha256:
            continue  # a seal is put on later: it says that the day of the commit does not count
        if abs(arrived - note.posted) > NAME_TOLERANCE:
            yield Problem(
                rule="posted-date",
                path=note.path,
                line=note.line_of("posted"),
                message=f"`posted` is {note.posted}, but the note reached the line on {arrived}",
                hint="the note's date is published; mend it if it is wrong",
                severity=Severity.WARNING,
            )


def unnamed_changes(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """A note that lists documents lists all whose text changed with it."""
    for revision in policy.revisions:
        note = facts.note(revision)
        if note is None or not note.documents:
            continue
        others = [text.document for text in revision.touched if text.document not in note.documents]
        if others:
            yield Problem(
                rule="unlisted-change",
                path=note.path,
                line=note.line_of("documents"),
                message=f"the text of {', '.join(others)} changed in the same commit, and the note does not say so",
                hint="add it to `documents`, or leave `documents` out",
            )


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name[:10])
    except ValueError:
        return None
