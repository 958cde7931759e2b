"""What the public reads of commit messages, and what it is spared."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.messages import SUMMARY_LIMIT, Trailers, printable, summary, trailers
from policybook.core.model import Kind

# -- summary ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "message",
    [
        "Clarify how refunds are paid",
        "Add Walnut.io",
        "Update Procedures.md for the new address",
        "Revert the link to the processing agreement",
        "Fix typo",
        "Rename HEY for Work -> HEY for Domains",
        "New subprocessor: Cloudflare",
        "Sync the privacy policy with billing",
        "退款政策更新",
        "Bump the date\n\nLonger words.",
    ],
)
def test_a_subject_that_says_something_is_the_summary(message: str) -> None:
    assert summary(message) == message.split("\n")[0]


@pytest.mark.parametrize(
    "message",
    [
        "",
        "\n\n  \n",
        "Update index.md",
        "Create terms-of-use.md",
        "Update docs/pypi.org/Terms-of-Use.md (#12)",
        "Rename terms.md to terms/index.md",
        "Delete index.md",
        "Add files via upload",
        "Update `terms.md`",
        "index.md edited online with Bitbucket",
        "Merge pull request #146 from basecamp/no-longer",
        "Merge branch 'main' of github.com:x/y",
        "Merge branch 'fix' into 'main'\n\nSee merge request group/project!12",
        "Merge 1234567890abcdef into fedcba0987654321",
        "Merge remote-tracking branch 'origin/main'",
        "Merged in draft (pull request #4)",
        "Apply suggestions from code review\n\nCo-authored-by: D W <d@example.org>",
        'Revert "Update terms"\n\nThis reverts commit 90902e1f862e6385476c29fffffb5af9a88adc25.',
        "repo sync\n\nAutomatic synchronisation of everything",
        "Sync changes from GitHub Docs\n\nA body written by a machine",
        "Record new changes of Twitch Privacy Policy\n\nThis version was recorded after extracting",
        "wip",
        "fixes",
        "Minor updates.",
        "Initial commit",
        "fixup! Clarify refunds",
        "#12",
        "Closes #12, fixes #13",
        "update\n\n- [ ] I have read the guide\n- [x] Tests pass",
        "update\n\n* wip\n* fix\n\n* Update terms.md",
        "update\n\n<!-- Describe your change here -->",
        "update\n\n---\nCo-authored-by: A <a@x>\n\nWords after the tail",
        "Material: yes\nEffective: 2021-01-01",
    ],
)
def test_words_that_nobody_chose_are_no_summary(message: str) -> None:
    """Hosts, bots and web editors write them; 200 of 279 commits of one real repository say only `Update X.md`."""
    assert summary(message) == ""


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        (
            "Merge pull request #145 from x/y\n\nUpdate the Use Restrictions policy",
            "Update the Use Restrictions policy",
        ),
        ("Merge pull request #59 from x/y\n\nFix: remove broken links", "Remove broken links"),
        ("Update index.md\r\n\r\nUpdates to the cookies\r\nsection", "Updates to the cookies section"),
        ("Update index.md\n\nMaterial: no\n\nSay who pays postage", "Say who pays postage"),
        (
            "Update index.md\n\n- Link to new DPA\n- wip\n- Clarifications of\n  existing provisions.",
            "Link to new DPA; Clarifications of existing provisions",
        ),
        (
            "Merge branch 'ap/summer'\n\n* ap/summer:\n  Link notice and correct date\n  Update index.md",
            "Link notice and correct date",
        ),
        ('Revert "Update terms"\n\nThis reverts commit 9090.\n\nThe board said no.', "The board said no."),
        ("Say who pays postage (#12)", "Say who pays postage"),
        ("Say who pays postage [skip ci]", "Say who pays postage"),
        (":fire: :memo: Say who pays postage", "Say who pays postage"),
        ("docs(pypi)!: disallow obfuscation", "Disallow obfuscation"),
        (
            "Update the terms so that they say who …\n\n…pays postage\n\nMore",
            "Update the terms so that they say who pays postage",
        ),
        ("update\n\n## What\n\nSay who pays postage", "Say who pays postage"),
        ("update\n\n## What\nSay who pays postage\nSummary: not this one", "Say who pays postage"),
        ("* Say who pays postage\n* wip", "Say who pays postage"),
        ("Update terms.md\nSay who pays postage", "Say who pays postage"),
        ("<!-- template -->Say who pays postage", "Say who pays postage"),
        ("Squashed commit of the following:\n\n* Summary: x\n* Say who pays postage", "Say who pays postage"),
    ],
)
def test_the_first_words_that_say_something_are_the_summary(message: str, expected: str) -> None:
    assert summary(message) == expected


def test_a_long_summary_is_cut_at_a_word() -> None:
    said = summary("Clarify " + "the many terms " * 40)

    assert len(said) <= SUMMARY_LIMIT
    assert said.endswith((" many…", " the…", " terms…"))


@given(st.text(max_size=300))
def test_any_message_has_a_summary_of_one_line(message: str) -> None:
    said = summary(message)

    assert len(said.splitlines()) <= 1
    assert len(said) <= SUMMARY_LIMIT
    assert printable(said) == said


# -- printable ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("one\r\ntwo\tthree  four ", "one two three four"),
        ("\x1b[31mred\x1b[0m and \x1b]0;title\x07bell\x07", "red and bell"),
        ("safe\N{RIGHT-TO-LEFT OVERRIDE}txt.exe\N{POP DIRECTIONAL ISOLATE}", "safetxt.exe"),
        ("pay\N{ZERO WIDTH SPACE}pal\N{SOFT HYPHEN}\ufeff", "paypal"),
        ("a\x00b\x9bc\x85d", "abc d"),
        ("Subject\r\nBcc: v@example.org", "Subject Bcc: v@example.org"),
        ("cafe\N{COMBINING ACUTE ACCENT}", "café"),
        ("می\N{ZERO WIDTH NON-JOINER}خواهم", "می\N{ZERO WIDTH NON-JOINER}خواهم"),
        ("bad\udce9byte", "bad\N{REPLACEMENT CHARACTER}byte"),
        ("\U000e0041hidden\U000e007f", "hidden"),
        ("\x1b", ""),
    ],
)
def test_what_is_shown_is_what_is_there(text: str, expected: str) -> None:
    """Control characters and marks of direction make a line look like another (CVE-2021-42574)."""
    assert printable(text) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("one two three", 13, "one two three"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two, three", 9, "one two…"),
        ("条款条款条款条款", 5, "条款条款…"),
        ("a bcdefghijklmnop", 10, "a bcdefgh…"),
    ],
)
def test_long_text_is_cut_at_a_word(text: str, limit: int, expected: str) -> None:
    assert printable(text, limit) == expected


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=200), st.integers(2, 60))
def test_printable_text_is_one_short_line_that_can_be_written(text: str, limit: int) -> None:
    shown = printable(text, limit)

    assert len(shown) <= limit
    assert shown.encode().decode() == shown
    assert printable(shown, limit) == shown


# -- trailers -----------------------------------------------------------------------------------------------------


def test_every_field_is_read() -> None:
    message = "Clarify refunds\n\nSummary: We say who pays.\nEffective: 2021-01-31\nMaterial: yes\nKind: change\n"

    assert trailers(message) == Trailers(
        summary="We say who pays.", effective=date(2021, 1, 31), material=True, kind=Kind.CHANGE
    )


def test_nothing_declared_is_nothing_known() -> None:
    """Absent is not no: material is never guessed."""
    assert trailers("Clarify refunds\n\nIt was material: everybody noticed.") == Trailers()


@pytest.mark.parametrize(
    "message",
    [
        "Subject\n\nMaterial: yes\n\n---------\n\nCo-authored-by: A <a@x>",
        "Subject\n\n* wip\n\n* Material: yes\n\n* more wip",
        "Subject\n\nMaterial: yes\n\n## Checklist\n- [x] done",
        "Subject\r\n\r\nmaterial:   TRUE  \r\nSigned-off-by: A <a@x>",
        "Material: yes",
        "Subject\n\n**Material:** yes",
        "Subject\nSome prose\n  MATERIAL : Yes\nmore prose",
    ],
)
def test_a_trailer_counts_wherever_squashing_has_put_it(message: str) -> None:
    """Git's own parser reads only the last paragraph, and a squash appends to it."""
    assert trailers(message).material is True


def test_a_summary_may_run_over_several_lines() -> None:
    """Mail clients and editors wrap at 72 columns without the indent that git asks for."""
    message = "x\n\nSummary: We say who pays\nthe postage\n  of a return.\nMaterial: no\n\nNot this."

    assert trailers(message).summary == "We say who pays the postage of a return."


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        ("Effective: 2021-02-30", "`Effective: 2021-02-30` is not a day, as in 2021-01-31"),
        ("Effective: 20210131", "`Effective: 20210131` is not a day, as in 2021-01-31"),
        ("Effective: soon", "`Effective: soon` is not a day, as in 2021-01-31"),
        ("Material: perhaps", "`Material: perhaps` is not yes or no"),
        ("Kind: big", "`Kind: big` is not one of change, editorial, initial"),
    ],
)
def test_a_value_that_makes_no_sense_is_left_out_with_a_warning(line: str, warning: str) -> None:
    """The message cannot be mended any more, so it must not stop the build either."""
    found = trailers(f"Subject\n\n{line}\n")

    assert (found.effective, found.material, found.kind) == (None, None, None)
    assert found.warnings[0].startswith(warning)


def test_the_last_of_two_values_counts_and_says_so() -> None:
    found = trailers("x\n\nMaterial: no\n\n* later\n\nMaterial: yes\nKind: editorial\nKind: editorial")

    assert found.material is True
    assert found.warnings == ("`Material: no` is replaced by `yes` further down",)


@pytest.mark.parametrize("message", ["x\n\nEffective:\nMaterial:\n", "x\n\n<!--\nEffective: 2021-01-01\n-->"])
def test_an_empty_form_declares_nothing(message: str) -> None:
    """Templates of pull requests hold the field names, or an example in a comment."""
    assert trailers(message) == Trailers()


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from(["Kind: ", "Material: yes", "\n", "* ", "Summary: a", "x"])).map("".join)
)
def test_no_message_breaks_the_reader(message: str) -> None:
    assert trailers(message).summary == printable(trailers(message).summary)
