"""The content against its rules, as problems an editor can act on. Knows nothing about pages."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from functools import partial

from policybook.adapters.settings import Settings
from policybook.app.book import Book, Progress, no_progress, open_book
from policybook.app.navigation import navigation_problems
from policybook.app.redlines import Redlines
from policybook.app.sitelinks import Addresses
from policybook.app.trails import Shown, Trails
from policybook.app.translations import Translations
from policybook.core.daterules import Facts
from policybook.core.errors import ContentError
from policybook.core.frontmatter import document_metadata
from policybook.core.model import Note, Problem, Severity, Version
from policybook.core.rules import policy_problems
from policybook.core.timeline import Policy, Revision, Standing, documents_of, in_force, upcoming
from policybook.core.tree import link_targets


def check(settings: Settings, *, on: date, progress: Progress = no_progress) -> tuple[Problem, ...]:
    """Return everything wrong with the content, errors first, then by file and line."""
    with open_book(settings, progress=progress) as book:
        problems = [
            *book.problems,
            *(
                problem
                for policy in book.policies
                for problem in policy_problems(policy, facts_of(book, settings, policy))
            ),
            *_front_matter(book),
            *_encodings(book),
            *_links(book, on, settings.site_url),
            *navigation_problems(book, settings),
            *Translations(book, language=settings.language).problems(),
        ]
    return tuple(sorted(set(problems), key=lambda item: (item.severity, item.path, item.line, item.message)))


def facts_of(book: Book, settings: Settings, policy: Policy) -> Facts:
    """Return what the rules ask about the revisions of a policy."""
    zone = settings.options.zone()

    def note(revision: Revision) -> Note | None:
        record = book.note_of(policy, revision)
        return record.note if record else None

    def arrived(revision: Revision) -> date | None:
        record = book.note_of(policy, revision)
        return book.commits[record.position].day(zone) if record else None

    def notice_days(revision: Revision) -> int:
        said = _promised(book, policy, revision)
        return settings.options.notice_days if said is None else said

    documents = {text.document for revision in policy.revisions for text in revision.texts}
    return Facts(note=note, arrived=arrived, documents=frozenset(documents), notice_days=notice_days)


def _promised(book: Book, policy: Policy, revision: Revision) -> int | None:
    """Return the days of notice that the policy's first document promised when a revision was posted."""
    own = policy.id.rsplit("/", 1)[-1]
    text = next((item for item in revision.texts if item.document == own), None)
    version = text and (text.version or text.previous)
    return book.text(version).metadata.notice_days if version else None


def _front_matter(book: Book) -> Iterator[Problem]:
    """Read the front matter of every living document strictly: what is at the head can still be put right."""
    for version in book.living():
        try:
            document_metadata(book.text(version).source, path=version.path, strict=book.content.with_notes)
        except ContentError as error:
            yield Problem(rule="front-matter", path=error.path, line=error.line, message=error.message, hint=error.hint)


def _encodings(book: Book) -> Iterator[Problem]:
    """Name the texts that could be read only by guessing."""
    for version in book.living():
        if said := book.digest(version).warning:
            hint = "save the file as UTF-8"
            yield Problem(rule="encoding", path=version.path, message=said, hint=hint, severity=Severity.WARNING)


def _links(book: Book, on: date, site_url: str) -> Iterator[Problem]:
    """Look for links that lead nowhere, in the texts in force and in those to come."""
    trails = Trails(book, Redlines(book))
    addresses = Addresses(book, on=on, site_url=site_url, trails=trails)
    for policy in book.policies:
        for (version, several), former in dict(_checked(policy, on, trails)).items():
            targets = list(link_targets(book.text(version).blocks))
            dead = addresses.dead_links(version, targets, several=several, former=former)
            for target in dict.fromkeys(dead):
                inside = target.startswith("#")
                yield Problem(
                    rule="dead-anchor" if inside else "dead-link",
                    path=version.path,
                    line=book.text(version).line_of(target),
                    message=f"the link to {target!r} leads nowhere on the site",
                    hint="link to a heading of the page, as its address shows it"
                    if inside
                    else "mend or remove the link",
                    severity=Severity.ERROR if inside and policy.with_notes else Severity.WARNING,
                )


def _checked(
    policy: Policy, on: date, trails: Trails
) -> Iterator[tuple[tuple[Version, bool], Callable[[], Mapping[str, str]]]]:
    """Return the texts to look at, whether others share their page, and the way to the names that its parts had."""
    current = in_force(policy, on=on)
    for revision in (*((current,) if current else ()), *upcoming(policy, on=on)):
        shown = Shown(policy, revision, documents_of(policy, revision))
        for standing in shown.standings:
            version = standing.text.latest or standing.text.version
            if version:
                yield (version, len(shown.standings) > 1), partial(_names, trails, shown, standing)


def _names(trails: Trails, shown: Shown, standing: Standing) -> Mapping[str, str]:
    return trails.of(shown, standing).names


def as_text(problems: Sequence[Problem]) -> str:
    """Return problems for people to read."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    total = (
        f"{errors} error{'s' * (errors != 1)}, {len(problems) - errors} warning{'s' * (len(problems) - errors != 1)}"
    )
    return "\n".join([*map(str, problems), total])


def as_json(problems: Sequence[Problem]) -> str:
    """Return problems for programs to read."""
    return json.dumps([asdict(problem) for problem in problems], ensure_ascii=False, indent=1)
