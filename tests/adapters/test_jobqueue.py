"""A job drains a notice, is tried again when there is more to do, and does not stand in the queue twice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from procrastinate.testing import InMemoryConnector

from policybook.adapters.jobqueue import JobQueue, job_queue
from policybook.core.errors import MissingPartError, UsageError

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SOON = datetime.now(UTC) + timedelta(days=1)


class Notices:
    """What there is to drain: each look says when to come again."""

    def __init__(self, *answers: datetime | Exception | None) -> None:
        self.answers = list(answers)
        self.drained: list[int] = []

    def __call__(self, notice: int, stop: Callable[[], bool]) -> datetime | None:
        assert not stop()
        self.drained.append(notice)
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        return answer


def jobs(connector: InMemoryConnector) -> list[dict[str, Any]]:
    return list(connector.jobs.values())


def test_each_shard_is_drained_once() -> None:
    """And then nothing is left in the queue."""
    notices, connector = Notices(), InMemoryConnector()
    queue = JobQueue(connector, notices)
    added = queue.add(7, 3)
    queue.work(once=True)

    assert added == 3
    assert notices.drained == [7, 7, 7]
    assert jobs(connector) == []


def test_a_job_that_waits_is_not_added_again() -> None:
    """Whoever asks twice gets the same workers."""
    connector = InMemoryConnector()
    queue = JobQueue(connector, Notices())

    assert [queue.add(7, 2), queue.add(7, 3), queue.add(8, 1)] == [2, 1, 1]
    assert len({job["lock"] for job in jobs(connector)}) == 4


def test_a_notice_with_more_to_send_is_gone_on_with() -> None:
    """At once when it is due, and by nobody before."""
    notices, connector = Notices(LONG_AGO, LONG_AGO, SOON), InMemoryConnector()
    queue = JobQueue(connector, notices)
    queue.add(7, 1)
    queue.work(once=True)
    (job,) = jobs(connector)

    assert notices.drained == [7, 7, 7]
    assert (job["status"], job["scheduled_at"]) == ("todo", SOON)


def test_a_job_that_fails_is_tried_again_later(capfd: pytest.CaptureFixture[str]) -> None:
    """The database was away, or the disk was full: the ledger knows how far it was."""
    notices, connector = Notices(OSError("no room")), InMemoryConnector()
    queue = JobQueue(connector, notices)
    queue.add(7, 1)
    before = datetime.now(UTC)
    queue.work(once=True)
    (job,) = jobs(connector)

    assert job["status"] == "todo"
    assert job["scheduled_at"] >= before + timedelta(seconds=29)
    assert "Traceback" not in capfd.readouterr().err


def test_a_queue_needs_postgresql_and_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    """On one machine there is nothing to queue."""
    with pytest.raises(UsageError, match="in PostgreSQL"):
        job_queue("/somewhere/ledger.db", Notices())
    monkeypatch.setattr("policybook.adapters.jobqueue.find_spec", lambda name: None)
    with pytest.raises(MissingPartError, match="procrastinate"):
        job_queue("postgresql://host/name", Notices())
