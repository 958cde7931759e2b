"""The words of the mail ledger: subscribers, notices, deliveries and their states. Knows nothing about databases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class SubscriberStatus(StrEnum):
    """Whether a subscriber gets notices. Only CONFIRMED ones and LIST do."""

    CONFIRMED = "confirmed"
    """Gets notices."""
    UNSUBSCRIBED = "unsubscribed"
    """Left the list."""
    BOUNCED = "bounced"
    """The mailbox does not exist or no longer takes mail."""
    COMPLAINED = "complained"
    """Reported a notice as spam."""
    LIST = "list"
    """No person but the address of a mailing list elsewhere, which gets one mail and passes it on."""


class SuppressionReason(StrEnum):
    """Why an address is never mailed again."""

    UNSUBSCRIBED = "unsubscribed"
    """Its owner left the list."""
    BOUNCED = "bounced"
    """The mailbox does not exist."""
    COMPLAINED = "complained"
    """Its owner reported a notice as spam."""
    REMOVED = "removed"
    """An operator took it off."""
    ERASED = "erased"
    """Its owner asked for erasure."""


class NoticeKind(StrEnum):
    """What a notice is for."""

    CHANGE = "change"
    """Tells of a material revision."""
    REMINDER = "reminder"
    """Tells again, shortly before it takes effect."""
    CORRECTION = "correction"
    """Puts an earlier notice right."""
    WITHDRAWAL = "withdrawal"
    """Says that what an earlier notice told of does not happen."""
    DIGEST = "digest"
    """Tells of several revisions in one mail."""


class NoticeState(StrEnum):
    """How far a notice is."""

    DRAFT = "draft"
    """Composed, and nobody has approved it."""
    APPROVED = "approved"
    """May be sent."""
    SENDING = "sending"
    """Its deliveries exist; they are being sent."""
    PAUSED = "paused"
    """Stopped by an operator or the circuit breaker; may be resumed."""
    DONE = "done"
    """Nothing is left to send."""
    CANCELLED = "cancelled"
    """Stopped for good; what was not sent will not be."""


class DeliveryState(StrEnum):
    """How far one notice to one subscriber is."""

    PENDING = "pending"
    """To be sent, now or at its next attempt."""
    CLAIMED = "claimed"
    """A sender has taken it; the mail is certainly not handed over yet."""
    DOT = "dot"
    """The end of the mail is being handed over: should the sender die now, nobody knows whether it was taken."""
    IN_DOUBT = "in-doubt"
    """Its sender died in DOT. `reconcile` asks the mail server's log."""
    ACCEPTED = "accepted"
    """The mail server has taken it. Whether it was read, or even arrived, nobody knows."""
    REJECTED = "rejected"
    """Refused for good."""
    EXPIRED = "expired"
    """Not taken before the notice ran out."""
    SUPPRESSED = "suppressed"
    """The subscriber left, or the address is suppressed."""
    CANCELLED = "cancelled"
    """The notice was cancelled first."""
    BOUNCED = "bounced"
    """Accepted, and returned later."""
    COMPLAINED = "complained"
    """Accepted, and reported as spam later."""


UNFINISHED = (DeliveryState.PENDING, DeliveryState.CLAIMED, DeliveryState.DOT, DeliveryState.IN_DOUBT)
"""States in which a delivery is not settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """When and how somebody agreed to get notices."""

    at: datetime
    """When; aware."""
    source: str
    """How: `form`, `contract 2024`, `import crm.csv`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscriber:
    """Somebody to be put on the list."""

    address: str
    """As typed, domain in ASCII: what mail is sent to."""
    key: str
    """What makes two addresses one: see `addresses.address_key`."""
    suppression: str
    """The address in the list of those never to be mailed: an HMAC of the key."""
    consent: Consent
    """When and how they agreed."""
    locale: str = ""
    """BCP 47 tag of the language they want; empty: the policy's own."""
    policies: tuple[str, ...] = ()
    """Ids of the policies they want to hear of; empty: all."""
    every_change: bool = False
    """Whether they also want to hear of revisions that are not material."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Somebody on the list."""

    id: int
    """Number in the ledger."""
    address: str
    """What mail is sent to."""
    locale: str
    """BCP 47 tag of the language they want; empty: the policy's own."""
    status: SubscriberStatus
    """Whether they get notices."""
    policies: tuple[str, ...]
    """Ids of the policies they want to hear of; empty: all."""
    every_change: bool
    """Whether they also want to hear of revisions that are not material."""
    consent: Consent | None
    """When and how they agreed."""
    created: datetime
    """When the ledger first heard of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One notice in the ledger."""

    id: int
    """Number in the ledger."""
    kind: NoticeKind
    """What it is for."""
    revisions: tuple[str, ...]
    """Keys of the revisions it tells of, in posting order: `terms/2020-12-18`."""
    sequence: int
    """1, or more for a second notice of this kind about the same revisions."""
    state: NoticeState
    """How far it is."""
    reason: str
    """Why it is paused or cancelled; else empty."""
    content: str
    """SHA-256 of what was approved, in hexadecimal; empty before."""
    recipients: int
    """How many recipients were approved, or enqueued once sending has begun."""
    approved_by: str
    """Who approved it; empty before."""
    approved: datetime | None
    """When."""
    started: datetime | None
    """When sending began."""
    expires: datetime | None
    """When nothing more is to be sent; None before sending begins."""
    refers_to: int | None = None
    """The notice that this one corrects, withdraws or repeats."""
    words: str = ""
    """What the operator says in it: what was wrong, why it is taken back."""

    @property
    def name(self) -> str:
        """Return what people call it: `terms/2020-12-18`, `terms/2020-12-18 reminder 2`."""
        words = "+".join(self.revisions)
        if self.kind is not NoticeKind.CHANGE:
            words += f" {self.kind}"
        return f"{words} {self.sequence}" if self.sequence > 1 else words


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A delivery that a sender has taken."""

    id: int
    """Number in the ledger."""
    address: str
    """Recipient."""
    locale: str
    """Language that the recipient wants; empty: the policy's own."""
    attempt: int
    """How often it has been tried before."""
    earlier: int | None = None
    """Number of the delivery by which the recipient got the notice that this one refers to; None: they got none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """One delivery, for people who ask who got what."""

    id: int
    """Number in the ledger."""
    address: str
    """Recipient; empty when erased."""
    state: DeliveryState
    """How far it is."""
    attempts: int
    """How often it was tried."""
    reply: str
    """The mail server's last words."""
    changed: datetime | None
    """When its state last changed; None before the first attempt."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries of a notice are in each state."""

    counts: dict[DeliveryState, int] = field(default_factory=dict)
    """States that occur, with their number."""

    def __getitem__(self, state: DeliveryState) -> int:
        return self.counts.get(state, 0)

    @property
    def total(self) -> int:
        """All deliveries."""
        return sum(self.counts.values())

    @property
    def unfinished(self) -> int:
        """Deliveries that are not settled."""
        return sum(self[state] for state in UNFINISHED)
