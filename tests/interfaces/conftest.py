"""A partner with a token for everything, and what their program sends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.interfaces import SCOPES, pace, tokens
from waystation.staff.actor import utc_now


class Partner(Client):
    """A partner's program: its token in the header, JSON in and out, no cookie."""

    def __init__(self, token: str = "") -> None:
        super().__init__(enforce_csrf_checks=True, headers={"authorization": f"Bearer {token}"} if token else {})

    def sends(self, path: str, told: Any, **more: Any) -> Any:
        return self.post(f"/api/v1/{path}", told, content_type="application/json", **more)

    def asks(self, path: str, **more: Any) -> Any:
        return self.get(f"/api/v1/{path}", **more)

    def form(self) -> dict[str, str]:
        found: dict[str, str] = self.sends("forms", {}).json()
        return found


@pytest.fixture(autouse=True)
def _nobody_was_fast() -> Iterator[None]:
    pace.forget()
    yield
    pace.forget()


@pytest.fixture
def made(organisation: Organisation) -> Callable[..., tokens.Made]:
    def make(*scopes: str, **more: Any) -> tokens.Made:
        return tokens.make(None, name="Linden", scopes=scopes or SCOPES, now=utc_now(), **more)

    return make


@pytest.fixture
def partner(made: Callable[..., tokens.Made]) -> Partner:
    return Partner(made().token)
