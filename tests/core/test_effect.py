"""When each revision takes effect, and what later notes do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from policies import policy, revision, text
from policybook.core.effect import as_known, settled
from policybook.core.model import Kind
from policybook.core.timeline import Change, Origin, Policy, Revision, State, in_force, intervals, state

START = date(2024, 1, 1)


def posted(number: int, day: str, effective: str | None = None, **more: object) -> Revision:
    """Return a revision as the notes have it: posted on a day, with an effective date or without one."""
    made = revision(number, effective or day, **more)  # type: ignore[arg-type]
    declared = date.fromisoformat(effective) if effective else None
    return replace(made, posted=date.fromisoformat(day), declared=declared)


def moving(number: int, day: str, effective: str, target: str, kind: Kind = Kind.POSTPONED) -> Revision:
    return posted(number, day, effective, texts=(), kind=kind, postpones=target)


def days(revisions: tuple[Revision, ...]) -> list[str]:
    return [item.effective.isoformat() for item in revisions]


def test_a_text_without_a_date_takes_effect_when_it_is_posted() -> None:
    """The usual case."""
    assert days(settled([posted(1, "2024-01-01"), posted(2, "2024-02-01")])) == ["2024-01-01", "2024-02-01"]


def test_a_correction_of_a_pending_text_takes_its_day() -> None:
    """It was written into the pending text; bound at once it would bring that one forward."""
    found = settled([posted(1, "2024-01-01"), posted(2, "2024-02-01", "2024-06-01"), posted(3, "2024-03-01")])

    assert days(found) == ["2024-01-01", "2024-06-01", "2024-06-01"]


def test_a_correction_of_another_document_does_not_wait() -> None:
    """Each document has its own line of dates."""
    found = settled(
        [posted(1, "2024-02-01", "2024-06-01"), posted(2, "2024-03-01", texts=[text(2, "refund", Change.ADDED)])]
    )

    assert days(found) == ["2024-06-01", "2024-03-01"]


def test_a_day_that_a_note_names_is_kept_though_it_is_wrong() -> None:
    """The check says so; the record shows what the editor wrote."""
    assert days(settled([posted(1, "2024-01-01", "2024-06-01"), posted(2, "2024-02-01", "2024-03-01")]))[1] == (
        "2024-03-01"
    )


def test_a_day_that_a_commit_names_never_runs_backwards() -> None:
    """Commits of the past cannot be mended."""
    second = replace(posted(2, "2024-02-01", "2024-03-01"), origin=Origin.MESSAGE)

    assert days(settled([posted(1, "2024-01-01", "2024-06-01"), second]))[1] == "2024-06-01"


def test_a_withdrawal_does_not_wait_for_what_is_pending() -> None:
    """Given up is given up."""
    gone = posted(3, "2024-03-01", texts=[replace(text(3), version=None, change=Change.REMOVED)])
    found = settled([posted(1, "2024-01-01"), posted(2, "2024-02-01", "2024-06-01"), gone])

    assert days(found)[2] == "2024-03-01"


def test_a_date_moves_both_ways_and_every_day_stays_on_record() -> None:
    """Readers see what was announced first and what holds."""
    found = settled(
        [
            posted(1, "2024-01-01", "2024-03-01"),
            moving(2, "2024-02-01", "2024-06-01", "1"),
            moving(3, "2024-02-10", "2024-05-01", "1", Kind.ADVANCED),
        ]
    )

    assert days(found) == ["2024-05-01", "2024-06-01", "2024-05-01"]
    assert found[0].replaced == (date(2024, 3, 1), date(2024, 6, 1))
    assert [item.replaced for item in found[1:]] == [(date(2024, 3, 1),), (date(2024, 6, 1),)]


def test_a_correction_moves_with_the_text_it_corrects() -> None:
    """Else the uncorrected text would take effect on the old day, or the correction alone."""
    line = [posted(1, "2024-01-01"), posted(2, "2024-02-01", "2024-06-01"), posted(3, "2024-03-01")]

    assert days(settled([*line, moving(4, "2024-04-01", "2024-09-01", "2")]))[1:3] == ["2024-09-01"] * 2
    assert days(settled([*line, moving(4, "2024-04-01", "2024-09-01", "3")]))[1:3] == ["2024-09-01"] * 2


def test_what_has_taken_effect_is_not_moved() -> None:
    """It bound people on the days before; no later note can undo that."""
    found = settled([posted(1, "2024-01-01"), moving(2, "2024-02-01", "2024-06-01", "1")])

    assert (days(found)[0], found[0].replaced, found[1].replaced) == ("2024-01-01", (), ())


def test_a_pending_revision_is_taken_back_with_its_corrections() -> None:
    """The note about it has no text: the one in force stays as it was."""
    back = replace(posted(4, "2024-04-01"), kind=Kind.WITHDRAWN, withdraws="2", restores=True)
    found = settled([posted(1, "2024-01-01"), posted(2, "2024-02-01", "2024-06-01"), posted(3, "2024-03-01"), back])
    made = policy(*found)

    assert [item.taken_back for item in found[1:3]] == [date(2024, 4, 1)] * 2
    assert [item.revision.number for item in intervals(made)] == [1]
    assert state(made, found[1], on=date(2024, 4, 1)) is State.WITHDRAWN


def test_a_note_without_a_text_waits_for_nothing() -> None:
    """What else is pending has no bearing on the day from which a revision is withdrawn."""
    ahead, second = posted(1, "2024-02-01", "2024-05-01"), posted(2, "2024-02-02", "2024-06-01")
    back = replace(posted(3, "2024-04-01"), kind=Kind.WITHDRAWN, withdraws="2", restores=True)

    assert days(settled([ahead, second, back]))[2] == "2024-04-01"


def test_only_the_correction_may_be_taken_back() -> None:
    """The pending text is then as it was posted first."""
    back = replace(posted(4, "2024-04-01"), kind=Kind.WITHDRAWN, withdraws="3", restores=True)
    found = settled([posted(1, "2024-01-01"), posted(2, "2024-02-01", "2024-06-01"), posted(3, "2024-03-01"), back])

    assert in_force(policy(*found), on=date(2024, 6, 1)) is found[1]


def test_a_text_in_force_cannot_be_taken_back_as_if_it_never_was() -> None:
    """The text from before it is then a revision like any other, from its own day on."""
    back = replace(posted(3, "2024-04-01"), kind=Kind.WITHDRAWN, withdraws="2", restores=True)
    made = policy(*settled([posted(1, "2024-01-01"), posted(2, "2024-02-01"), back]))

    assert [in_force(made, on=date(2024, month, 15)) for month in (2, 4)] == [made.revisions[1], made.revisions[2]]


def test_what_follows_a_revision_taken_back_does_not_wait_for_it() -> None:
    """Its day is free again."""
    back = replace(posted(3, "2024-03-01"), kind=Kind.WITHDRAWN, withdraws="2", restores=True)
    found = settled([posted(1, "2024-01-01"), posted(2, "2024-02-01", "2024-06-01"), back, posted(4, "2024-04-01")])

    assert days(found)[3] == "2024-04-01"


def test_a_day_knows_nothing_of_what_was_posted_later() -> None:
    """A site built for the past reads as it did then."""
    made = policy(
        *settled(
            [
                posted(1, "2024-01-01"),
                posted(2, "2024-02-01", "2024-06-01"),
                moving(3, "2024-03-01", "2024-09-01", "2"),
            ]
        )
    )
    before, after = as_known(made, on=date(2024, 2, 29)), as_known(made, on=date(2024, 3, 1))

    assert before is not None
    assert days(before.revisions) == ["2024-01-01", "2024-06-01"]
    assert before.revisions[1].replaced == ()
    assert after is made
    assert as_known(made, on=date(2023, 12, 31)) is None


Step = tuple[int, int, int, int, bool]


def line(steps: list[Step]) -> Policy:
    """Return a policy of texts, corrections, moved dates and revisions taken back."""
    made: list[Revision] = []
    day = START
    for number, (what, pause, ahead, target, flag) in enumerate(steps, start=1):
        day += timedelta(days=pause)
        effective = (day + timedelta(days=ahead)).isoformat()
        if what == 0:
            made.append(moving(number, day.isoformat(), effective, str(target)))
        elif what == 1:
            back = replace(posted(number, day.isoformat()), kind=Kind.WITHDRAWN, withdraws=str(target))
            made.append(replace(back, restores=flag))
        else:
            made.append(posted(number, day.isoformat(), effective if flag else None))
    return policy(*settled(made))


LINES = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(0, 20), st.integers(1, 8), st.booleans()),
    min_size=1,
    max_size=9,
).map(line)


@given(LINES, st.integers(0, 60))
def test_nothing_that_is_posted_later_changes_what_was_in_force(made: Policy, offset: int) -> None:
    """What was known on a day about that day is what the record says of it ever after."""
    day = START + timedelta(days=offset)
    known = as_known(made, on=day)
    then = in_force(known, on=day) if known else None
    now = in_force(made, on=day)

    assert (then.id if then else None) == (now.id if now else None)


@given(LINES)
def test_nothing_binds_before_it_is_posted(made: Policy) -> None:
    """Whatever notes move, correct or take back."""
    assert all(item.effective >= item.posted for item in made.revisions)


@given(LINES)
def test_settling_what_is_settled_changes_nothing(made: Policy) -> None:
    """Every day is answered by the same rules."""
    assert settled(made.revisions) == made.revisions
