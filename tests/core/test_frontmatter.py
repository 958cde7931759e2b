"""Front matter: every odd or broken one gives a value, or one error that names its line."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.errors import ContentError, LimitError
from policybook.core.frontmatter import document_metadata, first_heading, split

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("front_matter_cases.yml").read_text(encoding="utf-8"),
)


def case(name: str) -> Any:
    return pytest.param(next(each for each in CASES if each["name"] == name), id=name)


def found(text: str, keys: dict[str, Any], *, strict: bool) -> dict[str, Any]:
    """Return what reading a text finds, in the words of the table of cases."""
    values = asdict(document_metadata(text, path="terms.md", strict=strict))
    return {key: _plain(values[key]) for key in keys}


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("each", [pytest.param(each, id=each["name"]) for each in CASES if "values" in each])
def test_front_matter_is_read_as_text(each: dict[str, Any]) -> None:
    """Nothing is guessed: `no` is a word, a date is what its key says."""
    assert found(each["text"], each["values"], strict=True) == each["values"]


@pytest.mark.parametrize("each", [pytest.param(each, id=each["name"]) for each in CASES if "error" in each])
def test_broken_front_matter_is_one_error_that_names_its_line(each: dict[str, Any]) -> None:
    """The editor sees file, line, value and the way out."""
    with pytest.raises(ContentError) as caught:
        document_metadata(each["text"], path="terms.md", strict=True)

    assert (caught.value.path, caught.value.line, caught.value.message) == ("terms.md", each["line"], each["error"])
    assert caught.value.hint == each.get("hint", caught.value.hint) != ""


@pytest.mark.parametrize("each", [pytest.param(each, id=each["name"]) for each in CASES])
def test_texts_of_the_past_are_always_read(each: dict[str, Any]) -> None:
    """What was published cannot be put right any more; a broken block is cut off, words between rules stay."""
    expected = each.get("lenient", each.get("values", {}))

    assert found(each["text"], expected, strict=False) == expected


def test_there_are_enough_cases_with_names_of_their_own() -> None:
    """The table must not shrink by accident."""
    names = [each["name"] for each in CASES]

    assert len(set(names)) == len(names) >= 40
    assert all(("values" in each) != ("error" in each) for each in CASES)


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ("title: " + "x" * 17_000, "the front matter has 17,008 bytes, the limit is 16,384"),
        ("title: [[[[[[[[[[", "the front matter has 5 levels, the limit is 4"),
        ("title: " + "{a: " * 3000, "the front matter has 5 levels, the limit is 4"),
    ],
    ids=["size", "lists", "mappings"],
)
def test_front_matter_beyond_its_limits_is_refused(block: str, message: str) -> None:
    """A few bytes of YAML can cost minutes; strict reading stops at the first level that is wrong."""
    with pytest.raises(ContentError) as caught:
        split(f"---\n{block}\n---\n", path="terms.md")

    assert caught.value.message == message or "holds" in caught.value.message
    assert split(f"---\n{block}\n---\nwords", path="terms.md", strict=False).body == "words"


def test_front_matter_that_is_too_large_names_the_limit() -> None:
    """The error is the one for sizes."""
    with pytest.raises(LimitError, match="the front matter has 17,008 bytes"):
        split("---\ntitle: " + "x" * 17_000 + "\n---\n", path="terms.md")


@pytest.mark.parametrize(
    "bomb",
    ["a: &a [x]\nb: [*a, *a]", "a: &a {b: 1}\n<<: [*a, *a]", "[" * 5_000, "{" * 5_000, "- " * 5_000, "? " * 5_000],
)
def test_bombs_are_refused_early(bomb: str) -> None:
    """References are not followed at all, and depth is counted while reading."""
    with pytest.raises(ContentError):
        document_metadata(f"---\n{bomb}\n---\n", path="terms.md", strict=True)


@given(st.text(alphabet=st.sampled_from("ab:-#[]{}&*!|>'\"%@`,? \n\t\x1b\u2028é~<"), max_size=60), st.booleans())
def test_any_front_matter_is_read_or_refused_by_name(block: str, strict: bool) -> None:
    """YAML has many corners; none may end in a traceback."""
    text = f"---\n{block}\n---\nwords"
    try:
        metadata = document_metadata(text, path="terms.md", strict=strict)
    except ContentError as error:
        assert strict
        assert error.path == "terms.md"  # noqa: PT017
        assert 1 <= error.line <= text.count("\n") + 1  # noqa: PT017
    else:
        assert metadata.body.endswith("words")


@given(st.text(max_size=40), st.sampled_from(["", "---\ntitle: x\n---\n", "---\nx\n"]))
def test_body_line_points_at_the_body(body: str, front: str) -> None:
    """Messages about the text name lines of the file."""
    text = front + body
    found = split(text.removeprefix("\ufeff"), path="terms.md", strict=False)

    assert text.removeprefix("\ufeff").endswith(found.body)
    assert found.body_line == text.removeprefix("\ufeff").removesuffix(found.body).count("\n") + 1


def test_costly_heading_is_no_title() -> None:
    """Looking for a title never fails; the limit speaks when the text is parsed."""
    assert first_heading("# " + "[" * 3_000) == ""
