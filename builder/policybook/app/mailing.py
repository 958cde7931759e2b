"""The ledger and the keys that a site's settings name, opened. Knows nothing about what is done with them."""

from __future__ import annotations

from pathlib import Path

from policybook.adapters.addresses import read_address
from policybook.adapters.ledger import MEMORY, Ledger, open_ledger
from policybook.adapters.mailkeys import mail_keys
from policybook.adapters.settings import Settings
from policybook.core.mailing import Consent, NewSubscriber
from policybook.core.mailtokens import suppression_of


def ledger_of(settings: Settings, *, rehearsal: bool = False) -> Ledger:
    """Return the ledger, open; the record of an earlier release beside it is taken over.

    In a rehearsal no file is made: where there is none yet, the ledger is in memory.
    """
    there = "://" in settings.ledger or Path(settings.ledger).exists()
    return open_ledger(settings.ledger if there or not rehearsal else MEMORY, old=settings.old_ledger)


def keys_of(settings: Settings) -> tuple[bytes, ...]:
    """Return the secret keys, newest first."""
    return mail_keys(settings.mail_keys)


def new_subscriber(
    typed: str,
    *,
    consent: Consent | None,
    keys: tuple[bytes, ...],
    locale: str = "",
    policies: tuple[str, ...] = (),
    every_change: bool = False,
) -> NewSubscriber:
    """Return somebody to be put on the list; raises MailError for an address that mail cannot be sent to."""
    address = read_address(typed)
    return NewSubscriber(
        address=address.address,
        key=address.key,
        suppression=suppression_of(address.key, keys),
        consent=consent,
        locale=locale,
        policies=policies,
        every_change=every_change,
    )
