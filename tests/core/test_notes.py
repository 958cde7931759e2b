"""Revision notes: what editors may write, and what they are told when it is wrong."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.errors import ContentError, LimitError
from policybook.core.model import Kind, Note
from policybook.core.notes import RESERVED_IDS, as_paragraph, parse_note

PATH = "content/terms/revisions/2020-12-18.md"


def note(front: str, body: str = "Fees rose.\n", path: str = PATH) -> Note:
    return parse_note(f"---\n{front}\n---\n{body}", path=path)


def test_note_with_everything_a_change_may_have() -> None:
    """The example of the documentation."""
    parsed = note(
        "effective: 2021-01-01\nposted: 2020-12-18\nmaterial: true\nkind: change\ndocuments: [refund]\nsha256: "
        + "AB" * 32,
        "Updated *arbitration* language\nand increased clarity.\n\nThe longer explanation.\n\n- with a list\n",
    )

    assert parsed == Note(
        id="2020-12-18",
        path=PATH,
        summary="Updated *arbitration* language and increased clarity.",
        explanation="The longer explanation.\n\n- with a list",
        posted=date(2020, 12, 18),
        effective=date(2021, 1, 1),
        material=True,
        kind=Kind.CHANGE,
        documents=("refund",),
        sha256="ab" * 32,
        lines=(("effective", 2), ("posted", 3), ("material", 4), ("kind", 5), ("documents", 6), ("sha256", 7)),
    )
    assert parsed.line_of("material") == 4


def test_note_of_one_sentence_is_enough() -> None:
    """Everything else has a default."""
    parsed = parse_note("Fees rose.", path=PATH)

    assert (parsed.summary, parsed.kind, parsed.material, parsed.explanation) == ("Fees rose.", Kind.CHANGE, False, "")
    assert (parsed.posted, parsed.effective, parsed.documents, parsed.lines) == (None, None, (), ())


@pytest.mark.parametrize(
    ("front", "field", "value"),
    [
        ("kind: imported\nlink: https://example.com/diff", "link", "https://example.com/diff"),
        ("kind: moved\nto: privacy", "moved_to", "privacy"),
        ("kind: moved\nfrom: privacy", "moved_from", "privacy"),
        ("kind: postponed\npostpones: 2020-12-18\neffective: 2021-03-01", "postpones", "2020-12-18"),
        ("kind: advanced\nadvances: 2020-12-18\neffective: 2021-03-01", "advances", "2020-12-18"),
        ("kind: withdrawn\nwithdraws: 2020-12-18", "withdraws", "2020-12-18"),
        ("kind: Withdrawn", "kind", Kind.WITHDRAWN),
        ("kind: imported\nposted: 2020-02-01\neffective: 2020-01-01", "effective", date(2020, 1, 1)),
        ("posted: 2020-02-01\neffective: 2020-02-01", "posted", date(2020, 2, 1)),
    ],
)
def test_kinds_bring_their_own_keys(front: str, field: str, value: object) -> None:
    """An imported year has a link, a move two ends, a postponement the revision it postpones."""
    assert getattr(note(front), field) == value


def test_imported_note_needs_no_words() -> None:
    """Of the years before git, often only the date is known."""
    assert note("kind: imported\nposted: 2012-01-01", "").summary == ""


@pytest.mark.parametrize(
    ("front", "line", "message"),
    [
        ("efective: 2021-01-01", 2, "unknown key `efective`"),
        ("title: x", 2, "unknown key `title`"),
        ("posted: 2021-02-30", 2, "`posted` is 2021-02-30, which is not a day of the calendar"),
        ("posted: soon", 2, "`posted` is soon, which is not a day"),
        ("material: perhaps", 2, "`material` is perhaps, which is neither yes nor no"),
        ("kind: chnge", 2, "`kind` is chnge, which is no known word"),
        ("kind: change\ndocuments: [a/b]", 3, "`documents` is [a/b], which is not a list of ids"),
        ("sha256: 12", 2, "`sha256` is 12, which is not 64 hexadecimal digits"),
        ("kind: change\nlink: https://a.b", 3, "`link` is https://a.b, but the note is of kind `change`"),
        ("kind: imported\nlink: javascript:x", 3, "`link` is javascript:x, which is no web address"),
        ("kind: imported\nlink: /diff", 3, "`link` is /diff, which is no web address"),
        ("to: privacy", 2, "`to` is privacy, but the note is of kind `change`"),
        ("from: privacy", 2, "`from` is privacy, but the note is of kind `change`"),
        (
            "postpones: 2020-12-18\neffective: 2021-03-01",
            2,
            "`postpones` is 2020-12-18, but the note is of kind `change`",
        ),
        ("kind: postponed\neffective: 2021-03-01", 2, "`postpones` is missing from a note of kind `postponed`"),
        ("kind: postponed\npostpones: 2020-12-18", 2, "`effective` is missing from a note of kind `postponed`"),
        ("kind: advanced\neffective: 2021-03-01", 2, "`advances` is missing from a note of kind `advanced`"),
        ("withdraws: 2020-12-18", 2, "`withdraws` is 2020-12-18, but the note is of kind `change`"),
        ("notice_days: soon", 2, "`notice_days` is soon, which is not a number of days"),
        (
            "kind: postponed\npostpones: a/b\neffective: 2021-03-01",
            3,
            "`postpones` is a/b, which is not the id of a revision note: its file name without .md",
        ),
        (
            "posted: 2021-01-02\neffective: 2021-01-01",
            3,
            "`effective` is 2021-01-01, before `posted`, which is 2021-01-02",
        ),
    ],
)
def test_wrong_note_names_line_value_and_way_out(front: str, line: int, message: str) -> None:
    """The words that the public reads are reviewed; the machine checks the rest."""
    with pytest.raises(ContentError) as caught:
        note(front)

    assert (caught.value.path, caught.value.line, caught.value.message) == (PATH, line, message)
    assert caught.value.hint


@pytest.mark.parametrize("body", ["", "\n\n", "<!-- what changed? -->\n"])
def test_note_without_a_summary_is_refused(body: str) -> None:
    """It is the one line of the history page."""
    with pytest.raises(ContentError) as caught:
        note("material: true", body)

    assert (caught.value.line, caught.value.message) == (4, "the note has no summary")


@pytest.mark.parametrize("body", ["- fees rose", "# Fees", "1. fees", "> fees", "| a |\n|---|", "```\nx\n```"])
def test_summary_is_a_sentence(body: str) -> None:
    """A list or heading cannot be shown on one line."""
    with pytest.raises(ContentError, match="which is not a sentence"):
        note("material: true", body)


@pytest.mark.parametrize(
    ("body", "summary", "explanation"),
    [
        ("a\nb\n\nc", "a b", "c"),
        ("\n\n  a  b \n \n\nc\n\nd\n\n", "a b", "c\n\nd"),
        ("<!-- x -->\na", "a", ""),
        ("<!-- x\n\ny -->\n\n<!-- z -->\n\na\n\n<!-- b -->", "a", "<!-- b -->"),
        ("2021 brings new fees", "2021 brings new fees", ""),
        ("*Fees* rose", "*Fees* rose", ""),
    ],
)
def test_first_paragraph_is_the_summary(body: str, summary: str, explanation: str) -> None:
    """On one line, whatever way it was wrapped; comments are for editors."""
    parsed = parse_note(body, path=PATH)

    assert (parsed.summary, parsed.explanation) == (summary, explanation)


@pytest.mark.parametrize("name", ["2020-12-18", "2020-12-18-2", "2021-q1", "Launch_1.0"])
def test_file_name_is_the_id(name: str) -> None:
    """By convention the day; it is part of an address for good."""
    assert parse_note("x", path=f"a/revisions/{name}.md").id == name


@pytest.mark.parametrize(
    "name", ["", "-a", "a b", "ä", ".hidden", "a.", "a%2e", "a" * 101, *sorted(RESERVED_IDS), "History"]
)
def test_file_name_that_cannot_be_an_address_is_refused(name: str) -> None:
    """`history` would replace the page of that name."""
    with pytest.raises(ContentError, match="the file name"):
        parse_note("x", path=f"a/revisions/{name}.md")


def test_very_large_note_is_refused() -> None:
    """By the same limits as a document."""
    with pytest.raises(LimitError):
        parse_note("x" * 100_000, path=PATH)


@given(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(["kind: moved", "to: x", "posted: 2020-01-01", "link: x", "material: no", "x"]), max_size=4
    ),
)
def test_any_note_is_read_or_refused_by_name(body: str, front: list[str]) -> None:
    """Never a traceback."""
    try:
        parsed = note("\n".join(front), body)
    except ContentError as error:
        assert error.path == PATH  # noqa: PT017 - either outcome is right
    else:
        assert "\n" not in parsed.summary


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("Longer  refunds.\n", "Longer refunds."),
        ("- a dash", "a dash"),
        ("1. a number", "a number"),
        ("> # a quoted heading", "a quoted heading"),
        ("<!-- a comment --> # and words", "and words"),
        ("| a table", "\\| a table"),
        ("--- a rule", "\\--- a rule"),
        ("#5 was wrong, 2020 too", "#5 was wrong, 2020 too"),
    ],
)
def test_any_words_can_be_the_first_paragraph_of_a_note(words: str, written: str) -> None:
    """Commit messages begin with anything, and become notes."""
    note = parse_note(f"{as_paragraph(words)}\n", path="terms/revisions/1.md")

    assert note.summary == as_paragraph(words) == written
