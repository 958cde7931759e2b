"""What the subscribe server takes and answers, as OpenAPI 3.1: for gateways, firewalls and tests."""

from __future__ import annotations

from typing import Any

_PAGE = {"description": "A page", "content": {"text/html": {"schema": {"type": "string"}}}}
_STALE = {**_PAGE, "description": "The link stands for nobody (any more)"}
_TOKEN = {"name": "token", "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}
_WISHES: dict[str, Any] = {
    "all": {"type": "string", "description": "Anything: all policies, also those to come"},
    "policy": {"type": "array", "items": {"type": "string"}, "description": "Ids of policies"},
    "changes": {"type": "string", "enum": ["material", "every"]},
    "language": {"type": "string", "description": "BCP 47 tag"},
}


def _body(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties, "required": required}
    return {"content": {name: {"schema": schema} for name in _FORMS}}


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def _operation(summary: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"summary": summary, "responses": {**answers, "503": {**_PAGE, "description": "Not just now"}}, **more}


def _two_steps(page: str, action: str, answers: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    return {
        "parameters": [_TOKEN],
        "get": _operation(page, {"200": _PAGE, "404": _STALE}),
        "post": _operation(action, {"404": _STALE, "413": _PAGE, **answers}, requestBody=body),
    }


_REFUSED = {"403": {**_PAGE, "description": "Not sent from our pages"}}
_MOVED = {"303": {"description": "Done; see Location"}}
_WRONG = {"422": {**_PAGE, "description": "The form, with what is wrong"}}

DESCRIPTION: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "policybook subscribe server", "version": "1"},
    "paths": {
        "/": {
            "get": _operation(
                "The form to join",
                {"200": _PAGE},
                parameters=[
                    {"name": name, "in": "query", "schema": {"type": "string"}} for name in ("policy", "language")
                ],
            ),
            "post": _operation(
                "Ask to join: answered by mail",
                {**_MOVED, **_REFUSED, **_WRONG, "413": _PAGE, "429": {**_PAGE, "description": "Too often"}},
                requestBody=_body({"address": {"type": "string"}, **_WISHES}, ["address"]),
            ),
        },
        "/sent": {"get": _operation("A mail is on its way", {"200": _PAGE})},
        "/confirm/{token}": _two_steps("A button", "Join", {**_MOVED, **_REFUSED}, _body({}, [])),
        "/unsubscribe/{token}": _two_steps(
            "A button",
            "Leave (RFC 8058)",
            {"200": {"description": "Left", "content": {"text/html": {}, "text/plain": {}}}},
            _body({"List-Unsubscribe": {"type": "string"}}, []),
        ),
        "/preferences/{token}": _two_steps(
            "What a subscriber is told of",
            "Change it",
            {"200": _PAGE, "409": {**_PAGE, "description": "Not on the list"}, **_REFUSED, **_WRONG},
            _body(_WISHES, []),
        ),
        "/forget/{token}": _two_steps("A button", "Be forgotten", {"200": _PAGE, **_REFUSED}, _body({}, [])),
        "/health": {
            "get": {
                "summary": "Whether the ledger answers",
                "responses": {
                    code: {
                        "description": words,
                        "content": {
                            "application/json": {
                                "schema": {"type": "object", "properties": {"status": {"enum": [words]}}}
                            }
                        },
                    }
                    for code, words in (("200", "ok"), ("503", "failing"))
                },
            }
        },
        "/metrics": {
            "get": {
                "summary": "Counts, in the text format of Prometheus, for who knows the token",
                "responses": {
                    "200": {"description": "Counts", "content": {"text/plain": {}}},
                    "401": {"description": "Another token"},
                    "404": _STALE,
                },
            }
        },
    },
}
