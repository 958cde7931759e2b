"""The pages that show a policy's text: in force, to come, and of each revision for good. Knows nothing about
templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from policybook.app import banners
from policybook.app.coming import Coming
from policybook.app.edition import Edition
from policybook.app.entries import entry
from policybook.app.facts import changed_on, facts, published_on
from policybook.app.languages import alternates, language_switch, translation_notice
from policybook.app.margins import margin
from policybook.app.pageanchors import page_aliases
from policybook.app.pdfnames import in_force_path, revision_path
from policybook.app.trails import Shown, clause_prefix, shown_version
from policybook.app.versionlinks import version_links
from policybook.core.aliases import Aliases
from policybook.core.anchor_html import NO_ALIASES
from policybook.core.asides import told_apart
from policybook.core.layout import document_html
from policybook.core.model import Kind, Version
from policybook.core.pages import (
    Banner,
    ContentsEntry,
    DocumentView,
    Entry,
    Frame,
    Html,
    Link,
    PolicyPage,
    reading_minutes,
)
from policybook.core.timeline import (
    DocumentText,
    Policy,
    Revision,
    Standing,
    State,
    documents_in_force,
    documents_of,
    periods,
    policy_state,
    state,
)
from policybook.core.wording import timing

LATEST = 5
"""How many of the newest revisions a policy's page names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What makes one page of a policy differ from the others."""

    address: str
    standings: Sequence[Standing]
    banners: tuple[Banner, ...]
    archived: bool = False
    """Whether it is the permanent page of a revision: the text as it was noted, with its neighbours."""
    latest: bool = False
    """Whether it ends with the latest revisions."""


def policy_page(edition: Edition, policy: Policy) -> PolicyPage:
    """Return the page with the text in force; of a withdrawn policy with its last text."""
    shown = shown_on(edition, policy)
    notices = banners.on_policy_page(edition, policy, shown.revision)
    plan = _Plan(address=f"{policy.address}/", standings=shown.standings, banners=notices, latest=True)
    return _page(edition, policy, shown.revision, plan)


def shown_on(edition: Edition, policy: Policy) -> Shown:
    """Return what the page of a policy shows: the text in force, else the one to come, else the last."""
    revision = edition.shown_revision(policy)
    if policy_state(policy, on=edition.on) is State.UPCOMING:
        return Shown(policy, revision, documents_of(policy, revision))
    return Shown(policy, revision, documents_in_force(policy, on=edition.on) or _removed(revision))


def upcoming_page(edition: Edition, policy: Policy, found: Coming) -> PolicyPage:
    """Return the page with the text that takes effect next, as the whole page will read then."""
    plan = _Plan(
        address=f"{policy.address}/upcoming/",
        standings=found.standings,
        banners=banners.on_upcoming_page(edition, policy, found),
    )
    made = _page(edition, policy, found.revision, plan)
    return replace(made, redline=edition.redline_address(policy, found.comparison))


def revision_page(edition: Edition, policy: Policy, revision: Revision) -> PolicyPage:
    """Return the permanent page with the full text of one revision."""
    plan = _Plan(
        address=edition.text_address(policy, revision),
        standings=documents_of(policy, revision) or _removed(revision),
        banners=banners.on_revision_page(edition, policy, revision),
        archived=True,
    )
    return _page(edition, policy, revision, plan)


def _removed(revision: Revision) -> tuple[Standing, ...]:
    """Return the last texts of the documents that a withdrawal took away: they stay readable."""
    return tuple(Standing(text=text, revision=revision, upcoming=None) for text in revision.texts if text.previous)


def _page(edition: Edition, policy: Policy, revision: Revision, plan: _Plan) -> PolicyPage:
    shown = Shown(policy, revision, tuple(plan.standings))
    plain = [_markup(edition, shown, standing, plan, NO_ALIASES) for standing in plan.standings]
    said: Sequence[Aliases] = [NO_ALIASES] * len(plain)
    if not plan.archived:
        # notes on what went stand on the policy's own page: nobody linked to another before
        said = page_aliases(edition, shown, plain, plan.address, stubs=plan.latest)
    made = [
        _document(edition, shown, standing, plan, aliases)
        for standing, aliases in zip(plan.standings, said, strict=True)
    ]
    views = tuple(view for view, _ in made)
    title = _title(edition, policy, revision, plan, views)
    interval = banners.interval_of(policy, revision)
    words = sum(view.words for view in views)
    main = plan.address == f"{policy.address}/"
    frame = _frame(edition, policy, revision, plan, views)
    return PolicyPage(
        frame=frame,
        eyebrow=edition.group_crumb(policy) if main else edition.crumbs(policy),
        title=title,
        lede=views[0].description if views else "",
        state=state(policy, revision, on=edition.on),
        since=interval.start if interval else revision.taken_back or revision.effective,
        until=interval.end if interval and interval.applied else None,
        number=revision.number,
        revision_id=revision.id,
        total=len(policy.revisions),
        words=words,
        minutes=reading_minutes(words),
        banners=plan.banners,
        documents=views,
        contents=_contents(made),
        previous=_neighbour(edition, policy, revision, -1) if plan.archived else None,
        next=_neighbour(edition, policy, revision, 1) if plan.archived else None,
        latest=_latest(edition, policy) if plan.latest else (),
        history=f"{policy.address}/history/",
        current=f"{policy.address}/",
        clauses=edition.clauses_address(policy) if main else "",
        redline=edition.redline_address(policy, revision),
        compare="" if plan.archived else edition.compare_address(policy),
        versions=version_links(edition, policy, revision) if plan.archived else (),
        facts=facts(edition, policy, revision, frame),
        languages=language_switch(edition, policy, text=views[0].anchor if views else "main") if main else (),
        translation=translation_notice(edition, policy, main=main),
        pdf=_pdf(edition, policy, revision, main=main),
    )


def _title(edition: Edition, policy: Policy, revision: Revision, plan: _Plan, views: Sequence[DocumentView]) -> str:
    title = views[0].title if views else edition.title(policy)
    if not plan.archived:
        return title
    return edition.speaks(policy).say("{title}, version of {version}", title=title, version=revision.id)


def _description(
    edition: Edition, policy: Policy, revision: Revision, plan: _Plan, views: Sequence[DocumentView]
) -> str:
    """Return what search engines say below the title: the editor's words, or else when the text applies or did."""
    if not views or views[0].description:
        return views[0].description if views else ""
    language, now = edition.speaks(policy), state(policy, revision, on=edition.on)
    if plan.archived and now is not State.IN_FORCE:
        title, interval = _title(edition, policy, revision, plan, views), banners.interval_of(policy, revision)
        if now is not State.SUPERSEDED or interval is None or interval.end is None or not interval.applied:
            return f"{title}."
        start, end = language.day(interval.start), language.day(interval.end)
        when = language.say("It applied from {start} to {end}.", start=start, end=end)
        return f"{title}. {when}"
    kind = Kind.WITHDRAWN if now is State.WITHDRAWN else Kind.INITIAL
    when = timing(kind, revision.effective, today=edition.on, language=language)
    return f"{views[0].title}. {when}"


def _frame(edition: Edition, policy: Policy, revision: Revision, plan: _Plan, views: Sequence[DocumentView]) -> Frame:
    """Return what surrounds a text: whether it asks to be listed, and under which address.

    The permanent page of the text that the policy's own page shows is listed under the address of that; any other
    permanent page asks not to be. What takes effect next is to be found: on its own page.
    """
    main = f"{policy.address}/"
    frame = edition.frame(
        plan.address,
        edition.told_apart(policy, _title(edition, policy, revision, plan, views)),
        policy=policy,
        description=_description(edition, policy, revision, plan, views),
    )
    frame = replace(frame, foot=_foot(edition, policy, revision, views))
    if plan.address == main:
        modified, published = changed_on(edition, policy), published_on(policy)
        return replace(frame, modified=modified, published=published, alternates=alternates(edition, policy))
    superseded = state(policy, revision, on=edition.on) is State.SUPERSEDED
    twin = plan.archived and not superseded and _reads_like_main(edition, policy, plan)
    return replace(
        frame,
        modified=revision.posted,
        published=revision.posted,
        noindex=plan.archived and not twin,
        canonical=edition.absolute(main) if twin else frame.canonical,
    )


def _foot(edition: Edition, policy: Policy, revision: Revision, views: Sequence[DocumentView]) -> str:
    """Return what stands at the foot of each printed page."""
    title = views[0].title if views else edition.title(policy)
    version = edition.speaks(policy).say("Version {number}", number=revision.number)
    return f"{edition.settings.organisation} · {title} · {version} · {revision.id}"


def _reads_like_main(edition: Edition, policy: Policy, plan: _Plan) -> bool:
    """Whether a page has the texts of the policy's own page: the same words, whatever was mended in their markup."""
    return _read(edition, plan.standings) == _read(edition, shown_on(edition, policy).standings)


def _read(edition: Edition, standings: Sequence[Standing]) -> list[tuple[str, str]]:
    return [(item.text.document, edition.book.digest(_shown(item.text, archived=True)).visible) for item in standings]


def _pdf(edition: Edition, policy: Policy, revision: Revision, *, main: bool) -> str:
    """Return the address of the page's PDF: the policy's own page has one, the others that of their revision."""
    if not edition.settings.options.pdf or not (main or revision.texts):
        return ""
    return in_force_path(policy) if main else revision_path(policy, revision)


def _contents(made: Sequence[tuple[DocumentView, tuple[ContentsEntry, ...]]]) -> tuple[ContentsEntry, ...]:
    """Return the table of contents: one entry per document where there are several, else the document's own."""
    if len(made) == 1:
        return made[0][1]
    return tuple(ContentsEntry(title=view.title, anchor=view.anchor, entries=entries) for view, entries in made)


def _markup(edition: Edition, shown: Shown, standing: Standing, plan: _Plan, aliases: Aliases) -> Html:
    """Return the text of a document on a page."""
    version = _shown(standing.text, archived=plan.archived)
    parsed = edition.book.text(version)
    several = len(shown.standings) > 1
    article = edition.addresses.article(standing.text.document)
    former = {} if plan.archived else edition.trails.of(shown, standing).names
    return document_html(
        parsed.blocks,
        ids=edition.addresses.anchored(parsed, several=several).ids,
        top=3 if several else 2,
        resolve=edition.addresses.resolver(
            version,
            plan.address,
            several=several,
            beside=[_shown(item.text, archived=plan.archived) for item in shown.standings],
            former=former,
        ),
        prefix=clause_prefix(standing.text.document, several=several),
        title=parsed.title,
        label=f"{article}-title" if several else "",
        language=edition.speaks(shown.policy),
        changed={} if plan.archived else margin(edition, shown, standing, plan.address),
        aliases=aliases,
    )


def _document(
    edition: Edition, shown: Shown, standing: Standing, plan: _Plan, aliases: Aliases
) -> tuple[DocumentView, tuple[ContentsEntry, ...]]:
    text, revision, policy = standing.text, standing.revision, shown.policy
    version = _shown(text, archived=plan.archived)
    parsed = edition.book.text(version)
    digest, language = edition.book.digest(version), edition.language(version)
    markup = _markup(edition, shown, standing, plan, aliases)
    view = DocumentView(
        anchor=edition.addresses.article(text.document),
        title=parsed.title,
        description=parsed.metadata.description,
        language=language,
        html=Html(told_apart(markup, text=language, ours=edition.speaks(policy).tag)),
        state=_state(policy, standing, edition),
        effective=revision.effective,
        upcoming=None if standing.leaves else standing.upcoming,
        until=standing.upcoming - timedelta(days=1) if standing.leaves and standing.upcoming else None,
        posted=revision.posted,
        revision=Link(title=revision.id, address=edition.text_address(policy, revision)),
        redline=edition.redline_address(policy, revision),
        permanent=edition.absolute(edition.text_address(policy, revision)),
        source=edition.settings.commit_url(version.commit),
        commit=version.commit[:10],
        sha256=digest.source,
        words=digest.words,
    )
    return view, edition.addresses.anchored(parsed, several=len(shown.standings) > 1).contents


def _shown(text: DocumentText, *, archived: bool) -> Version:
    """Return the version to show: a permanent page has the text as it was noted, others its latest markup."""
    return (text.version if archived else None) or shown_version(text)


def _state(policy: Policy, standing: Standing, edition: Edition) -> State:
    """Return what a document's text is on the day: each document of a page has its own dates."""
    revision = standing.revision
    if standing.text.version is None or revision.taken_back:
        return State.WITHDRAWN
    own = (item for item in periods(policy, standing.text.document) if item.revision.number == revision.number)
    period = next(own, None)
    if period is None or not period.applied:
        return State.SUPERSEDED
    if period.start > edition.on:
        return State.UPCOMING
    return State.IN_FORCE if period.holds(edition.on) else State.SUPERSEDED


def _neighbour(edition: Edition, policy: Policy, revision: Revision, step: int) -> Link | None:
    line = [item for item in policy.revisions if item.texts]
    place = line.index(revision) + step
    if not 0 <= place < len(line):
        return None
    return Link(
        title=edition.speaks(policy).say("Version {number}", number=line[place].number),
        address=edition.text_address(policy, line[place]),
    )


def _latest(edition: Edition, policy: Policy) -> tuple[Entry, ...]:
    return tuple(entry(edition, policy, item) for item in policy.revisions[: -LATEST - 1 : -1])
