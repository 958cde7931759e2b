"""Which text is in force on which day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policies import policy, revision, text, version
from policybook.core.model import Kind
from policybook.core.timeline import (
    Change,
    DocumentText,
    Ending,
    Policy,
    State,
    documents,
    documents_in_force,
    documents_of,
    ending,
    in_force,
    intervals,
    next_change,
    periods,
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
    assert upcoming(made, on=day) == tuple(
        item.revision for item in intervals(made) if item.start > day and item.applied
    )


def removed(document: str = "terms") -> DocumentText:
    return DocumentText(document=document, change=Change.REMOVED, version=None, previous=version(1, document))


def test_a_corrected_pending_text_is_superseded_before_it_takes_effect() -> None:
    """The correction has its day; the text it replaced is not coming any more."""
    pending, corrected = revision(2, "2024-06-01"), revision(3, "2024-06-01", kind=Kind.EDITORIAL)
    made = policy(revision(1, "2024-01-01"), pending, corrected)
    day = date(2024, 5, 1)

    assert upcoming(made, on=day) == (corrected,)
    assert (state(made, pending, on=day), ending(made, pending)) == (State.SUPERSEDED, Ending.REPLACED)
    assert [item.start for item in periods(made, "terms") if item.applied] == [date(2024, 1, 1), date(2024, 6, 1)]


def test_two_texts_of_one_day_that_were_posted_on_it() -> None:
    """The first was in force for hours; by days it has none."""
    first = replace(revision(2, "2024-06-01"), posted=date(2024, 6, 1))
    second = replace(revision(3, "2024-06-01"), posted=date(2024, 6, 1))
    made = policy(revision(1, "2024-01-01"), first, second)

    assert ending(made, first) is Ending.SAME_DAY
    assert in_force(made, on=date(2024, 6, 1)) is second


def test_revisions_of_different_documents_may_take_effect_together() -> None:
    """Neither takes the other's place."""
    both = [text(1), text(1, "refund", Change.ADDED)]
    terms = revision(2, "2024-06-01", texts=[text(2), text(1, "refund", Change.SAME)])
    refund = revision(3, "2024-06-01", texts=[text(2, change=Change.SAME), text(3, "refund")])
    made = policy(revision(1, "2024-01-01", texts=both), terms, refund)

    assert upcoming(made, on=date(2024, 5, 1)) == (terms, refund)
    assert ending(made, terms) is Ending.TOGETHER
    assert state(made, terms, on=date(2024, 5, 1)) is State.UPCOMING
    assert [item.text.version for item in documents_in_force(made, on=date(2024, 6, 1))] == [
        version(2),
        version(3, "refund"),
    ]


def test_a_document_that_a_pending_revision_removes_stays_until_then() -> None:
    """Though the files of a revision that takes effect earlier do not have it any more."""
    first = revision(1, "2024-01-01", texts=[text(1), text(1, "refund", Change.ADDED)])
    removal = revision(2, "2024-06-01", texts=[text(1, change=Change.SAME), removed("refund")])
    typo = revision(3, "2024-02-01", texts=[text(3)])
    made = policy(first, removal, typo)

    assert [item.text.document for item in documents_in_force(made, on=date(2024, 5, 31))] == ["terms", "refund"]
    assert [item.text.document for item in documents_in_force(made, on=date(2024, 6, 1))] == ["terms"]


def test_a_withdrawal_ends_what_is_pending() -> None:
    """A text announced before the policy was given up would bring it back on its day."""
    pending = revision(2, "2024-06-01")
    made = policy(revision(1, "2024-01-01"), pending, revision(3, "2024-03-01", texts=[removed()]))

    assert policy_state(made, on=date(2024, 7, 1)) is State.WITHDRAWN
    assert (upcoming(made, on=date(2024, 5, 1)), ending(made, pending)) == ((), Ending.REPLACED)
    assert state(made, pending, on=date(2024, 7, 1)) is State.SUPERSEDED


def test_a_reinstated_policy_is_in_force_again() -> None:
    """That it came back is told by the kind of its revision; its state is that of any text that binds."""
    back = revision(3, "2024-06-01", kind=Kind.REINSTATED, texts=[text(3, change=Change.ADDED)])
    made = policy(revision(1, "2024-01-01"), revision(2, "2024-03-01", texts=[removed()]), back)

    assert [policy_state(made, on=date(2024, month, 1)) for month in (2, 3, 5, 6)] == [
        State.IN_FORCE,
        State.WITHDRAWN,
        State.WITHDRAWN,
        State.IN_FORCE,
    ]
    assert [(item.start.month, item.text.version is None) for item in periods(made, "terms")] == [
        (1, False),
        (3, True),
        (6, False),
    ]


def test_a_revision_taken_back_is_never_in_force() -> None:
    """It stays on record as withdrawn."""
    back = revision(2, "2024-06-01", taken_back=date(2024, 5, 1))
    made = policy(revision(1, "2024-01-01"), back)

    assert in_force(made, on=date(2024, 7, 1)) is made.revisions[0]
    assert (state(made, back, on=date(2024, 7, 1)), ending(made, back)) == (State.WITHDRAWN, Ending.WITHDRAWN)
    assert next_change(made, on=date(2024, 5, 1)) is None


def test_former_documents_of_a_policy_come_last() -> None:
    """Lists begin with what readers see now."""
    first = revision(1, "2024-01-01", texts=[text(1, "old"), text(1)])
    made = policy(first, revision(2, "2024-02-01", texts=[text(2), removed("old")]), revision(3, "2024-03-01"))

    assert documents(made) == ("terms", "old")


NAMES = ("terms", "refund", "conduct")
START = date(2024, 1, 1)


def history(steps: list[tuple[set[str], bool, int, bool]]) -> Policy:
    """Return a policy whose revisions touch documents, or remove them, from a day of a month on, or are taken back."""
    made = []
    for number, (touched, removing, day, back) in enumerate(steps, start=1):
        texts = [removed(name) if removing else text(number, name) for name in sorted(touched)]
        effective = START + timedelta(days=day)
        made.append(revision(number, effective.isoformat(), texts=texts, taken_back=START if back else None))
    return policy(*made)


def seldom() -> st.SearchStrategy[bool]:
    return st.sampled_from([False, False, False, True])


HISTORIES = st.lists(
    st.tuples(st.sets(st.sampled_from(NAMES), min_size=1), seldom(), st.integers(0, 40), seldom()),
    min_size=1,
    max_size=9,
).map(history)


@given(HISTORIES)
def test_periods_of_a_document_neither_overlap_nor_leave_a_gap(made: Policy) -> None:
    """From its first day on; a withdrawal is a period without a text."""
    for name in documents(made):
        line = [item for item in periods(made, name) if item.applied]

        assert [item.until for item in line] == [*(item.start for item in line[1:]), None]


@given(HISTORIES, st.integers(-3, 45))
def test_every_day_has_exactly_one_answer_per_document(made: Policy, offset: int) -> None:
    """What the page shows on a day is what the period of that day says, and what is to come is later."""
    day = START + timedelta(days=offset)
    holding = {name: [item for item in periods(made, name) if item.holds(day)] for name in documents(made)}
    shown = {item.text.document: item for item in documents_in_force(made, on=day)}

    assert all(len(found) == (day >= periods(made, name)[0].start) for name, found in holding.items())
    assert set(shown) == {name for name, found in holding.items() if found and found[0].text.version}
    assert all(item.revision is holding[name][0].revision for name, item in shown.items())
    assert all(item.upcoming is None or item.upcoming > day for item in shown.values())
    assert bool(shown) == (policy_state(made, on=day) is State.IN_FORCE)


@given(HISTORIES, st.integers(-3, 45))
def test_every_revision_has_one_state_a_day(made: Policy, offset: int) -> None:
    """At most one is in force; what is upcoming takes effect on a later day, and nothing comes back from the past."""
    day = START + timedelta(days=offset)
    states = [state(made, item, on=day) for item in made.revisions]

    assert states.count(State.IN_FORCE) == (policy_state(made, on=day) is State.IN_FORCE)
    assert {item for item, now in zip(made.revisions, states, strict=True) if now is State.UPCOMING} == set(
        upcoming(made, on=day)
    )
    assert next_change(made, on=day) == min((item.effective for item in upcoming(made, on=day)), default=None)
