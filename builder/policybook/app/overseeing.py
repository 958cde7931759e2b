"""What became of notices: for operators, auditors and the public. Changes only what an operator stops."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO

from policybook.adapters.ledger import Ledger
from policybook.core.errors import UsageError
from policybook.core.mailing import DeliveryState, Notice, NoticeState, Tally

_FORMULA = ("=", "+", "-", "@")


def one_notice(ledger: Ledger, name: str | None, *states: NoticeState) -> Notice:
    """Return the notice of a number or a revision, or the only one in some states.

    Raises UsageError when there is none, or more than one.
    """
    if name and name.isdigit():
        return ledger.notices.get(int(name))
    found = ledger.notices.about(name) if name else ledger.notices.all()
    found = tuple(item for item in found if item.state in states)
    if len(found) == 1:
        return found[0]
    which = f"notice about {name} " if name else "notice "
    wanted = " or ".join(states)
    if not found:
        raise UsageError(f"there is no {which}that is {wanted}", hint="`policybook notify status` lists all")
    numbers = ", ".join(f"{item.id} ({item.name})" for item in found)
    raise UsageError(f"more than one {which}is {wanted}: {numbers}", hint="name one by its number")


def status_text(ledger: Ledger, notices: Iterable[Notice]) -> str:
    """Return how far notices are, for people."""
    lines = []
    for notice in notices:
        tally = ledger.deliveries.counts(notice.id)
        lines.append(f"{notice.id:>4}  {notice.state:<9}  {notice.name}")
        if notice.approved_by:
            lines.append(f"      approved by {notice.approved_by}, {_moment(notice.approved)}")
        if notice.started:
            counted = ", ".join(f"{count:,} {state}" for state, count in sorted(tally.counts.items()))
            lines.append(f"      sending since {_moment(notice.started)}: {counted or 'nobody'}")
        if notice.started and ledger.deliveries.elsewhere(notice.id):
            lines.append("      handed over to a list elsewhere, which alone knows who got it")
        if notice.reason:
            lines.append(f"      {notice.reason}")
    return "\n".join(lines) or "There is no notice."


def status_json(ledger: Ledger, notices: Iterable[Notice]) -> str:
    """Return the same for programs."""
    return json.dumps({"notices": [_record(ledger, item) for item in notices]}, ensure_ascii=False, indent=1)


def _record(ledger: Ledger, notice: Notice) -> dict[str, Any]:
    tally = ledger.deliveries.counts(notice.id)
    return {
        "id": notice.id,
        "name": notice.name,
        "kind": notice.kind,
        "revisions": list(notice.revisions),
        "state": notice.state,
        "reason": notice.reason,
        "content_sha256": notice.content,
        "approved_by": notice.approved_by,
        "approved": _iso(notice.approved),
        "started": _iso(notice.started),
        "expires": _iso(notice.expires),
        "refers_to": notice.refers_to,
        "recipients": notice.recipients,
        "handed_over": ledger.deliveries.elsewhere(notice.id),
        "deliveries": {str(state): tally[state] for state in DeliveryState if tally[state]},
    }


def write_recipients(ledger: Ledger, notice: Notice, states: Iterable[DeliveryState], file: TextIO, form: str) -> None:
    """Write who got a notice and who did not, as CSV that is safe in a spreadsheet, or as one JSON object a line."""
    writer = csv.writer(file, lineterminator="\n")
    if form != "json":
        writer.writerow(("delivery", "address", "state", "attempts", "changed", "reply"))
    for line in ledger.deliveries.lines(notice.id, *states):
        values = {
            "delivery": line.id,
            "address": line.address,
            "state": str(line.state),
            "attempts": line.attempts,
            "changed": _iso(line.changed) or "",
            "reply": line.reply,
        }
        if form == "json":
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
        else:
            writer.writerow([f"'{cell}" if str(cell).startswith(_FORMULA) else cell for cell in values.values()])


def announced(ledger: Ledger) -> str:
    """Return what was announced when, as JSON to be published: counts, and no address."""
    notices = [
        {
            "kind": notice.kind,
            "revisions": list(notice.revisions),
            "announced": _iso(notice.started),
            "content_sha256": notice.content,
            **_public(ledger.deliveries.counts(notice.id), handed_over=ledger.deliveries.elsewhere(notice.id)),
        }
        for notice in ledger.notices.all()
        if notice.started
    ]
    return json.dumps({"schema_version": 1, "notices": notices}, ensure_ascii=False, indent=1) + "\n"


def _public(tally: Tally, *, handed_over: bool) -> dict[str, int | bool | None]:
    # a list elsewhere counts as one recipient here; how many people it has, and reached, it alone knows
    known = None if handed_over else True
    return {
        "handed_over": handed_over,
        "recipients": known and tally.total,
        "accepted": known and tally[DeliveryState.ACCEPTED],
        "returned": known and tally[DeliveryState.BOUNCED] + tally[DeliveryState.REJECTED],
        "under_way": tally.unfinished,
    }


def pause(ledger: Ledger, notice: Notice, reason: str, *, at: datetime) -> None:
    """Stop a notice, from the next mail on; it can be resumed."""
    if not ledger.notices.move(notice.id, NoticeState.PAUSED, only_from=[NoticeState.SENDING], at=at, reason=reason):
        raise UsageError(f"notice {notice.id} ({notice.name}) is {notice.state}: there is nothing to pause")


def cancel(ledger: Ledger, notice: Notice, reason: str, *, at: datetime) -> int:
    """Stop a notice for good; return how many will not get it any more."""
    open_states = [NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.SENDING, NoticeState.PAUSED]
    if not ledger.notices.move(notice.id, NoticeState.CANCELLED, only_from=open_states, at=at, reason=reason):
        raise UsageError(f"notice {notice.id} ({notice.name}) is {notice.state}: there is nothing to cancel")
    return ledger.deliveries.settle_pending(notice.id, DeliveryState.CANCELLED, reply=reason, at=at)


def _moment(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC" if moment else "never"


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
