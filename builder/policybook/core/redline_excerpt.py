"""The changed blocks of a redline as HTML: for a mail, within a limit, and one by one. Knows no mails or pages."""

from __future__ import annotations

import re
from html import escape, unescape

from policybook.core.changes import Change, Unit, units
from policybook.core.origins import Part
from policybook.core.redline import Redline
from policybook.core.redline_pairs import listed
from policybook.core.redline_view import Side, View
from policybook.core.redline_words import ENGLISH, Words

_TAG = re.compile(r"<[^>]*>")
_BLOCK_END = re.compile(r"</(?:p|li|tr|td|th|dt|dd|pre|blockquote)>|<br>")


def excerpt_html(redline: Redline, *, limit: int, words: Words = ENGLISH) -> tuple[str, int]:
    """Return the changed blocks, with marks also written in words, and how many changes were left out.

    The result has at most `limit` bytes of UTF-8 and holds whole changes, in order, as many as fit. Where not even the
    first one fits, its beginning stands there, cut after a word.
    """
    parts: list[str] = []
    room = limit
    for change, unit in zip(redline.changes, units(redline.nodes), strict=True):
        part = _head(change, words) + _body(unit, words)
        if len(part.encode()) > room:
            break
        parts.append(part)
        room -= len(part.encode())
    else:
        return "".join(parts), 0
    if not parts:
        parts = _cut(redline, limit, words)
    return "".join(parts), len(redline.changes) - len(parts)


def part_html(part: Part, words: Words = ENGLISH) -> str:
    """Return one block of a change, both versions in one, for a page with our style sheets."""
    view = View(Side.BOTH, words)
    return listed(part.parent, [part.node], view) if part.parent else view.node(part.node)


def _head(change: Change, words: Words) -> str:
    title = " · ".join(filter(None, (words.place(change), words.kinds(change), *words.remarks(change))))
    return f"<p><strong>{escape(title, quote=False)}</strong></p>"


def _body(unit: Unit, words: Words) -> str:
    view = View(Side.BOTH, words, spoken=True)
    return listed(unit.parent, unit.nodes, view) if unit.parent else view.nodes(unit.nodes)


def _cut(redline: Redline, limit: int, words: Words) -> list[str]:
    """Return the beginning of the first change as one paragraph; nothing when there is no room for a word."""
    change, unit = redline.changes[0], units(redline.nodes)[0]
    start, end = f"{_head(change, words)}<p>", " …</p>"
    text = unescape(_TAG.sub("", _BLOCK_END.sub(" ", _body(unit, words))))
    room = limit - len((start + end).encode())
    taken: list[str] = []
    for word in text.split():
        room -= len(escape(word, quote=False).encode()) + 1
        if room < 0:
            break
        taken.append(escape(word, quote=False))
    return [start + " ".join(taken) + end] if taken else []
