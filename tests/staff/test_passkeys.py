"""What a passkey's answer must be. tests/staff/test_browser.py does the same with a browser's own."""

from __future__ import annotations

import json
from copy import copy
from datetime import UTC, datetime

import pytest
from fido2.utils import websafe_decode
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.staff.softkey import SoftKey
from tests.stage import CAST
from waystation.staff import actions, entry, own, passkeys, second_factor, second_step
from waystation.staff.actor import Actor, utc_now
from waystation.staff.passkeys import Site, WrongPasskey
from waystation.staff.records import Passkey

SITE = Site("https://desk.example", "Information desk")
DAY = datetime(2026, 4, 1, tzinfo=UTC).date()


def made(key: SoftKey) -> Passkey:
    asked, state = passkeys.begin_registration(SITE, b"handle", [])
    return passkeys.registered(SITE, state, key.create(asked), DAY)


def test_it_works() -> None:
    key = SoftKey()
    known = made(key)
    asked, state = passkeys.begin_authentication(SITE, [made(SoftKey()), known])
    assert passkeys.authenticated(SITE, state, key.get(asked), [made(SoftKey()), known]) == (1, 1)


def test_nothing_of_the_person_goes_to_the_key() -> None:
    asked = json.loads(passkeys.begin_registration(SITE, b"handle", [])[0])
    assert (asked["user"]["name"], asked["user"]["displayName"]) == ("-", "-")
    assert asked["attestation"] == "none"
    assert asked["authenticatorSelection"]["userVerification"] == "preferred"


@pytest.mark.parametrize(
    "key",
    [
        SoftKey(origin="https://desk.example.evil.example"),
        SoftKey(rp_id="evil.example"),
        SoftKey("http://desk.example"),
    ],
)
def test_a_key_of_another_site_is_refused(key: SoftKey) -> None:
    with pytest.raises(WrongPasskey):
        made(key)
    right = SoftKey()
    known = made(right)
    right.origin, right.rp_id = key.origin, key.rp_id
    asked, state = passkeys.begin_authentication(SITE, [known])
    with pytest.raises(WrongPasskey):
        passkeys.authenticated(SITE, state, right.get(asked), [known])


def test_an_answer_to_another_question_is_refused() -> None:
    key = SoftKey()
    known = made(key)
    asked, _ = passkeys.begin_authentication(SITE, [known])
    _, state = passkeys.begin_authentication(SITE, [known])
    with pytest.raises(WrongPasskey):
        passkeys.authenticated(SITE, state, key.get(asked), [known])


def test_without_a_touch_it_is_refused() -> None:
    key = SoftKey()
    known = made(key)
    asked, state = passkeys.begin_authentication(SITE, [known])
    with pytest.raises(WrongPasskey):
        passkeys.authenticated(SITE, state, key.get(asked, 0), [known])


def test_somebody_else_s_signature_is_refused() -> None:
    key, thief = SoftKey(), SoftKey()
    known = made(key)
    thief.id = key.id
    asked, state = passkeys.begin_authentication(SITE, [known])
    with pytest.raises(WrongPasskey):
        passkeys.authenticated(SITE, state, thief.get(asked), [known])


@pytest.mark.parametrize(("before", "says", "taken"), [(5, 6, True), (5, 5, False), (5, 0, False), (0, 0, True)])
def test_a_counter_that_does_not_grow_tells_of_a_copied_key(before: int, says: int, taken: bool) -> None:
    """Where the key has one: those without always say 0."""
    key = SoftKey()
    known = replace(made(key), counter=before)
    key.counter = says - 1  # it grows with the answer
    asked, state = passkeys.begin_authentication(SITE, [known])
    if taken:
        assert passkeys.authenticated(SITE, state, key.get(asked), [known]) == (0, says)
    else:
        with pytest.raises(WrongPasskey):
            passkeys.authenticated(SITE, state, key.get(asked), [known])


@given(
    st.one_of(
        st.text(),
        st.binary().map(lambda raw: raw.decode("latin-1")),
        st.recursive(
            st.none() | st.integers() | st.text(),
            lambda inner: st.dictionaries(
                st.sampled_from(["id", "rawId", "response", "type", "clientDataJSON"]), inner
            ),
        ).map(json.dumps),
    )
)
def test_anything_else_is_refused(answer: str) -> None:
    _, state = passkeys.begin_authentication(SITE, [])
    for attempt in (passkeys.authenticated, passkeys.registered):
        with pytest.raises(WrongPasskey):
            attempt(SITE, state, answer, [])  # type: ignore[operator]


def test_without_a_question_there_is_no_answer() -> None:
    key = SoftKey()
    asked, _ = passkeys.begin_registration(SITE, b"handle", [])
    with pytest.raises(WrongPasskey):
        passkeys.registered(SITE, None, key.create(asked), DAY)


@pytest.mark.parametrize(
    ("origin", "can"),
    [
        ("https://desk.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.1", False),
        ("https://[2001:db8::1]", False),
        ("http://desk.example", False),
    ],
)
def test_where_browsers_offer_keys(origin: str, can: bool) -> None:
    assert Site(origin, "").can_have_keys == can


def test_more_than_any_key_answers_is_not_taken_apart() -> None:
    key = SoftKey()
    asked, state = passkeys.begin_registration(SITE, b"handle", [])
    answer = json.loads(key.create(asked))
    assert passkeys.registered(SITE, state, json.dumps(answer), DAY)
    with pytest.raises(WrongPasskey):
        passkeys.registered(SITE, state, json.dumps(answer | {"more": "x" * passkeys.LARGEST}), DAY)


def test_nothing_is_asked_where_browsers_offer_no_keys() -> None:
    insecure = Site("http://desk.example", "")
    known = made(SoftKey())
    assert passkeys.made_for(SITE, [known]) == [known]
    assert passkeys.made_for(insecure, [known]) == []


# At the door.


@pytest.fixture
def key(dina: Actor) -> SoftKey:
    key = SoftKey()
    second_factor.add_passkey(dina, SITE, key.create(second_factor.ask_new_passkey(dina, SITE)))
    return key


def knock() -> str:
    return actions.sign_in(CAST["dina"].name, CAST["dina"].passphrase, now=utc_now())


def test_it_signs_in_and_its_counter_is_kept(dina: Actor, key: SoftKey) -> None:
    cookie = knock()
    session = second_step.give_passkey(
        cookie, SITE, key.get(second_step.ask(cookie, SITE, now=utc_now())), now=utc_now()
    )
    assert actions.resume(session, now=utc_now()) is not None
    assert own.of(dina).passkeys[0].counter == 1
    assert entry.halfway(cookie, now=utc_now()) is None


def test_of_a_key_and_its_copy_the_one_that_is_behind_is_refused_at_the_door(dina: Actor, key: SoftKey) -> None:
    behind = copy(key)
    cookie = knock()
    second_step.give_passkey(cookie, SITE, key.get(second_step.ask(cookie, SITE, now=utc_now())), now=utc_now())
    again = knock()
    with pytest.raises(second_step.Refused):
        second_step.give_passkey(again, SITE, behind.get(second_step.ask(again, SITE, now=utc_now())), now=utc_now())
    assert own.of(dina).passkeys[0].counter == 1


def test_an_answer_is_taken_once(key: SoftKey) -> None:
    cookie = knock()
    answer = key.get(second_step.ask(cookie, SITE, now=utc_now()))
    second_step.give_passkey(cookie, SITE, answer, now=utc_now())
    again = knock()
    for ask in (False, True):
        if ask:
            second_step.ask(again, SITE, now=utc_now())
        with pytest.raises(second_step.Refused):
            second_step.give_passkey(again, SITE, answer, now=utc_now())


def test_a_question_is_answered_once(key: SoftKey) -> None:
    cookie = knock()
    answer = key.get(second_step.ask(cookie, SITE, now=utc_now()))
    for said in ("{}", answer):
        with pytest.raises(second_step.Refused):
            second_step.give_passkey(cookie, SITE, said, now=utc_now())


def test_it_is_not_asked_for_at_another_address(key: SoftKey) -> None:
    assert second_step.ask(knock(), Site("https://other.example", ""), now=utc_now()) == ""


def test_wrong_answers_count_as_tries(key: SoftKey) -> None:
    cookie = knock()
    for _ in range(second_step.TRIES):
        with pytest.raises(second_step.Refused):
            second_step.give_passkey(cookie, SITE, "{}", now=utc_now())
    asked = second_step.ask(cookie, SITE, now=utc_now())
    with pytest.raises(second_step.Ended):
        second_step.give_passkey(cookie, SITE, key.get(asked), now=utc_now())


def test_one_can_be_taken_off(dina: Actor, key: SoftKey) -> None:
    second_factor.remove_passkey(dina, 0)
    assert not own.of(dina).has_factor
    assert actions.resume(knock(), now=utc_now()) is not None


def test_a_number_for_an_address_can_have_no_keys(dina: Actor) -> None:
    assert second_factor.ask_new_passkey(dina, Site("https://192.0.2.1", "")) == ""
    assert "asked" not in dina.memory


def test_all_keys_of_one_person_have_one_handle(dina: Actor, key: SoftKey) -> None:
    """Or a key that knows the site already would keep two of them."""
    handle = own.of(dina).handle
    assert len(handle) == 16
    del dina.memory["handle"]  # as in another session
    another, asked = SoftKey(), second_factor.ask_new_passkey(dina, SITE)
    assert websafe_decode(json.loads(asked)["user"]["id"]) == handle
    second_factor.add_passkey(dina, SITE, another.create(asked))
    assert own.of(dina).handle == handle
    assert len(own.of(dina).passkeys) == 2
