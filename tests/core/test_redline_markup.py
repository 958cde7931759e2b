"""Either version can be restored from a redline, byte for byte, and no mark straddles an element."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from block_trees import pairs
from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.redline import compare
from policybook.core.redline_markup import markup
from policybook.core.tree import Block, BlockKind, Inline, InlineKind
from restored import canonical, misplaced, restored


def holds(old: tuple[Block, ...], new: tuple[Block, ...]) -> str:
    """Check both projections and the places of the marks; return the markup."""
    found = markup(compare(old, new))
    assert restored(found, "new") == canonical(html.blocks(new))
    assert restored(found, "old") == canonical(html.blocks(old))
    assert misplaced(found) == []
    return found


def paragraph(*inlines: Inline) -> Block:
    return Block(BlockKind.PARAGRAPH, inlines=inlines)


def text(words: str) -> Inline:
    return Inline(InlineKind.TEXT, words)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_both_versions_can_be_restored_from_any_redline(versions: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
    """A redline that cannot be undone could hide a change."""
    holds(*versions)


def test_the_checker_finds_a_mark_that_lost_a_word() -> None:
    """A check that cannot fail proves nothing."""
    old, new = parse("We answer within 30 days.\n"), parse("We answer within 45 days.\n")
    found = markup(compare(old, new))

    assert found == "<p>We answer within <del>30</del><ins>45</ins> days.</p>"
    assert restored(found.replace("45", "46"), "new") != canonical(html.blocks(new))
    assert restored(found.replace("30", "31"), "old") != canonical(html.blocks(old))
    assert misplaced("<ul><ins><li>a</li></ins></ul>") == ["ins in ul", "li inside ins"]


def test_a_text_compared_with_itself_is_rendered_as_it_is() -> None:
    """Readers of an unchanged text see the text and nothing else."""
    blocks = parse("# A\n\n- one\n- two\n\n| a |\n|---|\n| b |\n")

    assert markup(compare(blocks, blocks)) == html.blocks(blocks)


NAME, USE = "We keep your name and your address.", "We use them for the bill and for nothing else."
CASES = {
    "characters that show nothing make a token without a key": ("a \u200b b c\n", "a b \u200b\u200b d\n"),
    "a line break in the title of a link": ('[a](b "one\ntwo") c\n', '[a](b "one\nthree") d\n'),
    "a mark slides no farther than its run": ("a b a b a b c\n", "a b a b a b a b a b c\n"),
    "words that are new inside words that became bold": ("all taxes and fees apply\n", "**all late and new** apply\n"),
    "a link that holds a whole sentence loses its end": ("[one two. three four.](b)\n", "[one two.](b) three four.\n"),
    "a table inside an item": ("- a\n\n  | x |\n  |---|\n  | y |\n", "- a\n\n  | x |\n  |---|\n  | z |\n"),
    "an item without content": ("- \n- a\n", "- b\n- a\n"),
    "a quotation loses its only line": ("> a\n", ">\n"),
    "a tight list becomes loose": ("- one line\n- two lines\n", "- one line\n\n- two lines\n"),
    "a loose list becomes tight and changes": ("- one line\n\n- two lines\n", "- one line\n- three lines\n"),
    "a heading becomes a line of a tight list": ("## one long line here\n", "- one long line here\n"),
    "code becomes a paragraph": ("```\none long line here\n```\n", "one long line here\n"),
    "a split and a move at once": (
        f"{NAME} {USE}\n\nA long text about the weather in spring and autumn.\n",
        f"A long text about the weather in spring and autumn.\n\n{NAME}\n\n{USE}\n",
    ),
    "bold text is split with its paragraph": (
        f"**{NAME} {USE}**\n",
        f"**{NAME}**\n\n**{USE}**\n",
    ),
    "three paragraphs are joined": (
        "Parcels travel at our risk.\n\nAfter that they are all yours.\n\nThis brings some duties along.\n",
        "Parcels travel at our risk. After that they are all yours. This brings some duties along.\n",
    ),
    "an attribute with quotes and ampersands": ('[a](<http://e.org/?a&b> "x")\n', "[a](<http://e.org/?a&c> \"'y'\")\n"),
    "a numbered list changes its start and an item": ("3. Alpha rule\n4. Beta rule\n", "5. Alpha rule\n6. Beta law\n"),
    "an inner list becomes a list of its own": (
        "- outer line\n  - inner line one\n",
        "- outer line\n\npara\n\n1. inner line one\n",
    ),
    "rows and columns change together": (
        "| a | b |\n|---|---|\n| one | two |\n| three | four |\n",
        "| b | a | c |\n|:-:|---|---|\n| two | one | new |\n| five | six | seven |\n",
    ),
    "everything goes": ("# A\n\n- b\n\n> c\n", ""),
}


@pytest.mark.parametrize("name", CASES)
def test_versions_are_restored_in_cases_that_once_failed(name: str) -> None:
    """Each of these has broken a comparison of texts at some time."""
    old, new = CASES[name]

    holds(parse(old), parse(new))
    holds(parse(new), parse(old))


def test_an_element_without_content_is_not_lost() -> None:
    """An empty link or quotation shows nothing, and is still part of the text."""
    link = Inline(InlineKind.LINK, target="https://e.org")
    empty_text = Inline(InlineKind.STRONG, children=(text(""),))
    nested = Block(BlockKind.QUOTE, (Block(BlockKind.QUOTE),))

    holds((paragraph(text("a "), link), Block(BlockKind.QUOTE)), (paragraph(text("b "), empty_text), nested))


def test_adjacent_texts_are_compared_as_one() -> None:
    """An entity in the source parts a text in two pieces; a reader sees one word."""
    found = holds((paragraph(text("re"), text("fund a")),), (paragraph(text("refund"), text(" b")),))

    assert found == "<p>refund <del>a</del><ins>b</ins></p>"


def rewritten(words: int, *, share: float, seed: int) -> tuple[str, str]:
    """Return a paragraph and another version of it in which a share of the words is new."""
    choice = random.Random(seed)
    vocabulary = [f"word{number}" for number in range(3000)]
    old = [choice.choice(vocabulary) for _ in range(words)]
    new = [choice.choice(vocabulary) if choice.random() < share else word for word in old]
    return " ".join(old), " ".join(new)


@pytest.mark.parametrize("share", [0.05, 1.0])
def test_a_huge_paragraph_is_compared_in_bounded_steps(share: float) -> None:
    """A comparison that grows with the square of the length would stop the build for hours."""
    old, new = rewritten(20_000, share=share, seed=1)

    holds((paragraph(text(old)),), (paragraph(text(new)),))


def test_thousands_of_equal_lines_are_compared_in_bounded_steps() -> None:
    """Lists of names and countries repeat one line; every line is like every other."""
    line = paragraph(text("The same line stands here."))

    found = holds((line,) * 5000, (line,) * 4990)

    assert found.count("data-diff") == 10


def test_thousands_of_shuffled_items_are_compared_in_bounded_steps() -> None:
    """A list that is sorted anew makes every item a candidate for every other."""
    items = [
        Block(BlockKind.ITEM, (Block(BlockKind.PARAGRAPH, inlines=(text(f"Item {n} of {n % 7} kinds"),), tight=True),))
        for n in range(5000)
    ]
    shuffled = items.copy()
    random.Random(2).shuffle(shuffled)

    holds(
        (Block(BlockKind.LIST, tuple(items), marker="bullet"),),
        (Block(BlockKind.LIST, tuple(shuffled), marker="bullet"),),
    )


def test_a_redline_does_not_depend_on_the_order_of_hashes() -> None:
    """Two builds of one text must be equal on any machine."""
    found = {_hash_under(seed) for seed in ("0", "1", "2")}

    assert len(found) == 1


def _hash_under(seed: str) -> str:
    environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path), "PATH": os.environ.get("PATH", "")}
    return subprocess.run(
        [sys.executable, str(Path(__file__).resolve())], env=environment, check=True, capture_output=True, text=True
    ).stdout


def _hash_of_redlines() -> str:
    """Return one hash over many redlines."""
    choice = random.Random(5)
    found = hashlib.sha256()
    for seed in range(12):
        old, new = rewritten(120, share=0.4, seed=seed)
        olds, news = [part.split() for part in (old, new)]
        blocks = [paragraph(text(" ".join(olds[start : start + 12]))) for start in range(0, 120, 12)]
        others = [paragraph(text(" ".join(news[start : start + 12]))) for start in range(0, 120, 12)]
        choice.shuffle(others)
        found.update(markup(compare(tuple(blocks), tuple(others))).encode())
    return found.hexdigest()


if __name__ == "__main__":
    sys.stdout.write(_hash_of_redlines())
