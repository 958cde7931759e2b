"""A reader joins the list in a browser without script, gets the notice of a change, and leaves by one click."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from lists import CONTENT, SERVER, ListServer, list_server, list_site
from policybook.cli import main
from policybook.core.mailing import SubscriberStatus
from repositories import Repository
from scripted import note

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

TODAY = datetime.now(UTC).date()


@pytest.fixture
def server(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[ListServer]:
    """A server on whose site nothing is due."""
    for name in ("CI", "POLICYBOOK_LEDGER", "POLICYBOOK_MAIL_KEYS", "POLICYBOOK_SMTP_USER"):
        monkeypatch.delenv(name, raising=False)
    folder = list_site(repository)
    _notify(repository, "plan")
    with list_server(folder) as opened:
        opened.time.now = datetime.now(UTC)
        yield opened


@pytest.fixture
def reader(chromium: Browser, server: ListServer) -> Iterator[Callable[..., Page]]:
    """Opens pages of the server, answered by the application itself: no port, no network."""
    troubles: list[str] = []
    contexts = []

    def answer(route: Route) -> None:
        request = route.request
        if not request.url.startswith(SERVER):
            troubles.append(f"asked for {request.url}")
            return route.abort()
        response = server.client.open(
            request.url.removeprefix(SERVER.rstrip("/")),
            method=request.method,
            data=request.post_data_buffer,
            headers={name: value for name, value in request.all_headers().items() if name != "content-length"},
        )
        if target := response.headers.get("Location"):
            # a browser does not follow a redirect that a test gives it; a page that leads on is as good
            onwards = f'<!doctype html><meta http-equiv="refresh" content="0;url={target}">'
            return route.fulfill(status=200, content_type="text/html", body=onwards)
        return route.fulfill(status=response.status_code, headers=dict(response.headers), body=response.data)

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "status of 422" not in message.text:  # what a wrong form is answered with
            troubles.append(message.text)

    def visit(address: str, *, width: int = 1280, script: bool = False) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        context.route("**/*", answer)
        page = context.new_page()
        page.on("console", listen)
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()

    assert troubles == []


def _notify(repository: Repository, *arguments: str) -> str:
    done = CliRunner().invoke(main, ["-C", str(repository.folder), "notify", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def _announced(repository: Repository, server: ListServer) -> EmailMessage:
    """Commit a material change, send the notice of it, and return what the one subscriber got."""
    changed = CONTENT["content/terms/index.md"].replace("14", "30")
    words = note("More time.", material="yes", effective=str(TODAY + timedelta(days=40)), posted=str(TODAY))
    repository.commit({"content/terms/index.md": changed, f"content/terms/revisions/{TODAY}.md": words})
    before = len(server.mails())
    _notify(repository, "approve", f"terms/{TODAY}", "--by", "Ed")
    _notify(repository, "send", "--expect", "1")
    mails = server.mails()
    assert len(mails) == before + 1
    return mails[-1]


def test_from_the_form_to_the_one_click(
    repository: Repository, server: ListServer, reader: Callable[..., Page]
) -> None:
    """As one lives it: the form, the mail, the button, the notice, and out again by the mail reader's own button."""
    page = reader(SERVER + "?policy=terms")
    page.get_by_label("Your email address").fill("ada@example.org")
    page.get_by_role("button", name="Get notified of changes").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    assert "ada@" not in page.content()

    page.goto(server.link())
    assert server.ledger.subscribers.by_key("ada@example.org") is None
    page.get_by_role("button", name="Confirm").click()
    assert page.get_by_role("status").inner_text() == "You are on the list."
    assert page.get_by_label("Terms of Use").is_checked()

    notice = _announced(repository, server)
    assert notice["To"] == "ada@example.org"
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    found = re.fullmatch(rf"<({re.escape(SERVER)}unsubscribe/[0-9a-f]{{40}})>", notice["List-Unsubscribe"])
    assert found is not None
    page.goto(found.group(1))
    assert page.get_by_role("heading", level=1).inner_text() == "Leave the list?"
    person = server.ledger.subscribers.by_key("ada@example.org")
    assert person is not None
    assert person.status is SubscriberStatus.CONFIRMED

    answer = server.post(found.group(1), {"List-Unsubscribe": "One-Click"})
    left = server.ledger.subscribers.by_id(person.id)
    assert (answer.status_code, answer.text) == (200, "")
    assert left is not None
    assert left.status is SubscriberStatus.UNSUBSCRIBED


def test_one_policy_is_chosen_without_script(server: ListServer, reader: Callable[..., Page]) -> None:
    """The list of policies opens when "all" is not ticked, by the style sheet alone."""
    page = reader(SERVER, width=320)
    terms = page.get_by_label("Terms of Use")
    assert terms.is_hidden()
    page.get_by_label("All, also those to come").uncheck()
    terms.check()
    page.get_by_label("Your email address").fill("ada@example.org")
    page.get_by_role("button", name="Get notified of changes").click()
    page.get_by_role("heading", name="Look into your mailbox").wait_for()
    page.goto(server.link())
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("status").wait_for()
    person = server.ledger.subscribers.by_key("ada@example.org")
    assert person is not None
    assert person.policies == ("terms",)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_a_form_that_was_filled_in_wrongly_says_so(server: ListServer, reader: Callable[..., Page]) -> None:
    """The message is tied to the field, and what was typed stays."""
    page = reader(SERVER)
    page.get_by_label("Your email address").fill("ada@example")
    page.get_by_role("button", name="Get notified of changes").click()
    field = page.get_by_label("Your email address")
    assert field.input_value() == "ada@example"
    assert field.get_attribute("aria-invalid") == "true"
    assert page.locator(f"#{field.get_attribute('aria-describedby')}").get_attribute("role") == "alert"
