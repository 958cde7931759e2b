"""A notice handed to a web service arrives once, and what is in doubt is settled without anybody."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.test_sending import MAILS, Time, dispatch
from mailing_values import CONTENT, LATER, NOW, approved, sending
from policybook.adapters.handoff.listmonk import Listmonk
from policybook.adapters.handoff.providers import PROVIDERS, MailProvider
from policybook.adapters.handoff.web import Place
from policybook.adapters.ledger import Audience, Elsewhere, Ledger, open_ledger
from policybook.app.sending import SendingReport, send_notice
from policybook.core.mailing import DeliveryState, Notice, NoticeState
from policybook.core.mailtokens import message_id_of
from proofs.mailings import folder
from web_server import Asked, Campaigns, Said, WebServer

SECRET = "api:secret-token"


@dataclass
class Provider:
    """The script of a provider with keys: it sends what it takes, each key once."""

    sent: list[str] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    otherwise: Any = lambda asked, to: None
    lock: Any = field(default_factory=threading.Lock)

    def __call__(self, asked: Asked) -> Said:
        (to,) = asked.content["to"]
        key = asked.headers["idempotency-key"]
        with self.lock:
            said: Said | None = self.otherwise(asked, to)
            if said and not said.hang_up:
                return said
            if key not in self.keys:
                self.keys.add(key)
                self.sent.append(to)
        return said or Said(200, {"id": key})


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file."""
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        yield ledger


@pytest.fixture
def server() -> Iterator[WebServer]:
    """A service on this machine."""
    with WebServer(script=Provider()) as running:
        yield running


def provider(server: WebServer) -> Provider:
    assert isinstance(server.script, Provider)
    return server.script


def run(ledger: Ledger, notice: Notice, server: WebServer, name: str = "resend", **values: Any) -> SendingReport:
    transport = MailProvider(PROVIDERS[name], Place(server.url, SECRET))
    how = dispatch(None, **{"transport": transport, **values})
    return send_notice(ledger, ledger.notices.get(notice.id), how)


def once(*answers: Said) -> Any:
    """Something else than usual, once each."""
    left = list(answers)
    return lambda asked, to: left.pop(0) if left else None


# ---- one request per mail


def test_everybody_gets_the_notice_once(one: Ledger, server: WebServer) -> None:
    """Under a name that follows from the delivery."""
    notice = sending(one, 30)
    report = run(one, notice, server)
    lines = list(one.deliveries.lines(notice.id))

    assert sorted(provider(server).sent) == sorted(line.address for line in lines)
    assert provider(server).keys == {message_id_of(line.id, one.name) for line in lines}
    assert report.notice.state is NoticeState.DONE
    assert lines[0].reply == f"250 2.0.0 taken as {message_id_of(lines[0].id, one.name)}"


def test_a_recipient_that_is_refused_costs_nobody_else(one: Ledger, server: WebServer) -> None:
    """The provider's words are on record."""
    notice = sending(one, 5)
    provider(server).otherwise = lambda asked, to: Said(422, {"message": "bad"}) if to.startswith("user3") else None
    report = run(one, notice, server)
    (line,) = one.deliveries.lines(notice.id, DeliveryState.REJECTED)

    assert report.tally[DeliveryState.ACCEPTED] == 4
    assert (line.address, line.reply) == ("user3@example.org", "550 HTTP 422: bad")


def test_a_wrong_key_pauses_the_notice(one: Ledger, server: WebServer) -> None:
    """Nobody is lost, nobody is blamed, and no secret is in the reason."""
    notice = sending(one, 10)
    provider(server).otherwise = lambda asked, to: Said(401, {"message": f"no such key {SECRET}"})
    report = run(one, notice, server)

    assert report.notice.state is NoticeState.PAUSED
    assert report.notice.reason == "the mail server objects: 554 5.7.0 HTTP 401: no such key (key)"
    assert report.tally[DeliveryState.PENDING] == 10


def test_a_busy_provider_is_left_alone_for_a_moment(one: Ledger, server: WebServer) -> None:
    """By all connections; then it goes on by itself."""
    moments = []
    notice = sending(one, 6)
    busy = once(Said(429, None, {"Retry-After": "1"}))

    def otherwise(asked: Asked, to: str) -> Said | None:
        moments.append(time.monotonic())
        said: Said | None = busy(asked, to)
        return said

    provider(server).otherwise = otherwise
    report = run(one, notice, server, connections=1)

    assert report.notice.state is NoticeState.DONE
    assert len(provider(server).sent) == 6
    assert moments[1] - moments[0] >= 0.9


def test_a_provider_that_asks_for_hours_gets_them(one: Ledger, server: WebServer) -> None:
    """The round ends; nothing is due before, and then all goes on."""
    clock = Time()
    notice = sending(one, 20)
    provider(server).otherwise = once(*[Said(429, {"message": "daily quota"}, {"Retry-After": "7200"})] * 3)
    first = run(one, notice, server, clock=clock)
    early = run(one, notice, server, clock=clock)
    asked = len(server.asked)
    clock.now = NOW + timedelta(hours=2)
    last = run(one, notice, server, clock=clock)

    assert first.next_attempt == early.next_attempt == NOW + timedelta(hours=2)
    assert not first.trouble
    assert asked < 20
    assert last.notice.state is NoticeState.DONE
    assert Counter(provider(server).sent) == dict.fromkeys((f"user{number}@example.org" for number in range(20)), 1)


def test_a_provider_that_is_always_busy_ends_the_round(one: Ledger, server: WebServer) -> None:
    """A second, and a second, and a second: it goes on in a quarter of an hour."""
    notice = sending(one, 3)
    seconds = [0.0]

    def monotonic() -> float:
        seconds[0] += 100.0
        return seconds[0]

    provider(server).otherwise = lambda asked, to: Said(429, None, {"Retry-After": "1"})
    how = replace(dispatch(None).machine, monotonic=monotonic)
    report = run(one, notice, server, connections=1, machine=how)

    assert report.next_attempt == NOW + timedelta(minutes=15)
    assert len(server.asked) == 11


def test_a_doubt_is_settled_by_asking_again_under_the_same_name(one: Ledger, server: WebServer) -> None:
    """The provider had taken one of two mails, and sends neither twice."""
    notice = sending(one, 10)
    provider(server).otherwise = once(Said(hang_up=True), Said(504))
    first = run(one, notice, server, connections=1)
    last = run(one, notice, server)

    assert first.tally[DeliveryState.IN_DOUBT] == 2
    assert last.notice.state is NoticeState.DONE
    assert len(provider(server).sent) == len(set(provider(server).sent)) == 10


def test_a_process_that_dies_at_the_end_of_a_mail_leaves_nothing_to_do(one: Ledger, server: WebServer) -> None:
    """Killed after the request, before the answer: the next one asks again, and one mail is sent."""
    notice = sending(one, 3)
    dead = one.workers.register("test machine", 777, at=NOW)
    items = one.deliveries.claim(notice.id, dead, 3, at=NOW)
    with one.journal(dead) as journal:
        assert all(journal.dot(item.id, at=NOW) for item in items[:2])
    taken = items[0]
    provider(server).keys.add(message_id_of(taken.id, one.name))
    provider(server).sent.append(taken.address)
    report = run(one, notice, server)

    assert report.notice.state is NoticeState.DONE
    assert sorted(provider(server).sent) == [f"user{number}@example.org" for number in range(3)]


def test_a_process_that_is_killed_while_it_waits_for_the_answer_costs_nothing(
    tmp_path: Path, server: WebServer
) -> None:
    """The provider has the mail and answers nobody; the next process asks again, and one mail is sent."""
    site = folder(tmp_path, transport=f"esp:resend+{server.url}", number=3, connections=1)
    never, asked = threading.Event(), threading.Event()
    hold = once(Said(late=never))

    def otherwise(request: Asked, to: str) -> Said | None:
        held: Said | None = hold(request, to)
        if held:
            provider(server).keys.add(request.headers["idempotency-key"])
            provider(server).sent.append(to)
            asked.set()
        return held

    provider(server).otherwise = otherwise
    command = [sys.executable, "-m", "policybook", "-C", str(tmp_path), "notify", "resume"]
    environment = {**os.environ, "POLICYBOOK_MAIL_API_KEY": "re_secret-token", "PYTHONPATH": os.pathsep.join(sys.path)}
    environment.pop("POLICYBOOK_LEDGER", None)
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        assert asked.wait(60)
        process.kill()
    never.set()
    with open_ledger(str(site / "ledger.db")) as ledger:
        between = ledger.deliveries.counts(1)[DeliveryState.DOT]
    last = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    assert between == 1
    assert "done, 3 of 3 accepted" in last.stderr
    assert sorted(provider(server).sent) == [f"user{number}@example.com" for number in range(3)]


@pytest.mark.parametrize(("hours", "settled"), [(1, True), (22, True), (23, False), (24, False), (100, False)])
def test_a_name_that_may_be_forgotten_is_not_used_again(
    one: Ledger, server: WebServer, hours: int, settled: bool
) -> None:
    """The provider knows it for a day; afterwards a person decides."""
    clock = Time()
    notice = sending(one, 1)
    provider(server).otherwise = once(Said(hang_up=True))
    run(one, notice, server, clock=clock)
    clock.now = NOW + timedelta(hours=hours)
    report = run(one, notice, server, clock=clock)

    assert (report.notice.state is NoticeState.DONE) is settled
    assert len(provider(server).sent) == 1


def test_a_second_doubt_waits_a_little_and_counts_from_the_first(one: Ledger, server: WebServer) -> None:
    """A provider that never answers is not asked all day; its memory began with the first request."""
    clock = Time()
    notice = sending(one, 1)
    provider(server).otherwise = lambda asked, to: Said(504)
    asked = []
    for minutes in (0, 0, 0, 1, 2, 6, 60 * 22, 60 * 23 + 1):
        clock.now = NOW + timedelta(minutes=minutes)
        report = run(one, notice, server, clock=clock)
        asked.append(len(server.asked))

    assert asked == [1, 2, 2, 3, 3, 4, 5, 5]
    assert report.tally[DeliveryState.IN_DOUBT] == 1


def test_a_provider_without_keys_is_never_asked_twice(one: Ledger, server: WebServer) -> None:
    """The doubt stays until somebody decides."""
    notice = sending(one, 2)
    server.script = lambda asked: Said(hang_up=True)
    run(one, notice, server, "postmark")
    report = run(one, notice, server, "postmark")

    assert report.tally[DeliveryState.IN_DOUBT] == len(server.asked) == 2


def test_one_doubt_after_the_other_stops_sending(one: Ledger, server: WebServer) -> None:
    """Something between us and the provider is broken; each doubt may cost a person's time."""
    notice = sending(one, 100)
    server.script = lambda asked: Said(200, raw=b"<html>Sign in to this network</html>")
    report = run(one, notice, server)

    assert "ends in doubt" in report.trouble
    assert 20 <= report.tally[DeliveryState.IN_DOUBT] <= 22
    assert report.tally[DeliveryState.PENDING] == 100 - report.tally[DeliveryState.IN_DOUBT]


def test_a_provider_that_is_down_stops_sending_without_doubts(one: Ledger) -> None:
    """Nothing was asked, so nothing is in doubt."""
    notice = sending(one, 5)
    with WebServer() as gone:
        pass
    report = run(one, notice, gone)

    assert "cannot be reached" in report.trouble
    assert report.tally[DeliveryState.PENDING] == 5


# ---- campaigns


def campaign_notice(ledger: Ledger) -> Notice:
    ledger.notices.record_baseline([], commit="abc", on=NOW.date())
    places = (Elsewhere("lists.3@listmonk"), Elsewhere("lists.4@listmonk", "de"))
    audience = Audience(policies=("terms",), elsewhere=places)
    mails = {language: mail.template() for language, mail in MAILS.items()}
    return ledger.deliveries.enqueue(approved(ledger).id, audience, content=CONTENT, mails=mails, expires=LATER, at=NOW)


def test_a_campaign_in_doubt_is_asked_for(one: Ledger) -> None:
    """One was started and one was not: afterwards both are, once."""
    notice = campaign_notice(one)
    script = Campaigns()
    doubts = [Said(hang_up=True), Said(504)]
    script.otherwise = lambda asked: doubts.pop() if asked.method == "PUT" and doubts else None
    with WebServer(script=script) as server:
        transport = Listmonk(Place(server.url, SECRET))
        first = run(one, notice, server, transport=transport)
        started = list(script.started)
        last = run(one, notice, server, transport=transport)

    assert first.tally[DeliveryState.IN_DOUBT] == 2
    assert len(started) == 1
    assert sorted(script.started) == [1, 2]
    assert sorted(item["subject"] for item in script.made) == ["Terms", "Terms de"]
    assert last.notice.state is NoticeState.DONE
    assert sorted(line.reply[:10] for line in one.deliveries.lines(notice.id)) == ["250 2.0.0 ", "it was ask"]


def test_a_campaign_in_doubt_stays_so_while_listmonk_is_down(one: Ledger) -> None:
    """What it does not say is not guessed."""
    notice = campaign_notice(one)
    script = Campaigns(otherwise=lambda asked: Said(hang_up=True) if asked.method == "PUT" else None)
    with WebServer(script=script) as server:
        transport = Listmonk(Place(server.url, SECRET))
        run(one, notice, server, transport=transport)
    report = run(one, notice, server, transport=transport)

    assert report.tally[DeliveryState.IN_DOUBT] == 2
