"""Which versions are one document through renames, deletions and returns. Knows nothing about git or Markdown."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from policybook.core import symlinks
from policybook.core.errors import ContentError, PolicybookError
from policybook.core.model import Commit, FileChange, Lineage, Version
from policybook.core.outside import Outside
from policybook.core.renames import Match, Side, matches
from policybook.core.symlinks import REGULAR, SYMLINK

Text = Callable[[str], str]
"""Gives the text of an object id."""

_NO_REPLACEMENTS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A rename that nobody declared: a file disappeared, another appeared in the same commit, and they read alike."""

    position: int
    """Place of the commit on the line."""
    commit: str
    """Object id of the commit."""
    old_path: str
    """The file that disappeared."""
    new_path: str
    """The file that appeared."""
    similarity: float
    """The share of their words they have in common; 1 for equal content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """The documents of a line of commits, and what had to be guessed to follow them."""

    lineages: tuple[Lineage, ...]
    """In the order of their paths."""
    guesses: tuple[Guess, ...]
    """Oldest first."""


def lineages(
    commits: Sequence[Commit],
    *,
    belongs: Callable[[str], bool],
    identity: Callable[[str], str],
    text: Text,
    replaces: Mapping[str, str] = _NO_REPLACEMENTS,
) -> tuple[Lineage, ...]:
    """Return every document of a line of commits with all its versions; see `traced`."""
    return traced(commits, belongs=belongs, identity=identity, text=text, replaces=replaces).lineages


def traced(
    commits: Sequence[Commit],
    *,
    belongs: Callable[[str], bool],
    identity: Callable[[str], str],
    text: Text,
    replaces: Mapping[str, str] = _NO_REPLACEMENTS,
) -> Traced:
    """Return every document of a line of commits with all its versions, and the renames that were guessed.

    Paths with the same identity (but for case and Unicode composition) are one document, at once or after years: a
    path that comes back reinstates it. What disappears while something new appears in the same commit may have been
    renamed: declared in `replaces` (identity of the newer document to that of the older one it continues, also across
    commits), else guessed from the words. A file that comes from outside brings its past along. Text is asked for only
    to guess and to read symbolic links.

    Raises ContentError when two paths at the head of the line are the same document, when a symbolic link there leads
    nowhere, or when a document replaces one that still exists.
    """
    following = _Following(belongs, identity, text, {_folded(new): _folded(old) for new, old in replaces.items()})
    for commit in commits:
        following.step(commit)
    following.refuse_clashes()
    return Traced(lineages=following.lineages(), guesses=tuple(following.guesses))


@dataclass(slots=True, eq=False)
class _Life:
    """One document while its history is read."""

    path: str
    """Its path now, or its last one."""
    versions: list[Version] = field(default_factory=list)
    """Its versions so far, oldest first."""


class _Following:
    """The files of a line of commits, commit by commit.

    A document is held by its key, the folded identity of its paths, so that a path which comes back or only changes its
    case needs no rule of its own.
    """

    def __init__(
        self, belongs: Callable[[str], bool], identity: Callable[[str], str], text: Text, replaces: Mapping[str, str]
    ) -> None:
        self.guesses: list[Guess] = []
        self._belongs, self._identity, self._text, self._replaces = belongs, identity, text, replaces
        self._keys: dict[str, str] = {}  # of every path seen; empty for those that do not belong
        self._tree: dict[str, tuple[str, str]] = {}
        self._contents: dict[str, str] = {}
        self._links: set[str] = set()
        self._paths: defaultdict[str, set[str]] = defaultdict(set)
        self._alive: dict[str, _Life] = {}
        self._dead: dict[str, _Life] = {}
        self._lives: list[_Life] = []
        self._outside = Outside(text, self._key)

    def step(self, commit: Commit) -> None:
        """Follow the documents through one commit."""
        touched = [change.path for change in commit.changes if self._key(change.path)]
        for change in commit.changes:
            self._change_tree(change)
        arrived, affected = self._update_contents({*touched, *self._links})
        gone = [key for key in affected if key in self._alive and not self._paths[key]]
        fresh = [key for key in affected if key not in self._alive and self._paths[key]]
        moves = self._moves(commit, gone, fresh) if fresh else {}
        leaving = {old: self._alive.pop(old) for old in gone}
        for new, old in moves.items():
            self._alive[new] = leaving.pop(old)
        for key, life in leaving.items():
            life.versions.append(_version(commit, life.path, ""))
            self._dead[key] = life
        for key in fresh:
            if key not in self._alive:
                known = self._dead.pop(key) if key in self._dead else None
                self._alive[key] = known or self._born(self._first(key, arrived))
        for key in affected:
            if key in self._alive:
                self._advance(self._alive[key], key, arrived, commit)
        self._outside.add(commit)

    def _change_tree(self, change: FileChange) -> None:
        if change.status == "D":
            self._tree.pop(change.path, None)
        else:
            self._tree[change.path] = (change.mode, change.blob)
        if change.mode == SYMLINK and self._key(change.path):
            self._links.add(change.path)
        else:
            self._links.discard(change.path)

    def _update_contents(self, paths: Iterable[str]) -> tuple[set[str], list[str]]:
        """Return the paths that appeared, and the keys of all whose content changed."""
        arrived, affected = set(), set()
        for path in paths:
            before, after = self._contents.get(path, ""), self._content(path)
            if before == after:
                continue
            key = self._key(path)
            affected.add(key)
            if after:
                self._contents[path] = after
                self._paths[key].add(path)
            else:
                del self._contents[path]
                self._paths[key].discard(path)
            if not before:
                arrived.add(path)
        return arrived, sorted(affected)

    def _content(self, path: str) -> str:
        """Return the object id of what a path shows; empty for nothing, submodules and links that lead nowhere."""
        mode, blob = self._tree.get(path, ("", ""))
        if mode != SYMLINK:
            return blob if mode in REGULAR else ""
        try:
            target = symlinks.target(path, self._tree, self._text)
        except PolicybookError:
            return ""  # history cannot be put right; at the head of the line it is refused
        # an old name that links to the new one is no second document
        return "" if self._key(target) == self._key(path) else self._tree[target][1]

    def _moves(self, commit: Commit, gone: Sequence[str], fresh: Sequence[str]) -> dict[str, str]:
        """Return the keys that appeared with the keys they continue, as declared or guessed.

        A path that was a document before comes back as that document, whatever its text is like.
        """
        declared = {new: self._replaces[new] for new in fresh if self._replaces.get(new) in gone}
        claimed = set(self._replaces.values())
        old = {self._last(key): key for key in gone if key not in claimed}
        new = {
            Side(path, self._contents[path]): key
            for key in fresh
            if key not in self._dead and key not in self._replaces
            for path in [min(self._paths[key])]
        }
        if not new:
            return declared
        outside = self._outside.deleted(commit, [side.path for side in new])
        guessed = {}
        for match in matches([*old, *outside], [*new], self._text):
            self.guesses.append(_guess(commit, match))
            if match.old in old:
                guessed[new[match.new]] = old[match.old]
            else:
                past = self._outside.past(match.old.path, commit)
                self._alive[new[match.new]] = self._born(match.new.path, past.versions)
                self.guesses += [_guess(*renamed) for renamed in past.renames]
        self.guesses.sort(key=lambda guess: guess.position)
        return declared | guessed

    def _last(self, key: str) -> Side:
        life = self._alive[key]
        return Side(life.path, life.versions[-1].blob)

    def _born(self, path: str, past: Iterable[Version] = ()) -> _Life:
        life = _Life(path, [*past])
        self._lives.append(life)
        return life

    def _first(self, key: str, arrived: set[str]) -> str:
        return min(self._paths[key] & arrived or self._paths[key])

    def _advance(self, life: _Life, key: str, arrived: set[str], commit: Commit) -> None:
        """Note a version of a living document; of two paths for it, the one that came last carries it on."""
        if life.path not in self._paths[key] or self._paths[key] & arrived:
            life.path = self._first(key, arrived)
        version = _version(commit, life.path, self._contents[life.path])
        last = life.versions[-1] if life.versions else None
        if last is None or (last.path, last.blob) != (version.path, version.blob):
            life.versions.append(version)

    def refuse_clashes(self) -> None:
        """Raise ContentError for what cannot be published as it is at the head of the line."""
        for path in sorted(self._links):
            symlinks.target(path, self._tree, self._text)
        for paths in sorted(map(sorted, self._paths.values())):
            if len(paths) > 1:
                raise ContentError(
                    f"is the same document as {paths[0]}",
                    hint="names that differ only in case, in Unicode composition or by index.md mean one page: "
                    "rename or delete one of them",
                    path=paths[1],
                )

    def lineages(self) -> tuple[Lineage, ...]:
        """Return what was followed, with replacements across commits joined."""
        by_key = self._dead | self._alive
        for new, old in self._replaces.items():
            newer, older = by_key.get(new), by_key.get(old)
            if newer and older and newer is not older:
                self._join(newer, older)
                by_key[old] = older if older.versions else newer
        found = [Lineage(path=life.path, versions=tuple(life.versions)) for life in self._lives if life.versions]
        return tuple(sorted(found, key=lambda lineage: (lineage.path, lineage.versions[0].position)))

    @staticmethod
    def _join(newer: _Life, older: _Life) -> None:
        """Give a document the versions of the one it replaces, up to its own first; what lived on later stays."""
        start = newer.versions[0].position
        earlier = [version for version in older.versions if version.position < start]
        later = older.versions[len(earlier) :]
        if not earlier:
            return  # a rename in one commit has joined them already
        if older.versions[-1].blob and (not later or later[0].blob):
            raise ContentError(
                f"replaces {older.path}, which still exists",
                hint="delete the older document, or take `replaces` out",
                path=newer.path,
            )
        newer.versions[:0] = earlier
        older.versions = later[1:] if later and later[-1].blob else []

    def _key(self, path: str) -> str:
        key = self._keys.get(path)
        if key is None:
            key = self._keys[path] = _folded(self._identity(path)) if self._belongs(path) else ""
        return key


def _folded(identity: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", identity).casefold())


def _version(commit: Commit, path: str, blob: str) -> Version:
    return Version(position=commit.position, commit=commit.id, path=path, blob=blob)


def _guess(commit: Commit, match: Match) -> Guess:
    return Guess(
        position=commit.position,
        commit=commit.id,
        old_path=match.old.path,
        new_path=match.new.path,
        similarity=match.similarity,
    )
