"""Restores either version from a redline's markup, without code of the product, and finds misplaced marks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape

from lxml import etree

NOTES = frozenset(
    {"data-diff", "data-why", "data-old-tag", "data-new-tag", "data-old-attrs", "data-old-join", "data-old-split"}
)
VOID = frozenset({"br", "hr", "img"})
HOLDS_BLOCKS = frozenset({"root", "ul", "ol", "table", "tr", "dl", "blockquote", "div"})
BLOCKS = frozenset({"p", "ul", "ol", "li", "table", "tr", "blockquote", "pre", "hr", *(f"h{n}" for n in range(1, 7))})
_VOID_TAG = re.compile(r'<(br|hr|img)((?:\s+[\w-]+="[^"]*")*)>')
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def tree(markup: str) -> etree._Element:
    """Parse markup strictly, as XML, so that anything that straddles fails."""
    closed = _VOID_TAG.sub(r"<\1\2/>", _NOT_XML.sub("\u2423", markup))
    return etree.fromstring(f"<root>{closed}</root>", etree.XMLParser(huge_tree=True))


def restored(markup: str, version: str) -> str:
    """Return the `old` or `new` version that the markup of a redline holds."""
    pieces: list[str] = []
    _inside(tree(markup), version, pieces)
    return "".join(pieces)


def canonical(markup: str) -> str:
    """Return markup without marks as `restored` writes it, so that the two can be compared."""
    return restored(markup, "new")


def misplaced(markup: str) -> list[str]:
    """Return the marks that stand where HTML has no place for them."""
    return [found for mark in tree(markup).iter("ins", "del") for found in _faults(mark)]


def _faults(mark: etree._Element) -> Iterator[str]:
    parent = mark.getparent()
    if parent.tag in HOLDS_BLOCKS:
        yield f"{mark.tag} in {parent.tag}"
    for inner in mark.iterdescendants():
        if inner.tag in BLOCKS:
            yield f"{inner.tag} inside {mark.tag}"


def _inside(element: etree._Element, version: str, pieces: list[str]) -> None:
    pieces.append(escape(element.text or "", quote=False))
    for child in element:
        _element(child, version, pieces)
        pieces.append(escape(child.tail or "", quote=False))


def _element(element: etree._Element, version: str, pieces: list[str]) -> None:
    kept, dropped = ("ins", "del") if version == "new" else ("del", "ins")
    if element.tag == dropped or element.get("data-diff") == dropped:
        return
    if element.tag == kept:
        _inside(element, version, pieces)
    elif "data-old-split" in element.attrib:
        pieces.append("</p><p>" if version == "old" else "")
    elif "data-old-join" in element.attrib and version == "old":
        last = pieces.pop()
        while not last:
            last = pieces.pop()
        assert last == "</p>", "a joined paragraph follows no paragraph"
        _inside(element, version, pieces)
        pieces.append("</p>")
    else:
        _kept(element, version, pieces)


def _kept(element: etree._Element, version: str, pieces: list[str]) -> None:
    tag = element.get(f"data-{version}-tag", element.tag)
    pairs = {name: value for name, value in element.attrib.items() if name not in NOTES}
    if version == "old" and "data-old-attrs" in element.attrib:
        pairs = json.loads(element.get("data-old-attrs"))
    if not tag:
        _inside(element, version, pieces)
        return
    pieces.append(f"<{tag}" + "".join(f' {name}="{escape(value)}"' for name, value in pairs.items()) + ">")
    if tag not in VOID:
        _inside(element, version, pieces)
        pieces.append(f"</{tag}>")
