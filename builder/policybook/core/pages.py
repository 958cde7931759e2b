"""What each public page shows, as values for its template. Knows nothing about templates, files or MkDocs.

Addresses in these values are site paths without a leading slash (`terms/history/`, with or without a
`#fragment`), or absolute URLs for what lies outside the site; the template turns them into links relative to the
page it renders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from policybook.core.pageparts import Alternate, Facts, LanguageLink, VersionLink, YearLink
from policybook.core.timeline import State


class Html(str):
    """Markup that the core made and escaped; templates print it as it is (through the `__html__` convention)."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the markup itself: the convention by which template engines know escaped text."""
        return str(self)


NO_HTML = Html()
"""Nothing to print."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link with its words."""

    title: str
    """What the reader reads."""
    address: str
    """Site path or absolute URL."""
    current: bool = False
    """Whether the page that shows the link is the page (or lies below the page) it leads to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Links under a common heading, for sites with many policies."""

    title: str
    """Heading; empty for links without a group."""
    links: tuple[Link, ...]
    """The links, in reading order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What surrounds the text of every page: head, masthead, tabs, footer."""

    address: str
    """Site path of the page itself: empty for the start page, `terms/history/`, `404.html`."""
    title: str
    """The page's own title, without the site's name."""
    description: str
    """One sentence for search engines and link previews; may be empty."""
    site_name: str
    """Name of the organisation or site, in the masthead."""
    language: str
    """BCP 47 tag of the interface and, unless a document says otherwise, the texts."""
    canonical: str = ""
    """Absolute canonical URL; empty when the site's own address is not configured."""
    noindex: bool = False
    """Whether search engines are asked not to list the page (texts that are not in force)."""
    tabs: tuple[Link, ...] = ()
    """One tab per policy while there are at most seven; else empty."""
    feeds: tuple[Link, ...] = ()
    """Feeds and calendar to announce in the head: title and address; told apart by the extension."""
    modified: date | None = None
    """Day the page's text last changed; for metadata."""
    published: date | None = None
    """Day the page's text, or the first that the page had, was published; for metadata."""
    alternates: tuple[Alternate, ...] = ()
    """The same page in every language that it is in, its own among them; empty where that is the only one."""
    image: str = ""
    """Absolute URL of a picture for previews of links; empty when there is none."""
    commit: str = ""
    """Abbreviated object id of the commit the site was built from."""
    notify: str = ""
    """Where readers ask to be told of changes; empty when there is no list."""
    search: str = ""
    """Site path of the search page; empty when there is none."""
    logo: str = ""
    """Site path of the picture that stands for the name in the masthead; empty when there is none."""
    foot: str = ""
    """What stands at the foot of each printed page, beside its number."""
    home: str = ""
    """Where the masthead and the foot lead: the start page; an absolute URL on pages outside the site."""
    form_target: str = ""
    """Origin that the page's form is sent to, where that is not the site itself."""
    base_path: str = "/"
    """Path under which the site is served; only the 404 page, shown at any depth, needs it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """A revision that is pending behind the one that takes effect next."""

    day: date
    """First day it binds."""
    summary: Html
    """Its summary, as inline markup."""
    address: str
    """Its full text; empty when there is none."""
    redline: str
    """What it changes; empty when there is nothing to compare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Banner:
    """A notice above the text: about an upcoming, freshly changed, superseded or withdrawn version."""

    kind: str
    """`upcoming`, `changed`, `superseded` or `withdrawn`."""
    day: date | None
    """The day it speaks of: takes effect on, took effect on, applied from, was withdrawn on."""
    until: date | None = None
    """On `superseded`: the last day it applied; None when it never applied."""
    summary: Html = NO_HTML
    """The revision's summary, as inline markup; may be empty."""
    links: tuple[Link, ...] = ()
    """What to read next."""
    only: bool = False
    """On `upcoming`: nothing is in force before."""
    ends: bool = False
    """On `upcoming`: no new text takes effect, the policy is withdrawn."""
    later: tuple[Later, ...] = ()
    """On `upcoming`: what is pending behind it, in the order it takes effect."""
    zone: str = ""
    """On `upcoming`: the time zone in which its day begins."""
    ending: str = ""
    """On `superseded` and `withdrawn`: why it has no days of its own, a `timeline.Ending` value; empty as a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TranslationNotice:
    """What a translation says of its original."""

    original: Link
    """The original's title and page."""
    language: str
    """Name of the original's language, in the words of the page."""
    prevails: bool
    """Whether the original says that it prevails."""
    translated: date | None = None
    """On a translation that is behind: first day of the version that was translated."""
    changed: date | None = None
    """On a translation that is behind: the day from which the original reads otherwise; None where it has kept up."""
    see: Link | None = None
    """What changed since."""
    coming: date | None = None
    """First day of the original's next version, where that is not translated; None when there is none."""
    read: Link | None = None
    """That version, in the original."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentsEntry:
    """One line of a table of contents."""

    title: str
    """Words of the heading, without its number."""
    anchor: str
    """Its id on the page."""
    number: str = ""
    """The heading's own number; empty when it has none."""
    entries: tuple[ContentsEntry, ...] = ()
    """Headings below it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document on a policy page or on the page of a revision."""

    anchor: str
    """Id of the article on the page."""
    title: str
    """The document's title in this version."""
    description: str
    """Its description; may be empty."""
    language: str
    """BCP 47 tag of its text."""
    html: Html
    """Its text."""
    state: State
    """What the text is on the day of the build."""
    effective: date | None
    """First day this text binds; None when unknown."""
    upcoming: date | None = None
    """First day of the next text, when one is posted."""
    until: date | None = None
    """Last day it applies, when it is then taken off the page."""
    posted: date | None = None
    """Day this text was published."""
    revision: Link | None = None
    """The revision that brought this text: its id and permanent address."""
    redline: str = ""
    """Address of what that revision changed; empty for the first."""
    permanent: str = ""
    """Absolute permanent address of this text; empty when the site's own address is not configured."""
    source: str = ""
    """Absolute URL of the commit at the repository's host; empty when not configured."""
    commit: str = ""
    """Abbreviated object id of the commit that brought it."""
    sha256: str = ""
    """SHA-256 of the Markdown source, in hexadecimal."""
    words: int = 0
    """Number of words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One revision as lists show it: the history page, the latest changes, the end of a policy page."""

    id: str
    """Permalink id."""
    number: int
    """1 for the oldest."""
    policy: Link
    """The policy it belongs to."""
    posted: date
    """Day it was published."""
    effective: date
    """First day its text binds."""
    replaced: tuple[date, ...]
    """Effective dates that a postponement took back, oldest first."""
    state: State
    """What its text is on the day of the build."""
    kind: str
    """Kind of revision: a `model.Kind` value, or `unlisted`."""
    material: bool
    """Whether the list is mailed about it."""
    summary: Html
    """The one-line summary, as inline markup; never empty (generated when nobody wrote one)."""
    documents: tuple[str, ...]
    """Titles of the documents it touches, when the policy has several."""
    address: str
    """The full text; empty when there is none (imported)."""
    redline: str
    """The comparison; empty when there is none (first, imported, nothing visible changed)."""
    inserted: int = 0
    """Words inserted."""
    deleted: int = 0
    """Words deleted."""
    changes: int = 0
    """Number of changes in the redline."""
    words: int = 0
    """Words of the whole text, shown for the first version."""
    source: str = ""
    """Absolute URL of the commit; empty when not configured."""
    link: str = ""
    """External comparison of an imported revision."""
    same_words: bool = False
    """Whether its text reads word for word like the one before."""
    announced: date | None = None
    """Day people were told of it; None when nobody was."""
    ending: str = ""
    """Why it has no days of its own, a `timeline.Ending` value; empty as a rule."""
    taken_back: date | None = None
    """Day it was taken back, before it took effect."""
    compare: str = ""
    """Its comparison with the text in force, where the page offers one that is not its redline."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyPage:
    """The text in force of a policy (`/terms/`), the upcoming text (`/terms/upcoming/`), or the text of one
    revision."""

    frame: Frame
    """What surrounds it."""
    eyebrow: tuple[Link, ...]
    """The way to the page from the start page; on the policy page itself its group alone, if it has one."""
    title: str
    """Title of the page: that of the first document."""
    lede: str
    """Description of the first document; may be empty."""
    state: State
    """What the text is on the day of the build."""
    since: date | None
    """In force since, takes effect on, withdrawn on; None when unknown."""
    until: date | None
    """Last day it applied, or applies when a later text is pending."""
    number: int
    """Number of the revision shown."""
    revision_id: str
    """Its permalink id."""
    total: int
    """How many revisions the policy has."""
    words: int
    """Words on the page."""
    minutes: int
    """Reading time in minutes, at 200 words a minute, at least 1."""
    banners: tuple[Banner, ...]
    """Notices above the text."""
    documents: tuple[DocumentView, ...]
    """The documents in order."""
    contents: tuple[ContentsEntry, ...]
    """The table of contents: with several documents one entry per document and their headings below."""
    previous: Link | None = None
    """The revision before; only on the page of a revision."""
    next: Link | None = None
    """The revision after; only on the page of a revision."""
    latest: tuple[Entry, ...] = ()
    """The latest revisions, newest first; only on the policy page."""
    history: str = ""
    """Address of the history page."""
    current: str = ""
    """Address of the policy page."""
    clauses: str = ""
    """Address of the history of each clause; empty when nothing has changed yet, and on pages that are not the policy's
    own."""
    redline: str = ""
    """Address of what the revision shown changed; empty for the first."""
    compare: str = ""
    """Address where any two versions are compared; empty while there are not two."""
    versions: tuple[VersionLink, ...] = ()
    """This version, the latest, the ones before and after; only on the page of a revision."""
    facts: Facts | None = None
    """What programs read of it."""
    languages: tuple[LanguageLink, ...] = ()
    """The policy in every language that it is in; empty where that is one."""
    translation: TranslationNotice | None = None
    """What it says of its original; None when it is no translation."""
    pdf: str = ""
    """The page as PDF; empty where none is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """The revisions posted in one year, newest first."""

    year: int
    """The year."""
    entries: tuple[Entry, ...]
    """Its revisions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryPage:
    """Every revision of a policy."""

    frame: Frame
    """What surrounds it."""
    eyebrow: tuple[Link, ...] = ()
    """The way to the page from the start page."""
    policy: Link
    """The policy page."""
    first: date | None
    """Day the oldest revision was posted."""
    total: int
    """How many revisions."""
    material: int
    """How many of them are material."""
    in_force: int
    """Number of the revision in force; 0 when none is."""
    upcoming: int
    """How many are upcoming."""
    unlisted: int
    """How many text changes nobody announced."""
    years: tuple[Year, ...]
    """The revisions that the page shows, by year, newest first."""
    year: int = 0
    """The year that it shows alone; 0 on the main page."""
    all_years: tuple[YearLink, ...] = ()
    """Every year that has revisions, newest first, here or on a page of its own."""
    elsewhere: tuple[YearLink, ...] = ()
    """The years with a page of their own that the page does not show."""
    compare: str = ""
    """Address where any two versions are compared; empty while there are not two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeItem:
    """One line of the list of changes."""

    number: int
    """From 1, across the documents of the page."""
    anchor: str
    """Id of the change on the page."""
    label: str
    """Where: `§ 2.1`, a section's title, a document's title."""
    kind: str
    """What happened: `amended`, `added`, `removed`, `moved` ..."""
    words: str
    """First words of the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlineDocument:
    """The redline of one document."""

    anchor: str
    """Id of the article on the page."""
    title: str
    """Its title in the new version."""
    old_title: str
    """Its title in the old version; equal to `title` when that did not change."""
    html: Html
    """The text with its changes marked."""
    language: str = "en"
    """BCP 47 tag of its text."""
    status: str = "amended"
    """`amended`, `added` (no old version), `removed` (no new one) or `moved`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two versions a redline compares."""

    day: date
    """First day it binds (binds, bound)."""
    number: int
    """Number of the revision."""
    state: State
    """What it is on the day of the build."""
    address: str
    """Its full text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RedlinePage:
    """What one revision changed, inline or side by side."""

    frame: Frame
    """What surrounds it."""
    eyebrow: tuple[Link, ...] = ()
    """The way to the page from the start page."""
    policy: Link
    """The policy page."""
    history: str
    """Address of the history page."""
    entry: Entry
    """The revision."""
    explanation: Html
    """The editor's longer explanation; may be empty."""
    old: Side
    """The version before."""
    new: Side
    """The version after."""
    side_by_side: bool
    """Which of the twin pages this is."""
    inline_address: str
    """Address of the inline page."""
    side_by_side_address: str
    """Address of the side-by-side page."""
    documents: tuple[RedlineDocument, ...]
    """The documents that it touched."""
    changes: tuple[ChangeItem, ...]
    """The list of changes."""
    sections_changed: int
    """How many sections it touched."""
    sections: int
    """How many sections the documents compared have."""
    previous: Link | None
    """The redline of the revision before."""
    next: Link | None
    """The redline of the revision after."""
    plain_text: str
    """Address of the plain-text redline."""
    unworded: str = ""
    """Where no words changed: what changed all the same, in a sentence; empty where nothing did, or words did."""
    words_changed: bool = True
    """Whether words are new, gone or elsewhere, and not only links, numbers or formatting."""
    translation: TranslationNotice | None = None
    """What it says of its original; None when the policy is no translation."""
    pdf: str = ""
    """The redline as PDF; empty where none is published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyItem:
    """One policy in the list of all policies."""

    link: Link
    """Title and address."""
    description: str
    """One line; may be empty."""
    state: State
    """State on the day of the build."""
    since: date | None
    """In force since, takes effect on, withdrawn on."""
    upcoming: date | None
    """First day of the next text, when one is posted."""
    revisions: int
    """How many revisions it has."""
    languages: tuple[LanguageLink, ...] = ()
    """Its translations."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyGroup:
    """Policies under a common heading."""

    title: str
    """Heading (a folder's name); empty for policies without a group."""
    anchor: str
    """Id of the heading."""
    policies: tuple[PolicyItem, ...]
    """The policies, in order; withdrawn ones last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """The start page: all policies with their state, and the latest changes."""

    frame: Frame
    """What surrounds it."""
    introduction: Html
    """The text of the content folder's own start page; may be empty."""
    groups: tuple[PolicyGroup, ...]
    """The policies."""
    latest: tuple[Entry, ...]
    """The latest changes over all policies, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPage:
    """A page with nothing but its own text: an ordinary page beside the policies, or the page that says that an
    address is wrong."""

    frame: Frame
    """What surrounds it."""
    html: Html = NO_HTML
    """Its text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscribePage:
    """The form of a notification list that is hosted elsewhere."""

    frame: Frame
    """What surrounds it."""
    organisation: str
    """Who publishes the policies."""
    action: str
    """Where it is sent."""
    host: str
    """Whose that is."""
    address_field: str
    """Name of the field for the address."""
    fields: tuple[tuple[str, str], ...]
    """Names and values of the others."""


def reading_minutes(words: int) -> int:
    """Return how long a text takes to read, in minutes, at 200 words a minute and at least 1."""
    return max(1, round(words / 200))


def by_year(entries: Iterable[Entry]) -> tuple[Year, ...]:
    """Return entries grouped by the year they were posted, in the order they come."""
    years: dict[int, list[Entry]] = {}
    for entry in entries:
        years.setdefault(entry.posted.year, []).append(entry)
    return tuple(Year(year=year, entries=tuple(items)) for year, items in years.items())
