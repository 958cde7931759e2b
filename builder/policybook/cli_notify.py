"""The commands about notices: parse, call one use case, print."""

from __future__ import annotations

import getpass
import json
import sys
from pathlib import Path

import click

from policybook.adapters.terminal import TerminalProgress
from policybook.core.mailing import DeliveryState, Notice, NoticeKind, NoticeState
from policybook.invocation import FORMAT, Invocation, need_mail_part, now, reported, today, warn

DIGEST = click.option("--digest", is_flag=True, help="One mail about all revisions that are due")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Say what would happen; change and send nothing")
OPEN = (NoticeState.DRAFT, NoticeState.APPROVED, NoticeState.SENDING, NoticeState.PAUSED)


@click.group()
def notify() -> None:
    """Tell people of material changes by mail: plan, preview, approve, send, follow up

    NOTICE is the number of a notice, or POLICY/REVISION, for example terms/2026-10-01.
    """


@notify.command()
@click.option("--dry-run", is_flag=True, help="Do not record the revisions of a repository seen for the first time")
@FORMAT
@click.pass_obj
@reported
def plan(invocation: Invocation, dry_run: bool, form: str) -> None:
    """List the material revisions that nobody was told of yet"""
    need_mail_part()
    from policybook.app import notify as notifying
    from policybook.app.book import open_book

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        outcome = notifying.plan(book, settings, on=today(settings), record=not dry_run)
    if outcome.message:
        click.echo(outcome.message, err=True)
    click.echo(notifying.as_json(outcome) if form == "json" else notifying.as_text(outcome))


@notify.command()
@click.argument("notice", required=False)
@DIGEST
@click.option(
    "--to", "recipient", metavar="ADDRESS", default="subscriber@example.com", help="Address to write the notice to"
)
@click.option("--locale", default="", help="Language of the words round the text, for example de")
@click.option("--out", type=click.Path(path_type=Path), default=Path("outbox"), help="Folder for the .eml files")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing")
@click.pass_obj
@reported
def preview(
    invocation: Invocation, notice: str | None, digest: bool, recipient: str, locale: str, out: Path, dry_run: bool
) -> None:
    """Write the mail of a notice as .eml files; nothing is sent

    Without NOTICE every due one is written.
    """
    need_mail_part()
    from policybook.app import composition
    from policybook.app.book import open_book

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        written = composition.preview(
            book,
            settings,
            name=notice,
            digest=digest,
            recipient=recipient,
            locale=locale,
            folder=out,
            dry_run=dry_run,
            on=today(settings),
        )
    for name in written:
        click.echo(f"{'Would write' if dry_run else 'Wrote'} {name}", err=True)
    if not written:
        click.echo("No notice is due; name a revision to preview one anyway", err=True)


@notify.command()
@click.argument("notice", required=False)
@DIGEST
@click.option("--to", "recipient", metavar="ADDRESS", required=True, help="Address to send the notice to")
@click.option("--locale", default="", help="Language of the words round the text, for example de")
@DRY_RUN
@click.pass_obj
@reported
def test(invocation: Invocation, notice: str | None, digest: bool, recipient: str, locale: str, dry_run: bool) -> None:
    """Send the mail of a notice to one address, to see how it arrives"""
    need_mail_part()
    from policybook.app import composition, testing
    from policybook.app.book import open_book

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        composer = composition.Composer(book, settings, on=today(settings))
        announcements = composition.chosen(composer, settings, notice, digest=digest)
        mails = [composer.mail(item, locale) for item in announcements]
    if not mails:
        click.echo("No notice is due; name a revision to test one anyway", err=True)
    for mail in mails:
        said = "would be sent" if dry_run else testing.send_test(settings, mail, recipient=recipient, at=now())
        click.echo(f"{mail.subject()}: {said}", err=True)


@notify.command()
@click.argument("notice", required=False)
@DIGEST
@click.option("--by", metavar="NAME", help="Who approves it (default: the user of this machine)")
@FORMAT
@click.pass_obj
@reported
def approve(invocation: Invocation, notice: str | None, digest: bool, by: str | None, form: str) -> None:
    """Approve a notice as it is now; a change afterwards makes that void

    Without NOTICE all that are due are approved.
    """
    need_mail_part()
    from policybook.app import announcing, composition
    from policybook.app.book import open_book
    from policybook.app.mailing import ledger_of

    settings = invocation.settings()
    approved = []
    with (
        TerminalProgress() as progress,
        open_book(settings, progress=progress) as book,
        ledger_of(settings) as ledger,
    ):
        composer = composition.Composer(book, settings, on=today(settings))
        there = ledger.notices.get(int(notice)) if notice and notice.isdigit() else None
        for announcement in composition.chosen(composer, settings, notice, digest=digest):
            approval = announcing.approve(
                ledger, composer, announcement, notice=there, by=by or getpass.getuser(), at=now()
            )
            approved.append(approval)
    if form == "json":
        items = [
            {
                "id": item.notice.id,
                "subject": item.subject,
                "recipients": item.recipients,
                "content_sha256": item.content,
            }
            for item in approved
        ]
        click.echo(json.dumps({"approved": items}, ensure_ascii=False, indent=1))
        return
    for item in approved:
        click.echo(
            f"{item.notice.id:>4}  {item.subject}\n      {item.recipients:,} recipients, content {item.content[:16]}"
        )
        click.echo(f"Send it with: policybook notify send {item.notice.id} --expect {item.recipients}", err=True)
    if not approved:
        click.echo("No notice is due", err=True)


@notify.command()
@click.argument("notice", required=False)
@click.option("--per-recipient", is_flag=True, help="List who got it and who did not, as CSV")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in DeliveryState]),
    help="Only deliveries in this state",
)
@FORMAT
@click.pass_obj
@reported
def status(invocation: Invocation, notice: str | None, per_recipient: bool, states: tuple[str, ...], form: str) -> None:
    """Say how far notices are, and who got one"""
    need_mail_part()
    from policybook.app import mailing, overseeing

    with mailing.ledger_of(invocation.settings()) as ledger:
        if per_recipient:
            found = overseeing.one_notice(ledger, notice, *NoticeState)
            overseeing.write_recipients(ledger, found, map(DeliveryState, states), sys.stdout, form)
            return
        chosen = [overseeing.one_notice(ledger, notice, *NoticeState)] if notice else ledger.notices.all()
        said = overseeing.status_json if form == "json" else overseeing.status_text
        click.echo(said(ledger, chosen))


@notify.command()
@click.argument("notice", required=False)
@click.option("--reason", default="by an operator", metavar="TEXT", help="Why; kept in the ledger")
@click.pass_obj
@reported
def pause(invocation: Invocation, notice: str | None, reason: str) -> None:
    """Stop a notice from the next mail on, whichever process sends it"""
    need_mail_part()
    from policybook.app import mailing, overseeing, telling

    with mailing.ledger_of(invocation.settings()) as ledger:
        found = overseeing.one_notice(ledger, notice, NoticeState.SENDING)
        overseeing.pause(ledger, found, reason, at=now())
    warn(telling.tell(found, f"Paused: {reason}"))
    click.echo(f"Paused {found.name}; `policybook notify resume {found.id}` goes on", err=True)


@notify.command()
@click.argument("notice", required=False)
@click.option("--reason", default="by an operator", metavar="TEXT", help="Why; kept in the ledger")
@click.option("--withdraw", metavar="TEXT", help="Also draft a mail to those who got it already, with these words")
@DRY_RUN
@click.pass_obj
@reported
def cancel(invocation: Invocation, notice: str | None, reason: str, withdraw: str | None, dry_run: bool) -> None:
    """Stop a notice for good; who has not got it does not get it"""
    need_mail_part()
    from policybook.app import announcing, mailing, overseeing, telling

    with mailing.ledger_of(invocation.settings()) as ledger:
        states = (*OPEN, NoticeState.DONE) if withdraw else OPEN
        found = overseeing.one_notice(ledger, notice, *states)
        if dry_run:
            click.echo(f"Would cancel {found.name}", err=True)
            return
        if found.state is not NoticeState.DONE:
            number = overseeing.cancel(ledger, found, reason, at=now())
            click.echo(f"Cancelled {found.name}; {number:,} people do not get it", err=True)
            warn(telling.tell(found, f"Cancelled: {reason}. {number:,} people do not get it"))
        if withdraw:
            draft = announcing.put_right(ledger, found.id, NoticeKind.WITHDRAWAL, withdraw, at=now())
            _drafted(draft)


@notify.command()
@click.argument("notice")
@click.option("--words", required=True, metavar="TEXT", help="What was wrong: it stands at the top of the mail")
@click.pass_obj
@reported
def correct(invocation: Invocation, notice: str, words: str) -> None:
    """Draft a mail that puts a notice right, for those who got it"""
    need_mail_part()
    from policybook.app import announcing, mailing, overseeing

    with mailing.ledger_of(invocation.settings()) as ledger:
        found = overseeing.one_notice(
            ledger, notice, NoticeState.SENDING, NoticeState.PAUSED, NoticeState.DONE, NoticeState.CANCELLED
        )
        draft = announcing.put_right(ledger, found.id, NoticeKind.CORRECTION, words, at=now())
    _drafted(draft)


@notify.command()
@click.argument("revision")
@click.pass_obj
@reported
def reminder(invocation: Invocation, revision: str) -> None:
    """Draft a mail that reminds of a change before it takes effect"""
    need_mail_part()
    from policybook.app import announcing, composition, mailing
    from policybook.app.book import open_book

    settings = invocation.settings()
    with (
        TerminalProgress() as progress,
        open_book(settings, progress=progress) as book,
        mailing.ledger_of(settings) as ledger,
    ):
        composer = composition.Composer(book, settings, on=today(settings))
        draft = announcing.remind(ledger, composer, revision, on=today(settings), at=now())
    _drafted(draft)


def _drafted(draft: Notice) -> None:
    click.echo(f"Drafted notice {draft.id}: {draft.name}", err=True)
    click.echo(
        f"Look at it: policybook notify preview {draft.id}; then: policybook notify approve {draft.id}", err=True
    )


@notify.command()
@click.option("--out", type=click.Path(path_type=Path), help="File to write (default: print)")
@click.pass_obj
@reported
def export(invocation: Invocation, out: Path | None) -> None:
    """Write what was announced when, to be published: counts, and no addresses"""
    need_mail_part()
    from policybook.app import mailing, overseeing

    with mailing.ledger_of(invocation.settings()) as ledger:
        text = overseeing.announced(ledger)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
