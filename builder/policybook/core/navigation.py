"""`nav:` of mkdocs.yml as what it names, and the groups it makes of policies. Knows nothing about files, titles or
pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

import yaml

from policybook.core.content import id_part
from policybook.core.model import Problem

_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#|/", re.IGNORECASE)
"""How an entry begins that leads to another site, or to an address instead of a file."""

_DEEPEST = 20
"""Sections inside sections that are read; more can only be a list that holds itself."""

_MOST = 10_000
"""Entries that are read; more can only be a list repeated by reference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NavEntry:
    """One line of the navigation."""

    path: str
    """The file it names, as it is written: `terms/index.md`."""
    title: str = ""
    """Its own title; empty: the title of the policy or page."""
    group: str = ""
    """Title of the section it stands in; empty at the top. A section inside another has both titles."""
    line: int = 0
    """Its line in mkdocs.yml, counted from 1."""

    @property
    def policy(self) -> str:
        """Return the id of the policy that it would name."""
        stem = re.sub(r"\.(md|markdown)$", "", self.path.removeprefix("./"), flags=re.IGNORECASE)
        return re.sub(r"(^|/)index$", "", stem).strip("/")

    @property
    def leads_elsewhere(self) -> bool:
        """Return whether it names no file of the site's content."""
        return not self.path or bool(_ELSEWHERE.match(self.path))


def nav_entries(text: str) -> tuple[NavEntry, ...]:
    """Return what the `nav:` of a configuration file names, in its order; nothing of the file is run."""
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    found = (entry for key, value in pairs if key.value == "nav" for entry in _read(value))
    return tuple(islice(found, _MOST))


def _read(node: yaml.Node, title: str = "", group: str = "", depth: int = 0) -> Iterator[NavEntry]:
    """Read a file, a list of entries, or a mapping of titles to either."""
    if depth > 2 * _DEEPEST:
        return
    if isinstance(node, yaml.ScalarNode):
        yield NavEntry(path=str(node.value), title=title, group=group, line=node.start_mark.line + 1)
        return
    inside = ": ".join(filter(None, (group, title)))
    for item in node.value:
        if isinstance(node, yaml.MappingNode):
            name, value = item
            yield from _read(value, str(name.value), inside, depth + 1)
        else:
            yield from _read(item, "", inside, depth + 1)


def nav_problems(
    entries: Sequence[NavEntry], *, policies: Mapping[str, str], files: Collection[str], path: str
) -> Iterator[Problem]:
    """Return what is wrong with a navigation: what it names exists, and each policy is named once.

    `policies` are the files to name policies by, by their ids; `files` are all other files that exist; `path` is the
    configuration file, for messages.
    """
    seen: dict[str, int] = {}
    for entry in entries:
        if entry.leads_elsewhere:
            continue
        if entry.policy in policies:
            first = seen.setdefault(entry.policy, entry.line)
            message = f"`nav` names {entry.path!r} again; it stands on line {first} already"
            if first != entry.line:
                yield _problem(path, entry.line, message, "name each policy once")
        elif owner := _owner(entry, policies, files):
            message = f"`nav` names {entry.path!r}, a further document of the policy {owner!r}, which has no page alone"
            yield _problem(path, entry.line, message, f"write `{policies[owner]}`, or delete the line")
        elif entry.path not in files:
            message = f"`nav` names {entry.path!r}, and there is no such policy or page"
            yield _problem(path, entry.line, message, _nearest(entry.path, [*policies.values(), *files]))


def _owner(entry: NavEntry, policies: Mapping[str, str], files: Collection[str]) -> str:
    """Return the policy whose page has the document that an entry names; empty when it names no such document."""
    folder = entry.policy.rpartition("/")[0]
    return folder if folder in policies and entry.path in files else ""


def _problem(path: str, line: int, message: str, hint: str) -> Problem:
    return Problem(rule="navigation", path=path, line=line, message=message, hint=hint)


def _nearest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, sorted(known), n=1)
    return f"did you mean `{close[0]}`?" if close else "write the path of a file inside the content folder"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a policy stands among the others."""

    order: int
    """Its place in the navigation; behind all others when it is not there."""
    title: str
    """The title that the navigation gives it; empty: its own."""
    group: str
    """Title of its group; empty when it has none."""
    named: bool
    """Whether the navigation names it."""


def places(ids: Sequence[str], entries: Sequence[NavEntry]) -> dict[str, Place]:
    """Return where each policy stands: as the navigation says, else in a group with those of the same folder.

    A folder with the title of a section joins it.
    """
    found: dict[str, Place] = {}
    for order, entry in enumerate(entries):
        if entry.policy in ids and entry.policy not in found:
            found[entry.policy] = Place(order=order, title=entry.title, group=entry.group, named=True)
    sections = {place.group.casefold(): place.group for place in found.values()}
    for name in ids:
        group = folder_group(name)
        other = Place(order=len(entries), title="", group=sections.get(group.casefold(), group), named=False)
        found.setdefault(name, other)
    return found


def folder_group(name: str) -> str:
    """Return the title of the folder that a policy's id begins with; empty for one at the top."""
    words = name.split("/", 1)[0].replace("-", " ") if "/" in name else ""
    return words[:1].upper() + words[1:]


def grouped(ids: Sequence[str], found: Mapping[str, Place], *, others: str) -> list[tuple[str, list[str]]]:
    """Return policies by group, each with the group's title, in the order readers meet them.

    First those without a group, then the sections of the navigation in its order, then folders by name. Where there
    are sections, policies that stand nowhere come last, under the title `others`.
    """
    sections = list(dict.fromkeys(found[name].group for name in ids if found[name].named and found[name].group))
    loose = others if sections else ""
    groups: dict[str, list[str]] = {"": [], **{section: [] for section in sections}}
    folders: dict[str, list[str]] = {}
    left: list[str] = []
    for name in ids:
        place = found[name]
        if not place.group and not place.named and loose:
            left.append(name)
        elif place.group in groups:
            groups[place.group].append(name)
        else:
            folders.setdefault(place.group, []).append(name)
    ordered = [*groups.items(), *sorted(folders.items()), (loose, left)]
    return [(title, names) for title, names in ordered if names]


def group_anchors(titles: Sequence[str]) -> list[str]:
    """Return an id for the heading of each group, no two alike."""
    found: list[str] = []
    for title in titles:
        stem = f"group-{id_part(title)}" if title else "policies"
        number = 2
        anchor = stem
        while anchor in found:
            anchor, number = f"{stem}-{number}", number + 1
        found.append(anchor)
    return found


def repeated(titles: Sequence[str]) -> frozenset[str]:
    """Return the titles that more than one policy has, in lower case."""
    return frozenset(title for title, count in Counter(map(str.casefold, titles)).items() if count > 1)
