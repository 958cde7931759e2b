"""A repository read into its policies, with their texts at hand. Knows nothing about pages, mails or MkDocs."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from copy import copy
from dataclasses import asdict, dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Protocol

from policybook.adapters.cache import Cache
from policybook.adapters.catalogues import Catalogues
from policybook.adapters.gitrepo import open_repository
from policybook.adapters.settings import Settings
from policybook.core.blocks import parse
from policybook.core.clausenumbers import with_numbers
from policybook.core.content import ContentMap, content_map
from policybook.core.effect import as_known
from policybook.core.errors import ContentError
from policybook.core.frontmatter import DocumentMetadata, Numbering, document_metadata
from policybook.core.headings import one_line
from policybook.core.language import Language
from policybook.core.lineage import lineages
from policybook.core.model import Commit, Digest, Lineage, Problem, Signature, Version
from policybook.core.notes import parse_note
from policybook.core.revisions import NoteRecord, Record, policies_and_lost
from policybook.core.source import Source, decode, source_hash
from policybook.core.timeline import Policy, Revision
from policybook.core.tree import Block, visible_text

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_REGULAR = ("100644", "100755")

ATTACHMENTS = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".avif", ".pdf")
"""Endings of the files that are published beside the pages."""

LOST = "lost-revision"
"""Name of the rule that every sealed note finds its text."""

_WORD = re.compile(r"\w+(?:['’-]\w+)*")


def no_progress(what: str, done: int, total: int) -> None:
    """Ignore progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One version of a document, parsed."""

    metadata: DocumentMetadata
    """Its front matter."""
    title: str
    """Its title: front matter, first heading, or file name."""
    blocks: tuple[Block, ...]
    """Its text, without a first heading that only repeats the title."""
    source: str
    """The whole source, normalised."""
    warning: str
    """What was odd about reading it; empty as a rule."""

    def line_of(self, words: str) -> int:
        """Return the line of the source on which some words stand first; 0 when they do not."""
        place = self.source.find(words)
        return self.source.count("\n", 0, place) + 1 if place >= 0 else 0


class Repository(Protocol):
    """What a book needs of version control: one line of commits and the files they hold."""

    def commits(self) -> Sequence[Commit]:
        """Return the first-parent line, oldest first."""
        ...

    def tracked_paths(self, commit: str) -> Mapping[str, tuple[str, str]]:
        """Return mode and object id of every file of a commit, by path."""
        ...

    def texts(self, blobs: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Return the content of many files, in the order asked for, one at a time."""
        ...

    def text(self, blob: str) -> bytes:
        """Return the content of one file."""
        ...

    def at(self, commit: str) -> AbstractContextManager[Repository]:
        """Return the same repository as it was when a commit of the line was its head, to be closed afterwards."""
        ...

    def signatures(self, commits: Iterable[str], *, allowed_signers: Path | None = None) -> Mapping[str, Signature]:
        """Return how the signatures of commits are judged."""
        ...


class Book:
    """The policies of a repository at one commit, and the way to their texts."""

    def __init__(
        self, repository: Repository, head: str, root: str, cache: Cache, *, catalogues: Catalogues | None = None
    ) -> None:
        """Take a book in hand: `head` is the commit to read (empty before the first), `root` the content folder.

        `catalogues` have the words that stand round the texts; without them they are English.
        """
        self.repository = repository
        self.head = head
        self.cache = cache
        self.catalogues = catalogues or Catalogues()
        self._tracked: Mapping[str, tuple[str, str]] = repository.tracked_paths(head) if head else {}
        self.content: ContentMap = content_map(self._tracked, root)
        inside = ((self.content.inside(path), entry) for path, entry in self._tracked.items())
        self.files: Mapping[str, str] = {
            path: blob for path, (mode, blob) in inside if path is not None and mode in _REGULAR
        }
        """Object ids of the files of the content folder at the head, by path inside it."""
        self.commits: Sequence[Commit] = ()
        self.policies: tuple[Policy, ...] = ()
        self.problems: list[Problem] = []
        self.documents: tuple[Lineage, ...] = ()
        self.notes: tuple[NoteRecord, ...] = ()
        self._paths: dict[str, str] = {}
        self._digests: dict[str, Digest] = {}
        self._text = lru_cache(maxsize=16)(self._read)

    @property
    def head_commit(self) -> Commit | None:
        """The commit the book was read from; None in a repository without commits."""
        return self.commits[-1] if self.commits else None

    def digest(self, version: Version) -> Digest:
        """Return what history needs to know of a version."""
        return self._digests[version.blob]

    def text(self, version: Version) -> Text:
        """Return a version, parsed; the last few are kept."""
        return self._text(version.blob, version.path)

    def policy(self, policy_id: str) -> Policy | None:
        """Return the policy that editors call so, or that has this address."""
        return next((item for item in self.policies if policy_id in (item.id, item.address)), None)

    def known(self, *, on: date) -> Book:
        """Return the book with the policies as they stood on record on a day: without what was posted later."""
        view = copy(self)
        view.policies = tuple(found for policy in self.policies if (found := as_known(policy, on=on)))
        return view

    def speaks(self, version: Version | None) -> Language:
        """Return the language of the words round a text: its own where they are known, else the site's."""
        return self.catalogues.language(self.digest(version).language if version else "")

    def title(self, version: Version) -> str:
        """Return a document's title in a version: front matter or first heading, else made from the file name."""
        return self.digest(version).title or file_title(version.path)

    @cached_property
    def attachments(self) -> Mapping[str, str]:
        """The files that texts may show or link to, published beside the pages."""
        return {
            path: blob
            for path, blob in self.files.items()
            if path.lower().endswith(ATTACHMENTS) and not any(part.startswith(".") for part in path.split("/"))
        }

    def note_of(self, policy: Policy, revision: Revision) -> NoteRecord | None:
        """Return the note of a revision; None when it has none."""
        return next((item for item in self.notes if item.folder == policy.id and item.note.id == revision.id), None)

    def version_at(self, policy: Policy, document: str, position: int) -> Version | None:
        """Return a document's version at a place of the line; None when it did not exist there."""
        blobs = {
            version.blob
            for revision in policy.revisions
            for text in revision.texts
            if text.document == document
            for version in (text.version, text.previous)
            if version
        }
        for lineage in self.documents:
            if any(version.blob in blobs for version in lineage.versions):
                older = [version for version in lineage.versions if version.position <= position]
                if older and older[-1].blob:
                    return older[-1]
        return None

    def living(self) -> Iterator[Version]:
        """Return the newest version of every document that exists."""
        for lineage in self.documents:
            if lineage.alive and self.content.is_source(lineage.path):
                yield lineage.versions[-1]

    def _read(self, blob: str, path: str) -> Text:
        return read_text(self.repository.text(blob), path)

    # -- reading the repository ----------------------------------------------------------------------------------

    def load(self, settings: Settings, progress: Progress = no_progress) -> None:
        """Read commits, notes and the digest of every text."""
        progress("Reading the history", 0, 0)
        self.commits = self.repository.commits()
        self._paths = {change.blob: change.path for commit in self.commits for change in commit.changes}
        self.documents = self._lineages(self.content.is_document, self.content.identity, self._replacements())
        if self.content.with_notes:
            self.notes = tuple(self._notes(self._lineages(self.content.is_note, _same, {})))
        self._digest_all(self.documents, progress)
        self.policies, lost = policies_and_lost(
            Record(
                content=self.content,
                commits=self.commits,
                documents=self.documents,
                notes=self.notes,
                digest=self.digest,
                zone=settings.options.zone(),
            )
        )
        self.problems += [_lost(item) for item in lost]

    def _lineages(
        self, belongs: Callable[[str], bool], identity: Callable[[str], str], replaces: Mapping[str, str]
    ) -> tuple[Lineage, ...]:
        return lineages(self.commits, belongs=belongs, identity=identity, text=self._source, replaces=replaces)

    def _replacements(self) -> dict[str, str]:
        """Return which documents say that they continue another, as identities."""
        found = {}
        for path, (mode, blob) in self._tracked.items():
            if mode in _REGULAR and self.content.is_document(path):
                said = document_metadata(self._source(blob), path=path, strict=False).replaces
                if said:
                    found[self.content.identity(path)] = self.content.named(said[0], beside=path)
        return found

    def _source(self, blob: str) -> str:
        return decode(self.repository.text(blob), path=self._paths.get(blob, blob)).text

    def _notes(self, found: Iterable[Lineage]) -> list[NoteRecord]:
        records = []
        living = {self.content.policy_folder(path) for path in self._tracked}
        for lineage in found:
            folder = self.content.policy_folder(lineage.path)
            if not lineage.alive and folder in living:
                continue  # the editor took the note back while the policy lives on
            blob = next(version.blob for version in reversed(lineage.versions) if version.blob)
            try:
                note = parse_note(self._source(blob), path=lineage.path)
            except ContentError as error:
                self.problems.append(problem_from("note", error))
                continue
            records.append(NoteRecord(note=note, folder=folder, position=lineage.versions[0].position))
        return records

    def _digest_all(self, documents: Sequence[Lineage], progress: Progress) -> None:
        """Make the digest of every text, from the cache where it is known; texts are streamed, never all held."""
        path_of = {version.blob: version.path for item in documents for version in item.versions if version.blob}
        missing = []
        for blob in path_of:
            known = self.cache.get(self._digest_key(blob))
            if known is None:
                missing.append(blob)
            else:
                self._digests[blob] = _digest_from(known)
        for done, (blob, data) in enumerate(self.repository.texts(missing)):
            progress("Reading the texts", done, len(missing))
            self._digests[blob] = digest_of(data, path_of[blob])
            self.cache.put(self._digest_key(blob), json.dumps(asdict(self._digests[blob]), default=str))

    @staticmethod
    def _digest_key(blob: str) -> str:
        return Cache.key("digest", blob)


@contextmanager
def open_book(settings: Settings, *, progress: Progress = no_progress) -> Iterator[Book]:
    """Read the repository that holds the content folder.

    Raises RepositoryError when git cannot give the history, ContentError when two policies clash.
    """
    with open_repository(settings.content_dir, trust=settings.trust) as repository:
        catalogues = Catalogues(settings.language, [settings.overrides] if settings.overrides else [])
        book = Book(
            repository, repository.head() or "", repository.prefix, Cache(settings.cache_dir), catalogues=catalogues
        )
        if book.head:
            book.load(settings, progress)
        yield book


def read_text(data: bytes, path: str) -> Text:
    """Return a text of any time, parsed leniently: what was published cannot be put right any more."""
    decoded = decode(data, path=path)
    source = decoded.text
    metadata = document_metadata(source, path=path, strict=False)
    blocks = parse(metadata.body, path=path, first_line=metadata.body_line)
    title = metadata.title or file_title(path)
    blocks = without_title(blocks, title)
    if metadata.numbering is Numbering.CLAUSES:
        blocks = with_numbers(blocks)
    return Text(metadata=metadata, title=title, blocks=blocks, source=source, warning=_said(decoded))


def without_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    """Return blocks without a first heading that only says the title again."""
    first = blocks[0] if blocks else None
    says_title = first and first.level == 1 and one_line(first).strip().casefold() == title.strip().casefold()
    return blocks[1:] if says_title else blocks


def digest_of(data: bytes, path: str) -> Digest:
    """Return what history needs to know of a text."""
    text = read_text(data, path)
    seen = visible_text(text.blocks)
    said = text.metadata.title
    return Digest(
        source=source_hash(text.source),
        visible=hashlib.sha256(f"{said}\0{seen}".encode("utf-8", "surrogatepass")).hexdigest(),
        title=said,
        words=len(_WORD.findall(seen)),
        description=text.metadata.description,
        effective=text.metadata.effective,
        documents=text.metadata.documents,
        language=text.metadata.other.get("lang", ""),
        translation_of=text.metadata.translation_of,
        prevailing=text.metadata.prevailing,
        warning=text.warning,
    )


def file_title(path: str) -> str:
    """Return a title made from a file name: `acceptable-use.md` reads `Acceptable use`."""
    parts = path.rsplit(".", 1)[0].split("/")
    stem = parts[-2] if parts[-1].lower() == "index" and len(parts) > 1 else parts[-1]
    words = stem.replace("-", " ").replace("_", " ").strip() if " " not in stem else stem
    return words[:1].upper() + words[1:]


def problem_from(rule: str, error: ContentError) -> Problem:
    """Return a problem to report from an error that stopped one file."""
    return Problem(rule=rule, path=error.path, line=error.line, message=error.message, hint=error.hint)


def _lost(item: NoteRecord) -> Problem:
    return Problem(
        rule=LOST,
        path=item.note.path,
        line=item.note.line_of("sha256"),
        message=f"published revision lost: {item.folder}/{item.note.id} (shallow clone? rewritten history?)",
        hint=f"no text of the main line has the seal {item.note.sha256[:16]}…; bring the lost commits back, "
        "or delete the note and with it the revision's page",
    )


def _said(decoded: Source) -> str:
    return "; ".join(warning.message for warning in decoded.warnings)


def _digest_from(text: str) -> Digest:
    values = json.loads(text)
    values["effective"] = date.fromisoformat(values["effective"]) if values["effective"] else None
    values["documents"] = tuple(values["documents"])
    return Digest(**values)


def _same(path: str) -> str:
    return path
