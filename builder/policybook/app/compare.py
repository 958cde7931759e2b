"""The redline between any two versions of a document, for the terminal. Knows nothing about pages."""

from __future__ import annotations

import re
from datetime import date
from html import escape

from policybook.app.book import Book
from policybook.app.history import document_of
from policybook.core.errors import UsageError
from policybook.core.model import Version
from policybook.core.redline import compare
from policybook.core.redline_html import inline_html
from policybook.core.redline_text import plain_text
from policybook.core.timeline import Policy, documents_in_force, documents_of

_COMMIT = re.compile(r"[0-9a-f]{7,64}")


def redline(book: Book, document: str, old: str, new: str, *, form: str, only_changes: bool) -> str:
    """Return the redline between two versions of a document as text or HTML.

    `old` and `new` are revision ids, days (the text in force on it) or commit ids. Raises UsageError for what
    does not exist.
    """
    policy, wanted = document_of(book, document)
    before = version_at(book, policy, wanted, old)
    after = version_at(book, policy, wanted, new)
    made = compare(book.text(before).blocks, book.text(after).blocks)
    if form == "html":
        title = escape(book.title(after))
        return f'<article class="policy redline" aria-label="{title}">{inline_html(made)}</article>'
    return plain_text(made, only_changes=only_changes)


def version_at(book: Book, policy: Policy, document: str, name: str) -> Version:
    """Return the version of a document that a revision id, a day or a commit id names.

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
    if not _COMMIT.fullmatch(name):
        return None
    matches = [commit for commit in book.commits if commit.id.startswith(name)]
    if len(matches) != 1:
        return None
    return book.version_at(policy, document, matches[0].position)
