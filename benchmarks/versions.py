"""Consecutive versions of the Markdown files in git repositories. Knows nothing about comparing them."""

from __future__ import annotations

import random
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """Two consecutive versions of a file, by the names of their blobs."""

    repository: str
    path: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Texts:
    """Two texts to compare, and where they are from."""

    name: str
    old: str
    new: str


def git(repository: str, *arguments: str, data: bytes = b"") -> bytes:
    """Return what a git command prints."""
    return subprocess.run(["git", "-C", repository, *arguments], input=data, capture_output=True, check=True).stdout


def consecutive_versions(repository: str) -> Iterator[Pair]:
    """Yield the pairs of versions on the first-parent line, newest first."""
    log = git(repository, "log", "--first-parent", "-m", "--raw", "--no-abbrev", "--no-renames", "-z", "--format=")
    fields = iter(log.decode("utf-8", "surrogateescape").split("\0"))
    for line in fields:
        if not line.strip().startswith(":"):
            continue
        _, _, old, new, status = line.strip().split(" ")
        path = next(fields)
        if status == "M" and old != new and path.endswith(".md"):
            yield Pair(repository, path, old, new)


def texts(repository: str, objects: Iterable[str]) -> dict[str, str]:
    """Return the texts of blobs by their id."""
    wanted = sorted(set(objects))
    output = git(repository, "cat-file", "--batch", data="".join(f"{name}\n" for name in wanted).encode())
    found, start = {}, 0
    for name in wanted:
        end = output.index(b"\n", start)
        size = int(output[start:end].split()[2])
        found[name] = output[end + 1 : end + 1 + size].decode("utf-8", "replace")
        start = end + 2 + size
    return found


def sampled(repositories: Sequence[str], *, sample: int, seed: int) -> list[Texts]:
    """Return a random sample over the pairs of all repositories together; the same seed gives the same sample."""
    pairs = [pair for repository in repositories for pair in consecutive_versions(repository)]
    if 0 < sample < len(pairs):
        pairs = random.Random(seed).sample(pairs, sample)
    return _with_texts(repositories, pairs)


def latest(repositories: Sequence[str]) -> list[Texts]:
    """Return the newest pair of every file."""
    newest: dict[tuple[str, str], Pair] = {}
    for repository in repositories:
        for pair in consecutive_versions(repository):
            newest.setdefault((repository, pair.path), pair)
    return _with_texts(repositories, list(newest.values()))


def _with_texts(repositories: Sequence[str], pairs: Sequence[Pair]) -> list[Texts]:
    found = []
    for repository in repositories:
        here = [pair for pair in pairs if pair.repository == repository]
        contents = texts(repository, [name for pair in here for name in (pair.old, pair.new)])
        found += [Texts(f"{pair.path} {pair.old}..{pair.new}", contents[pair.old], contents[pair.new]) for pair in here]
    return found
