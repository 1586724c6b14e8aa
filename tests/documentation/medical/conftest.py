"""Lev coordinates, Ada is a clinician to whom he gives the medical part of a case, Ira documents."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from tests.casework.conftest import waiting_request
from tests.people import write_down
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework import membership
from waystation.documentation.medical import actions
from waystation.documentation.medical.records import Agreed, Finding
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.vault.compartments import Compartment

PHRASE = "nine green umbrellas waiting"
ALL = Agreed(interview="yes", examination="yes", photographs="yes", sharing="yes", how="In Chechen, by word.")
ACCOUNT = "They put clips on my fingers and turned a handle."


@pytest.fixture(autouse=True)
def english(settings: Any, tmp_path: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    settings.WAYSTATION_FILES = tmp_path / "files"


@pytest.fixture
def lev(organisation: Organisation) -> Actor:
    return organisation.actor("lev")


@pytest.fixture
def case_id(lev: Actor) -> UUID:
    made = casework.accept(lev, waiting_request(), pseudonym="Birch")
    write_down(lev, made, "Somebody")
    return made


def clinician(organisation: Organisation, name: str, persona: str, roles: list[str]) -> Callable[[], Actor]:
    organisation.accounts[name] = add_account(
        organisation.founding, name=name, passphrase=PHRASE, persona=persona, roles=roles
    )

    def signed_in() -> Actor:
        actor = resume(sign_in(name, PHRASE, now=utc_now()), now=utc_now())
        assert actor is not None
        return actor

    return signed_in


@pytest.fixture
def ada(organisation: Organisation, case_id: UUID) -> Actor:
    """A clinician who was given the medical part of the case, and no more of it."""
    signed_in = clinician(organisation, "ada", "Doctor Reed", ["clinician"])
    membership.give(organisation.actor("lev"), case_id, organisation.accounts["ada"], {Compartment.MEDICAL})
    return signed_in()


@pytest.fixture
def begun(lev: Actor, case_id: UUID) -> UUID:
    """An evaluation in which the person agreed to everything and has told what happened."""
    made = actions.begin(lev, case_id)
    actions.note_agreed(lev, case_id, made, ALL)
    actions.tell_account(lev, case_id, made, ACCOUNT)
    return made


def mark(**more: Any) -> Finding:
    """Two small scars on a finger."""
    told = {
        "evaluation": UUID(int=0),
        "number": 0,
        "kind": "skin.electric",
        "place": "front.fingers.right",
        "length": 4,
        "width": 3,
        "description": "Two round scars, pale, with a dark edge.",
        "known": "told",
        "cause": "Clips of a telephone with a handle",
    }
    return Finding(**(told | more))
