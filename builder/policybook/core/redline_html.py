"""The body of a redline page: the merged text by sections, changes in blocks. Knows nothing about page furniture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape

from policybook.core import html
from policybook.core.changes import AWAY, Change, ChangeKind, Section, holds_change
from policybook.core.labels import label, marker_label
from policybook.core.merged import GONE, Node, State
from policybook.core.outline import unit_text
from policybook.core.redline import Redline
from policybook.core.redline_clauses import clause_html, hung, number_html, numbers_clauses
from policybook.core.redline_groups import Group, Numbers, grouped
from policybook.core.redline_moves import arrivals, departures, noted
from policybook.core.redline_tables import boxed
from policybook.core.redline_view import Side, View, led
from policybook.core.redline_words import ENGLISH, Words
from policybook.core.tree import LEAVES, Block, BlockKind

_CLASSES = {ChangeKind.ADDED: "add", ChangeKind.REMOVED: "rem", ChangeKind.MOVED: "mov"}
_SECTION_LEVEL = 3
"""Sections of a text are `h3` below the page's `h1` and the document's `h2`; changes are one level deeper."""


def inline_html(
    redline: Redline,
    *,
    first: int = 1,
    total: int | None = None,
    prefix: str = "",
    heading_ids: Mapping[int, str] | None = None,
    words: Words = ENGLISH,
) -> str:
    """Return the merged text of a redline for its page.

    `first` is the number of its first change and `total` their number on the whole page, where several documents share
    one; the numbers keep the ids `c-{prefix}{number}` apart. With a prefix, the arrows to other changes stay inside the
    document, for those of its neighbours are not known. `heading_ids` gives ids to the new version's top-level headings
    by their place among them, from 0; others get `s-{prefix}{first}-{place}`.
    """
    page = Page(redline, Numbers(redline, first, total, prefix), words, heading_ids or {})
    return boxed("".join(map(page.section, redline.sections)), prefix=prefix, words=words)


@dataclass(slots=True)
class Page:
    """The walk that writes one redline; it remembers how deep the headings are."""

    redline: Redline
    """What is shown."""
    numbers: Numbers
    """How its changes are numbered."""
    words: Words
    """The interface words."""
    heading_ids: Mapping[int, str]
    """Ids for headings of the new version, by place."""
    level: int = _SECTION_LEVEL - 1
    """Level of the last heading written."""
    places: int = 0
    """How many headings of the new version have been written."""
    sections: int = 0
    """How many sections have been written."""
    arrivals: dict[int, int] = field(default_factory=dict)
    """By the number of a move: the change at its new place."""

    left: dict[int, int] = field(default_factory=dict)
    """By the number of a change: the first move in it whose old place has a note."""

    hangs: bool = False
    """Whether clause numbers hang in the margin."""

    def __post_init__(self) -> None:
        self.hangs = numbers_clauses(self.redline.nodes)
        self.arrivals = {move: number for node in self.redline.nodes for move, number in arrivals(node, 0)}
        moves = sorted({move for section in self.redline.sections for move in noted(section.nodes)}, reverse=True)
        self.left = {self.arrivals[move]: move for move in moves if move in self.arrivals}

    @property
    def view(self) -> View:
        """How blocks are shown."""
        return View(Side.BOTH, self.words)

    def section(self, section: Section) -> str:
        """Return a heading with what follows it."""
        self.sections += 1
        name = self.heading_id(section.heading) if section.heading else ""
        body = "".join([self.blocks(group, nodes, name) for group, nodes in self.groups(section)])
        # no landmark: its name would have to differ from all others of the page, which both versions have a part in
        return f"<section>{body}</section>\n" if name else f'<div class="lead">{body}</div>\n'

    def groups(self, section: Section) -> Iterator[tuple[Group, list[Node]]]:
        """Yield what a section holds; an unchanged heading stands by itself."""
        nodes = section.nodes
        if section.heading and not section.heading.change:
            yield Group.SAME, [section.heading]
            nodes = nodes[1:]
        yield from grouped(nodes)

    def blocks(self, group: Group, nodes: Sequence[Node], name: str) -> str:
        """Return adjacent blocks; `name` is the id of the section's heading."""
        if group is Group.CHANGE:
            change = self.redline.changes[nodes[0].change - 1]
            head = self.head(change)
            body = "".join([self.block(node, name) for node in nodes])
            return f'<div class="chg {css_class(change)}" id="{self.change_id(change)}">{head}{body}</div>\n'
        if group is Group.OPEN:
            return "".join(map(self.list_, nodes))
        if group is Group.AWAY:
            return "".join(
                [f'<p class="moved-away">{self.departure(move)}</p>' for node in nodes for move in departures(node)]
            )
        if is_heading(nodes[0]):
            return self.block(nodes[0], name) + "\n"
        body = "".join([self.block(node, name) for node in nodes])
        return f'<p class="gap">{self.gap(nodes)}</p><div class="same">{body}</div>\n'

    def block(self, node: Node, name: str) -> str:
        """Return a block outside lists."""
        if not is_heading(node):
            return clause_html(self.view, node) if self.hangs else self.view.node(node)
        self.level = _SECTION_LEVEL
        return self.heading(node, self.view, name)

    def heading(self, node: Node, view: View, name: str) -> str:
        """Return the heading of a section."""
        depth = view.block(node).level
        found = hung(node)
        number = f"{number_html(view, found)} " if found else ""
        node = found.rest if found else node
        inside = view.inside(node) if node.state not in (State.INSERTED, State.DELETED) else marked_line(view, node)
        inside = f'{number}<span class="name">{inside}</span>'
        return f'<h{_SECTION_LEVEL} class="sec level-{depth}" id="{escape(name)}">{inside}</h{_SECTION_LEVEL}>'

    def heading_id(self, node: Node) -> str:
        """Return the id of a section's heading."""
        own = f"s-{self.numbers.prefix}{self.numbers.first}-{self.sections}"
        if node.state in GONE or not node.new or node.new.kind is not BlockKind.HEADING:
            return own
        self.places += 1
        given = self.heading_ids.get(self.places - 1, own)
        return own if re.fullmatch(rf"c-{re.escape(self.numbers.prefix)}\d+", given) else given

    # ---- lists with changes in their items

    def list_(self, node: Node) -> str:
        """Return a list whose items hold changes."""
        block = node.block
        items = "".join([self.items(group, nodes) for group, nodes in grouped(node.children)])
        tag = html.block_tag(block)
        return f"<{tag}{html.attributes(html.block_attributes(block))}>{items}</{tag}>\n"

    def items(self, group: Group, nodes: Sequence[Node]) -> str:
        """Return adjacent items of a list."""
        if group is Group.CHANGE:
            change = self.redline.changes[nodes[0].change - 1]
            kind = css_class(change)
            first = self.item(nodes[0], (("class", f"chg {kind}"), ("id", self.change_id(change))), self.head(change))
            return first + "".join([self.item(node, (("class", f"more {kind}"),)) for node in nodes[1:]])
        if group is Group.OPEN:
            return "".join(map(self.item, nodes))
        if group is Group.AWAY:
            notes = [self.departure(move) for node in nodes for move in departures(node)]
            return "".join([f'<li class="moved-away">{note}</li>' for note in notes])
        return f'<li class="gap">{self.gap(nodes)}</li>' + "".join(
            [self.item(node, (("class", "same"),)) for node in nodes]
        )

    def item(self, node: Node, pairs: Sequence[tuple[str, str]] = (), head: str = "") -> str:
        """Return an item with its own lines and the lists inside it."""
        block = node.block
        if any(map(holds_change, node.children)):
            number = self.view.old_number(node)
            parts = [self.list_(child) if holds_change(child) else self.view.node(child) for child in node.children]
            inside = led(number, "".join(parts))
        else:
            inside = item_content(self.view, node)
        return f"<li{html.attributes((*html.block_attributes(block), *pairs))}>{head}{inside}</li>"

    # ---- what is said about the text

    def change_id(self, change: Change) -> str:
        """Return the id of a change."""
        return escape(self.numbers.id(self.numbers.number(change)))

    def head(self, change: Change) -> str:
        """Return the line above a change: its number, kind, place and the arrows to its neighbours."""
        number = self.numbers.number(change)
        level = self.level + 1
        title = escape(self.words.change.format(number=number, total=self.numbers.all), quote=False)
        kind = escape(self.words.kinds(change), quote=False)
        where = f"<span>{place}</span>" if (place := self.place(change)) else ""
        shapes = "".join([f"<span>{escape(text, quote=False)}</span>" for text in self.words.rearranged(change)])
        facts = ", ".join([self.words.hint(hint) for hint in change.hints])
        hints = f"<strong>{escape(facts, quote=False)}</strong>" if facts else ""
        return (
            f'<div class="chg-head"><h{level}>{title}</h{level}><span class="kind">{kind}</span>{where}{shapes}{hints}'
            f'<span class="pn">{self.arrows(number)}</span></div>'
        )

    def place(self, change: Change) -> str:
        """Return where a change is, and where its text came from, with a link to its old place."""
        parts = [escape(self.words.place(change), quote=False)]
        if change.origin:
            text = escape(self.words.moved_from.format(place=self.words.cited(change.origin)), quote=False)
            move = self.left.get(change.number)
            parts.append(f'<a href="#{self.move_id(move)}">{text}</a>' if move else text)
        return " · ".join(filter(None, parts))

    def move_id(self, move: int) -> str:
        """Return the id of the note in the old place of a moved text."""
        return escape(f"m-{self.numbers.prefix}{self.numbers.first}-{move}")

    def arrows(self, number: int) -> str:
        """Return the links to the changes before and after."""
        before, after = self.numbers.neighbours(number)
        links = ((before, self.words.previous, "↑"), (after, self.words.next, "↓"))
        return "".join(
            [
                f'<a href="#{escape(self.numbers.id(other))}" aria-label="{escape(name)}">{arrow}</a>'
                for other, name, arrow in links
                if other
            ]
        )

    def departure(self, move: int) -> str:
        """Return the note that stands in the old place of a moved text."""
        number = self.arrivals.get(move)
        if not number:
            return escape(self.words.moved_elsewhere, quote=False)
        change = self.redline.changes[number - 1]
        place = self.words.place(change)
        text = self.words.moved_to.format(place=place) if place else self.words.moved_elsewhere
        return f'<a href="#{self.change_id(change)}" id="{self.move_id(move)}">{escape(text, quote=False)}</a>'

    def gap(self, nodes: Sequence[Node]) -> str:
        """Return the line that stands for unchanged blocks when only changes are shown."""
        first, last = _clause(nodes[0].block), _clause(nodes[-1].block)
        if first and last:
            clauses = self.words.cited(first) if first == last else self.words.clauses.format(first=first, last=last)
            return escape(self.words.unchanged.format(clauses=clauses), quote=False)
        count = sum(_paragraphs(node.block) for node in nodes)
        text = self.words.one_unchanged if count == 1 else self.words.many_unchanged.format(count=count)
        return escape(text, quote=False)


def css_class(change: Change) -> str:
    """Return the class of a change: `add`, `rem`, `mov` or `mod`."""
    return _CLASSES.get(change.kind, "mod")


def is_heading(node: Node) -> bool:
    """Return whether a block heads a section."""
    return node.block.kind is BlockKind.HEADING and node.state not in AWAY


def marked_line(view: View, node: Node) -> str:
    """Return the content of a heading that one version has."""
    tag = "ins" if node.state is State.INSERTED else "del"
    return view.mark(tag, view.cleaned(html.inlines(node.block.inlines)))


def item_content(view: View, node: Node) -> str:
    """Return what stands inside an item, as one view shows it."""
    if node.state is State.SAME:
        return "".join(map(view.unchanged, view.block(node).children))
    if node.state in (State.INSERTED, State.DELETED) and not node.children:
        return ""
    return view.inside(node)


def _clause(block: Block) -> str:
    """Return the number of a block."""
    if block.kind is BlockKind.ITEM:
        return marker_label(block.marker)
    return label(block.number or unit_text(block)) if block.kind in LEAVES else ""


def _paragraphs(block: Block) -> int:
    """Return how many paragraphs readers count in a block: an item or a table is one."""
    return len(block.children) if block.kind is BlockKind.LIST else 1
