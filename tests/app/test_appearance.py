"""A site's own colours and logo: taken, checked, and blamed on the right line."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.adapters.assets import BASE_SHEET, THEME
from policybook.adapters.settings import Options
from policybook.app.appearance import Appearance, appearance, check_logo
from policybook.core.errors import SettingsError


def look(folder: Path, *sheets: str, base: Path = THEME / BASE_SHEET, **options: dict[str, str]) -> Appearance:
    paths = []
    for number, sheet in enumerate(sheets):
        paths.append(folder / f"{number}.css")
        paths[-1].write_text(sheet, "utf-8")
    return appearance(Options(**options), config="mkdocs.yml", base=base, sheets=paths)  # type: ignore[arg-type]


def test_a_site_that_changes_nothing_gets_nothing(tmp_path: Path) -> None:
    """No further style sheet, and no time spent."""
    assert look(tmp_path, "p { margin: 0 }") == Appearance(stylesheet="", grounds={})


def test_colours_of_one_scheme_leave_the_other_alone(tmp_path: Path) -> None:
    """Who sets a dark blue for light pages does not want it on black."""
    made = look(tmp_path, colours={"accent": "#003366", "bg": "ivory"}, colours_dark={"accent": "#99ccff"})

    assert made.stylesheet == (
        "@media (prefers-color-scheme:light){:root{--accent:#003366;--bg:ivory;}}\n"
        "@media (prefers-color-scheme:dark){:root{--accent:#99ccff;}}\n"
    )
    assert made.grounds == {"light": "ivory", "dark": "#16181b"}


@pytest.mark.parametrize(("option", "scheme"), [("colours", "light"), ("colours_dark", "dark")])
def test_a_bad_pair_names_both_colours_the_scheme_and_the_option(tmp_path: Path, option: str, scheme: str) -> None:
    """Everything that is needed to put it right, and a colour that would do."""
    with pytest.raises(SettingsError) as caught:
        look(tmp_path, **{option: {"accent": "#6f6f7f" if scheme == "dark" else "#8f8f9f"}})  # type: ignore[arg-type]

    shown = {"light": "accent #8f8f9f on bg #ffffff", "dark": "accent #6f6f7f on bg #16181b"}[scheme]
    text = str(caught.value)
    assert text.startswith(f"mkdocs.yml: `{option}`: in {scheme}, {shown} has a contrast of ")
    assert "and needs 4.5 (links)" in text
    assert "hint: with accent #" in text


def test_a_bad_pair_of_a_style_sheet_names_its_line(tmp_path: Path) -> None:
    """The later sheet wins, and is to blame."""
    good, bad = ":root { --muted: #444444 }", "\n:root {\n  --muted: #aaaaaa;\n}"

    with pytest.raises(SettingsError) as caught:
        look(tmp_path, good, bad)

    assert str(caught.value).startswith(f"{tmp_path / '1.css'}:3: in light, muted #aaaaaa on bg #ffffff has a contrast")
    with pytest.raises(SettingsError, match=r"in dark, muted #444444 on .*[\s\S]* is used in dark too$"):
        look(tmp_path, bad, good)
    assert look(tmp_path, bad, good.replace("}", "} @media (prefers-color-scheme:dark) { :root { --muted: #cccccc } }"))


def test_the_changed_colour_is_to_blame_not_ours(tmp_path: Path) -> None:
    """A new ground under our own text: the ground is what can be changed back."""
    with pytest.raises(SettingsError) as caught:
        look(tmp_path, colours={"bg": "#888888"})

    assert "in light, ink #1b1a17 on bg #888888 has a contrast" in str(caught.value)
    assert "also: " in str(caught.value)
    assert "hint: with bg #" in str(caught.value)


def test_without_a_better_colour_the_hint_says_where_to_look(tmp_path: Path) -> None:
    """Sometimes both must change."""
    with pytest.raises(SettingsError, match=r"hint: change ink, bg or both; docs/theme\.md"):
        look(tmp_path, colours={"bg": "#888888", "ink": "#777777"})


def test_a_style_sheet_in_place_of_ours_is_the_one_that_is_checked(tmp_path: Path) -> None:
    """Who replaces the whole sheet replaces its colours."""
    base = tmp_path / "policybook.css"
    base.write_text((THEME / BASE_SHEET).read_text("utf-8").replace("--muted:#5a574f", "--muted:#bbbbbb"), "utf-8")

    with pytest.raises(SettingsError, match=r"policybook\.css:\d+: in light, muted #bbbbbb"):
        look(tmp_path, base=base, colours={"accent": "#003366"})


def test_the_logo_is_a_file_of_the_content_folder(tmp_path: Path) -> None:
    """A masthead with a broken picture has no name."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content/logo.svg").write_text("<svg/>")
    (tmp_path / "secret.svg").write_text("<svg/>")
    check_logo("logo.svg", tmp_path / "content", path="mkdocs.yml")
    check_logo("", tmp_path / "content", path="mkdocs.yml")

    for wrong in ("nothing.svg", "../secret.svg", "."):
        with pytest.raises(SettingsError, match=r"^mkdocs\.yml: `logo` is "):
            check_logo(wrong, tmp_path / "content", path="mkdocs.yml")
