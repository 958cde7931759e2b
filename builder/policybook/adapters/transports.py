"""Mails handed to a folder or to the sendmail program. Knows nothing about notices or networks."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from policybook.adapters.wholefile import write_whole
from policybook.core.errors import OutputError
from policybook.core.handover import Lost, Withheld
from policybook.core.replies import Reply, Stage

_PROGRAM_SECONDS = 600
_TEMPORARY, _NO_USER = 75, 67
"""Exit codes of sendmail (sysexits.h): try again later; there is no such mailbox."""
_NAME = re.compile(r"[A-Za-z0-9._@+-]{1,200}")


@dataclass(frozen=True, slots=True)
class Folder:
    """Writes each mail to a file, where people and programs can look at it; the same mail goes to the same file."""

    path: Path
    """The folder; made when the first mail comes."""

    def connect(self) -> Folder:
        """Return itself."""
        return self

    def send(self, sender: str, recipient: str, data: bytes, *, name: str, may_end: Callable[[], bool]) -> Reply:  # noqa: ARG002
        """Write `NAME.eml`; see `Connection`. Raises OutputError when it cannot be written."""
        if not _NAME.fullmatch(name):
            raise OutputError(f"{name!r} cannot be the name of a mail")
        _allowed(may_end)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            write_whole(self.path / f"{name}.eml", data)
        except OSError as error:
            raise OutputError(f"the mail cannot be written: {error.strerror}", path=str(self.path)) from error
        return Reply(250, f"2.0.0 written to {name}.eml", Stage.CONTENT)

    def close(self) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class Sendmail:
    """Hands each mail to the program that every mail server brings."""

    program: str = "/usr/sbin/sendmail"
    """Its path."""

    def connect(self) -> Sendmail:
        """Return itself. Raises Lost when there is no such program."""
        if shutil.which(self.program) is None:
            raise Lost(f"there is no program {self.program}")
        return self

    def send(self, sender: str, recipient: str, data: bytes, *, name: str, may_end: Callable[[], bool]) -> Reply:  # noqa: ARG002
        """Run the program; see `Connection`."""
        command = [self.program, "-i", "-f", sender, "--", recipient]
        try:
            process = subprocess.Popen(  # noqa: S603  our own list of words, no shell; addresses are checked
                command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
            )
        except OSError as error:
            raise Lost(f"{self.program}: {error.strerror}") from error
        with process:
            if process.stdin is None or process.stderr is None:
                raise Lost("the program cannot be talked to")
            ended = False
            try:
                process.stdin.write(data.replace(b"\r\n", b"\n"))
                process.stdin.flush()
                ended = _allowed(may_end)
                _, words = process.communicate(timeout=_PROGRAM_SECONDS)
            except (OSError, subprocess.TimeoutExpired) as error:
                process.kill()
                raise Lost(f"{self.program}: {error}", ended=ended) from error
            except BaseException:
                process.kill()
                raise
        return _reply(process.returncode, " ".join(words.decode("utf-8", "replace").split()))

    def close(self) -> None:
        """Do nothing."""


def _allowed(may_end: Callable[[], bool]) -> bool:
    if not may_end():
        raise Withheld
    return True


def _reply(exit_code: int, words: str) -> Reply:
    if exit_code == 0:
        return Reply(250, "2.0.0 taken by sendmail", Stage.CONTENT)
    if exit_code == _TEMPORARY:
        return Reply(451, f"4.3.0 {words}", Stage.CONTENT)
    if exit_code == _NO_USER:
        return Reply(550, f"5.1.1 {words}", Stage.RECIPIENT)
    return Reply(554, f"5.3.0 exit code {exit_code}: {words}", Stage.CONTENT)
