"""A year and more in the life of a policy: what the site says on each day, and when it changes."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import pytest

from policybook.adapters.cache import Cache
from policybook.adapters.templates import Templates
from policybook.app.banners import on_policy_page
from policybook.app.book import Book
from policybook.app.edition import Edition
from policybook.app.historypages import history_page
from policybook.app.machine import Machine
from policybook.app.onpages import policy_on_page
from policybook.core.onpages import Row
from policybook.core.timeline import documents_in_force
from scenario import DAYS, every_day, scenario
from scripted import book_of, settings
from site_of_day import site_of_day

GOLDEN = Path(__file__).parents[1] / "golden" / "every_day"
FIVE_DAYS = ("2026-01-04", "2026-04-14", "2026-07-01", "2026-09-10", "2026-11-01")
CHUNK = 40
SAMPLE = 20


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Book:
    made = book_of(scenario())
    made.cache = Cache(tmp_path_factory.mktemp("cache"))
    return made


@pytest.fixture(scope="module")
def templates(book: Book) -> Templates:
    return Templates(languages=book.catalogues.language)


@dataclass(frozen=True)
class Said:
    """What the site says of a policy on a day."""

    listed: dict[str, Any]
    """Its list of versions."""
    rows: dict[str, list[Row]]
    """The periods of each document, as the page of days has them."""
    notices: list[tuple[str, date | None]]
    """The notices on its page, with the day each speaks of."""


@pytest.fixture(scope="module")
def year(book: Book) -> dict[date, dict[str, Said]]:
    return {day: said(book, day) for day in every_day()}


def said(book: Book, day: date) -> dict[str, Said]:
    """Return what is said on a day, by policy."""
    edition = Edition(book, settings(), on=day)
    files = dict(Machine(edition).files())
    return {
        policy.id: Said(
            json.loads(files[f"{policy.address}/versions.json"]()),
            {table.title: list(table.rows) for table in policy_on_page(edition, policy).sections[0].tables},
            [(item.kind, item.day) for item in on_policy_page(edition, policy, edition.shown_revision(policy))],
        )
        for policy in edition.policies
    }


def check(request: pytest.FixtureRequest, name: str, seen: str) -> None:
    """Compare with a golden file, or rewrite it."""
    if request.config.getoption("--update-golden"):
        (GOLDEN / name).write_text(seen, "utf-8")

    assert seen == (GOLDEN / name).read_text("utf-8")


def test_the_history_page(book: Book, templates: Templates, request: pytest.FixtureRequest) -> None:
    """Twelve revisions: posted ahead, put off, corrected while pending, taken back, moved, withdrawn, reinstated."""
    edition = Edition(book, settings(), on=every_day()[-1])
    policy = next(item for item in edition.policies if item.id == "terms")
    page = templates.page("history", history_page(edition, policy))
    body = re.sub(r"\s*\n\s*", " ", page[page.index("<main") : page.index("</main>")])
    lines = re.sub(r"</(?:p|h1|h2|li|dd|label)>", "\n", body)
    words = html.unescape(re.sub(r"<[^>]+>", "", lines))

    check(
        request, "history.txt", "\n".join(" ".join(line.split()) for line in words.split("\n") if line.strip()) + "\n"
    )


def test_the_days_of_every_text(book: Book, request: pytest.FixtureRequest) -> None:
    """As the pages of days list them on the last day."""
    lines = []
    for policy, found in said(book, every_day()[-1]).items():
        for title, rows in found.rows.items():
            lines.append(f"{policy}: {title}")
            lines += [f"  {row.start} to {row.until or '...       '}  {_what(row)}" for row in rows]

    check(request, "intervals.txt", "\n".join(lines) + "\n")


def test_what_applied_on_five_days(book: Book, request: pytest.FixtureRequest) -> None:
    """The words themselves, each document's own."""
    lines = []
    for name in FIVE_DAYS:
        lines.append(name)
        for policy in book.known(on=date.fromisoformat(name)).policies:
            for item in documents_in_force(policy, on=date.fromisoformat(name)):
                assert item.text.version
                text = book.text(item.text.version)
                lines += [f"  {policy.id}: {text.title}, {item.revision.id}"]
                lines += [f"    {line}" for line in text.source.split("---\n")[-1].splitlines() if line]

    check(request, "days.txt", "\n".join(lines) + "\n")


def test_what_the_site_says_on_each_day(year: dict[date, dict[str, Said]], request: pytest.FixtureRequest) -> None:
    """All 400 days, those on which it says the same in one line."""
    lines = [f"{policy} {line}" for policy in ("privacy", "terms") for line in _stretches(year, policy)]

    check(request, "states.txt", "\n".join(lines) + "\n")


def _what(row: Row) -> str:
    return row.address or ("moved" if row.moved else "withdrawn")


def _stretches(year: dict[date, dict[str, Said]], policy: str) -> Iterator[str]:
    found = [(day, _line(items.get(policy), day)) for day, items in year.items()]
    for line, group in groupby(found, key=lambda item: item[1]):
        days = [day for day, _ in group]
        yield f"{days[0]} to {days[-1]}: {line}"


def _line(found: Said | None, day: date) -> str:
    if found is None:
        return "not published"
    listed = found.listed
    notices = ", ".join(f"{kind} {day}" for kind, day in found.notices)
    documents = (
        f"{title} {_what(row)}"
        for title, rows in found.rows.items()
        for row in rows
        if row.start <= day and (row.until is None or day < row.until)
    )
    return (
        f"in force {listed['in_force']} ({', '.join(documents)}); upcoming {', '.join(listed['upcoming']) or 'none'}; "
        f"notices {notices or 'none'}; next change {listed['next_change']}"
    )


def test_every_day_has_one_text_per_document_and_the_states_and_notices_agree(
    year: dict[date, dict[str, Said]],
) -> None:
    """Whatever was posted, put off or taken back before."""
    assert len(year) == DAYS
    for day, policies in year.items():
        for found in policies.values():
            _agrees(found, day)


def _agrees(found: Said, day: date) -> None:
    listed = found.listed
    by_id = {item["id"]: item for item in listed["versions"]}
    states = [item["state"] for item in listed["versions"]]
    holding = {
        title: [row for row in rows if row.start <= day and (row.until is None or day < row.until)]
        for title, rows in found.rows.items()
    }
    first = {title: min(row.start for row in rows) for title, rows in found.rows.items()}
    coming = [by_id[name]["effective"] for name in listed["upcoming"]]
    kinds = dict(found.notices)

    assert all(len(rows) == (day >= first[title]) for title, rows in holding.items())
    assert states.count("in force") == any(row.address for rows in holding.values() for row in rows)
    assert coming == sorted(coming)
    assert all(effective > day.isoformat() for effective in coming)
    assert all(item["posted"] <= day.isoformat() for item in listed["versions"])
    assert kinds.get("upcoming") == (date.fromisoformat(coming[0]) if coming else None)
    assert ("withdrawn" in kinds) == ("in force" not in states)
    assert listed["next_change"] is None or listed["next_change"] > day.isoformat()


@pytest.mark.parametrize("start", range(0, DAYS, CHUNK))
def test_pages_change_on_the_days_that_were_told_and_on_no_other(
    book: Book, templates: Templates, request: pytest.FixtureRequest, start: int
) -> None:
    """So the next build can wait until then; and between builds no page says what is true on one day only.

    Some of the days; with `--every-day` (`make check-days`) each of them is built and compared with the day before.
    """
    days = every_day()[start : start + CHUNK + 1 : 1 if request.config.getoption("--every-day") else SAMPLE]
    for earlier, later in pairwise(site_of_day(book, settings(), day, templates) for day in days):
        told = earlier.plan.next_change

        assert bool(later.differs(earlier)) == (told is not None and told <= later.plan.day)
        assert list(later.relative_words()) == []
