"""The examples of docs/theme.md, read out of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

DOCUMENT = Path(__file__).parent.parent / "docs" / "theme.md"
TEXT = DOCUMENT.read_text("utf-8")


def examples(section: str) -> Iterator[dict[str, str]]:
    """Return the examples of a section: the files of each, by path. An example begins with its mkdocs.yml."""
    body = re.search(rf"^## {section}\n(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert body
    found: list[dict[str, str]] = []
    for path, text in re.findall(r"^```\w+ (\S+)\n(.*?)^```$", body[1], re.MULTILINE | re.DOTALL):
        if path == "mkdocs.yml":
            found.append({})
        found[-1][path] = text
    yield from found
