"""When each revision takes effect: what notes say, what stands ahead, what later notes moved or took back. Knows
nothing about commits or pages.

Revisions are gone through in posting order, each seeing only those before it, so that the same rules answer what was
known on an earlier day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from policybook.core.model import Kind
from policybook.core.timeline import Origin, Policy, Revision


def settled(revisions: Sequence[Revision]) -> tuple[Revision, ...]:
    """Return revisions in posting order with their effective dates, and with what later notes did to them.

    A text that says no day takes effect when it is posted, but never before a text of its documents that is pending
    ahead of it: it was written on top of that one, and so corrects it and takes its day. A note that moves or takes
    back a pending revision does the same to the corrections of it.
    """
    found: dict[str, Revision] = {}
    latest: dict[str, date] = {}
    for revision in revisions:
        changed = _concerned(found, revision)
        found |= changed
        latest = _latest(found.values()) if changed else latest
        entry = _entry(revision, changed, latest)
        found[entry.id] = entry
        _note_days(latest, entry)
    return tuple(found.values())


def as_known(policy: Policy, *, on: date) -> Policy | None:
    """Return a policy with what was posted by a day, as it stood on record then; None before its first revision."""
    kept = [item for item in policy.revisions if item.posted <= on]
    if len(kept) == len(policy.revisions):
        return policy
    if not kept:
        return None
    numbered = [replace(item, number=number) for number, item in enumerate(kept, start=1)]
    return replace(policy, revisions=settled(numbered))


def place_mates(revisions: Iterable[Revision], target: Revision) -> tuple[Revision, ...]:
    """Return a pending revision and those that share its place: they touch its documents and have its day."""
    names = {text.document for text in target.touched}
    return tuple(
        item
        for item in revisions
        if item.effective == target.effective
        and not item.taken_back
        and (item.id == target.id or any(text.document in names for text in item.touched))
    )


def _concerned(found: Mapping[str, Revision], note: Revision) -> dict[str, Revision]:
    """Return the revisions that a note moves or takes back, changed; none once they are in effect."""
    target = found.get(note.postpones or note.withdraws)
    if target is None or not target.has_text or target.taken_back or target.effective <= note.posted:
        return {}
    mates = place_mates(found.values(), target)
    if note.withdraws:
        return {item.id: replace(item, taken_back=note.posted) for item in mates if item.number >= target.number}
    if note.declared is None:
        return {}
    return {
        item.id: replace(item, effective=note.declared, replaced=(*item.replaced, item.effective)) for item in mates
    }


def _entry(revision: Revision, changed: Mapping[str, Revision], latest: Mapping[str, date]) -> Revision:
    """Return a revision with the day it takes effect, free of what was once known of later ones."""
    moved = changed.get(revision.postpones)
    if changed and revision.withdraws and _says_no_text(revision):
        revision = replace(revision, texts=())
    return replace(
        revision,
        effective=_effective(revision, latest),
        replaced=moved.replaced[-1:] if moved else (),
        taken_back=None,
    )


def _says_no_text(revision: Revision) -> bool:
    """Whether a note that takes a revision back brings nothing new: the text before it, or no change at all."""
    return revision.restores or not revision.touched


def _effective(revision: Revision, latest: Mapping[str, date]) -> date:
    day = revision.declared or revision.posted
    noted = revision.origin is Origin.NOTE or revision.kind is Kind.IMPORTED
    if revision.declared and noted:
        return day
    ahead = (latest.get(text.document, day) for text in revision.touched if text.version)
    return max([day, *ahead])


def _latest(revisions: Iterable[Revision]) -> dict[str, date]:
    """Return the latest effective date of each document."""
    latest: dict[str, date] = {}
    for revision in revisions:
        _note_days(latest, revision)
    return latest


def _note_days(latest: dict[str, date], revision: Revision) -> None:
    for text in () if revision.taken_back else revision.touched:
        known = latest.get(text.document, revision.effective)
        latest[text.document] = revision.effective if text.version is None else max(known, revision.effective)
