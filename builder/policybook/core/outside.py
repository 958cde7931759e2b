"""The past of files outside the content, read only when one of them moves in. Knows nothing about documents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from posixpath import splitext

from policybook.core.model import Commit, FileChange, Version
from policybook.core.renames import Match, Side, matches
from policybook.core.symlinks import REGULAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What a file was before it moved into the content."""

    versions: tuple[Version, ...]
    """Its versions, oldest first, under every name it had outside."""
    renames: tuple[tuple[Commit, Match], ...]
    """The renames that were guessed on the way, with their commits."""


class Outside:
    """Remembers the commits of a line, and looks up the files that do not belong to the content."""

    def __init__(self, text: Callable[[str], str], key: Callable[[str], str]) -> None:
        self._text = text
        self._key = key  # empty for paths outside
        self._commits: list[Commit] = []
        self._indexed = 0
        self._changes: defaultdict[str, list[tuple[Commit, FileChange]]] = defaultdict(list)

    def add(self, commit: Commit) -> None:
        """Remember the next commit of the line."""
        self._commits.append(commit)

    def deleted(self, commit: Commit, like: Iterable[str]) -> list[Side]:
        """Return the outside files that a commit deleted and that have the suffix of one of some paths."""
        suffixes = {_suffix(path) for path in like}
        return [
            Side(change.path, change.old_blob)
            for change in commit.changes
            if change.status == "D" and change.old_mode in REGULAR and _suffix(change.path) in suffixes
            if not self._key(change.path)
        ]

    def past(self, path: str, until: Commit) -> Past:
        """Return what a file was before a commit deleted it, through renames among the files outside."""
        self._index()
        versions: list[Version] = []
        renames: list[tuple[Commit, Match]] = []
        while True:
            birth = until
            for commit, change in reversed(self._changes[path]):
                if commit.position >= until.position:
                    continue
                if change.mode in REGULAR and change.blob != change.old_blob:
                    versions.append(Version(position=commit.position, commit=commit.id, path=path, blob=change.blob))
                birth = commit
                if change.status in "AD":
                    break
            born = [Side(path, versions[-1].blob)] if versions and birth is not until else []
            found = matches(self.deleted(birth, [path]), born, self._text)
            if not found:
                return Past(versions=tuple(reversed(versions)), renames=tuple(renames))
            renames += [(birth, found[0])]
            path, until = found[0].old.path, birth

    def _index(self) -> None:
        """Bring the table of changes by path up to date; it is made at all only when somebody asks."""
        for commit in self._commits[self._indexed :]:
            for change in commit.changes:
                self._changes[change.path].append((commit, change))
        self._indexed = len(self._commits)


def _suffix(path: str) -> str:
    return splitext(path)[1].lower()
