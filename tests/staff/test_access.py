import uuid
from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client

from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.staff import access
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import VERB_ROLES, allows, require
from waystation.staff.teams import COORDINATION, DUTY, locator
from waystation.vault import records, sessions
from waystation.vault.compartments import Compartment


def write(actor: Actor, team: str, text: str) -> Diary:
    return records.create(Diary, Entry(text=text), actor.keys.key(locator(team)))


def texts(actor: Actor) -> list[str]:
    return sorted(record.text for _, record in access.stubs(actor, Diary.objects.all()))


def test_it_works(dina: Actor, lev: Actor) -> None:
    row = write(lev, DUTY, "for all of duty")
    write(lev, COORDINATION, "for coordinators")
    assert access.open_row(dina, Diary.objects.all(), row.pk)[1].text == "for all of duty"
    assert texts(dina) == ["for all of duty"]
    assert texts(lev) == ["for all of duty", "for coordinators"]


def test_absent_and_locked_are_one(dina: Actor, lev: Actor) -> None:
    row = write(lev, COORDINATION, "for coordinators")
    for row_id in (row.pk, uuid.uuid4()):
        with pytest.raises(Absent):
            access.open_row(dina, Diary.objects.all(), row_id)


def test_what_changed_is_read_again(dina: Actor) -> None:
    row = write(dina, DUTY, "one")
    assert texts(dina) == ["one"]
    records.rewrite(Diary.objects.get(pk=row.pk), Entry(text="two"), dina.keys)
    assert texts(dina) == ["two"]


def test_what_did_not_change_is_not_read_again(dina: Actor, django_assert_num_queries: pytest.FixtureRequest) -> None:
    write(dina, DUTY, "one")
    with django_assert_num_queries(2):  # type: ignore[operator]
        texts(dina)
    with django_assert_num_queries(1):  # type: ignore[operator]
        texts(dina)


def test_rows_locked_to_a_person_are_not_even_fetched(
    ira: Actor, dina: Actor, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    write(dina, DUTY, "one")
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert texts(ira) == []


def test_a_rewrite_that_was_rolled_back_leaves_nothing_wrong_in_memory(dina: Actor) -> None:
    write(dina, DUTY, "one")
    ((row, _),) = access.stubs(dina, Diary.objects.all())
    with transaction.atomic():
        records.rewrite(row, Entry(text="two"), dina.keys)
        transaction.set_rollback(True)
    ((row, record),) = access.stubs(dina, Diary.objects.all())
    assert record.text == "one"
    records.rewrite(row, Entry(text="three"), dina.keys)
    assert texts(dina) == ["three"]


def test_what_is_moved_out_of_reach_leaves_the_list(dina: Actor, lev: Actor) -> None:
    row = write(lev, DUTY, "one")
    assert texts(dina) == ["one"]
    records.move(row, Entry(text="one"), lev.keys.key(locator(COORDINATION)))
    assert texts(dina) == []


def test_deleted_rows_leave_the_list(dina: Actor) -> None:
    write(dina, DUTY, "one").delete()
    assert texts(dina) == []


def test_a_damaged_row_is_counted_and_hides_nothing_else(dina: Actor) -> None:
    write(dina, DUTY, "whole")
    damaged = write(dina, DUTY, "damaged")
    good = bytes(damaged.sealed)
    Diary.objects.filter(pk=damaged.pk).update(sealed=good[:-1] + bytes([good[-1] ^ 1]))
    assert texts(dina) == ["whole"]
    assert texts(dina) == ["whole"]
    assert access.damaged(dina) == 1
    Diary.objects.filter(pk=damaged.pk).update(sealed=good)
    assert texts(dina) == ["damaged", "whole"]
    assert access.damaged(dina) == 0


def test_the_order_is_the_query_s(dina: Actor) -> None:
    made = [write(dina, DUTY, str(number)).pk for number in range(20)]
    found = [row.pk for row, _ in access.stubs(dina, Diary.objects.order_by("-id"))]
    assert found == sorted(made, reverse=True)


def test_lists_of_many_rows(dina: Actor) -> None:
    for number in range(1203):
        records.post(Postcard, Entry(text=str(number)), (locator(DUTY), Compartment.SELF))
    assert len(access.stubs(dina, Postcard.objects.all())) == 1203


def test_a_session_keeps_the_last_rows_alone(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever goes through one thread after the other holds no more of them at the end; what is asked for is whole."""
    monkeypatch.setattr(access, "MOST_STUBS", 10)
    made = [write(dina, DUTY, str(number)).pk for number in range(60)]
    for pk in made:
        assert len(access.stubs(dina, Diary.objects.filter(pk=pk))) == 1
    held = dina.memory[f"stubs:{Diary._meta.label}"]
    assert len(held) <= 11
    assert set(made[-10:]) <= set(held)
    assert texts(dina) == sorted(map(str, range(60)))
    assert texts(dina) == sorted(map(str, range(60)))
    access.stubs(dina, Diary.objects.filter(pk=made[0]))
    assert len(held) <= 11


def test_personas_are_everybody_s(ira: Actor) -> None:
    assert sorted(access.personas(ira).values()) == ["Alma", "Nora", "Sam", "Tim"]


def test_the_policy(dina: Actor, out: Actor) -> None:
    assert allows(dina, "hotline.answer")
    require(dina, "hotline.answer")
    with pytest.raises(Absent):
        require(out, "hotline.answer")
    with pytest.raises(KeyError):
        allows(dina, "no.such.verb")
    assert all(roles for roles in VERB_ROLES.values())


def test_the_page_says_that_a_record_is_damaged(client_of: Callable[[str], Client], dina: Actor) -> None:
    client = client_of("dina")
    client.get("/staff/sign-in")
    (session,) = [memory for memory in sessions._memories.values() if memory and memory is not dina.memory]
    assert 'role="alert"' not in client.get("/staff/sign-in").content.decode()
    session["damaged"] = {("hotline.Message", uuid.uuid4()), ("hotline.Message", uuid.uuid4())}
    assert 'role="alert"' in client.get("/staff/sign-in").content.decode()
