"""The sentences of a notice. Knows nothing about mails, links or templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from policybook.core.dates import long_day
from policybook.core.model import Kind

_EVENTS = {
    Kind.INITIAL: "new {title} on {day}",
    Kind.WITHDRAWN: "{title} withdrawn on {day}",
    Kind.REINSTATED: "{title} reinstated on {day}",
    Kind.POSTPONED: "{title} change postponed to {day}",
}


def event(kind: Kind, title: str, effective: date) -> str:
    """Return what happens to a policy and when, for the subject: `Terms of Use change on 1 March 2027`."""
    return _EVENTS.get(kind, "{title} change on {day}").format(title=title, day=long_day(effective))


def timing(kind: Kind, effective: date, *, today: date, replaced: Sequence[date] = ()) -> str:
    """Return when a revision takes effect; `replaced` are the effective dates that a postponement took back."""
    day, begun = long_day(effective), effective <= today
    match kind:
        case Kind.WITHDRAWN:
            return f"It has not applied since {day}." if begun else f"It no longer applies from {day}."
        case Kind.INITIAL:
            return f"It has applied since {day}." if begun else f"It applies from {day}."
        case Kind.POSTPONED:
            before = f", not on {long_day(replaced[-1])}" if replaced else ""
            return f"The change that was announced takes effect on {day}{before}."
    if begun:
        return f"The new text has been in force since {day}."
    return f"The new text takes effect on {day}. Until then the present text applies."


def action(kind: Kind, effective: date, *, today: date, contact: str) -> str:
    """Return what readers should do. It claims nothing about rights: who has to, says it themselves."""
    questions = f"If anything is unclear, write to {contact}."
    if kind in (Kind.WITHDRAWN, Kind.POSTPONED):
        return f"You do not have to do anything. {questions}"
    if effective > today:
        return f"Please read the new text before {long_day(effective)}. {questions}"
    return f"Please read the new text. {questions}"


def extent(inserted: int, deleted: int) -> str:
    """Return how many words came and went, as a sentence; nothing when none did."""
    if not inserted and not deleted:
        return ""
    return f"{inserted:,} {'word' if inserted == 1 else 'words'} added, {deleted:,} removed."


def rest(left_out: int, *, complete: bool) -> str:
    """Return what an excerpt does not show; nothing when it shows everything.

    `left_out` changes were left out when it was made; it is not `complete` when there was then no room for all of it.
    """
    if not complete:
        return "More changes follow; there is no room for them here. See the comparison."
    if left_out:
        return f"And {left_out:,} more {'change' if left_out == 1 else 'changes'}: see the comparison."
    return ""
