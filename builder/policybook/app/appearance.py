"""The colours of a site, chosen by options and style sheets, and the check that readers can tell them apart. Knows
nothing about pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policybook.adapters.assets import THEME
from policybook.adapters.settings import Options
from policybook.adapters.stylesheets import chosen_colours, effective, mentions_colours, read_sheet
from policybook.core.colours import SCHEMES, Choice
from policybook.core.errors import SettingsError

COLOURS_SHEET = "css/colours.css"
"""Site path of the style sheet that is made from the options."""

_MORE = 3
"""How many further pairs one message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """What a site changed about the look of its pages."""

    stylesheet: str
    """The style sheet made from the options; empty when they set no colour."""
    grounds: Mapping[str, str]
    """Colour of the ground in each scheme, for the bars of a browser; empty when nobody changed a colour."""


def check_logo(logo: str, content: Path, *, path: str) -> None:
    """Raise SettingsError when the content folder does not hold the logo; `path` names the configuration file."""
    file = (content / logo).resolve()
    if logo and not (file.is_file() and file.is_relative_to(content.resolve())):
        raise SettingsError(
            f"`logo` is {logo!r}, and {content} holds no such file",
            path=path,
            hint="put the picture into the content folder and name it from there: img/logo.svg",
        )


def appearance(options: Options, *, config: str, base: Path, sheets: Sequence[Path]) -> Appearance:
    """Return the look of a site.

    `config` names the configuration file, `base` is the style sheet with all colours, `sheets` are the site's own in
    the order in which pages load them. Raises SettingsError for a pair of colours under its limit, naming both colours,
    the scheme, the contrast and where the colour was chosen.
    """
    own = [(str(path), text) for path in sheets if mentions_colours(text := read_sheet(path))]
    if not (own or options.colours or options.colours_dark):
        return Appearance(stylesheet="", grounds={})
    chosen = [
        *chosen_colours(read_sheet(base), "" if base.is_relative_to(THEME) else str(base)),
        *_from_options(options, config),
        *(choice for name, text in own for choice in chosen_colours(text, name)),
    ]
    schemes = {scheme: effective(chosen, scheme) for scheme in SCHEMES}
    for scheme, winners in schemes.items():
        _check(scheme, winners)
    return Appearance(
        stylesheet=_stylesheet(options),
        grounds={scheme: winners["bg"].value for scheme, winners in schemes.items()},
    )


def _from_options(options: Options, config: str) -> Iterator[Choice]:
    for scheme, name, colours in zip(
        SCHEMES, ("colours", "colours_dark"), (options.colours, options.colours_dark), strict=True
    ):
        for token, value in colours.items():
            yield Choice(token=token, value=value, scheme=scheme, path=config, option=name)


def _stylesheet(options: Options) -> str:
    """Return the style sheet of the options: each set of colours for its own scheme, so that the other keeps ours."""
    blocks = []
    for scheme, colours in zip(SCHEMES, (options.colours, options.colours_dark), strict=True):
        if colours:
            tokens = "".join(f"--{token}:{value};" for token, value in colours.items())
            blocks.append(f"@media (prefers-color-scheme:{scheme}){{:root{{{tokens}}}}}\n")
    return "".join(blocks)


def _check(scheme: str, winners: Mapping[str, Choice]) -> None:
    """Refuse colours that readers cannot tell apart."""
    from policybook.core.contrast import (
        Fault,
        faults,
        nearest_passing,
    )  # a fifth of a second, for those who set colours

    def said(fault: Fault) -> str:
        over, under = (f"{token} {winners[token].value}" for token in (fault.pair.over, fault.pair.under))
        return f"{over} {'beside' if fault.pair.apart else 'on'} {under} has {fault}"

    colours = {token: choice.value for token, choice in winners.items()}
    failed = list(faults(colours))
    if not failed:
        return
    pair = failed[0].pair
    blamed = next((winners[token] for token in (pair.over, pair.under) if winners[token].path), winners[pair.over])
    better = nearest_passing(blamed.token, colours)
    further = [said(fault) for fault in failed[1 : 1 + _MORE]]
    more = f"\nalso: {'; '.join(further)}{' ...' if len(failed) > 1 + _MORE else ''}" if further else ""
    hint = (
        f"with {blamed.token} {better} every pair holds: the nearest colour of that hue"
        if better
        else f"change {pair.over}, {pair.under} or both; docs/theme.md lists the pairs"
    )
    if blamed.path and not blamed.scheme and scheme == "dark":
        hint += "; what stands at the top level of a style sheet is used in dark too"
    raise SettingsError(
        f"{f'`{blamed.option}`: ' if blamed.option else ''}in {scheme}, {said(failed[0])} ({pair.use}){more}",
        path=blamed.path,
        line=blamed.line,
        hint=hint,
    )
