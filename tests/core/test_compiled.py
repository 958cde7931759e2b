"""A mail composed once and filled in is the mail that composing it each time would give."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.test_mailheaders import HOSTILE
from policybook.core.compiled import TOKEN, CompiledMail, compiled, message_id, read_compiled
from policybook.core.errors import MailError
from policybook.core.mailheaders import Mailbox, Message, Token, Value, assemble, verify
from policybook.core.mailtokens import LENGTH

DATE = datetime(2027, 2, 1, 9, tzinfo=UTC)
OWN = "0123456789abcdef01234567"


def headers(url: str) -> list[tuple[str, Value]]:
    return [
        ("From", Mailbox("Zoë", "from@example.org")),
        ("Subject", "Terms"),
        ("Message-ID", message_id("terms.1", "example.org")),
        ("List-Unsubscribe", Token(f"<{url}>")),
    ]


def mail(base: str, text: str) -> CompiledMail:
    url = f"{base}{TOKEN}"
    return compiled(headers(url), text=f"{text}{url}\n", html=f'<p>{text}<a href="{url}">x</a></p>')


def naive(base: str, text: str, token: str, address: str) -> bytes:
    url = f"{base}{token}"
    whole: list[tuple[str, Value]] = [("Date", Token("Mon, 01 Feb 2027 09:00:00 +0000")), ("To", Mailbox("", address))]
    whole += [
        (name, Token(f"<terms.1.{OWN}@example.org>") if name == "Message-ID" else value) for name, value in headers(url)
    ]
    return assemble(Message(headers=tuple(whole), text=f"{text}{url}\n", html=f'<p>{text}<a href="{url}">x</a></p>'))


def correction(url: str, subject: str = "Terms") -> CompiledMail:
    """A mail that refers to the one that `mail` makes."""
    fields = [(name, subject if name == "Subject" else value) for name, value in headers(url)]
    fields[2] = ("Message-ID", message_id("terms.1.correction", "example.org"))
    fields[3:3] = mail("https://example.org/", "").referred()
    return compiled(fields, text=f"{url}\n", html=f"<p>{url}</p>")


def parts(data: bytes) -> tuple[list[tuple[str, str]], list[str]]:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    fields = [(name, str(value)) for name, value in message.items() if name != "Content-Type"]
    return fields, [part.get_content() for part in message.iter_parts()]


@settings(max_examples=150)
@given(
    host=st.text("abcdefgh-", min_size=1, max_size=70),
    text=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=80),
    token=st.text("0123456789abcdef", min_size=LENGTH, max_size=LENGTH),
    local=st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=64),
)
def test_a_mail_filled_in_is_the_mail_composed_anew(host: str, text: str, token: str, local: str) -> None:
    """Wherever quoted-printable breaks the line: before, in or after the token."""
    base = f"https://x{host}x.example.org/u/"
    filled = mail(base, text).filled(address=f"{local}@example.org", token=token, own_id=OWN, date=DATE)

    assert parts(filled) == parts(naive(base, text, token, f"{local}@example.org"))
    assert max(map(len, filled.split(b"\r\n"))) <= 78 + len(base)
    verify(filled, ["Date", "To", *(name for name, _ in headers(base))])


def test_tokens_broken_by_the_line_are_filled_in_too() -> None:
    """The test above would pass without them if no line ever broke there."""
    broken = [mail("https://example.org/" + "p" * width, "") for width in range(70)]

    assert any(place.broken_after for item in broken for place in item.places)
    assert all(len(item.places) == 3 for item in broken)


def test_an_address_cannot_add_a_recipient() -> None:
    """It is checked again, whatever the ledger holds."""
    with pytest.raises(MailError, match="not an address"):
        mail("https://example.org/", "").filled(
            address="a@example.org, b@example.org", token="x" * LENGTH, own_id=OWN, date=DATE
        )


def test_a_mail_that_has_no_room_for_its_recipient_is_refused() -> None:
    """Before the first is sent, not at the longest address."""
    with pytest.raises(MailError, match="bytes"):
        mail("https://example.org/", "x" * 40_000)
    with pytest.raises(MailError, match="Message-ID of its own"):
        compiled([("Message-ID", Token("<x@example.org>"))], text="x", html="x")


# ---- mails that refer to an earlier one


@settings(max_examples=300)
@given(subject=HOSTILE, earlier=st.sampled_from(["", "f" * 24]))
def test_a_mail_refers_to_the_one_its_recipient_got(subject: str, earlier: str) -> None:
    """By two header fields, or by none; whatever else stands in the header."""
    try:
        made = correction(f"https://example.org/u/{TOKEN}", subject)
    except MailError:
        return
    data = made.filled(address="a@example.org", token="a" * LENGTH, own_id=OWN, date=DATE, earlier=earlier)
    names = ["Date", "To", "From", "Subject", "Message-ID", "List-Unsubscribe"]
    verify(data, [*names, "In-Reply-To", "References"] if earlier else names)
    read = message_from_bytes(data, policy=policy.default)

    assert read["In-Reply-To"] == read["References"] == (f"<terms.1.{earlier}@example.org>" if earlier else None)
    assert read["Message-ID"] == f"<terms.1.correction.{OWN}@example.org>"
    assert read["Subject"] == subject


def test_what_a_mail_refers_to_is_kept_with_it() -> None:
    """It is read from the ledger by whoever sends it, and approved with the rest."""
    made = correction(f"https://example.org/u/{TOKEN}")
    plain = mail("https://example.org/", "")

    assert read_compiled(made.template()) == made
    assert b"In-Reply-To" in made.template()
    assert b"In-Reply-To" not in made.filled(address="a@example.org", token="a" * LENGTH, own_id=OWN, date=DATE)
    assert plain.filled(
        address="a@example.org", token="a" * LENGTH, own_id=OWN, date=DATE, earlier="f" * 24
    ) == plain.filled(address="a@example.org", token="a" * LENGTH, own_id=OWN, date=DATE)
    assert made.whole_id(OWN) == f"<terms.1.correction.{OWN}@example.org>"


def test_references_in_another_place_are_refused() -> None:
    """They could not be left out for those who got no earlier mail."""
    fields = [*headers(f"https://example.org/u/{TOKEN}"), *mail("https://example.org/", "").referred()]

    with pytest.raises(MailError, match="In-Reply-To"):
        compiled(fields, text="x", html="x")
