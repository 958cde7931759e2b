"""A redline as Markdown with CriticMarkup: readable, and nothing in a text can pass for a mark."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from block_trees import pairs
from policybook.core.blocks import parse
from policybook.core.redline import compare
from policybook.core.redline_markdown import as_markdown
from policybook.core.redline_words import Words
from policybook.core.tree import Block, visible_text

_COMMENT = re.compile(r"\{>>(.*?)<<\}", re.DOTALL)
_ADDED, _GONE = re.compile(r"\{\+\+(.*?)\+\+\}", re.DOTALL), re.compile(r"\{--(.*?)--\}", re.DOTALL)
_EXCHANGED = re.compile(r"\{~~(.*?)~>(.*?)~~\}", re.DOTALL)


def accepted(text: str) -> str:
    """Return what a program for CriticMarkup makes of a text whose marks are all accepted."""
    return _ADDED.sub(r"\1", _GONE.sub("", _EXCHANGED.sub(r"\2", _COMMENT.sub("", text))))


def rejected(text: str) -> str:
    """Return what it makes of it when they are all rejected."""
    return _ADDED.sub("", _GONE.sub(r"\1", _EXCHANGED.sub(r"\1", _COMMENT.sub("", text))))


def marked(old: str, new: str) -> str:
    return as_markdown(compare(parse(old), parse(new)))


MOVED = "The carrier pays for whatever its drivers break on the way to you."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We pay in 30 days.", "We pay in 45 days.", "We pay in {~~30~>45~~} days."),
        ("We may sell.", "We may not sell.", "We may {++not ++}sell."),
        ("We do not sell.", "We sell.", "We {--do not --}sell."),
        ("a", "a\n\nAll new.", "a\n\n{++All new.++}"),
        ("# A\n\n## B", "# A", "# A\n\n## {--B--}"),
        ("#### Pay", "## Pay", "## {>>Heading level, heading, level 4 to 2<<}Pay"),
        ("- a\n- b", "- a\n- c\n- b", "- a\n- {++c++}\n- b"),
        ("(a) a b c", "(b) a b c", "{~~(a)~>(b)~~} a b c"),
        ("3. a b c", "4. a b c", "4. {>>was 3<<}a b c"),
        ("", "(a) a b c", "{++(a) a b c++}"),
        ("| a | b |\n|:-:|---|\n| c | d |", "| a | b |\n|:-:|---|\n| c | e |",
         "| a | b |\n| :-: | --- |\n| c | {~~d~>e~~} |"),
        ("> a b c", "> a b d", "> a b {~~c~>d~~}"),
        ("[a](https://e.org/{1})", "[a](https://e.org/{2})", "{>>Link changed<<}[a](<https://e.org/%7B2%7D>)"),
        ("a *b* c", "a **b** c", "{>>Formatting<<}a **b** c"),
        ("one two", "one  \ntwo", "{>>Typography<<}one\\\ntwo"),
        ("```\na\n```", "```\na\n```", "```\na\n```"),
        ("```\na b\n```", "```\na c\n```", "<pre><code>a {~~b~>c~~}\n</code></pre>"),
        ("a\n\n---\n\nb", "a\n\nb", "a\n\n{--\\* \\* \\*--}\n\nb"),
        ("a `b` c", "a `{--b--}` c", "a <code>{++&#123;--++}b{++--&#125;++}</code> c"),
        ("", "", ""),
    ],
)  # fmt: skip
def test_changes_are_marked_in_the_words_and_told_where_they_cannot_be(old: str, new: str, expected: str) -> None:
    """This is what an editor reads and accepts, mark by mark."""
    assert marked(old, new) == (f"{expected}\n" if expected else "")


def test_a_moved_text_stands_in_its_new_place_and_is_told_of_in_both() -> None:
    """CriticMarkup has no mark for it; struck and underlined it would be read as two changes."""
    text = marked(f"## 1. A\n\n{MOVED}\n\n## 2. B\n\nText.", f"## 1. A\n\n## 2. B\n\nText.\n\n{MOVED}")

    assert "{>>Moved to § 2<<}" in text
    assert f"{{>>moved here from § 1<<}}{MOVED}" in text


@pytest.mark.parametrize("text", ["{++a++}", "{--a--}", "{~~a~>b~~}", "{>>a<<}", "{==a==}", "C++} ~> {", "`{++a++}`"])
def test_no_text_can_forge_a_mark(text: str) -> None:
    """Words that look deleted to one program and not to another are a trap."""
    made = marked("one line", f"{text} one line, [l](https://e.org/{{++x++}} 'a {{++b++}}')")

    marks = re.findall(r"\{(?:\+\+|--|~~|>>|==)", made)
    assert accepted(made).count("{") == 0
    assert all(mark in ("{++", "{--", "{~~") for mark in marks)
    assert visible_text(parse(rejected(made))).strip() == "one line"


def test_the_comments_can_be_translated() -> None:
    """They are the only words that are not the text's."""
    made = as_markdown(compare(parse("# A"), parse("## A")), words=Words(heading="Ebene", shape_level="{old} zu {new}"))

    assert made == "## {>>Ebene, 1 zu 2<<}A\n"


def words(text: str) -> list[str]:
    """Return the words of a text without the numbers by which Markdown counts items."""
    return [word for word in re.findall(r"\w+", text) if not re.fullmatch(r"\d", word)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_any_redline_can_be_written_with_marks_that_are_closed(
    versions: tuple[tuple[Block, ...], tuple[Block, ...]],
) -> None:
    """A mark without its end would reach to the end of the file."""
    made = as_markdown(compare(*versions))

    assert "{" not in accepted(made).replace("{>>", "")
    assert not re.search(r"\{(?:\+\+|--|~~|>>)|(?:\+\+|--|~~|<<)\}", accepted(made))
    assert not re.search(r"\{(?:\+\+|--|~~|>>)|(?:\+\+|--|~~|<<)\}", rejected(made))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# A\n\nOne *two* three.\n\n- a\n- b\n  - c", "# B\n\nOne **two** four.\n\n- a b\n  - d\n- b"),
        ("3. a b\n\n   c d\n\n4. e", "3. a b\n\n   c f\n\n4. g\n5. e"),
        ("a + b\n\n# x #\n\n1986\\. Year", "a + c\n\n# y #\n\n1987\\. Year\n\n+ z\n\n2024\\. A year\n\n\\# no heading"),
        ("> a\n> - b", "> a\n> - c\n>\n> d"),
        ("\\* a | b ~ c ~> d <e> &amp; \\` f", "\\* a | b ~ g ~> h <i> &amp; \\` j"),
    ],
)
def test_accepted_or_rejected_it_is_one_of_the_two_texts(old: str, new: str) -> None:
    """An editor who takes all marks gets the new text, and who drops them the old one."""
    made = marked(old, new)

    assert words(visible_text(parse(accepted(made)))) == words(visible_text(parse(new)))
    assert words(visible_text(parse(rejected(made)))) == words(visible_text(parse(old)))
