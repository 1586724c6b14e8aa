"""Each test of the hotline begins with an empty outbox and a mailbox of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from waystation.hotline import callers, outbox


@pytest.fixture(autouse=True)
def mailbox(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The folder into which outgoing mail goes."""
    settings.WAYSTATION_MAILBOX = tmp_path / "mailbox"
    outbox.forget()
    callers.forget()
    yield settings.WAYSTATION_MAILBOX
    outbox.forget()
    callers.forget()
