"""A mail composed once for all its recipients, and filled in for each. Knows nothing about notices or sending.

Templates, styles and encodings cost milliseconds; with them done once, a mail costs a hundredth of that. What differs
between recipients has a fixed length in the body, so that quoted-printable breaks its lines at the same places.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import format_datetime
from functools import lru_cache

from policybook.core.errors import MailError
from policybook.core.mailheaders import (
    MAXIMUM_BYTES,
    Mailbox,
    Message,
    Token,
    Value,
    assemble,
    checked_address,
    header_field,
    verify,
)
from policybook.core.mailtokens import LENGTH

TOKEN = "tokenplaceholder" + "q7" * ((LENGTH - 16) // 2)
"""Stands in links for a recipient's token."""
_ID = "idplaceholder" + "q7" * 4 + "xyz"
"""Stands for what is a mail's own in its Message-ID: 24 characters."""
_EARLIER = "earlierplaceholder" + "q7" * 3
"""Stands for the same of the mail that this one refers to, which the recipient got: 24 characters."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = Token("Thu, 01 Jan 1970 00:00:00 +0000")
_RECIPIENT = "recipient-placeholder@example.org"

_BREAK = b"(?:=\r\n)?"
_THREAD = re.compile(rb"In-Reply-To: <[^<>\r\n]*" + _EARLIER.encode() + rb"[^\r\n]*\r\nReferences: [^\r\n]*\r\n")
"""The header fields that name an earlier mail; who did not get that has none of them."""
_THREAD_NAMES = ("In-Reply-To", "References")


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a recipient's token goes."""

    broken_after: int
    """After how many of its characters a soft line break comes; 0 for none."""


@dataclass(frozen=True, slots=True)
class CompiledMail:
    """A mail that lacks only its recipient."""

    head: tuple[bytes, bytes, bytes]
    """Header fields: before the date, before the recipient, before the Message-ID's own part."""
    pieces: tuple[bytes, ...]
    """The rest, cut where tokens go."""
    places: tuple[_Place, ...]
    """What goes between the pieces."""
    after_id: bytes = b">\r\n"
    """The rest of the header field with the Message-ID."""
    thread: bytes = b""
    """The header fields after it that name an earlier mail; empty when it refers to none."""

    def filled(self, *, address: str, token: str, own_id: str, date: datetime, earlier: str = "") -> bytes:
        """Return the mail for one recipient. Raises MailError for an address that mail cannot be sent to.

        `earlier` is the own part of the Message-ID that the recipient's mail of the earlier notice had; empty: they
        got none, and nothing refers to it.
        """
        before_date, before_recipient, before_id = self.head
        letters = token.encode("ascii")
        parts = [
            before_date,
            _date(date.replace(microsecond=0)),
            before_recipient,
            header_field("To", Mailbox("", checked_address(address, what="the recipient"))).encode("ascii"),
            before_id,
            own_id.encode("ascii"),
            self.after_id,
            self.thread.replace(_EARLIER.encode(), earlier.encode("ascii")) if earlier else b"",
            self.pieces[0],
        ]
        for place, piece in zip(self.places, self.pieces[1:], strict=True):
            cut = place.broken_after
            parts += (letters[:cut], b"=\r\n", letters[cut:], piece) if cut else (letters, piece)
        return b"".join(parts)

    def whole_id(self, own_id: str) -> str:
        """Return the Message-ID of a recipient's mail, brackets included: it stands in the mail server's log."""
        start, end = self.head[2].rpartition(b"<")[2], self.after_id.partition(b">")[0]
        return f"<{start.decode('ascii')}{own_id}{end.decode('ascii')}>"

    def referred(self) -> tuple[tuple[str, Value], ...]:
        """Return the header fields of a mail that refers to this one, for `compiled`: each recipient's to their own."""
        return tuple((name, Token(self.whole_id(_EARLIER))) for name in _THREAD_NAMES)

    def subject(self) -> str:
        """Return the subject, decoded."""
        return str(message_from_bytes(self.template(), policy=policy.default)["Subject"])

    def template(self) -> bytes:
        """Return the mail with placeholders where a recipient's own is to stand: to be kept, hashed, read again."""
        return self.filled(address=_RECIPIENT, token=TOKEN, own_id=_ID, date=_EPOCH, earlier=_EARLIER)


@lru_cache(maxsize=8)
def _date(second: datetime) -> bytes:
    return format_datetime(second).encode("ascii")


def message_id(prefix: str, domain: str) -> Token:
    """Return the Message-ID of a mail that is to be compiled."""
    return Token(f"<{prefix}.{_ID}@{domain}>")


def compiled(headers: Sequence[tuple[str, Value]], *, text: str, html: str) -> CompiledMail:
    """Return a mail that lacks its recipient; its links have TOKEN where the recipient's token is to stand.

    `headers` are all but Date and To; the Message-ID is one of `message_id`, and the fields of `referred`, if any, come
    right after it. The result is read back by two parsers
    before it is returned. Raises MailError when it cannot be written, or is not what was written.
    """
    whole: tuple[tuple[str, Value], ...] = (("Date", _DATE), ("To", Mailbox("", _RECIPIENT)), *headers)
    mail = read_compiled(assemble(Message(headers=whole, text=text, html=html)))
    _check(mail, [name for name, _ in whole])
    return mail


def read_compiled(template: bytes) -> CompiledMail:
    """Return the mail that another one's `template` was; raises MailError when it is damaged."""
    before_date, _, rest = template.partition(_DATE.text.encode())
    before_recipient, _, rest = rest.partition(f"To: {_RECIPIENT}".encode())
    before_id, found, rest = rest.partition(_ID.encode())
    if not found:
        raise MailError("a mail needs a Message-ID of its own")
    after_id, line_end, rest = rest.partition(b"\r\n")
    thread = _THREAD.match(rest)
    pieces, places = _cut(rest[thread.end() :] if thread else rest)
    head = (before_date, before_recipient, before_id)
    mail = CompiledMail(head, pieces, places, after_id + line_end, thread.group() if thread else b"")
    if mail.template() != template:
        raise MailError("the mail is damaged: filled in anew it is another one")
    return mail


def _cut(data: bytes) -> tuple[tuple[bytes, ...], tuple[_Place, ...]]:
    # quoted-printable may have broken the line inside the placeholder; the token then breaks at the same character
    pattern = re.compile(_BREAK.join(re.escape(letter.encode()) for letter in TOKEN))
    pieces, places, end = [], [], 0
    for found in pattern.finditer(data):
        pieces.append(data[end : found.start()])
        places.append(_Place(max(found.group().find(b"=\r\n"), 0)))
        end = found.end()
    return (*pieces, data[end:]), tuple(places)


def _check(mail: CompiledMail, names: list[str]) -> None:
    longest = f"{'x' * 64}@{'.'.join(['y' * 60] * 4)}"
    for earlier in ("0" * len(_EARLIER), ""):
        sample = mail.filled(address=longest, token="z" * LENGTH, own_id="0" * len(_ID), date=_EPOCH, earlier=earlier)
        verify(sample, names if earlier else [name for name in names if name not in _THREAD_NAMES])
        if len(sample) > MAXIMUM_BYTES:
            raise MailError(f"the mail has {len(sample):,} bytes; {MAXIMUM_BYTES:,} are allowed", hint="shorten it")
