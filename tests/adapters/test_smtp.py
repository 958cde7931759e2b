"""Mails arrive whole, once, and over a connection that is what the settings say."""

from __future__ import annotations

import ssl
import threading

import pytest
import trustme

from mail_server import MailServer
from policybook.adapters import smtp
from policybook.adapters.smtp import SmtpServer, smtp_server
from policybook.core.errors import SettingsError
from policybook.core.handover import Lost, Refused, Withheld
from policybook.core.replies import Reply, Stage

MAIL = b"From: a@example.org\r\nTo: b@example.org\r\n\r\n.dot\r\n..two\r\nend\r\n"
AUTHORITY = trustme.CA()


@pytest.fixture(autouse=True)
def no_login(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (smtp.USER, smtp.PASSWORD):
        monkeypatch.delenv(name, raising=False)


def server_context(*names: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    AUTHORITY.issue_cert(*names).configure_cert(context)
    return context


def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    AUTHORITY.configure_trust(context)
    return context


def send(server: MailServer, *, may_end: bool = True, times: int = 1) -> list[Reply]:
    connection = SmtpServer("127.0.0.1", server.port, "smtp").connect()
    replies = [
        connection.send("bounce@example.org", "b@example.org", MAIL, name="x", may_end=lambda: may_end)
        for _ in range(times)
    ]
    connection.close()
    return replies


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
def test_mails_arrive_as_they_are_on_one_connection(extensions: tuple[str, ...]) -> None:
    """Lines that begin with a dot included."""
    with MailServer(extensions=extensions) as server:
        replies = send(server, times=3)

    assert replies == [Reply(250, "2.0.0 Ok: queued as X", Stage.CONTENT)] * 3
    assert [item.data for item in server.taken] == [MAIL] * 3
    assert (server.taken[0].sender, server.taken[0].recipient) == ("bounce@example.org", "b@example.org")
    assert server.connections == 1


@pytest.mark.parametrize("extensions", [("PIPELINING",), ()])
@pytest.mark.parametrize(
    ("word", "stage"),
    [("MAIL", Stage.SENDER), ("RCPT", Stage.RECIPIENT), ("DATA", Stage.CONTENT), ("DOT", Stage.CONTENT)],
)
def test_a_refusal_says_what_was_refused_and_the_connection_goes_on(
    extensions: tuple[str, ...], word: str, stage: Stage
) -> None:
    """The next recipient may be welcome."""
    refusals = ["550 5.1.1 No such user"]
    script = lambda said, rest: refusals.pop() if said == word and refusals else ""  # noqa: E731
    with MailServer(script=script, extensions=extensions) as server:
        replies = send(server, times=2)

    assert replies[0] == Reply(550, "5.1.1 No such user", stage)
    assert replies[1].code == 250
    assert len(server.taken) == 1


def test_a_server_that_waits_for_a_mail_without_recipients_gets_an_empty_one() -> None:
    """RFC 2920 lets it; our mail must not go to nobody, nor to the next one's recipient."""
    refusals = ["550 5.1.1 No"]
    data = {"RCPT": "550 5.1.1 No", "DATA": "354 Go", "DOT": "554 No valid recipients"}
    script = lambda said, rest: data.get(said, "") if refusals else ""  # noqa: E731
    with MailServer(script=script) as server:
        connection = SmtpServer("127.0.0.1", server.port, "smtp").connect()
        first = connection.send("a@example.org", "b@example.org", MAIL, name="x", may_end=lambda: True)
        refusals.clear()
        second = connection.send("a@example.org", "c@example.org", MAIL, name="y", may_end=lambda: True)
        connection.close()

    assert (first.code, first.stage, second.code) == (550, Stage.RECIPIENT, 250)
    assert [item.recipient for item in server.taken] == ["c@example.org"]


def test_a_mail_taken_back_before_its_end_was_never_there() -> None:
    """Who unsubscribes in this second gets nothing."""
    with MailServer() as server, pytest.raises(Withheld):
        send(server, may_end=False)
    assert server.taken == []


@pytest.mark.parametrize(("word", "ended"), [("MAIL", False), ("RCPT", False), ("DATA", False), ("DOT", True)])
def test_a_broken_connection_says_whether_the_mail_may_be_there(word: str, ended: bool) -> None:
    """Only after its end nobody knows."""
    script = lambda said, rest: "HANGUP" if said == word else ""  # noqa: E731
    with MailServer(script=script) as server, pytest.raises(Lost) as caught:
        send(server)
    assert caught.value.ended is ended


@pytest.mark.parametrize(("word", "ended"), [("MAIL", False), ("DOT", True)])
@pytest.mark.parametrize("security", ["smtp", "smtps"])
def test_a_server_that_falls_silent_is_lost(security: str, word: str, ended: bool) -> None:
    """A thread that waits for ever would keep its mail, and the notice would never end."""
    over = threading.Event()
    script = lambda said, rest: str(over.wait(60)) if said == word else ""  # noqa: E731
    context = server_context("127.0.0.1") if security == "smtps" else None
    with MailServer(script=script, context=context, wrapped=context is not None) as server:
        connection = SmtpServer("127.0.0.1", server.port, security, context=trusting(), patience=1).connect()
        with pytest.raises(Lost, match="nothing for 1 s") as caught:
            connection.send("a@example.org", "b@example.org", MAIL, name="x", may_end=lambda: True)
        over.set()
    assert caught.value.ended is ended


def test_a_server_that_talks_no_smtp_is_lost() -> None:
    """Somebody else listens on that port."""
    with MailServer(greeting="SSH-2.0-OpenSSH") as server, pytest.raises(Lost):
        send(server)
    script = lambda said, rest: "what?" if said == "MAIL" else ""  # noqa: E731
    with MailServer(script=script) as server, pytest.raises(Lost):
        send(server)


def test_nobody_there_is_lost() -> None:
    """With host and port, for the person at the terminal."""
    with MailServer() as server:
        port = server.port

    with pytest.raises(Lost, match=f"127.0.0.1:{port}"):
        SmtpServer("127.0.0.1", port, "smtp").connect()


@pytest.mark.parametrize("greeting", ["554 5.7.1 Go away", "421 4.3.2 Later"])
def test_a_server_that_does_not_want_us_is_quoted(greeting: str) -> None:
    """It may be for good or for now."""
    with MailServer(greeting=greeting) as server, pytest.raises(Refused, match=greeting):
        send(server)


# ---- TLS and login


@pytest.mark.parametrize("security", ["smtp+starttls", "smtps"])
def test_mails_go_encrypted_and_with_a_login(security: str) -> None:
    """The password is said only inside."""
    with MailServer(
        context=server_context("127.0.0.1"),
        wrapped=security == "smtps",
        extensions=("PIPELINING", "STARTTLS", "AUTH PLAIN"),
    ) as server:
        where = SmtpServer("127.0.0.1", server.port, security, "ada", "secret", context=trusting())
        connection = where.connect()
        connection.send("a@example.org", "b@example.org", MAIL, name="x", may_end=lambda: True)
        connection.close()

    assert server.taken[0].encrypted
    assert server.taken[0].login.startswith("PLAIN ")


@pytest.mark.parametrize("security", ["smtp+starttls", "smtps"])
@pytest.mark.parametrize("names", ["other.example.org", None])
def test_a_certificate_that_is_not_the_servers_is_refused(security: str, names: str | None) -> None:
    """Of another name, or of nobody we trust."""
    context = trusting() if names else ssl.create_default_context()
    with MailServer(
        context=server_context(names or "127.0.0.1"), wrapped=security == "smtps", extensions=("STARTTLS",)
    ) as server:
        where = SmtpServer("127.0.0.1", server.port, security, context=context)
        with pytest.raises(Refused, match="TLS"):
            where.connect()
    assert server.taken == []


def test_a_server_without_tls_is_not_talked_to_in_clear() -> None:
    """Whoever takes STARTTLS out of the greeting must not get the mails."""
    with MailServer() as server, pytest.raises(Refused, match="STARTTLS"):
        SmtpServer("127.0.0.1", server.port, "smtp+starttls").connect()


def test_a_wrong_password_is_quoted() -> None:
    """It is the operator's to put right."""
    script = lambda said, rest: "535 5.7.8 No" if said == "AUTH" else ""  # noqa: E731
    with MailServer(extensions=("AUTH PLAIN LOGIN",), script=script) as server:
        where = SmtpServer("127.0.0.1", server.port, "smtp", "ada", "wrong")
        with pytest.raises(Refused, match=r"535 5\.7\.8 No"):
            where.connect()


# ---- the setting


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("smtp://localhost", "localhost", 25),
        ("smtp+starttls://mail.example.org", "mail.example.org", 587),
        ("smtps://mail.example.org:2465", "mail.example.org", 2465),
    ],
)
def test_the_setting_names_a_server(url: str, host: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The login comes from the environment, never from a file in a repository."""
    monkeypatch.setenv(smtp.USER, "ada" if url != "smtp://mail" else "")
    monkeypatch.setenv(smtp.PASSWORD, "secret")
    found = smtp_server(url)

    assert (found.host, found.port, found.user, found.password) == (host, port, "ada", "secret")


@pytest.mark.parametrize(
    "url", ["smtp://", "smtp://host:port", "smtp://host/path", "smtps://ada:secret@host", "smtp://host:99999"]
)
def test_a_setting_that_names_no_server_is_refused(url: str) -> None:
    """And a password in it is not repeated."""
    with pytest.raises(SettingsError, match="names no server") as caught:
        smtp_server(url)
    assert "secret" not in str(caught.value)


def test_a_password_is_not_sent_in_clear_over_a_network() -> None:
    """Not even when somebody asks for it."""
    with pytest.raises(SettingsError, match="unencrypted"):
        smtp_server("smtp://ada@mail.example.org")
