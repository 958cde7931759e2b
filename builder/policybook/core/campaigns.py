"""A mail as a campaign of listmonk, and to which of its lists it goes. Knows nothing about how that is asked."""

from __future__ import annotations

import re

from policybook.core.errors import MailError, SettingsError
from policybook.core.mailparts import MailParts

LEAVE = "https://listmonk.invalid/unsubscribe"
"""Stands in a mail for the address at which listmonk lets its reader leave the list."""
_HINT = "write the ids of its lists between blanks, those of another language with its tag: 3 7 de:4 fr:5"
_ENTRY = re.compile(r"(?:([A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*):)?([1-9][0-9]{0,8})")
_ADDRESS = re.compile(r"lists((?:\.[1-9][0-9]{0,8})+)@listmonk")
_NAME = 150


def lists_by_language(text: str) -> dict[str, tuple[int, ...]]:
    """Return the ids of lists by language, empty for the policy's own, as `mail_handoff_lists` names them.

    Raises SettingsError when it names none, or one twice: its readers would get two mails.
    """
    found: dict[str, tuple[int, ...]] = {}
    seen: set[int] = set()
    for word in text.replace(",", " ").split():
        entry = _ENTRY.fullmatch(word)
        if not entry:
            raise SettingsError(f"`mail_handoff_lists` has {word!r}, which names no list", hint=_HINT)
        number = int(entry[2])
        if number in seen:
            raise SettingsError(f"`mail_handoff_lists` names the list {number} twice", hint=_HINT)
        seen.add(number)
        locale = entry[1] or ""
        found[locale] = (*found.get(locale, ()), number)
    if not found:
        raise SettingsError("`mail_transport` is listmonk, and `mail_handoff_lists` names no list", hint=_HINT)
    return found


def address_of(lists: tuple[int, ...]) -> str:
    """Return what stands for lists among addresses: `lists.3.7@listmonk`."""
    return f"lists.{'.'.join(map(str, lists))}@listmonk"


def lists_of(address: str) -> list[int]:
    """Return the ids of lists that an address stands for; raises MailError for a person's."""
    found = _ADDRESS.fullmatch(address)
    if not found:
        raise MailError(
            "listmonk takes no mail to one address",
            hint="look at a notice with `policybook notify preview`, or send listmonk's own test of its campaign; "
            "people join and leave on listmonk's own pages",
        )
    return [int(number) for number in found[1].split(".")[1:]]


def campaign(parts: MailParts, *, lists: list[int], tag: str, template: int) -> dict[str, object]:
    """Return what listmonk is told to make a campaign of; nothing in a text is a command of its templates."""
    subject = _literal(parts.subject)
    headers = [{"Auto-Submitted": "auto-generated"}]
    if parts.reply_to:
        headers.append({"Reply-To": _literal(parts.reply_to)})
    return {
        "name": f"{parts.subject[:_NAME]} ({tag})",
        "subject": subject,
        "lists": lists,
        "from_email": _literal(parts.sender),
        "type": "regular",
        "content_type": "html",
        "messenger": "email",
        "body": _with_way_out(parts.html),
        "altbody": _with_way_out(parts.text),
        "tags": [tag],
        "headers": headers,
        **({"template_id": template} if template else {}),
    }


def _with_way_out(text: str) -> str:
    return _literal(text).replace(LEAVE, "{{ UnsubscribeURL }}")


def _literal(text: str) -> str:
    # "{{" opens a command; "@TrackLink" after a URL is one too
    return text.replace("{{", '{{ "{{" }}').replace("@TrackLink", '@{{ "TrackLink" }}')
