"""What is refused before anything is published: repositories that would give an incomplete or a false history."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from policybook.adapters.gitrepo import open_repository
from policybook.core.errors import RepositoryError
from repositories import GIT, Repository

AddGit = Callable[[str], None]


def refusal(folder: Path) -> RepositoryError:
    with pytest.raises(RepositoryError) as caught:
        read_everything(folder)
    return caught.value


def read_everything(folder: Path) -> None:
    with open_repository(folder) as opened:
        line = opened.commits()
        opened.tracked_paths(str(opened.head()))
        list(opened.texts(change.blob for commit in line for change in commit.changes))


@pytest.fixture
def fake_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AddGit:
    """Puts a shell script named git in front of the real one, which it finds as $REAL."""

    def add(script: str) -> None:
        folder = tmp_path / "bin"
        folder.mkdir()
        program = folder / "git"
        program.write_text(f"#!/bin/sh\nREAL='{GIT}'\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")

    return add


def test_a_folder_outside_any_repository(tmp_path: Path) -> None:
    error = refusal(tmp_path)

    assert "is not in a git repository" in str(error)
    assert "git init" in error.hint


def test_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    assert "is not a folder" in str(refusal(tmp_path / "nowhere"))


@pytest.mark.parametrize("inherited", [{}, {"GIT_EDITOR": "ed"}])
def test_git_that_is_not_installed(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inherited: dict[str, str]
) -> None:
    repository.commit({"a.md": "1\n"})
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "env").symlink_to(str(shutil.which("env")))
    monkeypatch.setenv("PATH", str(folder))
    for name, value in inherited.items():
        monkeypatch.setenv(name, value)

    error = refusal(repository.folder)

    assert "git was not found" in str(error)
    assert "install git" in error.hint


@pytest.mark.parametrize("words", ["git version 2.24.4", "git version 1.8.3.1", "hello"])
def test_git_that_is_too_old(repository: Repository, fake_git: AddGit, words: str) -> None:
    repository.commit({"a.md": "1\n"})
    fake_git(f"echo '{words}'")

    error = refusal(repository.folder)

    assert f"git is too old: {words}" in str(error)
    assert "2.25" in error.hint


def test_a_newer_git_with_a_longer_version(repository: Repository, fake_git: AddGit) -> None:
    """Apple and the BSDs add words of their own."""
    repository.commit({"a.md": "1\n"})
    fake_git('case "$*" in *version) echo "git version 10.3.1 (Apple Git-154)";; *) exec "$REAL" "$@";; esac')

    with open_repository(repository.folder) as opened:
        assert len(opened.commits()) == 1


def test_a_shallow_clone(repository: Repository, tmp_path: Path) -> None:
    """The default of CI checkouts: one commit is left, and every permalink would vanish."""
    repository.commit({"a.md": "1\n"})
    repository.commit({"a.md": "2\n"})
    repository.git("clone", "--quiet", "--depth=1", repository.folder.as_uri(), str(tmp_path / "shallow"))

    error = refusal(tmp_path / "shallow")

    assert "shallow" in str(error)
    assert "fetch-depth: 0" in error.hint


@pytest.fixture
def partial(repository: Repository, tmp_path: Path) -> Path:
    repository.commit({"a.md": "1\n"})
    repository.commit({"a.md": "2\n"})
    repository.git("config", "uploadpack.allowFilter", "true")
    folder = tmp_path / "partial"
    repository.git("clone", "--quiet", "--filter=blob:none", repository.folder.as_uri(), str(folder))
    return folder


def test_a_partial_clone_that_lacks_texts(partial: Path, repository: Repository) -> None:
    error = refusal(partial)

    assert f"object {repository.blob(b'1' + chr(10).encode())} is missing" in str(error)
    assert "--refetch" in error.hint


def test_a_partial_clone_that_has_every_text(partial: Path, repository: Repository) -> None:
    for content in ("1\n", "2\n"):
        Repository(partial, create=False).blob(content)

    with open_repository(partial) as opened:
        assert len(opened.commits()) == 2


def test_grafts(repository: Repository) -> None:
    """They cut or join the history of this clone only."""
    repository.commit({"a.md": "1\n"})
    last = repository.commit({"a.md": "2\n"})
    grafts = repository.folder / ".git" / "info" / "grafts"
    grafts.parent.mkdir(exist_ok=True)
    grafts.write_text(f"{last}\n")

    error = refusal(repository.folder)

    assert "grafts change the history" in str(error)
    assert error.path.endswith("info/grafts")


def test_an_empty_file_of_grafts_is_harmless(repository: Repository) -> None:
    repository.commit({"a.md": "1\n"})
    (repository.folder / ".git" / "info").mkdir(exist_ok=True)
    (repository.folder / ".git" / "info" / "grafts").write_text("# none\n\n")

    with open_repository(repository.folder) as opened:
        assert len(opened.commits()) == 1


DUBIOUS = "fatal: detected dubious ownership in repository at '/x'\nTo add an exception, call:\n\n\tgit config ..."
UNSAFE = "fatal: unsafe repository ('/x' is owned by someone else)"  # git 2.35.2


@pytest.mark.parametrize("words", [DUBIOUS, UNSAFE])
def test_a_repository_of_somebody_else(repository: Repository, fake_git: AddGit, words: str) -> None:
    repository.commit({"a.md": "1\n"})
    fake_git(f'case "$*" in *rev-parse\\ --git-dir) printf "%s" "{words}" >&2; exit 128;; *) exec "$REAL" "$@";; esac')

    error = refusal(repository.folder)

    assert error.message == words.split("\n")[0].removeprefix("fatal: ")
    assert "safe.directory" in error.hint
    with open_repository(repository.folder, trust=True) as opened:
        assert len(opened.commits()) == 1


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give a folder away")
def test_a_repository_that_really_belongs_to_somebody_else(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a.md": "1\n"})
    for path in (repository.folder, repository.folder / ".git"):
        os.chown(path, 12345, 12345)

    error = refusal(repository.folder)

    assert "dubious ownership" in str(error)

    (tmp_path / ".gitconfig").write_text(f"[safe]\n\tdirectory = {repository.folder}\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    with open_repository(repository.folder) as opened:
        assert len(opened.commits()) == 1


def loose(repository: Repository, oid: str) -> Path:
    return repository.folder / ".git" / "objects" / oid[:2] / oid[2:]


@pytest.mark.parametrize("part", ["blob", "tree", "commit", "head"])
@pytest.mark.parametrize("how", ["missing", "garbled", "cut"])
def test_damaged_objects(repository: Repository, part: str, how: str) -> None:
    """A history with a hole in it is not published as if it were whole."""
    first = repository.commit({"a.md": "1\n" * 999})
    last = repository.commit({"a.md": "2\n"})
    oid = {
        "blob": repository.blob("1\n" * 999),
        "tree": repository.git("rev-parse", f"{first}^{{tree}}"),
        "commit": first,
        "head": last,
    }[part]
    path = loose(repository, oid)
    path.chmod(0o644)
    if how == "missing":
        path.unlink()
    elif how == "garbled":
        path.write_bytes(b"garbage")
    else:
        path.write_bytes(path.read_bytes()[:20])

    error = refusal(repository.folder)

    assert "damaged or incomplete" in str(error)
    assert "git fsck" in error.hint


def test_a_damaged_object_found_late_stops_the_single_reader(repository: Repository) -> None:
    blob = repository.blob("1\n" * 9999)
    repository.commit({"a.md": "1\n"})
    path = loose(repository, blob)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:40])

    with open_repository(repository.folder) as opened:
        with pytest.raises(RepositoryError, match="damaged"):
            opened.text(blob)

        assert opened.text(repository.blob("1\n")) == b"1\n"


@pytest.mark.parametrize("content", ["garbage", "1" * 40, ""])
def test_a_branch_that_names_nothing_is_not_an_empty_history(repository: Repository, content: str) -> None:
    repository.commit({"a.md": "1\n"})
    (repository.folder / ".git" / "refs" / "heads" / "main").write_text(content + "\n" * bool(content))

    assert "damaged or incomplete" in str(refusal(repository.folder))


def test_a_bare_repository_whose_head_names_no_branch(repository: Repository, tmp_path: Path) -> None:
    """A server made it with another default branch; publishing nothing would delete every page."""
    repository.commit({"a.md": "1\n"})
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    Repository(tmp_path / "bare.git", create=False).git("symbolic-ref", "HEAD", "refs/heads/master")

    error = refusal(tmp_path / "bare.git")

    assert "HEAD names a branch that does not exist" in str(error)


def test_a_repository_of_a_future_format(repository: Repository) -> None:
    repository.commit({"a.md": "1\n"})
    repository.git("config", "core.repositoryFormatVersion", "99")

    assert "git failed" in str(refusal(repository.folder))


def test_what_git_says_is_shown_without_its_control_characters(repository: Repository, fake_git: AddGit) -> None:
    """A hostile repository puts its own words, escape sequences included, into git's messages."""
    repository.commit({"a.md": "1\n"})
    script = r"""case "$*" in *" log "*) printf 'fatal: bad \033[31mthing\007 \342\200\256here\n' >&2; exit 1;; esac"""
    fake_git(script + '\nexec "$REAL" "$@"')

    assert refusal(repository.folder).message == "git failed: bad thing here"


def test_git_that_fails_without_a_word(repository: Repository, fake_git: AddGit) -> None:
    repository.commit({"a.md": "1\n"})
    fake_git('case "$*" in *" log "*) exit 3;; esac\nexec "$REAL" "$@"')

    assert "git failed and said nothing" in str(refusal(repository.folder))


def test_any_number_of_warnings_does_not_stop_git(repository: Repository, fake_git: AddGit) -> None:
    """A pipe that nobody reads is full after 64 kB, and git would wait for ever."""
    repository.commit({"a.md": "1\n"})
    noise = "head -c 3000000 /dev/zero | tr '\\0' w >&2"
    fake_git(f'case "$*" in *" log "*) {noise};; esac\nexec "$REAL" "$@"')

    with open_repository(repository.folder) as opened:
        assert len(opened.commits()) == 1
