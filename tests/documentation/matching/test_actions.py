"""Decisions through the real vault: kept for ever, taken back, refused where they cannot hold, never a merge."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from tests.casework.test_secrecy import database
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.documentation import access as documentation
from waystation.documentation import actions as recording
from waystation.documentation.errors import Refused
from waystation.documentation.matching import access, rules, wording
from waystation.documentation.matching.actions import decide, take_back
from waystation.documentation.matching.models import MatchRow
from waystation.documentation.models import PersonRow
from waystation.documentation.records import UNNAMED, Person
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, locator
from waystation.vault.errors import Stale

pytestmark = pytest.mark.django_db
CANARY = "canary-of-matching-0491"


@pytest.fixture
def three(ira: Actor) -> list[UUID]:
    return [recording.find_or_add_person(ira, Person(called=name)) for name in ("Wren", "Wrenn", "Rowan")]


def verdict(actor: Actor, one: UUID, other: UUID) -> str:
    return rules.verdict(access.match(actor, one, other)[1])


def test_a_decision_stands_and_can_be_taken_back_for_ever(ira: Actor, three: list[UUID]) -> None:
    wren, other, _ = three
    made = decide(ira, wren, other, "same", note="The same village.", seen=0)
    assert decide(ira, other, wren, "different", seen=1) == made  # from whichever side it is one pair
    take_back(ira, wren, other, seen=2)
    decide(ira, wren, other, "unsure", seen=3)
    row, match = access.match(ira, other, wren)
    assert row is not None
    assert [each.state for each in match.decisions] == ["same", "different", "", "unsure"]
    assert match.decisions[0].note == "The same village."
    assert verdict(ira, wren, other) == "unsure"
    assert MatchRow.objects.count() == 1


def test_nobody_is_merged(ira: Actor, three: list[UUID]) -> None:
    before = [(row.pk, row.version, bytes(row.sealed)) for row in PersonRow.objects.order_by("pk")]
    decide(ira, three[0], three[1], "same")
    assert [(row.pk, row.version, bytes(row.sealed)) for row in PersonRow.objects.order_by("pk")] == before
    assert {documentation.person(ira, one)[1].called for one in three} == {"Wren", "Wrenn", "Rowan"}


def test_what_cannot_hold_together_is_refused(ira: Actor, ruslan: Actor, three: list[UUID]) -> None:
    wren, other, rowan = three
    decide(ira, wren, other, "same")
    decide(ira, wren, rowan, "different")
    with pytest.raises(Refused) as refused:
        decide(ira, other, rowan, "same")
    assert {"Wren", "Rowan"} <= set(str(refused.value.reasons[0][1]).replace(":", " ").replace(",", " ").split())
    assert verdict(ira, other, rowan) == ""
    # Nor may taking back what keeps a pair disputed make it so.
    decide(ruslan, other, rowan, "different")
    decide(ira, other, rowan, "same")
    with pytest.raises(Refused):
        take_back(ruslan, other, rowan)
    take_back(ira, wren, rowan)
    take_back(ruslan, other, rowan)
    assert verdict(ira, other, rowan) == "same"


def test_who_has_no_name_is_never_somebody_else(ira: Actor, three: list[UUID]) -> None:
    crowd = recording.find_or_add_person(
        ira, Person(called="Men from the market", kind=UNNAMED, minimum=3, maximum=None)
    )
    for answer in ("same", "different", "unsure"):
        with pytest.raises(Refused) as refused:
            decide(ira, three[0], crowd, answer)
        assert refused.value.reasons == (("", wording.UNNAMED),)
    assert not MatchRow.objects.exists()


def test_two_who_decide_at_once_overwrite_nothing(ira: Actor, ruslan: Actor, three: list[UUID]) -> None:
    wren, other, _ = three
    decide(ira, wren, other, "same", seen=0)
    with pytest.raises(Stale):
        decide(ruslan, wren, other, "different", seen=0)
    with pytest.raises(Stale):
        take_back(ira, wren, other, seen=0)
    decide(ruslan, wren, other, "different", seen=1)
    assert verdict(ira, wren, other) == "disputed"


def test_who_was_called_otherwise_meanwhile_is_looked_at_again(ira: Actor, ruslan: Actor, three: list[UUID]) -> None:
    wren, other, _ = three
    seen = access.version(ira, wren, other)
    recording.change_person(ruslan, other, Person(called="Somebody Else"))
    with pytest.raises(Stale):
        decide(ira, wren, other, "same", seen=seen)
    decide(ira, wren, other, "different", seen=access.version(ira, wren, other))


def test_what_is_not_there_is_absent_or_refused(ira: Actor, three: list[UUID]) -> None:
    for pair in ((three[0], uuid4()), (uuid4(), three[0]), (three[0], three[0])):
        with pytest.raises(Absent):
            decide(ira, *pair, "same")
    with pytest.raises(ValueError, match="answer"):
        decide(ira, three[0], three[1], "perhaps")
    with pytest.raises(Refused):
        take_back(ira, three[0], three[1])
    assert not MatchRow.objects.exists()


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_sees_or_decides(organisation: Organisation, ira: Actor, three: list[UUID], who: str) -> None:
    decide(ira, three[0], three[1], "same")
    other = organisation.actor(who)
    for attempt in (
        lambda: access.matches(other),
        lambda: access.match(other, three[0], three[1]),
        lambda: decide(other, three[0], three[1], "different"),
        lambda: take_back(other, three[0], three[1]),
    ):
        with pytest.raises(Absent):
            attempt()
    assert verdict(ira, three[0], three[1]) == "same"


def test_it_is_sealed_and_logged(organisation: Organisation, ira: Actor, three: list[UUID]) -> None:
    made = decide(ira, three[0], three[1], "same", note=CANARY)
    take_back(ira, three[0], three[1], note=CANARY)
    assert CANARY.encode() not in database()
    assert three[0].bytes not in bytes(MatchRow.objects.get().pk.bytes)
    lev = organisation.actor("lev")
    every = [entry for _, entry in entries(lev.keys, locator(AUDIT), newest=5) if entry]
    lines = {(line.verb, line.subject) for line in every if line.verb.startswith("matching.")}
    assert lines == {("matching.decided", made), ("matching.taken_back", made)}
