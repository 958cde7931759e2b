"""What takes effect next: the page that shows it, and its comparison with the text in force. Knows nothing about
templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from policybook.app.edition import Edition
from policybook.app.entries import summary_source
from policybook.app.redlines import compared
from policybook.core.model import Version
from policybook.core.timeline import (
    Change,
    DocumentText,
    Policy,
    Revision,
    Standing,
    documents_in_force,
    in_force,
    upcoming,
)

UPCOMING = "upcoming"
"""What stands in the address for the id of a revision where what comes next is more, or less, than one revision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """What takes effect next in a policy."""

    day: date
    """First day it binds."""
    revision: Revision
    """The revision whose text is then in force."""
    standings: tuple[Standing, ...]
    """The documents of the page on that day; none when the policy is withdrawn then."""
    comparison: Revision
    """What changes on that day, against the text in force: the revision itself, or all that comes with it as one."""
    later: tuple[Revision, ...]
    """The revisions that are pending behind it, in the order they take effect."""


def coming(edition: Edition, policy: Policy) -> Coming | None:
    """Return what takes effect next; None when nothing is pending."""
    pending = upcoming(policy, on=edition.on)
    if not pending:
        return None
    day = pending[0].effective
    revision = in_force(policy, on=day) or pending[0]
    standings = documents_in_force(policy, on=day)
    return Coming(
        day=day,
        revision=revision,
        standings=standings,
        comparison=_comparison(edition, policy, revision, standings),
        later=tuple(item for item in pending if item.effective > day),
    )


def has_page(edition: Edition, policy: Policy, found: Coming) -> bool:
    """Return whether what comes next has a page of its own: a first text stands on the policy's page itself."""
    return bool(found.standings) and in_force(policy, on=edition.on) is not None


def is_joined(revision: Revision) -> bool:
    """Return whether a comparison is that of all that comes next, not of one revision."""
    return revision.id == UPCOMING


def _comparison(edition: Edition, policy: Policy, revision: Revision, then: Sequence[Standing]) -> Revision:
    """Return a revision's own comparison where it says all that changes on its day, else all of it in one."""
    if in_force(policy, on=edition.on) is None:
        return revision
    now = {item.text.document: item.text for item in documents_in_force(policy, on=edition.on)}
    texts = [_changed(edition, now.pop(item.text.document, None), item.text) for item in then]
    gone = [replace(text, change=Change.REMOVED, version=None, previous=text.version) for text in now.values()]
    joined = replace(revision, id=UPCOMING, texts=(*texts, *gone))
    if _read(edition, joined) == _read(edition, revision):
        return revision
    together = [item for item in policy.revisions if item.effective == revision.effective and _takes_part(item)]
    return replace(
        joined,
        material=any(item.material for item in together),
        summary=" ".join(summary_source(edition, policy, item) for item in together),
        explanation="\n\n".join(item.explanation for item in together if item.explanation),
        commit="",
    )


def _takes_part(revision: Revision) -> bool:
    return revision.has_text and not revision.taken_back


def _changed(edition: Edition, now: DocumentText | None, then: DocumentText) -> DocumentText:
    """Return a document of that day compared with its text in force; one that is not on the page yet as it arrives."""
    if now is None:
        return then
    same = _visible(edition, now.version) == _visible(edition, then.version)
    return replace(then, change=Change.SAME if same else Change.AMENDED, previous=now.version)


def _read(edition: Edition, revision: Revision) -> dict[str, tuple[str, str]]:
    """Return the texts that a revision compares, as readers see them, by document."""
    return {
        text.document: (_visible(edition, text.previous), _visible(edition, text.version))
        for text in compared(revision)
    }


def _visible(edition: Edition, version: Version | None) -> str:
    return edition.book.digest(version).visible if version else ""
