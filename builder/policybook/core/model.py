"""The values everything else speaks of: commits, versions, notes, revisions, policies, problems. Knows no actions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class FileChange:
    """What one commit did to one file, compared with its first parent."""

    status: str
    """`A` added, `M` modified, `D` deleted, `T` type changed; renames come as `D` and `A`."""
    path: str
    """Path inside the repository, `/` between folders; bytes that are not UTF-8 as surrogate escapes."""
    mode: str
    """Git file mode after the change: `100644`, `100755`, `120000` (symlink), `160000` (submodule); `000000`
    deleted."""
    blob: str
    """Object id of the content after the change; zeros when deleted."""
    old_mode: str
    """Git file mode before the change."""
    old_blob: str
    """Object id of the content before the change; zeros when added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """One commit on the first-parent line."""

    position: int
    """Place on the line, 0 for the oldest. The order of the line is the order of history; dates never reorder it."""
    id: str
    """Object id."""
    author: str
    """Name of the author, as recorded."""
    authored: datetime
    """When the author wrote it; aware."""
    committed: datetime
    """When it was committed, for a merge: when it reached the line; aware."""
    message: str
    """The whole message."""
    changes: tuple[FileChange, ...]
    """The files it changed against its first parent."""
    odd_dates: bool = False
    """Whether a date was missing, unreadable or beyond the calendar, and the nearest day that exists stands for it."""

    def day(self, zone: tzinfo) -> date:
        """Return the day on which the commit reached the line, in the declared time zone."""
        return self.committed.astimezone(zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """How git judges the signature of a commit on the machine that asks."""

    state: str
    """`good`, `untrusted` (good, by a key nobody vouches for), `bad`, `expired`, `expired key`, `revoked key`,
    `unknown` (it cannot be checked here) or `none`."""
    key: str = ""
    """Fingerprint of the key; empty when it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """The full text of a document at one commit."""

    position: int
    """Place of the commit on the first-parent line."""
    commit: str
    """Object id of the commit."""
    path: str
    """Path of the document's file at that commit."""
    blob: str
    """Object id of the text; empty when the commit deleted the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lineage:
    """One document through its whole life: every version under every name it had, oldest first."""

    path: str
    """Its path at the head of the line, or the last one before it was deleted."""
    versions: tuple[Version, ...]
    """One per commit that changed its path, mode or content; never empty."""

    @property
    def alive(self) -> bool:
        """Whether the document exists at the head of the line."""
        return bool(self.versions[-1].blob)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What history needs to know of one text without holding it."""

    source: str
    """SHA-256 of the normalised source, in hexadecimal."""
    visible: str
    """SHA-256 of what a reader sees, title included; equal for texts that differ only in markup or wrapping."""
    title: str
    """The document's title in this version."""
    words: int
    """Number of words."""
    description: str = ""
    """Its one-line description; may be empty."""
    effective: date | None = None
    """`effective:` of the front matter; used where no note gives a date."""
    documents: tuple[str, ...] = ()
    """`documents:` of the front matter: the order of the further documents of the page."""
    language: str = ""
    """`lang:` of the front matter; empty: the site's language."""
    translation_of: str = ""
    """`translation_of:` of the front matter: the policy that this one translates."""
    prevailing: bool = False
    """`prevailing:` of the front matter: whether this text prevails over its translations."""
    warning: str = ""
    """What was odd about reading it, for example an encoding that is not UTF-8; empty as a rule."""


class Kind(StrEnum):
    """What kind of revision a revision note records."""

    CHANGE = "change"
    EDITORIAL = "editorial"
    INITIAL = "initial"
    ADDED = "added"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"
    REINSTATED = "reinstated"
    POSTPONED = "postponed"
    ADVANCED = "advanced"
    IMPORTED = "imported"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A revision note as its editor wrote it; absent fields are None or empty and get their defaults in the
    timeline."""

    id: str
    """The note's file name without `.md`: the permalink id of its revision."""
    path: str
    """Path of the note inside the repository, for messages."""
    summary: str
    """First paragraph, one line, as Markdown source."""
    explanation: str
    """Everything after the first paragraph, as Markdown source; may be empty."""
    posted: date | None = None
    """Day the revision is published; None: the day its commit reached the line, in the declared time zone."""
    announced: date | None = None
    """Day people were told of it; None: the day it was posted."""
    effective: date | None = None
    """First day the text binds; None: the day it was posted, or that of the text which is pending ahead of it."""
    material: bool = False
    """Whether the list is mailed about it; never guessed."""
    kind: Kind = Kind.CHANGE
    """What kind of change it records."""
    documents: tuple[str, ...] = ()
    """Ids of the documents it touches; empty: those whose text changed."""
    link: str = ""
    """An external comparison; only on imported notes."""
    moved_to: str = ""
    """`to:` of a moved note: id of the policy a document went to."""
    moved_from: str = ""
    """`from:` of a moved note: id of the policy a document came from."""
    postpones: str = ""
    """On a postponed note: id of the revision that it lets take effect later."""
    advances: str = ""
    """On an advanced note: id of the revision that it lets take effect earlier."""
    withdraws: str = ""
    """On a withdrawn note: id of the pending revision that it takes back; empty: it withdraws documents."""
    notice_days: int | None = None
    """Days of notice that this revision is held to; None: those of its policy."""
    sha256: str = ""
    """Seal: SHA-256 of the text the note stands for, in hexadecimal; empty when not sealed."""
    lines: tuple[tuple[str, int], ...] = ()
    """Line of each front matter key, for messages."""

    def line_of(self, key: str) -> int:
        """Return the line on which a front matter key stands, 1 when it is not there."""
        return dict(self.lines).get(key, 1)


class Severity(StrEnum):
    """How bad a problem is: an error fails `check`, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong with the content, as `policybook check` reports it."""

    rule: str
    """Stable name of the rule that found it, for example `unlisted-change`."""
    path: str
    """The file concerned."""
    line: int = 0
    """The line, counted from 1; 0 when it concerns the whole file."""
    message: str
    """What is wrong, with the value."""
    hint: str = ""
    """The way out."""
    severity: Severity = Severity.ERROR
    """Whether it fails the check."""

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        hint = f"\n  hint: {self.hint}" if self.hint else ""
        return f"{where}: {self.severity}: {self.message} [{self.rule}]{hint}"
