"""Every test here sees the frame alone."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from tests.web.alone import frame_alone


@pytest.fixture(autouse=True)
def _frame_alone(settings: Settings) -> None:
    for name, value in frame_alone().items():
        setattr(settings, name, value)
