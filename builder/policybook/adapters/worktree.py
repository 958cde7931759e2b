"""Files as they lie on the disk, before anybody commits them. Knows nothing about git or Markdown."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from policybook.adapters.wholefile import write_whole
from policybook.core import source
from policybook.core.errors import OutputError, UsageError


def has_work_tree(folder: Path) -> bool:
    """Return whether a folder of a repository lies in a work tree; a bare repository has none."""
    return any((parent / ".git").exists() for parent in (folder, *folder.parents))


def read_text_file(path: Path, name: str) -> bytes:
    """Return the content of a file that the user named, whatever kind of file it is, a pipe too.

    Of a file larger than `core.source.LIMIT` only so much is read that `decode` refuses it. Raises UsageError when it
    cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(source.LIMIT + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"cannot read {name!r}: {reason}", hint="name a Markdown file that exists") from None


def read_tracked(folder: Path, inner: str) -> bytes | None:
    """Return the content of a file below a folder; None when there is no ordinary file.

    A symbolic link is not followed, nor a file below one: git would not show what lies behind it either.
    """
    path = folder / inner
    if not path.is_file() or path.resolve() != path:
        return None
    return read_text_file(path, inner)


def files_below(folder: Path) -> Iterator[str]:
    """Yield the paths of the files below a folder, `/` between folders, without what is hidden."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        here = Path(place).relative_to(folder)
        yield from ((here / name).as_posix() for name in sorted(names) if not name.startswith("."))


def write_new(folder: Path, texts: Mapping[str, str], *, dry_run: bool) -> tuple[str, ...]:
    """Write files that are not there yet, by their paths in a folder, and return which; a dry run writes none.

    A file that says the same already is left alone. Raises OutputError, before anything is written, when one says
    something else, and when a file cannot be written.
    """
    missing = [path for path, text in texts.items() if not _says(folder / path, text)]
    try:
        for path in missing if not dry_run else ():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            write_whole(folder / path, texts[path].encode())
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror}", path=str(folder / path)) from error
    return tuple(missing)


def _says(path: Path, text: str) -> bool:
    """Whether a file is there and says just that; False when there is none."""
    try:
        present = path.read_bytes()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise OutputError(f"cannot be read: {error.strerror}", path=str(path)) from error
    if present != text.encode():
        hint = "it is not overwritten: commit it, or move it away"
        raise OutputError("is there already and says something else", path=str(path), hint=hint)
    return True
