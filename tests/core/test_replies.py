"""A reply is about a mailbox, a moment, or us; each asks for something else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from policybook.core.replies import Breaker, Reply, Stage, Verdict, expiry, hourly_limit, verdict, wait_after

START = datetime(2027, 2, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "stage", "expected"),
    [
        ("250 2.0.0 queued", Stage.CONTENT, Verdict.ACCEPTED),
        ("251 will forward", Stage.RECIPIENT, Verdict.ACCEPTED),
        ("450 4.2.1 busy", Stage.RECIPIENT, Verdict.LATER),
        ("451 greylisted", Stage.RECIPIENT, Verdict.LATER),
        ("452 4.2.2 mailbox full", Stage.RECIPIENT, Verdict.LATER),
        ("552 5.2.2 mailbox full", Stage.CONTENT, Verdict.LATER),
        ("421 4.3.2 shutting down", Stage.SENDER, Verdict.SLOWER),
        ("421 4.7.28 rate", Stage.CONTENT, Verdict.SLOWER),
        ("450 4.7.1 slow down", Stage.RECIPIENT, Verdict.SLOWER),
        ("550 5.1.1 no such user", Stage.RECIPIENT, Verdict.DEAD),
        ("550 5.1.10 null MX", Stage.RECIPIENT, Verdict.DEAD),
        ("550 5.2.1 disabled", Stage.CONTENT, Verdict.DEAD),
        ("550 no such user", Stage.RECIPIENT, Verdict.REFUSED),
        ("553 5.1.8 odd", Stage.RECIPIENT, Verdict.REFUSED),
        ("552 5.3.4 too big", Stage.CONTENT, Verdict.REFUSED),
        ("550 5.7.26 unauthenticated", Stage.CONTENT, Verdict.STOP),
        ("554 5.7.1 relay access denied", Stage.RECIPIENT, Verdict.STOP),
        ("550 5.7.515 access denied", Stage.CONTENT, Verdict.STOP),
        ("554 spam", Stage.CONTENT, Verdict.STOP),
        ("554 go away", Stage.CONNECTION, Verdict.STOP),
        ("535 5.7.8 bad password", Stage.CONNECTION, Verdict.STOP),
        ("553 not your address", Stage.SENDER, Verdict.STOP),
    ],
)
def test_a_reply_asks_for_what_it_is_about(words: str, stage: Stage, expected: Verdict) -> None:
    """A full mailbox is no dead one, and a policy is about the sender."""
    code, _, rest = words.partition(" ")

    assert verdict(Reply(int(code), rest, stage)) is expected


def test_pauses_grow_from_a_minute_to_a_day() -> None:
    """A greylisting server wants minutes, a broken one hours."""
    pauses = [wait_after(attempts) for attempts in range(1, 12)]

    assert pauses[:4] == [timedelta(minutes=minutes) for minutes in (1, 5, 15, 60)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == timedelta(days=1)


def test_a_notice_runs_out_on_the_day_it_tells_of() -> None:
    """In the declared time zone; where that day is near or past, sending has five days."""
    zone = ZoneInfo("America/Los_Angeles")

    assert expiry(date(2027, 3, 1), START, zone) == datetime(2027, 3, 1, 8, tzinfo=UTC)
    assert expiry(date(2027, 2, 2), START, zone) == START + timedelta(days=5)
    assert expiry(date(2020, 1, 1), START, zone) == START + timedelta(days=5)


@pytest.mark.parametrize(
    ("limit", "ramp", "hours", "expected"),
    [(0, 0, 0, 0), (500, 0, 9, 500), (0, 100, 0, 100), (0, 100, 3.5, 800), (500, 100, 3, 500), (0, 1, 9999, 1 << 40)],
)
def test_volume_grows_and_is_bounded(limit: int, ramp: int, hours: float, expected: int) -> None:
    """Mailbox providers trust a sender whose volume grows."""
    assert hourly_limit(limit, ramp, running=timedelta(hours=hours)) == expected


def test_a_stale_list_is_noticed_early() -> None:
    """Twenty refusals in a row say enough."""
    breaker = Breaker()

    assert [breaker.count(refused=True) for _ in range(20)] == [False] * 19 + [True]


def test_one_refusal_in_twenty_is_what_lists_are_like() -> None:
    """One more is not."""
    breaker = Breaker()
    for number in range(2000):
        assert not breaker.count(refused=number % 20 == 19)
    for _ in range(25):
        breaker.count(refused=True)

    assert breaker.count(refused=True)
