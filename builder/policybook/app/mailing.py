"""The ledger and the keys that a site's settings name, opened. Knows nothing about what is done with them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from policybook.adapters.ledger import MEMORY, Elsewhere, Ledger, open_ledger
from policybook.adapters.mailkeys import mail_keys
from policybook.adapters.settings import Settings
from policybook.adapters.smtp import smtp_server
from policybook.adapters.transports import Folder, Sendmail
from policybook.core.campaigns import address_of, lists_by_language
from policybook.core.errors import MailError, SettingsError
from policybook.core.handover import Lost, Refused, Transport
from policybook.core.mailheaders import checked_address, mailbox
from policybook.core.mailtokens import LENGTH
from policybook.core.replies import Verdict, verdict


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
    """Return where notices are handed over. Raises SettingsError when that, and to whom, do not go together."""
    elsewhere_of(settings)
    named = settings.options.mail_transport
    kind, _, rest = named.partition(":")
    if kind == "folder" and rest:
        return Folder(settings.directory / rest)
    if kind == "sendmail":
        return Sendmail(rest) if rest else Sendmail()
    if kind in ("smtp", "smtp+starttls", "smtps"):
        return smtp_server(named)
    if kind == "esp" or to_listmonk(settings):
        # imported here: who sends by SMTP does without these libraries in memory
        from policybook.adapters.handoff import listmonk, mail_provider

        url = named.removeprefix("listmonk+")
        return mail_provider(rest) if kind == "esp" else listmonk(url, settings.options.mail_handoff_template)
    raise SettingsError(
        f"`mail_transport` is {named!r}, which is not known",
        path=str(settings.config_file or ""),
        hint="write folder:outbox, sendmail, smtp+starttls://host:587, smtps://host:465, listmonk+https://host or "
        "esp:PROVIDER",
    )


def send_one(settings: Settings, mail: bytes, *, to: str, name: str) -> str:
    """Send a mail that no delivery stands for, and return what the server said. Raises MailError when it is not taken.

    What comes back for it is recognised as nobody's.
    """
    sender = bounce_address_of(settings).replace("{token}", "a" * LENGTH)
    try:
        with closing(transport_of(settings).connect()) as connection:
            reply = connection.send(sender, to, mail, name=name, may_end=lambda: True)
    except (Lost, Refused) as error:
        raise MailError(f"the mail was not sent: {error}") from error
    if verdict(reply) is not Verdict.ACCEPTED:
        raise MailError(f"the mail server does not take it: {reply}")
    return str(reply)


def to_listmonk(settings: Settings) -> bool:
    """Return whether listmonk sends the notices, to its own lists."""
    return settings.options.mail_transport.startswith(("listmonk+https:", "listmonk+http:"))


def elsewhere_of(settings: Settings) -> tuple[Elsewhere, ...]:
    """Return the lists elsewhere that notices are handed to, in place of the subscribers; none as a rule."""
    address, lists = settings.options.mail_list_address, settings.options.mail_handoff_lists
    if to_listmonk(settings):
        if address:
            raise SettingsError(
                "`mail_list_address` is set, and `mail_transport` is listmonk",
                hint="a notice goes to one or the other: take `mail_list_address` away",
            )
        return tuple(Elsewhere(address_of(ids), locale) for locale, ids in lists_by_language(lists).items())
    if lists:
        raise SettingsError(
            "`mail_handoff_lists` is set, and `mail_transport` is not listmonk",
            hint="set `mail_transport: listmonk+https://host`, or take it away",
        )
    return (Elsewhere(address),) if address else ()


def bounce_address_of(settings: Settings) -> str:
    """Return the return path of notices, which may hold `{token}`."""
    named = settings.options.mail_bounce_address
    if named:
        checked_address(named.replace("{token}", "t" * LENGTH), what="`mail_bounce_address`")
        return named
    return mailbox(settings.options.mail_from).address
