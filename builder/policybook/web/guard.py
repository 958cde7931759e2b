"""Who may post what, and how often; the only importer of `limits`. Knows nothing about the list.

There are no cookies: nothing that a browser sends by itself lets anybody do anything, which is what forged requests
(CSRF) live on. What is left to guard is the form to join, which makes us write to an address: it is taken from our own
pages alone, as far as a browser says where it comes from (Fetch Metadata, Origin), and not too often.
"""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from limits import RateLimitItem, parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How often the form to join may be sent, as `limits` writes it: `5/minute; 30/hour`."""

    per_client: str = "6/minute; 30/hour"
    """By one network address."""
    per_address: str = "3/hour; 6/day"
    """For one mail address: what is over is answered in the same way, and no mail is sent."""
    in_all: str = "600/hour"
    """By everybody: a limit to what one can do who has many network addresses."""


class Limits:
    """Counts requests in this process."""

    def __init__(self, allowance: Allowance) -> None:
        """Take what is allowed."""
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._client = parse_many(allowance.per_client)
        self._address = parse_many(allowance.per_address)
        self._all = parse_many(allowance.in_all)

    def may_ask(self, client: str) -> bool:
        """Count a request of a network address, and return whether it is within its limits and everybody's."""
        return self._hit(self._client, "client", client_key(client)) and self._hit(self._all, "all", "")

    def may_write_to(self, key: str) -> bool:
        """Count a mail to what stands for an address, and return whether it is within its limits."""
        return self._hit(self._address, "address", key)

    def _hit(self, items: list[RateLimitItem], kind: str, key: str) -> bool:
        return all(self._limiter.hit(item, kind, key) for item in items)


def client_key(address: str) -> str:
    """Return what a client is counted as: its IPv4 address, or the /64 network that an IPv6 host can choose from."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped is None:
        return str(ip_network((found, 64), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def from_our_pages(*, origin: str, fetch_site: str, host: str, origins: frozenset[str]) -> bool:
    """Return whether a form was sent from our own pages, or by no browser at all.

    Browsers say it in `Sec-Fetch-Site` (W3C Fetch Metadata), older ones in `Origin` (RFC 6454); a request with
    neither carries nobody's authority.
    """
    if origin in origins or (origin and urlsplit(origin).netloc == host):
        return True
    return fetch_site in ("same-origin", "none") if fetch_site else not origin
