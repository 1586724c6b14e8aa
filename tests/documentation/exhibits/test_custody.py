"""The custody log as a chain: whatever is changed in it breaks it at that place."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import msgspec
import pytest

from waystation.documentation.exhibits import custody, rules
from waystation.documentation.exhibits.records import (
    CHANGED,
    CHECKED,
    DESTROYED,
    DESTRUCTION_ASKED,
    KEPT,
    NOTED,
    TAKEN_IN,
    Entry,
)

EXHIBIT, IRA, YAN = UUID(int=1), UUID(int=2), UUID(int=3)
replace = msgspec.structs.replace


def chain(*deeds: str, by: UUID = IRA) -> list[Entry]:
    entries: list[Entry] = []
    for number, deed in enumerate(deeds, 1):
        at = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number)
        before = custody.head(EXHIBIT, entries)
        entries.append(Entry(number=number, at=at, by=by, who="Nora", deed=deed, previous=before, why="Почему"))
    return entries


def test_each_line_holds_the_hash_of_the_line_before() -> None:
    entries = chain(TAKEN_IN, CHECKED, NOTED)
    lines = [custody.line(EXHIBIT, entry) for entry in entries]
    said = [json.loads(line)["previous"] for line in lines]
    assert said == [custody.BEGINNING, *(hashlib.sha256(line).hexdigest() for line in lines[:-1])]
    assert custody.first_fault(EXHIBIT, entries) is None
    assert not any(b"\n" in line for line in lines)


@pytest.mark.parametrize(
    "change",
    [{"who": "Osip"}, {"why": "because"}, {"to": "x"}, {"deed": KEPT}, {"page": 2}, {"sha256": "00"}, {"token": b"x"}]
    + [{"at": datetime(2025, 1, 1, tzinfo=UTC)}],
)
def test_a_changed_entry_breaks_the_next(change: dict[str, object]) -> None:
    entries = chain(TAKEN_IN, CHECKED, NOTED)
    entries[1] = replace(entries[1], **change)
    assert custody.first_fault(EXHIBIT, entries) == 3


def test_nothing_can_be_taken_out_moved_or_brought_from_elsewhere() -> None:
    entries = chain(TAKEN_IN, CHECKED, NOTED, NOTED)
    assert custody.first_fault(EXHIBIT, entries[1:]) == 1
    assert custody.first_fault(EXHIBIT, [*entries[:1], *entries[2:]]) == 2
    assert custody.first_fault(EXHIBIT, [entries[0], entries[2], entries[1], entries[3]]) == 2
    assert custody.first_fault(UUID(int=9), entries) == 2


def test_two_people_destroy() -> None:
    asked = chain(TAKEN_IN, DESTRUCTION_ASKED)
    assert list(rules.destroy_faults(asked, IRA))
    assert not list(rules.destroy_faults(asked, YAN))
    for answered in (chain(TAKEN_IN), chain(TAKEN_IN, DESTRUCTION_ASKED, KEPT)):
        assert list(rules.destroy_faults(answered, YAN))


@pytest.mark.parametrize(
    ("deeds", "there", "erased", "opens", "full", "state"),
    [
        ((TAKEN_IN,), True, False, True, True, rules.WHOLE),
        ((TAKEN_IN,), True, False, True, False, rules.ALTERED),
        ((TAKEN_IN, CHANGED), True, False, True, True, rules.ALTERED),
        ((TAKEN_IN, CHANGED, CHECKED), True, False, True, True, rules.WHOLE),
        ((TAKEN_IN,), True, False, False, False, rules.CLOSED),
        ((TAKEN_IN,), False, False, False, False, rules.MISSING),
        ((TAKEN_IN,), False, True, False, False, rules.GONE),
        ((TAKEN_IN, DESTROYED), False, False, False, False, rules.GONE),
    ],
)
def test_how_it_stands(deeds: tuple[str, ...], there: bool, erased: bool, opens: bool, full: bool, state: str) -> None:
    assert rules.standing(chain(*deeds), there=there, erased=erased, opens=opens, full=full) == state
