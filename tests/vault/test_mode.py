"""The security mode: who can write to the database alone can make it stricter, never looser."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings

from waystation.vault import half, mode
from waystation.vault.mode import Mode, Standing
from waystation.vault.models import ModeRow

CLOSED_BY_DOUBT = Standing(Mode.CLOSED, doubtful=True)


pytestmark = pytest.mark.django_db


def put(wanted: Mode, capture: Any) -> bytes:
    """Sets a mode as a committed transaction does; the row's bytes."""
    with capture(execute=True):
        mode.put(wanted)
    return bytes(ModeRow.objects.get().sealed)


@pytest.fixture
def capture(django_capture_on_commit_callbacks: Any) -> Any:
    return django_capture_on_commit_callbacks


def test_it_works(capture: Any) -> None:
    assert mode.current() == Standing(Mode.NORMAL)
    for wanted in (Mode.READ_ONLY, Mode.CLOSED, Mode.NORMAL):
        put(wanted, capture)
        assert mode.current() == Standing(wanted)


def test_every_mode_is_equally_long(capture: Any) -> None:
    assert len({len(put(wanted, capture)) for wanted in Mode}) == 1


@pytest.mark.parametrize("restarted", [False, True])
def test_an_old_row_put_back_closes(capture: Any, restarted: bool) -> None:
    normal = put(Mode.NORMAL, capture)
    put(Mode.CLOSED, capture)
    ModeRow.objects.update(sealed=normal)
    if restarted:
        mode.forget()
    assert mode.current() == CLOSED_BY_DOUBT


@pytest.mark.parametrize("restarted", [False, True])
def test_a_deleted_row_closes(capture: Any, restarted: bool) -> None:
    put(Mode.READ_ONLY, capture)
    ModeRow.objects.all().delete()
    if restarted:
        mode.forget()
    assert mode.current() == CLOSED_BY_DOUBT


def test_a_forged_row_closes(capture: Any) -> None:
    sealed = put(Mode.CLOSED, capture)
    for forged in (b"", bytes(len(sealed)), sealed[:-1] + bytes([sealed[-1] ^ 1])):
        ModeRow.objects.update(sealed=forged)
        assert mode.current() == CLOSED_BY_DOUBT


def test_another_half_s_row_closes(capture: Any, settings: Any, tmp_path: Path) -> None:
    put(Mode.NORMAL, capture)
    half.create(tmp_path / "another")
    settings.WAYSTATION_VAULT_HALF = str(tmp_path / "another")
    assert mode.current() == CLOSED_BY_DOUBT


def test_it_can_be_set_again_after_all_that(capture: Any) -> None:
    normal = put(Mode.NORMAL, capture)
    put(Mode.CLOSED, capture)
    for spoilt in (normal, b"noise"):
        ModeRow.objects.update(sealed=spoilt)
        put(Mode.NORMAL, capture)
        assert mode.current() == Standing(Mode.NORMAL)


def test_the_file_beside_the_database_holds_a_number_alone(capture: Any) -> None:
    put(Mode.CLOSED, capture)
    put(Mode.NORMAL, capture)
    assert (Path(django_settings.WAYSTATION_DATA) / "mode").read_text() == "2"


def test_what_is_rolled_back_was_not_set(capture: Any) -> None:
    from django.db import transaction

    with capture(execute=True), transaction.atomic():
        mode.put(Mode.CLOSED)
        transaction.set_rollback(True)
    assert mode.current() == Standing(Mode.NORMAL)
