"""A redline as plain text."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from block_trees import pairs
from policybook.core.blocks import parse
from policybook.core.redline import ChangeKind, Redline, compare
from policybook.core.redline_text import plain_text
from policybook.core.redline_words import Words
from policybook.core.tree import Block

OLD = """# Terms

## 1. Use

You may use the shop on each day of the week, from the opening of the doors to their closing at nine.

- first rule
- second rule

## 2. Pay

Nothing changes here.

> You pay in 30 days.
"""
NEW = OLD.replace("nine", "ten").replace("second rule", "other rule").replace("30", "45")


def redline(old: str, new: str) -> Redline:
    return compare(parse(old), parse(new))


def test_a_whole_text_is_written_with_its_marks_and_wrapped() -> None:
    """A mail program breaks long lines where it likes; we break them between words."""
    assert (
        plain_text(redline(OLD, NEW))
        == """\
Terms

1. Use

You may use the shop on each day of the week, from the opening of the doors
to their closing at [-nine-]{+ten+}.

- first rule
- [-second-]{+other+} rule

2. Pay

Nothing changes here.

> You pay in [-30-]{+45+} days.
"""
    )


def test_changes_alone_stand_under_their_places() -> None:
    """A reader of a mail sees what changed, and where."""
    assert (
        plain_text(redline(OLD, NEW), only_changes=True, width=60)
        == """\
§ 1 · Amended · number or deadline changed
You may use the shop on each day of the week, from the
opening of the doors to their closing at [-nine-]{+ten+}.

§ 1 · Amended
- [-second-]{+other+} rule

§ 2 · Amended · number or deadline changed
> You pay in [-30-]{+45+} days.
"""
    )


def test_no_change_gives_no_text_of_changes() -> None:
    """A mail about nothing says nothing."""
    assert plain_text(redline(OLD, OLD), only_changes=True) == ""
    assert plain_text(redline("", "")) == ""


def test_kinds_can_be_translated() -> None:
    """The words of a mail follow its language."""
    words = Words(amended="geändert", clause="Ziffer {label}")

    assert plain_text(redline(OLD, NEW), only_changes=True, words=words).startswith("Ziffer 1 · Geändert · ")


def test_numbers_of_items_are_told() -> None:
    """A number drawn by machine gets a note, a typed letter is marked."""
    counted = redline("3. one rule\n4. two rules", "5. one rule\n6. two rules")
    typed = redline("a) one rule\n\nb) two rules", "c) one rule\n\nd) two rules")
    stopped = redline("i. one rule\n\nii. two rules", "I) one rule\n\nII) two rules")

    assert plain_text(counted) == "5. (was 3) one rule\n6. (was 4) two rules\n"
    assert plain_text(typed) == "[-a-]{+c+}) one rule\n[-b-]{+d+}) two rules\n"
    assert plain_text(stopped) == "[-i.-]{+I)+} one rule\n[-ii.-]{+II)+} two rules\n"


def test_no_line_is_longer_than_the_width() -> None:
    """A mail that is quoted must not break its lines a second time."""
    words = "every word of this item stands in a line that is short enough"
    old = "".join(f"{number}. {words} {number}\n" for number in range(8, 13))
    new = "9. new\n" + "".join(f"{number + 2}. {words} {number}\n" for number in range(8, 13))
    typed = f"(iii) {words}\n\n(iv) {words}\n\n> (xii) {words}\n"

    for text in (plain_text(redline(old, new), width=40), plain_text(redline(typed, ""), width=40)):
        assert max(map(len, text.splitlines())) <= 40
    assert "10. (was 8) every word" in plain_text(redline(old, new), width=40)


def test_deeper_lists_stand_further_in() -> None:
    """The levels of a list tell who does what."""
    text = "- one\n  - two\n\n    more\n  - three\n"

    assert plain_text(redline(text, text)) == "- one\n  - two\n    more\n  - three\n"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(pairs)
def test_any_redline_can_be_written(versions: tuple[tuple[Block, ...], tuple[Block, ...]]) -> None:
    """The text is made for every revision, so it must never fail; each change has its line."""
    found = compare(*versions)

    plain_text(found)
    changes = plain_text(found, only_changes=True, words=Words(**dict.fromkeys(ChangeKind, "k@kind")))

    assert changes.count("K@kind") == len(found.changes)
