"""The sentences of a notice. Knows nothing about mails, links or templates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from policybook.core.language import ENGLISH, Language, marked
from policybook.core.mailing import NoticeKind
from policybook.core.model import Kind

_CHANGE = marked("{title} change on {day}")
_EVENTS = {
    Kind.INITIAL: marked("new {title} on {day}"),
    Kind.WITHDRAWN: marked("{title} withdrawn on {day}"),
    Kind.REINSTATED: marked("{title} reinstated on {day}"),
    Kind.POSTPONED: marked("{title} change postponed to {day}"),
    Kind.ADVANCED: marked("{title} change brought forward to {day}"),
}


def event(kind: Kind, title: str, effective: date, *, undone: date | None = None, language: Language = ENGLISH) -> str:
    """Return what happens to a policy and when, for the subject: `Terms of Use change on 1 March 2027`.

    `undone` is the day on which a change was to take effect that is taken back.
    """
    if undone:
        return language.say("{title} will not change on {day}", title=title, day=language.day(undone))
    return language.say(_EVENTS.get(kind, _CHANGE), title=title, day=language.day(effective))


def timing(
    kind: Kind,
    effective: date,
    *,
    today: date,
    replaced: Sequence[date] = (),
    undone: date | None = None,
    language: Language = ENGLISH,
) -> str:
    """Return when a revision takes effect; `replaced` are the effective dates that a postponement took back, `undone`
    is the day on which a change was to take effect that is taken back."""
    day, begun, say = language.day(effective), effective <= today, language.say
    if undone:
        return say("The change that was announced for {day} does not take effect.", day=language.day(undone))
    match kind:
        case Kind.WITHDRAWN if begun:
            return say("It has not applied since {day}.", day=day)
        case Kind.WITHDRAWN:
            return say("It no longer applies from {day}.", day=day)
        case Kind.INITIAL if begun:
            return say("It has applied since {day}.", day=day)
        case Kind.INITIAL:
            return say("It applies from {day}.", day=day)
        case Kind.POSTPONED | Kind.ADVANCED if replaced:
            before = language.day(replaced[-1])
            return say("The change that was announced takes effect on {day}, not on {before}.", day=day, before=before)
        case Kind.POSTPONED | Kind.ADVANCED:
            return say("The change that was announced takes effect on {day}.", day=day)
    if begun:
        return say("The new text has been in force since {day}.", day=day)
    return say("The new text takes effect on {day}. Until then the present text applies.", day=day)


def action(kind: Kind, effective: date, *, today: date, contact: str, language: Language = ENGLISH) -> str:
    """Return what readers should do. It claims nothing about rights: who has to, says it themselves."""
    questions = language.say("If anything is unclear, write to {contact}.", contact=contact)
    if kind in (Kind.WITHDRAWN, Kind.POSTPONED):
        task = language.say("You do not have to do anything.")
    elif effective > today:
        task = language.say("Please read the new text before {day}.", day=language.day(effective))
    else:
        task = language.say("Please read the new text.")
    return f"{task} {questions}"


def extent(inserted: int, deleted: int, *, language: Language = ENGLISH) -> str:
    """Return how many words came and went, as a sentence; nothing when none did."""
    if not inserted and not deleted:
        return ""
    gone = language.number(deleted)
    return language.plural(
        "{count} word added, {deleted} removed.", "{count} words added, {deleted} removed.", inserted, deleted=gone
    )


def rest(left_out: int, *, complete: bool, language: Language = ENGLISH) -> str:
    """Return what an excerpt does not show; nothing when it shows everything.

    `left_out` changes were left out when it was made; it is not `complete` when there was then no room for all of it.
    """
    if not complete:
        return language.say("More changes follow; there is no room for them here. See the comparison.")
    if left_out:
        return language.plural(
            "And {count} more change: see the comparison.", "And {count} more changes: see the comparison.", left_out
        )
    return ""


_AGAIN = {
    NoticeKind.REMINDER: marked("reminder: {event}"),
    NoticeKind.CORRECTION: marked("correction: {event}"),
    NoticeKind.WITHDRAWAL: marked("withdrawn notice: {event}"),
}


def again(kind: NoticeKind, event: str, *, language: Language = ENGLISH) -> str:
    """Return an event as the subject of a notice that is not the first about it."""
    return language.say(_AGAIN[kind], event=event) if kind in _AGAIN else event


def lead(kind: NoticeKind, earlier: date | None, *, words: str, language: Language = ENGLISH) -> str:
    """Return why there is another notice of the same thing, with the operator's own words; nothing for the first."""
    day = language.day(earlier) if earlier else ""
    said = ""
    if kind is NoticeKind.REMINDER and day:
        said = language.say("We wrote to you about this on {day}. It takes effect soon.", day=day)
    elif kind is NoticeKind.CORRECTION and day:
        said = language.say("Our mail of {day} was not right. This one takes its place.", day=day)
    elif kind is NoticeKind.WITHDRAWAL and day:
        said = language.say("Please disregard our mail of {day}.", day=day)
    return " ".join(filter(None, (said, words)))


def not_valid(*, language: Language = ENGLISH) -> str:
    """Return what is said about the timing of a change whose notice is taken back."""
    return language.say("What that mail told you of does not take effect as it was announced.")


def nothing(*, language: Language = ENGLISH) -> str:
    """Return that there is nothing to do."""
    return language.say("You do not have to do anything.")
