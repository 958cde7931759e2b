"""The colours that a site may choose, and what CSS may say for one. Knows nothing about style sheets or contrast."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

from policybook.core.errors import SettingsError

TOKENS = (
    *("bg", "surface", "ink", "muted", "faint", "rule", "rule-strong", "accent", "focus"),
    *("ins-text", "ins-bg", "ins-line", "del-text", "del-bg", "del-line", "mov-text", "mov-bg", "mov-line"),
    *("warn-text", "warn-bg", "warn-line", "ok-text"),
)
"""Every colour of the pages: custom properties of the style sheet, without the two dashes."""

SCHEMES = ("light", "dark")
"""The two sets of colours; a reader's system chooses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One colour chosen for one token."""

    token: str
    """One of TOKENS."""
    value: str
    """What stands for it: a CSS colour, or `var(--token)`."""
    scheme: str = ""
    """`light` or `dark`; empty for both."""
    path: str = ""
    """File in which it was chosen, as the user names it; empty for our own style sheet."""
    line: int = 0
    """Line in that file; 0 when it is not known."""
    option: str = ""
    """The option that chose it; empty for a style sheet."""
    important: bool = False
    """Whether it is marked `!important`, and wins over later ones that are not."""


def check_colours(option: str, values: Mapping[object, object], *, path: str) -> dict[str, str]:
    """Return the colours of an option, by token.

    Raises SettingsError for a token that does not exist (with the nearest one) and a value that is no opaque colour.
    """
    checked: dict[str, str] = {}
    for token, value in values.items():
        if token not in TOKENS:
            near = difflib.get_close_matches(str(token).lstrip("-"), TOKENS, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"colours that can be set: {', '.join(TOKENS)}"
            raise SettingsError(f"`{option}` names `{token}`, which is no colour of the pages", path=path, hint=hint)
        if value is None:
            hint = "put it into quotes: in YAML a bare # begins a comment"
            raise SettingsError(f"`{option}`: `{token}` has no colour", path=path, hint=hint)
        if not isinstance(value, str) or not is_opaque_colour(value):
            raise SettingsError(
                f"`{option}`: `{token}` is {value!r}, which is not an opaque CSS colour", path=path, hint=COLOUR_HINT
            )
        checked[str(token)] = value
    return checked


COLOUR_HINT = "write '#0f5257', a name such as navy, rgb(), hsl() or oklch()"
"""The way out when a value is no colour whose contrast can be known."""


def is_opaque_colour(value: str) -> bool:
    """Return whether a text is a CSS colour that hides what lies behind it; `currentcolor` and the like are not."""
    from coloraide import Color  # a fifth of a second, for those who set colours

    found = Color.match(value, fullmatch=True)
    return found is not None and "--" not in value and found.color.alpha(nans=False) == 1
