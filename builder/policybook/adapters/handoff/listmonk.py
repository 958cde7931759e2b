"""Notices handed to listmonk as campaigns: it has the lists, and sends. Knows nothing about notices.

A campaign bears the mail's own name as a tag. Made as a draft it sends nothing; it is looked for by its tag before it
is made, and after a crash, so that there is one, which is started once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from policybook.adapters.handoff.web import KEY, Place, Service, allowed, basic, place
from policybook.core.campaigns import campaign, lists_of
from policybook.core.errors import SettingsError
from policybook.core.handover import Lost, Refused
from policybook.core.mailparts import parts_of
from policybook.core.replies import Reply, Stage
from policybook.core.webreplies import Answer, Meanings, reply_of

_STARTED = frozenset({"running", "scheduled", "paused", "finished"})
_CANCELLED = "cancelled"
_PAGE = 100


@dataclass(frozen=True, slots=True)
class Listmonk:
    """A listmonk that notices are handed to."""

    place: Place
    """Where it is."""
    template: int = 0
    """Id of its template for campaigns; 0: its default one."""

    def connect(self) -> ListmonkConnection:
        """Return a connection; it is made with the first request."""
        return ListmonkConnection(Service(self.place, basic(self.place.secret)), self.place.host, self.template)

    def taken(self, name: str) -> bool:
        """Return whether the campaign of a mail was started. Raises Lost or Refused."""
        connection = self.connect()
        try:
            found = connection.find(_tag(name))
        finally:
            connection.close()
        return found is not None and found[1] in (*_STARTED, _CANCELLED)


def listmonk(url: str, template: int = 0) -> Listmonk:
    """Return the listmonk at an address; `user:token` of an API user is in the environment."""
    where = place(url)
    if not all(where.secret.partition(":")):
        raise SettingsError(f"{KEY} holds no user:token of listmonk", hint="make an API user there: Admin, Users")
    return Listmonk(where, template)


def _tag(name: str) -> str:
    return f"policybook-{name}"


class ListmonkConnection:
    """A connection to listmonk."""

    def __init__(self, service: Service, host: str, template: int) -> None:
        self._service = service
        self._host = host
        self._template = template

    def send(self, sender: str, recipient: str, data: bytes, *, name: str, may_end: Callable[[], bool]) -> Reply:  # noqa: ARG002
        """Make the campaign of a mail, unless there is one, and start it; see `Connection`."""
        lists = lists_of(recipient)
        try:
            found = self.find(_tag(name))
            if found is None:
                found = self._make(campaign(parts_of(data), lists=lists, tag=_tag(name), template=self._template))
            number, status = found
            if status == _CANCELLED:
                return Reply(550, f"campaign {number} was cancelled at {self._host}", Stage.RECIPIENT)
            if status not in _STARTED:
                self._service.open()
                allowed(may_end)
                return self._start(number)
        except _Said as said:
            return said.reply
        except BaseException:
            self.close()
            raise
        return Reply(250, f"2.0.0 campaign {number} is {status} at {self._host}", Stage.CONTENT)

    def find(self, tag: str) -> tuple[int, str] | None:
        """Return number and status of the campaign with a tag; None when there is none."""
        # releases differ in the name of the filter, and one without it lists everything: the tag is looked at anyway
        query = {"tag": tag, "tags": tag, "no_body": "true", "order_by": "created_at", "order": "DESC"}
        results = self._data(self._service.call("GET", f"/api/campaigns?{urlencode({**query, 'per_page': _PAGE})}"))
        try:
            found = [_state(item) for item in results.get("results") or () if tag in (item["tags"] or ())]
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise self._strange() from error
        # were there ever two, the one that was started counts
        return min(found, key=lambda state: (state[1] not in _STARTED, state[0]), default=None)

    def _make(self, content: dict[str, object]) -> tuple[int, str]:
        made = self._data(self._service.call("POST", "/api/campaigns", content=content))
        try:
            return _state(made)
        except (KeyError, TypeError, ValueError) as error:
            raise self._strange() from error

    def _start(self, number: int) -> Reply:
        path = f"/api/campaigns/{number}/status"
        answer = self._service.call("PUT", path, content={"status": "running"}, ends=True)
        reply = reply_of(answer, _MEANINGS)
        if reply is None:
            raise Lost(f"{answer.words('message')}: nobody knows whether campaign {number} was started", ended=True)
        if reply.code != 250:
            return reply
        return Reply(250, f"2.0.0 campaign {number} is running at {self._host}", Stage.CONTENT)

    def _data(self, answer: Answer) -> dict[str, Any]:
        """Return what an answer holds; raises Lost, Refused or _Said when that is nothing."""
        content = answer.content.get("data") if isinstance(answer.content, dict) else None
        if answer.status == 200 and isinstance(content, dict):
            return content
        if answer.status == 200:
            raise self._strange()
        reply = reply_of(answer, _MEANINGS)
        if reply is None:
            raise Lost(f"{self._host}: {answer.words('message')}")
        raise _Said(reply)

    def _strange(self) -> Refused:
        return Refused(Reply(554, f"5.7.0 {self._host} does not answer as listmonk does", Stage.CONNECTION))

    def close(self) -> None:
        """Close it."""
        self._service.close()


def _state(item: dict[str, Any]) -> tuple[int, str]:
    return int(item["id"]), str(item["status"])


class _Said(Exception):  # noqa: N818  what happened, not what is wrong in the code
    """Listmonk answered something else than was asked for."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(str(reply))
        self.reply = reply


def _campaign_of(content: Any) -> str:
    data = content.get("data") if isinstance(content, dict) else None
    return str(data.get("id") or "") if isinstance(data, dict) and data.get("status") in _STARTED else ""


_MEANINGS = Meanings(
    taken=_campaign_of,
    error=lambda _: "listmonk",
    words=("message",),
    about_us=frozenset({"listmonk"}),  # there is no single recipient that it could be about
)
"""What listmonk's answers mean."""
