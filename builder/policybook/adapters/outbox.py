"""Where finished mails go: a folder of files, or memory. Knows nothing about networks or what a mail says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from policybook.adapters.wholefile import write_whole
from policybook.core.errors import OutputError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,199}")


class Outbox(Protocol):
    """Takes finished mails."""

    def send(self, message: bytes, *, name: str) -> None:
        """Hand a mail over under a name of its own; handing the same one over again changes nothing.

        Raises OutputError when another mail has that name.
        """
        ...


class FolderOutbox:
    """Writes each mail to `NAME.eml` in a folder, where mail readers can open it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where the mails go; made when the first one comes."""

    def send(self, message: bytes, *, name: str) -> None:
        """Write a mail, whole or not at all; never over another one."""
        path = self.folder / f"{_checked(name)}.eml"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if path.exists():
                if path.read_bytes() != message:
                    raise _taken(str(path))
                return
            write_whole(path, message)
        except OSError as error:
            raise OutputError(f"the mail cannot be written: {error.strerror}", path=str(path)) from error


class MemoryOutbox:
    """Keeps mails in memory: for tests and for looking at what would be written."""

    def __init__(self) -> None:
        self.messages: dict[str, bytes] = {}
        """The mails by name, in the order they came."""

    def send(self, message: bytes, *, name: str) -> None:
        """Keep a mail; never in place of another one."""
        if self.messages.setdefault(_checked(name), message) != message:
            raise _taken(name)


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise OutputError(f"{name!r} cannot be the name of a mail", hint="use letters, digits and . _ % + -")
    return name


def _taken(where: str) -> OutputError:
    return OutputError(
        "there is another mail of that name already", path=where, hint="move it away, or choose an empty folder"
    )
