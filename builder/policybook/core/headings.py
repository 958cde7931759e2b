"""The headings of a text: their ids, their numbers, the table of contents. Knows nothing about pages or HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from policybook.core.labels import label
from policybook.core.markers import marker_at
from policybook.core.tree import Block, BlockKind, Inline, InlineKind, inline_text

SLUG_LENGTH = 120
"""Characters of the longest slug; some policies set whole paragraphs as headings."""

_WORD_NUMBER = re.compile(
    r"((?:Section|Article|Clause|Part|Chapter|Schedule|Annex|Appendix|Exhibit|Title)[ \xa0]"
    r"(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,7}|[A-Z]))[ \xa0]?[.:)–—-][ \xa0]?(?=\S)",
    re.IGNORECASE,
)
"""With a mark behind the number: "Article 6 of the GDPR" is a title."""
_SIGN_NUMBER = re.compile(r"(§{1,2}[ \xa0]?\d{1,4}(?:\.\d{1,3})*[a-z]?)[.:)]?[ \xa0]+(?=\S)")
_DOTTED_NUMBER = re.compile(
    r"(\d{1,3}(?:\.(?:\d{1,3}|[a-z]|[ivx]{1,5}))+)"
    r"(?:[.:)][ \xa0]+(?=\S)|[ \xa0]+(?=[^a-z\s])|\.(?=[^\W\d_a-z]))"
)
"""Without a mark behind it, a small letter follows in "1.5 million", but not in "4.1 Licence"."""
_PLAIN_NUMBER = re.compile(r"(\d{1,3})(?:[.:)][ \xa0]+(?=\S)|\.(?=[^\W\d_a-z]))")
"""With a mark behind it: "30 days" is a title."""
_CHINESE_NUMBER = re.compile(r"(第[0-9〇零一二三四五六七八九十百]{1,6}[条條章节節款项項編编])[\s\u3000:：]*(?=\S)")
_DAY = re.compile(r"[^\W\d]+ \d{4}")
"""What follows the number in "1. Januar 2024", which is a day."""


@dataclass(frozen=True, slots=True)
class Heading:
    """One entry of the table of contents."""

    level: int
    """1 to 6, as in the text."""
    text: str
    """The words of the heading, on one line."""
    number: str
    """Its number, typed or made, without the mark behind it; empty when there is none."""
    title: str
    """The words behind the number."""
    anchor: str
    """The id it has on the page."""
    children: tuple[Heading, ...] = ()
    """The headings of lower level up to the next one of this level."""


def slug(text: str) -> str:
    """Return the id that words give, as on GitHub: lower case, blanks to hyphens, letters, digits, `-`, `_` kept.

    Never empty: words without a letter or digit give `section`.
    """
    kept = "".join("-" if character.isspace() else character for character in text.lower() if _is_kept(character))
    kept = unicodedata.normalize("NFC", kept).strip("-")
    if len(kept) > SLUG_LENGTH:
        kept = kept[:SLUG_LENGTH].rpartition("-")[0] or kept[:SLUG_LENGTH]
    return kept if any(character.isalnum() for character in kept) else "section"


def _is_kept(character: str) -> bool:
    return character.isalnum() or character.isspace() or character in "-_" or unicodedata.category(character)[0] == "M"


def headings(blocks: Iterable[Block]) -> Iterator[Block]:
    """Return the headings of a text in reading order, those in lists and quotes too."""
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            yield block
        else:
            yield from headings(block.children)


def anchors(
    blocks: Sequence[Block], *, document_title: str | None = None, taken: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return the id of each heading in reading order, no two alike.

    A heading's own `{#id}` wins; else it is the slug of its words without their typed number, so that links survive a
    renumbering, with that of `document_title` behind it where several documents share a page. An id starts with a
    letter: what does not gets `s-` in front. One that the page has already (`taken`, an anchor of the text, an
    earlier heading) gets `-2`, `-3`, and so on.
    """
    found = [(one_line(heading), heading.anchor) for heading in headings(blocks)]
    return heading_ids(found, {*taken, *inline_anchors(blocks)}, document_title=document_title)


def heading_ids(
    found: Sequence[tuple[str, str]], taken: Iterable[str], *, document_title: str | None = None
) -> tuple[str, ...]:
    """Return what `anchors` does for headings given by their line and their own `{#id}`."""
    used = {*taken, *(own for _, own in found if own)}
    given: set[str] = set()
    counters: dict[str, int] = {}
    suffix = f"-{slug(document_title)}" if document_title else ""
    ids = []
    for line, own in found:
        name = own or _lettered(slug(split_number(line)[1])) + suffix
        if own and own not in given:
            given.add(name)
        else:
            name = _unused(name, used, counters)
            used.add(name)
        ids.append(name)
    return tuple(ids)


def aliases(blocks: Sequence[Block], ids: Sequence[str], *, document_title: str | None = None) -> dict[str, str]:
    """Return the id that each name means by which an author may link to a heading.

    With its number or without, with the document's title behind it or without; the first heading of a name has it.
    """
    suffix = f"-{slug(document_title)}" if document_title else ""
    found: dict[str, str] = {}
    for heading, anchor in zip(headings(blocks), ids, strict=True):
        line = one_line(heading)
        for name in (slug(line), slug(split_number(line)[1])):
            found.setdefault(name, anchor)
            found.setdefault(name + suffix, anchor)
    return found | {anchor: anchor for anchor in ids}


def _lettered(name: str) -> str:
    return name if name[0].isalpha() else f"s-{name}"


def _unused(name: str, used: set[str], counters: dict[str, int]) -> str:
    """Return a name, numbered when it is used; the counters keep this linear in a text of equal headings."""
    candidate = name
    while candidate in used:
        counters[name] = counters.get(name, 1) + 1
        candidate = f"{name}-{counters[name]}"
    return candidate


def inline_anchors(blocks: Iterable[Block]) -> Iterator[str]:
    """Return the ids that the author of a text set by hand, with `<a id>`."""
    for block in blocks:
        yield from _anchors_in(block.inlines)
        yield from inline_anchors(block.children)


def _anchors_in(inlines: Iterable[Inline]) -> Iterator[str]:
    for inline in inlines:
        if inline.kind is InlineKind.ANCHOR:
            yield inline.target
        yield from _anchors_in(inline.children)


def one_line(heading: Block) -> str:
    """Return the words of a heading on one line."""
    return " ".join(inline_text(heading.inlines).split("\n"))


def contents(blocks: Iterable[Block], ids: Sequence[str]) -> tuple[Heading, ...]:
    """Return the table of contents as a tree; `ids` is what `anchors` returned for these blocks.

    A heading stands under the last one before it that has a higher rank, also where the author left out a level.
    """
    flat = [_entry(heading, anchor) for heading, anchor in zip(headings(blocks), ids, strict=True)]
    return _nested(flat)


def _entry(heading: Block, anchor: str) -> Heading:
    text = one_line(heading)
    number, title = (label(heading.number), text) if heading.number else split_number(text)
    return Heading(heading.level, text, number, title, anchor)


def _nested(flat: Sequence[Heading]) -> tuple[Heading, ...]:
    entries = []
    start = 0
    while start < len(flat):
        end = start + 1
        while end < len(flat) and flat[end].level > flat[start].level:
            end += 1
        head = flat[start]
        below = _nested(flat[start + 1 : end])
        entries.append(Heading(head.level, head.text, head.number, head.title, head.anchor, below))
        start = end
    return tuple(entries)


def split_number(text: str) -> tuple[str, str]:
    """Return the number at the start of a heading and the words behind it.

    "4. Courses", "4.1 Licence", "Section 3 – Fees", "§ 3 Fees", "IV. Fees", "(a) Fees". In doubt there is no number: a
    wrong one would tear words off a title.
    """
    for pattern in (_WORD_NUMBER, _SIGN_NUMBER, _DOTTED_NUMBER, _PLAIN_NUMBER, _CHINESE_NUMBER):
        if match := pattern.match(text):
            title = text[match.end() :]
            return ("", text) if _DAY.fullmatch(title) else (match[1], title)
    if marker := marker_at(text, 0, len(text)):
        number = marker.text if marker.text.startswith("(") else marker.text[:-1]
        return number, text[len(marker.text) :].strip()
    return "", text
