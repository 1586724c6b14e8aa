import os
import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.threads import at_once
from waystation.vault import directory, grants, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, NotReady
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import Address, RingPage

pytestmark = pytest.mark.django_db


def newcomer() -> Key:
    (key,) = grants.create_keys(uuid.uuid4(), [Compartment.SELF])
    return key


def case() -> list[Key]:
    return grants.create_keys(uuid.uuid4(), [Compartment.LIST, Compartment.CONTACT])


def held(holder: Key) -> set[Key]:
    keyring = Keyring([holder])
    grants.refresh(keyring)
    return set(keyring.keys()) - {holder}


def test_it_works() -> None:
    anna, keys = newcomer(), case()
    grants.grant(keys, to=anna.locator)
    assert held(anna) == set(keys)
    assert held(newcomer()) == set()


def test_keys_reach_members_through_their_team() -> None:
    anna, team, keys = newcomer(), newcomer(), case()
    grants.grant(keys, to=team.locator)
    grants.grant([team], to=anna.locator)
    assert held(anna) == {team, *keys}


def test_a_session_learns_what_was_granted_since() -> None:
    anna, before, after = newcomer(), case(), case()
    grants.grant(before, to=anna.locator)
    keyring = Keyring([anna])
    cursor = grants.refresh(keyring)
    grants.grant(after, to=anna.locator)
    assert grants.refresh(keyring, cursor) > cursor
    assert set(keyring.keys()) == {anna, *before, *after}


def test_a_team_joined_later_brings_what_it_was_given_before() -> None:
    anna, team, other, keys = newcomer(), newcomer(), newcomer(), case()
    keyring = Keyring([anna])
    grants.grant(keys, to=other.locator)
    grants.grant([other], to=team.locator)
    cursor = grants.refresh(keyring)
    grants.grant([team], to=anna.locator)
    grants.refresh(keyring, cursor)
    assert set(keyring.keys()) == {anna, team, other, *keys}


def test_teams_that_hold_each_other_come_to_an_end() -> None:
    one, two = newcomer(), newcomer()
    grants.grant([two], to=one.locator)
    grants.grant([one], to=two.locator)
    assert held(one) == {two}


def test_folding_keeps_every_key() -> None:
    anna = newcomer()
    keys = [key for _ in range(5) for key in case()]
    for key in keys:
        grants.grant([key], to=anna.locator)
    grants.fold(anna)
    assert RingPage.objects.filter(locator=anna.locator).count() == 1
    assert held(anna) == set(keys)
    grants.grant(more := case(), to=anna.locator)
    grants.fold(anna)
    assert held(anna) == {*keys, *more}


def numbers(holder: Key) -> list[int]:
    return list(RingPage.objects.filter(locator=holder.locator).order_by("number").values_list("number", flat=True))


def many(count: int) -> Keyring:
    """Keys of as many cases, three of each, without their addresses."""
    keyring = Keyring()
    keyring.take([(uuid.uuid4().bytes, Key.new(uuid.uuid4(), Compartment.LIST).entry) for _ in range(count)])
    return keyring


def test_only_what_was_granted_since_is_folded_anew() -> None:
    anna, first, more = newcomer(), many(3000), case()
    grants.hand_on(first, to=anna.locator)
    grants.fold(anna)
    full = numbers(anna)
    assert len(full) > 2
    assert {len(page.sealed) for page in RingPage.objects.filter(number__in=full[:-1])} == {1 + 1 + 12 + 5 + 65536 + 16}
    grants.grant(more, to=anna.locator)
    grants.fold(anna)
    assert numbers(anna)[:-1] == full[:-1]
    assert held(anna) == {*first.keys(), *more}


def test_folding_opens_no_full_page(monkeypatch: pytest.MonkeyPatch) -> None:
    anna = newcomer()
    grants.hand_on(many(1500), to=anna.locator)
    grants.fold(anna)
    grants.grant(case(), to=anna.locator)
    opened: list[int] = []
    real = grants._open_page
    monkeypatch.setattr(
        grants, "_open_page", lambda page, holder: opened.append(len(page.sealed)) or real(page, holder)
    )
    grants.fold(anna)
    assert max(opened) < grants.PAGE


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_order_of_granting_and_folding_keeps_the_first_of_each_name(steps: list[int]) -> None:
    """0 folds; others grant, among them a forged key of a name that was granted before."""
    anna, real = newcomer(), [key for _ in range(4) for key in case()]
    granted: dict[tuple[uuid.UUID, Compartment], Key] = {}
    for number, step in enumerate(steps):
        if step == 0:
            grants.fold(anna)
            continue
        key = real[(number * step) % len(real)]
        offered = Key.new(key.locator, key.compartment) if step == 3 else key
        granted.setdefault((key.locator, key.compartment), offered)
        grants.grant([offered], to=anna.locator)
    assert held(anna) == set(granted.values())
    grants.fold(anna)
    assert held(anna) == set(granted.values())


def test_pages_posted_to_an_older_epoch_of_a_team_open_still() -> None:
    anna, team, before, after = newcomer(), newcomer(), case(), case()
    grants.grant(before, to=team.locator)
    newer = Key.new(team.locator, epoch=1)
    directory.publish(newer)
    grants.grant(after, to=team.locator)
    grants.grant([team, newer], to=anna.locator)
    assert held(anna) == {team, newer, *before, *after}
    grants.fold(newer, team)
    assert held(anna) == {team, newer, *before, *after}
    (folded,) = RingPage.objects.filter(locator=team.locator)
    assert grants._groups_in(folded, [team]) is None  # who has the older epoch alone reads nothing of it


def test_a_session_that_is_given_a_newer_epoch_reads_what_was_sent_to_it_before() -> None:
    anna, team, keys = newcomer(), newcomer(), case()
    grants.grant([team], to=anna.locator)
    keyring = Keyring([anna])
    newer = Key.new(team.locator, epoch=1)
    directory.publish(newer)
    grants.grant(keys, to=team.locator)
    cursor = grants.refresh(keyring)
    assert not keyring.holds(keys[0].locator, keys[0].compartment)
    grants.grant([newer], to=anna.locator)
    grants.refresh(keyring, cursor)
    assert keyring.holds(keys[0].locator, keys[0].compartment)


def test_those_to_whom_something_was_posted_are_known_until_it_is_folded() -> None:
    anna, boris, third = newcomer(), newcomer(), newcomer()
    everybody = [holder.locator for holder in (anna, boris, third)]
    for holder in (anna, boris):
        grants.grant(case(), to=holder.locator)
    assert grants.posted_to(everybody) == {anna.locator, boris.locator}
    assert grants.posted_to([boris.locator, third.locator]) == {boris.locator}
    grants.fold(anna)
    assert grants.posted_to(everybody) == {boris.locator}
    grants.grant(case(), to=anna.locator)
    assert grants.posted_to(everybody) == {anna.locator, boris.locator}


def test_folding_what_is_folded_changes_nothing() -> None:
    anna = newcomer()
    grants.grant(case(), to=anna.locator)
    grants.fold(anna)
    before = RingPage.objects.get().number
    grants.fold(anna)
    assert RingPage.objects.get().number == before


def test_a_folded_page_is_seen_by_sessions_that_run() -> None:
    anna, keys = newcomer(), case()
    keyring = Keyring([anna])
    cursor = grants.refresh(keyring)
    grants.grant(keys, to=anna.locator)
    grants.fold(anna)
    grants.refresh(keyring, cursor)
    assert keyring.holds(keys[0].locator, Compartment.LIST)


def test_a_crash_while_folding_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    anna, keys = newcomer(), case()
    for key in keys:
        grants.grant([key], to=anna.locator)

    def crash(**columns: object) -> None:
        raise IntegrityError

    with monkeypatch.context() as broken:
        broken.setattr(RingPage.objects, "create", crash)
        with pytest.raises(IntegrityError):
            grants.fold(anna)
    assert held(anna) == set(keys)


def noise(holder: Key) -> list[bytes]:
    stranger = suite.new_secret()
    context = grants._context(grants.POSTED, holder.locator)
    return [
        b"",
        b"P",
        b"F",
        b"?" + os.urandom(300),
        grants.POSTED + os.urandom(1700),
        grants.FOLDED + suite.encrypt(stranger, context, bytes(517)),
        grants.POSTED + suite.seal_to(holder.public, context, b"not a list of keys"),
        grants.POSTED + suite.seal_to(holder.public, context, bytes(517)),
    ]


def test_noise_from_strangers_is_passed_over_and_left_alone() -> None:
    anna, keys = newcomer(), case()
    pages = noise(anna)
    for page in pages[:4]:
        RingPage.objects.create(locator=anna.locator, sealed=page)
    grants.grant(keys, to=anna.locator)
    for page in pages[4:]:
        RingPage.objects.create(locator=anna.locator, sealed=page)
    assert held(anna) == set(keys)
    grants.fold(anna)
    assert held(anna) == set(keys)
    assert RingPage.objects.filter(locator=anna.locator).count() == len(pages) + 1


def test_a_key_in_hand_is_not_replaced() -> None:
    anna, keys = newcomer(), case()
    grants.grant(keys, to=anna.locator)
    forged = [Key.new(key.locator, key.compartment) for key in keys]
    grants.grant(forged, to=anna.locator)
    assert held(anna) == set(keys)
    grants.fold(anna)
    assert held(anna) == set(keys)


def test_a_page_opens_for_its_holder_alone() -> None:
    anna, bert = newcomer(), newcomer()
    grants.grant(case(), to=anna.locator)
    RingPage.objects.update(locator=bert.locator)
    assert held(bert) == set()


def test_nobody_is_granted_anything_without_an_address() -> None:
    with pytest.raises(NotReady):
        grants.grant(case(), to=uuid.uuid4())


def test_an_address_is_published_once() -> None:
    anna = newcomer()
    with pytest.raises(IntegrityError), transaction.atomic():
        directory.publish(Key.new(anna.locator))
    assert Address.objects.count() == 1


def test_pages_have_one_size() -> None:
    anna = newcomer()
    for count in (1, 2, 3):
        grants.grant(case()[:1] * count, to=anna.locator)
    assert len({len(page.sealed) for page in RingPage.objects.all()}) == 1


def test_a_keyring_without_the_key_is_locked() -> None:
    with pytest.raises(Locked):
        Keyring().key(uuid.uuid4())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite in memory has one connection")
@pytest.mark.django_db(transaction=True)
def test_sessions_that_fold_while_others_grant_lose_nothing() -> None:
    anna = newcomer()
    keys = [key for _ in range(12) for key in case()]
    watching, cursors = Keyring([anna]), [0]

    def watch() -> None:
        for _ in range(40):
            cursors[0] = grants.refresh(watching, cursors[0])

    granting = [lambda key=key: grants.grant([key], to=anna.locator) for key in keys]
    at_once(watch, *granting, *[lambda: grants.fold(anna)] * 4)
    grants.refresh(watching, cursors[0])
    assert held(anna) == set(keys)
    assert set(watching.keys()) == {anna, *keys}


def test_of_whoever_is_forgotten_no_page_stays() -> None:
    anna = newcomer()
    grants.grant(case(), to=anna.locator)
    grants.withdraw(anna.locator)
    assert not RingPage.objects.filter(locator=anna.locator).exists()
