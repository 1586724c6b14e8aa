"""What the dossiers are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.casework.conftest import accepted as accepted
from tests.documentation.statements.conftest import PHRASE, Scene
from tests.documentation.statements.conftest import ira as ira
from tests.documentation.statements.conftest import scene as scene
from tests.documentation.statements.conftest import signed_in as signed_in
from tests.documentation.statements.conftest import yan as yan
from tests.documentation.statements.conftest import zoya as zoya
from tests.stage import Organisation
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now

__all__ = ["Scene"]


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    return tmp_path / "files"


@pytest.fixture
def nell(organisation: Organisation) -> Actor:
    """Documents, and coordinates: whoever may give out of cases, too."""
    roles = ["documenter", "coordinator"]
    add_account(organisation.founding, name="nell", passphrase=PHRASE, persona="Mira", roles=roles)
    actor = resume(sign_in("nell", PHRASE, now=utc_now()), now=utc_now())
    assert actor is not None
    return actor
