"""The ledger's tables are made, brought up to date, or left alone."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from policybook.adapters.ledger import open_ledger
from policybook.adapters.ledger.database import SCHEMA, open_engine
from policybook.adapters.ledger.tables import metadata
from policybook.core.errors import LedgerError, MissingPartError


def test_the_steps_lead_to_the_tables_that_the_code_uses(where: str) -> None:
    """A column that only the code knows fails in the middle of a mailing."""
    engine = open_engine(where)
    with engine.connect() as connection:
        # SQLite gives defaults back in another form than the one in which they were written
        defaults = engine.dialect.name == "postgresql"
        context = MigrationContext.configure(
            connection, opts={"version_table": "policybook_version", "compare_server_default": defaults}
        )
        found = compare_metadata(context, metadata)
    engine.dispose()

    assert found == []


def test_the_code_knows_the_newest_step() -> None:
    """A step that it does not know of would never be taken."""
    config = Config()
    config.set_main_option("script_location", "policybook.adapters.ledger:migrations")

    assert ScriptDirectory.from_config(config).get_current_head() == SCHEMA


def test_a_ledger_opened_again_is_the_same(where: str) -> None:
    """Message-IDs hang on its name."""
    with open_ledger(where) as first, open_ledger(where) as second:
        assert first.name == second.name


def test_a_ledger_of_a_later_release_is_left_alone(where: str) -> None:
    """What it means is not known here."""
    engine = open_engine(where)
    with engine.begin() as connection:
        connection.execute(text("UPDATE policybook_version SET version_num = 'from_the_future'"))
    engine.dispose()

    with pytest.raises(LedgerError, match=r"a later policybook wrote the ledger.*from_the_future") as caught:
        open_ledger(where)
    assert caught.value.hint


def test_only_its_owner_can_read_the_file(tmp_path: Path) -> None:
    """It holds addresses."""
    open_ledger(str(tmp_path / "new" / "ledger.db")).close()

    assert stat.S_IMODE((tmp_path / "new" / "ledger.db").stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("named", "complaint"),
    [
        ("mysql://host/name", "of the kind 'mysql'"),
        ("nonsense://", "of the kind 'nonsense'"),
        ("sqlite://", "of the kind 'sqlite'"),
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be used"),
    ],
)
def test_a_database_that_is_not_there_is_an_error_without_its_password(named: str, complaint: str) -> None:
    """Messages end up in logs."""
    with pytest.raises(LedgerError, match=complaint) as caught:
        open_ledger(named)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_an_error(tmp_path: Path) -> None:
    """It is not written over."""
    (tmp_path / "ledger.db").write_text("not a database, but long enough to be looked at as one" * 10)

    with pytest.raises(LedgerError, match="file is not a database"):
        open_ledger(str(tmp_path / "ledger.db"))
    with pytest.raises(LedgerError, match="cannot be made"):
        open_ledger(str(tmp_path / "ledger.db" / "below"))


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the command that installs it."""
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)

    with pytest.raises(MissingPartError, match="psycopg") as caught:
        open_engine("postgresql://host/name")
    assert "policybook[mail,postgres]" in caught.value.hint
