"""What was announced when, as the site publishes it: from the record that `notify export` wrote. Knows no ledger."""

from __future__ import annotations

import json
from typing import Any

from policybook.core.catalogue import head
from policybook.core.errors import ContentError
from policybook.core.mailing import NoticeKind

RECORD = ".policybook/notices.json"
"""Where the record is, in the content folder: committed, so that a build says the same wherever it is made."""

_COUNTS = ("recipients", "accepted", "returned", "under_way")


def notices_json(record: bytes | None, *, site_url: str) -> str:
    """Return `notices.json`: every notice, oldest first; none when there is no record.

    Only what the form knows is taken over, so that no address gets out with it. Raises ContentError for a record that
    `notify export` did not write.
    """
    notices = _read(record) if record is not None else []
    document = {**head("notices", site_url=site_url, origin=""), "notices": notices}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _read(record: bytes) -> list[dict[str, Any]]:
    try:
        document = json.loads(record)
        if document["schema_version"] != 1:
            raise _damaged(f"has the form {document['schema_version']!r}")
        return [_notice(item) for item in document["notices"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise _damaged("cannot be read") from error


def _notice(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": NoticeKind(item["kind"]),
        "revisions": [str(key) for key in item["revisions"]],
        "announced": str(item["announced"]),
        "content_sha256": str(item["content_sha256"]),
        "handed_over": bool(item.get("handed_over")),
        **{name: None if item[name] is None else int(item[name]) for name in _COUNTS},
    }


def _damaged(what: str) -> ContentError:
    return ContentError(
        f"the record of notices {what}", path=RECORD, hint="write it anew with `policybook notify export`"
    )
