"""Attack 15: which sign-in names exist, told by the answer's bytes or its time."""

import re
import time
from typing import Any

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.staff import actions
from waystation.staff.actor import utc_now
from waystation.vault.errors import Locked

pytestmark = pytest.mark.alone

TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def test_the_answers_have_the_same_bytes(client: Client, organisation: Organisation) -> None:
    seen = set()
    for name in ("dina", "anyo"):
        answer = client.post("/staff/sign-in", {"name": name, "passphrase": "wrong"})
        body = TOKEN.sub(b"", answer.content).replace(name.encode(), b"NAME")
        headers = sorted((key, value) for key, value in answer.headers.items() if key != "Content-Length")
        seen.add((answer.status_code, body, str(headers), len(answer.content)))
        client.cookies.clear()
    assert len(seen) == 1


def took(name: str) -> float:
    before = time.thread_time()
    with pytest.raises(Locked):
        actions.sign_in(name, "wrong", now=utc_now())
    return time.thread_time() - before


def distance(one: list[float], other: list[float]) -> float:
    """The Kolmogorov-Smirnov statistic of two samples."""
    points = sorted(one + other)
    return max(abs(sum(x <= p for x in one) / len(one) - sum(x <= p for x in other) / len(other)) for p in points)


def test_the_times_are_not_told_apart(organisation: Organisation, settings: Any) -> None:
    """Interleaved pairs of processor times; p > 0.001, so that a good build fails once in a thousand runs at most."""
    settings.WAYSTATION_ARGON2_KIB = 8 * 1024
    pairs = 100
    known, unknown = [], []
    for number in range(pairs):
        order = [(known, "dina"), (unknown, f"nobody{number}")]
        for sample, name in order if number % 2 else reversed(order):
            sample.append(took(name))
    assert distance(known, unknown) < 1.95 * (2 / pairs) ** 0.5


def test_the_measure_sees_a_shortcut(
    organisation: Organisation, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WAYSTATION_ARGON2_KIB = 8 * 1024

    def shortcut(*args: Any) -> None:
        raise Locked

    monkeypatch.setattr("waystation.vault.passphrases.pretend", shortcut)
    known, unknown = [took("dina") for _ in range(20)], [took("nobody") for _ in range(20)]
    assert distance(known, unknown) == 1
