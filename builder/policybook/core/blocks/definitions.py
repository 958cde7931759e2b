"""Definition lists marked with a colon. Knows nothing about other blocks."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from mdit_py_plugins.deflist import deflist_plugin


def definitions_plugin(parser: MarkdownIt) -> None:
    """Switch on definition lists, but not those that start with a tilde: `~ 100 EUR` says "about", and is shown."""
    parser.use(deflist_plugin)
    rule = next(rule for rule in parser.block.ruler.getRules("") if rule.__name__ == "deflist")

    def definitions(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
        line = start_line if silent else start_line + 1
        if line < end_line and state.isEmpty(line):
            line += 1
        if line >= end_line or not state.src.startswith(":", state.bMarks[line] + state.tShift[line]):
            return False
        return rule(state, start_line, end_line, silent)

    parser.block.ruler.at("deflist", definitions, {"alt": ["paragraph", "reference", "blockquote"]})
