"""Characters that no page or feed can carry. Knows nothing about where a text comes from."""

from __future__ import annotations

import re

_UNCARRIED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def carried(text: str) -> str:
    """Return a text with each control character and each half of a character replaced by U+FFFD.

    Neither HTML nor XML 1.0 (section 2.2) allows them; the replacement shows readers that there was one. White space
    is kept, whatever its kind.
    """
    return _UNCARRIED.sub("\ufffd", text)
