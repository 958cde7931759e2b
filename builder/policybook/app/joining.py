"""The notification list as people meet it: they ask to join, confirm, choose, leave, are forgotten.

Whoever asks is answered by mail alone, in the same words and with the same work whether their address is known or not.
Knows nothing about HTTP.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from policybook.adapters.addresses import read_address
from policybook.adapters.inliner import inlined
from policybook.adapters.ledger import Ledger
from policybook.adapters.mailtemplates import MailTemplates
from policybook.adapters.settings import Settings
from policybook.adapters.signedlinks import SignedLinks
from policybook.app.mailing import send_one, to_listmonk, transport_of
from policybook.app.subscribers import new_subscriber
from policybook.core.errors import SettingsError
from policybook.core.joining import JoinRequest, Wishes
from policybook.core.language import Language
from policybook.core.letters import Letter, already_there, confirmation, letter_mail
from policybook.core.mailheaders import mailbox
from policybook.core.mailing import Consent, Subscriber, SubscriberStatus, SuppressionReason
from policybook.core.mailtokens import Purpose, delivery_of, suppression_of

CONSENT_SOURCE = "form, confirmed by mail"
"""How the ledger names the consent of those who joined by themselves."""


class NotificationList:
    """What anybody may do with the list."""

    def __init__(
        self, settings: Settings, ledger: Ledger, *, keys: tuple[bytes, ...], clock: Callable[[], datetime]
    ) -> None:
        """Take the list in hand. Raises SettingsError for settings that it cannot do without."""
        for name in ("subscribe_url", "mail_from"):
            if not getattr(settings.options, name):
                raise SettingsError(
                    f"people who join the list get mails with links, and `{name}` is not set",
                    path=str(settings.config_file or ""),
                    hint="see docs/subscribe-server.md",
                )
        if to_listmonk(settings):
            raise SettingsError(
                "`mail_transport` is listmonk, which sends to its own lists alone, not to who asks to join",
                path=str(settings.config_file or ""),
                hint="people join at listmonk then: set `notify_url` or `notify_form` in place of `subscribe_url`",
            )
        transport_of(settings)  # whatever is wrong with it is said before anybody asks
        self._settings = settings
        self._ledger = ledger
        self._keys = keys
        self._clock = clock
        self._links = SignedLinks(keys)
        self._templates = MailTemplates([settings.overrides] if settings.overrides else [])

    def ask(self, typed: str, wishes: Wishes, *, language: Language) -> None:
        """Answer a request to join, by mail to the address alone; what is on record does not change.

        Raises MailError for an address that no mail can be sent to, or when none can be sent at present.
        """
        address = read_address(typed)
        there = self._ledger.subscribers.by_key(address.key)
        known = there if there and there.status is SubscriberStatus.CONFIRMED else None
        token = self._links.request_token(JoinRequest(address=address.address, wishes=wishes, asked=self._clock()))
        say = already_there if known else confirmation
        path = f"preferences/{self.link_token(known)}" if known else f"confirm/{token}"
        options = self._settings.options
        letter = say(
            language,
            organisation=self._settings.organisation,
            address=options.subscribe_url + path,
            postal_address=options.mail_postal_address,
        )
        self._send(letter, known.address if known else address.address)

    def _send(self, letter: Letter, to: str) -> None:
        options, name = self._settings.options, f"letter.{secrets.token_hex(12)}"
        text, html = self._templates.letter(letter)
        mail = letter_mail(
            letter,
            text=text,
            html=inlined(html),
            sender=mailbox(options.mail_from),
            reply_to=mailbox(options.mail_reply_to) if options.mail_reply_to else None,
            to=to,
            own_id=name,
            at=self._clock(),
        )
        send_one(self._settings, mail, to=to, name=name)

    def rate_key(self, typed: str) -> str:
        """Return what stands for an address where requests are counted: no address is kept for that.

        Raises MailError for an address that no mail can be sent to.
        """
        return suppression_of(read_address(typed).key, self._keys)

    def request(self, token: str) -> JoinRequest | None:
        """Return the request that the link of a mail carries; None when it is too old, or none of ours."""
        return self._links.request(token, now=self._clock())

    def confirm(self, token: str) -> Subscriber | None:
        """Put the sender of a request on the list; None when the link is too old, or void since they left."""
        found = self.request(token)
        if found is None:
            return None
        now, wishes = self._clock(), found.wishes
        person = new_subscriber(
            found.address,
            consent=Consent(at=now, source=CONSENT_SOURCE),
            keys=self._keys,
            locale=wishes.locale,
            policies=wishes.policies,
            every_change=wishes.every_change,
        )
        number = self._ledger.subscribers.join(person, asked=found.asked, at=now)
        return None if number is None else self._ledger.subscribers.by_id(number)

    def link_token(self, person: Subscriber) -> str:
        """Return the token of a link to a subscriber's own pages."""
        return self._links.subscriber_token(person.id, at=self._clock())

    def owner(self, token: str) -> Subscriber | None:
        """Return whose link it is: of a notice, or one that we gave out; None when it stands for nobody (any more)."""
        delivery = delivery_of(token, Purpose.SUBSCRIBER, self._keys)
        if delivery is None:
            number = self._links.subscriber(token, now=self._clock())
        else:
            number = self._ledger.deliveries.recipient(delivery)
        person = None if number is None else self._ledger.subscribers.by_id(number)
        return None if person is None or person.status is SubscriberStatus.LIST else person

    def leave(self, person: Subscriber) -> None:
        """Take a subscriber off the list, for good; doing it again changes nothing."""
        self._ledger.subscribers.suppress(self._suppression(person), SuppressionReason.UNSUBSCRIBED, at=self._clock())

    def prefer(self, person: Subscriber, wishes: Wishes) -> Subscriber:
        """Set what a subscriber wants to hear of; return them as they are now."""
        self._ledger.subscribers.prefer(
            person.id,
            locale=wishes.locale,
            policies=wishes.policies,
            every_change=wishes.every_change,
            at=self._clock(),
        )
        return replace(person, locale=wishes.locale, policies=wishes.policies, every_change=wishes.every_change)

    def forget(self, person: Subscriber) -> None:
        """Forget everything about a subscriber, except that their address is never mailed again."""
        self._ledger.subscribers.erase(self._suppression(person), at=self._clock())

    def _suppression(self, person: Subscriber) -> str:
        return suppression_of(read_address(person.address).key, self._keys)
