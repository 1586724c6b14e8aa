"""What holds for every test: the stage, and no network but this machine."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from copy import copy
from typing import Any

import pytest
from django.template import Context, RequestContext, Template
from django.test import client
from django.test.utils import ContextList
from django.utils.translation import trans_real
from hypothesis import HealthCheck, settings

# Two busy cores make times meaningless, also those of thinking up examples; examples may hold what only a test should.
settings.register_profile("waystation", database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("waystation")

pytest_plugins = ["tests.order", "tests.stage", "tests.postgresql.asked"]

_connect, _connect_ex, _getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo


class NoNetwork(AssertionError):
    """A test tried to leave this machine."""


def _is_here(host: Any) -> bool:
    if host in (None, "", b"", "localhost", b"localhost"):
        return True
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host).is_loopback
    except ValueError:
        return False


def _guard(address: Any) -> None:
    if isinstance(address, tuple) and not _is_here(address[0]):
        raise NoNetwork


def pytest_configure(config: pytest.Config) -> None:
    """Refuses connections and name look-ups beyond 127.0.0.1 and ::1."""

    def connect(self: socket.socket, address: Any) -> None:
        _guard(address)
        return _connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        _guard(address)
        return _connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_here(host):
            raise NoNetwork
        return _getaddrinfo(host, *args, **kwargs)

    socket.socket.connect = connect  # type: ignore[method-assign,assignment]
    socket.socket.connect_ex = connect_ex  # type: ignore[method-assign,assignment]
    socket.getaddrinfo = getaddrinfo


def _kept(store: dict[str, Any], signal: Any, sender: Any, template: Template, context: Context, **_: Any) -> None:
    """What a test may ask an answer for. Of each field and its options, too, the framework would keep all that a page
    knows: a tenth of the time of all that tests ask pages for."""
    store.setdefault("templates", []).append(template)
    if context.template is template and isinstance(context, RequestContext):  # the page, not a part of it
        store.setdefault("context", ContextList()).append(copy(context))


assert "store_rendered_templates" in vars(client)
vars(client)["store_rendered_templates"] = _kept


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """Tables straight from the models; tests/site checks that the migrations say the same."""
    return False


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Which language stands in for what another lacks is settled when that is first used: before a test changes it."""
    for language in ("ru", "ce", "en"):
        trans_real.translation(language)


@pytest.fixture
def in_english(settings: Any) -> Iterator[None]:
    """Pages say in English what they say, unless somebody asks for another language."""
    settings.LANGUAGE_CODE = "en"
    yield
    vars(trans_real)["_translations"].pop("ce", None)  # of which what is missing was English meanwhile
