"""Which colours stand on which, and whether everybody can tell them apart. Knows nothing about files or options."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import floor

from coloraide import Color

TEXT, INK, LINE, TINT = 4.5, 7.0, 3.0, 12.0
"""Limits: contrast of text, of the text of policies, of lines and controls (WCAG 2.2, 1.4.3, 1.4.6, 1.4.11), and the
distance (CIEDE2000) between what marks an insertion and what marks a deletion."""

SIGHTS = ("normal", "protan", "deutan", "tritan")
"""Kinds of sight for which insertions and deletions must differ."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that lie on or beside each other somewhere on a page."""

    over: str
    """Token of the text, line or tint."""
    under: str
    """Token of the ground, or of the other tint."""
    limit: float
    """Least contrast ratio, or least distance where `apart` holds."""
    use: str
    """Where a reader meets them."""
    apart: bool = False
    """Whether the two need a distance for every kind of sight, not a contrast."""


PAIRS = (
    Pair("ink", "bg", INK, "the text"),
    Pair("ink", "surface", INK, "text of notices and table heads"),
    Pair("muted", "bg", TEXT, "secondary text"),
    Pair("muted", "surface", TEXT, "secondary text on the tinted ground"),
    Pair("faint", "bg", TEXT, "faint text"),
    Pair("accent", "bg", TEXT, "links"),
    Pair("accent", "surface", TEXT, "links on the tinted ground"),
    Pair("ok-text", "bg", TEXT, "the badge `in force`"),
    Pair("warn-text", "bg", TEXT, "the badge `upcoming`"),
    Pair("warn-text", "warn-bg", TEXT, "the notice of an upcoming version"),
    Pair("ins-text", "bg", TEXT, "counts of added words"),
    Pair("ins-text", "ins-bg", TEXT, "insertions"),
    Pair("del-text", "bg", TEXT, "counts of removed words"),
    Pair("del-text", "del-bg", TEXT, "deletions"),
    Pair("mov-text", "mov-bg", TEXT, "moved passages"),
    Pair("rule-strong", "bg", LINE, "borders of controls"),
    Pair("rule-strong", "surface", LINE, "borders of controls on the tinted ground"),
    Pair("focus", "bg", LINE, "the outline of what has the focus"),
    Pair("focus", "surface", LINE, "that outline on the tinted ground"),
    Pair("focus", "warn-bg", LINE, "that outline in the notice of an upcoming version"),
    Pair("focus", "del-bg", LINE, "that outline in the notice of a withdrawn policy"),
    Pair("ins-line", "bg", LINE, "the bar beside an insertion"),
    Pair("ins-line", "ins-bg", LINE, "the line under an insertion"),
    Pair("del-line", "bg", LINE, "the bar beside a deletion"),
    Pair("del-line", "del-bg", LINE, "the line through a deletion"),
    Pair("mov-line", "bg", LINE, "the bar beside a moved passage"),
    Pair("mov-line", "mov-bg", LINE, "the line under a moved passage"),
    Pair("warn-line", "bg", LINE, "the border of the notice of an upcoming version"),
    Pair("ins-bg", "del-bg", TINT, "the tints of insertions and deletions", apart=True),
    Pair("ins-line", "del-line", TINT, "the bars of insertions and deletions", apart=True),
)
"""Every pair that must hold, in light and in dark. A colour of text also serves as ground for the ground's colour
(the filled badge, the pressed button): the contrast is the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """A pair that does not hold."""

    pair: Pair
    """The pair."""
    measured: float
    """Its contrast or distance, rounded down."""
    sight: str = ""
    """The kind of sight for which it fails; empty for a contrast."""

    def __str__(self) -> str:
        if self.pair.apart:
            return f"a colour distance of {self.measured:g} for {self.sight} sight, and needs {self.pair.limit:g}"
        return f"a contrast of {self.measured:g}, and needs {self.pair.limit:g}"


def faults(colours: Mapping[str, str], pairs: Iterable[Pair] = PAIRS) -> Iterator[Fault]:
    """Return the pairs that fail in one scheme: `colours` holds an opaque CSS colour for each token."""
    for pair in pairs:
        over, under = Color(colours[pair.over]), Color(colours[pair.under])
        for sight in SIGHTS if pair.apart else ("",):
            measured = _distance(over, under, sight) if pair.apart else contrast(over, under)
            if measured < pair.limit:
                yield Fault(pair=pair, measured=floor(measured * 100) / 100, sight=sight)
                break


def contrast(one: Color, other: Color) -> float:
    """Return the contrast ratio of WCAG 2.1, of the colours as a screen shows them."""
    return float(_shown(one).contrast(_shown(other), method="wcag21"))


def _shown(colour: Color) -> Color:
    return colour.convert("srgb").clip()


def _distance(one: Color, other: Color, sight: str) -> float:
    """Return how far apart two colours look (CIEDE2000), for a kind of sight (Machado, Oliveira, Fernandes 2009)."""
    seen = [_shown(colour) for colour in (one, other)]
    if sight != "normal":
        seen = [colour.filter(sight, method="machado").clip() for colour in seen]
    return float(seen[0].delta_e(seen[1], method="2000"))


def nearest_passing(token: str, colours: Mapping[str, str]) -> str:
    """Return the colour of the same hue, as `#rrggbb`, nearest in lightness with which all pairs of a token hold.

    Empty when there is none, because another colour is in the way.
    """
    concerned = [pair for pair in PAIRS if token in (pair.over, pair.under)]
    start = Color(colours[token]).convert("oklch")
    lightness = start.get("lightness", nans=False)
    for step in sorted((number / 100 for number in range(101)), key=lambda step: abs(step - lightness)):
        tried = start.clone().set("lightness", step).convert("srgb").fit(method="oklch-chroma")
        text = tried.to_string(hex=True)
        if not any(faults({**colours, token: text}, concerned)):
            return text
    return ""
