"""A policy to which everything happens that dates can do, in twelve revisions, and the one its refunds move to."""

from __future__ import annotations

from datetime import date, timedelta

from scripted import ScriptedRepository, note

FIRST, DAYS = date(2026, 1, 1), 400
"""The days on which it is looked at."""

REFUND = "---\ntitle: Refund Policy\n---\n## 1. Time\n\n1.1 Ask within {} days.\n"
PRIVACY = "---\ntitle: Privacy Notice\n---\nWe keep little.\n"


def every_day() -> list[date]:
    """Return the days, in order."""
    return [FIRST + timedelta(days=number) for number in range(DAYS)]


def terms(*, age: int = 13, mail: str = "mail", notice: str = "14 days", forum: str = "", more: str = "") -> str:
    """Return the text of the terms."""
    return (
        "---\ntitle: Terms of Use\ndocuments: [refund]\n---\n## 1. Who may learn\n\n"
        f"1.1 You must be at least {age} years old.\n\n1.2 We write to you by {mail}.\n\n"
        f"## 2. Changes\n\n2.1 We tell you of changes {notice} before.\n{forum}{more}"
    )


def scenario() -> ScriptedRepository:
    """Return the repository; every commit is one revision, named by its day."""
    made = ScriptedRepository()
    first, pending = terms(), terms(age=16, mail="male")
    corrected = terms(age=16)
    longer = terms(age=16, notice="30 days")
    forum = terms(age=16, notice="30 days", forum="\n2.2 The forum has rules.\n")
    back = terms(age=16, notice="30 days", more="\n## 3. Start again\n\n3.1 Accounts of before are restored.\n")

    _revise(made, "2026-01-05", first, note("First publication.", kind="initial"), refund=REFUND.format(14))
    made.commit("2026-01-06", {"privacy/index.md": PRIVACY, "privacy/revisions/2026-01-06.md": note(kind="initial")})
    _revise(made, "2026-02-10", pending, note("Raises the age.", effective="2026-03-15", material="yes"))
    postponed = note("Schools need more time.", kind="postponed", postpones="2026-02-10", effective="2026-04-15")
    _revise(made, "2026-03-01", pending, postponed)
    _revise(made, "2026-03-20", corrected, note("Corrects a word.", kind="editorial"))
    _revise(made, "2026-05-04", longer, note("Longer notice of changes.", material="yes"))
    refund = note("Longer time for refunds.", effective="2026-09-01", material="yes")
    _revise(made, "2026-05-04-2", longer, refund, refund=REFUND.format(30))
    _revise(made, "2026-06-01", forum, note("Rules of the forum.", effective="2026-08-01"))
    undone = note("There will be no forum.", kind="withdrawn", withdraws="2026-06-01")
    _revise(made, "2026-06-20", longer, undone)
    advanced = note("Refunds sooner.", kind="advanced", advances="2026-05-04-2", effective="2026-08-15")
    _revise(made, "2026-07-10", longer, advanced)
    moved = {
        "terms/refund.md": None,
        "privacy/refund.md": REFUND.format(30),
        "terms/revisions/2026-09-10.md": note("Moved.", kind="moved", to="privacy", documents="[refund]"),
        "privacy/revisions/2026-09-10.md": note("Moved.", kind="moved", **{"from": "terms"}, documents="[refund]"),
    }
    made.commit("2026-09-10", moved)
    _revise(made, "2026-10-01", longer, note("We close.", kind="withdrawn", effective="2026-11-01", material="yes"))
    again = note("We open again.", kind="reinstated", effective="2027-01-10", documents="[terms]")
    _revise(made, "2026-12-01", back, again)
    return made


def _revise(made: ScriptedRepository, name: str, text: str, words: str, *, refund: str = "") -> None:
    """Commit a text with its note, the refunds where they change, on the day that names it."""
    files: dict[str, str | None] = {"terms/index.md": text, f"terms/revisions/{name}.md": words}
    made.commit(name[:10], files | ({"terms/refund.md": refund} if refund else {}))
