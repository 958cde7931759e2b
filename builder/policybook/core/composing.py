"""What a notice says, from the revisions it is about and what it is for. Knows nothing about templates or sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urljoin

from policybook.core import wording
from policybook.core.compiled import TOKEN, message_id
from policybook.core.errors import SettingsError
from policybook.core.language import Language, capitalised
from policybook.core.mailheaders import MAXIMUM_BYTES, ListName, Token, Value, checked_address
from policybook.core.mailing import NoticeKind
from policybook.core.messages import printable
from policybook.core.notices import DigestContent, MailSettings, NoticeContent, NoticeRevision
from policybook.core.pages import Link
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
_LEAD_CHARACTERS = 1_000
_TITLE_CHARACTERS = 100
_DOCUMENTS_NAMED = 5
_POSTAL_LINES = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What a notice is about, and what for."""

    revisions: tuple[NoticeRevision, ...]
    """The revisions, in posting order; several only in a digest."""
    kind: NoticeKind = NoticeKind.CHANGE
    """What it is for."""
    earlier: date | None = None
    """Day of the notice that this one repeats, corrects or takes back."""
    words: str = ""
    """What the operator says about it: what was wrong, why it is taken back."""
    speaks: Language | None = None
    """The language to speak in place of the policy's own."""
    sequence: int = 1
    """Counts notices of this kind about the same revisions."""
    refers: tuple[tuple[str, Value], ...] = ()
    """Header fields that name the mail of that earlier notice: see `CompiledMail.referred`."""

    @property
    def file_name(self) -> str:
        """Return its name as a plain file name, without extension: `terms.2020-12-18`, `terms.2020-12-18.reminder`."""
        first = self.revisions[0].file_name
        if self.kind is NoticeKind.CHANGE and self.sequence == 1:
            return first
        return f"{first}.{self.kind}" + (f".{self.sequence}" if self.sequence > 1 else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One notice without its recipient, before its templates turn it into text and HTML."""

    headers: tuple[tuple[str, Value], ...]
    """Header fields in order, without Date and To."""
    content: NoticeContent | DigestContent
    """What it says; TOKEN stands for the recipient's token in its links."""


def compose(announcement: Announcement, *, settings: MailSettings, on: date) -> Mail:
    """Return a notice that lacks only its recipient; the day decides what has taken effect.

    Equal arguments give an equal mail. Raises SettingsError for settings a mail cannot do without.
    """
    if not settings.site_url.startswith(("https://", "http://")):
        raise SettingsError("a notice needs links, and `site_url` is not set", hint="set `site_url` in mkdocs.yml")
    settings = replace(settings, unsubscribe_url=settings.unsubscribe_url.replace("{token}", TOKEN))
    share = len(announcement.revisions)
    items = tuple(_content(item, announcement, settings, on, share) for item in announcement.revisions)
    content = items[0] if announcement.kind is not NoticeKind.DIGEST else _digest(items)
    return Mail(headers=_headers(announcement, settings, content), content=content)


def _headers(
    announcement: Announcement, settings: MailSettings, content: NoticeContent | DigestContent
) -> tuple[tuple[str, Value], ...]:
    domain = checked_address(settings.sender.address, what="the sender").rpartition("@")[2].lower()
    headers: list[tuple[str, Value]] = [
        ("From", settings.sender),
        *([("Reply-To", settings.reply_to)] if settings.reply_to else []),
        ("Subject", content.subject),
        ("Message-ID", message_id(announcement.file_name, domain)),
        *announcement.refers,
        ("Auto-Submitted", Token("auto-generated")),
        ("Precedence", Token("bulk")),
        ("Content-Language", Token(content.speaks.tag)),
    ]
    if settings.to_a_list:
        return tuple(headers)
    list_name = content.speaks.say("{organisation} policy changes", organisation=settings.organisation)
    list_id = settings.list_id or f"policy-changes.{domain}"
    headers.append(("List-Id", ListName(printable(list_name, _TITLE_CHARACTERS), list_id)))
    if settings.unsubscribe_url:
        headers.append(("List-Unsubscribe", Token(f"<{_one_url(settings.unsubscribe_url)}>")))
        if TOKEN in settings.unsubscribe_url:
            headers.append(("List-Unsubscribe-Post", Token("List-Unsubscribe=One-Click")))
    return tuple(headers)


def _one_url(url: str) -> str:
    # RFC 8058 asks for one HTTPS URI; brackets and commas would end it inside the header field
    if url.startswith("https://") and not set(url) & set("<>, "):
        return url
    raise SettingsError(
        f"the unsubscribe address {url!r} is no https:// URL", hint="mail readers post to it without asking"
    )


def _digest(items: tuple[NoticeContent, ...]) -> DigestContent:
    first = items[0]
    headline = first.speaks.plural("{count} policy change", "{count} policy changes", len(items))
    return DigestContent(
        speaks=first.speaks,
        organisation=first.organisation,
        headline=capitalised(headline),
        subject=f"{first.organisation}: {headline}",
        items=items,
        unsubscribe_url=first.unsubscribe_url,
        postal_address=first.postal_address,
    )


def _content(
    revision: NoticeRevision, announcement: Announcement, settings: MailSettings, today: date, share: int
) -> NoticeContent:
    """Return what is said of one revision, in its share of a mail."""
    title = printable(revision.policy_title, _TITLE_CHARACTERS)
    organisation = printable(settings.organisation, _TITLE_CHARACTERS)
    language = announcement.speaks or revision.speaks
    event = wording.event(revision.kind, title, revision.effective, undone=revision.undone, language=language)
    event = wording.again(announcement.kind, event, language=language)
    contact = (settings.reply_to or settings.sender).address
    comparison = urljoin(settings.site_url, quoted(revision.redline)) if revision.redline else ""
    text_url = urljoin(settings.site_url, quoted(revision.address))
    content = NoticeContent(
        speaks=language,
        organisation=organisation,
        written_in=revision.speaks.tag if language.tag != revision.speaks.tag else "",
        headline=capitalised(event),
        subject=f"{organisation}: {event}",
        lead=wording.lead(
            announcement.kind,
            announcement.earlier,
            words=printable(announcement.words, _LEAD_CHARACTERS),
            language=language,
        ),
        summary=printable(revision.summary, _SUMMARY_CHARACTERS),
        explanation=_paragraphs(revision.explanation, _EXPLANATION_BYTES // share),
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
    if announcement.kind is NoticeKind.WITHDRAWAL:
        return replace(content, timing=wording.not_valid(language=language), action=wording.nothing(language=language))
    return _with_excerpt(content, revision, text_url, share)


def _with_excerpt(content: NoticeContent, revision: NoticeRevision, text_url: str, share: int) -> NoticeContent:
    """Return content with as much of the changes as the mail has room for."""
    names = (content.organisation, content.organisation, content.subject, content.headline)
    lines = (content.lead, content.summary, content.timing, content.action, *content.postal_address)
    room = (MAXIMUM_BYTES - _FURNITURE_BYTES) // share - 2 * sum(
        map(weight, (*names, *lines, *content.explanation, *content.documents))
    )
    html_room, text_room = min(EXCERPT_HTML_BYTES // share, room * 2 // 3), min(EXCERPT_TEXT_BYTES // share, room // 3)
    excerpt = portable(revision.excerpt_html, link=absolute_links(text_url), budget=html_room)
    excerpt_text, text_complete = _cut_lines(wrapped(revision.excerpt_text).strip("\n"), text_room)
    return replace(
        content,
        excerpt_html=excerpt.html,
        excerpt_text=excerpt_text,
        rest=wording.rest(revision.left_out, complete=excerpt.complete, language=content.speaks),
        rest_text=wording.rest(revision.left_out, complete=text_complete, language=content.speaks),
    )


def _paragraphs(explanation: str, room: int) -> tuple[str, ...]:
    """Return paragraphs of an explanation until they weigh too much; an ellipsis says that there was more."""
    kept: list[str] = []
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
