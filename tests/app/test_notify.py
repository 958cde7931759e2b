"""Which notices are due when dates have moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from policybook.adapters.settings import Settings
from policybook.app.notify import plan
from policybook.core.notices import NoticeRevision
from scripted import ScriptedRepository, book_of, note, settings

TERMS = "---\ntitle: Terms\n---\nYou must be {} years old.\n"


@pytest.fixture
def chosen(tmp_path: Path) -> Settings:
    return replace(settings(), directory=tmp_path)


def published(chosen: Settings) -> ScriptedRepository:
    """Terms that nobody is told of: they were there before the ledger."""
    repository = ScriptedRepository()
    files = {"terms/index.md": TERMS.format(13), "terms/revisions/2024-01-01.md": note(kind="initial")}
    repository.commit("2024-01-01", files)
    plan(book_of(repository, chosen), chosen, on=date(2024, 1, 1), record=True)
    return repository


def change(repository: ScriptedRepository, **fields: str) -> None:
    words = note("Raises the age.", material="yes", effective="2024-06-01", **fields)
    repository.commit("2024-02-01", {"terms/index.md": TERMS.format(16), "terms/revisions/2024-02-01.md": words})


def due(repository: ScriptedRepository, chosen: Settings, on: str) -> tuple[NoticeRevision, ...]:
    return plan(book_of(repository, chosen), chosen, on=date.fromisoformat(on), record=False).due


def test_a_revision_is_announced_from_the_day_it_is_posted_on(chosen: Settings) -> None:
    """Before that its links would lead nowhere."""
    repository = published(chosen)
    change(repository, posted="2024-02-10")

    assert due(repository, chosen, "2024-02-09") == ()
    assert [item.key for item in due(repository, chosen, "2024-02-10")] == ["terms/2024-02-01"]


def test_a_revision_taken_back_is_not_announced_any_more(chosen: Settings) -> None:
    """The note that takes it back is, when it is material."""
    repository = published(chosen)
    change(repository)
    words = note("Not now.", kind="withdrawn", withdraws="2024-02-01", material="yes")
    repository.commit("2024-03-01", {"terms/index.md": TERMS.format(13), "terms/revisions/2024-03-01.md": words})
    found = due(repository, chosen, "2024-03-01")

    assert [(item.key, item.undone) for item in found] == [("terms/2024-03-01", date(2024, 6, 1))]
