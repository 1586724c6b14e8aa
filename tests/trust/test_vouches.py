"""Vouches: given, leant on, taken back with all that follows."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from django.db.models import QuerySet

from tests.stage import CAST, Organisation, clear
from tests.trust.people import at, written
from waystation.casework import actions as casework
from waystation.casework import membership
from waystation.staff.access import refresh
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, Refused
from waystation.trust import vetted, vetting, vouches
from waystation.trust import vetting_rules as rules
from waystation.trust.models import VoucherRow


@pytest.fixture
def two(organisation: Organisation, dina: Actor) -> tuple[UUID, UUID]:
    """Two people, both cleared on the word of one partner."""
    threads = written(), written(sender="Malika <malika@mail.example>", number=2)
    for thread in threads:
        vouches.vouch(dina, thread, "partner", "Harbour Lawyers", "strong", "has met them")
        clear(dina, thread)
    return threads


def cleared(actor: Actor, *threads: UUID) -> list[bool]:
    return [vetted.known(actor, thread).standing.is_cleared for thread in threads]


def first_vouch(actor: Actor, thread: UUID) -> UUID:
    return vetted.known(actor, thread).record.vouches[0].id


def test_a_vouch_counts_by_its_strength(dina: Actor, two: tuple[UUID, UUID]) -> None:
    found = vetted.known(dina, two[0])
    assert rules.sums(found.record, found.around.vouchers) == (3, 0)
    assert VoucherRow.objects.count() == 1


def test_a_voucher_hung_on_another_thread_stands_for_nobody(organisation: Organisation, two: tuple[UUID, UUID]) -> None:
    QuerySet(VoucherRow).update(thread=two[0])  # as if past the program
    assert cleared(organisation.actor("dina"), *two) == [False, False]


def test_taken_back_for_one_only_that_one_is_vetted_again(dina: Actor, two: tuple[UUID, UUID]) -> None:
    vouches.withdraw(dina, two[0], first_vouch(dina, two[0]), "mixed them up", everywhere=False)
    assert cleared(dina, *two) == [False, True]
    assert vetted.known(dina, two[0]).standing.lapsed == ("vouch",)


def test_taken_back_for_all_everybody_on_that_word_is_vetted_again(dina: Actor, two: tuple[UUID, UUID]) -> None:
    _found, given = vouches.open_vouch(dina, two[0], first_vouch(dina, two[0]))
    assert {each.request.pk for each in vouches.leaning(dina, given)} == set(two)
    vouches.withdraw(dina, two[0], given.id, "their mail was read by others", everywhere=True)
    assert cleared(dina, *two) == [False, False]
    assert set(two) <= set(vetted.to_vet_again(dina))


def test_it_reaches_whom_the_one_who_takes_it_back_cannot_open(
    organisation: Organisation, lev: Actor, two: tuple[UUID, UUID]
) -> None:
    dina = organisation.actor("dina")
    case_id = casework.accept(dina, two[1], pseudonym="Birch")
    refresh(lev)
    membership.take_off(lev, case_id, dina.account)
    dina = organisation.actor("dina")
    with pytest.raises(Absent):
        vetted.known(dina, two[1])
    vouches.withdraw(dina, two[0], first_vouch(dina, two[0]), "turned", everywhere=True)
    assert not vetted.of_case(organisation.actor("lev"), case_id).is_cleared


def test_a_new_verdict_stands_without_the_word(dina: Actor, two: tuple[UUID, UUID]) -> None:
    vouches.withdraw(dina, two[0], first_vouch(dina, two[0]), "turned", everywhere=True)
    vetting.judge(dina, two[0], "provisional", "fits all the same")
    clear_again(dina, two[0])
    assert cleared(dina, *two) == [True, False]


def clear_again(actor: Actor, thread: UUID) -> None:
    vetting.judge(actor, thread, "cleared", "we spoke again")
    vetting.judge(replace(actor, account=uuid4()), thread, "cleared")


@pytest.mark.parametrize("state", rules.TURNED_AWAY)
def test_whoever_is_turned_away_vouches_for_nobody(
    dina: Actor, lev: Actor, organisation: Organisation, state: str
) -> None:
    friend, other = written(), written(sender="Malika <malika@mail.example>", number=2)
    clear(dina, friend)
    casework.accept(dina, friend, pseudonym="Birch")
    refresh(lev)
    vouches.vouch(dina, other, "person", "birch", "fair")
    clear(dina, other)
    assert cleared(dina, friend, other) == [True, True]
    vetting.judge(dina, friend, state, "seen at the station with them")
    assert cleared(dina, other) == [True]
    vetting.judge(lev, friend, state)
    assert cleared(dina, other) == [False]


def test_only_somebody_cleared_vouches(dina: Actor, organisation: Organisation) -> None:
    friend, other = written(sender="Birch <b@mail.example>"), written(number=2)
    casework.accept(dina, friend, pseudonym="Birch")
    for who in ("Birch", "Nobody"):
        with pytest.raises(Refused):
            vouches.vouch(dina, other, "person", who, "fair")


def test_who_is_to_be_vetted_again_does_not_vouch(dina: Actor, organisation: Organisation) -> None:
    friend, other = written(), written(number=2)
    clear(dina, friend)
    casework.accept(dina, friend, pseudonym="Birch")
    late = at(dina, utc_now() + rules.AGAIN_AFTER["cleared"])
    with pytest.raises(Refused):
        vouches.vouch(late, other, "person", "Birch", "fair")
    vouches.vouch(dina, other, "person", "Birch", "fair")


def test_nobody_vouches_for_themselves_nor_two_for_each_other(dina: Actor, organisation: Organisation) -> None:
    one, other = written(), written(number=2)
    for thread, name in ((one, "Birch"), (other, "Rook")):
        clear(dina, thread)
        casework.accept(dina, thread, pseudonym=name)
    with pytest.raises(Refused):
        vouches.vouch(dina, one, "person", "Birch", "fair")
    vouches.vouch(dina, one, "person", "Rook", "fair")
    with pytest.raises(Refused):
        vouches.vouch(dina, other, "person", "Birch", "fair")


def test_a_colleague_vouches_by_persona(dina: Actor, organisation: Organisation) -> None:
    thread = written()
    vouches.vouch(dina, thread, "colleague", CAST["lev"].persona.upper(), "weak")
    with pytest.raises(Refused):
        vouches.vouch(dina, thread, "colleague", "Nobody", "weak")
    (voucher,) = vetted.trusted(dina).values()
    assert voucher.account == organisation.accounts["lev"]


def test_a_withdrawn_voucher_cannot_be_deleted_into_trust(dina: Actor, two: tuple[UUID, UUID]) -> None:
    """Nobody can ask whoever is gone: what leans on them does not stand."""
    VoucherRow.objects.all().delete()
    assert cleared(dina, *two) == [False, False]
