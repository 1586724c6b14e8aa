"""Attack 2: a case was erased; somebody takes the machine, and a backup from before.

The thief has the half, every passphrase, a caller's twelve words, and reads the disk to the last byte. What must be
gone is what could open the case: its keys, wherever they were kept.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
import pytest
from django.db import connections

from tests.desk.test_erasure import erased, sealed_models, whole_case
from tests.evacuation.conftest import on_file as on_file
from tests.stage import CAST, Organisation, forget
from waystation.hotline import callers
from waystation.hotline.models import CallerMessage, Request
from waystation.site import backup, installation
from waystation.staff import actions as staff
from waystation.staff.access import refresh
from waystation.staff.actor import utc_now
from waystation.vault import age, erasure
from waystation.vault.compartments import CASE_COMPARTMENTS
from waystation.vault.errors import Locked
from waystation.vault.keyring import Keyring
from waystation.vault.models import Batch, RingPage
from waystation.vault.records import read

OnFile = Callable[[], Organisation]
IDENTITY = pyrage.x25519.Identity.generate()


def database() -> Path:
    return Path(connections.settings["default"]["NAME"])


def back_up(name: str, out: Path) -> dict[str, Path]:
    """Both sets of now."""
    seal = age.to_recipients([str(IDENTITY.to_public())])
    files = backup.create(backup.Source(database(), b""), out / name, seal, now=utc_now())
    return {file.name.split(".")[1]: file for file in files}


@contextmanager
def restored(data: Path, keys: Path, folder: Path) -> Iterator[None]:
    """The database that these two sets make, in use."""
    backup.restore(data, keys, folder, age.from_identities(str(IDENTITY)))
    settings = connections.settings["default"]
    before = settings["NAME"]
    connections["default"].close()
    settings["NAME"] = str(folder / "waystation.sqlite3")
    forget()
    assert staff.ready()
    try:
        yield
    finally:
        connections["default"].close()
        settings["NAME"] = before
        forget()


def everything(organisation: Organisation) -> Keyring:
    """All keys that all passphrases together open."""
    rings = [organisation.actor(name).keys for name in CAST]
    return Keyring(itertools.chain.from_iterable(ring.keys() for ring in rings))


def opened(keys: Keyring, case_id: UUID) -> set[str]:
    """Of which kinds something of the case can be read."""
    found = set()
    for model in sealed_models():
        for row in model._default_manager.filter(locator=case_id):
            try:
                read(row, keys)
            except Locked:
                continue
            found.add(model.__name__)
    return found


@pytest.fixture
def scene(on_file: OnFile, tmp_path: Path, settings: Any) -> tuple[Organisation, UUID, dict[str, Path]]:
    """A case with everything, and the backup of yesterday."""
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    organisation = on_file()
    case_id = whole_case(organisation.actor("lev"), organisation.actor("dina"))
    return organisation, case_id, back_up("before", tmp_path)


Scene = tuple[Organisation, UUID, dict[str, Path]]


def test_old_data_with_all_keys_of_today_open_nothing(scene: Scene, tmp_path: Path) -> None:
    """Keys that no coordinator holds (documentation's) go when one of its people signs in: from then on this is so."""
    organisation, case_id, before = scene
    kinds = opened(everything(organisation), case_id)
    assert {"Case", "PersonRow", "NoteRow", "Leg", "Message", "Request", "Outgoing"} <= kinds
    erased(organisation.actor("dina"), organisation.actor("lev"), case_id)
    organisation.actor("ira")
    after = back_up("after", tmp_path)
    (tmp_path / "witness").unlink()
    with restored(before["data"], after["keys"], tmp_path / "stolen"):
        keys = everything(organisation)
        rows = sum(model._default_manager.filter(locator=case_id).count() for model in sealed_models())
        assert rows > 10  # it is all there
        assert opened(keys, case_id) == set()
        assert not any(keys.holds(case_id, part) for part in CASE_COMPARTMENTS)


def test_a_caller_s_words_do_not_open_old_data_either(on_file: OnFile, tmp_path: Path) -> None:
    organisation = on_file()
    dina = organisation.actor("dina")
    words = callers.begin_web("Help me.", now=utc_now())
    (request,) = Request.objects.values_list("pk", flat=True)
    before = back_up("before", tmp_path)
    erased(dina, organisation.actor("lev"), request, "request")
    after = back_up("after", tmp_path)
    with restored(before["data"], after["keys"], tmp_path / "stolen"):
        assert callers.enter(" ".join(words), now=utc_now())  # the thread is there
        assert CallerMessage.objects.count() == 0
    with restored(before["data"], before["keys"], tmp_path / "whole"):
        assert CallerMessage.objects.count() == 1


def test_an_old_backup_put_back_whole_does_not_bring_the_case_back(scene: Scene, tmp_path: Path) -> None:
    """Keys of the same day are not expired yet: what was erased is known outside, and erased again at the start."""
    organisation, case_id, before = scene
    erased(organisation.actor("dina"), organisation.actor("lev"), case_id)
    with restored(before["data"], before["keys"], tmp_path / "again"):
        assert "Message" in opened(everything(organisation), case_id)  # until it starts
        installation.open_existing()
        assert not [model for model in sealed_models() if model._default_manager.filter(locator=case_id).exists()]
        keys = everything(organisation)
        assert not any(keys.holds(case_id, part) for part in CASE_COMPARTMENTS)


def test_tombstones_are_in_the_data_and_outlive_older_keys(scene: Scene, tmp_path: Path) -> None:
    organisation, case_id, before = scene
    erased(organisation.actor("dina"), organisation.actor("lev"), case_id)
    after = back_up("after", tmp_path)
    with restored(after["data"], before["keys"], tmp_path / "mixed"):
        keys = everything(organisation)
        assert not any(keys.holds(case_id, part) for part in CASE_COMPARTMENTS)


def test_no_byte_of_it_stays_on_the_disk(scene: Scene) -> None:
    """Not in the pages that were freed, not in SQLite's log; nor do the keys that were granted."""
    organisation, case_id, _before = scene
    dina, lev = organisation.actor("dina"), organisation.actor("lev")
    refresh(lev)
    single = {one for room in erasure.rooms() for one in room.ids(lev, case_id)}
    kept = {model for room in erasure.rooms() for model in room.KEPT}
    rows = [
        row
        for model in sealed_models() - kept
        for row in model._default_manager.all()
        if row.locator == case_id or row.pk in single
    ]
    secrets = [bytes(value) for row in rows for value in (row.sealed, getattr(row, "body", b"")) if value]
    secrets += [bytes(page.sealed) for page in RingPage.objects.filter(locator__in=_teams(organisation))]
    assert len(secrets) > 15
    on_disk = _disk()
    assert all(secret[-64:] in on_disk for secret in secrets)
    erased(dina, lev, case_id)
    organisation.actor("ira")  # documentation's pages are folded by its own people
    erasure.leave_the_files()
    on_disk = _disk()
    assert not [secret for secret in secrets if secret[-64:] in on_disk]
    assert not Batch.objects.filter(locator=case_id).exists()


def _teams(organisation: Organisation) -> list[UUID]:
    return [key.locator for name, key in organisation.founding.keys.items() if name != "everyone"]


def _disk() -> bytes:
    return b"".join(file.read_bytes() for file in database().parent.glob(f"{database().name}*"))
