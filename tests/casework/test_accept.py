"""A request becomes a case."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from tests.stage import Organisation
from waystation.casework import access, actions
from waystation.casework.errors import Refused
from waystation.casework.forms import AcceptForm
from waystation.casework.models import Case
from waystation.hotline.models import Request
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.compartments import Compartment
from waystation.vault.models import RingPage


def test_it_works(dina: Actor, request_id: UUID) -> None:
    case_id = actions.accept(
        dina, request_id, pseudonym="Birch", origin="Grozny", urgency="now", next_action="call back"
    )
    row, stub = access.case(dina, case_id)
    assert row.pk == row.locator == case_id
    assert (stub.pseudonym, stub.stage, stub.urgency, stub.owner) == ("Birch", "accepted", "now", dina.account)
    assert stub.milestones == {"accepted": dina.today}
    assert [move.stage for _row, move in access.moves(dina, case_id)] == ["accepted"]


def test_the_request_goes_under_the_key_of_the_case(dina: Actor, request_id: UUID) -> None:
    case_id = actions.accept(dina, request_id, pseudonym="Birch")
    row = Request.objects.get(pk=request_id)
    assert (row.locator, row.compartment) == (case_id, Compartment.CONTACT)


def test_one_page_of_keys_to_each_team(dina: Actor, request_id: UUID) -> None:
    before = RingPage.objects.count()
    actions.accept(dina, request_id, pseudonym="Birch")
    assert RingPage.objects.count() - before == 3


def test_each_role_gets_the_keys_of_the_policy(
    organisation: Organisation, dina: Actor, accepted: Callable[..., UUID]
) -> None:
    case_id = accepted(dina)
    held = {
        name: {kind.name for kind in Compartment if organisation.actor(name).keys.holds(case_id, kind)}
        for name in ("dina", "lev", "ira", "out")
    }
    assert held == {
        "dina": {"LIST", "CONTACT"},
        "lev": {"LIST", "CONTACT", "IDENTITY", "LOGISTICS", "MEDICAL", "MONEY"},
        "ira": {"TESTIMONY"},
        "out": set(),
    }


def test_the_one_who_accepts_keeps_no_more_keys_than_that(dina: Actor, accepted: Callable[..., UUID]) -> None:
    case_id = accepted(dina)
    assert dina.keys.holds(case_id, Compartment.CONTACT)
    assert not dina.keys.holds(case_id, Compartment.IDENTITY)


def test_a_request_is_made_a_case_once(dina: Actor, request_id: UUID) -> None:
    actions.accept(dina, request_id, pseudonym="Birch")
    with pytest.raises(Refused):
        actions.accept(dina, request_id, pseudonym="Birch again")
    assert Case.objects.count() == 1


def test_of_two_who_accept_at_once_the_second_is_told(
    organisation: Organisation, dina: Actor, request_id: UUID
) -> None:
    other = organisation.actor("lev")  # whose session knows nothing yet of the keys that dina makes
    actions.accept(dina, request_id, pseudonym="Birch")
    with pytest.raises(Refused):
        actions.accept(other, request_id, pseudonym="Alder")
    assert Case.objects.count() == 1


@pytest.mark.parametrize("name", ["ira", "out"])
def test_others_find_no_request(organisation: Organisation, request_id: UUID, name: str) -> None:
    with pytest.raises(Absent):
        actions.accept(organisation.actor(name), request_id, pseudonym="Birch")
    assert not Case.objects.exists()


def test_a_request_that_is_not_there(dina: Actor) -> None:
    with pytest.raises(Absent):
        actions.accept(dina, uuid4(), pseudonym="Birch")


def test_nothing_is_kept_of_an_acceptance_that_failed(
    dina: Actor, request_id: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    from waystation.hotline import actions as hotline_actions

    def fail(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(hotline_actions, "hand_over", fail)
    pages = RingPage.objects.count()
    with pytest.raises(RuntimeError):
        actions.accept(dina, request_id, pseudonym="Birch")
    assert not Case.objects.exists()
    assert RingPage.objects.count() == pages


@pytest.mark.parametrize("name", ["\u3164", "\u034f", "\ufe0f", "\u180e", "…", "🙂"])
def test_what_nobody_would_see_is_no_name(name: str) -> None:
    form = AcceptForm({"pseudonym": name, "urgency": "normal"})
    assert "pseudonym" in form.errors


@pytest.mark.parametrize("name", ["Birch", "Ива", "7", "Зуд"])
def test_what_one_sees_is_a_name(name: str) -> None:
    assert AcceptForm({"pseudonym": f"  {name} ", "urgency": "normal"}).is_valid()
