"""A shortcut for the most common block, a paragraph on one line. Knows nothing about what is in it.

It takes a line only where every other rule would refuse it: the blocks are the same with and without it.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import mdTrim
from markdown_it.rules_block import StateBlock

from policybook.core.markers import marker_at

_ITEM = re.compile(r"(?:[*+-]|\d{1,9}[.)])[ \t]")
_CODE_INDENT = 4
"""A line so much further in than the list around it is no item of it."""


def plain_paragraphs_plugin(parser: MarkdownIt) -> None:
    """Put the shortcut before all other rules."""
    parser.block.ruler.before("table", "plain_paragraph", _plain_paragraph)


def _plain_paragraph(state: StateBlock, start_line: int, _end_line: int, _silent: bool) -> bool:
    start, end = state.bMarks[start_line] + state.tShift[start_line], state.eMarks[start_line]
    # with a letter start words, or the marker of a list lettered by hand
    if not state.src[start].isalpha() or state.is_code_block(start_line) or not _ends(state, start_line + 1):
        return False
    if marker_at(state.src, start, end) is not None:
        return False
    state.line = start_line + 1
    state.push("paragraph_open", "p", 1).map = [start_line, state.line]
    content = state.push("inline", "", 0)
    content.content = mdTrim(state.src[start:end])
    content.map = [start_line, state.line]
    content.children = []
    state.push("paragraph_close", "p", -1)
    return True


def _ends(state: StateBlock, line: int) -> bool:
    """Return whether a paragraph surely ends before a line, and is not the term of a definition there."""
    if line >= state.lineMax:
        return True
    if state.isEmpty(line):
        return line + 1 >= state.lineMax or not state.src.startswith(
            ":", state.bMarks[line + 1] + state.tShift[line + 1]
        )
    return _is_next_item(state, line)


def _is_next_item(state: StateBlock, line: int) -> bool:
    """Return whether a line starts the next item of the list that the paragraph stands in."""
    indent = state.sCount[line]
    if not 0 <= indent < state.blkIndent or (state.listIndent >= 0 and indent - state.listIndent >= _CODE_INDENT):
        return False
    return _ITEM.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]) is not None
