"""A mail is exactly what was asked for, whatever its texts hold."""

from __future__ import annotations

import email
import os
import re
from collections import Counter
from email import policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.core.errors import MailError
from policybook.core.mailheaders import (
    MAXIMUM_BYTES,
    ListName,
    Mailbox,
    Message,
    Token,
    Value,
    assemble,
    checked_address,
    header_field,
    mailbox,
    verify,
)

NAMES = ("From", "To", "Subject", "List-Id")

HOSTILE = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "=?utf-8?q?Hi=0D=0ABcc:_evil@example.com?=",
                "=?",
                "?=",
                "=?utf-8?b?",
                "\r\nBcc: evil@example.com",
                "\n",
                "\u2028",
                "\u202e",
                "\ud800",
                ", evil@example.com",
                "<evil@example.com>",
                '"',
                "\\",
                "long" * 30,
                "  ",
                "é",
                "😀" * 9,
            ]
        ),
        st.text(max_size=12),
        st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=40),
    ),
    max_size=8,
).map("".join)


def message(text: str, *, body: str = "Hello\n", **headers: Value) -> Message:
    values: dict[str, Value] = {
        "From": Mailbox(text, "from@example.org"),
        "To": Mailbox(text, "to@example.org"),
        "Subject": text,
        "List-Id": ListName(text, "changes.example.org"),
        **headers,
    }
    return Message(headers=tuple(values.items()), text=body, html=f"<p>{body}</p>")


@settings(max_examples=int(os.environ.get("POLICYBOOK_FUZZ", "2000")), deadline=None)
@given(text=HOSTILE)
def test_no_text_adds_a_header_a_recipient_or_a_line(text: str) -> None:
    """The summary of a commit must not be able to add recipients; what is accepted arrives unchanged."""
    try:
        data = assemble(message(text))
    except MailError:
        return
    verify(data, NAMES)
    head = data.split(b"\r\n\r\n")[0]
    parsed = email.message_from_bytes(data, policy=policy.default)
    name, address = parseaddr(email.message_from_bytes(data)["To"])

    assert max(map(len, head.split(b"\r\n"))) <= 78
    assert parsed["Subject"] == text
    assert address == "to@example.org"
    assert str(make_header(decode_header(name))) == (text if text.strip() else "")


@settings(deadline=None)
@given(text=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(str.strip))
def test_ordinary_text_is_accepted(text: str) -> None:
    """A guard that refused everything would pass the test above."""
    forbidden = re.search("[\u202a-\u202e\u2066-\u2069]", text)

    if forbidden:
        with pytest.raises(MailError):
            header_field("Subject", text)
    else:
        assert header_field("Subject", text).startswith("Subject:")


@given(text=st.text(st.sampled_from("a é字😀"), min_size=1, max_size=200).filter(lambda text: text.strip()))
def test_only_the_last_encoded_word_is_padded(text: str) -> None:
    """GMime (notmuch, Balsa) joins encoded words before it decodes them, and loses what comes after a padding."""
    words = header_field("Subject", f"é{text}").split()[1:]
    joined = "".join(word[10:-2] for word in words if word.startswith("=?utf-8?b?"))

    assert "=" not in joined.rstrip("=")
    assert all(len(word) <= 75 for word in words)
    assert str(make_header(decode_header(" ".join(words)))) == f"é{text}"


@pytest.mark.parametrize(
    "character", ["\r", "\n", "\0", "\t", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\ud800"]
)
def test_characters_that_end_or_reorder_lines_are_refused_by_name(character: str) -> None:
    """The editor has to find an invisible character, so the message gives its number."""
    with pytest.raises(MailError, match=re.escape(f"U+{ord(character):04X}")):
        header_field("Subject", f"Terms{character}Bcc: x@example.com")


def test_plain_words_stay_legible_in_the_source() -> None:
    """People read sources of mails when they look for what went wrong."""
    assert header_field("Subject", "Larkfield: Terms of Use change") == "Subject: Larkfield: Terms of Use change"
    assert header_field("To", Mailbox("", "a@example.org")) == "To: a@example.org"
    assert header_field("To", Mailbox("Ada Lovelace", "a@example.org")) == "To: Ada Lovelace <a@example.org>"
    assert header_field("To", Mailbox("Lark, Inc.", "a@example.org")) == 'To: "Lark, Inc." <a@example.org>'
    assert header_field("List-Id", ListName("Changes", "c.example.org")) == "List-Id: Changes <c.example.org>"


@pytest.mark.parametrize("text", ["=?utf-8?q?Hi?=", "Zoë", "two  blanks", "x" * 61, ' "', "\\"])
def test_what_a_reader_could_take_for_syntax_is_encoded(text: str) -> None:
    """An encoded word that nobody encoded would be decoded by the reader."""
    assert "=?utf-8?b?" in header_field("From", Mailbox(text, "a@example.org"))


def test_long_texts_are_folded_at_words() -> None:
    """RFC 5322 asks for lines of 78 characters."""
    lines = header_field("Subject", "word " * 40 + "end").split("\r\n")

    assert all(len(line) <= 76 for line in lines)
    assert all(line.startswith(" word") for line in lines[1:])


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "a@",
        "@example.org",
        "a b@example.org",
        "a@exa mple.org",
        "a@b@example.org",
        '"a"@example.org',
        "a@[127.0.0.1]",
        "a@example.org>",
        "a,b@example.org",
        "a@example.org\n",
        ".a@example.org",
        "a..b@example.org",
        "a@-example.org",
        "a@example..org",
        "ä@example.org",
        "a@exämple.org",
        "a" * 65 + "@example.org",
        "a@" + "b." * 130 + "org",
    ],
)
def test_an_address_outside_the_common_form_is_refused(address: str) -> None:
    """Every reader must agree on where a mail goes; rare forms are where they differ."""
    with pytest.raises(MailError, match="not an address"):
        header_field("To", Mailbox("", address))


@pytest.mark.parametrize(
    "address", ["a@example.org", "first.last+tag@xn--bcher-kva.example", "a@localhost", "o'neil@x-y.example"]
)
def test_common_addresses_are_accepted(address: str) -> None:
    """Plus tags and apostrophes are common in real lists."""
    assert checked_address(address, what="To") == address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@example.org", Mailbox("", "a@example.org")),
        (" <a@example.org> ", Mailbox("", "a@example.org")),
        ("Larkfield <a@example.org>", Mailbox("Larkfield", "a@example.org")),
        ("Larkfield, Inc. <a@example.org>", Mailbox("Larkfield, Inc.", "a@example.org")),
        ('"Lark \\"L\\", Inc." <a@example.org>', Mailbox('Lark "L", Inc.', "a@example.org")),
    ],
)
def test_a_mailbox_is_read_as_people_write_it(text: str, expected: Mailbox) -> None:
    """A comma in a company's name must not make two senders of it."""
    assert mailbox(text) == expected


@pytest.mark.parametrize(
    "text", ["", "Larkfield", "a@example.org, b@example.org", "Larkfield <a@example.org", "x <>", "<a@b> c"]
)
def test_what_names_no_single_mailbox_is_refused(text: str) -> None:
    """The settings are checked when a mail is made, with what is wrong in the message."""
    with pytest.raises(MailError):
        mailbox(text)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Bad Name", "x"),
        ("Bad\r\nName", "x"),
        ("Subject", ""),
        ("Subject", "  "),
        ("Date", Token("Mon\r\nBcc: x")),
        ("Date", Token("héute")),
        ("Date", Token("")),
        ("List-Id", ListName("x", "nodots")),
        ("List-Id", ListName("x", "a.b>")),
        ("List-Unsubscribe", Token("<https://example.org/" + "x" * 1000 + ">")),
    ],
)
def test_a_field_outside_its_grammar_is_refused(name: str, value: Value) -> None:
    """A header that is wrong is found when it is written, not when it bounces."""
    with pytest.raises(MailError):
        header_field(name, value)


def test_the_same_message_gives_the_same_bytes() -> None:
    """A mail written twice must be recognised as one."""
    assert assemble(message("Terms")) == assemble(message("Terms"))
    assert assemble(message("Terms")) != assemble(message("Terms", body="Other\n"))


def test_both_parts_arrive_as_written() -> None:
    """Long lines, other scripts, a lone dot and trailing blanks all survive the way."""
    body = "é中😀 = \n.\nFrom me\n" + "long " * 300 + "\ntrailing \n--=_boundary\n"
    parsed = email.message_from_bytes(assemble(message("Terms", body=body)), policy=policy.default)
    text, html = parsed.iter_parts()

    assert text.get_content().replace("\r\n", "\n") == body
    assert html.get_content().replace("\r\n", "\n") == f"<p>{body}</p>"
    assert [text.get_content_type(), html.get_content_type()] == ["text/plain", "text/html"]


def test_control_characters_do_not_reach_a_body() -> None:
    """Terminals obey them."""
    data = assemble(message("Terms", body="a\x00\x1b[2J\ud800b\r\nc\rd\n"))

    assert b"\r\na[2Jb\r\nc\r\nd\r\n" in data
    verify(data, NAMES)


def test_a_mail_too_long_to_be_shown_whole_is_refused() -> None:
    """A mail that is cut off at its end hides what changed."""
    with pytest.raises(MailError, match="80,000 are allowed"):
        assemble(message("Terms", body="x" * MAXIMUM_BYTES))


def test_a_header_given_twice_is_refused() -> None:
    """Two subjects or two recipients are never meant."""
    twice = (("To", Mailbox("", "a@example.org")), ("to", Mailbox("", "b@example.org")))

    with pytest.raises(MailError, match="twice"):
        assemble(Message(headers=twice, text="", html=""))


DATA = assemble(message("Terms"))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        (b"Subject: Terms", b"Subject: Terms\r\nBcc: x@example.com", "header fields"),
        (b"Subject: Terms\r\n", b"", "header fields"),
        (b"<to@example.org>", b"<to@example.org>, x@example.com", "2 recipients"),
        (b"To: Terms <to@example.org>", b"To: nobody:;", "0 recipients"),
        (b"Hello", b"Hello\n", "not CRLF"),
        (b"Hello", b"Hel\rlo", "not CRLF"),
        (b"Hello", b"H" * 999, "998 bytes"),
        (b"text/html", b"text/x-html", "plain text part"),
        (b'boundary="', b'boundary="x', "damaged"),
    ],
)
def test_a_mail_that_reads_back_otherwise_is_refused(old: bytes, new: bytes, complaint: str) -> None:
    """The last look before a mail leaves does not trust what wrote it."""
    verify(DATA, NAMES)
    assert old in DATA

    with pytest.raises(MailError, match=complaint):
        verify(DATA.replace(old, new, 1), NAMES)


def test_a_header_that_was_not_announced_is_refused() -> None:
    """The caller says which headers it wrote; each must be there exactly once."""
    with pytest.raises(MailError, match="header fields"):
        verify(DATA, ("From", "To", "Subject"))


def test_fields_stand_in_the_order_given() -> None:
    """Signatures and people both rely on it."""
    parsed = email.message_from_bytes(DATA)

    assert list(parsed.keys()) == [*NAMES, "MIME-Version", "Content-Type"]
    assert max(Counter(parsed.keys()).values()) == 1
