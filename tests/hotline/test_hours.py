"""When a message may reach somebody: on their clock, over midnight, and when clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waystation.hotline.contact_forms import TimesForm
from waystation.hotline.contact_shown import local_time
from waystation.hotline.hours import DAY, NotHours, is_open, opens, understand, written, zones
from waystation.hotline.records import Contact, Hours, Window

FRIDAY = datetime(2026, 4, 3, tzinfo=UTC)
WINDOWS = st.builds(
    Window,
    days=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    start=st.integers(0, DAY - 1),
    end=st.integers(0, DAY - 1),
).filter(lambda window: window.start != window.end)
ZONES = st.sampled_from(["Europe/Moscow", "Asia/Vladivostok", "Europe/Berlin", "America/New_York"])


def hours(when: str = "", never: str = "", zone: str = "Europe/Moscow") -> Hours:
    return Hours(when=understand(when), never=understand(never), zone=zone)


def at(hour: int, minute: int = 0, *, day: int = 0) -> datetime:
    """That hour in UTC, on the Friday or days after it. Moscow is three hours ahead."""
    return FRIDAY + timedelta(days=day, hours=hour, minutes=minute)


def test_it_works_in_their_time_zone() -> None:
    moscow, far = hours("14-17"), hours("14-17", zone="Asia/Vladivostok")
    assert [is_open(moscow, at(hour)) for hour in (10, 11, 13, 14)] == [False, True, True, False]
    assert [is_open(far, at(hour)) for hour in (3, 4, 6, 7)] == [False, True, True, False]


def test_never_is_stronger_than_when() -> None:
    found = hours("9-21", "fri 12:00-14:30")
    assert [is_open(found, at(8)), is_open(found, at(9)), is_open(found, at(11, 29)), is_open(found, at(11, 30))] == [
        True,
        False,
        False,
        True,
    ]
    assert is_open(found, at(9, day=1))


def test_without_answers_every_hour_is_open() -> None:
    assert all(is_open(Hours(), at(hour)) for hour in range(24))
    assert opens([Hours()], at(3)) == at(3)


def test_a_night_goes_on_into_the_next_day() -> None:
    found = hours("fri 22-2")
    assert [is_open(found, at(hour)) for hour in (18, 19, 22)] == [False, True, True]
    assert not is_open(found, at(23, day=-1))
    assert not is_open(found, at(22, day=1))


def test_it_opens_when_all_are_open() -> None:
    assert opens([hours("mon 10-12")], at(9)) == at(7, day=3)
    assert opens([hours("9-12"), hours("11-15")], at(12)) == at(8, day=1)
    assert opens([hours("9-12"), hours("13-15")], at(12)) is None
    assert opens([hours("", "0-24")], at(12)) is None


def test_clocks_that_are_changed_are_followed() -> None:
    """In Berlin the night before Sunday, 29 March 2026, has no hour between 2 and 3."""
    found = hours("7-8", zone="Europe/Berlin")
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert opens([found], before) == datetime(2026, 3, 29, 5, tzinfo=UTC)
    assert opens([hours("2:10-2:50", zone="Europe/Berlin")], before) == datetime(2026, 3, 30, 0, 10, tzinfo=UTC)


def test_in_a_zone_that_nobody_knows_nothing_arrives() -> None:
    for zone in ("Nowhere/Else", "../../etc/passwd", "\0", ""):
        assert not is_open(hours("0-24", zone=zone), at(12))
        assert opens([hours("0-24", zone=zone)], at(12)) is None
        assert is_open(hours(zone=zone), at(12))


@pytest.mark.parametrize(
    ("text", "days", "start", "end"),
    [
        ("mon-fri 14:00-17:00", (0, 1, 2, 3, 4), 840, 1020),
        ("Пн – Пт, 14.00 — 17.00", (0, 1, 2, 3, 4), 840, 1020),
        ("суббота, вс 9-11", (5, 6), 540, 660),
        ("sat-mon 22-6", (0, 5, 6), 1320, 360),
        ("8-9", (0, 1, 2, 3, 4, 5, 6), 480, 540),
        ("wednesday 18-24", (2,), 1080, 0),
    ],
)
def test_people_write_them_as_they_like(text: str, days: tuple[int, ...], start: int, end: int) -> None:
    assert understand(text) == (Window(days=days, start=start, end=end),)


@pytest.mark.parametrize("text", ["always", "25-26", "14:70-15", "14-14", "xyz 9-11", "9", "24-3", "m 9-11"])
def test_what_says_no_hours_is_refused(text: str) -> None:
    with pytest.raises(NotHours):
        understand(text)


@given(st.lists(WINDOWS, max_size=4), st.sampled_from(["ru", "en"]))
def test_what_is_shown_can_be_typed(windows: list[Window], language: str) -> None:
    assert understand(written(windows, language)) == tuple(windows)


@given(st.lists(WINDOWS, max_size=3), st.lists(WINDOWS, max_size=3), ZONES, st.integers(0, 525_600))
def test_the_moment_at_which_it_opens_is_the_first(
    when: list[Window], never: list[Window], zone: str, minutes: int
) -> None:
    found = Hours(when=tuple(when), never=tuple(never), zone=zone)
    now = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    first = opens([found], now)
    every = (now + timedelta(minutes=step) for step in range(0, 8 * DAY, 7))
    earlier = next((moment for moment in every if is_open(found, moment)), None)
    assert first is None or is_open(found, first)
    if earlier is not None:
        assert first is not None
        assert first <= earlier


def test_no_page_reads_the_zones_of_the_world_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    said = Contact(hours=hours(zone="Asia/Tbilisi"))
    zones()
    read: list[object] = []
    monkeypatch.setattr("zoneinfo._tzpath.open", lambda *given: read.append(given) or open(*given), raising=False)  # noqa: SIM115
    assert str(local_time(said, FRIDAY)) == "2026-04-03 04:00:00+04:00"
    assert local_time(Contact(hours=hours(zone="Sel/Isles")), FRIDAY) is None
    assert TimesForm(before=said).initial["zone"] == "Asia/Tbilisi"
    assert len(read) < 5
    zones.cache_clear()
    zones()
    assert len(read) > 300
