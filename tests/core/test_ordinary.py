"""Ordinary pages in our theme."""

from __future__ import annotations

from policybook.core.ordinary import fitted

CELLS = '<tr><td style="text-align: right;">1</td><td style="text-align: left;">2</td></tr>'


def test_alignments_become_classes() -> None:
    """Python-Markdown writes inline styles, which the pages' security policy blocks."""
    html = fitted(f'<p>a</p><table>{CELLS}</table><th style="text-align: center;">x</th>')

    assert "style" not in html
    assert '<td class="right">1</td><td>2</td>' in html
    assert '<th class="center">x</th>' in html


def test_every_table_gets_a_frame_that_scrolls_and_takes_the_focus() -> None:
    """A phone is narrower than most tables; each frame has a name of its own."""
    html = fitted("<table><tr></tr></table><p>and</p><table class='x'></table>", table_name="Tabelle {number}")

    assert html == (
        '<section class="scroll" tabindex="0" aria-label="Tabelle 1"><table><tr></tr></table></section><p>and</p>'
        '<section class="scroll" tabindex="0" aria-label="Tabelle 2"><table class=\'x\'></table></section>'
    )


def test_a_table_in_a_table_stays_inside() -> None:
    """Authors of raw HTML lay out with tables."""
    html = fitted("<table><td><table></table></td></table>")

    assert html.count("<section") == html.count("</section>") == 1
    assert html.endswith("</table></section>")


def test_an_end_without_a_start_frames_nothing() -> None:
    """Raw HTML may be broken; it must not break what follows."""
    html = fitted("</table><table></table>")

    assert html == '</table><section class="scroll" tabindex="0" aria-label="Table 1"><table></table></section>'


def test_words_about_tables_are_left_alone() -> None:
    """In code, tags are escaped."""
    html = "<pre><code>&lt;table&gt; style=&quot;text-align: left;&quot;</code></pre>"

    assert fitted(html) == html
