"""Style sheets to the colours that they choose for the pages. Knows nothing about which colours go together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import tinycss2

from policybook.core.colours import COLOUR_HINT, SCHEMES, TOKENS, Choice, is_opaque_colour
from policybook.core.errors import SettingsError

_SCHEME = re.compile(r"(?:(?:only)?(?:screen|all)and)?\(prefers-color-scheme:(light|dark)\)")

_OWN_CARE = re.compile(r"print\b.*|.*\((?:prefers-contrast:more|forced-colors:active|prefers-contrast:custom)\)")
"""Media for which other rules hold: paper, and systems that choose the contrast themselves."""


@dataclass(frozen=True, slots=True)
class _Place:
    path: str
    root: bool = False
    scheme: str = ""
    unknown: str = ""


def mentions_colours(sheet: str) -> bool:
    """Return whether a style sheet may choose a colour: a quick look, before anything is parsed."""
    return any(f"--{token}" in sheet for token in TOKENS)


def read_sheet(path: Path) -> str:
    """Return the text of a style sheet. Raises SettingsError when it cannot be read."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"this style sheet cannot be read: {error}", path=str(path)) from None


def chosen_colours(sheet: str, path: str = "") -> list[Choice]:
    """Return the colours that a style sheet chooses on `:root`, in its order.

    Raises SettingsError for a colour chosen where its contrast cannot be known: on another element, under another
    condition than the system's light or dark.
    """
    return list(_chosen(tinycss2.parse_stylesheet(sheet, skip_comments=True), _Place(path)))


def _chosen(nodes: Sequence[tinycss2.ast.Node], place: _Place) -> Iterator[Choice]:
    for node in nodes:
        if node.type == "declaration" and node.name.removeprefix("--") in TOKENS and node.name.startswith("--"):
            if not place.root or place.unknown:
                raise _unknown(node, place)
            yield from _choices(node, place)
        elif node.type == "qualified-rule":
            yield from _chosen(_inside(node), _on(place, tinycss2.serialize(node.prelude)))
        elif node.type == "at-rule" and node.content is not None:
            inner = _under(place, node.lower_at_keyword, tinycss2.serialize(node.prelude))
            if inner is not None:
                yield from _chosen(_inside(node), inner)


def _inside(node: tinycss2.ast.Node) -> list[tinycss2.ast.Node]:
    return list(tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True))


def _on(place: _Place, selectors: str) -> _Place:
    """Return the place inside a rule: the root, the same element again, or an element that we do not know."""
    names = {name.strip() for name in selectors.split(",")}
    if ":root" in names or (names == {"&"} and place.root):
        return replace(place, root=True)
    return replace(place, root=False, unknown=place.unknown or selectors.strip())


def _under(place: _Place, keyword: str, condition: str) -> _Place | None:
    """Return the place inside an at-rule; None where our limits do not apply."""
    tight = re.sub(r"\s", "", condition).lower()
    if keyword == "media" and _OWN_CARE.fullmatch(tight):
        return None
    if keyword == "media" and (match := _SCHEME.fullmatch(tight)):
        return replace(place, scheme=match.group(1))
    if keyword == "media" and tight in ("screen", "all"):
        return place
    return replace(place, unknown=place.unknown or f"@{keyword} {condition.strip()}")


def _unknown(node: tinycss2.ast.Node, place: _Place) -> SettingsError:
    return SettingsError(
        f"`{node.name}` is set for `{place.unknown}`, where its contrast cannot be checked",
        path=place.path,
        line=node.source_line,
        hint="set it on `:root`, at the top level or in `@media (prefers-color-scheme: dark)`",
    )


def _choices(node: tinycss2.ast.Node, place: _Place) -> Iterator[Choice]:
    """Return what a declaration chooses: one colour, or two by `light-dark()` (CSS Color 5, section 5)."""
    token = node.name.removeprefix("--")
    values = [value for value in node.value if value.type not in ("whitespace", "comment")]
    texts = [tinycss2.serialize(node.value).strip()]
    schemes: Sequence[str] = (place.scheme,)
    if len(values) == 1 and values[0].type == "function" and values[0].lower_name == "light-dark":
        texts, schemes = _arguments(values[0]), SCHEMES
    for scheme, text in zip(schemes, texts, strict=False):
        if place.scheme in ("", scheme):
            yield Choice(
                token=token,
                value=text,
                scheme=scheme,
                path=place.path,
                line=node.source_line,
                important=node.important,
            )


def _arguments(function: tinycss2.ast.Node) -> list[str]:
    groups: list[list[tinycss2.ast.Node]] = [[]]
    for node in function.arguments:
        if node.type == "literal" and node.value == ",":
            groups.append([])
        else:
            groups[-1].append(node)
    return [tinycss2.serialize(group).strip() for group in groups]


def effective(choices: Sequence[Choice], scheme: str) -> Mapping[str, Choice]:
    """Return the choice that wins for each token in a scheme, its `var()` replaced by what it stands for.

    `choices` stand in the order in which a browser meets them (CSS Cascade 5, section 6: all have the same weight).
    Raises SettingsError for a value that is no opaque colour.
    """
    ordered = sorted(choices, key=lambda choice: choice.important)
    winners = {choice.token: choice for choice in ordered if choice.scheme in ("", scheme)}
    return {token: _followed(choice, winners) for token, choice in winners.items()}


def _followed(choice: Choice, winners: Mapping[str, Choice]) -> Choice:
    value, seen = choice.value, {choice.token}
    while match := re.fullmatch(r"var\(\s*--([\w-]+)\s*\)", value):
        if match.group(1) in seen or match.group(1) not in winners:
            break
        seen.add(match.group(1))
        value = winners[match.group(1)].value
    if not is_opaque_colour(value):
        raise SettingsError(
            f"`--{choice.token}` is {choice.value!r}, which is no opaque colour whose contrast can be known",
            path=choice.path,
            line=choice.line,
            hint=COLOUR_HINT,
        )
    return replace(choice, value=value)
