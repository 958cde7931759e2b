"""What the dates of revisions must hold to, one function per rule. Knows nothing about files, git or how problems are
printed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from policybook.core.model import Kind, Note, Problem, Severity
from policybook.core.timeline import Policy, Revision

_WITHOUT_NOTICE = (Kind.INITIAL, Kind.IMPORTED, Kind.POSTPONED)
"""Kinds that owe nobody days of notice: nobody was bound before, the past is past, and more time is more notice."""


def _none_owed(_: Revision) -> int:
    """Return that no notice is owed."""
    return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rules need to know beside a policy itself."""

    note: Callable[[Revision], Note | None]
    """The note of a revision."""
    arrived: Callable[[Revision], date | None]
    """The day on which the commit that added the note reached the line."""
    documents: frozenset[str]
    """Ids of every document the policy ever had."""
    notice_days: Callable[[Revision], int] = _none_owed
    """How many days of notice a material revision owes, by the policy as it read then, or by the site's setting."""


def backward_effective_dates(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """A text posted later never binds before one that is still pending for the same document."""
    latest: dict[str, Revision] = {}
    for revision in policy.revisions:
        for text in () if revision.taken_back else revision.touched:
            before = latest.get(text.document)
            if before is None or text.version is None or revision.effective >= before.effective:
                latest[text.document] = revision
            else:
                yield _backward(revision, before, text.document, facts)


def _backward(revision: Revision, before: Revision, document: str, facts: Facts) -> Problem:
    note = facts.note(revision)
    way_out = f"postpone {revision.id} too" if before.replaced else f"postpone {before.id}"
    return Problem(
        rule="effective-backwards",
        path=note.path if note else revision.commit[:10],
        line=note.line_of("effective") if note else 0,
        message=(
            f"{document} would bind on {revision.effective}, before the revision {before.id} "
            f"posted ahead of it, which binds on {before.effective}"
        ),
        hint=f"let it take effect on {before.effective} or later, or {way_out}",
        severity=Severity.ERROR if note else Severity.WARNING,
    )


def back_dated(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """Nothing binds before it was posted; only imported revisions record older practice.

    The first text of a repository without notes may: it was a policy before it was in git.
    """
    for revision in policy.revisions:
        day, note = revision.declared, facts.note(revision)
        if day is None or day >= revision.posted or revision.kind is Kind.IMPORTED or (note and note.sha256):
            continue  # a seal records what was published as it was
        if note is None and revision.number == 1:
            continue
        yield Problem(
            rule="back-dated",
            path=note.path if note else revision.commit[:10],
            line=note.line_of("effective") if note else 0,
            message=f"`effective` is {day}, before {revision.posted}, the day it was posted",
            hint="a text binds from the day it is posted at the earliest; mend `effective`, or a wrong `posted`",
            severity=Severity.ERROR if note else Severity.WARNING,
        )


def misplaced_notes_about_revisions(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """A note that moves or takes back a revision names one that was posted before it and is still pending."""
    for revision in policy.revisions:
        note = facts.note(revision)
        if note is None or not (revision.postpones or revision.withdraws):
            continue
        key = "advances" if note.advances else "withdraws" if note.withdraws else "postpones"
        named = revision.postpones or revision.withdraws
        target = policy.revision(named)
        known = target is not None and target.number < revision.number and (target.has_text or target.withdraws)
        if target is None or not known:
            ids = ", ".join([item.id for item in policy.revisions if item.has_text][-6:])
            message = f"`{key}` is {named!r}, which is no earlier revision of {policy.id}"
            yield _at(note, key, "unknown-revision", message, f"revisions: {ids}")
        elif not (revision.replaced or (revision.withdraws and target.taken_back == revision.posted)):
            message = f"`{key}` is {named!r}, which was not pending on {revision.posted} any more"
            hint = "publish a new revision instead; what has taken effect, or was withdrawn, stays on record"
            yield _at(note, key, "not-pending", message, hint)
        elif revision.replaced:
            yield from _wrong_way(revision, revision.replaced[0], note)
        elif not revision.restores and not revision.has_text:
            message = f"{named} is withdrawn, and the text still reads as it had it"
            hint = "restore the text from before it, in the commit that adds the note"
            yield _at(note, key, "withdrawn-text", message, hint)


def _wrong_way(revision: Revision, before: date, note: Note) -> Iterator[Problem]:
    """A postponement names a later day, and bringing forward an earlier one: a slip of the pen would bind too early."""
    later = revision.effective > before
    if later is (revision.kind is Kind.POSTPONED) and revision.effective != before:
        return
    other = Kind.ADVANCED if revision.kind is Kind.POSTPONED else Kind.POSTPONED
    message = f"`effective` is {revision.effective}, and {revision.postpones} took effect on {before} before this note"
    hint = f"a note of kind `{other}` moves it the other way" if revision.effective != before else "write another day"
    yield _at(note, "effective", "moved-nowhere" if revision.effective == before else "moved-wrong-way", message, hint)


def short_notice(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """A material revision gives the days of notice that its policy, or the site, promises."""
    for revision in policy.revisions:
        note = facts.note(revision)
        if not revision.material or revision.kind in _WITHOUT_NOTICE or revision.taken_back:
            continue
        owed = owed_days(revision, facts)
        told = max(revision.posted, revision.announced or revision.posted)
        if (revision.effective - told).days >= owed:
            continue
        line = note.line_of("effective" if note.effective else "material") if note else 0
        given = max(0, (revision.effective - told).days)
        yield Problem(
            rule="notice-days",
            path=note.path if note else revision.commit[:10],
            line=line,
            message=f"{given} days of notice are given, from {told} to {revision.effective}, and {owed} are promised",
            hint=f"let it take effect on {told + timedelta(days=owed)} or later; where less is lawful, "
            "write `notice_days: 0` into its note",
            severity=Severity.ERROR if note else Severity.WARNING,
        )


def owed_days(revision: Revision, facts: Facts) -> int:
    """Return how many days of notice are promised for a revision: by its note, its policy, or the site."""
    note = facts.note(revision)
    return note.notice_days if note and note.notice_days is not None else facts.notice_days(revision)


def late_announcements(policy: Policy, facts: Facts) -> Iterator[Problem]:
    """People are told of a revision before it binds them."""
    for revision in policy.revisions:
        note = facts.note(revision)
        if note and note.announced and note.announced > revision.effective and revision.kind is not Kind.IMPORTED:
            message = f"`announced` is {note.announced}, after {revision.effective}, the day it took effect"
            hint = "mend the date if it is wrong; the record stays as it is"
            yield _at(note, "announced", "announced-late", message, hint, Severity.WARNING)


def _at(note: Note, key: str, rule: str, message: str, hint: str, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(rule=rule, path=note.path, line=note.line_of(key), message=message, hint=hint, severity=severity)


RULES = (
    backward_effective_dates,
    back_dated,
    misplaced_notes_about_revisions,
    short_notice,
    late_announcements,
)
"""Every rule about dates."""
