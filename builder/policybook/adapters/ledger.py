"""Which revisions the list knows of, from before it was set up or since announced. Knows nothing about mails."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

from policybook.adapters.wholefile import write_whole
from policybook.core.errors import OutputError, PolicybookError, UsageError

SCHEMA_VERSION = 1
"""Version of the file's format; a file with a later one is never touched."""


class Known(StrEnum):
    """Why the list knows of a revision."""

    BASELINE = "baseline"
    """It existed when the list was set up, and is never mailed."""
    ANNOUNCED = "announced"
    """A notice about it went out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRecord:
    """Everything a ledger holds."""

    commit: str
    """Object id of the commit at which the list was set up."""
    on: date
    """Day on which that was done."""
    revisions: dict[str, Known]
    """Why each revision is known, by key (`terms/2020-12-18`)."""


class Ledger(Protocol):
    """Remembers which revisions the list knows of."""

    def known(self) -> frozenset[str] | None:
        """Return the keys of the revisions that are known; None when the list was never set up: then nothing is due.

        Raises PolicybookError when the record cannot be read: to take it for empty would mail the whole history.
        """
        ...

    def record_baseline(self, keys: Iterable[str], *, commit: str, on: date) -> None:
        """Set the list up: take every revision that exists as known, so that none of them is ever mailed.

        Doing it again with the same keys changes nothing; with others it raises UsageError, for it would silence
        changes that nobody was told about.
        """
        ...


class FileLedger:
    """Keeps the record in a JSON file, which is meant to be committed beside the policies."""

    def __init__(self, path: Path) -> None:
        self.path = path
        """The file; it need not exist."""

    def known(self) -> frozenset[str] | None:
        """Return the keys that are known; None when there is no file."""
        record = self.record()
        return None if record is None else frozenset(record.revisions)

    def record(self) -> LedgerRecord | None:
        """Return everything the file says; None when there is no file."""
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError) as error:
            raise _damaged(self.path, "cannot be read") from error
        return _read(text, self.path)

    def record_baseline(self, keys: Iterable[str], *, commit: str, on: date) -> None:
        """Write the file; see `Ledger`."""
        before = self.record()
        record = _baseline(before, keys, commit=commit, on=on, where=str(self.path))
        if record is before:
            return
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, _written(record).encode())
        except OSError as error:
            raise OutputError(f"the ledger cannot be written: {error.strerror}", path=str(self.path)) from error


class MemoryLedger:
    """Keeps the record in memory: for tests and rehearsals."""

    def __init__(self, record: LedgerRecord | None = None) -> None:
        self._record = record

    def known(self) -> frozenset[str] | None:
        """Return the keys that are known; None before the first baseline."""
        return None if self._record is None else frozenset(self._record.revisions)

    def record_baseline(self, keys: Iterable[str], *, commit: str, on: date) -> None:
        """Remember the baseline; see `Ledger`."""
        self._record = _baseline(self._record, keys, commit=commit, on=on, where="the ledger")


def _baseline(before: LedgerRecord | None, keys: Iterable[str], *, commit: str, on: date, where: str) -> LedgerRecord:
    revisions = dict.fromkeys(sorted(set(keys)), Known.BASELINE)
    if before is None:
        return LedgerRecord(commit=commit, on=on, revisions=revisions)
    if missing := sorted(revisions.keys() - before.revisions.keys()):
        raise UsageError(
            f"the list was set up on {before.on}; setting it up again would silence {missing[0]}"
            + (f" and {len(missing) - 1} more" if len(missing) > 1 else ""),
            path=where,
            hint="nothing has to be done: the ledger is in use; to start over, delete the file",
        )
    return before


def _written(record: LedgerRecord) -> str:
    document = {
        "schema_version": SCHEMA_VERSION,
        "set_up": {"commit": record.commit, "on": record.on.isoformat()},
        "revisions": {key: record.revisions[key].value for key in sorted(record.revisions)},
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def _read(text: str, path: Path) -> LedgerRecord:
    try:
        document: Any = json.loads(text)
        version = document["schema_version"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path, "is not a ledger") from error
    if version != SCHEMA_VERSION:
        raise PolicybookError(
            f"the ledger has the format version {version!r}, this policybook knows {SCHEMA_VERSION}",
            path=str(path),
            hint="use the version of policybook that wrote it, or a later one",
        )
    try:
        return LedgerRecord(
            commit=str(document["set_up"]["commit"]),
            on=date.fromisoformat(document["set_up"]["on"]),
            revisions={str(key): Known(value) for key, value in document["revisions"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, "is damaged") from error


def _damaged(path: Path, what: str) -> PolicybookError:
    return PolicybookError(
        f"the ledger {what}",
        path=str(path),
        hint="restore it from git; without it nobody knows which changes were announced",
    )
