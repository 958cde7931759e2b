"""A document's blocks to the HTML of its policy page: sections, clauses, margin notes. Knows nothing about versions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import escape

from policybook.core.clauses import Numbered, clauses, heading, identifier
from policybook.core.language import ENGLISH, Language
from policybook.core.pages import Html
from policybook.core.passages import DEEPEST, Passages, Resolve
from policybook.core.tree import Block, BlockKind, InlineKind, inline_text, leaves


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """When a passage last changed, for the margin."""

    day: date
    """First day the changed words bound."""
    address: str
    """Link to the change, as the page writes it."""
    latest: bool = False
    """Whether the version shown brought the change: it also gets a bar."""


@dataclass(frozen=True, slots=True)
class _Part:
    """One block right under the document, with what is known about it."""

    block: Block
    number: Numbered | None
    """Its clause number and what follows that."""
    changed: Changed | None
    """The newest change inside it."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What takes one margin note: a clause with all that belongs to it, or blocks between two clauses."""

    parts: tuple[_Part, ...]
    changed: Changed | None


@dataclass(slots=True)
class _Section:
    """A heading and what stands under it, before the next heading."""

    heading: Block | None
    anchor: str
    depth: int
    parts: list[_Part]


def document_html(
    blocks: Sequence[Block],
    *,
    ids: Sequence[str],
    top: int,
    resolve: Resolve,
    prefix: str = "s",
    title: str = "",
    label: str = "",
    changed: Mapping[int, Changed] | None = None,
    language: Language = ENGLISH,
) -> Html:
    """Return the text of a document, its words in their order.

    `ids` holds one id per heading, in reading order. `top` is the level of the document's highest headings: 2, or 3
    where documents share a page; deeper ones follow without a gap. `prefix` starts the ids of clauses, `title` names
    the document in labels and `label` is the id of the element that shows it: all three differ between documents of
    one page. `language` is that of the words around the text; `changed` maps numbers of leaves (see `tree.leaves`) to
    what the margin says beside them.
    """
    notes = [block for block in blocks if block.kind is BlockKind.FOOTNOTE]
    labels = frozenset(note.marker for note in notes)
    writer = Passages(resolve=resolve, prefix=prefix, title=title, footnotes=labels, used=set(ids), language=language)
    sections = _sections(_parts(blocks, changed or {}), ids)
    return Html(_Layout(writer=writer, top=top, label=label).sections(sections) + writer.notes(notes))


def _parts(blocks: Sequence[Block], changed: Mapping[int, Changed]) -> Iterator[_Part]:
    first = 0
    for block, number in zip(blocks, clauses(blocks), strict=True):
        end = first + sum(1 for _ in leaves([block]))
        inside = [changed[leaf] for leaf in range(first, end) if leaf in changed]
        if block.kind is not BlockKind.FOOTNOTE:
            yield _Part(block, number, max(inside, key=_age, default=None))
        first = end


def _age(changed: Changed | None) -> tuple[bool, date]:
    return (changed.latest, changed.day) if changed else (False, date.min)


def _sections(parts: Iterable[_Part], ids: Sequence[str]) -> Iterator[_Section]:
    """Return the sections in order; a heading's depth is one more than that of the heading it stands under."""
    anchors = iter(ids)
    above: list[int] = []
    section = _Section(None, "", 0, [])
    for part in parts:
        block = part.block
        if block.kind is BlockKind.HEADING:
            yield section
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            section = _Section(block, next(anchors), len(above), [])
            continue
        section.parts.append(part)
        for leaf in leaves([block]):
            if leaf.kind is BlockKind.HEADING:
                next(anchors)
    yield section


def _units(parts: Iterable[_Part]) -> Iterator[_Unit]:
    """Return a section's blocks grouped by clause; outside of clauses, by the change that the margin tells."""
    held: list[_Part] = []
    for part in parts:
        if held and (part.number or _parts_from(part, held[-1], inside_clause=held[0].number is not None)):
            yield _Unit(tuple(held), max((one.changed for one in held), key=_age))
            held = []
        held.append(part)
    if held:
        yield _Unit(tuple(held), max((one.changed for one in held), key=_age))


def _parts_from(part: _Part, before: _Part, *, inside_clause: bool) -> bool:
    """Return whether a block without a number begins another unit; in a clause, a line all in bold does: a title."""
    if not inside_clause:
        return part.changed != before.changed
    kinds = {inline.kind for inline in part.block.inlines}
    return part.block.kind is BlockKind.PARAGRAPH and kinds == {InlineKind.STRONG}


@dataclass(slots=True)
class _Layout:
    writer: Passages
    top: int
    label: str

    def sections(self, sections: Iterable[_Section]) -> str:
        pieces: list[str] = []
        open_depths: list[int] = []
        names: set[str] = set()
        for section in sections:
            while section.heading and open_depths and open_depths[-1] >= section.depth:
                open_depths.pop()
                pieces.append("</section>")
            if section.heading:
                open_depths.append(section.depth)
                pieces.append(self._opening(section, section.heading, names))
            self.writer.level = min(DEEPEST, self.top + section.depth)
            pieces.extend(map(self._unit, _units(section.parts)))
        return "".join(pieces) + "</section>" * len(open_depths)

    def _opening(self, section: _Section, block: Block, names: set[str]) -> str:
        """Return the start of a section; only the highest are landmarks, and no two by the same name."""
        words = inline_text(block.inlines)
        named = section.depth == 1 and bool(words.strip()) and words not in names
        names.add(words)
        anchor = escape(section.anchor)
        labels = escape(f"{self.label} {section.anchor}".strip())
        labelled = f' aria-labelledby="{labels}"' if named else ""
        return f"<section{labelled}>{self._heading(block, anchor, section.depth)}"

    def _heading(self, block: Block, anchor: str, depth: int) -> str:
        tag = f"h{min(DEEPEST, self.top + depth - 1)}"
        kind = "sec" if depth == 1 else f"sec d{min(depth, 3)}"
        numbered = heading(block)
        rest = self.writer.inlines(numbered.rest if numbered else block.inlines)
        number = _number(numbered.number, anchor) + " " if numbered else ""
        return f'<{tag} class="{kind}" id="{anchor}">{number}<span class="name">{rest}</span></{tag}>'

    def _unit(self, unit: _Unit) -> str:
        note = _note(unit.changed, self.writer.language)
        now = " now" if unit.changed and unit.changed.latest else ""
        numbered = unit.parts[0].number
        blocks = [part.block for part in unit.parts]
        if numbered is None:
            inner = self.writer.blocks(blocks)
            return f'<div class="noted{now}">{inner}{note}</div>' if note else inner
        anchor = escape(self.writer.unique(self.writer.prefix + identifier(numbered.number)))
        body = f"<p>{self.writer.inlines(numbered.rest)}</p>{self.writer.blocks(blocks[1:])}"
        inner = f'{_number(numbered.number, anchor)} <div class="body">{body}</div>{note}'
        return f'<div class="clause{now}" id="{anchor}">{inner}</div>'


def _number(number: str, anchor: str) -> str:
    return f'<span class="num"><a href="#{anchor}">{escape(number, quote=False)}</a></span>'


def _note(changed: Changed | None, language: Language) -> str:
    if changed is None:
        return ""
    words = escape(language.say("Changed {month}", month=language.month(changed.day)), quote=False)
    return f'<span class="note"><a href="{escape(changed.address)}">{words}</a></span>'
