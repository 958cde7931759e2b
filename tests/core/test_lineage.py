"""Which versions are one document: through renames, deletions, returns and moves."""

from __future__ import annotations

from collections.abc import Mapping
from posixpath import basename, dirname, splitext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.errors import ContentError
from policybook.core.lineage import Traced, traced
from policybook.core.model import Lineage
from repositories import Line


def identity(path: str) -> str:
    """As in a repository without notes: `x.md` and `x/index.md` are one document."""
    stem = splitext(path)[0]
    return dirname(stem) if basename(stem).lower() == "index" and dirname(stem) else stem


def trace(line: Line, replaces: Mapping[str, str] | None = None, folder: str = "") -> Traced:
    return traced(
        line.commits,
        belongs=lambda path: path.startswith(folder) and path.lower().endswith(".md"),
        identity=identity,
        text=line.text,
        replaces=replaces or {},
    )


def told(lineage: Lineage) -> list[tuple[int, str, str]]:
    """Position, path and text of every version."""
    return [(version.position, version.path, version.blob) for version in lineage.versions]


def only(found: Traced) -> Lineage:
    (lineage,) = found.lineages
    return lineage


def prose(seed: str, count: int = 100) -> str:
    return " ".join(f"{seed}{number}" for number in range(count))


TERMS, PRIVACY = prose("terms"), prose("privacy")


def test_a_document_has_one_version_for_every_commit_that_changed_it() -> None:
    line = Line().commit({"a.md": "1"}).commit({"b.md": "x"}).commit({"a.md": "2"}).commit({"a.md": "1"})

    first, second = trace(line).lineages

    assert told(first) == [(0, "a.md", "1"), (2, "a.md", "2"), (3, "a.md", "1")]
    assert told(second) == [(1, "b.md", "x")]
    assert (first.path, first.alive) == ("a.md", True)


def test_other_files_are_none_of_our_business() -> None:
    assert trace(Line().commit({"logo.png": "x", "docs/a.md": "y"}), folder="content/").lineages == ()


def test_no_commits_no_documents() -> None:
    assert trace(Line()) == Traced(lineages=(), guesses=())


@pytest.mark.parametrize("mode", ["100755", "100664"])
def test_a_change_of_permissions_alone_is_no_version(mode: str) -> None:
    line = Line().commit({"a.md": "1"}).commit({"a.md": (mode, "1")}).commit({"a.md": (mode, "2")})

    assert told(only(trace(line))) == [(0, "a.md", "1"), (2, "a.md", "2")]


def test_a_submodule_is_no_text() -> None:
    line = Line().commit({"a.md": ("160000", "1" * 40)}).commit({"b.md": "x"}).commit({"b.md": ("160000", "1" * 40)})

    assert told(only(trace(line))) == [(1, "b.md", "x"), (2, "b.md", "")]


# -- renames ------------------------------------------------------------------------------------------------------


def test_a_renamed_document_keeps_its_history() -> None:
    line = Line().commit({"a.md": TERMS}).commit({"a.md": None, "b.md": TERMS + " edited"}).commit({"b.md": "2"})

    found = trace(line)

    assert told(only(found)) == [(0, "a.md", TERMS), (1, "b.md", TERMS + " edited"), (2, "b.md", "2")]
    (guess,) = found.guesses
    assert (guess.position, guess.commit, guess.old_path, guess.new_path) == (1, line.commits[1].id, "a.md", "b.md")
    assert 0.9 < guess.similarity < 1


def test_the_same_identity_needs_no_guess() -> None:
    """However much of the text changed: its author says it is the same document."""
    line = Line().commit({"terms.md": TERMS}).commit({"terms.md": None, "terms/index.md": PRIVACY})

    found = trace(line)

    assert told(only(found)) == [(0, "terms.md", TERMS), (1, "terms/index.md", PRIVACY)]
    assert found.guesses == ()
    assert line.asked == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("Terms.md", "terms.md"), ("café.md", "cafe\N{COMBINING ACUTE ACCENT}.md"), ("STRASSE.md", "straße.md")],
)
def test_a_rename_in_case_or_composition_only_is_the_same_document(old: str, new: str) -> None:
    line = Line().commit({old: "1"}).commit({old: None, new: "2"})

    assert told(only(trace(line))) == [(0, old, "1"), (1, new, "2")]


def test_different_texts_are_different_documents() -> None:
    line = Line().commit({"a.md": TERMS}).commit({"a.md": None, "b.md": PRIVACY})

    old, new = trace(line).lineages

    assert told(old) == [(0, "a.md", TERMS), (1, "a.md", "")]
    assert not old.alive
    assert told(new) == [(1, "b.md", PRIVACY)]


def test_texts_are_read_only_to_guess() -> None:
    line = Line().commit({"a.md": "1", "c.md": "3"}).commit({"a.md": "2"}).commit({"c.md": None}).commit({"d.md": "3"})

    trace(line)

    assert line.asked == []


def test_a_copy_is_a_new_document() -> None:
    line = Line().commit({"a.md": TERMS}).commit({"b.md": TERMS}).commit({"a.md": "2"})

    first, second = trace(line).lineages

    assert len(first.versions) == 2
    assert told(second) == [(1, "b.md", TERMS)]


def test_documents_that_change_places_are_followed_by_their_names() -> None:
    line = Line().commit({"a.md": TERMS, "b.md": PRIVACY}).commit({"a.md": PRIVACY, "b.md": TERMS})

    first, _ = trace(line).lineages

    assert told(first) == [(0, "a.md", TERMS), (1, "a.md", PRIVACY)]


def test_a_name_given_away_is_free_for_another_document() -> None:
    """The new file must not claim the past of the one that left."""
    line = Line().commit({"a.md": TERMS}).commit({"a.md": None, "b.md": TERMS}).commit({"a.md": PRIVACY})

    new, moved = trace(line).lineages

    assert told(new) == [(2, "a.md", PRIVACY)]
    assert told(moved) == [(0, "a.md", TERMS), (1, "b.md", TERMS)]


def test_notes_that_move_together_keep_their_names() -> None:
    """Notes are short and alike; the name is their permalink."""

    def note(day: str) -> str:
        return f"---\neffective: 20{day}\nmaterial: true\n---\nUpdated the arbitration clause of section {day[:2]}."

    days = ("20-01-01", "21-01-01", "22-01-01")
    line = Line().commit({f"terms/revisions/20{day}.md": note(day) for day in days})
    line.commit(
        {f"terms/revisions/20{day}.md": None for day in days}
        | {f"legal/terms/revisions/20{day}.md": note(day) + " Typo mended." for day in days}
    )

    found = traced(line.commits, belongs=lambda path: "/revisions/" in path, identity=str, text=line.text).lineages

    assert len(found) == 3
    assert all(basename(version.path) == basename(note.path) for note in found for version in note.versions)


# -- deletions and returns ----------------------------------------------------------------------------------------


def test_a_document_that_comes_back_is_reinstated() -> None:
    """Readers compare it with its last text, and see that it was withdrawn in between."""
    line = Line().commit({"a.md": "1"}).commit({"a.md": None}).commit({"b.md": "x"}).commit({"a.md": "2"})

    first, _ = trace(line).lineages

    assert told(first) == [(0, "a.md", "1"), (1, "a.md", ""), (3, "a.md", "2")]
    assert first.alive


def test_a_known_name_wins_over_a_guess() -> None:
    line = Line().commit({"a.md": "1"}).commit({"a.md": None}).commit({"b.md": TERMS})
    line.commit({"b.md": None, "a.md": TERMS})

    first, second = trace(line).lineages

    assert told(first) == [(0, "a.md", "1"), (1, "a.md", ""), (3, "a.md", TERMS)]
    assert told(second) == [(2, "b.md", TERMS), (3, "b.md", "")]


def test_a_file_made_before_the_old_one_is_deleted_carries_it_on() -> None:
    """A web editor cannot move a file: editors make the new one first and delete the old one later."""
    line = Line().commit({"a.md": "1"}).commit({"a/index.md": "2"}).commit({"a.md": "ignored"}).commit({"a.md": None})

    assert told(only(trace(line))) == [(0, "a.md", "1"), (1, "a/index.md", "2")]


def test_a_second_file_taken_back_gives_way_to_the_first() -> None:
    line = Line().commit({"a.md": "1"}).commit({"a/index.md": "2"}).commit({"a/index.md": None})

    assert told(only(trace(line))) == [(0, "a.md", "1"), (1, "a/index.md", "2"), (2, "a.md", "1")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TP-Link/terms.md", "tp-link/terms.md"),
        ("caf\N{LATIN SMALL LETTER E WITH ACUTE}.md", "cafe\N{COMBINING ACUTE ACCENT}.md"),
        ("a.md", "a/index.md"),
    ],
)
def test_two_living_files_for_one_document_are_refused(one: str, other: str) -> None:
    """On another file system one would overwrite the other, and both would want one page."""
    line = Line().commit({one: "1"}).commit({other: "2"})

    with pytest.raises(ContentError, match="is the same document as") as caught:
        trace(line)

    assert {caught.value.path, caught.value.message.removeprefix("is the same document as ")} == {one, other}


def test_two_files_for_one_document_in_the_past_are_forgiven() -> None:
    """What was committed cannot be put right any more."""
    line = Line().commit({"A.md": "1", "a.md": "2"}).commit({"A.md": None})

    assert only(trace(line)).path == "a.md"


# -- replacements -------------------------------------------------------------------------------------------------


def test_a_replacement_continues_a_document_deleted_earlier() -> None:
    """Deleted in one commit and rewritten in another: nothing could guess that."""
    line = Line().commit({"old.md": TERMS}).commit({"old.md": None}).commit({"new.md": PRIVACY})

    assert told(only(trace(line, {"new": "old"}))) == [(0, "old.md", TERMS), (1, "old.md", ""), (2, "new.md", PRIVACY)]


def test_a_replacement_continues_a_document_deleted_later() -> None:
    line = Line().commit({"old.md": TERMS}).commit({"new.md": PRIVACY}).commit({"old.md": "2"}).commit({"old.md": None})

    assert told(only(trace(line, {"new": "old"}))) == [(0, "old.md", TERMS), (1, "new.md", PRIVACY)]


def test_a_replacement_repairs_a_wrong_guess() -> None:
    line = Line().commit({"es.md": TERMS, "fr.md": TERMS + " fr"})
    line.commit({"es.md": None, "fr.md": None, "uno.md": TERMS + " fr", "deux.md": TERMS})

    guessed, repaired = trace(line), trace(line, {"uno": "es", "DEUX": "fr"})

    assert [told(item)[0][1] for item in guessed.lineages] == ["es.md", "fr.md"]
    assert [told(item)[0][1] for item in repaired.lineages] == ["fr.md", "es.md"]
    assert repaired.guesses == ()


def test_a_replacement_by_nothing_forbids_a_guess() -> None:
    line = Line().commit({"a.md": TERMS}).commit({"a.md": None, "b.md": TERMS})

    assert len(trace(line, {"b": ""}).lineages) == 2


def test_replacements_make_chains() -> None:
    line = Line().commit({"a.md": "1"}).commit({"a.md": None}).commit({"b.md": "2"}).commit({"b.md": None})
    line.commit({"c.md": "3"})

    for replaces in ({"b": "a", "c": "b"}, {"c": "b", "b": "a"}):
        assert [blob for _, _, blob in told(only(trace(line, replaces)))] == ["1", "", "2", "", "3"]


def test_a_document_that_still_exists_is_not_replaced() -> None:
    line = Line().commit({"a.md": "1"}).commit({"b.md": "2"}).commit({"a.md": "3"})

    with pytest.raises(ContentError, match=r"b.md: replaces a.md, which still exists"):
        trace(line, {"b": "a"})


def test_a_name_used_again_after_its_replacement_is_a_document_of_its_own() -> None:
    line = Line().commit({"a.md": TERMS}).commit({"a.md": None, "b.md": PRIVACY}).commit({"a.md": "3"})

    again, replacement = trace(line, {"b": "a"}).lineages

    assert told(replacement) == [(0, "a.md", TERMS), (1, "b.md", PRIVACY)]
    assert told(again) == [(2, "a.md", "3")]


def test_a_replacement_of_nothing_known_changes_nothing() -> None:
    line = Line().commit({"a.md": "1"})

    assert trace(line, {"a": "a", "b": "c", "x": "a"}) == trace(line)


# -- from outside -------------------------------------------------------------------------------------------------


def test_a_file_that_moves_into_the_content_brings_its_past() -> None:
    """Policies lie at the top of a repository for years before somebody makes a site of them."""
    line = Line().commit({"TERMS.md": TERMS}).commit({"TERMS.md": TERMS + " 2", "x.py": "x"})
    line.commit({"TERMS.md": None, "x.py": None, "content/terms.md": TERMS + " 2 3"})

    found = trace(line, folder="content/")

    assert told(only(found)) == [
        (0, "TERMS.md", TERMS),
        (1, "TERMS.md", TERMS + " 2"),
        (2, "content/terms.md", TERMS + " 2 3"),
    ]
    assert [(guess.old_path, guess.new_path) for guess in found.guesses] == [("TERMS.md", "content/terms.md")]


def test_a_file_is_followed_through_its_renames_outside() -> None:
    line = Line().commit({"legal.md": TERMS}).commit({"legal.md": None, "docs/terms.md": TERMS + " 2"})
    line.commit({"docs/terms.md": ("100755", TERMS + " 2")}).commit({"y.md": "y"})
    line.commit({"docs/terms.md": None, "content/terms.md": TERMS + " 2"}).commit({"content/b.md": "x"})

    first, second = sorted(trace(line, folder="content/").lineages, key=lambda item: -len(item.versions))

    assert [(position, path) for position, path, _ in told(first)] == [
        (0, "legal.md"),
        (1, "docs/terms.md"),
        (4, "content/terms.md"),
    ]
    assert [(guess.position, guess.old_path) for guess in trace(line, folder="content/").guesses] == [
        (1, "legal.md"),
        (4, "docs/terms.md"),
    ]
    assert len(second.versions) == 1


def test_only_the_last_life_of_an_outside_file_counts() -> None:
    line = Line().commit({"t.md": PRIVACY}).commit({"t.md": None}).commit({"t.md": TERMS})
    line.commit({"t.md": None, "content/t.md": TERMS})

    assert told(only(trace(line, folder="content/"))) == [(2, "t.md", TERMS), (3, "content/t.md", TERMS)]


def test_code_that_disappears_when_a_policy_appears_is_not_read() -> None:
    line = Line().commit({f"{number}.py": TERMS for number in range(9)})
    line.commit({f"{number}.py": None for number in range(9)} | {"content/terms.md": TERMS + " 2"})

    assert len(told(only(trace(line, folder="content/")))) == 1
    assert line.asked == []


def test_a_document_that_leaves_the_content_is_withdrawn_and_may_return() -> None:
    line = Line().commit({"content/a.md": TERMS}).commit({"content/a.md": None, "drafts/a.md": TERMS})
    line.commit({"drafts/a.md": None, "content/a.md": TERMS})

    assert told(only(trace(line, folder="content/"))) == [
        (0, "content/a.md", TERMS),
        (1, "content/a.md", ""),
        (2, "content/a.md", TERMS),
    ]


# -- symbolic links -----------------------------------------------------------------------------------------------


def link(to: str) -> tuple[str, str]:
    return "120000", to


def test_a_link_shows_its_target_and_follows_its_changes() -> None:
    """The text that readers see changes with the file the link leads to."""
    line = Line().commit({"legal/terms.txt": "1"}).commit({"content/terms.md": link("../legal/terms.txt")})
    line.commit({"x.md": "x"}).commit({"legal/terms.txt": "2"}).commit({"content/terms.md": "own text"})

    assert told(only(trace(line, folder="content/"))) == [
        (1, "content/terms.md", "1"),
        (3, "content/terms.md", "2"),
        (4, "content/terms.md", "own text"),
    ]


def test_a_link_from_the_old_name_to_the_new_one_is_no_second_document() -> None:
    line = Line().commit({"terms.md": "1"}).commit({"terms.md": link("terms/index.md"), "terms/index.md": "1"})

    assert told(only(trace(line))) == [(0, "terms.md", "1"), (1, "terms/index.md", "1")]


@pytest.mark.parametrize("to", ["../../etc/passwd", "/etc/passwd", "terms.md", "missing.md"])
def test_a_link_that_leads_nowhere_is_refused_at_the_head(to: str) -> None:
    line = Line().commit({"content/terms.md": link(to)})

    with pytest.raises(ContentError, match=r"content/terms.md: is a symbolic link"):
        trace(line, folder="content/")


def test_a_link_that_led_nowhere_in_the_past_was_no_document() -> None:
    """History cannot be put right, so it must not stop the build for ever."""
    line = Line().commit({"a.md": "1", "b.md": link("a.md")}).commit({"a.md": None}).commit({"a.md": "2"})
    line.commit({"c.md": link("/etc/passwd")}).commit({"c.md": None})

    _, linked = trace(line).lineages

    assert told(linked) == [(0, "b.md", "1"), (1, "b.md", ""), (2, "b.md", "2")]


# -- any history --------------------------------------------------------------------------------------------------

PATHS = ["a.md", "A.md", "a/index.md", "b.md", "content/c.md", "other.txt"]
CONTENTS = st.none() | st.sampled_from(["1", "2", TERMS, TERMS + " edited", PRIVACY]) | st.just(("120000", "b.md"))


@given(st.lists(st.dictionaries(st.sampled_from(PATHS), CONTENTS, max_size=4), max_size=8))
def test_every_living_file_is_the_end_of_one_document(history: list[dict[str, str | tuple[str, str] | None]]) -> None:
    line = Line()
    tree: dict[str, str | tuple[str, str]] = {}
    for files in history:
        wanted = {path: content for path, content in files.items() if content is not None or path in tree}
        tree = {path: content for path, content in (tree | wanted).items() if content is not None}
        line.commit(wanted)
    try:
        found = trace(line)
    except ContentError:
        return

    plain = {path for path, content in tree.items() if path.endswith(".md") and isinstance(content, str)}
    assert plain <= {lineage.path for lineage in found.lineages if lineage.alive}
    for lineage in found.lineages:
        positions = [version.position for version in lineage.versions]
        assert positions == sorted(set(positions))
        assert lineage.versions[0].blob
        assert lineage.path == lineage.versions[-1].path
