"""Repositories whose history is rewritten after their site was published, and the command line run on them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from click.testing import CliRunner, Result

from policybook.cli import main
from repositories import Repository

TEXTS = {
    "2020-01-01": "# Terms\n\nYou may use it.\n",
    "2020-01-02": "# Terms\n\nYou may use it for 14 days.\n",
    "2020-01-03": "# Terms\n\nYou may use it for 30 days.\n",
    "2020-01-04": "# Terms\n\nYou may use it.\n",
}
"""The terms by the days of their revisions; the last one brings the first text back."""
PRIVACY = "# Privacy\n\nWe keep little.\n"


def run(repository: Repository, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(repository.folder), *arguments], catch_exceptions=False)


def build(repository: Repository, *more: str) -> Result:
    return run(repository, "build", "--quiet", "--on", "2021-01-01", *more)


def derived(folder: Path, texts: Mapping[str, str] = TEXTS) -> Repository:
    """Make a repository without notes: each commit is a revision, a day after the one before."""
    repository = Repository(folder)
    for number, (day, text) in enumerate(texts.items()):
        files = {"content/terms.md": text} | ({"content/privacy/index.md": PRIVACY} if not number else {})
        repository.commit(dict(files), f"What is new on {day}")
    return repository


def rewrite(
    repository: Repository, *, leave_out: tuple[int, ...] = (), reached: str = "2022-02-02T12:00:00+00:00"
) -> None:
    """Make every commit anew with another date, as a careless rebase does; a commit left out is squashed into the
    next."""
    line = repository.git("rev-list", "--reverse", "--first-parent", "HEAD").split()
    parent: list[str] = []
    for number, commit in enumerate(line):
        if number in leave_out:
            continue
        message = repository.git("log", "-1", "--format=%B", commit)
        dates = {"GIT_AUTHOR_DATE": reached, "GIT_COMMITTER_DATE": reached}
        options = [part for item in parent for part in ("-p", item)]
        made = repository.git("commit-tree", f"{commit}^{{tree}}", *options, "-m", message, variables=dates)
        parent = [made]
    repository.git("update-ref", "HEAD", parent[0])


def reset_dates(repository: Repository) -> None:
    rewrite(repository)


def drop_the_last(repository: Repository) -> None:
    repository.git("reset", "--hard", "--quiet", "HEAD~1")


def squash_the_second(repository: Repository) -> None:
    rewrite(repository, leave_out=(1,))


def manifest(repository: Repository) -> Path:
    return repository.folder / "site" / "manifest.json"


def named(text: str) -> list[str]:
    """Return the revisions that are named at the beginning of lines, each once."""
    return list(dict.fromkeys(re.findall(r"^((?:terms|privacy)/[\d-]+): ", text, re.MULTILINE)))


def files(repository: Repository) -> dict[str, bytes]:
    """Return every file of the built site, without the name of the commit it was built from."""
    site = repository.folder / "site"
    named = re.compile(rb'(?<=Built from )[0-9a-f]{10}|(?<=^ "commit": ")[0-9a-f]{40}', re.MULTILINE)
    return {
        path.relative_to(site).as_posix(): named.sub(b"", path.read_bytes())
        for path in site.rglob("*")
        if path.is_file()
    }
