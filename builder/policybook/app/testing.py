"""One mail to one address, to see how it arrives. Leaves no trace in the ledger."""

from __future__ import annotations

from datetime import datetime

from policybook.adapters.addresses import read_address
from policybook.adapters.settings import Settings
from policybook.app.composition import sample
from policybook.app.mailing import bounce_address_of, transport_of
from policybook.core.compiled import CompiledMail
from policybook.core.errors import MailError
from policybook.core.handover import Lost, Refused
from policybook.core.mailtokens import LENGTH
from policybook.core.replies import Verdict, verdict


def send_test(settings: Settings, mail: CompiledMail, *, recipient: str, at: datetime) -> str:
    """Send a mail to one address and return what the server said. Raises MailError when it was not taken."""
    address = read_address(recipient).address
    data = sample(mail, recipient=address, date=at)
    sender = bounce_address_of(settings).replace("{token}", "a" * LENGTH)
    try:
        connection = transport_of(settings).connect()
        reply = connection.send(sender, address, data, name=f"test.{at:%Y%m%dT%H%M%S}", may_end=lambda: True)
        connection.close()
    except (Lost, Refused) as error:
        raise MailError(f"the mail was not sent: {error}") from error
    if verdict(reply) is not Verdict.ACCEPTED:
        raise MailError(f"the mail server does not take it: {reply}")
    return str(reply)
