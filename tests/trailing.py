"""Texts of a document, oldest first, followed to the newest as a build does it, and the page that it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import unescape

from policybook.core.aliases import Aliases, Places, aliases
from policybook.core.anchor_html import NO_ALIASES
from policybook.core.blocks import parse
from policybook.core.following import follow
from policybook.core.headings import anchors
from policybook.core.landmarks import landmark_ids, outline, title_ids
from policybook.core.language import ENGLISH
from policybook.core.layout import document_html
from policybook.core.origins import origins
from policybook.core.redline import compare
from policybook.core.trails import Removed, Source, Step, Trail
from policybook.core.tree import Block

FIRST = date(2020, 1, 1)


def day(revision: str) -> date:
    """Return the effective date of a revision: `r1` is the first."""
    return FIRST + timedelta(days=int(revision[1:]) - 1)


def steps(texts: Sequence[Sequence[Block]], title: str = "Terms") -> list[Step]:
    """Return the versions of a document that never shares its page."""
    found = []
    for number, blocks in enumerate(texts, start=1):
        sources: tuple[Source, ...] | None = None
        removed: tuple[Removed, ...] = ()
        if number > 1:
            old = texts[number - 2]
            traced = origins(compare(old, blocks), old)
            sources = tuple(
                Source(
                    -1 if one.old is None else one.old, f"c-{one.change}" if one.change else "", one.part, one.joined
                )
                for one in traced.passages
            )
            removed = tuple(Removed(one.old, f"c-{one.change}", one.part) for one in traced.removals)
        found.append(
            Step(
                revision=f"r{number}",
                number=number,
                outline=outline(blocks),
                title=title,
                several=False,
                sources=sources,
                removed=removed,
            )
        )
    return found


def followed(*texts: str, title: str = "Terms") -> Trail:
    """Return the trail of a document from its texts as Markdown, oldest first."""
    return follow(steps([parse(text) for text in texts], title), prefix="document-terms-s")


PLACES = Places(day=day, change=lambda gone: f"{gone.revision}/redline/#{gone.change}", language=ENGLISH)


def said(trail: Trail, blocks: Sequence[Block]) -> Aliases:
    """Return what the page says of a document that has it for itself."""
    return aliases([trail], ids_in(drawn(blocks, NO_ALIASES)), PLACES)[0]


def drawn(blocks: Sequence[Block], known: Aliases) -> str:
    """Return the text on its page."""
    return document_html(blocks, ids=anchors(blocks), top=2, resolve=str, aliases=known)


def page(*texts: str, title: str = "Terms") -> str:
    """Return the newest of some texts on its page, with what links of former days lead to."""
    blocks = parse(texts[-1])
    return drawn(blocks, said(followed(*texts, title=title), blocks))


def ids_in(markup: str) -> list[str]:
    """Return every id of a page, in its order."""
    return [unescape(found) for found in re.findall(r'<[^<>]* id="([^"]*)"', markup)]


def ids_of(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Return the ids that a text has on a page of its own."""
    found = outline(blocks)
    return landmark_ids(found, title_ids(found), prefix="s")
