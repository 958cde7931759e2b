"""The colours that style sheets choose are read as a browser would."""

from __future__ import annotations

from pathlib import Path

import pytest

from policybook.adapters.stylesheets import chosen_colours, effective, mentions_colours, read_sheet
from policybook.core.errors import SettingsError


def read(sheet: str, scheme: str = "light") -> dict[str, str]:
    return {token: choice.value for token, choice in effective(chosen_colours(sheet, "brand.css"), scheme).items()}


@pytest.mark.parametrize(
    ("sheet", "light", "dark"),
    [
        (":root { --accent: #123456 }", "#123456", "#123456"),
        (":root { --accent: red; --accent: blue }", "blue", "blue"),
        (":root { --accent: red !important } :root { --accent: blue }", "red", "red"),
        (":root { --accent: red } @media (prefers-color-scheme: dark) { :root { --accent: blue } }", "red", "blue"),
        ("@media (prefers-color-scheme: dark) { :root { --accent: blue } } :root { --accent: red }", "red", "red"),
        (
            ":root { --accent: red } @media screen and (PREFERS-COLOR-SCHEME:dark) { :root { --accent: blue } }",
            "red",
            "blue",
        ),
        (":root { --accent: red; @media (prefers-color-scheme: dark) { --accent: blue } }", "red", "blue"),
        (":root { & { --accent: red } }", "red", "red"),
        (":root { --accent: light-dark(red, rgb(0, 0, 255)) }", "red", "rgb(0, 0, 255)"),
        (":root { --ink: red; --accent: var( --ink ) }", "red", "red"),
        (":root, .inverted { --accent: red }", "red", "red"),
        (":root { --accent: red } @media print { :root { --accent: black } }", "red", "red"),
        (":root { --accent: red } @media (prefers-contrast: more) { :root { --accent: black } }", "red", "red"),
        (":root { --accent: red /* --accent: blue */ } /* :root { --accent: blue } */", "red", "red"),
        (":root { --accent: red } .badge::after { content: '--accent: blue' }", "red", "red"),
        ("@media screen { :root { --accent: red } }", "red", "red"),
        (":root { --accent: red; --mine: 1px; color: blue } @import 'x.css'; } garbage {", "red", "red"),
    ],
)
def test_the_winning_colour_is_found(sheet: str, light: str, dark: str) -> None:
    """The check would be worthless if it looked at another colour than readers do."""
    assert (read(sheet)["accent"], read(sheet, "dark")["accent"]) == (light, dark)


@pytest.mark.parametrize(
    ("sheet", "place"),
    [
        ("body { --accent: red }", "body"),
        (":root .notice { --accent: red }", ":root .notice"),
        (":root { .notice { --accent: red } }", ".notice"),
        ("@media (min-width: 40rem) { :root { --accent: red } }", "@media (min-width: 40rem)"),
        ("@layer brand { :root { --accent: red } }", "@layer brand"),
    ],
)
def test_a_colour_whose_effect_is_not_known_is_refused(sheet: str, place: str) -> None:
    """Better said than silently not checked."""
    with pytest.raises(SettingsError) as caught:
        chosen_colours("\n\n" + sheet, "brand.css")

    assert str(caught.value).startswith(f"brand.css:3: `--accent` is set for `{place}`")


@pytest.mark.parametrize(
    "value",
    [
        "#12345680",
        "transparent",
        "currentcolor",
        "var(--nothing)",
        "color-mix(in srgb, red, blue)",
        "12px",
        "var(--accent)",
    ],
)
def test_a_value_without_a_contrast_is_refused(value: str) -> None:
    """What shines through depends on what lies behind; what refers to nothing is no colour."""
    with pytest.raises(SettingsError, match=r"^brand\.css:2: `--accent` is .* no opaque colour"):
        read(f":root {{\n --accent: {value} }}")


def test_sheets_that_set_no_colour_are_not_parsed() -> None:
    """Most sites have none; they need not wait."""
    assert not mentions_colours("p { margin: 0 } :root { --my-accent: red }")
    assert mentions_colours(":root{--ok-text:red}")


def test_a_sheet_that_is_not_text_is_named(tmp_path: Path) -> None:
    """A picture listed by mistake, for one."""
    (tmp_path / "brand.css").write_bytes(b"\xff\xfe\x00\x01\xff")

    with pytest.raises(SettingsError, match=r"brand\.css: this style sheet cannot be read"):
        read_sheet(tmp_path / "brand.css")
