"""Which revisions a notice is due for, and the values that one is made of. Knows nothing about templates or sending."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from urllib.parse import quote

from policybook.core.language import ENGLISH, Language
from policybook.core.mailheaders import Mailbox
from policybook.core.model import Kind
from policybook.core.pages import Html, Link

NEVER_MAILED = frozenset({Kind.IMPORTED, Kind.EDITORIAL})
"""Kinds of revisions that no notice is about by itself."""


_NOTHING = Html()


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRevision:
    """What a notice needs to know of a revision."""

    policy_id: str
    """What editors call the policy."""
    policy_title: str
    """Title of the policy."""
    speaks: Language = ENGLISH
    """The language of its text, where its words are known, and of the notice."""
    revision_id: str
    """Permalink id, unique in the policy."""
    posted: date
    """Day it was published."""
    effective: date
    """First day its text binds."""
    material: bool
    """Whether the list is mailed about it."""
    kind: Kind
    """What kind of change it is."""
    summary: str
    """The one-line summary, as plain text."""
    explanation: str = ""
    """The longer explanation, as plain text with blank lines between paragraphs; may be empty."""
    documents: tuple[str, ...] = ()
    """Titles of the documents it touches, when the policy has several."""
    replaced: tuple[date, ...] = ()
    """Effective dates that were taken back, oldest first."""
    undone: date | None = None
    """Day on which the revision was to take effect that this one takes back; None as a rule."""
    address: str
    """Site path of the full text; links in the excerpt start from there."""
    redline: str = ""
    """Site path of the comparison; empty when there is none."""
    excerpt_html: Html = _NOTHING
    """The changes with a little context, as redline markup; may be empty."""
    excerpt_text: str = ""
    """The same as plain text, with `[-old-]` and `{+new+}`."""
    left_out: int = 0
    """How many changes the excerpt left out."""
    inserted: int = 0
    """Words inserted."""
    deleted: int = 0
    """Words deleted."""

    @property
    def key(self) -> str:
        """Return the revision's name in the ledger: `terms/2020-12-18`."""
        return f"{self.policy_id}/{self.revision_id}"

    @property
    def file_name(self) -> str:
        """Return the revision's name as a plain file name, without extension: `terms.2020-12-18`."""
        return _dotless(self.policy_id) + "." + _dotless(self.revision_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSettings:
    """What is the same in every notice of a site."""

    sender: Mailbox
    """Who it is from."""
    organisation: str
    """Who publishes the policies."""
    site_url: str
    """Absolute address of the site, ending with `/`."""
    reply_to: Mailbox | None = None
    """Who answers go to; None: the sender."""
    list_id: str = ""
    """List-Id (RFC 2919); default: `policy-changes.` and the sender's domain."""
    unsubscribe_url: str = ""
    """Where a subscriber leaves the list; with `{token}` in it, by a page and by a one-click POST (RFC 8058)."""
    to_a_list: bool = False
    """Whether the mail goes to a mailing list elsewhere, which adds its own list headers."""
    postal_address: str = ""
    """Printed at the end, where a law asks for one; lines stay lines."""
    action: str = ""
    """What readers should do, in the organisation's own words; default: read the text, and ask if it is unclear."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContent:
    """What one notice says, as values for its templates."""

    speaks: Language
    """The language of the policy's text and of the words round it."""
    organisation: str
    """Who publishes the policies."""
    written_in: str = ""
    """BCP 47 tag of the policy's own language, where that is another one; else empty."""
    headline: str
    """The subject without the organisation, with a capital letter."""
    subject: str
    """The subject."""
    lead: str = ""
    """Why there is another notice of the same thing, as a sentence or two; empty for the first."""
    summary: str
    """What changes, in one line."""
    explanation: tuple[str, ...]
    """What changes, in paragraphs; may be empty."""
    documents: tuple[str, ...]
    """Which documents it touches; empty when the policy has only one."""
    timing: str
    """When it takes effect, as a sentence."""
    action: str
    """What to do, as a sentence or two."""
    links: tuple[Link, ...]
    """What to read, with absolute URLs."""
    extent: str
    """How many words were added and removed; empty when none were."""
    excerpt_html: Html = _NOTHING
    """The changes themselves as portable markup; empty when there are none or the first is too long."""
    excerpt_text: str = ""
    """The same as wrapped plain text."""
    rest: str = ""
    """What the excerpt does not show, as a sentence; empty when it shows everything."""
    rest_text: str = ""
    """The same for the plain text."""
    comparison: str
    """Absolute URL of the comparison; empty when there is none."""
    unsubscribe_url: str
    """Where to leave the list; empty in a preview without one."""
    postal_address: tuple[str, ...]
    """Lines of the postal address; may be empty."""


def due(revisions: Iterable[NoticeRevision], known: Container[str]) -> tuple[NoticeRevision, ...]:
    """Return the material revisions whose key is not known, in posting order.

    Imported and editorial revisions are never announced, whatever they claim; a postponement is, when it is material.
    """
    return tuple(
        sorted(
            (item for item in revisions if item.material and item.kind not in NEVER_MAILED and item.key not in known),
            key=lambda item: item.posted,
        )
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestContent:
    """What one notice about several revisions says."""

    speaks: Language
    """The language of the words."""
    organisation: str
    """Who publishes the policies."""
    headline: str
    """The subject without the organisation, with a capital letter."""
    subject: str
    """The subject."""
    items: tuple[NoticeContent, ...]
    """What is said of each revision, in posting order."""
    unsubscribe_url: str
    """Where to leave the list; empty in a preview without one."""
    postal_address: tuple[str, ...]
    """Lines of the postal address; may be empty."""


def _dotless(name: str) -> str:
    """Return a name of letters, digits, `_`, `-` and `%` alone; distinct names stay so, long ones end in a hash."""
    written = quote(name, safe="", errors="surrogatepass").replace(".", "%2E").replace("~", "%7E")
    return written if len(written) <= 60 else f"{written[:44]}-{sha256(written.encode()).hexdigest()[:15]}"
