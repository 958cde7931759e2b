"""Headings and clauses followed through the versions of a text: what each old link leads to."""

from __future__ import annotations

import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from block_trees import edited, versions
from policybook.core.blocks import parse
from policybook.core.following import follow
from trailing import drawn, followed, ids_in, ids_of, page, said, steps

FEES = "We charge what the price list says on the day you order, and never more than that."
LAW = "The law of Norway applies, and the courts of Oslo decide about every dispute."
DATA = "Your data stays in Europe, on machines of our own, for as long as you are with us."
TERMS = f"# 1. Fees\n\n1.1 {FEES}\n\n1.2 You pay by card.\n\n# 2. Law\n\n2.1 {LAW}\n\n2.2 You may go to your own court."


def where(markup: str, name: str) -> str:
    """Return the words that follow an id: what a link to it shows."""
    behind = markup[markup.index(f' id="{name}"') :]
    return " ".join(re.sub(r"<[^>]*>", " ", behind[behind.index(">") + 1 :]).split())[:30]


# ---- headings


def test_a_renamed_heading_keeps_its_old_id() -> None:
    """Somebody linked to it years ago."""
    markup = page(TERMS, TERMS.replace("1. Fees", "1. Prices and fees"))

    assert '<h2 class="sec" id="prices-and-fees">' in markup
    assert '<span class="at" id="fees"></span></h2>' in markup


def test_a_heading_renamed_twice_keeps_both() -> None:
    """Whatever it is called in the end."""
    markup = page(TERMS, TERMS.replace("1. Fees", "1. Fees and prices"), TERMS.replace("1. Fees", "1. Prices"))

    assert {"prices", "fees-and-prices", "fees"} <= set(ids_in(markup))


def test_an_id_of_today_stays_with_todays_heading() -> None:
    """When an old name is the name of another section now, that section has it."""
    renamed = TERMS.replace("1. Fees", "1. Prices and payment")
    markup = page(TERMS, renamed, f"{renamed}\n\n# 3. Fees\n\nThere are none.")

    assert where(markup, "fees").startswith("3. Fees")
    assert ids_in(markup).count("fees") == 1


def test_a_heading_that_became_the_title_leads_to_the_start() -> None:
    """Nothing was removed: it stands above the text."""
    text = f"{FEES}\n\n# Law\n\n{LAW}"
    markup = page(f"# Terms of Sale\n\n{text}", text, title="Terms of Sale")

    assert "was removed" not in markup
    assert where(markup, "terms-of-sale").startswith("We charge")


def test_a_section_whose_text_stays_leads_to_its_text() -> None:
    """Only its heading went."""
    markup = page(TERMS, TERMS.replace("# 2. Law\n\n", ""))

    assert "was removed" not in markup
    assert where(markup, "law").startswith("2.1 The law")


def test_a_removed_section_leaves_a_note_in_its_place() -> None:
    """With its ids, its name, the day and a link to the change."""
    three = f"{TERMS}\n\n# 3. Data\n\n3.1 {DATA}\n\n3.2 Ask us for it."
    markup = page(three, three[: three.index("# 2.")] + three[three.index("# 3.") :])

    assert '</section><p class="gone"><span class="at" id="law"></span>' in markup, markup
    assert '<a href="r2/redline/#c-1">The section “2. Law” was removed on 2 January 2020.</a></p><section' in markup
    assert {"s2-1-r1", "s2-2-r1", "s2-1", "s2-2"} <= set(ids_in(markup))


def test_sections_removed_together_have_one_note() -> None:
    """A rewritten text would have a page of them."""
    two = f"# Law\n\n{LAW}\n\n# Data\n\n{DATA}\n\n"
    markup = page(f"# Fees\n\n{FEES}\n\n{two}# End\n\nThat is all.", f"# Fees\n\n{FEES}\n\n# End\n\nThat is all.")

    assert markup.count('class="gone"') == 1
    assert "The sections “Law” and “Data” were removed on 2 January 2020." in markup


def test_what_stood_under_a_removed_heading_has_no_note_of_its_own() -> None:
    """One says enough."""
    markup = page(f"# Fees\n\n{FEES}\n\n# Law\n\n{LAW}\n\n## Courts\n\nThose of Oslo decide.", f"# Fees\n\n{FEES}")

    assert markup.count("was removed") == 1
    assert where(markup, "courts").startswith("The section “Law” was removed")


def test_the_note_of_a_part_stands_beside_the_other_parts() -> None:
    """Not inside one of them, and not outside of what they are parts of."""
    text = f"# Fees\n\n{FEES}\n\n## Cards\n\nWe take all.\n\n## Cheques\n\n{DATA}\n\n# Law\n\n{LAW}"
    markup = page(text, text.replace(f"## Cheques\n\n{DATA}\n\n", ""))

    assert '<p>We take all.</p></section><p class="gone">' in markup
    assert "was removed on 2 January 2020.</a></p></section><section" in markup


def test_a_section_that_came_back_has_its_links_again() -> None:
    """And no note that it was removed."""
    without = TERMS[: TERMS.index("# 2.")].strip()
    markup = page(TERMS, without, TERMS)

    assert "was removed" not in markup
    assert where(markup, "s2-1-r1").startswith("2.1 The law")


# ---- clauses


def test_a_clause_keeps_one_link_for_good() -> None:
    """It says the number and since when the clause has it; the number alone may be another clause's tomorrow."""
    markup = page(TERMS)

    assert '<div class="clause" id="s1-2"><span class="at" id="s1-2-r1"></span>' in markup
    assert '<a href="#s1-2-r1">1.2</a>' in markup


def test_a_renumbered_clause_is_found_by_what_was_copied() -> None:
    """And has a new link for those who copy it now."""
    later = TERMS.replace("1.2 You", f"1.2 {DATA}\n\n1.3 You")
    markup = page(TERMS, later)

    assert where(markup, "s1-2-r1").startswith("1.3 You pay by card")
    assert '<a href="#s1-3-r2">1.3</a>' in markup
    assert where(markup, "s1-2").startswith("1.2 Your data")


def test_a_number_that_changed_hands_says_so_to_those_who_come_by_it() -> None:
    """Else an old link would show another clause in silence."""
    markup = page(TERMS, TERMS.replace("1.2 You", f"1.2 {DATA}\n\n1.3 You"))

    assert (
        '<p class="former"><a href="#s1-3-r2">Before 2 January 2020, 1.2 was another clause, which is now 1.3.</a></p>'
        in markup
    )
    assert markup.count('class="former"') == 1


def test_a_number_of_a_removed_clause_says_that_it_was_removed() -> None:
    """With the change that did it."""
    later = TERMS.replace(f"1.1 {FEES}\n\n1.2 You", "1.1 You")
    markup = page(TERMS, later)

    assert "Before 2 January 2020, 1.1 was another clause, which was removed." in markup
    assert where(markup, "s1-1-r1").startswith("Clause 1.1 was removed on 2")


def test_a_number_nobody_has_leads_to_the_clause_that_had_it_last() -> None:
    """It still exists."""
    markup = page(TERMS, TERMS.replace("2.2 You", "2.4 You"))

    assert where(markup, "s2-2").startswith("2.4 You may go")


def test_a_removed_clause_is_told_only_to_those_who_look_for_it() -> None:
    """Sections leave a line, clauses would leave a page full of them."""
    markup = page(TERMS, TERMS.replace("1.2 You pay by card.\n\n", ""))

    assert '<p class="gone quiet"><span class="at" id="s1-2"></span><span class="at" id="s1-2-r1">' in markup


def test_a_clause_joined_to_another_leads_there() -> None:
    """Its words are in it."""
    one = "You tell us within ten days when the goods that we sent are not what you had ordered from us."
    two = "We then send what you ordered, or pay back what you paid, within thirty days at the most."
    before = f"# A\n\n1.1 {one}\n\n1.2 {two}\n\n1.3 {LAW}"
    markup = page(before, f"# A\n\n1.1 {one} {two}\n\n1.3 {LAW}")

    assert where(markup, "s1-2-r1").startswith(("1.1 You tell us", "Clause 1.2 was"))
    assert "s1-1-r1" in ids_in(markup)


def test_a_removed_item_leads_to_its_clause() -> None:
    """That is what its letter was a letter of."""
    before = "# A\n\n1.1 Do not:\n\n(a) copy the texts;\n\n(b) sell the pictures;\n\n(c) rent a film.\n\n1.2 Else."
    markup = page(before, before.replace("(b) sell the pictures;\n\n", "").replace("(c)", "(b)"))

    assert where(markup, "s1-1-c").startswith(("1.1 Do not", "(b) rent"))
    assert where(markup, "s1-1-c-r1").startswith("(b) rent")


def test_the_newest_clause_that_had_a_name_is_meant_by_a_link() -> None:
    """Texts link to old names, too."""
    trail = followed(TERMS, TERMS.replace("1. Fees", "1. Prices").replace("2.2 You", "2.3 You"))

    assert trail.names["fees"] == "prices"
    assert trail.names["s2-2"] == "s2-3-r2"
    assert trail.names["prices"] == "prices"


# ---- what changed


def changed(*texts: str) -> dict[str, list[str]]:
    """Return the revisions that changed the first passage of each landmark, newest first."""
    trail = followed(*texts)
    found = {track.own: trail.touches[leaf] for leaf, track in trail.tracks.items()}
    return {name: [one.revision for one in touch.all()] if touch else [] for name, touch in found.items()}


def test_every_change_of_a_clause_is_told_newest_first() -> None:
    """Its number is none."""
    second = TERMS.replace("by card", "by card or cheque")
    third = second.replace("1.2 You", f"1.2 {DATA}\n\n1.3 You")
    found = changed(TERMS, second, third, third.replace("cheque", "mail"))

    assert found["s1-3"] == ["r4", "r2"]
    assert found["s1-2"] == ["r3"]
    assert found["s1-1"] == []


def test_a_part_that_went_is_a_change_of_its_clause() -> None:
    """No passage of today has the mark of it."""
    before = "# A\n\n1.1 Do not:\n\n(a) copy the texts;\n\n(b) sell the pictures.\n\n1.2 Else."

    assert changed(before, before.replace("(a) copy the texts;\n\n", ""))["s1-1"] == ["r2"]


def test_a_clause_that_went_is_a_change_of_its_section() -> None:
    """The other clauses are as they were."""
    found = changed(TERMS, TERMS.replace("1.2 You pay by card.\n\n", ""))

    assert found == {"fees": ["r2"], "s1-1": [], "law": [], "s2-1": [], "s2-2": []}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[object, ...]]:
    texts = [draw(versions)]
    for _ in range(draw(st.integers(1, 3))):
        texts.append(draw(edited(texts[-1])))
    return texts  # type: ignore[return-value]


@given(histories())
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=25)
def test_every_old_id_of_what_still_exists_is_on_the_newest_page(texts: list[tuple[object, ...]]) -> None:
    """Once, whatever was done to the text between; and so is the link that is copied."""
    trail = follow(steps(texts), prefix="s")  # type: ignore[arg-type]
    newest = texts[-1]
    known = said(trail, newest)  # type: ignore[arg-type]
    found = ids_in(drawn(newest, known))  # type: ignore[arg-type]
    wanted = {name for track in trail.tracks.values() for name in track.ids}

    assert len(set(found)) == len(found)
    assert wanted <= set(found)
    assert set(ids_of(newest)) <= set(found)  # type: ignore[arg-type]
    assert {linked.permanent for linked in known.linked.values() if linked.permanent} <= set(found)
    assert len(trail.touches) == len(trail.since) == trail.outline.leaves


def test_a_long_history_is_followed_version_by_version() -> None:
    """Old numbers stay findable through 40 renumberings."""
    texts = []
    for count in range(40):
        clauses = [f"{FEES} It is rule {place * 7919} of them." for place in range(count, 0, -1)] + [LAW, DATA]
        texts.append("# A\n\n" + "\n\n".join(f"1.{place} {words}" for place, words in enumerate(clauses, start=1)))
    markup = page(*texts)

    assert where(markup, "s1-1-r1").startswith("1.40 The law")
    assert where(markup, "s1-41-r40").startswith("1.41 Your data")
    assert all(len(parse(text)) > 2 for text in texts)
