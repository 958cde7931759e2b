"""What the search of a site finds, and what its page lists."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from policybook.adapters.settings import Options, Settings
from policybook.app.publish import Plan, plan_site
from policybook.app.search import OrdinaryPage
from policybook.core.errors import ContentError
from policybook.core.searchpage import SearchPage
from policybook.core.timeline import State
from scripted import ScriptedRepository, book_of, note, settings

TERMS = "---\ntitle: Terms of Use\ndocuments: [refund]\n---\n## 1. Start\n\n1.1 We were meek.\n\n1.2 You may go.\n"
REFUND = "---\ntitle: Refund Policy\n---\n## How we pay\n\nWithin a fortnight.\n"
SHIELD = "---\ntitle: Data Shield\n---\n## Aegis\n\nWe are certified.\n"
HONOUR = "---\ntitle: Honour Code\ndescription: Upright work.\n---\n## Integrity\n\nNo crib sheets.\n"


def sample() -> ScriptedRepository:
    """One policy of two documents with a past and a future, one withdrawn, one to come."""
    repository = ScriptedRepository()
    revise(repository, "2024-01-01", "terms", {"index.md": TERMS, "refund.md": REFUND}, kind="initial")
    revise(repository, "2024-01-02", "shield", {"index.md": SHIELD}, kind="initial")
    revise(repository, "2024-02-01", "terms", {"index.md": TERMS.replace("were meek", "are mighty")}, material="yes")
    revise(repository, "2024-03-01", "shield", {"index.md": None}, kind="withdrawn")
    later = TERMS.replace("were meek", "shall be merciful")
    revise(repository, "2024-05-01", "terms", {"index.md": later}, effective="2024-07-01")
    revise(repository, "2024-05-02", "honour", {"index.md": HONOUR}, effective="2024-07-01")
    return repository


def revise(repository: ScriptedRepository, day: str, policy: str, texts: dict[str, Any], **fields: object) -> None:
    files = {f"{policy}/{name}": text for name, text in texts.items()}
    repository.commit(day, files | {f"{policy}/revisions/{day}.md": note("Told.", **fields)})


def planned(on: str = "2024-06-01", repository: ScriptedRepository | None = None, **options: Any) -> Plan:
    chosen: Settings = settings(options=Options(**options))
    return plan_site(book_of(repository or sample(), chosen), chosen, on=date.fromisoformat(on))


def index(made: Plan, *ordinary: OrdinaryPage) -> dict[str, Any]:
    found = {item.path.removeprefix("search/"): item.make() for item in made.searched(ordinary)}
    return {name: json.loads(content) for name, content in found.items() if name.endswith(".json")}


def words(files: dict[str, Any]) -> set[str]:
    return {word for name, content in files.items() if name.startswith("words") for word in content}


def page(made: Plan) -> SearchPage:
    found = next(item for item in made.pages if item.address == "search/").make()
    assert isinstance(found, SearchPage)
    return found


def test_the_texts_in_force_are_found_by_clause() -> None:
    """With the anchors that their page has."""
    made = planned()
    files = index(made)
    terms = next(item for item in made.pages if item.address == "terms/").make()
    rows = files["texts-0.json"]

    assert [entry[1:3] for entry in files["index.json"]["places"]] == [
        ["honour/", "Honour Code"],
        ["terms/", "Terms of Use"],
        ["terms/", "Terms of Use · Refund Policy"],
    ]
    assert ["document-terms-s1-1", "1.1", "Start", "We are mighty."] in rows
    assert ["how-we-pay-refund-policy", "", "How we pay", "Within a fortnight."] in rows
    markup = "".join(document.html for document in terms.documents)  # type: ignore[union-attr]
    anchors = [anchor for anchor, *_ in rows if anchor and not anchor.startswith("document-refund")]
    assert all(f'id="{anchor}"' in markup for anchor in anchors)


def test_what_does_not_bind_is_not_found() -> None:
    """Earlier, withdrawn and upcoming words would be taken for what applies."""
    found = words(index(planned()))

    assert {"mighty", "fortnight", "refund"} <= found
    assert not {"meek", "merciful", "shield", "aegis", "certified", "crib", "integrity"} & found


def test_a_policy_that_is_to_come_is_found_by_name() -> None:
    """Readers look for what was announced; the result says from when it applies."""
    files = index(planned())

    assert {"honour", "upright"} <= words(files)
    assert files["index.json"]["places"][0][4] == "upcoming, from 1 July 2024"


def test_the_index_follows_the_day() -> None:
    """On the day a text takes effect it is found, and the one before no more."""
    found = words(index(planned("2024-07-01")))

    assert {"merciful", "crib", "integrity"} <= found
    assert "mighty" not in found
    assert len(index(planned("2024-07-01"))["index.json"]["places"][0]) == 4


def test_ordinary_pages_are_found_too() -> None:
    """With the words of the page and the anchors that MkDocs gave its headings."""
    about = OrdinaryPage(address="about/", title="About us", html='<h1>About us</h1><h2 id="who">Who</h2><p>Elves.</p>')
    files = index(planned(), about)

    assert files["index.json"]["places"][-1][1:3] == ["about/", "About us"]
    assert ["who", "", "Who", "Elves."] in files["texts-0.json"]
    assert "elves" in words(files)


def test_the_page_lists_every_heading_in_force() -> None:
    """It is an index of all clauses for those who cannot, or would not, type."""
    shown = page(planned())
    policies = {item.link.address: item for item in shown.groups[0].policies}
    terms = policies["terms/"]

    assert list(policies) == ["honour/", "terms/"]
    assert policies["honour/"].state is State.UPCOMING
    assert policies["honour/"].contents == ()
    assert [entry.title for entry in terms.contents] == ["Terms of Use", "Refund Policy"]
    assert [entry.title for document in terms.contents for entry in document.entries] == ["Start", "How we pay"]
    assert terms.headings == 4
    assert not shown.folded


def test_the_page_asks_not_to_be_listed() -> None:
    """Its results are made by a reader's question, and its headings are on the pages they lead to."""
    shown = page(planned())

    assert shown.frame.noindex
    assert shown.frame.canonical == "https://policies.example.org/search/"


def test_many_headings_are_folded_by_policy() -> None:
    """With 150 policies the list would be too long to look through; with one there is nothing to choose from."""
    many = "".join(f"## Section {number}\n\nText.\n\n" for number in range(130))
    one, two = ScriptedRepository(), ScriptedRepository()
    one.commit("2024-01-01", {"terms.md": many + many})
    two.commit("2024-01-01", {"terms.md": many, "legal/privacy.md": many})

    assert not page(planned(repository=one)).folded
    assert page(planned(repository=two)).folded
    assert [group.title for group in page(planned(repository=two)).groups] == ["", "Legal"]


def test_browsers_are_told_where_to_search() -> None:
    """Where the site's address is known: the description needs it."""
    files = {item.path: item.make() for item in planned().searched(())}

    assert b"https://policies.example.org/search/?q={searchTerms}" in files["search/opensearch.xml"]


def test_the_search_can_be_switched_off() -> None:
    """No page, no files, and no link that leads nowhere."""
    made = planned(search=False)

    assert "search/" not in [item.address for item in made.pages]
    assert made.searched(()) == ()
    assert made.not_found().frame.search == ""
    assert planned().not_found().frame.search == "search/"


@pytest.mark.parametrize("path", ["search/index.md", "search.md", "Search/index.md"])
def test_two_pages_at_the_address_of_the_search_are_refused(path: str) -> None:
    """Whether a policy or an ordinary page: the message names the file and both ways out."""
    repository = sample()
    files = {path: "---\ntitle: How to search\n---\nAs you like.\n"}
    if "/" in path:
        files[path.replace("index", "revisions/2024-05-03")] = note("New.", kind="initial")
    repository.commit("2024-05-03", files)

    with pytest.raises(ContentError, match=r"content/[sS]earch.*: its page would be at /search/") as caught:
        planned(repository=repository)

    assert "search: false" in caught.value.hint
    assert planned(repository=repository, search=False)
