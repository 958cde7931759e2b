"""How notices are sent, from the settings and the ledger. Needs no policies: the mails are in the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable
from time import monotonic

from policybook.adapters.ledger import Ledger
from policybook.adapters.processes import is_alive, this_machine
from policybook.adapters.settings import Settings
from policybook.app.courier import Clock, Dispatch, Progress
from policybook.app.leases import Machine
from policybook.app.mailing import bounce_address_of, keys_of, transport_of
from policybook.app.sending import SendingReport, send_notice
from policybook.core.compiled import CompiledMail, read_compiled
from policybook.core.mailing import DeliveryState, Notice, NoticeState


def this_process() -> Machine:
    """Return where this process runs."""
    return Machine(this_machine(), os.getpid(), is_alive, monotonic)


def mails_of(ledger: Ledger, notice: Notice) -> Callable[[str], CompiledMail]:
    """Return what gives the mail of a notice in a language, each read once."""
    read: dict[str, CompiledMail] = {}

    def mail_for(locale: str) -> CompiledMail:
        if locale not in read:
            read[locale] = read_compiled(ledger.notices.mail(notice.id, locale))
        return read[locale]

    return mail_for


def dispatch_of(settings: Settings, ledger: Ledger, notice: Notice, *, clock: Clock) -> Dispatch:
    """Return how a notice is sent."""
    options = settings.options
    return Dispatch(
        transport=transport_of(settings),
        mail_for=mails_of(ledger, notice),
        bounce_address=bounce_address_of(settings),
        keys=keys_of(settings),
        clock=clock,
        machine=this_process(),
        connections=max(1, options.mail_connections),
        per_hour=options.mail_per_hour,
        ramp=options.mail_ramp,
    )


def go_on(settings: Settings, ledger: Ledger, notice: Notice, *, clock: Clock, progress: Progress) -> SendingReport:
    """Send what is due of a notice that has begun to be sent."""
    how = dispatch_of(settings, ledger, notice, clock=clock)
    return send_notice(ledger, notice, how, progress=progress)


def report_lines(report: SendingReport) -> tuple[str, ...]:
    """Return what a person is told when sending ends."""
    tally, notice = report.tally, report.notice
    lines = [f"{notice.name}: {notice.state}, {tally[DeliveryState.ACCEPTED]:,} of {tally.total:,} accepted"]
    others = {state: count for state, count in tally.counts.items() if state is not DeliveryState.ACCEPTED and count}
    if others:
        lines.append(", ".join(f"{count:,} {state}" for state, count in sorted(others.items())))
    if report.next_attempt and not report.trouble:
        lines.append(
            f"The next attempt is due at {report.next_attempt:%Y-%m-%d %H:%M} UTC: run `policybook notify resume`"
        )
    if tally[DeliveryState.IN_DOUBT]:
        lines.append(
            f"{tally[DeliveryState.IN_DOUBT]:,} in doubt: the connection broke at the end of a mail. "
            "`policybook notify reconcile --log FILE` asks the mail server's log"
        )
    if report.trouble:
        lines.append(f"Stopped: {report.trouble}")
    return tuple(lines)


def went_well(report: SendingReport) -> bool:
    """Return whether nobody has to look at it."""
    return not report.trouble and not report.tally[DeliveryState.IN_DOUBT]


def may_go_on_by_itself(report: SendingReport) -> bool:
    """Return whether running it again later is all that it needs: the mail server was not to be reached."""
    return report.notice.state is NoticeState.SENDING and not report.tally[DeliveryState.IN_DOUBT]
