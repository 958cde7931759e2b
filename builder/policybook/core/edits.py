"""The words of a change as runs that stay, go or come, leaf by leaf. Knows nothing about what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from policybook.core.changes import AWAY, own_lines
from policybook.core.merged import Mark, Node, Piece, Reason, State
from policybook.core.outline import unit_text
from policybook.core.tree import LEAVES, Block, BlockKind, inline_text, leaves

_STARTS = re.compile(r"(?:^|[.!?:;]['\"”’)\]]*)\s*$")
_SENTENCE = re.compile(r"[.!?;]\s+")
_ENDS = re.compile(r"[.!?;]['\"”’)\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Edit:
    """Words that made place for others."""

    old: str
    """The words that are gone; empty where none are."""
    new: str
    """The words that are new."""
    whole: bool
    """Whether they are whole sentences that were put in or taken out, and nothing took their place."""


@dataclass(frozen=True, slots=True)
class LeafEdits:
    """One heading, paragraph or cell in both versions."""

    old: str
    """Its text in the old version; empty when it had none."""
    new: str
    """Its text in the new version."""
    edits: tuple[Edit, ...]
    """What differs, in order; of a leaf that one version has, all of it."""


def leaf_edits(nodes: Iterable[Node]) -> tuple[LeafEdits, ...]:
    """Return the leaves of one change that differ; of a list item, only its own lines."""
    return tuple(found for node in nodes for found in _edits(node))


def _edits(node: Node) -> Iterator[LeafEdits]:
    if node.state is State.SAME or node.state in AWAY:
        return
    children = own_lines(node)
    if children:
        for child in children:
            yield from _edits(child)
    elif node.pieces:
        yield _merged(node)
    elif node.state is State.DELETED:
        yield from (LeafEdits(text, "", (Edit(text, "", whole=True),)) for text in _texts(node.block))
    elif node.state is State.INSERTED:
        yield from (LeafEdits("", text, (Edit("", text, whole=True),)) for text in _texts(node.block))


def _texts(block: Block) -> Iterator[str]:
    """Yield the text of each leaf in a block; of an item, without the lists inside it."""
    if block.kind in LEAVES:
        yield unit_text(block)
        return
    for child in block.children:
        if block.kind is not BlockKind.ITEM or child.kind is not BlockKind.LIST:
            yield from map(unit_text, leaves([child]))


def words_gone(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield the words really gone from content that is otherwise only formatted in another way."""
    for piece in pieces:
        for child in piece.children:
            if child.mark is Mark.DELETED:
                yield child
            else:
                yield from words_gone((child,))


def _merged(node: Node) -> LeafEdits:
    runs = _joined(runs_of(node.pieces))
    edits: list[Edit] = []
    for place, (mark, text) in enumerate(runs):
        if mark is Mark.SAME or (mark is Mark.INSERTED and place and runs[place - 1][0] is Mark.DELETED):
            continue
        following = runs[place + 1] if place + 1 < len(runs) else (Mark.SAME, "")
        if mark is Mark.DELETED and following[0] is Mark.INSERTED:
            edits.append(Edit(text, following[1], whole=False))
            continue
        before = runs[place - 1][1] if place else ""
        whole = _is_whole(before, text, following[1])
        edits.append(Edit(text, "", whole) if mark is Mark.DELETED else Edit("", text, whole))
    old = "".join([text for mark, text in runs if mark is not Mark.INSERTED])
    return LeafEdits(old, "".join([text for mark, text in runs if mark is not Mark.DELETED]), tuple(edits))


def _is_whole(before: str, text: str, after: str) -> bool:
    """Return whether words that came or went are whole sentences, by what stands before and after them."""
    if not _STARTS.search(before) and not _ENDS.search(before):
        # the mark may begin with the full stop of the sentence before it: `kept[. A new sentence].`
        if re.match(r"[.!?;]\s", text):
            return bool(re.match(r"\s*(?:[.!?;]|$)", after))
        # or end with the words that begin the sentence it was put into: `Clauses [2 do not apply. Clauses ]3 do`
        *_, tail = _SENTENCE.split(text)
        return tail != text and before.strip().casefold().endswith(tail.strip().casefold())
    return bool(_ENDS.search(text)) or not after.strip()


def _joined(runs: Iterable[tuple[Mark, str]]) -> list[tuple[Mark, str]]:
    """Return runs with adjacent ones of one mark joined, and what is gone before what is new."""
    found: list[tuple[Mark, str]] = []
    waiting = {Mark.SAME: "", Mark.DELETED: "", Mark.INSERTED: ""}
    for mark, text in (*runs, (Mark.DELETED, "")):
        ends = waiting[Mark.SAME] if mark is not Mark.SAME else waiting[Mark.DELETED] + waiting[Mark.INSERTED]
        if ends and (text or mark is Mark.DELETED):
            found += [(kind, held) for kind, held in waiting.items() if held]
            waiting = dict.fromkeys(waiting, "")
        waiting[mark] += text
    return [*found, *[(kind, held) for kind, held in waiting.items() if held]]


def runs_of(pieces: Iterable[Piece]) -> Iterator[tuple[Mark, str]]:
    """Yield merged content as runs of text; words that are only formatted in another way stay."""
    for piece in pieces:
        if piece.reason is Reason.PARAGRAPH:
            yield Mark.SAME, "\n"
        elif piece.move and piece.mark is Mark.DELETED:
            continue  # it stands elsewhere in the same leaf
        elif piece.mark is Mark.SAME or piece.move:
            yield Mark.SAME, inline_text(piece.inlines)
            yield from runs_of(piece.children)
        elif piece.reason is Reason.WORDS:
            yield piece.mark, inline_text(piece.inlines) + "".join([text for _, text in runs_of(piece.children)])
        else:
            yield from _reformatted(piece)


def _reformatted(piece: Piece) -> Iterator[tuple[Mark, str]]:
    """Yield content that both versions have in different form: once, but for the words that one of them lacks."""
    for mark, text in ((Mark.SAME, inline_text(piece.inlines)), *runs_of(piece.children)):
        if mark is not Mark.SAME or piece.mark is Mark.INSERTED:
            yield mark, text
