"""`nav:` of mkdocs.yml: what it names, the groups it makes, and what is wrong with it."""

from __future__ import annotations

import pytest

from policybook.core.model import Problem
from policybook.core.navigation import (
    NavEntry,
    folder_group,
    group_anchors,
    grouped,
    nav_entries,
    nav_problems,
    places,
    repeated,
)

NAV = """site_name: Example
extra: !ENV [SECRET, nothing]
nav:
  - terms/index.md
  - Your data:
      - privacy/index.md
      - Cookies: cookies/index.md
      - Abroad:
          - shield/index.md
  - Help: https://help.example.org/
"""


def groups(ids: list[str], text: str) -> list[tuple[str, list[str]]]:
    return grouped(ids, places(ids, nav_entries(text)), others="Others")


def problems(text: str) -> list[Problem]:
    policies = {"terms": "terms/index.md", "privacy": "privacy/index.md", "notes": "notes.md"}
    files = {"about.md", "terms/index.md", "terms/refund.md", "privacy/index.md", "notes.md"}
    return list(nav_problems(nav_entries(text), policies=policies, files=files, path="mkdocs.yml"))


def test_a_navigation_is_read_with_titles_sections_and_lines() -> None:
    """Messages name the line; tags of other programs are none of our business."""
    found = [(entry.policy, entry.title, entry.group, entry.line) for entry in nav_entries(NAV)]

    assert found[:4] == [
        ("terms", "", "", 4),
        ("privacy", "", "Your data", 6),
        ("cookies", "Cookies", "Your data", 7),
        ("shield", "", "Your data: Abroad", 9),
    ]
    assert nav_entries(NAV)[4].leads_elsewhere


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("terms/index.md", "terms"),
        ("./terms/index.md", "terms"),
        ("terms/", "terms"),
        ("terms.md", "terms"),
        ("legal/Terms of Use.markdown", "legal/Terms of Use"),
        ("index.md", ""),
        ("reindex.md", "reindex"),
    ],
)
def test_a_file_names_the_policy_that_it_belongs_to(path: str, policy: str) -> None:
    """However people write it in their navigation."""
    assert NavEntry(path=path).policy == policy


def test_a_list_that_holds_itself_comes_to_an_end() -> None:
    """YAML can repeat a list by reference, until a few bytes fill the memory."""
    bomb = "nav:\n  - &a [x.md, x.md, x.md, x.md, x.md, x.md, x.md, x.md, x.md, x.md]\n"
    bomb += "".join(
        f"  - &{after} [{', '.join([f'*{name}'] * 10)}]\n" for name, after in ("ab", "bc", "cd", "de", "ef")
    )

    assert len(nav_entries("nav: &self [terms.md, *self]\n")) < 100
    assert len(nav_entries(bomb)) == 10_000
    assert nav_entries("- no mapping\n") == nav_entries("") == ()


def test_sections_are_groups_in_their_own_order() -> None:
    """The site's owner knows best what belongs together."""
    text = "nav:\n  - Z:\n      - one.md\n  - two.md\n  - A:\n      - three.md\n"

    assert groups(["one", "two", "three"], text) == [("", ["two"]), ("Z", ["one"]), ("A", ["three"])]


def test_what_the_navigation_does_not_name_comes_last() -> None:
    """Folders stay groups, one with the title of a section joins it, and the rest stands under a title."""
    text = "nav:\n  - Data:\n      - privacy.md\n"
    ids = ["privacy", "b/terms", "a-c/terms", "data/cookies", "rest"]

    assert groups(ids, text) == [
        ("Data", ["privacy", "data/cookies"]),
        ("A c", ["a-c/terms"]),
        ("B", ["b/terms"]),
        ("Others", ["rest"]),
    ]


def test_without_sections_nothing_is_said_of_others() -> None:
    """A list of five policies needs no headings."""
    assert groups(["a", "b"], "nav:\n  - b.md\n") == [("", ["a", "b"])]
    assert groups([], "") == []


def test_each_group_has_an_anchor_of_its_own() -> None:
    """Titles may differ in signs that an anchor does not carry."""
    assert group_anchors(["", "R&D / A #1", "R&D - A 1", "R&D - A 1"]) == [
        "policies",
        "group-r-and-d-a-1",
        "group-r-and-d-a-1-2",
        "group-r-and-d-a-1-3",
    ]
    assert group_anchors(["pypi.org"]) == ["group-pypi-org"]
    assert folder_group("legal-notices/terms") == "Legal notices"
    assert repeated(["Terms", "terms", "Privacy"]) == {"terms"}


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("term/index.md", "`nav` names 'term/index.md', and there is no such policy or page", "`terms/index.md`?"),
        ("xyzzy.md", "`nav` names 'xyzzy.md', and there is no such policy or page", "the path of a file inside"),
        ("terms/refund.md", "a further document of the policy 'terms'", "write `terms/index.md`"),
        ("Ours: privacy/index.md", "`nav` names 'privacy/index.md' again; it stands on line 2", "each policy once"),
    ],
)
def test_a_wrong_entry_is_named_with_its_line(line: str, message: str, hint: str) -> None:
    """A policy that silently falls out of its group is found by nobody."""
    found = problems(f"nav:\n  - privacy/index.md\n  - {line}\n")

    assert [(item.path, item.line) for item in found] == [("mkdocs.yml", 3)]
    assert message in found[0].message
    assert hint in found[0].hint


def test_what_is_there_is_no_problem() -> None:
    """Policies, ordinary pages, other sites, and a policy that is one file."""
    assert problems("nav:\n  - terms/index.md\n  - notes.md\n  - about.md\n  - Help: https://x.example/\n") == []
