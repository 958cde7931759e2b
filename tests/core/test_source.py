"""Bytes to text: what is read, what is guessed with a warning, what is refused."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.errors import ContentError, LimitError, PolicybookError, RepositoryError
from policybook.core.source import LIMIT, decode, source_hash

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"


def text_of(data: bytes) -> str:
    return decode(data, path="terms.md").text


@pytest.mark.parametrize("data", [b"a\nb\n", b"a\r\nb\r\n", b"a\rb\r", b"\xef\xbb\xbfa\nb\n"])
def test_line_ends_and_byte_order_marks_make_no_difference(data: bytes) -> None:
    """They come from the editor's machine; a mark would hide the front matter, line ends mark every line as changed."""
    assert text_of(data) == "a\nb\n"
    assert decode(data, path="terms.md").warnings == ()


def test_letters_are_composed() -> None:
    """macOS writes é as two characters; readers see one."""
    assert text_of("cafe\N{COMBINING ACUTE ACCENT}".encode()) == "café"


def test_text_of_an_old_office_machine_is_read_with_a_warning() -> None:
    source = decode("One\n“Café” – 5 €\n".encode("cp1252"), path="terms.md")

    assert source.text == "One\n“Café” – 5 €\n"
    (warning,) = source.warnings
    assert str(warning).startswith("terms.md:2: warning: is not UTF-8: byte 0x93; read as Windows-1252")


def test_text_of_an_old_office_machine_is_refused_when_strict() -> None:
    with pytest.raises(ContentError, match=r"terms.md:1: is not UTF-8: byte 0xe9") as caught:
        decode(b"caf\xe9", path="terms.md", strict=True)

    assert caught.value.hint == "save the file as UTF-8"


def test_bytes_that_no_encoding_has_are_shown_as_missing() -> None:
    """0x81 is unassigned in Windows-1252; nothing is dropped in silence."""
    assert text_of(b"a\x81b") == "a\N{REPLACEMENT CHARACTER}b"


def test_a_nul_byte_is_refused_with_its_line() -> None:
    with pytest.raises(ContentError, match=r"terms.md:3: holds a NUL byte"):
        text_of(b"a\nb\nc\0d\n")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_utf_16_is_named(encoding: str) -> None:
    data = "\ufeffterms".encode(encoding)

    with pytest.raises(ContentError, match="is UTF-16 text"):
        text_of(data)


def test_a_pointer_of_git_lfs_is_never_published_as_the_policy() -> None:
    with pytest.raises(RepositoryError, match="Git LFS pointer") as caught:
        text_of(POINTER)

    assert "git lfs" in caught.value.hint


def test_a_text_about_git_lfs_is_a_text() -> None:
    assert text_of(POINTER + b"That is how a pointer looks.\n" * 99).endswith("looks.\n")


def test_a_file_over_the_limit_is_refused_by_name() -> None:
    assert len(text_of(b"x" * LIMIT)) == LIMIT
    with pytest.raises(LimitError, match=r"terms.md: is larger than 4 MiB"):
        text_of(b"x" * (LIMIT + 1))


@given(st.binary(max_size=99))
def test_any_bytes_are_a_text_or_refused(data: bytes) -> None:
    try:
        text = text_of(data)
    except PolicybookError:
        assert b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff", POINTER[:40]))
        return

    assert "\r" not in text
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize(
    "same",
    ["a\nb", "a\nb\n\n\n", "a  \nb\t", "a\r\nb\r\n", "a\nb\N{NO-BREAK SPACE}"],
)
def test_the_hash_does_not_depend_on_what_no_reader_can_see(same: str) -> None:
    """It seals a text for good, and must survive another editor's trailing blanks."""
    assert source_hash(same) == source_hash("a\nb\n")


@pytest.mark.parametrize("other", ["a b", "a\n\nb", "\na\nb", "A\nb", " a\nb"])
def test_the_hash_depends_on_everything_else(other: str) -> None:
    assert source_hash(other) != source_hash("a\nb\n")


def test_the_hash_is_the_same_in_every_release() -> None:
    """Seals are kept in the repository; a change here would break every one of them."""
    assert source_hash("Café\n") == "73473dcc12b763085904a5279d048c4d5b3b008c46f1f32443b99de04aa83a14"


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=50))
def test_any_text_has_a_hash(text: str) -> None:
    assert len(source_hash(text)) == 64
    assert source_hash(text + "\n") == source_hash(text)
