"""Servers of the tests' own: started in a folder, without a network port, and gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest

POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
_numbers = count()


@contextmanager
def running_postgresql(folder: Path) -> Iterator[str]:
    """Run a PostgreSQL in a folder and give its URL; skips the test where none is installed."""
    program = shutil.which("postgres") or str(POSTGRESQL / "postgres")
    if not Path(program).exists():
        pytest.skip("no PostgreSQL is installed")
    programs = Path(program).resolve().parent
    home = Path(tempfile.mkdtemp(prefix="policybook-pg-"))  # short: the path of a socket has 107 characters at most
    user: dict[str, str] = {"user": "postgres"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(home, "postgres")
    data = home / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync"],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=home,
        **user,  # type: ignore[call-overload]
    )
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", "-c", "fsync=off"],
            stdout=log,
            stderr=log,
            cwd=home,
            **user,  # type: ignore[call-overload]
        )
    try:
        url = f"postgresql://postgres@/postgres?host={home}"
        for _ in range(100):
            try:
                psycopg.connect(url).close()
                break
            except psycopg.OperationalError:
                time.sleep(0.1)
        yield url
    finally:
        server.terminate()
        server.wait(30)
        shutil.rmtree(home, ignore_errors=True)


def new_database(url: str) -> str:
    """Return the URL of a new, empty database."""
    name = f"ledger{next(_numbers)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return url.replace("/postgres?", f"/{name}?")
