"""The security mode on the pages: what each lets staff and callers do, and who may set it."""

import dataclasses
import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.db import transaction
from django.test import Client

from tests.casework.conftest import waiting_request
from tests.hotline.helpers import receive
from tests.stage import CAST, Organisation
from waystation.audit.log import entries, log
from waystation.casework import actions as casework
from waystation.casework.models import Case
from waystation.hotline.models import Message, Request
from waystation.staff import actions, second_factor, second_step, security
from waystation.staff.actor import Actor, utc_now
from waystation.staff.devices import Mark
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, locator
from waystation.vault import mode
from waystation.vault.errors import NotNow
from waystation.vault.mode import Mode
from waystation.vault.models import ModeRow

ClientOf = Callable[[str], Client]
READS = ("/staff/", "/staff/cases/", "/staff/requests/", "/staff/counts", "/staff/outbox/")
OPEN = ("/staff/panic", "/staff/mode")


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def said(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def test_read_only_reads_and_writes_nothing(client_of: ClientOf, lev: Actor) -> None:
    thread = waiting_request()
    security.set_mode(lev, Mode.READ_ONLY)
    client = client_of("dina")
    for path in (*READS, f"/staff/requests/{thread}"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "nothing can be changed by staff" in said(answer)
    accepted = {"pseudonym": "Birch", "urgency": "normal"}
    answer = client.post(f"/staff/requests/{thread}/accept", accepted)
    assert (answer.status_code, "Nothing was changed" in said(answer)) == (503, True)
    assert not Case.objects.exists()
    assert client.post("/staff/cases/", {"words": "x"}).status_code == 200


def test_pages_refuse_before_anything_is_tried(client_of: ClientOf, lev: Actor, monkeypatch: Any) -> None:
    """Also what writes no line: the door of actions would not see it."""
    security.set_mode(lev, Mode.READ_ONLY)
    monkeypatch.setattr("waystation.audit.doors.check", lambda verb: None)
    thread = waiting_request()
    client = client_of("dina")
    answer = client.post(f"/staff/requests/{thread}/accept", {"pseudonym": "Birch", "urgency": "normal"})
    assert (answer.status_code, "Nothing was changed" in said(answer)) == (503, True)
    assert not Case.objects.exists()


def test_the_door_of_actions_is_shut_too(dina: Actor, lev: Actor) -> None:
    """For commands, importers, and pages that nobody thought of."""
    thread = waiting_request()
    for wanted in (Mode.READ_ONLY, Mode.CLOSED):
        security.set_mode(lev, wanted)
        with pytest.raises(NotNow):
            casework.accept(dina, thread, pseudonym="Birch")
        assert not Case.objects.exists()
    with pytest.raises(NotNow), transaction.atomic():
        log(dina.account, "casework.opened", subject=thread)


def test_while_read_only_people_write_to_us(client: Client, lev: Actor) -> None:
    security.set_mode(lev, Mode.READ_ONLY)
    page = client.get("/en/write")
    sent = client.post("/en/write", {"text": "Help us.", "once": page.context["form"]["once"].value()})
    assert "<code" in said(sent) or sent.context["words"]
    receive()
    assert Message.objects.count() == 2


def test_closed_is_closed_but_for_opening_again_and_panic(client_of: ClientOf, lev: Actor) -> None:
    security.set_mode(lev, Mode.CLOSED)
    client = client_of("lev")
    for path in (*READS, "/staff/log", "/staff/places/"):
        answer = client.get(path)
        assert (answer.status_code, "A coordinator has closed the pages" in said(answer)) == (503, True), path
    for path in OPEN:
        assert client.get(path).status_code == 200, path
    assert client.post("/staff/mode", {"mode": "0"}).status_code == 303
    assert client.get("/staff/").status_code == 200


def test_closed_to_others_too(client_of: ClientOf, lev: Actor) -> None:
    security.set_mode(lev, Mode.CLOSED)
    client = client_of("dina")
    assert client.get("/staff/").status_code == 503
    assert client.get("/staff/panic").status_code == 200
    assert client.get("/staff/mode").status_code == 404
    assert client.post("/staff/mode", {"mode": "0"}).status_code == 404
    assert mode.current().mode is Mode.CLOSED
    assert client.post("/staff/sign-out").status_code == 302


def test_while_closed_callers_are_told_and_mail_is_taken_in(client: Client, lev: Actor, settings: Any) -> None:
    settings.WAYSTATION_ELSEWHERE = {"en": "Write to other.example."}
    security.set_mode(lev, Mode.CLOSED)
    assert "The hotline pauses" in said(client.get("/en/"))
    for answer in (client.get("/en/write"), client.post("/en/write", {"text": "Help us <now>."})):
        assert answer.status_code == 503
        assert "Write to other.example." in said(answer)
    assert "Help us &lt;now&gt;." in said(answer)
    assert not Request.objects.exists()
    receive()
    assert Message.objects.count() == 1


def test_callers_read_and_write_on_in_their_threads(client: Client, lev: Actor) -> None:
    page = client.get("/en/write")
    words = client.post("/en/write", {"text": "x", "once": page.context["form"]["once"].value()}).context["words"]
    security.set_mode(lev, Mode.CLOSED)
    assert client.post("/en/return", {"phrase": " ".join(words)}).status_code == 303
    page = client.get("/en/thread")
    assert "The hotline pauses" in said(page)
    assert client.post("/en/thread", {"text": "y", "once": page.context["form"]["once"].value()}).status_code == 303


def test_who_may_set_it(dina: Actor, ira: Actor, lev: Actor) -> None:
    for actor in (dina, ira):
        with pytest.raises(Absent):
            security.set_mode(actor, Mode.CLOSED)
    security.set_mode(lev, Mode.CLOSED)
    security.set_by_command(Mode.NORMAL)
    assert mode.current().mode is Mode.NORMAL


def test_who_must_set_up_a_second_factor_can_while_closed(client_of: ClientOf, lev: Actor, settings: Any) -> None:
    """Or after a panic no coordinator could come in and open the pages again."""
    security.set_mode(lev, Mode.CLOSED)
    client = client_of("lev")
    assert client.get("/staff/account").status_code == 503
    settings.WAYSTATION_SECOND_FACTOR_REQUIRED = True
    assert client.get("/staff/mode")["Location"] == "/staff/account"
    code = pyotp.TOTP(re.sub(" ", "", client.get("/staff/account/app").context["secret"])).now()
    assert client.post("/staff/account/app", {"code": code}).status_code == 200
    assert client.get("/staff/mode").status_code == 200
    assert client.get("/staff/account").status_code == 503


@pytest.mark.parametrize("wanted", [Mode.READ_ONLY, Mode.CLOSED])
def test_signing_in_goes_on_in_every_mode(organisation: Organisation, lev: Actor, wanted: Mode) -> None:
    """With a second factor, a wrong one first, and from a browser that remembers a newer record."""
    dina = organisation.actor("dina")
    secret = second_factor.proposed_app(dina)
    codes = second_factor.confirm_app(dina, pyotp.TOTP(secret).now())
    security.set_mode(lev, wanted)
    mark = Mark(bytes(16), dina.account, 10_000)
    halfway = actions.sign_in("dina", CAST["dina"].passphrase, now=utc_now(), mark=mark)
    with pytest.raises(second_step.Refused):
        second_step.give_code(halfway, "000000", now=utc_now())
    assert actions.resume(second_step.give_code(halfway, codes[0], now=utc_now()), now=utc_now()) is not None


def test_a_row_changed_by_force_closes_and_says_so(
    client_of: ClientOf, lev: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        security.set_mode(lev, Mode.NORMAL)
    before = bytes(ModeRow.objects.get().sealed)
    with django_capture_on_commit_callbacks(execute=True):
        security.set_mode(lev, Mode.CLOSED)
    ModeRow.objects.update(sealed=before)
    client = client_of("lev")
    assert client.get("/staff/").status_code == 503
    assert "changed outside this program" in said(client.get("/staff/"))
    client.post("/staff/mode", {"mode": "0"})
    assert client.get("/staff/").status_code == 200


def test_from_an_innocent_view_it_becomes_looser_there_alone(lev: Actor) -> None:
    security.set_mode(lev, Mode.READ_ONLY)
    forced = dataclasses.replace(lev, apart={"duty": lev.team("duty")})
    security.set_mode(forced, Mode.NORMAL)
    assert mode.current().mode is Mode.READ_ONLY
    assert security.standing(forced).mode is Mode.NORMAL
    security.set_mode(forced, Mode.CLOSED)
    assert mode.current().mode is Mode.CLOSED
    assert security.standing(forced).mode is Mode.CLOSED


def test_it_becomes_looser_for_everybody_where_nobody_is_forced_and_the_log_tells(dina: Actor, lev: Actor) -> None:
    for wanted in (Mode.CLOSED, Mode.READ_ONLY, Mode.NORMAL):
        security.set_mode(lev, wanted)
        assert mode.current().mode is security.standing(dina).mode is wanted
    said = [each.verb for _, each in entries(lev.keys, locator(AUDIT), newest=3) if each]
    assert said == ["mode.normal", "mode.read_only", "mode.closed"]
