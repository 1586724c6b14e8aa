"""The people that every test knows: Dina answers, Lev coordinates, Ira documents, Out keeps the machines running.

They are fictional. Their accounts are made and signed in through the same actions as real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings as django_settings
from django.test import Client

from tests.founded import once
from waystation.audit import log as audit_log
from waystation.audit import witness
from waystation.staff import actions, innocent, integrity, teams
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name
from waystation.trust import vetting
from waystation.vault import batches, directory, half, mode, sessions
from waystation.vault.keyring import Keyring


@dataclass(frozen=True)
class Part:
    """One account of the stage: how it signs in, and how it is called outside."""

    name: str
    passphrase: str
    persona: str
    roles: list[str]


CAST = {
    "dina": Part("dina", "seven quiet herons", "Alma", ["operator"]),
    "lev": Part("lev", "copper kettle morning", "Tim", ["coordinator"]),
    "ira": Part("ira", "paper boat windowsill", "Nora", ["documenter"]),
    "out": Part("out", "grey lamp staircase", "Sam", ["administrator"]),
}


@dataclass(frozen=True)
class Organisation:
    """A founded organisation and the ids of its accounts by the names in CAST."""

    founding: actions.Founding
    accounts: dict[str, UUID]

    def cookie(self, name: str) -> str:
        """The cookie of a fresh session of this person."""
        return actions.sign_in(CAST[name].name, CAST[name].passphrase, now=utc_now())

    def actor(self, name: str) -> Actor:
        """This person, signed in anew: sees what was granted until now, and keeps a copy of these keys.

        So that a test can ask what they still open after their session has ended, which puts its own keys away.
        """
        actor = actions.resume(self.cookie(name), now=utc_now())
        assert actor is not None
        return replace(actor, keys=Keyring(actor.keys.keys()))


def clear(actor: Actor, thread: UUID) -> None:
    """This person and somebody else of the same team hold that whoever wrote is who they say."""
    second = replace(actor, account=uuid4())
    vetting.judge(actor, thread, "provisional", "Tells what others told us too.")
    vetting.judge(actor, thread, "cleared", "We spoke; it fits.")
    vetting.judge(second, thread, "cleared")


def held_hostile(actor: Actor, thread: UUID) -> None:
    """This person and somebody else of the same team hold that whoever wrote means harm."""
    vetting.judge(actor, thread, "hostile", "Asks for names.")
    vetting.judge(replace(actor, account=uuid4()), thread, "hostile")


def forget() -> None:
    """Clears what the process remembers of a database that is rolled back."""
    teams.forget()
    audit_log.forget()
    witness.forget()
    sessions.forget()
    batches.forget()
    directory.forget()
    innocent.forget()
    mode.forget()
    (django_settings.WAYSTATION_DATA / "mode").unlink(missing_ok=True)
    integrity.forget()


def found() -> Organisation:
    """The fictional organisation in the database at hand, as it is once its program has started anew."""
    chosen = [getattr(django_settings, f"WAYSTATION_{name}") for name in ("WITNESS", "ARGON2_ITERATIONS", "ARGON2_KIB")]
    founded = once((Path(django_settings.WAYSTATION_VAULT_HALF).read_bytes(), utc_now().date(), *chosen), _found)
    restarted()
    return founded


def restarted() -> None:
    """As after a restart of the program on what stands in the database."""
    forget()
    assert actions.ready()


def _found() -> Organisation:
    founding = actions.found()
    accounts = {
        key: actions.add_account(
            founding, name=part.name, passphrase=part.passphrase, persona=part.persona, roles=part.roles
        )
        for key, part in CAST.items()
    }
    return Organisation(founding, accounts)


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture(scope="session")
def vault_half(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One vault half for all tests, outside any database."""
    path = tmp_path_factory.mktemp("half") / "vault.half"
    half.create(path)
    return path


@pytest.fixture(autouse=True)
def _use_half(vault_half: Path) -> Iterator[None]:
    before = django_settings.WAYSTATION_VAULT_HALF
    django_settings.WAYSTATION_VAULT_HALF = str(vault_half)
    yield
    django_settings.WAYSTATION_VAULT_HALF = before


@pytest.fixture
def organisation(db: None) -> Organisation:
    return found()


@pytest.fixture
def dina(organisation: Organisation) -> Actor:
    """An operator."""
    return organisation.actor("dina")


@pytest.fixture
def lev(organisation: Organisation) -> Actor:
    """A coordinator."""
    return organisation.actor("lev")


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    """A documenter."""
    return organisation.actor("ira")


@pytest.fixture
def out(organisation: Organisation) -> Actor:
    """An administrator, who holds no key to any case."""
    return organisation.actor("out")


@pytest.fixture
def client_of(organisation: Organisation) -> Callable[[str], Client]:
    """`client_of("dina")`: a browser in which this person is signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.cookies[cookie_name()] = organisation.cookie(name)
        return client

    return signed_in
