"""A notice from the commit to the mailbox, as an operator lives it."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mail_server import MailServer
from policybook import invocation
from policybook.cli import main
from repositories import Repository
from scripted import note
from web_server import Campaigns, WebServer

TODAY = datetime.now(UTC).date()
SOON = TODAY + timedelta(days=40)
TERMS = "---\ntitle: Terms of Use\n---\n## Start\n\nYou may use the service within 14 days.\n"
SETTINGS = """site_name: Example
site_url: https://policies.example.org/
docs_dir: content
theme: policybook
plugins:
  - policybook:
      mail_from: Example <policies@example.org>
      mail_unsubscribe_url: https://policies.example.org/u/{token}
      mail_bounce_address: bounces+{token}@example.org
"""


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "CI",
        "POLICYBOOK_LEDGER",
        "POLICYBOOK_MAIL_KEYS",
        "POLICYBOOK_SMTP_USER",
        "POLICYBOOK_MAIL_API_KEY",
        "POLICYBOOK_CHANNELS",
    ):
        monkeypatch.delenv(name, raising=False)


def run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)


def notify(folder: Path, *arguments: str, code: int = 0) -> Result:
    result = run(folder, "notify", *arguments)
    assert result.exit_code == code, result.stderr
    return result


def settings(repository: Repository, **options: object) -> None:
    lines = "".join(f"      {name}: {value}\n" for name, value in options.items())
    (repository.folder / "mkdocs.yml").write_text(SETTINGS + lines)


def change(repository: Repository, number: int = 1, effective: date = SOON, words: str = "More time.") -> str:
    """Commit a material change; return its key."""
    name = f"{TODAY}-{number}" if number > 1 else str(TODAY)
    repository.commit(
        {
            "content/terms/index.md": TERMS.replace("14", str(30 + number)),
            f"content/terms/revisions/{name}.md": note(
                words, material="yes", effective=str(effective), posted=str(TODAY)
            ),
        }
    )
    return f"terms/{name}"


@pytest.fixture
def site(repository: Repository) -> Repository:
    """A site with three subscribers, of whom two speak German, and nothing due."""
    repository.commit(
        {
            "mkdocs.yml": SETTINGS,
            "content/terms/index.md": TERMS,
            "content/terms/revisions/2020-01-01.md": note("First publication.", kind="initial"),
        }
    )
    notify(repository.folder, "plan")
    for name, locale in (("ada", ""), ("ben", "de"), ("eve", "de-AT")):
        arguments = ("subscribers", "add", f"{name}@example.com", "--consent", "test", "--locale", locale)
        assert run(repository.folder, *arguments).exit_code == 0
    return repository


def outbox(folder: Path) -> list[EmailMessage]:
    found = []
    for path in sorted((folder / "outbox").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        assert isinstance(message, EmailMessage)
        found.append(message)
    return found


def states(folder: Path) -> dict[str, str]:
    found = json.loads(notify(folder, "status", "--format", "json").stdout)
    return {item["name"]: item["state"] for item in found["notices"]}


def send(folder: Path, *arguments: str, code: int = 0) -> Result:
    return notify(folder, "send", "--expect", "3", *arguments, code=code)


# ---- the way of a notice


def test_who_wants_every_change_is_thought_of(site: Repository) -> None:
    """A change that is not material is no notice by itself; the plan names it where somebody wants to hear of it."""
    name = str(TODAY)
    words = note("A clearer sentence.", effective=str(SOON), posted=str(TODAY))
    site.commit({"content/terms/index.md": TERMS.replace("14", "15"), f"content/terms/revisions/{name}.md": words})
    assert "Not material" not in notify(site.folder, "plan").stdout
    added = run(site.folder, "subscribers", "add", "all@example.com", "--consent", "test", "--every-change")
    assert added.exit_code == 0
    assert (
        f"Not material, but some want to hear of every change; approve by name to tell them:\n  terms/{name}  1 "
        in (notify(site.folder, "plan").stdout)
    )
    found = json.loads(notify(site.folder, "plan", "--format", "json").stdout)
    assert found == {"due": [], "not_material": [{"revision": f"terms/{name}", "wanted_by": 1}]}

    notify(site.folder, "approve", f"terms/{name}", "--by", "Lee")
    send(site.folder, "--expect", "1")
    assert [str(mail["To"]) for mail in outbox(site.folder)] == ["all@example.com"]
    assert "Not material" not in notify(site.folder, "plan").stdout


def test_a_notice_goes_from_the_commit_to_everybody(site: Repository) -> None:
    """Plan, approve, send; into a folder, for nothing leaves the machine unless the settings say so."""
    key = change(site)
    assert key in notify(site.folder, "plan").stdout
    approved = json.loads(notify(site.folder, "approve", key, "--by", "Lee", "--format", "json").stdout)["approved"]
    assert [(item["recipients"], item["subject"]) for item in approved] == [
        (3, f"Example: Terms of Use change on {SOON.day} {SOON:%B %Y}")
    ]
    said = send(site.folder).stderr
    mails = outbox(site.folder)

    assert f"{key}: done, 3 of 3 accepted" in said
    assert sorted(str(mail["To"]) for mail in mails) == ["ada@example.com", "ben@example.com", "eve@example.com"]
    assert sorted(str(mail["Content-Language"]) for mail in mails) == ["de", "de-AT", "en"]
    assert len({str(mail["List-Unsubscribe"]) for mail in mails}) == 3
    assert "No notice is due" in notify(site.folder, "plan").stdout
    assert states(site.folder) == {key: "done"}


def test_who_got_it_can_be_asked_for_ever(site: Repository) -> None:
    """Per recipient, with the server's words; the public record has counts only."""
    change(site)
    notify(site.folder, "approve", "--by", "Lee")
    send(site.folder)
    lines = notify(site.folder, "status", "1", "--per-recipient").stdout.splitlines()
    one = json.loads(notify(site.folder, "status", "--per-recipient", "--format", "json").stdout.splitlines()[0])
    notify(site.folder, "export", "--out", str(site.folder / "public" / "notices.json"))
    public = (site.folder / "public" / "notices.json").read_text()

    assert lines[0] == "delivery,address,state,attempts,changed,reply"
    assert len(lines) == 4
    assert (one["state"], one["attempts"]) == ("accepted", 1)
    assert one["reply"].startswith("250 ")
    assert "approved by Lee" in notify(site.folder, "status").stdout
    assert notify(site.folder, "status", "--per-recipient", "--state", "pending").stdout.count("\n") == 1
    assert "@" not in public
    assert json.loads(public)["notices"][0]["accepted"] == 3
    assert "@" not in notify(site.folder, "export").stdout


def test_a_notice_is_seen_before_it_is_sent(site: Repository, tmp_path: Path) -> None:
    """In any language, as a file or in a mailbox of one's own; neither is on record."""
    key = change(site)
    notify(site.folder, "preview", key, "--locale", "de", "--out", str(tmp_path / "seen"))
    seen = (tmp_path / "seen" / f"terms.{TODAY}.eml").read_bytes()
    with MailServer() as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        said = notify(site.folder, "test", key, "--to", "me@example.org")
        notify(site.folder, "test", key, "--to", "me@example.org", "--dry-run")

    assert b"Content-Language: de" in seen
    assert "250 2.0.0 Ok" in said.stderr
    assert [item.recipient for item in server.taken] == ["me@example.org"]
    assert states(site.folder) == {}
    assert "subscribers" not in str(server.taken[0].message["To"])


def test_a_test_that_does_not_arrive_is_an_error(site: Repository) -> None:
    """With the server's words."""
    change(site)
    with MailServer(script=lambda said, rest: "550 5.7.1 No" if said == "RCPT" else "") as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        assert "550 5.7.1 No" in notify(site.folder, "test", "--to", "me@example.org", code=1).stderr
    assert "was not sent" in notify(site.folder, "test", "--to", "me@example.org", code=1).stderr


# ---- nothing is mailed by accident


def test_a_rewritten_history_announces_nothing_again(site: Repository) -> None:
    """What was announced is known by the revision's name, not by its commit."""
    change(site)
    notify(site.folder, "approve")
    send(site.folder)
    site.git("commit", "--amend", "--quiet", "-m", "Other words, another commit")

    assert "No notice is due" in notify(site.folder, "plan").stdout


def test_what_nobody_approved_is_not_sent(site: Repository) -> None:
    """Not even when it is due."""
    change(site)

    assert "no notice that is approved" in send(site.folder, code=2).stderr
    assert outbox(site.folder) == []


def test_an_edit_after_the_approval_makes_it_void(site: Repository) -> None:
    """What is sent is what somebody has seen."""
    key = change(site)
    notify(site.folder, "approve")
    site.commit(
        {
            f"content/terms/revisions/{TODAY}.md": note(
                "Much more time.", material="yes", effective=str(SOON), posted=str(TODAY)
            )
        }
    )
    assert "is not what" in send(site.folder, code=2).stderr
    notify(site.folder, "approve", key)
    send(site.folder)

    assert all("Much more time." in str(mail.get_body(("plain",))) for mail in outbox(site.folder))


@pytest.mark.parametrize("expect", ["2", "4", "0", "12034"])
def test_a_wrong_number_of_recipients_stops_it(site: Repository, expect: str) -> None:
    """Somebody imported the wrong list."""
    change(site)
    notify(site.folder, "approve")
    result = notify(site.folder, "send", "--expect", expect, code=2)

    assert "3 people would get it" in result.stderr
    assert "--expect 3" in result.stderr
    assert outbox(site.folder) == []


def test_a_build_server_does_not_send_by_itself(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless that is meant."""
    change(site)
    notify(site.folder, "approve")
    monkeypatch.setenv("CI", "true")

    assert "build server" in send(site.folder, code=2).stderr
    send(site.folder, "--ci-ok")


def test_a_second_notice_waits_for_the_first(site: Repository) -> None:
    """Nobody gets two mails at once."""
    change(site)
    notify(site.folder, "approve")
    with MailServer(script=lambda said, rest: "451 later" if said == "RCPT" else "") as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        send(site.folder)
        key = change(site, 2)
        notify(site.folder, "approve", key)
        assert "is being sent already" in send(site.folder, key, code=2).stderr
        send(site.folder, key, "--also")


def test_people_have_their_peace_after_a_notice(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """For a day, unless it cannot wait; what was wrong is put right at once."""
    first = change(site)
    notify(site.folder, "approve")
    send(site.folder)
    second = change(site, 2)
    notify(site.folder, "approve", second)
    refused = send(site.folder, code=2).stderr
    notify(site.folder, "correct", first, "--words", "The day was wrong.")
    notify(site.folder, "approve", "3")
    send(site.folder, "3")
    then = datetime.now(UTC) + timedelta(hours=23)
    monkeypatch.setattr("policybook.cli_sending.now", lambda: then)
    still = send(site.folder, "2", "--dry-run", code=2).stderr
    notify(site.folder, "send", "2", "--expect", "3", "--no-quiet", "--dry-run")
    later = datetime.now(UTC) + timedelta(hours=25)
    monkeypatch.setattr("policybook.cli_sending.now", lambda: later)
    send(site.folder, "2")

    assert f"the same people got notice 1 ({first})" in refused
    assert "less than 24 hours ago" in still
    assert f"wait until {datetime.now(UTC) + timedelta(days=1):%Y-%m-%d}" in refused
    assert "--digest" in refused
    assert "--no-quiet" in refused
    assert states(site.folder)[second] == "done"


def test_people_who_got_nothing_are_not_waited_for(site: Repository) -> None:
    """The peace is theirs, not the list's: a change of another policy goes to others."""
    settings(site, mail_quiet_hours=24)
    for name in ("ada", "ben", "eve"):
        run(site.folder, "subscribers", "erase", f"{name}@example.com")
        run(site.folder, "subscribers", "add", f"{name}2@example.com", "--consent", "test", "--policy", "cookies")
    run(site.folder, "subscribers", "add", "lee@example.com", "--consent", "test", "--policy", "terms")
    change(site)
    notify(site.folder, "approve")
    notify(site.folder, "send", "--expect", "1")
    site.commit(
        {
            "content/cookies/index.md": "---\ntitle: Cookies\n---\nWe set none.\n",
            f"content/cookies/revisions/{TODAY}.md": note(
                "None.", material="yes", effective=str(SOON), posted=str(TODAY)
            ),
        }
    )
    notify(site.folder, "approve", f"cookies/{TODAY}")
    send(site.folder)

    assert states(site.folder)[f"cookies/{TODAY}"] == "done"


def test_people_who_are_still_to_get_a_notice_are_waited_for(site: Repository) -> None:
    """Also when it is paused."""
    key = change(site)
    notify(site.folder, "approve")
    with MailServer(script=lambda said, rest: "451 later" if said == "RCPT" else "") as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        send(site.folder)
        notify(site.folder, "pause", key)
        second = change(site, 2)
        notify(site.folder, "approve", second)

        assert f"are still to get notice 1 ({key})" in send(site.folder, second, code=2).stderr


def test_less_notice_than_promised_needs_a_reason(site: Repository) -> None:
    """A law or a contract may make such a change void."""
    settings(site, notice_days=60)
    change(site)
    notify(site.folder, "approve")
    refused = send(site.folder, code=2).stderr
    send(site.folder, "--override-reason", "a court order")

    assert "40 days of notice, and 60 are promised" in refused
    assert len(outbox(site.folder)) == 3


def test_a_mail_without_a_way_out_needs_a_word(site: Repository) -> None:
    """Notices that a law asks for have none; others must."""
    (site.folder / "mkdocs.yml").write_text(re.sub(".*unsubscribe_url.*\n", "", SETTINGS))
    change(site)
    notify(site.folder, "approve")

    assert "leaves the list" in send(site.folder, code=2).stderr
    send(site.folder, "--no-unsubscribe")


def test_a_rehearsal_sends_nothing(site: Repository) -> None:
    """It looks at the same things."""
    key = change(site)
    notify(site.folder, "approve")

    assert "Would send" in send(site.folder, "--dry-run").stderr
    assert outbox(site.folder) == []
    assert states(site.folder) == {key: "approved"}


# ---- operators' channels


def test_operators_are_told_of_each_event_once(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Begun, paused with the reason, sent, cancelled: with counts, and without anybody's address."""
    change(site)
    notify(site.folder, "approve", "--by", "Lee")
    with (
        WebServer() as channel,
        MailServer(script=lambda said, rest: f"550 5.7.1 {rest[3:]} no" if said == "RCPT" else "") as server,
    ):
        monkeypatch.setenv("POLICYBOOK_CHANNELS", f"json://127.0.0.1:{channel.port}")
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}", mail_quiet_hours=0)
        send(site.folder, code=1)
        server.script = lambda said, rest: ""
        notify(site.folder, "resume")
        notify(site.folder, "worker", "--once")
        key = change(site, 2)
        notify(site.folder, "approve", key)
        notify(site.folder, "cancel", key, "--reason", "not yet")
        said = [asked.content["message"] for asked in channel.asked]

    assert [words.split(":")[0].split(" to ")[0] for words in said] == ["Being sent", "Paused", "Sent", "Cancelled"]
    assert said[0] == "Being sent to 3 recipients; approved by Lee"
    assert "550 5.7.1 <(address)> no" in said[1]
    assert said[2] == "Sent: 3 of 3 accepted"
    assert said[3] == "Cancelled: not yet. 0 people do not get it"
    assert not any("example.com" in words for words in said)


def test_a_channel_that_fails_stops_no_notice(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a warning."""
    change(site)
    notify(site.folder, "approve")
    with WebServer() as gone:
        pass
    monkeypatch.setenv("POLICYBOOK_CHANNELS", f"json://127.0.0.1:{gone.port}")
    said = send(site.folder).stderr

    assert said.count("warning: channel 1 of POLICYBOOK_CHANNELS does not take the post") == 2
    assert "done, 3 of 3 accepted" in said


# ---- stopping and going on


def test_a_notice_breaks_off_and_goes_on(site: Repository) -> None:
    """The policies may have changed since: what was approved is sent."""
    key = change(site)
    notify(site.folder, "approve")
    with MailServer() as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        server.script = lambda said, rest: "550 5.7.1 Not you" if said == "RCPT" else ""
        stopped = send(site.folder, code=1)
        assert "550 5.7.1 Not you" in notify(site.folder, "status").stdout
        server.script = lambda said, rest: ""
        site.commit(
            {f"content/terms/revisions/{TODAY}.md": note("A typo mended.", material="yes", effective=str(SOON))}
        )
        done = notify(site.folder, "resume")

    assert f"{key}: paused" in stopped.stderr
    assert f"{key}: done, 3 of 3 accepted" in done.stderr
    assert all("More time." in str(item.message.get_body(("plain",))) for item in server.taken)


def test_a_server_that_is_down_is_a_matter_of_time(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 75 tells cron and the like to run it again; nobody is lost."""
    monkeypatch.setattr("policybook.app.courier._TRIES", 1)
    key = change(site)
    notify(site.folder, "approve")
    with MailServer() as server:
        port = server.port
    settings(site, mail_transport=f"smtp://127.0.0.1:{port}")
    said = send(site.folder, code=75).stderr

    assert f"{key}: sending, 0 of 3 accepted" in said
    assert "Stopped: the mail server cannot be reached" in said


def test_mails_put_off_are_sent_by_a_later_run(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """By `resume` or by a worker; it says when."""
    change(site)
    notify(site.folder, "approve")
    with MailServer(script=lambda said, rest: "450 4.2.1 busy" if said == "RCPT" and "ada" in rest else "") as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        first = send(site.folder)
        server.script = lambda said, rest: ""
        early = notify(site.folder, "worker", "--once")
        later = datetime.now(UTC) + timedelta(minutes=5)
        monkeypatch.setattr("policybook.cli_sending.now", lambda: later)
        last = notify(site.folder, "worker", "--once")

    assert "The next attempt is due at" in first.stderr
    assert "2 of 3 accepted" in early.stderr
    assert "done, 3 of 3 accepted" in last.stderr
    assert len(server.taken) == 3


def test_a_notice_may_be_left_to_workers(site: Repository) -> None:
    """It is begun, and whoever works sends it; a queue needs PostgreSQL."""
    key = change(site)
    notify(site.folder, "approve")
    said = send(site.folder, "--leave").stderr
    assert outbox(site.folder) == []
    assert states(site.folder) == {key: "sending"}
    for arguments in (("queue",), ("worker", "--queue", "--once")):
        assert "needs the ledger in PostgreSQL" in notify(site.folder, *arguments, code=2).stderr
    notify(site.folder, "worker", "--once")

    assert "left to the workers" in said
    assert states(site.folder) == {key: "done"}


def test_a_notice_is_paused_and_cancelled(site: Repository) -> None:
    """Who has not got it does not get it."""
    key = change(site)
    notify(site.folder, "approve")
    with MailServer(
        script=lambda said, rest: "450 4.2.1 busy" if said == "RCPT" and "ada" not in rest else ""
    ) as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        send(site.folder)
        notify(site.folder, "pause", "--reason", "wrong day")
        assert "nothing to pause" in notify(site.folder, "pause", "1", code=2).stderr
        assert "Would cancel" in notify(site.folder, "cancel", "--dry-run").stderr
        said = notify(site.folder, "cancel", "--withdraw", "The day was wrong.")
        server.script = lambda said, rest: ""
        notify(site.folder, "approve", "2")
        notify(site.folder, "send", "2", "--expect", "1")

    assert "2 people do not get it" in said.stderr
    assert states(site.folder) == {key: "cancelled", f"{key} withdrawal": "done"}
    assert [item.recipient for item in server.taken] == ["ada@example.com"] * 2
    assert "The day was wrong." in str(server.taken[1].message.get_body(("plain",)))
    assert "nothing to cancel" in notify(site.folder, "cancel", "1", code=2).stderr


def test_mails_in_doubt_are_settled_by_the_log_or_by_a_word(site: Repository, tmp_path: Path) -> None:
    """Nobody is mailed twice because a connection broke, and nobody is forgotten."""
    change(site)
    notify(site.folder, "approve")
    answers = {"ben": "TAKE HANGUP", "eve": "HANGUP"}
    with MailServer(script=lambda said, rest: answers.get(rest[:3], "") if said == "DOT" else "") as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        broken = send(site.folder, code=1)
        ids = {item.recipient[:3]: str(item.message["Message-ID"]) for item in server.taken}
        log = tmp_path / "mail.log"
        log.write_text("Nov 28 07:00:00 host postfix/qmgr[1]: 4F: removed\n")
        wrong = notify(site.folder, "reconcile", "--log", str(log), code=2)
        log.write_text(
            "".join(
                f"Nov 28 07:00:00 host postfix/cleanup[1]: 4F{name}: message-id={number}\n"
                f"Nov 28 07:00:00 host postfix/qmgr[2]: 4F{name}: from=<x@y>, size=9, nrcpt=1 (queue active)\n"
                for name, number in ids.items()
            )
        )
        held = notify(site.folder, "reconcile", code=1)
        settled = notify(site.folder, "reconcile", "--log", str(log))
        answers.clear()
        done = notify(site.folder, "resume")

    assert "2 in doubt" in broken.stderr
    assert "knows none of the mails" in wrong.stderr
    assert sorted(line.split("\t")[1] for line in held.stdout.splitlines()) == ["ben@example.com", "eve@example.com"]
    assert "1 were taken, 1 are to be sent again, 0 stay in doubt" in settled.stderr
    assert "done, 3 of 3 accepted" in done.stderr
    assert sorted(item.recipient for item in server.taken) == ["ada@example.com", "ben@example.com", "eve@example.com"]


@pytest.mark.parametrize(("otherwise", "count"), [("resend", 1), ("accept", 0)])
def test_an_operator_may_decide_about_a_doubt(site: Repository, otherwise: str, count: int) -> None:
    """Twice or perhaps never: it is their choice."""
    change(site)
    notify(site.folder, "approve")
    with MailServer(script=lambda said, rest: "HANGUP" if said == "DOT" and "ada" in rest else "") as server:
        settings(site, mail_transport=f"smtp://127.0.0.1:{server.port}")
        send(site.folder, code=1)
        server.script = lambda said, rest: ""
        notify(site.folder, "reconcile", "--otherwise", otherwise)
        notify(site.folder, "resume")

    assert [item.recipient for item in server.taken].count("ada@example.com") == count


# ---- other kinds


def test_a_reminder_comes_before_the_day(site: Repository) -> None:
    """Only of what was told, and is still to come."""
    settings(site, mail_quiet_hours=0)
    key = change(site)
    assert "nobody was told" in notify(site.folder, "reminder", key, code=2).stderr
    notify(site.folder, "approve")
    send(site.folder)
    notify(site.folder, "reminder", key)
    run(site.folder, "subscribers", "add", "new@example.com", "--consent", "test")
    notify(site.folder, "preview", "2", "--out", str(site.folder / "seen"))
    notify(site.folder, "approve", "2")
    notify(site.folder, "send", "2", "--expect", "4")
    mails = outbox(site.folder)
    reminders = [mail for mail in mails if re.search("reminder:|Erinnerung:", str(mail["Subject"]))]

    assert len(reminders) == 4
    assert {str(mail["In-Reply-To"]) for mail in reminders if mail["To"] != "new@example.com"} == {
        str(mail["Message-ID"]) for mail in mails if mail not in reminders
    }
    assert [mail["References"] for mail in reminders if mail["To"] == "new@example.com"] == [None]
    assert (site.folder / "seen" / f"terms.{TODAY}.reminder.eml").exists()
    assert "nobody was told" in notify(site.folder, "reminder", "terms/2020-01-01", code=2).stderr


def test_a_correction_goes_to_those_who_got_the_notice(site: Repository) -> None:
    """Whoever joined since has nothing to be put right."""
    key = change(site)
    notify(site.folder, "approve")
    assert "was not sent" in notify(site.folder, "correct", "1", "--words", "x", code=2).stderr
    send(site.folder)
    run(site.folder, "subscribers", "add", "new@example.com", "--consent", "test")
    notify(site.folder, "correct", key, "--words", "The day was wrong.")
    assert "nothing is said" in notify(site.folder, "correct", key, "--words", " ", code=2).stderr
    notify(site.folder, "approve", "2")
    send(site.folder, "2")
    mails = outbox(site.folder)
    corrections = [mail for mail in mails if "The day was wrong." in str(mail.get_body(("plain",)))]
    first = {str(mail["To"]): str(mail["Message-ID"]) for mail in mails if mail not in corrections}

    assert {str(mail["To"]): str(mail["In-Reply-To"]) for mail in corrections} == first
    assert {str(mail["To"]): str(mail["References"]) for mail in corrections} == first
    assert len(corrections) == 3


def test_several_changes_make_one_digest(site: Repository) -> None:
    """One mail per person."""
    keys = [change(site), change(site, 2, words="Still more.")]
    notify(site.folder, "approve", "--digest")
    send(site.folder)
    texts = [str(mail.get_body(("plain",))) for mail in outbox(site.folder)]

    assert len(texts) == 3
    assert all("More time." in text and "Still more." in text for text in texts)
    assert "No notice is due" in notify(site.folder, "plan").stdout
    assert list(states(site.folder)) == [f"{'+'.join(keys)} digest"]


def test_a_mailing_list_elsewhere_gets_one_mail(site: Repository) -> None:
    """It adds its own list headers and passes it on."""
    settings(site, mail_list_address="announce@example.org")
    change(site)
    notify(site.folder, "approve")
    notify(site.folder, "send", "--expect", "1")
    (mail,) = outbox(site.folder)

    assert mail["To"] == "announce@example.org"
    assert "List-Id" not in mail
    assert "List-Unsubscribe" not in mail


def test_listmonk_gets_a_campaign_for_each_language(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own lists, its own link for leaving; what it does with them it alone knows, and the record says so."""
    monkeypatch.setenv("POLICYBOOK_MAIL_API_KEY", "api:secret-token")
    key = change(site)
    with WebServer(script=Campaigns()) as server:
        settings(site, mail_transport=f"listmonk+{server.url}", mail_handoff_lists="'3 7 de:4'")
        notify(site.folder, "approve")
        said = notify(site.folder, "send", "--expect", "2").stderr
        assert "no mail to one address" in notify(site.folder, "test", key, "--to", "me@example.org", code=1).stderr
        second = change(site, 2)
        notify(site.folder, "approve", second)
        assert "the same people got" in notify(site.folder, "send", second, "--expect", "2", code=2).stderr
        assert isinstance(server.script, Campaigns)
        made = {tuple(item["lists"]): item for item in server.script.made}
    notify(site.folder, "export", "--out", str(site.folder / "content" / ".policybook" / "notices.json"))
    (record,) = json.loads((site.folder / "content" / ".policybook" / "notices.json").read_text())["notices"]

    assert "done, 2 of 2 accepted" in said
    assert "alone knows who got it" in notify(site.folder, "status", "1").stdout
    assert sorted(server.script.started) == [1, 2]
    assert "Nutzer" in made[(4,)]["body"] or "ändert" in made[(4,)]["subject"] or "Änderung" in made[(4,)]["subject"]
    for item in made.values():
        assert item["body"].count("{{ UnsubscribeURL }}") == item["altbody"].count("{{ UnsubscribeURL }}") == 1
        assert "listmonk.invalid" not in item["body"] + item["altbody"]
    assert (record["handed_over"], record["recipients"], record["accepted"], record["returned"]) == (
        True,
        None,
        None,
        None,
    )
    assert record["under_way"] == 0


def test_a_provider_gets_a_request_for_each_mail(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the key of the environment, which is nowhere else."""
    change(site)
    notify(site.folder, "approve")
    with WebServer() as server:
        settings(site, mail_transport=f"esp:resend+{server.url}")
        refused = send(site.folder, code=1).stderr
        monkeypatch.setenv("POLICYBOOK_MAIL_API_KEY", "re_secret-token")
        said = send(site.folder).stderr

    assert "POLICYBOOK_MAIL_API_KEY is not set" in refused
    assert "done, 3 of 3 accepted" in said
    assert sorted(asked.content["to"][0] for asked in server.asked) == [
        f"{name}@example.com" for name in ("ada", "ben", "eve")
    ]
    assert {asked.headers["authorization"] for asked in server.asked} == {"Bearer re_secret-token"}
    for path in site.folder.rglob("*"):
        assert not path.is_file() or b"re_secret-token" not in path.read_bytes()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"mail_transport": "listmonk+https://lists.example.org"}, "names no list"),
        ({"mail_transport": "listmonk+https://lists.example.org", "mail_handoff_lists": "'x'"}, "names no list"),
        ({"mail_handoff_lists": "'3'"}, "is not listmonk"),
        (
            {
                "mail_transport": "listmonk+https://lists.example.org",
                "mail_handoff_lists": "'3'",
                "mail_list_address": "a@example.org",
            },
            "`mail_list_address` is set",
        ),
        ({"mail_transport": "esp:pigeon"}, "'pigeon', which is not known"),
    ],
)
def test_a_hand_over_that_cannot_be_is_refused(site: Repository, options: dict[str, str], words: str) -> None:
    """Before anything is composed."""
    change(site)
    settings(site, **options)

    assert words in notify(site.folder, "send", "--expect", "1", code=1).stderr


# ---- wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        ("resume",),
        ("pause",),
        ("cancel", "99"),
        ("reconcile",),
        ("approve", "terms/nowhere"),
        ("status", "99"),
        ("reminder", "terms/nowhere"),
    ],
)
def test_what_does_not_exist_is_wrong_usage(site: Repository, arguments: tuple[str, ...]) -> None:
    """Exit code 2, and what there is."""
    assert "hint:" in notify(site.folder, *arguments, code=2).stderr


def test_a_transport_that_is_not_known_is_named_before_anything_happens(site: Repository) -> None:
    """Not in the middle of the list."""
    settings(site, mail_transport="pigeon:loft")
    key = change(site)
    notify(site.folder, "approve")

    assert "'pigeon:loft'" in send(site.folder, code=1).stderr
    assert states(site.folder) == {key: "approved"}


def test_without_the_extra_the_way_to_it_is_named(site: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every command about notices."""
    monkeypatch.setattr(invocation, "find_spec", lambda name: None)

    for command in (("plan",), ("send", "--expect", "1"), ("worker", "--once"), ("status",)):
        assert "policybook[mail]" in notify(site.folder, *command, code=2).stderr
