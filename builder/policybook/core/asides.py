"""Our own words between those of a text, marked with their language where it is another. Knows nothing about pages."""

from __future__ import annotations

import re
from html import escape

_ASIDES = re.compile(r'<(?:div|li|p|span) class="(?:chg-head|gap|moved-away|none|note|tag|was)"')
"""Start tags of what `layout`, `redline_html` and `redline_pairs` say themselves; in a text `<` is escaped."""


def told_apart(markup: str, *, text: str, ours: str) -> str:
    """Return a text's HTML with our own words in it marked as `ours`, where the text is in another language.

    A voice would read `Change 1 of 3` as Arabic otherwise. Both languages are BCP 47 tags.
    """
    if text == ours:
        return markup
    return _ASIDES.sub(lambda start: f'{start[0]} lang="{escape(ours)}"', markup)
