from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.stage import CAST, Organisation
from waystation.audit.log import entries
from waystation.staff import actions, teams
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name
from waystation.staff.models import Account
from waystation.vault import models, passphrases, suite
from waystation.vault.errors import Busy, Locked

PAGE = "/staff/sign-in"


def credentials(who: str = "dina", **changes: str) -> dict[str, str]:
    return {"name": CAST[who].name, "passphrase": CAST[who].passphrase} | changes


def test_it_works(client: Client, organisation: Organisation) -> None:
    answer = client.post(PAGE, credentials())
    assert (answer.status_code, answer["Location"]) == (302, "/staff/")
    assert client.post("/staff/sign-out").status_code == 302


def test_the_page_tells_the_browser_what_is_asked(client: Client, db: None) -> None:
    html = client.get(PAGE).content.decode()
    for attribute in ('autocomplete="username"', 'autocomplete="current-password"', 'autocapitalize="none"'):
        assert attribute in html
    assert html.count("<form") >= 1
    assert "csrfmiddlewaretoken" in html


@pytest.mark.parametrize("name", ["Dina", " dina ", "DINA", "ｄｉｎａ"])
def test_a_name_may_be_typed_as_people_do(client: Client, organisation: Organisation, name: str) -> None:
    assert client.post(PAGE, credentials(name=name)).status_code == 302


@pytest.mark.parametrize(
    "changes",
    [
        {"passphrase": "wrong"},
        {"name": "nobody"},
        {"passphrase": ""},
        {"name": ""},
        {"passphrase": CAST["lev"].passphrase},
        {"passphrase": CAST["dina"].passphrase + " "},
        {"name": "x" * 5000},
        {"name": "dina\0"},
    ],
)
def test_anything_else_is_refused(client: Client, organisation: Organisation, changes: dict[str, str]) -> None:
    answer = client.post(PAGE, credentials(**changes))
    assert answer.status_code == 403
    assert cookie_name() not in answer.cookies
    assert not models.Session.objects.exists()


def test_slots_open_in_their_own_account_alone(organisation: Organisation) -> None:
    """Who writes to the database puts somebody's slots, whose passphrase they have, under another account."""
    dina, lev = (Account.objects.get(pk=organisation.accounts[name]) for name in ("dina", "lev"))
    Account.objects.filter(pk=lev.pk).update(slots=dina.slots)
    with pytest.raises(Locked):
        actions.sign_in(CAST["lev"].name, CAST["dina"].passphrase, now=utc_now())
    assert organisation.cookie("dina")


def test_the_passphrase_is_not_shown_again(client: Client, organisation: Organisation) -> None:
    answer = client.post(PAGE, credentials(passphrase="mistyped-passphrase"))
    assert b"mistyped-passphrase" not in answer.content


def test_when_too_many_wait_the_page_says_so(
    client: Client, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*args: Any, **kwargs: Any) -> None:
        raise Busy

    monkeypatch.setattr(passphrases, "_turn", busy)
    answer = client.post(PAGE, credentials())
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert b"<form" in answer.content


@pytest.mark.parametrize("secure", [False, True])
def test_the_cookie_s_flags(client: Client, organisation: Organisation, settings: Any, secure: bool) -> None:
    settings.WAYSTATION_SECURE_COOKIES = secure
    answer = client.post(PAGE, credentials(), secure=secure)
    cookie = answer.cookies["__Host-staff" if secure else "staff"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert bool(cookie["secure"]) == secure
    assert cookie["path"] == ("/" if secure else "/staff/")
    assert not cookie["domain"]
    assert not cookie["max-age"]
    assert not cookie["expires"]


@pytest.mark.parametrize("secure", [False, True])
def test_signing_out_takes_the_cookie_back(
    client: Client, organisation: Organisation, settings: Any, secure: bool
) -> None:
    settings.WAYSTATION_SECURE_COOKIES = secure
    client.post(PAGE, credentials(), secure=secure)
    cookie = client.post("/staff/sign-out", secure=secure).cookies[cookie_name()]
    assert (cookie.value, cookie["max-age"], bool(cookie["secure"])) == ("", 0, secure)
    assert not models.Session.objects.exists()


def test_the_secret_of_forms_is_another_one_after_it(organisation: Organisation) -> None:
    """Whoever knew, or planted, that of the browser before knows nothing of those that somebody signed in gets."""
    client = Client(enforce_csrf_checks=True)
    client.get(PAGE)
    before = client.cookies["csrf"].value
    assert client.post(PAGE, credentials(csrfmiddlewaretoken=before))["Location"] == "/staff/"
    assert client.cookies["csrf"].value != before
    assert client.post("/staff/sign-out", {"csrfmiddlewaretoken": before}).status_code == 403


def test_signing_in_again_ends_the_session_before(client: Client, organisation: Organisation) -> None:
    client.post(PAGE, credentials())
    before = client.cookies[cookie_name()].value
    client.post(PAGE, credentials("lev"))
    assert client.cookies[cookie_name()].value != before
    assert actions.resume(before, now=utc_now()) is None
    assert models.Session.objects.count() == 1


def test_a_cookie_that_somebody_planted_is_not_used(client: Client, organisation: Organisation) -> None:
    planted = organisation.cookie("out")
    client.cookies[cookie_name()] = planted
    client.post(PAGE, credentials())
    assert client.cookies[cookie_name()].value != planted
    assert actions.resume(planted, now=utc_now()) is None


def test_a_form_from_elsewhere_is_refused(organisation: Organisation) -> None:
    answer = Client(enforce_csrf_checks=True).post(PAGE, credentials())
    assert answer.status_code == 403
    assert cookie_name() not in answer.cookies


def test_signing_out_needs_a_post(client_of: Callable[[str], Client]) -> None:
    client = client_of("dina")
    assert client.get("/staff/sign-out").status_code == 405
    assert models.Session.objects.exists()


def test_strangers_are_sent_to_the_door(client: Client, organisation: Organisation) -> None:
    for path in ("/staff/", "/staff/sign-out", "/staff/nowhere", "/staff/sign-in/x", "/staff/requests/"):
        for answer in (client.get(path), client.post(path)):
            assert (answer.status_code, answer["Location"]) == (302, PAGE)


def test_an_account_that_is_gone_is_signed_out(client_of: Callable[[str], Client], dina: Actor) -> None:
    client = client_of("dina")
    from waystation.staff.models import ProfileRow

    ProfileRow.objects.filter(pk=dina.account).update(sealed=b"W" + bytes(600))
    assert client.post("/staff/sign-out")["Location"] == PAGE
    ProfileRow.objects.filter(pk=dina.account).delete()
    assert client.post("/staff/sign-out")["Location"] == PAGE


def test_sign_in_and_out_are_logged(client: Client, organisation: Organisation, lev: Actor) -> None:
    client.post(PAGE, credentials())
    client.post("/staff/sign-out")
    found = entries(lev.keys, teams.locator(teams.AUDIT), newest=2)
    verbs = [(entry.verb, entry.actor) for _, entry in found if entry]
    account = organisation.accounts["dina"]
    assert verbs == [("staff.signed_out", account), ("staff.signed_in", account)]


def test_a_failed_sign_in_is_not_a_session_nor_a_key(organisation: Organisation) -> None:
    for name in ("dina", "nobody"):
        with pytest.raises(Locked):
            actions.sign_in(name, "wrong", now=utc_now())
    assert not models.Session.objects.exists()


def test_idle_sessions_end_at_the_door(organisation: Organisation) -> None:
    cookie = organisation.cookie("dina")
    assert actions.resume(cookie, now=utc_now() + timedelta(minutes=16)) is None


@pytest.mark.parametrize("name", ["dina", "nobody"])
def test_every_attempt_is_stretched_once(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    done, stretch = [], suite.stretch

    def counted(*args: Any, **kwargs: Any) -> bytes:
        done.append(kwargs)
        return stretch(*args, **kwargs)

    monkeypatch.setattr(suite, "stretch", counted)
    with pytest.raises(Locked):
        actions.sign_in(name, "wrong", now=utc_now())
    assert done == [{"iterations": 1, "memory_kib": 64}]
