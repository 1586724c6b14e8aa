"""The register of a session says what a look at every case would."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from waystation.casework import access, actions, register, stages
from waystation.staff.access import personas, refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vocabulary.vocabularies import term

pytestmark = pytest.mark.django_db

Accepted = Callable[..., UUID]
NOW = datetime.now(UTC)


def names(group: object) -> list[str]:
    return [held.record.pseudonym for held in group]  # type: ignore[attr-defined]


def cases_of(actor: Actor) -> register.Register:
    """As the next page sees them: with the keys that were granted meanwhile."""
    refresh(actor)
    return register.register(actor)


def search(actor: Actor, words: str) -> list[str]:
    return names(cases_of(actor).search(words, personas(actor)))


def by_looking(actor: Actor, words: str) -> list[str]:
    """What a search over everything in the stub finds, as a plain loop."""
    found = []
    for _row, stub in access.cases(actor):
        owner, stage = personas(actor).get(stub.owner, ""), term("case_stages", stub.stage).label  # type: ignore[arg-type]
        told = " ".join((stub.pseudonym, stub.origin, stub.place, stub.country, stub.next_action, owner, stage))
        if all(word in told.casefold() for word in words.casefold().split()):
            found.append(stub.pseudonym)
    return sorted(found)


def test_a_search_finds_what_a_look_at_every_case_would(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    accepted(dina, "Берёза", origin="Грозный", next_action="Позвонить вечером")
    accepted(dina, "Birch", origin="Grozny")
    heron = accepted(lev, "Heron", origin="Argun", next_action="call Birch")
    actions.advance(lev, heron, "lost_contact", note="silent")
    asked = [
        "birch",
        "BIRCH grozny",
        "грозный",
        "берёза вечером",
        "alma",
        "tim",
        "o",
        "",
        "nobody",
        "lost",
        "birch tim",
    ]
    for words in [*asked, term("case_stages", "lost_contact").label]:
        assert sorted(search(dina, words)) == by_looking(dina, words), words
    assert search(dina, "birch")[0] == "Heron"  # in the order of the list


def test_a_search_sees_what_changed_since_the_last(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(lev, "Birch")
    assert search(dina, "visa") == []
    actions.set_next(lev, case, next_action="Ask for the visa")
    assert search(dina, "visa") == ["Birch"]
    accepted(lev, "Visa")
    assert sorted(search(dina, "visa")) == ["Birch", "Visa"]
    actions.set_next(lev, case, next_action="Wait")
    assert search(dina, "visa") == ["Visa"]


def test_groups_follow_the_case(dina: Actor, lev: Actor, accepted: Accepted) -> None:
    case = accepted(lev, "Birch")
    cases = cases_of(dina)
    assert names(cases.group(register.OPEN)) == names(cases.group(register.WITHOUT_NEXT)) == ["Birch"]
    assert names(cases.group(register.OPEN, lev.account)) == ["Birch"]
    actions.set_next(lev, case, next_action="call", urgency="now")
    actions.assign(lev, case, dina.account)
    actions.advance(lev, case, "lost_contact", note="silent")
    cases = cases_of(dina)
    assert names(cases.group(register.SILENT)) == names(cases.group(register.URGENT)) == ["Birch"]
    assert names(cases.group(register.WITHOUT_NEXT)) == names(cases.group(register.OPEN, lev.account)) == []
    assert cases.owners() == {dina.account: 1}


def test_what_is_due_depends_on_the_day(dina: Actor, accepted: Accepted) -> None:
    for number, name in enumerate(("later", "soon", "over")):
        case = accepted(dina, name)
        actions.set_next(dina, case, next_action="call", next_due=(NOW + timedelta(days=3 - 2 * number)).date())
    mine, everybody_s = register.register(dina).due(dina.account)
    assert names(mine) == names(everybody_s) == ["over"]
    in_a_day = replace(dina, now=lambda: NOW + timedelta(days=1))
    assert names(register.register(in_a_day).due(dina.account)[0]) == ["over", "soon"]
    assert names(register.register(dina).due(UUID(int=0))[0]) == []


def test_every_stage_has_its_group(dina: Actor) -> None:
    for stage in stages.STAGES:
        rank, groups = register._standing(access.CaseStub(pseudonym="x", stage=stage), NOW.date())
        assert rank
        assert (register.OPEN in groups) is stages.is_open(stage)


def test_others_have_none(out: Actor) -> None:
    with pytest.raises(Absent):
        register.register(out)
