"""A file's text to its metadata and its body, with line numbers. Knows nothing about revisions or pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from policybook.core import limits
from policybook.core.blocks import parse
from policybook.core.errors import ContentError
from policybook.core.fields import Fields
from policybook.core.headings import one_line
from policybook.core.tree import BlockKind
from policybook.core.yamltext import Value, read_mapping

_OPENING = re.compile(r"\ufeff?---[ \t]*(?:\n|$)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE)
_KEY_LINE = re.compile(r"^[\"']?[\w<][\w .<-]*[\"']?[ \t]*:(?:[ \t]|$)|^[{&!?*]", re.MULTILINE)
"""A line that shows a block between two rules to be front matter, and not text between two rules."""
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_TOP_HEADING = re.compile(r" {0,3}#(?:[ \t]|$)")
_UNDERLINE = re.compile(r" {0,3}=+[ \t]*")
_HEADING_LINES = 10
"""Lines of the longest underlined heading that is looked for."""

DOCUMENT_KEYS = (
    "title",
    "description",
    "effective",
    "documents",
    "replaces",
    "notice_days",
    "lang",
    "numbering",
    "translation_of",
    "prevailing",
)
"""The front matter keys of a document."""


class Numbering(StrEnum):
    """Whose numbers the clauses of a document have."""

    TEXT = "text"
    """Those that its author typed."""
    CLAUSES = "clauses"
    """Where the author typed none, numbers made by counting."""


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """A text cut into front matter and body."""

    values: Mapping[str, Value]
    """The keys, in the order of the text."""
    body: str
    """The text behind the front matter."""
    body_line: int
    """Number of the body's first line in the file, counted from 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentMetadata:
    """What the front matter of a document says, and the body behind it."""

    title: str
    """The title: from the front matter, else the first level-1 heading; empty when there is neither."""
    title_from_heading: bool
    """Whether the title stands in the text, as its first level-1 heading."""
    description: str
    """One sentence for lists and search engines."""
    effective: date | None
    """First day the text binds, in repositories without revision notes."""
    documents: tuple[str, ...]
    """In a policy's first document: the ids of the others, in the order of the page."""
    replaces: tuple[str, ...]
    """Ids of documents whose history it continues."""
    notice_days: int | None
    """In a policy's first document: the days of notice that its material changes give; None: the site's setting."""
    numbering: Numbering
    """Whose numbers its clauses have."""
    translation_of: str
    """In a policy's first document: the id of the policy that it translates; empty as a rule."""
    prevailing: bool
    """In an original's first document: whether it prevails over its translations."""
    body: str
    """The Markdown text behind the front matter."""
    body_line: int
    """Number of the body's first line in the file."""
    other: Mapping[str, str]
    """Every other key that holds a text, `lang` among them."""


def split(text: str, *, path: str, strict: bool = True) -> FrontMatter:
    """Return a text as front matter and body; a text without front matter is all body.

    Strict: raises ContentError with the line when the front matter is no list of texts, or LimitError when it is too
    large. Lenient: such front matter is cut off all the same and gives no keys, and nested keys are passed over.
    """
    text = text.removeprefix("\ufeff")
    opening = _OPENING.match(text)
    closing = _CLOSING.search(text, opening.end()) if opening else None
    if opening is None or closing is None or not _is_front_matter(text[opening.end() : closing.start()], strict=strict):
        if opening and closing is None and strict and _KEY_LINE.match(text, opening.end()):
            hint = "end it with a line of its own that holds ---"
            raise ContentError("the front matter has no end", hint=hint, path=path, line=1)
        return FrontMatter({}, text, 1)
    block, body = text[opening.end() : closing.start()], text[closing.end() :]
    body_line = text.count("\n", 0, closing.end()) + 1
    return FrontMatter(_values(block, path, strict=strict), body, body_line)


def _is_front_matter(block: str, *, strict: bool) -> bool:
    """Return whether the lines between two rules are front matter; strict: always, so a forgotten colon is found."""
    return strict or not block.strip() or bool(_KEY_LINE.search(block)) or block.lstrip().startswith("#")


def _values(block: str, path: str, *, strict: bool) -> Mapping[str, Value]:
    try:
        size = len(block.encode("utf-8", "surrogatepass"))
        if size > limits.FRONT_MATTER_BYTES:
            raise limits.exceeded("the front matter", size, limits.FRONT_MATTER_BYTES, "bytes", path=path, line=1)
        return read_mapping(block, path=path, first_line=2, nested=not strict)
    except ContentError:
        if strict:
            raise
        return {}


def document_metadata(text: str, *, path: str, strict: bool) -> DocumentMetadata:
    """Return what a document says of itself.

    Strict: raises ContentError for a key that is unknown or a value that is not what the key asks for. Lenient: other
    keys are allowed, and what cannot be read counts as absent; never raises.
    """
    front = split(text, path=path, strict=strict)
    fields = Fields(front.values, path=path, strict=strict)
    fields.refuse_unknown(DOCUMENT_KEYS)
    title = fields.text("title")
    heading = "" if title else first_heading(front.body)
    return DocumentMetadata(
        title=title or heading,
        title_from_heading=bool(heading),
        description=fields.text("description"),
        effective=fields.day("effective"),
        documents=fields.ids("documents"),
        replaces=fields.ids("replaces"),
        notice_days=fields.number_of_days("notice_days"),
        numbering=fields.choice("numbering", Numbering, Numbering.TEXT),
        translation_of=fields.text("translation_of"),
        prevailing=fields.flag("prevailing"),
        body=front.body,
        body_line=front.body_line,
        other={key: value.text for key, value in front.values.items() if _is_other(key, value)},
    )


def _is_other(key: str, value: Value) -> bool:
    return bool(value.text) and (key == "lang" or key not in DOCUMENT_KEYS)


def first_heading(body: str) -> str:
    """Return the words of the first level-1 heading; empty when there is none.

    Reads line by line instead of parsing all of the text, which history would have to do for every version.
    """
    fence = ""
    paragraph: list[str] = []
    for line, following in pairwise([*body.split("\n"), ""]):
        paragraph = [*paragraph[-_HEADING_LINES:], line] if line.strip() else []
        mark = _FENCE.match(line)
        if mark and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        elif paragraph and not fence:
            lines = [line] if _TOP_HEADING.match(line) else [*paragraph, following]
            if (len(lines) == 1 or _UNDERLINE.fullmatch(following)) and (words := _heading_words("\n".join(lines))):
                return words
    return ""


def _heading_words(lines: str) -> str:
    try:
        heading = next((block for block in parse(lines) if block.kind is BlockKind.HEADING), None)
    except ContentError:
        return ""
    return one_line(heading) if heading and heading.level == 1 else ""
