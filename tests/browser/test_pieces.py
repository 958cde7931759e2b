"""Long texts in a browser: laid out where they are looked at, and the rest when there is time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser.visits import (
    NO_TARGET_CURRENT,
    NO_TIME,
    NOT_LAID_OUT,
    Visits,
    computed,
    needs_target_current,
    overflow,
    watched,
)
from policybook.adapters.settings import load_settings
from policybook.mkdocs_plugin import build_site
from repositories import Repository

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SECTIONS = 60
CLAUSES = (
    "We keep the record of section {0} for as long as the law asks us to, and tell you when that ends. " * 3,
    "Whoever finds a mistake in the record of section {0} writes to us, and we answer within fourteen days. " * 4,
    "The record of section {0} belongs to nobody else.",
)
PLACES = {
    "rules/": "h2.sec",
    "rules/2020-01-01/": "h2.sec",
    "rules/2020-01-02/redline/": ".chg",
    "rules/2020-01-02/redline/side-by-side/": ".chg",
}
"""What links lead to, by page."""

TOP = """async (node) => {
    for (let pictures = 3; pictures; pictures--) await new Promise(requestAnimationFrame);
    return node.getBoundingClientRect().top - parseFloat(getComputedStyle(document.documentElement).scrollPaddingTop);
}"""
"""How far from where a link should lead an element stands, after the next pictures of the page."""

NO_EVENTS = "window.addEventListener = () => {};"
"""A script, for `prepare`, that lets no event reach a page's script."""

ALL_IN_WINDOW = f"""[...document.querySelectorAll("{NOT_LAID_OUT}")].map((piece) => piece.getBoundingClientRect())
    .every(({{ top, bottom }}) => top > innerHeight || bottom < 0)"""
"""Whether all that is looked at is laid out."""

TALL = """nodes => {
    nodes.forEach((node) => node.classList.add("laid"));
    const line = innerWidth < 768 ? 32 : 60;
    const room = (node) => (node.dataset.size * 16 * 1.62) / line;
    return nodes.filter((node) => node.offsetHeight > room(node) + 1).map((node) => node.outerHTML.slice(0, 300));
}"""
"""Pieces that are higher than the room they asked for."""


def rules(days: str) -> str:
    """Return a policy of 60 sections, among them one that is as long as all others, a table and a list."""
    parts = ["---\ntitle: Rules\n---\nRead all of them."]
    for number in range(1, SECTIONS + 1):
        parts.append(f"## {number}. Rule {number}")
        words = [clause.format(number) for clause in CLAUSES] * (40 if number == 7 else 1)
        parts += [f"{number}.{place} {text}" for place, text in enumerate(words, start=1)]
    parts.append("\n".join(f"- Partner {number}, in town {number}" for number in range(200)))
    parts.append(
        "\n".join(["| Partner | Purpose |", "|---|---|", *[f"| P{number} | Storage |" for number in range(90)]])
    )
    parts += ["## Towns", "\n\n---\n\n".join(f"{CLAUSES[2].format(number)} So it is in town." for number in range(60))]
    return "\n\n".join(parts).replace("fourteen days", days) + "\n"


def charter() -> str:
    """Return a policy that says much before its first heading, of two sections with many below each."""
    before = "\n\n".join(CLAUSES[number % 2].format(number) for number in range(60))
    sections = "\n\n".join(
        "\n\n".join([f"## {name}", *[f"### {name} {place}\n\n{CLAUSES[1].format(place)}" for place in range(30)]])
        for name in ("Rights", "Duties")
    )
    return f"---\ntitle: Charter\n---\n{before}\n\n{sections}\n"


@pytest.fixture(scope="session")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of two long policies, one with two versions."""
    repository = Repository(tmp_path_factory.mktemp("long") / "repository")
    repository.commit({"content/rules/index.md": rules("fourteen days"), "content/charter/index.md": charter()})
    repository.commit({"content/rules/index.md": rules("ten days")})
    settings = load_settings(repository.folder)
    build_site(settings, on=date(2020, 6, 1), quiet=True)
    return settings.site_dir


@pytest.fixture
def visit_long(chromium: Browser, long_site: Path) -> Iterator[Visits]:
    """Opens its pages, and fails the test if anything went wrong on one."""
    with watched(chromium, long_site) as visits:
        yield visits


@pytest.fixture(scope="session")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of one short policy that was changed 110 times in four years."""
    repository = Repository(tmp_path_factory.mktemp("history") / "repository")
    for number in range(111):
        text = f"---\ntitle: Rules\n---\nRead rule {number}.\n"
        repository.commit({"content/rules/index.md": text}, f"Change the rule, in {number} " + "plain " * (number % 40))
        repository.made += 12
    settings = load_settings(repository.folder)
    build_site(settings, on=date(2024, 6, 1), quiet=True)
    return settings.site_dir


def waiting(page: Page) -> int:
    """Return how many pieces the browser need not lay out yet."""
    left = page.locator(NOT_LAID_OUT)
    assert left.count() == 0 or computed(left.last, "contentVisibility") == "auto"
    return left.count()


def places(page: Page, path: str) -> list[str]:
    """Return the ids that links lead to."""
    return list(page.locator(PLACES[path]).evaluate_all("nodes => nodes.map(node => node.id)"))


def until(page: Page, condition: str) -> None:
    """Wait until something is so, for 300 pictures of the page at most."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.evaluate("() => new Promise((next) => requestAnimationFrame(next))")
    raise AssertionError(condition)


def take_time(page: Page) -> Iterator[int]:
    """Give the browser time, bit by bit, and yield how much still waits."""
    while page.evaluate("held.length"):
        page.evaluate("held.shift()()")
        yield waiting(page)


@pytest.mark.parametrize("path", PLACES)
def test_a_long_page_is_laid_out_bit_by_bit(visit_long: Visits, path: str) -> None:
    """One long task keeps a phone from answering. What grows or shrinks above moves nothing that is being read."""
    page = visit_long(path, prepare=NO_TIME, laid_out=False)
    assert waiting(page) > 10
    goal = places(page, path)[-3]
    place = page.locator(f"#{goal}")
    page.evaluate("id => { location.hash = id; }", goal)
    place.evaluate(TOP)

    bits = []
    for left in take_time(page):
        assert abs(place.evaluate(TOP)) < 3
        bits.append(left)
    assert len(bits) > 5
    assert bits == sorted(bits, reverse=True)
    assert bits[-1] == 0


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", PLACES)
def test_a_link_into_a_long_page_leads_where_it_should(visit_long: Visits, path: str, width: int) -> None:
    """From another page, and from the contents: the room kept free on the way is a guess."""
    page = visit_long(path, width=width, prepare=NO_TIME, laid_out=False)
    ids = places(page, path)
    for number in (2, len(ids) // 2 + 1, -4, 5):
        page.evaluate("id => { location.hash = id; }", ids[number])
        assert abs(page.locator(f"#{ids[number]}").evaluate(TOP)) < 3
    assert waiting(page)

    for number in (-3, len(ids) // 2):
        page = visit_long(f"{path}#{ids[number]}", width=width, prepare=NO_TIME, laid_out=False)
        assert abs(page.locator(f"#{ids[number]}").evaluate(TOP)) < 3


@pytest.mark.parametrize("path", PLACES)
def test_a_long_page_that_is_loaded_again_shows_the_same_place(visit_long: Visits, path: str) -> None:
    """Browsers remember how far down it was."""
    page = visit_long(path)
    words = page.get_by_text("The record of section 50 belongs", exact=False).first
    words.evaluate("node => node.scrollIntoView({ block: 'center' })")
    before = words.evaluate(TOP)
    page.reload()

    assert abs(words.evaluate(TOP) - before) < 3


@pytest.mark.parametrize("path", PLACES)
def test_what_the_browser_searches_for_stays_in_view(visit_long: Visits, path: str) -> None:
    """It brings a find to the middle of the window."""
    page = visit_long(path, height=800, prepare=NO_TIME, laid_out=False)
    found = page.get_by_text("The record of section 50 belongs", exact=False).first
    found.evaluate("node => node.scrollIntoView({ block: 'center' })")
    found.evaluate(TOP)
    box = found.bounding_box()

    assert box
    assert 100 < box["y"] < 700
    assert waiting(page)


@pytest.mark.parametrize("path", PLACES)
def test_the_keys_for_end_and_start_reach_them(visit_long: Visits, path: str) -> None:
    """Whatever the page's height turns out to be on the way."""
    page = visit_long(path, prepare=NO_TIME, laid_out=False)
    for _ in range(2):  # the first may end where the end was thought to be
        page.keyboard.press("End")
        until(page, "scrollY > 1000")
        page.locator("h1").evaluate(TOP)
    until(page, "scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
    page.locator("h1").evaluate(TOP)
    page.keyboard.press("Home")
    until(page, "scrollY === 0")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("path", list(PLACES)[:3])
def test_pieces_keep_enough_room_free(visit_long: Visits, path: str, width: int) -> None:
    """Else what is not laid out yet would reach over what comes after it."""
    page = visit_long(path, width=width, prepare=NO_TIME, laid_out=False)

    assert overflow(page) == 0
    assert page.locator(NOT_LAID_OUT).evaluate_all(TALL) == []


@pytest.mark.parametrize("path", PLACES)
def test_without_script_and_on_paper_all_is_laid_out(visit_long: Visits, path: str) -> None:
    """Nobody would do it later."""
    page = visit_long(path, java_script_enabled=False)
    assert computed(page.locator(NOT_LAID_OUT).last, "contentVisibility") == "visible"

    page = visit_long(path, prepare=NO_TIME, laid_out=False)
    assert waiting(page)
    page.emulate_media(media="print")
    assert computed(page.locator(NOT_LAID_OUT).last, "contentVisibility") == "visible"


def test_what_is_looked_at_is_laid_out_at_once(visit_long: Visits) -> None:
    """Notes hang in the margin, where a piece that waits cuts them off; marks have no words for listeners before."""
    page = visit_long("rules/", width=1280, height=900, prepare=NO_TIME, laid_out=False)
    until(page, ALL_IN_WINDOW)
    page.mouse.wheel(0, 700)
    until(page, "scrollY > 300")
    until(page, ALL_IN_WINDOW)
    assert waiting(page)


@pytest.mark.parametrize("path", PLACES)
def test_what_was_shown_before_the_script_came_is_laid_out(visit_long: Visits, path: str) -> None:
    """On a slow line the text is there first, and no event tells of it any more."""
    page = visit_long(path, prepare=NO_TIME + NO_EVENTS, laid_out=False)

    assert page.evaluate(ALL_IN_WINDOW)
    assert waiting(page)


@pytest.mark.parametrize(("script", "prepare"), [(False, ""), (True, ""), (True, NO_TARGET_CURRENT)])
def test_long_contents_show_what_is_below_the_section_read(visit_long: Visits, script: bool, prepare: str) -> None:
    """All sixty entries at once would hide the two that matter."""
    page = visit_long("charter/", java_script_enabled=script, prepare=prepare)
    contents = page.get_by_role("navigation", name="Contents")
    if prepare:
        contents.evaluate("node => { node.style.scrollTargetGroup = 'none'; }")
    else:
        needs_target_current(page)
    for read, below, hidden in (("Duties", "Duties 29", "Rights 3"), ("Rights 3", "Rights 29", "Duties 3")):
        page.locator(".sec").get_by_text(read, exact=True).evaluate("node => node.scrollIntoView()")
        contents.get_by_role("link", name=below, exact=True).wait_for()

        assert contents.get_by_role("link", name="Rights", exact=True).is_visible()
        assert not contents.get_by_role("link", name=hidden, exact=True).is_visible()


def test_before_the_first_heading_no_later_one_is_current(visit_long: Visits) -> None:
    """What is not laid out has no place for the browser, and "Revisions" was the only entry left."""
    page = visit_long("charter/", prepare=NO_TIME, laid_out=False)
    needs_target_current(page)
    current = page.locator(".toc a:target-current")
    current.first.wait_for()

    assert current.all_inner_texts() == ["Rights"]


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_a_long_history_leads_to_each_year(chromium: Browser, long_history: Path, width: int) -> None:
    """Years that are far away keep enough room free, and a jump to one ends at its heading."""
    with watched(chromium, long_history) as visits:
        page = visits("rules/history/", width=width, prepare=NO_TIME, laid_out=False)
        left = waiting(page)
        for year in ("2021", "2020", "2022"):
            page.get_by_role("navigation", name="Years").get_by_role("link", name=year).click()
            assert abs(page.locator(f"#y{year}").evaluate(TOP)) < 3
        page = visits("rules/history/", width=width, prepare=NO_TIME, laid_out=False)

        assert left >= 2
        assert page.locator(".rev").count() == 111
        assert page.locator(NOT_LAID_OUT).evaluate_all(TALL) == []
