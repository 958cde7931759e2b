"""How the leaves of each text came from the text before, small enough to keep for every revision. Knows no pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from policybook.core.landmarks import Landmark, LandmarkKind, Outline
from policybook.core.origins import Origins
from policybook.core.redline_excerpt import part_html
from policybook.core.redline_words import Words
from policybook.core.trails import Removed, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentStep:
    """How one document came from its text before."""

    document: str
    """Id of the document."""
    outline: Outline
    """The landmarks of the new text."""
    sources: tuple[Source, ...]
    """Where each leaf of the new text comes from."""
    removed: tuple[Removed, ...]
    """The leaves of the old text that went."""
    parts: tuple[str, ...]
    """The blocks of the changes, as HTML; links as in the redlines."""


def document_step(
    document: str, outline: Outline, origins: Origins, *, anchor: Callable[[int], str], words: Words
) -> DocumentStep:
    """Return a step from what a comparison found; `anchor` gives the id of a change by its number."""
    shown = {item.part for item in origins.passages} | {item.part for item in origins.removals}
    return DocumentStep(
        document=document,
        outline=outline,
        sources=tuple(
            Source(-1 if item.old is None else item.old, anchor(item.change), item.part, item.joined)
            for item in origins.passages
        ),
        removed=tuple(Removed(item.old, anchor(item.change), item.part) for item in origins.removals),
        parts=tuple(part_html(part, words) if place in shown else "" for place, part in enumerate(origins.parts)),
    )


def steps_to_json(steps: Sequence[DocumentStep]) -> str:
    """Return steps as they are kept."""
    return json.dumps([asdict(step) for step in steps], ensure_ascii=False)


def steps_from_json(text: str) -> tuple[DocumentStep, ...]:
    """Return the steps that were kept."""
    return tuple(
        DocumentStep(
            document=item["document"],
            outline=outline_from(item["outline"]),
            sources=tuple(Source(*values) for values in item["sources"]),
            removed=tuple(Removed(*values) for values in item["removed"]),
            parts=tuple(item["parts"]),
        )
        for item in json.loads(text)
    )


def outline_from(values: dict[str, list[dict[str, object]]]) -> Outline:
    """Return an outline from the values of its JSON."""
    found = [
        Landmark(**{**item, "kind": LandmarkKind(item["kind"]), "path": tuple(item["path"])})  # type: ignore[arg-type]
        for item in values["landmarks"]
    ]
    return Outline(tuple(found), tuple(map(str, values["anchors"])), int(str(values["leaves"])))
