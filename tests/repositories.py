"""Git repositories for tests, built with plain git: the same in every time zone and under any settings."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from policybook.core.model import Commit, FileChange

GIT = shutil.which("git") or "git"
"""The real git, also for tests that take it from the PATH."""

FIRST_DAY = datetime(2020, 1, 1, 12, tzinfo=UTC)
"""When the first commit is made; every further one comes a day later."""

_CONFIGURATION = {
    "commit.gpgsign": "false",
    "core.autocrlf": "false",
    "gc.auto": "0",
    "init.defaultBranch": "main",
    "protocol.file.allow": "always",
    "tag.gpgsign": "false",
    "user.email": "editor@example.org",
    "user.name": "Ed Itor",
}


def environment() -> dict[str, str]:
    """Return an environment in which git does the same on every machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return kept | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8", "TZ": "UTC"}


class Repository:
    """A repository under construction."""

    def __init__(self, folder: Path, *options: str, create: bool = True) -> None:
        self.folder = folder
        self.made = 0
        if create:
            folder.mkdir(parents=True, exist_ok=True)
            self.git("init", "--quiet", *options)

    def git(self, *arguments: str, stdin: bytes = b"", variables: Mapping[str, str] | None = None) -> str:
        """Run git in the repository and return what it prints, without the last line break."""
        settings = [part for name, value in _CONFIGURATION.items() for part in ("-c", f"{name}={value}")]
        done = subprocess.run(
            [GIT, *settings, *arguments],
            cwd=self.folder,
            env=environment() | dict(variables or {}),
            input=stdin,
            capture_output=True,
            check=False,
        )
        if done.returncode:
            raise AssertionError(f"git {' '.join(arguments)}: {done.stderr.decode(errors='replace')}")
        return os.fsdecode(done.stdout).removesuffix("\n")

    def write(self, path: str, content: str | bytes) -> None:
        """Write a file of the work tree."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(
        self,
        files: Mapping[str, str | bytes | None] | None = None,
        message: str = "Change",
        *,
        written: str = "",
        reached: str = "",
    ) -> str:
        """Commit files (None deletes one) a day after the last commit, or at given times, and return the object id."""
        for path, content in (files or {}).items():
            if content is None:
                self.git("rm", "--quiet", "--", path)
        for path, content in (files or {}).items():
            if content is not None:
                self.write(path, content)
        self.git("add", "--all")
        return self.commit_index(message, written=written, reached=reached)

    def commit_index(self, message: str = "Change", *, written: str = "", reached: str = "") -> str:
        """Commit what is staged."""
        options = ("--quiet", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "--file=-")
        self.git("commit", *options, stdin=message.encode(), variables=self._dates(written, reached))
        return self.git("rev-parse", "HEAD")

    def merge(self, branch: str, message: str = "Merge", *options: str) -> str:
        """Merge a branch with a merge commit and return its object id."""
        self.git("merge", "--quiet", "--no-ff", "-m", message, *options, branch, variables=self._dates("", ""))
        return self.git("rev-parse", "HEAD")

    def _dates(self, written: str, reached: str) -> dict[str, str]:
        now = (FIRST_DAY + timedelta(days=self.made)).isoformat()
        self.made += 1
        return {"GIT_AUTHOR_DATE": written or now, "GIT_COMMITTER_DATE": reached or now}

    def blob(self, content: str | bytes) -> str:
        """Store the content of a file and return its object id."""
        data = content if isinstance(content, bytes) else content.encode()
        return self.git("hash-object", "-w", "--stdin", stdin=data)

    def stage(self, path: str | bytes, content: str, mode: str = "100644") -> None:
        """Stage a file with any mode and name, also those that a work tree cannot hold; a submodule by object id."""
        oid = content if mode == "160000" else self.blob(content)
        name = path if isinstance(path, bytes) else path.encode()
        self.git("update-index", "-z", "--add", "--index-info", stdin=f"{mode} {oid}\t".encode() + name + b"\0")

    def commit_object(self, author: bytes, committer: bytes, message: bytes, extra: bytes = b"") -> str:
        """Add a commit made of the bytes given, however absurd, on top of HEAD and return its object id."""
        tree, parent = self.git("rev-parse", "HEAD^{tree}"), self.git("rev-parse", "HEAD")
        data = b"tree %s\nparent %s\nauthor %s\ncommitter %s\n%s\n%s" % (
            tree.encode(),
            parent.encode(),
            author,
            committer,
            extra,
            message,
        )
        oid = self.git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", stdin=data)
        self.git("update-ref", "HEAD", oid)
        return oid


class Line:
    """A line of commits made of values, for the core: no git, so that object ids are the texts themselves."""

    def __init__(self) -> None:
        self.commits: list[Commit] = []
        self.asked: list[str] = []
        self._tree: dict[str, tuple[str, str]] = {}

    def commit(self, files: Mapping[str, str | tuple[str, str] | None], message: str = "Change") -> Line:
        """Add a commit: texts by path, None for a deletion, or a pair of mode and text."""
        changes = []
        for path, wanted in sorted(files.items()):
            old = self._tree.get(path, ("000000", ""))
            new = ("000000", "") if wanted is None else ("100644", wanted) if isinstance(wanted, str) else wanted
            changes.append(_file_change(path, old, new))
            self._tree[path] = new
            if wanted is None:
                del self._tree[path]
        position = len(self.commits)
        moment = FIRST_DAY + timedelta(days=position)
        self.commits.append(
            Commit(
                position=position,
                id=f"{position:040x}",
                author="Ed Itor",
                authored=moment,
                committed=moment,
                message=message,
                changes=tuple(changes),
            )
        )
        return self

    def text(self, blob: str) -> str:
        """Return the text of an object id, and remember that it was asked for."""
        self.asked.append(blob)
        return blob


def _file_change(path: str, old: tuple[str, str], new: tuple[str, str]) -> FileChange:
    absent = ("000000", "")
    status = "A" if old == absent else "D" if new == absent else "M" if old[0][:2] == new[0][:2] else "T"
    return FileChange(status=status, path=path, mode=new[0], blob=new[1], old_mode=old[0], old_blob=old[1])
