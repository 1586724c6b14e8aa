"""The room of partners' programs, seen from an innocent view: nothing of ours shows there, and nothing of it changes.

Whoever is forced to sign in is watched: tokens, bundles that came and calls of the organisation neither show there nor
change, whatever addresses the watcher knows.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from tests.casework.exchange.bundles import bundle_to
from tests.interfaces.conftest import Partner
from tests.interfaces.test_bundles import brings
from tests.stage import CAST, Organisation
from waystation.audit.log import entries
from waystation.casework.exchange import arrivals, partners, transfers
from waystation.casework.exchange.models import ArrivedRow, IncomingRow
from waystation.interfaces import SCOPES, hooks, tokens
from waystation.interfaces.models import CallRow, TokenRow
from waystation.staff import actions as staff
from waystation.staff import duress
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name
from waystation.staff.teams import AUDIT, locator
from waystation.vault import files
from waystation.vault.keyring import OURS

pytestmark = pytest.mark.usefixtures("in_english")
DURESS = "blue paper kites"
ELSEWHERE = "https://linden.example/changed"
WANTED = {"name": "Theirs", "scopes": list(SCOPES), "days": "90", "hook": "https://watcher.example/"}


def browser(cookie: str) -> Client:
    client = Client()
    client.cookies[cookie_name()] = cookie
    return client


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every address that is called."""
    found: list[str] = []
    monkeypatch.setattr("waystation.interfaces.calling.post", lambda where, *_more: found.append(where) is None)
    return found


@pytest.fixture
def ours(
    organisation: Organisation, lev: Actor, made: Any, asked: list[str]
) -> tuple[tokens.Made, uuid.UUID, uuid.UUID]:
    """A token of a partner, a bundle of theirs that waits, and one that was opened, of which they were told."""
    partners.make_own_key(lev)
    token = made("bundles", "statistics", hook=ELSEWHERE)
    waits, opened = (uuid.UUID(brings(Partner(token.token), bundle_to(lev)).json()["id"]) for _ in range(2))
    arrivals.opened(lev, opened, transfers.receive(lev, arrivals.content(lev, opened)))
    assert hooks.send(utc_now()) == 1
    return token, waits, opened


@pytest.fixture
def forced(organisation: Organisation, ours: Any) -> Client:
    duress.set_passphrase(organisation.actor("lev"), CAST["lev"].passphrase, DURESS)
    return browser(staff.sign_in("lev", DURESS, now=utc_now()))


def all_of_it(lev: Actor) -> Any:
    """Everything of the organisation in this room, as it lies in the database, and what its log says that it did there.

    What was done in the innocent view stands in that log too, as done by the view: colleagues read it there.
    """
    rows = [*TokenRow.objects.filter(locator=OURS)]
    rows += [row for model in (CallRow, ArrivedRow, IncomingRow) for row in model.objects.all()]
    kept = {tuple(sorted((key, str(value)) for key, value in vars(row).items() if key != "_state")) for row in rows}
    told = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=200) if entry]
    real = [entry for entry in told if entry.actor in (None, lev.account)]
    return kept, [each for each in real if each.verb.startswith(("interfaces.", "exchange."))], files.missing()


@pytest.fixture
def untouched(forced: Client, lev: Actor) -> Iterator[None]:
    before = all_of_it(lev)
    yield
    assert all_of_it(lev) == before


@pytest.mark.usefixtures("untouched")
def test_nothing_of_ours_shows_there(forced: Client, ours: Any) -> None:
    token, waits, opened = ours
    for path in ("/staff/interfaces", "/staff/exchange/incoming", "/staff/log", "/staff/status"):
        page = forced.get(path).content.decode()
        for real in ("Linden", ELSEWHERE, str(token.id), str(waits), str(opened)):
            assert real not in page, path


def test_the_same_pages_as_oneself_show_it(organisation: Organisation, ours: Any) -> None:
    """Or the test above would prove nothing."""
    client = browser(organisation.cookie("lev"))
    listed = client.get("/staff/interfaces").content.decode()
    assert ELSEWHERE in listed
    assert str(ours[0].id) in listed
    assert str(ours[1]) in client.get("/staff/exchange/incoming").content.decode()


@pytest.mark.usefixtures("untouched")
def test_nothing_of_ours_changes_from_there(forced: Client, ours: Any) -> None:
    """With every address that was in the browser's history."""
    token, waits, opened = ours
    assert forced.post(f"/staff/interfaces/{token.id}/revoke").status_code == 404
    for each in (waits, opened, uuid.uuid4()):
        assert forced.post(f"/staff/exchange/arrived/{each}/open").status_code == 404
    for row in IncomingRow.objects.all():
        for do in ("accept", "reject", ""):
            assert forced.post(f"/staff/exchange/incoming/{row.pk}", {"do": do}).status_code == 404
    assert Partner(token.token).asks(f"bundles/{waits}").json()["state"] == "waiting"


@pytest.mark.usefixtures("untouched")
def test_what_is_made_there_is_good_for_nothing_and_called_by_nobody(forced: Client, asked: list[str]) -> None:
    """It shows there, is revoked there, and opens no door."""
    answer = forced.post("/staff/interfaces", WANTED).content.decode()
    token = "wst_" + answer.partition("wst_")[2].partition("<")[0]
    assert "watcher.example" in forced.get("/staff/interfaces").content.decode()
    assert "token" in forced.get("/staff/log").content.decode()
    for path in ("statistics", "bundles"):
        assert Partner(token).asks(path).status_code == 401
    assert Partner(token).sends("forms", {}).status_code == 401
    for scope in SCOPES:
        hooks.changed(scope)
    hooks.send(utc_now())
    assert asked == [ELSEWHERE] * 3  # what changed is told to the partner, and to nobody else
    row = TokenRow.objects.exclude(locator=OURS).get()
    assert forced.post(f"/staff/interfaces/{row.pk}/revoke").status_code == 303
    assert "watcher.example" not in forced.get("/staff/interfaces").content.decode()
