"""The panic page: two steps from everywhere, for everybody on the staff."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.hotline import outbox
from waystation.staff import innocent
from waystation.vault import half, panic

ClientOf = Callable[[str], Client]


@pytest.fixture
def path(settings: Any, vault_half: Path, tmp_path: Path) -> Path:
    """A copy of the half that may be destroyed."""
    path = tmp_path / "vault.half"
    path.write_bytes(vault_half.read_bytes())
    settings.WAYSTATION_VAULT_HALF = str(path)
    half.forget()
    return path


@pytest.mark.parametrize("who", ["dina", "lev", "ira", "out"])
def test_two_steps_from_every_page(organisation: Organisation, client_of: ClientOf, path: Path, who: str) -> None:
    client = client_of(who)
    assert 'href="/staff/panic"' in client.get("/staff/").content.decode()
    assert client.get("/staff/panic").status_code == 200
    assert path.exists()
    answer = client.post("/staff/panic", {"word": "Panic "})
    assert (answer.status_code, path.exists()) == (503, False)
    assert b"panic" not in answer.content.lower()
    assert answer["Clear-Site-Data"]
    assert client.get("/staff/")["Location"] == "/staff/sign-in"


@pytest.mark.parametrize("typed", ["", "panik", "yes"])
def test_not_by_accident(client_of: ClientOf, path: Path, typed: str) -> None:
    client = client_of("dina")
    assert client.post("/staff/panic", {"word": typed}).status_code == 422
    assert path.exists()
    assert client.get("/staff/").status_code == 200


def test_not_by_a_stranger(client: Client, organisation: Organisation, path: Path) -> None:
    assert client.post("/staff/panic", {"word": "panic"})["Location"] == "/staff/sign-in"
    assert path.exists()


def test_all_that_is_remembered_goes(client_of: ClientOf, path: Path) -> None:
    client = client_of("dina")
    outbox._ready[next(iter(innocent._soon))] = object()  # type: ignore[assignment]
    assert innocent._soon
    client.post("/staff/panic", {"word": "panic"})
    assert not innocent._soon
    assert not outbox._ready
    assert {forgetting.__module__ for forgetting in panic._also} >= {
        "waystation.hotline.outbox",
        "waystation.audit.log",
    }
