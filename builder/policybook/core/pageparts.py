"""Parts of page values: what a page is to programs, its place among versions and languages. Knows nothing about
templates.

Addresses are site paths like those of `pages`, unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page with a policy's text says of itself in the words of schema.org."""

    name: str
    """Title of the page."""
    address: str
    """Absolute URL of the text; empty when the site's own address is not known."""
    language: str
    """BCP 47 tag of its text."""
    version: str
    """Permalink id of the revision."""
    published: date
    """Day the text, or the first text that this page had, was published."""
    modified: date
    """Day the text of the page last changed."""
    coverage: str
    """The days on which the text applies, as an ISO 8601 interval; empty when it applied on none."""
    publisher: str
    """Who publishes it."""
    site_name: str
    """Name of the site that it is part of."""
    site: str
    """Absolute URL of that site; empty when not known."""
    original: str = ""
    """Absolute URL of the text that it translates; empty when it translates none, or the site has no address."""


class Role(StrEnum):
    """What another version is to the one on a permanent page."""

    THIS = "this"
    LATEST = "latest"
    PREVIOUS = "previous"
    NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLink:
    """The address of a version, spelt out so that it can be cited from paper."""

    role: Role
    """What it is to the version of the page."""
    words: str
    """The address as readers see it: absolute where the site's own address is known."""
    address: str
    """Where it leads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alternate:
    """The same policy in a language, for search engines."""

    language: str
    """BCP 47 tag, or `x-default` for readers of any other language."""
    address: str
    """Its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageLink:
    """The same policy in a language, for readers."""

    language: str
    """BCP 47 tag."""
    name: str
    """The language's name for itself."""
    address: str
    """Its page."""
    current: bool
    """Whether it is the page that shows the link."""
    original: str = ""
    """Where the policy is not translated into it: the language of the original, to which the link leads."""
    version: date | None = None
    """Where it is not: first day of the original's version that a reader finds instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class YearLink:
    """One year of a history."""

    year: int
    """The year."""
    address: str
    """Where its revisions are: an anchor of the page, or a page of its own."""
    count: int
    """How many revisions were posted in it."""
    current: bool = False
    """Whether it is the year that the page shows alone."""


def interval(start: date, end: date | None) -> str:
    """Return days as an ISO 8601 interval: `2024-01-01/2024-02-29`, `2024-03-01/..` while no end is known."""
    return f"{start.isoformat()}/{end.isoformat() if end else '..'}"
