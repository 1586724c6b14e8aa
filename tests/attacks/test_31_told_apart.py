"""Attack 31, the sign-in: two snapshots, a watch and a record of the traffic. Which sign-in was under duress?"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tests.attacks.test_15_enumeration import distance
from tests.stage import CAST, Organisation
from waystation.staff import actions, duress, entrance, entry
from waystation.staff.actor import utc_now
from waystation.staff.models import Account
from waystation.vault import slots

OWN, DURESS = CAST["dina"].passphrase, "blue paper kites"
PAIRS = 40

Snapshot = dict[str, dict[Any, tuple[Any, ...]]]


@pytest.fixture
def sign_in(organisation: Organisation, settings: Any) -> Callable[[str], str]:
    """Signs Dina in, each time from the same stored slots: the duress passphrase can be used more than once."""
    dina = organisation.actor("dina")
    settings.WAYSTATION_ARGON2_KIB = 8 * 1024
    made = entrance.first_slots(dina.keys.key(dina.account), OWN)
    Account.objects.filter(pk=dina.account).update(slots=made)
    duress.set_passphrase(dina, OWN, DURESS)
    for _ in range(12):
        actions.sign_in("dina", OWN, now=utc_now())
    stored = bytes(Account.objects.get(pk=dina.account).slots)

    def once(passphrase: str) -> str:
        Account.objects.filter(pk=dina.account).update(slots=stored)
        return actions.sign_in("dina", passphrase, now=utc_now())

    return once


def snapshot() -> Snapshot:
    """Every table, as somebody sees it who copied the disk."""
    found: Snapshot = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  # our own names
            found[table] = {row[0]: row for row in cursor.fetchall()}
    return found


def difference(before: Snapshot, after: Snapshot) -> tuple[Any, ...]:
    """What became more, less or other, with the size of each cell.

    How many hashes a line of the log completes follows from its number alone. Which parts of a table are stamped
    follows from random ids: whether a part was ever written to before, and whether two fall on one, is chance.
    """
    seen: Counter[Any] = Counter()
    for table, rows in after.items():
        if table == "vault_stamp":
            continue
        for key, row in rows.items():
            if before[table].get(key) != row:
                kind = "changed" if key in before[table] else "added"
                cells = row[:-1] if table == "audit_line" else row
                sizes = tuple(len(cell) if isinstance(cell, (bytes, str)) else None for cell in cells)
                seen[table, kind, sizes] += 1
        seen[table, "gone"] += len(before[table].keys() - rows.keys())
    return tuple(sorted((key, number) for key, number in seen.items() if number))


def test_the_same_rows_change_by_as_many_bytes(sign_in: Callable[[str], str]) -> None:
    seen = {}
    for passphrase in (OWN, DURESS, OWN, DURESS):
        before = snapshot()
        sign_in(passphrase)
        seen.setdefault(passphrase, set()).add(difference(before, snapshot()))
    assert seen[OWN] == seen[DURESS]
    assert len(seen[OWN]) == 1


def test_all_four_slots_are_other_ones_each_time(sign_in: Callable[[str], str]) -> None:
    def places() -> list[bytes]:
        (stored,) = Account.objects.filter(slots__gt=b"").values_list("slots", flat=True).filter(pk=dina)
        return [bytes(stored)[start : start + slots._SLOT] for start in range(16, slots.SIZE, slots._SLOT)]

    dina = Account.objects.get(name_digest=actions.name_digest("dina")).pk
    before = places()
    for passphrase in (OWN, DURESS):
        sign_in(passphrase)
        assert not set(before) & set(places())


def test_no_cell_of_the_slots_tells_which_it_was(sign_in: Callable[[str], str]) -> None:
    """A classifier that learns the mean of each byte from one half of the samples does no better than chance."""
    samples = [(bytes_after(sign_in, each), each) for _ in range(PAIRS) for each in (OWN, DURESS)]
    random.Random(31).shuffle(samples)
    learnt, asked = samples[: PAIRS // 2 * 2], samples[PAIRS // 2 * 2 :]
    means = {each: mean([stored for stored, label in learnt if label == each]) for each in (OWN, DURESS)}
    right = sum(nearest(stored, means) == label for stored, label in asked)
    # Of n fair coins, more than n/2 + 3.3 * sqrt(n)/2 fall heads once in a thousand times.
    assert right < len(asked) / 2 + 3.3 * len(asked) ** 0.5 / 2


def bytes_after(sign_in: Callable[[str], str], passphrase: str) -> bytes:
    sign_in(passphrase)
    return bytes(Account.objects.get(name_digest=actions.name_digest("dina")).slots)


def mean(rows: list[bytes]) -> list[float]:
    return [sum(column) / len(rows) for column in zip(*rows, strict=True)]


def nearest(row: bytes, means: dict[str, list[float]]) -> str:
    return min(means, key=lambda each: sum((a - b) ** 2 for a, b in zip(row, means[each], strict=True)))


def took(sign_in: Callable[[str], str], passphrase: str) -> float:
    before = time.perf_counter()
    sign_in(passphrase)
    return time.perf_counter() - before


def times(sign_in: Callable[[str], str], pairs: int = PAIRS) -> tuple[list[float], list[float]]:
    """Interleaved, so that whatever else the machine does falls on both."""
    own: list[float] = []
    forced: list[float] = []
    for number in range(pairs):
        order = [(own, OWN), (forced, DURESS)]
        for sample, passphrase in order if number % 2 else reversed(order):
            sample.append(took(sign_in, passphrase))
    return own, forced


def test_the_times_are_not_told_apart(sign_in: Callable[[str], str]) -> None:
    """Kolmogorov and Smirnov, p > 0.001, with about a tenth of a real sign-in's stretching."""
    assert distance(*times(sign_in)) < 1.95 * (2 / PAIRS) ** 0.5


def test_the_measure_sees_a_difference(sign_in: Callable[[str], str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of a thousand cases to open, and nothing that waits as long."""
    fold = entry.opened_rings

    def slow(came: Any, keys: Any = None) -> Any:
        memory = fold(came, keys)
        time.sleep(0 if came.within.innocent else 0.5)
        return memory

    monkeypatch.setattr(entry, "opened_rings", slow)
    monkeypatch.setattr(entry, "_linger", lambda took, spent: None)
    assert distance(*times(sign_in, 15)) > 0.8


def shape(answer: Any) -> tuple[Any, ...]:
    """What whoever records the traffic has of an answer."""
    headers = sorted((name, value) for name, value in answer.headers.items())
    cookies = sorted((name, len(morsel.value), morsel.output().count(";")) for name, morsel in answer.cookies.items())
    return answer.status_code, headers, cookies, len(answer.content)


def test_the_answers_have_one_shape(organisation: Organisation) -> None:
    dina = organisation.actor("dina")
    duress.set_passphrase(dina, OWN, DURESS)
    seen = []
    for passphrase in (OWN, DURESS):
        client = Client()
        client.get("/staff/sign-in")
        seen.append(shape(client.post("/staff/sign-in", {"name": "dina", "passphrase": passphrase})))
    assert seen[0] == seen[1]
