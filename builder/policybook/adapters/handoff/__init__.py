"""Mails handed to web services: listmonk, which has its own lists, or a provider that takes one request per mail.

The key is in the environment and comes into no message. Needs the extra `[mail]`.
"""

from policybook.adapters.handoff.listmonk import Listmonk, listmonk
from policybook.adapters.handoff.providers import MailProvider, mail_provider

__all__ = ["Listmonk", "MailProvider", "listmonk", "mail_provider"]
