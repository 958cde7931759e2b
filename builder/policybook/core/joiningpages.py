"""The values of the subscribe server's pages. Knows nothing about HTTP or templates."""

from __future__ import annotations

from dataclasses import dataclass

from policybook.core.pages import Frame, Link


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tick or pick in a form."""

    value: str
    """What the form says when it is chosen."""
    title: str
    """What people read."""
    chosen: bool
    """Whether it is chosen when the page opens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WishesForm:
    """The part of a form that says what somebody wants to hear of."""

    everything: bool
    """Whether all policies are chosen, also those to come."""
    policies: tuple[Choice, ...]
    """The policies; empty where there is only one."""
    every_change: bool
    """Whether changes that are not material are chosen too."""
    languages: tuple[Choice, ...]
    """The languages, by their own names; empty where there is only one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinPage:
    """The form to join."""

    frame: Frame
    """What surrounds it."""
    organisation: str
    """Who publishes the policies."""
    form: WishesForm
    """What is chosen."""
    address: str = ""
    """What was typed before."""
    problem: str = ""
    """What is wrong with it; empty when nothing is."""
    faulty: str = ""
    """The field that it is about: `address` or `policies`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesPage:
    """What a subscriber chose, to be changed."""

    frame: Frame
    """What surrounds it."""
    owner: str
    """The subscriber's address, masked: a mail with the link may have been passed on."""
    form: WishesForm
    """What is chosen."""
    notice: str = ""
    """What has just been done; empty as a rule."""
    problem: str = ""
    """What is wrong with the form; empty when nothing is."""
    faulty: str = ""
    """The field that it is about."""
    links: tuple[Link, ...] = ()
    """To leave, and to be forgotten."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPage:
    """A page that says one thing, and perhaps asks to press a button: opening it changes nothing."""

    frame: Frame
    """What surrounds it."""
    words: tuple[str, ...]
    """Paragraphs."""
    button: str = ""
    """What the button says; empty for none."""
    eyebrow: str = ""
    """Small words above the title: `Error 404`."""
    links: tuple[Link, ...] = ()
    """Where to go on."""
