"""Every address of a map, so that a new page is attacked without anybody thinking of it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from itertools import count
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from waystation.site.maps import STAFF_ONLY
from waystation.staff.middleware import cookie_name

USED, UNUSED = ("GET", "POST", "HEAD"), ("PUT", "PATCH", "DELETE", "OPTIONS")
METHODS = USED + UNUSED


def routes(patterns: Any = None, before: str = "", space: str = "") -> Iterator[tuple[str, str, list[str]]]:
    """Every address of the map: its name, itself with {holes}, and what the holes are called."""
    for pattern in get_resolver(STAFF_ONLY).url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace)))
            yield from routes(pattern.url_patterns, before + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            route, holes = before + str(pattern.pattern), list(pattern.pattern.converters)
            for hole, converter in pattern.pattern.converters.items():
                known = {
                    "UUIDConverter": "uuid",
                    "IntConverter": "int",
                    "SlugConverter": "slug",
                    "PathConverter": "path",
                }
                kind = known.get(type(converter).__name__, "str")
                route = route.replace(f"<{kind}:{hole}>", f"{{{hole}}}").replace(f"<{hole}>", f"{{{hole}}}")
            yield f"{space}:{pattern.name}", f"/{route}", holes


def by_turns(person: int, people: int) -> Iterator[tuple[str, ...]]:
    """For one address after the other: the methods that pages have, and of the others this person's share.

    At each address all of them are tried by so many people together, and by each person at some address.
    """
    for turn in count(person):
        yield USED + tuple(method for number, method in enumerate(UNUSED) if (number + turn) % people == 0)


def absent(there: dict[str, Any]) -> dict[str, Any]:
    return {name: uuid.uuid4() if isinstance(value, uuid.UUID) else value for name, value in there.items()}


def beside(holes: list[str], *ids: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    """The ids that make different addresses of one: without holes all would be the same, asked for again."""
    return ids if holes else ids[:1]


class Browser(Client):
    """What a request leaves to be done on commit is dropped: in a test's transaction it would be looked through by each
    later request, and never done."""

    def request(self, **request: Any) -> Any:
        answer = super().request(**request)
        connection.run_on_commit.clear()
        return answer


def browser(cookie: str = "", *, strict: bool = False) -> Client:
    client = Browser(enforce_csrf_checks=strict, raise_request_exception=False)
    if cookie:
        client.cookies[cookie_name()] = cookie
    return client


def heard(answer: HttpResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that the other side learns."""
    return answer.status_code, answer.content, sorted(answer.headers.items())
