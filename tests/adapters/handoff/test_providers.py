"""A provider gets each mail in its own form, whole, and its answers are understood."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest

from policybook.adapters.handoff.providers import PROVIDERS, MailProvider, mail_provider
from policybook.adapters.handoff.web import KEY, Place
from policybook.core.errors import SettingsError
from policybook.core.handover import Lost, Repeatable, Withheld
from policybook.core.mailheaders import ListName, Mailbox, Message, Token, assemble
from policybook.core.replies import Reply, Verdict, verdict
from web_server import Said, WebServer

SECRET = "secret-token"
URL = "<https://example.org/u/abc>"
MAIL = assemble(
    Message(
        headers=(
            ("Date", Token("Mon, 01 Feb 2027 09:00:00 +0000")),
            ("To", Mailbox("", "ada@example.org")),
            ("From", Mailbox("Larkfield, Inc.", "policies@example.org")),
            ("Reply-To", Mailbox("", "ask@example.org")),
            ("Subject", "Nutzung ändert sich"),
            ("Message-ID", Token("<terms.1.abc@example.org>")),
            ("Auto-Submitted", Token("auto-generated")),
            ("List-Id", ListName("Changes", "changes.example.org")),
            ("List-Unsubscribe", Token(URL)),
            ("List-Unsubscribe-Post", Token("List-Unsubscribe=One-Click")),
        ),
        text="Guten Tag\n",
        html="<p>Guten Tag</p>",
    )
)
PASSED_ON = {
    "Message-ID": "<terms.1.abc@example.org>",
    "Auto-Submitted": "auto-generated",
    "List-Id": "Changes <changes.example.org>",
    "List-Unsubscribe": URL,
    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
}


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A provider on this machine."""
    with WebServer() as running:
        yield running


def send(server: WebServer, name: str, may_end: Callable[[], bool] = lambda: True) -> Reply:
    connection = MailProvider(PROVIDERS[name], Place(server.url, SECRET)).connect()
    try:
        return connection.send("bounce@example.org", "ada@example.org", MAIL, name="0123abcd", may_end=may_end)
    finally:
        connection.close()


def test_resend_gets_the_mail_and_a_key(server: WebServer) -> None:
    """The same key each time: asked twice, it sends once."""
    replies = [send(server, "resend") for _ in range(2)]
    (first, second) = server.asked

    assert first.content == {
        "from": '"Larkfield, Inc." <policies@example.org>',
        "to": ["ada@example.org"],
        "reply_to": ["ask@example.org"],
        "subject": "Nutzung ändert sich",
        "text": "Guten Tag\n",
        "html": "<p>Guten Tag</p>",
        "headers": PASSED_ON,
    }
    assert (first.path, first.headers["authorization"]) == ("/emails", f"Bearer {SECRET}")
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"] == "0123abcd"
    assert first.data == second.data
    assert [str(reply) for reply in replies] == ["250 2.0.0 taken as 1"] * 2


def test_postmark_gets_the_mail(server: WebServer) -> None:
    """In its own words; it knows no key."""
    server.script = lambda asked: Said(200, {"ErrorCode": 0, "Message": "OK", "MessageID": "b7bc"})
    reply = send(server, "postmark")
    (asked,) = server.asked
    content = asked.content

    assert (asked.path, asked.headers["x-postmark-server-token"]) == ("/email", SECRET)
    assert "idempotency-key" not in asked.headers
    assert {item["Name"]: item["Value"] for item in content.pop("Headers")} == PASSED_ON
    assert content == {
        "From": '"Larkfield, Inc." <policies@example.org>',
        "To": "ada@example.org",
        "ReplyTo": "ask@example.org",
        "Subject": "Nutzung ändert sich",
        "HtmlBody": "<p>Guten Tag</p>",
        "TextBody": "Guten Tag\n",
        "MessageStream": "broadcast",
        "TrackOpens": False,
    }
    assert str(reply) == "250 2.0.0 taken as b7bc"


def test_mailgun_gets_the_mail_as_it_is(server: WebServer) -> None:
    """To the byte: nothing of it is taken apart."""
    server.script = lambda asked: Said(200, {"id": "<terms.1.abc@example.org>", "message": "Queued"})
    reply = send(server, "mailgun")
    (asked,) = server.asked
    form = message_from_bytes(
        f"Content-Type: {asked.headers['content-type']}\r\n\r\n".encode() + asked.data, policy=policy.HTTP
    )
    fields = [part.get_param("name", header="content-disposition") for part in form.iter_parts()]

    assert asked.path == "/messages.mime"
    assert asked.headers["authorization"] == "Basic YXBpOnNlY3JldC10b2tlbg=="
    assert MAIL in asked.data
    assert fields == ["to", "o:tracking", "message"]
    assert verdict(reply) is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("name", "status", "content", "expected"),
    [
        ("resend", 422, {"name": "validation_error", "message": "Invalid `to` field"}, Verdict.REFUSED),
        ("resend", 422, {"name": "invalid_from_address", "message": "Invalid `from`"}, Verdict.STOP),
        ("resend", 403, {"name": "validation_error", "message": "The domain is not verified"}, Verdict.STOP),
        ("resend", 401, {"name": "missing_api_key"}, Verdict.STOP),
        ("resend", 409, {"name": "concurrent_idempotent_requests"}, Verdict.LATER),
        ("resend", 429, {"name": "rate_limit_exceeded"}, Verdict.LATER),
        ("postmark", 422, {"ErrorCode": 300, "Message": "Invalid 'To' address"}, Verdict.REFUSED),
        ("postmark", 422, {"ErrorCode": 406, "Message": "inactive"}, Verdict.DEAD),
        ("postmark", 422, {"ErrorCode": 400, "Message": "no signature"}, Verdict.STOP),
        ("postmark", 401, {"ErrorCode": 10}, Verdict.STOP),
        ("mailgun", 400, {"message": "to parameter is not a valid address"}, Verdict.REFUSED),
        ("mailgun", 401, None, Verdict.STOP),
    ],
)
def test_what_providers_answer_is_understood(
    server: WebServer, name: str, status: int, content: Any, expected: Verdict
) -> None:
    """What is about one address costs that one; what is about us would meet everybody."""
    server.script = lambda asked: Said(status, content)

    assert verdict(send(server, name)) is expected


@pytest.mark.parametrize(
    "said",
    [
        Said(200, {}),
        Said(200, raw=b"<html>Sign in to this network</html>"),
        Said(504, None),
        Said(409, {"name": "invalid_idempotent_request"}),
        Said(hang_up=True),
    ],
)
def test_an_answer_that_says_nothing_leaves_a_doubt(server: WebServer, said: Said) -> None:
    """It is neither called sent nor sent again."""
    server.script = lambda asked: said
    with pytest.raises(Lost) as caught:
        send(server, "resend")

    assert caught.value.ended


def test_what_is_withheld_is_not_asked_for(server: WebServer) -> None:
    """Until the request nothing has left the machine."""
    with pytest.raises(Withheld):
        send(server, "resend", may_end=lambda: False)

    assert server.asked == []


def test_a_provider_that_is_down_is_found_out_before_the_end() -> None:
    """The ledger need not doubt what was never asked."""
    ended = []
    with WebServer() as gone:
        pass
    with pytest.raises(Lost) as caught:
        send(gone, "resend", may_end=lambda: not ended.append(1))  # type: ignore[func-returns-value]

    assert (ended, caught.value.ended) == ([], False)


def test_only_a_provider_with_keys_is_asked_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """A day with Resend, never with the others."""
    monkeypatch.setenv(KEY, SECRET)
    named = {
        name: mail_provider(name) for name in ("resend", "postmark", "mailgun+https://api.mailgun.net/v3/example.org")
    }

    assert all(isinstance(provider, Repeatable) for provider in named.values())
    assert [provider.key_life for provider in named.values()] == [timedelta(days=1), timedelta(), timedelta()]
    assert [provider.place.url for provider in named.values()] == [
        "https://api.resend.com",
        "https://api.postmarkapp.com",
        "https://api.mailgun.net/v3/example.org",
    ]


@pytest.mark.parametrize("named", ["", "pigeon", "mailgun", "resend+http://api.resend.com"])
def test_a_provider_that_is_not_known_is_an_error(named: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before anything is sent, with what there is."""
    monkeypatch.setenv(KEY, SECRET)
    with pytest.raises(SettingsError) as caught:
        mail_provider(named)

    assert caught.value.hint
