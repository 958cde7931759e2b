"""The tables of a finished redline page, each in a box of its own that scrolls. Knows nothing about changes."""

from __future__ import annotations

import re
from html import escape

from policybook.core.redline_words import Words

STILL = "still"
"""Class of a table in a copy that assistive technology does not see: nothing in it may take the focus."""

_TABLE = re.compile(r"<table( class=\"still\")?>(.*?)</table>", re.DOTALL)


def still(markup: str) -> str:
    """Return markup for a hidden copy."""
    return markup.replace("<table>", f'<table class="{STILL}">')


def boxed(markup: str, *, prefix: str, words: Words) -> str:
    """Return the markup of a page with every table in a box that scrolls and can be reached by keyboard.

    `prefix` tells the tables of one document from those of the others on the page.
    """
    number = 0

    def box(match: re.Match[str]) -> str:
        nonlocal number
        body = f"<tbody>{match[2]}</tbody></table>"
        if match[1]:
            return f'<div class="scroll"><table class="{STILL}">{body}</div>'
        number += 1
        name = ", ".join(filter(None, (words.table_name.format(number=number), prefix.strip("-"))))
        return f'<section class="scroll" tabindex="0" aria-label="{escape(name)}"><table>{body}</section>'

    return _TABLE.sub(box, markup)
