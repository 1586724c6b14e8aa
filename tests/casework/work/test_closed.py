"""Work on a case is given to nobody who cannot open it, and what somebody has does not go out of sight with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from tests.stage import Organisation
from waystation.casework import membership
from waystation.casework.errors import Refused
from waystation.casework.together import Target
from waystation.casework.wording import CANNOT_OPEN_IT
from waystation.casework.work import access, actions, together
from waystation.staff.access import profiles
from waystation.staff.actor import Actor
from waystation.staff.teams import COORDINATION, DUTY

ClientOf = Callable[[str], Client]
NOBODY = "Nobody else who may agree can open this case"

pytestmark = pytest.mark.usefixtures("in_english")


@pytest.fixture
def closed(lev: Actor, dina: Actor, accepted: Callable[..., UUID]) -> UUID:
    """A case that Dina was taken off."""
    case_id = accepted(lev)
    membership.take_off(lev, case_id, dina.account)
    return case_id


def test_who_cannot_open_a_case_is_given_no_task_of_it(lev: Actor, dina: Actor, closed: UUID) -> None:
    with pytest.raises(Refused) as refused:
        actions.add_task(lev, closed, what="Call her", who=dina.account)
    assert refused.value.reasons == (CANNOT_OPEN_IT,)
    task = actions.add_task(lev, closed, what="Call her")
    with pytest.raises(Refused):
        actions.change_task(lev, task, what="Call her", due=None, who=dina.account)
    actions.change_task(lev, task, what="Call her", due=None, who=lev.account)
    assert access.task(lev, task)[1].who == lev.account


def test_nor_is_a_team_nobody_of_which_can(lev: Actor, closed: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    staff = {lev.account: replace(profiles(lev)[lev.account], teams=[COORDINATION])}
    monkeypatch.setattr(actions, "profiles", lambda _: staff)
    with pytest.raises(Refused):
        actions.add_task(lev, closed, what="Call her", team=DUTY)
    actions.add_task(lev, closed, what="Call her", team=COORDINATION)


def test_nor_among_many(lev: Actor, dina: Actor, closed: UUID) -> None:
    task = actions.add_task(lev, closed, what="Call her")
    version = access.task(lev, task)[0].version
    outcome = together.change(lev, UUID(int=7), [Target(task, version)], {"who": dina.account})
    assert outcome.stayed == [task]
    assert access.task(lev, task)[1].who is None


def test_what_somebody_has_who_is_taken_off_is_for_whoever_takes_it(
    organisation: Organisation, lev: Actor, dina: Actor, accepted: Callable[..., UUID], client_of: ClientOf
) -> None:
    case_id, other = accepted(lev), accepted(lev, pseudonym="Heron")
    mine, theirs, elsewhere = (
        actions.add_task(lev, case, what="Call her", who=who)
        for case, who in ((case_id, lev.account), (case_id, dina.account), (other, dina.account))
    )
    page = reverse("casework:take-off", args=[case_id, dina.account])
    assert "1 open task of this case is theirs" in client_of("lev").get(page).content.decode()
    assert client_of("lev").post(page, {}).status_code == 303
    lev = organisation.actor("lev")
    assert [access.task(lev, each)[1].who for each in (mine, theirs, elsewhere)] == [lev.account, None, dina.account]


def test_it_is_said_where_nobody_could_answer_what_is_asked(
    lev: Actor, dina: Actor, accepted: Callable[..., UUID], client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[Any] = []
    monkeypatch.setattr(actions, "nudge", lambda _, who: called.append(set(who)))
    case_id = accepted(lev)
    ask = reverse("work:approval-new", args=[case_id])
    sent = {"kind": "money", "what": "200 euro"}
    for who, said in (("lev", True), ("dina", False)):
        browser = client_of(who)
        answer = browser.get(ask).content.decode(), browser.post(ask, sent, follow=True).content.decode()
        assert [NOBODY in page for page in answer] == [said, said], who
    assert called == [set(), {lev.account}]
