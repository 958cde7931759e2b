"""The list of all policies, the form of a hosted list, the page for addresses that do not exist. Knows no texts."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

from policybook.adapters.settings import ADDRESS_FIELD, SUBSCRIBE
from policybook.app.edition import Edition, PolicySet
from policybook.app.entries import entry
from policybook.app.languages import language_links
from policybook.core.headings import headings
from policybook.core.layout import document_html
from policybook.core.model import Version
from policybook.core.pages import Html, IndexPage, Link, PlainPage, PolicyGroup, PolicyItem, SubscribePage
from policybook.core.timeline import Policy, Revision, State, policy_state, upcoming

LATEST = 10
"""How many of the newest revisions the start page names."""


def index_page(edition: Edition) -> IndexPage:
    """Return the start page."""
    latest = _latest(edition)
    say = edition.speaks(None).say
    words = say("All policies of {organisation}, with every revision.", organisation=edition.settings.organisation)
    frame = edition.frame("", say("Policies"), description=words)
    return IndexPage(
        frame=replace(frame, modified=latest[0][1].posted if latest else None),
        introduction=_introduction(edition),
        groups=tuple(_group(edition, group) for group in edition.groups),
        latest=tuple(entry(edition, policy, revision) for policy, revision in latest[:LATEST]),
    )


def subscribe_page(edition: Edition) -> SubscribePage:
    """Return the page with the form of a list that is hosted elsewhere."""
    options, say = edition.settings.options, edition.speaks(None).say
    target = urlsplit(options.notify_form)
    title = say("Get notified of changes")
    return SubscribePage(
        frame=replace(edition.frame(SUBSCRIBE, title), form_target=f"{target.scheme}://{target.netloc}"),
        organisation=edition.settings.organisation,
        action=options.notify_form,
        host=target.hostname or "",
        address_field=next(name for name, value in options.notify_form_fields.items() if value == ADDRESS_FIELD),
        fields=tuple(item for item in options.notify_form_fields.items() if item[1] != ADDRESS_FIELD),
    )


def not_found_page(edition: Edition) -> PlainPage:
    """Return the page for an address that does not exist."""
    title = edition.speaks(None).say("Page not found")
    return PlainPage(frame=replace(edition.frame("404.html", title), noindex=True, canonical=""))


def _latest(edition: Edition) -> list[tuple[Policy, Revision]]:
    pairs = [(policy, revision) for policy in edition.policies for revision in policy.revisions]
    return sorted(pairs, key=lambda pair: (pair[1].posted, pair[1].position, pair[0].address), reverse=True)


def _item(edition: Edition, policy: Policy) -> PolicyItem:
    revision = edition.shown_revision(policy)
    version = edition.naming_version(policy, revision)
    pending = upcoming(policy, on=edition.on)
    now = policy_state(policy, on=edition.on)
    return PolicyItem(
        link=Link(title=edition.name(policy), address=f"{policy.address}/"),
        description=edition.book.digest(version).description if version else "",
        state=now,
        since=revision.effective,
        upcoming=pending[0].effective if pending and now is not State.UPCOMING else None,
        revisions=len(policy.revisions),
        languages=tuple(item for item in language_links(edition, policy) if not item.current),
    )


def _group(edition: Edition, group: PolicySet) -> PolicyGroup:
    items = sorted(
        (_item(edition, policy) for policy in group.policies), key=lambda item: item.state is State.WITHDRAWN
    )
    return PolicyGroup(title=group.title, anchor=group.anchor, policies=tuple(items))


def _introduction(edition: Edition) -> Html:
    """Return the text of the content folder's own start page, without its title."""
    blob = edition.book.files.get("index.md")
    if blob is None:
        return Html()
    version = Version(position=-1, commit="", path=edition.book.content.outer("index.md"), blob=blob)
    text = edition.book.text(version)
    ids = edition.addresses.anchored(text, several=False).ids
    blocks = text.blocks[1:] if text.blocks and text.blocks[0].level == 1 else text.blocks
    resolve = edition.addresses.resolver(version, "", several=False)
    return document_html(
        blocks,
        ids=ids[len(ids) - len(list(headings(blocks))) :],
        top=2,
        resolve=resolve,
        prefix="start-",
        language=edition.speaks(None),
    )
