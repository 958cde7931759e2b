"""Notices drained by jobs of a queue: the same sending, started and tried again by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from policybook.adapters.jobqueue import JobQueue, job_queue
from policybook.adapters.settings import Settings
from policybook.app.dispatching import go_on
from policybook.app.mailing import ledger_of
from policybook.app.sending import SendingReport
from policybook.core.mailing import NoticeState

_AGAIN = timedelta(minutes=1)
"""When to look again where nothing says when: others hold the rest, or the mail server is down."""


class _Stopped(Exception):  # noqa: N818  what happened, not what is wrong in the code
    """The process is to end."""


def queue_of(
    settings: Settings, *, clock: Callable[[], datetime], said: Callable[[SendingReport], None] = lambda _: None
) -> JobQueue:
    """Return the queue of a site; `said` gets what became of a notice each time a job worked on it."""

    def drain(notice_id: int, stop: Callable[[], bool]) -> datetime | None:
        return _drain(settings, notice_id, stop, clock, said)

    return job_queue(settings.ledger, drain)


def _drain(
    settings: Settings,
    notice_id: int,
    stop: Callable[[], bool],
    clock: Callable[[], datetime],
    said: Callable[[SendingReport], None],
) -> datetime | None:
    def progress(*_: object) -> None:
        if stop():
            raise _Stopped

    with ledger_of(settings) as ledger:
        notice = ledger.notices.get(notice_id)
        if notice.state is not NoticeState.SENDING:
            return None
        try:
            report = go_on(settings, ledger, notice, clock=clock, progress=progress)
        except _Stopped:
            return clock()
    said(report)
    return next_look(report, clock())


def next_look(report: SendingReport, now: datetime) -> datetime | None:
    """Return when a job is to go on with a notice; None when there is nothing left to do."""
    if report.notice.state is not NoticeState.SENDING:
        return None
    soon = now + _AGAIN
    if report.trouble or report.next_attempt is None:
        return soon
    return max(report.next_attempt, now + timedelta(seconds=1))
