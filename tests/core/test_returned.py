"""Mails that come back are understood by their return path; what they claim is not believed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.returned import Outcome, read_returned
from returned_mails import ADDRESS, TOKEN, complaint, report


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ({}, Outcome.DEAD),
        ({"status": "5.1.10", "code": "smtp; 550 5.1.10 null MX"}, Outcome.DEAD),
        ({"status": "5.2.2", "code": "smtp; 552 5.2.2 mailbox full"}, Outcome.BOUNCED),
        ({"status": "5.7.1", "code": "smtp; 550 5.7.1 spam"}, Outcome.BOUNCED),
        ({"status": "4.4.1", "code": "smtp; timed out"}, Outcome.BOUNCED),
        ({"status": "nonsense"}, Outcome.BOUNCED),
        ({"action": "Delayed", "status": "4.4.1"}, Outcome.DELAYED),
        ({"action": "delivered", "status": "2.0.0"}, Outcome.OTHER),
    ],
)
def test_only_a_mailbox_that_does_not_exist_is_dead(values: dict[str, str], outcome: Outcome) -> None:
    """A full one empties again, and a refusal for policy says nothing about it."""
    assert read_returned(report(**values), bounce_address=ADDRESS).outcome is outcome


def test_the_reason_is_kept() -> None:
    """An operator wants to know what the other side said."""
    assert read_returned(report(), bounce_address=ADDRESS).words == "550 5.1.1 no such user"


@pytest.mark.parametrize("field", ["To", "Delivered_To", "X_Original_To", "Envelope_To"])
def test_whose_mail_it_was_is_read_from_where_it_came_to(field: str) -> None:
    """Mail servers may write the local part in capitals, and name it in one field or another."""
    found = read_returned(
        report(**{"To": "x@y.example", field: f"<BOUNCES+{TOKEN.upper()}@Example.ORG>"}), bounce_address=ADDRESS
    )
    assert found.tokens == (TOKEN,)


def test_what_the_text_claims_is_not_believed() -> None:
    """A report may quote any return path."""
    assert read_returned(report(To="postmaster@example.org"), bounce_address=ADDRESS).tokens == ()


@pytest.mark.parametrize(
    "original",
    [
        f"Return-Path: <bounces+{TOKEN}@example.org>\nSubject: Terms",
        f"List-Unsubscribe: <https://lists.example.org/unsubscribe/{TOKEN}>\nSubject: Terms",
    ],
)
def test_a_complaint_holds_the_mail_it_is_about(original: str) -> None:
    """Mailbox providers hide the address of who complained."""
    found = read_returned(complaint(original), bounce_address=ADDRESS)
    assert (found.outcome, found.tokens) == (Outcome.COMPLAINT, (TOKEN,))


def test_a_feedback_report_names_the_return_path() -> None:
    """Some hold the headers alone."""
    data = complaint("Subject: x").replace(
        b"Version: 1", f"Version: 1\nOriginal-Mail-From: <bounces+{TOKEN}@example.org>".encode()
    )
    assert read_returned(data, bounce_address=ADDRESS).tokens == (TOKEN,)


def test_an_automatic_answer_is_no_bounce() -> None:
    """It comes to the same address."""
    data = f"To: bounces+{TOKEN}@example.org\nAuto-Submitted: auto-replied\nSubject: Away\n\nUser unknown.\n"
    assert read_returned(data.encode(), bounce_address=ADDRESS).outcome is Outcome.OTHER


def test_a_bounce_that_keeps_to_no_standard_counts_as_one() -> None:
    """But never gives a mailbox up by itself: here qmail's."""
    data = (
        f"From: MAILER-DAEMON@mx.example\nTo: bounces+{TOKEN}@example.org\nSubject: failure notice\n\n"
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
        "<ada@example.org>:\nSorry, no mailbox here by that name.\n\n--- Below this line is a copy of the message.\n\n"
    )
    found = read_returned(data.encode(), bounce_address=ADDRESS)
    assert (found.outcome, found.tokens) == (Outcome.BOUNCED, (TOKEN,))


@given(st.binary(max_size=400), st.integers(0, 2), st.integers(0, 900))
def test_whatever_comes_is_read(noise: bytes, which: int, place: int) -> None:
    """The mailbox is open to the world."""
    base = (b"", report(), complaint("Subject: x"))[which]
    read_returned(base[:place] + noise + base[place:], bounce_address=ADDRESS)
