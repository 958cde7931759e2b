"""The Markdown dialect: which rules of markdown-it are on, and the limits. Knows nothing about blocks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from policybook.core import limits
from policybook.core.blocks.definitions import definitions_plugin
from policybook.core.blocks.inline import Reader
from policybook.core.blocks.plain import plain_paragraphs_plugin
from policybook.core.blocks.readmitted import readmitted_plugin
from policybook.core.blocks.standalone import is_standalone, standalone
from policybook.core.blocks.tables import tables_plugin
from policybook.core.blocks.written import written_lists_plugin
from policybook.core.characters import carried
from policybook.core.errors import LimitError
from policybook.core.tree import Inline

_HEADING_ID = re.compile(r"(?:^|[ \t])\{#([\w.:-]{1,128})\}[ \t]*$")
_CONTAINERS = frozenset(
    {"blockquote_open", "list_item_open", "written_item_open", "dd_open", "footnote_reference_open"},
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """The tokens of one text and what belongs to them."""

    tokens: list[Token]
    """Block tokens; those of type `inline` have inline tokens as children, unless their content stands alone."""
    footnotes: tuple[str, ...]
    """Labels of the footnotes that the text refers to, in the order of their first reference."""
    path: str
    """The file, for messages."""
    first_line: int
    """Number of the source's first line in the file."""

    def inlines(self, token: Token, reader: Reader, line: int) -> tuple[Inline, ...]:
        """Return the content of a token of type `inline`; raises LimitError when it nests too deeply."""
        if token.children:
            return reader.read(token.children, line)
        try:
            return standalone(token.content, _PARSER)
        except LimitError:
            raise reader.too_deep(line) from None


class _Parser(MarkdownIt):
    """markdown-it with addresses left as typed: `links` decides about them, and a refused link keeps its words."""

    def validateLink(self, url: str) -> bool:  # noqa: N802, ARG002 - the name and signature are markdown-it's
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - the name is markdown-it's
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 - the name is markdown-it's
        return link


def parse_tokens(source: str, *, path: str, first_line: int) -> Parsed:
    """Return the tokens of a Markdown text; raises LimitError when a limit is exceeded."""
    limits.check_size(source, path=path, first_line=first_line)
    environment = {"path": path, "first_line": first_line}
    tokens = _PARSER.parse(carried(source), environment)
    notes: dict[int, dict[str, str]] = environment.get("footnotes", {}).get("list", {})  # type: ignore[attr-defined]
    labels = tuple(notes[number]["label"] for number in sorted(notes))
    return Parsed(tokens, labels, path, first_line)


def _inspect(state: StateCore) -> None:
    """Check the limits between the block and the costly inline pass, and take the `{#id}` off headings."""
    counts = _Counts(state.env["path"], state.env["first_line"])
    for index, token in enumerate(state.tokens):
        if token.type == "inline":
            counts.inline(token)
        elif token.type in _CONTAINERS:
            counts.container(token)
        elif token.type == "heading_open":
            counts.heading(token)
            _take_heading_id(token, state.tokens[index + 1])


def _read_inlines(state: StateCore) -> None:
    """Read the content that depends on the rest of the text; what stands alone is left to `Parsed.inlines`."""
    references = bool(state.env.get("references"))
    for token in state.tokens:
        if token.type == "inline" and not is_standalone(token.content, references=references):
            token.children = []
            state.md.inline.parse(token.content, state.md, state.env, token.children)


@dataclass(slots=True)
class _Counts:
    """What has been counted in one document."""

    path: str
    first_line: int
    headings: int = 0
    openers: int = 0

    def inline(self, token: Token) -> None:
        openers = token.content.count("[")
        self.openers += openers
        self._limit(token, "the paragraph", openers, limits.LINK_OPENERS, "square brackets")
        self._limit(token, "the document", self.openers, limits.DOCUMENT_LINK_OPENERS, "square brackets")

    def container(self, token: Token) -> None:
        # One level more and markdown-it would drop the rest of the text without a word.
        self._limit(token, "the text", token.level + 1, limits.NESTING - 1, "levels")

    def heading(self, token: Token) -> None:
        self.headings += 1
        self._limit(token, "the document", self.headings, limits.HEADINGS, "headings")

    def _limit(self, token: Token, what: str, number: int, limit: int, unit: str) -> None:
        if number > limit:
            line = self.first_line + token.map[0] if token.map else 0
            raise limits.exceeded(what, number, limit, unit, path=self.path, line=line)


def _take_heading_id(heading: Token, content: Token) -> None:
    if match := _HEADING_ID.search(content.content):
        heading.meta = {"id": match[1]}
        content.content = content.content[: match.start()].rstrip()


def _parser() -> MarkdownIt:
    parser = _Parser("commonmark", {"html": False, "maxNesting": limits.NESTING})
    parser.enable("table")
    parser.use(footnote_plugin, inline=False, move_to_end=False)
    parser.use(definitions_plugin)
    parser.use(tables_plugin)
    parser.use(readmitted_plugin)
    parser.use(written_lists_plugin)
    parser.use(plain_paragraphs_plugin)
    parser.core.ruler.before("inline", "inspect", _inspect)
    parser.core.ruler.at("inline", _read_inlines)
    return parser


_PARSER = _parser()
"""One parser for all: it keeps nothing between texts, and building it takes as long as parsing a page."""
