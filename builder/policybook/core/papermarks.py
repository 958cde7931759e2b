"""A page's HTML made ready for paper: the marks of a redline as text, links that lead nowhere taken out. Knows
nothing about who prints it.

It works on whole pages of ours, in which every text is escaped: a tag is always a tag.
"""

from __future__ import annotations

import re

MARKS = {"ins": "+", "del": "−"}
"""The sign of each element, as UI and plain text use it."""

_NO_BREAK = "\u00a0"

_TAG = re.compile(r"<(/?)(ins|del)\b[^>]*>")

_RELATIVE = re.compile(r'(<a\b[^>]*?) href="(?!#|[a-zA-Z][a-zA-Z0-9+.-]*:)[^"]*"')


def marked_in_text(html: str) -> str:
    """Return a page whose insertions and deletions also stand between `[+ +]` and `[− −]`, as words of the text.

    A style can print such marks as well, but what reads a PDF aloud, or copies from it, gets the text alone.
    """

    def shown(match: re.Match[str]) -> str:
        sign = MARKS[match[2]]
        if match[1]:
            return f'{match[0]}<span class="mark">{_NO_BREAK}{sign}]</span>'
        return f'<span class="mark">[{sign}{_NO_BREAK}</span>{match[0]}'

    return _TAG.sub(shown, html)


def without_relative_links(html: str) -> str:
    """Return a page without its links to other pages of the site, for a site whose address nobody knows."""
    return _RELATIVE.sub(r"\1", html)
