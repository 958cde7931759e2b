"""The words of the texts on a finished page, read back from its markup. Knows nothing about templates or files.

What is read are the articles of policies on a page, with their insertions and deletions; what stands round the text
(heads and feet of an article, rulers that are hidden from screen readers) is left out, for it says how things stood on
a day.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_AROUND = frozenset({"header", "footer"})
_MARKS = frozenset({"ins", "del"})
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"})
_CONTEXT = 5
"""How many words before a difference are quoted, and as many after it."""


def article_words(markup: str) -> tuple[str, ...]:
    """Return the words of all articles of policies, marks of changes as `<ins>` and `</ins>`."""
    reader = _Articles()
    reader.feed(markup)
    reader.close()
    return tuple(reader.words)


def first_difference(published: tuple[str, ...], wanted: tuple[str, ...]) -> tuple[str, str] | None:
    """Return the words round the first place where two pages differ, on either; None where they say the same."""
    if published == wanted:
        return None
    pairs = zip(published, wanted, strict=False)
    place = next(
        (number for number, (one, other) in enumerate(pairs) if one != other), min(len(published), len(wanted))
    )
    start = max(0, place - _CONTEXT)
    one, other = (" ".join(words[start : place + _CONTEXT]) for words in (published, wanted))
    return one, other


@dataclass
class _Articles(HTMLParser):
    """Collects words; a value is made, fed, then thrown away."""

    words: list[str] = field(default_factory=list)
    open: list[tuple[str, bool, bool]] = field(default_factory=list)
    """The elements around, whether each is the article of a policy, and whether it begins what is left out."""
    articles: int = 0
    left_out: int = 0

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter an element."""
        if tag in _VOID:
            return
        article = tag == "article" and "policy" in (dict(attrs).get("class") or "").split()  # themes have others
        aside = bool(self.articles) and (tag in _AROUND or ("aria-hidden", "true") in attrs)
        if tag in _MARKS:
            self._say(f"<{tag}>")
        self.open.append((tag, article, aside))
        self.articles += article
        self.left_out += aside

    def handle_endtag(self, tag: str) -> None:
        """Leave an element, and those inside that nobody closed."""
        if not any(name == tag for name, _, _ in self.open):
            return
        name = ""
        while name != tag:
            name, article, aside = self.open.pop()
            self.articles -= article
            self.left_out -= aside
        if tag in _MARKS:
            self._say(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Take words."""
        for word in data.split():
            self._say(word)

    def _say(self, word: str) -> None:
        if self.articles and not self.left_out:
            self.words.append(word)
