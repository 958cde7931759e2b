"""Which path is a document, a revision note, or neither; which policy and id it has. Knows nothing about git or
files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from posixpath import basename, dirname, splitext

NOTES_FOLDER = "revisions"
EXTENSIONS = (".md", ".markdown")
# Files that say something about the repository, not to the public.
_NOT_POLICIES = re.compile(
    r"(readme|licen[sc]e|copying|contributing|contributors|changelog|changes|codeowners|maintainers|authors|agents|claude)"
    r"([._-].*)?",
    re.IGNORECASE,
)
_UNSAFE = re.compile(r"[^\w.-]+")


@dataclass(frozen=True, slots=True)
class ContentMap:
    """Answers, for any path of the repository, what part it plays; made once from the paths at the head of the line."""

    root: str
    """The content folder inside the repository, without slashes at its ends; empty for the repository itself."""
    with_notes: bool
    """Whether the repository keeps revision notes. Without them every Markdown file is a policy of its own."""
    folders: frozenset[str]
    """With notes: the folders, relative to the content folder, that are policies at the head."""
    singles: frozenset[str] = frozenset()
    """With notes: the policies that are one file beside the folder of their notes, `refund.md` and `refund/revisions/`;
    by their folder."""

    def inside(self, path: str) -> str | None:
        """Return a path relative to the content folder, None when it lies outside."""
        if not self.root:
            return path
        return path[len(self.root) + 1 :] if path.startswith(self.root + "/") else None

    def outer(self, inner: str) -> str:
        """Return a path of the content folder as a path of the repository."""
        return f"{self.root}/{inner}" if self.root else inner

    def is_note(self, path: str) -> bool:
        """Whether a path is that of a revision note."""
        inner = self.inside(path)
        return inner is not None and _is_markdown(inner) and basename(dirname(inner)) == NOTES_FOLDER

    def is_document(self, path: str) -> bool:
        """Whether a path is that of a document of some policy."""
        inner = self.inside(path)
        if inner is None or not _is_markdown(inner) or self._is_hidden(inner):
            return False
        if NOTES_FOLDER in inner.split("/")[:-1]:
            return False
        at_top = "/" not in inner
        return not (at_top and (_NOT_POLICIES.fullmatch(inner) or _stem(inner).lower() == "index"))

    def is_source(self, path: str) -> bool:
        """Whether a path is published as part of a policy's pages, not as an ordinary page."""
        return self.is_note(path) or (
            self.is_document(path) and (not self.with_notes or self.policy_folder(path) in self.folders)
        )

    @staticmethod
    def _is_hidden(inner: str) -> bool:
        return any(part.startswith((".", "_")) for part in inner.split("/"))

    def policy_folder(self, path: str) -> str:
        """Return what identifies the policy of a document or note: its folder with notes, unless it is a policy of
        one file; the path without extension otherwise."""
        inner = self.inside(path) or path
        if self.is_note(path):
            return dirname(dirname(inner))
        stem = splitext(inner)[0]
        if self.with_notes:
            return stem if stem in self.singles and basename(stem).lower() != "index" else dirname(inner)
        return dirname(stem) if basename(stem).lower() == "index" and dirname(stem) else stem

    def document_id(self, path: str) -> str:
        """Return the id of a document inside its policy: its file name; the first document has the policy's own id."""
        inner = self.inside(path) or path
        stem = _stem(inner)
        return basename(self.policy_folder(path)) if stem.lower() == "index" else stem

    def identity(self, path: str) -> str:
        """Return what makes two paths the same document at different times: `x.md` and `x/index.md` are one."""
        inner = self.inside(path) or path
        stem = splitext(inner)[0]
        return dirname(stem) if basename(stem).lower() == "index" and dirname(stem) else stem

    def named(self, document: str, *, beside: str) -> str:
        """Return the identity of a document by its id, as a document beside it would call it: `refund`,
        `terms/refund`."""
        if "/" in document:
            return document
        folder = dirname(self.inside(beside) or beside)
        if self.with_notes and document == basename(folder):
            return folder
        return f"{folder}/{document}" if folder else document


def content_map(paths: Iterable[str], root: str) -> ContentMap:
    """Return the map of the content folder from the paths that exist at the head of the line."""
    bare = ContentMap(root=root.strip("/"), with_notes=False, folders=frozenset())
    inner = [path for path in paths if bare.inside(path) is not None]
    noted = {bare.policy_folder(path) for path in inner if bare.is_note(path)}
    if not noted:
        return bare
    with_index = {
        dirname(bare.inside(path) or "") for path in inner if _is_markdown(path) and _stem(path).lower() == "index"
    }
    return ContentMap(
        root=bare.root,
        with_notes=True,
        folders=frozenset(noted | with_index) - {""},
        singles=frozenset(noted - with_index) - {""},
    )


def slug(path: str) -> str:
    """Return the site address that a policy's folder or file gives: lower case, blanks and odd characters to
    hyphens."""
    parts = []
    for part in unicodedata.normalize("NFC", path).split("/"):
        words = _UNSAFE.sub("-", part.replace("&", " and ")).strip("-.").lower()
        parts.append(re.sub(r"-{2,}", "-", words) or "policy")
    return "/".join(parts)


def id_part(name: str) -> str:
    """Return a name as part of an element's id: letters, digits and hyphens, as style sheets and validators want it."""
    return slug(name).replace("/", "-").replace(".", "-")


def _is_markdown(path: str) -> bool:
    return path.lower().endswith(EXTENSIONS)


def _stem(path: str) -> str:
    return splitext(basename(path))[0]
