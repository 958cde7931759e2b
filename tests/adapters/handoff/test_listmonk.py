"""A notice becomes one campaign of listmonk, which is started once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from adapters.handoff.test_providers import MAIL
from policybook.adapters.handoff.listmonk import Listmonk, listmonk
from policybook.adapters.handoff.web import KEY, Place
from policybook.core.errors import MailError, SettingsError
from policybook.core.handover import Lost, Refused, Remembering, Withheld
from policybook.core.replies import Reply, Verdict, verdict
from web_server import Campaigns, Said, WebServer

SECRET = "api:secret-token"


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A listmonk on this machine."""
    with WebServer(script=Campaigns()) as running:
        yield running


def campaigns(server: WebServer) -> Campaigns:
    assert isinstance(server.script, Campaigns)
    return server.script


def at(server: WebServer, secret: str = SECRET) -> Listmonk:
    return Listmonk(Place(server.url, secret), 7)


def send(
    where: Listmonk,
    may_end: Callable[[], bool] = lambda: True,
    recipient: str = "lists.3.5@listmonk",
    name: str = "abc",
) -> Reply:
    connection = where.connect()
    try:
        return connection.send("", recipient, MAIL, name=name, may_end=may_end)
    finally:
        connection.close()


def test_a_campaign_is_made_and_started(server: WebServer) -> None:
    """With both bodies, for its own lists, under a name of its own."""
    reply = send(at(server))
    (made,) = campaigns(server).made

    assert str(reply) == f"250 2.0.0 campaign 1 is running at 127.0.0.1:{server.port}"
    assert campaigns(server).started == [1]
    assert (made["lists"], made["tags"], made["template_id"]) == ([3, 5], ["policybook-abc"], 7)
    assert (made["content_type"], made["body"], made["altbody"]) == ("html", "<p>Guten Tag</p>", "Guten Tag\n")
    assert made["headers"] == [{"Auto-Submitted": "auto-generated"}, {"Reply-To": "ask@example.org"}]
    assert made["from_email"] == '"Larkfield, Inc." <policies@example.org>'


def test_doing_it_again_makes_and_starts_nothing(server: WebServer) -> None:
    """The campaign that is there is found by its tag, whatever it has come to since."""
    where = at(server)
    send(where)
    for status in ("running", "paused", "finished", "scheduled"):
        campaigns(server).made[0]["status"] = status
        asked: list[int] = []

        assert verdict(send(where, may_end=lambda: bool(asked.append(1)))) is Verdict.ACCEPTED  # type: ignore[func-returns-value]  # noqa: B023
        assert asked == []
    assert len(campaigns(server).made) == len(campaigns(server).started) == 1
    assert verdict(send(where, name="other")) is Verdict.ACCEPTED
    assert len(campaigns(server).made) == 2


def test_a_draft_that_was_made_and_not_started_is_started(server: WebServer) -> None:
    """The process died in between; a draft sends nothing."""
    where = at(server)
    with pytest.raises(Withheld):
        send(where, may_end=lambda: False)
    assert [item["status"] for item in campaigns(server).made] == ["draft"]
    assert not where.taken("abc")
    send(where)

    assert len(campaigns(server).made) == len(campaigns(server).started) == 1
    assert where.taken("abc")
    assert not where.taken("another")
    assert isinstance(where, Remembering)


@pytest.mark.parametrize("happens", [True, False])
def test_a_start_without_an_answer_leaves_a_doubt_that_listmonk_resolves(server: WebServer, happens: bool) -> None:
    """Whether it was started is asked, not guessed."""
    where = at(server)

    def otherwise(asked: Any) -> Said | None:
        if asked.method != "PUT":
            return None
        return Said(hang_up=True) if happens else Said(504)

    campaigns(server).otherwise = otherwise
    with pytest.raises(Lost) as caught:
        send(where)

    assert caught.value.ended
    assert where.taken("abc") is happens


def test_a_campaign_that_was_made_without_an_answer_is_found(server: WebServer) -> None:
    """It is not made again."""
    where = at(server)
    campaigns(server).otherwise = lambda asked: Said(hang_up=True) if asked.method == "POST" else None
    with pytest.raises(Lost) as caught:
        send(where)
    campaigns(server).otherwise = lambda asked: None
    send(where)

    assert not caught.value.ended
    assert len(campaigns(server).made) == 1


def test_a_campaign_that_was_cancelled_there_stays_cancelled(server: WebServer) -> None:
    """Somebody meant it."""
    where = at(server)
    send(where)
    campaigns(server).made[0]["status"] = "cancelled"
    reply = send(where)

    assert verdict(reply) is Verdict.REFUSED
    assert "was cancelled" in str(reply)
    assert where.taken("abc")


def test_a_filter_that_listmonk_does_not_know_finds_no_other_campaign(server: WebServer) -> None:
    """Releases name it differently: the tag is looked at."""
    everything = {
        "results": [
            {"id": 9, "status": "running", "tags": ["policybook-abcd", "x"]},
            {"id": 8, "status": "finished", "tags": None},
        ]
    }
    campaigns(server).otherwise = lambda asked: Said(200, {"data": everything}) if asked.method == "GET" else None

    assert not at(server).taken("abc")


@pytest.mark.parametrize(
    ("method", "said", "expected"),
    [
        ("GET", Said(401, {"message": "no"}), Verdict.STOP),
        ("POST", Said(400, {"message": "no such list"}), Verdict.STOP),
        ("POST", Said(403, {"message": "permission denied"}), Verdict.STOP),
        ("PUT", Said(400, {"message": "cannot start"}), Verdict.STOP),
        ("GET", Said(429, None), Verdict.LATER),
        ("PUT", Said(503, None, {"Retry-After": "9"}), Verdict.LATER),
    ],
)
def test_what_listmonk_refuses_stops_the_notice_or_waits(
    server: WebServer, method: str, said: Said, expected: Verdict
) -> None:
    """There is no single recipient it could be about."""
    campaigns(server).otherwise = lambda asked: said if asked.method == method else None

    assert verdict(send(at(server))) is expected
    assert campaigns(server).started == []


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        {"data": []},
        {"data": {"results": [{"tags": ["policybook-abc"]}]}},
        {"data": {"results": [1]}},
        {"data": {"results": 7}},
    ],
)
def test_what_is_no_listmonk_is_told(server: WebServer, content: Any) -> None:
    """The address may be that of something else."""
    campaigns(server).otherwise = lambda asked: Said(200, content)
    with pytest.raises(Refused, match="does not answer as listmonk does"):
        send(at(server))
    with pytest.raises(Refused):
        at(server).taken("abc")


def test_a_wrong_key_is_told_without_it(server: WebServer) -> None:
    """Listmonk's words, and no secret."""
    reply = send(at(server, "api:wrong-token"))

    assert str(reply) == "554 5.7.0 HTTP 403: invalid session"


def test_one_address_gets_no_campaign(server: WebServer) -> None:
    """A test must not reach the whole list."""
    with pytest.raises(MailError, match="no mail to one address"):
        send(at(server), recipient="me@example.org")

    assert server.asked == []


def test_the_key_names_an_api_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """`user:token`, as listmonk shows it."""
    monkeypatch.setenv(KEY, "only-a-token")
    with pytest.raises(SettingsError, match="user:token"):
        listmonk("https://lists.example.org")
    monkeypatch.setenv(KEY, SECRET)

    assert listmonk("https://lists.example.org/", 3).place.url == "https://lists.example.org"
