"""Attack 6: every address of the staff's map, by everybody who may not, with ids that exist and ids that do not.

The addresses are taken from the map itself, so that a new page is attacked without anybody thinking of it.
"""

from __future__ import annotations

import re
import uuid
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.test.utils import ContextList
from django.urls import get_resolver, resolve

import waystation
from tests.attacks.conftest import MORE, PHRASE
from tests.attacks.routes import METHODS, absent, beside, browser, by_turns, heard, routes
from tests.stage import Organisation
from waystation.site.maps import PUBLIC, STAFF_ONLY
from waystation.staff.actions import sign_in
from waystation.staff.actor import utc_now
from waystation.staff.drafts import KEPT
from waystation.staff.middleware import SIGN_IN

SOURCE = Path(waystation.__file__).parent
OPEN = {"staff:sign-in", "staff:second-step", "staff:feed", "web:language"}
# What everybody who is signed in may have, and what ends the session that the attack is made with.
EVERYBODY_S = OPEN | {"desk:today", "staff:sign-out", "staff:stay", "staff:draft", "staff:account", "staff:end-others"}
EVERYBODY_S |= {"staff:answer-for", "staff:forget-browser", "staff:app", "staff:remove-app", "staff:passkey"}
EVERYBODY_S |= {
    "staff:remove-passkey",
    "staff:codes",
    "staff:seal-anew",
    "staff:passphrase",
    "staff:panic",
    "staff:duress",
}
EVERYBODY_S |= {"staff:confirm"}
POWERLESS, POWERFUL = ("ira", "out", "sara"), ("dina", "lev")
EVERYBODY = (*POWERFUL, *POWERLESS)
QUERIES = ("", "?page=x&show=x&to=x&purpose=x&kind=x&group=x&notice=x&sort=x&q=%00%FF")
# What a browser says of where a form comes from. As many as there are people: each page meets each of both.
ELSEWHERE: list[dict[str, str]] = [
    {},
    {"origin": "null"},
    {"origin": "null", "sec-fetch-site": "cross-site"},
    {"origin": "https://evil.example"},
    {"sec-fetch-site": "same-origin"},
]

ROUTES = list(routes())
# A documenter lets others into that team, records events and statements, and keeps exhibits and figures.
# An advocate lets others into hers, and asks authorities; that something goes, a coordinator decides.
# Both write what is to be released, and hold it against what they may open; that it goes, a coordinator decides.
THEIRS = {"ira": EVERYBODY_S | {"staff:members"}, "sara": EVERYBODY_S | {"staff:members"}}
# How the server does, and which programs of partners may ask it; nothing of anybody.
THEIRS["out"] = EVERYBODY_S | {"status:status", "interfaces:tokens", "interfaces:revoke"}
OF_DOCUMENTATION = (
    "documentation:",
    "exhibits:",
    "statements:",
    "figures:",
    "pictures:",
    "formats:",
    "terms:",
    "dossier:",
    "matching:",
    "estimates:",
)
THEIRS["ira"] |= {name for name, _, _ in ROUTES if name.startswith(OF_DOCUMENTATION)}
THEIRS["sara"] |= {name for name, _, _ in ROUTES if name.startswith("advocacy:")} - {
    "advocacy:let-go",
    "advocacy:erase",
    "advocacy:fill",  # which reads the record, too
}
for name in ("ira", "sara"):
    THEIRS[name] |= {route for route, _, _ in ROUTES if route.startswith("publication:")}
    THEIRS[name] -= {"publication:release", "publication:recall", "publication:site", "publication:noise-agree"}
THEIRS["sara"] -= {"publication:noise-table", "publication:noise-made"}  # who draws counts what was documented
THEIRS["ira"] |= {"medical:evaluations"}  # empty, until a coordinator gives her the medical part of a case
THEIRS["alma"] = EVERYBODY_S | {"medical:evaluations"}  # the same
# An operator has the rooms where people write and are helped, without what a coordinator answers for.
ROOMS_OF_DUTY = ("hotline:", "duty:", "trust:", "casework:", "persons:", "services:", "work:", "desk:")
COORDINATORS = {
    "hotline": "rules new-rule try-rules rule take-back-rule canned new-canned canned-text withdraw-canned "
    "mail-keys make-key publish-keys revoke-key clock",
    "duty": "plan copy remove-shift set-clock",
    "trust": "withdraw sign",
    "casework": "pairs decide-pair consent-texts consent-text access take-off",
    "services": "provider-new provider-change",
    "work": "templates template",
    "desk": "log set-aside receipts receipt agree",
}
THEIRS["dina"] = EVERYBODY_S | {"staff:duress-alarms", "staff:duress-answer", "pursuers:alarm"}
THEIRS["dina"] |= {"evacuation:check-ins", "evacuation:check-in", "handover:alarms", "handover:alarm"}
THEIRS["dina"] |= {route for route, _, _ in ROUTES if route.startswith(ROOMS_OF_DUTY)}
THEIRS["dina"] -= {f"{room}:{name}" for room, names in COORDINATORS.items() for name in names.split()}


def cookie_of(organisation: Organisation, name: str) -> str:
    return sign_in(name, PHRASE, now=utc_now()) if name in MORE else organisation.cookie(name)


def test_the_map_is_walked() -> None:
    names = [name for name, _, _ in ROUTES]
    assert {"hotline:request", "persons:person", "evacuation:check-in", "desk:log", "staff:sign-in"} <= set(names)
    assert not any("<" in route for _, route, _ in ROUTES)


def test_every_kind_of_id_exists_here(there: dict[str, Any]) -> None:
    """Who adds a page with a new kind of id adds one to `there`."""
    assert {hole for _, _, holes in ROUTES for hole in holes} <= set(there)


def test_an_address_holds_random_ids_and_numbers_alone(there: dict[str, Any]) -> None:
    """What stands in an address stands in histories and in other people's logs. Words are of our own short lists."""
    words = {hole for _, _, holes in ROUTES for hole in holes if not isinstance(there[hole], uuid.UUID | int)}
    assert words == {"code", "team", "role"}  # a language of the pages, a team, a part that somebody has on a leg
    assert not [
        name
        for name, _, holes in routes(get_resolver(PUBLIC).url_patterns)
        if holes and name not in (":None", "api:bundle")
    ]


def test_no_form_puts_what_is_typed_into_an_address() -> None:
    for template in SOURCE.rglob("templates/**/*.html"):
        for form in re.findall(r'<form[^>]*method="get".*?</form>', template.read_text(), re.DOTALL):
            assert set(re.findall(r'<input type="(\w+)"', form)) <= {"hidden", "date"}, template.name
            assert "{% include" not in form
            assert "<textarea" not in form, template.name


def test_nobody_is_sent_to_sign_in_from_everywhere(there: dict[str, Any]) -> None:
    said, client = set(), browser(strict=True)
    for name, route, holes in ROUTES:
        for ids in beside(holes, {}, there, absent(there)) if name not in OPEN else ():
            for method in METHODS:
                path = route.format(**(ids or dict.fromkeys(there, "x")))
                client.cookies.clear()
                answer = client.generic(method, path, {"do": "arrive"} if method == "POST" else "")
                said.add(str(heard(answer)))
    assert len(said) == 1
    answer = browser().get("/staff/counts")
    assert (answer.status_code, answer["Location"], answer.content) == (302, SIGN_IN, b"")
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("who", POWERLESS)
def test_whoever_has_no_right_meets_one_page_everywhere(
    organisation: Organisation, there: dict[str, Any], who: str
) -> None:
    """For each method, what is there and what is not answer alike, to the byte, and never with a page.

    The methods of which no page has any are tried by one of the three at each address.
    """
    client, other = browser(cookie_of(organisation, who)), absent(there)
    unknown = heard(client.get(f"/staff/{uuid.uuid4()}"))
    assert unknown[0] == 404
    for (name, route, holes), methods in zip(ROUTES, by_turns(POWERLESS.index(who), len(POWERLESS)), strict=False):
        mine = METHODS if name in THEIRS["ira"] | THEIRS["out"] else methods  # where there are but two
        for method in mine if name not in THEIRS.get(who, EVERYBODY_S) else ():
            one, *others = (heard(client.generic(method, route.format(**ids))) for ids in beside(holes, there, other))
            assert others in ([], [one]), (name, method)
            assert one[0] in (404, 405), (name, method, one[0])
            assert one[0] == 405 or method == "HEAD" or one == unknown, (name, method)


@pytest.mark.parametrize("who", ["dina", "alma"])
def test_so_do_an_operator_and_a_clinician_where_a_page_is_not_theirs(
    organisation: Organisation, there: dict[str, Any], who: str
) -> None:
    """A right that an operator is given by mistake shows here: most of what a coordinator may is hers alone."""
    client, other = browser(cookie_of(organisation, who)), absent(there)
    unknown = heard(client.get(f"/staff/{uuid.uuid4()}"))
    for name, route, holes in ROUTES:
        for method in ("GET", "POST") if name not in THEIRS[who] else ():
            said = {str(heard(client.generic(method, route.format(**ids)))) for ids in beside(holes, there, other)}
            assert len(said) == 1, (name, method)
            assert said == {str(unknown)} or said.pop().startswith("(405"), (name, method)


@pytest.mark.parametrize("who", POWERFUL)
def test_what_is_absent_is_absent_for_those_with_rights_too(
    organisation: Organisation, there: dict[str, Any], who: str
) -> None:
    client, other = browser(organisation.cookie(who)), absent(there)
    unknown = heard(client.get(f"/staff/{uuid.uuid4()}"))
    for (name, route, holes), methods in zip(ROUTES, by_turns(POWERFUL.index(who), len(POWERFUL)), strict=False):
        for method in methods if holes and name not in EVERYBODY_S else ():
            answer = heard(client.generic(method, route.format(**other)))
            assert answer[0] in (404, 405), (name, method, answer[0])
            assert answer[0] == 405 or method == "HEAD" or answer == unknown, (name, method)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("sent", [{}, {"do": "x", "leg": "x", "once": "x", "version": "x", "page": "x"}])
def test_nothing_fails(organisation: Organisation, there: dict[str, Any], who: str, sent: dict[str, str]) -> None:
    """Every page answers whatever it is asked, also with numbers that are none."""
    client = browser(cookie_of(organisation, who))
    for name, route, _ in ROUTES:
        if name in ("staff:sign-out", "staff:forget-browser"):
            continue
        path = route.format(**there)
        # What is sent changes nothing of the pages: they are asked for once.
        for query in QUERIES if not sent else ():
            assert client.get(path + query).status_code < 500, (name, query)
        assert client.post(path, sent).status_code < 500, name
        if not sent:
            assert client.generic("PUT", path).status_code < 500, name


def test_no_page_calls_something_as_its_frame_does(organisation: Organisation, there: dict[str, Any]) -> None:
    """Or one would stand in the other's place: a warning of the frame, or what a page says that nothing is wrong."""
    client, walked = browser(organisation.cookie("lev")), 0
    for name, route, _ in ROUTES:
        if name in ("staff:sign-out", "staff:forget-browser"):
            continue
        answer = client.get(route.format(**there))
        page = answer.context[0] if isinstance(answer.context, ContextList) else answer.context
        if page is not None:
            walked += 1
            own = {key for layer in page.dicts[2:] for key in layer}
            assert own.isdisjoint(page.dicts[1]), name
    assert walked > 100


# They take files along, which are not kept, or ask and write nothing.
NOT_KEPT = {"exhibits:take-in", "network:import", "publication:check", "hotline:try-rules", "dossier:ask"}
NOT_KEPT |= {"publication:site-compare"}


@pytest.mark.parametrize("who", ["lev", "ira"])
def test_what_takes_long_to_write_is_kept_when_the_session_ends(
    organisation: Organisation, there: dict[str, Any], who: str
) -> None:
    """Each form with room for many words is one that a browser gets back after signing in again."""
    client, missing, seen = browser(organisation.cookie(who)), set(), set()
    for name, route, _ in ROUTES:
        if name in ("staff:sign-out", "staff:forget-browser"):
            continue
        path = route.format(**there)
        answer = client.get(path)
        html = "" if answer.streaming else answer.content.decode(errors="replace")
        for attributes, inner in re.findall(r"<form([^>]*)>(.*?)</form>", html, re.DOTALL):
            if 'method="post"' in attributes and "<textarea" in inner:
                action = re.search(r'action="([^"?]+)', attributes)
                seen.add(target := resolve(action[1] if action else path, STAFF_ONLY).view_name)
                missing |= {target} - KEPT - NOT_KEPT
    assert len(seen) > 15
    assert not missing


@pytest.mark.parametrize("who", EVERYBODY)
def test_without_a_token_nothing_is_done(organisation: Organisation, there: dict[str, Any], who: str) -> None:
    """A page elsewhere sends a form in the name of somebody who is signed in; of the others it says something else."""
    client, other = browser(cookie_of(organisation, who), strict=True), absent(there)
    assert len(ELSEWHERE) == len(EVERYBODY)
    turns = cycle(ELSEWHERE[EVERYBODY.index(who) :] + ELSEWHERE[: EVERYBODY.index(who)])
    for (name, route, holes), headers in zip(ROUTES, turns, strict=False):
        one, *others = (client.post(route.format(**ids), {}, headers=headers) for ids in beside(holes, there, other))
        assert one.status_code == 403, (name, headers)
        assert [heard(two) for two in others] in ([], [heard(one)]), name
