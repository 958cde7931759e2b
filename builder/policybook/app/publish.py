"""Every page and file of the public site on one day, as a plan that is carried out page by page. Knows nothing
about MkDocs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from policybook.adapters.settings import SUBSCRIBE, Settings
from policybook.app import comparepages
from policybook.app.book import LOST, Book, Progress, no_progress
from policybook.app.calendar import next_change_of_all
from policybook.app.clausepages import clauses_page
from policybook.app.coming import coming, has_page, is_joined
from policybook.app.comparisons import compared_versions, data_address, ready, ready_address
from policybook.app.edition import SEARCH, Edition
from policybook.app.facts import changed_on
from policybook.app.historypages import history_address, history_page, years_apart
from policybook.app.listpages import index_page, not_found_page, subscribe_page
from policybook.app.machine import Machine
from policybook.app.navigation import navigation_problems
from policybook.app.onpages import all_on_page, on_address, on_title, policy_on_page
from policybook.app.pdfs import Pdfs, PlannedPdf, boxes_notice
from policybook.app.policypages import revision_page, upcoming_page
from policybook.app.redlinepages import redline_page, redline_title, text_address
from policybook.app.search import OrdinaryPage, Search
from policybook.app.subscriptions import Subscriptions
from policybook.app.translations import Translations
from policybook.core.clausepage import ClausesPage
from policybook.core.comparison_pages import ComparePage, ComparisonPage
from policybook.core.errors import ContentError
from policybook.core.language import Language
from policybook.core.model import Problem, Severity
from policybook.core.onpages import OnPage
from policybook.core.pages import Frame, HistoryPage, IndexPage, PlainPage, PolicyPage, RedlinePage, SubscribePage
from policybook.core.searchpage import SearchPage
from policybook.core.spoken_marks import spoken_marks
from policybook.core.timeline import Policy, Revision

PageValue = (
    PolicyPage
    | HistoryPage
    | ClausesPage
    | ComparePage
    | ComparisonPage
    | RedlinePage
    | IndexPage
    | OnPage
    | SearchPage
    | PlainPage
    | SubscribePage
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPage:
    """One HTML page."""

    address: str
    """Site path: `terms/history/`; empty for the start page."""
    template: str
    """Name of its template."""
    title: str
    """Its title, for navigation."""
    make: Callable[[], PageValue]
    """Makes what it shows."""
    standing: bool
    """Whether it is one of the few pages that readers look for (policies, histories, the list); the others, one
    per revision, are made one after the other and never all held."""
    modified: date | None
    """Day its text last changed."""
    owner: str = ""
    """Path of the policy it belongs to, for messages; empty for the start page."""
    source: str = ""
    """Path inside the content folder of the file to edit when its text is wrong; empty when that is no single file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedFile:
    """One file that is not an HTML page."""

    path: str
    """Site path with its name: `terms/feed.atom`."""
    make: Callable[[], bytes]
    """Makes its content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole site."""

    pages: tuple[PlannedPage, ...]
    """Every page."""
    files: tuple[PlannedFile, ...]
    """Every other file."""
    day: date
    """The day it is published for."""
    language: Callable[[str], Language]
    """The words for the language of a page, from its tag."""
    frame: Callable[[str, str], Frame]
    """Makes what surrounds an ordinary page, from its address and title."""
    searched: Callable[[Sequence[OrdinaryPage]], tuple[PlannedFile, ...]]
    """Makes the files of the search, given the ordinary pages, which are known once they are made."""
    not_found: Callable[[], PlainPage]
    """Makes the page for an address that does not exist."""
    spoken_marks: str
    """Rules by which the style sheet of redlines speaks the languages of the policies."""
    is_source: Callable[[Path], bool]
    """Whether a file of the content folder is a document or note, published as pages of ours."""
    policy_pages: Mapping[str, str]
    """The file that stands for each policy's page among those of MkDocs, by the policy's id: `terms/index.md`."""
    next_change: date | None
    """The next day on which some page will change by itself; None when none is on record."""
    notices: tuple[str, ...]
    """What the person who builds should know: unlisted changes, warnings."""


def plan_site(book: Book, settings: Settings, *, on: date, progress: Progress = no_progress) -> Plan:
    """Return every page and file of the site on a day; redlines are made now, pages when they are written.

    Raises ContentError for the first thing in the content that its editor must put right; `check` lists them all.
    """
    edition = Edition(book, settings, on=on)
    found = (*book.problems, *Translations(book, language=settings.language).problems())
    _refuse_problems([problem for problem in found if problem.severity is Severity.ERROR])
    _make_redlines(edition, progress)
    search = Search(edition)
    pages = (
        *_index_pages(edition),
        *(page for policy in edition.policies for page in _policy_pages(edition, search, policy)),
        *_search_pages(edition, search),
        *_subscribe_pages(edition),
    )
    pdfs, missing = _pdfs(edition, progress) if settings.options.pdf else ((), ())
    _refuse_clashes(pages)
    return Plan(
        pages=pages,
        files=(
            *(PlannedFile(path=path, make=make) for path, make in Machine(edition).files()),
            *(PlannedFile(path=path, make=make) for path, make in Subscriptions(edition).files()),
            *_texts(edition),
            *_comparable_versions(edition),
            *_attachments(book),
            *pdfs,
        ),
        day=on,
        language=book.catalogues.language,
        frame=edition.frame,
        searched=partial(_searched, search) if edition.search else lambda _: (),
        not_found=partial(not_found_page, edition),
        spoken_marks=spoken_marks(map(edition.speaks, (None, *edition.policies))),
        is_source=lambda path: _is_source(book, settings, path),
        policy_pages={policy.id: f"{policy.address}/index.md" for policy in edition.policies},
        next_change=next_change_of_all(edition),
        notices=(*_notices(edition), *missing),
    )


def _refuse_problems(problems: Sequence[Problem]) -> None:
    """Refuse to publish with errors: the first of them, and all others of its rule where revisions are lost."""
    if not problems:
        return
    first, *others = problems
    further = [f"\n{item.path}: {item.message}" for item in others if item.rule == first.rule == LOST]
    raise ContentError(first.message + "".join(further), hint=first.hint, path=first.path, line=first.line)


def _make_redlines(edition: Edition, progress: Progress) -> None:
    """Make every redline before the first page: history pages show their figures."""
    pairs = [(policy, revision) for policy in edition.book.policies for revision in policy.revisions]
    for done, (_, revision) in enumerate(pairs):
        progress("Comparing versions", done, len(pairs))
        edition.redlines.figures(revision)
    progress("Comparing versions", len(pairs), len(pairs))


def _pdfs(edition: Edition, progress: Progress) -> tuple[tuple[PlannedFile, ...], tuple[str, ...]]:
    """Make every PDF that the cache does not hold, and return them with what to say of them; the work is done here,
    where its progress shows and a missing program stops the build before anything is written."""
    pdfs = Pdfs(edition)
    planned = tuple(pdfs.planned())
    notices = []
    for done, item in enumerate(planned):
        progress("Making PDFs", done, len(planned))
        if said := boxes_notice(item, pdfs.made(item)):
            notices.append(said)
    progress("Making PDFs", len(planned), len(planned))
    files = (PlannedFile(path=item.path, make=partial(_content, pdfs, item)) for item in planned)
    return tuple(files), tuple(notices)


def _content(pdfs: Pdfs, planned: PlannedPdf) -> bytes:
    return pdfs.made(planned).content


def _index_pages(edition: Edition) -> Iterator[PlannedPage]:
    yield PlannedPage(
        address="",
        template="index",
        title=edition.speaks(None).say("Policies"),
        make=partial(index_page, edition),
        standing=True,
        modified=None,
    )
    if not edition.policies:
        return
    yield PlannedPage(
        address=on_address(None),
        template="on",
        title=on_title(edition, None),
        make=partial(all_on_page, edition),
        standing=False,
        modified=None,
    )


def _subscribe_pages(edition: Edition) -> Iterator[PlannedPage]:
    """Return the page with the form of a hosted list; raises ContentError as `_keep_free` does."""
    if edition.settings.options.notify_form:
        _keep_free(edition, SUBSCRIBE, what="the form of `notify_form`", way_out="set `notify_url` to your own page")
        yield PlannedPage(
            address=SUBSCRIBE,
            template="subscribe",
            title=edition.speaks(None).say("Get notified of changes"),
            make=partial(subscribe_page, edition),
            standing=False,
            modified=None,
        )


def _search_pages(edition: Edition, search: Search) -> Iterator[PlannedPage]:
    """Return the search page, after the pages that it searches; raises ContentError as `_keep_free` does."""
    if edition.search:
        way_out = "write `search: false` below the plugin in mkdocs.yml"
        _keep_free(edition, SEARCH, what="the search page", way_out=way_out)
        yield PlannedPage(
            address=SEARCH,
            template="search",
            title=edition.speaks(None).say("Search"),
            make=search.page,
            standing=True,
            modified=None,
        )


def _keep_free(edition: Edition, address: str, *, what: str, way_out: str) -> None:
    """Raise ContentError where something of the content folder would be at the address of a page of ours."""
    name = address.rstrip("/")
    ordinary = (edition.book.content.outer(f"{name}{end}") for end in (".md", "/index.md", "/README.md"))
    policies = (policy.path for policy in edition.policies if policy.address.casefold() == name)
    present = {edition.book.content.outer(path) for path in edition.book.files}
    for path in (*policies, *(path for path in ordinary if path in present)):
        raise ContentError(
            f"its page would be at /{address}, where {what} is", path=path, hint=f"rename it, or {way_out}"
        )


def _searched(search: Search, ordinary: Sequence[OrdinaryPage]) -> tuple[PlannedFile, ...]:
    return tuple(PlannedFile(path=path, make=partial(bytes, content)) for path, content in search.files(ordinary))


def _policy_pages(edition: Edition, search: Search, policy: Policy) -> Iterator[PlannedPage]:
    newest = policy.revisions[-1].posted
    title, say = edition.full_title(policy), edition.speaks(policy).say
    yield PlannedPage(
        address=f"{policy.address}/",
        template="policy",
        title=title,
        make=partial(search.policy_page, policy),
        standing=True,
        modified=changed_on(edition, policy),
        owner=policy.path,
        source=_source_of(edition, policy),
    )
    for year in (0, *years_apart(policy)):
        posted = [item.posted for item in policy.revisions if year in (0, item.posted.year)]
        yield PlannedPage(
            address=history_address(policy, year),
            template="history",
            title=say("Revision history of {title}", title=title) + (f", {year}" if year else ""),
            make=partial(history_page, edition, policy, year=year),
            standing=True,
            modified=max(posted),
            owner=policy.path,
        )
    if address := edition.clauses_address(policy):
        yield PlannedPage(
            address=address,
            template="clauses",
            title=say("Clause by clause: {title}", title=title),
            make=partial(clauses_page, edition, policy),
            standing=False,
            modified=newest,
            owner=policy.path,
        )
    yield from _compare_pages(edition, policy)
    yield PlannedPage(
        address=on_address(policy),
        template="on",
        title=on_title(edition, policy),
        make=partial(policy_on_page, edition, policy),
        standing=False,
        modified=newest,
        owner=policy.path,
    )
    found = coming(edition, policy)
    if found and has_page(edition, policy, found):
        yield PlannedPage(
            address=f"{policy.address}/upcoming/",
            template="policy",
            title=say("{title}, upcoming", title=title),
            make=partial(upcoming_page, edition, policy, found),
            standing=False,
            modified=newest,
            owner=policy.path,
        )
    for revision in _joined(edition, policy):
        yield from _redline_pages(edition, policy, revision)
    for revision in policy.revisions:
        if not revision.texts:
            continue
        yield PlannedPage(
            address=f"{policy.address}/{revision.id}/",
            template="archive",
            title=say("{title}, version of {version}", title=title, version=revision.id),
            make=partial(revision_page, edition, policy, revision),
            standing=False,
            modified=revision.posted,
            owner=policy.path,
        )
        yield from _redline_pages(edition, policy, revision)


def _redline_pages(edition: Edition, policy: Policy, revision: Revision) -> Iterator[PlannedPage]:
    """Return the twin pages with what a revision changed; none where there is nothing to compare."""
    for side_by_side in (False, True) if edition.redline_address(policy, revision) else ():
        yield PlannedPage(
            address=edition.redline_address(policy, revision) + ("side-by-side/" if side_by_side else ""),
            template="redline",
            title=redline_title(edition, policy, revision),
            make=partial(redline_page, edition, policy, revision, side_by_side=side_by_side),
            standing=False,
            modified=revision.posted,
            owner=policy.path,
        )


def _joined(edition: Edition, policy: Policy) -> tuple[Revision, ...]:
    """Return what comes next as one comparison, where it is not that of one revision."""
    found = coming(edition, policy)
    return (found.comparison,) if found and is_joined(found.comparison) else ()


def _compare_pages(edition: Edition, policy: Policy) -> Iterator[PlannedPage]:
    address, title, say = edition.compare_address(policy), edition.full_title(policy), edition.speaks(policy).say
    if not address:
        return
    yield PlannedPage(
        address=address,
        template="compare",
        title=say("Compare versions of {title}", title=title),
        make=partial(comparepages.compare_page, edition, policy),
        standing=False,
        modified=policy.revisions[-1].posted,
        owner=policy.path,
    )
    for revision in ready(edition, policy):
        yield PlannedPage(
            address=ready_address(edition, policy, revision),
            template="comparison",
            title=say("Compare versions of {title}", title=title),
            make=partial(comparepages.comparison_page, edition, policy, revision),
            standing=False,
            modified=revision.posted,
            owner=policy.path,
        )


def _comparable_versions(edition: Edition) -> Iterator[PlannedFile]:
    """Return the files from which browsers compare versions."""
    for policy in edition.policies:
        for item in compared_versions(edition, policy):
            yield PlannedFile(
                path=data_address(edition, policy, item.revision),
                make=partial(comparepages.version_data, edition, policy, item.revision),
            )


def _source_of(edition: Edition, policy: Policy) -> str:
    """Return the file of a policy of one document, as long as it exists."""
    paths = [edition.book.content.inside(text.latest.path) for text in policy.revisions[-1].standing if text.latest]
    return (paths[0] or "") if len(paths) == 1 and policy.alive else ""


def _texts(edition: Edition) -> Iterator[PlannedFile]:
    """Return the plain-text redlines."""
    for policy in edition.policies:
        for revision in (*policy.revisions, *_joined(edition, policy)):
            if edition.redline_address(policy, revision):
                yield PlannedFile(
                    path=text_address(policy, revision),
                    make=partial(_plain_text, edition, revision),
                )


def _plain_text(edition: Edition, revision: Revision) -> bytes:
    return edition.redlines.of(revision).plain_text.encode()


def _attachments(book: Book) -> Iterator[PlannedFile]:
    """Return the images and other files that texts show, as the commit has them."""
    for path, blob in book.attachments.items():
        yield PlannedFile(path=path, make=partial(book.repository.text, blob))


def _is_source(book: Book, settings: Settings, path: Path) -> bool:
    try:
        inner = path.resolve().relative_to(settings.content_dir).as_posix()
    except ValueError:
        return False
    return book.content.is_source(book.content.outer(inner))


def _refuse_clashes(pages: Sequence[PlannedPage]) -> None:
    """Refuse two pages at one address: the second would overwrite the first."""
    owners: dict[str, str] = {}
    for page in pages:
        other = owners.setdefault(page.address.casefold(), page.owner)
        if other != page.owner:
            raise ContentError(
                f"its page would be at /{page.address}, where {other or 'the site'} has one already",
                path=page.owner,
                hint="rename one of the files or folders",
            )


def _notices(edition: Edition) -> Iterator[str]:
    for problem in navigation_problems(edition.record, edition.settings):
        yield f"{problem.path}:{problem.line}: {problem.message}; {problem.hint}"
    for version in edition.book.living():
        if said := edition.book.digest(version).warning:
            yield f"{version.path}: {said}"
    for policy in edition.book.policies:
        unlisted = [revision.id for revision in policy.revisions if not revision.listed]
        if unlisted:
            yield (
                f"{policy.path}: {len(unlisted)} unlisted change{'s' * (len(unlisted) > 1)} "
                f"({', '.join(unlisted[-3:])}); `policybook check` names them"
            )
