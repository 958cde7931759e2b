"""Proof of what was published: the manifest of a site, and what of an earlier one the repository no longer gives.
Knows nothing about pages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from policybook.app.book import Book
from policybook.app.edition import Edition
from policybook.app.redlinepages import text_address
from policybook.app.redlines import Redlines
from policybook.core.errors import ContentError, UsageError
from policybook.core.manifest import ManifestEntry, manifest_json
from policybook.core.model import Signature
from policybook.core.record import Loss, Present, Record, RecordedRevision, losses, present, record_from
from policybook.core.timeline import Policy, Revision


class Recorder:
    """Says what is published of each revision of a book."""

    def __init__(self, book: Book, redlines: Redlines | None = None) -> None:
        """Take a book in hand; the hashes of redlines are known only where redlines are."""
        self._book = book
        self._redlines = redlines
        self._sealed = {(item.folder, item.note.id) for item in book.notes if item.note.sha256}

    def revision(self, policy: Policy, revision: Revision) -> RecordedRevision:
        """Return what is published of a revision."""
        texts = ((text.document, text.version) for text in revision.standing)
        return RecordedRevision(
            policy=policy.id,
            id=revision.id,
            posted=revision.posted,
            effective=revision.effective,
            commit=revision.commit,
            texts=tuple((document, self._book.digest(version).source) for document, version in texts if version),
            redline=self._redlines.figures(revision).sha256 if self._redlines else "",
            replaced=revision.replaced,
            sealed=(policy.id, revision.id) in self._sealed,
        )

    def present(self) -> Present:
        """Return everything that the repository gives."""
        revisions = (self.revision(policy, revision) for policy, revision in revisions_of(self._book))
        return present(revisions, (commit.id for commit in self._book.commits))


def revisions_of(book: Book) -> Iterator[tuple[Policy, Revision]]:
    """Return every revision with its policy: by policy, oldest first."""
    return ((policy, revision) for policy in book.policies for revision in policy.revisions)


def manifest(edition: Edition) -> bytes:
    """Return the manifest of a site."""
    book, settings = edition.book, edition.settings
    signatures, recorder = _signatures(edition), Recorder(book, edition.redlines)
    entries = [
        ManifestEntry(
            revision=recorder.revision(policy, revision),
            address=edition.text_address(policy, revision),
            plain_text=text_address(policy, revision) if edition.redline_address(policy, revision) else "",
            signature=signatures.get(revision.commit),
        )
        for policy, revision in revisions_of(book)
    ]
    return manifest_json(entries, commit=book.head, on=edition.on, site_url=settings.site_url).encode()


def _signatures(edition: Edition) -> Mapping[str, Signature]:
    settings = edition.settings
    if not settings.options.signatures:
        return {}
    commits = dict.fromkeys(revision.commit for _, revision in revisions_of(edition.book) if revision.commit)
    return edition.book.repository.signatures(commits, allowed_signers=settings.allowed_signers)


def read_record(path: Path) -> Record:
    """Return what a site has published, from its `manifest.json` or a policy's `versions.json`.

    Raises UsageError when there is no such file, ContentError when it is something else.
    """
    try:
        return record_from(json.loads(path.read_text("utf-8")), path=str(path))
    except OSError as error:
        hint = "name manifest.json or a policy's versions.json of the published site"
        raise UsageError(f"cannot be read: {error.strerror}", path=str(path), hint=hint) from None
    except (ValueError, RecursionError):
        raise ContentError("is not JSON", hint="fetch the file of the published site again", path=str(path)) from None


def refuse_losses(book: Book, previous: Path) -> None:
    """Refuse to publish a repository that lost what was published before: raises ContentError that names each loss."""
    found = losses(read_record(previous), Recorder(book).present())
    if found:
        raise ContentError(
            f"{lost(found)} since then:\n" + "\n".join(map(str, found)),
            hint="bring the lost commits back; to publish all the same, build once without --previous",
            path=str(previous),
        )


def lost(found: Sequence[Loss]) -> str:
    """Return how many published revisions are lost or changed."""
    number = len({loss.revision for loss in found})
    return (
        "1 published revision was lost or changed"
        if number == 1
        else f"{number} published revisions were lost or changed"
    )
