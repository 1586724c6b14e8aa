"""Attack 13: the session table is stolen, with the whole database, the environment, the settings and the half."""

import hashlib
import os
from datetime import timedelta

import pytest
from django.conf import settings

from tests.stage import Organisation
from waystation.staff import actions
from waystation.staff.actor import utc_now
from waystation.vault import models, sessions, suite
from waystation.vault.errors import Tampered


def test_nothing_stored_opens_a_session(organisation: Organisation) -> None:
    organisation.cookie("dina")
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
        for key in (secret, suite.derive(secret or b"\0", b"session", b"staff"), sessions._key(secret, "staff")):
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
