"""A finished site against its repository: every text, comparison and list entry. Knows nothing about MkDocs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from policybook.adapters.settings import Settings
from policybook.adapters.templates import Templates
from policybook.app.book import Book, Progress, no_progress, open_book
from policybook.app.proof import Recorder, read_record
from policybook.app.publish import Plan, PlannedFile, PlannedPage, plan_site
from policybook.core.errors import ContentError
from policybook.core.manifest import MANIFEST
from policybook.core.readback import article_words, first_difference
from policybook.core.record import losses, record_from

TEXT_PAGES = frozenset({"policy", "archive", "redline"})
"""The templates of the pages that show texts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was found."""

    findings: tuple[str, ...]
    """What is not as the repository gives it; empty when all is."""
    revisions: int
    """How many published revisions were looked at."""
    files: int = 0
    """How many files of the site were read back."""
    remark: str = ""
    """What could not be looked at, and why; empty as a rule."""


def verify(settings: Settings, site: Path, *, progress: Progress = no_progress) -> Verdict:
    """Compare a site with the repository it was built from.

    What its manifest says was published is compared with the head of the line: nothing may have vanished or changed
    since. Its files are compared with what the commit that it was built from gives for the same day. Raises UsageError
    when the folder holds no such site.
    """
    record, day = read_record(site / MANIFEST), _day(site / MANIFEST)
    with open_book(settings, progress=progress) as book, ExitStack() as stack:
        found = [str(loss) for loss in losses(record, Recorder(book).present())]
        if record.commit not in {commit.id for commit in book.commits}:
            remark = f"the site was built from commit {record.commit[:10]}, which is not on the main line"
            return Verdict(findings=tuple(found), revisions=len(record.revisions), remark=remark)
        then = book
        if record.commit != book.head:
            then = stack.enter_context(_as_built(settings, book, record.commit, progress))
        plan = plan_site(then, settings, on=day, progress=progress)
        pages = [page for page in plan.pages if page.template in TEXT_PAGES]
        files = [item for item in plan.files if item.path.endswith(("/redline.txt", "/versions.json", MANIFEST))]
        for item in files:
            found += _file_findings(site, item)
        found += _page_findings(site, pages, _templates(settings, plan), progress)
    return Verdict(findings=tuple(dict.fromkeys(found)), revisions=len(record.revisions), files=len(pages) + len(files))


def _day(path: Path) -> date:
    try:
        return date.fromisoformat(json.loads(path.read_text("utf-8"))["day"])
    except (KeyError, TypeError, ValueError):
        hint = "name the folder of a site built by policybook"
        raise ContentError("does not say for which day the site was built", hint=hint, path=str(path)) from None


@contextmanager
def _as_built(settings: Settings, book: Book, commit: str, progress: Progress) -> Iterator[Book]:
    """Give the book as it was when a commit was the head."""
    with book.repository.at(commit) as repository:
        then = Book(repository, commit, book.content.root, book.cache, catalogues=book.catalogues)
        then.load(settings, progress)
        yield then


def _templates(settings: Settings, plan: Plan) -> Templates:
    return Templates([settings.overrides] if settings.overrides else [], languages=plan.language)


# -- files -------------------------------------------------------------------------------------------------------------


def _file_findings(site: Path, item: PlannedFile) -> Iterator[str]:
    """Return what is wrong with a comparison in plain text, or with a list."""
    published, wanted = _content(site / item.path), item.make()
    if published is None:
        yield f"{item.path}: is missing from the site"
    elif published != wanted and item.path.endswith(".txt"):
        words, others = (tuple(data.decode("utf-8", "replace").split()) for data in (published, wanted))
        yield f"{item.path}: {_differ(words, others)}"
    elif published != wanted:
        yield from _entry_findings(item.path, published, json.loads(wanted))


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except OSError:
        return None


def _entry_findings(path: str, published: bytes, wanted: Mapping[str, Any]) -> Iterator[str]:
    """Return what is wrong with the entries of a list, by revision and field."""
    try:
        document = json.loads(published)
        record_from(document, path=path)
    except (ValueError, ContentError):
        yield f"{path}: is not the list that the build wrote"
        return
    there, here = _entries(document), _entries(wanted)
    for name in sorted(here.keys() - there.keys()):
        yield f"{path}: {name} is missing"
    for name in sorted(there.keys() - here.keys()):
        yield f"{path}: {name} is unknown to the repository"
    for name in sorted(there.keys() & here.keys()):
        for field in sorted(here[name].keys() - {"signature"}):  # which depends on the keys of the machine
            if there[name].get(field) != here[name][field]:
                shown, given = (
                    json.dumps(value, ensure_ascii=False) for value in (there[name].get(field), here[name][field])
                )
                yield f"{path}: {name}: `{field}` is {_short(shown)}, the repository gives {_short(given)}"


def _entries(document: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the entries of a list by the names of their revisions, the list's own fields as one of them."""
    key = "revisions" if "revisions" in document else "versions"
    policy = document.get("id", "")
    entries = {f"{item.get('policy', policy)}/{item['id']}": item for item in document[key]}
    return entries | {"the list": {name: value for name, value in document.items() if name != key}}


def _short(text: str) -> str:
    return text if len(text) <= 90 else f"{text[:90]}…"


# -- pages -------------------------------------------------------------------------------------------------------------


def _page_findings(site: Path, pages: list[PlannedPage], templates: Templates, progress: Progress) -> Iterator[str]:
    """Return the pages whose texts say anything else than the repository."""
    for done, page in enumerate(pages):
        progress("Reading the pages", done, len(pages))
        published = _content(site / page.address / "index.html")
        if published is None:
            yield f"{page.address}: is missing from the site"
            continue
        wanted = article_words(templates.body(page.template, page.make()))
        words = article_words(published.decode("utf-8", "replace"))
        if words != wanted:
            yield f"{page.address}: {_differ(words, wanted)}"
    progress("Reading the pages", len(pages), len(pages))


def _differ(published: tuple[str, ...], wanted: tuple[str, ...]) -> str:
    one, other = first_difference(published, wanted) or ("", "")
    return f"the site says “{_short(one)}”, the repository “{_short(other)}”"
