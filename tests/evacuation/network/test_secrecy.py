"""Nothing of a connection stands readable in the database or in the log."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.canary import search
from tests.casework.test_secrecy import database
from tests.evacuation.conftest import build
from tests.evacuation.network.test_pages import form
from waystation.audit.log import entries
from waystation.evacuation.network import access
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, locator

pytestmark = pytest.mark.django_db
CANARIES = ("канарейка", "canary-of-the-network")
WORDS = " ".join(CANARIES)
CODES = ("humanitarian_visa", "bus_intercity", "914382.55")
"""How it goes says where it leads, and a price tells which way it is."""


@pytest.fixture
def everything(lev: Actor, client_of: Callable[[str], Client]) -> Actor:
    """Connections as the pages make them: typed, changed, retired, reopened, pasted, sent as a file, refused."""
    scene, client = build(lev), client_of("lev")
    told = {"mode": "bus_intercity", "cost": "914382.55", "note": WORDS}
    assert client.post(reverse("network:connection-new"), form(scene, **told)).status_code == 303
    ((made, _way),) = access.connections(lev).items()
    for name in ("connection-retire", "connection-retire"):  # out of use, and in use again
        version = access.connection(lev, made)[0].version
        assert client.post(reverse(f"network:{name}", args=[made]), {"version": version}).status_code == 303
    refused = client.post(reverse("network:connection-new"), form(scene, departures=WORDS, note=WORDS))
    assert refused.status_code == 422
    for table in ({"table": WORDS}, {"files": SimpleUploadedFile(f"{CANARIES[1]}.csv", WORDS.encode())}):
        assert client.post(reverse("network:import"), table).status_code == 422
    assert access.connection(lev, made)[1].note == WORDS
    return lev


def test_no_plaintext_in_any_table(everything: Actor) -> None:
    assert list(search(database(), [*CANARIES, *CODES])) == []


def test_nothing_of_it_stands_in_the_log(everything: Actor) -> None:
    lines = [entry for _, entry in entries(everything.keys, locator(AUDIT), newest=40) if entry]
    assert any(entry.verb == "evacuation.connection_retired" for entry in lines)
    assert not any(word in repr(entry) for entry in lines for word in (*CANARIES, *CODES))
