"""A campaign of listmonk says what the mail says, and runs nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.campaigns import LEAVE, address_of, campaign, lists_by_language, lists_of
from policybook.core.errors import MailError, SettingsError
from policybook.core.mailheaders import checked_address
from policybook.core.mailparts import MailParts

CONSTANT = re.compile(r'\{\{ "([^"]*)" \}\}')
"""The only command of Go's templates that may come of a text: one that prints a constant."""


def parts(text: str) -> MailParts:
    return MailParts(
        sender=f'"{text}" <a@example.org>',
        recipient="lists.1@listmonk",
        reply_to="b@example.org",
        subject=text,
        headers=(("List-Id", "x"),),
        text=f"{text} {LEAVE}\n",
        html=f'<p>{text}</p><a href="{LEAVE}">Leave</a>',
    )


@given(
    text=st.lists(
        st.sampled_from(["{{", "}}", "{", "}", " ", ".Subscriber.Email", "https://x@TrackLink", '"', "`", "a"])
    ).map("".join)
)
def test_no_text_is_a_command(text: str) -> None:
    """A policy may show template code; whoever can commit must not read the list of subscribers."""
    made = campaign(parts(text), lists=[1], tag="t", template=0)
    for name in ("subject", "from_email"):
        assert "{{" not in CONSTANT.sub("", str(made[name]))
    for name in ("body", "altbody"):
        left = CONSTANT.sub("", str(made[name]))
        assert left.count("{{") == left.count("{{ UnsubscribeURL }}") == 1
        assert "@TrackLink" not in str(made[name])

    assert CONSTANT.sub(r"\1", str(made["subject"])) == text
    assert CONSTANT.sub(r"\1", str(made["altbody"])) == f"{text} {{{{ UnsubscribeURL }}}}\n"


def test_lists_are_named_by_language() -> None:
    """One campaign for each language."""
    assert lists_by_language("3 7, de:4 pt-BR:5 de:6") == {"": (3, 7), "de": (4, 6), "pt-BR": (5,)}


@pytest.mark.parametrize("text", ["", " ", "x", "3 3", "3 de:3", "0", "-1", "de:", "de:x", "1.5", "99999999999"])
def test_lists_that_are_none_are_an_error(text: str) -> None:
    """Before anything is sent; a list named twice would get two mails."""
    with pytest.raises(SettingsError, match="mail_handoff_lists"):
        lists_by_language(text)


def test_an_address_stands_for_lists_and_for_no_person() -> None:
    """It goes the way of addresses, and comes back as what it was."""
    address = address_of((3, 700))

    assert lists_of(checked_address(address, what="it")) == [3, 700]
    for other in ("me@example.org", "lists.3@example.org", "lists@listmonk", "lists.x@listmonk"):
        with pytest.raises(MailError, match="no mail to one address"):
            lists_of(other)


def test_a_template_of_listmonk_is_named_only_when_it_is_set() -> None:
    """Else listmonk takes its own."""
    assert "template_id" not in campaign(parts("x"), lists=[1], tag="t", template=0)
    assert campaign(parts("x"), lists=[1], tag="t", template=4)["template_id"] == 4
