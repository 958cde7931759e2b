"""The mails that the subscribe server answers with: one that asks for confirmation, one for who is on the list.

Each goes to one person who (or somebody in whose name) asked for it. Knows nothing about templates or sending.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from policybook.core.joining import REQUEST_LIFE
from policybook.core.language import Language
from policybook.core.mailheaders import Mailbox, Message, Token, Value, assemble, verify
from policybook.core.pages import Link


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What such a mail says, as values for its templates."""

    speaks: Language
    """The language of the words."""
    organisation: str
    """Who publishes the policies."""
    headline: str
    """What it is about, which is its subject too."""
    paragraphs: tuple[str, ...]
    """What it says."""
    link: Link
    """What to open."""
    after: tuple[str, ...]
    """What is said below the link."""
    postal_address: tuple[str, ...] = ()
    """Lines of the postal address; may be empty."""

    @property
    def subject(self) -> str:
        """The subject: the headline."""
        return self.headline


def confirmation(language: Language, *, organisation: str, address: str, postal_address: str) -> Letter:
    """Return the mail that asks its reader to confirm that they want to join."""
    days = language.plural("{count} day", "{count} days", REQUEST_LIFE.days)
    return Letter(
        speaks=language,
        organisation=organisation,
        headline=language.say("Confirm that you want to hear of policy changes"),
        paragraphs=(
            language.say(
                "Somebody, probably you, asked that {organisation} tells this address of changes to its policies.",
                organisation=organisation,
            ),
            language.say("Open this page and press the button to confirm it:"),
        ),
        link=Link(title=language.say("Confirm"), address=address),
        after=(
            language.say("The link works for {days}.", days=days),
            language.say("If it was not you, do nothing: you are on no list, and this address is kept nowhere."),
        ),
        postal_address=tuple(postal_address.splitlines()),
    )


def already_there(language: Language, *, organisation: str, address: str, postal_address: str) -> Letter:
    """Return the mail for somebody who asks to join and is on the list already."""
    return Letter(
        speaks=language,
        organisation=organisation,
        headline=language.say("You are on the list for policy changes"),
        paragraphs=(
            language.say(
                "Somebody, probably you, asked that {organisation} tells this address of changes to its policies. "
                "It does so already, and nothing was changed.",
                organisation=organisation,
            ),
            language.say("Here you see what you are told of, and can change it or leave the list:"),
        ),
        link=Link(title=language.say("Your preferences"), address=address),
        after=(),
        postal_address=tuple(postal_address.splitlines()),
    )


def letter_mail(
    letter: Letter,
    *,
    text: str,
    html: str,
    sender: Mailbox,
    reply_to: Mailbox | None,
    to: str,
    own_id: str,
    at: datetime,
) -> bytes:
    """Return a letter as bytes, read back by two parsers. Raises MailError when it cannot be written."""
    domain = sender.address.rpartition("@")[2].lower()
    headers: tuple[tuple[str, Value], ...] = (
        ("Date", Token(format_datetime(at))),
        ("From", sender),
        *([("Reply-To", reply_to)] if reply_to else []),
        ("To", Mailbox("", to)),
        ("Subject", letter.headline),
        ("Message-ID", Token(f"<{own_id}@{domain}>")),
        ("Auto-Submitted", Token("auto-replied")),
        ("Content-Language", Token(letter.speaks.tag)),
    )
    data = assemble(Message(headers=headers, text=text, html=html))
    verify(data, [name for name, _ in headers])
    return data
