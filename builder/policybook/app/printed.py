"""Comparisons as people and programs read them: text, Markdown, JSON, one HTML page. Knows nothing about git."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from policybook.adapters.templates import Templates
from policybook.app.compare import Comparison, FieldChange, Side
from policybook.core.changes import holds_change, is_away
from policybook.core.messages import printable
from policybook.core.pages import Html
from policybook.core.redline import Redline
from policybook.core.redline_html import inline_html
from policybook.core.redline_json import as_json
from policybook.core.redline_markdown import as_markdown
from policybook.core.redline_text import plain_text

FORMATS = ("text", "html", "md", "json")

_LONGEST_PATH = 300
_BRACES = str.maketrans({"{": "&#123;", "}": "&#125;"})
"""No value may forge a mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One document on the HTML page."""

    heading: str
    """Which versions are compared."""
    title: str
    """Its title."""
    language: str
    """BCP 47 tag of its text; may be empty."""
    fields: tuple[FieldChange, ...]
    """What differs in the front matter."""
    html: Html
    """The marked text."""
    differs: bool
    """Whether anything does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffPage:
    """What the HTML page of `policybook diff` shows."""

    only_changes: bool
    """Whether what did not change is hidden to begin with."""
    changes: int
    """How many changes there are on the page."""
    articles: tuple[Article, ...]
    """The documents."""


def printed(comparisons: Sequence[Comparison], form: str, *, only_changes: bool, headed: bool) -> str:
    """Return comparisons in one of the FORMATS.

    `headed`: in text and Markdown, say above each document which versions are compared. JSON and HTML always do.
    """
    match form:
        case "html":
            return as_page(comparisons, only_changes=only_changes)
        case "md":
            return _joined([_markdown(item, only_changes=only_changes, headed=headed) for item in comparisons])
        case "json":
            return json.dumps({"documents": list(map(_values, comparisons))}, ensure_ascii=False, indent=1) + "\n"
        case _:
            return _joined([_text(item, only_changes=only_changes, headed=headed) for item in comparisons])


def notes(comparisons: Sequence[Comparison]) -> list[str]:
    """Return what is to be said beside the data: where there is nothing to see."""
    same = [f"{heading(item)}: nothing that a reader sees differs" for item in comparisons if not item.differs]
    return same if comparisons else ["No document differs."]


def heading(comparison: Comparison) -> str:
    """Return in one line which versions are compared: `content/terms/index.md (HEAD → work tree)`."""
    old, new = comparison.old, comparison.new
    names = [_shown(side.name) if side else "nothing" for side in (old, new)]
    paths = list(dict.fromkeys(_shown(side.path) for side in (old, new) if side))
    moment = f" ({' → '.join(names)})" if any(side and side.name for side in (old, new)) else ""
    return " → ".join(paths) + moment


def _shown(name: str) -> str:
    return printable(name, _LONGEST_PATH)


def _joined(parts: Sequence[str]) -> str:
    """Return the parts that are not empty with an empty line between them, ending with a line break."""
    return "\n".join(part.strip("\n") + "\n" for part in parts if part.strip("\n"))


def front_matter_lines(comparison: Comparison) -> list[str]:
    """Return what differs in the front matter, marked as text: `effective: [-2026-01-01-]{+2026-03-01+}`."""
    return [
        f"{field.key}: " + (f"[-{field.old}-]" if field.old else "") + (f"{{+{field.new}+}}" if field.new else "")
        for field in comparison.fields
    ]


def _text(comparison: Comparison, *, only_changes: bool, headed: bool) -> str:
    head = [heading(comparison)] if headed else []
    return _joined(
        [
            *head,
            "\n".join(front_matter_lines(comparison)),
            plain_text(comparison.redline, only_changes=only_changes),
        ]
    )


def _markdown(comparison: Comparison, *, only_changes: bool, headed: bool) -> str:
    head = [f"{{>>{heading(comparison).translate(_BRACES)}<<}}"] if headed else []
    fields = "  \n".join(f"{field.key}: {_critic(field)}" for field in comparison.fields)
    redline = _changed_blocks(comparison.redline) if only_changes else comparison.redline
    return _joined([*head, fields, as_markdown(redline)])


def _changed_blocks(redline: Redline) -> Redline:
    """Return a redline without the blocks in which nothing changed; the headings above the others stay."""
    sections = []
    for section in redline.sections:
        kept = [node for node in section.nodes if holds_change(node) or is_away(node)]
        if kept:
            head = [section.heading] if section.heading and section.heading not in kept else []
            sections.append(replace(section, nodes=(*head, *kept)))
    return replace(redline, sections=tuple(sections))


def _critic(field: FieldChange) -> str:
    old, new = (value.translate(_BRACES).replace("~>", "~&gt;") for value in (field.old, field.new))
    if old and new:
        return f"{{~~{old}~>{new}~~}}"
    return f"{{--{old}--}}" if old else f"{{++{new}++}}"


def _values(comparison: Comparison) -> dict[str, Any]:
    return {
        "old": _side(comparison.old),
        "new": _side(comparison.new),
        "differs": comparison.differs,
        "front_matter": [asdict(field) for field in comparison.fields],
        "redline": json.loads(as_json(comparison.redline)),
    }


def _side(side: Side | None) -> dict[str, str] | None:
    return {"version": side.name, "path": side.path, "title": side.title} if side else None


def as_page(comparisons: Sequence[Comparison], *, only_changes: bool) -> str:
    """Return comparisons as one HTML page that needs nothing else: no style sheet, no script, no network."""
    total = sum(len(item.redline.changes) for item in comparisons)
    articles, first = [], 1
    for place, item in enumerate(comparisons, start=1):
        prefix = "" if item.redline.changes else f"{place}-"  # the numbers of changes alone keep ids apart
        side = item.new or item.old
        articles.append(
            Article(
                heading=heading(item),
                title=side.title if side else "",
                language=side.language if side else "",
                fields=item.fields,
                html=Html(inline_html(item.redline, first=first, total=total, prefix=prefix)),
                differs=item.differs,
            )
        )
        first += len(item.redline.changes)
    page = DiffPage(only_changes=only_changes, changes=total, articles=tuple(articles))
    return Templates().render("policybook/diff.html", page)
