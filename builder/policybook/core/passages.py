"""Blocks inside a section to the HTML of a policy page. Knows nothing about sections, clauses or whole pages.

The words and their order are those of `html.blocks`; what differs is what a page adds: links resolved, tables in a box
that scrolls, written markers as text, footnotes that lead there and back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from policybook.core import html
from policybook.core.anchor_html import Anchor
from policybook.core.clauses import identifier
from policybook.core.language import ENGLISH, Language
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text

Resolve = Callable[[str], str]
"""Where a link of a text leads on the site."""

DEEPEST = 6
"""HTML has six levels of headings."""


@dataclass(slots=True)
class Passages:
    """Writes the blocks of one document; what must be unique on the page is counted here."""

    resolve: Resolve
    """Where a link of the text leads on the site."""
    prefix: str
    """Put before generated ids, one per document of a page."""
    title: str
    """Title of the document, to tell its tables from those of the others; may be empty."""
    language: Language = ENGLISH
    """The language of the words around the text."""
    footnotes: frozenset[str] = frozenset()
    """Labels of the footnotes that exist."""
    used: set[str] = field(default_factory=set)
    """Ids given so far."""
    anchors: deque[Anchor] = field(default_factory=deque)
    """Ids for the headings and lettered items inside other blocks, in reading order."""
    level: int = 2
    """The level for a heading inside a quotation or list."""
    in_notes: bool = False
    """Whether the footnotes are being written."""
    tables: int = 0
    """Tables so far."""

    def unique(self, wanted: str) -> str:
        """Return an id that is not taken yet, and take it."""
        count, found = 1, wanted
        while found in self.used:
            count += 1
            found = f"{wanted}--{count}"
        self.used.add(found)
        return found

    def inlines(self, content: Iterable[Inline]) -> str:
        """Return inline content as HTML."""
        return "".join(map(self._inline, content))

    def blocks(self, content: Iterable[Block]) -> str:
        """Return blocks as HTML."""
        return "".join(map(self.block, content))

    def block(self, block: Block) -> str:
        """Return one block as HTML."""
        match block.kind:
            case BlockKind.LIST:
                return self._list(block)
            case BlockKind.TABLE:
                return self._table(block)
            case BlockKind.HEADING:
                return self._inner_heading(block)
            case BlockKind.CODE | BlockKind.RULE:
                return html.block(block)
            case _:
                inner = self.blocks(block.children) if block.children else self.inlines(block.inlines)
                tag = html.block_tag(block)
                return f"<{tag}>{inner}</{tag}>" if tag else inner

    def notes(self, footnotes: Sequence[Block]) -> str:
        """Return footnotes as a list at the end, each with the way back to its first reference."""
        if not footnotes:
            return ""
        self.in_notes = True
        items = "".join(map(self._footnote, footnotes))
        return f'<div class="notes"><ol class="sub">{items}</ol></div>'

    def _inline(self, inline: Inline) -> str:
        match inline.kind:
            case InlineKind.FOOTNOTE_REFERENCE if inline.text in self.footnotes:
                return self._reference(inline)
            case InlineKind.IMAGE:
                return image(inline, self.resolve(inline.target))
            case InlineKind.ANCHOR:
                return f'<span id="{escape(self.unique(inline.target))}"></span>'
            case InlineKind.LINK:
                target = self.resolve(inline.target) if inline.target else ""
                pairs = html.attributes((("href", target), ("title", inline.title)))
                return f"<a{pairs}>{self.inlines(inline.children)}</a>"
            case InlineKind.CODE:
                return f"<code>{escape(inline.text, quote=False)}</code>"
        tag = html.inline_tag(inline)
        return f"<{tag}>{self.inlines(inline.children)}</{tag}>" if tag else html.atom(inline)

    def _reference(self, inline: Inline) -> str:
        target = self._note_id(inline.text)
        own = self.unique(f"{target}-ref")
        label = escape(inline.text, quote=False)
        return f'<sup class="fn"><a href="#{target}" id="{own}">[{label}]</a></sup>'

    def _note_id(self, label: str) -> str:
        return f"{self.prefix}note-" + "".join(sign if sign.isalnum() else "-" for sign in label)

    def _footnote(self, note: Block) -> str:
        own = self._note_id(note.marker)
        back = f"{own}-ref"
        link = (
            f' <a class="back" href="#{back}" aria-label="{escape(self.language.say("Back to the text"))}">↩</a>'
            if back in self.used
            else ""
        )
        marker = escape(note.marker, quote=False)
        return self._marked(marker, self.blocks(note.children) + link, f' id="{self.unique(own)}"')

    def _inner_heading(self, block: Block) -> str:
        anchor = self.anchors.popleft() if self.anchors else None
        own, others = (f' id="{escape(anchor.id)}"', anchor.spans) if anchor else ("", "")
        return f"<h{self.level}{own}>{self.inlines(block.inlines)}{others}</h{self.level}>"

    def _list(self, block: Block) -> str:
        if block.marker == "written":
            return f'<ol class="sub">{"".join(map(self._lettered, block.children))}</ol>'
        tag = html.block_tag(block)
        items = [
            f"<li{html.attributes(html.block_attributes(item))}>{self.blocks(item.children)}</li>"
            for item in block.children
        ]
        return f"<{tag}>{''.join(items)}</{tag}>"

    def _lettered(self, item: Block) -> str:
        """Return an item with its marker as a link to it; in footnotes it is no place of its own."""
        if not self.anchors or self.in_notes or not identifier(item.marker):
            return self._marked(escape(item.marker, quote=False), self.blocks(item.children))
        anchor = self.anchors.popleft()
        marker = f'{anchor.spans}<a href="{anchor.href}">{escape(item.marker, quote=False)}</a>'
        return self._marked(marker, self.blocks(item.children), f' id="{escape(anchor.id)}"')

    @staticmethod
    def _marked(marker: str, inner: str, attributes: str = "") -> str:
        return f'<li{attributes}><span class="marker">{marker}</span> <div>{inner}</div></li>'

    def _table(self, table: Block) -> str:
        self.tables += 1
        name = self.language.say("Table {number}", number=self.tables) + (f", {self.title}" if self.title else "")
        head = "".join(self._row(row) for row in table.children if row.header)
        body = "".join(self._row(row) for row in table.children if not row.header)
        parts = (f"<thead>{head}</thead>" if head else "") + (f"<tbody>{body}</tbody>" if body else "")
        return f'<section class="scroll" tabindex="0" aria-label="{escape(name)}"><table>{parts}</table></section>'

    def _row(self, row: Block) -> str:
        return f"<tr>{''.join(map(self._cell, row.children))}</tr>"

    def _cell(self, cell: Block) -> str:
        # A header cell without words names nothing: to assistive technology it is an ordinary cell.
        names = cell.header and bool(inline_text(cell.inlines).strip())
        tag, scope = ("th", "col") if names else ("td", "")
        return (
            f"<{tag}{html.attributes((('scope', scope), ('class', cell.marker)))}>{self.inlines(cell.inlines)}</{tag}>"
        )


def image(inline: Inline, address: str) -> str:
    """Return an image of the site itself; of one that is elsewhere, or nowhere, the words that stand for it.

    A page that shows a policy must not make its reader call at another host.
    """
    if not address or "://" in address:
        return f'<span class="image">{escape(inline.text, quote=False)}</span>' if inline.text else ""
    pairs = html.attributes((("src", address), ("title", inline.title)))
    return f'<img{pairs} alt="{escape(inline.text)}">'
