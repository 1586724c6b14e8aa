"""Tables of connections, and departures as people write them: read, or told what is wrong with which row."""

import csv
import re
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.evacuation.network import reading, timetable
from waystation.evacuation.network.records import Change, Weekly
from waystation.evacuation.records import PlaceRecord

MOSCOW = ZoneInfo("Europe/Moscow")
RIVER, HARBOUR, POST = (UUID(int=number) for number in range(1, 4))
PLACES = {
    RIVER: PlaceRecord(name="River town"),
    HARBOUR: PlaceRecord(name="Port Sel"),
    POST: PlaceRecord(name="Post 12", kind="checkpoint"),
    UUID(int=4): PlaceRecord(name="Twin"),
    UUID(int=5): PlaceRecord(name="Twin"),
}
HEAD = "from,to,mode,minutes"


def read(text: str | bytes) -> reading.Table:
    return reading.read(text if isinstance(text, bytes) else text.encode(), PLACES, MOSCOW)


def test_it_works_with_every_column() -> None:
    table = read(
        "\ufefffrom;to;mode;minutes;cost;currency;capacity;exposure;identity_check;documents;checkpoints;departures;"
        "driver;escort;pathway;note\r\n"
        'river  TOWN;Port Sel;train;190;"1200,50";rub;3;medium;certain;visa|residence_permit;post 12;'
        '"Mon 08:30; Чт 22:00";no;да;humanitarian_visa;"two; lines"\r\n'
        "\r\n"
    )
    assert (table.fault, table.wrong) == ("", [])
    (way,) = table.ways
    assert (way.from_place, way.to_place, way.mode, way.minutes) == (RIVER, HARBOUR, "train", 190)
    assert (way.cost, way.currency, way.capacity) == ("1200.50", "RUB", 3)
    assert (way.documents, way.checkpoints) == (("visa", "residence_permit"), (POST,))
    assert way.departures == (Weekly(0, 510), Weekly(3, 1320))
    assert (way.needs_driver, way.needs_escort, way.pathway, way.note) == (
        False,
        True,
        "humanitarian_visa",
        "two; lines",
    )


def test_each_wrong_row_is_told_by_its_number_and_the_others_are_read() -> None:
    table = read(
        f"{HEAD},driver,departures\n"
        "River town,Port Sel,train,190,,\n"
        "Atlantis,Port Sel,train,190,,\n"
        "Twin,Port Sel,train,-5,maybe,never\n"
        "River town,River town,train,190,,\n"
        "River town,Port Sel,broom,190,,\n"
        "River town,Port Sel,train\n"
    )
    assert [(line.number, len(line.faults)) for line in table.wrong] == [(3, 1), (4, 4), (5, 1), (6, 1), (7, 1)]
    assert [line.number for line in table.lines if line.way] == [2]
    assert all("Atlantis" not in str(fault) for line in table.wrong for fault in line.faults)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b'from,to,mode,minutes\n"never closed',
        b"from,to,mode\nx,y,z",
        b"from,to,mode,minutes,colour\n",
        b"from,to,mode,minutes,minutes\n",
        b"from,to,mode,minutes\nx,y\x00,z,1\n",
        f"{HEAD}\n{'x' * 200_000},Port Sel,train,1".encode(),
    ],
)
def test_what_is_no_table_of_ours_is_told(content: bytes) -> None:
    assert read(content).fault
    before = csv.field_size_limit(10**6)  # whatever another reader of this process allows
    try:
        assert read(content).fault
    finally:
        csv.field_size_limit(before)


def test_a_table_has_a_longest_length() -> None:
    row = "River town,Port Sel,train,190\n"
    assert len(read(f"{HEAD}\n" + row * reading.MOST_ROWS).ways) == reading.MOST_ROWS
    assert read(f"{HEAD}\n" + row * (reading.MOST_ROWS + 1)).fault


@given(st.text() | st.binary())
def test_whatever_comes_is_answered(anything: str | bytes) -> None:
    content = anything if isinstance(anything, bytes) else f"{HEAD},departures\n{anything}".encode(errors="replace")
    table = read(content)
    assert table.fault or all(line.way or line.faults for line in table.lines)


# Departures


def test_departures_are_read_in_both_languages() -> None:
    weekly, dates = timetable.read("Mon 8:30\nпн 08:30; Monday 09:00\nВс. 23.59;2031-05-12 08:30", MOSCOW)
    assert weekly == (Weekly(0, 510), Weekly(0, 540), Weekly(6, 1439))
    assert dates == (datetime(2031, 5, 12, 5, 30, tzinfo=UTC),)
    assert timetable.read("daily 00:00", MOSCOW)[0] == tuple(Weekly(day, 0) for day in range(7))
    assert timetable.read(" ; \n", MOSCOW) == ((), ())


@pytest.mark.parametrize(
    "wrong",
    ["8:30", "Mon", "Mon 25:00", "Mon 08:60", "Mon 8", "Fun 08:30", "2031-02-30 08:30", "Mon 08:30 sharp", "м 1:00"],
)
def test_what_is_no_departure_is_told_as_it_was_written(wrong: str) -> None:
    with pytest.raises(timetable.Unreadable) as unreadable:
        timetable.read(f"Tue 10:00; {wrong}", MOSCOW)
    assert unreadable.value.args[0] == wrong


def test_more_departures_than_anybody_has_are_refused() -> None:
    with pytest.raises(timetable.Unreadable):
        timetable.read(";".join(f"Mon {hour}:{minute:02}" for hour in range(24) for minute in range(60)), MOSCOW)


WEEKLY = st.builds(Weekly, st.integers(0, 6), st.integers(0, 1439))
DATES = st.datetimes(datetime(2001, 1, 1), datetime(2099, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0, tzinfo=UTC)
)


@given(st.lists(WEEKLY, unique=True, max_size=9), st.lists(DATES, unique=True, max_size=9))
def test_what_is_written_is_read_again(weekly: list[Weekly], dates: list[datetime]) -> None:
    text = timetable.write(weekly, dates, ZoneInfo("UTC"))
    assert timetable.read(text, ZoneInfo("UTC")) == (tuple(sorted(weekly)), tuple(sorted(dates)))


LATE = st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999)) | st.none()


@given(st.lists(st.builds(Change, DATES, LATE), unique_by=lambda change: change.departure, max_size=9))
def test_what_is_told_of_single_departures_is_read_again(changes: list[Change]) -> None:
    text = timetable.write_changes(changes, ZoneInfo("UTC"))
    assert timetable.read_changes(text, ZoneInfo("UTC")) == tuple(sorted(changes, key=lambda change: change.departure))


def test_single_departures_are_cancelled_or_late() -> None:
    found = timetable.read_changes("2031-05-12 08:30; 2031-05-13 08:30 +90\n2031-05-14 08:30 +30/90", MOSCOW)
    assert [change.late for change in found] == [None, (90, 90), (30, 90)]
    assert found[0].departure == datetime(2031, 5, 12, 8, 30, tzinfo=MOSCOW)


@pytest.mark.parametrize(
    "wrong",
    ["Mon 08:30", "2031-05-12", "2031-05-12 08:30 90", "2031-05-12 08:30 +", "2031-05-12 08:30 +1 +2", "x"],
)  # fmt: skip
def test_what_is_no_change_is_told_as_it_was_written(wrong: str) -> None:
    with pytest.raises(timetable.Unreadable, match=re.escape(wrong)):
        timetable.read_changes(wrong, MOSCOW)
