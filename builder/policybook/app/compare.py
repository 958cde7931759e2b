"""Any two versions of documents compared, wherever they lie: in the history, the work tree, two files. Knows no pages.

All of them go through `core.redline.compare`, the engine of the published redlines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from policybook.adapters import worktree
from policybook.adapters.gitrepo import GitRepository, open_repository
from policybook.adapters.settings import Settings
from policybook.app.book import Book, Progress, Text, no_progress, open_book, read_text
from policybook.app.snapshots import Snapshot, called, committed, documents, lying, new_documents, pairs
from policybook.app.versions import commit_named, document_named, is_path, version_at
from policybook.core.content import ContentMap, content_map
from policybook.core.errors import UsageError
from policybook.core.frontmatter import split
from policybook.core.redline import Redline, compare
from policybook.core.tree import Block, BlockKind, Inline, InlineKind

_USAGE = "see `policybook diff --help`"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two versions."""

    name: str
    """What it is called: a revision, a day, a commit as it was typed, the work tree; of a file, nothing."""
    path: str
    """Path of its file: inside the repository, or as it was typed."""
    title: str
    """Its title; empty for a file that has none."""
    language: str
    """`lang:` of its front matter; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A key of the front matter that differs, apart from the title."""

    key: str
    """The key."""
    old: str
    """Its value before; empty when it was not there."""
    new: str
    """Its value now; empty when it is gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions of one document compared."""

    old: Side | None
    """The old version; None when the document is new."""
    new: Side | None
    """The new version; None when it is gone."""
    fields: tuple[FieldChange, ...]
    """What differs in the front matter, in the order of its keys."""
    redline: Redline
    """What differs in the text; the titles stand above it as headings where they differ."""

    @property
    def differs(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.fields) or not self.redline.identical


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the arguments of `policybook diff` ask for."""

    document: str = ""
    """Id or path of the document; empty for all."""
    old: str = ""
    """Name of the old version; empty: what is committed."""
    new: str = ""
    """Name of the new version; empty: what lies in the work tree."""
    files: tuple[str, str] | None = None
    """Two files, instead of all that."""

    @property
    def several(self) -> bool:
        """Whether it may be about more than one document."""
        return not self.document and not self.files


def question(arguments: Sequence[str], directory: Path) -> Question:
    """Return what the arguments ask for. Raises UsageError when they make no question."""
    match list(arguments):
        case []:
            return Question()
        case [one]:
            versions = _range(one, directory)
            return Question(old=versions[0], new=versions[1]) if versions else Question(document=one)
        case [document, other]:
            if versions := _range(other, directory):
                return Question(document=document, old=versions[0], new=versions[1])
            if _is_file(document, directory) and _is_file(other, directory):
                return Question(files=(document, other))
            hint = "name two versions, `policybook diff terms 2024-01-01 HEAD`, or two files"
            raise UsageError(f"{document!r} and {other!r} are not two files, and one version is not enough", hint=hint)
        case [document, old, new]:
            return Question(document=document, old=old, new=new)
        case _:
            raise UsageError(f"{len(arguments)} names are too many: at most a document and two versions", hint=_USAGE)


def _range(name: str, directory: Path) -> tuple[str, str] | None:
    """Return the two ends of `A..B`, an empty one as HEAD, as git reads it; None when it is no range."""
    if ".." not in name or is_path(name) or (directory / name).exists():
        return None
    old, _, new = name.partition("..")
    if new.startswith(".") or ".." in new:
        raise UsageError(f"{name!r} is no range of commits", hint="write two dots between the two: OLD..NEW")
    return old or "HEAD", new or "HEAD"


def _is_file(name: str, directory: Path) -> bool:
    return is_path(name) or ("/" in name and (directory / name).exists() and not (directory / name).is_dir())


def answer(
    settings: Settings, asked: Question, directory: Path, *, progress: Progress = no_progress
) -> tuple[Comparison, ...]:
    """Return the comparisons that a question about a repository asks for; of several documents, those that differ.

    `directory` is where paths start. Raises UsageError for what does not exist, RepositoryError when git fails.
    """
    if asked.document and asked.old:
        with open_book(settings, progress=progress) as book:
            name = asked.document
            if is_path(name):
                name = _inside_repository(settings, name, directory, prefix=book.content.root)
            return (between_versions(book, name, asked.old, asked.new),)
    with open_repository(settings.content_dir, trust=settings.trust) as repository:
        if repository.head() is None:
            raise UsageError("the repository has no commits yet", hint="commit the documents first")
        if asked.old:
            return between_commits(repository, asked.old, asked.new)
        if asked.document:
            return (_with_work_tree(settings, repository, asked.document, directory),)
        return all_with_work_tree(settings, repository)


def between_files(directory: Path, old: str, new: str) -> Comparison:
    """Return two Markdown files compared; no repository is needed. A file name is no title."""
    before, after = (read_text(worktree.read_text_file(directory / name, name), name) for name in (old, new))
    return _comparison(
        _side("", old, before, title=before.metadata.title),
        _side("", new, after, title=after.metadata.title),
        before,
        after,
    )


def between_versions(book: Book, document: str, old: str, new: str) -> Comparison:
    """Return two versions of a document compared; they are revision ids, days (the text in force on it) or commits."""
    policy, wanted = document_named(book, document)
    before, after = (version_at(book, policy, wanted, name) for name in (old, new))
    return _comparison(
        _side(old, before.path, book.text(before)),
        _side(new, after.path, book.text(after)),
        book.text(before),
        book.text(after),
    )


def between_commits(repository: GitRepository, old: str, new: str) -> tuple[Comparison, ...]:
    """Return every document that differs between two commits of the first-parent line."""
    commits = repository.commits()
    before, after = (
        committed(repository, repository.tracked_paths(commit_named(commits, name).id), name) for name in (old, new)
    )
    _, paths = documents({**before.files, **after.files}, repository.prefix)
    return _compared(before, after, paths)


def all_with_work_tree(settings: Settings, repository: GitRepository) -> tuple[Comparison, ...]:
    """Return every document that differs between the last commit and the work tree."""
    head, content = _head(repository)
    _, known = documents(head.files, repository.prefix)
    paths = [*known, *new_documents(settings, content)]
    return _compared(head, lying(settings, content, paths, id_length=len(repository.head() or "")), paths)


def _with_work_tree(settings: Settings, repository: GitRepository, document: str, directory: Path) -> Comparison:
    """Return one document compared between the last commit and the work tree, also when nothing differs."""
    head, content = _head(repository)
    if is_path(document):
        path = _inside_repository(settings, document, directory, prefix=repository.prefix)
    else:
        path = called(content, documents(head.files, repository.prefix)[1], document)
    here = lying(settings, content, [path], id_length=len(repository.head() or ""))
    if path not in head.files and path not in here.files:
        raise UsageError(f"there is no file {document!r}", hint="neither in the last commit nor in the work tree")
    return _pair(head, here, path if path in head.files else "", path if path in here.files else "")


def _head(repository: GitRepository) -> tuple[Snapshot, ContentMap]:
    tree = repository.tracked_paths(repository.head() or "")
    return committed(repository, tree, "HEAD"), content_map(tree, repository.prefix)


def _inside_repository(settings: Settings, name: str, directory: Path, *, prefix: str) -> str:
    """Return the path inside the repository of a file of the content folder; it need not exist (any more)."""
    path = directory / name
    path = path.parent.resolve() / path.name
    if not path.is_relative_to(settings.content_dir):
        hint = "name a file of the content folder, or two files, or set the folder with --content"
        raise UsageError(f"{name!r} is not in the content folder {settings.content_dir}", hint=hint)
    inner = path.relative_to(settings.content_dir).as_posix()
    return f"{prefix}/{inner}" if prefix else inner


def _compared(old: Snapshot, new: Snapshot, paths: Sequence[str]) -> tuple[Comparison, ...]:
    return tuple(_pair(old, new, before, after) for before, after in pairs(old, new, paths))


def _pair(old: Snapshot, new: Snapshot, before: str, after: str) -> Comparison:
    texts = [read_text(snapshot.read(path), path) if path else None for snapshot, path in ((old, before), (new, after))]
    sides = [
        _side(snapshot.name, path, text) if text else None
        for snapshot, path, text in zip((old, new), (before, after), texts, strict=True)
    ]
    return _comparison(sides[0], sides[1], texts[0], texts[1])


def _side(name: str, path: str, text: Text, *, title: str | None = None) -> Side:
    return Side(
        name=name,
        path=path,
        title=text.title if title is None else title,
        language=text.metadata.other.get("lang", ""),
    )


def _comparison(old: Side | None, new: Side | None, before: Text | None, after: Text | None) -> Comparison:
    titles = [side.title if side else "" for side in (old, new)]
    shown = titles if titles[0] != titles[1] else ["", ""]
    blocks = [
        _under_title(text.blocks if text else (), title) for text, title in zip((before, after), shown, strict=True)
    ]
    fields = _fields(before, after) if before and after else ()
    return Comparison(old=old, new=new, fields=fields, redline=compare(*blocks))


def _under_title(blocks: tuple[Block, ...], title: str) -> tuple[Block, ...]:
    if not title:
        return blocks
    return (Block(BlockKind.HEADING, inlines=(Inline(InlineKind.TEXT, text=title),), level=1), *blocks)


def _fields(old: Text, new: Text) -> tuple[FieldChange, ...]:
    before, after = (
        {
            key: value.text or ", ".join(value.texts)
            for key, value in split(text.source, path="", strict=False).values.items()
            if key != "title"
        }
        for text in (old, new)
    )
    return tuple(
        FieldChange(key=key, old=before.get(key, ""), new=after.get(key, ""))
        for key in dict.fromkeys([*after, *before])
        if before.get(key, "") != after.get(key, "")
    )
