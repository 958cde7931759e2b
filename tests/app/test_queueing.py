"""A job sends what is due, ends when it is told to, and says when to come again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from mail_server import MailServer
from policybook.adapters.ledger import open_ledger
from policybook.adapters.settings import Settings, load_settings
from policybook.app.queueing import _drain
from policybook.app.sending import SendingReport
from policybook.core.mailing import DeliveryState, NoticeState
from policybook.invocation import now
from proofs.mailings import folder


def site(path: Path, transport: str, number: int) -> Settings:
    return load_settings(folder(path, transport=transport, number=number, connections=2))


def state(settings: Settings) -> tuple[NoticeState, int]:
    with open_ledger(settings.ledger) as ledger:
        return ledger.notices.get(1).state, ledger.deliveries.counts(1)[DeliveryState.ACCEPTED]


def test_a_job_that_is_told_to_stop_says_that_there_is_more(tmp_path: Path) -> None:
    """Its mails under way are finished, and the next one goes on."""
    settings = site(tmp_path, "folder:outbox", 200)
    asked: list[int] = []
    reports: list[SendingReport] = []

    def stop() -> bool:
        asked.append(1)
        return len(asked) > 2

    stopped = _drain(settings, 1, stop, now, reports.append)
    at = state(settings)
    done = _drain(settings, 1, lambda: False, now, reports.append)

    assert stopped is not None
    assert stopped <= now()
    assert at[0] is NoticeState.SENDING
    assert 0 < at[1] < 200
    assert done is None
    assert state(settings) == (NoticeState.DONE, 200)
    assert [report.became for report in reports] == [NoticeState.DONE]
    assert _drain(settings, 1, lambda: False, now, reports.append) is None


def test_a_job_comes_again_when_mails_are_due(tmp_path: Path) -> None:
    """Or in a minute, where nobody knows when."""
    at: list[datetime | None] = []
    with MailServer(script=lambda said, rest: "450 4.2.1 busy" if said == "RCPT" else "") as server:
        settings = site(tmp_path, f"smtp://127.0.0.1:{server.port}", 2)
        moment = now()
        at.append(_drain(settings, 1, lambda: False, lambda: moment, lambda _: None))
        server.script = lambda said, rest: "550 5.7.1 no" if said == "RCPT" else ""
        later = moment + timedelta(minutes=2)
        at.append(_drain(settings, 1, lambda: False, lambda: later, lambda _: None))
        server.script = lambda said, rest: "HANGUP" if said == "DOT" else ""
        with open_ledger(settings.ledger) as ledger:
            ledger.notices.move(1, NoticeState.SENDING, only_from=[NoticeState.PAUSED], at=later)
        at.append(_drain(settings, 1, lambda: False, lambda: later, lambda _: None))

    first = at[0]
    assert first is not None
    assert abs(first - moment - timedelta(minutes=1)) < timedelta(seconds=1)
    assert at[1] is None
    assert at[2] == later + timedelta(minutes=1)
