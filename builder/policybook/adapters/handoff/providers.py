"""Mails handed to a provider's web service, one request each. Knows nothing about notices.

What differs between providers stands in one table. A request carries the mail's own name as idempotency key where the
provider knows such keys: asked twice, it sends once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn

from urllib3.filepost import encode_multipart_formdata

from policybook.adapters.handoff.web import Place, Service, allowed, basic, place
from policybook.core.errors import SettingsError
from policybook.core.handover import Lost
from policybook.core.mailparts import parts_of
from policybook.core.replies import Reply
from policybook.core.webreplies import Meanings, reply_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """How one provider wants to be asked, and what it answers."""

    url: str
    """Its address; empty when each customer has another one."""
    path: str
    """What follows the address."""
    login: Callable[[str], Mapping[str, str]]
    """Gives the header fields that carry the key."""
    body: Callable[[bytes], tuple[object, tuple[str, bytes] | None]]
    """Gives a mail as it wants it: as JSON, or as a content type and bytes."""
    meanings: Meanings
    """What it answers."""
    key_life: timedelta = timedelta()
    """For how long it knows an idempotency key; 0: it knows none."""


def _field(name: str) -> Callable[[Any], str]:
    return lambda content: str(content.get(name) or "") if isinstance(content, dict) else ""


def _for_resend(data: bytes) -> tuple[object, None]:
    mail = parts_of(data)
    content = {
        "from": mail.sender,
        "to": [mail.recipient],
        "subject": mail.subject,
        "html": mail.html,
        "text": mail.text,
        "headers": dict(mail.headers),
        **({"reply_to": [mail.reply_to]} if mail.reply_to else {}),
    }
    return content, None


def _for_postmark(data: bytes) -> tuple[object, None]:
    mail = parts_of(data)
    content = {
        "From": mail.sender,
        "To": mail.recipient,
        "Subject": mail.subject,
        "HtmlBody": mail.html,
        "TextBody": mail.text,
        "Headers": [{"Name": name, "Value": value} for name, value in mail.headers],
        "MessageStream": "broadcast",
        "TrackOpens": False,
        **({"ReplyTo": mail.reply_to} if mail.reply_to else {}),
    }
    return content, None


def _for_mailgun(data: bytes) -> tuple[None, tuple[str, bytes]]:
    fields: dict[str, str | bytes | tuple[str, str | bytes] | tuple[str, str | bytes, str]] = {
        "to": parts_of(data).recipient,
        "o:tracking": "no",
        "message": ("mail.eml", data, "message/rfc822"),
    }
    body, kind = encode_multipart_formdata(fields)
    return None, (kind, body)


PROVIDERS = {
    "resend": Provider(
        url="https://api.resend.com",
        path="/emails",
        login=lambda key: {"Authorization": f"Bearer {key}"},
        body=_for_resend,
        key_life=timedelta(hours=24),
        meanings=Meanings(
            taken=_field("id"),
            error=_field("name"),
            words=("message", "name"),
            about_us=frozenset(
                {"invalid_from_address", "invalid_access", "missing_required_field", "invalid_idempotency_key"}
            ),
            busy=frozenset({"concurrent_idempotent_requests"}),
            known=frozenset({"invalid_idempotent_request"}),
        ),
    ),
    "postmark": Provider(
        url="https://api.postmarkapp.com",
        path="/email",
        login=lambda key: {"X-Postmark-Server-Token": key},
        body=_for_postmark,
        meanings=Meanings(
            taken=_field("MessageID"),
            error=_field("ErrorCode"),
            words=("Message",),
            # signatures, streams, credit, an account that is closed or looked at
            about_us=frozenset({"10", "400", "401", "402", "403", "405", "412", "413", "1101", "1235"}),
            dead=frozenset({"406"}),
            busy=frozenset({"100", "429"}),
        ),
    ),
    "mailgun": Provider(
        url="",
        path="/messages.mime",
        login=lambda key: basic(f"api:{key}"),
        body=_for_mailgun,
        meanings=Meanings(taken=_field("id"), error=lambda _: "", words=("message",)),
    ),
}


@dataclass(frozen=True, slots=True)
class MailProvider:
    """A provider that mails are handed to."""

    provider: Provider
    """How it is talked to."""
    place: Place
    """Where it is."""

    @property
    def key_life(self) -> timedelta:
        """For how long it knows a mail by its name."""
        return self.provider.key_life

    def connect(self) -> ProviderConnection:
        """Return a connection; it is made with the first mail."""
        return ProviderConnection(self.provider, Service(self.place, self.provider.login(self.place.secret)))


def mail_provider(named: str) -> MailProvider:
    """Return the provider of `resend`, `postmark` or `mailgun+https://api.mailgun.net/v3/DOMAIN`."""
    name, _, url = named.partition("+")
    found = PROVIDERS.get(name)
    if not found:
        raise SettingsError(
            f"`mail_transport` names the provider {name!r}, which is not known",
            hint=f"known are {', '.join(PROVIDERS)}; most others take SMTP: smtp+starttls://host:587",
        )
    if not url and not found.url:
        raise SettingsError(
            f"{name} has another address for each sending domain",
            hint=f"write esp:{name}+https://api.mailgun.net/v3/DOMAIN, in Europe https://api.eu.mailgun.net/v3/DOMAIN",
        )
    return MailProvider(found, place(url or found.url))


class ProviderConnection:
    """A connection to a provider."""

    def __init__(self, provider: Provider, service: Service) -> None:
        self._provider = provider
        self._service = service

    def send(self, sender: str, recipient: str, data: bytes, *, name: str, may_end: Callable[[], bool]) -> Reply:  # noqa: ARG002
        """Hand a mail over; see `Connection`. The provider has a return path of its own."""
        content, body = self._provider.body(data)
        meanings, key = self._provider.meanings, {"Idempotency-Key": name} if self._provider.key_life else {}
        try:
            self._service.open()
            allowed(may_end)
            answer = self._service.call("POST", self._provider.path, content=content, body=body, headers=key, ends=True)
            return reply_of(answer, meanings) or _doubtful(answer.words(*meanings.words))
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Close it."""
        self._service.close()


def _doubtful(words: str) -> NoReturn:
    raise Lost(f"{words}: nobody knows whether it was taken", ended=True)
