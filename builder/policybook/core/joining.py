"""What people ask of the notification list: to join, with wishes. Knows nothing about HTTP, mails or databases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from policybook.core.errors import UsageError
from policybook.core.language import marked

REQUEST_LIFE = timedelta(days=2)
"""How long a request to join can be confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a subscriber wants to hear of."""

    policies: tuple[str, ...] = ()
    """Ids of policies; empty: all, also those to come."""
    every_change: bool = False
    """Whether they also want to hear of revisions that are not material."""
    locale: str = ""
    """BCP 47 tag of the language they want; empty: the policy's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinRequest:
    """A request to join, until its sender confirms it: only the link in their mail holds it."""

    address: str
    """The address, checked."""
    wishes: Wishes
    """What they want to hear of."""
    asked: datetime
    """When; aware."""

    def expired(self, now: datetime) -> bool:
        """Return whether it is too late to confirm it."""
        return not self.asked <= now <= self.asked + REQUEST_LIFE


@dataclass(frozen=True, slots=True)
class Listed:
    """A policy that people may ask to be told of."""

    id: str
    """What editors call it."""
    title: str
    """Its title."""


def read_wishes(
    *,
    everything: bool,
    chosen: Sequence[str],
    changes: str,
    locale: str,
    policies: Collection[str],
    languages: Collection[str],
) -> Wishes:
    """Return the wishes that a form holds; `policies` and `languages` are those that there are.

    Raises UsageError with words for its reader for a form that says nothing, or what no page of ours would.
    """
    if not everything and not chosen:
        raise UsageError(marked("Choose at least one policy, or all of them."))
    known = set(chosen) <= set(policies) and changes in ("material", "every") and locale in ("", *languages)
    if not known:
        raise UsageError(marked("The form was filled in with something that it does not offer. Please try again."))
    return Wishes(
        policies=() if everything else tuple(dict.fromkeys(chosen)), every_change=changes == "every", locale=locale
    )


def masked(address: str) -> str:
    """Return an address that its owner recognises and others cannot write to: `a…@example.org`."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}"
