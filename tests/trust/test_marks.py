"""Marked details: given to one party alone, and shown as theirs where they turn up."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from tests.stage import Organisation, clear
from tests.trust.people import written
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.trust import marks, vetted, vetting
from waystation.trust.models import MarkRow

DETAIL = "Our reader at the station carries a striped umbrella"


@pytest.fixture
def thread(organisation: Organisation) -> UUID:
    return written()


def test_where_it_turns_up_shows_who_had_it(dina: Actor, thread: UUID) -> None:
    made = marks.give(dina, DETAIL, thread=thread)
    marks.give(dina, "The kettle is yellow", name="Harbour Lawyers")
    (found,) = marks.like(marks.marks(dina), "they wait for somebody with striped umbrellas")
    assert (found.id, found.record.thread) == (made, thread)
    assert marks.turned_up(dina, made, "in a police chat").seen[0].where == "in a police chat"
    assert b"umbrella" not in b"".join(bytes(row.sealed) for row in MarkRow.objects.all())


def test_in_russian_endings_do_not_hide_it(dina: Actor, thread: UUID) -> None:
    marks.give(dina, "У нашего человека полосатая сумка", thread=thread)
    assert marks.like(marks.marks(dina), "ищут кого-то с полосатой сумкой")
    assert not marks.like(marks.marks(dina), "ищут кого-то в красной шапке")


def test_one_detail_is_given_to_one_party(dina: Actor, thread: UUID) -> None:
    marks.give(dina, DETAIL, thread=thread)
    with pytest.raises(Refused):
        marks.give(dina, DETAIL.upper(), name="Harbour Lawyers")


def test_once_it_turned_up_the_person_is_vetted_again_and_the_sign_proposed(dina: Actor, thread: UUID) -> None:
    made = marks.give(dina, DETAIL, thread=thread)
    clear(dina, thread)
    assert vetted.known(dina, thread).standing.is_cleared
    marks.turned_up(dina, made, "in a police chat")
    found = vetted.known(dina, thread)
    assert found.standing.lapsed == ("mark",)
    assert [each.code for each in vetted.suggestions(dina, found)] == ["mark_leaked"]
    assert thread in vetted.to_vet_again(dina)
    clear_anew(dina, thread)
    assert vetted.known(dina, thread).standing.is_cleared


def clear_anew(actor: Actor, thread: UUID) -> None:
    vetting.judge(actor, thread, "cleared", "the phone was read; they are not to blame")
    vetting.judge(replace(actor, account=uuid4()), thread, "cleared")


def test_a_detail_hung_on_somebody_else_is_not_theirs(dina: Actor, thread: UUID) -> None:
    marks.give(dina, DETAIL, thread=thread)
    other = written(sender="Else <else@mail.example>", number=2)
    QuerySet(MarkRow).update(thread=other)  # as if past the program
    assert marks.marks(dina, [other]) == []
    assert marks.marks(dina) == []


@pytest.mark.parametrize("who", ["ira", "out"])
def test_who_is_not_on_duty_sees_and_gives_none(organisation: Organisation, thread: UUID, who: str) -> None:
    actor = organisation.actor(who)
    for call in (lambda: marks.marks(actor), lambda: marks.give(actor, DETAIL, thread=thread)):
        with pytest.raises(Absent):
            call()
