"""A token stands for one delivery, for one purpose, and nobody else can make one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from policybook.core.mailtokens import (
    LENGTH,
    Purpose,
    delivery_of,
    message_id_of,
    suppression_of,
    token_of,
)

KEY, NEWER = b"k" * 32, b"n" * 32
NUMBERS = st.integers(0, 2**63 - 1)


@given(number=NUMBERS, purpose=st.sampled_from(Purpose))
def test_a_token_is_read_back(number: int, purpose: Purpose) -> None:
    """Always of one length, in characters that no server or reader changes."""
    token = token_of(number, purpose, [KEY])

    assert len(token) == LENGTH
    assert token.isalnum()
    assert token == token.lower()
    assert delivery_of(token, purpose, [KEY]) == delivery_of(token.upper(), purpose, [KEY]) == number


@given(number=NUMBERS)
def test_a_return_path_opens_no_page(number: int) -> None:
    """It is seen by every server on the way."""
    assert delivery_of(token_of(number, Purpose.BOUNCE, [KEY]), Purpose.SUBSCRIBER, [KEY]) is None


@given(token=st.text(max_size=40) | st.text("0123456789abcdef", min_size=40, max_size=40))
def test_what_was_not_made_here_stands_for_nothing(token: str) -> None:
    """Guesses, cut tokens, other people's."""
    assert delivery_of(token, Purpose.SUBSCRIBER, [KEY]) is None


@given(number=NUMBERS, position=st.integers(0, LENGTH - 1))
def test_no_character_of_a_token_can_be_changed(number: int, position: int) -> None:
    """To somebody else's."""
    token = token_of(number, Purpose.SUBSCRIBER, [KEY])
    other = "a" if token[position] != "a" else "b"

    assert delivery_of(token[:position] + other + token[position + 1 :], Purpose.SUBSCRIBER, [KEY]) is None


def test_old_links_stay_good_when_keys_change() -> None:
    """A mail is opened years later."""
    token = token_of(7, Purpose.SUBSCRIBER, [KEY])

    assert delivery_of(token, Purpose.SUBSCRIBER, [NEWER, KEY]) == 7
    assert token_of(7, Purpose.SUBSCRIBER, [NEWER, KEY]) != token
    assert delivery_of(token, Purpose.SUBSCRIBER, [NEWER]) is None
    assert suppression_of("ada@example.org", [KEY]) == suppression_of("ada@example.org", [NEWER, KEY])


def test_tokens_of_neighbours_share_nothing() -> None:
    """Nobody learns from theirs how many there are."""
    tokens = [token_of(number, Purpose.SUBSCRIBER, [KEY]) for number in range(100)]

    assert len({token[:12] for token in tokens}) == 100
    assert len({message_id_of(number, "ledger") for number in range(100)}) == 100
