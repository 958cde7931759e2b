"""Which policy is a translation of which, and whether it has kept up. Knows nothing about files or pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from policybook.core.model import Kind, Problem, Severity
from policybook.core.timeline import Policy, Revision, in_force, upcoming

_TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", re.IGNORECASE)
"""The form of the language tags of BCP 47 that texts are written in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What the first document of a living policy says of languages."""

    policy: str
    """Id of the policy."""
    address: str
    """Site path of its page: it may be named by this, too."""
    original: str
    """`translation_of:` as it is written; empty for a policy that translates none."""
    language: str
    """`lang:`, or the site's language where it says none."""
    says_language: bool
    """Whether it has a `lang:` of its own."""
    path: str
    """Its file, for messages."""
    line: int = 0
    """The line of `translation_of:`."""
    strict: bool = True
    """Whether what is wrong fails the check: in repositories without notes the key may mean something else."""


def originals(declared: Sequence[Declared]) -> dict[str, str]:
    """Return the original's id for each policy that is a translation; what is wrong is passed over."""
    known = _by_name(declared)
    wrong = {problem.path for problem in translation_problems(declared)}
    return {item.policy: known[item.original].policy for item in declared if item.original and item.path not in wrong}


def translation_problems(declared: Sequence[Declared]) -> Iterator[Problem]:
    """Return what is wrong with the translations: each names an original, in a language that it alone is in."""
    known = _by_name(declared)
    taken: dict[tuple[str, str], str] = {}
    for item in (*(one for one in declared if not one.original), *(one for one in declared if one.original)):
        if not item.original:
            taken[item.policy, item.language.casefold()] = item.path
            continue
        found = _misnamed(item, known) or _misspoken(item, known[item.original], taken)
        if found:
            message, hint = found
            severity = Severity.ERROR if item.strict else Severity.WARNING
            yield Problem(
                rule="translation", path=item.path, line=item.line, message=message, hint=hint, severity=severity
            )


def _by_name(declared: Sequence[Declared]) -> Mapping[str, Declared]:
    return {item.address: item for item in declared} | {item.policy: item for item in declared}


def _misnamed(item: Declared, known: Mapping[str, Declared]) -> tuple[str, str] | None:
    """Return what is wrong with the policy that a translation names, and the way out; None when nothing is."""
    said = f"`translation_of` is {item.original!r}, which is "
    original = known.get(item.original)
    if original is None:
        names = sorted(one.policy for one in known.values() if not one.original)
        close = get_close_matches(item.original, names, n=1)
        return f"{said}no policy", f"did you mean `{close[0]}`?" if close else f"policies: {', '.join(names)}"
    if original.policy == item.policy:
        return f"{said}this policy itself", "name the policy that it translates, or delete the line"
    if original.original:
        return f"{said}a translation itself", f"name the original: `translation_of: {original.original}`"
    return None


def _misspoken(item: Declared, original: Declared, taken: dict[tuple[str, str], str]) -> tuple[str, str] | None:
    """Return what is wrong with the language of a translation, and the way out; None when nothing is."""
    if not item.says_language:
        return "a translation has to say its language", "add `lang:` with a language tag, for example `lang: de`"
    if not _TAG.fullmatch(item.language):
        return f"`lang` is {item.language!r}, which is no language tag", "write one such as `de` or `pt-BR`"
    other = taken.setdefault((original.policy, item.language.casefold()), item.path)
    if other != item.path:
        message = f"`lang` is {item.language!r}, and {other} has {original.policy!r} in that language already"
        return message, "correct `lang`, or keep one of the two"
    return None


def lacking(offered: Sequence[str], spoken: Sequence[str]) -> tuple[str, ...]:
    """Return the languages of a site that a policy does not have, by BCP 47 tags.

    A text in `de-AT` serves readers of `de` and the other way round; one in `pt-PT` those of `pt-BR` does not.
    """
    known = [f"{tag.casefold()}-" for tag in spoken]
    wanted = {f"{tag.casefold()}-": tag for tag in offered}
    return tuple(
        tag for name, tag in wanted.items() if not any(name.startswith(own) or own.startswith(name) for own in known)
    )


# -- whether a translation has kept up -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Lag:
    """How a translation is behind its original."""

    translated: Revision
    """The original's revision that was translated."""
    changed: Revision
    """The original's revision in force, which was not."""


def lag(original: Policy, translation: Policy, *, on: date) -> Lag | None:
    """Return how the translation in force on a day is behind the original in force; None when it is not.

    A revision of the translation stands for the newest text of the original that was public by then and binds no
    later. Editorial revisions count on neither side: a typo mended here is no translation of what changed there.
    """
    made = [item for item in translation.revisions if item.has_text and item.effective <= on] or [
        item for item in translation.revisions if item.has_text
    ][:1]
    lasting = [item for item in made if item.kind is not Kind.EDITORIAL] or made[:1]
    line = sorted((item for item in original.revisions if item.has_text), key=_place)
    if not lasting or not line:
        return None
    last = max(lasting, key=_place)
    translated = max((item for item in line if _was_known(item, last)), key=_place, default=line[0])
    newer = [item for item in line if _place(item) > _place(translated) and item.effective <= on]
    changed = [item for item in newer if item.kind is not Kind.EDITORIAL]
    return Lag(translated=translated, changed=changed[-1]) if changed else None


def untranslated(original: Policy, translation: Policy, *, on: date) -> Revision | None:
    """Return the next revision of the original that no revision of the translation follows; None when each has one."""
    for revision in upcoming(original, on=on):
        found = lag(original, translation, on=revision.effective)
        if in_force(original, on=on) and found and found.changed is revision:
            return revision
    return None


def _place(revision: Revision) -> tuple[date, int]:
    return revision.effective, revision.number


def _was_known(original: Revision, translation: Revision) -> bool:
    posted = (original.posted, original.position) <= (translation.posted, translation.position)
    return posted and original.effective <= max(translation.effective, translation.posted)
