"""The fields of a front matter read as what they mean: days, yes and no, ids. Knows nothing of which fields exist."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

from policybook.core.errors import ContentError
from policybook.core.yamltext import Value

_Result = TypeVar("_Result")
_Choice = TypeVar("_Choice", bound=StrEnum)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ANSWERS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_NUMBER_OF_DAYS = re.compile(r"[0-9]{1,4}")
_NOT_IN_IDS = re.compile(r"[\x00-\x1f\x7f/\\]")
_ABSENT = Value("", (), 1)


class _RefusedError(Exception):
    """A value is not what its key asks for."""

    def __init__(self, reason: str, hint: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.hint = hint


class Fields:
    """Reads the values of one front matter; absent and empty ones give the default.

    Strict: raises ContentError with file, line, value and the way out. Lenient, for texts of the past, which nobody can
    put right any more, and for repositories that are not ours: what cannot be read counts as absent.
    """

    def __init__(self, values: Mapping[str, Value], *, path: str, strict: bool) -> None:
        self._values = values
        self._path = path
        self._strict = strict

    def text(self, key: str) -> str:
        """Return a text on one line."""
        return self._read(key, _one_line, "")

    def day(self, key: str) -> date | None:
        """Return a day of the calendar, written `2021-01-31`."""
        return self._read(key, _day, None)

    def number_of_days(self, key: str) -> int | None:
        """Return a number of days, 0 or more."""
        return self._read(key, _number_of_days, None)

    def flag(self, key: str) -> bool:
        """Return yes or no, also written true or false."""
        return self._read(key, _flag, False)

    def ids(self, key: str) -> tuple[str, ...]:
        """Return a list of ids, which may be written as a YAML list or between commas."""
        return self._read(key, _ids, ())

    def matching(self, key: str, pattern: str, meaning: str) -> str:
        """Return a text that has the form of a regular expression; `meaning` says that form in words."""

        def convert(value: Value) -> str:
            text = _one_line(value)
            if not re.fullmatch(pattern, text):
                raise _RefusedError(f"which is not {meaning}", f"write {meaning}")
            return text

        return self._read(key, convert, "")

    def choice(self, key: str, choices: type[_Choice], default: _Choice) -> _Choice:
        """Return one of the words of an enumeration."""

        def convert(value: Value) -> _Choice:
            word = _one_line(value).lower()
            if word in [choice.value for choice in choices]:
                return choices(word)
            raise _RefusedError("which is no known word", _suggestion(word, [choice.value for choice in choices]))

        return self._read(key, convert, default)

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Raise ContentError for the first key that is not known; lenient reading allows any key."""
        if not self._strict:
            return
        for key, value in self._values.items():
            if key not in known:
                raise self.error(key, f"unknown key `{key}`", _suggestion(key.lower(), sorted(known)), value.line)

    def error(self, key: str, message: str, hint: str = "", line: int = 0) -> ContentError:
        """Return the error about a key, on its line."""
        return ContentError(message, hint=hint, path=self._path, line=line or self._values.get(key, _ABSENT).line)

    def _read(self, key: str, convert: Callable[[Value], _Result], default: _Result) -> _Result:
        value = self._values.get(key, _ABSENT)
        if not value.text and not value.is_list and not value.is_mapping:
            return default
        try:
            return convert(value)
        except _RefusedError as error:
            if not self._strict:
                return default
            shown = "[" + ", ".join(value.texts) + "]" if value.is_list else value.text
            raise self.error(key, f"`{key}` is {_short(shown)}, {error.reason}", error.hint) from None


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _one_line(value: Value) -> str:
    if value.is_list or value.is_mapping:
        raise _RefusedError("which is a list", "write one text behind the colon")
    return " ".join(value.text.split())


def _day(value: Value) -> date:
    text = _one_line(value)
    if not _DAY.fullmatch(text):
        raise _RefusedError("which is not a day", "write the date as YYYY-MM-DD, for example 2021-01-31")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _RefusedError("which is not a day of the calendar", "write the date as YYYY-MM-DD") from None


def _number_of_days(value: Value) -> int:
    text = _one_line(value)
    if not _NUMBER_OF_DAYS.fullmatch(text):
        raise _RefusedError("which is not a number of days", "write a whole number, 0 or more: 30")
    return int(text)


def _flag(value: Value) -> bool:
    answer = _ANSWERS.get(_one_line(value).lower())
    if answer is None:
        raise _RefusedError("which is neither yes nor no", "write `true` or `false`")
    return answer


def _ids(value: Value) -> tuple[str, ...]:
    texts = value.texts if value.is_list else [text.strip() for text in value.text.split(",")]
    for text in texts:
        if not text or _NOT_IN_IDS.search(text):
            raise _RefusedError(
                "which is not a list of ids", "write file names without folder and `.md`: [terms, refund]"
            )
    if len(set(texts)) < len(texts):
        raise _RefusedError("which names one twice", "name each once")
    return tuple(texts)


def _suggestion(word: str, known: Collection[str]) -> str:
    close = get_close_matches(word, known, n=1)
    return f"did you mean `{close[0]}`?" if close else "write one of " + ", ".join(f"`{name}`" for name in known)
