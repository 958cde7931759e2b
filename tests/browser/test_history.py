"""The list of revisions in a browser."""

from __future__ import annotations

import pytest

from browser.visits import Visits


@pytest.mark.parametrize("script", [True, False])
def test_the_filter_leaves_material_changes_and_their_years(visit: Visits, script: bool) -> None:
    """Without script, too: 2023 had only an editorial revision."""
    page = visit("terms/history/", java_script_enabled=script)
    years = page.locator(".year:visible h2")
    before = years.all_inner_texts()
    page.get_by_label("Material changes only").check()

    assert before == ["2025", "2024", "2023", "2022"]
    assert years.all_inner_texts() == ["2025", "2024", "2022"]
    assert page.locator(".rev:visible").count() == page.locator(".rev.material").count() == 4


def test_the_filter_is_reached_and_set_by_keyboard(visit: Visits) -> None:
    """A checkbox, not a picture of one."""
    page = visit("terms/history/")
    page.get_by_label("Material changes only").focus()
    page.keyboard.press("Space")

    assert not page.locator("#v2025-05-05").is_visible()
    page.keyboard.press("Space")
    assert page.locator("#v2025-05-05").is_visible()


def test_a_year_of_the_list_leads_to_its_revisions(visit: Visits) -> None:
    """Long histories are jumped through, not glided through: a slow way would end beside its goal."""
    page = visit("terms/history/", height=300, reduced_motion="no-preference")
    page.get_by_role("navigation", name="Years").get_by_role("link", name="2022").click()
    box = page.locator("#y2022").bounding_box()

    assert box
    assert 0 <= box["y"] < 300


def test_one_version_needs_no_filter(visit: Visits) -> None:
    """A control that does nothing is noise."""
    page = visit("privacy/history/")

    assert page.get_by_label("Material changes only").count() == 0
    assert "only one version so far" in page.locator(".empty").inner_text()
