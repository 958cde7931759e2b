"""The command line: parse, call one use case, print. With the plugin the only reader of the clock."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policybook import __version__
from policybook.adapters.terminal import TerminalProgress
from policybook.cli_sending import notify
from policybook.cli_server import subscribe_server
from policybook.cli_subscribers import subscribers
from policybook.core.errors import PolicybookError, UsageError
from policybook.core.model import Severity
from policybook.invocation import DAY, FORMAT, Invocation, chosen_day, reported, today

FORMATS = ("text", "html", "md", "json")
"""How `diff` can print."""

if TYPE_CHECKING:
    from policybook.app import compare as comparing

# use cases are imported by the commands that need them: a process that only sends mails takes half of the memory


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "directory", type=click.Path(path_type=Path), default=Path(), help="Work in this folder")
@click.option(
    "--config", type=click.Path(path_type=Path), help="Configuration file (default: mkdocs.yml, if there is one)"
)
@click.option(
    "--content",
    type=click.Path(path_type=Path),
    help="Content folder (default: docs_dir, else content/, policies/, docs/ or the folder itself)",
)
@click.option("--trust-repo", "trust", is_flag=True, help="Read the repository though it belongs to another user")
@click.version_option(__version__, prog_name="policybook")
@click.pass_context
def main(context: click.Context, directory: Path, config: Path | None, content: Path | None, trust: bool) -> None:
    """Publish an organisation's policies from git: pages, history, redlines, notices"""
    context.obj = Invocation(directory, config, content, trust)


@main.command()
@click.option("--on", type=DAY, help="Day to publish for (default: today in the declared time zone)")
@click.option(
    "--previous",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Refuse to build when anything of a published site is lost: its manifest.json, or a policy's versions.json",
)
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but errors")
@click.pass_obj
@reported
def build(invocation: Invocation, on: datetime | None, previous: Path | None, dry_run: bool, quiet: bool) -> None:
    """Build the public site"""
    from policybook.mkdocs_plugin import build_site, plan_only

    settings = invocation.settings()
    day = chosen_day(on, settings)
    make = plan_only if dry_run else build_site
    plan = make(settings, on=day, quiet=quiet, previous=previous)
    if quiet:
        return
    for notice in plan.notices:
        click.echo(f"warning: {notice}", err=True)
    verb = "Would write" if dry_run else "Wrote"
    click.echo(f"{verb} {len(plan.pages)} pages and {len(plan.files)} files to {settings.site_dir}", err=True)
    if plan.next_change:
        click.echo(f"The next page changes by itself on {plan.next_change}: build again on that day", err=True)


@main.command()
@click.option("--address", metavar="HOST:PORT", help="Address to serve at (default: 127.0.0.1:8000)")
@click.pass_obj
@reported
def serve(invocation: Invocation, address: str | None) -> None:
    """Serve the site on this machine and rebuild it on every commit"""
    from policybook.mkdocs_plugin import serve_site

    serve_site(invocation.settings(), address=address)


@main.command()
@click.argument("policy", required=False)
@click.option("--on", type=DAY, help="Day to answer for (default: today)")
@FORMAT
@click.pass_obj
@reported
def history(invocation: Invocation, policy: str | None, on: datetime | None, form: str) -> None:
    """List the revisions of a policy, or of all policies, newest first"""
    from policybook.app import history as histories
    from policybook.app.book import open_book

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        lines = histories.history(book, policy=policy, on=chosen_day(on, settings))
    click.echo(histories.as_json(lines) if form == "json" else histories.as_text(lines))


@main.command()
@click.argument("document")
@click.option("--on", type=DAY, help="Day to answer for (default: today)")
@click.pass_obj
@reported
def show(invocation: Invocation, document: str, on: datetime | None) -> None:
    """Print the text of a document in force on a day

    DOCUMENT is the id of a policy (its first document), or POLICY/DOCUMENT.
    """
    from policybook.app import history as histories
    from policybook.app.book import open_book

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        text = histories.text_in_force(book, document, on=chosen_day(on, settings))
    click.echo(text, nl=False)


@main.command()
@click.argument("names", nargs=-1, metavar="[DOCUMENT] [OLD NEW | OLD..NEW] | FILE FILE")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", help="How to print it")
@click.option("--only-changes", is_flag=True, help="Leave out what did not change")
@click.option("--exit-code", is_flag=True, help="Exit with 1 when anything differs")
@click.pass_obj
@reported
def diff(invocation: Invocation, names: tuple[str, ...], form: str, only_changes: bool, exit_code: bool) -> None:
    """Print the redline between two versions of documents

    \b
    policybook diff                       every document, last commit and work tree
    policybook diff terms                 one document, last commit and work tree
    policybook diff terms OLD NEW         two versions of a document; also OLD..NEW
    policybook diff OLD..NEW              every document that two commits differ in
    policybook diff old.md new.md         two files, in no repository

    DOCUMENT is the id of a policy (its first document), POLICY/DOCUMENT, or the path of its file. OLD and NEW are
    revision ids (2024-01-01), days (the text in force on it) or commits (HEAD, HEAD~2, an id).
    """
    from policybook.app import compare as comparing
    from policybook.app import printed as printing

    try:
        asked = comparing.question(names, invocation.directory)
        found = _comparisons(invocation, asked)
    except PolicybookError as error:
        error.exit_code = UsageError.exit_code  # 1 means that something differs
        raise
    shown = [item for item in found if item.differs or not asked.several]
    click.echo(printing.printed(shown, form, only_changes=only_changes, headed=asked.several), nl=False)
    for note in printing.notes(found):
        click.echo(note, err=True)
    if exit_code and any(item.differs for item in found):
        sys.exit(1)


def _comparisons(invocation: Invocation, asked: comparing.Question) -> tuple[comparing.Comparison, ...]:
    from policybook.app import compare as comparing

    if asked.files:
        return (comparing.between_files(invocation.directory, *asked.files),)
    settings = invocation.settings()
    with TerminalProgress() as progress:
        return comparing.answer(settings, asked, invocation.directory, progress=progress)


@main.command()
@FORMAT
@click.pass_obj
@reported
def check(invocation: Invocation, form: str) -> None:
    """Check the content: unlisted changes, dates, links, notes"""
    from policybook.app import check as checking

    settings = invocation.settings()
    with TerminalProgress() as progress:
        problems = checking.check(settings, on=today(settings), progress=progress)
    click.echo(checking.as_json(problems) if form == "json" else checking.as_text(problems))
    if any(problem.severity is Severity.ERROR for problem in problems):
        sys.exit(1)


@main.command()
@click.argument("policies", nargs=-1, metavar="[POLICY...]")
@click.option("--on", type=DAY, help="Day to answer for (default: today)")
@click.option("--redline", "redlines", multiple=True, metavar="REVISION", help="Write this revision's redline too")
@click.option("--redlines", "all_redlines", is_flag=True, help="Write the redline of every revision too")
@click.option("--output", type=click.Path(path_type=Path), default=Path("pdf"), help="Folder for the files (pdf)")
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing")
@click.pass_obj
@reported
def pdf(
    invocation: Invocation,
    policies: tuple[str, ...],
    on: datetime | None,
    redlines: tuple[str, ...],
    all_redlines: bool,
    output: Path,
    dry_run: bool,
) -> None:
    """Write the texts in force as PDFs that screen readers can read

    POLICY is the id of a policy; without one all are written. REVISION is a revision's id (2024-03-01), with the
    policy before it where several have it (terms/2024-03-01). Only files that changed are written.
    """
    from policybook.app import pdfexport as exporting
    from policybook.app.book import open_book

    settings = invocation.settings()
    request = exporting.Request(policies=policies, redlines=redlines, all_redlines=all_redlines)
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        done = exporting.export(
            book, settings, request, on=chosen_day(on, settings), folder=output, dry_run=dry_run, progress=progress
        )
    for item in done:
        verb = ("Would write" if dry_run else "Wrote") if item.changed else "Unchanged:"
        click.echo(f"{verb} {item.path}", err=True)
    for notice in filter(None, (item.notice for item in done)):
        click.echo(f"warning: {notice}", err=True)


@main.command()
@click.argument("policy", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would be written; write nothing")
@click.pass_obj
@reported
def adopt(invocation: Invocation, policy: str | None, dry_run: bool) -> None:
    """Seal the revisions that were made from commits into note files

    Their addresses, days and texts then depend on neither commits nor dates. Commit the files that are written.
    """
    from policybook.app import adopt as adopting
    from policybook.app.book import open_book
    from policybook.app.edition import Edition

    settings = invocation.settings()
    with TerminalProgress() as progress, open_book(settings, progress=progress) as book:
        notes = adopting.adopted_notes(Edition(book, settings, on=today(settings)), policy)
    written = adopting.write_notes(notes, settings.content_dir, dry_run=dry_run)
    for note in written:
        click.echo(note.path)
    verb = "Would write" if dry_run else "Wrote"
    click.echo(f"{verb} {len(written)} sealed note{'s' * (len(written) != 1)} to {settings.content_dir}", err=True)


@main.command()
@click.argument("site", required=False, type=click.Path(path_type=Path))
@click.pass_obj
@reported
def verify(invocation: Invocation, site: Path | None) -> None:
    """Compare a built site with the repository: every text, redline and version

    SITE is the folder of the site (default: where it is built).
    """
    from policybook.app import verify as verifying

    settings = invocation.settings()
    with TerminalProgress() as progress:
        verdict = verifying.verify(settings, site or settings.site_dir, progress=progress)
    for finding in verdict.findings:
        click.echo(finding)
    if verdict.remark:
        click.echo(f"warning: {verdict.remark}; its pages were not read back", err=True)
    counted = f"{verdict.revisions} published revisions and {verdict.files} files of the site"
    said = (
        f"{len(verdict.findings)} differ from the repository"
        if verdict.findings
        else "all are as the repository gives them"
    )
    click.echo(f"Compared {counted}: {said}", err=True)
    if verdict.findings:
        sys.exit(1)


main.add_command(notify)
main.add_command(subscribers)
main.add_command(subscribe_server)
