"""The JSON file that earlier releases kept: which revisions the list knew of. Knows nothing about databases."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from policybook.core.errors import LedgerError

SCHEMA_VERSION = 1
"""Version of the file's format; there will be no other."""


class Known(StrEnum):
    """Why the list knows of a revision."""

    BASELINE = "baseline"
    """It existed when the list was set up, and is never mailed."""
    ANNOUNCED = "announced"
    """A notice about it went out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OldLedger:
    """Everything such a file holds."""

    commit: str
    """Object id of the commit at which the list was set up."""
    on: date
    """Day on which that was done."""
    revisions: dict[str, Known]
    """Why each revision is known, by key (`terms/2020-12-18`)."""


def read_old_ledger(path: Path) -> OldLedger | None:
    """Return what the file says; None when there is no such file.

    Raises LedgerError when it cannot be read: to take it for empty would mail the whole history.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise _damaged(path, "cannot be read") from error
    try:
        document: Any = json.loads(text)
        version = document["schema_version"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged(path, "is not a ledger") from error
    if version != SCHEMA_VERSION:
        raise _damaged(path, f"has the format version {version!r}, this policybook knows {SCHEMA_VERSION}")
    try:
        return OldLedger(
            commit=str(document["set_up"]["commit"]),
            on=date.fromisoformat(document["set_up"]["on"]),
            revisions={str(key): Known(value) for key, value in document["revisions"].items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path, "is damaged") from error


def _damaged(path: Path, what: str) -> LedgerError:
    return LedgerError(
        f"the ledger {what}",
        path=str(path),
        hint="restore it from git; without it nobody knows which changes were announced",
    )
