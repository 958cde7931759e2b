"""Links that carry what they stand for, signed; the only importer of itsdangerous. Knows nothing about mails or pages.

Nothing is kept of a request until it is confirmed: an address that somebody else typed is in no database, and nothing
has to be cleared away. Keys come and go: links are made with the first and read with any.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from policybook.core.joining import JoinRequest, Wishes

MANAGE_LIFE = timedelta(days=30)
"""How long the link to a subscriber's preferences works that the server itself gives out; those in notices do for
ever."""
_LONGEST = 4096
"""Characters in a link's token: longer ones are not ours."""


class SignedLinks:
    """Makes tokens for links, and reads them."""

    def __init__(self, keys: Sequence[bytes]) -> None:
        """Take the secret keys, newest first."""
        self._requests = _serializer(keys, "join request")
        self._subscribers = _serializer(keys, "subscriber")

    def request_token(self, request: JoinRequest) -> str:
        """Return the token of a link that confirms a request to join."""
        values = {**asdict(request.wishes), "address": request.address, "asked": _milliseconds(request.asked)}
        return _text(self._requests.dumps(values))

    def request(self, token: str, *, now: datetime) -> JoinRequest | None:
        """Return the request that a token carries; None when it was not made with our keys, or is too old."""
        values = _loaded(self._requests, token)
        if values is None:
            return None
        found = JoinRequest(
            address=values["address"],
            wishes=Wishes(
                policies=tuple(values["policies"]), every_change=values["every_change"], locale=values["locale"]
            ),
            asked=_moment(values["asked"]),
        )
        return None if found.expired(now) else found

    def subscriber_token(self, subscriber_id: int, *, at: datetime) -> str:
        """Return the token of a link to a subscriber's own pages."""
        return _text(self._subscribers.dumps({"id": subscriber_id, "at": _milliseconds(at)}))

    def subscriber(self, token: str, *, now: datetime) -> int | None:
        """Return the number of the subscriber that a token stands for; None when it is not ours, or too old."""
        values = _loaded(self._subscribers, token)
        if values is None or not timedelta() <= now - _moment(values["at"]) <= MANAGE_LIFE:
            return None
        return int(values["id"])


def _serializer(keys: Sequence[bytes], purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        list(reversed(keys)),  # itsdangerous signs with the last
        salt=f"policybook {purpose}",
        signer_kwargs={"key_derivation": "hmac", "digest_method": sha256},
    )


def _loaded(serializer: URLSafeSerializer, token: str) -> dict[str, Any] | None:
    if len(token) > _LONGEST:
        return None
    try:
        values = serializer.loads(token)
    except BadData:
        return None
    return values if isinstance(values, dict) else None


def _text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode("ascii")


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)  # never later than it was: no link is from the future


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
