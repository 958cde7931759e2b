"""Signatures of commits are judged with the keys of whoever asks, never by what the repository says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from policybook.adapters.gitrepo import open_repository
from policybook.core.model import Signature
from repositories import Repository

KEYGEN = shutil.which("ssh-keygen") or ""

needs_ssh = pytest.mark.skipif(not KEYGEN, reason="ssh-keygen makes and checks the signatures")


def key(folder: Path, name: str = "key") -> Path:
    """Make a key pair and return the path of the private key."""
    path = folder / name
    subprocess.run([KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", "ed", "-f", str(path)], check=True)
    return path


def signed(repository: Repository, private: Path) -> str:
    """Commit with a signature and return the object id."""
    repository.write("terms.md", "Words.\n")
    repository.git("add", "--all")
    options = ("-c", "gpg.format=ssh", "-c", f"user.signingKey={private}", "-c", "commit.gpgSign=true")
    repository.git(*options, "commit", "--quiet", "-m", "Signed")
    return repository.git("rev-parse", "HEAD")


def judged(repository: Repository, *commits: str, allowed: Path | None = None) -> list[str]:
    with open_repository(repository.folder) as opened:
        found = opened.signatures(commits, allowed_signers=allowed)
    return [found[commit].state for commit in commits]


def test_unsigned_commits_have_none(repository: Repository) -> None:
    """Most have none; that is no error."""
    first, second = repository.commit({"a.md": "A\n"}), repository.commit({"a.md": "B\n"})

    assert judged(repository, second, first) == ["none", "none"]


def test_nobody_asked_about_is_nobody_judged(repository: Repository) -> None:
    """Given no commit, git would speak of the head."""
    repository.commit({"a.md": "A\n"})
    with open_repository(repository.folder) as opened:
        assert opened.signatures([]) == {}


@needs_ssh
def test_a_signature_by_an_allowed_signer_is_good(repository: Repository, tmp_path: Path) -> None:
    """With the fingerprint, which auditors compare."""
    private = key(tmp_path)
    commit = signed(repository, private)
    allowed = tmp_path / "allowed"
    allowed.write_text("editor@example.org " + private.with_suffix(".pub").read_text())
    with open_repository(repository.folder) as opened:
        found = opened.signatures([commit], allowed_signers=allowed)[commit]

    assert found == Signature(state="good", key=found.key)
    assert found.key.startswith("SHA256:")


@needs_ssh
def test_the_repository_cannot_say_whom_to_trust(repository: Repository, tmp_path: Path) -> None:
    """Who can push could otherwise vouch for himself; nor is a program run that it names."""
    private = key(tmp_path)
    commit = signed(repository, private)
    (tmp_path / "allowed").write_text("editor@example.org " + private.with_suffix(".pub").read_text())
    canary = tmp_path / "canary"
    program = tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {canary}\n")
    program.chmod(0o755)
    repository.git("config", "gpg.ssh.allowedSignersFile", str(tmp_path / "allowed"))
    for name in ("gpg.program", "gpg.ssh.program", "gpg.openpgp.program", "gpg.x509.program"):
        repository.git("config", name, str(program))

    assert judged(repository, commit) == ["untrusted"]
    assert not canary.exists()


@needs_ssh
def test_a_signature_that_was_put_under_another_text_is_bad(repository: Repository, tmp_path: Path) -> None:
    """The commit was changed after it was signed."""
    private = key(tmp_path)
    commit = signed(repository, private)
    allowed = tmp_path / "allowed"
    allowed.write_text("editor@example.org " + private.with_suffix(".pub").read_text())
    forged = repository.git("cat-file", "commit", commit).replace("\nSigned", "\nForged")
    changed = repository.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=f"{forged}\n".encode())

    assert judged(repository, changed, allowed=allowed) == ["bad"]
