"""Inline content that means the same wherever it stands, read once for all versions. Knows nothing about blocks.

Consecutive versions of a text share nearly all their paragraphs. Most of them hold nothing that the rest of the text
has a say in: no label of a reference or footnote, no anchor whose id may be taken.
"""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, text_join
from markdown_it.token import Token

from policybook.core.blocks.inline import Reader, collapsed
from policybook.core.tree import Inline, InlineKind

_LONGEST = 4_000
"""Longer content is not kept: it bounds the memory, and is rare."""
_MARKUP = re.compile(r"[\\`*_\[<&]|  \n")
"""Where anything other than words may begin; a `!` or `]` means nothing without a bracket before or behind it."""
_ANCHOR = re.compile("<a", re.IGNORECASE)


def is_standalone(content: str, *, references: bool) -> bool:
    """Return whether content can be read without the text around it, which has link references or none."""
    if len(content) > _LONGEST:
        return False
    if "[" in content and (references or "[^" in content):
        return False
    return "<" not in content or _ANCHOR.search(content) is None


@lru_cache(maxsize=1 << 14)
def standalone(content: str, parser: MarkdownIt) -> tuple[Inline, ...]:
    """Return inline content; raises LimitError, of no certain place, when it nests too deeply."""
    if _MARKUP.search(content) is None:
        words = collapsed(content).strip(" ")
        return (Inline(InlineKind.TEXT, words),) if words else ()
    tokens: list[Token] = []
    parser.inline.parse(content, parser, {}, tokens)
    state = StateCore("", parser, {}, [Token("inline", "", 0, content=content, children=tokens)])
    text_join(state)
    return Reader("").read(state.tokens[0].children or [], 0)
