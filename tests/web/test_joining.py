"""People join the list by a mail that they confirm, choose, leave, are forgotten; opening a link changes nothing."""

from __future__ import annotations

import json
import random
import re
import secrets
import string
from datetime import timedelta

import pytest
from sqlalchemy import text

from lists import ListServer, links, list_server, list_site
from policybook.core.mailing import SubscriberStatus, SuppressionReason
from policybook.core.mailtokens import Purpose, suppression_of, token_of
from policybook.web.guard import Allowance
from repositories import Repository

ADA = "ada@example.org"


def token_in_notice(server: ListServer, person: int, purpose: Purpose = Purpose.SUBSCRIBER) -> str:
    """The token in the mail of a notice that somebody got."""
    with server.ledger.subscribers._store.writing() as connection:
        connection.execute(
            text("INSERT INTO notices (kind, revisions, state, created_at) VALUES ('change', :name, 'done', 0)"),
            {"name": f"\nterms/{secrets.token_hex(4)}\n"},
        )
        notice = connection.execute(text("SELECT max(id) FROM notices")).scalar_one()
        connection.execute(
            text("INSERT INTO deliveries (notice_id, subscriber_id, state) VALUES (:notice, :person, 'accepted')"),
            {"notice": notice, "person": person},
        )
        delivery = connection.execute(text("SELECT max(id) FROM deliveries")).scalar_one()
    return token_of(delivery, purpose, server.keys)


def everything(server: ListServer) -> dict[str, list[tuple[object, ...]]]:
    """All that the ledger holds."""
    with server.ledger.subscribers._store.reading() as connection:
        return {
            name: [tuple(row) for row in connection.execute(text(f"SELECT * FROM {name}"))]
            for name in ("subscribers", "suppression", "notices", "deliveries", "events")
        }


def test_who_confirms_is_on_the_list_with_their_wishes(server: ListServer) -> None:
    """Not before: the form alone puts nobody on it, and leaves no trace of the address."""
    before = everything(server)
    answer = server.ask("Ada@Example.org", all="", policy=["terms"], changes="every", language="de")
    assert (answer.status_code, answer.headers["Location"]) == (303, "sent?language=de")
    assert everything(server) == before
    [mail] = server.mails()
    assert (mail["To"], mail["Auto-Submitted"]) == ("Ada@example.org", "auto-replied")

    confirmed = server.post(server.link())
    person = server.ledger.subscribers.by_key(ADA)
    assert confirmed.status_code == 303
    assert person is not None
    assert (person.status, person.policies, person.every_change) == (SubscriberStatus.CONFIRMED, ("terms",), True)
    assert person.locale == "de"
    assert person.consent is not None
    assert person.consent.at == server.time.now


def test_opening_a_link_changes_nothing(server: ListServer) -> None:
    """Programs that look through mails open every link, and some send HEAD first."""
    server.ask()
    confirm = server.link()
    before = everything(server)
    for call in (server.client.get, server.client.head, server.client.options):
        assert call(confirm).status_code == 200
    assert everything(server) == before

    person = server.join("bob@example.org")
    token = token_in_notice(server, person.id)
    before = everything(server)
    for page in ("unsubscribe", "preferences", "forget"):
        for call in (server.client.get, server.client.head, server.client.options):
            assert call(f"/{page}/{token}").status_code == 200
    assert everything(server) == before


def test_confirming_twice_changes_nothing(server: ListServer) -> None:
    """People press a button again when the answer is slow."""
    server.join()
    before = everything(server)
    assert server.post(server.link()).status_code == 303
    assert everything(server) == before


def test_a_request_can_be_confirmed_for_two_days(server: ListServer) -> None:
    """A link that works for ever would be found in a mailbox years later."""
    server.ask()
    server.time.pass_by(hours=47)
    assert server.get(server.link()).status_code == 200
    server.time.pass_by(hours=2)
    assert server.get(server.link()).status_code == 404
    assert server.post(server.link()).status_code == 404
    assert server.ledger.subscribers.by_key(ADA) is None


def test_the_link_of_an_old_request_brings_nobody_back(server: ListServer) -> None:
    """Who has left since they asked has said so last."""
    person = server.join()
    confirm = server.link()
    server.time.pass_by(minutes=1)
    server.post(f"/unsubscribe/{token_in_notice(server, person.id)}")
    assert server.post(confirm).status_code == 404
    found = server.ledger.subscribers.by_key(ADA)
    assert found is not None
    assert found.status is SubscriberStatus.UNSUBSCRIBED

    server.time.pass_by(minutes=1)
    assert server.join().status is SubscriberStatus.CONFIRMED
    assert server.ledger.subscribers.suppressed(suppression_of(ADA, server.keys)) is None


def test_the_form_says_the_same_of_every_address(server: ListServer) -> None:
    """Nobody learns who is on the list: on it, off it, unknown, forgotten; each gets one mail."""
    server.join("on@example.org")
    off, gone = server.join("off@example.org"), server.join("gone@example.org")
    server.post(f"/unsubscribe/{token_in_notice(server, off.id)}")
    server.post(f"/forget/{token_in_notice(server, gone.id)}")
    server.time.pass_by(minutes=1)
    seen = set()
    for name in ("on", "off", "gone", "new"):
        before = len(server.mails())
        answer = server.ask(f"{name}@example.org")
        page = server.get(f"/{answer.headers['Location']}")
        seen.add((answer.status_code, str(answer.headers), answer.text, page.text))
        assert len(server.mails()) == before + 1

    assert len(seen) == 1


def test_guessed_links_find_nothing(server: ListServer) -> None:
    """Nine and a half thousand of them, some off by one digit: each gets the very answer that all others get."""
    people = [server.join(f"user{number}@example.org") for number in range(5)]
    tokens = [token_in_notice(server, person.id) for person in people]
    server.time.pass_by(minutes=1)
    guess = random.Random(8)
    before = everything(server)
    pages = set()
    for number in range(9500):
        token = guess.choice(
            [
                "".join(guess.choices("0123456789abcdef", k=40)),
                "".join(guess.choices(string.ascii_letters + "-_.", k=120)),
                _one_digit_off(guess, guess.choice(tokens)),
            ]
        )
        page = ("unsubscribe", "preferences", "forget", "confirm")[number % 4]
        call = (server.get, server.post)[number // 4 % 2]
        answer = call(f"/{page}/{token}")
        pages.add((answer.status_code, answer.text))
    assert {status for status, _ in pages} == {404}
    assert len(pages) == 1
    assert everything(server) == before


def test_guessed_addresses_find_nothing(server: ListServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Five hundred of them, of which some are on the list."""
    for number in range(5):
        server.join(f"user{number}@example.org")
    sent: list[str] = []
    monkeypatch.setattr("policybook.app.joining.send_one", lambda settings, mail, *, to, name: sent.append(to))
    answers = {
        (answer.status_code, str(answer.headers), answer.text)
        for number in range(500)
        for answer in [server.ask(f"user{number}@example.org")]
    }
    assert len(answers) == 1
    assert len(sent) == 500


def _one_digit_off(guess: random.Random, token: str) -> str:
    place = guess.randrange(len(token))
    return (
        token[:place]
        + guess.choice([digit for digit in "0123456789abcdef" if digit != token[place]])
        + token[place + 1 :]
    )


def test_one_click_leaves_the_list(server: ListServer) -> None:
    """As mailbox providers do it (RFC 8058): in either encoding, without cookies, answered blank, twice if need be."""
    for number, kind in enumerate(("application/x-www-form-urlencoded", "multipart/form-data")):
        person = server.join(f"user{number}@example.org")
        address = f"/unsubscribe/{token_in_notice(server, person.id)}"
        for _ in range(2):
            answer = server.client.post(address, data={"List-Unsubscribe": "One-Click"}, content_type=kind)
            assert (answer.status_code, answer.text) == (200, "")
            assert answer.content_type.startswith("text/plain")
        found = server.ledger.subscribers.by_id(person.id)
        assert found is not None
        assert found.status is SubscriberStatus.UNSUBSCRIBED


def test_a_token_is_good_for_one_purpose(server: ListServer) -> None:
    """Who sees the return path of a mail, as every mail server on its way does, cannot take its reader off the list."""
    person = server.join()
    token = token_in_notice(server, person.id, Purpose.BOUNCE)
    assert server.post(f"/unsubscribe/{token}", {"List-Unsubscribe": "One-Click"}).status_code == 404
    found = server.ledger.subscribers.by_id(person.id)
    assert found is not None
    assert found.status is SubscriberStatus.CONFIRMED


def test_links_work_after_the_keys_were_changed(repository: Repository) -> None:
    """A new key goes above the old ones, and mails that are out keep their links."""
    folder = list_site(repository)
    with list_server(folder) as server:
        person = server.join()
        old = token_in_notice(server, person.id)
        server.ask("bob@example.org")
        confirm = server.link()
    keys = folder / ".policybook" / "mail.keys"
    keys.write_text(f"{'ab' * 32}\n{keys.read_text()}")
    with list_server(folder) as server:
        assert server.get(f"/preferences/{old}").status_code == 200
        assert server.post(confirm).status_code == 303
        assert token_in_notice(server, person.id) != old
        server.post(f"/unsubscribe/{old}")
        found = server.ledger.subscribers.by_id(person.id)
        assert found is not None
        assert found.status is SubscriberStatus.UNSUBSCRIBED


def test_wishes_are_changed_on_the_preferences_page(server: ListServer) -> None:
    """And shown as they are."""
    person = server.join()
    address = f"/preferences/{token_in_notice(server, person.id)}"
    answer = server.post(address, {"policy": ["privacy"], "changes": "every", "language": "de"})
    found = server.ledger.subscribers.by_id(person.id)
    assert answer.status_code == 200
    assert found is not None
    assert (found.policies, found.every_change, found.locale) == (("privacy",), True, "de")
    page = server.get(address).text
    assert 'value="privacy" checked' in page
    assert 'value="every" checked' in page
    assert '<html lang="de"' in page
    assert ADA not in page


def test_who_is_forgotten_leaves_only_a_fingerprint(server: ListServer) -> None:
    """Not even what a mail server said about the address stays."""
    person = server.join()
    token = token_in_notice(server, person.id)
    server.ledger.returns.bounced(1, dead=False, reply=f"550 5.2.2 <{ADA}> is full", at=server.time.now)
    assert server.post(f"/forget/{token}").status_code == 200
    assert not re.search("(?<![0-9a-f])ada(?![0-9a-f])", json.dumps(everything(server), default=str))  # keys are hex
    suppressed = server.ledger.subscribers.suppressed(suppression_of(ADA, server.keys))
    assert suppressed is SuppressionReason.ERASED
    for page in ("forget", "preferences", "unsubscribe"):
        assert server.get(f"/{page}/{token}").status_code == 404


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"address": "not an address"}, "Mail cannot be sent to this address"),
        ({"address": ""}, "Mail cannot be sent to this address"),
        ({"address": "ada@example.org\r\nBcc: eve@example.org"}, "Mail cannot be sent to this address"),
        ({"all": ""}, "Choose at least one policy"),
        ({"all": "", "policy": ["nonsense"]}, "something that it does not offer"),
        ({"changes": "some"}, "something that it does not offer"),
        ({"language": "tlh"}, "something that it does not offer"),
    ],
)
def test_a_form_that_cannot_be_taken_says_why(server: ListServer, values: dict[str, object], said: str) -> None:
    """In the form itself, with what was typed, and no mail goes out."""
    answer = server.ask(**{"address": ADA, **values})  # type: ignore[arg-type]
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    assert server.mails() == []


def test_a_program_that_fills_in_every_field_gets_no_mail_sent(server: ListServer) -> None:
    """It is told nothing of it."""
    assert server.ask(homepage="https://spam.example/").status_code == 303
    assert server.mails() == []


def test_nobody_is_flooded_with_mails(repository: Repository) -> None:
    """The form answers in the same way when it stops to write to an address, and says so when a client is to stop."""
    allowance = Allowance(per_client="7/minute", per_address="2/hour", in_all="100/hour")
    with list_server(list_site(repository), allowance=allowance) as server:
        answers = {server.ask().status_code for _ in range(4)}
        assert answers == {303}
        assert len(server.mails()) == 2
        server.ask("ADA@example.org")
        assert len(server.mails()) == 2
        server.ask("bob@example.org")
        assert len(server.mails()) == 3
        server.ask("carol@example.org")
        limited = server.ask("dan@example.org")
        assert limited.status_code == 429
        assert limited.headers["Retry-After"] == "3600"
        assert len(server.mails()) == 4


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://other.example.org"}, 403),
        ({"Sec-Fetch-Site": "same-site", "Origin": "https://policies.example.org"}, 303),
        ({"Origin": "https://lists.example.org"}, 303),
        ({"Origin": "null"}, 403),
        ({"Origin": "https://lists.example.org.evil.example"}, 403),
    ],
)
def test_other_sites_cannot_send_the_form(server: ListServer, headers: dict[str, str], status: int) -> None:
    """A page that many people open must not make their browsers ask us to write to somebody."""
    values = {"address": ADA, "all": "yes", "changes": "material"}
    assert server.client.post("/", data=values, headers=headers).status_code == status
    assert len(server.mails()) == (status == 303)


def test_one_click_works_from_anywhere(server: ListServer) -> None:
    """Mail readers in a browser send it across sites; its address is all that it needs."""
    person = server.join()
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://mail.example"}
    address = f"/unsubscribe/{token_in_notice(server, person.id)}"
    answer = server.client.post(address, data={"List-Unsubscribe": "One-Click"}, headers=headers)
    assert answer.status_code == 200


def test_who_left_is_told_so_and_can_choose_nothing(server: ListServer) -> None:
    """Until they ask anew."""
    person = server.join()
    token = token_in_notice(server, person.id)
    page = server.post(f"/unsubscribe/{token}")
    assert "You are not on the list" in page.text
    assert "You are not on the list" in server.get(f"/preferences/{token}").text
    assert server.post(f"/preferences/{token}", {"all": "yes"}).status_code == 409


def test_who_is_on_the_list_and_asks_again_gets_the_way_to_their_preferences(server: ListServer) -> None:
    """Only their mailbox is told; what somebody else typed changes nothing."""
    server.join()
    before = everything(server)
    server.ask(changes="every")
    assert everything(server) == before
    mail = server.mails()[-1]
    assert links(mail, "confirm") == set()
    [address] = links(mail, "preferences")
    assert server.get(address).status_code == 200
    server.time.pass_by(days=31)
    assert server.get(address).status_code == 404


def test_mails_that_cannot_be_sent_are_owned_up_to(server: ListServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same for every address, and nothing is on record."""
    monkeypatch.setattr("policybook.adapters.transports.Folder.connect", _broken)
    answer = server.ask()
    assert answer.status_code == 503
    assert "Nothing was changed" in answer.text
    assert ADA not in answer.text


def _broken(_: object) -> None:
    from policybook.core.handover import Lost

    raise Lost("the mail server is down")


def test_a_ledger_that_does_not_answer_is_owned_up_to(
    server: ListServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Health says so too; the log says what, and neither address nor token."""
    person = server.join()
    token = token_in_notice(server, person.id)
    with server.ledger.subscribers._store.writing() as connection:
        connection.execute(text("ALTER TABLE subscribers RENAME TO elsewhere"))
    answers = [server.get(f"/preferences/{token}"), server.ask(), server.get("/health"), server.get("/")]
    assert [answer.status_code for answer in answers] == [503, 503, 503, 200]
    assert answers[0].headers["Retry-After"] == "60"
    assert token not in caplog.text
    assert ADA not in caplog.text


def test_numbers_are_for_those_who_know_the_token(server: ListServer) -> None:
    """They hold no address and no token."""
    server.join()
    server.get("/unsubscribe/" + "a" * 40)
    assert server.get("/metrics").status_code == 401
    assert server.get("/metrics", Authorization="Bearer wrong").status_code == 401
    numbers = server.get("/metrics", Authorization="Bearer secret")
    assert 'policybook_list_total{what="confirmed"} 1.0' in numbers.text
    assert 'policybook_subscribers{status="confirmed"} 1.0' in numbers.text
    assert 'route="/unsubscribe/<token>",status="404"' in numbers.text
    assert "aaaa" not in numbers.text
    assert "@" not in numbers.text
    assert server.get("/health").json == {"status": "ok"}


@pytest.mark.parametrize("address", ["/", "/sent", "/nowhere", "/unsubscribe/x", "/health", "/css/policybook.css"])
def test_every_answer_is_guarded(server: ListServer, address: str) -> None:
    """No script runs, nothing frames it, nobody keeps it but files, no search engine lists it, no cookie is set."""
    headers = server.get(address).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self'; ")
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Robots-Tag"] == "noindex, nofollow"
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert ("no-store" in headers["Cache-Control"]) is not address.endswith(".css")
    assert "Set-Cookie" not in headers
    assert "Server" not in headers


def test_a_link_on_a_page_names_the_policy_and_the_language(server: ListServer) -> None:
    """The form opens with them chosen; what is not ours is left out."""
    page = server.get("/?policy=terms&policy=<script>&language=de").text
    assert '<html lang="de"' in page
    assert 'value="terms" checked' in page
    assert 'value="de" lang="de" selected' in page
    assert "script>" not in page
    assert 'name="all" value="yes" id="all" checked' not in page
    assert 'value="yes" id="all" checked' in server.get("/").text


def test_pages_speak_the_language_of_their_reader(server: ListServer) -> None:
    """Of those that policies are written in."""
    assert '<html lang="de"' in server.get("/", **{"Accept-Language": "fr, de-AT;q=0.8"}).text
    assert '<html lang="en"' in server.get("/", **{"Accept-Language": "fr"}).text


def test_long_requests_are_refused(server: ListServer) -> None:
    """Nobody needs more than some kilobytes to fill in a form."""
    assert server.ask("a" * 20_000).status_code == 413
    assert server.post("/", {"policy": ["x"] * 5000}).status_code == 413
    assert server.client.post("/", data=b"\xff" * 100, content_type="multipart/form-data").status_code in (400, 422)


def test_time_that_runs_back_makes_no_link_valid(server: ListServer) -> None:
    """A request from the future was not made by this clock."""
    server.ask()
    server.time.now -= timedelta(hours=1)
    assert server.get(server.link()).status_code == 404
