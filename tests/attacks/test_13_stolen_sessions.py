"""Attack 13: the session table is stolen, with the whole database, the environment, the settings and the half."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.conf import settings

from tests.staff.door import with_app
from tests.stage import CAST, Organisation
from waystation.staff import actions, entry
from waystation.staff.actor import utc_now
from waystation.vault import models, sessions, suite
from waystation.vault.errors import Tampered


def between_the_steps(organisation: Organisation) -> str:
    """Dina gave her passphrase and not yet her second factor; no other session is open."""
    with_app(organisation.actor("dina"))
    models.Session.objects.all().delete()
    return actions.sign_in(CAST["dina"].name, CAST["dina"].passphrase, now=utc_now())


@pytest.mark.parametrize("kind", [entry.SESSION, entry.HALFWAY])
def test_nothing_stored_opens_a_session(organisation: Organisation, kind: str) -> None:
    if kind == entry.SESSION:
        organisation.cookie("dina")
    else:
        between_the_steps(organisation)
    row = models.Session.objects.get()
    with open(settings.WAYSTATION_VAULT_HALF, "rb") as file:
        half = file.read()
    lying_about = [
        bytes(row.id),
        half,
        settings.SECRET_KEY.encode(),
        hashlib.sha256(bytes(row.id)).digest(),
        bytes(32),
        *[value.encode() for value in os.environ.values()],
    ]
    for secret in lying_about:
        for key in (secret, suite.derive(secret or b"\0", b"session", kind.encode()), sessions._key(secret, kind)):
            if len(key) == suite.KEY_SIZE:
                with pytest.raises(Tampered):
                    suite.decrypt(key, bytes(row.id), bytes(row.sealed))


def test_a_captured_cookie_and_an_old_backup_do_not_meet(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    cookie, now = organisation.cookie("dina"), utc_now()
    assert actions.resume(cookie, now=now) is not None
    monkeypatch.setattr(sessions, "_process_key", os.urandom(suite.KEY_SIZE))
    assert actions.resume(cookie, now=now + timedelta(seconds=1)) is None


def test_nor_do_they_between_the_two_steps(organisation: Organisation, monkeypatch: pytest.MonkeyPatch) -> None:
    cookie, now = between_the_steps(organisation), utc_now()
    assert entry.halfway(cookie, now=now) is not None
    monkeypatch.setattr(sessions, "_process_key", os.urandom(suite.KEY_SIZE))
    assert entry.halfway(cookie, now=now) is None


def test_the_half_way_state_holds_the_secret_nowhere_else(organisation: Organisation) -> None:
    """The person's secret lies in its row alone, sealed, and not in this process's memory of it."""
    found = entry.halfway(between_the_steps(organisation), now=utc_now())
    assert found is not None
    assert found.came.person.secret not in repr(found).encode("latin-1", "replace")
    assert found.came.person.secret not in bytes(models.Session.objects.get().sealed)
    assert found.memory == {"account": found.came.account}


def test_the_process_key_is_stored_nowhere(organisation: Organisation) -> None:
    cookie = organisation.cookie("dina")
    key = sessions._process_key
    assert key.hex() not in repr(sessions.resume("staff", cookie, now=utc_now()))
    assert all(key.hex() not in value for value in os.environ.values())


def test_a_session_does_not_show_its_payload(organisation: Organisation) -> None:
    session = sessions.resume("staff", organisation.cookie("dina"), now=utc_now())
    assert session is not None
    assert "payload" not in repr(session)
    assert "memory" not in repr(session)
