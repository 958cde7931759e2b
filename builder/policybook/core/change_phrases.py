"""What a number of changes did, in a few words of a language. Knows nothing about revisions or pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from policybook.core.changes import Change, ChangeKind
from policybook.core.labels import without_label
from policybook.core.language import ENGLISH, Language, capitalised, marked, marked_pair
from policybook.core.redline_words import Words, words_in

_NAMED = 2
"""Places that are named; more are counted."""
_SHOWN = 3
"""Phrases of one sentence."""
_LONGEST = 60
"""Characters of the longest heading that is quoted."""
_CLAUSES = marked_pair("a clause", "{count} clauses")
_PASSAGES = marked_pair("a passage", "{count} passages")


def phrases(changes: Iterable[Change], *, language: Language = ENGLISH) -> tuple[str, ...]:
    """Return what changes did, the weightiest first: `changes § 2.1`, `adds the section “Live classes”`."""
    changes = tuple(changes)
    speaker = _Speaker(language, words_in(language))
    found: list[str] = []
    for kind, phrase in _PHRASES.items():
        own = [change for change in changes if _weightiest(change) is kind]
        found += phrase(speaker, own) if own else ()
    return tuple(found)


def sentence(found: Sequence[str], *, where: str = "", language: Language = ENGLISH) -> str:
    """Return phrases as one sentence; `where` names the documents concerned. Of many, the first ones are shown."""
    first, *rest = [*found[:_SHOWN], *([language.say("makes smaller changes")] if len(found) > _SHOWN else [])]
    if where:
        first = language.say("{phrase} in {documents}", phrase=first, documents=where)
    return capitalised("; ".join([first, *rest])) + "."


def _weightiest(change: Change) -> ChangeKind:
    """Return what a change is summed up as: what is also amended is amended, a table is part of a clause."""
    if change.kind is ChangeKind.TABLE or ChangeKind.AMENDED in change.also:
        return ChangeKind.AMENDED
    return change.kind


@dataclass(frozen=True, slots=True)
class _Speaker:
    language: Language
    words: Words

    def places(self, changes: Sequence[Change]) -> str:
        """Return the places of changes, or how many they are where they are many or have no name."""
        names = list(dict.fromkeys(self._place(change) for change in changes))
        if len(names) <= _NAMED and all(names):
            return self.language.listed(names)
        return self.counted(changes)

    def counted(self, changes: Sequence[Change]) -> str:
        """Return how many changes there are, as clauses or passages."""
        pair = _CLAUSES if any(change.label for change in changes) else _PASSAGES
        return self.language.plural(*pair, len(changes))

    def quoted(self, title: str) -> str:
        return self.language.say("“{title}”", title=title)

    def _place(self, change: Change) -> str:
        """Return how a change is cited: its number, or the heading above it in quotation marks."""
        if change.label:
            return self.words.cited(change.label)
        heading = change.section[-1] if change.section else ""
        return self.quoted(heading) if 0 < len(heading) <= _LONGEST else ""


def _heading(change: Change) -> str:
    """Return the heading that a change adds or removes with its section, without its number; else nothing."""
    first = (change.new_text or change.old_text).partition("\n")[0]
    named = bool(change.section) and first == change.section[-1]
    title = without_label(first).strip() or first
    return title if named and len(title) <= _LONGEST else ""


_Phrase = Callable[[_Speaker, Sequence[Change]], Sequence[str]]


def _whole(some: str, one_section: str, sections: tuple[str, str]) -> _Phrase:
    """Return the phrases for what came or went: sections by name, the rest counted."""

    def said(speaker: _Speaker, changes: Sequence[Change]) -> Sequence[str]:
        headings = [heading for change in changes if (heading := _heading(change))]
        rest = [change for change in changes if not _heading(change)]
        language, found = speaker.language, []
        if len(headings) == 1:
            found.append(language.say(one_section, title=speaker.quoted(headings[0])))
        elif headings:
            named = language.listed([speaker.quoted(heading) for heading in headings])
            few = len(headings) <= _NAMED
            found.append(
                language.say(sections[0], titles=named) if few else language.say(sections[1], count=len(headings))
            )
        if rest:
            found.append(language.say(some, places=speaker.counted(rest)))
        return found

    return said


def _renumbered(speaker: _Speaker, changes: Sequence[Change]) -> Sequence[str]:
    labels = list(dict.fromkeys(change.label for change in changes if change.label))
    language, cited = speaker.language, speaker.words.cited
    if not labels:
        return [language.plural("renumbers a list", "renumbers {count} passages", len(changes))]
    if len(labels) == 1:
        return [language.say("renumbers {place}", place=cited(labels[0]))]
    if all(label.isdigit() for label in labels):
        return [language.say("renumbers sections {first} to {last}", first=labels[0], last=labels[-1])]
    return [language.say("renumbers {first} to {last}", first=cited(labels[0]), last=cited(labels[-1]))]


def _in_places(words: str) -> _Phrase:
    return lambda speaker, changes: [speaker.language.say(words, places=speaker.places(changes))]


def _counted(one: str, several: str) -> _Phrase:
    return lambda speaker, changes: [speaker.language.plural(one, several, len(changes))]


_PHRASES: dict[ChangeKind, _Phrase] = {
    ChangeKind.AMENDED: _in_places(marked("changes {places}")),
    ChangeKind.ADDED: _whole(
        marked("adds {places}"),
        marked("adds the section {title}"),
        (marked("adds the sections {titles}"), marked("adds {count} sections")),
    ),
    ChangeKind.REMOVED: _whole(
        marked("removes {places}"),
        marked("removes the section {title}"),
        (marked("removes the sections {titles}"), marked("removes {count} sections")),
    ),
    ChangeKind.MOVED: _in_places(marked("moves {places}")),
    ChangeKind.RENUMBERED: _renumbered,
    ChangeKind.CASE: _in_places(marked("changes capital letters in {places}")),
    ChangeKind.PUNCTUATION: _in_places(marked("corrects punctuation in {places}")),
    ChangeKind.LINK: _counted(*marked_pair("changes a link", "changes links in {count} places")),
    ChangeKind.IMAGE: _counted(*marked_pair("changes an image", "changes {count} images")),
    ChangeKind.HEADING: _in_places(marked("changes heading levels in {places}")),
    ChangeKind.LIST: _in_places(marked("rearranges lists in {places}")),
    ChangeKind.STRUCTURE: _in_places(marked("rearranges {places}")),
    ChangeKind.FORMATTING: _in_places(marked("changes the formatting of {places}")),
    ChangeKind.TYPOGRAPHY: _in_places(marked("changes quotes and dashes in {places}")),
}
