"""The ids of a text on its page, those of former days, and their notes, as HTML. Knows nothing about sections."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from policybook.core.aliases import Aliases, Linked, Remark, Stub
from policybook.core.landmarks import LandmarkKind, landmark_ids, outline
from policybook.core.tree import Block, BlockKind, leaves

NO_ALIASES = Aliases({}, ())


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where links to one landmark lead."""

    id: str
    """The id of its element."""
    linked: Linked
    """What else links may call it."""

    @property
    def href(self) -> str:
        """The link to it that lasts."""
        return f"#{escape(self.linked.permanent or self.id)}"

    @property
    def spans(self) -> str:
        """Empty elements for the ids of former days."""
        return spans(self.linked.ids)


@dataclass(slots=True)
class Anchors:
    """The ids of one text: those of blocks right under the document by leaf, those inside them in reading order."""

    outer: dict[int, Anchor]
    """Headings and clauses, by the number of their leaf."""
    inner: deque[Anchor]
    """Headings and items inside other blocks; the writer takes one after the other."""
    loose: dict[int, Linked]
    """Passages that have no id of their own and answer for what went, by the number of their leaf."""
    stubs: deque[Stub]
    """Notes on what went."""

    def spans(self, first: int, end: float) -> str:
        """Return empty elements for the ids that some leaves took over; each once."""
        taken = [leaf for leaf in self.loose if first <= leaf < end]
        return "".join([spans(self.loose.pop(leaf).ids) for leaf in taken])

    def due(self, before: float, *, quiet: bool = False) -> list[Stub]:
        """Take the notes that stand before a leaf, or the quiet ones up to the first other."""
        taken = []
        while self.stubs and self.stubs[0].after < before and not (quiet and self.stubs[0].level):
            taken.append(self.stubs.popleft())
        return taken


def anchors_of(blocks: Sequence[Block], headings: Sequence[str], *, prefix: str, aliases: Aliases) -> Anchors:
    """Return the ids of a text; `headings` are those of its headings, `prefix` starts those of its clauses."""
    found = outline(blocks)
    top = set(_top_leaves(blocks))
    outer: dict[int, Anchor] = {}
    inner: deque[Anchor] = deque()
    for item, own in zip(found.landmarks, landmark_ids(found, headings, prefix=prefix), strict=True):
        anchor = Anchor(own, aliases.linked.get(item.leaf, Linked(own)))
        if item.leaf in top and item.kind is not LandmarkKind.ITEM:
            outer[item.leaf] = anchor
        else:
            inner.append(anchor)
    known = {item.leaf for item in found.landmarks}
    loose = {leaf: linked for leaf, linked in aliases.linked.items() if leaf not in known}
    return Anchors(outer, inner, loose, deque(aliases.stubs))


def _top_leaves(blocks: Sequence[Block]) -> Iterable[int]:
    first = 0
    for block in blocks:
        if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH):
            yield first
        first += sum(1 for _ in leaves([block]))


def spans(ids: Iterable[str]) -> str:
    """Return an empty element for each id: a link to it leads to what stands there."""
    return "".join([f'<span class="at" id="{escape(name)}"></span>' for name in ids])


def remark_html(remark: Remark) -> str:
    """Return a line about the text, all of it a link where it leads somewhere."""
    text = escape(remark.text, quote=False)
    return f'<a href="{escape(remark.address)}">{text}</a>' if remark.address else text


def remarks_html(linked: Linked) -> str:
    """Return what the number of a clause stood for before: seen by those who followed a link with that number."""
    return "".join([f'<p class="former">{remark_html(remark)}</p>' for remark in linked.remarks])


def stub_html(stub: Stub) -> str:
    """Return the note on what went; of a clause it is seen by those who followed a link to it."""
    kind = "gone" if stub.level else "gone quiet"
    return f'<p class="{kind}">{spans(stub.ids)}{remark_html(stub.remark)}</p>'
