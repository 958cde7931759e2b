"""Characters that no page or feed can carry."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from policybook.core.characters import carried


def test_control_characters_are_shown_as_replaced() -> None:
    """A reader sees that there was something; blanks of all kinds and every letter stay."""
    assert (
        carried("a\x00b\x1bc\x7fd\ud800e\ufffff\t\n\u00a0é漢😀")
        == "a\ufffdb\ufffdc\ufffdd\ufffde\ufffdf\t\n\u00a0é漢😀"
    )


@given(st.text().map(carried))
def test_every_text_fits_a_feed(text: str) -> None:
    """A feed that cannot be parsed is no feed."""
    fitting = text.replace("&", "").replace("<", "").replace("\x0b", "").replace("\x0c", "")

    assert ET.fromstring(f"<a>{fitting}</a>") is not None
