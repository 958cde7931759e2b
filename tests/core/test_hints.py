"""What a lawyer looks at first is found, and nothing is cried out without a reason."""

from __future__ import annotations

import pytest

from policybook.core.blocks import parse
from policybook.core.redline import Hint, compare

DEFINED = "\n\nAcme (the “Service”) is run by us.\n\n“Content” means what you upload.\n\n**Fee** means a sum.\n"


def hints(old: str, new: str, rest: str = "") -> list[str]:
    """Return the hints on all changes of a comparison."""
    return [hint.value for hint in compare(parse(old + rest), parse(new + rest)).hints]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We answer in 30 days.", "We answer in 45 days.", ["number"]),
        ("We answer in 30 days.", "We answer in 30 months.", ["number"]),
        ("We answer in 30 days.", "We answer in 30 business days.", ["number"]),
        ("We answer in 30 days.", "We answer in thirty (30) days.", []),
        ("We answer in 30 days.", "We answer in thirty days.", []),
        ("We answer in twenty-one days.", "We answer in 21 days.", []),
        ("We answer in one hundred and five days.", "We answer in 105 days.", []),
        ("We answer in a week.", "We answer in one week.", []),
        ("We answer in a week.", "We answer in a month.", ["number"]),
        ("Interest is 2.5%.", "Interest is 2.5 percent.", []),
        ("Interest is 2.5%.", "Interest is 3 per cent.", ["number"]),
        ("Ends on May 4, 2024.", "Ends on May 5, 2024.", ["number"]),
        ("Ends on 1st May.", "Ends on 2nd May.", ["number"]),
        ("First 5 days, then ten days.", "First ten days, then 5 days.", []),
        ("We answer.", "We answer. You have 14 days to object.", ["number"]),
        ("See section 5.", "See section 7.", []),
        ("See [here](https://e.org/1) and https://e.org/2", "See [here](https://e.org/1) and https://e.org/3", []),
        ("Use GPT-4 or SHA-256.", "Use GPT-5 or SHA-512.", []),
        ("Our Tier 1 rules.", "Our Tier 2 rules.", []),
        ("Sit in Suite 200 now.", "Sit in Suite 300 now.", []),
        ("Nor do we allow harm.", "Nor do we allow (1) harm or (2) hate.", []),
        ("one of the users pays", "one part of the users pays", []),
        ("2.1 We answer.", "2.2 We answer.", []),
        ("1. We answer.", "3. We answer.", []),
        ("The fee is $100.", "The fee is $150.", ["money"]),
        ("The fee is 100 euros.", "The fee is 90 euros.", ["money"]),
        ("The fee is US$1,000 million.", "The fee is US$1,000 billion.", ["money"]),
        ("The fee is $5 for 3 days.", "The fee is $6 for 4 days.", ["number", "money"]),
        ("We sell data.", "We do not sell data.", ["negation"]),
        ("We don't sell data.", "We do not sell data.", []),
        ("Gifts are refundable.", "Gifts are non-refundable.", ["negation"]),
        ("Our right.", "Our non-exclusive right.", []),
        ("Ask a partner.", "Ask a partner or a 3rd party.", []),
        ("We act with notice.", "We act without notice.", ["negation"]),
        ("Rules on data.", "Rules on data, including but not limited to mail.", []),
        ("Answer in a week.", "Answer no later than in a week.", []),
        ("We sell.", "We sell. We do not buy.", []),
        ("We sell", "We sell. We do not buy", []),
        ("The sections 3 hold.", "The sections 2 do not apply. The sections 3 hold.", []),
        ("You may give notice.", "You must give notice.", ["duty"]),
        ("You shall not go.", "You may not go.", ["duty"]),
        ("We may share it.", "We share it.", ["duty"]),
        ("We pay.", "We pay. You must pay too.", []),
        ("Ends in April.", "Ends on May 4.", ["number"]),
        ("We pay. " * 3 + "You may leave.", "You may leave. " + "We pay. " * 3, []),
        ("The clause is gone.", "", []),
        ("", "You must not pay $5 in 3 days.", []),
    ],
)
def test_facts_about_the_words_are_told(old: str, new: str, expected: list[str]) -> None:
    """Whoever reads a long redline looks for these first; a false alarm teaches them not to look."""
    assert hints(old, new, "\n\nA last line stands here.\n") == expected


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("We run the Service well.", "We run the Platform well.", ["term"]),
        ("We run the service well.", "We run the Service well.", ["term"]),
        ("You own your Content.", "You own your files.", ["term"]),
        ("You pay the Fee first.", "You pay the price first.", ["term"]),
        ("We run it well.", "We run it well. The Service is ours.", []),
        ("We run the Service well.", "We run the Service badly.", []),
        ("Beta (“Old”) is here.", "Beta (“New”) is here.", ["term"]),
        ("The word is good.", "The “Word” means a thing.", ["term"]),
    ],
)
def test_a_defined_term_that_is_exchanged_is_told(old: str, new: str, expected: list[str]) -> None:
    """A definition is law for every place that uses its term."""
    assert hints(old, new, DEFINED) == expected


def test_a_name_that_another_replaces_everywhere_is_a_term() -> None:
    """Many texts define nothing and still mean the same by a name throughout."""
    old = "Ask the Owner first.\n\nThen tell the Owner more.\n"

    assert hints(old, old.replace("Owner", "Manager")) == ["term"]
    assert hints("Law of Texas.\n\nCourts of Texas.\n", "Law of Nevada.\n\nCourts of Nevada.\n") == []
    assert hints(old + "\nThe Owner pays.\n", old.replace("Owner", "Manager") + "\nThe Owner pays.\n") == []


def test_hints_stand_on_their_changes_and_are_collected() -> None:
    """A page names them at each change, a list at the revision."""
    found = compare(parse("Pay $5.\n\nSame.\n\nYou may go."), parse("Pay $6.\n\nSame.\n\nYou must go."))

    assert [change.hints for change in found.changes] == [(Hint.MONEY,), (Hint.DUTY,)]
    assert found.hints == (Hint.MONEY, Hint.DUTY)


def test_a_passage_that_was_rewritten_says_so_itself() -> None:
    """Among many new words a `not` is no more than one of them."""
    old = "Start " + "one two three four five six seven eight nine ten eleven twelve not thirteen" + " end of it all."
    new = "Start " + "a b c d e f g h i j k l m n o p q r" + " end of it all."

    assert "negation" not in hints(old, new)


def test_cells_and_lists_are_looked_at_as_one() -> None:
    """A sum in a table is a sum."""
    table = "| a | b |\n|---|---|\n| {} | **{}** |\n"

    assert hints(table.format("x", "$5"), table.format("x", "$6")) == ["money"]
    assert hints("- pay in 5 days\n  - or 6\n", "- pay in 7 days\n  - or 8\n") == ["number"]
    assert hints("> pay in 5 days\n>\n> x\n", "> pay in 5 days\n>\n> x\n>\n> - y in 3 days\n") == []
