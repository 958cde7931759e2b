"""What the answer of a web service that sends mails means, in the words of mail servers. Knows no service."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from policybook.core.messages import printable
from policybook.core.replies import Reply, Stage

_WORDS = 200
_LONGEST_WAIT = 86_400
_USUAL_WAIT = 30
"""Seconds to leave a service alone that is busy or broken and does not say for how long."""
_AGAIN = frozenset({408, 425, 429, 500, 503})
"""Statuses that say: not now, and nothing was done."""
_ABOUT_ONE = frozenset({400, 409, 422})
"""Statuses that are about this mail, which is its recipient: nothing else in it differs."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a service answered."""

    status: int
    """The HTTP status."""
    content: Any
    """Its JSON; None when it was none."""
    wait: int = 0
    """For how many seconds it asks to be left alone; 0 when it says nothing."""

    def words(self, *names: str) -> str:
        """Return what it says in the first of some fields, for people, on one line: `HTTP 422: no such domain`."""
        fields = self.content if isinstance(self.content, dict) else {}
        said = next((str(fields[name]) for name in names if fields.get(name)), "")
        return printable(f"HTTP {self.status}: {said}" if said else f"HTTP {self.status}", _WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meanings:
    """What one service's answers mean, where the status alone does not tell."""

    taken: Callable[[Any], str]
    """Gives the service's own id of a mail that it took; empty when the answer has none."""
    error: Callable[[Any], str]
    """Gives its name of an error."""
    words: tuple[str, ...]
    """Fields with words for people, the best first."""
    about_us: frozenset[str] = frozenset()
    """Errors about the sender or the account: they would meet everybody."""
    dead: frozenset[str] = frozenset()
    """Errors that say: never mail this address again."""
    busy: frozenset[str] = frozenset()
    """Errors that say: not now."""
    known: frozenset[str] = frozenset()
    """Errors that say: there was another mail with this key. Nobody knows what became of it."""


def reply_of(answer: Answer, meanings: Meanings) -> Reply | None:
    """Return what an answer to a mail means; None: nobody knows whether the mail was taken."""
    status, words = answer.status, answer.words(*meanings.words)
    if 200 <= status < 300:
        number = printable(meanings.taken(answer.content), _WORDS)
        return Reply(250, f"2.0.0 taken as {number}", Stage.CONTENT) if number else None
    error = meanings.error(answer.content)
    if status in _AGAIN or error in meanings.busy:
        return Reply(450, words, Stage.CONTENT, wait=answer.wait or _USUAL_WAIT)
    if status >= 500 or error in meanings.known:  # a gateway says so too when it lost the answer
        return None
    if error in meanings.about_us or status not in _ABOUT_ONE:
        return Reply(554, f"5.7.0 {words}", Stage.CONNECTION)
    return Reply(550, f"5.1.1 {words}" if error in meanings.dead else words, Stage.RECIPIENT)


def seconds_of(retry_after: str, date: str) -> int:
    """Return the seconds of a `Retry-After`, a day at most; a moment counts from the answer's own `Date`."""
    if retry_after.strip().isdecimal():
        return min(max(int(retry_after), 1), _LONGEST_WAIT)
    then, now = _moment(retry_after), _moment(date)
    return min(max(int((then - now).total_seconds()), 1), _LONGEST_WAIT) if then and now else 0


def _moment(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else None
