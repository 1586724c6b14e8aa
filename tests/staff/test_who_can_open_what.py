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
from waystation.casework.errors import Refused
from waystation.casework.models import NoteRow
from waystation.staff import holders, members, renewal, teams
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.compartments import Compartment
from waystation.vault.errors import VaultError
from waystation.vault.keyring import Keyring
from waystation.vault.records import read

PARTS = {
    Compartment.CONTACT: {"operator", "coordinator"},
    Compartment.IDENTITY: {"coordinator"},
    Compartment.TESTIMONY: {"documenter"},
}
ROLES = st.sampled_from(["operator", "coordinator", "documenter"])
MANY = st.integers(0, 7)
NAMES = ("anna", "boris", "vera", "gleb")


class Part:
    """Who may open a part of a case: those with one of these roles or, once it is `closed`, whom it names."""

    def __init__(self, roles: set[str]) -> None:
        self.roles = roles
        self.closed = False
        self.through_role: set[str] = set()
        self.given: set[str] = set()

    def may(self, roles: dict[str, str]) -> set[str]:
        found = self.through_role if self.closed else {name for name, role in roles.items() if role in self.roles}
        return found | self.given

    def close(self, roles: dict[str, str], but: str) -> None:
        if not self.closed:
            self.through_role = self.may(roles) - self.given
        self.closed = True
        self.lose(but)

    def lose(self, name: str) -> None:
        self.through_role.discard(name)
        self.given.discard(name)


class Staff(RuleBasedStateMachine):
    """Lev and Ira act; the others come, come back under the same name, get other roles, and go."""

    def __init__(self) -> None:
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        stage.forget()
        self.organisation = stage.found()
        self.came = 0
        self.roles: dict[str, str] = {}
        self.accounts: dict[str, UUID] = {}
        self.cases: dict[UUID, dict[Compartment, Part]] = {}
        self.carried: list[tuple[Keyring, set[UUID]]] = []  # keys that were copied, and the cases they must not open

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
        return sorted(self.cases)[number % len(self.cases)]

    def copy(self, name: str, cases: set[UUID]) -> None:
        self.carried.append((Keyring(signed_in(name).keys.keys()), cases))

    def let_in(self, name: str) -> None:
        if self.roles[name] == "documenter":
            members.let_in(self.organisation.actor("ira"), self.accounts[name], teams.DOCUMENTATION)

    @rule(role=ROLES, number=MANY)
    @precondition(lambda self: len(self.roles) < len(NAMES))
    def somebody_comes(self, role: str, number: int) -> None:
        free = sorted(set(NAMES) - set(self.roles))
        name, self.came = free[number % len(free)], self.came + 1
        self.accounts[name] = add(self.lev, name, (role,), f"Persona {self.came}")
        self.roles[name] = role
        self.let_in(name)

    @rule()
    @precondition(lambda self: len(self.cases) < 3)
    def a_case_is_accepted(self) -> None:
        case = casework.accept(self.lev, waiting_request(), pseudonym=f"Tree {len(self.cases)}")
        self.cases[case] = {part: Part(roles) for part, roles in PARTS.items()}

    @rule(number=MANY)
    @precondition(lambda self: self.cases)
    def something_is_written(self, number: int) -> None:
        casework.write_note(self.lev, self.some_case(number), "A note.")

    @rule(person=MANY, case=MANY)
    @precondition(lambda self: self.roles and self.cases)
    def somebody_is_taken_off_a_case(self, person: int, case: int) -> None:
        name, case_id = self.someone(person), self.some_case(case)
        parts = self.cases[case_id]
        # What Lev can open of it: somebody may have been given who a person is, and not how to reach them.
        if not any(name in parts[part].may(self.roles) for part in (Compartment.CONTACT, Compartment.IDENTITY)):
            with pytest.raises((Absent, Refused)):
                membership.take_off(self.lev, case_id, self.accounts[name])
            return
        self.copy(name, {case_id})
        for part in parts.values():
            part.close(self.roles, name)
        membership.take_off(self.lev, case_id, self.accounts[name])

    @rule(person=MANY, case=MANY, what=st.sampled_from([Compartment.CONTACT, Compartment.IDENTITY]))
    @precondition(lambda self: self.roles and self.cases)
    def somebody_is_let_into_a_case(self, person: int, case: int, what: Compartment) -> None:
        name, case_id = self.someone(person), self.some_case(case)
        if self.roles[name] == "documenter":
            with pytest.raises(Absent):
                membership.give(self.lev, case_id, self.accounts[name], [what])
            return
        membership.give(self.lev, case_id, self.accounts[name], [what])
        part = self.cases[case_id][what]
        if part.closed or name not in part.may(self.roles):
            part.lose(name)
            part.given.add(name)

    @rule(person=MANY, role=ROLES)
    @precondition(lambda self: self.roles)
    def somebody_changes_role(self, person: int, role: str) -> None:
        name = self.someone(person)
        members.change_roles(self.lev, self.accounts[name], [role])
        self.roles[name] = role
        self.let_in(name)
        for part in (part for parts in self.cases.values() for part in parts.values()):
            if role not in part.roles:
                part.through_role.discard(name)

    @rule(person=MANY)
    @precondition(lambda self: self.roles)
    def somebody_leaves(self, person: int) -> None:
        name = self.someone(person)
        self.copy(name, set(self.cases))
        members.remove(self.lev, self.accounts[name])
        del self.roles[name]
        for part in (part for parts in self.cases.values() for part in parts.values()):
            part.lose(name)

    @rule()
    def everybody_opens_a_page(self) -> None:
        for name in ("lev", "ira"):
            renewal.work(self.organisation.actor(name), 20)

    @invariant()
    def those_who_may_open_it_do_and_nobody_else(self) -> None:
        self.everybody_opens_a_page()
        assert not renewal.unfinished()
        for name in self.roles:
            keys = signed_in(name).keys
            for part in PARTS:
                held = {case for case in self.cases if holders.is_current(keys, case, part)}
                assert held == {case for case, parts in self.cases.items() if name in parts[part].may(self.roles)}

    @invariant()
    def nothing_is_lost(self) -> None:
        lev = self.lev
        assert {row.pk for row, _ in access.cases(lev)} == set(self.cases)
        shown = sum(len(access.notes(lev, case)) for case in self.cases)
        assert shown == NoteRow.objects.count()
        assert all(holders.is_current(lev.keys, case, Compartment.IDENTITY) for case in self.cases)

    @invariant()
    def what_leavers_carried_away_opens_nothing(self) -> None:
        for keys, cases in self.carried:
            for row in NoteRow.objects.filter(locator__in=cases):
                with pytest.raises(VaultError):
                    read(row, keys)


SHORT = settings(
    max_examples=10,
    stateful_step_count=12,
    suppress_health_check=list(HealthCheck),
    deadline=None,
)


@pytest.mark.long
@pytest.mark.django_db
def test_any_order_of_coming_and_going(db: None) -> None:
    run_state_machine_as_test(Staff, settings=SHORT)
