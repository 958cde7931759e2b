"""The clause numbers that authors type: `2.1`, `(a)`, `Article IV`. Knows nothing about changes."""

from __future__ import annotations

import re

_ROMAN = "[ivxlcdm]{1,7}|[IVXLCDM]{1,7}"
_LABEL = re.compile(
    rf"""\s*(?:
        (?:§+|(?:Section|Clause|Article|Part|Chapter|Schedule|Annex|Appendix|Exhibit)\b)\s*
            (?P<named>\d+[a-z]?(?:\.\d+)*(?:\([a-z]{{1,4}}\))*|{_ROMAN}|[A-Z])(?![\w-])[.:)]?
      | (?P<number>\d{{1,3}}(?:\.\d{{1,3}})+(?:\([a-z]{{1,4}}\))*)(?![\w%,])[.:)]?
      | (?P<plain>\d{{1,3}})[.)](?!\w)
      | (?P<bracket>\((?:\d{{1,3}}|[a-zA-Z]|{_ROMAN})\))
      | (?P<letter>[a-zA-Z]|{_ROMAN})[.)](?=\s)
    )\s*""",
    re.VERBOSE,
)


def label(text: str) -> str:
    """Return the clause number that a text begins with, without its full stop; empty when there is none."""
    found = _LABEL.match(text)
    if not found:
        return ""
    name = found.lastgroup
    return found[name] if name else ""


def without_label(text: str) -> str:
    """Return a text without the clause number it begins with."""
    found = _LABEL.match(text)
    return text[found.end() :] if found else text


def typed_clause(text: str) -> int:
    """Return how many characters at the start of a text are a clause number such as `4.2` or `§ 4`, with the blank.

    A plain `3.`, a letter or `Section 4` is none: a sentence may begin with them. Nothing gives 0.
    """
    found = _LABEL.match(text)
    return found.end() if found and (found["number"] or text.startswith("§")) and not text[0].isspace() else 0


def marker_label(marker: str) -> str:
    """Return the marker of a list item as it is cited: `3`, `(a)`, `iv`."""
    return marker.rstrip(".") if marker.startswith("(") else marker.rstrip(".)")


def cited(section: str, own: str) -> str:
    """Return how a clause is cited: its own number, behind that of its section where it is only a letter.

    `2` and `(a)` make `2(a)`. A bare `3` inside section `2` would be read as section 3, so the section is cited.
    """
    if not own or not section:
        return own or section
    if own.startswith("("):
        return section + own
    if own[0].isdigit():
        return own if "." in own else section
    return f"{section}({own})"
