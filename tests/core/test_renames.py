"""Which added file is which deleted one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.errors import ContentError
from policybook.core.renames import Side, likeness, matches, words


def same(blob: str) -> str:
    return blob


def pairs(gone: dict[str, str], fresh: dict[str, str]) -> dict[str, str]:
    """The renames found between texts by path, new path to old path."""
    found = matches([Side(*item) for item in gone.items()], [Side(*item) for item in fresh.items()], same)
    return {match.new.path: match.old.path for match in found}


def prose(seed: str, count: int = 200) -> str:
    return " ".join(f"{seed}{number}" for number in range(count))


LONG_LINE = prose("word", 400)


def test_a_file_with_equal_content_was_renamed() -> None:
    assert pairs({"a.md": "x", "b.md": "y"}, {"c.md": "y", "d.md": "x"}) == {"c.md": "b.md", "d.md": "a.md"}


def test_equal_content_needs_no_text() -> None:
    """Most renames are plain moves; reading every text would cost more than all the rest."""

    def never(blob: str) -> str:
        raise AssertionError(blob)

    assert len(matches([Side("a.md", "x")], [Side("b.md", "x")], never)) == 1
    assert matches([Side("a.md", "x")], [], never) == []


def test_an_edited_paragraph_is_still_the_same_text() -> None:
    """To git a policy of one long line shares nothing with its edited self."""
    edited = LONG_LINE.replace("word7 ", "WORD ").replace("word200 ", "")

    assert pairs({"cancellation.md": LONG_LINE}, {"stopping.md": edited}) == {"stopping.md": "cancellation.md"}


def test_half_of_the_words_is_enough_and_less_is_not() -> None:
    gone = {"a.md": prose("same", 100) + prose(" old", 100)}

    assert pairs(gone, {"b.md": prose("same", 100) + prose(" new", 98)}) == {"b.md": "a.md"}
    assert pairs(gone, {"b.md": prose("same", 98) + prose(" new", 100)}) == {}


def test_short_texts_must_be_more_alike() -> None:
    """Two revision notes share their front matter, which is half of their words."""
    old = "--- effective: 2021-01-01 material: true kind: change --- Fewer processors work for us"
    new = "--- effective: 2022-01-01 material: true kind: change --- Refunds take ten days now"

    assert pairs({"2020-12-18.md": old}, {"2021-12-18.md": new}) == {}
    assert pairs({"2020-12-18.md": old}, {"2020-12-19.md": old + " again"}) == {"2020-12-19.md": "2020-12-18.md"}
    assert pairs({"a/2020-12-18.md": old}, {"b/2020-12-18.md": new}) == {"b/2020-12-18.md": "a/2020-12-18.md"}


@pytest.mark.parametrize("edit", [" edited", ""])
def test_near_identical_documents_keep_their_names(edit: str) -> None:
    """Translations of a form differ in a few words; moved together, each must go on as itself."""
    gone = {f"{language}.md": LONG_LINE + f" {language}" for language in ("de", "es", "fr")}
    fresh = {f"{language}/index.md": LONG_LINE + f" {language}{edit}" for language in ("de", "es", "fr")}

    assert pairs(gone, fresh) == {f"{language}/index.md": f"{language}.md" for language in ("de", "es", "fr")}


def test_identical_documents_keep_their_names_or_else_their_folders() -> None:
    gone = {"a/terms.md": "", "a/privacy.md": "", "b/terms.md": ""}
    fresh = {"new/b/terms.md": "", "new/a/privacy.md": "", "new/a/terms.md": ""}

    assert pairs(gone, fresh) == {new: new.removeprefix("new/") for new in fresh}


def test_a_better_match_of_texts_wins_over_a_name() -> None:
    gone = {"a.md": prose("x"), "b.md": prose("y")}
    fresh = {"new/a.md": prose("y", 190) + prose(" x", 180), "new/b.md": prose("x", 195)}

    assert pairs(gone, fresh) == {"new/b.md": "a.md", "new/a.md": "b.md"}


def test_the_order_of_the_files_does_not_matter() -> None:
    gone = [Side("a.md", prose("x")), Side("b.md", prose("x", 199)), Side("c.md", "z")]
    fresh = [Side("d.md", prose("x", 198)), Side("e.md", "z"), Side("f.md", prose("x", 197))]

    assert matches(gone, fresh, same) == matches(gone[::-1], fresh[::-1], same)


def test_text_without_blanks_is_compared_by_characters() -> None:
    old = "退款政策规定了我们如何以及何时退还款项给您并说明所有例外情况以及联系我们的方式" * 3
    new = old.replace("例外", "特殊") + "自即日起生效"
    other = "隐私声明解释我们收集哪些数据出于何种目的保存多久与谁共享以及您拥有哪些权利如何行使" * 3

    assert pairs({"a.md": old}, {"b.md": new, "c.md": other}) == {"b.md": "a.md"}
    assert likeness(words(old), words(other)) < 0.1


def test_a_text_that_cannot_be_read_is_like_no_other() -> None:
    """An old image under a Markdown name must not stop the history."""

    def unreadable(blob: str) -> str:
        raise ContentError("holds a NUL byte")

    assert matches([Side("a.md", "x")], [Side("b.md", "y")], unreadable) == []


@pytest.mark.parametrize("renamed", ["new/{}.md", "{}/index.md", "other-{}.md"])
def test_a_thousand_renamed_and_edited_files_are_all_found(renamed: str) -> None:
    """Git stops looking above a limit; comparing every pair of them would take minutes."""
    common = prose("common", 40)
    gone = {f"{number}.md": f"{common} {prose(f'own{number}x', 50)}" for number in range(1100)}
    fresh = {renamed.format(number): gone[f"{number}.md"] + " edited" for number in range(1100)}

    assert pairs(gone, fresh) == {renamed.format(number): f"{number}.md" for number in range(1100)}


def test_of_very_many_texts_only_a_few_are_compared() -> None:
    asked: list[str] = []

    def text(blob: str) -> str:
        asked.append(blob)
        return blob

    gone = [Side(f"{number}.md", prose(f"own{number}x", 60)) for number in range(300)]
    fresh = [Side(f"new{number}.md", prose(f"own{number}x", 59)) for number in range(300)]

    assert len(matches(gone, fresh, text)) == 300
    assert len(asked) < 3000


@given(st.text(alphabet="ab ", max_size=30), st.text(alphabet="ab ", max_size=30))
def test_likeness_is_a_share(one: str, other: str) -> None:
    share = likeness(words(one), words(other))

    assert 0 <= share <= 1
    assert share == likeness(words(other), words(one))
    assert likeness(words(one), words(one)) == (1 if words(one) else 0)
