"""The little raw HTML that is more than text: line breaks, superscripts, subscripts, anchors, comments.

Knows nothing about other tags: those are shown as typed. Recognised where Markdown looks for HTML, never in code.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline

_TAG = re.compile(
    r"""<(?:
        (?P<br>br)[ \t\n]{0,9}/?
      | (?P<close>/)?(?P<script>su[pb])[ \t\n]{0,9}
      | a[ \t\n]{1,9}(?:id|name)[ \t\n]{0,9}=[ \t\n]{0,9}(?P<quote>["']?)(?P<id>[\w.:-]{1,128})(?P=quote)[ \t\n]{0,9}/?
      | (?P<anchor_close>/a)[ \t\n]{0,9}
    )>""",
    re.VERBOSE | re.IGNORECASE,
)
_NO_COMMENT_END = "no comment end"
"""Key of the environment: between which two places of which text no comment ends, so that it is searched only once."""


def readmitted_plugin(parser: MarkdownIt) -> None:
    """Put these rules in the place of those for raw HTML."""
    parser.inline.ruler.at("html_inline", _tag)
    parser.block.ruler.at("html_block", _comment, {"alt": ["paragraph", "reference", "blockquote"]})


def _tag(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "<":
        return False
    if state.src.startswith("<!--", state.pos):
        return _inline_comment(state)
    match = _TAG.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        kind = match["script"] or ("br" if match["br"] else "a")
        token = state.push(f"html_{kind.lower()}", "", 0)
        token.content = match.group()
        token.info = "close" if match["close"] or match["anchor_close"] else "open"
        token.meta = {"id": match["id"] or ""}
    state.pos = match.end()
    return True


def _inline_comment(state: StateInline) -> bool:
    end = _comment_end(state.src, state.pos, state.posMax, state.env)
    if end < 0:
        return False
    state.pos = end
    return True


def _comment(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """Skip a comment that has its lines to itself; one with words behind it is left to the paragraph it starts."""
    position = state.bMarks[start_line] + state.tShift[start_line]
    if not state.src.startswith("<!--", position) or state.is_code_block(start_line):
        return False
    end = _comment_end(state.src, position, state.eMarks[end_line - 1], state.env)
    if end < 0:
        return False
    line = start_line
    while state.eMarks[line] < end:
        line += 1
        if state.sCount[line] < state.blkIndent and not state.isEmpty(line):
            return False
    if state.src[end : state.eMarks[line]].strip():
        return False
    if not silent:
        state.line = line + 1
    return True


def _comment_end(text: str, start: int, limit: int, environment: MutableMapping[str, Any]) -> int:
    """Return the place behind the comment that starts at a place, or -1 when it does not end before the limit."""
    known_text, known_start, known_limit = environment.get(_NO_COMMENT_END, ("", 0, -1))
    if known_text is text and known_start <= start and limit <= known_limit:
        return -1
    end = text.find("-->", start + 2, limit)  # `<!-->` is a comment too
    if end < 0:
        environment[_NO_COMMENT_END] = (text, start, limit)
        return -1
    return end + 3
