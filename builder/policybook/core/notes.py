"""Revision notes: the small files in which editors record revisions. Knows nothing about commits or policies."""

from __future__ import annotations

import re
from posixpath import basename, splitext

from policybook.core import limits
from policybook.core.errors import ContentError
from policybook.core.fields import Fields
from policybook.core.frontmatter import split
from policybook.core.links import allowed_link
from policybook.core.model import Kind, Note

NOTE_KEYS = (
    "posted",
    "announced",
    "effective",
    "material",
    "kind",
    "documents",
    "link",
    "to",
    "from",
    "postpones",
    "advances",
    "withdraws",
    "notice_days",
    "sha256",
)
"""The front matter keys of a revision note."""
RESERVED_IDS = frozenset(
    {
        "archive",
        "assets",
        "clauses",
        "compare",
        "effective.ics",
        "feed",
        "feed.atom",
        "feed.json",
        "history",
        "index",
        "index.html",
        "on",
        "redline",
        "revisions",
        "side-by-side",
        "upcoming",
        "versions.json",
    },
)
"""Words that the addresses below a policy already use; a revision called so would replace that page."""

_ID = r"[0-9A-Za-z][0-9A-Za-z._-]{0,99}"
_ID_IN_WORDS = "the id of a revision note: its file name without .md"
_ONLY_WITH = {
    "link": Kind.IMPORTED,
    "to": Kind.MOVED,
    "from": Kind.MOVED,
    "postpones": Kind.POSTPONED,
    "advances": Kind.ADVANCED,
    "withdraws": Kind.WITHDRAWN,
}
"""Keys that only one kind of note may have."""
_COMMENTS = re.compile(r"\s*(?:<!--.*?-->\s*)*", re.DOTALL)
_MARK = re.compile(r"(?:#{1,6}|[-*+]|\d{1,9}[.)])\s+|>\s*")
_NOT_A_SENTENCE = re.compile(r"#{1,6}\s|[-*+]\s|\d{1,9}[.)]\s|>|\||`{3}|~{3}|={3,}|-{3,}")


def parse_note(text: str, *, path: str) -> Note:
    """Return a revision note; raises ContentError with file, line, value and way out when anything is wrong in it."""
    limits.check_size(text, path=path)
    front = split(text, path=path)
    fields = Fields(front.values, path=path, strict=True)
    fields.refuse_unknown(NOTE_KEYS)
    summary, explanation = summary_and_explanation(front.body)
    note = Note(
        id=_note_id(path),
        path=path,
        summary=summary,
        explanation=explanation,
        posted=fields.day("posted"),
        announced=fields.day("announced"),
        effective=fields.day("effective"),
        material=fields.flag("material"),
        kind=fields.choice("kind", Kind, Kind.CHANGE),
        documents=fields.ids("documents"),
        link=fields.text("link"),
        moved_to=fields.text("to"),
        moved_from=fields.text("from"),
        postpones=fields.matching("postpones", _ID, _ID_IN_WORDS),
        advances=fields.matching("advances", _ID, _ID_IN_WORDS),
        withdraws=fields.matching("withdraws", _ID, _ID_IN_WORDS),
        notice_days=fields.number_of_days("notice_days"),
        sha256=fields.matching("sha256", "[0-9A-Fa-f]{64}", "64 hexadecimal digits").lower(),
        lines=tuple((key, value.line) for key, value in front.values.items()),
    )
    _check_words(note, front.body_line)
    _check_kind(note, fields)
    _check_days(note, fields)
    return note


def _note_id(path: str) -> str:
    name = splitext(basename(path))[0]
    if not re.fullmatch(_ID, name) or name.endswith("."):
        hint = "use letters A-Z, digits, `.`, `-`, `_`, by convention the day: 2020-12-18.md"
        raise ContentError(f"the file name `{name}` cannot be the address of a revision", hint=hint, path=path)
    if name.lower() in RESERVED_IDS:
        hint = "give the note another name, by convention the day: 2020-12-18.md"
        raise ContentError(f"the file name `{name}` is the address of another page", hint=hint, path=path)
    return name


def summary_and_explanation(body: str) -> tuple[str, str]:
    """Return the first paragraph on one line, and everything after it; comments before the paragraph are left out."""
    start = _COMMENTS.match(body)
    text = body[start.end() if start else 0 :]
    paragraph, *rest = re.split(r"\n[ \t]*\n", text, maxsplit=1)
    return " ".join(paragraph.split()), rest[0].strip() if rest else ""


def as_paragraph(words: str) -> str:
    """Return words so that they are taken for a sentence at the start of a note, and read the same on a page: there the
    marks of lists, headings and quotations do not show, nor do comments. Other signs of markup are escaped."""
    summary, _ = summary_and_explanation(" ".join(words.split()))
    while (mark := _MARK.match(summary)) and mark.end() < len(summary):
        summary = summary[mark.end() :]
    return f"\\{summary}" if _NOT_A_SENTENCE.match(summary) else summary


def _check_words(note: Note, line: int) -> None:
    if not note.summary and note.kind is not Kind.IMPORTED:
        hint = "write one sentence below the front matter that says what changed"
        raise ContentError("the note has no summary", hint=hint, path=note.path, line=line)
    if _NOT_A_SENTENCE.match(note.summary):
        message = f"the summary is {note.summary[:40]!r}, which is not a sentence"
        hint = "start with one plain paragraph; lists and headings may follow it"
        raise ContentError(message, hint=hint, path=note.path, line=line)


def _check_kind(note: Note, fields: Fields) -> None:
    """Check the keys that only one kind of note may have."""
    for key, kind in _ONLY_WITH.items():
        value = fields.text(key)
        if value and note.kind is not kind:
            message = f"`{key}` is {value}, but the note is of kind `{note.kind}`"
            raise fields.error(key, message, f"write `kind: {kind}`, or delete `{key}`")
    for key, kind in (("postpones", Kind.POSTPONED), ("advances", Kind.ADVANCED)):
        named = fields.text(key)
        if note.kind is kind and not (named and note.effective):
            missing = "effective" if named else key
            hint = f"write which revision is {kind}, and to which day: `{key}: 2020-12-18`, `effective: 2021-03-01`"
            raise fields.error("kind", f"`{missing}` is missing from a note of kind `{kind}`", hint)
    if note.link and not re.match("https?://", allowed_link(note.link), re.IGNORECASE):
        raise fields.error("link", f"`link` is {note.link}, which is no web address", "write an https:// address")


def _check_days(note: Note, fields: Fields) -> None:
    if note.kind is Kind.IMPORTED or note.sha256:
        return  # what was published is recorded as it was
    if note.effective and note.posted and note.effective < note.posted:
        message = f"`effective` is {note.effective}, before `posted`, which is {note.posted}"
        hint = "a text binds from the day it is posted at the earliest; only `kind: imported` records older practice"
        raise fields.error("effective", message, hint)
