"""Nothing of a pursuer stands readable in the database, and nothing stays of a case that is erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from tests.canary import search
from tests.casework.test_secrecy import database
from tests.evacuation.conftest import NOON, Scene, at
from tests.evacuation.pursuers.conftest import Hunt
from waystation.audit.log import entries
from waystation.evacuation.pursuers import access, actions, alarms, erasure
from waystation.evacuation.pursuers.models import Alarm, Conflict
from waystation.evacuation.pursuers.records import PursuerRecord
from waystation.staff.actor import Actor
from waystation.staff.teams import AUDIT, DUTY, locator
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed

CANARIES = ("канарейка", "canary-of-pursuers")
WORDS = " ".join(CANARIES)


@pytest.fixture
def everything(hunt: Hunt, second: Actor, called: list[datetime]) -> tuple[UUID, UUID]:
    """A row of every kind with canaries in every text; the hunted case and another one."""
    actor, case = hunt.actor, hunt.case
    other = hunt.scene.case("Maple")
    hunt.scene.bed(case)
    record = PursuerRecord(called=WORDS, note=WORDS)
    actions.describe_pursuer(actor, case, hunt.pursuer, record)
    told = {"source": WORDS, "note": WORDS}
    seen = hunt.seen("lantern", **told)
    hunt.reaches("lantern", kind="institution", name=WORDS, **told)
    hunt.reaches(kind="power", power="ticket_sales", **told)
    zone = hunt.scene.places["lantern"]
    hunt.state("lantern", note=WORDS)
    wish = actions.ask_override(actor, case, place=zone, reason=WORDS)
    actions.agree_override(second, case, wish)
    actions.keep_apart(actor, case, other, WORDS)
    actions.withdraw(actor, case, "sighting", seen, because=WORDS)
    ((row, _alarm),) = access.alarms(actor)
    alarms.acknowledge(actor, row.pk, WORDS)
    return case, other


def test_no_plaintext_in_any_table(everything: tuple[UUID, UUID]) -> None:
    data = database()
    assert list(search(data, [*CANARIES, "ticket_sales"])) == []


def test_nothing_of_it_stands_in_the_log(everything: tuple[UUID, UUID], lev: Actor) -> None:
    lines = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=40) if entry]
    assert any(entry.verb == "pursuers.sighting_noted" for entry in lines)
    assert not any(word in repr(entry) for entry in lines for word in CANARIES)


def test_an_erased_case_leaves_no_row_behind(everything: tuple[UUID, UUID], scene: Scene) -> None:
    """Not even in the other case of a pair, nor with the duty team."""
    case, other = everything
    single = {(one, Compartment.SELF) for one in erasure.ids(scene.actor, case)}
    places = {(case, part) for part in CASE_COMPARTMENTS} | single
    for rows in erasure.rows(places):
        rows.delete()
    kinds: tuple[type[Sealed], ...] = (*erasure.OF_CASE, Alarm)
    assert not any(kind._default_manager.exists() for kind in kinds)
    assert not Conflict.objects.filter(locator=other).exists()


def test_a_row_that_nobody_took_on_is_told_again(hunt: Hunt, called: list[datetime]) -> None:
    hunt.scene.bed(hunt.case)
    hunt.state("lantern")
    assert called == [NOON]
    assert alarms.call_again(NOON + alarms.CALL_AGAIN / 2) == 0
    assert alarms.call_again(NOON + alarms.CALL_AGAIN) == 1
    assert alarms.call_again(NOON + alarms.CALL_AGAIN) == 0
    ((row, _alarm),) = access.alarms(hunt.actor)
    alarms.acknowledge(hunt.actor, row.pk, "They leave now.")
    assert alarms.call_again(NOON + 10 * alarms.CALL_AGAIN) == 0
    assert called == [NOON, NOON + alarms.CALL_AGAIN]


def test_from_an_innocent_view_nobody_is_called(hunt: Hunt, called: list[datetime]) -> None:
    team = {DUTY: uuid4()}
    apart = replace(hunt.actor, apart=team)
    apart.keys.add(Key.new(team[DUTY]))
    assert alarms.raise_for(apart, {hunt.case: (hunt.pursuer,)})
    assert alarms.call_again(NOON + 2 * alarms.CALL_AGAIN) == 0
    assert called == []


def test_when_it_is_called_again_is_told_to_the_minute(hunt: Hunt, called: list[datetime]) -> None:
    odd = NOON + timedelta(seconds=17, microseconds=123)
    alarms.raise_for(at(hunt.actor, odd), {hunt.case: (hunt.pursuer,)})
    call_at = Alarm.objects.get().call_at
    assert (call_at.second, call_at.microsecond) == (0, 0)
    alarms.call_again(odd + 2 * alarms.CALL_AGAIN)
    assert Alarm.objects.get().call_at.second == 0
