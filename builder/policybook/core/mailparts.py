"""A finished mail taken apart again, for services that want its parts. Knows no service."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parseaddr

from policybook.core.errors import MailError

_OWN_FIELDS = frozenset({"from", "to", "subject", "reply-to", "date"})
"""Header fields that services write themselves, from what they are given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailParts:
    """What a mail consists of."""

    sender: str
    """Who it is from: `"Larkfield, Inc." <policies@larkfield.example>`."""
    recipient: str
    """The address it is for."""
    reply_to: str
    """Who answers go to; empty when it is the sender."""
    subject: str
    """Its subject."""
    headers: tuple[tuple[str, str], ...]
    """The other header fields but those of the body, in ASCII, each on one line."""
    text: str
    """The plain text."""
    html: str
    """The HTML."""


def parts_of(data: bytes) -> MailParts:
    """Return the parts of a mail that `mailheaders.assemble` wrote; raises MailError for another one."""
    read = message_from_bytes(data, policy=policy.default)
    if not isinstance(read, EmailMessage):
        raise MailError("the mail cannot be read")
    raw = message_from_bytes(data, policy=policy.compat32)
    (recipient,) = read["To"].addresses
    return MailParts(
        sender=_mailbox(raw, "From"),
        recipient=recipient.addr_spec,
        reply_to=_mailbox(raw, "Reply-To") if read["Reply-To"] else "",
        subject=_safe(str(read["Subject"]), _unfolded(raw, "Subject")),
        headers=tuple(
            (name, _unfolded(raw, name))
            for name in raw.keys()  # noqa: SIM118  a Message gives its names only so
            if name.lower() not in _OWN_FIELDS and not name.lower().startswith(("content-t", "mime-"))
        ),
        text=_body(read, "plain"),
        html=_body(read, "html"),
    )


def _mailbox(raw: Message, name: str) -> str:
    # not `Address.display_name`, which puts blanks between encoded words
    written, address = parseaddr(_unfolded(raw, name))
    if not written:
        return address
    shown = str(make_header(decode_header(written)))
    quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
    return _safe(f'"{quoted}" <{address}>', _unfolded(raw, name))


def _safe(text: str, encoded: str) -> str:
    # a service that hands "=?…?=" on as it is would have its readers decode what nobody encoded
    return encoded if "=?" in text else text


def _unfolded(raw: Message, name: str) -> str:
    return str(raw[name]).replace("\r", "").replace("\n", "")


def _body(read: EmailMessage, kind: str) -> str:
    part = read.get_body((kind,))
    if not isinstance(part, EmailMessage):
        raise MailError("the mail does not consist of a plain text part and an HTML part")
    return str(part.get_content()).replace("\r\n", "\n")
