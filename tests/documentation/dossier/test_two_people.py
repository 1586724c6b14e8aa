"""A dossier with names, or for authorities and courts of the home state, takes two people; many readers get no more."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.documentation.dossier.test_dossier import ALL, POSTED, _asked, drawn, of, text
from tests.documentation.dossier.test_dossier import rich as rich
from tests.documentation.statements.conftest import Scene
from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.documentation import access
from waystation.documentation.dossier import actions, gathering, seconding
from waystation.documentation.dossier.wording import CALLED, CODES, GENERAL
from waystation.documentation.errors import Refused
from waystation.documentation.formats import exporting
from waystation.documentation.statements import actions as statements
from waystation.documentation.statements.records import WITHDRAWN
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
NAMED = {"names": CALLED, "nobody": True}


def made(actor: Actor, event: UUID, **more: Any) -> bool:
    refresh(actor)
    return actions.make(actor, event, _asked(**more)) is not None


@pytest.mark.parametrize(
    "more",
    [{"names": CALLED}, {"purpose": "share_home_authority"}, {"purpose": "share_court"}],
    ids=["names", "home", "court"],
)
def test_it_leaves_by_the_hand_of_a_second_one_who_may_ask(
    rich: Scene, ira: Actor, yan: Actor, nell: Actor, more: dict[str, Any]
) -> None:
    assert not made(ira, rich.event, **more)
    assert not made(ira, rich.event, **more)  # who presses twice is still one
    assert len(seconding.open_wishes(ira, rich.event)) == 1
    assert exporting.given(ira) == []
    assert not made(yan, rich.event, **more)  # two are there, and neither may ask for consent
    with pytest.raises(Refused) as refused:
        made(nell, rich.event, **more)
    assert "Name the cases of the people in it" in str(refused.value.reasons[0][1])
    assert made(nell, rich.event, **more, nobody=True)
    assert len(exporting.given(nell)) == 1
    assert seconding.open_wishes(nell, rich.event) == []
    assert not made(nell, rich.event, **more, nobody=True)  # and the next one takes two again


def test_who_may_ask_gives_it_out_once_a_colleague_wants_the_same(rich: Scene, ira: Actor, nell: Actor) -> None:
    assert not made(nell, rich.event, **NAMED)
    assert not made(nell, rich.event, **NAMED)  # nobody agrees with themselves
    assert not made(ira, rich.event, names=CALLED)
    assert made(nell, rich.event, **NAMED)


@pytest.mark.parametrize(
    "other",
    [{"to": "Anchor"}, {"contents": ALL - {"sure"}}, {"language": "ru"}, {"purpose": "share_un"}],
    ids=["to", "contents", "language", "purpose"],
)
def test_who_wants_something_else_is_no_second_one(rich: Scene, ira: Actor, nell: Actor, other: dict[str, Any]) -> None:
    made(ira, rich.event, names=CALLED)
    assert not made(nell, rich.event, **(NAMED | other))


def test_what_was_written_since_was_wanted_by_nobody(rich: Scene, ira: Actor, nell: Actor) -> None:
    made(ira, rich.event, names=CALLED)
    rich.another("Juniper")
    assert not made(nell, rich.event, **NAMED)


def test_after_a_week_it_is_wanted_no_more(rich: Scene, ira: Actor, nell: Actor) -> None:
    made(ira, rich.event, names=CALLED)
    later = nell.now() + timedelta(days=seconding.DAYS, minutes=1)
    assert not made(dataclasses.replace(nell, now=lambda: later), rich.event, **NAMED)


def test_the_cases_that_are_named_are_asked_when_it_leaves(
    rich: Scene, ira: Actor, nell: Actor, accepted: Callable[..., UUID]
) -> None:
    case_id = accepted(nell, "Birch")
    made(ira, rich.event, names=CALLED)
    with pytest.raises(Refused):
        made(nell, rich.event, names=CALLED, called=("Birch",))
    cases.record_consent(nell, case_id, purpose="share_ngo", recipient="Harbour", state="given")
    assert made(nell, rich.event, names=CALLED, called=("Birch",))
    assert len(casework.uses(nell, case_id)) == 1
    with pytest.raises(Refused):
        made(nell, rich.event, names=CALLED, called=("Birch",), nobody=True)


def test_the_page_says_who_waits_and_fills_the_form_in(
    rich: Scene, ira: Actor, nell: Actor, signed_in: Callable[[str], Client]
) -> None:
    place, posted = f"/staff/events/{rich.event}/dossier", POSTED | {"names": CALLED, "to": "The clinic"}
    first, other = signed_in("ira"), signed_in("nell")
    answer = first.post(place, posted, follow=True)
    assert "nothing has left" in answer.content.decode()
    assert "You wanted it: somebody else gives it out." in answer.content.decode()
    page = other.get(place).content.decode()
    assert "Waits for a second person" in page
    link = page.split('href="?as=')[1].split('"')[0]
    form = other.get(f"{place}?as={link}").context["form"]
    said = {name: form[name].value() for name in ("contents", "names", "language", "purpose", "to", "why")}
    assert said["to"] == "The clinic"
    assert "Say" not in form.errors
    left = other.post(place, said | {"asked": "on", "nobody": "on"})
    assert left["Content-Disposition"] == 'attachment; filename="dossier.pdf"'
    assert "Waits for a second person" not in first.get(place).content.decode()


def test_many_readers_get_no_mark_of_ours_no_hour_and_no_language(rich: Scene, ira: Actor) -> None:
    found = of(ira, rich, GENERAL)
    at = access.event(ira, rich.event)[1].at
    assert at is not None
    assert str(rich.event) not in found
    assert f"As of\n{at:%Y-%m}\n" in found
    assert "UTC" not in found
    assert "Chechen" not in found
    assert "Chechen" in of(ira, rich, CODES)
    pdf = drawn(gathering.gather(ira, [rich.event], ALL, GENERAL, "en"))
    assert f"{at:%Y-%m}-01T00:00:00+00:00".encode() in pdf
    assert f"{at:%Y-%m-%d %H}" not in text(pdf)


def test_no_file_of_an_exhibit_goes_to_many_readers(rich: Scene, ira: Actor) -> None:
    with pytest.raises(Refused) as refused:
        actions.make(ira, rich.event, _asked(names=GENERAL, files=True))
    assert refused.value.reasons[0][0] == "files"
    assert actions.make(ira, rich.event, _asked(names=CODES, files=True)) is not None


def test_what_a_consent_took_back_is_gone_from_what_is_given_out(rich: Scene, ira: Actor, nell: Actor) -> None:
    said = next(each for each in statements.access.assertions(ira, rich.event) if each.said.property == "perpetrator")
    made(ira, rich.event, names=CALLED)
    statements.retract(ira, rich.event, said.said.id, ground=WITHDRAWN, why="Afraid.")
    assert not made(nell, rich.event, **NAMED)
