"""What a repository, its configuration or the environment tries to make git do, and does not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from policybook.adapters.gitrepo import open_repository
from policybook.core.errors import RepositoryError
from repositories import Repository


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """A program that leaves a trace when it is run."""
    program = tmp_path / "canary"
    program.write_text(f"#!/bin/sh\necho ran >> '{tmp_path}/trace'\ncat\n")
    program.chmod(0o755)
    return program


def read_everything(folder: Path) -> list[object]:
    """Use all there is to use."""
    with open_repository(folder) as opened:
        head = opened.head()
        assert head is not None
        line = opened.commits()
        tracked = opened.tracked_paths(head)
        blobs = [blob for mode, blob in tracked.values() if mode != "160000"]
        return [
            head,
            line,
            opened.commits(since=head),
            sorted(tracked),
            list(opened.texts(blobs)),
            *map(opened.text, blobs),
        ]


ATTRIBUTES = "*.md filter=evil diff=evil merge=evil text working-tree-encoding=UTF-8\n"

RUNS_A_PROGRAM = [
    "core.fsmonitor",
    "core.pager",
    "core.editor",
    "core.sshCommand",
    "core.askPass",
    "core.gitProxy",
    "core.alternateRefsCommand",
    "credential.helper",
    "diff.external",
    "diff.evil.command",
    "diff.evil.textconv",
    "filter.evil.clean",
    "filter.evil.smudge",
    "filter.evil.process",
    "gpg.program",
    "gpg.ssh.program",
    "gpg.x509.program",
    "interactive.diffFilter",
    "merge.evil.driver",
    "pager.log",
    "pager.cat-file",
    "sequence.editor",
    "uploadpack.packObjectsHook",
    "alias.log",
    "alias.cat-file",
    "alias.version",
]


def test_no_configuration_of_the_repository_runs_a_program(
    repository: Repository, canary: Path, tmp_path: Path
) -> None:
    """Configuration and hooks come along when a repository is copied or unpacked instead of cloned."""
    repository.commit({"a.md": "1\n", ".gitattributes": ATTRIBUTES})
    repository.commit({"a.md": "2\n"})
    expected = read_everything(repository.folder)
    for name in RUNS_A_PROGRAM:
        command = f"!{canary}" if name.startswith("alias.") else str(canary)
        repository.git("config", name, command)
    repository.git("config", "log.showSignature", "true")
    included = repository.folder / "included"
    included.write_text(f"[core]\n\tfsmonitor = {canary}\n")
    repository.git("config", "include.path", str(included))
    for hook in ("post-index-change", "pre-auto-gc", "reference-transaction", "post-checkout", "fsmonitor-watchman"):
        (repository.folder / ".git" / "hooks").mkdir(exist_ok=True)
        (repository.folder / ".git" / "hooks" / hook).symlink_to(canary)
    (repository.folder / ".git" / "info").mkdir(exist_ok=True)
    (repository.folder / ".git" / "info" / "attributes").write_text(ATTRIBUTES)

    assert read_everything(repository.folder) == expected
    assert not (tmp_path / "trace").exists()


def test_signatures_are_not_checked(repository: Repository, canary: Path, tmp_path: Path) -> None:
    """It would run a program of the repository's choice, cost a hundred times more, and put words into the log."""
    repository.commit({"a.md": "1\n"})
    signature = b"gpgsig -----BEGIN PGP SIGNATURE-----\n \n iQ\n -----END PGP SIGNATURE-----\n"
    repository.commit_object(b"A <a@x> 1 +0000", b"A <a@x> 1 +0000", b"signed\n", signature)
    repository.git("config", "gpg.program", str(canary))
    repository.git("config", "log.showSignature", "true")

    with open_repository(repository.folder) as opened:
        assert opened.commits()[1].message == "signed\n"
    assert not (tmp_path / "trace").exists()


CHANGES_THE_LOG = {
    "color.ui": "always",
    "core.quotePath": "true",
    "core.abbrev": "4",
    "diff.algorithm": "patience",
    "diff.ignoreSubmodules": "all",
    "diff.indentHeuristic": "false",
    "diff.mnemonicPrefix": "true",
    "diff.noprefix": "true",
    "diff.relative": "true",
    "diff.renames": "copies",
    "diff.statGraphWidth": "3",
    "diff.wordRegex": ".",
    "format.notes": "true",
    "format.pretty": "oneline",
    "i18n.logOutputEncoding": "ISO-8859-1",
    "log.abbrevCommit": "true",
    "log.date": "relative",
    "log.decorate": "full",
    "log.diffMerges": "off",
    "log.follow": "true",
    "log.graphColors": "red",
    "log.mailmap": "true",
    "log.showRoot": "false",
    "notes.displayRef": "*",
}


@pytest.mark.parametrize("merges", ["off", "dense-combined", "remerge"])
def test_no_setting_changes_what_is_read(repository: Repository, merges: str) -> None:
    """Two people who build the same commit get the same site."""
    repository.commit({"content/café.md": "1\n"}, "Première")
    repository.git("checkout", "--quiet", "-b", "draft")
    repository.commit({"content/b.md": "2\n"}, "Draft")
    repository.git("checkout", "--quiet", "main")
    repository.commit({"content/c.md": "3\n"})
    repository.merge("draft")
    repository.git("mv", "content/b.md", "content/d.md")
    repository.commit()
    repository.git("notes", "add", "-m", "a note")
    expected = read_everything(repository.folder)
    for name, value in (CHANGES_THE_LOG | {"log.diffMerges": merges}).items():
        repository.git("config", name, value)

    assert read_everything(repository.folder) == expected
    assert read_everything(repository.folder / "content") == expected


def test_the_users_own_settings_change_nothing(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a.md": "1\n"})
    expected = read_everything(repository.folder)
    settings = tmp_path / ".gitconfig"
    for name, value in CHANGES_THE_LOG.items():
        repository.git("config", "--file", str(settings), name, value)
    repository.git("config", "--file", str(settings), "safe.bareRepository", "explicit")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)

    assert read_everything(repository.folder) == expected


def test_bare_repositories_are_read_where_the_user_allows_them_only_by_name(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.commit({"a.md": "1\n"})
    repository.git("clone", "--quiet", "--bare", ".", str(tmp_path / "bare.git"))
    (tmp_path / ".gitconfig").write_text("[safe]\n\tbareRepository = explicit\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)

    assert read_everything(tmp_path / "bare.git") == read_everything(repository.folder)


def test_nothing_of_the_environment_leads_git_astray(
    repository: Repository, tmp_path: Path, canary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Git hooks run with GIT_DIR set: a build started from one read another repository, or none."""
    repository.commit({"a.md": "1\n"})
    expected = read_everything(repository.folder)
    other = Repository(tmp_path / "other")
    other.commit({"b.md": "not this one\n"})
    elsewhere = str(other.folder / ".git")
    for name, value in {
        "GIT_DIR": elsewhere,
        "GIT_WORK_TREE": str(other.folder),
        "GIT_COMMON_DIR": elsewhere,
        "GIT_INDEX_FILE": f"{elsewhere}/index",
        "GIT_OBJECT_DIRECTORY": f"{elsewhere}/objects",
        "GIT_NAMESPACE": "other",
        "GIT_PREFIX": "sub/",
        "GIT_SHALLOW_FILE": f"{elsewhere}/HEAD",
        "GIT_GRAFT_FILE": f"{elsewhere}/HEAD",
        "GIT_REPLACE_REF_BASE": "refs/heads/",
        "GIT_EXTERNAL_DIFF": str(canary),
        "GIT_PAGER": str(canary),
        "GIT_SSH_COMMAND": str(canary),
        "GIT_ASKPASS": str(canary),
        "GIT_PROXY_COMMAND": str(canary),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.fsmonitor",
        "GIT_CONFIG_VALUE_0": str(canary),
        "GIT_CONFIG_PARAMETERS": f"'alias.log'='!{canary}'",
        "GIT_TRACE": str(tmp_path / "trace"),
        "GIT_TRACE2_EVENT": str(tmp_path / "trace"),
        "GIT_ICASE_PATHSPECS": "1",
        "GIT_CEILING_DIRECTORIES": str(tmp_path),
        "GIT_EXEC_PATH": str(tmp_path),
        "GIT_ALTERNATE_OBJECT_DIRECTORIES": f"{elsewhere}/objects",
        "LC_ALL": "tr_TR.UTF-8",
        "TZ": "Pacific/Kiritimati",
    }.items():
        monkeypatch.setenv(name, value)

    assert read_everything(repository.folder) == expected
    assert not (tmp_path / "trace").exists()
    assert os.environ["GIT_DIR"] == elsewhere


def test_a_missing_object_is_never_fetched(repository: Repository, tmp_path: Path, canary: Path) -> None:
    """A partial clone would call the network, or a program of the repository's choice, in the middle of a build."""
    repository.commit({"a.md": "1\n"})
    repository.git("config", "remote.origin.url", f"ext::{canary}")
    repository.git("config", "remote.origin.promisor", "true")
    repository.git("config", "remote.origin.partialCloneFilter", "blob:none")
    repository.git("config", "protocol.ext.allow", "always")
    repository.git("config", "core.repositoryFormatVersion", "1")
    repository.git("config", "extensions.partialClone", "origin")

    with open_repository(repository.folder) as opened, pytest.raises(RepositoryError, match="missing"):
        opened.text("1" * 40)
    assert not (tmp_path / "trace").exists()


def test_names_of_branches_and_tags_are_never_options(repository: Repository) -> None:
    """A branch called `--output=x` stops tools that hand names to git."""
    head = repository.commit({"a.md": "1\n"})
    folder = repository.folder / ".git" / "refs"
    for name in ("heads/--output=evil", "heads/-x", "tags/HEAD", f"heads/{head}"):
        (folder / name).write_text(f"{head}\n")
    (repository.folder / ".git" / "HEAD").write_text("ref: refs/heads/--output=evil\n")

    with open_repository(repository.folder) as opened:
        assert [commit.id for commit in opened.commits()] == [opened.head()] == [head]
