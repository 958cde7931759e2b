"""A mail taken apart is what it was put together from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.test_mailheaders import HOSTILE
from policybook.core.errors import MailError
from policybook.core.mailheaders import ListName, Mailbox, Message, Token, Value, assemble
from policybook.core.mailparts import parts_of


def written(name: str, subject: str, body: str = "Hello\n") -> bytes:
    headers: tuple[tuple[str, Value], ...] = (
        ("Date", Token("Mon, 01 Feb 2027 09:00:00 +0000")),
        ("To", Mailbox("", "ada@example.org")),
        ("From", Mailbox(name, "from@example.org")),
        ("Reply-To", Mailbox(name, "reply@example.org")),
        ("Subject", subject),
        ("Message-ID", Token("<terms.1@example.org>")),
        ("List-Id", ListName("Änderungen", "changes.example.org")),
        ("List-Unsubscribe", Token(f"<https://example.org/{'u' * 200}>")),
    )
    return assemble(Message(headers=headers, text=body, html=f"<p>{body}</p>"))


@given(text=HOSTILE, body=st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=300))
def test_nothing_is_lost_and_nothing_is_added(text: str, body: str) -> None:
    """One line each, one mailbox each; what looks like an encoded word is handed on encoded, for services decode it."""
    try:
        data = written(text, text, body)
    except MailError:
        return
    parts = parts_of(data)

    assert parts.subject == text or ("=?" in text and parts.subject.startswith("=?utf-8?b?"))
    assert parts.recipient == "ada@example.org"
    assert parts.text == body
    assert parts.html == f"<p>{body}</p>"
    for value in (parts.sender, parts.reply_to, parts.subject, *(value for _, value in parts.headers)):
        assert not set(value) & set("\r\n\0")
    name = text.replace("\\", "\\\\").replace('"', '\\"')
    assert parts.sender in (f'"{name}" <from@example.org>', "from@example.org") or "=?" in parts.sender
    assert [name for name, _ in parts.headers] == ["Message-ID", "List-Id", "List-Unsubscribe"]


def test_names_are_quoted_and_headers_stay_ascii() -> None:
    """A comma makes no second mailbox, and services take headers in ASCII only."""
    parts = parts_of(written('Larkfield, "Inc."', "Ändert sich"))

    assert parts.sender == '"Larkfield, \\"Inc.\\"" <from@example.org>'
    assert parts.subject == "Ändert sich"
    assert dict(parts.headers)["List-Id"].isascii()
    assert dict(parts.headers)["List-Unsubscribe"] == f"<https://example.org/{'u' * 200}>"
    assert parts_of(written("", "x")).sender == "from@example.org"


def test_another_mail_is_refused() -> None:
    """It would be sent without its words."""
    with pytest.raises(MailError, match="plain text"):
        parts_of(b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\nContent-Type: text/html\r\n\r\nx\r\n")
