"""What a number of changes did, in a few words. Knows nothing about revisions or pages; its words are English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from policybook.core.changes import Change, ChangeKind
from policybook.core.labels import without_label
from policybook.core.redline_words import ENGLISH, Words

_NAMED = 2
"""Places that are named; more are counted."""
_SHOWN = 3
"""Phrases of one sentence."""
_LONGEST = 60
"""Characters of the longest heading that is quoted."""


def phrases(changes: Iterable[Change]) -> tuple[str, ...]:
    """Return what changes did, the weightiest first: `changes § 2.1`, `adds the section “Live classes”`."""
    changes = tuple(changes)
    found: list[str] = []
    for kind, phrase in _PHRASES.items():
        own = [change for change in changes if _weightiest(change) is kind]
        found += phrase(own) if own else ()
    return tuple(found)


def sentence(found: Sequence[str], *, where: str = "") -> str:
    """Return phrases as one sentence; `where` names the documents concerned. Of many, the first ones are shown."""
    shown = [*found[:_SHOWN], *(["makes smaller changes"] if len(found) > _SHOWN else [])]
    first, *rest = shown
    text = "; ".join([f"{first} in {where}" if where else first, *rest])
    return f"{text[:1].upper()}{text[1:]}."


def change_lines(changes: Iterable[Change], *, words: Words = ENGLISH) -> tuple[str, ...]:
    """Return a line for each change: `§ 2.1 amended: … within 30 days.`"""
    return tuple(
        f"{' '.join(filter(None, (words.place(change), words.kinds(change).lower())))}: {change.first_words}".rstrip(
            ": "
        )
        for change in changes
    )


def _weightiest(change: Change) -> ChangeKind:
    """Return what a change is summed up as: what is also amended is amended, a table is part of a clause."""
    if change.kind is ChangeKind.TABLE or ChangeKind.AMENDED in change.also:
        return ChangeKind.AMENDED
    return change.kind


def _places(changes: Sequence[Change]) -> str:
    """Return the places of changes, or how many they are where they are many or have no name."""
    names = dict.fromkeys(_place(change) for change in changes)
    if len(names) <= _NAMED and all(names):
        return " and ".join(names)
    word = "clause" if any(change.label for change in changes) else "passage"
    return f"{len(changes)} {word}s" if len(changes) > 1 else f"a {word}"


def _place(change: Change) -> str:
    """Return how a change is cited: its number, or the heading above it in quotation marks."""
    if change.label:
        return ENGLISH.cited(change.label)
    heading = change.section[-1] if change.section else ""
    return f"“{heading}”" if 0 < len(heading) <= _LONGEST else ""


def _heading(change: Change) -> str:
    """Return the heading that a change adds or removes with its section, without its number; else nothing."""
    first = (change.new_text or change.old_text).partition("\n")[0]
    named = bool(change.section) and first == change.section[-1]
    title = without_label(first).strip() or first
    return f"“{title}”" if named and len(title) <= _LONGEST else ""


def _whole(verb: str) -> Callable[[Sequence[Change]], Sequence[str]]:
    """Return the phrases for what came or went: sections by name, the rest counted."""

    def said(changes: Sequence[Change]) -> Sequence[str]:
        headings = [heading for change in changes if (heading := _heading(change))]
        rest = [change for change in changes if not _heading(change)]
        found = []
        if len(headings) > _NAMED:
            found.append(f"{verb} {len(headings)} sections")
        elif headings:
            found.append(f"{verb} the section{'s' if len(headings) > 1 else ''} {' and '.join(headings)}")
        if rest:
            word = "clause" if any(change.label for change in rest) else "passage"
            found.append(f"{verb} {len(rest)} {word}s" if len(rest) > 1 else f"{verb} a {word}")
        return found

    return said


def _renumbered(changes: Sequence[Change]) -> Sequence[str]:
    labels = list(dict.fromkeys(change.label for change in changes if change.label))
    if not labels:
        return ["renumbers a list" if len(changes) == 1 else f"renumbers {len(changes)} passages"]
    if len(labels) == 1:
        return [f"renumbers {ENGLISH.cited(labels[0])}"]
    if all(label.isdigit() for label in labels):
        return [f"renumbers sections {labels[0]} to {labels[-1]}"]
    return [f"renumbers {ENGLISH.cited(labels[0])} to {ENGLISH.cited(labels[-1])}"]


def _in_places(start: str) -> Callable[[Sequence[Change]], Sequence[str]]:
    return lambda changes: [f"{start} {_places(changes)}"]


def _links(changes: Sequence[Change]) -> Sequence[str]:
    return ["changes a link" if len(changes) == 1 else f"changes links in {len(changes)} places"]


def _images(changes: Sequence[Change]) -> Sequence[str]:
    return ["changes an image" if len(changes) == 1 else f"changes {len(changes)} images"]


_PHRASES: dict[ChangeKind, Callable[[Sequence[Change]], Sequence[str]]] = {
    ChangeKind.AMENDED: _in_places("changes"),
    ChangeKind.ADDED: _whole("adds"),
    ChangeKind.REMOVED: _whole("removes"),
    ChangeKind.MOVED: _in_places("moves"),
    ChangeKind.RENUMBERED: _renumbered,
    ChangeKind.CASE: _in_places("changes capital letters in"),
    ChangeKind.PUNCTUATION: _in_places("corrects punctuation in"),
    ChangeKind.LINK: _links,
    ChangeKind.IMAGE: _images,
    ChangeKind.HEADING: _in_places("changes heading levels in"),
    ChangeKind.LIST: _in_places("rearranges lists in"),
    ChangeKind.STRUCTURE: _in_places("rearranges"),
    ChangeKind.FORMATTING: _in_places("changes the formatting of"),
    ChangeKind.TYPOGRAPHY: _in_places("changes quotes and dashes in"),
}
