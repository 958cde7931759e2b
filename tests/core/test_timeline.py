"""Which text is in force on which day."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policies import policy, revision, text, version
from policybook.core.model import Kind
from policybook.core.timeline import (
    Change,
    DocumentText,
    State,
    documents_in_force,
    documents_of,
    in_force,
    intervals,
    next_change,
    policy_state,
    state,
    upcoming,
)


def test_text_posted_early_does_not_bind_before_its_effective_date() -> None:
    """Readers stay under the old text until the new one takes effect."""
    old, new = revision(1, "2024-01-01"), revision(2, "2024-03-01")

    assert in_force(policy(old, new), on=date(2024, 2, 29)) is old
    assert in_force(policy(old, new), on=date(2024, 3, 1)) is new


def test_nothing_is_in_force_before_the_first_effective_date() -> None:
    """A policy posted ahead of its first day binds nobody yet."""
    only = policy(revision(1, "2024-03-01"))

    assert in_force(only, on=date(2024, 2, 29)) is None
    assert policy_state(only, on=date(2024, 2, 29)) is State.UPCOMING


def test_of_two_texts_that_start_together_the_later_posted_holds() -> None:
    """A correction of a pending text takes its place, and the first never applied."""
    first, second = revision(1, "2024-03-01"), revision(2, "2024-03-01")
    both = policy(first, second)

    assert in_force(both, on=date(2024, 3, 1)) is second
    assert [item.applied for item in intervals(both)] == [False, True]


def test_a_text_applies_until_the_day_before_the_next() -> None:
    """The last day of the old text is the day before the first of the new one."""
    both = policy(revision(1, "2024-01-01"), revision(2, "2024-03-01"))

    assert [item.end for item in intervals(both)] == [date(2024, 2, 29), None]


def test_imported_and_postponing_revisions_are_never_in_force() -> None:
    """They have no text of their own."""
    imported = revision(1, "2014-01-01", texts=(), kind=Kind.IMPORTED)
    postponing = revision(3, "2024-06-01", texts=(), kind=Kind.POSTPONED, postpones="2")
    real = revision(2, "2024-01-01")
    mixed = policy(imported, real, postponing)

    assert [item.revision for item in intervals(mixed)] == [real]
    assert state(mixed, imported, on=date(2024, 1, 1)) is State.SUPERSEDED


def test_a_postponing_note_shares_the_fate_of_what_it_postpones() -> None:
    """It is upcoming as long as the postponed text is."""
    target = revision(1, "2024-06-01")
    note = revision(2, "2024-06-01", texts=(), kind=Kind.POSTPONED, postpones="1")
    both = policy(target, note)

    assert state(both, note, on=date(2024, 5, 31)) is State.UPCOMING
    assert state(both, note, on=date(2024, 6, 1)) is State.SUPERSEDED


def test_a_policy_whose_documents_are_gone_is_withdrawn() -> None:
    """Its page stays, with its last text."""
    gone = revision(2, "2024-03-01", texts=[DocumentText(document="terms", change=Change.REMOVED, version=None)])
    both = policy(revision(1, "2024-01-01"), gone)

    assert policy_state(both, on=date(2024, 2, 29)) is State.IN_FORCE
    assert policy_state(both, on=date(2024, 3, 1)) is State.WITHDRAWN
    assert state(both, gone, on=date(2024, 3, 1)) is State.WITHDRAWN
    assert documents_in_force(both, on=date(2024, 3, 1)) == ()


def test_each_document_of_a_page_has_its_own_effective_date() -> None:
    """A revision of the refund rules does not date the terms anew."""
    first = revision(1, "2024-01-01", texts=[text(1), text(1, "refund", Change.ADDED)])
    second = revision(2, "2024-03-01", texts=[text(1, change=Change.SAME), text(2, "refund")])
    found = documents_in_force(policy(first, second), on=date(2024, 4, 1))

    assert [(item.text.document, item.revision.effective.month) for item in found] == [("terms", 1), ("refund", 3)]


def test_a_document_with_a_pending_text_names_its_day() -> None:
    """The reader of the old text is told when it ends."""
    both = policy(revision(1, "2024-01-01"), revision(2, "2024-03-01"))

    assert documents_in_force(both, on=date(2024, 2, 1))[0].upcoming == date(2024, 3, 1)
    assert next_change(both, on=date(2024, 2, 1)) == date(2024, 3, 1)
    assert next_change(both, on=date(2024, 3, 1)) is None


def test_a_document_added_by_a_pending_revision_is_not_on_the_page_yet() -> None:
    """A later posted, earlier effective change of another document must not bring it forward."""
    first = revision(1, "2024-01-01")
    pending = revision(2, "2024-06-01", texts=[text(1, change=Change.SAME), text(2, "refund", Change.ADDED)])
    typo = revision(3, "2024-02-01", texts=[text(3), text(2, "refund", Change.SAME)])
    found = documents_in_force(policy(first, pending, typo), on=date(2024, 3, 1))

    assert [item.text.document for item in found] == ["terms"]


def test_the_page_of_a_revision_shows_the_documents_of_its_own_commit() -> None:
    """Its permanent address never changes with later revisions."""
    first = revision(1, "2024-01-01", texts=[text(1), text(1, "refund", Change.ADDED)])
    second = revision(2, "2024-03-01", texts=[text(2), text(1, "refund", Change.SAME)])
    both = policy(first, second)

    assert [item.text.version for item in documents_of(both, first)] == [version(1), version(1, "refund")]
    assert [item.text.version for item in documents_of(both, second)] == [version(2), version(1, "refund")]


@given(st.lists(st.integers(min_value=0, max_value=60), min_size=1, max_size=12), st.integers(-5, 70))
def test_every_day_has_exactly_one_answer(days: list[int], offset: int) -> None:
    """Intervals neither overlap nor leave a gap, whatever the order of effective dates."""
    start = date(2024, 1, 1)
    made = policy(
        *(revision(number, (start + timedelta(days=day)).isoformat()) for number, day in enumerate(days, start=1))
    )
    day = start + timedelta(days=offset)
    holding = [item.revision for item in intervals(made) if item.start <= day and (item.end is None or day <= item.end)]

    assert holding == ([] if day < start + timedelta(days=min(days)) else [in_force(made, on=day)])
    assert {item.number for item in upcoming(made, on=day)} == {
        item.number for item in made.revisions if item.effective > day
    }
