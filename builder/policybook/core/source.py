"""The bytes of a file to clean text, and the hash of a text. Knows nothing about git, front matter or Markdown."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

from policybook.core.errors import ContentError, LimitError, RepositoryError
from policybook.core.model import Problem, Severity

LIMIT = 4 * 1024 * 1024
"""Bytes of the largest text that is read; the largest policy we have seen in public has a quarter of that."""

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LFS_POINTER_LIMIT = 1024  # https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md: pointers are smaller than that
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The text of one file, cleaned of what depends on the editor's machine."""

    text: str
    """Unicode in composed form (NFC), lines ended by a line feed, without a byte order mark."""
    warnings: tuple[Problem, ...] = ()
    """What had to be guessed to read it."""


def decode(data: bytes, *, path: str, strict: bool = False) -> Source:
    """Return the text of a file.

    Text that is not UTF-8 is read as Windows-1252, which older office machines write, with a warning; strict refuses
    it. Raises ContentError for what cannot be text, LimitError for a file that is too large, RepositoryError for a Git
    LFS pointer, which stands in the repository where the text should be.
    """
    _refuse_what_is_no_text(data, path)
    warnings: tuple[Problem, ...] = ()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"is not UTF-8: byte 0x{data[error.start]:02x}"
        hint = "save the file as UTF-8"
        if strict:
            raise ContentError(message, hint=hint, path=path, line=line) from None
        text = data.decode("cp1252", errors="replace")
        warnings = (
            Problem(
                rule="encoding",
                path=path,
                line=line,
                message=f"{message}; read as Windows-1252",
                hint=hint,
                severity=Severity.WARNING,
            ),
        )
    return Source(text=_normalised(text), warnings=warnings)


def source_hash(text: str) -> str:
    """Return the SHA-256 of a text in hexadecimal: the same for texts that differ only in what no reader can see.

    Line ends, Unicode composition, and white space at the end of lines and of the text do not count.
    """
    lines = (line.rstrip() for line in _normalised(text).rstrip().split("\n"))
    # a lone surrogate cannot come from a file, but a hash must not be the place where one is found
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _normalised(text: str) -> str:
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))


def _refuse_what_is_no_text(data: bytes, path: str) -> None:
    if len(data) > LIMIT:
        raise LimitError(
            f"is larger than {LIMIT // 1024 // 1024} MiB", hint="split it into several documents", path=path
        )
    if data.startswith(_LFS_POINTER) and len(data) < _LFS_POINTER_LIMIT:
        raise RepositoryError(
            "holds a Git LFS pointer, not the text",
            hint="keep policies out of Git LFS: `git lfs untrack` the pattern, then `git add --renormalize` the file",
            path=path,
        )
    if data.startswith(_UTF16_MARKS):
        raise ContentError("is UTF-16 text", hint="save the file as UTF-8", path=path)
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(b"\0")) + 1
        raise ContentError("holds a NUL byte, so it is no text", hint="save the file as UTF-8", path=path, line=line)
