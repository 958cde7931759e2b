"""What `policybook check` asks of the dates of real notes."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.adapters.settings import Options, load_settings
from policybook.app.check import check
from policybook.core.model import Problem
from repositories import FIRST_DAY, Repository
from scripted import note

TERMS = "---\ntitle: Terms\n{}---\nYou may use the service.\n"


def found(repository: Repository) -> list[tuple[str, str, int]]:
    """Return the rules broken on the day of the first commit, where, and on which line."""
    problems: tuple[Problem, ...] = check(load_settings(repository.folder), on=FIRST_DAY.date())
    return [(item.rule, Path(item.path).name, item.line) for item in problems]


def publish(repository: Repository, *, promise: str = "", setting: str = "", **fields: str) -> None:
    """Publish terms on 1 January 2020, and a change of them on the day after, with a note of its own."""
    files = {
        "mkdocs.yml": f"site_name: Example\nplugins:\n  - policybook:\n{setting or '      timezone: UTC'}\n",
        "content/terms/index.md": TERMS.format(promise),
        "content/terms/revisions/2020-01-01.md": note(kind="initial"),
    }
    repository.commit(files)
    changed = {"content/terms/index.md": TERMS.format(promise) + "\nMore.\n"}
    repository.commit({**changed, "content/terms/revisions/2020-01-02.md": note(**fields)})


@pytest.mark.parametrize(
    ("promise", "setting"),
    [("notice_days: 30\n", ""), ("", "      notice_days: 30"), ("notice_days: 30\n", "      notice_days: 0")],
)
def test_a_material_change_gives_the_notice_promised(repository: Repository, promise: str, setting: str) -> None:
    """By the policy itself, or by the setting for all."""
    publish(repository, promise=promise, setting=setting, material="yes", effective="2020-01-31")

    assert found(repository) == [("notice-days", "2020-01-02.md", 3)]


def test_a_policy_may_promise_less_than_the_site(repository: Repository) -> None:
    """Its own word counts."""
    publish(
        repository, promise="notice_days: 7\n", setting="      notice_days: 30", material="yes", effective="2020-01-09"
    )

    assert found(repository) == []


def test_a_promise_binds_from_the_revision_that_makes_it(repository: Repository) -> None:
    """Nobody can give more notice of what is past."""
    publish(repository, material="yes")
    text = TERMS.format("notice_days: 30\n") + "\nMore and more.\n"
    repository.commit({"content/terms/index.md": text, "content/terms/revisions/2020-01-03.md": note(material="yes")})

    assert found(repository) == [("notice-days", "2020-01-03.md", 2)]


def test_a_date_before_the_commit_is_named_with_its_line(repository: Repository) -> None:
    """The note alone does not show it: the day it was posted is that of the commit."""
    publish(repository, effective="2020-01-01")

    assert found(repository) == [("back-dated", "2020-01-02.md", 2)]


def test_no_notice_is_owed_by_default() -> None:
    """Whoever promises nothing is held to nothing."""
    assert Options().notice_days == 0
