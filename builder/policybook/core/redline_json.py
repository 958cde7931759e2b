"""A redline as JSON for other programs. Knows nothing about HTML, files or revisions."""

from __future__ import annotations

import json
from dataclasses import asdict

from policybook.core.changes import Change
from policybook.core.redline import Redline
from policybook.core.redline_words import ENGLISH, Words

FORMAT = "policybook-redline"
VERSION = 1
"""Grows when a key goes or means something else; new keys and new values of `kind` and `hints` may come at any time."""


def as_json(redline: Redline, *, words: Words = ENGLISH) -> str:
    """Return the changes of a redline as one JSON object, ending with a line break; the same for the same texts.

    The keys, always all of them and in this order:

    - `format`: `"policybook-redline"`; `version`: 1.
    - `identical`: whether nothing a reader sees differs; `words_changed`: whether words are new, gone or elsewhere.
    - `statistics`: `words_inserted`, `words_deleted`, `words_moved`, `changes`, `sections_changed`, `sections`.
    - `hints`: the hints of all changes, each once.
    - `changes`, in reading order, each with `number` from 1; `kind` (`added`, `removed`, `moved`, `amended`, `table`,
      `case`, `punctuation`, `renumbered`, `link`, `image`, `heading`, `list`, `structure`, `formatting`, `typography`);
      `also`, the other kinds that hold for it; `hints` (`number`, `money`, `negation`, `duty`, `term`); `rearranged`,
      what was rearranged, in words; `section`, the headings above it, outermost first; `label`, the clause number by
      which it is cited, or an empty string; `place`, the same as a reader would write it; `origin`, where a moved text
      stood, or an empty string; `old_text` and `new_text`, one line per block, without markup; `first_words`, for
      lists.
    """
    value = {
        "format": FORMAT,
        "version": VERSION,
        "identical": redline.identical,
        "words_changed": redline.words_changed,
        "statistics": asdict(redline.statistics),
        "hints": list(redline.hints),
        "changes": [_change(change, words) for change in redline.changes],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _change(change: Change, words: Words) -> dict[str, object]:
    return {
        "number": change.number,
        "kind": change.kind,
        "also": list(change.also),
        "hints": list(change.hints),
        "rearranged": list(words.rearranged(change)),
        "section": list(change.section),
        "label": change.label,
        "place": words.place(change),
        "origin": change.origin,
        "old_text": change.old_text,
        "new_text": change.new_text,
        "first_words": change.first_words,
    }
