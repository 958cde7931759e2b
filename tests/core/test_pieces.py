"""Long texts in pieces: what gets a mark, and how much room it asks for."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policybook.core.pieces import LEAST, LONG, PIECE, in_pieces

MARK = re.compile(r' data-size="(\d+)"')


def paragraphs(characters: int, each: int = 500) -> str:
    """Return paragraphs of so many characters together."""
    return f"<p>{'x' * each}</p>" * (characters // each)


LONG_TEXT = paragraphs(LONG)
"""What makes a text long enough."""


def room(html: str, start: str) -> int:
    """Return the room of the element whose start tag begins so."""
    found = re.search(re.escape(start) + r'[^>]*? data-size="(\d+)"', in_pieces(html + LONG_TEXT))
    return int(found[1]) if found else 0


def test_a_short_text_is_left_alone() -> None:
    """Most policies are."""
    short = f"<section>{paragraphs(LONG // 2)}</section>"

    assert in_pieces(short) == short
    assert in_pieces("<p></p>") == "<p></p>"


def test_links_make_no_text_long() -> None:
    """Room is counted in what is read."""
    links = f'<p><a href="{"x" * LONG}">here</a></p>'

    assert in_pieces(links) == links


def test_each_section_is_a_piece_and_a_long_one_is_parted() -> None:
    """A browser leaves a whole section, until it comes near."""
    text = f"<section><h2>A</h2>{paragraphs(5000)}</section><section><h2>B</h2>{paragraphs(LONG)}</section>"
    first, second = in_pieces(text).split("<section", 2)[1:]

    assert len(MARK.findall(first)) == 1
    assert len(MARK.findall(second)) == 1 + LONG // 500


@pytest.mark.parametrize("tag", ["ul", "ol"])
def test_a_long_list_is_parted_into_items(tag: str) -> None:
    """Lists of hundreds of partners are among the longest that policies have."""
    items = f"<li>{'x' * 600}</li>" * 80
    marked = in_pieces(f"<{tag}>{items}</{tag}>")

    assert len(re.findall("<li data-size", marked)) == 80
    assert f"<{tag} data-size" in marked


@pytest.mark.parametrize(
    "html", ['<div class="clause">{}</div>', '<section class="scroll"><table>{}</table></section>']
)
def test_what_must_stay_together_is_one_piece(html: str) -> None:
    """A clause is a grid, and a row of a table cannot be left out."""
    marked = in_pieces(html.format(f"<tr><td>{'x' * 400}</td></tr>" * 200))

    assert len(MARK.findall(marked)) == 1


def test_a_block_that_is_not_worth_a_mark_has_none() -> None:
    """A mark costs as much as laying out a line."""
    assert room("<p>short</p>", "<p") == room("", "<p")
    assert room(f'<p id="a">{"x" * LEAST}</p>', '<p id="a"') >= LEAST


def test_more_words_lines_and_blocks_need_more_room() -> None:
    """The room is at least as large as what will stand there."""
    plain = room(f'<div id="a"><p>{"x" * 600}</p></div>', '<div id="a"')

    assert plain >= 600
    assert room(f'<div id="a"><p>{"x" * 900}</p></div>', '<div id="a"') > plain
    assert room(f'<div id="a"><p>{"x" * 300}</p><p>{"x" * 300}</p></div>', '<div id="a"') > plain
    assert room(f'<div id="a"><p>{"x" * 600}</p><span class="note">May</span></div>', '<div id="a"') > plain
    assert room(f'<pre id="a">{"x" * 300}\n{"x" * 300}</pre>', '<pre id="a"') > room(f"<pre>{'x' * 601}</pre>", "<pre")


def test_the_longest_cell_gives_the_height_of_a_row() -> None:
    """Columns are narrow."""
    rows = f"<tr><td>a</td><td>{'x' * 800}</td></tr><tr><td>{'x' * 300}</td><td>{'y' * 300}</td></tr>"
    scroll = '<section class="scroll">{}</section>'
    two, one = (room(scroll.format(f"<table>{part}</table>"), '<section class="scroll"') for part in (rows, rows[:99]))

    assert two >= 800 * 60 // 16 + 300 * 60 // 16
    assert one < two


def test_a_piece_has_room_for_the_pieces_in_it() -> None:
    """Each is told in rounded numbers; what is inside must not reach over what comes after."""
    marked = in_pieces(f"<section>{paragraphs(44_500, 445)}</section>")
    whole, *parts = map(int, MARK.findall(marked))

    assert len(parts) == 100
    assert whole >= sum(parts)


@pytest.mark.parametrize("broken", ["<section><p>x</section>", "</p>", "<ul><li>x</ul></li>", "<div>"])
def test_a_text_with_tags_left_open_is_left_alone(broken: str) -> None:
    """A guess at what belongs together would be wrong."""
    assert in_pieces(broken + LONG_TEXT) == broken + LONG_TEXT


def test_a_larger_than_in_an_attribute_ends_no_tag() -> None:
    """Links have what their writers gave them."""
    text = f"<section title='a > b' id=\"a>b\">{paragraphs(LONG)}</section>"

    assert in_pieces(text).startswith("<section title='a > b' id=\"a>b\" data-size=")


def wrapped(tags: list[str], inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return elements round what is inside."""
    return st.builds(lambda tag, inner: f"<{tag}>{inner}</{tag}>", st.sampled_from(tags), inside)


WORDS = st.text("ab \n\r\f\x85\u2028", max_size=40).map(lambda text: f"{text} &amp; <em title='>'>{text}</em>")
FRAGMENTS = st.recursive(
    wrapped(["p", "h2", "pre", "li"], WORDS),
    lambda inner: wrapped(["section", "div", "ul", "blockquote"], st.lists(inner, max_size=5).map("".join)),
)


@given(st.lists(FRAGMENTS, max_size=8), st.integers(0, 8))
def test_nothing_but_marks_is_added(parts: list[str], place: int) -> None:
    """Without the marks it is the same text, byte for byte."""
    text = "".join([*parts[:place], f"<section>{paragraphs(LONG + PIECE)}</section>", *parts[place:]])
    marked = in_pieces(text)

    assert MARK.sub("", marked) == text
    assert 0 < len(MARK.findall(marked)) == len(re.findall(r'<\w+ data-size="\d+">', marked))
    assert all(int(size) >= LEAST and int(size) % 50 == 0 for size in MARK.findall(marked))
