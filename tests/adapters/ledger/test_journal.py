"""What senders write down is on disk, or they hear that it is not."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from mailing_values import NOW
from policybook.adapters.ledger import Ledger
from policybook.adapters.ledger.journal import Journal, _Entry, _Waiting
from policybook.core.errors import LedgerError


def test_nobody_waits_for_a_ledger_that_failed(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor a thread that had asked whether it works just before it did not."""

    def fail(*_: object) -> None:
        raise LedgerError("the disk is full")

    monkeypatch.setattr(Journal, "_commit", fail)
    late = _Waiting()
    with ThreadPoolExecutor(1) as pool, ledger.journal(ledger.workers.register("here", 1, at=NOW)) as journal:
        with pytest.raises(LedgerError, match="disk is full"):
            journal.flush()
        with pytest.raises(LedgerError, match="disk is full"):
            journal.dot(1, at=NOW)
        journal._entries.put(_Entry(late))
        heard = pool.submit(late._ready.acquire, timeout=20)
        assert heard.result()
    assert isinstance(late._answer, LedgerError)
