"""How the changes of a redline are grouped and numbered on their page. Knows nothing about HTML."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import groupby

from policybook.core.changes import Change, holds_change, is_away
from policybook.core.merged import Node
from policybook.core.redline import Redline


class Group(Enum):
    """What adjacent blocks have in common."""

    CHANGE = auto()
    """They are one change."""
    OPEN = auto()
    """A block that holds changes in its parts."""
    SAME = auto()
    """Nothing a reader sees differs."""
    AWAY = auto()
    """They are shown elsewhere."""


def grouped(nodes: Sequence[Node]) -> Iterator[tuple[Group, list[Node]]]:
    """Yield adjacent blocks that are shown as one."""
    for (group, _), run in groupby(enumerate(nodes), key=lambda pair: _group(*pair)):
        yield group, [node for _, node in run]


def _group(place: int, node: Node) -> tuple[Group, int]:
    if node.change:
        return Group.CHANGE, node.change
    if holds_change(node):
        return Group.OPEN, place
    return (Group.AWAY, 0) if is_away(node) else (Group.SAME, 0)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How the changes of one redline are numbered on their page."""

    redline: Redline
    """The redline."""
    first: int
    """The number of its first change on the page."""
    total: int | None
    """How many changes the page has; None for this redline's alone."""
    prefix: str
    """What keeps its ids apart from others."""

    @property
    def all(self) -> int:
        """How many changes the page has."""
        return self.total if self.total is not None else self.first - 1 + len(self.redline.changes)

    def number(self, change: Change) -> int:
        """Return the number of a change on the page."""
        return self.first + change.number - 1

    def id(self, number: int) -> str:
        """Return the id of a change."""
        return f"c-{self.prefix}{number}"

    def neighbours(self, number: int) -> tuple[int, int]:
        """Return the numbers of the changes before and after, 0 where there is none to link to."""
        lowest, highest = (self.first, self.first + len(self.redline.changes) - 1) if self.prefix else (1, self.all)
        return number - 1 if number > lowest else 0, number + 1 if number < highest else 0
