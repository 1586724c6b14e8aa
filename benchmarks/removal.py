"""Taking a member off a case, beside its floor: the same ciphers, seals and one flushed commit, and nothing else.

    .venv/bin/python -m benchmarks.removal [--rows 30] [--members 8] [--rounds 40]

`measure` works on whatever installation the settings name, so that another benchmark can call it on 100,000 cases.
Rounds of both alternate in one run; medians with the smallest and the largest, in milliseconds.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

PHRASE = "a passphrase of seven words or so"
PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;"
SEALED = 600  # bytes of a row


def removal(actor: Any, case_id: UUID, person: UUID) -> float:
    """Seconds that it takes to take a person off a case, with all its rows sealed anew."""
    from waystation.casework import membership

    began = time.perf_counter()
    membership.take_off(actor, case_id, person)
    return time.perf_counter() - began


def floor(file: Path, rows: int, seals: int) -> Callable[[], float]:
    """The least: opening and sealing so many rows, sealing so many grants, writing them, one commit to the disk."""
    from waystation.vault import suite

    key, public = suite.new_secret(), suite.public_bytes(suite.new_secret())
    sealed = [suite.encrypt(key, b"", os.urandom(SEALED)) for _ in range(rows)]
    database = sqlite3.connect(file, isolation_level=None)
    database.executescript(
        PRAGMAS + "CREATE TABLE line (id BLOB PRIMARY KEY, sealed BLOB); CREATE TABLE page (it BLOB)"
    )
    ids = [os.urandom(16) for _ in range(rows)]
    database.executemany("INSERT INTO line VALUES (?, ?)", zip(ids, sealed, strict=True))

    def once() -> float:
        began = time.perf_counter()
        again = [suite.encrypt(key, b"", suite.decrypt(key, b"", each)) for each in sealed]
        pages = [(suite.seal_to(public, b"", bytes(SEALED)),) for _ in range(seals)]
        database.execute("BEGIN IMMEDIATE")
        database.executemany("UPDATE line SET sealed = ? WHERE id = ?", zip(again, ids, strict=True))
        database.executemany("INSERT INTO page VALUES (?)", pages)
        database.execute("COMMIT")
        return time.perf_counter() - began

    return once


def rows_of(case_id: UUID, compartments: list[int]) -> int:
    """How many rows of a case are sealed anew with these compartments."""
    from waystation.vault.sets import kinds

    return sum(
        model._default_manager.filter(locator=case_id, compartment__in=compartments).count() for model in kinds()
    )


def measure(actor: Any, cases: list[UUID], person: UUID, members: int, folder: Path) -> dict[str, list[float]]:
    """Takes a person off each of these cases, in turns with the floor. Seconds by name."""
    least = floor(folder / "floor.sqlite3", rows_of(cases[0], [1, 3]), members)
    found: dict[str, list[float]] = {"removal": [], "floor": []}
    for case_id in cases:
        found["removal"].append(removal(actor, case_id, person))
        found["floor"].append(least())
    return found


def installation(data: Path, members: int) -> tuple[Any, UUID]:
    """An organisation with so many operators. Returns a coordinator and the operator who is taken off."""
    from waystation.site import folder
    from waystation.site.commands import open_installation

    folder.prepare(data, 'origin = "http://127.0.0.1:8000"\n[audit]\nwitness = ""\n')
    open_installation(data)
    from django.conf import settings

    settings.WAYSTATION_ARGON2_KIB = 64
    from waystation.site import installation
    from waystation.site.installation import NewAccount
    from waystation.staff import actions
    from waystation.staff.access import profiles
    from waystation.staff.actor import utc_now

    people = [NewAccount(f"o{number}", f"O{number}", ["operator"], PHRASE) for number in range(members)]
    others = [NewAccount("lev", "Lev", ["coordinator"], PHRASE), NewAccount("ira", "Ira", ["documenter"], PHRASE)]
    installation.found([*people, *others])
    lev = actions.resume(actions.sign_in("lev", PHRASE, now=utc_now()), now=utc_now())
    assert lev is not None
    return lev, next(one for one, profile in profiles(lev).items() if profile.persona == "O0")


def case(lev: Any, number: int, rows: int) -> UUID:
    """A case with about so many rows that a member of the duty team can open."""
    from tests.casework.conftest import waiting_request
    from waystation.casework import actions

    made = actions.accept(lev, waiting_request(), pseudonym=f"Tree {number}")
    for _ in range(rows - 3):
        actions.write_note(lev, made, "x" * 400)
    return made


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=30)
    options.add_argument("--members", type=int, default=8)
    options.add_argument("--rounds", type=int, default=40)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lev, person = installation(Path(folder) / "data", chosen.members)
        cases = [case(lev, number, chosen.rows) for number in range(chosen.rounds)]
        found = measure(lev, cases, person, chosen.members, Path(folder))
    print(f"{chosen.rounds} removals, {chosen.rows} rows each, {chosen.members} members who stay; milliseconds")
    for name, times in found.items():
        print(f"  {name:<8} {median(times) * 1e3:7.1f}   ({min(times) * 1e3:.1f} to {max(times) * 1e3:.1f})")
    print(f"  ratio    {median(found['removal']) / median(found['floor']):7.1f}")


if __name__ == "__main__":
    main()
