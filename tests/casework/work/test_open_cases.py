"""Of what is due in cases, a session opens the rows of open ones alone, as these come and go."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec.structs import replace

from waystation.casework import access
from waystation.casework import actions as casework
from waystation.casework.models import Case, NeedRow
from waystation.casework.work import deadlines
from waystation.casework.work.deadlines import NEEDS
from waystation.casework.work.open_cases import open_cases, opened_in
from waystation.desk import now
from waystation.staff import opened
from waystation.staff.access import opened as all_opened
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault.errors import Tampered
from waystation.vault.records import Place, rewrite


def with_need(actor: Actor, accepted: Callable[..., UUID], name: str) -> UUID:
    case_id = accepted(actor, name)
    casework.add_need(actor, case_id, code="passport", due=actor.today + timedelta(days=1))
    return case_id


def put(actor: Actor, case_id: UUID, stage: str) -> None:
    row, stub = access.case(actor, case_id)
    rewrite(row, replace(stub, stage=stage), actor.keys)


def needs(actor: Actor) -> set[UUID]:
    return {held.locator for held in deadlines.of(actor, NEEDS)}


def test_rows_come_and_go_with_their_case(dina: Actor, accepted: Callable[..., UUID]) -> None:
    alder, birch = (with_need(dina, accepted, name) for name in ("Alder", "Birch"))
    assert needs(dina) == {alder, birch}
    put(dina, birch, "closed_safe")
    assert needs(dina) == {alder}
    assert {held.locator for held in opened_in(dina, open_cases(dina), NeedRow)} == {alder}
    put(dina, birch, "accepted")
    assert needs(dina) == {alder, birch}


def test_those_of_an_ended_case_are_not_opened(
    dina: Actor, accepted: Callable[..., UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    alder, birch = (with_need(dina, accepted, name) for name in ("Alder", "Birch"))
    put(dina, birch, "closed_safe")
    seen, real = [], opened.open_at

    def watched(model: Any, place: Place, *rest: Any) -> bytes:
        if model is NeedRow:
            seen.append(UUID(bytes=place.locator))
        return real(model, place, *rest)

    monkeypatch.setattr(opened, "open_at", watched)
    assert needs(dina) == {alder}
    assert seen == [alder]


def test_another_case_s_change_looks_at_no_row_again(dina: Actor, accepted: Callable[..., UUID]) -> None:
    alder, birch = (with_need(dina, accepted, name) for name in ("Alder", "Birch"))
    assert needs(dina) == {alder, birch}
    rows = opened_in(dina, open_cases(dina), NeedRow)
    before = rows.looked_at
    casework.set_next(dina, alder, next_action="call")
    assert needs(dina) == {alder, birch}
    assert rows.looked_at == before


def test_who_becomes_responsible_is_told(dina: Actor, accepted: Callable[..., UUID], lev: Actor) -> None:
    alder = with_need(dina, accepted, "Alder")
    assert [len(each) for each in deadlines.of_each(dina, NEEDS, [lev.account])] == [0]
    casework.assign(dina, alder, lev.account)
    assert [len(each) for each in deadlines.of_each(dina, NEEDS, [lev.account])] == [1]


def test_the_page_of_today_opens_who_takes_part_in_no_case_without_a_track(
    lev: Actor, accepted: Callable[..., UUID]
) -> None:
    accepted(lev, "Alder")
    now.context(lev, {})
    assert not [name for name in lev.memory if name.startswith("opened:persons.PartRow")]


def test_some_fields_say_what_the_record_says(dina: Actor, accepted: Callable[..., UUID]) -> None:
    class Some(msgspec.Struct):
        pseudonym: str
        stage: str = "accepted"

    class Wrong(msgspec.Struct):
        pseudonym: int

    case_id = accepted(dina, "Alder")
    refresh(dina)
    held = all_opened(dina, Case).get(case_id)
    assert held is not None
    assert held.told(Some) == Some(held.record.pseudonym, held.record.stage)
    with pytest.raises(Tampered):
        held.told(Wrong)
