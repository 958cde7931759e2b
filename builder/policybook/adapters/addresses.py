"""Addresses as people type them, made fit for mail; the only importer of email-validator. Asks no name server."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from policybook.core.errors import MailError
from policybook.core.mailheaders import checked_address


@dataclass(frozen=True, slots=True)
class Address:
    """An address that mail can be sent to."""

    address: str
    """What mail is sent to: the local part as typed, the domain in ASCII."""
    key: str
    """What makes two addresses one: all in lower case. Dots and plus tags stay: they mean what its owner says."""


def read_address(typed: str) -> Address:
    """Return an address, or raise MailError with what is wrong with it.

    The domain may be international. A local part outside ASCII is refused: few mail servers take it (SMTPUTF8).
    """
    text = typed.strip()
    try:
        found = validate_email(text, check_deliverability=False, allow_smtputf8=True, strict=True)
    except EmailNotValidError as error:
        raise MailError(f"{text[:80]!r} is not an address that mail can be sent to: {error}") from None
    if not found.ascii_email:
        raise MailError(
            f"{text[:80]!r} has letters outside ASCII before the @, which most mail servers do not take",
            hint="ask for another address of this person",
        )
    address = checked_address(found.ascii_email, what="the subscriber")
    local, _, domain = address.rpartition("@")
    return Address(address, f"{unicodedata.normalize('NFC', local).casefold()}@{domain.lower()}")
