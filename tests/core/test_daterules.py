"""What the dates of revisions must hold to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from policies import policy, revision, text
from policybook.core.daterules import Facts
from policybook.core.effect import settled
from policybook.core.model import Kind, Note, Problem, Severity
from policybook.core.rules import policy_problems
from policybook.core.timeline import Change, Revision

KEYS = ("posted", "announced", "effective", "material", "postpones", "advances", "withdraws")


def posted(number: int, day: str, effective: str | None = None, **more: object) -> Revision:
    made = revision(number, effective or day, **more)  # type: ignore[arg-type]
    declared = date.fromisoformat(effective) if effective else None
    when = date.fromisoformat(day)
    return replace(made, posted=when, announced=made.announced or when, declared=declared)


def note_of(item: Revision) -> Note:
    """Return the note that a revision came from; each key stands on a line of its own."""
    moves = {"advances" if item.kind is Kind.ADVANCED else "postpones": item.postpones}
    return Note(
        id=item.id,
        path=f"content/terms/revisions/{item.id}.md",
        summary="s",
        explanation="",
        effective=item.declared,
        announced=item.announced if item.announced != item.posted else None,
        withdraws=item.withdraws,
        lines=tuple((key, line) for line, key in enumerate(KEYS, start=2)),
        **moves,  # type: ignore[arg-type]
    )


def found(*revisions: Revision, owed: int = 0, noted: bool = True, notice_days: int | None = None) -> list[Problem]:
    facts = Facts(
        note=lambda item: replace(note_of(item), notice_days=notice_days) if noted else None,
        arrived=lambda _: None,
        documents=frozenset({"terms"}),
        notice_days=lambda _: owed,
    )
    return list(policy_problems(policy(*settled(revisions)), facts))


def rules(problems: list[Problem]) -> list[tuple[str, str, int]]:
    """Return what was found where: rule, note and the line of the key."""
    return [(item.rule, item.path.rsplit("/", 1)[-1], item.line) for item in problems]


def line(key: str) -> int:
    return KEYS.index(key) + 2


FIRST = posted(1, "2024-01-01")
PENDING = posted(2, "2024-02-01", "2024-06-01")


def moving(number: int, day: str, effective: str, target: str, kind: Kind = Kind.POSTPONED) -> Revision:
    return posted(number, day, effective, texts=(), kind=kind, postpones=target)


def test_postponed_brought_forward_and_corrected_texts_are_fine() -> None:
    """What editors do as the documentation says it."""
    later = moving(3, "2024-02-10", "2024-09-01", "2")
    earlier = moving(4, "2024-02-20", "2024-08-01", "2", Kind.ADVANCED)

    assert found(FIRST, PENDING, later, earlier, posted(5, "2024-03-01", kind=Kind.EDITORIAL)) == []


def test_nothing_binds_before_it_is_posted() -> None:
    """Also where the day it was posted comes from the commit, so that the note alone does not show it."""
    assert rules(found(FIRST, posted(2, "2024-02-01", "2024-01-31"))) == [("back-dated", "2.md", line("effective"))]


def test_imported_revisions_record_older_practice() -> None:
    """Their dates are what is known of the years before git."""
    assert found(posted(1, "2024-01-01", "2014-01-01", kind=Kind.IMPORTED, texts=()), posted(2, "2024-01-01")) == []


def test_a_commit_may_date_its_first_text_back_and_no_later_one() -> None:
    """A policy is older than its repository; what came later was not in force before anybody could read it."""
    problems = found(posted(1, "2024-01-01", "2020-01-01"), posted(2, "2024-02-01", "2024-01-31"), noted=False)

    assert [(item.rule, item.severity) for item in problems] == [("back-dated", Severity.WARNING)]


def test_a_new_date_is_not_before_the_note_about_it() -> None:
    """A pending text cannot be brought forward into the past."""
    problems = found(FIRST, PENDING, moving(3, "2024-03-01", "2024-02-20", "2", Kind.ADVANCED))

    assert ("back-dated", "3.md", line("effective")) in rules(problems)


def test_a_postponed_text_must_not_pass_the_one_behind_it() -> None:
    """Else the older text would follow the newer one."""
    problems = found(FIRST, PENDING, posted(3, "2024-03-01", "2024-07-01"), moving(4, "2024-03-02", "2024-09-01", "2"))

    assert rules(problems) == [("effective-backwards", "3.md", line("effective"))]
    assert "postpone 3 too" in problems[0].hint


def test_what_has_taken_effect_cannot_be_moved() -> None:
    """It has bound people."""
    problems = found(FIRST, moving(2, "2024-02-01", "2024-06-01", "1"))

    assert rules(problems) == [("not-pending", "2.md", line("postpones"))]


def test_a_note_about_a_revision_names_an_earlier_one() -> None:
    """A slip of the pen would leave the date as it was."""
    problems = found(FIRST, moving(2, "2024-02-01", "2024-06-01", "9", Kind.ADVANCED))

    assert rules(problems) == [("unknown-revision", "2.md", line("advances"))]


def test_a_postponement_to_an_earlier_day_is_a_slip() -> None:
    """It would bind people before the day they were told."""
    problems = found(FIRST, PENDING, moving(3, "2024-02-10", "2024-05-01", "2"))

    assert rules(problems) == [("moved-wrong-way", "3.md", line("effective"))]
    assert "`advanced`" in problems[0].hint


def test_a_date_that_does_not_move_is_no_news() -> None:
    """The note would tell people nothing."""
    assert rules(found(FIRST, PENDING, moving(3, "2024-02-10", "2024-06-01", "2"))) == [
        ("moved-nowhere", "3.md", line("effective"))
    ]


def test_a_withdrawn_revision_is_undone_in_the_text() -> None:
    """Else its words would come back with the next revision, unannounced."""
    same = replace(posted(3, "2024-03-01", texts=(text(2, change=Change.SAME),)), kind=Kind.WITHDRAWN)

    assert (
        found(FIRST, PENDING, replace(posted(3, "2024-03-01"), kind=Kind.WITHDRAWN, withdraws="2", restores=True)) == []
    )
    assert rules(found(FIRST, PENDING, replace(same, withdraws="2"))) == [("withdrawn-text", "3.md", line("withdraws"))]


def test_a_revision_is_withdrawn_once_and_before_it_takes_effect() -> None:
    """After that there is something to withdraw from: the policy, or its text."""
    back = replace(posted(3, "2024-07-01"), kind=Kind.WITHDRAWN, withdraws="2", restores=True)

    assert rules(found(FIRST, PENDING, back)) == [("not-pending", "3.md", line("withdraws"))]


def test_a_material_change_gives_the_notice_that_is_promised() -> None:
    """From the day it was posted; to the day."""
    enough, less = (posted(2, "2024-02-01", day, material=True) for day in ("2024-03-02", "2024-03-01"))
    problems = found(FIRST, less, owed=30)

    assert found(FIRST, enough, owed=30) == []
    assert rules(problems) == [("notice-days", "2.md", line("effective"))]
    assert "2024-03-02 or later" in problems[0].hint


def test_notice_counts_from_the_day_people_were_told() -> None:
    """A text that nobody heard of gave no notice; a word ahead of the text gives none either."""
    late = posted(2, "2024-02-01", "2024-03-15", material=True, announced=date(2024, 2, 20))
    early = posted(2, "2024-02-01", "2024-03-01", material=True, announced=date(2024, 1, 1))

    assert [rules(found(FIRST, item, owed=30)) for item in (late, early)] == [
        [("notice-days", "2.md", line("effective"))],
        [("notice-days", "2.md", line("effective"))],
    ]


def test_notice_is_owed_for_material_changes_alone() -> None:
    """Nobody waits for a comma, and nobody was bound before the first text."""
    first = posted(1, "2024-01-01", material=True, kind=Kind.INITIAL)

    assert found(first, posted(2, "2024-02-01"), owed=30) == []


def test_a_note_may_say_that_less_notice_was_lawful() -> None:
    """The record then has it in writing."""
    assert found(FIRST, posted(2, "2024-02-01", material=True), owed=30, notice_days=0) == []


def test_bringing_a_material_change_forward_keeps_its_notice() -> None:
    """Else a promise of 30 days could be moved away."""
    pending = posted(2, "2024-02-01", "2024-06-01", material=True)
    problems = found(FIRST, pending, moving(3, "2024-02-02", "2024-02-10", "2", Kind.ADVANCED), owed=30)

    assert rules(problems) == [("notice-days", "2.md", line("effective"))]


def test_an_announcement_after_the_effective_date_is_a_warning() -> None:
    """It may have been so."""
    problems = found(posted(1, "2024-01-01", announced=date(2024, 1, 5)))

    assert [(item.rule, item.severity) for item in problems] == [("announced-late", Severity.WARNING)]
