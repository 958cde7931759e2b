"""`policybook pdf`: the texts in force, and redlines, written as PDFs into a folder. Knows nothing about how a PDF is
made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from policybook.adapters.settings import Settings
from policybook.adapters.wholefile import write_whole
from policybook.app.book import Book, Progress, no_progress
from policybook.app.edition import Edition
from policybook.app.history import named
from policybook.app.pdfs import Pdfs, PlannedPdf, boxes_notice
from policybook.core.errors import OutputError, UsageError
from policybook.core.timeline import Policy, Revision


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for."""

    policies: Sequence[str] = ()
    """Ids of the policies; none means all."""
    redlines: Sequence[str] = ()
    """Revisions whose redlines are wanted too: `2024-03-01`, or `terms/2024-03-01`."""
    all_redlines: bool = False
    """Whether the redline of every revision is wanted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one PDF."""

    path: Path
    """The file."""
    changed: bool
    """Whether the file was not there, or not the same, before."""
    notice: str
    """What to say of it; empty as a rule."""


def export(
    book: Book,
    settings: Settings,
    request: Request,
    *,
    on: date,
    folder: Path,
    dry_run: bool = False,
    progress: Progress = no_progress,
) -> tuple[Outcome, ...]:
    """Write the PDFs asked for, those that changed, and return what became of each.

    Raises UsageError for a policy or revision that does not exist, MissingPartError without WeasyPrint, OutputError
    when a file cannot be written.
    """
    edition = Edition(book, settings, on=on)
    pdfs = Pdfs(edition)
    wanted = tuple(_wanted(edition, pdfs, request))
    done = []
    for number, (planned, name) in enumerate(wanted):
        progress("Making PDFs", number, len(wanted))
        pdf = pdfs.made(planned)
        changed = _write(folder / name, pdf.content, dry_run=dry_run)
        done.append(Outcome(path=folder / name, changed=changed, notice=boxes_notice(planned, pdf)))
    progress("Making PDFs", len(wanted), len(wanted))
    return tuple(done)


def _wanted(edition: Edition, pdfs: Pdfs, request: Request) -> Iterator[tuple[PlannedPdf, str]]:
    """Return the PDFs asked for, each with the name of its file inside the folder: that of the site, without the
    folders of single revisions."""
    book = edition.book
    policies = [named(book, name) for name in request.policies] or list(edition.policies)
    chosen = [found for name in request.redlines for found in _revisions(edition, policies, name)]
    for policy in policies:
        above = policy.address.rpartition("/")[0]
        marked = [
            revision
            for revision in policy.revisions
            if edition.redline_address(policy, revision) and (request.all_redlines or (policy, revision) in chosen)
        ]
        for item in (pdfs.in_force(policy), *(pdfs.redline(policy, revision) for revision in marked)):
            name = item.path.rsplit("/", 1)[-1]
            yield item, f"{above}/{name}" if above else name


def _revisions(edition: Edition, policies: Sequence[Policy], name: str) -> list[tuple[Policy, Revision]]:
    """Return the revisions of an id, which may name its policy as well."""
    place, _, revision_id = name.rpartition("/")
    found = [
        (policy, revision)
        for policy in policies
        if place in ("", policy.id, policy.address)
        for revision in policy.revisions
        if revision.id == revision_id
    ]
    if not found:
        hint = "`policybook history` lists the revisions; write POLICY/REVISION, or name the policy before"
        raise UsageError(f"there is no revision {name!r} of {', '.join(policy.id for policy in policies)}", hint=hint)
    compared = [pair for pair in found if edition.redline_address(*pair)]
    if not compared:
        raise UsageError(f"{name} has no redline: it is the first version, or has no text to compare")
    return compared


def _write(path: Path, content: bytes, *, dry_run: bool) -> bool:
    """Write a file that is not the same already, and return whether it was not."""
    try:
        if path.is_file() and path.read_bytes() == content:
            return False
        if not dry_run:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error}", hint="choose another folder with --output") from error
    return True
