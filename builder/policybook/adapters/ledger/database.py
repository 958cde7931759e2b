"""Opens the ledger's database and brings its tables up to date. Knows nothing about what is in them."""

from __future__ import annotations

import logging
import os
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import StaticPool

from policybook.core.errors import LedgerError, MissingPartError, PolicybookError

if TYPE_CHECKING:
    from alembic.script import Script, ScriptDirectory

SCHEMA = "first_release"
"""The newest step of the tables, which this code is written for."""
_VERSION_TABLE = "policybook_version"

WRITING = {"policybook_writing": True}
"""Execution option of a connection whose transaction will write."""

MEMORY = ":memory:"
"""Stands for a ledger that is forgotten when it is closed: for rehearsals."""

_WAIT_SECONDS = 30
"""How long one process waits for another that is writing."""
_UPGRADE_LOCK = 7_043_190_512
"""Any number, the same in every process: PostgreSQL lets one at a time hold it."""


def open_engine(where: str) -> Engine:
    """Return an engine for a database, its tables up to date.

    `where` is the path of an SQLite file, which is made when it does not exist, or a URL such as
    `postgresql://user@host/name`. Raises LedgerError when the database cannot be reached or was written by a later
    policybook, MissingPartError without its driver.
    """
    url = _url(where)
    if url.get_backend_name() == "sqlite" and url.database != MEMORY:
        _make_file(Path(url.database or ""))
    try:
        engine = _sqlite(url) if url.get_backend_name() == "sqlite" else create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        raise MissingPartError(
            f"the ledger is in PostgreSQL, which needs {error.name}, and that is not installed",
            hint='run: pip install "policybook[mail,postgres]"',
        ) from None
    try:
        _upgrade(engine, shown(url))
    except SQLAlchemyError as error:
        engine.dispose()
        raise cannot(error, shown(url)) from error
    except PolicybookError:
        engine.dispose()
        raise
    return engine


def shown(url: URL) -> str:
    """Return a database's address for messages: a file's path, or a URL without its password."""
    return str(url.database) if url.get_backend_name() == "sqlite" else url.render_as_string(hide_password=True)


def cannot(error: SQLAlchemyError, where: str) -> LedgerError:
    """Return the error to show for one of the database: its own first line, and where."""
    cause = str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__]
    return LedgerError(
        f"the ledger cannot be used: {cause[0]}",
        path=where,
        hint="nothing was sent that is not recorded; put it right and run the command again",
    )


def _url(where: str) -> URL:
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
        backend = url.get_backend_name()
    except (ArgumentError, NoSuchModuleError, ValueError) as error:
        raise _unknown(where.partition("://")[0]) from error
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or not url.database:
        raise _unknown(backend)
    return url


def _unknown(scheme: str) -> LedgerError:
    return LedgerError(
        f"`ledger` names a database of the kind {scheme!r}, which policybook does not know",
        hint="write the path of a file, or postgresql://user@host/name",
    )


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # it will hold addresses: nobody else on this machine may read them
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise LedgerError(f"the ledger cannot be made: {error.strerror}", path=str(path)) from error


def _sqlite(url: URL) -> Engine:
    arguments = {"timeout": _WAIT_SECONDS, "check_same_thread": False}
    pool = StaticPool if url.database == MEMORY else None
    engine = create_engine(url, connect_args=arguments, poolclass=pool)

    @event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, _record: Any) -> None:
        # pysqlite begins transactions late and not for DDL; we begin them ourselves, below
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # a transaction that reads first and then writes fails at once when another one wrote in between
        writing = connection.get_execution_options().get("policybook_writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


def _upgrade(engine: Engine, where: str) -> None:
    with engine.connect() as connection:
        if _version(connection) == SCHEMA:
            return
    with engine.connect().execution_options(**WRITING) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        _run_steps(connection, where)


def _run_steps(connection: Connection, where: str) -> None:
    # imported here, because it takes half of the memory of a process that only sends
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config()
    config.set_main_option("script_location", "policybook.adapters.ledger:migrations")
    present = _version(connection)
    if present is not None and present not in {step.revision for step in _steps(ScriptDirectory.from_config(config))}:
        raise LedgerError(
            f"a later policybook wrote the ledger (its schema is {present!r}, this one knows {SCHEMA!r})",
            path=where,
            hint="use that version of policybook, or a later one",
        )
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _steps(scripts: ScriptDirectory) -> list[Script]:
    return list(scripts.walk_revisions())


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSION_TABLE):
        return None
    found: str | None = connection.execute(text(f"SELECT version_num FROM {_VERSION_TABLE}")).scalar_one_or_none()  # noqa: S608
    return found
