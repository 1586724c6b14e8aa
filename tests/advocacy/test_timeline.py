"""What was asked, said and done, from day to day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.advocacy.test_actions import sent
from waystation.advocacy import access, following, pressing, shown, wording
from waystation.advocacy.records import Pressure, Reply
from waystation.documentation.dates import PartialDate
from waystation.documentation.errors import Refused
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

pytestmark = pytest.mark.usefixtures("in_english")


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_two_lanes_in_order(lev: Actor, max_: Actor, committee: object) -> None:
    made = sent(lev, max_, committee, days_ago=40)  # type: ignore[arg-type]
    following.note_reply(lev, Reply(submission=made, kind="refusal", day=lev.today - timedelta(days=2)))
    spoke = PartialDate(day=lev.today - timedelta(days=20))
    pressing.add_pressure(lev, Pressure(side="others", kind="voted", who="A parliament", day=spoke, what="An inquiry"))
    refresh(lev)
    picture, lines = shown.timeline(lev)
    assert [str(lane) for lane, _each in lines] == [
        "What we asked",
        "What others said and did",
        "What those in power said and did",
    ]
    assert picture is not None
    assert [(band.name.partition(":")[0], len(band.dots)) for band in picture.bands] == [
        ("Pressure", 2),
        ("Response", 1),
    ]


@pytest.mark.parametrize(
    ("more", "field", "why"),
    [
        ({"side": "nobody"}, "side", wording.NO_SUCH_SIDE),
        ({"kind": "nonsense"}, "side", wording.NO_SUCH_SIDE),
        ({"who": " "}, "who", wording.SAY_WHO),
        ({"what": ""}, "what", wording.SAY_WHAT),
        ({"days": 1}, "day", wording.NOT_YET),
    ],
)
def test_what_is_wrong_is_said(lev: Actor, more: dict[str, object], field: str, why: object) -> None:
    day = PartialDate(day=lev.today + timedelta(days=int(str(more.pop("days", 0)))))
    told: dict[str, object] = {"side": "others", "kind": "spoke", "who": "A minister", "what": "It is looked into"}
    with pytest.raises(Refused) as refused:
        pressing.add_pressure(lev, Pressure(**(told | more), day=day))  # type: ignore[arg-type]
    assert (field, why) in refused.value.reasons


def test_it_is_written_changed_and_taken_away(client_of: Callable[[str], Client], lev: Actor) -> None:
    tim = client_of("lev")
    said = {
        "side": "power",
        "kind": "denied",
        "who": "A <b>spokesman</b>",
        "day": "2017-04",
        "what": "There is nobody.",
    }
    assert tim.post(reverse("advocacy:pressure-new"), said | {"day": "April"}).status_code == 422
    assert tim.post(reverse("advocacy:pressure-new"), said).status_code == 303
    refresh(lev)
    ((one, _found),) = access.pressures(lev)
    page = text(tim.get(reverse("advocacy:timeline")))
    assert "2017-04" in page
    assert "A &lt;b&gt;spokesman&lt;/b&gt;" in page
    address = reverse("advocacy:pressure", args=[one])
    version = str(access.pressure(lev, one)[0].version)
    assert tim.post(address, said | {"who": "Another", "version": version}).status_code == 303
    assert tim.post(address, said | {"who": "A third", "version": version}).status_code == 422
    assert tim.post(reverse("advocacy:pressure-remove", args=[one])).status_code == 303
    refresh(lev)
    assert access.pressures(lev) == []
