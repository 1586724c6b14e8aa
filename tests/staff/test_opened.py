"""What a session keeps of a table is what stands there now, whoever wrote it and however."""

import gc
import os
import uuid
from collections.abc import Callable, Iterator

import pytest
from django.db import connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.evacuation.conftest import on_file
from tests.stage import Organisation
from tests.vault.rows.models import Diary, Entry, Postcard
from waystation.staff import access, opened
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.ranked import Standing
from waystation.staff.teams import COORDINATION, DUTY, locator
from waystation.vault import grants, records
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Keyring

__all__ = ["on_file"]

pytestmark = pytest.mark.django_db


def write(actor: Actor, text: str, team: str = DUTY) -> Diary:
    return records.create(Diary, Entry(text=text), actor.keys.key(locator(team)))


def texts(actor: Actor) -> list[str]:
    return sorted(held.record.text for held in access.opened(actor, Diary))


@pytest.fixture
def opens(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """The ids of rows that were opened."""
    real, seen = opened.open_at, []

    def counting(model: object, place: records.Place, *rest: object) -> object:
        seen.append(place.id)
        return real(model, place, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(opened, "open_at", counting)
    return seen


def test_it_works(dina: Actor, lev: Actor) -> None:
    row = write(lev, "for all of duty")
    write(lev, "for coordinators", COORDINATION)
    assert texts(dina) == ["for all of duty"]
    assert texts(lev) == ["for all of duty", "for coordinators"]
    held = access.opened(dina, Diary).get(row.pk)
    assert held is not None
    assert (held.pk, held.locator, held.version, held.posted) == (row.pk, row.locator, 1, False)
    assert access.opened(dina, Diary).get(uuid.uuid4()) is None


def test_the_garbage_collector_does_not_walk_through_what_is_opened(dina: Actor, lev: Actor) -> None:
    row = write(lev, "for all of duty")
    held = access.opened(dina, Diary).get(row.pk)
    assert held is not None
    assert not gc.is_tracked(held)
    assert "for all" not in repr(held)


def test_only_what_changed_is_opened_again(dina: Actor, lev: Actor, opens: list[bytes]) -> None:
    rows = [write(lev, str(number)) for number in range(40)]
    texts(dina)
    opens.clear()
    texts(dina)
    assert opens == []
    records.rewrite(rows[3], Entry(text="changed"), lev.keys)
    assert "changed" in texts(dina)
    assert opens == [rows[3].id.bytes]


def test_what_several_sessions_have_opened_lies_in_memory_once(dina: Actor, lev: Actor) -> None:
    row = write(lev, "for all of duty")
    assert texts(lev) == texts(dina)
    before = access.opened(dina, Diary).get(row.pk)
    assert before is access.opened(lev, Diary).get(row.pk)
    records.rewrite(row, Entry(text="changed"), lev.keys)
    assert texts(dina) == texts(lev) == ["changed"]
    after = access.opened(dina, Diary).get(row.pk)
    assert after is access.opened(lev, Diary).get(row.pk) is not before


def test_nobody_is_given_what_their_own_keys_do_not_open_because_another_session_has(dina: Actor, lev: Actor) -> None:
    row = write(lev, "for all of duty")
    write(lev, "for coordinators", COORDINATION)
    assert len(texts(lev)) == 2
    damaged = bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1])
    Diary.objects.filter(pk=row.pk).update(sealed=damaged)
    assert texts(dina) == []
    assert access.damaged(dina) == 1


def test_a_page_where_nothing_changed_costs_one_small_read(
    dina: Actor, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    write(dina, "one")
    texts(dina)
    with django_assert_num_queries(1):  # type: ignore[operator]
        texts(dina)


def test_what_is_deleted_moved_away_or_cut_off_vanishes(dina: Actor, lev: Actor) -> None:
    gone, moved, cut = (write(lev, text) for text in ("gone", "moved", "cut"))
    assert len(texts(dina)) == 3
    gone.delete()
    records.move(moved, Entry(text="moved"), lev.keys.key(locator(COORDINATION)))
    Diary.objects.filter(pk=cut.pk).update(epoch=7)
    assert texts(dina) == []
    assert texts(lev) == ["moved"]


def test_what_was_rolled_back_leaves_nothing_behind(dina: Actor) -> None:
    row = write(dina, "one")
    with transaction.atomic():
        records.rewrite(Diary.objects.get(pk=row.pk), Entry(text="two"), dina.keys)
        write(dina, "never")
        assert texts(dina) == ["never", "two"]
        transaction.set_rollback(True)
    assert texts(dina) == ["one"]


def test_another_content_under_the_version_of_what_was_rolled_back_is_seen(dina: Actor, lev: Actor) -> None:
    row = write(dina, "one")
    with transaction.atomic():
        records.rewrite(Diary.objects.get(pk=row.pk), Entry(text="rolled back"), dina.keys)
        assert texts(dina) == ["rolled back"]
        transaction.set_rollback(True)
    records.rewrite(Diary.objects.get(pk=row.pk), Entry(text="two"), lev.keys)
    assert texts(dina) == ["two"]


def test_a_key_that_comes_later_opens_what_stood_there_before(dina: Actor, lev: Actor) -> None:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.LIST])
    records.create(Diary, Entry(text="a case"), key)
    assert texts(dina) == []
    grants.grant([key], to=locator(DUTY))
    access.refresh(dina)
    assert texts(dina) == ["a case"]


def test_many_keys_that_come_later_do_so_too(dina: Actor) -> None:
    keys = [key for _ in range(opened._FEW_HOLDERS + 1) for key in grants.create_keys(uuid.uuid4(), [Compartment.LIST])]
    for key in keys:
        records.create(Diary, Entry(text="case"), key)
    assert texts(dina) == []
    grants.grant(keys, to=locator(DUTY))
    access.refresh(dina)
    assert len(texts(dina)) == len(keys)


def test_a_damaged_row_is_counted_and_forgiven_when_it_is_put_right(dina: Actor) -> None:
    write(dina, "whole")
    row = write(dina, "damaged")
    good = bytes(row.sealed)
    Diary.objects.filter(pk=row.pk).update(sealed=good[:-1] + bytes([good[-1] ^ 1]))
    assert (texts(dina), access.damaged(dina)) == (["whole"], 1)
    Diary.objects.filter(pk=row.pk).update(sealed=good)
    assert (texts(dina), access.damaged(dina)) == (["damaged", "whole"], 0)


@pytest.mark.parametrize("column", ["id", "locator"])
def test_an_id_that_is_none_hides_nothing_else(dina: Actor, column: str) -> None:
    write(dina, "whole")
    row = write(dina, "garbled")
    if connections["default"].vendor != "sqlite":
        pytest.skip("this database has a type for ids")
    with connections["default"].cursor() as cursor:
        cursor.execute(f"UPDATE rows_diary SET {column} = 'no id' WHERE id = %s", [row.id.hex])  # noqa: S608
    assert texts(dina) == ["whole"]


def test_two_sessions_keep_their_own(dina: Actor, organisation: Organisation) -> None:
    write(dina, "one")
    other = organisation.actor("lev")
    assert texts(dina) == texts(other) == ["one"]
    assert access.opened(dina, Diary) is not access.opened(other, Diary)


def test_it_goes_with_the_session(dina: Actor) -> None:
    write(dina, "one")
    texts(dina)
    assert any(name.startswith("opened:") for name in dina.memory)


@pytest.mark.skipif(connections["default"].vendor != "sqlite", reason="forks hold no connection of PostgreSQL's")
def test_what_another_process_writes_is_seen(on_file: Callable[[], Organisation]) -> None:
    dina = on_file().actor("dina")
    rows = {text: write(dina, text) for text in ("stays", "changes", "goes")}
    assert texts(dina) == ["changes", "goes", "stays"]
    connections.close_all()
    if (child := os.fork()) == 0:
        status = 1
        try:
            records.rewrite(rows["changes"], Entry(text="changed"), dina.keys)
            rows["goes"].delete()
            write(dina, "new")
            status = 0
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert texts(dina) == ["changed", "new", "stays"]


STEPS = st.lists(st.tuples(st.sampled_from(["write", "rewrite", "move", "delete", "undo", "look"]), st.integers(0, 9)))


@given(STEPS)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_steps_it_is_what_a_fresh_session_opens(
    dina: Actor, lev: Actor, steps: list[tuple[str, int]]
) -> None:
    Diary.objects.all().delete()
    for step, number in steps:
        apply(step, number, dina, lev)
    fresh = opened.Opened(Diary, dina.keys, set())
    fresh.follow()
    assert texts(dina) == sorted(held.record.text for held in fresh)
    for group in ("even", "odd"):
        ranked = access.index(dina, Diary, _by_length)
        expected = sorted((h.record.text.encode(), h.key) for h in fresh if _by_length(h)[1] == [group])
        assert [(held.record.text.encode(), held.key) for held in ranked.group(group)] == expected


def _by_length(held: Held) -> Standing:
    return held.record.text.encode(), ["odd" if len(held.record.text) % 2 else "even"]


def apply(step: str, number: int, dina: Actor, lev: Actor) -> None:
    row = Diary.objects.order_by("id")[number % max(1, Diary.objects.count()) :].first()
    if step == "write":
        write(lev, "x" * number, DUTY if number % 3 else COORDINATION)
    elif step == "look":
        access.index(dina, Diary, _by_length)
    elif row is None:
        return
    elif step == "rewrite":
        records.rewrite(row, Entry(text="y" * number), lev.keys)
    elif step == "move":
        records.move(row, Entry(text="z" * number), lev.keys.key(locator(DUTY if number % 2 else COORDINATION)))
    elif step == "delete":
        row.delete()
    elif step == "undo":
        with transaction.atomic():
            records.rewrite(row, Entry(text="undone"), lev.keys)
            access.index(dina, Diary, _by_length)
            transaction.set_rollback(True)


def test_what_anybody_may_post_says_that_it_was_posted(dina: Actor) -> None:
    records.post(Postcard, Entry(text="one"), (locator(DUTY), Compartment.SELF))
    (held,) = access.opened(dina, Postcard)
    assert held.posted


def test_without_keys_there_is_nothing(dina: Actor) -> None:
    write(dina, "one")
    nothing = opened.Opened(Diary, Keyring(), set())
    nothing.follow()
    assert list(nothing) == []
