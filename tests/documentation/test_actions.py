"""The verbs of documentation, through the real vault."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from tests.casework.test_secrecy import database
from tests.stage import Organisation
from waystation.documentation import access, actions, wording
from waystation.documentation.dates import PartialDate
from waystation.documentation.errors import Refused
from waystation.documentation.models import OF_EVENT, ActRow, EventRow, PersonRow
from waystation.documentation.records import (
    FOLLOWS,
    UNNAMED,
    Act,
    ChainLink,
    Event,
    Information,
    Involvement,
    Person,
    PlaceName,
)
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.compartments import Compartment
from waystation.vault.erasure import is_buried
from waystation.vault.errors import Stale
from waystation.vault.records import create

pytestmark = pytest.mark.django_db


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


def recorded(ira: Actor) -> tuple:  # type: ignore[type-arg]
    event = actions.add_event(ira, Event(title="Raid on Lantern street", began=PartialDate(day=date(2017, 3, 12))))
    victim = actions.find_or_add_person(ira, Person(called="Rowan"))
    act = actions.add_act(ira, Act(event=event, victim=victim, kind="integrity.beating"))
    return event, victim, act


def test_an_event_is_recorded_with_its_parts(ira: Actor) -> None:
    event, victim, act = recorded(ira)
    actions.involve(ira, Involvement(event=event, act=act, perpetrator=victim, degree="coerced"))
    source = actions.find_or_add_person(ira, Person(called="Hazel"))
    actions.add_source(ira, Information(event=event, source=source, connection="eyewitness"))
    assert [(row.pk, found.victim, found.by) for row, found in access.acts(ira, event)] == [(act, victim, ira.account)]
    assert [found.perpetrator for _, found in access.involvements(ira, event)] == [victim]  # victim and perpetrator
    assert [found.reliability for _, found in access.sources(ira, event)] == ["F"]
    assert [held.record.title for held in access.events(ira)] == ["Raid on Lantern street"]


def test_five_hundred_acts_of_one_event_are_kept(ira: Actor) -> None:
    event, victim, _ = recorded(ira)
    for _ in range(499):
        actions.add_act(ira, Act(event=event, victim=victim, kind="integrity.beating"))
    assert len(access.acts(ira, event)) == 500


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_finds_it(organisation: Organisation, ira: Actor, who: str) -> None:
    event, victim, act = recorded(ira)
    other = organisation.actor(who)
    for attempt in (
        lambda: access.event(other, event),
        lambda: access.events(other),
        lambda: access.act(other, event, act),
        lambda: access.names(other),
        lambda: actions.add_event(other, Event(title="x")),
        lambda: actions.change_event(other, event, Event(title="x")),
        lambda: actions.add_act(other, Act(event=event, victim=victim, kind="other")),
        lambda: actions.erase_event(other, event),
        lambda: actions.find_or_add_person(other, Person(called="x")),
    ):
        with pytest.raises(Absent):
            attempt()


def test_the_same_form_sent_twice_makes_one(ira: Actor) -> None:
    once = uuid4()
    assert actions.add_event(ira, Event(title="x"), once=once) == actions.add_event(ira, Event(title="x"), once=once)
    assert EventRow.objects.count() == 1


def test_who_comes_second_overwrites_nothing(ira: Actor) -> None:
    event, victim, act = recorded(ira)
    actions.change_event(ira, event, Event(title="Raid, 12 March"), seen=1)
    with pytest.raises(Stale):
        actions.change_event(ira, event, Event(title="Another"), seen=1)
    assert access.event(ira, event)[1].title == "Raid, 12 March"
    actions.change_act(ira, event, act, Act(event=event, victim=victim, kind="integrity.torture"), seen=1)
    with pytest.raises(Stale):
        actions.change_act(ira, event, act, Act(event=event, victim=victim, kind="other"), seen=1)


def test_people_are_found_again_by_what_they_are_called(ira: Actor) -> None:
    one = actions.find_or_add_person(ira, Person(called=" Rowan  of the hill "))
    assert actions.find_or_add_person(ira, Person(called="rowan of the Hill")) == one
    crowd = Person(called="men in the cell", kind=UNNAMED, minimum=3, maximum=None)
    assert actions.find_or_add_person(ira, crowd) == actions.find_or_add_person(ira, Person(called="men in the cell"))
    with pytest.raises(Refused) as refused:
        actions.find_or_add_person(ira, Person(called="men in the cell", kind=UNNAMED, minimum=4, maximum=5))
    assert refused.value.reasons == (("called", wording.OF_OTHERS),)
    with pytest.raises(Refused):
        actions.change_person(ira, one, Person(called="Men in the cell"))
    assert PersonRow.objects.count() == 2


def test_a_circle_of_events_is_refused_and_nothing_is_written(ira: Actor) -> None:
    one = actions.add_event(ira, Event(title="one"))
    two = actions.add_event(ira, Event(title="two", chain=(ChainLink(kind=FOLLOWS, event=one),)))
    with pytest.raises(Refused) as refused:
        actions.change_event(ira, one, Event(title="one", chain=(ChainLink(kind=FOLLOWS, event=two),)))
    assert refused.value.reasons == (("link", wording.CIRCLE),)
    assert access.event(ira, one)[1].chain == ()
    with pytest.raises(Absent):
        actions.change_event(ira, one, Event(title="one", chain=(ChainLink(kind=FOLLOWS, event=uuid4()),)))


def test_an_event_is_erased_with_all_that_belongs_to_it(ira: Actor) -> None:
    event, victim, act = recorded(ira)
    actions.involve(ira, Involvement(event=event, act=act, perpetrator=victim))
    actions.add_source(ira, Information(event=event, source=victim))
    later = actions.add_event(ira, Event(title="later", chain=(ChainLink(kind=FOLLOWS, event=event),)))
    with pytest.raises(Refused):
        actions.erase_event(ira, event)
    actions.change_event(ira, later, Event(title="later"))
    assert actions.erase_event(ira, event) == 4
    with pytest.raises(Absent):
        access.event(ira, event)
    assert not any(model._default_manager.filter(event=event).exists() for model in OF_EVENT)
    assert [held.id for held in access.events(ira)] == [later]
    assert is_buried(event, Compartment.SELF)  # a backup does not bring it back
    assert is_buried(act, Compartment.SELF)


def test_of_two_who_are_called_the_same_nobody_is_taken_for_either(ira: Actor) -> None:
    """They came from elsewhere: no form of ours makes a second one."""
    for _ in range(2):
        create(PersonRow, Person(called="Wren"), access.key(ira))
    with pytest.raises(Refused) as refused:
        actions.find_or_add_person(ira, Person(called="Wren"))
    assert refused.value.reasons == (("called", wording.SEVERAL),)


def test_what_was_hung_on_another_event_counts_for_nothing(ira: Actor) -> None:
    event, victim, _ = recorded(ira)
    other = actions.add_event(ira, Event(title="other"))
    hung = create(ActRow, Act(event=event, victim=victim, kind="other"), access.key(ira), event=other)
    assert access.acts(ira, other) == []
    with pytest.raises(Absent):
        access.act(ira, other, hung.pk)


MARK = "канарейка-canary"


def test_no_word_of_it_stands_in_any_table(ira: Actor) -> None:
    place = PlaceName(country=MARK, region=MARK, locality=MARK, site=MARK)
    event = actions.add_event(ira, Event(title=MARK, place=place, description=MARK, remarks=MARK))
    person = actions.find_or_add_person(ira, Person(called=MARK, note=MARK))
    act = actions.add_act(ira, Act(event=event, victim=person, kind="integrity.torture", place=place, note=MARK))
    actions.involve(ira, Involvement(event=event, act=act, perpetrator=person, note=MARK))
    actions.add_source(ira, Information(event=event, source=person, note=MARK))
    everything = database()
    assert MARK.encode() not in everything
    assert b"canary" not in everything
    assert b"integrity.torture" not in everything
