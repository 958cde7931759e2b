"""The words that a redline's style sheet speaks round what was added and removed, in other languages than English.
Knows nothing about pages or files.

Screen readers say nothing of `<ins>` and `<del>`, and neither may have a name (WAI-ARIA 1.2): the words are generated
content, clipped from sight. The style sheet has them in English, as custom properties.
"""

from __future__ import annotations

from collections.abc import Iterable

from policybook.core.language import ENGLISH, Language, marked

_OPENING = {"--added": marked("added:"), "--removed": marked("removed:")}
_CLOSING = {"--added-end": marked("end of addition"), "--removed-end": marked("end of removal")}


def spoken_marks(languages: Iterable[Language]) -> str:
    """Return the rules that say the marks in each language where its words differ; `:lang` picks one by the text."""
    said = {language.tag: _declarations(language) for language in languages}
    own = _declarations(ENGLISH)
    return "".join(f":lang({tag}){{{rules}}}" for tag, rules in sorted(said.items()) if rules != own)


def _declarations(language: Language) -> str:
    opening = (f"{name}:{_string(f' [{language.say(words)} ')}" for name, words in _OPENING.items())
    closing = (f"{name}:{_string(f' {language.say(words)}] ')}" for name, words in _CLOSING.items())
    return ";".join((*opening, *closing))


def _string(text: str) -> str:
    """Return a CSS string (CSS Syntax 3, section 4.3.5); line breaks, which would end it, become blanks."""
    return '"' + " ".join(text.splitlines()).replace("\\", "\\\\").replace('"', '\\"') + '"'
