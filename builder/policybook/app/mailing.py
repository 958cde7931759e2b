"""The ledger and the keys that a site's settings name, opened. Knows nothing about what is done with them."""

from __future__ import annotations

from pathlib import Path

from policybook.adapters.ledger import MEMORY, Ledger, open_ledger
from policybook.adapters.mailkeys import mail_keys
from policybook.adapters.settings import Settings
from policybook.adapters.smtp import smtp_server
from policybook.adapters.transports import Folder, Sendmail
from policybook.core.errors import SettingsError
from policybook.core.handover import Transport
from policybook.core.mailheaders import checked_address, mailbox
from policybook.core.mailtokens import LENGTH


def ledger_of(settings: Settings, *, rehearsal: bool = False) -> Ledger:
    """Return the ledger, open; the record of an earlier release beside it is taken over.

    In a rehearsal no file is made: where there is none yet, the ledger is in memory.
    """
    there = "://" in settings.ledger or Path(settings.ledger).exists()
    return open_ledger(settings.ledger if there or not rehearsal else MEMORY, old=settings.old_ledger)


def keys_of(settings: Settings) -> tuple[bytes, ...]:
    """Return the secret keys, newest first."""
    return mail_keys(settings.mail_keys)


def transport_of(settings: Settings) -> Transport:
    """Return where notices are handed over."""
    named = settings.options.mail_transport
    kind, _, rest = named.partition(":")
    if kind == "folder" and rest:
        return Folder(settings.directory / rest)
    if kind == "sendmail":
        return Sendmail(rest) if rest else Sendmail()
    if kind in ("smtp", "smtp+starttls", "smtps"):
        return smtp_server(named)
    raise SettingsError(
        f"`mail_transport` is {named!r}, which is not known",
        path=str(settings.config_file or ""),
        hint="write folder:outbox, sendmail, smtp+starttls://host:587 or smtps://host:465",
    )


def bounce_address_of(settings: Settings) -> str:
    """Return the return path of notices, which may hold `{token}`."""
    named = settings.options.mail_bounce_address
    if named:
        checked_address(named.replace("{token}", "t" * LENGTH), what="`mail_bounce_address`")
        return named
    return mailbox(settings.options.mail_from).address
