"""The page with the history of each clause of the text in force. Knows nothing about templates."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from policybook.app.edition import Edition
from policybook.app.entries import entry
from policybook.app.margins import history_anchor
from policybook.app.pageanchors import page_aliases
from policybook.app.policypages import shown_on
from policybook.app.trails import Shown, article_id, shown_version
from policybook.core.aliases import Aliases
from policybook.core.clausepage import ClauseChange, ClauseDocument, ClauseHistory, ClausesPage
from policybook.core.clauses import clause, heading
from policybook.core.landmarks import LandmarkKind
from policybook.core.pages import Entry, Html, Link
from policybook.core.redline_tables import boxed
from policybook.core.redline_words import words_in
from policybook.core.timeline import Policy, Revision, Standing
from policybook.core.trails import Touch, Trail
from policybook.core.tree import Block, BlockKind, inline_text, leaves

ROOM = 200_000
"""Characters of marked passages on one page, the latest changes first; what is older is linked to."""

_LONGEST = 90
"""Characters of a clause that stand for it."""
_BRIEF = 40
"""The same in the line of those that never changed."""


def clauses_page(edition: Edition, policy: Policy) -> ClausesPage:
    """Return the page with the history of each clause, section by section where a text has no clauses."""
    page = edition.clauses_address(policy)
    shown = shown_on(edition, policy)
    language = edition.speaks(policy)
    name = edition.full_title(policy)
    frame = edition.frame(
        page,
        language.say("Clause by clause: {title}", title=name),
        policy=policy,
        description=language.say("When each clause of {title} appeared, and what changed it.", title=name),
    )
    documents = _Writer(edition, shown, page).documents()
    return ClausesPage(
        frame=replace(frame, modified=shown.revision.posted),
        policy=Link(title=name, address=f"{policy.address}/"),
        eyebrow=edition.crumbs(
            policy, Link(title=language.say("Revision history"), address=f"{policy.address}/history/")
        ),
        documents=documents,
        left_out=sum(not change.html for item in documents for clause in item.changed for change in clause.changes),
    )


@dataclass(frozen=True, slots=True)
class _Told:
    """What one revision changed in one clause."""

    standing: Standing
    leaf: int
    """First leaf of the clause."""
    revision: Revision
    touches: tuple[Touch, ...]
    """The changes, in the order of the redline."""


@dataclass(frozen=True, slots=True)
class _Unit:
    """A clause or section."""

    leaf: int
    """Its first leaf."""
    end: int
    """The leaf behind its last one."""
    told: tuple[_Told, ...]
    """What changed it, newest first."""


class _Writer:
    """Makes the values of one page."""

    def __init__(self, edition: Edition, shown: Shown, page: str) -> None:
        self._edition = edition
        self._shown = shown
        self._page = page
        self._revisions = {revision.id: revision for revision in shown.policy.revisions}
        self._parts: dict[str, dict[str, tuple[str, ...]]] = {}
        self._entries: dict[str, Entry] = {}
        self._units = {id(standing): tuple(self._units_of(standing)) for standing in shown.standings}
        self._passages = self._fitting()
        self._said = page_aliases(edition, shown, (), page, stubs=True)

    def documents(self) -> tuple[ClauseDocument, ...]:
        """Return all documents."""
        return tuple(map(self._document, self._shown.standings, self._said))

    def _document(self, standing: Standing, aliases: Aliases) -> ClauseDocument:
        edition, version = self._edition, shown_version(standing.text)
        trail = edition.trails.of(self._shown, standing)
        passages = list(leaves(edition.book.text(version).blocks))
        histories = [self._history(standing, trail, unit, passages) for unit in self._units[id(standing)]]
        return ClauseDocument(
            anchor=article_id(standing.text.document),
            title=edition.book.title(version),
            language=edition.book.digest(version).language or edition.settings.language,
            since=self._revisions[trail.first].effective,
            changed=tuple(item for item in histories if item.changes),
            unchanged=tuple(
                Link(title=item.number or _short(item.title, _BRIEF), address=item.address)
                for item in histories
                if not item.changes
            ),
            removed=tuple(stub.remark for stub in aliases.stubs if stub.level),
        )

    def _units_of(self, standing: Standing) -> Iterator[_Unit]:
        trail = self._edition.trails.of(self._shown, standing)
        heads = {item.leaf for item in trail.outline.landmarks if item.kind is not LandmarkKind.ITEM}
        starts = sorted({*heads, 0}) if trail.outline.leaves else []
        for start, end in zip(starts, [*starts[1:], trail.outline.leaves], strict=False):
            found: dict[str, dict[tuple[str, int], Touch]] = {}
            for touch in trail.touches[start:end]:
                for one in touch.all() if touch else ():
                    found.setdefault(one.revision, {})[one.change, one.part] = one
            told = [
                _Told(standing, start, self._revisions[name], tuple(sorted(touches.values(), key=lambda one: one.part)))
                for name, touches in found.items()
            ]
            yield _Unit(start, end, tuple(sorted(told, key=lambda item: -item.revision.number)))

    def _fitting(self) -> dict[_Told, str]:
        """Return the marked passages that the page has room for, those of the latest revisions first."""
        told = [item for units in self._units.values() for unit in units for item in unit.told]
        room, found = ROOM, {}
        for item in sorted(told, key=lambda item: -item.revision.number):
            parts = self._parts_of(item.revision)[item.standing.text.document]
            markup = "".join(parts[touch.part] for touch in item.touches if touch.part >= 0)
            if len(markup) <= room:
                room -= len(markup)
                found[item] = markup
        return found

    def _parts_of(self, revision: Revision) -> dict[str, tuple[str, ...]]:
        if revision.id not in self._parts:
            steps = self._edition.redlines.steps(revision)
            self._parts[revision.id] = {step.document: step.parts for step in steps}
        return self._parts[revision.id]

    def _history(self, standing: Standing, trail: Trail, unit: _Unit, passages: Sequence[Block]) -> ClauseHistory:
        track = trail.tracks.get(unit.leaf)
        anchor = history_anchor(trail, unit.leaf, standing.text.document)
        head = passages[unit.leaf]
        numbered = heading(head) if head.kind is BlockKind.HEADING else clause(head)
        is_numbered = numbered is not None and track is not None and track.own
        rest = numbered.rest if numbered and is_numbered else head.inlines
        return ClauseHistory(
            anchor=anchor,
            number=numbered.number.rstrip(".:") if numbered and is_numbered else "",
            title=_short(" ".join((inline_text(rest) or head.text).split())),
            address=f"{self._shown.policy.address}/#{anchor}",
            since=self._revisions[trail.since[unit.leaf]].effective,
            changes=tuple(self._change(item, trail, f"{anchor} {item.revision.id}") for item in unit.told),
        )

    def _change(self, told: _Told, trail: Trail, name: str) -> ClauseChange:
        edition, policy, revision = self._edition, self._shown.policy, told.revision
        text = next(item for item in revision.touched if item.document == told.standing.text.document)
        words = words_in(edition.redlines.language(revision))
        markup = boxed(self._passages.get(told, ""), prefix=name, words=words)
        return ClauseChange(
            entry=self._entry(revision),
            address=f"{edition.redline_address(policy, revision)}#{told.touches[0].change}",
            added=trail.since[told.leaf] == revision.id,
            html=Html(edition.addresses.linked(markup, text.version or text.previous, self._page)),
        )

    def _entry(self, revision: Revision) -> Entry:
        if revision.id not in self._entries:
            self._entries[revision.id] = entry(self._edition, self._shown.policy, revision)
        return self._entries[revision.id]


def _short(text: str, longest: int = _LONGEST) -> str:
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0].removesuffix(" …") + " …"
