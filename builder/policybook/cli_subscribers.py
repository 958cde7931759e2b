"""The commands about the list of subscribers: parse, call one use case, print."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from policybook.adapters.terminal import TerminalProgress
from policybook.core.errors import LedgerError
from policybook.invocation import DAY, FORMAT, TRY_AGAIN, Invocation, need_mail_part, now, reported

DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen; change nothing")
CONSENT = click.option("--consent", "source", metavar="TEXT", help="How they agreed to get notices: `contract 2026`")
CONSENTED_ON = click.option("--consented-on", type=DAY, help="Day on which they did")


@click.group()
def subscribers() -> None:
    """Keep the list of people who get notices"""


@subscribers.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@CONSENT
@CONSENTED_ON
@click.option("--skip-bad", is_flag=True, help="Leave rows out that cannot be put on the list")
@DRY_RUN
@FORMAT
@click.pass_obj
@reported
def import_(
    invocation: Invocation,
    file: Path,
    source: str | None,
    consented_on: datetime | None,
    skip_bad: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Put the people of a CSV file on the list, all or none

    Columns: address, consent_at, consent_source, and if you like locale, policies, every_change. Nobody is added
    twice, and nobody who left the list or whose mailbox is gone comes back.
    """
    need_mail_part()
    from policybook.app import subscribers as people

    consent = people.given_consent(source, consented_on.date() if consented_on else None)
    with TerminalProgress() as progress:
        added, bad = people.import_file(
            invocation.settings(),
            file,
            consent=consent,
            skip_bad=skip_bad,
            dry_run=dry_run,
            at=now(),
            progress=progress,
        )
    click.echo(people.report(added, bad, form))
    if dry_run:
        click.echo("Nothing was changed: this was a rehearsal", err=True)


@subscribers.command()
@click.option("--out", type=click.Path(path_type=Path), help="File to write (default: print)")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", help="json: one object a line")
@click.pass_obj
@reported
def export(invocation: Invocation, out: Path | None, form: str) -> None:
    """Write the list out: addresses, status, consent, wishes"""
    need_mail_part()
    from policybook.app import subscribers as people
    from policybook.app.mailing import ledger_of

    with ledger_of(invocation.settings()) as ledger:
        if out is None:
            count = people.export_to(ledger, sys.stdout, form)
        else:
            with out.open("w", encoding="utf-8", newline="") as file:
                count = people.export_to(ledger, file, form)
    click.echo(f"{count} subscribers", err=True)


@subscribers.command()
@click.argument("address")
@click.option("--consent", "source", metavar="TEXT", required=True, help="How they agreed: `letter of 3 May`")
@click.option("--consented-on", type=DAY, help="Day on which they did (default: today)")
@click.option("--locale", default="", help="Language they want, for example de (default: the policy's own)")
@click.option("--policy", "policies", multiple=True, help="Only tell them of this policy; can be repeated")
@click.option("--every-change", is_flag=True, help="Also tell them of changes that are not material")
@click.option("--again", is_flag=True, help="They left the list, and have asked to be put back")
@DRY_RUN
@click.pass_obj
@reported
def add(
    invocation: Invocation,
    address: str,
    source: str,
    consented_on: datetime | None,
    locale: str,
    policies: tuple[str, ...],
    every_change: bool,
    again: bool,
    dry_run: bool,
) -> None:
    """Put one person on the list"""
    need_mail_part()
    from policybook.app import subscribers as people

    moment = now()
    consent = people.given_consent(source, (consented_on or moment).date())
    assert consent is not None  # noqa: S101  both of its parts are given
    added = people.add_one(
        invocation.settings(),
        address,
        consent=consent,
        locale=locale,
        policies=policies,
        every_change=every_change,
        again=again,
        dry_run=dry_run,
        at=moment,
    )
    click.echo(people.report(added, (), "text"), err=True)
    if added.suppressed:
        click.echo("They left the list; if they ask to be put back, use --again", err=True)
        sys.exit(1)


@subscribers.command()
@click.argument("address")
@DRY_RUN
@click.pass_obj
@reported
def remove(invocation: Invocation, address: str, dry_run: bool) -> None:
    """Take one person off the list for good"""
    need_mail_part()
    from policybook.app import subscribers as people

    was_there = people.remove(invocation.settings(), address, dry_run=dry_run, at=now())
    verb = "would never be" if dry_run else "is never"
    click.echo(f"The address {'was' if was_there else 'was not'} on the list, and {verb} mailed", err=True)


@subscribers.command()
@click.argument("address")
@DRY_RUN
@click.pass_obj
@reported
def erase(invocation: Invocation, address: str, dry_run: bool) -> None:
    """Forget one person, except that their address is never mailed again"""
    need_mail_part()
    from policybook.app import subscribers as people

    was_there = people.erase(invocation.settings(), address, dry_run=dry_run, at=now())
    said = "Would be forgotten" if dry_run else "Forgotten"
    click.echo(said if was_there else "There is nobody of that address; it is never mailed", err=True)


@subscribers.command()
@FORMAT
@click.pass_obj
@reported
def stats(invocation: Invocation, form: str) -> None:
    """Count the people on the list"""
    need_mail_part()
    from policybook.app.mailing import ledger_of

    with ledger_of(invocation.settings()) as ledger:
        counts = ledger.subscribers.stats()
    lines = [f"{count:>9,}  {name}" for name, count in counts.items()]
    click.echo(json.dumps(counts, indent=1) if form == "json" else "\n".join(lines))


@subscribers.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE ...]")
@click.option("--maildir", type=click.Path(path_type=Path), help="Take in the new mails of a maildir")
@DRY_RUN
@FORMAT
@click.pass_obj
@reported
def bounces(invocation: Invocation, files: tuple[Path, ...], maildir: Path | None, dry_run: bool, form: str) -> None:
    """Take in mails that came back, and complaints

    Reads the mail on stdin when neither files nor a maildir are named: as the mail server pipes it. Mails that nobody
    of ours sent are ignored. Exit code 75 when the ledger does not answer: the mail server then tries again.
    """
    need_mail_part()
    from policybook.app import returning
    from policybook.app.mailing import keys_of, ledger_of

    settings = invocation.settings()
    with TerminalProgress() as progress:
        if maildir:
            mails = returning.from_maildir(maildir, dry_run=dry_run, progress=progress)
        else:
            mails = returning.from_files(files) if files else iter([sys.stdin.buffer.read()])
        try:
            with ledger_of(settings, rehearsal=dry_run) as ledger:
                found = returning.take_in(ledger, settings, mails, keys=keys_of(settings), at=now(), dry_run=dry_run)
        except LedgerError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(TRY_AGAIN)
    click.echo(found.report(form))
