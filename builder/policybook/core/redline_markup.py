"""A redline as exact HTML from which either version can be restored. Knows nothing about pages or sections.

The encoding (HTML forbids `<ins>` and `<del>` as children of lists and tables, so blocks carry attributes):

- `<ins>`, `<del>`: inline content that one version has. `data-why` says so when words are not the reason: `formatting`,
  `typography`, `unseen`, `moved`, `nested`. They hold whole nodes only and may stand inside one another.
- `data-diff="ins"` or `"del"`: an element that one version has, with all it holds; `data-why` as above.
- `data-old-tag`, `data-old-attrs` (JSON, name to value): an element both versions have, whose name or attributes in the
  old version were others. An empty `data-old-tag` means no element there, only its content; `data-new-tag=""` the same
  for the new version (bare lines of tight lists).
- `data-old-join="1"`: a paragraph that in the old version was the continuation of the one before it.
- `<span data-old-split="1"></span>`: in the old version a paragraph ended and a new one began here.

Restoring the new version: drop `<del>` and what has `data-diff="del"`, unwrap `<ins>` and what has `data-new-tag`, drop
the `span` of a split and all attributes named here. Restoring the old one: the reverse, with the `data-old-*` rules
applied. The results equal `html.blocks` of the versions byte for byte.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from itertools import groupby

from policybook.core import html
from policybook.core.merged import COME, GONE, Mark, Node, Piece, Reason, State
from policybook.core.redline import Redline
from policybook.core.tree import LEAVES, Block, BlockKind, Inline

_TAGS = {Mark.DELETED: "del", Mark.INSERTED: "ins"}
_WHY = {
    State.MOVED_HERE: "moved",
    State.MOVED_AWAY: "moved",
    State.NESTED_HERE: "nested",
    State.NESTED_AWAY: "nested",
}


def markup(redline: Redline) -> str:
    """Return the merged text of a redline, all of it, with every difference marked."""
    return "".join(map(_node, redline.nodes))


def _node(node: Node) -> str:
    if node.state is State.SAME:
        return html.block(node.block)
    if node.state in GONE or node.state in COME:
        return _one_sided(node)
    return _shared(node)


# ---- blocks


def _one_sided(node: Node) -> str:
    """Return a block that one version has in this place."""
    mark = Mark.DELETED if node.state in GONE else Mark.INSERTED
    block = node.old if mark is Mark.DELETED else node.new
    assert block is not None  # noqa: S101  # a node has the block of the version that holds it
    why = _WHY.get(node.state, "")
    tag = html.block_tag(block)
    pairs = html.attributes((*html.block_attributes(block), ("data-diff", _TAGS[mark]), ("data-why", why)))
    if block.kind is BlockKind.RULE:
        return f"<{tag}{pairs}>"
    if block.kind not in LEAVES:
        # a row that came from elsewhere has cells of either version inside; any other block only its own
        inside = "".join(map(_node, node.children)) if node.children else html.blocks(block.children)
        return f"<{tag}{pairs}>{inside}</{tag}>"
    inside = (
        pieces_markup(node.pieces) if node.pieces else html.leaf_content(block) if why else _marked_leaf(block, mark)
    )
    if not tag:
        return _wrapped(mark, why, inside) if why else inside
    return f"<{tag}{pairs}>{_code(block, inside) if node.pieces else inside}</{tag}>"


def _marked_leaf(block: Block, mark: Mark) -> str:
    if block.kind is BlockKind.CODE:
        return f"<code>{_wrapped(mark, '', escape(block.text, quote=False))}</code>"
    inside = html.inlines(block.inlines)
    return _wrapped(mark, "", inside) if inside else ""


def _shared(node: Node) -> str:
    """Return a block that both versions have."""
    old, new = node.old, node.new
    assert old is not None and new is not None  # noqa: S101, PT018  # both versions have it
    if node.state is State.CONTINUED:
        return f'<p data-old-join="1">{pieces_markup(node.pieces)}</p>'
    start, end = _element(old, new)
    if new.kind not in LEAVES:
        return start + "".join(map(_node, node.children)) + end
    inside = _code(new, pieces_markup(node.pieces)) if node.pieces else html.leaf_content(new)
    return start + inside + end


def _code(block: Block, inside: str) -> str:
    return f"<code>{inside}</code>" if block.kind is BlockKind.CODE else inside


def _element(old: Block, new: Block) -> tuple[str, str]:
    """Return the start and end tag of a block that both versions have."""
    old_tag, tag = html.block_tag(old), html.block_tag(new)
    old_attributes, attributes = html.block_attributes(old), html.block_attributes(new)
    notes = _old_attributes(old_attributes, attributes)
    if old_tag != tag:
        notes = f' data-old-tag="{old_tag}"{notes}'
    if not tag and not notes:
        return "", ""
    if not tag:
        return f'<span data-new-tag=""{notes}>', "</span>"
    return f"<{tag}{html.attributes(attributes)}{notes}>", f"</{tag}>"


def _old_attributes(old: Iterable[tuple[str, str]], new: Iterable[tuple[str, str]]) -> str:
    before, after = _present(old), _present(new)
    return "" if before == after else html.attributes((("data-old-attrs", json.dumps(before, ensure_ascii=False)),))


def _present(attributes: Iterable[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in attributes if value}


# ---- inline content


def pieces_markup(pieces: Iterable[Piece]) -> str:
    """Return merged inline content with its marks."""
    return "".join(_marked(mark, reason, group) for (mark, reason), group in groupby(pieces, key=_wrapping))


def _wrapping(piece: Piece) -> tuple[Mark, Reason]:
    return piece.mark, piece.reason


def _marked(mark: Mark, reason: Reason, pieces: Iterable[Piece]) -> str:
    inside = "".join(map(_piece, pieces))
    if mark is Mark.SAME:
        return inside
    return _wrapped(mark, "" if reason is Reason.WORDS else reason, inside)


def _wrapped(mark: Mark, why: str, inside: str) -> str:
    tag = _TAGS[mark]
    return f"<{tag}{html.attributes((('data-why', why),))}>{inside}</{tag}>"


def _piece(piece: Piece) -> str:
    if piece.reason is Reason.PARAGRAPH:
        return '<span data-old-split="1"></span>'
    if piece.element is None:
        return html.inlines(piece.inlines) + pieces_markup(piece.children)
    return _inline_element(piece.element, piece.old_element, pieces_markup(piece.children))


def _inline_element(element: Inline, old: Inline | None, inside: str) -> str:
    tag, attributes = html.inline_tag(element), html.inline_attributes(element)
    notes = _old_attributes(html.inline_attributes(old), attributes) if old else ""
    return f"<{tag}{html.attributes(attributes)}{notes}>{inside}</{tag}>"
