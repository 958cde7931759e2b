"""The words and the structure of a PDF, read with pikepdf: what a reader or a screen reader gets. Knows no policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from unicodedata import normalize

import pikepdf

_HEX = r"<([0-9A-Fa-f\s]*)>"


def page_texts(document: pikepdf.Pdf) -> list[str]:
    """Return the letters of each page in the order in which they are drawn, without blanks: programs that write PDFs
    place words rather than write the blanks between them. Compare with what `squeezed` returns."""
    return [squeezed("".join(_shown(page))) for page in document.pages]


def read_text(document: pikepdf.Pdf) -> str:
    """Return the letters of the whole document in the order of its structure, which is the one that is read aloud."""
    drawn: dict[tuple[int, int], str] = {}
    numbers: dict[Any, int] = {page.objgen: number for number, page in enumerate(document.pages)}
    for number, page in enumerate(document.pages):
        for mark, text in _marked(page):
            drawn[number, mark] = drawn.get((number, mark), "") + text
    places = _places(document.Root.StructTreeRoot, None, numbers)
    return squeezed("".join(drawn.get(place, "") for place in places))


def squeezed(text: str) -> str:
    """Return a text without blanks, its ligatures taken apart."""
    return "".join(normalize("NFKC", text).split())


def structure(document: pikepdf.Pdf) -> list[str]:
    """Return the names of all structure elements, in reading order."""
    return list(_elements(document.Root.StructTreeRoot))


def outline(document: pikepdf.Pdf) -> list[tuple[int, str]]:
    """Return the bookmarks, each with its depth from 0."""
    with document.open_outline() as found:
        return list(_bookmarks(found.root, 0))


def link_targets(document: pikepdf.Pdf) -> list[str]:
    """Return the addresses outside the document that its links lead to."""
    notes = [note for page in document.pages for note in page.get("/Annots", [])]
    return [str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A]


def _bookmarks(items: Any, depth: int) -> Iterator[tuple[int, str]]:
    for item in items:
        yield depth, item.title
        yield from _bookmarks(item.children, depth + 1)


def _elements(element: Any) -> Iterator[str]:
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield str(kid.S).removeprefix("/")
            yield from _elements(kid)


def _places(element: Any, page: Any, numbers: dict[Any, int]) -> Iterator[tuple[int, int]]:
    """Return page and mark of every piece of content below a structure element."""
    page = element.get("/Pg", page)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield numbers[page.objgen], kid
        elif "/MCID" in kid:
            yield numbers[kid.get("/Pg", page).objgen], int(kid.MCID)
        elif "/S" in kid:
            yield from _places(kid, page, numbers)


def _shown(page: pikepdf.Page) -> Iterator[str]:
    return (text for _, text in _marked(page))


def _marked(page: pikepdf.Page) -> Iterator[tuple[int, str]]:
    """Return the letters that a page draws, each piece with the number of its marked content, -1 outside of any."""
    fonts = {name: _letters(font) for name, font in page.Resources.Font.items()} if "/Font" in page.Resources else {}
    letters: tuple[int, dict[int, str]] = (1, {})
    marks = [-1]
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "BDC" | "BMC":
                named = len(operands) > 1 and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
                marks.append(int(operands[1].MCID) if named else marks[-1])
            case "EMC":
                marks.pop()
            case "Tj":
                yield marks[-1], _read(bytes(operands[0]), letters)
            case "TJ":
                pieces = (_read(bytes(item), letters) for item in operands[0] if isinstance(item, pikepdf.String))
                yield marks[-1], "".join(pieces)


def _read(codes: bytes, letters: tuple[int, dict[int, str]]) -> str:
    width, known = letters
    places = range(0, len(codes), width)
    return "".join(known.get(int.from_bytes(codes[place : place + width], "big"), "") for place in places)


def _letters(font: Any) -> tuple[int, dict[int, str]]:
    """Return how many bytes a letter takes in a font, and the words of each."""
    width = 2 if font.Subtype == "/Type0" else 1
    if "/ToUnicode" not in font:
        return width, {}
    table = font.ToUnicode.read_bytes().decode("latin-1")
    return width, dict(_entries(table))


def _entries(table: str) -> Iterator[tuple[int, str]]:
    """Return the letters of each code (ISO 32000-1, 9.10.3)."""
    for kind, lines in re.findall(r"beginbf(char|range)(.*?)endbf", table, re.DOTALL):
        if kind == "char":
            yield from ((int(code, 16), _words(letters)) for code, letters in re.findall(f"{_HEX}\\s*{_HEX}", lines))
            continue
        for first, last, start, listed in re.findall(f"{_HEX}\\s*{_HEX}\\s*(?:{_HEX}|\\[([^\\]]*)\\])", lines):
            codes = range(int(first, 16), int(last, 16) + 1)
            if listed:
                yield from zip(codes, map(_words, re.findall(_HEX, listed)), strict=True)
            else:
                head, end = _words(start)[:-1], ord(_words(start)[-1])
                yield from ((code, head + chr(end + step)) for step, code in enumerate(codes))


def _words(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-16-be")
