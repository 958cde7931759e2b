"""Posts go to every channel, and one that fails stops nothing and gives no secret away."""

from __future__ import annotations

import json

import pytest

from policybook.adapters.channels import VARIABLE, channels, post
from policybook.core.errors import MissingPartError
from web_server import Said, WebServer


def test_each_channel_gets_one_post(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever apprise knows."""
    with WebServer() as server:
        monkeypatch.setenv(VARIABLE, f"json://127.0.0.1:{server.port}/one  json://127.0.0.1:{server.port}/two")
        warnings = list(post(channels(), title="Notice terms/1", body="Sent: 3 of 3 accepted"))

    assert warnings == []
    assert sorted(asked.path for asked in server.asked) == ["/one", "/two"]
    assert {(item["title"], item["message"]) for item in (json.loads(asked.data) for asked in server.asked)} == {
        ("Notice terms/1", "Sent: 3 of 3 accepted")
    }


def test_a_channel_that_fails_is_a_warning_and_the_others_get_theirs(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its address holds a secret, so that only its place is named."""
    with WebServer(script=lambda asked: Said(500 if "bad" in asked.path else 200)) as server:
        where = f"json://user:top-secret@127.0.0.1:{server.port}"
        monkeypatch.setenv(VARIABLE, f"{where}/bad top-secret://nonsense {where}/good")
        warnings = list(post(channels(), title="x", body="y"))

    assert warnings == [
        f"channel 1 of {VARIABLE} does not take the post",
        f"channel 2 of {VARIABLE} is no address that apprise knows",
    ]
    assert [asked.path for asked in server.asked] == ["/bad", "/good"]
    assert "top-secret" not in "".join(capfd.readouterr())


def test_without_channels_nothing_is_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most sites have none."""
    monkeypatch.delenv(VARIABLE, raising=False)

    assert channels() == ()


def test_a_missing_library_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way to get it."""
    monkeypatch.setattr("policybook.adapters.channels.find_spec", lambda name: None)
    with pytest.raises(MissingPartError, match="apprise is not installed") as caught:
        list(post(["json://127.0.0.1"], title="x", body="y"))

    assert "policybook[channels]" in str(caught.value)
