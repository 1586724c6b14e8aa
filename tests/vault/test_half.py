import stat
from pathlib import Path
from typing import Any

import pytest

from waystation.vault import half
from waystation.vault.errors import NotReady


def test_it_works(tmp_path: Path, settings: Any) -> None:
    path = tmp_path / "deep" / "vault.half"
    half.create(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["vault.half"]
    settings.WAYSTATION_VAULT_HALF = str(path)
    assert len(half.subkey(b"use")) == 32


def test_a_half_is_never_replaced(tmp_path: Path) -> None:
    path = tmp_path / "vault.half"
    half.create(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        half.create(path)
    assert path.read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("content", [None, b"", b"x" * 31, b"x" * 33])
def test_a_missing_or_damaged_half_is_told(tmp_path: Path, settings: Any, content: bytes | None) -> None:
    path = tmp_path / "vault.half"
    if content is not None:
        path.write_bytes(content)
    settings.WAYSTATION_VAULT_HALF = str(path)
    with pytest.raises(NotReady):
        half.subkey(b"use")
