"""Documents followed through the revisions of their policy, each once. Knows nothing about pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from policybook.app.book import Book
from policybook.app.redlines import Redlines, compared
from policybook.core.content import id_part
from policybook.core.following import follow
from policybook.core.landmarks import Outline, outline
from policybook.core.model import Version
from policybook.core.timeline import DocumentText, Policy, Revision, Standing
from policybook.core.trails import Source, Step, Trail


def article_id(document: str) -> str:
    """Return the id of a document's article on its page."""
    return f"document-{id_part(document)}"


def clause_prefix(document: str, *, several: bool) -> str:
    """Return how the ids of a document's clauses start on a page with several documents, or with this one."""
    return f"{article_id(document)}-s" if several else "s"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows: the documents that share it, after a revision of their policy."""

    policy: Policy
    """The policy."""
    revision: Revision
    """The revision that the page stands for."""
    standings: tuple[Standing, ...]
    """Its documents in order, each with the revision that brought its text."""


class Trails:
    """Follows the documents of a book."""

    def __init__(self, book: Book, redlines: Redlines) -> None:
        self._book = book
        self._redlines = redlines
        self._known: dict[tuple[str, int, str, int, bool], Trail] = {}

    def of(self, shown: Shown, standing: Standing) -> Trail:
        """Return a document followed from its first publication to the text that a page shows."""
        several = len(shown.standings) > 1
        document = standing.text.document
        key = (shown.policy.address, shown.revision.number, document, standing.revision.number, several)
        if key not in self._known:
            lasting = "" if _is_first(shown.policy, document) else f"{id_part(document)}-"
            steps = tuple(self._steps(shown, standing, several=several))
            self._known[key] = follow(steps, prefix=clause_prefix(document, several=True), lasting=lasting)
        return self._known[key]

    def _steps(self, shown: Shown, standing: Standing, *, several: bool) -> Iterator[Step]:
        document, version = standing.text.document, shown_version(standing.text)
        last: Step | None = None
        for revision in shown.policy.revisions[: shown.revision.number]:
            if revision.taken_back and not shown.revision.taken_back:
                continue  # it never applied, and the text that follows was written without it
            text = next((item for item in revision.touched if item.document == document), None)
            if text and text.version and revision.number <= standing.revision.number:
                yield (last := self._step(revision, text, text.version))
            elif last and revision.texts and _has_several(revision) != last.several:
                yield (last := _again(last, revision, last.outline, several=_has_several(revision)))
        found = outline(self._book.text(version).blocks) if version != standing.text.version else None
        if last and (last.several != several or (found and found != last.outline)):
            yield _again(last, shown.revision, found or last.outline, several=several)

    def _step(self, revision: Revision, text: DocumentText, version: Version) -> Step:
        if text in compared(revision) and text.previous is not None:
            made = next(item for item in self._redlines.steps(revision) if item.document == text.document)
            found, sources, removed = made.outline, made.sources, made.removed
        else:
            found, sources, removed = outline(self._book.text(version).blocks), None, ()
        return Step(
            revision=revision.id,
            number=revision.number,
            outline=found,
            title=self._book.title(version),
            several=_has_several(revision),
            sources=sources,
            removed=removed,
        )


def _again(last: Step, revision: Revision, found: Outline, *, several: bool) -> Step:
    """Return the step to a text that reads the same, on a page with other documents or with other markup."""
    same = tuple(Source(leaf, "", -1, 0) for leaf in range(found.leaves))
    sources = same if found.leaves == last.outline.leaves else None
    return replace(
        last, revision=revision.id, number=revision.number, outline=found, several=several, sources=sources, removed=()
    )


def shown_version(text: DocumentText) -> Version:
    """Return the version that pages show: the latest markup of a text, or the last text of what was withdrawn."""
    version = text.latest or text.version or text.previous
    if version is None:
        raise ValueError(f"{text.document} is on a page and has no text")
    return version


def _has_several(revision: Revision) -> bool:
    return len(revision.standing) > 1


def _is_first(policy: Policy, document: str) -> bool:
    """Return whether a policy began with a document: its permanent ids need no name in front."""
    began = next((revision.standing for revision in policy.revisions if revision.standing), ())
    return bool(began) and began[0].document == document
