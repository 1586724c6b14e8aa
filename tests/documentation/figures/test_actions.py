"""Figures through the real vault: counted of what was recorded, frozen, never changed; nothing of it in clear."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest

from tests.casework.test_secrecy import MARK, database
from tests.stage import Organisation
from waystation.audit.log import heard_by
from waystation.documentation import access as events
from waystation.documentation import actions as recording
from waystation.documentation.dates import PartialDate, read_known
from waystation.documentation.errors import Refused
from waystation.documentation.figures import access, actions, counting, gathering, rules, sheets
from waystation.documentation.figures.models import FigureRow
from waystation.documentation.figures.published import published
from waystation.documentation.figures.records import OWN, Definition, Quantity
from waystation.documentation.records import NAMED, UNNAMED, Act, Event, Information, Person, PlaceName
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.erasure import delete as delete_under

pytestmark = pytest.mark.django_db
TODAY = PartialDate(day=date(2026, 1, 1))
Recorded = Callable[..., tuple[UUID, UUID]]


class Verbs(list[str]):
    """The verbs of what was logged meanwhile."""

    def __call__(self, entry: Any) -> bool:
        self.append(entry.verb)
        return True


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


@pytest.fixture
def recorded(ira: Actor) -> Recorded:
    """`recorded("Wren")`: an event in which somebody was beaten; the ids of event and act."""

    def record(
        victim: str = "Wren", kind: str = "integrity.beating", told: str = "self", **said: Any
    ) -> tuple[UUID, UUID]:
        place = PlaceName(country="Varna Reach", region=said.pop("region", "Far Valley"))
        began = read_known(said.pop("began", "2017-05-03"))
        event = recording.add_event(ira, Event(title="Raid", began=began, place=place, ended=said.pop("ended", None)))
        person = Person(called=victim, kind=UNNAMED if said else NAMED, **said)
        act = recording.add_act(ira, Act(event=event, victim=recording.find_or_add_person(ira, person), kind=kind))
        if told:
            source = recording.find_or_add_person(ira, Person(called="Hazel"))
            recording.add_source(ira, Information(event=event, source=source, connection=told, reliability="B"))
        return event, act

    return record


def wanted(unit: str = counting.VICTIM, status: str = "reported", **said: Any) -> Definition:
    return counting.definition(unit, said.pop("as_of", TODAY), status, **said)


def counted(actor: Actor, **said: Any) -> tuple[int, int | None]:
    number = actions.count(actor, wanted(**said))
    return int(number.value), None if number.most is None else int(number.most)


def test_what_was_recorded_is_counted_by_its_certainty(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren")
    recorded("Rowan", told="relative_told")
    recorded("Linden", told="")
    assert counted(ira) == (2, None)  # of the third nobody told us
    assert counted(ira, status="first_hand") == (1, None)
    assert counted(ira, status="corroborated") == (0, None)
    assert counted(ira, unit="act", kinds=["integrity"]) == (2, None)
    assert counted(ira, unit="act", kinds=["life"]) == (0, None)


def test_a_death_told_by_many_stays_reported(ira: Actor, recorded: Recorded) -> None:
    event, _act = recorded("Wren", kind="life.death_under_torture", told="relative_told")
    for name in ("Alder", "Birch", "Maple"):
        source = recording.find_or_add_person(ira, Person(called=name))
        recording.add_source(ira, Information(event=event, source=source, connection="friend_told", reliability="A"))
    assert counted(ira) == (1, None)
    assert counted(ira, status="reported_multiple") == (0, None)


def test_places_are_country_and_region_however_they_are_spelled(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren", region="far  valley")
    recorded("Rowan", region="River Side")
    assert counted(ira, place="Far Valley") == (1, None)
    assert counted(ira, place="varna reach") == (2, None)
    assert len(gathering.documented(ira).places) == 3


def test_the_unnamed_and_events_of_several_days_make_ranges(ira: Actor, recorded: Recorded) -> None:
    recorded("men in a cell", kind="liberty.abduction", told="eyewitness", minimum=3, maximum=5)
    assert counted(ira) == (3, 5)


def test_an_event_of_several_days_may_reach_beyond(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren", ended=read_known("2017-06-02"))
    assert counted(ira, as_of=read_known("2017-05-31")) == (0, 1)
    assert counted(ira, as_of=read_known("2017-06-02")) == (1, None)


def test_a_count_follows_every_change(ira: Actor, recorded: Recorded) -> None:
    event, act = recorded("Wren", told="relative_told")
    assert counted(ira, status="first_hand") == (0, None)
    saw = recording.find_or_add_person(ira, Person(called="Hazel 2"))
    recording.add_source(ira, Information(event=event, source=saw, connection="eyewitness"))
    assert counted(ira, status="first_hand") == (1, None)
    _row, found = events.act(ira, event, act)
    recording.change_act(ira, event, act, msgspec.structs.replace(found, kind="liberty.abduction"))
    assert counted(ira, kinds=["integrity"]) == (0, None)
    assert counted(ira, kinds=["liberty"]) == (1, None)
    _row, of = events.event(ira, event)
    recording.change_event(ira, event, msgspec.structs.replace(of, began=read_known("2018-01-01")))
    assert counted(ira, as_of=read_known("2017-12-31")) == (0, None)
    person_row, person = events.person(ira, found.victim)
    group = msgspec.structs.replace(person, kind=UNNAMED, minimum=2, maximum=None)
    recording.change_person(ira, person_row.pk, group)
    assert actions.count(ira, wanted()).relation == "at_least"
    recording.erase_event(ira, event)
    assert counted(ira) == (0, None)


def test_frozen_it_stays_whatever_is_recorded_later(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren")
    one = actions.freeze(ira, wanted(), publisher="Waystation")
    before = bytes(FigureRow.objects.get(pk=one).sealed)
    recorded("Rowan")
    kept = access.figure(ira, one)
    assert (kept.figure.quantity.value, kept.origin, kept.sha256) == (Decimal(1), OWN, rules.digest(kept.figure))
    verbs = Verbs()
    with heard_by(verbs):
        other = actions.freeze(ira, wanted(), publisher="Waystation")
    assert verbs == ["figures.frozen"]
    assert access.figure(ira, other).figure.quantity.value == Decimal(2)
    assert bytes(FigureRow.objects.get(pk=one).sealed) == before


def test_nothing_changes_or_deletes_a_figure(ira: Actor, recorded: Recorded) -> None:
    one = actions.freeze(ira, wanted(), publisher="Waystation")
    verbs = {name for name in vars(actions) if callable(getattr(actions, name)) and not name.startswith("_")}
    assert not verbs & {"change", "rewrite", "delete", "erase", "withdraw"}
    assert delete_under({(one, 0)}) == 0
    assert access.figure(ira, one)


def test_the_same_twice_is_one_figure(ira: Actor, recorded: Recorded) -> None:
    recorded()
    once = uuid4()
    said = {"publisher": "Waystation", "once": once}
    assert actions.freeze(ira, wanted(), **said) == actions.freeze(ira, wanted(), **said) == once
    assert actions.freeze(ira, wanted(), publisher="Waystation", once=uuid4()) == once
    assert FigureRow.objects.count() == 1


def test_a_number_that_moved_is_not_frozen_unseen(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren")
    seen = actions.mark(actions.count(ira, wanted()))
    recorded("Rowan")
    with pytest.raises(Refused):
        actions.freeze(ira, wanted(), publisher="Waystation", seen=seen)
    assert not FigureRow.objects.exists()


def test_what_cannot_be_is_refused(ira: Actor) -> None:
    later = PartialDate(day=ira.today + timedelta(days=1))
    for wrong in (wanted(as_of=later), counting.narrowed(wanted(), began=date(2026, 2, 1))):
        with pytest.raises(Refused):
            actions.freeze(ira, wrong, publisher="Waystation")
    with pytest.raises(Refused):
        actions.freeze(ira, wanted(), publisher=" ")
    with pytest.raises(ValueError, match="not a definition"):
        actions.freeze(ira, wanted(status="refuted"), publisher="Waystation")
    assert not FigureRow.objects.exists()


def test_the_46_come_in_one_step_and_once(ira: Actor) -> None:
    verbs = Verbs()
    with heard_by(verbs):
        assert actions.take_in_published(ira) == 46
        assert actions.take_in_published(ira) == 0
    assert FigureRow.objects.count() == 46
    assert verbs == ["figures.taken_in"]


def test_what_goes_out_comes_in_again(ira: Actor, recorded: Recorded) -> None:
    actions.take_in_published(ira)
    for read, kind in ((sheets.from_json, "json"), (sheets.from_csv, "csv")):
        found = read(actions.export(ira, kind, publish=False))
        assert {rules.digest(each) for each in found} == {rules.digest(each) for each in published()}


def test_to_publish_own_counts_are_rounded_and_parts_still_fit(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren")
    actions.freeze(ira, wanted(), publisher="Waystation")
    actions.take_in_published(ira)
    exact = sheets.from_json(actions.export(ira, "json", publish=False, basis="victims_documented"))
    assert [each.quantity for each in exact] == [Quantity(relation="exactly", value=Decimal(1))]
    verbs = Verbs()
    with heard_by(verbs):
        out = sheets.from_json(actions.export(ira, "json", publish=True))
    assert verbs == ["figures.exported_for_publication"]
    assert len(out) == 47
    own = [each for each in out if each.definition.basis == "victims_documented"]
    assert [each.quantity for each in own] == [Quantity(relation="at_most", value=Decimal(9))]
    (whole,) = [each for each in out if each.definition.basis == "helped_to_flee"]
    found = rules.division(whole, out)
    assert found is not None
    assert (found.sum.value, found.missing) == (Decimal(102), Decimal(12))


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_counts(organisation: Organisation, who: str) -> None:
    somebody = organisation.actor(who)
    for attempt in (
        lambda: access.figures(somebody),
        lambda: gathering.documented(somebody),
        lambda: actions.freeze(somebody, wanted(), publisher="Waystation"),
        lambda: actions.take_in_published(somebody),
        lambda: actions.export(somebody, "csv", publish=True),
    ):
        with pytest.raises(Absent):
            attempt()


def test_nothing_of_a_figure_stands_in_a_table(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren", region=MARK)
    actions.freeze(ira, wanted(place=MARK), publisher=MARK, note=MARK)
    actions.take_in_published(ira)
    everything = database()
    for word in (MARK.encode(), b"detained_reported", b"victims_documented", b"Novaya", b"integrity"):
        assert word not in everything


def test_nothing_above_reported_is_published_before_reviewers_agree(ira: Actor, recorded: Recorded) -> None:
    recorded("Wren")
    sure = wanted(status="first_hand")
    actions.freeze(ira, sure, publisher="Waystation")
    agreed = actions.freeze(ira, counting.narrowed(sure, agreed=True), publisher="Waystation")
    assert access.figure(ira, agreed).figure.quantity.value == 0  # nobody reviewed it
    assert len(sheets.from_csv(actions.export(ira, "csv", publish=False))) == 2
    out = sheets.from_csv(actions.export(ira, "csv", publish=True))
    assert [each.definition.agreed for each in out] == [True]
