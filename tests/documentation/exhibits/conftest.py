"""Two documenters and a store of their own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.stage import Organisation
from waystation.documentation.exhibits import actions
from waystation.documentation.exhibits.records import Provenance
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.vault import files

PHRASE = "nine green umbrellas waiting"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    settings.LANGUAGE_CODE = "en"
    return tmp_path / "files"


def on_disk(store: Path) -> list[Path]:
    return [path for path in store.rglob("*") if path.is_file()]


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def yan(organisation: Organisation) -> Actor:
    """A second documenter."""
    add_account(organisation.founding, name="yan", passphrase=PHRASE, persona="Osip", roles=["documenter"])
    actor = resume(sign_in("yan", PHRASE, now=utc_now()), now=utc_now())
    assert actor is not None
    return actor


@pytest.fixture
def taken(ira: Actor) -> Callable[..., UUID]:
    """`taken(b"...")`: these bytes, made an exhibit by Ira."""

    def take(
        data: bytes = b"A film of a door.", what: str = "Film of a door", why: str = "Sent to us", **more: Any
    ) -> UUID:
        return actions.take_in(ira, files.keep([data]), Provenance(what=what), why=why, **more)

    return take
