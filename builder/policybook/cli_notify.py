"""The commands about notices: parse, call one use case, print."""

from __future__ import annotations

from pathlib import Path

import click

from policybook.adapters.terminal import TerminalProgress
from policybook.app.book import open_book
from policybook.invocation import FORMAT, Invocation, need_mail_part, reported, today


@click.group()
def notify() -> None:
    """Plan and preview the notices that material changes ask for"""


@notify.command()
@click.option("--dry-run", is_flag=True, help="Do not record the revisions of a repository seen for the first time")
@FORMAT
@click.pass_obj
@reported
def plan(invocation: Invocation, dry_run: bool, form: str) -> None:
    """List the material revisions that nobody was told of yet"""
    need_mail_part()
    from policybook.app import notify as notifying

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        outcome = notifying.plan(book, settings, on=today(settings), record=not dry_run)
    if outcome.message:
        click.echo(outcome.message, err=True)
    click.echo(notifying.as_json(outcome) if form == "json" else notifying.as_text(outcome))


@notify.command()
@click.argument("revision", required=False)
@click.option(
    "--to", "recipient", metavar="ADDRESS", default="subscriber@example.com", help="Address to write the notice to"
)
@click.option("--out", type=click.Path(path_type=Path), default=Path("outbox"), help="Folder for the .eml files")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing")
@click.pass_obj
@reported
def preview(invocation: Invocation, revision: str | None, recipient: str, out: Path, dry_run: bool) -> None:
    """Write the mail that a material revision would send, as .eml files; nothing is sent

    REVISION is POLICY/REVISION, for example terms/2026-10-01; without it every due notice is written.
    """
    need_mail_part()
    from policybook.app import notify as notifying

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        written = notifying.preview(
            book, settings, revision=revision, recipient=recipient, folder=out, dry_run=dry_run, on=today(settings)
        )
    for name in written:
        click.echo(f"{'Would write' if dry_run else 'Wrote'} {name}", err=True)
    if not written:
        click.echo("No notice is due; name a revision to preview one anyway", err=True)
