"""Ids that never change, for entries of feeds and calendars. Knows nothing about either.

They are `tag:` URIs (RFC 4151) of the site, a year, and the revision's address. No date of a revision is part of one:
dates can be corrected, and older revisions imported.
"""

from __future__ import annotations

import re
from calendar import monthrange
from enum import StrEnum
from urllib.parse import quote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from policybook.core.portable import quoted

TAG_YEAR = "2026"
"""Says in ids when the site's name was its owner's, where the settings do not: any date will do that never changes."""

_NAME = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*"
_TAG = re.compile(
    rf"tag:(?:[A-Za-z0-9._-]+@)?{_NAME},(\d{{4}})(?:-(\d{{2}})(?:-(\d{{2}}))?)?:"
    r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*"
)


class Event(StrEnum):
    """What happens to a revision on one of its days."""

    POSTED = "posted"
    EFFECTIVE = "effective"


def id_prefix(site_url: str) -> str:
    """Return what the ids of a site begin with by default: `tag:example.com,2026:legal/`; empty without an address."""
    parts = urlsplit(site_url)
    if not parts.hostname:
        return ""
    host = parts.hostname.lower() if parts.hostname.isascii() else parts.hostname.encode("idna").decode()
    return f"tag:{host},{TAG_YEAR}:" + quoted(parts.path.lstrip("/"))


def is_id_prefix(text: str) -> bool:
    """Whether ids may begin with a text: a `tag:` URI with a real day (RFC 4151)."""
    found = _TAG.fullmatch(text)
    if not found:
        return False
    year, month, day = (int(part or 1) for part in found.groups())
    return year > 0 and 1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1]


def permanent_id(prefix: str, name: str) -> str:
    """Return an id that never changes for something on a site: `tag:example.com,2026:terms/2020-12-18`.

    Without a prefix it is a UUID of the name.
    """
    if not prefix:
        return uuid5(NAMESPACE_URL, f"policybook:{name}").urn
    return prefix + quote(name, safe="/!$&'()*+,;=:@", errors="surrogatepass")


def entry_id(prefix: str, *, policy_id: str, revision_id: str, event: Event) -> str:
    """Return the id of what happens to a revision on one of its days."""
    name = f"{policy_id}/{revision_id}"
    return permanent_id(prefix, name if event is Event.POSTED else f"{name}/{event.value}")
