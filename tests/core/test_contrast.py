"""Readers can tell the colours of a page apart, or the build says which they cannot."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from coloraide import Color
from hypothesis import given, settings
from hypothesis import strategies as st

from policybook.adapters.assets import BASE_SHEET, THEME
from policybook.adapters.stylesheets import chosen_colours, effective
from policybook.core.colours import SCHEMES, TOKENS
from policybook.core.contrast import INK, LINE, PAIRS, SIGHTS, TEXT, TINT, contrast, faults, nearest_passing

SHEET = (THEME / BASE_SHEET).read_text("utf-8")
OURS = {
    scheme: {token: choice.value for token, choice in effective(chosen_colours(SHEET), scheme).items()}
    for scheme in SCHEMES
}
HEX = st.builds("#{:06x}".format, st.integers(0, 0xFFFFFF))


@pytest.mark.parametrize("scheme", SCHEMES)
def test_our_own_colours_hold(scheme: str) -> None:
    """Every pair, in light and dark, for every kind of sight."""
    assert not [str(fault) for fault in faults(OURS[scheme])]


def test_every_colour_of_the_style_sheet_can_be_set() -> None:
    """A token that the options do not know could not be overridden by them."""
    light = SHEET.partition("@media")[0]

    assert set(re.findall(r"--([\w-]+):\s*#", light)) == set(TOKENS) == set(OURS["light"]) == set(OURS["dark"])


def test_every_colour_but_hairlines_has_a_limit() -> None:
    """A colour without one could become unreadable unnoticed."""
    named = {token for pair in PAIRS for token in (pair.over, pair.under)}

    assert set(TOKENS) - named == {"rule"}


@pytest.mark.parametrize(
    ("limit", "pairs"),
    [
        (INK, "ink/bg ink/surface"),
        (TEXT, "muted/bg muted/surface faint/bg accent/bg accent/surface ok-text/bg ins-text/bg del-text/bg"),
        (TEXT, "ins-text/ins-bg del-text/del-bg mov-text/mov-bg warn-text/warn-bg warn-text/bg"),
        (LINE, "rule-strong/bg rule-strong/surface focus/bg focus/surface focus/warn-bg focus/del-bg warn-line/bg"),
        (LINE, "ins-line/bg ins-line/ins-bg del-line/bg del-line/del-bg mov-line/bg mov-line/mov-bg"),
        (TINT, "ins-bg/del-bg ins-line/del-line"),
    ],
)
def test_every_pair_that_a_page_shows_has_its_limit(limit: float, pairs: str) -> None:
    """A pair that is dropped from the table by mistake would be dropped from the check."""
    limits = {f"{pair.over}/{pair.under}": pair.limit for pair in PAIRS}

    assert {name: limits.get(name) for name in pairs.split()} == dict.fromkeys(pairs.split(), limit)
    assert SIGHTS == ("normal", "protan", "deutan", "tritan")


@pytest.mark.parametrize("path", sorted(THEME.glob("css/*.css")), ids=lambda path: str(path.name))
def test_text_and_ground_of_one_rule_are_a_pair_of_the_table(path: Path) -> None:
    """A new rule with colours that nobody checks would slip through."""
    known = {frozenset((pair.over, pair.under)) for pair in PAIRS}
    for body in re.findall(r"\{([^{}]*)\}", path.read_text("utf-8")):
        text = re.search(r"(?:^|[ ;])color:var\(--([\w-]+)\)", body)
        ground = re.search(r"background(?:-color)?:var\(--([\w-]+)\)", body)
        if text and ground and {text.group(1), ground.group(1)} <= set(TOKENS):
            assert frozenset((text.group(1), ground.group(1))) in known, body


@pytest.mark.parametrize(
    ("token", "value", "expected"),
    [
        ("ink", "#5c5c5c", ("ink", "bg", "a contrast of 6.68, and needs 7")),
        ("accent", "#777777", ("accent", "bg", "a contrast of 4.47, and needs 4.5")),
        ("focus", "#ffffff", ("focus", "bg", "a contrast of 1, and needs 3")),
        ("ins-bg", "#fde6da", ("ins-bg", "del-bg", "a colour distance of 0 for normal sight, and needs 12")),
    ],
)
def test_a_pair_under_its_limit_is_found(token: str, value: str, expected: tuple[str, str, str]) -> None:
    """The numbers are rounded down: 4.499 is not 4.5."""
    found = {(fault.pair.over, fault.pair.under, str(fault)) for fault in faults(OURS["light"] | {token: value})}

    assert expected in found


def test_red_and_green_tints_fail_for_those_who_cannot_tell_them_apart() -> None:
    """The classic of redlines; one man in twelve sees no difference."""
    found = list(faults(OURS["light"] | {"ins-bg": "#d9ead3", "del-bg": "#f4dccb"}))

    assert [fault.sight for fault in found if fault.pair.apart] in (["protan"], ["deutan"])


@given(one=HEX, other=HEX)
def test_contrast_is_the_formula_of_wcag(one: str, other: str) -> None:
    """Written down again from WCAG 2.2, 'contrast ratio' and 'relative luminance'."""

    def luminance(text: str) -> float:
        channels = [int(text[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))

    assert contrast(Color(one), Color(other)) == pytest.approx((high + 0.05) / (low + 0.05), rel=1e-3)


@settings(deadline=None, max_examples=20)
@given(value=HEX, token=st.sampled_from(["accent", "muted", "ink", "ins-bg", "focus"]))
def test_the_colour_that_is_offered_holds(value: str, token: str) -> None:
    """A hint that fails again would be worse than none."""
    colours = OURS["light"] | {token: value}
    offered = nearest_passing(token, colours)

    assert re.fullmatch(r"#[0-9a-f]{6}|#[0-9a-f]{3}|", offered)
    assert not offered or not [
        fault for fault in faults(colours | {token: offered}) if token in (fault.pair.over, fault.pair.under)
    ]


def test_nothing_is_offered_where_another_colour_is_in_the_way() -> None:
    """White text on a white ground cannot be mended by changing a third colour."""
    assert nearest_passing("surface", OURS["light"] | {"ink": "#888888", "accent": "#888888"}) == ""


def test_the_offered_colour_keeps_its_hue() -> None:
    """A brand that is green stays green."""
    offered = nearest_passing("accent", OURS["light"] | {"accent": "#7ac143"})

    assert abs(Color(offered).convert("oklch")["hue"] - Color("#7ac143").convert("oklch")["hue"]) < 3
