"""Jobs that drain notices, in the same PostgreSQL as the ledger: who works, and when it is tried again.

A job says that a notice is to be sent, and no more: what has been sent, to whom, the ledger knows. A job that is lost,
or run twice, loses and repeats nothing. Needs the extra `[queue]`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, TypeVar

from policybook.core.errors import LedgerError, MissingPartError, UsageError

if TYPE_CHECKING:
    from procrastinate import JobContext
    from procrastinate.connector import BaseAsyncConnector

Drain = Callable[[int, Callable[[], bool]], datetime | None]
"""Sends what is due of the notice of a number, until it is told to stop; returns when to go on, None when never."""

T = TypeVar("T")
QUEUE = "policybook"
_TASK = "policybook.drain"
_LONGEST_WAIT = 3600
_MEND_SECONDS = 10.0
_SILENT_SECONDS = 30.0
"""How long a worker may say nothing until its jobs are given to others; it says something every ten seconds."""


def need_queue_part() -> None:
    """Raise MissingPartError unless the library of the extra `[queue]` is installed."""
    if find_spec("procrastinate") is None:
        raise MissingPartError(
            "the queue needs procrastinate, which is not installed", hint='run: pip install "policybook[mail,queue]"'
        )


def job_queue(where: str, drain: Drain) -> JobQueue:
    """Return the queue in the database of the ledger. Raises UsageError when that is no PostgreSQL."""
    need_queue_part()
    if not where.startswith(("postgresql://", "postgres://")):
        raise UsageError(
            "the queue needs the ledger in PostgreSQL",
            hint="set `ledger: postgresql://user@host/name`; on one machine `policybook notify worker` needs no queue",
        )
    from procrastinate import PsycopgConnector

    return JobQueue(PsycopgConnector(conninfo=where), drain)


class _NotFinishedError(Exception):
    """A notice has more to send, later."""

    def __init__(self, due: datetime) -> None:
        super().__init__(f"goes on at {due}")
        self.due = due


class JobQueue:
    """The jobs, and who runs them."""

    def __init__(self, connector: BaseAsyncConnector, drain: Drain) -> None:
        from procrastinate import App, BaseRetryStrategy, RetryDecision

        class Again(BaseRetryStrategy):
            """When a job is tried again: when the ledger says, else after half a minute, a minute, two and on."""

            def get_retry_decision(self, *, exception: BaseException, job: Any) -> RetryDecision:
                if isinstance(exception, _NotFinishedError):
                    return RetryDecision(retry_at=exception.due)
                return RetryDecision(retry_in={"seconds": min(30 << min(job.attempts, 8), _LONGEST_WAIT)})

        def run(context: JobContext, notice: int, shard: int) -> None:  # noqa: ARG001  for people who look at jobs
            due = drain(notice, context.should_abort)
            if due:
                raise _NotFinishedError(due)

        # it writes a line, with a traceback, for each job that is to be tried again
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)
        self._app = App(connector=connector)
        self._app.task(name=_TASK, queue=QUEUE, retry=Again(), pass_context=True)(run)

    def set_up(self) -> bool:
        """Make the queue's own tables; return whether they were still missing."""

        async def make() -> bool:
            if await self._app.check_connection_async():
                return False
            await self._app.schema_manager.apply_schema_async()
            return True

        return self._with_app(make)

    def add(self, notice: int, shards: int) -> int:
        """Add the jobs that drain a notice, as many as are to work at once; return how many were not there yet."""
        from procrastinate.exceptions import AlreadyEnqueued

        async def put() -> int:
            added = 0
            for shard in range(1, shards + 1):
                name = f"policybook-notice-{notice}-shard-{shard}"
                with suppress(AlreadyEnqueued):
                    job = self._app.configure_task(_TASK, lock=name, queueing_lock=name, queue=QUEUE)
                    await job.defer_async(notice=notice, shard=shard)
                    added += 1
            return added

        return self._with_app(put)

    def work(self, *, once: bool) -> None:
        """Run jobs for as long as this process lives, or, `once`, those that are due."""

        async def run() -> None:
            mending = asyncio.create_task(self._mend())
            try:
                await self._app.run_worker_async(
                    queues=[QUEUE],
                    wait=not once,
                    concurrency=1,
                    delete_jobs="successful",
                    # a job is told to stop at once: it ends its mails and says that there is more to do
                    shutdown_graceful_timeout=0.1,
                    stalled_worker_timeout=_SILENT_SECONDS,
                )
            finally:
                mending.cancel()
                with suppress(asyncio.CancelledError):
                    await mending

        self._with_app(run)

    async def _mend(self) -> None:
        """Give the jobs of workers that died to others."""
        manager = self._app.job_manager
        while True:
            for job in await manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=_SILENT_SECONDS):
                await manager.retry_job(job)
            await asyncio.sleep(_MEND_SECONDS)

    def _with_app(self, act: Callable[[], Coroutine[Any, Any, T]]) -> T:
        from procrastinate.exceptions import ConnectorException

        async def run() -> T:
            async with self._app.open_async():
                return await act()

        try:
            return asyncio.run(run())
        except ConnectorException as error:
            cause = str(error.__cause__ or error).strip().splitlines() or [type(error).__name__]
            raise LedgerError(
                f"the queue cannot be used: {cause[0]}",
                hint="its tables are made by `policybook notify queue --setup`; what was sent is in the ledger",
            ) from error
