"""A history written down in a test, without git: the twin of the git adapter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from policybook.adapters.cache import Cache
from policybook.adapters.settings import Options, Settings
from policybook.app.book import Book
from policybook.core.model import Commit, FileChange, Signature

NOTHING = "0" * 40
FILE = "100644"


class ScriptedRepository:
    """Commits on one line, each made by one call."""

    def __init__(self, prefix: str = "content") -> None:
        self.prefix = prefix
        self._commits: list[Commit] = []
        self._blobs: dict[str, bytes] = {}
        self._tree: dict[str, str] = {}

    def commit(self, day: str, files: Mapping[str, str | None], message: str = "Change the policies") -> Commit:
        """Add a commit of a day; a file whose text is None is deleted."""
        when = datetime.combine(date.fromisoformat(day), time(12), tzinfo=UTC) + timedelta(minutes=len(self._commits))
        changes = tuple(self._change(path, text) for path, text in files.items())
        number = len(self._commits)
        commit = Commit(
            position=number,
            id=hashlib.sha1(f"{number}".encode()).hexdigest(),
            author="Ed Itor",
            authored=when,
            committed=when,
            message=message,
            changes=changes,
        )
        self._commits.append(commit)
        return commit

    def _change(self, path: str, text: str | None) -> FileChange:
        full = f"{self.prefix}/{path}" if self.prefix else path
        old = self._tree.get(full, NOTHING)
        blob = NOTHING
        if text is not None:
            blob = hashlib.sha1(text.encode()).hexdigest()
            self._blobs[blob] = text.encode()
            self._tree[full] = blob
        else:
            self._tree.pop(full)
        return FileChange(
            status="D" if text is None else "M" if old != NOTHING else "A",
            path=full,
            mode="000000" if text is None else FILE,
            blob=blob,
            old_mode=FILE if old != NOTHING else "000000",
            old_blob=old,
        )

    def head(self) -> str | None:
        """Return the id of the newest commit."""
        return self._commits[-1].id if self._commits else None

    def commits(self) -> tuple[Commit, ...]:
        """Return the line, oldest first."""
        return tuple(self._commits)

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Return the texts asked for."""
        for blob in blobs:
            yield blob, self._blobs[blob]

    def text(self, blob: str) -> bytes:
        """Return one text."""
        return self._blobs[blob]

    def at(self, commit: str) -> AbstractContextManager[ScriptedRepository]:
        """Return the history up to a commit, made again."""
        other = ScriptedRepository(self.prefix)
        for item in self._commits[: [item.id for item in self._commits].index(commit) + 1]:
            other._commits.append(item)
            for change in item.changes:
                other._tree[change.path] = change.blob
                if change.status == "D":
                    del other._tree[change.path]
        other._blobs = self._blobs
        return nullcontext(other)

    def signatures(self, commits: Iterable[str], *, allowed_signers: Path | None = None) -> Mapping[str, Signature]:
        """Return that nothing is signed."""
        return {commit: Signature(state="none") for commit in commits}

    def tracked_paths(self, commit: str) -> Mapping[str, tuple[str, str]]:
        """Return the files at the head."""
        return {path: (FILE, blob) for path, blob in self._tree.items()}


def settings(zone: str = "UTC", **more: object) -> Settings:
    """Return settings for a site that is never written."""
    values: dict[str, object] = {
        "directory": Path("/nowhere"),
        "config_file": None,
        "content_dir": Path("/nowhere/content"),
        "site_dir": Path("/nowhere/site"),
        "site_name": "Example",
        "site_url": "https://policies.example.org/",
        "language": "en",
        "options": Options(timezone=zone),
    }
    return Settings(**{**values, **more})  # type: ignore[arg-type]


def book_of(repository: ScriptedRepository, chosen: Settings | None = None) -> Book:
    """Return the book of a scripted history, nothing cached."""
    book = Book(repository, repository.head() or "", repository.prefix, Cache(None))
    if book.head:
        book.load(chosen or settings())
    return book


def note(summary: str = "Something changed.", **fields: object) -> str:
    """Return the text of a revision note."""
    lines = [f"{name}: {value}" for name, value in fields.items()]
    return "\n".join(["---", *lines, "---", summary, ""])
