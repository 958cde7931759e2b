"""The documents of the content folder at one commit or in the work tree, and which differ. Knows no redlines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from posixpath import basename

from policybook.adapters import worktree
from policybook.adapters.settings import Settings
from policybook.app.book import Repository
from policybook.app.versions import is_path
from policybook.core import renames
from policybook.core.content import ContentMap, content_map, slug
from policybook.core.errors import UsageError
from policybook.core.source import decode
from policybook.core.symlinks import REGULAR

Tree = Mapping[str, tuple[str, str]]
"""Mode and object id of every file of a commit, by path."""

WORK_TREE = "work tree"


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Files at one moment."""

    name: str
    """What readers call the moment: a commit as it was typed, or the work tree."""
    files: Mapping[str, str]
    """Object id of each file, by path inside the repository."""
    read: Callable[[str], bytes]
    """Returns the content of a path."""

    def source(self, path: str) -> str:
        """Return the text of a path."""
        return decode(self.read(path), path=path).text


def committed(repository: Repository, tree: Tree, name: str) -> Snapshot:
    """Return the ordinary files of a commit."""
    files = {path: blob for path, (mode, blob) in tree.items() if mode in REGULAR}
    return Snapshot(name=name, files=files, read=lambda path: repository.text(files[path]))


def lying(settings: Settings, content: ContentMap, paths: Iterable[str], *, id_length: int) -> Snapshot:
    """Return those of the paths that lie in the work tree; ids are made as git makes them, of as many letters.

    Raises UsageError in a bare repository, where nothing lies anywhere.
    """
    if not worktree.has_work_tree(settings.content_dir):
        raise UsageError("a bare repository has no work tree", hint="name two commits: `policybook diff HEAD~1..HEAD`")
    files: dict[str, str] = {}

    def read(path: str) -> bytes | None:
        inner = content.inside(path)
        return worktree.read_tracked(settings.content_dir, inner) if inner is not None else None

    for path in paths:
        data = read(path)
        if data is not None:
            files[path] = _object_id(data, id_length)
    return Snapshot(name=WORK_TREE, files=files, read=lambda path: read(path) or b"")


def _object_id(data: bytes, length: int) -> str:
    made = hashlib.sha256 if length > 40 else hashlib.sha1  # as the repository does; nothing hangs on its strength
    return made(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def documents(paths: Iterable[str], root: str) -> tuple[ContentMap, list[str]]:
    """Return the map of the content folder from paths of any time, and which of them are documents of policies."""
    paths = list(paths)
    content = content_map(paths, root)
    return content, [path for path in paths if content.is_source(path) and not content.is_note(path)]


def new_documents(settings: Settings, content: ContentMap) -> list[str]:
    """Return the paths of files in the work tree that would be documents if they were committed.

    Only where revision notes say which folders are policies; elsewhere every Markdown file would count, also that of
    an installed program.
    """
    if not content.with_notes:
        return []
    inner = [path for path in worktree.files_below(settings.content_dir) if is_path(path)]
    return documents(map(content.outer, inner), content.root)[1]


def called(content: ContentMap, paths: Iterable[str], name: str) -> str:
    """Return the path of the document that an id names, as `policybook show` does.

    Raises UsageError when there is none, or more than one.
    """
    ids = {path: (content.policy_folder(path), content.document_id(path)) for path in paths}
    found = [path for path, (folder, document) in ids.items() if name in _names(folder, document)]
    found = found or [path for path, (_, document) in ids.items() if document == name]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{name!r} names {len(found)} documents", hint=f"name one: {', '.join(sorted(found)[:6])}")
    known = sorted({folder for folder, _ in ids.values()})
    shown = ", ".join(known[:12]) + (" …" if len(known) > 12 else "")
    raise UsageError(
        f"there is no document {name!r}", hint=f"policies: {shown}" if known else "the content folder has no policies"
    )


def _names(folder: str, document: str) -> set[str]:
    own = {folder, slug(folder)} if document == basename(folder) else set()
    return own | {f"{folder}/{document}", f"{slug(folder)}/{document}"}


def pairs(old: Snapshot, new: Snapshot, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the paths of each document in both snapshots, empty where it is in one only, for those that differ.

    Renamed files, found by their words, are among them. The first document of a policy comes before the others.
    """
    paths = sorted(set(paths))
    gone = [renames.Side(path, old.files[path]) for path in paths if path in old.files and path not in new.files]
    fresh = [renames.Side(path, new.files[path]) for path in paths if path in new.files and path not in old.files]
    at = {side.blob: (old, side.path) for side in gone} | {side.blob: (new, side.path) for side in fresh}
    found = renames.matches(gone, fresh, lambda blob: at[blob][0].source(at[blob][1]))
    renamed = {match.new.path: match.old.path for match in found}
    left = set(renamed.values())
    for path in sorted(paths, key=_reading_order):
        before = path if path in old.files else renamed.get(path, "")
        after = path if path in new.files else ""
        if path in left or (not before and not after):
            continue
        if before != after or old.files[before] != new.files[after]:  # a title may come from the file's name
            yield before, after


def _reading_order(path: str) -> tuple[str, bool, str]:
    folder, _, name = path.rpartition("/")
    return folder, not name.lower().startswith("index."), name
