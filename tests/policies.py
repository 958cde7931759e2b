"""Policies with revisions, made of values, for tests of what is in force and what must hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from policybook.core.model import Kind, Version
from policybook.core.timeline import Change, DocumentText, Policy, Revision


def version(number: int, document: str = "terms") -> Version:
    return Version(position=number, commit=f"{number:040x}", path=f"content/terms/{document}.md", blob=f"{number:040x}")


def text(number: int, document: str = "terms", change: Change = Change.AMENDED) -> DocumentText:
    return DocumentText(document=document, change=change, version=version(number, document))


def revision(
    number: int,
    effective: str,
    *,
    texts: Sequence[DocumentText] | None = None,
    kind: Kind = Kind.CHANGE,
    listed: bool = True,
    **more: object,
) -> Revision:
    return Revision(
        id=str(number),
        number=number,
        kind=kind,
        listed=listed,
        posted=date(2020, 1, 1),
        effective=date.fromisoformat(effective),
        texts=(text(number),) if texts is None else tuple(texts),
        **more,  # type: ignore[arg-type]
    )


def policy(*revisions: Revision) -> Policy:
    return Policy(id="terms", address="terms", revisions=revisions, alive=True, with_notes=True, path="content/terms")
