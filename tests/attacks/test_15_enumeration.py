"""Attack 15: which sign-in names exist, told by the answer's bytes or its time."""

import re
import time
from typing import Any

import pytest
from django.test import Client

from tests.staff.door import SECOND, code, knock, with_app
from tests.stage import CAST, Organisation
from waystation.staff import actions
from waystation.staff.actor import utc_now
from waystation.vault import slots
from waystation.vault.errors import Locked

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


def test_nor_does_a_second_factor_show_before_the_passphrase_is_right(
    client: Client, organisation: Organisation
) -> None:
    """Dina has one, Lev has none, Anya does not exist; from a browser that is known as from one that is not."""
    with_app(organisation.actor("dina"))
    known = Client()
    knock(known, "ira")
    known.post("/staff/sign-out")
    seen = set()
    for browser in (client, known):
        for name in ("dina", "lev", "anya"):
            answer = browser.post("/staff/sign-in", {"name": name, "passphrase": "wrong"})
            body = TOKEN.sub(b"", answer.content).replace(name.encode(), b"NAME")
            seen.add((answer.status_code, body, frozenset(answer.cookies) - {"csrf"}))
    assert len(seen) == 1


def test_at_the_second_step_all_refusals_are_one(organisation: Organisation) -> None:
    """Wrong, used, of the wrong length, of a recovery code, too soon: whoever has the passphrase learns no more."""
    secret, codes = with_app(organisation.actor("dina"))
    used = code(secret, steps=-1)
    seen = set()
    for typed in ("000000", used, "0000", "000000000000", "", codes[0][:-1], "1", code(secret)):
        client = Client()
        knock(client)
        answer = client.post(SECOND, {"code": typed or "x"})
        seen.add((answer.status_code, TOKEN.sub(b"", answer.content), frozenset(answer.cookies) - {"csrf"}))
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
    settings.WAYSTATION_ARGON2_KIB = 64 * 1024  # as in the product
    pairs = 100
    known, unknown = [], []
    for number in range(pairs):
        order = [(known, "dina"), (unknown, f"nobody{number}")]
        for sample, name in order if number % 2 else reversed(order):
            sample.append(took(name))
    assert distance(known, unknown) < 1.95 * (2 / pairs) ** 0.5


def test_nor_are_they_with_a_second_factor(organisation: Organisation, settings: Any) -> None:
    with_app(organisation.actor("dina"))
    settings.WAYSTATION_ARGON2_KIB = 64 * 1024  # as in the product
    pairs = 100
    guarded, bare = [], []
    for number in range(pairs):
        order = [(guarded, "dina"), (bare, "lev")]
        for sample, name in order if number % 2 else reversed(order):
            sample.append(took(CAST[name].name))
    assert distance(guarded, bare) < 1.95 * (2 / pairs) ** 0.5


def test_the_measure_sees_a_shortcut(
    organisation: Organisation, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WAYSTATION_ARGON2_KIB = 64 * 1024  # as in the product

    real = slots.stretch

    def shortcut(passphrase: str, stored: bytes) -> slots.Stretched:
        if not any(stored[16:]):  # nobody's
            raise Locked
        return real(passphrase, stored)

    monkeypatch.setattr("waystation.vault.slots.stretch", shortcut)
    known, unknown = [took("dina") for _ in range(20)], [took("nobody") for _ in range(20)]
    assert distance(known, unknown) == 1
