"""A document's blocks to the HTML of its policy page: sections, clauses, margin notes. Knows nothing about versions."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape

from policybook.core.aliases import Aliases
from policybook.core.anchor_html import NO_ALIASES, Anchor, Anchors, anchors_of, remarks_html, stub_html
from policybook.core.clauses import Numbered, clauses, heading
from policybook.core.landmarks import is_title
from policybook.core.language import ENGLISH, Language
from policybook.core.pages import Html
from policybook.core.passages import DEEPEST, Passages, Resolve
from policybook.core.tokens import unseen_removed
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text, leaves


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
    first: int
    """Number of its first leaf."""
    end: int
    """Number of the leaf behind its last one."""
    number: Numbered | None
    """Its clause number and what follows that."""
    changed: Changed | None
    """The newest change inside it; of a block that shows no words (a rule, say), that of the block before it."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """What takes one margin note: a clause with all that belongs to it, or blocks between two clauses."""

    parts: tuple[_Part, ...]
    changed: Changed | None


@dataclass(slots=True)
class _Section:
    """A heading and what stands under it, before the next heading."""

    heading: Block | None
    first: int
    """Number of the leaf that is its heading."""
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
    aliases: Aliases = NO_ALIASES,
    language: Language = ENGLISH,
) -> Html:
    """Return the text of a document, its words in their order.

    `ids` holds one id per heading, in reading order. `top` is the level of the document's highest headings: 2, or 3
    where documents share a page; deeper ones follow without a gap. `prefix` starts the ids of clauses, `title` names
    the document in labels and `label` is the id of the element that shows it: all three differ between documents of
    one page. `language` is that of the words around the text; `changed` maps numbers of leaves (see `tree.leaves`) to
    what the margin says beside them, and `aliases` has what links of former days lead to.
    """
    notes = [block for block in blocks if block.kind is BlockKind.FOOTNOTE]
    labels = frozenset(note.marker for note in notes)
    anchors = anchors_of(blocks, ids, prefix=prefix, aliases=aliases)
    used = {*ids, *(anchor.id for anchor in (*anchors.outer.values(), *anchors.inner))}
    writer = Passages(
        resolve=resolve,
        prefix=prefix,
        title=title,
        footnotes=labels,
        used=used,
        language=language,
        anchors=anchors.inner,
    )
    layout = _Layout(writer=writer, anchors=anchors, top=top, label=label)
    return Html(layout.sections(_sections(_parts(blocks, changed or {}))) + writer.notes(notes))


def _parts(blocks: Sequence[Block], changed: Mapping[int, Changed]) -> Iterator[_Part]:
    first = 0
    newest: Changed | None = None
    for block, number in zip(blocks, clauses(blocks), strict=True):
        end = first + sum(1 for _ in leaves([block]))
        if not _is_blank(block):
            newest = max((changed[leaf] for leaf in range(first, end) if leaf in changed), key=_age, default=None)
        if block.kind is not BlockKind.FOOTNOTE:
            yield _Part(block, first, end, number, newest)
        if block.kind is BlockKind.HEADING:
            newest = None
        first = end


def _is_blank(block: Block) -> bool:
    """Return whether a block has nothing to read: a rule, or a paragraph of nothing but what shows nothing.

    A margin note beside it would speak of a change that nobody sees.
    """
    if block.kind not in (BlockKind.RULE, BlockKind.PARAGRAPH) or _has_image(block.inlines):
        return False
    return not unseen_removed(inline_text(block.inlines)).strip()


def _has_image(inlines: Iterable[Inline]) -> bool:
    return any(inline.kind is InlineKind.IMAGE or _has_image(inline.children) for inline in inlines)


def _age(changed: Changed | None) -> tuple[bool, date]:
    return (changed.latest, changed.day) if changed else (False, date.min)


def _sections(parts: Iterable[_Part]) -> Iterator[_Section]:
    """Return the sections in order; a heading's depth is one more than that of the heading it stands under."""
    above: list[int] = []
    section = _Section(None, -1, 0, [])
    for part in parts:
        block = part.block
        if block.kind is BlockKind.HEADING:
            yield section
            while above and above[-1] >= block.level:
                above.pop()
            above.append(block.level)
            section = _Section(block, part.first, len(above), [])
        else:
            section.parts.append(part)
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
    return is_title(part.block) if inside_clause else part.changed != before.changed


@dataclass(slots=True)
class _Layout:
    writer: Passages
    anchors: Anchors
    top: int
    label: str
    open: list[tuple[int, int]] = field(default_factory=list)
    """Depth and level of the sections that are open."""

    def sections(self, sections: Iterable[_Section]) -> str:
        pieces: list[str] = []
        names: set[str] = set()
        for section in sections:
            if section.heading:
                pieces.append(self._stubs(section.first))
                pieces.append(self._closing(depth=section.depth))
                self.open.append((section.depth, section.heading.level))
                pieces.append(self._opening(section, section.heading, names))
            self.writer.level = min(DEEPEST, self.top + section.depth)
            pieces.extend(map(self._unit, _units(section.parts)))
        pieces.append(self._stubs(math.inf))
        pieces.append(self.anchors.spans(0, math.inf))  # of footnotes, which stand at the end
        return "".join(pieces) + "</section>" * len(self.open)

    def _closing(self, *, depth: int = DEEPEST + 1, level: int = DEEPEST + 1) -> str:
        """Return the ends of the sections that have a depth, or whose headings have a level, or a lower one."""
        count = 0
        while self.open and (self.open[-1][0] >= depth or self.open[-1][1] >= level):
            self.open.pop()
            count += 1
        return "</section>" * count

    def _stubs(self, before: float) -> str:
        """Return the notes on what stood before a leaf; one on a section stands beside its siblings."""
        pieces = []
        for stub in self.anchors.due(before):
            if stub.level:
                pieces.append(self._closing(level=stub.level))
            pieces.append(stub_html(stub))
        return "".join(pieces)

    def _opening(self, section: _Section, block: Block, names: set[str]) -> str:
        """Return the start of a section; only the highest are landmarks, and no two by the same name."""
        words = " ".join(inline_text(block.inlines).split()).casefold()
        named = section.depth == 1 and bool(words) and words not in names
        names.add(words)
        anchor = self.anchors.outer[section.first]
        labels = escape(f"{self.label} {anchor.id}".strip())
        labelled = f' aria-labelledby="{labels}"' if named else ""
        return f"<section{labelled}>{self._heading(block, anchor, section.depth)}"

    def _heading(self, block: Block, anchor: Anchor, depth: int) -> str:
        tag = f"h{min(DEEPEST, self.top + depth - 1)}"
        kind = "sec" if depth == 1 else f"sec d{min(depth, 3)}"
        numbered = heading(block)
        rest = self.writer.inlines(numbered.rest if numbered else block.inlines)
        number = _number(numbered.number, anchor) + " " if numbered else ""
        name = f'<span class="name">{rest}</span>'
        return f'<{tag} class="{kind}" id="{escape(anchor.id)}">{number}{name}{anchor.spans}</{tag}>'

    def _unit(self, unit: _Unit) -> str:
        note = _note(unit.changed, self.writer.language)
        now = " now" if unit.changed and unit.changed.latest else ""
        head, *others = unit.parts
        quiet = self._quiet(unit.parts[-1].end)
        if head.number is None:
            inner = self._blocks(unit.parts)
            return (f'<div class="noted{now}">{inner}{note}</div>' if note else inner) + quiet
        anchor = self.anchors.outer[head.first]
        body = f"<p>{self.writer.inlines(head.number.rest)}</p>{self._blocks(others)}"
        inner = f'{_number(head.number.number, anchor)} <div class="body">{body}</div>{remarks_html(anchor.linked)}'
        return f'<div class="clause{now}" id="{escape(anchor.id)}">{anchor.spans}{inner}{note}</div>{quiet}'

    def _blocks(self, parts: Iterable[_Part]) -> str:
        return "".join([self.anchors.spans(part.first, part.end) + self.writer.block(part.block) for part in parts])

    def _quiet(self, before: int) -> str:
        """Return the notes on clauses that stood before a leaf; those on sections wait for the end of theirs."""
        return "".join(map(stub_html, self.anchors.due(before, quiet=True)))


def _number(number: str, anchor: Anchor) -> str:
    return f'<span class="num"><a href="{anchor.href}">{escape(number, quote=False)}</a></span>'


def _note(changed: Changed | None, language: Language) -> str:
    if changed is None:
        return ""
    words = escape(language.say("Changed {month}", month=language.month(changed.day)), quote=False)
    return f'<span class="note"><a href="{escape(changed.address)}">{words}</a></span>'
