"""What a Postfix log says about mails: taken, not taken, or not known yet. Knows nothing about files or ledgers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum

_LINE = re.compile(r"/(?P<program>smtpd|cleanup|qmgr)\[(?P<pid>\d+)\]: (?:(?P<queue>[0-9A-Za-z]+): )?(?P<words>.*)")
_MESSAGE_ID = re.compile(r"message-id=(<[^>]*>)")


class Fate(StrEnum):
    """What became of a mail."""

    TAKEN = "taken"
    """It is, or was, in the server's queue."""
    NOT_TAKEN = "not-taken"
    """The server never took it."""
    OPEN = "open"
    """The server has seen it, and the log does not say yet what became of it."""


class PostfixLog:
    """Reads log lines and answers by Message-ID; only mails asked for at the start are remembered."""

    def __init__(self, wanted: Iterable[str]) -> None:
        self._wanted = frozenset(wanted)
        self._queue_ids: dict[str, str] = {}
        """Message-ID by queue id."""
        self._fates: dict[str, Fate] = {}
        self._current: dict[str, str] = {}
        """The queue id that each smtpd process is working on."""
        self.lines = 0
        """Lines that are Postfix's."""

    def read(self, lines: Iterable[str]) -> None:
        """Take in lines of a log, in order."""
        for line in lines:
            found = _LINE.search(line)
            if found:
                self.lines += 1
                self._take(found["program"], found["pid"], found["queue"] or "", found["words"])

    def _take(self, program: str, pid: str, queue: str, words: str) -> None:
        if program == "smtpd":
            self._take_smtpd(pid, queue, words)
        elif program == "cleanup" and queue:
            message_id = _MESSAGE_ID.search(words)
            if message_id and message_id[1] in self._wanted:
                self._queue_ids[queue] = message_id[1]
                self._fates.setdefault(message_id[1], Fate.OPEN)
        elif program == "qmgr" and queue in self._queue_ids:
            # whatever the queue manager says about a mail, it has it
            self._fates[self._queue_ids[queue]] = Fate.TAKEN

    def _take_smtpd(self, pid: str, queue: str, words: str) -> None:
        if queue:
            if words.startswith("client="):
                self._current[pid] = queue
            return
        # the client went away in the middle of the mail, not after its end: "lost connection after DATA (812 bytes)"
        lost = (
            self._current.pop(pid, "")
            if words.startswith(("lost connection after DATA (", "timeout after DATA ("))
            else ""
        )
        message_id = self._queue_ids.pop(lost, "")
        if message_id and self._fates.get(message_id) is Fate.OPEN:
            self._fates[message_id] = Fate.NOT_TAKEN

    def fate(self, message_id: str) -> Fate:
        """Return what became of a mail, as far as the log goes; a mail it does not mention was not taken."""
        return self._fates.get(message_id, Fate.NOT_TAKEN)
