"""What a world that keeps to no form does to files: circles, impossible days, very many acts, edits after an export."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.documentation.formats.test_taking import forget_everything, given, plain, without_ids
from waystation.documentation import access, actions, intervening
from waystation.documentation.dates import read
from waystation.documentation.dossier import gathering, paper
from waystation.documentation.dossier.wording import CODES, CONTENTS
from waystation.documentation.formats import stored, taking
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.records import (
    FOLLOWS,
    Act,
    BiographicDetail,
    ChainLink,
    Event,
    Information,
    Intervention,
    Person,
)
from waystation.staff.actor import Actor
from waystation.vault.records import rewrite

pytestmark = pytest.mark.django_db
NO_STATEMENTS: dict[str, Any] = {"statements": {}}


def taken(actor: Actor, content: bytes) -> Any:
    upload = taking.begin(actor, [content], "events")
    outcome = taking.look(actor, taking.one(actor, upload)[1])
    assert taking.take(actor, upload) == outcome.made
    return outcome


def draws(actor: Actor, event: UUID) -> None:
    """A dossier of it is drawn to its end."""
    drawing = paper.drawn(gathering.gather(actor, [event], CONTENTS, CODES, "en"))
    assert list(drawing)[-1] == 1.0


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_a_circle_that_stands_here_goes_out_and_is_opened_on_its_way_in(ira: Actor, kind: str) -> None:
    made = [actions.add_event(ira, Event(title=name)) for name in ("one", "two", "three")]
    for number, event in enumerate(made):
        row, found = access.event(ira, event)
        links = (ChainLink(kind=FOLLOWS, event=made[number - 1]), ChainLink(kind="part_of", event=event))
        rewrite(row, taking.replace(found, chain=links), ira.keys)
    for event in made:
        draws(ira, event)
    assert given(ira, "esf")
    content = given(ira, kind)
    forget_everything(ira)
    outcome = taken(ira, content)
    assert outcome.made == 3
    assert outcome.left["chain", "circle"] == 4  # three that are part of themselves, and the last of the circle
    assert sum(len(each.chain) for each in stored.everything(ira)["events"].values()) == 2


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_the_first_and_the_last_day_of_the_calendar_go_out_and_in(ira: Actor, kind: str) -> None:
    rowan = actions.find_or_add_person(ira, Person(called="Rowan"))
    first, last = read("0001"), read("9999-12-31~")
    event = actions.add_event(ira, Event(title="Always", began=first, ended=last))
    actions.add_act(ira, Act(event=event, victim=rowan, kind="other", began=read("0001-01-01"), ended=read("9999-12")))
    actions.add_source(ira, Information(event=event, source=rowan, told=last))
    step = Intervention(event=event, party=rowan, kinds=("crime_report",), made=first)
    intervening.add_intervention(ira, step, party="Harbour")
    intervening.add_life(ira, BiographicDetail(person=rowan, began=first, ended=last, employment="baker"))
    draws(ira, event)
    before = plain(stored.everything(ira))
    assert b"9999-12-31" in given(ira, "esf")
    content = given(ira, kind)
    forget_everything(ira)
    assert not taken(ira, content).left
    assert without_ids(plain(stored.everything(ira))) == without_ids(before)


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_five_hundred_acts_go_out_and_in(ira: Actor, kind: str) -> None:
    rowan = actions.find_or_add_person(ira, Person(called="Rowan"))
    event = actions.add_event(ira, Event(title="The mill of Karvan"))
    acts = {uuid4(): Act(event=event, victim=rowan, kind="other", note=str(number)) for number in range(500)}
    stored.write(ira, {"acts": acts}, NO_STATEMENTS)
    content = given(ira, kind, events=[event])
    forget_everything(ira)
    assert taken(ira, content).made == 502
    notes = sorted(int(each.note) for each in stored.everything(ira)["acts"].values())
    assert notes == list(range(500))


def test_what_was_edited_since_stays_and_is_told(ira: Actor, documented: UUID) -> None:
    """A file that is taken in again undoes nothing that somebody wrote after it."""
    content = given(ira)
    row, found = access.event(ira, documented)
    actions.change_event(ira, documented, taking.replace(found, title="Raid, as we know now"), seen=row.version)
    outcome = taken(ira, content)
    assert (outcome.made, outcome.otherwise["events"]) == (0, 1)
    assert access.event(ira, documented)[1].title == "Raid, as we know now"


@pytest.mark.parametrize("day", ["0000-01-01", "10000-01-01", "2017-02-30", "1", "", "-0001-01-01", "٢٠١٧-٠٣-٠١"])
def test_days_that_there_are_not_are_refused(ira: Actor, documented: UUID, day: str) -> None:
    file = json.loads(given(ira))
    file["events"][0]["record"]["began"] = {"day": day}
    with pytest.raises(NotRead):
        taking.begin(ira, [json.dumps(file).encode()], "events")
