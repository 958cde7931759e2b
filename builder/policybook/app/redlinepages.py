"""The pages that show what a revision changed. Knows nothing about how texts are compared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from policybook.app.coming import is_joined
from policybook.app.comparisons import before
from policybook.app.edition import Edition
from policybook.app.entries import entry, explanation
from policybook.app.languages import translation_notice
from policybook.app.pdfnames import redline_path
from policybook.app.redlines import RevisionRedline, compared
from policybook.core.asides import told_apart
from policybook.core.change_phrases import sentence
from policybook.core.pages import Html, Link, RedlineDocument, RedlinePage, Side
from policybook.core.timeline import Change, DocumentText, Policy, Revision, in_force, state


def redline_page(edition: Edition, policy: Policy, revision: Revision, *, side_by_side: bool) -> RedlinePage:
    """Return the page with what a revision changed, inline or side by side."""
    redline = edition.redlines.of(revision)
    figures = redline.figures
    base = edition.redline_address(policy, revision)
    twin = f"{base}side-by-side/"
    language = edition.speaks(policy)
    shown = entry(edition, policy, revision)
    title = redline_title(edition, policy, revision)
    old = (in_force(policy, on=edition.on) if is_joined(revision) else before(policy, revision)) or revision
    frame = edition.frame(
        twin if side_by_side else base,
        language.say("Side by side: {title}", title=title) if side_by_side else title,
        policy=policy,
        description=language.say(
            "Redline of {title}: the text of {before} compared with that of {after}.",
            title=shown.policy.title,
            before=language.day(old.effective),
            after=language.day(revision.effective),
        ),
    )
    return RedlinePage(
        frame=replace(
            frame,
            modified=revision.posted,
            published=revision.posted,
            canonical=edition.absolute(base),
            noindex=is_joined(revision),
        ),
        eyebrow=_eyebrow(edition, policy, revision, side_by_side=side_by_side),
        policy=shown.policy,
        history=f"{policy.address}/history/",
        entry=shown,
        explanation=explanation(revision),
        old=side(edition, policy, old),
        new=side(edition, policy, revision),
        side_by_side=side_by_side,
        inline_address=base,
        side_by_side_address=twin,
        documents=redline_documents(
            edition,
            policy,
            compared(revision),
            redline,
            page=twin if side_by_side else base,
            side_by_side=side_by_side,
        ),
        changes=redline.changes,
        sections_changed=figures.sections_changed,
        sections=figures.sections,
        previous=_neighbour(edition, policy, revision, -1),
        next=_neighbour(edition, policy, revision, 1),
        plain_text=text_address(policy, revision),
        words_changed=figures.words_changed,
        unworded="" if figures.words_changed or not figures.phrases else sentence(figures.phrases, language=language),
        translation=translation_notice(edition, policy),
        pdf=redline_path(policy, revision) if edition.settings.options.pdf and not is_joined(revision) else "",
    )


def redline_title(edition: Edition, policy: Policy, revision: Revision) -> str:
    """Return the title of the page with what a revision changed."""
    language, title = edition.speaks(policy), edition.full_title(policy)
    if is_joined(revision):
        return language.say("What changes in {title} on {day}", title=title, day=language.day(revision.effective))
    return language.say("What changed in {title}, {version}", title=title, version=revision.id)


def text_address(policy: Policy, revision: Revision) -> str:
    """Return the address of a redline as plain text."""
    return f"{policy.address}/{revision.id}/redline.txt"


def _eyebrow(edition: Edition, policy: Policy, revision: Revision, *, side_by_side: bool) -> tuple[Link, ...]:
    """Return the way to the page; the side-by-side page stands below its twin."""
    language = edition.speaks(policy)
    history = Link(title=language.say("Revision history"), address=f"{policy.address}/history/")
    words = language.say("Changes of {day}", day=language.day(revision.effective))
    twin = Link(title=words, address=edition.redline_address(policy, revision))
    return edition.crumbs(policy, history, *([twin] if side_by_side else []))


def side(edition: Edition, policy: Policy, revision: Revision) -> Side:
    """Return one of the two versions of a comparison."""
    return Side(
        day=revision.effective,
        number=revision.number,
        state=state(policy, revision, on=edition.on),
        address=edition.text_address(policy, revision),
    )


def redline_documents(
    edition: Edition,
    policy: Policy,
    texts: Sequence[DocumentText],
    redline: RevisionRedline,
    *,
    page: str,
    side_by_side: bool = False,
) -> tuple[RedlineDocument, ...]:
    """Return the redlines of documents for the page that shows them."""
    made = {item.document: item.side_by_side if side_by_side else item.inline for item in redline.documents}
    ours = edition.speaks(policy).tag

    def shown(text: DocumentText) -> RedlineDocument:
        version = text.version or text.previous
        language = edition.language(version) if version else ours
        markup = edition.addresses.linked(made[text.document], version, page)
        return RedlineDocument(
            anchor=edition.addresses.article(text.document),
            title=_title(edition, text, new=True),
            old_title=_title(edition, text, new=False),
            html=Html(told_apart(markup, text=language, ours=ours)),
            language=language,
            status="amended" if text.change is Change.SAME else text.change.value,
        )

    return tuple(map(shown, texts))


def _title(edition: Edition, text: DocumentText, *, new: bool) -> str:
    version = (text.version or text.previous) if new else (text.previous or text.version)
    return edition.book.title(version) if version else text.document


def _neighbour(edition: Edition, policy: Policy, revision: Revision, step: int) -> Link | None:
    line = [item for item in policy.revisions if compared(item)]
    if is_joined(revision):
        return None
    place = line.index(revision) + step
    if not 0 <= place < len(line):
        return None
    return Link(title=line[place].id, address=edition.redline_address(policy, line[place]))
