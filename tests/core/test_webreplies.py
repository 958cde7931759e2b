"""An answer over HTTP is about one recipient, about a moment, or about us; or nobody knows."""

from __future__ import annotations

from typing import Any

import pytest

from policybook.core.replies import Verdict, verdict
from policybook.core.webreplies import Answer, Meanings, reply_of, seconds_of

MEANINGS = Meanings(
    taken=lambda content: str((content or {}).get("id") or ""),
    error=lambda content: str((content or {}).get("name") or ""),
    words=("message",),
    about_us=frozenset({"sender"}),
    dead=frozenset({"gone"}),
    busy=frozenset({"busy"}),
    known=frozenset({"other"}),
)


@pytest.mark.parametrize(
    ("status", "content", "expected"),
    [
        (200, {"id": "x"}, Verdict.ACCEPTED),
        (202, {"id": "x"}, Verdict.ACCEPTED),
        (200, {}, None),
        (200, None, None),
        (400, {"message": "no such address"}, Verdict.REFUSED),
        (422, {"message": "5.7.1 pretends to be a mail server"}, Verdict.REFUSED),
        (409, {}, Verdict.REFUSED),
        (409, {"name": "busy"}, Verdict.LATER),
        (409, {"name": "other"}, None),
        (422, {"name": "gone"}, Verdict.DEAD),
        (422, {"name": "sender"}, Verdict.STOP),
        (401, {"message": "no"}, Verdict.STOP),
        (403, None, Verdict.STOP),
        (404, None, Verdict.STOP),
        (402, None, Verdict.STOP),
        (413, None, Verdict.STOP),
        (301, None, Verdict.STOP),
        (429, {}, Verdict.LATER),
        (500, {}, Verdict.LATER),
        (503, None, Verdict.LATER),
        (502, None, None),
        (504, None, None),
        (520, None, None),
    ],
)
def test_an_answer_means_what_it_is_about(status: int, content: Any, expected: Verdict | None) -> None:
    """A gateway that lost the answer leaves a doubt; a wrong key stops the notice, not the recipient."""
    reply = reply_of(Answer(status, content), MEANINGS)

    assert (verdict(reply) if reply else None) is expected


def test_a_busy_service_is_left_alone_for_as_long_as_it_says() -> None:
    """Else for half a minute."""
    told, silent = reply_of(Answer(429, {}, wait=7), MEANINGS), reply_of(Answer(503, {}), MEANINGS)
    assert told is not None
    assert silent is not None

    assert (told.wait, silent.wait) == (7, 30)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        ("999999999", 86_400),
        ("Mon, 01 Feb 2027 09:01:00 GMT", 60),
        ("Mon, 01 Feb 2027 08:00:00 GMT", 1),
        ("Mon, 01 Feb 2037 08:00:00 GMT", 86_400),
        ("soon", 0),
        ("-7", 0),
        ("", 0),
        ("Mon, 99 Feb 2027 09:01:00 GMT", 0),
    ],
)
def test_when_to_come_back_is_read_in_both_forms(text: str, seconds: int) -> None:
    """A moment counts from the service's own clock: no clock of ours is compared with it."""
    assert seconds_of(text, "Mon, 01 Feb 2027 09:00:00 GMT") == seconds


def test_a_moment_without_a_clock_says_nothing() -> None:
    """There is nothing to count from."""
    assert seconds_of("Mon, 01 Feb 2027 09:01:00 GMT", "") == 0


def test_what_a_service_says_is_one_short_line() -> None:
    """It goes into the ledger and onto terminals."""
    words = Answer(422, {"message": "no\r\n\x1b[31msuch " + "x" * 500}).words("message")

    assert words.startswith("HTTP 422: no such x")
    assert len(words) <= 200
    assert Answer(500, None).words("message") == Answer(500, ["x"]).words("message") == "HTTP 500"
