"""Notices composed from the policies: what one says in each language, ready for its recipients. Sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from hashlib import sha256
from pathlib import Path

from policybook.adapters.inliner import inlined
from policybook.adapters.ledger import Audience, Ledger
from policybook.adapters.mailtemplates import MailTemplates
from policybook.adapters.outbox import FolderOutbox
from policybook.adapters.settings import Settings
from policybook.app.book import Book
from policybook.app.mailing import elsewhere_of, ledger_of, to_listmonk
from policybook.app.notify import plan, revisions_to_tell
from policybook.core.campaigns import LEAVE
from policybook.core.compiled import CompiledMail, compiled, read_compiled
from policybook.core.composing import Announcement, compose
from policybook.core.errors import SettingsError, UsageError
from policybook.core.language import Language
from policybook.core.mailheaders import mailbox
from policybook.core.mailing import Notice, NoticeKind
from policybook.core.mailtokens import LENGTH
from policybook.core.notices import MailSettings, NoticeRevision

_DIGEST_ITEMS = 12
"""Most revisions in one mail: more would not be read, and hardly fit."""
_SAMPLE_TOKEN = "0" * LENGTH
_SAMPLE_ID = "0" * 24


class Composer:
    """Composes notices as they read on one day."""

    def __init__(self, book: Book, settings: Settings, *, on: date) -> None:
        self._book = book
        self._settings = settings
        self._on = on
        self._mail_settings = _mail_settings(settings)
        self._templates = MailTemplates([settings.overrides] if settings.overrides else [])

    def due(self) -> tuple[NoticeRevision, ...]:
        """Return the revisions that nobody was told of yet."""
        return plan(self._book, self._settings, on=self._on, record=False).due

    def revisions(self, keys: Sequence[str]) -> tuple[NoticeRevision, ...]:
        """Return named revisions, in the order named. Raises UsageError for one that does not exist."""
        found = {item.key: item for item in revisions_to_tell(self._book, self._settings, self._on, only=set(keys))}
        if missing := [key for key in keys if key not in found]:
            raise UsageError(
                f"there is no revision {missing[0]!r}",
                hint="write POLICY/REVISION; `policybook history` lists them all",
            )
        return tuple(found[key] for key in keys)

    def announcement(self, notice: Notice, ledger: Ledger) -> Announcement:
        """Return what a notice of the ledger is about."""
        earlier = ledger.notices.get(notice.refers_to) if notice.refers_to else None
        started = earlier.started if earlier else None
        return Announcement(
            revisions=self.revisions(notice.revisions),
            kind=notice.kind,
            earlier=started.astimezone(self._settings.options.zone()).date() if started else None,
            words=notice.words,
            sequence=notice.sequence,
            refers=read_compiled(ledger.notices.mail(earlier.id, "")).referred() if earlier and started else (),
        )

    def mail(self, announcement: Announcement, locale: str = "") -> CompiledMail:
        """Return the mail in a language, where its words are known; else, and without one, in the policy's own."""
        if len(announcement.revisions) > _DIGEST_ITEMS:
            raise UsageError(
                f"{len(announcement.revisions)} revisions are too many for one mail",
                hint=f"a digest holds up to {_DIGEST_ITEMS}; tell of some of them one by one",
            )
        composed = compose(
            replace(announcement, speaks=self._language(locale)), settings=self._mail_settings, on=self._on
        )
        text, html = self._templates.notice(composed.content)
        return compiled(composed.headers, text=text, html=inlined(html))

    def _language(self, locale: str) -> Language | None:
        found = self._book.catalogues.language(locale) if locale else None
        return found if found and found.tag.split("-")[0] == locale.split("-")[0] else None

    def audience(self, announcement: Announcement, refers_to: int | None) -> Audience:
        """Return whom an announcement is for."""
        to_those_who_got_it = announcement.kind in (NoticeKind.CORRECTION, NoticeKind.WITHDRAWAL)
        return Audience(
            policies=tuple(dict.fromkeys(item.policy_id for item in announcement.revisions)),
            material=any(item.material for item in announcement.revisions),
            elsewhere=elsewhere_of(self._settings),
            of_notice=refers_to if to_those_who_got_it else None,
        )


def content_hash(mail: CompiledMail) -> str:
    """Return what stands for the content of a mail when somebody approves it."""
    return sha256(mail.template()).hexdigest()


def sample(mail: CompiledMail, *, recipient: str, date: datetime) -> bytes:
    """Return a mail as one recipient would get it; its links for leaving the list lead to nobody."""
    return mail.filled(
        address=mailbox(recipient).address, token=_SAMPLE_TOKEN, own_id=_SAMPLE_ID, date=date, earlier=_SAMPLE_ID
    )


def chosen(composer: Composer, settings: Settings, name: str | None, *, digest: bool) -> tuple[Announcement, ...]:
    """Return what a command is to be about: a revision or a notice that is named, one digest of all due, or all due.

    Raises UsageError for a name that stands for nothing.
    """
    if name and name.isdigit():
        with ledger_of(settings) as ledger:
            return (composer.announcement(ledger.notices.get(int(name)), ledger),)
    items = composer.revisions([name]) if name else composer.due()
    if digest and len(items) > 1:
        return (Announcement(revisions=tuple(items), kind=NoticeKind.DIGEST),)
    return tuple(Announcement(revisions=(item,)) for item in items)


def preview(
    book: Book,
    settings: Settings,
    *,
    name: str | None,
    digest: bool,
    recipient: str,
    locale: str,
    folder: Path,
    dry_run: bool,
    on: date,
) -> tuple[Path, ...]:
    """Write the mails of notices as `.eml` files, and return their paths.

    Raises UsageError for a revision that does not exist, SettingsError when a mail lacks its sender.
    """
    composer = Composer(book, settings, on=on)
    outbox = FolderOutbox(folder)
    written = []
    for announcement in chosen(composer, settings, name, digest=digest):
        sent = datetime.combine(announcement.revisions[0].posted, time(9), tzinfo=UTC)
        data = sample(composer.mail(announcement, locale), recipient=recipient, date=sent)
        if not dry_run:
            outbox.send(data, name=announcement.file_name)
        written.append(folder / f"{announcement.file_name}.eml")
    return tuple(written)


def _mail_settings(settings: Settings) -> MailSettings:
    options = settings.options
    if not options.mail_from:
        raise SettingsError(
            "a notice needs a sender, and `mail_from` is not set",
            path=str(settings.config_file or ""),
            hint="add it below the policybook plugin: `mail_from: Larkfield <policies@larkfield.example>`",
        )
    elsewhere = elsewhere_of(settings)
    return MailSettings(
        sender=mailbox(options.mail_from),
        organisation=settings.organisation,
        site_url=settings.site_url,
        reply_to=mailbox(options.mail_reply_to) if options.mail_reply_to else None,
        list_id=options.mail_list_id,
        unsubscribe_url=LEAVE if to_listmonk(settings) else "" if elsewhere else settings.unsubscribe_url,
        to_a_list=bool(elsewhere),
        postal_address=options.mail_postal_address,
    )
