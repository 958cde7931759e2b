"""HTML of ordinary pages, as MkDocs writes it, made fit for our theme. Knows nothing about policies."""

from __future__ import annotations

import re

_TABLE = re.compile(r"<(?P<end>/?)table\b[^>]*>")
_ALIGNMENT = re.compile(r'(<t[hd]) style="text-align: (left|center|right);"')
_CLASSES = {"left": "", "center": ' class="center"', "right": ' class="right"'}


def fitted(html: str, *, table_name: str = "Table {number}") -> str:
    """Return a page's HTML without inline styles, which our pages' security policy forbids, and with every table in a
    frame of its own that scrolls and takes the focus; `table_name` names the frames."""
    depth = number = 0

    def framed(tag: re.Match[str]) -> str:
        nonlocal depth, number
        if tag["end"]:
            depth -= 1
            return tag[0] + "</section>" * (depth == 0)
        depth = max(0, depth) + 1
        if depth > 1:
            return tag[0]
        number += 1
        return f'<section class="scroll" tabindex="0" aria-label="{table_name.format(number=number)}">{tag[0]}'

    aligned = _ALIGNMENT.sub(lambda cell: cell[1] + _CLASSES[cell[2]], html)
    return _TABLE.sub(framed, aligned)
