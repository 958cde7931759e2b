"""The comparisons that are measured side by side: ours and its peers. Knows nothing about what is measured."""

from __future__ import annotations

import re
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import FrameType

from benchmarks.marks import Part, Side, html_parts
from benchmarks.versions import Texts

from policybook.core import html
from policybook.core.blocks import parse
from policybook.core.redline import compare
from policybook.core.redline_markup import markup


class Case:
    """Two texts and their renderings, made once for all engines that compare HTML."""

    def __init__(self, texts: Texts) -> None:
        self.name = texts.name
        self.old = texts.old
        self.new = texts.new

    @cached_property
    def old_html(self) -> str:
        """The old version as a page shows it."""
        return html.blocks(parse(self.old))

    @cached_property
    def new_html(self) -> str:
        """The new version as a page shows it."""
        return html.blocks(parse(self.new))


@dataclass(frozen=True, slots=True)
class Engine:
    """One way to compare two texts."""

    name: str
    run: Callable[[Case], str | list[Part]]
    """Returns HTML with marks, or the parts of the Markdown source."""
    needs: str = ""
    """The module that it is made of; an engine that is not installed is left out."""
    renders: bool = False
    """Whether it compares HTML, and what it returns is HTML."""
    links: bool = True
    """Whether it is given the targets of links."""

    @property
    def installed(self) -> bool:
        """Whether it can run here."""
        return not self.needs or find_spec(self.needs.split(".")[0]) is not None

    def parts(self, case: Case) -> list[Part]:
        """Return what the engine marks."""
        found = self.run(case)
        return html_parts(found) if isinstance(found, str) else found


def _ours(case: Case) -> str:
    return markup(compare(parse(case.old), parse(case.new)))


def _git(case: Case) -> list[Part]:
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / "old.md", Path(folder) / "new.md"]
        for file, text in zip(files, (case.old, case.new), strict=True):
            file.write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
        command = ["git", "diff", "--no-index", "--no-color", "--word-diff=porcelain", "-U10000000", *map(str, files)]
        output = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")
    return list(_porcelain(output, case))


def _porcelain(output: str, case: Case) -> Iterator[Part]:
    if not output:
        yield Part(Side.SAME, case.new)
    sides = {" ": Side.SAME, "-": Side.OLD, "+": Side.NEW}
    body = False
    for line in output.split("\n"):
        if line.startswith("@@"):
            body = True
        elif body and line[:1] in sides:
            yield Part(sides[line[0]], line[1:])
        elif body and line == "~":
            yield Part(Side.SAME, "\n")


_TARGET = re.compile(r' href="[^"]*"')


def without_targets(markup: str) -> str:
    """Return HTML whose links lead nowhere."""
    return _TARGET.sub("", markup)


def _htmldiff(case: Case) -> str:
    # it writes out the target of every changed link, which would count as many marked characters: it gets none
    old, new = without_targets(case.old_html), without_targets(case.new_html)
    found: str = import_module("lxml.html.diff").htmldiff(old, new)
    return found


_REDLINES_MARK = re.compile(r"<(ins|del)>(.*?)</\1>", re.DOTALL)


def _redlines(case: Case) -> list[Part]:
    made = import_module("redlines").Redlines(case.old, case.new, markdown_style="none").output_markdown
    parts, place = [], 0
    for mark in _REDLINES_MARK.finditer(made):
        parts.append(Part(Side.SAME, made[place : mark.start()]))
        parts.append(Part(Side.NEW if mark[1] == "ins" else Side.OLD, mark[2]))
        place = mark.end()
    return [*parts, Part(Side.SAME, made[place:])]


def _diff_match_patch(case: Case) -> list[Part]:
    engine = import_module("diff_match_patch").diff_match_patch()
    found = engine.diff_main(case.old, case.new)
    engine.diff_cleanupSemantic(found)
    sides = {0: Side.SAME, -1: Side.OLD, 1: Side.NEW}
    return [Part(sides[operation], text) for operation, text in found]


OURS = Engine("policybook", _ours, renders=True)
GIT = Engine("git diff --word-diff", _git)
HTMLDIFF = Engine("lxml.html.diff.htmldiff", _htmldiff, "lxml", renders=True, links=False)
PEERS = (
    GIT,
    HTMLDIFF,
    Engine("redlines 0.6.2", _redlines, "redlines"),
    Engine("diff-match-patch, semantic clean-up", _diff_match_patch, "diff_match_patch"),
)


class NotFinishedError(Exception):
    """An engine has used up its time."""


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise NotFinishedError in the body once this process has worked for so many seconds."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise NotFinishedError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def cpu_seconds() -> float:
    """Return the CPU time of this process and of the children it has waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
