"""People put on the list, taken off it, forgotten, counted, written out. Knows nothing about notices."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TextIO

from policybook.adapters.addresses import read_address
from policybook.adapters.ledger import Added, Ledger
from policybook.adapters.settings import Settings
from policybook.app.mailing import keys_of, ledger_of
from policybook.core.errors import ContentError, MailError, UsageError
from policybook.core.mailing import Consent, NewSubscriber, Subscriber, SubscriberStatus, SuppressionReason
from policybook.core.mailtokens import suppression_of

COLUMNS = ("address", "consent_at", "consent_source", "locale", "policies", "every_change")
"""Columns of an import; the first is needed, the second and third unless options give them for all."""
_EXPORTED = ("address", "status", *COLUMNS[1:], "created")
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False, "": False}
_PROBLEMS_SHOWN = 5
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def new_subscriber(
    typed: str,
    *,
    consent: Consent,
    keys: tuple[bytes, ...],
    locale: str = "",
    policies: tuple[str, ...] = (),
    every_change: bool = False,
) -> NewSubscriber:
    """Return somebody to be put on the list; raises MailError for an address that mail cannot be sent to."""
    address = read_address(typed)
    return NewSubscriber(
        address=address.address,
        key=address.key,
        suppression=suppression_of(address.key, keys),
        consent=consent,
        locale=locale,
        policies=policies,
        every_change=every_change,
    )


def add(settings: Settings, people: Iterable[NewSubscriber], *, at: datetime, dry_run: bool = False) -> Added:
    """Put people on the list, all or none."""
    with ledger_of(settings, rehearsal=dry_run) as ledger:
        return ledger.subscribers.add(people, at=at, dry_run=dry_run)


def add_one(
    settings: Settings,
    typed: str,
    *,
    consent: Consent,
    locale: str,
    policies: tuple[str, ...],
    every_change: bool,
    again: bool,
    dry_run: bool,
    at: datetime,
) -> Added:
    """Put somebody on the list; `again` says that they left it and have asked to be put back."""
    person = new_subscriber(
        typed,
        consent=consent,
        keys=keys_of(settings),
        locale=locale,
        policies=policies,
        every_change=every_change,
    )
    with ledger_of(settings, rehearsal=dry_run) as ledger:
        if not again or dry_run:
            return ledger.subscribers.add([person], at=at, dry_run=dry_run)
        there = ledger.subscribers.by_key(person.key)
        if there is not None and there.status is SubscriberStatus.CONFIRMED:
            return Added(known=1)
        ledger.subscribers.join(person, asked=at, at=at)
        return Added(added=1)


def import_file(
    settings: Settings,
    path: Path,
    *,
    consent: Consent | None,
    skip_bad: bool,
    dry_run: bool,
    at: datetime,
    progress: Callable[[str, int, int], None],
) -> tuple[Added, tuple[str, ...]]:
    """Put the people of a CSV file on the list, all or none; return what became of them, and the rows skipped as bad.

    Raises ContentError with the first bad rows, unless `skip_bad`: then the others are put on the list.
    """
    bad: list[str] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            people = _people(file, path, consent, keys_of(settings), bad, progress)
            return add(settings, people if skip_bad else _all_good(people, bad, path), at=at, dry_run=dry_run), (*bad,)
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"the list cannot be read: {error}", path=str(path), hint="save it as CSV in UTF-8") from None


def _people(
    file: TextIO,
    path: Path,
    consent: Consent | None,
    keys: tuple[bytes, ...],
    bad: list[str],
    progress: Callable[[str, int, int], None],
) -> Iterator[NewSubscriber]:
    reader = csv.DictReader(file, strict=True)
    _check_columns(reader.fieldnames or (), path, needs_consent=consent is None)
    try:
        for number, row in enumerate(reader, 1):
            try:
                yield _person(row, consent, keys)
            except (MailError, ValueError) as error:
                bad.append(f"{path}:{reader.line_num}: {str(error).splitlines()[0]}")
            if number % 1000 == 0:
                progress("Reading the list", number, 0)
    except csv.Error as error:
        raise ContentError(f"this is not CSV: {error}", path=str(path), line=reader.line_num) from None


def _all_good(people: Iterator[NewSubscriber], bad: list[str], path: Path) -> Iterator[NewSubscriber]:
    yield from people
    if bad:
        raise ContentError(
            f"{len(bad)} rows cannot be put on the list:\n" + "\n".join(bad[:_PROBLEMS_SHOWN]),
            path=str(path),
            hint="put them right, or leave them out with --skip-bad; nothing was changed",
        )


def _check_columns(names: Iterable[str], path: Path, *, needs_consent: bool) -> None:
    there = set(names)
    needed = COLUMNS[:3] if needs_consent else COLUMNS[:1]
    if missing := [name for name in needed if name not in there]:
        raise ContentError(
            f"the file has no column `{missing[0]}`",
            path=str(path),
            line=1,
            hint="each person's consent is kept: add consent_at and consent_source, or name them for all with "
            "--consent and --consented-on",
        )
    if unknown := sorted(there - set(COLUMNS)):
        raise ContentError(
            f"the file has a column `{unknown[0]}`, which is not known",
            path=str(path),
            line=1,
            hint=f"known columns: {', '.join(COLUMNS)}; take the others out, the list keeps no more of people",
        )


def _person(row: dict[str, str | None], consent: Consent | None, keys: tuple[bytes, ...]) -> NewSubscriber:
    if None in row:
        raise ValueError("the row has more cells than there are columns")
    cells = {name: (value or "").strip() for name, value in row.items()}
    if cells.get("consent_at") or consent is None:
        if not cells.get("consent_source"):
            raise ValueError("`consent_source` is empty")
        consent = Consent(at=_moment(cells.get("consent_at", "")), source=cells["consent_source"])
    every = cells.get("every_change", "").lower()
    if every not in _YES:
        raise ValueError(f"`every_change` is {every!r}; write yes or no")
    return new_subscriber(
        cells["address"],
        consent=consent,
        keys=keys,
        locale=cells.get("locale", ""),
        policies=tuple(cells.get("policies", "").replace(";", " ").split()),
        every_change=_YES[every],
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`consent_at` is {text!r}, which is not a day; write it as YYYY-MM-DD") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def given_consent(source: str | None, day: date | None) -> Consent | None:
    """Return the consent that two options name together; None when neither does."""
    if not source and not day:
        return None
    if not source or not day:
        raise UsageError("--consent and --consented-on belong together", hint="how did they agree, and when?")
    return Consent(at=datetime.combine(day, time(), tzinfo=UTC), source=source)


def remove(settings: Settings, typed: str, *, dry_run: bool, at: datetime) -> bool:
    """Take somebody off the list for good; return whether they were on it."""
    key = read_address(typed).key
    with ledger_of(settings, rehearsal=dry_run) as ledger:
        there = ledger.subscribers.by_key(key)
        if not dry_run:
            ledger.subscribers.suppress(suppression_of(key, keys_of(settings)), SuppressionReason.REMOVED, at=at)
    return there is not None and there.status is SubscriberStatus.CONFIRMED


def erase(settings: Settings, typed: str, *, dry_run: bool, at: datetime) -> bool:
    """Forget somebody, except that their address is never mailed again; return whether there was anybody."""
    key = read_address(typed).key
    with ledger_of(settings, rehearsal=dry_run) as ledger:
        if dry_run:
            return ledger.subscribers.by_key(key) is not None
        return ledger.subscribers.erase(suppression_of(key, keys_of(settings)), at=at)


def export_to(ledger: Ledger, file: TextIO, form: str) -> int:
    """Write everybody out as CSV, or as JSON with one object a line; return how many there were.

    Cells that a spreadsheet would take for a formula get an apostrophe before them.
    """
    count = 0
    writer = csv.writer(file, lineterminator="\n")
    if form == "csv":
        writer.writerow(_EXPORTED)
    for person in ledger.subscribers.all():
        values = _cells(person)
        if form == "csv":
            writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in values.values()])
        else:
            file.write(json.dumps(values, ensure_ascii=False) + "\n")
        count += 1
    return count


def _cells(person: Subscriber) -> dict[str, str]:
    consent = person.consent
    return {
        "address": person.address,
        "status": str(person.status),
        "consent_at": consent.at.isoformat() if consent else "",
        "consent_source": consent.source if consent else "",
        "locale": person.locale,
        "policies": " ".join(person.policies),
        "every_change": "yes" if person.every_change else "no",
        "created": person.created.isoformat(),
    }


def report(added: Added, bad: tuple[str, ...], form: str) -> str:
    """Return what became of people who were to be put on the list, for people or for programs."""
    if form == "json":
        return json.dumps({**asdict(added), "bad": list(bad)}, ensure_ascii=False, indent=1)
    lines = [f"{added.added} added, {added.known} known already, {added.suppressed} never to be mailed"]
    return "\n".join([*lines, *([f"{len(bad)} bad rows left out:"] if bad else []), *bad])
