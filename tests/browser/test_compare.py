"""The compare page: any two versions compared in the browser, by the same rules as ours, and what is said otherwise."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser.visits import Visits, focused, overflow
from made_pairs import Pair, golden_pairs, hard_cases, made_pairs
from policybook.adapters.assets import assets
from policybook.core.blocks import parse
from policybook.core.comparable import ComparableDocument, comparable_json
from policybook.core.tree import Block
from policybook.core.wordchanges import PassageChange, word_changes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COMPARE = "terms/compare/"
FAR = f"{COMPARE}?from=2022-05-03&to=2024-09-02"
"""Two versions that no ready-made page compares."""

# ---- both engines find the same

HARNESS = """<!doctype html><html lang="en"><title>Two versions</title>
<script src="js/compare.js" defer></script>
<div id="result" data-ids="new old" data-starts="2 1" data-current="new" data-counts="{changes} {added} {removed}"
 data-change="{number}" data-add="added" data-rem="removed" data-mov="moved" data-mod="amended" data-failed="failed"
 data-missing="missing" data-same="same" data-none="none"></div>
"""
READ = """() => {
    const found = [], kinds = { add: "added", rem: "removed", mov: "moved", mod: "amended" };
    for (const node of document.querySelectorAll("#result > *")) {
        if (node.localName === "h2") found.push([node.textContent, []]);
        if (!node.matches(".chg")) continue;
        for (const line of node.querySelectorAll("p, h3")) {
            const kind = kinds[node.classList[1]], marks = [...line.querySelectorAll("del, ins")];
            found.at(-1)[1].push([kind, marks.map(mark => [mark.localName, mark.textContent])]);
        }
    }
    return found;
}"""


def write_page(folder: Path) -> None:
    """Write a page with nothing but the script on it."""
    made = dict(assets())
    (folder / "js").mkdir()
    (folder / "js" / "compare.js").write_bytes(made["js/compare.js"]())
    (folder / "index.html").write_text(HARNESS, "utf-8")


def write_versions(folder: Path, texts: Mapping[str, tuple[Sequence[Block], Sequence[Block]]]) -> None:
    """Write two versions of a policy, from the old and the new text of each document."""
    for side, name in enumerate(("old", "new")):
        documents = [ComparableDocument(id=key, title=key, blocks=texts[key][side]) for key in texts]
        (folder / f"{name}.json").write_text(comparable_json(documents), "utf-8")


def changes_shown(page: Page) -> list[tuple[str, Any]]:
    """Return the title of each document on a page with its changes: of each passage its kind and its marks."""
    _, *documents = page.evaluate(READ)
    return [(title, changes) for title, changes in documents]


@pytest.fixture
def engine(chromium: Browser, tmp_path: Path) -> Iterator[Visits]:
    """A site with nothing but two versions and the script, under the policy of a careful host."""
    write_page(tmp_path)
    visits = Visits(chromium, tmp_path)
    yield visits
    visits.close()

    assert visits.troubles == []


def in_browser(engine: Visits, folder: Path, pairs: Sequence[Pair]) -> dict[str, Any]:
    """Return the changes that the browser finds in pairs, each shown as a document of one policy."""
    write_versions(folder, {pair.name: (parse(pair.old), parse(pair.new)) for pair in pairs})
    page = engine("?from=old&to=new")
    page.locator("#result h2").first.wait_for()
    return dict(changes_shown(page))


def marks(changes: Sequence[PassageChange]) -> list[list[Any]]:
    """Return changes as the page shows them: each deletion before the insertion that took its place."""
    return [
        [
            str(change.kind),
            [
                [name, text]
                for edit in change.edits
                for name, text in (("del", edit.deleted), ("ins", edit.inserted))
                if text
            ],
        ]
        for change in changes
    ]


@pytest.mark.parametrize(
    "pairs",
    [golden_pairs(), hard_cases(), made_pairs(150, seed=3), made_pairs(150, seed=4)],
    ids=["golden", "hard", "made", "more"],
)
def test_the_browser_finds_the_same_changes(engine: Visits, tmp_path: Path, pairs: list[Pair]) -> None:
    """Two engines that differ would tell two readers different things about the same two versions."""
    found = in_browser(engine, tmp_path, pairs)

    for pair in pairs:
        assert found[pair.name] == marks(word_changes(parse(pair.old), parse(pair.new))), pair.name


def test_the_golden_files_say_what_the_browser_shows(engine: Visits, tmp_path: Path) -> None:
    """Both engines could be wrong together: the files are what a person has read."""
    found = in_browser(engine, tmp_path, golden_pairs())
    folder = Path(__file__).parents[1] / "golden" / "compare"

    for path in sorted(folder.glob("*.json")):
        for case in json.loads(path.read_text("utf-8")):
            told = [
                [change["kind"], [mark for edit in change["edits"] for mark in zip(("del", "ins"), edit, strict=True)]]
                for change in case["changes"]
            ]
            shown = [[kind, [[name, text] for name, text in edits if text]] for kind, edits in told]
            assert found[f"{path.stem}: {case['name']}"] == shown, case["name"]


@pytest.mark.parametrize("pair", made_pairs(8, seed=5), ids=lambda pair: pair.name)
def test_the_new_text_is_shown_to_the_letter(engine: Visits, tmp_path: Path, pair: Pair) -> None:
    """Without what is struck, the page reads as the new version does."""
    in_browser(engine, tmp_path, [pair])
    page = engine("?from=old&to=new")
    page.locator("#result h2").nth(1).wait_for()
    page.evaluate(
        "document.querySelectorAll('del, .chg-head, .rem, #result > h2, .doc-date').forEach(node => node.remove())"
    )
    shown = page.locator("#result").text_content() or ""
    version = json.loads((tmp_path / "new.json").read_text("utf-8"))
    texts = [one if isinstance(one, str) else one[0] for *_, group in version["tokens"] for one in group]
    (_, _, *units), *_ = version["documents"]
    written = (marker + "".join(texts[n] for cell in cells for n in cell) for _, _, marker, _, _, *cells in units)

    # a bar parts the cells of a row
    assert "".join(shown.replace("|", " ").split()) == "".join("".join(written).replace("|", " ").split())


# ---- the page


def heading(page: Page) -> str:
    return page.locator("#result h2").first.inner_text()


def test_two_chosen_versions_are_compared(visit: Visits) -> None:
    """From the form to the result, whose heading has the focus: a screen reader says that it is there."""
    page = visit(COMPARE)
    page.get_by_label("Earlier version").select_option("2022-05-03")
    page.get_by_label("Later version").select_option("2024-09-02")
    page.get_by_role("button", name="Compare", exact=True).click()
    page.locator("#result h2").first.wait_for()

    assert heading(page) == "2022-05-03 → 2024-09-02" == focused(page)
    assert page.url.endswith("?from=2022-05-03&to=2024-09-02")
    assert page.get_by_label("Earlier version").input_value() == "2022-05-03"
    assert re.search(r"Changes: \d+\. Words added: \d+, removed: \d+\.", page.locator(".doc-date").inner_text())
    assert page.locator("#result .chg.mod :is(del, ins)").all_inner_texts()[:2] == ["promptly", "within 3 days"]
    assert page.locator("#result .chg.rem").all_inner_texts()[0].splitlines()[0].startswith("Change")
    assert page.locator("#result .chg.add ins").first.inner_text().startswith("4.5 Every payment")


def test_the_whole_policy_is_compared(visit: Visits) -> None:
    """Each document has a heading; one that differs in a day of notice says so."""
    page = visit(FAR)
    page.locator("#result h2").nth(2).wait_for()

    assert page.locator("#result h2").all_inner_texts() == [
        "2022-05-03 → 2024-09-02",
        "Terms of Use",
        "Refund Policy",
    ]
    assert page.locator("#result h2:last-of-type ~ .chg ins").all_inner_texts() == ["30"]


def test_the_order_of_the_two_does_not_matter(visit: Visits) -> None:
    """Nobody has to know which is the older one."""
    page = visit(f"{COMPARE}?from=2024-09-02&to=2022-05-03")
    page.locator("#result h2").first.wait_for()

    assert heading(page) == "2022-05-03 → 2024-09-02"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("from=2022-05-03&to=2022-05-03", "Both are the same version"),
        ("from=1999-01-01&to=2022-05-03", "There is no version 1999-01-01."),
        ("from=2022-05-03&to=<b>nine</b>", "There is no version <b>nine</b>."),
        ("since=1999-01-01", "Nothing was in force on 1999-01-01."),
        ("since=2025-05-30", "Both are the same version"),
    ],
)
def test_what_cannot_be_compared_is_said(visit: Visits, query: str, words: str) -> None:
    """A link may be old or mistyped; its reader gets words, and no markup of a stranger."""
    page = visit(f"{COMPARE}?{query}")

    assert focused(page).startswith(words)
    assert page.locator("#result .notice").inner_text() == focused(page)
    assert page.get_by_label("Earlier version").input_value()
    assert page.get_by_label("Later version").input_value()
    assert page.locator("#result b").count() == 0


def test_a_version_that_cannot_be_loaded_is_said(visit: Visits) -> None:
    """A page that stays empty says nothing."""
    page = visit(COMPARE)
    page.route("**/2022-05-03.json", lambda route: route.fulfill(body="null", content_type="application/json"))
    page.goto(page.url + "?from=2022-05-03&to=2024-09-02")

    assert "could not be compared" in page.locator("#result .notice").inner_text()


def test_a_day_of_acceptance_leads_to_the_version_of_that_day(visit: Visits) -> None:
    """A reader knows when she agreed, not which version that was."""
    page = visit(COMPARE)
    page.get_by_label("Since you accepted on this day").fill("2022-12-31")
    page.get_by_role("button", name="Show what changed").click()
    page.locator("#result h2").first.wait_for()

    assert heading(page) == "2022-05-03 → 2025-05-05"


def test_a_comparison_that_is_ready_is_linked(visit: Visits) -> None:
    """It says more: what was formatted, linked or renumbered."""
    page = visit(f"{COMPARE}?from=2022-05-03&to=2025-05-05")
    link = page.locator("#result .doc-date a")
    link.click()
    page.locator("h1").wait_for()

    assert page.url.endswith("terms/compare/2022-05-03/")
    assert page.locator("ins").count() > 1


def test_every_comparison_that_the_list_names_is_there(visit: Visits) -> None:
    """Without script the list is all there is."""
    page = visit(COMPARE, java_script_enabled=False)
    links = page.locator(".ready a[data-pair]")
    addresses = links.evaluate_all("links => links.map(link => link.getAttribute('href'))")

    assert page.locator("noscript p").is_visible()
    assert page.locator(".pick :enabled").count() == 0
    assert not page.locator(".legend").is_visible()
    assert len(set(addresses)) == 10
    for address in set(addresses):
        page.goto(f"https://policies.example.org/{COMPARE}{address}")
        assert page.locator("h1").inner_text().startswith(("What change", "From "))


def test_only_changes_can_be_shown(visit: Visits) -> None:
    """In a long text the few changed passages are what a reader came for."""
    page = visit(FAR)
    page.locator("#result h2").nth(2).wait_for()
    same = page.locator("#result p.same").first
    page.get_by_label("Only changes").check()

    assert not same.is_visible()
    assert page.locator("#result h3").first.is_visible()


def test_the_page_is_worked_by_keyboard(visit: Visits) -> None:
    """Both lists, the day and the buttons, in the order in which they stand."""
    page = visit(COMPARE)
    page.get_by_label("Earlier version").focus()
    reached = []
    for _ in range(3):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.textContent"))
    assert reached == ["to", "Compare", "since"]

    page.get_by_label("Later version").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#result h2").first.wait_for()
    assert focused(page) == heading(page)


@pytest.mark.parametrize("address", [COMPARE, FAR, "terms/compare/2022-05-03/"])
def test_nothing_of_it_scrolls_sideways(visit: Visits, address: str) -> None:
    """On a phone, the result, too."""
    page = visit(address, width=320)
    if "from=" in address:
        page.locator("#result h2").first.wait_for()
    for width in (320, 480, 768, 1280):
        page.set_viewport_size({"width": width, "height": 700})
        assert overflow(page) == 0, width
