"""The commands that send notices and settle what is in doubt: parse, call one use case, print."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policybook.adapters.settings import Settings
from policybook.adapters.terminal import TerminalProgress
from policybook.cli_notify import DRY_RUN, notify
from policybook.core.mailing import Notice, NoticeState
from policybook.invocation import TRY_AGAIN, Invocation, need_mail_part, now, reported, today, warn

__all__ = ["notify"]

if TYPE_CHECKING:  # these need the libraries of the extra [mail]
    from policybook.adapters.ledger import Ledger
    from policybook.app.sending import SendingReport


@notify.command()
@click.argument("notice", required=False)
@click.option("--expect", type=int, required=True, metavar="N", help="How many recipients you expect")
@click.option("--ci-ok", is_flag=True, help="Send it from a build server, where nobody watches")
@click.option("--override-reason", default="", metavar="TEXT", help="Why less notice is given than promised")
@click.option("--no-unsubscribe", is_flag=True, help="Send a mail without a way to leave the list")
@click.option("--also", is_flag=True, help="Send it while another one is being sent")
@click.option("--leave", is_flag=True, help="Begin, and leave the sending to workers")
@click.option("--no-quiet", is_flag=True, help="Send it right after another one, to the same people")
@DRY_RUN
@click.pass_obj
@reported
def send(
    invocation: Invocation,
    notice: str | None,
    expect: int,
    ci_ok: bool,
    override_reason: str,
    no_unsubscribe: bool,
    also: bool,
    no_quiet: bool,
    leave: bool,
    dry_run: bool,
) -> None:
    """Send an approved notice to everybody who should get it

    Nothing is sent when the number of recipients, the content or the days of notice are not as they should be.
    """
    need_mail_part()
    from policybook.app import announcing, composition, mailing, overseeing, telling
    from policybook.app.book import open_book

    settings = invocation.settings()
    mailing.transport_of(settings)
    go = announcing.Go(
        expect=expect,
        in_ci=bool(os.environ.get("CI")),
        ci_ok=ci_ok,
        override_reason=override_reason,
        no_unsubscribe=no_unsubscribe,
        also=also,
        no_quiet=no_quiet,
    )
    with mailing.ledger_of(settings) as ledger:
        found = overseeing.one_notice(ledger, notice, NoticeState.APPROVED)
        with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
            composer = composition.Composer(book, settings, on=today(settings))
            begun = announcing.start(ledger, composer, book, settings, found, go, at=now(), dry_run=dry_run)
        if dry_run:
            click.echo(f"Would send {found.name} to about {expect:,} recipients; nothing was sent", err=True)
            return
        warn(telling.tell(begun, f"Being sent to {begun.recipients:,} recipients; approved by {begun.approved_by}"))
        if leave:
            click.echo(f"{begun.name} is left to the workers", err=True)
            return
        _go_on(settings, ledger, [begun])


@notify.command()
@click.argument("notice", required=False)
@click.pass_obj
@reported
def resume(invocation: Invocation, notice: str | None) -> None:
    """Go on with a notice: one that was paused, that broke off, or whose next attempts are due"""
    need_mail_part()
    from policybook.app import mailing, overseeing

    settings = invocation.settings()
    with mailing.ledger_of(settings) as ledger:
        found = overseeing.one_notice(ledger, notice, NoticeState.SENDING, NoticeState.PAUSED)
        ledger.notices.move(found.id, NoticeState.SENDING, only_from=[NoticeState.PAUSED], at=now())
        _go_on(settings, ledger, [ledger.notices.get(found.id)])


@notify.command()
@click.option("--once", is_flag=True, help="Send what is due now, and end")
@click.option("--every", type=float, default=15.0, metavar="SECONDS", help="How often to look for work (15)")
@click.option("--queue", is_flag=True, help="Run the jobs of `notify queue` instead of looking for work")
@click.pass_obj
@reported
def worker(invocation: Invocation, once: bool, every: float, queue: bool) -> None:
    """Send whatever is due, for as long as it runs; as many as you like, on as many machines

    All of them work on one ledger in PostgreSQL. A worker needs the settings and the keys, not the policies.
    """
    need_mail_part()
    from policybook.app import mailing, queueing

    settings = invocation.settings()
    if queue:
        queueing.queue_of(settings, clock=now, said=_told).work(once=once)
        return
    with mailing.ledger_of(settings) as ledger:
        while True:
            under_way = ledger.notices.in_state(NoticeState.SENDING)
            if once:
                _go_on(settings, ledger, under_way)
                return
            for report in _reports(settings, ledger, under_way):
                _say(report)
            with _interruptible():
                time.sleep(every)


@notify.command()
@click.argument("notice", required=False)
@click.option("--shards", type=click.IntRange(1, 64), default=4, help="How many workers send it at once (4)")
@click.option("--setup", is_flag=True, help="Make the queue's own tables, once")
@click.pass_obj
@reported
def queue(invocation: Invocation, notice: str | None, shards: int, setup: bool) -> None:
    """Leave the sending of a notice to the workers of a queue (procrastinate, on the ledger's PostgreSQL)

    With --setup and without NOTICE only the tables are made.
    """
    need_mail_part()
    from policybook.app import mailing, overseeing, queueing

    settings = invocation.settings()
    jobs = queueing.queue_of(settings, clock=now)
    if setup:
        click.echo("Made the tables of the queue" if jobs.set_up() else "The tables of the queue are there", err=True)
        if notice is None:
            return
    with mailing.ledger_of(settings) as ledger:
        found = overseeing.one_notice(ledger, notice, NoticeState.SENDING)
    added = jobs.add(found.id, shards)
    click.echo(f"{added} jobs added for {found.name}; `policybook notify worker --queue` runs them", err=True)


def _told(report: SendingReport) -> None:
    from policybook.app import telling

    _say(report)
    warn(telling.tell_of_report(report))


def _go_on(settings: Settings, ledger: Ledger, notices: Sequence[Notice]) -> None:
    from policybook.app import dispatching

    reports = list(_reports(settings, ledger, notices))
    for report in reports:
        _say(report)
    bad = [report for report in reports if not dispatching.went_well(report)]
    if bad:
        sys.exit(TRY_AGAIN if all(map(dispatching.may_go_on_by_itself, bad)) else 1)


def _reports(settings: Settings, ledger: Ledger, notices: Sequence[Notice]) -> Iterator[SendingReport]:
    from policybook.app import dispatching, telling

    for notice in notices:
        with TerminalProgress() as progress, _interruptible():
            report = dispatching.go_on(settings, ledger, notice, clock=now, progress=progress)
        warn(telling.tell_of_report(report))
        yield report


def _say(report: SendingReport) -> None:
    from policybook.app import dispatching

    for line in dispatching.report_lines(report):
        click.echo(line, err=True)


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM end what is being done as Ctrl-C does: mails under way are finished, and all is written down."""

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@notify.command()
@click.argument("notice", required=False)
@click.option(
    "--log", "logs", multiple=True, type=click.Path(path_type=Path), help="Log of Postfix; .gz too; can be repeated"
)
@click.option(
    "--otherwise",
    type=click.Choice(["hold", "resend", "accept"]),
    default="hold",
    help="What becomes of mails the log says nothing certain of: stay in doubt (default), sent again, or taken as sent",
)
@click.pass_obj
@reported
def reconcile(invocation: Invocation, notice: str | None, logs: tuple[Path, ...], otherwise: str) -> None:
    """Settle mails in doubt: those during whose last moment a process or a connection died"""
    need_mail_part()
    from policybook.app import mailing, overseeing, reconciling
    from policybook.app.dispatching import this_process

    with mailing.ledger_of(invocation.settings()) as ledger:
        found = overseeing.one_notice(ledger, notice, NoticeState.SENDING, NoticeState.PAUSED, NoticeState.CANCELLED)
        result = reconciling.reconcile(
            ledger,
            found,
            logs,
            reconciling.Otherwise(otherwise),
            machine=this_process(),
            clock=now,
            pause=time.sleep,
        )
    click.echo(
        f"{result.accepted} were taken, {result.again} are to be sent again, {len(result.open)} stay in doubt", err=True
    )
    for line in result.open:
        click.echo(f"{line.id}\t{line.address}")
    if result.again:
        click.echo("`policybook notify resume` sends them", err=True)
    if result.open:
        sys.exit(1)
