"""What each revision changed, made once and kept. Knows nothing about pages or MkDocs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache, partial
from typing import Any

from policybook.adapters.cache import Cache
from policybook.app.book import Book
from policybook.app.linkmarks import LINK_MARK
from policybook.app.steps import DocumentStep, document_step, steps_from_json, steps_to_json
from policybook.core.catalogue import ListedSection
from policybook.core.change_phrases import phrases
from policybook.core.content import id_part
from policybook.core.headings import split_number
from policybook.core.landmarks import outline
from policybook.core.language import Language
from policybook.core.model import Version
from policybook.core.origins import origins
from policybook.core.pages import ChangeItem
from policybook.core.redline import Redline, compare
from policybook.core.redline_excerpt import excerpt_html
from policybook.core.redline_html import inline_html
from policybook.core.redline_pairs import side_by_side_html
from policybook.core.redline_text import plain_text
from policybook.core.redline_words import Words, words_in
from policybook.core.timeline import Change, DocumentText, Revision
from policybook.core.tree import Block, relinked_blocks
from policybook.core.wrapping import WIDTH

EXCERPT_LIMIT = 40_000
"""Bytes of marked changes that a mail or a feed entry may carry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRedline:
    """What a revision changed in one document."""

    document: str
    """Id of the document."""
    change: str
    """A `timeline.Change` value."""
    inline: str
    """The marked text, as HTML."""
    side_by_side: str = ""
    """Both texts, clause by clause, as HTML."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What lists say of a redline: small enough to hold for every revision."""

    changes: int = 0
    """Number of changes."""
    inserted: int = 0
    """Words inserted."""
    deleted: int = 0
    """Words deleted."""
    sections: int = 0
    """How many sections the documents have."""
    sections_changed: int = 0
    """How many of them have a change."""
    labels: tuple[str, ...] = ()
    """The sections concerned, for a summary where nobody wrote one."""
    words_changed: bool = False
    """Whether words are new, gone or elsewhere, and not only links, numbers or formatting."""
    phrases: tuple[str, ...] = ()
    """What was done to them, for that summary; empty where whole documents came or went."""
    places: tuple[ListedSection, ...] = ()
    """The sections concerned, for programs."""
    sha256: str = ""
    """SHA-256 of the plain-text redline, in hexadecimal."""


NO_FIGURES = Figures()


@dataclass(frozen=True, slots=True, kw_only=True)
class RevisionRedline:
    """What a revision changed in all documents it touched."""

    figures: Figures = NO_FIGURES
    """How much changed."""
    documents: tuple[DocumentRedline, ...] = ()
    """One per document touched, in the order of the page."""
    changes: tuple[ChangeItem, ...] = ()
    """Every change, numbered across the documents."""
    plain_text: str = ""
    """The whole comparison as plain text."""
    excerpt: str = ""
    """The changes alone, for a mail: HTML with the words `added` and `removed` in it."""
    excerpt_text: str = ""
    """The changes alone, as plain text."""
    left_out: int = 0
    """How many changes the excerpt leaves out."""


class Redlines:
    """Makes and keeps the redlines of a book."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._figures: dict[str, Figures] = {}
        self.of = lru_cache(maxsize=8)(self._of)
        self._made = lru_cache(maxsize=2)(self._make)

    def figures(self, revision: Revision) -> Figures:
        """Return how much a revision changed, from memory or the cache where it is known."""
        texts = compared(revision)
        if not texts:
            return NO_FIGURES
        key = self._key("figures", texts)
        if key not in self._figures:
            known = self._book.cache.get(key)
            self._figures[key] = _figures(json.loads(known)) if known else self.of(revision).figures
        return self._figures[key]

    def _of(self, revision: Revision) -> RevisionRedline:
        """Return what a revision changed; nothing for a first publication or a revision without text."""
        texts = compared(revision)
        if not texts:
            return RevisionRedline()
        known = self._book.cache.get(self._key("redline", texts))
        return _from_json(known) if known is not None else self._made(texts)[0]

    def inline(self, texts: Sequence[DocumentText]) -> RevisionRedline:
        """Return what differs between the previous and the present versions of documents: the inline redlines alone,
        for half the cost of all that a revision's redline has."""
        key = self._key("inline", texts)
        known = self._book.cache.get(key)
        if known is not None:
            return _from_json(known)
        made = self._make_inline(texts)
        self._book.cache.put(key, json.dumps(asdict(made), ensure_ascii=False))
        return made

    def _make_inline(self, texts: Sequence[DocumentText]) -> RevisionRedline:
        words = words_in(self._language(texts))
        redlines = [compare(*self._blocks(text)) for text in texts]
        total = sum(len(redline.changes) for redline in redlines)
        documents: list[DocumentRedline] = []
        changes: list[ChangeItem] = []
        for text, redline in zip(texts, redlines, strict=True):
            first, prefix = len(changes) + 1, f"{id_part(text.document)}-" if len(texts) > 1 else ""
            shown = inline_html(redline, first=first, total=total, prefix=prefix, words=words)
            made = DocumentRedline(document=text.document, change=text.change.value, inline=shown)
            documents.append(made)
            changes += _items(redline, first, prefix, words)
        done = _phrases(documents, redlines, self._language(texts))
        figures = _figures_of(documents, changes, redlines, phrases=done)
        return RevisionRedline(figures=figures, documents=tuple(documents), changes=tuple(changes))

    def steps(self, revision: Revision) -> tuple[DocumentStep, ...]:
        """Return how the leaves of each text that a revision's redline compares came from the text before."""
        texts = compared(revision)
        if not texts:
            return ()
        known = self._book.cache.get(self._key("steps", texts))
        return steps_from_json(known) if known is not None else self._made(texts)[1]

    def _make(self, texts: tuple[DocumentText, ...]) -> tuple[RevisionRedline, tuple[DocumentStep, ...]]:
        """Make what a revision changed, and keep it."""
        language = self._language(texts)
        words = words_in(language)
        compared_blocks = [self._blocks(text) for text in texts]
        redlines = [compare(old, new) for old, new in compared_blocks]
        total = sum(len(redline.changes) for redline in redlines)
        several = len(texts) > 1
        documents: list[DocumentRedline] = []
        steps: list[DocumentStep] = []
        changes: list[ChangeItem] = []
        for text, redline, (old, new) in zip(texts, redlines, compared_blocks, strict=True):
            first, prefix = len(changes) + 1, f"{id_part(text.document)}-" if several else ""
            documents.append(
                DocumentRedline(
                    document=text.document,
                    change=text.change.value,
                    inline=inline_html(redline, first=first, total=total, prefix=prefix, words=words),
                    side_by_side=side_by_side_html(redline, first=first, total=total, prefix=prefix, words=words),
                )
            )
            anchor = partial(_anchor, prefix, first)
            steps.append(document_step(text.document, outline(new), origins(redline, old), anchor=anchor, words=words))
            changes += _items(redline, first, prefix, words)
        made = _with_totals(documents, changes, redlines, language)
        self._keep(texts, made, steps)
        return made, tuple(steps)

    def _keep(self, texts: Sequence[DocumentText], made: RevisionRedline, steps: Sequence[DocumentStep]) -> None:
        cache = self._book.cache
        cache.put(self._key("redline", texts), json.dumps(asdict(made), ensure_ascii=False))
        cache.put(self._key("figures", texts), json.dumps(asdict(made.figures), ensure_ascii=False))
        cache.put(self._key("steps", texts), steps_to_json(steps))

    def language(self, revision: Revision) -> Language:
        """Return the language in which a revision's changes are spoken of."""
        return self._language(revision.texts)

    def _language(self, texts: Sequence[DocumentText]) -> Language:
        return self._book.speaks(next((text.version or text.previous for text in texts), None))

    def _key(self, what: str, texts: Sequence[DocumentText]) -> str:
        return Cache.key(what, self._language(texts).identity, *(_identity(text) for text in texts))

    def _blocks(self, text: DocumentText) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        old, new = (
            relinked_blocks(self._book.text(version).blocks, _marked_link) if version else ()
            for version in (text.previous, text.version)
        )
        return old, new


def compared(revision: Revision) -> tuple[DocumentText, ...]:
    """Return the documents whose texts a revision's redline compares: none for a first publication.

    Where no document reads differently, they are those whose links or formatting the revision changed.
    """
    if not any(text.previous for text in revision.texts):
        return ()
    touched = tuple(text for text in revision.touched if text.previous or text.version)
    return touched or tuple(text for text in revision.texts if _is_reshaped(text))


def _is_reshaped(text: DocumentText) -> bool:
    """Whether a text differs from the one before in its source alone."""
    return bool(text.previous and text.version) and _blob(text.previous) != _blob(text.version)


def _blob(version: Version | None) -> str:
    return version.blob if version else ""


def _marked_link(target: str) -> str:
    return LINK_MARK + target


def _anchor(prefix: str, first: int, change: int) -> str:
    """Return the id of a change on its page; empty for none."""
    return f"c-{prefix}{first + change - 1}" if change else ""


def _identity(text: DocumentText) -> str:
    return f"{text.document} {text.change} {_blob(text.previous)} {_blob(text.version)}"


def _items(redline: Redline, first: int, prefix: str, words: Words) -> list[ChangeItem]:
    return [
        ChangeItem(
            number=first + change.number - 1,
            anchor=_anchor(prefix, first, change.number),
            label=words.place(change),
            kind=words.kinds_inside(change),
            words=change.first_words,
        )
        for change in redline.changes
    ]


def _with_totals(
    documents: list[DocumentRedline],
    changes: list[ChangeItem],
    redlines: Sequence[Redline],
    language: Language,
) -> RevisionRedline:
    excerpts, left_out, room = [], 0, EXCERPT_LIMIT
    words = words_in(language)
    text = "\n\n".join(plain_text(redline, words=words) for redline in redlines).replace(LINK_MARK, "")
    for redline in redlines:
        markup, skipped = excerpt_html(redline, limit=room, words=words)
        excerpts.append(markup)
        left_out += skipped
        room = max(0, room - len(markup.encode()))
    done = _phrases(documents, redlines, language)
    return RevisionRedline(
        figures=_figures_of(documents, changes, redlines, phrases=done, plain=text),
        documents=tuple(documents),
        changes=tuple(changes),
        plain_text=text,
        excerpt="".join(excerpts),
        excerpt_text="\n\n".join(
            plain_text(redline, only_changes=True, width=WIDTH, words=words) for redline in redlines
        ).replace(LINK_MARK, ""),
        left_out=left_out,
    )


def _phrases(documents: Sequence[DocumentRedline], redlines: Sequence[Redline], language: Language) -> tuple[str, ...]:
    """Return what was done to the sections concerned; nothing where whole documents came or went."""
    if any(document.change in (Change.ADDED.value, Change.REMOVED.value) for document in documents):
        return ()
    return phrases((change for redline in redlines for change in redline.changes), language=language)


def _figures_of(
    documents: Sequence[DocumentRedline],
    changes: Sequence[ChangeItem],
    redlines: Sequence[Redline],
    *,
    phrases: tuple[str, ...] = (),
    plain: str = "",
) -> Figures:
    return Figures(
        changes=len(changes),
        inserted=sum(redline.statistics.words_inserted for redline in redlines),
        deleted=sum(redline.statistics.words_deleted for redline in redlines),
        sections=sum(redline.statistics.sections for redline in redlines),
        sections_changed=sum(redline.statistics.sections_changed for redline in redlines),
        words_changed=any(redline.words_changed for redline in redlines),
        labels=tuple(dict.fromkeys(item.label for item in changes if item.label)),
        phrases=phrases,
        places=tuple(dict.fromkeys(_places(documents, redlines))),
        sha256=hashlib.sha256(plain.encode()).hexdigest() if plain else "",
    )


def _places(documents: Sequence[DocumentRedline], redlines: Sequence[Redline]) -> Iterator[ListedSection]:
    for document, redline in zip(documents, redlines, strict=True):
        for change in redline.changes:
            title = split_number(change.section[-1])[1] if change.section else ""
            yield ListedSection(document=document.document, number=change.label, title=title)


def _from_json(text: str) -> RevisionRedline:
    values: dict[str, Any] = json.loads(text)
    values["figures"] = _figures(values["figures"])
    values["documents"] = tuple(DocumentRedline(**item) for item in values["documents"])
    values["changes"] = tuple(ChangeItem(**item) for item in values["changes"])
    return RevisionRedline(**values)


def _figures(values: dict[str, Any]) -> Figures:
    places = tuple(ListedSection(**item) for item in values["places"])
    return Figures(
        **{**values, "labels": tuple(values["labels"]), "phrases": tuple(values["phrases"]), "places": places}
    )
