"""The body of a side-by-side redline: old version left, new one right. Knows nothing about page furniture."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from html import escape

from policybook.core import html
from policybook.core.changes import Change, holds_change, own_lines
from policybook.core.labels import label
from policybook.core.merged import GONE, Node, State
from policybook.core.redline import Redline
from policybook.core.redline_clauses import clauses_html
from policybook.core.redline_groups import Group, Numbers, grouped
from policybook.core.redline_html import Page, css_class, is_heading, item_content
from policybook.core.redline_moves import departures
from policybook.core.redline_tables import boxed
from policybook.core.redline_view import Side, View
from policybook.core.redline_words import ENGLISH, Words


def side_by_side_html(
    redline: Redline,
    *,
    first: int = 1,
    total: int | None = None,
    prefix: str = "",
    heading_ids: Mapping[int, str] | None = None,
    words: Words = ENGLISH,
) -> str:
    """Return both versions next to each other; the parameters mean what they mean for `inline_html`."""
    page = _Pairs(redline, Numbers(redline, first, total, prefix), words, heading_ids or {})
    return boxed("".join(map(page.section, redline.sections)), prefix=prefix, words=words)


class _Pairs(Page):
    """The walk that writes one side-by-side redline."""

    def blocks(self, group: Group, nodes: Sequence[Node], name: str) -> str:
        """Return adjacent blocks as pairs."""
        if group is Group.OPEN:
            return "".join(map(self.list_, nodes))
        if group is Group.SAME:
            if is_heading(nodes[0]):
                return self.block(nodes[0], name) + "\n"
            return f'<p class="gap">{self.gap(nodes)}</p>' + "".join(map(self.unchanged, nodes))
        if group is Group.AWAY:
            return "".join([self.away(self.old_side([node], name), node) for node in nodes])
        return self.changed(nodes, (self.old_side(nodes, name), self.new_side(nodes, name)))

    # ---- one pair

    def changed(self, nodes: Sequence[Node], sides: tuple[str, str]) -> str:
        """Return the pair of a change."""
        change = self.redline.changes[nodes[0].change - 1]
        before = self.side(self.words.before, sides[0] or self.origin(change))
        after = self.side(self.words.after, sides[1])
        start = f'<div class="pair chg {css_class(change)}" id="{self.change_id(change)}">'
        return f"{start}{self.head(change)}{before}{after}</div>\n"

    def origin(self, change: Change) -> str:
        """Return the note on the left of a moved text."""
        if not change.origin:
            return ""
        text = self.words.moved_from.format(place=self.words.cited(change.origin))
        return f'<p class="none">{escape(text, quote=False)}</p>'

    def unchanged(self, node: Node) -> str:
        """Return the pair of an unchanged block, each side with its number; where it stands once, it tells both."""
        old, new = node.old, node.new
        if not old or not new or old.number == new.number:
            return self.same(self.sides([node]))
        before, after = (self.words.cited(label(block.number)) for block in (old, new))
        left, _ = self.sides([replace(node, new=replace(new, number=old.number))])
        _, right = self.sides([node])
        return self.same((left, right), f" · {before} → {after}" if old.number and new.number else "")

    def same(self, sides: tuple[str, str], numbers: str = "") -> str:
        """Return the pair of an unchanged block; its second copy is only for the eye."""
        seen = "tag" if numbers else "vh"
        tag = f'<span class="{seen}">{escape(self.words.both + numbers, quote=False)}</span>'
        left = f'<div class="side">{tag}{sides[0]}</div>'
        return f'<div class="pair same">{left}<div class="side same-r" aria-hidden="true">{sides[1]}</div></div>\n'

    def away(self, old: str, node: Node) -> str:
        """Return the pair in the old place of a block that stands elsewhere now."""
        notes = list(map(self.departure, departures(node))) or [escape(self.words.moved_elsewhere, quote=False)]
        after = "".join([f'<p class="none">{note}</p>' for note in notes])
        return f'<div class="pair away">{self.side(self.words.before, old)}{self.side(self.words.after, after)}</div>\n'

    def side(self, name: str, inside: str) -> str:
        """Return one side of a pair."""
        inside = inside or f'<p class="none">{escape(self.words.absent, quote=False)}</p>'
        return f'<div class="side"><span class="tag">{escape(name, quote=False)}</span>{inside}</div>'

    # ---- what stands on the sides

    def sides(self, nodes: Sequence[Node]) -> tuple[str, str]:
        """Return both sides of unchanged blocks; links on the right, hidden from assistive technology, lead nowhere."""
        return self.shown(View(Side.NEW, self.words), nodes), self.shown(View(Side.NEW, self.words, links=False), nodes)

    def old_side(self, nodes: Sequence[Node], name: str) -> str:
        """Return blocks as the old version has them."""
        view = View(Side.OLD, self.words)
        first = nodes[0]
        if is_heading(first) and first.state in GONE:
            return self.heading(first, view, name) + self.shown(view, nodes[1:])
        return self.shown(view, nodes)

    def new_side(self, nodes: Sequence[Node], name: str) -> str:
        """Return blocks as the new version has them."""
        view = View(Side.NEW, self.words)
        first = nodes[0]
        if is_heading(first) and first.state not in GONE:
            return self.heading(first, view, name) + self.shown(view, nodes[1:])
        return self.shown(view, nodes)

    def shown(self, view: View, nodes: Sequence[Node]) -> str:
        """Return blocks of one side, their numbers in the margin."""
        return clauses_html(view, nodes) if self.hangs else view.nodes(nodes)

    # ---- lists with changes in their items

    def list_(self, node: Node) -> str:
        """Return a list whose items hold changes, each item in a list of its own."""
        return "".join([self.item_pairs(node, group, nodes) for group, nodes in grouped(node.children)])

    def item_pairs(self, parent: Node, group: Group, nodes: Sequence[Node]) -> str:
        """Return adjacent items as pairs."""
        old, new = View(Side.OLD, self.words), View(Side.NEW, self.words)
        if group is Group.OPEN:
            return "".join([self.open_item(parent, node) for node in nodes])
        if group is Group.CHANGE:
            own = [_own(node) if _holds_inside(node) else node for node in nodes]
            pair = self.changed(own, (listed(parent, own, old), listed(parent, own, new)))
            return pair + "".join(map(self.inner_lists, nodes))
        if group is Group.AWAY:
            return "".join([self.away(listed(parent, [node], old), node) for node in nodes])
        quiet = View(Side.NEW, self.words, links=False)
        pairs = [self.same((listed(parent, [node], new), listed(parent, [node], quiet))) for node in nodes]
        return f'<p class="gap">{self.gap(nodes)}</p>' + "".join(pairs)

    def open_item(self, parent: Node, node: Node) -> str:
        """Return an unchanged item with changes in its inner lists: its own lines, then those lists."""
        own = [_own(node)]
        quiet = View(Side.NEW, self.words, links=False)
        shown = listed(parent, own, View(Side.NEW, self.words)), listed(parent, own, quiet)
        return self.same(shown) + self.inner_lists(node)

    def inner_lists(self, node: Node) -> str:
        """Return the lists inside an item that hold changes."""
        return "".join([self.list_(child) for child in node.children if holds_change(child)])


def _own(node: Node) -> Node:
    """Return an item without the lists inside it."""
    return replace(node, children=tuple(own_lines(node)))


def _holds_inside(node: Node) -> bool:
    return any(map(holds_change, node.children))


def listed(parent: Node, items: Sequence[Node], view: View) -> str:
    """Return items in a list of their own, as one view shows them; empty when it has none of them."""
    shown = [node for node in items if view.has(node)]
    if not shown:
        return ""
    block = view.block(parent)
    tag = html.block_tag(block)
    inside = "".join([_item(node, view) for node in shown])
    return f"<{tag}{html.attributes(html.block_attributes(block))}>{inside}</{tag}>"


def _item(node: Node, view: View) -> str:
    if node.state is State.SAME or node.children:
        return f"<li{html.attributes(html.block_attributes(view.block(node)))}>{item_content(view, node)}</li>"
    return view.node(node)
