"""The manifest of a site: every published text and redline by its hash. Knows nothing about files or git."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from policybook.core.catalogue import head
from policybook.core.feeds import dumped, reference
from policybook.core.model import Signature
from policybook.core.record import RecordedRevision

MANIFEST = "manifest.json"
"""Its site path."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """One published revision with where it is read."""

    revision: RecordedRevision
    """What was published."""
    address: str
    """Site path of its full text; empty when it has none."""
    plain_text: str
    """Site path of its comparison as plain text; empty when there is none."""
    signature: Signature | None
    """How the signature of its commit is judged; None when nobody asks."""


def manifest_json(entries: Sequence[ManifestEntry], *, commit: str, on: date, site_url: str) -> str:
    """Return the manifest: by policy, oldest revision first."""
    document: dict[str, Any] = {
        **head("manifest", site_url=site_url, origin=MANIFEST),
        "day": on.isoformat(),
        "commit": commit or None,
        "revisions": [_entry(item, site_url) for item in entries],
    }
    return dumped(document)


def _entry(item: ManifestEntry, site_url: str) -> dict[str, Any]:
    revision, signature = item.revision, item.signature
    redline = {"url": _url(item.plain_text, site_url), "sha256": revision.redline} if item.plain_text else None
    return {
        "policy": revision.policy,
        "id": revision.id,
        "posted": revision.posted.isoformat(),
        "effective": revision.effective.isoformat(),
        "commit": revision.commit or None,
        "signature": {"state": signature.state, "key": signature.key} if signature else None,
        "documents": [{"id": document, "sha256": sha256} for document, sha256 in revision.texts],
        "text_url": _url(item.address, site_url) if item.address else None,
        "redline": redline,
    }


def _url(address: str, site_url: str) -> str:
    return reference(address, site_url=site_url, origin=MANIFEST)
