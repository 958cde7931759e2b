"""Where finished mails are laid to be looked at: a folder. Knows nothing about networks or what a mail says."""

from __future__ import annotations

import re
from pathlib import Path

from policybook.adapters.wholefile import write_whole
from policybook.core.errors import OutputError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,199}")


class FolderOutbox:
    """Writes each mail to `NAME.eml` in a folder, where mail readers can open it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        """Where the mails go; made when the first one comes."""

    def send(self, message: bytes, *, name: str) -> None:
        """Write a mail under a name of its own, whole or not at all; writing the same one again changes nothing.

        Raises OutputError when another mail has that name, or the folder cannot be written.
        """
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


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise OutputError(f"{name!r} cannot be the name of a mail", hint="use letters, digits and . _ % + -")
    return name


def _taken(where: str) -> OutputError:
    return OutputError(
        "there is another mail of that name already", path=where, hint="move it away, or choose an empty folder"
    )
