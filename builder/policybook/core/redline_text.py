"""A redline as plain text, `[-removed-]` and `{+added+}`, for mails and downloads. Knows nothing about HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from textwrap import wrap

from policybook.core.changes import units
from policybook.core.edits import words_gone
from policybook.core.merged import Mark, Node, Piece, Reason, State
from policybook.core.redline import Change, Redline
from policybook.core.redline_words import ENGLISH, Words
from policybook.core.tree import LEAVES, BlockKind, InlineKind, inline_text

_MARKS = {Mark.DELETED: ("[-", "-]"), Mark.INSERTED: ("{+", "+}")}
_MOVES = {State.MOVED_AWAY: ("[moved-", "-moved]"), State.MOVED_HERE: ("{moved+", "+moved}")}

_NARROWEST = 20
"""Letters of a line that stands very far in."""


def plain_text(redline: Redline, *, only_changes: bool = False, width: int = 76, words: Words = ENGLISH) -> str:
    """Return a redline as text, at most `width` letters a line (0: not wrapped); empty when nothing is to be shown.

    With `only_changes`, each change stands under a line that says where it is. Marks hold the blanks beside words:
    without its `{+…+}` parts and `[-`, `-]` signs, a line reads as the old version did.
    """
    writer = _Writer(words, width)
    text = "\n\n".join(writer.changes(redline) if only_changes else writer.nodes(redline.nodes, ""))
    return f"{text}\n" if text else ""


@dataclass(frozen=True, slots=True)
class _Writer:
    words: Words
    width: int

    def changes(self, redline: Redline) -> Iterator[str]:
        """Yield each change under its place."""
        for change, unit in zip(redline.changes, units(redline.nodes), strict=True):
            yield "\n".join([self.head(change), *self.nodes(unit.nodes, "")])

    def head(self, change: Change) -> str:
        """Return the line above a change."""
        parts = (self.words.place(change), self.words.kinds(change), *self.words.remarks(change))
        return " · ".join(filter(None, parts))

    def nodes(self, nodes: Iterable[Node], indent: str, lead: str = "") -> Iterator[str]:
        """Yield the blocks that have something to show; `lead` stands before the words of the first."""
        for node in nodes:
            if text := self.node(node, indent, lead):
                yield text
                lead = ""

    def node(self, node: Node, indent: str, lead: str = "") -> str:
        """Return one block; empty when it is shown elsewhere."""
        if not _is_shown(node):
            return ""
        block = node.block
        if block.kind is BlockKind.CODE:
            return lead + self.line(node)
        if block.kind in LEAVES:
            return self.wrapped(lead + self.line(node), indent)
        if block.kind is BlockKind.ROW:
            return self.wrapped(lead + self.row(node), indent)
        if block.kind in (BlockKind.ITEM, BlockKind.FOOTNOTE):
            return self.item(node, indent)
        children = list(self.nodes(inner(node), indent + ("> " if block.kind is BlockKind.QUOTE else ""), lead))
        return ("\n" if block.kind is not BlockKind.QUOTE else "\n\n").join(children)

    def item(self, node: Node, indent: str) -> str:
        """Return an item: its marker, its lines, deeper ones further in."""
        marker, was = self.marker(node)
        deeper = indent + " " * (len(marker) + 1)
        children = list(self.nodes(inner(node), deeper, was))
        if not children:
            return f"{indent}{marker} {was}".rstrip()
        first, *rest = children
        first = first.removeprefix(deeper)
        opening = first[:2]
        if opening in ("{+", "[-") and _is_typed(marker) and node.state in (State.INSERTED, State.DELETED):
            return "\n".join([f"{indent}{opening}{marker} {first[2:]}", *rest])
        return "\n".join([f"{indent}{marker} {first}", *rest])

    def marker(self, node: Node) -> tuple[str, str]:
        """Return what stands before an item, and the note on the number it had, where it is counted by machine."""
        old, new = node.old, node.new
        if not old or not new or old.marker == new.marker:
            marker = node.block.marker
            return f"[{marker}]" if node.block.kind is BlockKind.FOOTNOTE else _marker(marker), ""
        if not old.marker or not new.marker:
            return _marker(new.marker), ""
        if new.marker.isdigit():
            return _marker(new.marker), self.words.number_was.format(number=old.marker) + " "
        return _changed_marker(old.marker, new.marker), ""

    def row(self, node: Node) -> str:
        """Return a table row as one line."""
        cells = inner(node)
        text = " | ".join([self.line(cell) for cell in cells])
        return _surrounded(text, _MOVES[node.state]) if node.state in _MOVES else text

    def line(self, node: Node) -> str:
        """Return the content of a leaf."""
        block = node.block
        if block.kind is BlockKind.RULE:
            text = "* * *"
        elif node.pieces:
            text = self.pieces(node.pieces)
        else:
            text = block.text.rstrip("\n") if block.kind is BlockKind.CODE else inline_text(block.inlines)
        text = f"{block.number} {text}" if block.number else text
        if node.state in _MOVES:
            return _surrounded(text, _MOVES[node.state])
        if node.state in (State.INSERTED, State.DELETED):
            return _surrounded(text, _MARKS[Mark.INSERTED if node.state is State.INSERTED else Mark.DELETED])
        return f"{{+¶+}} {text}" if node.state is State.CONTINUED else text

    def wrapped(self, text: str, indent: str) -> str:
        """Return text in lines of the width."""
        if not self.width:
            return indent + text
        lines = [
            part
            for line in text.split("\n")
            for part in wrap(
                line, max(_NARROWEST, self.width - len(indent)), break_long_words=False, break_on_hyphens=False
            )
            or [""]
        ]
        return "\n".join(indent + line for line in lines)

    def pieces(self, pieces: Iterable[Piece]) -> str:
        """Return merged inline content with its marks."""
        return "".join(
            [
                self.run(mark, reason, list(run), moved=bool(move))
                for (mark, reason, move), run in groupby(pieces, key=lambda one: (one.mark, one.reason, one.move))
            ]
        )

    def run(self, mark: Mark, reason: Reason, pieces: Sequence[Piece], *, moved: bool) -> str:
        """Return adjacent pieces with one mark; only words are marked in text."""
        if reason is Reason.PARAGRAPH:
            return "[-¶-]"
        text = "".join(map(self.piece, pieces))
        if mark is Mark.SAME:
            return text
        if moved:
            return _surrounded(text, _MOVES[State.MOVED_HERE if mark is Mark.INSERTED else State.MOVED_AWAY])
        if reason is Reason.WORDS:
            return _surrounded(text, _MARKS[mark])
        return self.pieces(words_gone(pieces)) if mark is Mark.DELETED else text

    def piece(self, piece: Piece) -> str:
        """Return the content of a piece without its mark."""
        text = inline_text(piece.inlines) + (self.pieces(piece.children))
        old, new = piece.old_element, piece.element
        if old and new and new.kind is InlineKind.LINK and old.target != new.target:
            text += " " + self.words.former_link(old.target)
        return text


def inner(node: Node) -> Sequence[Node]:
    """Return the children of a container; of one with nothing marked inside, its blocks with its own state."""
    if node.children:
        return node.children
    match node.state:
        case State.DELETED:
            return [Node(State.DELETED, child, None) for child in node.block.children]
        case State.INSERTED:
            return [Node(State.INSERTED, None, child) for child in node.block.children]
        case _:
            return [Node(State.SAME, child, child) for child in node.block.children]


def _is_shown(node: Node) -> bool:
    """Return whether a block has a line to show here: what is only nested elsewhere is shown there."""
    if node.state is State.NESTED_AWAY:
        return False
    return not node.children or any(map(_is_shown, node.children))


def _surrounded(text: str, marks: tuple[str, str]) -> str:
    return f"{marks[0]}{text}{marks[1]}" if text else ""


def _marker(marker: str) -> str:
    """Return the marker of an item: a dash for a bullet, a number with its full stop, others as typed."""
    return f"{marker}." if marker.isdigit() else marker or "-"


def _is_typed(marker: str) -> bool:
    """Return whether a marker is the author's own words, `(a)`, and not counted or drawn by machine."""
    return marker != "-" and not marker[0].isdigit()


def _changed_marker(old: str, new: str) -> str:
    """Return the marker of an item with the signs that both have outside the marks: `([-b-]{+c+})`."""
    start = "(" if old.startswith("(") and new.startswith("(") else ""
    end = old[-1] if old[-1] == new[-1] and old[-1] in ".)" else ""
    was, now = old[len(start) : len(old) - len(end)], new[len(start) : len(new) - len(end)]
    return f"{start}[-{was}-]{{+{now}+}}{end}"
