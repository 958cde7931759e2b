"""Which material revisions nobody was told of yet. Knows nothing about mails or sending."""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from datetime import date

from policybook.adapters.ledger import Audience, Ledger
from policybook.adapters.settings import Settings
from policybook.app.book import Book
from policybook.app.edition import Edition
from policybook.app.entries import entry, excerpt, explanation_words, summary_words
from policybook.app.mailing import ledger_of
from policybook.core.notices import NEVER_MAILED, NoticeRevision, due
from policybook.core.timeline import Policy, Revision


@dataclass(frozen=True, slots=True)
class Other:
    """A revision that is not material."""

    key: str
    """Its name in the ledger."""
    wanted_by: int
    """How many subscribers want to hear of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What `notify plan` found."""

    due: tuple[NoticeRevision, ...]
    """The notices to send, in posting order."""
    others: tuple[Other, ...] = ()
    """Revisions that are not material, and that nobody was told of who wants to hear of every change."""
    message: str = ""
    """What was recorded, for the person at the terminal; empty when nothing was."""


def plan(book: Book, settings: Settings, *, on: date, record: bool) -> Outcome:
    """Return the material revisions that nobody was told of yet.

    In a repository seen for the first time every existing revision is recorded as baseline (unless `record` is
    off), and nothing is due: nobody is mailed about the past.
    """
    with ledger_of(settings, rehearsal=not record) as ledger:
        taken = f"What {ledger.taken_over} says was taken over into {ledger.where}. " if ledger.taken_over else ""
        known = ledger.notices.known()
        if known is not None:
            found = due(revisions_to_tell(book, settings, on), known)
            return Outcome(due=found, others=tuple(_others(book.known(on=on), ledger, known)), message=taken)
        posted = book.known(on=on).policies
        keys = [f"{policy.id}/{revision.id}" for policy in posted for revision in policy.revisions]
        if record:
            ledger.notices.record_baseline(keys, commit=book.head, on=on)
    verb = "are now" if record else "would become"
    return Outcome(
        due=(),
        message=f"First run here: {len(keys)} existing revisions {verb} the baseline, nobody is mailed about them",
    )


def _others(book: Book, ledger: Ledger, known: Container[str]) -> Iterator[Other]:
    for policy in book.policies:
        wanted_by = ledger.deliveries.count(Audience(policies=(policy.id,), material=False))
        for revision in policy.revisions if wanted_by else ():
            key = f"{policy.id}/{revision.id}"
            small = revision.listed and not revision.material and revision.kind not in NEVER_MAILED
            if small and not revision.taken_back and key not in known:
                yield Other(key, wanted_by)


def revisions_to_tell(
    book: Book, settings: Settings, on: date, *, only: Container[str] = ()
) -> Iterator[NoticeRevision]:
    """Give the revisions that a notice may be about: material ones that stand, and those named by their keys."""
    edition = Edition(book, settings, on=on)
    for policy in edition.book.policies:
        for revision in policy.revisions:
            announces = revision.material and not revision.taken_back
            if announces or f"{policy.id}/{revision.id}" in only:
                yield notice_revision(edition, policy, revision)


def notice_revision(edition: Edition, policy: Policy, revision: Revision) -> NoticeRevision:
    """Return what a notice needs to know of a revision."""
    redline = edition.redlines.of(revision)
    shown = entry(edition, policy, revision)
    target = policy.revision(revision.withdraws)
    return NoticeRevision(
        policy_id=policy.id,
        policy_title=edition.full_title(policy),
        speaks=edition.speaks(policy),
        revision_id=revision.id,
        posted=revision.posted,
        effective=revision.effective,
        material=revision.material,
        kind=revision.kind,
        summary=summary_words(edition, policy, revision),
        explanation=explanation_words(revision),
        documents=shown.documents,
        replaced=revision.replaced,
        undone=target.effective if target and target.taken_back else None,
        address=shown.address or f"{policy.address}/history/",
        redline=shown.redline,
        excerpt_html=excerpt(edition, policy, revision),
        excerpt_text=redline.excerpt_text,
        left_out=redline.left_out,
        inserted=redline.figures.inserted,
        deleted=redline.figures.deleted,
    )


def as_text(outcome: Outcome) -> str:
    """Return the notices due for people to read."""
    return "\n".join([*_due_lines(outcome), *_other_lines(outcome)])


def _other_lines(outcome: Outcome) -> list[str]:
    if not outcome.others:
        return []
    keys = [f"  {item.key}  {item.wanted_by} subscriber{'s' * (item.wanted_by != 1)}" for item in outcome.others]
    return ["Not material, but some want to hear of every change; approve by name to tell them:", *keys]


def _due_lines(outcome: Outcome) -> list[str]:
    if not outcome.due:
        return ["No notice is due."]
    lines = [f"{len(outcome.due)} notice{'s' * (len(outcome.due) != 1)} due:"]
    for item in outcome.due:
        lines += [f"  {item.key}  {item.policy_title}, effective {item.effective}", f"    {item.summary}"]
    return lines


def as_json(outcome: Outcome) -> str:
    """Return the notices due for programs to read."""
    items = [
        {
            "revision": item.key,
            "title": item.policy_title,
            "posted": item.posted.isoformat(),
            "effective": item.effective.isoformat(),
            "summary": item.summary,
        }
        for item in outcome.due
    ]
    others = [{"revision": item.key, "wanted_by": item.wanted_by} for item in outcome.others]
    return json.dumps({"due": items, "not_material": others}, ensure_ascii=False, indent=1)
