"""mkdocs.yml to settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from policybook.adapters.settings import load_settings, options_from
from policybook.core.errors import SettingsError

CASES = Path(__file__).parent.parent / "settings"


def written(folder: Path, text: str) -> Path:
    (folder / "mkdocs.yml").write_text(text, "utf-8")
    return folder


@pytest.mark.parametrize("case", sorted((CASES / "valid").glob("*.yml")), ids=lambda path: path.stem)
def test_valid_settings_load(case: Path, tmp_path: Path) -> None:
    """What other programs put into mkdocs.yml is none of our business."""
    loaded = load_settings(written(tmp_path, case.read_text("utf-8")))

    assert loaded.config_file == tmp_path / "mkdocs.yml"
    assert loaded.content_dir == tmp_path


@pytest.mark.parametrize("case", sorted((CASES / "invalid").glob("*.yml")), ids=lambda path: path.stem)
def test_invalid_settings_say_what_is_wrong(case: Path, tmp_path: Path) -> None:
    """The message names the file and what the case says in its last line."""
    text = case.read_text("utf-8")
    expected = text.rpartition("# error: ")[2].strip()

    with pytest.raises(SettingsError, match=re.escape(expected)) as caught:
        load_settings(written(tmp_path, text))

    assert "mkdocs.yml" in str(caught.value)


def test_all_options_arrive(tmp_path: Path) -> None:
    """Each option of the file is a field of the settings."""
    loaded = load_settings(written(tmp_path, (CASES / "valid" / "all_options.yml").read_text("utf-8")))

    assert loaded.site_url == "https://policies.example.org/"
    assert (loaded.options.timezone, loaded.organisation, loaded.options.banner_days) == (
        "Europe/Paris",
        "Example Ltd",
        0,
    )
    assert loaded.commit_url("abc") == "https://git.example.org/commit/abc"
    assert loaded.options.search is False
    assert loaded.options.logo == "img/logo.svg"
    assert loaded.options.colours == {"accent": "#003366", "ins-text": "rgb(0 40 120)"}
    assert loaded.options.colours_dark == {"accent": "lightskyblue"}


def test_nobody_is_led_to_a_list_that_does_not_exist(tmp_path: Path) -> None:
    """Without an address there is no link; a question mark alone would lead to the page itself."""
    loaded = load_settings(written(tmp_path, "site_name: Example\n"))

    assert loaded.notify_url() == loaded.notify_url("terms", "de") == ""


def test_nothing_of_the_file_is_run(tmp_path: Path) -> None:
    """A tag that names a function stays a tag: settings are data."""
    canary = tmp_path / "canary"
    text = f"site_name: !!python/object/apply:pathlib.Path.touch [!!python/object/apply:pathlib.Path ['{canary}']]\n"

    load_settings(written(tmp_path, text))

    assert not canary.exists()


@pytest.mark.parametrize("folder", ["content", "policies", "docs"])
def test_without_configuration_the_content_is_found(folder: str, tmp_path: Path) -> None:
    """A repository of policies needs no mkdocs.yml."""
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "terms.md").write_text("Terms\n")

    loaded = load_settings(tmp_path)

    assert (loaded.content_dir, loaded.site_name) == (tmp_path / folder, tmp_path.name)


def test_a_folder_without_policies_is_not_the_content(tmp_path: Path) -> None:
    """An empty docs/ does not hide the policies beside it."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "terms.md").write_text("Terms\n")

    assert load_settings(tmp_path).content_dir == tmp_path


def test_the_content_folder_can_be_named(tmp_path: Path) -> None:
    """The command line wins over the file, and the plugin's option over docs_dir."""
    for name in ("docs", "legal", "other"):
        (tmp_path / name).mkdir()
    written(tmp_path, "plugins:\n  - policybook:\n      content: legal\n")

    assert load_settings(tmp_path).content_dir == tmp_path / "legal"
    assert load_settings(tmp_path, content=Path("other")).content_dir == tmp_path / "other"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"directory": Path("nowhere")}, "no such folder"),
        ({"config": Path("nowhere.yml")}, "no such file"),
        ({"content": Path("nowhere")}, "no such folder"),
    ],
)
def test_what_is_named_must_exist(arguments: dict[str, Path], expected: str, tmp_path: Path) -> None:
    """A typing mistake on the command line is said, not guessed around."""
    directory = tmp_path / arguments.pop("directory", Path())

    with pytest.raises(SettingsError, match=expected):
        load_settings(directory, **arguments)


@pytest.mark.parametrize(
    ("repository", "expected"),
    [
        ("https://github.com/example/policies", "https://github.com/example/policies/commit/{commit}"),
        ("https://github.com/example/policies.git", "https://github.com/example/policies/commit/{commit}"),
        ("https://gitlab.com/example/policies/", "https://gitlab.com/example/policies/-/commit/{commit}"),
        ("https://git.example.org/policies", ""),
    ],
)
def test_commits_are_linked_where_the_host_is_known(repository: str, expected: str) -> None:
    """Nobody types the form of a link that everybody knows."""
    assert options_from({}, repo_url=repository).commit_url == expected


def test_the_navigation_orders_the_policies(tmp_path: Path) -> None:
    """`nav:` says in which order policies stand, in any of its forms."""
    text = "nav:\n  - terms/index.md\n  - Privacy: privacy/index.md\n  - More:\n      - cookies.md\n"

    entries = load_settings(written(tmp_path, text)).nav

    assert [entry.policy for entry in entries] == ["terms", "privacy", "cookies"]


def test_the_language_comes_from_the_theme(tmp_path: Path) -> None:
    """MkDocs has one place for it."""
    loaded = load_settings(written(tmp_path, "theme:\n  name: policybook\n  locale: pt_BR\n"))

    assert loaded.language == "pt-BR"
