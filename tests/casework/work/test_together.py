"""Tasks changed together: seen before, done in turns, taken back but for what others changed since, with history."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import history, membership
from waystation.casework import together as turns
from waystation.casework.together import Target
from waystation.casework.work import access, actions, together
from waystation.casework.work.records import CANCELLED, DONE, OPEN, Task
from waystation.desk.wording import VERBS
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, COORDINATION, DUTY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ClientOf = Callable[[str], Client]
DAY = date(2030, 1, 2)


@pytest.fixture
def case_id(dina: Actor, accepted: Callable[..., UUID]) -> UUID:
    return accepted(dina)


@pytest.fixture
def three(dina: Actor, case_id: UUID) -> list[UUID]:
    """Two on a case, one on none."""
    on_case = [actions.add_task(dina, case_id, what=what, who=dina.account) for what in ("call", "write")]
    return [*on_case, actions.add_task(dina, None, what="buy ink", team=DUTY, due=DAY - timedelta(days=1))]


def targets(actor: Actor, ids: list[UUID]) -> list[Target]:
    return [Target(one, access.task(actor, one)[0].version) for one in ids]


def tasks(actor: Actor, ids: list[UUID]) -> list[Task]:
    return [access.task(actor, one)[1] for one in ids]


def states(actor: Actor, ids: list[UUID]) -> list[str]:
    return [task.state for task in tasks(actor, ids)]


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_several_are_set_and_put_back_with_history_and_log(dina: Actor, lev: Actor, three: list[UUID]) -> None:
    refresh(lev)
    batch, before = uuid4(), tasks(dina, three)
    wish = {"state": DONE, "due": DAY, "who": lev.account, "team": ""}
    done = together.change(dina, batch, targets(dina, three), wish)
    assert (done.left, done.stayed) == (0, [])
    for task in tasks(dina, three):
        assert (task.state, task.due, task.who, task.team) == (DONE, DAY, lev.account, "")
        assert (task.ended_by, task.ended_at is not None) == (dina.account, True)
    assert len(access.tasks(dina).group(OPEN)) == 0
    assert [(each.made.id, each.count) for each in together.batches(dina)] == [(batch, 3)]
    assert together.take_back(lev, batch).stayed == []
    assert tasks(dina, three) == before
    assert together.batches(dina) == []
    assert [len(history.of_row(dina, one)) for one in three] == [2, 2, 2]
    said = [entry.verb for _number, entry in entries(lev.keys, lev.team(AUDIT), newest=6) if entry]
    assert said == ["work.put_back_together"] * 3 + ["work.changed_together"] * 3
    assert set(said) <= set(VERBS)
    with pytest.raises(Absent):
        together.take_back(dina, batch)


def test_what_is_left_empty_stays(dina: Actor, three: list[UUID]) -> None:
    together.change(dina, uuid4(), targets(dina, three), {"who": None, "team": COORDINATION})
    assert [(task.team, task.who, task.due, task.state) for task in tasks(dina, three)] == [
        (COORDINATION, None, None, OPEN),
        (COORDINATION, None, None, OPEN),
        (COORDINATION, None, DAY - timedelta(days=1), OPEN),
    ]


def test_what_somebody_changed_meanwhile_stays_and_is_said(dina: Actor, lev: Actor, three: list[UUID]) -> None:
    seen = targets(dina, three)
    refresh(lev)
    actions.end_task(lev, three[1], CANCELLED, note="she stays")
    done = together.change(dina, uuid4(), seen, {"state": DONE})
    assert done.stayed == [three[1]]
    assert states(dina, three) == [DONE, CANCELLED, DONE]


def test_what_somebody_changed_since_is_not_put_back_and_is_said(dina: Actor, lev: Actor, three: list[UUID]) -> None:
    batch = uuid4()
    together.change(dina, batch, targets(dina, three), {"due": DAY})
    refresh(lev)
    actions.change_task(lev, three[0], what="call", due=None)
    actions.change_task(lev, three[1], what="write twice", due=DAY)  # another field: what was set still stands
    assert together.take_back(dina, batch).stayed == [three[0]]
    assert [(task.what, task.due) for task in tasks(dina, three)][:2] == [("call", None), ("write twice", None)]
    with pytest.raises(Absent):
        together.take_back(dina, batch)


def test_what_is_changed_while_it_is_put_back_stays(
    dina: Actor, lev: Actor, three: list[UUID], monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = uuid4()
    together.change(dina, batch, targets(dina, three), {"due": DAY})
    refresh(lev)
    theirs = DAY + timedelta(days=1)
    monkeypatch.setattr(turns, "in_order", lambda: actions.change_task(lev, three[1], what="write", due=theirs))
    together.take_back(dina, batch)
    assert [task.due for task in tasks(dina, three)] == [None, theirs, DAY - timedelta(days=1)]


def test_it_goes_on_where_it_was_cut_off(dina: Actor, three: list[UUID], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "AT_ONCE", 1)
    batch, seen = uuid4(), targets(dina, three)
    assert together.change(dina, batch, seen, {"state": DONE}, seconds=0).left == 2
    assert states(dina, three) == [DONE, OPEN, OPEN]
    once = access.task(dina, three[0])[0].version
    assert together.change(dina, batch, seen, {"state": DONE}).left == 0
    assert states(dina, three) == [DONE] * 3
    assert access.task(dina, three[0])[0].version == once  # not done twice
    assert together.take_back(dina, batch, seconds=0).left == 2
    assert together.take_back(dina, batch).left == 0
    assert states(dina, three) == [OPEN] * 3


def test_only_these_fields_only_colleagues_and_only_done(dina: Actor, out: Actor, three: list[UUID]) -> None:
    for wish in ({"what": "x"}, {}, {"state": CANCELLED}, {"state": OPEN}, {"note": "x"}):
        with pytest.raises(ValueError, match="nothing"):
            together.change(dina, uuid4(), targets(dina, three), wish)
    for who in (out.account, uuid4()):
        with pytest.raises(Absent):
            together.change(dina, uuid4(), targets(dina, three), {"who": who, "team": ""})
    with pytest.raises(Absent):
        together.change(dina, uuid4(), targets(dina, three), {"who": None, "team": "cooks"})
    with pytest.raises(Absent):
        together.change(out, uuid4(), [], {"state": DONE})


def test_a_task_of_a_case_that_does_not_open_is_not_touched(
    organisation: Organisation, dina: Actor, case_id: UUID, three: list[UUID]
) -> None:
    lev = organisation.actor("lev")
    seen = targets(dina, three)
    membership.take_off(lev, case_id, dina.account)
    dina = organisation.actor("dina")
    done = together.change(dina, uuid4(), seen, {"state": DONE})
    assert done.stayed == three[:2]
    assert states(organisation.actor("lev"), three) == [OPEN, OPEN, DONE]


def test_after_a_week_it_is_not_offered(dina: Actor, three: list[UUID]) -> None:
    together.change(dina, uuid4(), targets(dina, three), {"state": DONE})
    later = replace(dina, now=lambda: datetime.now(UTC) + timedelta(days=8))
    assert together.batches(later) == []


def test_it_is_seen_in_the_browser_before_it_is_done(client_of: ClientOf, dina: Actor, three: list[UUID]) -> None:
    browser, url = client_of("dina"), reverse("work:together")
    assert "Tick tasks" in text(browser.get(url))
    listed = text(browser.get(reverse("work:tasks")))
    assert all(f'value="{one}"' in listed for one in three)
    chosen = browser.post(url, {"task": three[:2]})
    assert chosen.context["step"] == "choose"
    nothing = browser.post(url, {"task": three[:2], "step": "look"})
    assert (nothing.status_code, "Say what is to be changed" in text(nothing)) == (422, True)
    said = {"task": three[:2], "state": "on", "due": str(DAY), "once": chosen.context["form"]["once"].value()}
    look = browser.post(url, said | {"step": "look"})
    assert "2 tasks will change" in text(look)
    assert states(dina, three) == [OPEN] * 3
    seen = [f"{line['id']}:{line['version']}" for line in look.context["lines"]]
    answer = browser.post(url, said | {"step": "do", "target": seen}, follow=True)
    assert "Changed together before" in text(answer)
    assert states(dina, three) == [DONE, DONE, OPEN]
    browser.post(reverse("work:put-back", args=[said["once"]]))
    assert states(dina, three) == [OPEN] * 3


def test_all_that_are_listed_can_be_chosen(client_of: ClientOf, dina: Actor, lev: Actor, three: list[UUID]) -> None:
    actions.change_task(dina, three[0], what="call", due=None, who=lev.account)
    browser, url = client_of("dina"), reverse("work:together")
    assert len(browser.post(url, {"all": "1"}).context["chosen"]) == 3
    mine = browser.post(url, {"all": "1", "whose": "mine"}).context["chosen"]
    assert {task.what for _row, task in mine} == {"write", "buy ink"}


def test_whoever_takes_it_is_a_choice_of_its_own(client_of: ClientOf, dina: Actor, three: list[UUID]) -> None:
    seen = [f"{each.id}:{each.version}" for each in targets(dina, three)]
    sent = {"task": three, "target": seen, "whose": "anyone", "once": uuid4(), "step": "do"}
    assert client_of("dina").post(reverse("work:together"), sent).status_code == 303
    assert [(task.who, task.team) for task in tasks(dina, three)] == [(None, "")] * 3


def test_whoever_was_overtaken_is_told_on_the_page(client_of: ClientOf, dina: Actor, three: list[UUID]) -> None:
    sent = {"task": three[:1], "target": [f"{three[0]}:9"], "state": "on", "once": uuid4(), "step": "do"}
    page = text(client_of("dina").post(reverse("work:together"), sent))
    assert "1 task stays as it is" in page
    assert ">call</a>" in page


@pytest.mark.parametrize(("name", "status"), [("dina", 200), ("lev", 200), ("ira", 404), ("out", 404)])
def test_who_has_the_page(client_of: ClientOf, name: str, status: int) -> None:
    assert client_of(name).get(reverse("work:together")).status_code == status
