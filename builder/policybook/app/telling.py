"""Operators told what becomes of notices, in their channels: one post per event. Knows nothing about subscribers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from policybook.adapters.channels import channels, post
from policybook.app.sending import SendingReport
from policybook.core.errors import MissingPartError
from policybook.core.mailing import DeliveryState, Notice, NoticeState

_ADDRESS = re.compile(r"[^\s<>,;:]+@[^\s<>,;:]+")


def tell(notice: Notice, what: str) -> Iterator[str]:
    """Tell all channels something of a notice, and give a warning for each that does not take it.

    Addresses are taken out: a mail server's words may name a subscriber, and a channel has other readers.
    """
    addresses = channels()
    if not addresses:
        return
    try:
        yield from post(addresses, title=f"Notice {notice.name}", body=_ADDRESS.sub("(address)", what))
    except MissingPartError as error:
        yield str(error)


def tell_of_report(report: SendingReport) -> Iterator[str]:
    """Tell what this process brought a notice to, if anything: the same is told once, however many of them send."""
    notice, tally = report.notice, report.tally
    if report.became is NoticeState.DONE:
        others = sorted(f"{count:,} {state}" for state, count in tally.counts.items() if state != "accepted" and count)
        counts = ", ".join([f"{tally[DeliveryState.ACCEPTED]:,} of {tally.total:,} accepted", *others])
        yield from tell(notice, f"Sent: {counts}")
    elif report.became is NoticeState.PAUSED:
        yield from tell(
            notice,
            f"Paused: {notice.reason}. {tally.unfinished:,} of {tally.total:,} are not sent; "
            f"`policybook notify resume {notice.id}` goes on",
        )
