"""Who is recorded twice is counted once, as soon as it is decided; a frozen figure says on which decisions."""

from __future__ import annotations

import html
from typing import Any
from uuid import UUID

import msgspec
import pytest

from tests.documentation.matching.conftest import browser as browser
from tests.documentation.matching.conftest import ira as ira
from tests.documentation.matching.conftest import people as people
from tests.documentation.matching.conftest import raid
from tests.documentation.matching.conftest import ruslan as ruslan
from waystation.documentation import access as documentation
from waystation.documentation import actions as recording
from waystation.documentation.dates import read_known
from waystation.documentation.figures import access, actions, counting, doubles, publication, rules, sheets
from waystation.documentation.figures.counting import Counted
from waystation.documentation.figures.records import Definition, Figure, Kept, Linkage, Quantity
from waystation.documentation.matching import access as pairs
from waystation.documentation.matching import actions as matching
from waystation.documentation.pictures import shown as pictures
from waystation.documentation.records import Act, Event, Information, Person
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ONE, OTHER = "Хамзат Исаев", "Khamzat Isayev"


def wanted(unit: str = counting.VICTIM, as_of: str = "2026-01-01") -> Definition:
    return counting.definition(unit, read_known(as_of), "reported")


def number(actor: Actor, **said: str) -> int:
    return int(actions.count(actor, wanted(**said)).value)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def test_one_person_of_two_records_is_counted_once_as_long_as_that_is_held(ira: Actor, people: dict[str, UUID]) -> None:
    assert number(ira) == 5
    assert actions.linkage(ira, wanted()) is None
    matching.decide(ira, people[ONE], people[OTHER], "same")
    assert number(ira) == 4
    assert number(ira, unit=counting.ACT) == number(ira, unit=counting.EVENT) == 5
    assert actions.linkage(ira, wanted(counting.ACT)) is None
    matching.take_back(ira, people[ONE], people[OTHER])
    assert number(ira) == 5


def test_taken_back_after_later_edits_each_record_keeps_its_own(ira: Actor, people: dict[str, UUID]) -> None:
    """Nobody is merged: what was recorded of one meanwhile is still of this one, and no count remembers."""
    matching.decide(ira, people[ONE], people[OTHER], "same")
    recording.change_person(ira, people[OTHER], Person(called="Khamzat, known better"))
    event = recording.add_event(ira, Event(title="Told later", began=read_known("2017-06-01")))
    late = Act(event=event, victim=people[OTHER], kind="integrity.beating", began=read_known("2017-06-01"))
    recording.add_act(ira, late)
    recording.add_source(ira, Information(event=event, source=people[ONE], connection="eyewitness"))
    assert number(ira) == 4
    assert number(ira, unit=counting.ACT) == 6
    matching.take_back(ira, people[ONE], people[OTHER])
    assert number(ira) == 5
    assert [each.victim for _row, each in documentation.acts(ira, event)] == [people[OTHER]]
    called = documentation.called(ira, people.values())
    assert called[people[OTHER]] == "Khamzat, known better"
    assert called[people[ONE]] == ONE


def test_through_somebody_else_they_are_one_too(ira: Actor, people: dict[str, UUID]) -> None:
    third = raid(ira, "Хьамзат Исаев", "Lantern Daily")
    matching.decide(ira, people[ONE], third, "same")
    matching.decide(ira, third, people[OTHER], "same")
    assert number(ira) == 4
    stands_on = actions.linkage(ira, wanted())
    assert stands_on is not None
    assert (stands_on.records, stands_on.persons, len(stands_on.decisions)) == (6, 4, 2)


def test_what_is_disputed_counts_both_and_is_told(ira: Actor, ruslan: Actor, people: dict[str, UUID]) -> None:
    matching.decide(ira, people[ONE], people[OTHER], "same")
    matching.decide(ruslan, people[ONE], people[OTHER], "different")
    assert number(ira) == 5
    assert actions.linkage(ira, wanted()) == Linkage(records=5, persons=5, undecided=1, decisions=())


def test_a_figure_keeps_the_decisions_that_it_stands_on(ira: Actor, ruslan: Actor, people: dict[str, UUID]) -> None:
    before = actions.freeze(ira, wanted(), publisher="Waystation")
    matching.decide(ira, people[ONE], people[OTHER], "same")
    matching.decide(ira, people["Wren Ash"], people["Rowan Birch"], "unsure")
    one = actions.freeze(ira, wanted(), publisher="Waystation")
    assert access.figure(ira, before).linkage is None
    kept = access.figure(ira, one)
    pair = pairs.match_id(people[ONE], people[OTHER])
    assert kept.linkage == Linkage(records=5, persons=4, undecided=1, decisions=((pair, 1),))
    assert kept.figure.stands_on == rules.ground(kept.linkage) != ""
    assert rules.is_whole(kept)
    assert doubles.doubles(ira).changed(kept.linkage) == 0
    matching.decide(ruslan, people[ONE], people[OTHER], "different")
    assert doubles.doubles(ira).changed(kept.linkage) == 1
    assert access.figure(ira, one) == kept
    recording.erase_event(ira, next(iter(recording.access.events(ira))).id)
    assert access.figure(ira, one) == kept


def test_decisions_put_in_another_place_are_noticed(ira: Actor, people: dict[str, UUID]) -> None:
    matching.decide(ira, people[ONE], people[OTHER], "same")
    kept = access.figure(ira, actions.freeze(ira, wanted(), publisher="Waystation"))
    assert kept.linkage is not None
    other = msgspec.structs.replace(kept.linkage, records=9)
    assert not rules.is_whole(msgspec.structs.replace(kept, linkage=other))


def test_the_same_number_on_other_decisions_is_another_figure(ira: Actor, people: dict[str, UUID]) -> None:
    matching.decide(ira, people[ONE], people[OTHER], "same")
    one = actions.freeze(ira, wanted(), publisher="Waystation")
    matching.take_back(ira, people[ONE], people[OTHER])
    matching.decide(ira, people["Wren Ash"], people["Rowan Birch"], "same")
    other = actions.freeze(ira, wanted(), publisher="Waystation")
    assert one != other
    assert access.figure(ira, one).figure.quantity == access.figure(ira, other).figure.quantity


def test_what_is_published_does_not_carry_a_digest_to_guess_by(ira: Actor, people: dict[str, UUID]) -> None:
    matching.decide(ira, people[ONE], people[OTHER], "same")
    kept = access.figure(ira, actions.freeze(ira, wanted(), publisher="Waystation"))
    assert publication.protected(kept).figure.stands_on == ""
    for kind in ("json", "csv"):
        assert kept.figure.stands_on.encode() not in actions.export(ira, kind, publish=True)
        assert kept.figure.stands_on.encode() in actions.export(ira, kind, publish=False)


def test_files_from_before_are_read(ira: Actor, people: dict[str, UUID]) -> None:
    actions.freeze(ira, wanted(), publisher="Waystation")
    figures = [each.figure for each in access.figures(ira).values()]
    assert sheets.from_csv(sheets.to_csv(figures)) == figures
    place = sheets.COLUMNS.index("stands_on")
    lines = [line.split(",") for line in sheets.to_csv(figures).decode("utf-8-sig").splitlines()]
    old = "\r\n".join(",".join(cell for at, cell in enumerate(line) if at != place) for line in lines)
    assert sheets.from_csv(old.encode()) == figures


def test_a_figure_that_stands_on_nothing_has_the_digest_that_it_always_had() -> None:
    figure = Figure(definition=wanted(), quantity=Quantity(relation="exactly", value=3), publisher="Waystation")  # type: ignore[arg-type]
    assert b"stands_on" not in rules.canonical(figure)


def test_old_bytes_are_read(ira: Actor, people: dict[str, UUID]) -> None:
    kept = access.figure(ira, actions.freeze(ira, wanted(), publisher="Waystation"))
    assert b"linkage" not in msgspec.json.encode(kept)
    assert msgspec.json.decode(msgspec.json.encode(kept), type=Kept) == kept


def test_the_map_counts_a_person_once(ira: Actor, people: dict[str, UUID]) -> None:
    assert [place.victims for place in pictures.whole(ira, "reported").places] == ["5"]
    matching.decide(ira, people[ONE], people[OTHER], "same")
    assert [place.victims for place in pictures.whole(ira, "reported").places] == ["4"]


def test_records_of_one_person_are_one_victim_as_sure_as_the_surest() -> None:
    given = [
        Counted(act=one, event=b"e", victim=one, kind="life", status=status, agreed="reported")
        for one, status in ((b"a", "reported"), (b"b", "corroborated"), (b"c", "reported"))
    ]
    found = counting.found(wanted(), given)
    counts = counting.counts_of(wanted(), found, {b"a": b"a", b"b": b"a"})
    assert [int(counts.by_rules[each].most or 0) for each in ("reported", "corroborated")] == [2, 1]
    assert [int(counts.agreed[each].most or 0) for each in ("reported", "corroborated")] == [2, 0]
    assert counting.asked(wanted(), found) == {b"a", b"b", b"c"}
    assert int(counting.counts_of(wanted(), found, {}).by_rules["reported"].most or 0) == 3
