"""Revisions that were made from commits, sealed into note files. Knows nothing about pages.

A sealed note keeps address, days, words and text of a revision apart from git: whatever becomes of commits and their
dates, the seal finds the text. Nothing is written unless the notes give exactly the revisions that there were.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from policybook.adapters.settings import Settings
from policybook.adapters.worktree import write_new
from policybook.app.book import Book, Repository
from policybook.app.edition import Edition
from policybook.app.entries import summary_source
from policybook.app.history import named
from policybook.app.proof import Recorder
from policybook.core.content import NOTES_FOLDER
from policybook.core.errors import ContentError
from policybook.core.model import Commit, FileChange, Kind, Signature
from policybook.core.notes import as_paragraph
from policybook.core.record import Record, losses
from policybook.core.seals import page_seal
from policybook.core.timeline import Policy, Revision

_ABSENT = "0" * 40


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptedNote:
    """One note to write."""

    revision: str
    """The revision it is for: `terms/2020-12-18`."""
    path: str
    """Its path inside the content folder."""
    text: str
    """Its content."""


def adopted_notes(edition: Edition, policy: str | None = None) -> tuple[AdoptedNote, ...]:
    """Return a sealed note for every revision of a policy, or of all, that was made from a commit.

    Unlisted changes are left alone: nobody announced them, and only an editor can. Raises UsageError when there is no
    such policy, ContentError when the notes would change what is published.
    """
    book = edition.book
    chosen = (named(book, policy),) if policy else book.policies
    notes = tuple(
        _note(edition, item, revision)
        for item in chosen
        for revision in item.revisions
        if revision.listed and book.note_of(item, revision) is None
    )
    if notes:
        _refuse_changes(book, edition.settings, notes)
    return notes


def _note(edition: Edition, policy: Policy, revision: Revision) -> AdoptedNote:
    digest = edition.book.digest
    textless = (Kind.POSTPONED, Kind.ADVANCED, Kind.IMPORTED)
    kind = Kind.CHANGE if revision.kind in textless else revision.kind
    lines = [
        f"posted: {revision.posted}",
        f"effective: {revision.effective}",
        f"material: {'true' if revision.material else 'false'}",
        f"kind: {kind}",
        f"sha256: {page_seal(digest(text.version).source for text in revision.standing if text.version)}",
    ]
    words = as_paragraph(summary_source(edition, policy, revision))
    return AdoptedNote(
        revision=f"{policy.id}/{revision.id}",
        path=f"{policy.id}/{NOTES_FOLDER}/{revision.id}.md",
        text="\n".join(["---", *lines, "---", words, ""]),
    )


def write_notes(notes: Sequence[AdoptedNote], content: Path, *, dry_run: bool) -> tuple[AdoptedNote, ...]:
    """Write notes into the content folder, unless it is a dry run, and return those that were not there yet.

    Raises OutputError before anything is written when a file of another content is in the way.
    """
    written = write_new(content, {note.path: note.text for note in notes}, dry_run=dry_run)
    return tuple(note for note in notes if note.path in written)


def _refuse_changes(book: Book, settings: Settings, notes: Sequence[AdoptedNote]) -> None:
    """Read the book once more as if the notes were committed, and refuse when anything published would change."""
    added = {book.content.outer(note.path): note.text for note in notes}
    repository = _WithNotes(book.repository, book.head, added)
    then = Book(repository, repository.head, book.content.root, book.cache, catalogues=book.catalogues)
    then.load(settings)
    before, after = Recorder(book).present(), Recorder(then).present()
    found = losses(Record(commit=book.head, revisions=tuple(before.revisions.values())), after)
    problems = [
        *map(str, found),
        *(str(item) for item in then.problems if item not in book.problems),
        *(
            f"{policy}/{name}: would be new"
            for policy, name in sorted(after.revisions.keys() - before.revisions.keys())
        ),
    ]
    if problems:
        raise ContentError(
            "with notes, something that is published would change:\n" + "\n".join(problems),
            hint="adopt one policy after the other: `policybook adopt POLICY`, and write notes for the rest by hand",
        )


class _WithNotes:
    """A repository as it will be when notes are committed on top of its head."""

    def __init__(self, inner: Repository, head: str, added: Mapping[str, str]) -> None:
        self._inner, self._head = inner, head
        self._blobs = {_id(text): text.encode() for text in added.values()}
        self._added = {path: _id(text) for path, text in added.items()}
        self.head = _id(head)

    def commits(self) -> Sequence[Commit]:
        line = self._inner.commits()
        last = line[-1]
        changes = tuple(
            FileChange(status="A", path=path, mode="100644", blob=blob, old_mode="000000", old_blob=_ABSENT)
            for path, blob in self._added.items()
        )
        return (*line, replace(last, position=last.position + 1, id=self.head, message="", changes=changes))

    def tracked_paths(self, commit: str) -> Mapping[str, tuple[str, str]]:
        added = {path: ("100644", blob) for path, blob in self._added.items()}
        if commit != self.head:
            return self._inner.tracked_paths(commit)
        return {**self._inner.tracked_paths(self._head), **added}

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        return ((blob, self.text(blob)) for blob in blobs)

    def text(self, blob: str) -> bytes:
        return self._blobs[blob] if blob in self._blobs else self._inner.text(blob)

    def at(self, commit: str) -> AbstractContextManager[Repository]:
        return self._inner.at(commit)

    def signatures(self, commits: Iterable[str], *, allowed_signers: Path | None = None) -> Mapping[str, Signature]:
        return self._inner.signatures(commits, allowed_signers=allowed_signers)


def _id(text: str) -> str:
    """Return an object id that no object of the repository has."""
    return hashlib.sha1(f"policybook adopt\0{text}".encode(), usedforsecurity=False).hexdigest()
