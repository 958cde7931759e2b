"""Which words and elements of two versions of inline content are the same. Knows nothing about marks or blocks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from policybook.core.inline_tree import Atom, Element
from policybook.core.merged import Reason
from policybook.core.tokens import Token, unseen_removed
from policybook.core.tree import InlineKind
from policybook.core.worddiff import matched_words


def match_words(old: Sequence[Atom], new: Sequence[Atom]) -> None:
    """Pair the atoms that are the same in both versions."""
    for i, j in matched_tokens([atom.token for atom in old], [atom.token for atom in new]):
        _pair(old[i], new[j])


def matched_tokens(old: Sequence[Token], new: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield the places of equal words, and of the white space at both edges of what lies between them."""
    next_i = next_j = 0
    for i, j in (*matched_words(old, new), (len(old), len(new))):
        yield from _edges(old, range(next_i, i), new, range(next_j, j))
        if i < len(old):
            yield i, j
        next_i, next_j = i + 1, j + 1


def _edges(old: Sequence[Token], ones: range, new: Sequence[Token], others: range) -> Iterator[tuple[int, int]]:
    start = 0
    shortest = min(len(ones), len(others))
    while start < shortest and _blank_alike(old[ones[start]], new[others[start]]):
        yield ones[start], others[start]
        start += 1
    end = 0
    while end < shortest - start and _blank_alike(old[ones[-1 - end]], new[others[-1 - end]]):
        end += 1
    for place in range(end, 0, -1):
        yield ones[-place], others[-place]


def _blank_alike(old: Token, new: Token) -> bool:
    return not old.solid and old.key == new.key


def _pair(old: Atom, new: Atom) -> None:
    old.mate, new.mate = new, old


Elements = tuple[Element, ...]


def _ancestors(atom: Atom) -> Elements:
    """Return the elements around an atom, the outermost (below the whole content) first."""
    chain = []
    element = atom.parent
    while element.parent is not None:
        chain.append(element)
        element = element.parent
    return tuple(reversed(chain))


def _kinds(chain: Elements) -> list[InlineKind | None]:
    return [element.inline.kind if element.inline else None for element in chain]


def share_elements(old_root: Element, new_root: Element, old_atoms: Iterable[Atom]) -> None:
    """Decide which elements are one element in the merged content, by the words they share.

    A word whose elements are not shared keeps its mate, but is marked as a change of formatting.
    """
    old_root.mate, new_root.mate = new_root, old_root
    couples = [(old, old.mate, _ancestors(old), _ancestors(old.mate)) for old in old_atoms if old.mate is not None]
    votes: Counter[tuple[Element, Element]] = Counter()
    for _, _, old_chain, new_chain in couples:
        if old_chain and _kinds(old_chain) == _kinds(new_chain):
            for one, other in zip(old_chain, new_chain, strict=True):
                votes[one, other] += 3 if _same_shell(one, other) else 2
    _elect(votes)
    _settle(couples)


def _same_shell(one: Element, other: Element) -> bool:
    if one.inline is None or other.inline is None:
        return one.inline is other.inline
    return (one.inline.target, one.inline.title) == (other.inline.target, other.inline.title)


def _elect(votes: Counter[tuple[Element, Element]]) -> None:
    """Pair the elements with most votes, outer ones first, each once and only inside paired parents.

    Every pair then holds words whose elements are paired all the way down, so pairs never cross.
    """
    ranked = sorted(votes.items(), key=lambda vote: (vote[0][0].depth, -vote[1]))  # stable: then by first appearance
    for (one, other), _ in ranked:
        parents_agree = one.parent is not None and one.parent.mate is other.parent
        if one.mate is None and other.mate is None and parents_agree:
            one.mate, other.mate = other, one


def _settle(couples: Sequence[tuple[Atom, Atom, Elements, Elements]]) -> None:
    """Give every pair of atoms its reason to be marked, or none."""
    for old, new, old_chain, new_chain in couples:
        shared = len(old_chain) == len(new_chain) and all(
            one.mate is other for one, other in zip(old_chain, new_chain, strict=True)
        )
        reason = _difference(old.token.text, new.token.text) if shared else Reason.FORMATTING
        old.reason = new.reason = reason


def _difference(old: str, new: str) -> Reason | None:
    if old == new:
        return None
    return Reason.UNSEEN if unseen_removed(old) == unseen_removed(new) else Reason.TYPOGRAPHY
