"""The description of the API, OpenAPI 3.1: made of the shapes, so that it says what is so."""

import json
from functools import cache
from typing import Any

import msgspec

from waystation.interfaces import shapes
from waystation.interfaces.answers import LARGEST

VERSION = "1.0"
ABOUT = """What partners' programs may ask of a Waystation.

Every request needs a token of this installation, made by its administrators for one or more scopes, as
`Authorization: Bearer wst_...`; the token has no other place, least of all an address. Ask from a server, never from
a page in somebody's browser: a token in a page is everybody's.

Whatever is refused is answered with a problem (RFC 9457). 429 and 503 say in Retry-After after how many seconds to
repeat; every POST may be repeated: nothing is doubled. What is answered with 2xx is stored for good.

Calls to you (webhooks) follow the Standard Webhooks specification and say only that something of a scope changed:
come and fetch it.
"""
_PROBLEMS = {
    "400": "It did not arrive whole, or is no JSON.",
    "401": "No token, or none that counts.",
    "403": "The token is not for this scope.",
    "404": "There is nothing of yours at this address.",
    "405": "Another method.",
    "409": "No form of ours; or stored already, and its words were told.",
    "411": "No Content-Length.",
    "413": "Too large.",
    "415": "Another media type.",
    "422": "Not as described here.",
    "429": "Too fast, or too much for a day: see Retry-After.",
    "503": "Not now: see Retry-After.",
}
_ALWAYS = ("401", "403", "405", "429", "503")
_POSTED = ("400", "411", "413", "415")


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{kind.__name__}"}


def _answers(status: str, words: str, kind: type, more: tuple[str, ...]) -> dict[str, Any]:
    good = {"description": words, "content": {"application/json": {"schema": _ref(kind)}}}
    return {status: good} | {each: {"$ref": f"#/components/responses/{each}"} for each in sorted({*_ALWAYS, *more})}


def _asks(name: str, scope: str, words: str, answers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": words,
        "description": f"Scope: {scope}.",
        "security": [{"token": []}],
        "responses": answers,
        **more,
    }


def _posts(kind: type) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": _ref(kind)}}}


def _paths() -> dict[str, Any]:
    stored = "Stored. The same form with the same message is answered the same for two minutes, then with 409."
    taken = (*_POSTED, "409", "422")
    return {
        "/forms": {
            "post": _asks("form", "intake", "A form for one message", _answers("201", "A new form.", shapes.Form, ()))
        },
        "/messages": {
            "post": _asks(
                "message",
                "intake",
                f"A first message, at most {LARGEST} bytes, in clear to whoever sends it",
                _answers("201", stored, shapes.Stored, taken),
                requestBody=_posts(shapes.Message),
            )
        },
        "/sealed-messages": {
            "post": _asks(
                "sealedMessage",
                "intake",
                "A first message that the caller's browser sealed: whoever sends it on cannot read it",
                _answers("201", stored, shapes.Stored, taken),
                requestBody=_posts(shapes.Sealed),
            )
        },
        "/bundles": {
            "get": _asks(
                "bundles",
                "bundles",
                "What became of the bundles that came with this token",
                _answers("200", "All of them.", shapes.Bundles, ()),
            ),
            "post": _asks(
                "bundle",
                "bundles",
                "A case that another Waystation sealed to our key; the same bundle again is answered as it stands now",
                _answers("201", "It is stored.", shapes.Bundle, (*_POSTED, "422")),
                requestBody={"required": True, "content": {"application/octet-stream": {}}},
            ),
        },
        "/bundles/{bundle_id}": {
            "parameters": [
                {"name": "bundle_id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
            ],
            "get": _asks(
                "bundleState",
                "bundles",
                "What became of one bundle",
                _answers("200", "Its state.", shapes.Bundle, ("404",)),
            ),
        },
        "/statistics": {
            "get": _asks(
                "statistics", "statistics", "Released tables", _answers("200", "All of them.", shapes.Statistics, ())
            )
        },
    }


def document() -> dict[str, Any]:
    """The whole description."""
    _schemas, components = msgspec.json.schema_components(shapes.BODIES, ref_template="#/components/schemas/{name}")
    problem = {"application/problem+json": {"schema": _ref(shapes.Problem)}}
    responses = {status: {"description": words, "content": problem} for status, words in _PROBLEMS.items()}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Waystation", "version": VERSION, "description": ABOUT},
        "servers": [{"url": "/api/v1"}],
        "paths": _paths(),
        "components": {
            "schemas": components,
            "responses": responses,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


@cache
def written() -> bytes:
    """The description as it is served, and as it stands in docs/api.json."""
    return (json.dumps(document(), indent=1, ensure_ascii=False) + "\n").encode()
