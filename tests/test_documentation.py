"""What the documentation promises exists, and what exists is documented."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest

from policybook.adapters.settings import Options
from policybook.cli import main
from policybook.core.frontmatter import DOCUMENT_KEYS
from policybook.core.model import Kind
from policybook.core.notes import NOTE_KEYS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def commands(group: click.Group, prefix: str = "") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{prefix}{name} ")
        else:
            found.append((f"{prefix}{name}", command))
    return found


@pytest.mark.parametrize("option", [item.name for item in fields(Options)])
def test_every_option_is_documented(option: str) -> None:
    """A setting nobody can find does not exist."""
    assert f"| `{option}` |" in (DOCS / "settings.md").read_text("utf-8")


@pytest.mark.parametrize(("name", "command"), commands(main), ids=lambda value: str(value))
def test_every_command_and_its_options_are_documented(name: str, command: click.Command) -> None:
    """Each has its section, with every option of its own."""
    text = (DOCS / "commands.md").read_text("utf-8")
    section = re.search(rf"## `policybook {name}.*?(?=\n## |\Z)", text, re.DOTALL)
    assert section, name
    for parameter in command.params:
        for option in parameter.opts:
            if option.startswith("--"):
                assert option in section.group()


@pytest.mark.parametrize("key", [*NOTE_KEYS, *(kind.value for kind in Kind)])
def test_every_key_and_kind_of_a_note_is_documented(key: str) -> None:
    """Editors look there first."""
    assert f"`{key}`" in (DOCS / "content.md").read_text("utf-8")


@pytest.mark.parametrize("key", DOCUMENT_KEYS)
def test_every_key_of_a_document_is_documented(key: str) -> None:
    """Editors look there first."""
    assert f"`{key}`" in (DOCS / "content.md").read_text("utf-8")


def test_the_commands_of_the_readme_exist() -> None:
    """The first minute decides."""
    text = (ROOT / "README.md").read_text("utf-8")
    known = {name for name, _ in commands(main)}
    named = {match.strip() for match in re.findall(r"policybook ((?:notify )?[a-z]+)", text)} & {
        *known,
        "publish",
        "send",
    }
    targets = set(re.findall(r"\bmake ([a-z]+)", text))
    made = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))

    assert named <= known
    assert {"build", "notify plan"} <= named
    assert targets <= made


def test_something_can_be_run_by_line_25_of_the_readme() -> None:
    """A newcomer should not have to scroll."""
    head = (ROOT / "README.md").read_text("utf-8").splitlines()[:25]

    assert "make site    # builds the sample policies in content/ into site/" in head


def test_relative_links_of_the_documentation_lead_somewhere() -> None:
    """Renamed files leave dead links behind."""
    for page in [*ROOT.glob("*.md"), *DOCS.glob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"
