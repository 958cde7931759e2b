"""Which version of a document a name means: a revision, a day, a commit. Knows nothing about redlines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from policybook.app.book import Book
from policybook.app.history import document_of
from policybook.core.content import EXTENSIONS
from policybook.core.errors import UsageError
from policybook.core.model import Commit, Version
from policybook.core.timeline import Policy, documents_in_force, documents_of

_COMMIT = re.compile(r"[0-9a-fA-F]{4,64}")
"""Four letters of an id are the fewest that git itself takes."""
_HEAD = re.compile(r"(?:HEAD|@)((?:\^|~[0-9]{0,6})*)")
_STEP = re.compile(r"\^|~([0-9]*)")


def is_path(name: str) -> bool:
    """Return whether a name is the path of a Markdown file and not the id of a document."""
    return name.lower().endswith(EXTENSIONS)


def commit_named(commits: Sequence[Commit], name: str) -> Commit:
    """Return the commit of the first-parent line that `HEAD`, `HEAD~2` or the beginning of an id names.

    Raises UsageError when that is none, or more than one. Git is not asked: it never sees what a user typed.
    """
    if head := _HEAD.fullmatch(name):
        steps = sum(int(count) if count else 1 for count in _STEP.findall(head[1]))
        if steps < len(commits):
            return commits[-1 - steps]
        raise UsageError(f"{name!r} is before the first commit", hint=f"the main line has {len(commits)} commits")
    found = [item for item in commits if item.id.startswith(name.lower())] if _COMMIT.fullmatch(name) else []
    if len(found) > 1:
        raise UsageError(f"{name!r} begins the ids of {len(found)} commits", hint="give more letters of the id")
    if not found:
        raise UsageError(
            f"{name!r} is no commit of the main line",
            hint="name HEAD, HEAD~2 or the beginning of a commit id; the line follows first parents only",
        )
    return found[0]


def document_named(book: Book, name: str) -> tuple[Policy, str]:
    """Return the policy and document id that an id or a path inside the repository names.

    Raises UsageError when there is no such document.
    """
    if not is_path(name):
        return document_of(book, name)
    for policy in book.policies:
        for revision in reversed(policy.revisions):
            for text in revision.texts:
                if any(version and version.path == name for version in (text.version, text.previous, text.latest)):
                    return policy, text.document
    raise UsageError(
        f"{name!r} was never the file of a policy", hint="`policybook history` lists the policies and their documents"
    )


def version_at(book: Book, policy: Policy, document: str, name: str) -> Version:
    """Return the version of a document that a revision id, a day or a commit names.

    Raises UsageError when it names none.
    """
    found = _by_revision(policy, document, name) or _by_day(policy, document, name)
    found = found or _by_commit(book, policy, document, name)
    if found is not None:
        return found
    known = ", ".join(revision.id for revision in policy.revisions[-6:])
    raise UsageError(
        f"{name!r} is no version of {policy.id}/{document}",
        hint=f"name a revision, a day or a commit; the latest revisions: {known}",
    )


def _by_revision(policy: Policy, document: str, name: str) -> Version | None:
    revision = policy.revision(name)
    standings = documents_of(policy, revision) if revision else ()
    return next((item.text.version for item in standings if item.text.document == document), None)


def _by_day(policy: Policy, document: str, name: str) -> Version | None:
    try:
        standings = documents_in_force(policy, on=date.fromisoformat(name))
    except ValueError:
        return None
    return next((item.text.version for item in standings if item.text.document == document), None)


def _by_commit(book: Book, policy: Policy, document: str, name: str) -> Version | None:
    if not _COMMIT.fullmatch(name) and not _HEAD.fullmatch(name):
        return None
    return book.version_at(policy, document, commit_named(book.commits, name).position)
