"""The secret keys of links and return paths in mails, in a file or the environment. Knows nothing about mails."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from policybook.core.errors import LedgerError, SettingsError

VARIABLE = "POLICYBOOK_MAIL_KEYS"
"""Environment variable that goes before the file: keys between blanks, the newest first."""

_KEY = re.compile(r"[0-9A-Fa-f]{64,}")


def mail_keys(path: Path) -> tuple[bytes, ...]:
    """Return the keys, newest first; makes the file with one random key when there is neither file nor variable.

    Raises SettingsError for something that is no key: 64 hexadecimal digits, one key a line in the file, `#` before
    remarks.
    """
    given = os.environ.get(VARIABLE, "").split()
    if given:
        return tuple(_key(word, f"the environment variable {VARIABLE}", 0) for word in given)
    try:
        lines = path.read_text("ascii").splitlines()
    except FileNotFoundError:
        lines = _made(path)
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError("the keys of mails cannot be read", path=str(path)) from error
    found = [
        _key(line.strip(), str(path), number)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.startswith("#")
    ]
    if not found:
        raise SettingsError(
            "the file has no key",
            path=str(path),
            hint="restore it from a backup: with other keys the links in mails that went out would lead nowhere",
        )
    return tuple(found)


def _key(word: str, where: str, line: int) -> bytes:
    if not _KEY.fullmatch(word) or len(word) % 2:
        raise SettingsError(
            "this is no key of 64 hexadecimal digits", path=where, line=line, hint="make one with: openssl rand -hex 32"
        )
    return bytes.fromhex(word)


def _made(path: Path) -> list[str]:
    text = (
        "# Secret keys of the links and return paths in mails; back it up with the ledger, and show it to nobody.\n"
        "# To change keys, put a new one above the others. Never take the last one away: the list of addresses that\n"
        "# are never to be mailed hangs on it.\n"
        f"{secrets.token_hex(32)}\n"
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
    except FileExistsError:  # another process was quicker
        text = path.read_text("ascii")
    except OSError as error:
        raise LedgerError(f"the keys of mails cannot be written: {error.strerror}", path=str(path)) from error
    return text.splitlines()
