"""What the content must hold to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from policies import policy, revision, text
from policybook.core.daterules import Facts
from policybook.core.model import Kind, Note, Problem, Severity
from policybook.core.rules import policy_problems
from policybook.core.timeline import Policy, Revision


def note(number: int, **more: object) -> Note:
    path = f"content/terms/revisions/{number}.md"
    lines = (("documents", 3), ("effective", 4), ("postpones", 5), ("posted", 6))
    return Note(id=str(number), path=path, summary="s", explanation="", lines=lines, **more)  # type: ignore[arg-type]


def found(made: Policy, notes: Iterable[Note] = (), arrived: date | None = None) -> list[Problem]:
    by_id = {item.id: item for item in notes}

    def note_of(item: Revision) -> Note | None:
        return by_id.get(item.id)

    facts = Facts(note=note_of, arrived=lambda _: arrived, documents=frozenset({"terms", "refund"}))
    return list(policy_problems(made, facts))


def rules(problems: Iterable[Problem]) -> list[tuple[str, int]]:
    return [(problem.rule, problem.line) for problem in problems]


def test_good_content_has_no_problems() -> None:
    """Silence is the usual answer."""
    made = policy(revision(1, "2024-01-01"), revision(2, "2024-02-01"))

    assert found(made, [note(1), note(2, documents=("terms",))], arrived=date(2020, 1, 1)) == []


def test_an_unlisted_change_names_its_file_and_commit() -> None:
    """The editor has to know where to look."""
    made = policy(revision(1, "2024-01-01", listed=False, commit="abcdef0123456"))

    assert [(item.path, "abcdef0123" in item.message) for item in found(made)] == [("content/terms/terms.md", True)]


def test_a_note_names_documents_that_exist() -> None:
    """A typing mistake would leave a document without its revision."""
    problems = found(policy(revision(1, "2024-01-01")), [note(1, documents=("terms", "refnud"))])

    assert rules(problems) == [("unknown-document", 3)]
    assert "refund" in problems[0].hint


def test_a_later_text_does_not_bind_before_a_pending_one() -> None:
    """Otherwise the older text would come back after the newer."""
    made = policy(revision(1, "2024-06-01"), revision(2, "2024-03-01"))

    assert rules(found(made, [note(1), note(2)])) == [("effective-backwards", 4)]


def test_a_derived_text_that_runs_backwards_is_a_warning() -> None:
    """Commits of the past cannot be mended."""
    made = policy(revision(1, "2024-06-01"), revision(2, "2024-03-01", commit="abc"))

    assert [item.severity for item in found(made)] == [Severity.WARNING]


def test_documents_of_one_page_may_take_effect_in_any_order() -> None:
    """Each has its own line of dates."""
    made = policy(revision(1, "2024-06-01"), revision(2, "2024-03-01", texts=[text(2, "refund")]))

    assert found(made, [note(1), note(2)]) == []


def test_a_postponement_names_an_earlier_revision() -> None:
    """There is nothing else to postpone."""
    postponing = revision(2, "2024-09-01", texts=(), kind=Kind.POSTPONED, postpones="7")

    assert rules(found(policy(revision(1, "2024-06-01"), postponing), [note(2)])) == [("unknown-revision", 5)]


def test_a_note_called_by_another_day_is_a_warning() -> None:
    """Its name stays its address."""
    made = policy(replace(revision(1, "2024-06-01"), id="2020-01-09"))
    problems = found(made, [Note(id="2020-01-09", path="x", summary="s", explanation="")])

    assert [(item.rule, item.severity) for item in problems] == [("note-name", Severity.WARNING)]


def test_a_posted_date_far_from_the_commit_is_a_warning() -> None:
    """Git is the witness; the note decides."""
    made = policy(revision(1, "2024-06-01"))
    problems = found(made, [note(1, posted=date(2020, 1, 1))], arrived=date(2020, 1, 9))

    assert [(item.rule, item.line, item.severity) for item in problems] == [("posted-date", 6, Severity.WARNING)]


def test_a_note_that_lists_documents_lists_them_all() -> None:
    """What changed with it and is not named would go unannounced."""
    made = policy(revision(1, "2024-06-01", texts=[text(1), text(1, "refund")]))
    problems = found(made, [note(1, documents=("terms",))])

    assert rules(problems) == [("unlisted-change", 3)]
    assert "refund" in problems[0].message
