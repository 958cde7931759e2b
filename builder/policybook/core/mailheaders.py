"""A mail as bytes: its header fields and its two parts, and a check of the result. Knows nothing about notices.

The header fields are written here and not by `email.message`: releases of it that are still in use decode an encoded
word in a value and write the line break they find in it, so that the summary of a commit could add recipients
(CVE-2024-6923, CVE-2026-1299). `verify` uses the standard library only to read back what was written.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64encode
from binascii import b2a_qp
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from hashlib import sha256

from policybook.core.errors import MailError

MAXIMUM_BYTES = 80_000
"""Largest mail: mailbox providers cut the display of longer ones off, at about 100 kB."""

_LINE = 76
"""Longest header line we fold to: the limit of RFC 2047 for lines with encoded words, below the 78 of RFC 5322."""
_HARD_LIMIT = 998
"""Longest line that RFC 5322 allows at all; only one long address or URL can come near it."""
_ENCODED_OCTETS = 42
"""UTF-8 octets in one encoded word: 68 characters of the 75 allowed, which leaves room for a short name on its line."""
_LONGEST_WORD = 60
"""Longest word written as it is; a longer one could not be folded, so the whole text is encoded."""

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WORDS = re.compile(r"[!-~]+(?: [!-~]+)*")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,40}")
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_DOMAIN = re.compile(
    r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
_ILLEGAL_IN_BODY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """Who a mail is from or for."""

    name: str
    """Display name; may be empty."""
    address: str
    """`local@domain`, in ASCII (an international domain in its `xn--` form)."""


@dataclass(frozen=True, slots=True)
class ListName:
    """The value of `List-Id` (RFC 2919)."""

    name: str
    """What people call the list; may be empty."""
    id: str
    """Its identifier, `terms.policies.example.org`; never changed once mails have gone out."""


@dataclass(frozen=True, slots=True)
class Token:
    """A header value with a grammar of its own, in ASCII and already in its final form: a date, an id, `<https://…>`."""

    text: str
    """The value; folded only at its spaces."""


Value = str | Mailbox | ListName | Token
"""A header value: free text, an address, a list's name, or something already in its final form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A mail ready to be turned into bytes."""

    headers: tuple[tuple[str, Value], ...]
    """Name and value of each header field, in order, without those that describe the parts."""
    text: str
    """The plain text part."""
    html: str
    """The HTML part."""


def header_field(name: str, value: Value) -> str:
    """Return one header field, folded with CRLF, without the line end after it.

    Raises MailError for a character that no header may hold, a value outside its grammar, or a line over 998.
    """
    if not _FIELD_NAME.fullmatch(name):
        raise MailError(f"{name!r} is no name of a header field")
    match value:
        case str():
            words = _text_words(name, value)
        case Mailbox():
            words = [*_phrase_words(name, value.name), _addr_spec(name, value)]
        case ListName():
            words = [*_phrase_words(name, value.name), f"<{_list_id(name, value.id)}>"]
        case Token():
            words = _token_words(name, value.text)
    return _folded(name, words)


def _text_words(name: str, text: str) -> list[str]:
    """Return free text (RFC 5322 unstructured) as words between which the line may be folded."""
    _refuse_forbidden(name, text)
    if not text.strip():
        raise MailError(f"the header field {name} is empty")
    if _is_plain(text, _WORDS):
        return text.split(" ")
    return _encoded_words(text)


def _phrase_words(name: str, text: str) -> list[str]:
    """Return a display name as words: atoms, a quoted string, or encoded words; nothing when it is blank."""
    _refuse_forbidden(name, text)
    if not text.strip():
        return []
    if _is_plain(text, _ATOMS):
        return text.split(" ")
    if _is_plain(text, _WORDS) and len(text) <= _LONGEST_WORD and not set(text) & set('"\\'):
        return [f'"{text}"']
    return _encoded_words(text)


def _is_plain(text: str, pattern: re.Pattern[str]) -> bool:
    # "=?" opens an encoded word: a reader would decode what its writer never encoded
    return (
        pattern.fullmatch(text) is not None
        and "=?" not in text
        and all(len(word) <= _LONGEST_WORD for word in text.split(" "))
    )


def _encoded_words(text: str) -> list[str]:
    """Return text as RFC 2047 encoded words, each of whole characters; readers drop the blanks between them.

    Only the last one is padded: readers that join words before they decode them (GMime) stop at the padding.
    """
    octets = [character.encode() for character in text]
    words, start = [], 0
    while start < len(octets):
        end = whole = start
        size = 0
        while end < len(octets) and size + len(octets[end]) <= _ENCODED_OCTETS:
            size += len(octets[end])
            end += 1
            if size % 3 == 0 or end == len(octets):
                whole = end
        if whole > start:
            words.append(f"=?utf-8?b?{b64encode(b''.join(octets[start:whole])).decode()}?=")
        else:  # no number of these characters needs no padding: one is written in the other encoding, which has none
            whole = start + 1
            words.append(f"=?utf-8?q?{''.join(f'={octet:02X}' for octet in octets[start])}?=")
        start = whole
    return words


def _token_words(name: str, text: str) -> list[str]:
    if not _WORDS.fullmatch(text):
        raise MailError(f"the header field {name} cannot hold {text[:60]!r}", hint="write it in ASCII, on one line")
    return text.split(" ")


def _addr_spec(name: str, mailbox: Mailbox) -> str:
    address = checked_address(mailbox.address, what=name)
    return f"<{address}>" if mailbox.name.strip() else address


def mailbox(text: str) -> Mailbox:
    """Return who `Larkfield, Inc. <policies@larkfield.example>` or a bare address names, or raise MailError.

    A name may hold commas without quotes, as people write it in settings; the text never names more than one mailbox.
    """
    name, bracket, rest = text.strip().rpartition("<")
    if not bracket:
        return Mailbox("", checked_address(rest, what="the setting"))
    if not rest.endswith(">"):
        raise MailError(f"{text[:80]!r} names no mailbox", hint="write it as Name <name@example.org>")
    name = name.strip()
    if len(name) > 1 and name.startswith('"') and name.endswith('"'):
        name = name[1:-1].replace('\\"', '"').replace("\\\\", "\\")
    return Mailbox(name, checked_address(rest[:-1].strip(), what="the setting"))


def checked_address(address: str, *, what: str) -> str:
    """Return an address that is safe in a header and an envelope, or raise MailError.

    Accepted is the `dot-atom@domain` of RFC 5322 with the lengths of RFC 5321: no quoted local part, no comment, no
    address literal, no character outside ASCII.
    """
    local, _, domain = address.rpartition("@")
    if len(local) <= 64 and len(domain) <= 253 and _LOCAL_PART.fullmatch(local) and _DOMAIN.fullmatch(domain):
        return address
    raise MailError(
        f"{what}: {address[:80]!r} is not an address that mail can be sent to",
        hint="write it as name@example.org, an international domain in its xn-- form",
    )


def _list_id(name: str, text: str) -> str:
    if _LOCAL_PART.fullmatch(text) and "." in text and len(text) <= 255:
        return text
    raise MailError(f"{name}: {text[:80]!r} is no list id", hint="use a name under your own domain: terms.example.org")


def _refuse_forbidden(name: str, text: str) -> None:
    for character in text:
        # Cc control, Cs lone surrogate, Zl and Zp line and paragraph separator: all of them end a line somewhere
        if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"} or character in _BIDI_CONTROLS:
            raise MailError(
                f"the header field {name} cannot hold the character U+{ord(character):04X} (in {text[:60]!r})",
                hint="take the character out of the title, name or summary that it comes from",
            )


def _folded(name: str, words: Iterable[str]) -> str:
    lines, line = [], f"{name}:"
    for word in words:
        # a first line without a word would be legal, but some readers take it for the end of the header
        if len(line) + 1 + len(word) > _LINE and not line.endswith(":"):
            lines.append(line)
            line = ""
        line += f" {word}"
    lines.append(line)
    if max(map(len, lines)) > _HARD_LIMIT:
        raise MailError(f"the header field {name} has a word of more than {_HARD_LIMIT} characters")
    return "\r\n".join(lines)


def assemble(message: Message) -> bytes:
    """Return a mail as bytes: its headers, then plain text and HTML as alternatives, quoted-printable, with CRLF.

    The same message gives the same bytes. Raises MailError for a bad header, one given twice, or a mail over
    MAXIMUM_BYTES.
    """
    names = [name.lower() for name, _ in message.headers]
    if len(set(names)) < len(names):
        raise MailError("a header field is given twice")
    parts = [("text/plain", _quoted_printable(message.text)), ("text/html", _quoted_printable(message.html))]
    # "=_" cannot occur in quoted-printable text, so no part can hold the boundary (RFC 2045, 6.7)
    boundary = "=_" + sha256(b"\0".join(body for _, body in parts)).hexdigest()[:32]
    fields = [header_field(name, value) for name, value in message.headers]
    head = "\r\n".join(
        [*fields, "MIME-Version: 1.0", f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"']
    )
    content = b"".join(_part(kind, body, boundary) for kind, body in parts)
    data = head.encode("ascii") + b"\r\n\r\n" + content + f"--{boundary}--\r\n".encode()
    if len(data) > MAXIMUM_BYTES:
        raise MailError(f"the mail has {len(data):,} bytes; {MAXIMUM_BYTES:,} are allowed", hint="shorten the excerpt")
    return data


def _part(kind: str, body: bytes, boundary: str) -> bytes:
    head = f"--{boundary}\r\nContent-Type: {kind}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    return head.encode() + body + b"\r\n"


def _quoted_printable(text: str) -> bytes:
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return b2a_qp(_ILLEGAL_IN_BODY.sub("", unified).encode(), istext=True).replace(b"\n", b"\r\n")


def verify(data: bytes, expected: Iterable[str]) -> None:
    """Raise MailError unless a mail, read back by two parsers, has exactly the expected headers and one recipient.

    `expected` are the names given to `assemble`; those that describe the parts are known here.
    """
    if re.search(rb"\r(?!\n)|(?<!\r)\n", data):
        raise MailError("the mail has a line break that is not CRLF")
    if any(len(line) > _HARD_LIMIT for line in data.split(b"\r\n")):
        raise MailError(f"the mail has a line of more than {_HARD_LIMIT} bytes")
    names = Counter(name.lower() for name in (*expected, "MIME-Version", "Content-Type"))
    for read in (_read_by_default_policy, _read_by_compat_policy):
        found, recipients = read(data)
        if Counter(name.lower() for name in found) != names:
            raise MailError(f"the mail has the header fields {', '.join(found)}, which is not what was written")
        if len(recipients) != 1:
            raise MailError(f"the mail has {len(recipients)} recipients, not one")


_Reading = tuple[list[str], list[str]]


def _read_by_default_policy(data: bytes) -> _Reading:
    message = message_from_bytes(data, policy=policy.default)
    if not isinstance(message, EmailMessage) or _defects(message.walk):
        raise MailError("the mail is damaged: a strict reader finds defects in it")
    recipients = [
        address.addr_spec
        for name in ("To", "Cc", "Bcc")
        for field in message.get_all(name, [])
        for address in field.addresses
    ]
    return list(message.keys()), recipients


def _defects(walk: Callable[[], Iterable[object]]) -> list[object]:
    return [defect for part in walk() for defect in getattr(part, "defects", ())]


def _read_by_compat_policy(data: bytes) -> _Reading:
    message = message_from_bytes(data, policy=policy.compat32)
    fields = [str(value) for name in ("To", "Cc", "Bcc") for value in message.get_all(name, [])]
    if [part.get_content_type() for part in message.walk()] != ["multipart/alternative", "text/plain", "text/html"]:
        raise MailError("the mail is damaged: it does not consist of a plain text part and an HTML part")
    return list(message.keys()), [address for _, address in getaddresses(fields)]
