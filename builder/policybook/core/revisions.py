"""Commits, lineages and notes to the revisions of each policy. Knows nothing about files, Markdown or HTML."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from policybook.core.content import ContentMap, slug
from policybook.core.effect import settled
from policybook.core.errors import ContentError
from policybook.core.messages import summary, trailers
from policybook.core.model import Commit, Digest, Kind, Lineage, Note, Version
from policybook.core.seals import Place, Sealed, found_places, page_seal
from policybook.core.timeline import Change, DocumentText, Origin, Policy, Revision

_ABOUT_DATES = (Kind.POSTPONED, Kind.ADVANCED)
"""Kinds of notes that bring no text, only another day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteRecord:
    """A revision note and where it entered the line."""

    note: Note
    """The note as it reads at the head."""
    folder: str
    """The policy it belongs to."""
    position: int
    """Place of the commit that first added it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything the revisions are made from."""

    content: ContentMap
    """What each path is."""
    commits: Sequence[Commit]
    """The first-parent line, oldest first."""
    documents: Sequence[Lineage]
    """Every document through its life."""
    notes: Sequence[NoteRecord]
    """Every revision note."""
    digest: Callable[[Version], Digest]
    """What a version's text says."""
    zone: tzinfo
    """The declared time zone."""


@dataclass(slots=True)
class _Track:
    """One document's versions with the policy each belonged to."""

    lineage: Lineage
    folders: tuple[str, ...]
    positions: tuple[int, ...]

    def at(self, position: int) -> tuple[Version, str] | None:
        """Return the version at a place of the line and its policy."""
        index = bisect_right(self.positions, position) - 1
        return (self.lineage.versions[index], self.folders[index]) if index >= 0 else None


def policies(record: Record) -> tuple[Policy, ...]:
    """Return every policy with its revisions, in order of its address.

    Raises ContentError when two policies that exist at the head would have one address.
    """
    return policies_and_lost(record)[0]


def policies_and_lost(record: Record) -> tuple[tuple[Policy, ...], tuple[NoteRecord, ...]]:
    """Return the same, and the sealed notes whose text is nowhere on the line: revisions that were published and are
    lost."""
    tracks = _tracks(record)
    by_folder: dict[str, list[_Track]] = defaultdict(list)
    for track in tracks:
        for folder in dict.fromkeys(track.folders):
            by_folder[folder].append(track)
    notes: dict[str, list[NoteRecord]] = defaultdict(list)
    for item in record.notes:
        notes[item.folder].append(item)
    builders = [
        _PolicyBuilder(record, folder, by_folder[folder], notes[folder]) for folder in sorted({*by_folder, *notes})
    ]
    found = [builder.build() for builder in builders if builder.tracks]
    lost = tuple(item for builder in builders for item in builder.lost)
    return _unique([policy for policy in found if policy is not None]), lost


def _unique(found: Sequence[Policy]) -> tuple[Policy, ...]:
    """Return policies under distinct addresses: two living ones must not clash, dead ones step aside."""
    taken: dict[str, Policy] = {}
    for policy in sorted(found, key=lambda item: (not item.alive, item.id)):
        other = taken.get(policy.address)
        if other is None:
            taken[policy.address] = policy
        elif policy.alive:
            raise ContentError(
                f"two policies would have the address /{policy.address}/: {other.path} and {policy.path}",
                path=policy.path,
                hint="rename one of the files or folders",
            )
        else:
            number = next(n for n in range(2, len(found) + 3) if f"{policy.address}-{n}" not in taken)
            taken[f"{policy.address}-{number}"] = replace(policy, address=f"{policy.address}-{number}")
    return tuple(taken[address] for address in sorted(taken))


def _tracks(record: Record) -> list[_Track]:
    concerned = [lineage for lineage in record.documents if _concerns(record, lineage)]
    living = {record.content.policy_folder(item.path) for item in concerned if item.alive}
    known = living | {item.folder for item in record.notes} | set(record.content.folders)
    first_note = min((item.position for item in record.notes), default=0)
    return [_track(record.content, lineage, known, first_note) for lineage in concerned]


def _concerns(record: Record, lineage: Lineage) -> bool:
    """Whether a document belongs to a policy: with notes, ordinary pages in folders that are no policies do not."""
    content = record.content
    if not content.with_notes:
        return True
    folder = content.policy_folder(lineage.path)
    if folder in content.folders or any(item.folder == folder for item in record.notes):
        return True
    return not lineage.alive and content.identity(lineage.path) == folder


def _track(content: ContentMap, lineage: Lineage, known: set[str], first_note: int) -> _Track:
    """Give each version its policy; a folder that was renamed counts as the one it became.

    Without notes a document is a policy of its own and takes its history along wherever it goes; where there are notes
    now, that held before the repository's first one.
    """
    folders: list[str] = []
    following = content.policy_folder(lineage.path)
    known = known if content.with_notes else {following}
    for version in reversed(lineage.versions):
        folder = content.policy_folder(version.path)
        following = folder if folder in known and version.position >= first_note else following
        folders.append(following)
    folders.reverse()
    return _Track(lineage, tuple(folders), tuple(version.position for version in lineage.versions))


class _PolicyBuilder:
    """Builds the revisions of one policy; a value is made, then thrown away."""

    def __init__(self, record: Record, folder: str, tracks: Sequence[_Track], notes: Sequence[NoteRecord]) -> None:
        self.record = record
        self.folder = folder
        self.tracks = tracks
        places = self._sealed_places(notes)
        self.places = places
        self.lost = [item for item in notes if _is_sealed(item.note) and item.note.id not in places]
        self.notes = [item for item in notes if item not in self.lost]
        self.first_note = min((item.position for item in notes), default=len(record.commits))
        self.used: set[str] = {item.note.id for item in notes}
        self.names = [self._name(track) for track in tracks]
        self.called = {
            record.content.document_id(version.path): name
            for track, name in zip(tracks, self.names, strict=True)
            for version, where in zip(track.lineage.versions, track.folders, strict=True)
            if where == folder
        } | {name: name for name in self.names}

    def _name(self, track: _Track) -> str:
        """Return the id of a document in this policy, which is the last it had here: ids of a document never change."""
        paths = [
            version.path
            for version, where in zip(track.lineage.versions, track.folders, strict=True)
            if where == self.folder
        ]
        return self.record.content.document_id(paths[-1])

    def build(self) -> Policy | None:
        """Return the policy; None when it never had a visible text."""
        entries = self._restoring([*self._imported(), *self._along_the_line()])
        if not entries:
            return None
        numbered = tuple(replace(entry, number=number) for number, entry in enumerate(entries, start=1))
        alive = any(item.lineage.alive and item.folders[-1] == self.folder for item in self.tracks)
        return Policy(
            id=self.folder,
            address=slug(self.folder),
            revisions=settled(numbered),
            alive=alive,
            with_notes=bool(self.notes),
            path=self._path(),
        )

    def _path(self) -> str:
        living = [item.lineage.path for item in self.tracks if item.folders[-1] == self.folder]
        return min(living or [item.lineage.path for item in self.tracks], key=lambda path: (path.count("/"), path))

    # -- entries -------------------------------------------------------------------------------------------------

    def _imported(self) -> list[Revision]:
        records = [item for item in self.notes if item.note.kind is Kind.IMPORTED]
        return sorted((self._from_note(item, -1, ()) for item in records), key=lambda item: (item.posted, item.id))

    def _along_the_line(self) -> list[Revision]:
        by_position: dict[int, list[NoteRecord]] = defaultdict(list)
        for item in self.notes:
            if item.note.kind is not Kind.IMPORTED:
                by_position[self._text_position(item)].append(item)
        changed = self._changed_positions()
        entries: list[Revision] = []
        before: int | None = None
        for position in sorted({*by_position, *changed}):
            entries += self._at(position, before, by_position.get(position, []))
            before = position
        return entries

    def _at(self, position: int, before: int | None, notes: Sequence[NoteRecord]) -> list[Revision]:
        """Return the entries of one commit: one per note, or an unannounced one."""
        texts = self._texts(position, before)
        if not notes:
            entry = self._from_commit(position, texts, first=before is None)
            return [entry] if entry.touched else []
        ordered = sorted(notes, key=lambda item: (item.note.posted or date.min, item.note.id))
        with_text = [item for item in ordered if item.note.kind not in _ABOUT_DATES]
        entries = []
        for item in ordered:
            mine = () if item.note.kind in _ABOUT_DATES else self._share(texts, item, with_text)
            entries.append(self._from_note(item, position, mine))
        return entries

    def _share(
        self, texts: tuple[DocumentText, ...], item: NoteRecord, notes: Sequence[NoteRecord]
    ) -> tuple[DocumentText, ...]:
        """Return what one of several notes of a commit is about: the documents it names, or those no other note
        names."""
        if len(notes) == 1:
            return texts
        named = {self.called.get(name, name) for other in notes if other is not item for name in other.note.documents}
        own = {self.called.get(name, name) for name in item.note.documents}
        mine = own or {text.document for text in texts} - named
        return tuple(
            text if text.document in mine else replace(text, change=Change.SAME)
            for text in texts
            if text.version or text.document in mine
        )

    def _from_note(self, item: NoteRecord, position: int, texts: tuple[DocumentText, ...]) -> Revision:
        note = replace(item.note, documents=tuple(self.called.get(name, name) for name in item.note.documents))
        arrived = self.record.commits[item.position]
        posted = note.posted or arrived.day(self.record.zone)
        if note.kind is Kind.WITHDRAWN and not note.withdraws:
            texts = _withdraw(texts, note.documents)
        return Revision(
            id=note.id,
            number=0,
            kind=note.kind,
            listed=True,
            posted=posted,
            effective=note.effective or posted,
            declared=note.effective,
            announced=note.announced or posted,
            material=note.material,
            summary=note.summary,
            explanation=note.explanation,
            origin=Origin.NOTE if note.summary else Origin.GENERATED,
            link=note.link,
            commit=self.record.commits[position].id if position >= 0 else "",
            position=position,
            postpones=note.postpones or note.advances,
            withdraws=note.withdraws,
            texts=_marked(texts, note),
        )

    def _from_commit(self, position: int, texts: tuple[DocumentText, ...], *, first: bool) -> Revision:
        commit = self.record.commits[position]
        said = trailers(commit.message)
        posted = commit.day(self.record.zone)
        words = said.summary or summary(commit.message)
        declared = said.effective or self._declared(texts)
        listed = position < self.first_note
        return Revision(
            id=self._day_id(posted),
            number=0,
            kind=said.kind or _derived_kind(texts, first=first),
            listed=listed,
            posted=posted,
            effective=declared or posted,
            declared=declared,
            announced=posted if listed else None,
            material=bool(said.material),
            summary=words,
            origin=Origin.MESSAGE if words else Origin.GENERATED,
            commit=commit.id,
            position=position,
            texts=texts,
        )

    def _declared(self, texts: Iterable[DocumentText]) -> date | None:
        """Return the date that the front matter of a changed text newly declares."""
        for text in texts:
            if text.change is Change.SAME or text.version is None:
                continue
            now = self.record.digest(text.version).effective
            if now and (text.previous is None or now != self.record.digest(text.previous).effective):
                return now
        return None

    def _day_id(self, day: date) -> str:
        stem = day.isoformat()
        number = 1
        while (candidate := stem if number == 1 else f"{stem}-{number}") in self.used:
            number += 1
        self.used.add(candidate)
        return candidate

    def _restoring(self, entries: list[Revision]) -> list[Revision]:
        """Mark the notes that take a revision back and give its documents the text they had before it."""
        found = {entry.id: entry for entry in entries}
        return [
            replace(entry, restores=self._restores(entry, found.get(entry.withdraws))) if entry.withdraws else entry
            for entry in entries
        ]

    def _restores(self, entry: Revision, target: Revision | None) -> bool:
        before = {text.document: text.previous for text in target.touched} if target else {}
        return bool(entry.touched) and all(
            text.document in before and self._reads(text.version) == self._reads(before[text.document])
            for text in entry.touched
        )

    def _reads(self, version: Version | None) -> str:
        return self.record.digest(version).visible if version else ""

    # -- texts ---------------------------------------------------------------------------------------------------

    def _text_position(self, item: NoteRecord) -> int:
        """Return where the note's text is: by its seal, else at the commit that added the note."""
        return self.places.get(item.note.id, item.position)

    def _sealed_places(self, notes: Sequence[NoteRecord]) -> Mapping[str, int]:
        """Return where the texts of sealed notes are, by the ids of the notes that found one."""
        sealed = [item for item in notes if _is_sealed(item.note)]
        ordered = sorted(sealed, key=lambda item: (self._posted(item), natural(item.note.id)))
        wanted = [Sealed(item.note.id, item.note.sha256, item.position) for item in ordered]
        return found_places(wanted, self._places()) if wanted else {}

    def _posted(self, item: NoteRecord) -> date:
        return item.note.posted or self.record.commits[item.position].day(self.record.zone)

    def _places(self) -> list[Place]:
        """Return every place where a text of the policy changed, with the seals it answers to."""
        return [
            self._place(position) for position in sorted({place for item in self.tracks for place in item.positions})
        ]

    def _place(self, position: int) -> Place:
        standing = [
            now[0] for track in self.tracks if (now := track.at(position)) and now[1] == self.folder and now[0].blob
        ]
        changed = {self.record.digest(item).source for item in standing if item.position == position}
        return Place(position, frozenset({page_seal(self.record.digest(item).source for item in standing), *changed}))

    def _changed_positions(self) -> set[int]:
        """Return the places where what a reader of this policy sees changed."""
        changed: set[int] = set()
        for track in self.tracks:
            seen: str | None = None
            for version, folder in zip(track.lineage.versions, track.folders, strict=True):
                here = folder == self.folder and bool(version.blob)
                now = self.record.digest(version).visible if here else None
                if now != seen:
                    changed.add(version.position)
                seen = now
        return changed

    def _texts(self, position: int, before: int | None) -> tuple[DocumentText, ...]:
        """Return the documents at a place of the line, compared with the entry before."""
        texts = [self._text(track, name, position, before) for track, name in zip(self.tracks, self.names, strict=True)]
        present = [text for text in texts if text is not None]
        order = self._order(present)
        return tuple(sorted(present, key=lambda text: (order.get(text.document, len(order)), text.document)))

    def _text(self, track: _Track, name: str, position: int, before: int | None) -> DocumentText | None:
        now = track.at(position)
        then = track.at(before) if before is not None else None
        version = now[0] if now and now[1] == self.folder and now[0].blob else None
        earlier = then[0] if then and then[1] == self.folder and then[0].blob else None
        if version is None:
            if earlier is None:
                return None
            moved = now is not None and bool(now[0].blob)
            return DocumentText(
                document=name,
                change=Change.MOVED if moved else Change.REMOVED,
                version=None,
                previous=earlier,
            )
        change, previous = self._change(track, version, earlier)
        return DocumentText(
            document=name,
            change=change,
            version=version,
            previous=previous,
            latest=self._latest(track, version),
        )

    def _change(self, track: _Track, version: Version, earlier: Version | None) -> tuple[Change, Version | None]:
        if earlier is not None:
            same = self.record.digest(earlier).visible == self.record.digest(version).visible
            return (Change.SAME if same else Change.AMENDED), earlier
        index = track.lineage.versions.index(version)
        for place in range(index - 1, -1, -1):
            older = track.lineage.versions[place]
            if older.blob:
                elsewhere = track.folders[place] != self.folder
                return (Change.MOVED if elsewhere else Change.ADDED), older
        return Change.ADDED, None

    def _latest(self, track: _Track, version: Version) -> Version:
        visible = self.record.digest(version).visible
        latest = version
        for candidate in track.lineage.versions[track.lineage.versions.index(version) + 1 :]:
            if not candidate.blob or self.record.digest(candidate).visible != visible:
                break
            latest = candidate
        return latest

    def _order(self, texts: Iterable[DocumentText]) -> Mapping[str, int]:
        """Return the place of each document on the page, as the first document's front matter says."""
        own = self.folder.rsplit("/", 1)[-1]
        first = next((text for text in texts if text.document == own and text.version), None)
        said = self.record.digest(first.version).documents if first and first.version else ()
        listed = [self.called.get(name, name) for name in said]
        return {document: place for place, document in enumerate(dict.fromkeys((own, *listed)))}


def natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return what sorts ids as people do: `2020-01-01-10` after `2020-01-01-9`, `2020-01-01` before both."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name) if part)


def _is_sealed(note: Note) -> bool:
    return bool(note.sha256) and note.kind not in (Kind.IMPORTED, *_ABOUT_DATES)


def _marked(texts: tuple[DocumentText, ...], note: Note) -> tuple[DocumentText, ...]:
    """Count documents that a note names as touched even where no word changed."""
    return tuple(
        replace(text, change=Change.AMENDED) if text.change is Change.SAME and text.document in note.documents else text
        for text in texts
    )


def _withdraw(texts: tuple[DocumentText, ...], documents: tuple[str, ...]) -> tuple[DocumentText, ...]:
    """Return the texts with the documents taken off the page, all of them when the note names none."""
    return tuple(
        replace(text, change=Change.REMOVED, previous=text.previous or text.version, version=None)
        if not documents or text.document in documents
        else text
        for text in texts
    )


def _derived_kind(texts: Sequence[DocumentText], *, first: bool) -> Kind:
    if first:
        return Kind.INITIAL
    touched = [text for text in texts if text.change is not Change.SAME]
    if not any(text.version for text in texts):
        return Kind.MOVED if any(text.change is Change.MOVED for text in touched) else Kind.WITHDRAWN
    if any(text.change is Change.MOVED for text in touched):
        return Kind.MOVED
    if touched and all(text.change is Change.ADDED for text in touched):
        return Kind.REINSTATED if all(text.previous for text in touched) else Kind.ADDED
    return Kind.CHANGE
