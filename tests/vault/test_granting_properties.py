"""Granting, in any order, with noise between: everybody comes to hold what was granted to them, and nothing else."""

import os
import uuid

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as choices
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from waystation.vault import directory, grants, rings, suite
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key, Keyring
from waystation.vault.models import RingPage
from waystation.vault.padding import pad

pytestmark = pytest.mark.django_db
WHO, CASES = st.sampled_from(range(4)), st.sampled_from(range(3))
ROLES = ("anna", "bert", "team", "other team")


class Granting(RuleBasedStateMachine):
    """Two people, two teams that may hold each other, three cases whose keys change; folding, strangers, sessions."""

    def __init__(self) -> None:
        super().__init__()
        self.holders = [grants.create_keys(uuid.uuid4(), [Compartment.SELF])[0] for _ in ROLES]
        self.cases = [grants.create_keys(uuid.uuid4(), [Compartment.LIST])[0] for _ in range(3)]
        self.given: dict[int, set[Key]] = {who: set() for who in range(4)}
        self.running, self.cursor = Keyring([self.holders[0]]), 0

    @rule(who=WHO, which=CASES)
    def grant(self, who: int, which: int) -> None:
        grants.grant([self.cases[which]], to=self.holders[who].locator)
        self.given[who].add(self.cases[which])

    @rule(who=WHO, team=st.sampled_from((2, 3)))
    def join(self, who: int, team: int) -> None:
        grants.grant([self.holders[team]], to=self.holders[who].locator)
        self.given[who].add(self.holders[team])

    @rule(which=CASES)
    def rotate(self, which: int) -> None:
        older = self.cases[which]
        self.cases[which] = Key.new(older.locator, older.compartment, older.epoch + 1)
        directory.publish(self.cases[which])

    @rule(who=WHO)
    def fold(self, who: int) -> None:
        grants.fold(self.holders[who])

    @rule()
    def go_on(self) -> None:
        self.cursor = grants.refresh(self.running, self.cursor)

    @rule(who=WHO, which=CASES, form=st.sampled_from((grants.POSTED, grants.FOLDED, b"?")))
    def noise(self, who: int, which: int, form: bytes) -> None:
        RingPage.objects.create(locator=self.holders[who].locator, sealed=form + os.urandom(700))

    @rule(who=WHO, which=CASES, mark=st.binary(max_size=16))
    def forge(self, who: int, which: int, mark: bytes) -> None:
        """A newer key of a case, sealed to the public key as the program does it, by somebody without the half."""
        holder, case = self.holders[who], self.cases[which]
        forged = Key.new(case.locator, case.compartment, case.epoch + 5)
        sealed = suite.seal_to(
            holder.public, grants._context(grants.POSTED, holder.locator), pad(rings.pack(Keyring([forged]).groups()))
        )
        RingPage.objects.create(locator=holder.locator, sealed=grants.POSTED + sealed, mark=mark)

    def _reachable(self, who: int) -> set[Key]:
        found, waiting = {self.holders[who]}, [who]
        while waiting:
            for key in self.given[waiting.pop()] - found:
                found.add(key)
                if key in self.holders:
                    waiting.append(self.holders.index(key))
        return found

    @invariant()
    def each_holds_what_was_granted(self) -> None:
        for who, holder in enumerate(self.holders):
            keyring = Keyring([holder])
            grants.refresh(keyring)
            assert set(keyring.keys()) == self._reachable(who)

    @invariant()
    def a_session_that_runs_never_holds_more(self) -> None:
        assert set(self.running.keys()) <= self._reachable(0)

    def teardown(self) -> None:
        grants.refresh(self.running, self.cursor)
        assert set(self.running.keys()) == self._reachable(0)


class TestGranting(TestCase):
    def test_any_work(self) -> None:
        run_state_machine_as_test(
            Granting,
            settings=choices(max_examples=12, stateful_step_count=20, suppress_health_check=list(HealthCheck)),
        )
