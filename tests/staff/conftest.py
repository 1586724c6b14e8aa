"""What tests of the staff share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from waystation.vault import half


@pytest.fixture
def path(settings: Any, vault_half: Path, tmp_path: Path) -> Path:
    """A copy of the half that may be destroyed."""
    path = tmp_path / "vault.half"
    path.write_bytes(vault_half.read_bytes())
    settings.WAYSTATION_VAULT_HALF = str(path)
    half.forget()
    return path
