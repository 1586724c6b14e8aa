"""A listener and somebody who accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.mail.gpg import OURS
from tests.mail.inbox import Inbox
from waystation.mail.listener import Listener
from waystation.mail.openpgp.writing import Made, generate

Start = Callable[..., Listener]


@pytest.fixture(scope="module")
def ours() -> Made:
    """Our own OpenPGP key."""
    return generate(OURS)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Listener] = []

    def _start(*arguments: object, **settings: object) -> Listener:
        listener = Listener(*arguments, **settings)
        listener.start()
        running.append(listener)
        return listener

    yield _start
    for listener in running:
        listener.stop()
