"""Mails that come back, read: undeliverable ones (RFC 3464) and complaints (RFC 5965). Knows nothing about the ledger.

Whose they are is told by the return path that each mail had for itself: its token cannot be made up. What the mails say
about addresses is not believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import Message
from enum import StrEnum

from flufl.bounce import all_failures

from policybook.core.mailtokens import LENGTH
from policybook.core.replies import Reply, Stage, Verdict, verdict

MAXIMUM_BYTES = 2_000_000
"""How much of a mail is read: a report holds at most the mail that it is about."""

_ENVELOPE = ("Delivered-To", "X-Original-To", "Envelope-To", "To")
"""Header fields that name the address a mail came to, the surest first."""
_FROM_US = ("Return-Path", "Original-Mail-From", "List-Unsubscribe")
"""Fields of a complaint, or of the mail it is about, that hold a token of ours."""
_TOKEN = f"(?<![0-9A-Za-z])([0-9A-Fa-f]{{{LENGTH}}})(?![0-9A-Za-z])"
_CODE = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


class Outcome(StrEnum):
    """What a mail that came back says."""

    DEAD = "dead"
    """There is no such mailbox."""
    BOUNCED = "bounced"
    """It was not delivered; the mailbox may exist."""
    COMPLAINT = "complaint"
    """Its reader called it unwanted."""
    DELAYED = "delayed"
    """It is still being tried."""
    OTHER = "other"
    """Something else: an automatic answer, a question, advertising."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """A mail that came back."""

    outcome: Outcome
    """What it says."""
    tokens: tuple[str, ...] = ()
    """What may be tokens of the delivery it is about; whether they are is for who has the keys."""
    words: str = ""
    """The reason, on one line; may be empty."""


def read_returned(data: bytes, *, bounce_address: str) -> Returned:
    """Return what a mail that came back says; `bounce_address` is the return path of our mails, with `{token}`.

    Whatever it is, it is read: what cannot be understood is OTHER.
    """
    mail = message_from_bytes(data[:MAXIMUM_BYTES], policy=policy.compat32)
    if _kind(mail) == "feedback-report":
        tokens = tuple(dict.fromkeys(_tokens(_TOKEN, _fields(mail, _FROM_US))))
        return Returned(outcome=Outcome.COMPLAINT, tokens=tokens)
    before, _, after = bounce_address.partition("{token}")
    own = re.escape(before) + _TOKEN.replace("(?<![0-9A-Za-z])", "") + re.escape(after)
    tokens = tuple(dict.fromkeys(_tokens(own, _top_fields(mail))))
    if _kind(mail) == "delivery-status":
        outcome, words = _status(mail)
    else:
        outcome, words = _guess(mail), ""
    return Returned(outcome=outcome, tokens=tokens, words=words)


def _kind(mail: Message) -> str:
    """Return what kind of report a mail is; empty when it is none."""
    if mail.get_content_type() != "multipart/report":
        return ""
    return str(mail.get_param("report-type") or "").lower()


def _status(mail: Message) -> tuple[Outcome, str]:
    """Return what a delivery status says: of several recipients the worst, for all of ours have one."""
    found = [_recipient(part) for part in mail.walk() if part.get("Action")]
    order = list(Outcome)
    return min(found, key=lambda item: order.index(item[0]), default=(Outcome.OTHER, ""))


def _recipient(fields: Message) -> tuple[Outcome, str]:
    action = _line(fields.get("Action")).lower()
    code = _CODE.search(_line(fields.get("Status")))
    status = code.group() if code else ""
    said = _line(fields.get("Diagnostic-Code")).partition(";")[2].strip()
    words = f"{status} {said}".strip() if status not in said else said
    if action == "delayed":
        return Outcome.DELAYED, words
    if action != "failed":
        return Outcome.OTHER, words
    given_up = status.startswith("5") and verdict(Reply(550, status, Stage.RECIPIENT)) is Verdict.DEAD
    return (Outcome.DEAD if given_up else Outcome.BOUNCED), words


def _guess(mail: Message) -> Outcome:
    """Return what a mail says that keeps to no standard; a mailbox is never given up for one of these alone."""
    if "auto-replied" in _line(mail.get("Auto-Submitted")).lower():
        return Outcome.OTHER
    try:
        temporary, permanent = all_failures(mail)
    except (LookupError, ValueError, TypeError, AttributeError, UnicodeError):
        return Outcome.OTHER  # written by whoever likes, and the library follows it
    return Outcome.BOUNCED if permanent else Outcome.DELAYED if temporary else Outcome.OTHER


def _top_fields(mail: Message) -> Iterator[str]:
    for name in _ENVELOPE:
        yield from map(_line, mail.get_all(name, []))


def _fields(mail: Message, names: tuple[str, ...]) -> Iterator[str]:
    for part in mail.walk():
        for name in names:
            yield from map(_line, part.get_all(name, []))
        if part.get_content_type() in ("message/feedback-report", "text/rfc822-headers") and not part.is_multipart():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                yield from _fields(message_from_bytes(payload, policy=policy.compat32), names)


def _tokens(pattern: str, fields: Iterator[str]) -> Iterator[str]:
    for field in fields:
        for found in re.finditer(pattern, field, re.IGNORECASE):
            yield found.group(1).lower()


def _line(value: object) -> str:
    """Return a header field on one line; what is not ASCII in it may be damaged."""
    return " ".join(str(value or "").split())
