"""Whatever is sent to the server, it answers as its description says, and never fails.

schemathesis makes the requests from the description, valid and invalid ones, and checks every answer against it.
"""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from lists import ListServer
from policybook.web.openapi import DESCRIPTION
from web.test_joining import everything, token_in_notice

OPERATIONS = [
    f"{method.upper()} {path}"
    for path, operations in DESCRIPTION["paths"].items()
    for method in operations
    if method in ("get", "post")
]
FREELY = settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(
    ("label", "real"),
    [(label, False) for label in OPERATIONS] + [(label, True) for label in OPERATIONS if "{token}" in label],
)
def test_it_answers_as_described(server: ListServer, label: str, real: bool) -> None:
    """Also to those who hold a link that works."""
    schema = schemathesis.openapi.from_wsgi("/openapi.json", server.client.application)
    found = (item.ok() for item in schema.get_all_operations() if isinstance(item, Ok))
    operation = next(item for item in found if item.label == label)
    token = _token(server, label)
    excluded: list[Any] = [
        CHECKS.get_one("positive_data_acceptance")
    ]  # a schema cannot say what an address that works is

    @FREELY
    @given(case=operation.as_strategy())
    def run(case: schemathesis.Case[Any]) -> None:
        if real:
            case.path_parameters = {"token": token}
        before = everything(server)
        case.call_and_validate(excluded_checks=excluded)
        if case.method == "GET":
            assert everything(server) == before

    run()


def _token(server: ListServer, label: str) -> str:
    if "/confirm/" not in label:
        return token_in_notice(server, server.join().id)
    server.ask()
    return server.link().rpartition("/")[2]


def test_other_methods_are_refused(server: ListServer) -> None:
    """With what would work."""
    for address in ("/", "/sent", "/unsubscribe/x", "/health", "/css/policybook.css"):
        for method in ("PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
            answer = server.client.open(address, method=method)
            assert answer.status_code == 405
            assert "GET" in answer.headers["Allow"]


def test_no_address_brings_it_down(server: ListServer) -> None:
    """Nor what comes with it, in whatever encoding it claims to be."""

    @FREELY
    @given(path=st.text(max_size=60), method=st.sampled_from(["GET", "POST", "HEAD"]), body=st.binary(max_size=300))
    def run(path: str, method: str, body: bytes) -> None:
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=B", "application/json", ""):
            answer = server.client.open("/" + path, method=method, data=body, content_type=kind)
            assert answer.status_code < 500
            assert answer.headers["X-Content-Type-Options"] == "nosniff"

    run()
