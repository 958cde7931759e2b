"""What a commit message tells the public: a summary, trailers, printable text. Knows nothing about git or revisions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from policybook.core.model import Kind

SUMMARY_LIMIT = 200
"""Characters of the longest summary that is shown; a longer one is cut at a word."""

_ESCAPE_SEQUENCES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|.)?")
# Named one by one, not by Unicode category: the categories grow with Python, and pages must not change with it.
# Zero width joiners stay: Persian, Indic scripts and emoji need them.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e007f]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
# One word and a colon may be prose ("Privacy: fewer processors"), so words without a hyphen are named.
_TRAILER = re.compile(
    r"(?:[a-z][a-z0-9]*(?:-[a-z0-9]+)+|bug|cc|closes|fixes|issue|link|refs?|see|summary|effective|material|kind): \S",
    re.I,
)
_FIELD = re.compile(r"\s*(?:[*-]\s+)?\**(summary|effective|material|kind)\**[ \t]*:\**(.*)", re.I)
_BULLET = re.compile(r"\s*(?:[*+-]|->)\s+")
_TASK = re.compile(r"\[[ xX]\](\s|$)")
_RULE = re.compile(r"^[ \t]*[-=_*]{3,}[ \t]*$", re.M)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

_NUMBER = re.compile(r"\s*\((?:#\d+|![0-9]+)\)$|\s*\[(?:skip ci|ci skip|no ci)\]", re.I)
_EMOJI_CODE = re.compile(r"^(?::[a-z0-9_+-]+:\s*)+")
_CONVENTIONAL = re.compile(
    r"^(?:build|chore|ci|docs?|feat|fix|lint|perf|refactor|revert|style|test)(?:\([^)\s]*\))?!?:\s+", re.I
)

_SUFFIX = r"(?:md|markdown|mdx|txt|rst|adoc|html?|ya?ml|json|toml|pdf|docx?|odt|png|jpe?g|svg|css|js)"
_FILE = rf"['\"`]?[^'\"`\s]+\.{_SUFFIX}['\"`]?"
_FEW = r"(?:some |more |minor |small |misc(?:ellaneous)? |final |quick )*"
_NOTHING = (
    r"(?:changes?|edits?|fix(?:es)?|minor|misc|stuff|updates?|updated|wip|work in progress|tweaks?|cleanup|review"
    r"|feedback|pr feedback|save|test)"
)
_REFERENCE = r"(?:(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?|refs?|see|issue)[: ]+)*(?:#\d+|https?://[^\s,]+)"
_DEFAULTS = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        # written by git and the hosts
        r"merge (?:pull request|(?:remote-tracking )?branch(?:es)?|tag|commit|[0-9a-f]{7,64} into )\b.*",
        r"merged? in \S+ \(pull request #\d+\)",
        r"merge(?:d|s)?",
        r"revert ['\"“].*",
        r"this reverts (?:commit|merge request) .*",
        r"(?:fixup|squash|amend)! .*",
        r"squashed commit of the following:?",
        r"see merge request \S+",
        r"conflicts:?.*",
        r"apply suggestions? from code review",
        r"signed-off-by: .*",
        r"co-authored-by: .*",
        # written by web editors
        rf"(?:add|create|delete|edit|remove|replace|update|upload)(?:e?d|s)? {_FILE}",
        rf"(?:update and )?rename(?:d|s)? {_FILE} (?:to|->) {_FILE}",
        rf"{_FILE} (?:created |edited |deleted )?online with bitbucket",
        r"upload new file|add new file|add files via upload|delete directory .*",
        # filler and references
        r"(?:initial|first) (?:commit|import|version)|init",
        _FEW + _NOTHING,
        rf"{_REFERENCE}(?:[, ]+{_REFERENCE})*",
    )
)
# A machine wrote these, so their body says nothing to readers either.
_MACHINES = re.compile(
    r"(?:repo[- ]sync|sync(?:s|ing)? changes|syncing with|update (?:from repo|manually)|help[- ]sync"
    r"|automat(?:ed|ic) |(?:first )?record (?:of|new changes of) |start tracking |refilter "
    r"|apply (?:technical|declaration)\b)",
    re.I,
)


def printable(text: str, limit: int = 0) -> str:
    """Return text fit to be shown on one line, cut at a word when it is longer than a limit (0: no limit).

    Terminal sequences, control characters and the marks that reorder or hide text are taken out, so that what is read
    is what is there (Trojan Source, CVE-2021-42574); white space becomes single blanks.
    """
    visible = _SURROGATES.sub("\ufffd", _INVISIBLE.sub("", _ESCAPE_SEQUENCES.sub("", text)))
    line = unicodedata.normalize("NFC", " ".join(visible.split()))
    if not limit or len(line) <= limit:
        return line
    cut = line[: limit - 1]
    if line[limit - 1] != " " and cut.rfind(" ") > limit // 2:  # else the text has no blanks, as Chinese and Japanese
        cut = cut[: cut.rfind(" ")]
    return cut.rstrip(" ,;:.-–—") + "…"


def summary(message: str) -> str:
    """Return what a commit message says to the public in one line; empty when only a tool or nobody speaks.

    Messages that git, hosting sites, web editors and sync bots write by themselves are dropped; the title of the
    pull request or the first paragraph that says something takes their place.
    """
    first, *rest = _paragraphs(message) or [""]
    subject, *more = first.split("\n")
    if _MACHINES.match(_cleaned(subject)):
        return ""
    if subject.endswith("…") and rest and rest[0].startswith("…"):  # GitHub breaks long titles in two
        head, *tail = rest[0].split("\n")
        subject, rest[0] = subject[:-1] + head[1:], "\n".join(tail)
    candidates = [subject] if not _BULLET.match(subject) else []
    candidates += map(_statement, ["\n".join(more if candidates else [subject, *more]), *_before_the_tail(rest)])
    found = next((text for text in map(_cleaned, candidates) if not _is_default(text)), "")
    return printable(found, SUMMARY_LIMIT)


def _paragraphs(message: str) -> list[str]:
    text = _COMMENT.sub("", message.replace("\r\n", "\n").replace("\r", "\n"))
    return [paragraph.strip("\n").rstrip() for paragraph in re.split(r"\n[ \t]*\n", text) if paragraph.strip()]


def _before_the_tail(paragraphs: Iterable[str]) -> Iterator[str]:
    """Return the paragraphs up to a line of dashes: templates, footers and co-authors follow it."""
    for paragraph in paragraphs:
        rule = _RULE.search(paragraph)
        yield paragraph[: rule.start()] if rule else paragraph
        if rule:
            return


def _statement(paragraph: str) -> str:
    """Return what a paragraph of the body says; empty for trailers, headings, and lists in which nothing is said."""
    lines = [line for line in paragraph.split("\n") if line.strip() and not line.lstrip().startswith("#")]
    if not lines or all(_TRAILER.match(line) for line in lines):
        return ""
    if not _BULLET.match(lines[0]):
        spoken = (line.strip() for line in lines if not _FIELD.match(line))
        return " ".join(line for line in spoken if line)
    said = (_cleaned(item) for item in _items(lines))
    return "; ".join(item.rstrip(".;") for item in said if not _is_default(item))


def _items(lines: Iterable[str]) -> Iterator[str]:
    """Return the items of a list; a list that git made of a merged branch has its commits as indented lines."""
    item, shortlog = "", False
    for line in lines:
        if _BULLET.match(line) or shortlog:
            yield item
            item = _BULLET.sub("", line, count=1).strip()
            shortlog = shortlog or (line.startswith("* ") and line.endswith(":"))
            item = "" if item.endswith(":") or _TASK.match(item) or _FIELD.match(item) else item
        elif item:
            item = f"{item} {line.strip()}"
    yield item


def _cleaned(text: str) -> str:
    """Return a line without the marks that tools and habits put around it."""
    line = _EMOJI_CODE.sub("", _NUMBER.sub("", printable(text)).strip())
    bare = _CONVENTIONAL.sub("", line)
    return line if bare == line else bare[:1].upper() + bare[1:]


def _is_default(line: str) -> bool:
    if len(line) < 4 and line.isascii():
        return True
    return bool(_FIELD.match(line)) or any(pattern.fullmatch(line.rstrip(".!")) for pattern in _DEFAULTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trailers:
    """What an author declared in a commit message, for repositories that keep no revision notes."""

    summary: str = ""
    """`Summary:`, one line; empty when absent."""
    effective: date | None = None
    """`Effective:`, the first day the text binds; None when absent."""
    material: bool | None = None
    """`Material:`; None when absent, which is never a no."""
    kind: Kind | None = None
    """`Kind:`; None when absent."""
    warnings: tuple[str, ...] = ()
    """Values that could not be understood and were left out, and those a later line replaced."""


def trailers(message: str) -> Trailers:
    """Return the declarations in a commit message, wherever they stand in it.

    Git's own rules (git-interpret-trailers) lose a trailer when a squash appends co-authors, a template adds its tail
    or a list stands around it, so every line counts here. Of two equal fields the last one does: squashing puts the
    latest last. A value that makes no sense is left out with a warning.
    """
    values: dict[str, str] = {}
    warnings: list[str] = []
    for field, value in _fields(message):
        if values.get(field, value) != value:
            warnings.append(f"`{field.capitalize()}: {values[field]}` is replaced by `{value}` further down")
        values[field] = value
    effective = _day(values.get("effective", ""))
    material = {"yes": True, "true": True, "no": False, "false": False}.get(values.get("material", "").lower())
    kind = next((kind for kind in Kind if kind == values.get("kind", "").lower()), None)
    for field, known, wanted in (
        ("effective", effective, "a day, as in 2021-01-31"),
        ("material", material, "yes or no"),
        ("kind", kind, f"one of {', '.join(Kind)}"),
    ):
        if field in values and known is None:
            warnings.append(f"`{field.capitalize()}: {values[field]}` is not {wanted}")
    return Trailers(
        summary=printable(values.get("summary", ""), SUMMARY_LIMIT),
        effective=effective,
        material=material,
        kind=kind,
        warnings=tuple(warnings),
    )


def _fields(message: str) -> Iterator[tuple[str, str]]:
    """Return the fields that have a value; a summary runs on until an empty line or another trailer."""
    for paragraph in _paragraphs(message):
        lines = paragraph.split("\n")
        for index, line in enumerate(lines):
            match = _FIELD.match(line)
            if not match:
                continue
            field, words = match[1].lower(), [match[2]]
            if field == "summary":
                for more in lines[index + 1 :]:
                    if _FIELD.match(more) or _TRAILER.match(more) or _BULLET.match(more):
                        break
                    words.append(more)
            value = printable(" ".join(words)).strip("*` ")
            if value:
                yield field, value


def _day(value: str) -> date | None:
    if not _DAY.fullmatch(value):  # fromisoformat also takes 20210131 and 2021-W04
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None
