"""Mails that come back, taken in: from a pipe of the mail server, from files, or from a maildir. Sends nothing."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from policybook.adapters.ledger import Ledger
from policybook.adapters.settings import Settings
from policybook.core.errors import SettingsError, UsageError
from policybook.core.mailtokens import Purpose, delivery_of
from policybook.core.returned import MAXIMUM_BYTES, Outcome, Returned, read_returned

Progress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Intake:
    """What became of the mails."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    """How many said what about a delivery of ours."""
    nobodys: int = 0
    """How many stand for no delivery: forged, too old, or not about a notice."""
    given_up: int = 0
    """How many addresses are never mailed again because of them."""
    paused: int = 0
    """How many notices were paused because of complaints."""

    def report(self, form: str) -> str:
        """Return it for people or for programs."""
        counts = {str(outcome): self.outcomes[outcome] for outcome in Outcome}
        values = counts | {"nobodys": self.nobodys, "given_up": self.given_up, "paused": self.paused}
        if form == "json":
            return json.dumps(values, indent=1)
        said = ", ".join(f"{number} {name}" for name, number in counts.items() if number) or "nothing about our mails"
        lines = [f"{said}; addresses given up: {self.given_up}"]
        if self.nobodys:
            lines.append(f"about no mail of ours, and ignored: {self.nobodys}")
        if self.paused:
            lines.append(f"notices paused, for too many readers reported them as spam: {self.paused}")
        return "\n".join(lines)


def take_in(
    ledger: Ledger, settings: Settings, mails: Iterable[bytes], *, keys: tuple[bytes, ...], at: datetime, dry_run: bool
) -> Intake:
    """Take in mails that came back; taking one in again changes nothing.

    Raises SettingsError when our mails have no return path of their own.
    """
    address, found = _bounce_address(settings), Intake()
    for data in mails:
        returned = read_returned(data, bounce_address=address)
        delivery = _delivery(returned, keys)
        if delivery is None:
            found.nobodys += 1
            continue
        found.outcomes[returned.outcome] += 1
        if not dry_run:
            _record(ledger, delivery, returned, found, at)
    return found


def _record(ledger: Ledger, delivery: int, returned: Returned, found: Intake, at: datetime) -> None:
    if returned.outcome in (Outcome.DEAD, Outcome.BOUNCED):
        dead = returned.outcome is Outcome.DEAD
        found.given_up += ledger.returns.bounced(delivery, dead=dead, reply=returned.words, at=at)
    elif returned.outcome is Outcome.COMPLAINT:
        before = ledger.deliveries.get(delivery)
        found.paused += ledger.returns.complained(delivery, at=at)
        after = ledger.deliveries.get(delivery)
        found.given_up += before is not None and after is not None and before.state != after.state


def _delivery(returned: Returned, keys: tuple[bytes, ...]) -> int | None:
    purposes = (Purpose.BOUNCE, Purpose.SUBSCRIBER) if returned.outcome is Outcome.COMPLAINT else (Purpose.BOUNCE,)
    found = (delivery_of(token, purpose, keys) for token in returned.tokens for purpose in purposes)
    return next((delivery for delivery in found if delivery is not None), None)


def _bounce_address(settings: Settings) -> str:
    named = settings.options.mail_bounce_address
    if "{token}" in named:
        return named
    raise SettingsError(
        f"`mail_bounce_address` is {named!r}, so that nobody knows whose mail came back",
        path=str(settings.config_file or ""),
        hint="put {token} into it: bounces+{token}@example.org",
    )


def from_files(paths: Iterable[Path]) -> Iterator[bytes]:
    """Return the mails in files. Raises UsageError for one that cannot be read."""
    for path in paths:
        try:
            with path.open("rb") as file:
                yield file.read(MAXIMUM_BYTES)
        except OSError as error:
            raise UsageError(f"the mail cannot be read: {error.strerror}", path=str(path)) from None


def from_maildir(folder: Path, *, dry_run: bool, progress: Progress) -> Iterator[bytes]:
    """Return the new mails of a maildir, and mark each as read when the next one is asked for: it was taken in.

    Raises UsageError for a folder that is no maildir.
    """
    if not all((folder / name).is_dir() for name in ("new", "cur", "tmp")):
        raise UsageError("this is no maildir: it has no `new`, `cur` and `tmp`", path=str(folder))
    names = sorted(path.name for path in (folder / "new").iterdir() if not path.name.startswith("."))
    for done, name in enumerate(names, 1):
        path = folder / "new" / name
        try:
            with path.open("rb") as file:
                data = file.read(MAXIMUM_BYTES)
        except FileNotFoundError:  # somebody else takes them in too
            continue
        yield data
        if not dry_run:
            path.rename(folder / "cur" / f"{name.partition(':')[0]}:2,S")
        progress("Taking in", done, len(names))
