"""Page values become pages: escaped, relative, overridable, with or without our chrome."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import html5lib
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from jinja2 import DictLoader, Environment, TemplateNotFound, UndefinedError

import page_values as values
from policybook.adapters.catalogues import Catalogues
from policybook.adapters.templates import Templates, direction, relative, tongue
from policybook.core.language import Language
from policybook.core.pages import Banner, Html, Later, PlainPage
from policybook.core.timeline import State

NASTY = "\"'><script>alert(1)</script><b onclick=x>&amp;"

PAGES: dict[str, Callable[..., object]] = {
    "policy": values.policy_page,
    "archive": values.policy_page,
    "history": values.history_page,
    "clauses": values.clauses_page,
    "redline": values.redline_page,
    "compare": values.compare_page,
    "comparison": values.comparison_page,
    "index": values.index_page,
    "search": values.search_page,
    "plain": values.plain_page,
    "404": lambda say=values.same: values.plain_page(say, "404.html"),
}


@pytest.fixture(scope="module")
def templates() -> Templates:
    return Templates(stylesheets=("extra.css",), scripts=("extra.js", "extra.mjs"))


def tags(markup: str) -> list[tuple[str, tuple[str, ...]]]:
    """Return every start tag of a page with the names of its attributes."""
    tree = html5lib.parse(markup, treebuilder="etree", namespaceHTMLElements=False)
    return [(element.tag, tuple(sorted(element.attrib))) for element in tree.iter() if isinstance(element.tag, str)]


# ---- whole pages


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_html_without_a_parse_error(templates: Templates, name: str) -> None:
    """A browser repairs bad nesting silently, and every browser in another way."""
    parser = html5lib.HTMLParser(strict=True)

    parser.parse(templates.page(name, PAGES[name]()))


@pytest.mark.parametrize("name", PAGES)
def test_no_text_of_a_page_can_add_an_element_or_attribute(templates: Templates, name: str) -> None:
    """Titles, commit ids and authors' names come from people; the tree must not depend on what they wrote."""

    def nasty(text: str) -> str:
        return text + NASTY

    assert tags(templates.page(name, PAGES[name](nasty))) == tags(templates.page(name, PAGES[name]()))


@pytest.mark.parametrize("name", PAGES)
def test_nothing_on_a_page_is_inline_or_foreign(templates: Templates, name: str) -> None:
    """The content security policy of the page forbids both, so they would silently not work."""
    page = templates.page(name, PAGES[name]())

    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", page)
    assert not re.search(r'<(?:script|img|link rel="(?:stylesheet|icon)")[^>]*(?:src|href)="(?:https?:)?//', page)


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_fragments_lead_to_one(templates: Templates, name: str) -> None:
    """A contents entry that leads nowhere is worse than none."""
    page = templates.page(name, PAGES[name]())
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


@pytest.mark.parametrize("name", PAGES)
def test_a_body_is_the_page_without_its_chrome(templates: Templates, name: str) -> None:
    """Another MkDocs theme puts its own head and footer round the same words."""
    body = templates.body(name, PAGES[name]()).strip()

    assert body
    assert body in templates.page(name, PAGES[name]())
    assert not re.search(r"<!doctype|<html|<head>|<body|<main|<footer class=\"foot\"", body)


@pytest.mark.parametrize("name", ["policy", "redline", "history"])
def test_long_pages_are_in_pieces(templates: Templates, name: str) -> None:
    """A short page needs nothing of it."""
    page: Any = PAGES[name]()
    if name == "history":
        long = replace(page, years=tuple(replace(year, entries=year.entries * 120) for year in page.years))
    else:
        text = Html(f"<p>{'word ' * 9000}</p>")
        long = replace(page, documents=tuple(replace(document, html=text) for document in page.documents))

    assert "data-size" in templates.page(name, long)
    assert "data-size" not in templates.page(name, page)


def test_the_same_value_renders_to_the_same_bytes() -> None:
    """Two builds of one commit may not differ."""
    first, second = (Templates().page("history", values.history_page()) for _ in range(2))

    assert first == second


def test_a_page_of_the_future_asks_not_to_be_indexed(templates: Templates) -> None:
    """A search engine that shows a text not in force misleads its readers."""
    page = values.policy_page()

    assert "noindex" not in templates.page("policy", page)
    assert '<meta name="robots" content="noindex, follow">' in templates.page(
        "policy", replace(page, frame=replace(page.frame, noindex=True))
    )


def test_the_users_own_files_are_linked_from_the_head(templates: Templates) -> None:
    """`extra_css` and `extra_javascript` of mkdocs.yml must keep working under our theme."""
    page = templates.page("history", values.history_page())

    assert '<link rel="stylesheet" href="../../extra.css">' in page
    assert '<script src="../../extra.js" defer></script>' in page
    assert '<script src="../../extra.mjs" type="module"></script>' in page


@pytest.mark.parametrize("name", PAGES)
def test_only_pages_that_compare_load_what_marks_changes(templates: Templates, name: str) -> None:
    """Readers of a text need not wait for the tools of a redline."""
    page = templates.page(name, PAGES[name]())

    assert ("css/redline.css" in page) == ("<ins>" in page)


def test_a_logo_stands_for_the_name(templates: Templates) -> None:
    """The name stays, for those who do not see the picture."""
    page = values.history_page()

    assert "<img" not in templates.page("history", page)
    assert '<a class="brand" href="../../"><img src="../../img/logo.svg" alt="' + page.frame.site_name + '">' in (
        templates.page("history", replace(page, frame=replace(page.frame, logo="img/logo.svg")))
    )


def test_the_bars_of_a_browser_take_the_colour_of_the_ground() -> None:
    """A white bar over an ivory page would look broken."""
    page = Templates(grounds={"light": "ivory"}).page("history", values.history_page())

    assert '<meta name="theme-color" content="ivory" media="(prefers-color-scheme: light)">' in page
    assert '<meta name="theme-color" content="#16181b" media="(prefers-color-scheme: dark)">' in page


def test_there_is_no_link_to_a_list_that_does_not_exist(templates: Templates) -> None:
    """`Get notified` is offered only where somebody set up a list."""
    page = values.history_page()

    assert "Get notified" in templates.page("history", page)
    assert "notified" not in templates.page("history", replace(page, frame=replace(page.frame, notify="")))


def test_a_text_written_from_right_to_left_says_so() -> None:
    """The language alone does not turn the page round."""
    page = replace(values.plain_page(), frame=replace(values.plain_page().frame, language="ar-EG"))

    assert '<html lang="ar-EG" dir="rtl" ' in Templates().page("plain", page)
    assert direction("en-GB") == ""


def test_words_in_another_language_say_so_and_which_way_they_run() -> None:
    """Also English ones on an Arabic page, and not a word where nothing differs."""
    assert tongue("en", "en") == ""
    assert tongue("de", "en") == ' lang="de"'
    assert tongue("ar", "en") == ' lang="ar" dir="rtl"'
    assert tongue("en", "ar") == ' lang="en" dir="ltr"'
    assert tongue('"><b>', "en") == ' lang="&#34;&gt;&lt;b&gt;"'


def test_our_words_round_a_text_in_another_language_are_in_that_of_the_page(templates: Templates) -> None:
    """`in force since` below an Arabic text is read from left to right."""
    policy, redline = values.policy_page(), values.redline_page()
    texts = tuple(replace(item, language="ar") for item in policy.documents)
    compared = tuple(replace(item, language="ar") for item in redline.documents)
    shown = templates.page("policy", replace(policy, documents=texts))
    marked = templates.page("redline", replace(redline, documents=compared))

    for page in (shown, marked):
        assert re.search(r'<article class="policy[^>]* lang="ar" dir="rtl"', page)
        assert '<p class="doc-date" lang="en" dir="ltr">' in page
    assert '<footer class="end" lang="en" dir="ltr">' in shown


# ---- what the pages say


def words(markup: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", markup).split())


LATER = Later(day=date(2026, 9, 1), summary=Html("And more."), address=values.REVISION, redline="")


def banner(kind: str, **fields: object) -> Banner:
    given: dict[str, object] = {"kind": kind, "day": date(2026, 7, 1)}
    return Banner(**(given | fields))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("notice", "state", "sentence"),
    [
        (banner("upcoming"), State.IN_FORCE, "takes effect on 1 July 2026 . Until then the text on this page applies."),
        (banner("upcoming"), State.UPCOMING, "This text takes effect on 1 July 2026 . Until then the version in force"),
        (banner("upcoming", only=True), State.UPCOMING, "Before that day nothing is in force."),
        (
            banner("upcoming", ends=True),
            State.IN_FORCE,
            "This policy is withdrawn on 1 July 2026 . Until then the text on this page applies.",
        ),
        (
            banner("upcoming", later=(LATER,)),
            State.IN_FORCE,
            "Further changes are to follow: 1 September 2026 : And more. Full text : 1 September 2026",
        ),
        (banner("changed"), State.IN_FORCE, "This text changed on 1 July 2026 ."),
        (
            banner("superseded", until=date(2026, 8, 1)),
            State.SUPERSEDED,
            "It applied from 1 July 2026 to 1 August 2026 and is kept for reference.",
        ),
        (banner("superseded", day=None, until=date(2026, 8, 1)), State.SUPERSEDED, "It applied until 1 August 2026"),
        (banner("superseded"), State.SUPERSEDED, "It was replaced before it took effect"),
        (
            banner("superseded", ending="same day"),
            State.SUPERSEDED,
            "It was replaced on the day it took effect, 1 July 2026 , and is kept for reference.",
        ),
        (
            banner("superseded", ending="together"),
            State.SUPERSEDED,
            "What it changed took effect on 1 July 2026 , together with a later version.",
        ),
        (
            banner("withdrawn", ending="withdrawn"),
            State.WITHDRAWN,
            "This version was withdrawn on 1 July 2026 , before it took effect. It is kept for reference.",
        ),
        (banner("withdrawn"), State.WITHDRAWN, "This policy was withdrawn on 1 July 2026 ."),
        (banner("withdrawn", day=None), State.WITHDRAWN, "This policy was withdrawn. Its last text"),
    ],
)
def test_a_notice_says_what_applies_and_when(templates: Templates, notice: Banner, state: State, sentence: str) -> None:
    """Readers must not take a text for the one in force when it is not."""
    page = words(templates.page("policy", replace(values.policy_page(), banners=(notice,), state=state)))

    assert sentence in page


@pytest.mark.parametrize(
    ("kinds", "in_order"),
    [
        (["changed"], ["changed", "title"]),
        (["upcoming", "changed"], ["upcoming", "title", "changed"]),
        (["upcoming", "withdrawn"], ["upcoming", "withdrawn", "title"]),
    ],
)
def test_the_title_comes_before_a_second_notice(templates: Templates, kinds: list[str], in_order: list[str]) -> None:
    """On a phone two of them fill the window. What no longer applies is said before the text all the same."""
    starts = {"upcoming": "takes effect on", "changed": "This text changed", "withdrawn": "was withdrawn"}
    page = words(
        templates.page("policy", replace(values.policy_page(), banners=tuple(map(banner, kinds)), lede="Lede."))
    )
    places = {kind: page.index(starts[kind]) for kind in kinds} | {"title": page.index("Lede.")}

    assert sorted(places, key=places.__getitem__) == in_order


def test_a_document_with_a_day_of_its_own_shows_it_at_its_top_and_its_end(templates: Templates) -> None:
    """On a page of several documents the page's own date is only that of the first."""
    page = words(templates.page("policy", values.policy_page()))

    assert page.count("15 September 2025") == 2


def test_a_single_document_needs_no_second_title(templates: Templates) -> None:
    """The page's title names it already."""
    page = replace(values.policy_page(), documents=values.policy_page().documents[:1])

    assert '<h2 id="terms-title"' not in templates.page("policy", page)
    assert '<h2 id="terms-title" class="vh">' in templates.page("policy", values.policy_page())


def test_an_archived_version_says_when_it_applied(templates: Templates) -> None:
    """That is what an auditor opens it for."""
    page = replace(values.policy_page(), state=State.SUPERSEDED, until=date(2026, 6, 30))

    assert "Applied 1 March 2026 to 30 June 2026" in words(templates.page("archive", page))
    assert "in force since" not in words(templates.page("archive", replace(page, documents=())))


def test_the_history_tells_unlisted_postponed_and_imported_revisions_apart(templates: Templates) -> None:
    """The record never hides a change that nobody announced."""
    page = words(templates.page("history", values.history_page()))

    assert "unlisted" in page
    assert "Effective date first announced: 1 April 2026 , then 8 April 2026" in page
    assert "Comparison : Terms of Use, version 3" in page
    assert "2,000 words" in page
    assert "takes effect 1 September 2026" in page


def test_a_history_of_one_version_says_what_will_come(templates: Templates) -> None:
    """An empty list would look like a fault."""
    page = replace(values.history_page(), total=1, material=0)

    assert "There is only one version so far, published on 1 January 2026" in words(templates.page("history", page))
    assert 'id="material"' not in templates.page("history", page)
    assert "No version has been published yet." in templates.page(
        "history", replace(page, total=0, first=None, years=())
    )


def test_a_redline_without_changes_says_so(templates: Templates) -> None:
    """A text without a mark could also be a broken page."""
    page = replace(values.redline_page(), changes=())

    assert "No words changed." in templates.page("redline", page)
    assert 'name="show"' not in templates.page("redline", page)


def test_the_side_by_side_redline_names_its_columns(templates: Templates) -> None:
    """Which side is the old one must not be guessed."""
    page = replace(values.redline_page(), side_by_side=True)

    assert "1 February 2026 version 2, superseded 1 March 2026 version 3, in force" in words(
        templates.page("redline", page)
    )


def test_a_site_without_policies_says_so(templates: Templates) -> None:
    """The first build of a new repository."""
    page = replace(values.index_page(), groups=(), latest=())

    assert "No policy has been published yet." in templates.page("index", page)


# ---- links


def test_links_climb_from_the_page_that_holds_them() -> None:
    """The site works under any path, and from a folder."""
    page = values.frame("terms/history/")

    assert relative("", page) == "../../"
    assert relative("terms/", page) == "../"
    assert relative("terms/history/", page) == "./"
    assert relative("terms/history/#v1", page) == "#v1"
    assert relative("terms/2026-03-01/redline/#c-1", page) == "../2026-03-01/redline/#c-1"
    assert relative("privacy/", page) == "../../privacy/"
    assert relative("", values.frame("")) == "./"


@pytest.mark.parametrize("address", ["https://x.example/a", "mailto:a@x.example", "//x.example/", "#main"])
def test_links_out_of_the_site_stay_as_they_are(address: str) -> None:
    """They are complete already."""
    assert relative(address, values.frame("terms/")) == address


def test_the_page_for_wrong_addresses_links_from_the_root() -> None:
    """It is shown at any depth, so a relative link would lead astray."""
    page = values.frame("404.html", base_path="/policies/")

    assert relative("terms/", page) == "/policies/terms/"
    assert relative("css/policybook.css", page) == "/policies/css/policybook.css"
    assert relative("terms/", values.frame("404.html")) == "/terms/"


_NAMES = st.lists(st.sampled_from(["terms", "history", "a", "2026-03-01"]), max_size=4)


@given(_NAMES, _NAMES, st.sampled_from(["", "feed.atom"]), st.sampled_from(["", "#x"]))
def test_a_relative_link_leads_where_it_should(page: list[str], target: list[str], name: str, mark: str) -> None:
    """Whatever the two addresses are; a browser resolves it as urljoin does."""
    here, there = ("".join(f"{part}/" for part in parts) for parts in (page, target))
    root = "https://policies.example/base/"
    assume(there + name)  # a fragment alone means the page itself

    link = relative(there + name + mark, values.frame(here))

    assert not link.startswith("/")
    assert urljoin(root + here, link) == root + there + name + mark


# ---- overriding


def test_a_file_of_the_same_name_in_the_users_folder_wins(tmp_path: Path) -> None:
    """One rule for every template."""
    (tmp_path / "policybook").mkdir()
    (tmp_path / "policybook" / "plain.html").write_text("mine: {{ frame.title }}", encoding="utf-8")

    assert Templates([tmp_path]).page("plain", values.plain_page(lambda text: f"<{text}>")) == (
        "mine: &lt;Terms of Use&gt;"
    )


def test_one_block_of_a_packaged_template_can_be_replaced(tmp_path: Path) -> None:
    """Nobody should have to copy a whole template to change its footer."""
    (tmp_path / "policybook").mkdir()
    (tmp_path / "policybook" / "base.html").write_text(
        '{% extends "!policybook/base.html" %}{% block footer %}<p>{{ frame.site_name }}</p>{% endblock %}',
        encoding="utf-8",
    )

    page = Templates([tmp_path]).page("plain", values.plain_page(lambda text: f"{text} & Sons"))

    assert "<p>Larkfield &amp; Sons</p>" in page
    assert "<p>About us.</p>" in page
    assert 'class="foot"' not in page


def test_a_wrong_name_in_a_users_template_is_an_error(tmp_path: Path) -> None:
    """An empty place where a date should stand would be published unseen."""
    (tmp_path / "policybook").mkdir()
    (tmp_path / "policybook" / "plain.html").write_text("{{ page.efective }}", encoding="utf-8")

    with pytest.raises(UndefinedError, match="efective"):
        Templates([tmp_path]).page("plain", values.plain_page())


def test_only_our_own_names_are_looked_up_in_the_package() -> None:
    """A theme's `base.html` is not ours."""
    with pytest.raises(TemplateNotFound):
        Templates().render("base.html", values.plain_page())


# ---- inside an environment that does not escape, as MkDocs' own


FOREIGN = {
    "main.html": '{% extends "policybook/base.html" %}{% block body %}{{ content }}{% endblock %}',
    "other.html": "{{ content }}",
}


def test_our_templates_escape_in_an_environment_that_does_not() -> None:
    """MkDocs escapes nothing in its templates; a theme's chrome must not inherit that."""
    environment = Environment(loader=DictLoader(FOREIGN))  # as MkDocs makes it
    Templates().install(environment)
    frame = values.frame("about/", lambda text: text + NASTY)

    page = environment.get_template("main.html").render(frame=frame, content="<i>ready</i>")

    assert "<script>alert" not in page
    assert "<i>ready</i>" in page
    assert "Built from a41f0c7&#34;" in page  # markup inside words that are translated is ours, values are not
    assert environment.get_template("other.html").render(content="<i>") == "<i>"


def test_an_environment_that_escapes_by_name_keeps_its_rule() -> None:
    """The rule of others for their templates is none of our business."""
    environment = Environment(autoescape=lambda name: name == "other.html")
    Templates().install(environment)

    assert callable(environment.autoescape)
    assert [environment.autoescape(name) for name in ("other.html", "main.html", "!policybook/404.html", None)] == [
        True,
        False,
        True,
        False,
    ]
    assert environment.get_template("policybook/404.html").render(frame=values.frame("404.html"))


# ---- words and numbers


WORDS = """
{{ time_tag(page.day) }}|{{ page.day|day }}|{{ page.day|month_year }}|{{ 1275|thousands }}|{{ 1|counted("version") }}|
{{- 2484|counted("version") }}|{{ ["A", "B", "C"]|listed }}|{{ _("Contents") }}
{%- trans count=2 %}one{% pluralize %}two{% endtrans %}
"""


class _Day:
    day = date(2026, 3, 1)


def said(folder: Path, language: str, languages: Callable[[str], Language] = Language) -> list[str]:
    """Fill a template of the user's own that says a bit of everything."""
    (folder / "policybook").mkdir()
    (folder / "policybook" / "said.html").write_text(WORDS, encoding="utf-8")
    frame = replace(values.frame("terms/"), language=language)
    return (
        Templates([folder], languages=languages).render("policybook/said.html", _Day(), frame=frame).strip().split("|")
    )


def test_days_and_numbers_do_not_depend_on_the_systems_locale(tmp_path: Path) -> None:
    """A build on another machine gives the same bytes."""
    assert said(tmp_path, "en") == [
        '<time datetime="2026-03-01">1 March 2026</time>',
        "1 March 2026",
        "Mar 2026",
        "1,275",
        "1 version",
        "2,484 versions",
        "A, B and C",
        "Contentstwo",
    ]


def test_a_page_speaks_its_own_language(tmp_path: Path) -> None:
    """A German text with English words round it would be read out wrongly."""
    assert said(tmp_path, "de", languages=Catalogues().language) == [
        '<time datetime="2026-03-01">1. März 2026</time>',
        "1. März 2026",
        "März 2026",
        "1.275",
        "1 Version",
        "2.484 Versionen",
        "A, B und C",
        "Inhalttwo",
    ]


def packaged() -> Iterator[tuple[str, str]]:
    for file in files("policybook").joinpath("templates").iterdir():
        if file.name.endswith(".html"):
            yield file.name, file.read_text(encoding="utf-8")


def test_no_template_switches_escaping_off() -> None:
    """Ready markup says so itself (`Html`); a filter in a template would trust whatever comes."""
    bad = [name for name, text in packaged() if re.search(r"\|\s*safe\b|autoescape|Markup", text)]

    assert bad == []


def test_every_attribute_in_a_template_is_quoted() -> None:
    """Escaping does not help where a blank ends the value."""
    bad = [name for name, text in packaged() if re.search(r"\s[a-z-]+=\{\{", text)]

    assert bad == []


def test_ready_markup_is_printed_as_it_is() -> None:
    """It was escaped where it was made."""
    page = PlainPage(frame=values.frame("about/"), html=Html("<h1>Ready &amp; made</h1>"))

    rendered = Templates().page("plain", page)

    assert "<h1>Ready &amp; made</h1>" in rendered
    assert rendered.count("<h1") == 1
