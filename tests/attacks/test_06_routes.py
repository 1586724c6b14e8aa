"""Attack 6: every address of the staff's map, by everybody who may not, with ids that exist and ids that do not.

The addresses are taken from the map itself, so that a new page is attacked without anybody thinking of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.evacuation.conftest import build
from tests.hotline.helpers import ADDRESS
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework.records import Person
from waystation.evacuation import actions as evacuation
from waystation.evacuation.models import Booking
from waystation.hotline import actions as hotline
from waystation.hotline.intake import receive
from waystation.hotline.models import Message, Outgoing, Request
from waystation.mail.envelope import Envelope
from waystation.site.maps import STAFF_ONLY
from waystation.staff import teams
from waystation.staff.actions import add_account, sign_in
from waystation.staff.actor import utc_now
from waystation.staff.middleware import SIGN_IN, cookie_name

OPEN = {"staff:sign-in", "web:language"}
# What everybody who is signed in may have, and what ends the session that the attack is made with.
EVERYBODY_S = OPEN | {"desk:today", "staff:sign-out", "staff:passphrase"}
THEIRS = {"ira": EVERYBODY_S | {"staff:members"}}  # a documenter lets others into that team
METHODS = ("GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS")
POWERLESS = ("ira", "out", "sara")
# With the stage's four: one for each role, and a second operator and coordinator.
MORE = {"sara": "advocate", "vera": "operator", "max": "coordinator"}
PHRASE = "a passphrase of seven words or so"
MAIL = (
    "From: a@mail.example\r\nMessage-ID: <1@mail.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: application/pdf; name="pass.pdf"\r\nContent-Disposition: attachment\r\n\r\nx\r\n'
)


def routes(patterns: Any = None, before: str = "", space: str = "") -> Iterator[tuple[str, str, list[str]]]:
    """Every address of the map: its name, itself with {holes}, and what the holes are called."""
    for pattern in get_resolver(STAFF_ONLY).url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = ":".join(filter(None, (space, pattern.namespace)))
            yield from routes(pattern.url_patterns, before + str(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            route, holes = before + str(pattern.pattern), list(pattern.pattern.converters)
            for hole, converter in pattern.pattern.converters.items():
                known = {"UUIDConverter": "uuid", "IntConverter": "int", "SlugConverter": "slug"}
                kind = known.get(type(converter).__name__, "str")
                route = route.replace(f"<{kind}:{hole}>", f"{{{hole}}}").replace(f"<{hole}>", f"{{{hole}}}")
            yield f"{space}:{pattern.name}", f"/{route}", holes


ROUTES = list(routes())


@pytest.fixture
def there(organisation: Organisation) -> dict[str, Any]:
    """One of everything, by what addresses call it."""
    for name, role in MORE.items():
        organisation.accounts[name] = add_account(
            organisation.founding, name=name, passphrase=PHRASE, persona=name.title(), roles=[role]
        )
    lev = organisation.actor("lev")
    receive(MAIL.encode(), Envelope("smtp", "a@mail.example", (ADDRESS,)), now=utc_now())
    request = Request.objects.get()
    message = Message.objects.get()
    hotline.answer(lev, request.pk, "We read you.")
    letter = Outgoing.objects.get()
    Outgoing.objects.update(state="failed")
    scene = build(lev)
    case_id = scene.case()
    need = casework.add_need(lev, case_id, code="shelter")
    casework.describe_person(lev, case_id, Person(names="Somebody"))
    journey = evacuation.draft_journey(
        lev, case_id, phase="internal", origin=scene.places["hollow"], destination=scene.places["lantern"], legs=[]
    )
    scene.bed(case_id, journey_id=journey)
    due = evacuation.schedule_check_in(lev, case_id, due_at=utc_now() + timedelta(hours=3))
    return {
        "request_id": request.pk,
        "other_id": request.pk,
        "message_id": message.pk,
        "index": 0,
        "outgoing_id": letter.pk,
        "case_id": case_id,
        "need_id": need,
        "place_id": scene.places["lantern"],
        "helper_id": scene.driver,
        "booking_id": Booking.objects.get().pk,
        "journey_id": journey,
        "check_in_id": due,
        "code": "en",
        "account_id": organisation.accounts["vera"],
        "person_id": organisation.accounts["dina"],
        "team": teams.DUTY,
    }


def cookie_of(organisation: Organisation, name: str) -> str:
    return sign_in(name, PHRASE, now=utc_now()) if name in MORE else organisation.cookie(name)


def absent(there: dict[str, Any]) -> dict[str, Any]:
    return {name: uuid.uuid4() if isinstance(value, uuid.UUID) else value for name, value in there.items()}


def browser(cookie: str = "", *, strict: bool = False) -> Client:
    client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
    if cookie:
        client.cookies[cookie_name()] = cookie
    return client


def heard(answer: HttpResponse) -> tuple[int, bytes, list[tuple[str, str]]]:
    """All that the other side learns."""
    return answer.status_code, answer.content, sorted(answer.headers.items())


def test_the_map_is_walked() -> None:
    names = [name for name, _, _ in ROUTES]
    assert {"hotline:request", "casework:person", "evacuation:check-in", "desk:log", "staff:sign-in"} <= set(names)
    assert not any("<" in route for _, route, _ in ROUTES)


def test_every_kind_of_id_exists_here(there: dict[str, Any]) -> None:
    """Who adds a page with a new kind of id adds one to `there`."""
    assert {hole for _, _, holes in ROUTES for hole in holes} <= set(there)


def test_nobody_is_sent_to_sign_in_from_everywhere(there: dict[str, Any]) -> None:
    said = set()
    for name, route, _ in ROUTES:
        for ids in ({}, there, absent(there)) if name not in OPEN else ():
            for method in METHODS:
                path = route.format(**(ids or dict.fromkeys(there, "x")))
                answer = browser(strict=True).generic(method, path, {"do": "arrive"} if method == "POST" else "")
                said.add(str(heard(answer)))
    assert len(said) == 1
    answer = browser().get("/staff/counts")
    assert (answer.status_code, answer["Location"], answer.content) == (302, SIGN_IN, b"")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", POWERLESS)
def test_whoever_has_no_right_meets_one_page_everywhere(
    organisation: Organisation, there: dict[str, Any], who: str
) -> None:
    """For each method, what is there and what is not answer alike, to the byte, and never with a page."""
    client, other = browser(cookie_of(organisation, who)), absent(there)
    unknown = heard(client.get(f"/staff/{uuid.uuid4()}"))
    assert unknown[0] == 404
    for name, route, _ in ROUTES:
        for method in METHODS if name not in THEIRS.get(who, EVERYBODY_S) else ():
            one, two = (heard(client.generic(method, route.format(**ids))) for ids in (there, other))
            assert one == two, (name, method)
            assert one[0] in (404, 405), (name, method, one[0])
            assert one[0] == 405 or method == "HEAD" or one == unknown, (name, method)


@pytest.mark.parametrize("who", ["dina", "lev"])
def test_what_is_absent_is_absent_for_those_with_rights_too(
    organisation: Organisation, there: dict[str, Any], who: str
) -> None:
    client, other = browser(organisation.cookie(who)), absent(there)
    unknown = heard(client.get(f"/staff/{uuid.uuid4()}"))
    for name, route, holes in ROUTES:
        for method in METHODS if holes and name not in EVERYBODY_S else ():
            answer = heard(client.generic(method, route.format(**other)))
            assert answer[0] in (404, 405), (name, method, answer[0])
            assert answer[0] == 405 or method == "HEAD" or answer == unknown, (name, method)


@pytest.mark.parametrize("who", ["dina", "lev", *POWERLESS])
@pytest.mark.parametrize("sent", [{}, {"do": "x", "leg": "x", "once": "x", "version": "x", "page": "x"}])
def test_nothing_fails(organisation: Organisation, there: dict[str, Any], who: str, sent: dict[str, str]) -> None:
    """Every page answers whatever it is asked, also with numbers that are none."""
    client = browser(cookie_of(organisation, who))
    for name, route, _ in ROUTES:
        if name == "staff:sign-out":
            continue
        path = route.format(**there)
        for query in ("", "?page=x&show=x&to=x&purpose=x&kind=x&group=x&notice=x&sort=x&q=%00%FF"):
            assert client.get(path + query).status_code < 500, (name, query)
        assert client.post(path, sent).status_code < 500, name
        assert client.generic("PUT", path).status_code < 500, name


@pytest.mark.parametrize("who", ["dina", "lev", *POWERLESS])
def test_without_a_token_nothing_is_done(organisation: Organisation, there: dict[str, Any], who: str) -> None:
    """A page elsewhere sends a form in the name of somebody who is signed in."""
    client, other = browser(cookie_of(organisation, who), strict=True), absent(there)
    for name, route, _ in ROUTES:
        for headers in (
            {},
            {"origin": "null"},
            {"origin": "null", "sec-fetch-site": "cross-site"},
            {"origin": "https://evil.example"},
            {"sec-fetch-site": "same-origin"},
        ):
            one, two = (client.post(route.format(**ids), {}, headers=headers) for ids in (there, other))
            assert one.status_code == 403, (name, headers)
            assert heard(one) == heard(two), name
