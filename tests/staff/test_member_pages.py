"""The pages of the staff, in a browser without scripts."""

import re
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from tests.staff.test_members import add
from tests.stage import CAST, Organisation
from waystation.staff import actions, members, renewal, teams
from waystation.staff.access import profiles
from waystation.staff.actor import Actor, utc_now

ADD = {"name": "vera", "persona": "Vera", "roles": ["operator"], "language": "ru"}


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def phrase(page: str) -> str:
    found = re.search(r"<strong>([a-z]+(?: [a-z]+){6})</strong>", page)
    assert found
    return found[1]


@pytest.fixture
def client(client_of: Callable[[str], Client]) -> Client:
    return client_of("lev")


def test_it_works(client: Client, organisation: Organisation) -> None:
    assert "Alma" in text(client, "/staff/members")
    answer = client.post("/staff/members/add", ADD)
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert actions.sign_in("vera", phrase(answer.content.decode()), now=utc_now())
    assert "Vera" in text(client, "/staff/members")


def test_the_passphrase_is_shown_once_and_kept_nowhere(client: Client) -> None:
    shown = phrase(client.post("/staff/members/add", ADD).content.decode())
    again = client.post("/staff/members/add", ADD | {"persona": "Wera"})
    assert again.status_code == 422
    assert shown not in again.content.decode() + text(client, "/staff/members")


def test_what_is_wrong_is_said(client: Client, organisation: Organisation) -> None:
    for wrong in ({"name": ""}, {"roles": []}, {"roles": ["god"]}, {"persona": "Alma"}, {"language": "xx"}):
        assert client.post("/staff/members/add", ADD | wrong).status_code == 422
    ira = organisation.accounts["ira"]
    assert client.post(f"/staff/members/{ira}/remove").status_code == 422
    assert client.post(f"/staff/members/{ira}", {"roles": ["operator"]}).status_code == 422


def test_somebody_is_let_in(client: Client, client_of: Callable[[str], Client], organisation: Organisation) -> None:
    client.post("/staff/members/add", ADD | {"roles": ["documenter"]})
    vera = next(one for one, profile in profiles(organisation.actor("lev")).items() if profile.persona == "Vera")
    path = f"/staff/members/{vera}/let-in/{teams.DOCUMENTATION}"
    assert path not in text(client, "/staff/members")
    assert client.post(path).status_code == 404
    ira = client_of("ira")
    assert path in text(ira, "/staff/members")
    assert ira.get(path).status_code == 405
    assert ira.post(path).status_code == 303
    assert path not in text(ira, "/staff/members")


def test_taken_off_with_a_bar_that_fills_by_itself(
    client: Client, lev: Actor, organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(lev)
    monkeypatch.setattr(renewal, "work", lambda actor, seconds: None)
    path = f"/staff/members/{organisation.accounts['dina']}/remove"
    assert "вернуть нельзя" in text(client, path)
    done = client.post(path)
    assert (done.status_code, done["Location"]) == (303, "/staff/members/keys?watch=1")
    watched = client.get(done["Location"])
    assert watched["Refresh"] == "2"
    assert "Refresh" not in client.get("/staff/members/keys").headers
    assert 'role="alert"' in watched.content.decode()
    monkeypatch.undo()
    finished = client.get(done["Location"])
    assert "Refresh" not in finished.headers
    assert 'role="alert"' not in text(client, "/staff/members")
    assert client.get(path).status_code == 404


def test_any_page_of_anybody_who_holds_the_keys_goes_on_with_it(
    lev: Actor, organisation: Organisation, client_of: Callable[[str], Client]
) -> None:
    account = add(lev)
    out, dina = client_of("out"), client_of("dina")
    members.remove(lev, account)
    out.get("/staff/")
    assert renewal.unfinished()
    dina.get("/staff/")
    assert not renewal.unfinished()


def test_what_fails_there_costs_nobody_their_page(
    organisation: Organisation, client_of: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    from waystation.vault.errors import Tampered

    def fail(actor: Actor, seconds: float) -> None:
        raise Tampered

    monkeypatch.setattr(renewal, "work", fail)
    assert client_of("dina").get("/staff/").status_code == 200


def test_other_roles(client: Client, lev: Actor, organisation: Organisation) -> None:
    account = add(lev, roles=("coordinator",))
    assert client.post(f"/staff/members/{account}", {"roles": ["operator"]}).status_code == 303
    assert profiles(organisation.actor("lev"))[account].roles == ["operator"]
    assert client.get(f"/staff/members/{uuid.uuid4()}").status_code == 404


def test_an_own_new_passphrase(client_of: Callable[[str], Client]) -> None:
    client = client_of("out")
    new = phrase(text(client, "/staff/passphrase"))
    form = {"suggested": new, "current": "wrong", "new": new}
    failed = client.post("/staff/passphrase", form)
    assert failed.status_code == 422
    assert phrase(failed.content.decode()) == new  # what was written on paper still stands there
    assert client.post("/staff/passphrase", form | {"new": "short"}).status_code == 422
    done = client.post("/staff/passphrase", form | {"current": CAST["out"].passphrase})
    assert (done.status_code, done["Location"]) == (303, "/staff/?notice=passphrase-changed")
    assert actions.sign_in("out", new, now=utc_now())
