"""Taking people off, killed again and again: run as a program on an installation of its own.

Arguments: the data folder, how many kills, a seed. One process after another works on the same SQLite file and is
stopped by SIGKILL, half of them at a random statement, half at a random moment. After each, a fresh process signs in,
looks at every row, and every other time lets the work go on to its end. Prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

CASES = 4
PHRASE = "a passphrase of seven words or so"


def main(data: str, kills: str, seed: str) -> None:
    os.environ["WAYSTATION_DATA"] = data
    os.environ["DJANGO_SETTINGS_MODULE"] = "waystation.site.settings"
    import django

    django.setup()
    from django.conf import settings

    settings.WAYSTATION_ARGON2_KIB, settings.WAYSTATION_ARGON2_ITERATIONS = 64, 1
    settings.WAYSTATION_WITNESS = ""
    Path(data).mkdir(parents=True)
    chance = random.Random(seed)
    _in_a_process(_found)
    statements, seconds = _whole()
    found = {"killed": 0, "finished": 0, "resumed": 0, "statements": statements}
    for number in range(int(kills)):
        _one(chance, number, found, seconds)
    sys.stdout.write(json.dumps(found) + "\n")


def _whole() -> tuple[int, float]:
    """How many statements and seconds one removal takes that nobody interrupts."""
    reading, writing = os.pipe()

    def measured() -> None:
        bomb, began = _Bomb(sys.maxsize), time.monotonic()
        _work("whole", bomb, lambda: None)
        os.write(writing, json.dumps([sys.maxsize - bomb.left, time.monotonic() - began]).encode())

    _in_a_process(measured)
    statements, seconds = json.loads(os.read(reading, 100))
    return statements, seconds


def _one(chance: random.Random, number: int, found: dict[str, int], seconds: float) -> None:
    by_statement = number % 2 == 0
    bomb = _Bomb(chance.randrange(found["statements"]) if by_statement else sys.maxsize)
    reading, writing = os.pipe()
    child = _fork(lambda: _work(str(number), bomb, lambda: os.write(writing, b"!")))
    os.close(writing)
    os.read(reading, 1)  # it begins, or was killed
    os.close(reading)
    if not by_statement:
        time.sleep(chance.random() * seconds)
        os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
    if not killed and status:
        sys.exit("the work failed by itself")
    found["killed" if killed else "finished"] += 1
    resume = chance.random() < 0.5
    _in_a_process(lambda: _look(resume))
    found["resumed"] += resume


def _fork(job: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        code = 1
        try:
            job()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    return child


def _in_a_process(job: Callable[[], None]) -> None:
    if os.waitpid(_fork(job), 0)[1]:
        sys.exit("a check failed; see above")


def _found() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from tests.casework.conftest import waiting_request
    from tests.people import write_down
    from waystation.casework import actions as casework
    from waystation.hotline import actions as hotline
    from waystation.staff import actions, teams
    from waystation.vault import half

    half.create(Path(settings.WAYSTATION_VAULT_HALF))
    call_command("migrate", verbosity=0, interactive=False)
    founding = actions.found()
    for name, role in (("lev", "coordinator"), ("dina", "operator"), ("ira", "documenter")):
        actions.add_account(founding, name=name, passphrase=PHRASE, persona=name.title(), roles=[role])
    lev = _signed_in("lev")
    for number in range(CASES):
        case = casework.accept(lev, waiting_request(), pseudonym=f"Tree {number}")
        casework.write_note(lev, case, "A note.")
        write_down(lev, case, "Somebody")
    waiting_request()
    hotline.take_note(lev, "A call.")
    teams.forget()


def _signed_in(name: str) -> Any:
    from waystation.staff import actions, teams
    from waystation.staff.actor import utc_now

    teams.forget()
    actions.ready()
    actor = actions.resume(actions.sign_in(name, PHRASE, now=utc_now()), now=utc_now())
    assert actor is not None, name
    return actor


def _work(number: str, bomb: _Bomb, begins: Callable[[], object]) -> None:
    """Adds somebody; then lets an earlier removal go on, and takes them off a case and the staff."""
    from django.db import connection

    from waystation.casework import membership
    from waystation.staff import members, renewal
    from waystation.staff.access import profiles
    from waystation.staff.errors import Absent
    from waystation.vault.compartments import Compartment

    lev, name = _signed_in("lev"), f"v{number}"
    role = "coordinator" if number.endswith(("3", "7")) else "operator"
    members.add(lev, name=name, passphrase=PHRASE, persona=name, roles=[role])
    _remember(_signed_in(name), number)
    lev = _signed_in("lev")
    begins()
    connection.execute_wrappers.append(bomb)
    renewal.work(lev, 30)
    for account, profile in profiles(lev).items():  # those too of whom a kill spared the account
        if profile.persona.startswith("v"):
            with suppress(Absent):  # off that case already
                membership.take_off(lev, lev.keys.locators(Compartment.LIST)[0], account)
            members.remove(lev, account)
            renewal.work(lev, 30)


class _Bomb:
    """Ends the process before its nth statement, as kill -9 does."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)


def _remember(actor: Any, number: str) -> None:
    """What a member carries away, in a file beside the installation."""
    keys = [
        (str(key.locator), int(key.compartment), key.epoch, key.secret.hex())
        for key in actor.keys.keys()  # noqa: SIM118  # no dict
    ]
    path = Path(os.environ["WAYSTATION_DATA"] + ".leavers")
    path.mkdir(exist_ok=True)
    (path / f"v{number}.json").write_text(json.dumps(keys))


def _look(resume: bool) -> None:
    """Nothing is unreadable; and, once all is done, nothing is in an old epoch or open to anybody who left."""
    from waystation.staff import renewal

    lev = _signed_in("lev")
    _everything_opens(lev)
    if not resume:
        return
    while renewal.unfinished():
        renewal.work(lev, 30)
        for name in ("lev", "dina", "ira"):
            renewal.work(_signed_in(name), 30)
    lev = _signed_in("lev")
    _everything_opens(lev)
    _nothing_is_old(lev)
    _leavers_open_nothing(lev)


def _rows() -> list[Any]:
    from waystation.vault.sets import kinds

    return [row for model in kinds() for row in model._default_manager.all()]


def _everything_opens(lev: Any) -> None:
    from waystation.staff import teams
    from waystation.staff.access import refresh
    from waystation.vault.compartments import Compartment
    from waystation.vault.records import read

    dina, documenters = _signed_in("dina"), teams.locator(teams.DOCUMENTATION)  # whose sign-in may do some of the work
    refresh(lev)
    rows = [row for row in _rows() if row.locator != documenters and row.compartment != Compartment.TESTIMONY]
    for row in rows:
        if lev.keys.holds(row.locator, row.compartment) or row.compartment:
            read(row, lev.keys)
    assert len(rows) > CASES * 5
    for row in rows:
        if row.compartment in (1, 3) or row.locator == teams.locator(teams.DUTY):
            read(row, dina.keys)


def _nothing_is_old(lev: Any) -> None:
    for row in _rows():
        if lev.keys.holds(row.locator, row.compartment):
            newest = lev.keys.key(row.locator, row.compartment).epoch
            assert row.epoch == newest, (row._meta.label, row.epoch, newest)


def _leavers_open_nothing(lev: Any) -> None:
    from uuid import UUID

    from waystation.staff.access import profiles
    from waystation.vault.compartments import Compartment
    from waystation.vault.errors import VaultError
    from waystation.vault.keyring import Key, Keyring
    from waystation.vault.records import read

    here = {profile.persona for profile in profiles(lev).values()}
    for path in Path(os.environ["WAYSTATION_DATA"] + ".leavers").iterdir():
        if path.stem in here:
            continue  # killed before the removal was committed
        kept = json.loads(path.read_text())
        keyring = Keyring(Key(UUID(a), Compartment(b), c, bytes.fromhex(d)) for a, b, c, d in kept)
        for row in _rows():
            try:
                read(row, keyring)
            except VaultError:
                continue
            raise AssertionError(f"{path.stem} opens {row._meta.label}")


if __name__ == "__main__":
    main(*sys.argv[1:])
