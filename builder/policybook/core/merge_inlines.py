"""The inline content of two versions of a block merged into one. Knows nothing about blocks or how marks are shown.

Works on two trees, not on text: an element (link, emphasis) is shared when the words inside it agree, and a mark holds
only whole nodes, so that no mark can straddle an element.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policybook.core.inline_moves import mark_moves
from policybook.core.inline_pairs import match_words, share_elements
from policybook.core.inline_tree import PARAGRAPH_END, Atom, Element, WorkingNode, working_tree
from policybook.core.merged import Mark, Piece, Reason
from policybook.core.tokens import TokenKind
from policybook.core.tree import Inline, InlineKind


@dataclass(frozen=True, slots=True)
class Merged:
    """The merged content of one block."""

    pieces: tuple[Piece, ...]
    """The content in order."""
    inserted: int
    """How many words are new."""
    deleted: int
    """How many words are gone."""
    words: int
    """How many words stay."""
    moved: int
    """How many words stand elsewhere in the block; they are neither new nor gone."""


def merged_inlines(old: Sequence[Sequence[Inline]], new: Sequence[Sequence[Inline]]) -> Merged:
    """Return the content of one old and one new block as one.

    Several contents on one side are adjacent paragraphs that are split or joined; between them stands a piece with the
    reason PARAGRAPH.
    """
    old_root, old_atoms = working_tree(old)
    new_root, new_atoms = working_tree(new)
    match_words(old_atoms, new_atoms)
    share_elements(old_root, new_root, old_atoms)
    mark_moves(old_atoms, new_atoms)
    pieces = _merged(old_root, new_root)
    return Merged(
        tuple(pieces),
        inserted=sum(atom.mate is None and not atom.move for atom in _words(new_atoms)),
        deleted=sum(atom.mate is None and not atom.move for atom in _words(old_atoms)),
        words=sum(atom.mate is not None for atom in _words(new_atoms)),
        moved=sum(atom.move > 0 for atom in _words(new_atoms)),
    )


def _words(atoms: Iterable[Atom]) -> Iterator[Atom]:
    return (atom for atom in atoms if atom.token.kind is TokenKind.WORD)


def _merged(old: Element, new: Element) -> list[Piece]:
    """Return the content of two paired elements as one."""
    pieces: list[Piece] = []
    shared: list[Atom] = []
    places = {id(child): place for place, child in enumerate(new.children)}
    next_i = next_j = 0
    for i, child in enumerate(old.children):
        mate = child.mate
        if mate is None or (isinstance(child, Atom) and child.reason):
            continue
        j = places[id(mate)]
        if i > next_i or j > next_j:
            pieces += _same(shared)
            pieces += _marked(old.children[next_i:i], Mark.DELETED)
            pieces += _marked(new.children[next_j:j], Mark.INSERTED)
        if isinstance(mate, Atom):
            shared.append(mate)
        elif isinstance(child, Element):
            pieces += _same(shared)
            inside = tuple(_merged(child, mate))
            pieces.append(Piece(element=mate.inline, old_element=child.inline, children=inside))
        next_i, next_j = i + 1, j + 1
    pieces += _same(shared)
    pieces += _marked(old.children[next_i:], Mark.DELETED)
    pieces += _marked(new.children[next_j:], Mark.INSERTED)
    return pieces


def _same(atoms: list[Atom]) -> list[Piece]:
    """Return the atoms that both versions share as a piece, and forget them."""
    pieces = [Piece(inlines=_content(atoms))] if atoms else []
    atoms.clear()
    return pieces


def _content(nodes: Iterable[WorkingNode]) -> tuple[Inline, ...]:
    """Return working nodes as the content they stand for, adjacent text in one."""
    content: list[Inline] = []
    text: list[str] = []
    for node in nodes:
        if node.inline is None and isinstance(node, Atom):
            text.append(node.token.text)
            continue
        if text:
            content.append(Inline(InlineKind.TEXT, "".join(text)))
            text.clear()
        if node.inline:
            content.append(node.inline)
    if text:
        content.append(Inline(InlineKind.TEXT, "".join(text)))
    return tuple(content)


_MIXED = "mixed"


def _atoms(node: WorkingNode) -> Iterator[Atom]:
    if isinstance(node, Atom):
        yield node
    else:
        for child in node.children:
            yield from _atoms(child)


_Why = tuple[Reason | str, int]
"""Why a run is marked, and the number of the move that it is part of, or 0."""


def _why(node: WorkingNode) -> _Why | None:
    reason = _reason(node)
    return None if reason is None else (reason, node.move if isinstance(node, Atom) else 0)


def _reason(node: WorkingNode) -> Reason | str | None:
    """Return why a node of one version is marked: one reason for all in it, or mixed; None for white space."""
    found = {atom.reason or (Reason.WORDS if atom.token.solid else None) for atom in _atoms(node)}
    if len(found) > 1:
        found.discard(None)
    return found.pop() if len(found) == 1 else _MIXED


def _marked(nodes: Sequence[WorkingNode], mark: Mark) -> Iterator[Piece]:
    """Yield the nodes that one version has between two shared ones, in runs of one reason."""
    run: list[WorkingNode] = []
    current: _Why | None = None
    for node in nodes:
        if isinstance(node, Atom) and node.token is PARAGRAPH_END:
            yield from _run(run, current, mark)
            yield Piece(mark=Mark.SAME, reason=Reason.PARAGRAPH)
            run, current = [], None
            continue
        why = _why(node)
        if why is not None and current is not None and why != current:
            yield from _run(run, current, mark)
            run, current = [], None
        run.append(node)
        current = current if why is None else why
    yield from _run(run, current, mark)


def _run(nodes: Sequence[WorkingNode], why: _Why | None, mark: Mark) -> Iterator[Piece]:
    if not nodes:
        return
    reason, move = why or (Reason.TYPOGRAPHY, 0)
    if reason == _MIXED:
        inside = tuple(piece for node in nodes for piece in _mixed(node, mark))
        yield Piece(mark=mark, reason=Reason.FORMATTING, children=inside)
    else:
        yield Piece(mark=mark, reason=Reason(reason), inlines=_content(nodes), move=move)


def _mixed(node: WorkingNode, mark: Mark) -> Iterator[Piece]:
    """Yield an element of one version in which some words are kept: those that are not are marked once more."""
    if isinstance(node, Atom):
        yield Piece(inlines=_content((node,)))
        return
    inside: list[Piece] = []
    run: list[WorkingNode] = []
    only_words = False
    for child in node.children:
        words = isinstance(child, Atom) and child.reason is None and child.mate is None
        if run and (words is not only_words or isinstance(child, Element)):
            inside += _inner_run(run, mark, words=only_words)
            run = []
        only_words = words
        if isinstance(child, Element):
            inside += _mixed(child, mark)
        else:
            run.append(child)
    if run:
        inside += _inner_run(run, mark, words=only_words)
    yield Piece(element=node.inline, children=tuple(inside))


def _inner_run(nodes: Sequence[WorkingNode], mark: Mark, *, words: bool) -> Iterator[Piece]:
    marked = words and any(isinstance(node, Atom) and node.token.solid for node in nodes)
    yield Piece(mark=mark if marked else Mark.SAME, inlines=_content(nodes))
