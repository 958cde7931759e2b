"""Hard cases of comparison, in files that a lawyer can read and correct: what is wanted, what is seen, what must hold.

Each section has the wish in words, both texts, what `policybook diff` shows and lists, and checks in plain words that
prove the wish. Characters that cannot be seen are written `<U+200B>`. `pytest --update-golden` rewrites what is seen
and listed, never a wish or a check.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from policybook.app.compare import Comparison, between_files
from policybook.app.printed import front_matter_lines
from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.frontmatter import split
from policybook.core.redline import compare
from policybook.core.redline_html import inline_html
from policybook.core.redline_markup import markup
from policybook.core.redline_text import plain_text
from policybook.core.redline_words import ENGLISH
from restored import canonical, misplaced, restored

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "golden" / "cases"
FILES = sorted(FOLDER.glob("*.md"))
CASES = 63
MOST_UNMET = 3

_SECTION = re.compile(
    r"## (?P<id>\S+)\n\n(?P<wish>.+?)\n\n"
    r"Before:\n\n````\n(?P<old>.*?)````\n\nAfter:\n\n````\n(?P<new>.*?)````\n\n"
    r"Seen:\n\n````\n(?P<seen>.*?)````\n\nListed:\n\n(?P<listed>.*?)\n"
    r"Holds:\n\n(?P<checks>(?:- [^\n]+\n)+)(?:\nNot met: (?P<unmet>[^\n]+)\n)?",
    re.DOTALL,
)
_ESCAPED = re.compile(r"<U\+([0-9A-F]{4,6})>")
_UNSEEN = re.compile(r"[\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2066-\u2069\r\t]| (?= *(?:\n|\Z))")
_REGION = re.compile(r"\[-(?:(?!-\]).)*-\](?:\{\+(?:(?!\+\}).)*\+\})?|\{\+(?:(?!\+\}).)*\+\}", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One section of a golden file."""

    id: str
    wish: str
    old: str
    new: str
    seen: str
    listed: str
    checks: tuple[str, ...]
    unmet: str


def exact(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


def visible(text: str) -> str:
    return _UNSEEN.sub(lambda match: f"<U+{ord(match[0]):04X}>", text)


def cases_of(path: Path) -> list[Case]:
    found = []
    with path.open(encoding="utf-8", newline="") as file:
        content = file.read()
    for match in _SECTION.finditer(content):
        checks = tuple(line.removeprefix("- ") for line in match["checks"].splitlines())
        parts = {name: match[name] or "" for name in ("id", "wish", "old", "new", "seen", "listed", "unmet")}
        found.append(Case(**parts, checks=checks))
    assert len(found) == content.count("\nHolds:\n"), f"{path.name} has a section that cannot be read"
    return found


ALL = [case for path in FILES for case in cases_of(path)]


def compared(case: Case, folder: Path) -> Comparison:
    (folder / "old.md").write_bytes(exact(case.old).encode())
    (folder / "new.md").write_bytes(exact(case.new).encode())
    return between_files(folder, "old.md", "new.md")


def seen(comparison: Comparison) -> str:
    lines = [*front_matter_lines(comparison), plain_text(comparison.redline, width=0).rstrip("\n")]
    return visible("".join(f"{line}\n" for line in lines if line))


def listed(comparison: Comparison) -> list[str]:
    return [" · ".join([ENGLISH.kinds(change), *ENGLISH.remarks(change)]) for change in comparison.redline.changes]


def parts_of_markup(case: Case) -> tuple[str, str, str]:
    old, new = (parse(split(exact(text), path="case").body) for text in (case.old, case.new))
    return markup(compare(old, new)), html.blocks(old), html.blocks(new)


# ---- the checks, by the words they are written in

Check = Callable[[Case, Comparison, re.Match[str]], bool]


def _regions(comparison: Comparison) -> int:
    return len(_REGION.findall(seen(comparison)))


def _words(comparison: Comparison) -> int:
    statistics = comparison.redline.statistics
    return statistics.words_inserted + statistics.words_deleted


CHECKS: dict[str, Check] = {
    r"shows `(.+)`": lambda _, found, match: match[1] in seen(found),
    r"never shows `(.+)`": lambda _, found, match: match[1] not in seen(found),
    r"markup holds `(.+)`": lambda case, _, match: match[1] in visible(parts_of_markup(case)[0]),
    r"nothing differs": lambda _, found, match: found.redline.identical and not _regions(found),
    r"(\d+) regions? (?:is|are) marked": lambda _, found, match: _regions(found) == int(match[1]),
    r"at most (\d+) regions? (?:is|are) marked": lambda _, found, match: _regions(found) <= int(match[1]),
    r"at most (\d+) words? (?:is|are) marked": lambda _, found, match: _words(found) <= int(match[1]),
    r"no words are marked": lambda _, found, match: _words(found) == 0,
    r"(\d+) changes? (?:is|are) listed": lambda _, found, match: len(listed(found)) == int(match[1]),
    r"listed as `(.+)`": lambda _, found, match: match[1] in listed(found),
}


def holds(case: Case, comparison: Comparison, words: str) -> bool:
    for pattern, check in CHECKS.items():
        if match := re.fullmatch(pattern, words, re.DOTALL):
            return check(case, comparison, match)
    raise AssertionError(f"no check is called {words!r}")


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_hard_cases_are_seen_as_the_golden_files_say(
    path: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The marked text is what people read: a change of the engine that alters it must be looked at."""
    found = {case.id: compared(case, tmp_path) for case in cases_of(path)}
    if request.config.getoption("--update-golden"):

        def rewritten(match: re.Match[str]) -> str:
            whole, new = match[0], found[match["id"]]
            start, end = match.start("seen") - match.start(), match.end("seen") - match.start()
            listing = (match.start("listed") - match.start(), match.end("listed") - match.start())
            lines = "".join(f"- {line}\n" for line in listed(new))
            return whole[:start] + seen(new) + whole[end : listing[0]] + lines + whole[listing[1] :]

        path.write_text(_SECTION.sub(rewritten, path.read_text("utf-8")), "utf-8")

    for case in cases_of(path):
        assert case.seen == seen(found[case.id]), case.id
        assert case.listed == "".join(f"- {line}\n" for line in listed(found[case.id])), case.id


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_each_case_meets_its_wish(case: Case, tmp_path: Path) -> None:
    """A golden file alone would only record what happens; the checks prove that it is what was wanted."""
    comparison = compared(case, tmp_path)

    assert case.checks
    for words in case.checks:
        assert holds(case, comparison, words), f"{case.id}: {words}\n{seen(comparison)}\n{listed(comparison)}"


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_each_case_can_be_undone_and_is_valid(case: Case) -> None:
    """Both texts are in the marked one, to the byte, and no mark stands where HTML has no place for it."""
    marked, old, new = parts_of_markup(case)

    assert restored(marked, "old") == canonical(old)
    assert restored(marked, "new") == canonical(new)
    assert not misplaced(marked)


@pytest.mark.parametrize("case", ALL, ids=lambda case: case.id)
def test_each_case_is_valid_on_its_page(case: Case, tmp_path: Path) -> None:
    """Strict XML would refuse an element that straddles another, or a mark in an attribute."""
    assert not misplaced(inline_html(compared(case, tmp_path).redline))


def test_no_case_is_missing() -> None:
    """A file that the glob does not find would be a test that never runs."""
    assert len({case.id for case in ALL}) == CASES


def test_what_is_not_met_is_told_to_readers() -> None:
    """At most one case in twenty, and each with its reason where people look for it."""
    unmet = [case for case in ALL if case.unmet]
    page = PAGE.read_text("utf-8").partition("## Not met")[2]

    assert len(unmet) <= MOST_UNMET
    for case in unmet:
        assert case.id in page
    assert set(re.findall(r"`([a-z]+-\d+)`", page)) == {case.id for case in unmet}


# ---- the examples of the documentation

PAGE = ROOT / "docs" / "tricky-cases.md"
_EXAMPLE = re.compile(r"```text\nbefore  (?P<old>.*?)\nafter   (?P<new>.*?)\nseen    .*?\n```\n", re.DOTALL)
_INDENT = " " * 8


def _indented(text: str) -> str:
    return re.sub(r"\n(?!\n)", f"\n{_INDENT}", text)


def _source(text: str) -> str:
    return "" if text == "(nothing)" else text.replace(f"\n{_INDENT}", "\n") + "\n"


def example(match: re.Match[str], folder: Path) -> str:
    """Return an example of the documentation as it has to read."""
    old, new = _source(match["old"]), _source(match["new"])
    case = Case(id="", wish="", old=old, new=new, seen="", listed="", checks=(), unmet="")
    found = compared(case, folder)
    changes = "; ".join(listed(found))
    lines = [
        f"before  {match['old']}",
        f"after   {match['new']}",
        f"seen    {_indented(seen(found).rstrip(chr(10)))}",
        *([f"listed  {changes}"] if changes else []),
    ]
    return "\n".join(["```text", *lines, "```", ""])


def test_the_examples_of_the_documentation_are_real(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """What is promised there is what the tool does."""
    content = PAGE.read_text("utf-8")
    rewritten = _EXAMPLE.sub(lambda match: example(match, tmp_path), content)
    if request.config.getoption("--update-golden"):
        PAGE.write_text(rewritten, "utf-8")

    assert len(_EXAMPLE.findall(content)) == content.count("```text\n") >= 20
    assert PAGE.read_text("utf-8") == rewritten


@pytest.mark.parametrize(
    "words", ["shows `[-nothing of the kind-]`", "7 regions are marked", "listed as `Nothing`", "markup holds `<b>`"]
)
def test_a_check_can_fail(words: str, tmp_path: Path) -> None:
    """Else it would prove nothing."""
    case = next(case for case in ALL if case.id == "num-1")

    assert not holds(case, compared(case, tmp_path), words)
