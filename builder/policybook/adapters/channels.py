"""Posts for operators: one per event of a notice, to whatever apprise knows. Knows nothing about notices.

The addresses of channels hold secrets: they come from the environment and into no message. Needs the extra
`[channels]`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from warnings import catch_warnings

from policybook.core.errors import MissingPartError

VARIABLE = "POLICYBOOK_CHANNELS"
"""Environment variable with the addresses of channels, between blanks."""


def channels() -> tuple[str, ...]:
    """Return the addresses of the channels that the environment names; none as a rule."""
    return tuple(os.environ.get(VARIABLE, "").split())


def post(addresses: Iterable[str], *, title: str, body: str) -> Iterator[str]:
    """Post to every channel, and give a warning for each that fails, without its address.

    Raises MissingPartError when the library is not installed.
    """
    if find_spec("apprise") is None:
        raise MissingPartError(
            f"{VARIABLE} names channels, and apprise is not installed", hint='run: pip install "policybook[channels]"'
        )
    # imported here: it takes a third of a second, and only those who post need it
    with catch_warnings(action="ignore"):
        import apprise

    logging.getLogger("apprise").setLevel(logging.CRITICAL + 1)  # it would print addresses
    for number, address in enumerate(addresses, 1):
        try:
            with catch_warnings(action="ignore"):  # they are about plugins, and nothing to do with us
                channel = apprise.Apprise.instantiate(address)
                sent = channel is not None and channel.notify(title=title, body=body, body_format="text")
        except Exception as error:
            # plugins are by many hands, and no mail depends on any of them
            yield f"channel {number} of {VARIABLE} fails: {type(error).__name__}"
            continue
        if channel is None:
            yield f"channel {number} of {VARIABLE} is no address that apprise knows"
        elif not sent:
            yield f"channel {number} of {VARIABLE} does not take the post"
