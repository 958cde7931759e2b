"""What a number of changes did, in a few words."""

from __future__ import annotations

import pytest

from policybook.core.blocks import parse
from policybook.core.change_phrases import phrases, sentence
from policybook.core.redline import compare

TEXT = """# Terms

## 1. Use

1.1 You may use the shop.

1.2 You may leave the shop.

1.3 You may look at the shop.

## 2. Pay

You pay for the goods.

## 3. Law

The law of the land holds here.
"""
SECTION = "## 2. Live classes\n\nClasses are held each day.\n\n"


def said(new: str, old: str = TEXT, where: str = "") -> str:
    return sentence(phrases(compare(parse(old), parse(new)).changes), where=where)


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (TEXT.replace("use", "visit"), "Changes § 1.1."),
        (TEXT.replace("use", "visit").replace("pay for", "buy"), "Changes § 1.1 and § 2."),
        (TEXT.replace("may", "can"), "Changes 3 clauses."),
        (TEXT + SECTION.replace("2.", "4."), "Adds the section “Live classes”."),
        (TEXT[: TEXT.index("## 2.")], "Removes the sections “Pay” and “Law”."),
        (TEXT[: TEXT.index("## 1.")], "Removes 3 sections."),
        (TEXT.replace("1.2 You may leave the shop.\n\n", ""), "Removes a clause; renumbers § 1.3."),
        (
            TEXT.replace("## 3.", "## 4.").replace("## 2.", "## 3.").replace("## 3. Pay", f"{SECTION}## 3. Pay"),
            "Adds the section “Live classes”; renumbers sections 3 to 4.",
        ),
        (TEXT.replace("goods.", "goods!"), "Corrects punctuation in § 2."),
        (TEXT.replace("You may", "you may"), "Changes capital letters in 3 clauses."),
        (TEXT.replace("the land", "[the land](https://e.org)"), "Changes a link."),
        (TEXT.replace("## 3.", "#### 3."), "Changes heading levels in § 3."),
        (TEXT.replace("goods", "*goods*"), "Changes the formatting of § 2."),
    ],
)
def test_the_weightiest_is_said_first(new: str, expected: str) -> None:
    """One line stands in the history where nobody wrote one."""
    if "Removes a clause" in expected:
        new = new.replace("1.3", "1.2")
        expected = expected.replace("1.3", "1.2")

    assert said(new) == expected


def test_documents_are_named() -> None:
    """A policy may have several."""
    assert said(TEXT.replace("may", "can"), where="Refund Policy") == "Changes 3 clauses in Refund Policy."


def test_at_most_three_things_are_said() -> None:
    """A line that runs over is not read."""
    new = TEXT.replace("use", "visit").replace("goods.", "goods!").replace("the land", "[the land](https://e.org)")
    new = new.replace("## 3.", "#### 3.") + "\n## 4. End\n"

    assert said(new) == "Changes § 1.1; adds the section “End”; corrects punctuation in § 2; makes smaller changes."


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("One line here.", "One line there.", "Changes a passage."),
        ("One line.", "One line.\n\nTwo words.", "Adds a passage."),
        ("A b.\n\nSame.\n\nC d.", "A b.\n\nx\n\nSame.\n\ny\n\nC d.", "Adds 2 passages."),
        ("1. a b c\n2. d e f", "3. a b c\n4. d e f", "Renumbers § 3."),
        ("a ![x](a.png)", "a ![x](b.png)", "Changes an image."),
        ("- a b c\n- d e f", "1. a b c\n2. d e f", "Rearranges lists in § 1."),
        ("It is \"so\" now.", "It is “so” now.", "Changes quotes and dashes in a passage."),
        ("[a](https://e.org/1)\n\nx\n\n[a](https://e.org/1)", "[a](https://e.org/2)\n\nx\n\n[a](https://e.org/2)",
         "Changes links in 2 places."),
        ("![a](1.png)\n\nx\n\n![b](1.png)", "![a](2.png)\n\nx\n\n![b](2.png)", "Changes 2 images."),
        ("| a | b |\n|---|---|\n| c | d |", "| a | b |\n|---|---|\n| c | d |\n| e | f |", "Changes a passage."),
        ("A long line of text here.", "> A long line of text here.", "Rearranges a passage."),
    ],
)  # fmt: skip
def test_texts_without_numbers_have_passages(old: str, new: str, expected: str) -> None:
    """Where an author numbered nothing there is no clause to name."""
    assert said(new, old) == expected
