"""Each test of duty begins with an empty outbox, and with a push service of its own where it asks for one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.push.service import Service, serving
from waystation.duty import due
from waystation.hotline import callers, outbox


@pytest.fixture(autouse=True)
def mailbox(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """The folder into which outgoing mail goes."""
    settings.WAYSTATION_MAILBOX = tmp_path / "mailbox"
    settings.WAYSTATION_MAIL = {"duty_address": "duty@waystation.example"}
    settings.LANGUAGE_CODE = "en"
    due._swept.clear()
    outbox.forget()
    callers.forget()
    yield settings.WAYSTATION_MAILBOX
    outbox.forget()
    callers.forget()


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    """The only push service that this installation may ask."""
    with serving() as service:
        settings.WAYSTATION_PUSH = {"services": [service.origin]}
        yield service
