"""How mails are handed over, whatever takes them: a mail server, a program, a folder. Knows none of these."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Protocol, runtime_checkable

from policybook.core.replies import Reply

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Hosts that are this machine: what goes there crosses no network."""


class Lost(Exception):  # noqa: N818  what happened, not what is wrong in the code
    """A connection broke, or could not be made."""

    def __init__(self, words: str, *, ended: bool = False) -> None:
        super().__init__(words)
        self.ended = ended
        """Whether the end of a mail had begun to be handed over: then nobody knows whether it was taken."""


class Refused(Exception):  # noqa: N818
    """The server does not talk to us: greeting, TLS or login."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply
        """What it said."""


class Withheld(Exception):  # noqa: N818
    """The caller took a mail back before its end; the other side forgets what it has of it."""


class Connection(Protocol):
    """Takes one mail after the other."""

    def send(self, sender: str, recipient: str, data: bytes, *, name: str, may_end: Callable[[], bool]) -> Reply:
        """Hand a mail over and return the reply that settles it.

        `name` is the mail's own, the same each time it is sent. `may_end` is asked at most once, when the other side
        has all of the mail but its end; what it says no to is not sent. Raises Withheld then, Lost when the
        connection breaks, whatever `may_end` raises; the connection is closed in all these cases.
        """
        ...

    def close(self) -> None:
        """Say goodbye."""
        ...


class Transport(Protocol):
    """Where mails are handed over."""

    def connect(self) -> Connection:
        """Return an open connection. Raises Lost or Refused."""
        ...


@runtime_checkable
class Repeatable(Protocol):
    """A transport that knows a mail by its name: handed over twice, it is sent once."""

    @property
    def key_life(self) -> timedelta:
        """For how long it knows a name, from the first time."""
        ...


@runtime_checkable
class Remembering(Protocol):
    """A transport that can be asked what it took."""

    def taken(self, name: str) -> bool:
        """Return whether it has begun to send the mail of a name. Raises Lost or Refused."""
        ...
