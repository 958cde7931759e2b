"""What a site says to programs: its lists match their schemas, and these the documentation."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar
from jsonschema import Draft202012Validator

from policybook.adapters.schemas import SCHEMAS, schema
from policybook.adapters.settings import load_settings
from policybook.core.announced import notices_json
from policybook.core.errors import ContentError
from policybook.core.model import Kind
from policybook.core.timeline import State
from policybook.mkdocs_plugin import build_site
from repositories import Repository
from scripted import note

ROOT = Path(__file__).parent.parent
DOCS = (ROOT / "docs" / "machines.md").read_text("utf-8")
SETTINGS = "site_name: Example\nsite_url: https://policies.example.org/\ntheme: policybook\nplugins: [policybook]\n"
TERMS = "# Terms of Use\n\n## 1. Start\n\n1.1 You may use it.\n\n1.2 We may stop it.\n"
RECORD = {
    "schema_version": 1,
    "notices": [
        {
            "kind": "change",
            "revisions": ["terms/2024-05-01"],
            "announced": "2024-05-02T09:00:00+00:00",
            "content_sha256": "0" * 64,
            "recipients": 3,
            "accepted": 2,
            "returned": 1,
            "under_way": 0,
            "address": "somebody@example.org",
        },
        {
            "kind": "reminder",
            "revisions": ["terms/2024-05-01"],
            "announced": "2024-05-20T09:00:00+00:00",
            "content_sha256": "1" * 64,
            "handed_over": True,
            "recipients": None,
            "accepted": None,
            "returned": None,
            "under_way": 0,
        },
    ],
}
STEPS = (
    ("2024-01-01", "You may use it.", {"kind": "initial"}),
    ("2024-03-01", "You may use it freely.", {"kind": "editorial"}),
    ("2024-05-01", "You must pay for it.", {"material": "yes", "effective": "2024-07-01"}),
)


def fill(repository: Repository) -> None:
    """Write terms with an editorial and a material change, the latter posted ahead, and a policy that is withdrawn."""
    for day, words, fields in STEPS:
        files = {"docs/terms/index.md": TERMS.replace("You may use it.", words), "mkdocs.yml": SETTINGS}
        files[f"docs/terms/revisions/{day}.md"] = note(f"What is new on {day}.", posted=day, **fields)
        repository.commit(files, reached=f"{day}T12:00:00+00:00")
    repository.commit({"docs/.policybook/notices.json": json.dumps(RECORD)}, reached="2024-05-02T11:00:00+00:00")
    gone = {"docs/old/index.md": "# Old\n\nWords.\n", "docs/old/revisions/2024-05-02.md": note(posted="2024-05-02")}
    repository.commit(gone, reached="2024-05-02T12:00:00+00:00")
    withdrawal = {"docs/old/index.md": None, "docs/old/revisions/2024-05-03.md": note(kind="withdrawn")}
    repository.commit(withdrawal, reached="2024-05-03T12:00:00+00:00")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site, as it reads while a change is pending."""
    folder = tmp_path_factory.mktemp("machines")
    fill(Repository(folder))
    settings = load_settings(folder)
    build_site(settings, on=date(2024, 6, 1), quiet=True)
    return settings.site_dir


def test_the_record_of_notices_is_published_without_what_the_form_does_not_know(site: Path) -> None:
    """Somebody may have added an address by hand."""
    (document,) = published(site, "notices")

    assert [item["accepted"] for item in document["notices"]] == [2, None]
    assert [item["handed_over"] for item in document["notices"]] == [False, True]
    assert "somebody" not in json.dumps(document)


@pytest.mark.parametrize(
    "record",
    [b"", b"[]", b"{}", b'{"schema_version": 2, "notices": []}', b'{"schema_version": 1, "notices": [{"kind": "x"}]}'],
)
def test_a_record_of_notices_that_nobody_exported_is_an_error(record: bytes) -> None:
    """Nothing is guessed about who was told."""
    with pytest.raises(ContentError, match="record of notices"):
        notices_json(record, site_url="")


def published(site: Path, name: str) -> list[Any]:
    return [json.loads(path.read_text("utf-8")) for path in sorted(site.rglob(f"{name}.json"))]


def properties(rules: Mapping[str, Any], whole: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Return the path of every field that a schema knows: `versions[].urls.text`."""
    if "$ref" in rules:
        rules = whole["$defs"][rules["$ref"].removeprefix("#/$defs/")]
    if "items" in rules:
        yield from properties(rules["items"], whole, f"{prefix}[]")
    for name, inner in rules.get("properties", {}).items():
        path = f"{prefix}.{name}" if prefix else name
        yield path
        yield from properties(inner, whole, path)


@pytest.mark.parametrize("name", SCHEMAS)
def test_every_list_is_as_its_schema_says(site: Path, name: str) -> None:
    """Whoever generates code from the schema can rely on it."""
    rules = json.loads(schema(name))
    Draft202012Validator.check_schema(rules)
    validator = Draft202012Validator(rules, format_checker=Draft202012Validator.FORMAT_CHECKER)
    documents = published(site, name)

    assert documents
    assert [error.message for document in documents for error in validator.iter_errors(document)] == []


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_schema_knows_every_field_of_its_list_and_requires_it(site: Path, name: str) -> None:
    """A field that only sometimes exists makes every program guess; one the schema does not know is undocumented."""
    rules = json.loads(schema(name))
    known = set(properties(rules, rules))
    objects = [rules, *rules["$defs"].values()]

    assert {path for document in published(site, name) for path in paths(document)} <= known
    assert all(sorted(item["required"]) == sorted(item["properties"]) for item in objects)


def paths(value: object, prefix: str = "") -> Iterator[str]:
    """Return the path of every field of a document."""
    match value:
        case dict():
            for name, inner in value.items():
                path = f"{prefix}.{name}" if prefix else name
                yield path
                yield from paths(inner, path)
        case list():
            for inner in value:
                yield from paths(inner, f"{prefix}[]")


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_documentation_tells_of_exactly_the_fields_of_the_schema(name: str) -> None:
    """Field by field, in both directions."""
    section = re.search(rf"^## `{name}\.json`\n(.*?)(?=^## |\Z)", DOCS, re.DOTALL | re.MULTILINE)
    assert section
    told = re.findall(r"^\| `([^`]+)` \|", section[1], re.MULTILINE)
    rules = json.loads(schema(name))

    assert sorted(told) == sorted(properties(rules, rules))


@pytest.mark.parametrize("name", SCHEMAS)
def test_the_site_publishes_each_schema_where_its_list_says(site: Path, name: str) -> None:
    """A program that meets a list finds out what its fields mean."""
    address = f"schemas/{name}.schema.json"

    assert (site / address).read_bytes() == schema(name)
    assert {item["$schema"] for item in published(site, name)} == {f"https://policies.example.org/{address}"}


def test_the_words_of_the_schema_are_those_of_the_program() -> None:
    """A new kind or state has to reach the schema."""
    rules = json.loads(schema("versions"))["$defs"]["version"]["properties"]

    assert rules["kind"]["enum"] == [kind.value for kind in Kind]
    assert rules["state"]["enum"] == [state.value for state in State]


def test_a_list_names_the_sections_that_changed(site: Path) -> None:
    """A program can tell its users where to look."""
    versions = json.loads((site / "terms/versions.json").read_text("utf-8"))["versions"]

    assert [item["sections"] for item in versions] == [
        [{"document": "terms", "number": "1.1", "title": "Start"}],
        [{"document": "terms", "number": "1.1", "title": "Start"}],
        [],
    ]


def example() -> Callable[[str, str | None, date], str | None]:
    """Return the function of the documentation's example."""
    code = re.search(r"```python\n(.*?)```", DOCS, re.DOTALL)
    assert code
    assert len(code[1].splitlines()) <= 21
    names: dict[str, Any] = {}
    exec(code[1], names)
    found: Callable[[str, str | None, date], str | None] = names["version_to_accept"]
    return found


@pytest.mark.parametrize(
    ("accepted", "today", "asked"),
    [
        (None, "2024-06-01", "2024-03-01"),
        ("unknown", "2024-06-01", "2024-03-01"),
        ("2024-01-01", "2024-06-01", None),
        ("2024-01-01", "2024-07-01", "2024-05-01"),
        ("2024-03-01", "2024-06-30", None),
        ("2024-05-01", "2024-07-01", None),
        ("2024-01-01", "2023-12-31", None),
    ],
)
def test_the_example_asks_users_again_when_a_material_change_takes_effect(
    site: Path, accepted: str | None, today: str, asked: str | None
) -> None:
    """Not after an editorial one, and not before the day."""
    address = (site / "terms/versions.json").as_uri()

    assert example()(address, accepted, date.fromisoformat(today)) == asked


def test_the_example_asks_nobody_to_accept_a_withdrawn_policy(site: Path) -> None:
    """Its last text binds nobody any more."""
    assert example()((site / "old/versions.json").as_uri(), None, date(2024, 6, 1)) is None


@pytest.mark.parametrize("page", ["index.html", "terms/index.html", "terms/history/index.html"])
def test_pages_announce_feeds_and_calendar_that_exist(site: Path, page: str) -> None:
    """In the head for programs, in the page for people."""
    text = (site / page).read_text("utf-8")
    announced = dict(re.findall(r'<link rel="alternate" type="([^"]+)" title="[^"]+" href="([^"]+)">', text))

    assert list(announced) == ["application/atom+xml", "application/feed+json", "text/calendar"]
    for address in announced.values():
        assert ((site / page).parent / address).is_file()
        assert text.count(f'<a href="{address}">') >= 1


def test_pages_say_which_commit_they_were_built_from(site: Path) -> None:
    """Whichever environment renders them."""
    pages = [path.read_text("utf-8") for path in sorted(site.rglob("*.html"))]
    built = [re.search(r"Built from ([0-9a-f]{10}) ·", text) for text in pages]

    assert all(built)
    assert len({found[1] for found in built if found}) == 1


def test_the_published_calendars_parse(site: Path) -> None:
    """Of each policy and of all."""
    found = {
        path.relative_to(site).as_posix(): len(Calendar.from_ical(path.read_bytes()).walk("VEVENT"))
        for path in site.rglob("*.ics")
    }

    assert found == {"effective.ics": 5, "old/effective.ics": 2, "terms/effective.ics": 3}
