"""Plans of scripted sites, and their pages, for tests of what pages show."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from policybook.adapters.settings import Settings
from policybook.adapters.templates import Templates
from policybook.app.publish import Plan, plan_site
from scripted import ScriptedRepository, book_of, note, settings

T = TypeVar("T")


def plan(repository: ScriptedRepository, on: str = "2024-06-01", chosen: Settings | None = None) -> Plan:
    """Return the plan of a scripted site on a day."""
    chosen = chosen or settings()
    return plan_site(book_of(repository, chosen), chosen, on=date.fromisoformat(on))


def page(made: Plan, address: str, kind: type[T]) -> T:
    """Return the value of one page."""
    found = next(item for item in made.pages if item.address == address).make()
    assert isinstance(found, kind)
    return found


def markup(made: Plan, address: str) -> str:
    """Return one page as HTML."""
    planned = next(item for item in made.pages if item.address == address)
    return Templates(languages=made.language).page(planned.template, planned.make())


def revise(
    repository: ScriptedRepository, day: str, policy: str, text: str | None, name: str = "index", **fields: object
) -> None:
    """Add one revision of a policy, with its note."""
    files = {f"{policy}/{name}.md": text, f"{policy}/revisions/{day}.md": note(f"What was done on {day}.", **fields)}
    repository.commit(day, files)


def titled(title: str, words: str, **fields: object) -> str:
    """Return a document."""
    keys = "".join(f"{name}: {value}\n" for name, value in fields.items())
    return f"---\ntitle: {title}\n{keys}---\n{words}\n"
