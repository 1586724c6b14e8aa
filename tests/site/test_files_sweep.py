"""The worker removes files that no row names, but never after somebody put an old database back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from waystation.site import worker
from waystation.vault import files

LATER = datetime.now(UTC) + files.GRACE + timedelta(days=1)  # also where hours pass before a test begins


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> Path:
    settings.WAYSTATION_FILES = tmp_path / "files"
    worker._files_swept.clear()
    files.keep([b"named by nobody"])
    return tmp_path / "files"


def there(store: Path) -> bool:
    return any(path.is_file() for path in store.rglob("*"))


@pytest.mark.django_db
def test_it_works(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("waystation.audit.witness.standing", lambda: None)
    worker._sweep_files(datetime.now(UTC))
    assert there(store)
    worker._sweep_files(LATER)
    assert not there(store)
    assert worker._sweep_files in worker.OLD


@pytest.mark.django_db
def test_an_old_database_costs_no_file(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What it knows nothing of may have come after it."""
    monkeypatch.setattr("waystation.audit.witness.standing", lambda: object())
    worker._sweep_files(LATER)
    assert there(store)


@pytest.mark.django_db
def test_once_an_hour_is_enough(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    swept: list[datetime] = []
    monkeypatch.setattr("waystation.vault.files.sweep", lambda now: swept.append(now))
    for minutes in (0, 1, 59, 61):
        worker._sweep_files(LATER + timedelta(minutes=minutes))
    assert len(swept) == 2
