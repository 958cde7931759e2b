"""The pages and files by which readers compare two versions of a policy. Knows nothing about how texts are compared."""

from __future__ import annotations

from dataclasses import replace

from policybook.adapters.cache import Cache
from policybook.app.comparisons import (
    before,
    compared_versions,
    current,
    ready,
    ready_address,
    redline_between,
    with_current,
)
from policybook.app.edition import Edition
from policybook.app.languages import translation_notice
from policybook.app.redlinepages import redline_documents, side
from policybook.core.change_phrases import sentence
from policybook.core.comparable import ComparableDocument, comparable_json
from policybook.core.comparison_pages import ChoiceOfVersion, ComparePage, ComparisonPage
from policybook.core.model import Version
from policybook.core.pages import Link
from policybook.core.timeline import Change, DocumentText, Interval, Policy, Revision, documents_of, state


def compare_page(edition: Edition, policy: Policy) -> ComparePage:
    """Return the page where readers choose two versions, or a day."""
    title, language = edition.full_title(policy), edition.speaks(policy)
    made = {revision.id for revision in ready(edition, policy)}
    found = [
        _choice(edition, policy, item, made=item.revision.id in made) for item in compared_versions(edition, policy)
    ]
    now = current(edition, policy)
    place = min(next((n for n, item in enumerate(found) if now and item.id == now.id), 0), len(found) - 2)
    frame = edition.frame(
        edition.compare_address(policy),
        language.say("Compare versions of {title}", title=title),
        policy=policy,
        description=language.say(
            "Compare any two of the {number} versions of {title}.", number=len(found), title=title
        ),
    )
    return ComparePage(
        frame=replace(frame, noindex=True, modified=policy.revisions[-1].posted),
        eyebrow=edition.crumbs(policy),
        history=f"{policy.address}/history/",
        versions=tuple(found),
        current=now.id if now else "",
        first_day=found[-1].start,
        older=found[place + 1].id,
        newer=found[place].id,
    )


def _choice(edition: Edition, policy: Policy, interval: Interval, *, made: bool) -> ChoiceOfVersion:
    """Return a version to choose; with `made` it has a page of its own for the comparison with the one in force."""
    revision, pair = interval.revision, with_current(edition, policy, interval.revision)
    last = before(policy, revision)
    redline = edition.redline_address(policy, revision) if last and last.standing else ""
    following = redline_between(edition, policy, *pair) if pair else ""
    return ChoiceOfVersion(
        id=revision.id,
        number=revision.number,
        state=state(policy, revision, on=edition.on),
        start=interval.start,
        until=interval.end,
        applied=interval.applied,
        address=edition.text_address(policy, revision),
        before=last.id if last and redline else "",
        redline=redline,
        to_current=ready_address(edition, policy, revision) if made else following,
    )


def comparison_page(edition: Edition, policy: Policy, revision: Revision) -> ComparisonPage:
    """Return the page that compares a version with the one in force."""
    pair = with_current(edition, policy, revision)
    assert pair is not None  # noqa: S101  # only versions that are `ready` have such a page
    old, new = pair
    texts = compared_texts(policy, old, new)
    differing = tuple(text for text in texts if text.change is not Change.SAME)
    redline = edition.redlines.inline(differing)
    title, language = edition.full_title(policy), edition.speaks(policy)
    address, choice = ready_address(edition, policy, revision), edition.compare_address(policy)
    figures = redline.figures
    frame = edition.frame(
        address,
        language.say("{title}: {old} compared with {new}", title=title, old=old.id, new=new.id),
        policy=policy,
        description=language.say(
            "Redline of {title}: the text of {before} compared with that of {after}.",
            title=title,
            before=language.day(old.effective),
            after=language.day(new.effective),
        ),
    )
    same = [text.version for text in texts if text.change is Change.SAME and text.version]
    return ComparisonPage(
        frame=replace(frame, modified=max(old.posted, new.posted)),
        eyebrow=edition.crumbs(policy, Link(title=language.say("Compare versions"), address=choice)),
        compare=choice,
        old=side(edition, policy, old),
        new=side(edition, policy, new),
        documents=redline_documents(edition, policy, differing, redline, page=address),
        unchanged=tuple(map(edition.book.title, same)) if len(texts) > 1 else (),
        changes=redline.changes,
        inserted=figures.inserted,
        deleted=figures.deleted,
        sections_changed=figures.sections_changed,
        sections=figures.sections,
        words_changed=figures.words_changed,
        unworded="" if figures.words_changed or not figures.phrases else sentence(figures.phrases, language=language),
        translation=translation_notice(edition, policy),
    )


def compared_texts(policy: Policy, old: Revision, new: Revision) -> tuple[DocumentText, ...]:
    """Return the documents of two versions: those of the new one in their order, then those that are gone."""
    before, after = _versions_of(policy, old), _versions_of(policy, new)
    return tuple(
        DocumentText(
            document=document,
            change=_change(before.get(document), after.get(document)),
            version=after.get(document),
            previous=before.get(document),
        )
        for document in dict.fromkeys((*after, *before))
    )


def _change(old: Version | None, new: Version | None) -> Change:
    if old is None or new is None:
        return Change.ADDED if old is None else Change.REMOVED
    return Change.SAME if old.blob == new.blob else Change.AMENDED


def _versions_of(policy: Policy, revision: Revision) -> dict[str, Version]:
    standings = documents_of(policy, revision)
    return {item.text.document: item.text.version for item in standings if item.text.version}


# -- the files for the browser ---------------------------------------------------------------------------------------


def version_data(edition: Edition, policy: Policy, revision: Revision) -> bytes:
    """Return a version as a browser compares it; `null` where a document is too long for that."""
    found = _versions_of(policy, revision)
    titles = {document: edition.book.title(version) for document, version in found.items()}
    parts = (f"{document} {version.blob} {titles[document]}" for document, version in found.items())
    key = Cache.key("comparable", *parts)
    known = edition.book.cache.get(key)
    if known is None:
        known = comparable_json(
            [
                ComparableDocument(id=document, title=titles[document], blocks=edition.book.text(version).blocks)
                for document, version in found.items()
            ]
        )
        edition.book.cache.put(key, known)
    return known.encode()
