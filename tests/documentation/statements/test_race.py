"""Reviewers who judge at the same moment, each in a session of their own: nobody is overruled unread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from tests.documentation.statements.conftest import Scene, _another
from tests.evacuation.conftest import on_file  # noqa: F401
from tests.stage import Organisation
from tests.threads import at_once
from waystation.documentation.assertions import Claim
from waystation.documentation.corroboration import CORROBORATED, REFUTED, REPORTED, Status
from waystation.documentation.errors import Refused
from waystation.documentation.statements import access, actions, weighing
from waystation.documentation.statements.models import IndependenceRow, StatusReviewRow
from waystation.staff.actor import Actor
from waystation.vault.errors import Stale

pytestmark = pytest.mark.django_db(transaction=True)


class Judged:
    """A beating and a death of which two people tell, and three who review."""

    def __init__(self, organisation: Organisation) -> None:
        self.scene = scene = Scene(organisation.actor("ira"))
        names = ("yan", "Osip"), ("zoya", "Vera"), ("rita", "Rita")
        self.reviewers = [_another(organisation, *each) for each in names]
        self.died = {"subject": scene.death, "value": "life.death_under_torture", "line": 3}
        self.beaten = scene.says()
        self.dead = scene.says(connection="eyewitness", **self.died)
        self.sources = [scene.rowan, scene.person("Hazel")]
        scene.another()
        scene.another(**self.died)

    def fresh(self, number: int) -> Actor:
        """A reviewer in another session: with a memory of its own."""
        return replace(self.reviewers[number], memory={})

    def compare(self, who: Actor, independent: bool, seen: str | None = None) -> str:
        act = partial(actions.compare, who, self.scene.event, *self.sources, independent=independent, seen=seen)
        return tried(lambda: act(reason="I know them."))

    def review(self, who: Actor, one: object, finding: str, seen: str) -> str:
        act = partial(actions.review, who, self.scene.event, one, finding=finding, reason="Read it.", seen=seen)
        return tried(act)

    def status(self, subject: object, value: str) -> Status:
        return weighing.weigh(self.fresh(2), self.scene.event).statuses[Claim(subject, "happened", value)]  # type: ignore[arg-type]

    @property
    def death(self) -> Status:
        return self.status(self.scene.death, "life.death_under_torture")

    @property
    def beating(self) -> Status:
        return self.status(self.scene.beating, "integrity.beating")


def tried(act: Callable[[], object]) -> str:
    try:
        act()
    except (Refused, Stale) as error:
        return type(error).__name__
    return "done"


@pytest.fixture
def judged(on_file: Callable[[], Organisation]) -> Judged:  # noqa: F811
    return Judged(on_file())


def test_of_two_who_judge_the_same_sources_at_once_one_reads_the_other(judged: Judged) -> None:
    seen = weighing.words_on(access.compared(judged.fresh(0), judged.sources))
    words = [partial(judged.compare, judged.fresh(number), number == 0, seen) for number in range(3)]
    assert sorted(at_once(*words)) == ["Stale", "Stale", "done"]
    assert IndependenceRow.objects.count() == 1


def test_two_who_agree_at_once_are_two_and_one_in_two_sessions_is_one(judged: Judged) -> None:
    judged.compare(judged.fresh(2), True)
    assert (judged.death.code, judged.death.public) == (CORROBORATED, REPORTED)
    seen = weighing.stand(judged.death)
    twice = [partial(judged.review, judged.fresh(0), judged.dead, "confirms", seen) for _session in range(3)]
    assert at_once(*twice) == ["done"] * 3
    assert (len(judged.death.reviewers), judged.death.public) == (1, REPORTED)
    other = partial(judged.review, judged.fresh(1), judged.dead, "confirms", seen)
    assert at_once(other, twice[0]) == ["done"] * 2
    assert (len(judged.death.reviewers), judged.death.public) == (2, CORROBORATED)


def test_who_refutes_is_not_outrun_by_who_confirms(judged: Judged) -> None:
    """Whichever is written first: nothing is said in public of what a reviewer refuted."""
    seen = weighing.stand(judged.beating)
    jobs = [
        partial(judged.review, judged.fresh(number), judged.beaten, finding, seen)
        for number, finding in enumerate(("confirms", "refutes"))
    ]
    assert at_once(*jobs) in (["done", "done"], ["Stale", "done"])
    assert (judged.beating.code, judged.beating.public) == (REFUTED, "")
    assert StatusReviewRow.objects.count() in (1, 2)


def test_what_falls_while_somebody_agrees_is_agreed_by_nobody(judged: Judged) -> None:
    judged.compare(judged.fresh(2), True)
    seen = weighing.stand(judged.beating)
    ira = replace(judged.scene.ira, memory={})
    fall = partial(actions.retract, ira, judged.scene.event, judged.beaten, ground="withdrawn", why="He asks for it.")
    at_once(partial(judged.review, judged.fresh(0), judged.beaten, "confirms", seen), lambda: tried(fall))
    assert (judged.beating.code, judged.beating.public) == ("first_hand", REPORTED)
    assert judged.beating.reviewers == frozenset()
