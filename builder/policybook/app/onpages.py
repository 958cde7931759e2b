"""The pages that answer what applied on a day: one per policy, and one for all. Knows nothing about templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policybook.app.edition import Edition
from policybook.core.navigation import repeated
from policybook.core.onpages import OnPage, Row, Section, Table
from policybook.core.pages import Link
from policybook.core.timeline import Change, Period, Policy, State, documents, periods

MAX_ROWS = 2_000
"""More periods than this on the page of all policies, and it lists their own pages instead."""


def on_address(policy: Policy | None) -> str:
    """Return the address of the page that answers for a policy, or for all."""
    return f"{policy.address}/on/" if policy else "on/"


def on_title(edition: Edition, policy: Policy | None) -> str:
    """Return the title of that page."""
    language = edition.speaks(policy)
    if policy is None:
        return language.say("What applied on a given date?")
    return language.say("What applied on a given date: {title}", title=edition.full_title(policy))


def policy_on_page(edition: Edition, policy: Policy) -> OnPage:
    """Return the page with the days of every text of a policy."""
    title = edition.full_title(policy)
    say = edition.speaks(policy).say
    words = say("Which version of {title} applied on which days.", title=title)
    history = Link(title=say("Revision history"), address=f"{policy.address}/history/")
    frame = edition.frame(on_address(policy), on_title(edition, policy), policy=policy, description=words)
    return OnPage(
        frame=replace(frame, noindex=True, modified=policy.revisions[-1].posted),
        eyebrow=edition.crumbs(policy, history),
        policy=Link(title=title, address=f"{policy.address}/"),
        sections=(_section(edition, policy),),
    )


def all_on_page(edition: Edition, *, limit: int = MAX_ROWS) -> OnPage:
    """Return the page with the days of every text of every policy; of more than `limit`, with links to their pages."""
    words = edition.speaks(None).say("Which version of which policy applied on which days.")
    sections = _told_apart([_section(edition, policy) for policy in edition.policies])
    rows = sum(len(table.rows) for section in sections for table in section.tables)
    return OnPage(
        frame=replace(edition.frame(on_address(None), on_title(edition, None), description=words), noindex=True),
        eyebrow=(),
        policy=None,
        sections=tuple(replace(section, tables=()) for section in sections) if rows > limit else sections,
    )


def _told_apart(sections: Sequence[Section]) -> tuple[Section, ...]:
    """Return sections whose titles differ: policies of one title get their addresses beside it."""
    same = repeated([section.policy.title for section in sections])

    def named(policy: Link) -> Link:
        title = f"{policy.title} ({policy.address[:-1]})" if policy.title.casefold() in same else policy.title
        return replace(policy, title=title)

    return tuple(replace(section, policy=named(section.policy)) for section in sections)


def _section(edition: Edition, policy: Policy) -> Section:
    several = len(documents(policy)) > 1
    tables = (_table(edition, policy, document, several=several) for document in documents(policy))
    return Section(
        policy=Link(title=edition.full_title(policy), address=f"{policy.address}/"),
        address=on_address(policy),
        tables=tuple(table for table in tables if table.rows),
    )


def _table(edition: Edition, policy: Policy, document: str, *, several: bool) -> Table:
    line = [period for period in periods(policy, document) if period.applied]
    versions = (period.text.latest or period.text.version or period.text.previous for period in reversed(line))
    newest = next(filter(None, versions), None)
    anchor = f"#{edition.addresses.article(document)}" if several else ""
    return Table(
        title=edition.book.title(newest) if newest else document,
        rows=tuple(_row(edition, policy, period, anchor) for period in reversed(line)),
    )


def _row(edition: Edition, policy: Policy, period: Period, anchor: str) -> Row:
    gone = period.text.version is None
    state = State.WITHDRAWN if gone else State.IN_FORCE
    if not period.holds(edition.on):
        state = State.UPCOMING if period.start > edition.on else State.SUPERSEDED
    return Row(
        start=period.start,
        until=period.until,
        number=period.revision.number,
        address="" if gone else edition.text_address(policy, period.revision) + anchor,
        state=state,
        moved=gone and period.text.change is Change.MOVED,
    )
