"""A Postfix log says which mails it took; what it leaves open is not guessed."""

from __future__ import annotations

import pytest

from policybook.core.postfixlog import Fate, PostfixLog

PREFIX = "Nov 28 07:00:00 host postfix"
CLIENT = f"{PREFIX}/smtpd[10]: 4ABC: client=localhost[127.0.0.1]"
SEEN = f"{PREFIX}/cleanup[11]: 4ABC: message-id=<a@x>"
ACTIVE = f"{PREFIX}/qmgr[12]: 4ABC: from=<b@x>, size=500, nrcpt=1 (queue active)"
LOST = f"{PREFIX}/smtpd[10]: lost connection after DATA (123 bytes) from localhost[127.0.0.1]"
ENDED = f"{PREFIX}/smtpd[10]: lost connection after END-OF-MESSAGE from localhost[127.0.0.1]"
ISO = "2026-11-28T07:00:00.1+00:00 host postfix/qmgr[12]: 4ABC: from=<b@x>, size=5, nrcpt=1 (queue active)"


@pytest.mark.parametrize(
    ("lines", "fate"),
    [
        ([], Fate.NOT_TAKEN),
        (["noise", CLIENT], Fate.NOT_TAKEN),
        ([CLIENT, SEEN], Fate.OPEN),
        ([CLIENT, SEEN, ENDED], Fate.OPEN),
        ([CLIENT, SEEN, LOST], Fate.NOT_TAKEN),
        ([CLIENT, SEEN, ACTIVE], Fate.TAKEN),
        ([CLIENT, SEEN, ISO], Fate.TAKEN),
        ([CLIENT, SEEN, ENDED, ACTIVE], Fate.TAKEN),
        ([CLIENT, SEEN, f"{PREFIX}/qmgr[12]: 4ABC: removed"], Fate.TAKEN),
        (
            [
                CLIENT,
                SEEN,
                LOST,
                CLIENT.replace("4ABC", "5D"),
                SEEN.replace("4ABC", "5D"),
                ACTIVE.replace("4ABC", "5D"),
            ],
            Fate.TAKEN,
        ),
        ([CLIENT, SEEN, ACTIVE, CLIENT.replace("4ABC", "5D"), SEEN.replace("4ABC", "5D"), LOST], Fate.TAKEN),
        ([CLIENT, SEEN, CLIENT.replace("10", "99").replace("4ABC", "5D"), LOST.replace("10", "99")], Fate.OPEN),
    ],
)
def test_a_mail_was_taken_when_the_queue_manager_has_it(lines: list[str], fate: Fate) -> None:
    """That its beginning was seen proves nothing: the message id comes long before the end."""
    log = PostfixLog(["<a@x>"])
    log.read(lines)

    assert log.fate("<a@x>") is fate


def test_other_peoples_mails_take_no_memory() -> None:
    """A log has millions."""
    log = PostfixLog(["<other@x>"])
    log.read([CLIENT, SEEN, ACTIVE])

    assert log._queue_ids == {}
    assert log.lines == 3
