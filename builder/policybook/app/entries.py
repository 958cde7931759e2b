"""Revisions as lists show them, and the words of notes as markup. Knows nothing about whole pages."""

from __future__ import annotations

from policybook.app.edition import Edition
from policybook.core import html
from policybook.core.blocks import parse, words
from policybook.core.pages import Entry, Html, Link
from policybook.core.summaries import generated_summary
from policybook.core.timeline import Policy, Revision, ending, state
from policybook.core.tree import inline_text, leaves, relinked, relinked_blocks


def entry(edition: Edition, policy: Policy, revision: Revision) -> Entry:
    """Return a revision as lists show it."""
    figures = edition.redlines.figures(revision)
    digest = edition.book.digest
    return Entry(
        id=revision.id,
        number=revision.number,
        policy=Link(title=edition.full_title(policy), address=f"{policy.address}/"),
        posted=revision.posted,
        effective=revision.effective,
        replaced=revision.replaced,
        state=state(policy, revision, on=edition.on),
        kind=revision.kind.value if revision.listed else "unlisted",
        material=revision.material,
        summary=summary(edition, policy, revision),
        documents=document_titles(edition, policy, revision),
        address=edition.text_address(policy, revision),
        redline=edition.redline_address(policy, revision),
        inserted=figures.inserted,
        deleted=figures.deleted,
        changes=figures.changes,
        words=sum(digest(text.version).words for text in revision.standing if text.version),
        source=edition.settings.commit_url(revision.commit),
        link=revision.link,
        same_words=bool(revision.texts) and not revision.touched,
        announced=revision.announced,
        ending=ending(policy, revision) or "",
        taken_back=revision.taken_back,
    )


def document_titles(edition: Edition, policy: Policy, revision: Revision) -> tuple[str, ...]:
    """Return the titles of the documents a revision touched; none where the policy never had more than one."""
    if not any(len(item.texts) > 1 for item in policy.revisions):
        return ()
    versions = (text.latest or text.version or text.previous for text in revision.touched)
    return tuple(edition.book.title(version) for version in versions if version)


def summary_source(edition: Edition, policy: Policy, revision: Revision) -> str:
    """Return the one-line summary as Markdown; a generated one when nobody wrote any."""
    if revision.summary:
        return revision.summary
    figures = edition.redlines.figures(revision)
    titles = document_titles(edition, policy, revision)
    return generated_summary(
        policy,
        revision,
        documents=titles,
        sections=figures.labels,
        phrases=figures.phrases,
        language=edition.speaks(policy),
    )


def summary(edition: Edition, policy: Policy, revision: Revision) -> Html:
    """Return the one-line summary as inline markup; its links become words, for lists put it into a link of
    their own."""
    return Html(html.inlines(relinked(words(summary_source(edition, policy, revision)), lambda _: "")))


def summary_words(edition: Edition, policy: Policy, revision: Revision) -> str:
    """Return the one-line summary as plain words."""
    return inline_text(words(summary_source(edition, policy, revision)))


def excerpt(edition: Edition, policy: Policy, revision: Revision) -> Html:
    """Return the changes alone as markup; its links start from the revision's own page."""
    version = edition.naming_version(policy, revision)
    page = edition.text_address(policy, revision)
    return Html(edition.addresses.linked(edition.redlines.of(revision).excerpt, version, page))


def explanation(revision: Revision) -> Html:
    """Return the editor's explanation as markup.

    Links that lead into the content become words, because the pages that show it lie at different depths.
    """
    return Html(html.blocks(relinked_blocks(parse(revision.explanation), _outside)))


def explanation_words(revision: Revision) -> str:
    """Return the editor's explanation as plain words, a blank line between paragraphs."""
    pieces = (inline_text(leaf.inlines) or leaf.text for leaf in leaves(parse(revision.explanation)))
    return "\n\n".join(filter(None, pieces))


def _outside(target: str) -> str:
    return target if ":" in target.partition("/")[0] else ""
