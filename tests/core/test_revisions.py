"""Commits and notes to revisions."""

from __future__ import annotations

from datetime import date

import pytest

from policybook.core.errors import ContentError
from policybook.core.model import Kind
from policybook.core.seals import page_seal
from policybook.core.source import source_hash
from policybook.core.timeline import Change, Policy, State, documents_in_force, in_force, policy_state
from scripted import ScriptedRepository, book_of, note, settings

TERMS = "---\ntitle: Terms\ndocuments: [refund]\n---\nYou may use the service.\n"
REFUND = "---\ntitle: Refunds\n---\nWe refund within 14 days.\n"


def only(repository: ScriptedRepository, policy: str = "terms") -> Policy:
    found = book_of(repository).policy(policy)
    assert found is not None
    return found


def with_notes() -> ScriptedRepository:
    """A policy with one document and its first note."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"terms/index.md": TERMS, "terms/revisions/2020-01-01.md": note(kind="initial")})
    return repository


def test_a_note_and_the_text_of_its_commit_make_a_revision() -> None:
    """Its day is that of the commit unless the note says otherwise."""
    revision = only(with_notes()).revisions[0]

    assert (revision.id, revision.kind, revision.posted) == ("2020-01-01", Kind.INITIAL, date(2020, 1, 1))
    assert [(text.document, text.change) for text in revision.touched] == [("terms", Change.ADDED)]


def test_the_note_decides_the_dates() -> None:
    """Git is provenance; legal dates come from the note."""
    repository = with_notes()
    repository.commit(
        "2020-05-03",
        {
            "terms/index.md": TERMS + "\nMore.\n",
            "terms/revisions/2020-05-01.md": note(posted="2020-05-01", effective="2020-06-01", material="yes"),
        },
    )
    revision = only(repository).revisions[-1]

    assert (revision.posted, revision.effective, revision.material) == (date(2020, 5, 1), date(2020, 6, 1), True)


def test_the_day_of_a_commit_is_counted_in_the_declared_zone() -> None:
    """Noon in London is tomorrow in Auckland, and a policy is posted where its owner lives."""
    book = book_of(with_notes(), settings("Pacific/Auckland"))

    assert book.policies[0].revisions[0].posted == date(2020, 1, 2)


def test_a_text_changed_without_a_note_is_an_unlisted_revision() -> None:
    """The record never hides a change."""
    repository = with_notes()
    repository.commit("2020-02-01", {"terms/index.md": TERMS + "\nSneaked in.\n"}, "Update index.md")
    revision = only(repository).revisions[-1]

    assert (revision.id, revision.listed) == ("2020-02-01", False)


def test_the_redline_of_the_next_revision_starts_from_the_unlisted_text() -> None:
    """Otherwise a note would be blamed for words it did not bring."""
    repository = with_notes()
    repository.commit("2020-02-01", {"terms/index.md": TERMS + "\nSneaked in.\n"})
    repository.commit(
        "2020-03-01",
        {"terms/index.md": TERMS + "\nSneaked in.\n\nNoted.\n", "terms/revisions/2020-03-01.md": note()},
    )
    _, unlisted, noted = only(repository).revisions

    assert noted.touched[0].previous == unlisted.touched[0].version


def test_what_a_reader_cannot_see_is_no_revision() -> None:
    """Re-wrapped lines and other markup for the same words do not make history."""
    repository = with_notes()
    repository.commit("2020-02-01", {"terms/index.md": TERMS.replace("use the", "use\nthe")})
    policy = only(repository)

    assert len(policy.revisions) == 1


def test_a_mended_link_reaches_the_page_without_a_revision() -> None:
    """The page shows the latest markup of the text in force, its permanent page the text as it was noted."""
    repository = with_notes()
    repository.commit(
        "2020-02-01", {"terms/index.md": TERMS.replace("the service", "[the service](https://a.example)")}
    )
    text = only(repository).revisions[0].touched[0]

    assert text.version != text.latest
    assert text.latest is not None
    assert text.latest.position == 1


def test_before_the_first_note_commits_are_revisions_of_their_own() -> None:
    """A repository that adopts notes later is not told off for its past."""
    repository = ScriptedRepository()
    repository.commit("2019-01-01", {"terms/index.md": TERMS}, "Publish the terms of use")
    repository.commit("2020-01-01", {"terms/index.md": TERMS + "\nMore.\n", "terms/revisions/2020-01-01.md": note()})
    first, second = only(repository).revisions

    assert (first.listed, first.summary, first.kind) == (True, "Publish the terms of use", Kind.INITIAL)
    assert second.listed


def test_two_notes_of_one_commit_share_its_documents() -> None:
    """Each tells of the documents it names; the other takes the rest."""
    repository = with_notes()
    repository.commit(
        "2020-02-01",
        {
            "terms/index.md": TERMS + "\nMore.\n",
            "terms/refund.md": REFUND,
            "terms/revisions/2020-02-01.md": note(documents="[refund]", kind="added"),
            "terms/revisions/2020-02-01-2.md": note(),
        },
    )
    policy = only(repository)
    found = {item.id: [text.document for text in item.touched] for item in policy.revisions}

    assert found["2020-02-01"] == ["refund"]
    assert found["2020-02-01-2"] == ["terms"]


def test_documents_follow_the_order_of_the_first() -> None:
    """Front matter says where each further document stands; those it does not name follow by name."""
    repository = ScriptedRepository()
    files = {name: f"---\ntitle: {name}\n---\nWords of {name}.\n" for name in ("z", "a", "m")}
    repository.commit(
        "2020-01-01",
        {
            "terms/index.md": TERMS.replace("[refund]", "[z]"),
            **{f"terms/{name}.md": text for name, text in files.items()},
            "terms/revisions/2020-01-01.md": note(kind="initial"),
        },
    )

    assert [text.document for text in only(repository).revisions[0].texts] == ["terms", "z", "a", "m"]


def test_a_postponement_moves_the_effective_date_and_keeps_both() -> None:
    """Readers see the day that was announced first and the one that holds."""
    repository = with_notes()
    repository.commit(
        "2020-02-01",
        {"terms/index.md": TERMS + "\nMore.\n", "terms/revisions/2020-02-01.md": note(effective="2020-03-01")},
    )
    repository.commit(
        "2020-02-20",
        {"terms/revisions/2020-02-20.md": note(kind="postponed", postpones="2020-02-01", effective="2020-06-01")},
    )
    policy = only(repository)
    target = policy.revision("2020-02-01")

    assert target is not None
    assert (target.effective, target.replaced) == (date(2020, 6, 1), (date(2020, 3, 1),))
    assert in_force(policy, on=date(2020, 5, 31)) is policy.revisions[0]


def pending() -> ScriptedRepository:
    """A policy with a change to come in June."""
    repository = with_notes()
    repository.commit(
        "2020-02-01",
        {"terms/index.md": TERMS + "\nMore.\n", "terms/revisions/2020-02-01.md": note(effective="2020-06-01")},
    )
    return repository


def test_a_correction_of_a_pending_text_takes_its_day() -> None:
    """Its note need not repeat the date, and forgetting it must not bring the pending text forward."""
    repository = pending()
    files = {"terms/index.md": TERMS + "\nMore!\n", "terms/revisions/2020-03-01.md": note(kind="editorial")}
    repository.commit("2020-03-01", files)
    policy = only(repository)

    assert policy.revisions[-1].effective == date(2020, 6, 1)
    assert in_force(policy, on=date(2020, 5, 31)) is policy.revisions[0]
    assert in_force(policy, on=date(2020, 6, 1)) is policy.revisions[-1]


def test_an_unlisted_change_does_not_bring_a_pending_text_forward() -> None:
    """Somebody who forgets the note forgets the date with it."""
    repository = pending()
    repository.commit("2020-03-01", {"terms/index.md": TERMS + "\nMore and more.\n"})
    policy = only(repository)

    assert in_force(policy, on=date(2020, 5, 31)) is policy.revisions[0]
    assert policy.revisions[-1].effective == date(2020, 6, 1)


def test_a_pending_revision_is_withdrawn_by_undoing_its_text() -> None:
    """The text in force stays in force since its own day; the note about it has no text of its own."""
    repository = pending()
    files = {
        "terms/index.md": TERMS,
        "terms/revisions/2020-03-01.md": note(kind="withdrawn", withdraws="2020-02-01"),
    }
    repository.commit("2020-03-01", files)
    policy = only(repository)

    assert in_force(policy, on=date(2020, 7, 1)) is policy.revisions[0]
    assert (policy.revisions[1].taken_back, policy.revisions[2].has_text) == (date(2020, 3, 1), False)


def test_a_withdrawn_revision_whose_text_stays_does_not_come_into_force() -> None:
    """The note decides; the check asks for the text to be undone."""
    repository = pending()
    repository.commit("2020-03-01", {"terms/revisions/2020-03-01.md": note(kind="withdrawn", withdraws="2020-02-01")})
    policy = only(repository)

    assert in_force(policy, on=date(2020, 7, 1)) is policy.revisions[0]
    assert not policy.revisions[2].restores


def test_posted_announced_and_effective_are_three_days() -> None:
    """What is posted is announced with it unless the note says another day; nobody announced an unlisted change."""
    repository = with_notes()
    files = {"terms/index.md": TERMS + "\nMore.\n"}
    fields = {"announced": "2020-02-03", "effective": "2020-03-01"}
    repository.commit("2020-02-01", {**files, "terms/revisions/2020-02-01.md": note(**fields)})
    repository.commit("2020-04-01", {"terms/index.md": TERMS})
    found = [(item.posted, item.announced, item.effective) for item in only(repository).revisions]

    assert found == [
        (date(2020, 1, 1), date(2020, 1, 1), date(2020, 1, 1)),
        (date(2020, 2, 1), date(2020, 2, 3), date(2020, 3, 1)),
        (date(2020, 4, 1), None, date(2020, 4, 1)),
    ]


def test_imported_notes_stand_before_the_record() -> None:
    """The years before git are listed by the day they were posted."""
    repository = with_notes()
    repository.commit(
        "2020-02-01",
        {
            "terms/revisions/2014-01-01.md": note(kind="imported", posted="2014-01-01", link="https://a.example/x"),
            "terms/revisions/2012-01-01.md": note(kind="imported", posted="2012-01-01"),
        },
    )
    policy = only(repository)

    assert [item.id for item in policy.revisions] == ["2012-01-01", "2014-01-01", "2020-01-01"]
    assert policy.revisions[1].link == "https://a.example/x"
    assert not policy.revisions[0].has_text


def test_a_deleted_policy_is_withdrawn_and_its_last_text_known() -> None:
    """Deleting a file does not delete what was published."""
    repository = with_notes()
    repository.commit(
        "2021-01-01",
        {"terms/index.md": None, "terms/revisions/2021-01-01.md": note("We no longer offer it.", kind="withdrawn")},
    )
    policy = only(repository)

    assert policy_state(policy, on=date(2021, 1, 1)) is State.WITHDRAWN
    assert policy.revisions[-1].texts[0].previous is not None
    assert not policy.alive


def test_a_policy_deleted_with_its_notes_stays_on_record() -> None:
    """Even an editor who removes the whole folder cannot remove the past."""
    repository = with_notes()
    repository.commit("2020-06-01", {"privacy/index.md": REFUND, "privacy/revisions/2020-06-01.md": note()})
    repository.commit("2021-01-01", {"terms/index.md": None, "terms/revisions/2020-01-01.md": None})
    policy = only(repository)

    assert [item.id for item in policy.revisions] == ["2020-01-01", "2021-01-01"]
    assert policy.revisions[-1].kind is Kind.WITHDRAWN
    assert not policy.revisions[-1].listed


def test_a_withdrawal_note_takes_effect_though_the_file_stays() -> None:
    """What the note says counts; deleting the file can wait."""
    repository = with_notes()
    repository.commit("2021-01-01", {"terms/revisions/2021-01-01.md": note(kind="withdrawn")})

    assert policy_state(only(repository), on=date(2021, 1, 1)) is State.WITHDRAWN


def test_a_returned_document_is_compared_with_its_last_text() -> None:
    """Reinstating is not publishing anew."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"terms.md": TERMS})
    repository.commit("2020-02-01", {"terms.md": None}, "Drop the terms for good")
    repository.commit("2020-03-01", {"terms.md": TERMS + "\nMore.\n"}, "Bring the terms back")
    kinds = [item.kind for item in only(repository).revisions]
    back = only(repository).revisions[-1].touched[0]

    assert kinds == [Kind.INITIAL, Kind.WITHDRAWN, Kind.REINSTATED]
    assert back.previous is not None


def test_a_document_that_moves_keeps_one_lineage_across_pages() -> None:
    """Both pages tell of the move, and the new page compares with the text on the old one."""
    repository = with_notes()
    repository.commit(
        "2020-02-01",
        {
            "terms/refund.md": REFUND,
            "terms/revisions/2020-02-01.md": note(kind="added"),
            "privacy/index.md": "---\ntitle: Privacy\n---\nWe keep little.\n",
            "privacy/revisions/2020-02-01.md": note(kind="initial"),
        },
    )
    repository.commit(
        "2020-03-01",
        {
            "terms/refund.md": None,
            "privacy/refund.md": REFUND,
            "terms/revisions/2020-03-01.md": note(kind="moved", to="privacy", documents="[refund]"),
            "privacy/revisions/2020-03-01.md": note(kind="moved", **{"from": "terms"}, documents="[refund]"),
        },
    )
    book = book_of(repository)
    terms, privacy = book.policy("terms"), book.policy("privacy")
    assert terms is not None
    assert privacy is not None
    gone, arrived = terms.revisions[-1].touched[0], privacy.revisions[-1].touched[0]

    assert (gone.change, gone.version) == (Change.MOVED, None)
    assert arrived.change is Change.MOVED
    assert arrived.previous is not None
    assert arrived.previous.path == "content/terms/refund.md"


def test_a_renamed_document_keeps_one_id() -> None:
    """Its page would lose it otherwise as soon as another document changed."""
    repository = with_notes()
    repository.commit("2020-02-01", {"terms/returns.md": REFUND, "terms/revisions/2020-02-01.md": note(kind="added")})
    repository.commit("2020-03-01", {"terms/returns.md": None, "terms/refund.md": REFUND})
    repository.commit("2020-04-01", {"terms/index.md": TERMS + "\nMore.\n", "terms/revisions/2020-04-01.md": note()})
    policy = only(repository)

    assert len(policy.revisions) == 3
    assert [item.text.document for item in documents_in_force(policy, on=date(2020, 5, 1))] == ["terms", "refund"]


def test_a_renamed_policy_folder_keeps_its_history() -> None:
    """The notes and texts of `tos/` are those of what became `terms/`."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"tos/index.md": TERMS, "tos/revisions/2020-01-01.md": note(kind="initial")})
    repository.commit(
        "2021-01-01",
        {
            "tos/index.md": None,
            "tos/revisions/2020-01-01.md": None,
            "terms/index.md": TERMS,
            "terms/revisions/2020-01-01.md": note(kind="initial"),
        },
    )
    book = book_of(repository)

    assert [(item.id, [one.id for one in item.revisions]) for item in book.policies] == [("terms", ["2020-01-01"])]


def test_a_seal_finds_its_text_whatever_commit_brought_the_note() -> None:
    """A note added too late still stands for the text it names by its hash."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"terms/index.md": TERMS, "terms/revisions/2020-01-01.md": note(kind="initial")})
    repository.commit("2020-02-01", {"terms/index.md": TERMS + "\nMore.\n"})
    sealed = book_of(repository).policies[0].revisions[-1].touched[0].version
    assert sealed is not None
    seal = book_of(repository).digest(sealed).source
    repository.commit("2020-02-05", {"terms/revisions/2020-02-01.md": note(sha256=seal, posted="2020-02-01")})
    policy = only(repository)

    assert [(item.id, item.listed) for item in policy.revisions] == [("2020-01-01", True), ("2020-02-01", True)]


def test_without_notes_every_file_is_a_policy_and_every_visible_change_a_revision() -> None:
    """Any repository of Markdown gets a site without a word of configuration."""
    repository = ScriptedRepository(prefix="")
    repository.commit("2020-01-01", {"terms.md": TERMS, "privacy/index.md": REFUND, "README.md": "About\n"})
    repository.commit("2020-02-01", {"terms.md": TERMS + "\nMore.\n"}, "Explain more (#12)\n\nBody.")
    book = book_of(repository)

    assert [item.address for item in book.policies] == ["privacy", "terms"]
    assert [item.summary for item in book.policies[1].revisions] == ["Change the policies", "Explain more"]


def test_trailers_of_a_commit_are_honoured() -> None:
    """Derived revisions can say what notes say."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"terms.md": TERMS})
    repository.commit(
        "2020-02-01",
        {"terms.md": TERMS + "\nMore.\n"},
        "wip\n\nSummary: Clearer words\nEffective: 2020-03-01\nMaterial: yes\nKind: editorial\n",
    )
    revision = only(repository).revisions[-1]

    assert (revision.summary, revision.effective, revision.material, revision.kind) == (
        "Clearer words",
        date(2020, 3, 1),
        True,
        Kind.EDITORIAL,
    )


def test_front_matter_dates_a_derived_revision_when_it_changes() -> None:
    """A date that the editor forgot to change says nothing about the new text."""
    repository = ScriptedRepository()
    dated = TERMS.replace("---\ntitle", "---\neffective: 2020-01-15\ntitle")
    repository.commit("2020-01-01", {"terms.md": dated})
    repository.commit("2020-02-01", {"terms.md": dated + "\nMore.\n"})

    assert [item.effective for item in only(repository).revisions] == [date(2020, 1, 15), date(2020, 2, 1)]


def test_derived_effective_dates_never_run_backwards() -> None:
    """A commit while another text is pending cannot bind before it."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"terms.md": TERMS}, "First\n\nEffective: 2020-06-01\n")
    repository.commit("2020-02-01", {"terms.md": TERMS + "\nMore.\n"}, "Second thoughts")

    assert [item.effective for item in only(repository).revisions] == [date(2020, 6, 1), date(2020, 6, 1)]


def test_several_revisions_of_one_day_are_told_apart() -> None:
    """The oldest has the plain day as its address."""
    repository = ScriptedRepository()
    for number in range(3):
        repository.commit("2020-01-01", {"terms.md": TERMS + "More.\n\n" * number})

    assert [item.id for item in only(repository).revisions] == ["2020-01-01", "2020-01-01-2", "2020-01-01-3"]


def test_two_living_policies_with_one_address_are_refused() -> None:
    """One of them would overwrite the other."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"Our Terms.md": TERMS, "our-terms.md": REFUND})

    with pytest.raises(ContentError, match="our-terms"):
        book_of(repository)


def test_a_dead_policy_steps_aside_for_a_living_one() -> None:
    """Its history stays readable under an address of its own."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"Our Terms.md": "Completely other words stood here once.\n"})
    repository.commit("2020-02-01", {"Our Terms.md": None})
    repository.commit("2020-03-01", {"our-terms.md": REFUND})
    addresses = {item.address: item.alive for item in book_of(repository).policies}

    assert addresses == {"our-terms": True, "our-terms-2": False}


def test_an_empty_history_has_no_policies() -> None:
    """A repository before its first commit is no error."""
    assert book_of(ScriptedRepository()).policies == ()


def test_ordinary_pages_beside_policies_are_no_policies() -> None:
    """With notes, only folders with an index or notes are policies."""
    repository = with_notes()
    repository.commit("2020-02-01", {"about.md": "About us.\n", "help/contact.md": "Write to us.\n"})

    assert [item.id for item in book_of(repository).policies] == ["terms"]


def test_a_document_can_say_whose_history_it_continues() -> None:
    """Where file and words both changed, only its editor knows."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"returns.md": "Nothing here reads like what follows.\n"})
    repository.commit("2020-02-01", {"returns.md": None})
    repository.commit("2020-03-01", {"refund.md": REFUND.replace("---\nWe", "replaces: returns\n---\nWe")})
    policies = book_of(repository).policies

    assert [(item.id, len(item.revisions)) for item in policies] == [("refund", 3)]


def test_without_notes_a_document_takes_its_history_along() -> None:
    """Though another document now has the address it once had."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"privacy/index.md": REFUND})
    repository.commit("2020-02-01", {"privacy/index.md": None, "privacy/full.md": REFUND})
    repository.commit("2020-03-01", {"privacy/index.md": "Quite another text about cookies and their lifetimes.\n"})
    found = {item.id: [one.id for one in item.revisions] for item in book_of(repository).policies}

    assert found == {"privacy": ["2020-03-01"], "privacy/full": ["2020-01-01"]}


def sealed(repository: ScriptedRepository, text: str, day: str, **fields: object) -> dict[str, str]:
    """Return a sealed note for a text, as adopt writes it."""
    return {f"terms/revisions/{day}.md": note(f"Of {day}.", posted=day, sha256=source_hash(text), **fields)}


def test_seals_tell_apart_a_text_that_came_back() -> None:
    """Both revisions with the same words keep their own place, though one commit brought all notes."""
    repository, other = ScriptedRepository(), TERMS + "\nMore.\n"
    for day, text in (("2020-01-01", TERMS), ("2020-02-01", other), ("2020-03-01", TERMS)):
        repository.commit(day, {"terms/index.md": text})
    days = {"2020-01-01": TERMS, "2020-02-01": other, "2020-03-01": TERMS}
    repository.commit(
        "2024-01-01", {k: v for day, text in days.items() for k, v in sealed(repository, text, day).items()}
    )
    policy = only(repository)

    assert [(item.id, item.position, item.listed) for item in policy.revisions] == [
        ("2020-01-01", 0, True),
        ("2020-02-01", 1, True),
        ("2020-03-01", 2, True),
    ]


def test_a_sealed_text_that_is_gone_is_a_lost_revision() -> None:
    """To show another text at its address would falsify the record."""
    repository = with_notes()
    repository.commit("2020-02-01", sealed(repository, "Never seen.", "2019-05-01"))
    book = book_of(repository)

    assert [revision.id for revision in book.policies[0].revisions] == ["2020-01-01"]
    assert [(item.rule, item.path) for item in book.problems] == [
        ("lost-revision", "content/terms/revisions/2019-05-01.md")
    ]


def test_a_policy_without_any_text_left_is_lost_and_not_forgotten() -> None:
    """All its commits went with a branch; its notes still say that it was published."""
    repository = with_notes()
    repository.commit("2020-02-01", {"gone/revisions/2019-05-01.md": note(sha256="ab" * 32)})

    assert ["gone/2019-05-01" in item.message for item in book_of(repository).problems] == [True]


def test_the_seal_of_a_page_covers_all_its_documents() -> None:
    """A revision is the whole page, and no single document tells two of its states apart."""
    repository = ScriptedRepository()
    repository.commit("2020-01-01", {"terms/index.md": TERMS, "terms/refund.md": REFUND, "x/revisions/1.md": note()})
    repository.commit("2020-02-01", {"terms/refund.md": REFUND + "\nMore.\n"})
    book = book_of(repository)
    seals = [
        page_seal(book.digest(text.version).source for text in item.standing if text.version)
        for item in book.policies[0].revisions
    ]
    notes = {f"terms/revisions/{number}.md": note(sha256=seal) for number, seal in enumerate(seals)}
    repository.commit("2024-01-01", dict(notes))

    assert [(item.id, item.position) for item in only(repository).revisions] == [("0", 0), ("1", 1)]


def test_a_policy_of_one_file_keeps_its_notes_in_a_folder_beside_it() -> None:
    """Nobody has to move `terms.md` to begin with notes."""
    repository = ScriptedRepository()
    repository.commit("2019-01-01", {"rules.md": TERMS}, "Publish the terms")
    repository.commit("2020-01-01", {"rules.md": None, "terms.md": TERMS + "\nMore.\n"}, "Call them terms")
    repository.commit(
        "2021-01-01", {"terms.md": TERMS, "terms/revisions/2021-01-01.md": note(), "about.md": "Hello.\n"}
    )
    policy = only(repository)

    assert [(item.id, item.listed) for item in policy.revisions] == [
        ("2019-01-01", True),
        ("2020-01-01", True),
        ("2021-01-01", True),
    ]
    assert [item.id for item in book_of(repository).policies] == ["terms"]
