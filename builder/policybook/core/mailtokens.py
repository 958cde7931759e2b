"""Tokens that stand for a delivery in links and return paths: opaque, unforgeable, always of one length.

A token is 40 hexadecimal digits in lower case, which mail servers and readers leave alone: 8 bytes of the delivery's
number, masked, and 12 bytes of an HMAC. Whoever sees one learns nothing, and cannot make another. Keys come and go:
tokens are made with the first and read with any. Knows nothing about where keys are kept.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence
from enum import StrEnum
from hashlib import sha256

LENGTH = 40
"""Characters in a token."""
_TAG_BYTES = 12
_TOKEN = re.compile(f"[0-9A-Fa-f]{{{LENGTH}}}")


class Purpose(StrEnum):
    """What a token may be used for; one for a return path opens no page."""

    SUBSCRIBER = "subscriber"
    """The links of a mail: leaving the list, and the subscriber's preferences."""
    BOUNCE = "bounce"
    """The return path, to which mail servers send undeliverable mails."""


def token_of(delivery: int, purpose: Purpose, keys: Sequence[bytes]) -> str:
    """Return the token of a delivery, made with the first key; the same every time."""
    number = delivery.to_bytes(8, "big")
    tag = _tag(number, purpose, keys[0])
    return (_masked(number, tag, keys[0]) + tag).hex()


def delivery_of(token: str, purpose: Purpose, keys: Sequence[bytes]) -> int | None:
    """Return the number of the delivery that a token stands for; None when it was not made with any of the keys."""
    if not _TOKEN.fullmatch(token):
        return None
    data = bytes.fromhex(token)
    hidden, tag = data[:-_TAG_BYTES], data[-_TAG_BYTES:]
    for key in keys:
        number = _masked(hidden, tag, key)
        if hmac.compare_digest(_tag(number, purpose, key), tag):
            return int.from_bytes(number, "big")
    return None


def suppression_of(address_key: str, keys: Sequence[bytes]) -> str:
    """Return what stands for an address in the list of those never to be mailed, in hexadecimal.

    It is made with the last key, the oldest one: the list would lose its meaning with another.
    """
    return hmac.digest(keys[-1], b"suppression\0" + address_key.encode(), sha256).hex()


def message_id_of(delivery: int, ledger: str) -> str:
    """Return the part of a mail's Message-ID that stands for its delivery: no key is in it, so it never changes."""
    return sha256(f"{ledger}\0{delivery}".encode()).hexdigest()[:24]


def _tag(number: bytes, purpose: Purpose, key: bytes) -> bytes:
    return hmac.digest(key, b"tag\0" + purpose.encode() + b"\0" + number, "sha256")[:_TAG_BYTES]


def _masked(number: bytes, tag: bytes, key: bytes) -> bytes:
    mask = hmac.digest(key, b"mask\0" + tag, "sha256")[: len(number)]
    return (int.from_bytes(number, "big") ^ int.from_bytes(mask, "big")).to_bytes(len(number), "big")
