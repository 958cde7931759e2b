"""One mail to one address, to see how it arrives. Leaves no trace in the ledger."""

from __future__ import annotations

from datetime import datetime

from policybook.adapters.addresses import read_address
from policybook.adapters.settings import Settings
from policybook.app.composition import sample
from policybook.app.mailing import send_one
from policybook.core.compiled import CompiledMail


def send_test(settings: Settings, mail: CompiledMail, *, recipient: str, at: datetime) -> str:
    """Send a mail to one address and return what the server said. Raises MailError when it was not taken."""
    address = read_address(recipient).address
    return send_one(settings, sample(mail, recipient=address, date=at), to=address, name=f"test.{at:%Y%m%dT%H%M%S}")
