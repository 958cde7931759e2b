"""Addresses as people type them."""

from __future__ import annotations

import pytest

from policybook.adapters.addresses import read_address
from policybook.core.errors import MailError


@pytest.mark.parametrize(
    ("typed", "address", "key"),
    [
        ("ada@example.org", "ada@example.org", "ada@example.org"),
        ("  Ada.L+News@Example.ORG ", "Ada.L+News@example.org", "ada.l+news@example.org"),
        ("ada@bücher.example.com", "ada@xn--bcher-kva.example.com", "ada@xn--bcher-kva.example.com"),
    ],
)
def test_mail_goes_to_the_address_as_typed(typed: str, address: str, key: str) -> None:
    """Only what tells two people apart is in lower case; dots and plus tags mean what their owner says."""
    found = read_address(typed)

    assert (found.address, found.key) == (address, key)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "ada",
        "ada@",
        "a b@example.com",
        "ada@example.com\nBcc: x@example.com",
        "ada@example.com, eve@example.com",
        '"ada"@example.com',
        "ada@[127.0.0.1]",
        "ada\u200b@example.com",
        "ad\u0430@example.com",
        "x" * 65 + "@example.com",
        "ada@example..com",
        "<ada@example.com>",
    ],
)
def test_what_mail_cannot_be_sent_to_is_refused(typed: str) -> None:
    """With one line that says what it is."""
    with pytest.raises(MailError, match=r"not an address|before the @"):
        read_address(typed)
