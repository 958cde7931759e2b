"""A small YAML mapping in which everything is text. Knows nothing about what the keys mean.

YAML guesses types (`no` is false, `2020-12-18` a date), repeats by reference until a few bytes fill the memory, and can
name classes. None of that is wanted in a policy, so this reads the events of the parser and accepts only keys with a
text or a list of texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from policybook.core import limits
from policybook.core.characters import carried
from policybook.core.errors import ContentError

_OTHER_LINE_ENDS = dict.fromkeys(map(ord, "\r\x85\u2028\u2029"), " ")
"""What YAML takes for the end of a line and editors do not: the numbers of lines would run apart."""
_NULLS = ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Value:
    """What stands behind one key."""

    text: str
    """The text, trimmed; empty for a list or when nothing was typed."""
    texts: tuple[str, ...]
    """The texts of a list; a single text as a list of one; nothing for an empty value."""
    line: int
    """The line of its key, counted from 1."""
    is_list: bool = False
    """Whether it was written as a list."""
    is_mapping: bool = False
    """Whether it holds keys of its own, which only texts that are not ours may have; their content is not read."""


def read_mapping(text: str, *, path: str, first_line: int = 1, nested: bool = False) -> dict[str, Value]:
    """Return the keys of a YAML mapping in the order of the text; an empty text gives an empty mapping.

    `first_line` is the number of the text's first line in its file. With `nested` the values that hold keys of their
    own are passed over instead of refused. Raises ContentError for everything that is no such mapping.
    """
    text = text.translate(_OTHER_LINE_ENDS)
    reader = _Reader(text, path, first_line, nested=nested)
    try:
        return reader.read()
    except yaml.MarkedYAMLError as error:
        line = first_line + _line_of(error, last=text.count("\n", 0, len(text.rstrip())))
        hint = 'put quotes around a value that holds ": ", "#", or starts with a sign: title: "Terms: the rules"'
        raise ContentError(f"the front matter is no YAML: {error.problem}", hint=hint, path=path, line=line) from None
    except (ValueError, OverflowError):  # from `chr`, for an escape beyond the last character
        message = "the front matter escapes a character that does not exist"
        raise ContentError(message, hint="write the character itself", path=path, line=first_line) from None
    except yaml.reader.ReaderError as error:
        line = first_line + text.count("\n", 0, error.position)
        message = f"the front matter holds the character U+{ord(text[error.position]):04X}"
        raise ContentError(message, hint="delete it", path=path, line=line) from None


def _line_of(error: yaml.MarkedYAMLError, *, last: int) -> int:
    """Return the line of a mistake, counted from 0; of a quote or bracket without end, the line where it starts."""
    problem = error.problem_mark.line if error.problem_mark else 0
    return error.context_mark.line if error.context_mark and problem > last else min(problem, last)


def _text(event: yaml.ScalarEvent) -> str:
    return carried(event.value).strip()  # an escape in quotes can make any character


class _Reader:
    """Walks the events of one document; every refusal names the line."""

    def __init__(self, text: str, path: str, first_line: int, *, nested: bool) -> None:
        self._events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)
        self._path = path
        self._first_line = first_line
        self._nested = nested
        self._depth = 0

    def read(self) -> dict[str, Value]:
        values: dict[str, Value] = {}
        event = self._next()
        if isinstance(event, yaml.StreamEndEvent):
            return values
        if isinstance(event, yaml.ScalarEvent) and event.value in _NULLS and not event.style:
            return values
        if not isinstance(event, yaml.MappingStartEvent):
            raise self._error(event, "the front matter is no list of keys", "write one `key: value` per line")
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._key(event, values)
            values[key] = self._value(key, self._line(event))
        if not isinstance(event := self._next(), yaml.StreamEndEvent):
            raise self._error(event, "the front matter has a second part", "keep all keys in one block")
        return values

    def _key(self, event: yaml.Event, values: dict[str, Value]) -> str:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error(event, "a key of the front matter is no text", "write one `key: value` per line")
        key = _text(event)
        if key == "<<":
            raise self._error(event, "the front matter merges keys with `<<`", "write the keys out")
        if key in values:
            hint = f"keep one of the two; the first stands on line {values[key].line}"
            raise self._error(event, f"the key `{key}` is given twice", hint)
        return key

    def _value(self, key: str, line: int) -> Value:
        event = self._next()
        if isinstance(event, yaml.ScalarEvent):
            text = "" if not event.style and event.value in _NULLS else _text(event)
            return Value(text, (text,) if text else (), line)
        if isinstance(event, yaml.SequenceStartEvent):
            return Value("", tuple(self._list(key)), line, is_list=True)
        if not self._nested:
            raise self._error(event, f"`{key}` holds keys of its own", "write a text or a list of texts")
        self._skip()
        return Value("", (), line, is_mapping=True)

    def _list(self, key: str) -> Iterator[str]:
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            if isinstance(event, yaml.ScalarEvent):
                yield _text(event)
            elif self._nested:
                self._skip()
            else:
                raise self._error(event, f"`{key}` holds a list inside a list", "write a text or a list of texts")

    def _skip(self) -> None:
        """Pass over what the last event opened."""
        outside = self._depth - 1
        while self._depth > outside:
            self._next()

    def _next(self) -> yaml.Event:
        """Return the next event that matters, after refusing what a policy must not hold."""
        event = next(self._events)
        while isinstance(event, (yaml.StreamStartEvent, yaml.DocumentStartEvent, yaml.DocumentEndEvent)):
            event = next(self._events)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise self._error(event, "the front matter repeats a value by reference (`&`, `*`)", "write the value out")
        if tag := getattr(event, "tag", None):
            raise self._error(event, f"the front matter names a type: {tag}", "write the value without `!`")
        if isinstance(event, yaml.CollectionStartEvent):
            self._depth += 1
            if self._depth > limits.FRONT_MATTER_DEPTH:
                what, line = "the front matter", self._line(event)
                limit = limits.FRONT_MATTER_DEPTH
                raise limits.exceeded(what, self._depth, limit, "levels", path=self._path, line=line)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._depth -= 1
        return event

    def _line(self, event: yaml.Event) -> int:
        mark = event.start_mark
        return self._first_line + (mark.line if mark else 0)

    def _error(self, event: yaml.Event, message: str, hint: str) -> ContentError:
        return ContentError(message, hint=hint, path=self._path, line=self._line(event))
