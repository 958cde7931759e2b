"""Finished redlines and digests on disk, by the hash of all that went into them. Knows nothing of what they mean.

A key covers every input, so nothing is ever stale; entries carry a checksum, so a damaged one is made again.
Deleting the folder at any time loses nothing but time.
"""

from __future__ import annotations

import hashlib
import os
import zlib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from policybook.core.errors import OutputError

_DIGEST_SIZE = 8


class Cache:
    """A folder of small entries; None as the folder keeps nothing."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._prepared = False

    @staticmethod
    def key(*parts: str) -> str:
        """Return the key for everything that an entry depends on, this program included."""
        return hashlib.sha256("\0".join((program(), *parts)).encode("utf-8", "surrogateescape")).hexdigest()

    def get(self, key: str) -> str | None:
        """Return an entry; None when there is none or it is damaged."""
        if self._folder is None:
            return None
        try:
            data = self._path(self._folder, key).read_bytes()
            text = zlib.decompress(data[_DIGEST_SIZE:])
        except (OSError, zlib.error):
            return None
        return text.decode() if _checksum(text) == data[:_DIGEST_SIZE] else None

    def put(self, key: str, text: str) -> None:
        """Keep an entry, written beside and moved in, so that a killed program leaves no half of one.

        Raises OutputError when the folder cannot be written.
        """
        if self._folder is None:
            return
        data = text.encode()
        path = self._path(self._folder, key)
        beside = path.with_suffix(f".{os.getpid()}")
        try:
            self._prepare(self._folder)
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(_checksum(data) + zlib.compress(data, 1))
            beside.replace(path)
        except OSError as error:
            raise OutputError(f"the cache cannot be written: {error}", hint="choose another `cache_dir`") from error

    def _prepare(self, folder: Path) -> None:
        """Keep the folder out of git without asking anybody to edit their .gitignore."""
        if not self._prepared:
            folder.mkdir(parents=True, exist_ok=True)
            if not (folder / ".gitignore").exists():
                (folder / ".gitignore").write_text("*\n")
            self._prepared = True

    @staticmethod
    def _path(folder: Path, key: str) -> Path:
        return folder / key[:2] / key[2:]


@lru_cache(maxsize=1)
def program() -> str:
    """Return the hash of the code that decides what an entry holds: after a change of it, entries are made anew."""
    package = files("policybook")
    modules = (path for part in ("app", "core") for path in _modules(package.joinpath(part)))
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in modules)).hexdigest()


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for path in sorted(folder.iterdir(), key=lambda item: item.name):
        if path.is_dir():
            yield from _modules(path)
        elif path.name.endswith(".py"):
            yield path


def _checksum(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST_SIZE).digest()
