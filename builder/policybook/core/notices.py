"""Which revisions a notice is due for, and what one notice says. Knows nothing about templates, files or sending."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote, urljoin

from policybook.core import wording
from policybook.core.errors import MailError, SettingsError
from policybook.core.language import ENGLISH, Language, capitalised
from policybook.core.mailheaders import MAXIMUM_BYTES, ListName, Mailbox, Token, Value, checked_address
from policybook.core.messages import printable
from policybook.core.model import Kind
from policybook.core.pages import Html, Link
from policybook.core.portable import absolute_links, portable, quoted, weight
from policybook.core.wrapping import wrapped

EXCERPT_HTML_BYTES = 34_000
"""What the excerpt may weigh in the HTML part, and less where everything else is long: the mail stays below 80 kB."""
EXCERPT_TEXT_BYTES = 14_000
"""The same for the plain text part."""
_FURNITURE_BYTES = 10_000
"""What headers and templates weigh without any content, with room for a template of the user's own."""
_EXPLANATION_BYTES = 4_000
_SUMMARY_CHARACTERS = 400
_TITLE_CHARACTERS = 100
_DOCUMENTS_NAMED = 5
_POSTAL_LINES = 6

_NEVER_MAILED = frozenset({Kind.IMPORTED, Kind.EDITORIAL})


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
    """Where a subscriber leaves the list, by a page and by a one-click POST (RFC 8058); optional in a preview."""
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
    headline: str
    """The subject without the organisation, with a capital letter."""
    subject: str
    """The subject."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One notice for one recipient, before its templates turn it into text and HTML."""

    headers: tuple[tuple[str, Value], ...]
    """Header fields in order."""
    content: NoticeContent
    """What it says."""


def due(revisions: Iterable[NoticeRevision], known: Container[str]) -> tuple[NoticeRevision, ...]:
    """Return the material revisions whose key is not known, in posting order.

    Imported and editorial revisions are never announced, whatever they claim; a postponement is, when it is material.
    """
    return tuple(
        sorted(
            (item for item in revisions if item.material and item.kind not in _NEVER_MAILED and item.key not in known),
            key=lambda item: item.posted,
        )
    )


def compose(revision: NoticeRevision, *, settings: MailSettings, recipient: Mailbox, sent: datetime) -> Mail:
    """Return the notice about a revision for one recipient; `sent` is its date and decides what has taken effect.

    Equal arguments give an equal mail, Message-ID included, so that a mail sent twice is recognised as one. Raises
    SettingsError for settings a mail cannot do without, MailError for an address that mail cannot be sent to.
    """
    if not settings.site_url.startswith(("https://", "http://")):
        raise SettingsError("a notice needs links, and `site_url` is not set", hint="set `site_url` in mkdocs.yml")
    if sent.tzinfo is None:
        raise MailError(f"the date of a mail needs a time zone, {sent.isoformat()} has none")
    content = _content(revision, settings, sent.date())
    return Mail(headers=_headers(revision, settings, recipient, sent, content.subject), content=content)


def _headers(
    revision: NoticeRevision, settings: MailSettings, recipient: Mailbox, sent: datetime, subject: str
) -> tuple[tuple[str, Value], ...]:
    domain = checked_address(settings.sender.address, what="the sender").rpartition("@")[2].lower()
    list_id = settings.list_id or f"policy-changes.{domain}"
    token = sha256(f"{list_id}\0{checked_address(recipient.address, what='the recipient')}".encode()).hexdigest()[:16]
    list_name = revision.speaks.say("{organisation} policy changes", organisation=settings.organisation)
    headers: list[tuple[str, Value]] = [
        ("Date", Token(format_datetime(sent))),
        ("From", settings.sender),
        *([("Reply-To", settings.reply_to)] if settings.reply_to else []),
        ("To", recipient),
        ("Subject", subject),
        ("Message-ID", Token(f"<{revision.file_name}.{token}@{domain}>")),
        ("List-Id", ListName(printable(list_name, _TITLE_CHARACTERS), list_id)),
        ("Auto-Submitted", Token("auto-generated")),
        ("Precedence", Token("bulk")),
        ("Content-Language", Token(revision.speaks.tag)),
    ]
    if settings.unsubscribe_url:
        headers.append(("List-Unsubscribe", Token(f"<{_one_click(settings.unsubscribe_url)}>")))
        headers.append(("List-Unsubscribe-Post", Token("List-Unsubscribe=One-Click")))
    return tuple(headers)


def _one_click(url: str) -> str:
    # RFC 8058 asks for one HTTPS URI; brackets and commas would end it inside the header field
    if url.startswith("https://") and not set(url) & set("<>, "):
        return url
    raise SettingsError(
        f"the unsubscribe address {url!r} is no https:// URL", hint="mail readers post to it without asking"
    )


def _content(revision: NoticeRevision, settings: MailSettings, today: date) -> NoticeContent:
    title = printable(revision.policy_title, _TITLE_CHARACTERS)
    organisation = printable(settings.organisation, _TITLE_CHARACTERS)
    language = revision.speaks
    event = wording.event(revision.kind, title, revision.effective, undone=revision.undone, language=language)
    contact = (settings.reply_to or settings.sender).address
    comparison = urljoin(settings.site_url, quoted(revision.redline)) if revision.redline else ""
    text_url = urljoin(settings.site_url, quoted(revision.address))
    content = NoticeContent(
        speaks=language,
        organisation=organisation,
        headline=capitalised(event),
        subject=f"{organisation}: {event}",
        summary=printable(revision.summary, _SUMMARY_CHARACTERS),
        explanation=_paragraphs(revision.explanation),
        documents=_named(revision.documents, language),
        timing=wording.timing(
            revision.kind,
            revision.effective,
            today=today,
            replaced=revision.replaced,
            undone=revision.undone,
            language=language,
        ),
        action=printable(settings.action, _SUMMARY_CHARACTERS)
        or wording.action(revision.kind, revision.effective, today=today, contact=contact, language=language),
        links=tuple(
            Link(title=words, address=url)
            for words, url in (
                (language.say("What changed, word by word"), comparison),
                (language.say("The full text"), text_url),
            )
            if url
        ),
        extent=wording.extent(revision.inserted, revision.deleted, language=language),
        comparison=comparison,
        unsubscribe_url=settings.unsubscribe_url,
        postal_address=tuple(
            printable(line, _TITLE_CHARACTERS) for line in settings.postal_address.strip().splitlines()[:_POSTAL_LINES]
        ),
    )
    return _with_excerpt(content, revision, text_url)


def _with_excerpt(content: NoticeContent, revision: NoticeRevision, text_url: str) -> NoticeContent:
    """Return content with as much of the changes as the mail has room for."""
    names = (content.organisation, content.organisation, content.subject, content.headline)
    lines = (content.summary, content.timing, content.action, *content.postal_address)
    room = (
        MAXIMUM_BYTES
        - _FURNITURE_BYTES
        - 2 * sum(map(weight, (*names, *lines, *content.explanation, *content.documents)))
    )
    html_room, text_room = min(EXCERPT_HTML_BYTES, room * 2 // 3), min(EXCERPT_TEXT_BYTES, room // 3)
    excerpt = portable(revision.excerpt_html, link=absolute_links(text_url), budget=html_room)
    excerpt_text, text_complete = _cut_lines(wrapped(revision.excerpt_text).strip("\n"), text_room)
    return replace(
        content,
        excerpt_html=excerpt.html,
        excerpt_text=excerpt_text,
        rest=wording.rest(revision.left_out, complete=excerpt.complete, language=revision.speaks),
        rest_text=wording.rest(revision.left_out, complete=text_complete, language=revision.speaks),
    )


def _paragraphs(explanation: str) -> tuple[str, ...]:
    """Return paragraphs of an explanation until they weigh too much; an ellipsis says that there was more."""
    kept: list[str] = []
    room = _EXPLANATION_BYTES
    for paragraph in filter(None, map(printable, explanation.split("\n\n"))):
        room -= weight(paragraph)
        if room < 0:
            return (*kept, "…") if kept else (printable(paragraph, _SUMMARY_CHARACTERS),)
        kept.append(paragraph)
    return tuple(kept)


def _named(documents: Sequence[str], language: Language) -> tuple[str, ...]:
    shown = [printable(title, _TITLE_CHARACTERS) for title in documents[:_DOCUMENTS_NAMED]]
    more = len(documents) - len(shown)
    return (*shown, language.say("{count} more", count=language.number(more))) if more else tuple(shown)


def _cut_lines(text: str, budget: int) -> tuple[str, bool]:
    """Return the lines of a text that fit a budget, and whether those are all."""
    kept: list[str] = []
    for line in text.split("\n"):
        budget -= weight(line) + 2
        if budget < 0:
            return "\n".join(kept).rstrip("\n"), False
        kept.append(line)
    return text, True


def _dotless(name: str) -> str:
    """Return a name of letters, digits, `_`, `-` and `%` alone; distinct names stay so, long ones end in a hash."""
    written = quote(name, safe="", errors="surrogatepass").replace(".", "%2E").replace("~", "%7E")
    return written if len(written) <= 60 else f"{written[:44]}-{sha256(written.encode()).hexdigest()[:15]}"
