"""From a draft to a notice on its way, past the guard rails: nothing is mailed by accident. Knows no transport."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from policybook.adapters.ledger import Audience, Ledger
from policybook.adapters.settings import Settings
from policybook.app.book import Book
from policybook.app.check import facts_of
from policybook.app.composition import Composer, content_hash
from policybook.core.compiled import TOKEN
from policybook.core.composing import Announcement
from policybook.core.daterules import owed_days
from policybook.core.errors import UsageError
from policybook.core.mailing import Notice, NoticeKind, NoticeState
from policybook.core.replies import expiry

_TOLERANCE = 0.02
"""By what share the number of recipients may differ from the one expected: people come and go."""
_AT_ONCE = (NoticeKind.CORRECTION, NoticeKind.WITHDRAWAL)
"""Kinds that no quiet period holds back: each hour more people act on what was wrong."""
_WITHOUT_DEADLINE = (NoticeKind.CORRECTION, NoticeKind.WITHDRAWAL, NoticeKind.REMINDER)
"""Kinds that no days of notice are owed for: the first notice gave them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What somebody has just approved, or would."""

    notice: Notice
    """The notice."""
    subject: str
    """Its subject."""
    recipients: int
    """How many would get it now."""
    content: str
    """SHA-256 of its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Go:
    """What an operator says when they send a notice."""

    expect: int
    """How many recipients they expect."""
    in_ci: bool = False
    """Whether this is a build server, where nobody watches."""
    ci_ok: bool = False
    """Whether it may be sent from there all the same."""
    override_reason: str = ""
    """Why less notice is given than promised."""
    no_unsubscribe: bool = False
    """Whether a mail without a way to leave the list is meant: one that a law or a contract asks for."""
    also: bool = False
    """Whether it may be sent while another one is."""
    no_quiet: bool = False
    """Whether it may be sent right after another one."""


def approve(
    ledger: Ledger, composer: Composer, announcement: Announcement, *, notice: Notice | None, by: str, at: datetime
) -> Approval:
    """Record that somebody has seen a notice and wants it sent; a change afterwards makes that void."""
    keys = [item.key for item in announcement.revisions]
    notice = notice or ledger.notices.draft(announcement.kind, keys, at=at)
    mail = composer.mail(composer.announcement(notice, ledger))
    count = ledger.deliveries.count(composer.audience(announcement, notice.refers_to))
    content = content_hash(mail)
    approved = ledger.notices.approve(notice.id, content=content, recipients=count, by=by, at=at)
    return Approval(notice=approved, subject=mail.subject(), recipients=count, content=content)


def start(
    ledger: Ledger,
    composer: Composer,
    book: Book,
    settings: Settings,
    notice: Notice,
    go: Go,
    *,
    at: datetime,
    dry_run: bool,
) -> Notice:
    """Begin to send an approved notice: compose it in the languages of its recipients and enqueue it for each.

    Raises UsageError, with the way out, when anything is not as the operator says. `dry_run` only looks.
    """
    announcement = composer.announcement(notice, ledger)
    audience = composer.audience(announcement, notice.refers_to)
    mail = composer.mail(announcement)
    own = mail.template()
    content = content_hash(mail)
    today = at.astimezone(settings.options.zone()).date()
    _check_approval(notice, content)
    _check_place(ledger, notice, go)
    _check_count(ledger.deliveries.count(audience), go.expect)
    _check_quiet(ledger, notice, audience, go, timedelta(hours=settings.options.mail_quiet_hours), at)
    if TOKEN.encode() not in own and not audience.elsewhere and not go.no_unsubscribe:
        raise UsageError(
            "the mail has no link by which its recipient leaves the list",
            hint="set `subscribe_url`, or `mail_unsubscribe_url` with {token} in it; where a law asks for a notice to "
            "everybody, say --no-unsubscribe",
        )
    for said in _too_short(book, settings, announcement, today):
        if not go.override_reason:
            raise UsageError(said, hint="let it take effect later, or say why not with --override-reason TEXT")
    if dry_run:
        return notice
    mails = {"": own}
    for locale in ledger.deliveries.locales(audience):
        mails[locale] = composer.mail(announcement, locale).template()
    if go.override_reason:
        ledger.notices.remark(notice.id, "short notice", go.override_reason, at=at)
    return ledger.deliveries.enqueue(
        notice.id, audience, content=content, mails=mails, expires=_expires(announcement, settings, at), at=at
    )


def _check_approval(notice: Notice, content: str) -> None:
    if notice.state is not NoticeState.APPROVED:
        raise UsageError(
            f"notice {notice.id} ({notice.name}) is {notice.state}, not approved",
            hint="look at it with `policybook notify preview`, then `policybook notify approve`",
        )
    if notice.content != content:
        raise UsageError(
            f"notice {notice.id} ({notice.name}) is not what {notice.approved_by} approved any more",
            hint="its words, its days or a template have changed: look at it and approve it again",
        )


def _check_place(ledger: Ledger, notice: Notice, go: Go) -> None:
    if go.in_ci and not go.ci_ok:
        raise UsageError("this is a build server, and nobody watches", hint="if that is meant, say --ci-ok")
    under_way = [item for item in ledger.notices.in_state(NoticeState.SENDING) if item.id != notice.id]
    if under_way and not go.also:
        raise UsageError(
            f"notice {under_way[0].id} ({under_way[0].name}) is being sent already",
            hint="let it finish, so that nobody gets two mails at once; if that is meant, say --also",
        )


def _check_count(count: int, expected: int) -> None:
    if abs(count - expected) > _TOLERANCE * max(expected, 1):
        raise UsageError(
            f"{count:,} people would get it, and {expected:,} are expected",
            hint=f"if {count:,} is right, say --expect {count}",
        )


def _check_quiet(ledger: Ledger, notice: Notice, audience: Audience, go: Go, quiet: timedelta, at: datetime) -> None:
    """Refuse a notice to people who got another one a short while ago."""
    if go.no_quiet or not quiet or notice.kind in _AT_ONCE:
        return
    under_way = [item.id for item in ledger.notices.in_state(NoticeState.SENDING)] if go.also else []
    spare = int(_TOLERANCE * ledger.deliveries.count(audience))
    found = ledger.deliveries.lately(audience, at - quiet, spare=spare, but=[notice.id, *under_way], at=at)
    if found is None:
        return
    other = ledger.notices.get(found.notice_id)
    hours = int(quiet.total_seconds()) // 3600
    name = f"notice {other.id} ({other.name})"
    if found.on_its_way:
        said, wait = f"the same people are still to get {name}", f"wait until {hours} hours after its last mail"
    else:
        said = f"the same people got {name} until {found.at:%Y-%m-%d %H:%M} UTC, less than {hours} hours ago"
        wait = f"wait until {found.at + quiet:%Y-%m-%d %H:%M} UTC (`mail_quiet_hours`)"
    raise UsageError(
        said,
        hint=f"{wait}; what else is due by then can go with it as one mail, `policybook notify approve --digest`; "
        "if it cannot wait, say --no-quiet",
    )


def _too_short(book: Book, settings: Settings, announcement: Announcement, today: date) -> Iterator[str]:
    """Give one sentence for each revision of which fewer days of notice would be given than are promised."""
    if announcement.kind in _WITHOUT_DEADLINE:
        return
    for item in announcement.revisions:
        policy = book.policy(item.policy_id)
        revision = policy.revision(item.revision_id) if policy else None
        if policy is None or revision is None:
            continue
        owed = owed_days(revision, facts_of(book, settings, policy))
        told = min(today, revision.announced or today)
        given = max(0, (revision.effective - told).days)
        if given < owed:
            yield f"{item.key} takes effect on {revision.effective}: {given} days of notice, and {owed} are promised"


def _expires(announcement: Announcement, settings: Settings, at: datetime) -> datetime:
    first = min(item.effective for item in announcement.revisions)
    withdrawn = announcement.kind is NoticeKind.WITHDRAWAL
    return expiry(None if withdrawn else first, at, settings.options.zone())


def remind(ledger: Ledger, composer: Composer, key: str, *, on: date, at: datetime) -> Notice:
    """Return a draft that reminds of a revision. Raises UsageError when there is nothing to remind of."""
    (revision,) = composer.revisions([key])
    told = [item for item in ledger.notices.about(key) if item.started and item.kind is not NoticeKind.WITHDRAWAL]
    if not told:
        raise UsageError(f"nobody was told of {key} yet", hint="`policybook notify plan` lists what is due")
    if revision.effective <= on or revision.undone:
        raise UsageError(f"{key} is not to come any more", hint="a reminder is for what takes effect later")
    return ledger.notices.draft(NoticeKind.REMINDER, [key], at=at, refers_to=told[0].id)


def put_right(ledger: Ledger, notice_id: int, kind: NoticeKind, words: str, *, at: datetime) -> Notice:
    """Return a draft that corrects or takes back a notice, for those who got it.

    Raises UsageError when it was not sent to anybody, or nothing is said about it.
    """
    earlier = ledger.notices.get(notice_id)
    if earlier.started is None:
        raise UsageError(
            f"notice {notice_id} was not sent to anybody", hint="change its words and approve it again, or cancel it"
        )
    if not words.strip():
        raise UsageError("nothing is said about what was wrong", hint="say it with --words TEXT")
    return ledger.notices.draft(kind, earlier.revisions, at=at, refers_to=earlier.id, words=words.strip())
