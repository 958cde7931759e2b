"""A key goes to its own service, encrypted, and nowhere else; answers are read with care."""

from __future__ import annotations

import ssl
import threading

import pytest
import trustme

from policybook.adapters.handoff.web import KEY, Place, Service, place
from policybook.core.errors import SettingsError
from policybook.core.handover import Lost, Refused
from web_server import Said, WebServer

SECRET = "user:secret-token"


def service(server: WebServer, **values: object) -> Service:
    where = Place(server.url, SECRET, **values)  # type: ignore[arg-type]
    return Service(where, {"Authorization": "Bearer x"})


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "host",
        "ftp://host",
        "https://host:99999",
        "https://host:0",
        "https://user:pass-word@host",
        "https://host?key=1",
        "https://host#x",
        "http://example.org",
        "http://127.0.0.1.example.org",
        "https://[",
    ],
)
def test_an_address_that_is_none_or_unsafe_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Before the first request, and without repeating what may be a password."""
    monkeypatch.setenv(KEY, SECRET)
    with pytest.raises(SettingsError) as caught:
        place(url)

    assert "pass-word" not in str(caught.value)


@pytest.mark.parametrize("key", ["", "short", "has blank", "has\nline-end", "ключключключ"])
def test_a_key_that_is_none_is_refused_and_not_repeated(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line end in it would become a header field."""
    monkeypatch.setenv(KEY, key)
    with pytest.raises(SettingsError, match=KEY) as caught:
        place("https://example.org")

    assert not key or key not in str(caught.value)
    assert SECRET not in repr(Place("https://example.org", SECRET))


def test_a_service_is_asked_on_one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """And never through a proxy that happens to be in the environment."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with WebServer(script=lambda asked: Said(200, {"n": len(asked.data)})) as server:
        connection = service(server)
        answers = [connection.call("POST", "/a", content={"x": "ä"}) for _ in range(3)]
        connection.close()

    assert [answer.content for answer in answers] == [{"n": 15}] * 3
    assert server.asked[0].content == {"x": "ä"}
    assert server.asked[0].headers["authorization"] == "Bearer x"


def test_a_redirect_is_an_answer_and_not_followed() -> None:
    """The key would go with it."""
    with WebServer(script=lambda asked: Said(302, None, {"Location": "/elsewhere"})) as server:
        connection = service(server)
        answer = connection.call("GET", "/")
        connection.close()

    assert answer.status == 302
    assert len(server.asked) == 1


def test_a_certificate_of_somebody_else_ends_it_before_the_key_is_sent() -> None:
    """As it does with mail servers."""
    authority = trustme.CA()
    good = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("127.0.0.1").configure_cert(good)
    other = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("other.example.org").configure_cert(other)
    trusting = ssl.create_default_context()
    authority.configure_trust(trusting)
    with WebServer(context=good) as server:
        connection = service(server, context=trusting)
        assert connection.call("GET", "/").status == 200
        connection.close()
        with pytest.raises(Refused, match="TLS"):
            service(server).call("GET", "/")
    with WebServer(context=other) as server, pytest.raises(Refused, match="TLS"):
        service(server, context=trusting).call("GET", "/")

    assert server.asked == []


def test_a_service_that_is_down_has_got_nothing() -> None:
    """So it may be asked again."""
    with WebServer() as server:
        pass
    with pytest.raises(Lost, match="cannot be reached") as caught:
        service(server).open()

    assert not caught.value.ended


@pytest.mark.parametrize("ends", [True, False])
def test_a_service_that_gives_no_answer_may_have_done_it(ends: bool) -> None:
    """Whether that matters depends on what was asked."""
    never = threading.Event()
    for said in (Said(hang_up=True), Said(late=never), Said(200, raw=b"{}", headers={"Content-Length": "99"})):
        with WebServer(script=lambda asked, said=said: said) as server:  # type: ignore[misc]
            connection = service(server, reply_seconds=0.3)
            connection.open()
            with pytest.raises(Lost, match="no answer") as caught:
                connection.call("POST", "/", content={}, ends=ends)
            never.set()
        assert caught.value.ended is ends


@pytest.mark.parametrize(
    "raw", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000, b"{" + b" " * 2_000_000, b'"' + b"9" * 5000]
)
def test_an_answer_that_is_no_json_is_none(raw: bytes) -> None:
    """Whatever it is, and however long."""
    with WebServer(script=lambda asked: Said(200, raw=raw)) as server:
        connection = service(server)
        answer = connection.call("GET", "/")
        again = connection.call("GET", "/")
        connection.close()

    assert answer.content is again.content is None
    assert answer.status == 200


def test_a_service_that_repeats_our_key_is_not_quoted() -> None:
    """Its words go into the ledger."""
    encoded = "dXNlcjpzZWNyZXQtdG9rZW4="
    said = {"message": f"bad key {SECRET}, {encoded}, secret-token"}
    with WebServer(script=lambda asked: Said(401, said)) as server:
        connection = service(server)
        answer = connection.call("GET", "/")
        connection.close()

    assert answer.words("message") == "HTTP 401: bad key (key), (key), (key)"
