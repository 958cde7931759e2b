"""How large and how deeply nested a text may be, and the error that says so. Knows nothing about Markdown or HTML.

The numbers bound the time one text can cost; the largest real policy we have seen is 948 kB long.
"""

from __future__ import annotations

from policybook.core.errors import LimitError

DOCUMENT_BYTES = 2 * 1024 * 1024
"""Size of one document in UTF-8."""
LINE_BYTES = 64 * 1024
"""Size of one line in UTF-8."""
LINES = 100_000
"""Lines in one document."""
HEADINGS = 5_000
"""Headings in one document."""
LINK_OPENERS = 2_000
"""Opening square brackets in one paragraph, heading or table cell; each one costs a search for its end."""
DOCUMENT_LINK_OPENERS = 50_000
"""Opening square brackets in one document."""
NESTING = 30
"""Levels of block nesting; a list inside a list takes two. Real ones need 9; the time for brackets grows with it."""
INLINE_NESTING = 60
"""Levels of emphasis, links, superscripts inside each other."""
FRONT_MATTER_BYTES = 16 * 1024
"""Size of the front matter in UTF-8."""
FRONT_MATTER_DEPTH = 4
"""Levels of lists and mappings in the front matter."""


def check_size(source: str, *, path: str = "", first_line: int = 1) -> None:
    """Raise LimitError when a document, or one line of it, is longer than allowed."""
    if len(source) > LINE_BYTES // 4:  # four bytes are the most one character takes
        _check_bytes(source, path=path, first_line=first_line)


def _check_bytes(source: str, *, path: str, first_line: int) -> None:
    data = source.encode("utf-8", "surrogatepass")
    if len(data) > DOCUMENT_BYTES:
        raise exceeded("the document", len(data), DOCUMENT_BYTES, "bytes", path=path)
    lines = data.split(b"\n")
    if len(lines) > LINES:
        raise exceeded("the document", len(lines), LINES, "lines", path=path)
    for number, line in enumerate(lines, start=first_line):
        if len(line) > LINE_BYTES:
            raise exceeded("the line", len(line), LINE_BYTES, "bytes", path=path, line=number)


def exceeded(what: str, number: int, limit: int, unit: str, *, path: str, line: int = 0) -> LimitError:
    """Return the error for something that has more of a unit than its limit."""
    message = f"{what} has {number:,} {unit}, the limit is {limit:,}"
    return LimitError(message, hint="split the text into several documents or simplify this part", path=path, line=line)
