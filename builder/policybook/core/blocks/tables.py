"""Tables that keep every word. Knows nothing about other blocks."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, table
from markdown_it.rules_block.table import escapedSplit, getLine
from markdown_it.token import Token


def tables_plugin(parser: MarkdownIt) -> None:
    """Keep the cells that a row has beyond the table's head; GitHub's dialect drops them, and the words in them."""
    parser.block.ruler.at("table", _table, {"alt": ["paragraph", "reference"]})


def _table(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    first = len(state.tokens)
    if not table(state, start_line, end_line, silent):
        return False
    if not silent:
        columns = sum(token.type == "th_open" for token in state.tokens[first:])
        state.tokens[first:] = _with_surplus_cells(state, state.tokens[first:], columns)
    return True


def _with_surplus_cells(state: StateBlock, tokens: list[Token], columns: int) -> list[Token]:
    complete: list[Token] = []
    line = -1
    for token in tokens:
        if token.type == "tr_open" and token.map:
            line = token.map[0]
        elif token.type == "tr_close":
            for content in _surplus(getLine(state, line), columns):
                complete += _cell(content, line, token.level + 1)
        complete.append(token)
    return complete


def _surplus(line: str, columns: int) -> list[str]:
    if line.count("|") <= columns:
        return []
    text = line.strip()
    cells = escapedSplit(text) if "\\" in text else text.split("|")  # its walk over every character is slow
    if cells and not cells[0]:
        cells.pop(0)
    if cells and not cells[-1]:
        cells.pop()
    return cells[columns:]


def _cell(content: str, line: int, level: int) -> list[Token]:
    inline = Token("inline", "", 0, map=[line, line + 1], level=level + 1, children=[], content=content.strip())
    return [Token("td_open", "td", 1, level=level), inline, Token("td_close", "td", -1, level=level)]
