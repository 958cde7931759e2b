"""What a mail server's reply means for a delivery, and for the whole notice. Knows nothing about connections.

A refusal is not always about the mailbox: a full one (5.2.2) empties again, and a policy (5.7.x) is about the sender.
Who takes both for dead mailboxes loses subscribers; who goes on after the second loses the rest of the list.
"""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

_ENHANCED = re.compile(r"^[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")
_DEAD_MAILBOX = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
_BACKOFF_MINUTES = (1, 5, 15, 60, 120, 240, 480, 720, 1440)
_LEAST_SENDING = timedelta(days=2)
_SENDING_WITHOUT_END = timedelta(days=5)
_SLOW_MINUTES = 15


class Stage(StrEnum):
    """What a reply was to."""

    CONNECTION = "connection"
    """Greeting, EHLO, STARTTLS, AUTH."""
    SENDER = "sender"
    """MAIL FROM."""
    RECIPIENT = "recipient"
    """RCPT TO."""
    CONTENT = "content"
    """DATA, or the dot at the end of the mail."""


class Verdict(StrEnum):
    """What to do about a reply."""

    ACCEPTED = "accepted"
    """The server has the mail."""
    LATER = "later"
    """Try this recipient again."""
    SLOWER = "slower"
    """Try again, and leave the whole domain alone for a while."""
    REFUSED = "refused"
    """This recipient is not reached; others may be."""
    DEAD = "dead"
    """The mailbox does not exist: never mail it again."""
    STOP = "stop"
    """The server objects to the sender or the mail: stop the notice."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a mail server said."""

    code: int
    """Three digits."""
    words: str
    """The rest, on one line."""
    stage: Stage
    """What it was said to."""
    wait: int = 0
    """For how many seconds the server asks to be left alone, by all mails; 0: it does not."""

    def __str__(self) -> str:
        return f"{self.code} {self.words}".strip()


def verdict(reply: Reply) -> Verdict:
    """Return what a reply means."""
    found = _ENHANCED.match(reply.words)
    enhanced = found.group() if found else ""
    if 200 <= reply.code < 300:
        return Verdict.ACCEPTED
    if reply.code < 500:
        return Verdict.SLOWER if reply.code == 421 or enhanced.startswith("4.7.") else Verdict.LATER
    if enhanced == "5.2.2":
        return Verdict.LATER
    if enhanced in _DEAD_MAILBOX:
        return Verdict.DEAD
    if reply.stage in (Stage.CONNECTION, Stage.SENDER) or enhanced.startswith("5.7."):
        return Verdict.STOP
    return Verdict.STOP if reply.stage is Stage.CONTENT and reply.code == 554 else Verdict.REFUSED


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts that came to nothing: a minute first, a day in the end."""
    return timedelta(minutes=_BACKOFF_MINUTES[min(attempts, len(_BACKOFF_MINUTES)) - 1])


def slow_for() -> timedelta:
    """Return for how long a domain is left alone that asked for it."""
    return timedelta(minutes=_SLOW_MINUTES)


def expiry(effective: date | None, started: datetime, zone: tzinfo) -> datetime:
    """Return when nothing more of a notice is sent: a notice that comes after the day it tells of is no notice.

    Where that day is too near, or past, or there is none, sending has five days.
    """
    if effective is None:
        return started + _SENDING_WITHOUT_END
    day = datetime.combine(effective, time(), tzinfo=zone)
    return day if day - started >= _LEAST_SENDING else started + _SENDING_WITHOUT_END


def hourly_limit(limit: int, ramp: int, *, running: timedelta) -> int:
    """Return how many mails may go out in the present hour of a notice; 0: as many as can.

    `limit` bounds every hour. A `ramp` bounds the first hour, and twice as many each hour after it: mailbox providers
    trust a sender whose volume grows.
    """
    grown = ramp << min(int(running / timedelta(hours=1)), 40) if ramp else 0
    return min(filter(None, (limit, grown)), default=0)


class Breaker:
    """Says when too many mails are refused to go on: the list is stale, or the server does not want us."""

    WINDOW = 500
    """Mails that are looked at: the latest."""
    SHARE = 0.05
    """What share of them may be refused."""
    _FIRST = 20
    _ENOUGH = 100

    def __init__(self) -> None:
        self._refused: deque[bool] = deque(maxlen=self.WINDOW)

    def count(self, *, refused: bool) -> bool:
        """Count a mail that was taken or refused; return whether to stop."""
        self._refused.append(refused)
        seen, bad = len(self._refused), sum(self._refused)
        return bad > self.SHARE * seen if seen >= self._ENOUGH else bad == seen >= self._FIRST
