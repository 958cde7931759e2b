"""Ids that stay valid and the same."""

from __future__ import annotations

import re

import pytest

from policybook.core.ids import Event, entry_id, id_prefix, is_id_prefix, permanent_id

SITE = "https://policies.example.com/"


@pytest.mark.parametrize(
    ("site", "name", "expected"),
    [
        ("https://Example.com:8080/legal/", "terms", "tag:example.com,2026:legal/terms"),
        ("https://bücher.example/", "a b%/é#", "tag:xn--bcher-kva.example,2026:a%20b%25/%C3%A9%23"),
        (SITE, "/", "tag:policies.example.com,2026:/"),
    ],
)
def test_ids_stay_valid_whatever_site_and_policy_are_called(site: str, name: str, expected: str) -> None:
    """A port or a blank would make the tag invalid."""
    assert permanent_id(id_prefix(site), name) == expected


def test_without_a_site_address_ids_are_stable_uuids() -> None:
    """There is no host to make a tag from, and an invented name space would be no valid URN."""
    one = permanent_id(id_prefix(""), "terms/2020-12-18")

    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", one)
    assert one == permanent_id("", "terms/2020-12-18")
    assert one != permanent_id("", "terms/2020-12-19")


def test_each_day_of_a_revision_has_an_id() -> None:
    """Readers drop an entry whose id they have seen."""
    ids = [entry_id(id_prefix(SITE), policy_id="terms", revision_id="2020-12-18", event=event) for event in Event]

    assert ids == [
        "tag:policies.example.com,2026:terms/2020-12-18",
        "tag:policies.example.com,2026:terms/2020-12-18/effective",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "tag:larkfield.example,2018:",
        "tag:larkfield.example,2018-02:legal/",
        "tag:legal@larkfield.example,2018-02-28:policies/%C3%A9",
        id_prefix(SITE),
    ],
)
def test_a_tag_with_a_day_may_begin_ids(text: str) -> None:
    """RFC 4151: a name or a mail address, and a day on which it was its owner's."""
    assert is_id_prefix(text)


@pytest.mark.parametrize(
    "text",
    [
        "larkfield.example,2018:",
        "tag:larkfield.example:",
        "tag:larkfield.example,18:",
        "tag:larkfield.example,2018-02-30:",
        "tag:larkfield.example,2018-13:",
        "tag:larkfield.example,2018:a b",
        "tag:Larkfield.example,2018:",
        "tag:larkfield.example,2018",
    ],
)
def test_what_is_no_tag_may_not(text: str) -> None:
    """Feed validators and readers would refuse the feed."""
    assert not is_id_prefix(text)
