"""Lists lettered by hand, kept as written: `(a)`, `b)`, `iv.`, `(2)`. Knows nothing about other blocks.

When a line starts such a list:

- at the start of a block: `(x)` and `x)` always; `x.` only when the next marker of its series follows in the same run
  of lines, for "A. Smith wrote" and "I. e." are words;
- inside a paragraph: only the first marker of a series, after a line that ends with a colon; or, when the next marker
  follows, after `;`, `,` or a dash or further in than the line before. A sentence wrapped before "(b)" stays as it is;
- after an item of such a list: its next item, or any later one.

A refused marker is text like any other, and an accepted one is kept as typed: no word is lost or moved either way.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

from policybook.core.markers import Marker, follows, later, marker_at

_OPEN_LISTS = "written lists"
"""Key of the environment: the last marker, and its line, of each list that is being read, outermost first."""
_LOOK_AHEAD = 60
"""Lines searched for the next marker; bounds the time that many lone markers can take."""
_BEFORE_LISTS = (":", ";", ",", "–", "—", "-")
"""Ends of a line that announce a list."""


def written_lists_plugin(parser: MarkdownIt) -> None:
    """Add lists lettered by hand."""
    parser.block.ruler.before("list", "written_list", _written_list, {"alt": ["paragraph", "reference", "blockquote"]})


def _written_list(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    marker = _marker(state, start_line)
    if marker is None or not _starts_list(state, start_line, end_line, marker, silent):
        return False
    if silent:
        return True
    opening = state.push("written_list_open", "ol", 1)
    opening.map = lines = [start_line, 0]
    index = len(state.tokens) - 1
    old_parent, state.parentType = state.parentType, "list"
    open_lists: list[tuple[Marker, int]] = state.env.setdefault(_OPEN_LISTS, [])
    open_lists.append((marker, start_line))
    tight, line, gap = True, start_line, False
    following: Marker | None = marker
    while following is not None:
        marker = following
        open_lists[-1] = (marker, line)
        tight = _item(state, line, end_line, marker) and tight and not gap
        gap = state.line - line > 1 and state.isEmpty(state.line - 1)
        line = state.line
        following = _next_item(state, line, end_line, marker)
    open_lists.pop()
    state.push("written_list_close", "ol", -1)
    lines[1] = line
    state.parentType = old_parent
    if tight:
        _hide_paragraphs(state.tokens[index:], opening.level + 2)
    return True


def _item(state: StateBlock, line: int, end_line: int, marker: Marker) -> bool:
    """Read one item and return whether no blank line parts its blocks."""
    opening = state.push("written_item_open", "li", 1)
    opening.info = marker.text
    opening.map = lines = [line, 0]
    position = state.bMarks[line] + state.tShift[line] + len(marker.text)
    column = state.sCount[line] + len(marker.text)
    while state.src[position] in " \t":
        column += 4 - (column + state.bsCount[line]) % 4 if state.src[position] == "\t" else 1
        position += 1
    old_line = state.bMarks[line], state.tShift[line], state.sCount[line]
    old_indents = state.blkIndent, state.listIndent, state.tight
    indent = _content_indent(state, line, end_line, column)
    # The line now starts behind its marker, as far in as its item's other lines.
    state.bMarks[line], state.tShift[line], state.sCount[line] = position, 0, indent
    state.blkIndent, state.listIndent, state.tight = indent, state.blkIndent, True
    state.md.block.tokenize(state, line, end_line)
    tight = state.tight
    state.bMarks[line], state.tShift[line], state.sCount[line] = old_line
    state.blkIndent, state.listIndent, state.tight = old_indents
    state.push("written_item_close", "li", -1)
    lines[1] = state.line
    return tight


def _content_indent(state: StateBlock, line: int, end_line: int, column: int) -> int:
    """Return how far in the lines of an item stand: below its text, or less where the next line is indented by less."""
    following = state.skipEmptyLines(line + 1)
    if following < end_line and state.sCount[line] + 2 <= state.sCount[following] < column:
        return state.sCount[following]
    return column


def _next_item(state: StateBlock, line: int, end_line: int, marker: Marker) -> Marker | None:
    if line >= end_line or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return None
    following = _marker(state, line)
    return following if following and _continues(following, marker) else None


def _continues(following: Marker, marker: Marker) -> bool:
    """Return whether a marker continues a list; with a bracket it may start again: `(i)` below `(a)`, not indented."""
    if following.shape == ".":
        return later(following, marker)
    return following.shape == marker.shape


def _hide_paragraphs(tokens: list[Token], level: int) -> None:
    for token in tokens:
        if token.level == level and token.type == "paragraph_open":
            token.hidden = True


def _starts_list(state: StateBlock, line: int, end_line: int, marker: Marker, silent: bool) -> bool:
    if state.is_code_block(line):
        return False
    open_lists: list[tuple[Marker, int]] = state.env.get(_OPEN_LISTS, [])
    if silent and state.parentType == "paragraph":
        if state.sCount[line] >= state.blkIndent:
            return _interrupts(state, line, end_line, marker)
        if open_lists and _continues(marker, open_lists[-1][0]):
            return True
    elif sum(start == line for _, start in open_lists) > 1 or _is_underlined(state, line, end_line):
        # `(a) (i) words` is an item in an item, but a third marker on one line is an enumeration in words.
        return False
    return marker.shape != "." or _sibling_follows(state, line, end_line, marker)


def _interrupts(state: StateBlock, line: int, end_line: int, marker: Marker) -> bool:
    if not marker.first:
        return False
    before = state.src[state.bMarks[line - 1] : state.eMarks[line - 1]].rstrip().rstrip("*_")
    if before.endswith(":") and marker.shape != ".":
        return True
    further_in = _typed_indent(state, line) > _typed_indent(state, line - 1)
    return (further_in or before.endswith(_BEFORE_LISTS)) and _sibling_follows(state, line, end_line, marker)


def _typed_indent(state: StateBlock, line: int) -> int:
    """Return how far in a line was typed, whatever items and quotes it stands in."""
    start = state.src.rfind("\n", 0, state.bMarks[line]) + 1
    text = state.src[start : state.eMarks[line]].expandtabs(4)
    return len(text) - len(text.lstrip(" >"))


def _sibling_follows(state: StateBlock, line: int, end_line: int, marker: Marker) -> bool:
    """Return whether the next marker of the series starts a line further down, before other text does."""
    column, after_blank = state.sCount[line], False
    for following in range(line + 1, min(end_line, line + 1 + _LOOK_AHEAD)):
        if state.isEmpty(following):
            after_blank = True
            continue
        if state.sCount[following] <= column + 1:
            candidate = _marker(state, following)
            if candidate and candidate.shape == marker.shape:
                return follows(candidate, marker)
            if after_blank:
                return False
        after_blank = False
    return False


def _is_underlined(state: StateBlock, line: int, end_line: int) -> bool:
    """Return whether the next line makes this one a heading."""
    if line + 1 >= end_line or state.sCount[line + 1] < state.blkIndent:
        return False
    underline = state.src[state.bMarks[line + 1] + state.tShift[line + 1] : state.eMarks[line + 1]].rstrip()
    return bool(underline) and not underline.strip(underline[0]) and underline[0] in "=-"


def _marker(state: StateBlock, line: int) -> Marker | None:
    return marker_at(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line])
