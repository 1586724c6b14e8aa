"""Very many records: in parts that are each a whole file, none of which is cut; and a refusal that says what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import msgspec
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.documentation.formats.models import whole_models
from tests.documentation.formats.test_pages import bring
from tests.documentation.formats.test_taking import forget_everything, plain, without_ids
from waystation.documentation import actions
from waystation.documentation.formats import csv_tables, exporting, parts, reading, stored, taking, whole
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.kinds import KINDS
from waystation.documentation.formats.whole import Records
from waystation.documentation.records import Act, ChainLink, Event, Person
from waystation.staff.actor import Actor


def lists_of(records: Records) -> dict[str, list[tuple[UUID, Any]]]:
    return {name: list(found.items()) for name, found in records.items()}


@given(whole_models(), st.integers(1, 30))
def test_the_parts_are_all_of_it_and_each_is_whole(model: Records, most: int) -> None:
    records: Records = {kind.name: model.get(kind.name, {}) for kind in KINDS}
    found = list(parts.in_parts(records, stored.of_events, most))
    together: Records = {kind.name: {} for kind in KINDS}
    for part in found:
        whole.checked(lists_of(part))  # raises where something refers to what is not in it
        for name, some in part.items():
            assert all(records[name][one] == each for one, each in some.items())
            together[name] |= some
    assert together == records


def many(events: int) -> Records:
    """Events that nothing joins, each with an act; one person in all of them."""
    found: Records = {kind.name: {} for kind in KINDS}
    everywhere = uuid4()
    found["persons"][everywhere] = Person(called="The one with the lists")
    for number in range(events):
        event = uuid4()
        found["events"][event] = Event(title=f"Event {number}")
        found["acts"][uuid4()] = Act(event=event, victim=everywhere, kind="other")
    return found


def test_no_part_is_larger_than_it_may_be() -> None:
    found = list(parts.in_parts(many(50), stored.of_events, 21))
    assert [parts.size(part) for part in found] == [21] * 5


def test_events_that_lead_to_each_other_stay_together() -> None:
    records = many(30)
    ids = list(records["events"])
    for one, other in zip(ids, ids[1:10], strict=False):
        event = records["events"][one]
        records["events"][one] = msgspec.structs.replace(event, chain=(ChainLink(kind="precedes", event=other),))
    found = list(parts.in_parts(records, stored.of_events, 5))
    (chained,) = [part for part in found if ids[0] in part["events"]]
    assert set(ids[:10]) <= set(chained["events"])
    assert all(parts.size(part) <= 5 for part in found if part is not chained)


def test_files_are_not_of_more_bytes_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "MOST_BYTES", 2_500)
    files = list(parts.as_files(many(30), stored.of_events, whole.packed, 1_000))
    assert len(files) > 3
    assert all(len(each) <= 2_500 for each in files)


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_much_is_given_out_in_parts_and_comes_in_again(
    ira: Actor, documented: UUID, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    apart = actions.add_event(ira, Event(title="A night elsewhere"))
    wren = actions.find_or_add_person(ira, Person(called="Wren"))
    actions.add_act(ira, Act(event=apart, victim=wren, kind="other"))
    before = plain(stored.everything(ira))
    monkeypatch.setattr(whole, "MOST_RECORDS", 8)
    given_ = exporting.give_out(ira, kind, to="Harbour", why="They asked")
    assert given_.ending == "zip"
    with pytest.raises(NotRead, match="parts"):
        taking.begin(ira, [given_.content], "events.zip")
    forget_everything(ira)
    with zipfile.ZipFile(io.BytesIO(given_.content)) as archive:
        names = archive.namelist()
        for name in names:
            taking.take(ira, taking.begin(ira, [archive.read(name)], name))
    assert names == [f"events-{number:02}.{'json' if kind == 'json' else 'zip'}" for number in (1, 2)]
    assert without_ids(plain(stored.everything(ira))) == without_ids(before)


@pytest.mark.parametrize("more", ["persons.csv", "in/persons.csv", "persons.txt"])
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_zip_says_each_table_once_and_in_its_place(more: str) -> None:
    """Of two of one name, which would hold depends on the program that unpacks it."""
    records = {"persons": {UUID(int=1): Person(called="Wren")}}
    target = io.BytesIO(csv_tables.to_zip(records))
    assert "persons" in reading.read([target.getvalue()]).tables
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(more, "id,called\n")
    with pytest.raises(NotRead, match="tables"):
        reading.read([target.getvalue()])


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["openevsys.xml", "martus.xml"])
def test_files_of_other_programs_have_the_same_bound(
    brought: Callable[[str], UUID], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(whole, "MOST_RECORDS", 3)
    with pytest.raises(NotRead, match="many"):
        brought(name)


@pytest.mark.django_db
@pytest.mark.usefixtures("in_english")
def test_too_much_at_once_is_refused_and_says_what_to_do(browser: Client, ira: Actor) -> None:
    one = {"called": "Rowan"}
    people = [{"id": f"{number:08x}-0000-4000-8000-000000000000", "record": one} for number in range(50_001)]
    content = msgspec.json.encode({"format": whole.FORMAT, "version": whole.VERSION, "persons": people})
    with pytest.raises(NotRead, match="many"):
        taking.begin(ira, [content], "events.json")
    answer = bring(browser, "events.json", content)
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "more than 50,000 records" in said
    assert "ZIP of parts" in said
