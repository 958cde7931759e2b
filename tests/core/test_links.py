"""Which addresses a link or an image may lead to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.links import allowed_image, allowed_link


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com",
        "http://example.com/a/b?c=d&e=f#g",
        "HTTPS://Example.com:8443/",
        "https://[2001:db8::1]/a",
        "https://bücher.example/straße",
        "https://a.b/@name",
        "https://a.b?x@y",
        "https://a.b/c:d",
        "https://a.b/%2F%0A",
        "privacy.md",
        "../privacy/index.md#fees",
        "./a:b",
        "/privacy/",
        "#fees",
        "?on=2021-01-01",
        "a/b:c",
        "privacy.md#a:b",
    ],
)
def test_web_address_or_place_on_the_site_is_allowed(url: str) -> None:
    """These are what policies link to, and they are kept as typed."""
    assert allowed_link(url) == url
    assert allowed_image(url) == url


@pytest.mark.parametrize(
    "url", ["mailto:legal@example.com", "mailto:a@b.c,d@e.f?subject=x%20y", "tel:+49-30-123", "tel:112;ext=3"]
)
def test_mail_and_telephone_are_for_links_only(url: str) -> None:
    """An image cannot be mailed to."""
    assert allowed_link(url) == url
    assert allowed_image(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "\u00a0javascript:alert(1)",
        "javascript\u200b:alert(1)",
        "javascript\uff1aalert(1):",
        "data:image/png;base64,AA",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://example.com",
        "x:y",
        ":x",
        "//example.com",
        " //example.com",
        "///example.com",
        "/\\example.com",
        "\\\\example.com",
        "a\\b",
        "https:example.com",
        "https:/example.com",
        "https://",
        "https:///example.com",
        "https://user@example.com",
        "https://user:pass@example.com/",
        "https://good%40evil.example/",
        "https://ex ample.com",
        "https://example.com:port/",
        "https://example.com\\@evil.example",
        "/a\tb",
        "a\x00b",
        "a\x7fb",
        "a\x85b",
        "mailto:",
        "mailto:a",
        "mailto:a@b%0aBcc:c@d",
        "mailto:a@b?subject=x%0D%0ABcc:c@d",
        "mailto://a@b",
        "tel:",
        "tel:javascript:x",
        "tel:1%0a",
        "mailto:a@b.c?\x01",
    ],
)
def test_everything_else_is_refused(url: str) -> None:
    """A deny list always forgets one scheme."""
    assert allowed_link(url) == ""
    assert allowed_image(url) == ""


@pytest.mark.parametrize(
    ("url", "written"),
    [
        (" a.md ", "a.md"),
        ("a b.md", "a%20b.md"),
        ("a\"b'c<d>e`f{g}h|i^j", "a%22b%27c%3Cd%3Ee%60f%7Bg%7Dh%7Ci%5Ej"),
        ("a%20b%zz", "a%20b%zz"),
        ("a\u202eb\u200bc\u00a0d\u3000e", "a%E2%80%AEb%E2%80%8Bc%C2%A0d%E3%80%80e"),
        ("straße/漢字", "straße/漢字"),
        ("\ud800", "%ED%A0%80"),
        ("", ""),
    ],
)
def test_address_has_one_written_form(url: str, written: str) -> None:
    """Letters of all scripts stay readable; what cannot be seen is shown as what it is."""
    assert allowed_link(url) == written


@given(st.text(max_size=40))
def test_written_form_is_final(url: str) -> None:
    """What was allowed once is allowed again and does not change: feeds and mails check a second time."""
    written = allowed_link(url)

    assert allowed_link(written) == written
    assert not set(written) & set(" \"'<>`\\\t\n")


def test_brackets_are_encoded_but_for_those_of_an_address() -> None:
    """A URL standard allows them nowhere else; browsers are lenient, checkers are not."""
    assert allowed_link("https://a.example/?b[0]=1") == "https://a.example/?b%5B0%5D=1"
    assert allowed_link("https://[::1]/x") == "https://[::1]/x"
