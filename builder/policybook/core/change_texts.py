"""The words of a change: its text in either version, and a few of them for a list. Knows nothing about HTML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from policybook.core.changes import AWAY, own_lines
from policybook.core.merged import Mark, Node, Piece, Reason, State
from policybook.core.tree import BlockKind, inline_text, visible_text


def lines(nodes: Iterable[Node], *, new: bool) -> str:
    """Return the lines of a change in one version."""
    return "\n".join(line for node in nodes if (line := _side(node, new=new)))


def _side(node: Node, *, new: bool) -> str:
    block = node.new if new else node.old
    if block is None or (node.state is State.CONTINUED and not new) or node.state in (AWAY if new else ()):
        return ""
    if block.kind is BlockKind.ITEM and node.children and node.state is State.CHANGED:
        lines = [child for child in block.children if child.kind is not BlockKind.LIST]
        return " ".join(filter(None, (block.marker, visible_text(lines))))
    return visible_text((block,))


_CONTEXT, _LENGTH = 3, 10
_WORD = re.compile(r"\S+")


def first_words(nodes: Sequence[Node]) -> str:
    """Return about ten words of a change, from just before its first mark on."""
    text, marked = "", -1
    for node in nodes:
        for part, is_marked in _shown(replace(node, children=tuple(own_lines(node)))):
            marked = len(text) if is_marked and marked < 0 else marked
            text += part
        text += "\n"
    words = list(_WORD.finditer(text))
    first = next((place for place, word in enumerate(words) if word.end() > marked >= 0), 0)
    start = max(0, first - _CONTEXT)
    taken = [word[0] for word in words[start : start + _LENGTH]]
    return ("… " if start else "") + " ".join(taken) + (" …" if start + _LENGTH < len(words) else "")


def _shown(node: Node) -> Iterator[tuple[str, bool]]:
    """Yield a block as text that is marked or not."""
    if node.pieces:
        yield from _pieces(node.pieces)
    elif node.children and node.state is not State.DELETED:
        for child in node.children:
            yield from _shown(child)
            yield "\n", False
    elif node.state not in AWAY:
        yield visible_text((node.block,)), node.state in (State.INSERTED, State.DELETED)


def _pieces(pieces: Sequence[Piece]) -> Iterator[tuple[str, bool]]:
    """Yield merged content as text: what was removed only where nothing took its place."""
    for place, piece in enumerate(pieces):
        following = pieces[place + 1].mark if place + 1 < len(pieces) else Mark.SAME
        if piece.mark is Mark.DELETED and (following is Mark.INSERTED or piece.reason is not Reason.WORDS):
            continue
        marked = piece.mark is not Mark.SAME and piece.reason is Reason.WORDS
        yield inline_text(piece.inlines), marked
        for part, inside in _pieces(piece.children):
            yield part, marked or inside
