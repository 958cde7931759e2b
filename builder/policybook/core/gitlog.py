"""The output of one `git log`, as bytes, to commits. Runs nothing and knows nothing about policies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from policybook.core.errors import RepositoryError
from policybook.core.model import Commit, FileChange

FORMAT = "%x00%H%x00%an%x00%at%x00%ct%x00%B%x00"
"""The header of a commit, for `git log -z --raw`. Names as recorded: a `.mailmap` in the tree could speak for others.
Dates as seconds: of a date that is no date, git prints the format itself for `%aI`, but nothing for `%at`."""

MESSAGE_LIMIT = 20_000
"""Characters of a message that are kept; nobody reads more, and a hostile one may have millions."""

_HEADER_FIELDS = 5
_OBJECT_ID = re.compile(rb"[0-9a-f]{40}(?:[0-9a-f]{24})?")
_OLDEST, _YOUNGEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


def tokens(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Return the pieces between NUL bytes of an output that arrives in chunks."""
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    yield rest


def commits(pieces: Iterable[bytes], *, first: int = 0) -> Iterator[Commit]:
    """Return the commits of a log in its order, counted from a position.

    A piece that starts with a colon takes the next one as its path, any other starts a header of fixed length; nothing
    is searched for, so no message or file name can look like something else. Raises RepositoryError when that fails.
    """
    stream = iter(pieces)
    header: list[bytes] = []
    changes: list[FileChange] = []
    for piece in stream:
        if piece.startswith((b":", b"\n:")) and header:
            changes.append(_change(piece, next(stream, b"")))
        elif piece.strip(b"\n"):
            if header:
                yield _commit(header, changes, first)
                first += 1
            header, changes = [piece, *(next(stream, b"") for _ in range(_HEADER_FIELDS - 1))], []
            if not _OBJECT_ID.fullmatch(piece):
                raise RepositoryError(f"the log of git has {piece[:60]!r} where a commit should start")
    if header:
        yield _commit(header, changes, first)


def _change(raw: bytes, path: bytes) -> FileChange:
    """Return one change from `:100644 100644 <old> <new> M` and its path."""
    fields = raw.lstrip(b"\n:").decode("ascii", "replace").split(" ")
    if len(fields) != 5 or not path:
        raise RepositoryError(f"the log of git has {raw[:60]!r} where a change should stand")
    old_mode, mode, old_blob, blob, status = fields
    return FileChange(
        status=status[:1],
        path=path.decode("utf-8", "surrogateescape"),
        mode=mode,
        blob=blob,
        old_mode=old_mode,
        old_blob=old_blob,
    )


def _commit(header: list[bytes], changes: list[FileChange], position: int) -> Commit:
    oid, author, authored, committed, message = (field.decode("utf-8", "replace") for field in header)
    written, reached = _moment(authored), _moment(committed)
    return Commit(
        position=position,
        id=oid,
        author=author,
        authored=written or _OLDEST,
        committed=reached or _OLDEST,
        message=message[:MESSAGE_LIMIT],
        changes=tuple(changes),
        odd_dates=not written or not reached or _YOUNGEST in (written, reached),
    )


def _moment(seconds: str) -> datetime | None:
    """Return a moment from seconds since 1970, the youngest there is for one beyond the calendar, None for nonsense."""
    if not (seconds.isascii() and seconds.isdigit()):
        return None
    if len(seconds) > len(str(int(_YOUNGEST.timestamp()))):  # before int(), which refuses thousands of digits
        return _YOUNGEST
    return datetime.fromtimestamp(min(int(seconds), int(_YOUNGEST.timestamp())), UTC)
