"""A notice is sent to everybody who should get it, once, whatever the mail server and the ledger do."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from mail_server import MailServer, Script
from mailing_values import KEYS, NOW, people, person, sending
from policybook.adapters.ledger import Ledger, open_ledger
from policybook.adapters.smtp import SmtpServer
from policybook.adapters.transports import Folder
from policybook.app.courier import Dispatch
from policybook.app.leases import PATIENCE_SECONDS, Leases, Machine
from policybook.app.sending import SendingReport, send_notice
from policybook.core.compiled import TOKEN, CompiledMail, compiled, message_id
from policybook.core.errors import LedgerError
from policybook.core.mailheaders import Mailbox, Token
from policybook.core.mailing import DeliveryState, Notice, NoticeState, SuppressionReason
from policybook.core.mailtokens import Purpose, delivery_of, message_id_of, suppression_of

HOST = Machine("test machine", 1, lambda pid: False, time.monotonic)


class Time:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def mail_in(language: str = "") -> CompiledMail:
    url = f"https://example.org/u/{TOKEN}"
    return compiled(
        [
            ("From", Mailbox("Larkfield", "policies@example.org")),
            ("Subject", f"Terms {language}".strip()),
            ("Message-ID", message_id("terms.1", "example.org")),
            ("List-Unsubscribe", Token(f"<{url}>")),
        ],
        text=f"Leave: {url}\n",
        html=f"<p>{url}</p>",
    )


MAILS = {"": mail_in(), "de": mail_in("de")}


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in a file."""
    with open_ledger(str(tmp_path / "ledger.db")) as ledger:
        yield ledger


def dispatch(server: MailServer | None, **values: object) -> Dispatch:
    transport = SmtpServer("127.0.0.1", server.port, "smtp") if server else None
    defaults: dict[str, object] = {
        "transport": transport,
        "mail_for": lambda language: MAILS[language],
        "bounce_address": "bounces+{token}@example.org",
        "keys": KEYS,
        "clock": Time(),
        "machine": HOST,
        "connections": 3,
        "first_pause": 0.001,
    }
    return Dispatch(**{**defaults, **values})  # type: ignore[arg-type]


def run(ledger: Ledger, notice: Notice, server: MailServer, **values: object) -> SendingReport:
    return send_notice(ledger, ledger.notices.get(notice.id), dispatch(server, **values))


def once(word: str, answer: str) -> Script:
    """A script that gives an answer once."""
    left = [answer]
    lock = threading.Lock()

    def script(said: str, rest: str) -> str:
        with lock:
            return left.pop() if said == word and left else ""

    return script


# ---- all goes well


def test_everybody_gets_the_notice_once(ledger: Ledger) -> None:
    """With links and a return path of their own, and one Message-ID for good."""
    notice = sending(ledger, 50)
    with MailServer() as server:
        report = run(ledger, notice, server)
        again = run(ledger, notice, server)
    lines = {line.address: line for line in ledger.deliveries.lines(notice.id)}

    assert sorted(item.recipient for item in server.taken) == sorted(lines)
    assert report.notice.state is again.notice.state is NoticeState.DONE
    assert (report.tally[DeliveryState.ACCEPTED], report.trouble) == (50, "")
    for item in server.taken:
        number = lines[item.recipient].id
        token = str(item.message["List-Unsubscribe"]).rpartition("/")[2].rstrip(">")
        bounce = item.sender.removeprefix("bounces+").removesuffix("@example.org")
        assert item.message["To"] == item.recipient
        assert delivery_of(token, Purpose.SUBSCRIBER, KEYS) == delivery_of(bounce, Purpose.BOUNCE, KEYS) == number
        assert item.message["Message-ID"] == f"<terms.1.{message_id_of(number, ledger.name)}@example.org>"
    assert lines["user0@example.org"].reply == "250 2.0.0 Ok: queued as X"


def test_everybody_gets_it_in_their_language(one: Ledger) -> None:
    """It is composed once per language."""
    one.subscribers.add((replace(item, locale="de") for item in people(1)), at=NOW)
    notice = sending(one, 2)
    with MailServer() as server:
        run(one, notice, server)

    assert {item.recipient: str(item.message["Subject"]) for item in server.taken} == {
        "user0@example.org": "Terms de",
        "user1@example.org": "Terms",
    }


def test_progress_tells_how_many_are_settled(one: Ledger) -> None:
    """People watch it for hours."""
    notice = sending(one, 30)
    seen: list[tuple[int, int]] = []
    with MailServer() as server:
        how = dispatch(server)
        send_notice(one, notice, how, progress=lambda _, done, total: seen.append((done, total)))

    assert seen == sorted(seen)
    assert all(total == 30 for _, total in seen)


def test_a_folder_takes_it_too(one: Ledger, tmp_path: Path) -> None:
    """The default: nothing leaves the machine."""
    notice = sending(one, 3)
    report = send_notice(one, notice, dispatch(None, transport=Folder(tmp_path / "outbox")))

    assert report.notice.state is NoticeState.DONE
    assert len(list((tmp_path / "outbox").iterdir())) == 3


def test_two_sendings_at_once_share_the_work(tmp_path: Path) -> None:
    """Two operators, or two machines."""
    with open_ledger(str(tmp_path / "ledger.db")) as ledger, MailServer() as server:
        notice = sending(ledger, 80)
        threads = [
            threading.Thread(target=run, args=(ledger, notice, server), kwargs={"machine": replace(HOST, pid=pid)})
            for pid in (1, 1)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert max(Counter(item.recipient for item in server.taken).values()) == 1
        assert len(server.taken) == 80


# ---- refusals


def test_a_mailbox_that_does_not_exist_is_never_mailed_again(one: Ledger) -> None:
    """The others get theirs."""
    notice = sending(one, 5)
    with MailServer(
        script=lambda said, rest: "550 5.1.1 None" if "user3@" in rest and said == "RCPT" else ""
    ) as server:
        report = run(one, notice, server)

    assert report.notice.state is NoticeState.DONE
    assert report.tally[DeliveryState.REJECTED] == 1
    assert one.subscribers.suppressed(suppression_of("user3@example.org", KEYS)) is SuppressionReason.BOUNCED
    assert len(server.taken) == 4


@pytest.mark.parametrize("reply", ["450 4.2.1 busy", "552 5.2.2 mailbox full"])
def test_a_mailbox_that_is_busy_or_full_is_tried_later(one: Ledger, reply: str) -> None:
    """It is no dead one."""
    clock = Time()
    notice = sending(one, 3)
    with MailServer(script=once("RCPT", reply)) as server:
        report = run(one, notice, server, clock=clock)
        assert report.tally[DeliveryState.PENDING] == 1
        assert report.next_attempt == NOW + timedelta(minutes=1)
        assert report.notice.state is NoticeState.SENDING
        clock.now = NOW + timedelta(minutes=2)
        report = run(one, notice, server, clock=clock)

    assert report.notice.state is NoticeState.DONE
    assert len({item.recipient for item in server.taken}) == len(server.taken) == 3
    assert one.subscribers.stats()["suppressed"] == 0


def test_each_failure_waits_longer_until_the_notice_runs_out(one: Ledger) -> None:
    """A notice that comes after the change is none."""
    clock = Time()
    notice = sending(one, 1, expires=NOW + timedelta(hours=1))
    waits = []
    with MailServer(script=lambda said, rest: "451 4.3.0 no" if said == "DOT" else "") as server:
        while (report := run(one, notice, server, clock=clock)).next_attempt:
            waits.append(report.next_attempt - clock.now)
            clock.now = report.next_attempt
    (line,) = one.deliveries.lines(notice.id)

    assert [int(wait.total_seconds()) // 60 for wait in waits] == [1, 5, 15, 60]
    assert line.state is DeliveryState.EXPIRED
    assert report.notice.state is NoticeState.DONE
    assert server.taken == []


def test_a_domain_that_asks_for_it_is_left_alone_for_a_while(one: Ledger) -> None:
    """Others go on."""
    busy = (person(f"x{number}@busy.example") for number in range(20))
    one.subscribers.add(busy, at=NOW)
    notice = sending(one, 5)
    script = lambda said, rest: "450 4.7.28 slow down" if "busy" in rest and said == "RCPT" else ""  # noqa: E731
    with MailServer(script=script) as server:
        report = run(one, notice, server, connections=1)

    assert len([command for command in server.commands if command.startswith("RCPT") and "busy" in command]) == 1
    assert len(server.taken) == 5
    assert report.tally[DeliveryState.PENDING] == 20


@pytest.mark.parametrize(
    ("word", "reply"),
    [
        ("DOT", "550 5.7.26 unauthenticated"),
        ("RCPT", "550 5.7.1 denied"),
        ("MAIL", "553 not yours"),
        ("DOT", "554 spam"),
    ],
)
def test_a_server_that_objects_to_us_stops_the_notice(one: Ledger, word: str, reply: str) -> None:
    """To go on would cost the rest of the list; nobody is lost, and nobody is blamed."""
    notice = sending(one, 40)
    with MailServer(script=lambda said, rest: reply if said == word else "") as server:
        report = run(one, notice, server)
        assert report.notice.state is NoticeState.PAUSED
        assert reply in report.notice.reason
        assert "paused" in report.trouble
        assert report.tally[DeliveryState.PENDING] == 40
        server.script = lambda said, rest: ""
        one.notices.move(notice.id, NoticeState.SENDING, only_from=[NoticeState.PAUSED], at=NOW)
        run(one, notice, server)

    assert len({item.recipient for item in server.taken}) == len(server.taken) == 40
    assert one.subscribers.stats()["suppressed"] == 0


def test_a_stale_list_stops_the_notice(one: Ledger) -> None:
    """The circuit breaker: a mail server that sees so many dead addresses refuses the good ones next."""
    notice = sending(one, 400)
    refused = {f"user{number}@example.org" for number in range(0, 400, 8)}
    script = lambda said, rest: "550 5.1.1 None" if said == "RCPT" and rest[4:-1] in refused else ""  # noqa: E731
    with MailServer(script=script) as server:
        report = run(one, notice, server)

    assert report.notice.state is NoticeState.PAUSED
    assert "too many addresses are refused" in report.notice.reason
    assert 0 < len(server.taken) < 200


# ---- connections


def test_a_server_that_is_down_stops_sending_and_loses_nobody(one: Ledger) -> None:
    """The notice goes on where it was."""
    notice = sending(one, 10)
    with MailServer() as server:
        pass
    report = run(one, notice, server)
    assert "cannot be reached" in report.trouble
    assert report.notice.state is NoticeState.SENDING
    assert report.tally[DeliveryState.PENDING] == 10
    with MailServer() as other:
        run(one, notice, other)

    assert len({item.recipient for item in other.taken}) == len(other.taken) == 10


@pytest.mark.parametrize("word", ["MAIL", "RCPT", "DATA"])
def test_a_connection_that_breaks_before_the_end_of_a_mail_is_made_anew(one: Ledger, word: str) -> None:
    """Nothing was handed over, so it is sent again at once."""
    notice = sending(one, 20)
    with MailServer(script=once(word, "HANGUP")) as server:
        report = run(one, notice, server)

    assert report.notice.state is NoticeState.DONE
    assert len({item.recipient for item in server.taken}) == len(server.taken) == 20


def test_a_connection_that_breaks_after_the_end_of_a_mail_leaves_a_doubt(one: Ledger) -> None:
    """It is neither sent again nor called sent: the ledger names it."""
    notice = sending(one, 20)
    with MailServer(script=once("DOT", "TAKE HANGUP")) as server:
        report = run(one, notice, server)
        again = run(one, notice, server)

    assert report.tally[DeliveryState.IN_DOUBT] == again.tally[DeliveryState.IN_DOUBT] == 1
    assert again.notice.state is NoticeState.SENDING
    assert len({item.recipient for item in server.taken}) == len(server.taken) == 20


def test_a_server_that_says_goodbye_is_called_again(one: Ledger) -> None:
    """Many let a connection live for a number of mails only."""
    notice = sending(one, 5)
    clock = Time()
    with MailServer(script=once("MAIL", "421 4.3.2 too many mails")) as server:
        run(one, notice, server, clock=clock, connections=1)
        clock.now = NOW + timedelta(hours=1)
        report = run(one, notice, server, clock=clock, connections=1)

    assert report.notice.state is NoticeState.DONE
    assert len(server.taken) == 5


# ---- the ledger


def test_who_leaves_while_it_is_sent_gets_nothing(one: Ledger) -> None:
    """Even between the claim and the last dot of their own mail."""
    notice = sending(one, 30)
    gone: list[str] = []

    def script(said: str, rest: str) -> str:
        if said == "RCPT" and not gone:
            gone.append(rest[4:-1])
            one.subscribers.suppress(suppression_of(gone[0], KEYS), SuppressionReason.UNSUBSCRIBED, at=NOW)
        return ""

    with MailServer(script=script) as server:
        report = run(one, notice, server)

    assert gone[0] not in {item.recipient for item in server.taken}
    assert len(server.taken) == 29
    assert report.tally[DeliveryState.SUPPRESSED] == 1
    assert report.notice.state is NoticeState.DONE


def test_a_pause_takes_hold_at_once(one: Ledger) -> None:
    """And a resumed notice goes on without anybody twice."""
    notice = sending(one, 100)

    def script(said: str, rest: str) -> str:
        if said == "DOT" and len(server.taken) == 10:
            one.notices.move(notice.id, NoticeState.PAUSED, only_from=[NoticeState.SENDING], at=NOW)
        return ""

    with MailServer(script=script) as server:
        report = run(one, notice, server)
        sent = len(server.taken)
        server.script = lambda said, rest: ""
        one.notices.move(notice.id, NoticeState.SENDING, only_from=[NoticeState.PAUSED], at=NOW)
        run(one, notice, server)

    assert report.notice.state is NoticeState.PAUSED
    assert 10 <= sent <= 20
    assert len({item.recipient for item in server.taken}) == len(server.taken) == 100


def test_a_ledger_that_fails_stops_everything(one: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """No mail ends that is not on record."""
    notice = sending(one, 50)
    with MailServer() as server:
        journal = type(one.journal(1))
        original = journal._commit

        def failing(self: object, batch: object) -> None:
            if len(server.taken) >= 5:
                raise LedgerError("database or disk is full")
            original(self, batch)  # type: ignore[arg-type]

        monkeypatch.setattr(journal, "_commit", failing)
        with pytest.raises(LedgerError, match="disk is full"):
            run(one, notice, server)
        sent = {item.recipient for item in server.taken}
        monkeypatch.setattr(journal, "_commit", original)
        report = run(one, notice, server)

    doubts = [line.address for line in one.deliveries.lines(notice.id, DeliveryState.IN_DOUBT)]
    assert len(sent) <= 5 + 3
    assert set(doubts) <= sent
    assert {item.recipient for item in server.taken} == {f"user{number}@example.org" for number in range(50)}
    assert max(Counter(item.recipient for item in server.taken).values()) == 1
    assert report.tally[DeliveryState.ACCEPTED] + len(doubts) == 50


def test_no_more_go_out_than_the_hour_allows(one: Ledger) -> None:
    """Whichever process asks: the ledger counts."""
    clock = Time()
    notice = sending(one, 30)
    with MailServer() as server:
        how = dispatch(server, clock=clock, per_hour=12)
        thread = threading.Thread(target=send_notice, args=(one, notice, how))
        thread.start()
        deadline = time.monotonic() + 20
        while len(server.taken) < 10 and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(1.0)
        first = len(server.taken)
        for _ in range(4):
            clock.now += timedelta(hours=1)
            time.sleep(1.2)
        thread.join(20)

    assert first == 10
    assert len(server.taken) == 30


# ---- dead senders


def test_what_a_dead_process_of_this_machine_held_is_released_at_once(one: Ledger) -> None:
    """Its number is gone from the machine."""
    notice = sending(one, 3)
    dead = one.workers.register(HOST.name, 777, at=NOW)
    one.deliveries.claim(notice.id, dead, 3, at=NOW)
    with MailServer() as server:
        report = run(one, notice, server)

    assert report.notice.state is NoticeState.DONE
    assert len(server.taken) == 3


def test_a_sender_elsewhere_is_dead_when_its_beat_stands_still(one: Ledger) -> None:
    """By this machine's own seconds: a clock that jumps, here or there, takes nothing away from anybody."""
    seconds = [0.0]
    leases = Leases(one, replace(HOST, monotonic=lambda: seconds[0]))
    other = one.workers.register("elsewhere", 1, at=NOW + timedelta(days=400))
    alive = one.workers.register("elsewhere", 2, at=NOW - timedelta(days=400))
    for _ in range(8):
        leases.release_dead(at=NOW)
        one.workers.beat(alive)
        seconds[0] += PATIENCE_SECONDS / 8
    assert {worker.id for worker in one.workers.all()} == {other, alive}
    seconds[0] += 5
    leases.release_dead(at=NOW)

    assert {worker.id for worker in one.workers.all()} == {alive}


def test_a_process_with_the_number_of_a_dead_one_is_not_taken_for_it(one: Ledger) -> None:
    """Numbers come round; then the beat decides."""
    seconds = [0.0]
    leases = Leases(one, replace(HOST, is_alive=lambda pid: True, monotonic=lambda: seconds[0]))
    one.workers.register(HOST.name, 777, at=NOW)
    for _ in range(3):
        leases.release_dead(at=NOW)
        seconds[0] += PATIENCE_SECONDS / 2 + 1

    leases.release_dead(at=NOW)
    assert one.workers.all() == ()
