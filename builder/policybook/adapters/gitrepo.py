"""Commits and file texts from a git repository; the only file that imports git. Knows nothing about policies.

Git runs as a reader of objects only: a handful of fixed commands, given nothing but object ids. The repository is taken
for hostile: its configuration, hooks, attributes and replacements run nothing and change nothing
(https://git.github.io/htmldocs/gitsecurityboundary.html), and so does the environment.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any, BinaryIO, Self, cast

from policybook.core import gitlog, source
from policybook.core.errors import RepositoryError
from policybook.core.messages import printable
from policybook.core.model import Commit, Signature

OLDEST_GIT = (2, 25)
"""The oldest git we read with; Debian 11 and Ubuntu 20.04 have it."""

_CHUNK = 1 << 20
_OBJECT_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_ENVIRONMENT = {
    "GIT_ALLOW_PROTOCOL": "none",  # unlike protocol.allow, which the repository's configuration can override
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",  # a clone has no replacements, and every clone must show the same history
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LANGUAGE": "C",
    "LC_ALL": "C.UTF-8",
    "TZ": "UTC",
}
_USERS_OWN = {"GIT_CONFIG_GLOBAL", "GIT_CONFIG_NOSYSTEM", "GIT_CONFIG_SYSTEM"}
_CONFIGURATION = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "log.diffMerges=separate",  # what `-m` means; a repository may say that it means nothing
    "protocol.allow=never",
)
_OPTIONS = tuple(part for value in _CONFIGURATION for part in ("-c", value))
_LOG = (
    "log",
    *("-z", "--raw", "--no-abbrev", "--no-renames", "-m", "--first-parent", "--reverse", "--root"),
    *("--no-show-signature", "--no-color", "--no-notes", "--no-ext-diff", "--no-textconv", "--encoding=UTF-8"),
    f"--format={gitlog.FORMAT}",
)
# The programs that check signatures are never those that a repository names.
_CHECKERS = tuple(
    part
    for value in (
        "gpg.program=gpg",
        "gpg.openpgp.program=gpg",
        "gpg.x509.program=gpgsm",
        "gpg.ssh.program=ssh-keygen",
        "gpg.minTrustLevel=undefined",
    )
    for part in ("-c", value)
)
_SIGNATURES = ("log", "--no-walk=unsorted", "--stdin", "-z", "--no-show-signature", "--format=%H%x00%G?%x00%GF")
_JUDGEMENTS = {
    "G": "good",
    "U": "untrusted",
    "B": "bad",
    "X": "expired",
    "Y": "expired key",
    "R": "revoked key",
    "E": "unknown",
    "N": "none",
}
_DAMAGED = re.compile(
    r"corrupt|bad (?:object|tree)|missing|unable to (?:read|unpack|stream|parse)|inflate|could not read|broken ref",
    re.I,
)


def open_repository(path: Path, *, trust: bool = False) -> GitRepository:
    """Return the repository that holds a folder, or the bare repository that the folder is.

    Trust reads a repository that belongs to another user, as git's `safe.directory` does. Raises RepositoryError when
    there is no repository, or when its history would be incomplete or not the one that everybody else sees.
    """
    folder = path.resolve()
    git_folder, root = _located(folder)
    _check_version()
    if not trust:
        _check_owner(root or git_folder)
    git = _Git(f"--git-dir={git_folder}", "-c", "safe.bareRepository=explicit", *_OPTIONS, "--literal-pathspecs")
    shallow, common = git.read("rev-parse", "--is-shallow-repository", "--git-common-dir").splitlines()[:2]
    if shallow == "true":
        raise RepositoryError(
            "this clone is shallow: most of the history is missing",
            hint="run `git fetch --unshallow`; in GitHub Actions give actions/checkout `fetch-depth: 0`",
            path=str(folder),
        )
    _check_grafts(git_folder / common)
    head = _head(git, bare=root is None)
    if head:
        _check_complete(git, head)
    prefix = "" if root is None or folder == root else folder.relative_to(root).as_posix()
    return GitRepository(git, root=root, prefix=prefix, head=head)


class GitRepository:
    """Reads one repository as it was when it was opened; a context manager. Not to be shared between threads."""

    def __init__(self, git: _Git, *, root: Path | None, prefix: str, head: str | None) -> None:
        self.root = root
        """Top folder of the work tree; None for a bare repository."""
        self.prefix = prefix
        """Path of the folder that was opened inside the repository, `/` between folders; empty at the top."""
        self._git = git
        self._head = head
        self._open = ExitStack()
        self._reader: _Pipes | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._reader = None
        self._open.close()

    def head(self) -> str | None:
        """Return the object id of the commit that is checked out; None before the first commit."""
        return self._head

    def commits(self, since: str | None = None) -> tuple[Commit, ...]:
        """Return the commits of the first-parent line, oldest first; since: only those after that commit.

        Raises RepositoryError when the commit is no longer on the line: then everything has to be read again.
        """
        if self._head is None:
            return ()
        first, limit = 0, self._head
        if since is not None:
            first, limit = self._position_after(_object_id(since)), f"{since}..{self._head}"
        with self._git.stream(*_LOG, limit, "--") as process:
            chunks = iter(partial(process.output.read, _CHUNK), b"")
            return tuple(gitlog.commits(gitlog.tokens(chunks), first=first))

    def _position_after(self, since: str) -> int:
        """Return the position of the first commit after one, which must be on the line.

        Being an ancestor is not enough: a merge made the wrong way round takes the published line off the main one.
        """
        new = int(self._git.read("rev-list", "--first-parent", "--count", f"{since}..{self._head}", "--"))
        line = self._git.read("rev-list", "--first-parent", "--max-count=1", f"--skip={new}", str(self._head), "--")
        if line.strip() != since:
            raise RepositoryError(
                f"commit {since} is no longer on the main line",
                hint="history was rewritten, or merged the wrong way round; read it from the start",
            )
        return int(self._git.read("rev-list", "--first-parent", "--count", since, "--"))

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Return the content of files by object id, in the order asked for, one at a time.

        Of a file larger than `core.source.LIMIT` only so much is read that `decode` refuses it by name. Ask in the
        order of the log or of documents: git reads neighbours fast. Raises RepositoryError for a missing object.
        """
        with tempfile.TemporaryFile() as requests:
            requests.writelines(_object_id(blob).encode() + b"\n" for blob in blobs)
            requests.seek(0)
            with self._git.stream("cat-file", "--batch", "--buffer", stdin=requests) as process:
                while header := process.output.readline():
                    yield _content(header, process.output)

    def text(self, blob: str) -> bytes:
        """Return the content of one file by object id; for many files `texts` is faster."""
        if self._reader is None:
            self._reader = self._open.enter_context(self._git.stream("cat-file", "--batch", stdin=subprocess.PIPE))
        try:
            return self._answer(self._reader, _object_id(blob))
        except _BrokenOffError:
            self.__exit__()  # which says why
            raise _damaged(f"git stopped at object {blob}") from None

    @staticmethod
    def _answer(reader: _Pipes, blob: str) -> bytes:
        with suppress(BrokenPipeError):  # then there is no answer either
            reader.input.write(blob.encode() + b"\n")
            reader.input.flush()
        header = reader.output.readline()
        if not header:
            raise _BrokenOffError
        return _content(header, reader.output)[1]

    def at(self, commit: str) -> GitRepository:
        """Return the same repository as it was when a commit of the line was its head."""
        return GitRepository(self._git, root=self.root, prefix=self.prefix, head=_object_id(commit))

    def signatures(self, commits: Iterable[str], *, allowed_signers: Path | None = None) -> Mapping[str, Signature]:
        """Return how git judges the signature of each commit, with the keys that this machine knows.

        `allowed_signers` is a file of SSH keys to trust. It is slow (a program is run for each signed commit), so ask
        only when somebody wants to know.
        """
        trusted = f"gpg.ssh.allowedSignersFile={allowed_signers or os.devnull}"
        with tempfile.TemporaryFile() as requests:
            requests.writelines(_object_id(commit).encode() + b"\n" for commit in commits)
            if not requests.tell():
                return {}  # git would take the head
            requests.seek(0)
            with self._git.stream("-c", trusted, *_CHECKERS, *_SIGNATURES, stdin=requests) as process:
                words = process.output.read().decode("utf-8", "replace").split("\0")
        entries = zip(words[0::3], words[1::3], words[2::3], strict=False)
        return {commit: Signature(state=_JUDGEMENTS.get(mark, "unknown"), key=key) for commit, mark, key in entries}

    def tracked_paths(self, commit: str) -> Mapping[str, tuple[str, str]]:
        """Return mode and object id of every file of a commit, by path."""
        with self._git.stream("ls-tree", "-r", "-z", "--full-tree", _object_id(commit)) as process:
            chunks = iter(partial(process.output.read, _CHUNK), b"")
            entries = (entry.partition(b"\t") for entry in gitlog.tokens(chunks) if entry)
            return {
                path.decode("utf-8", "surrogateescape"): (mode, blob)
                for head, _, path in entries
                for mode, _, blob in [head.decode("ascii").split(" ")]
            }


class _Git:
    """Runs git through GitPython with fixed options, in an environment of its own."""

    def __init__(self, *options: str, keep: frozenset[str] = frozenset()) -> None:
        os.environ.setdefault("GIT_PYTHON_REFRESH", "quiet")  # GitPython runs git when it is imported
        try:
            from git import Git  # lazily: the import costs 0.2 s
        except ImportError as error:
            raise _missing() from error
        own = {name: value for name, value in _ENVIRONMENT.items() if name not in keep}
        inherited = {name for name in os.environ if name.startswith("GIT_") and not name.startswith("GIT_PYTHON_")}
        # GitPython adds to the environment but cannot take away, and an empty GIT_DIR is not the same as none
        unset = [f"--unset={name}" for name in sorted(inherited - keep - own.keys())]
        self._command = [*(["env", *unset] if unset else []), Git.GIT_PYTHON_GIT_EXECUTABLE or "git", *options]
        self._runner = Git("/")  # the work tree is never read, and GitPython would expand `~` and `$` in another path
        self._runner.update_environment(**own)

    def read(self, *arguments: str) -> str:
        """Return the output of a command; raises RepositoryError with git's own words when it fails."""
        status, output, errors = self.attempt(*arguments)
        if status:
            raise _failed(errors)
        return output

    def attempt(self, *arguments: str) -> tuple[int, str, str]:
        """Return exit status, output and errors of a command."""
        from git.exc import GitCommandNotFound

        try:
            status, output, errors = self._runner.execute(
                [*self._command, *arguments], with_extended_output=True, with_exceptions=False, stdout_as_string=False
            )
        except (GitCommandNotFound, PermissionError) as error:
            raise _missing() from error
        if status == 127:  # env's word for a command that is not there
            raise _missing()
        return status, os.fsdecode(output), str(errors)

    @contextmanager
    def stream(self, *arguments: str, stdin: BinaryIO | int | None = None) -> Iterator[_Pipes]:
        """Run a command whose output is read as it comes; raises RepositoryError when it fails or breaks off."""
        command = [*self._command, *arguments]
        wrapper: Any = self._runner.execute(command, as_process=True, istream=stdin)
        process: subprocess.Popen[bytes] = wrapper.proc
        errors: list[bytes] = []
        # unread warnings would fill their pipe and stop git for good
        drain = threading.Thread(target=lambda: errors.append(_rest(process.stderr)), daemon=True)
        drain.start()
        broken_off = False
        try:
            yield _Pipes(output=cast("IO[bytes]", process.stdout), input=process.stdin or io.BytesIO())
        except _BrokenOffError:
            broken_off = True  # git says below why
        except BaseException:
            process.terminate()  # whoever stops early does not wait for a large repository
            _close(process, drain)
            raise
        if _close(process, drain) or broken_off:
            raise _failed(b"".join(errors).decode("utf-8", "replace"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pipes:
    """The two ends of a running git."""

    output: IO[bytes]
    """What it says."""
    input: IO[bytes]
    """What it is asked; of no use unless it was started with a pipe."""


class _BrokenOffError(Exception):
    """The output of git ended in the middle."""


def _rest(stream: IO[bytes] | None) -> bytes:
    """Return the beginning of what is left in a stream, which is read to its end."""
    pieces = iter(partial(stream.read, _CHUNK), b"") if stream else iter(())
    start = next(pieces, b"")
    for _ in pieces:
        pass
    return start


def _close(process: subprocess.Popen[bytes], drain: threading.Thread) -> int:
    """Close the pipes of a process, wait for it and return its exit status."""
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(BrokenPipeError):
                pipe.close()
    status = process.wait()
    drain.join()
    if process.stderr:
        process.stderr.close()
    return status


def _content(header: bytes, stream: IO[bytes]) -> tuple[str, bytes]:
    """Return object id and content from the answer of `cat-file --batch`, too long a content only in part."""
    oid, kind, *size = header.decode("ascii", "replace").split()
    length = int(size[0]) if size else -1  # a missing object has no content, not even the line feed after it
    data = stream.read(min(max(length, 0), source.LIMIT + 1))
    left = length + 1 - len(data)
    while left:
        skipped = len(stream.read(min(left, _CHUNK)))
        if not skipped:
            raise _BrokenOffError
        left -= skipped
    if kind != "blob":
        raise _damaged(f"object {oid} is {kind}, and should be a file")
    return oid, data


def _located(folder: Path) -> tuple[Path, Path | None]:
    """Return git folder and top of the work tree of a folder.

    The way up comes first: a bare repository inside a work tree may have been committed there to be run (its
    configuration came with the content), and is never opened.
    """
    for parent in (folder, *folder.parents):
        candidate = parent / ".git"  # a file in a linked work tree or submodule; git follows it
        if candidate.is_file() or (candidate / "HEAD").is_file() or (candidate / "HEAD").is_symlink():
            return candidate, parent
    if (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir():
        return folder, None
    raise RepositoryError(
        "is not in a git repository" if folder.is_dir() else "is not a folder",
        hint="the history of the policies is read from git: clone the repository, or run `git init` and commit",
        path=str(folder),
    )


def _check_version() -> None:
    words = _Git().read("version").strip()
    numbers = re.search(r"(\d+)\.(\d+)", words)
    if not numbers or (int(numbers[1]), int(numbers[2])) < OLDEST_GIT:
        wanted = ".".join(map(str, OLDEST_GIT))
        raise RepositoryError(f"git is too old: {printable(words, 80)}", hint=f"install git {wanted} or newer")


def _check_owner(folder: Path) -> None:
    """Refuse a repository of another user, as git does when it looks for one itself.

    Given the git folder it does not look, so it is asked here, with the user's own configuration: that says whom to
    trust. Git refuses before it reads anything of the repository.
    """
    git = _Git("-C", str(folder), *_OPTIONS, "-c", "safe.bareRepository=all", keep=frozenset(_USERS_OWN))
    status, _, errors = git.attempt("rev-parse", "--git-dir")
    if status and ("dubious ownership" in errors or "unsafe repository" in errors):
        raise RepositoryError(
            _first_line(errors),
            hint=f"if you trust its owner: `git config --global --add safe.directory {folder}`, or use --trust-repo",
            path=str(folder),
        )


def _check_grafts(common: Path) -> None:
    grafts = common / "info" / "grafts"
    lines = grafts.read_bytes().splitlines() if grafts.is_file() else []
    if any(line.strip() and not line.startswith(b"#") for line in lines):
        raise RepositoryError(
            "grafts change the history that this clone shows",
            hint="remove the file; `git replace --convert-graft-file` keeps what it says, and is not read here",
            path=str(grafts),
        )


def _head(git: _Git, *, bare: bool) -> str | None:
    """Return the object id of the commit that is checked out, None before the first one."""
    status, commit, errors = git.attempt("rev-parse", "--verify", "HEAD^{commit}")
    if not status:
        return _object_id(commit.strip())
    _, branches, warnings = git.attempt("for-each-ref", "refs/heads")
    if "broken ref" in warnings or not git.attempt("rev-parse", "--verify", "--quiet", "HEAD")[0]:
        raise _failed(warnings or errors)
    if bare and branches.strip():
        raise RepositoryError(
            "HEAD names a branch that does not exist", hint="point it to one: `git symbolic-ref HEAD refs/heads/main`"
        )
    return None


def _check_complete(git: _Git, head: str) -> None:
    """Refuse a partial clone that lacks objects of the line: fetching them would need the network, one by one."""
    partial_clone = r"^(extensions\.partialclone|remote\..*\.promisor)$"
    if git.attempt("config", "--get-regexp", partial_clone)[0]:
        return
    with git.stream("rev-list", "--objects", "--missing=print", "--first-parent", head, "--") as process:
        for line in process.output:
            if line.startswith(b"?"):
                raise RepositoryError(
                    f"this clone is partial: object {line[1:].strip().decode('ascii', 'replace')} is missing",
                    hint="run `git fetch --refetch --no-filter`, or clone again without --filter",
                )


def _object_id(text: str) -> str:
    """Return an object id; nothing else is ever handed to git."""
    if not _OBJECT_ID.fullmatch(text):
        raise RepositoryError(f"{printable(text, 60)!r} is not an object id")
    return text


def _first_line(errors: str) -> str:
    """Return the line in which git says what is wrong."""
    lines = [line for line in errors.splitlines() if line.strip()] or ["git failed and said nothing"]
    named = next((line for line in lines if line.startswith(("fatal: ", "error: "))), lines[-1])
    return printable(named.removeprefix("fatal: ").removeprefix("error: "), 300)


def _failed(errors: str) -> RepositoryError:
    line = _first_line(errors)
    return _damaged(line) if _DAMAGED.search(errors) else RepositoryError(f"git failed: {line}")


def _damaged(message: str) -> RepositoryError:
    return RepositoryError(
        f"the repository is damaged or incomplete: {message}", hint="see what `git fsck --full` says, or clone again"
    )


def _missing() -> RepositoryError:
    return RepositoryError("git was not found", hint="install git, and put it on the PATH")
