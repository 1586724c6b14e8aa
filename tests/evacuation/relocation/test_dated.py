"""What has a day, passports beside a journey, and who may travel when. Pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as some
from msgspec.structs import replace

from waystation.casework.persons.records import Paper
from waystation.evacuation.relocation import dated, following, passports, rules, wording
from waystation.evacuation.relocation.records import Application, Needed, Step, Track
from waystation.evacuation.relocation.rules import Whole
from waystation.vocabulary.vocabularies import label_of

NOW = datetime(2031, 5, 12, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
TRACK = uuid4()


def whole(**more: object) -> Whole:
    track = more.pop("track", Track(country="Sel Isles", pathway="humanitarian_visa"))
    return Whole(TRACK, uuid4(), track, **more)  # type: ignore[arg-type]


def granted(first: int | None = None, last: int | None = None, **more: object) -> tuple[object, Application]:
    days = {"valid_from": None if first is None else TODAY + first * DAY}
    days["valid_until"] = None if last is None else TODAY + last * DAY
    told = {"filed_on": TODAY - 9 * DAY, "decision": "granted", "decided_on": TODAY - DAY} | days
    return uuid4(), Application(track=TRACK, what="visa", **told | more)  # type: ignore[arg-type]


def test_every_code_has_words_and_a_lead() -> None:
    assert set(dated.NOTICES) <= set(wording.DATED)
    assert set(rules.STATES) == set(wording.STATES) == set(wording.STATE_TONES)


def test_it_stands_in_the_order_of_the_days() -> None:
    steps = [(uuid4(), Step(track=TRACK, what="call", due=TODAY + 2 * DAY))]
    papers = [(uuid4(), Needed(track=TRACK, kind="education", due=TODAY + DAY, valid_until=TODAY + 60 * DAY))]
    found = dated.dated(whole(steps=steps, papers=papers, applications=[granted(5, 90)]), NOW)
    assert [each.code for each in found] == ["paper", "step", "ready", "paper_ends", "visa_ends"]


def test_a_paper_that_ended_while_it_was_here_lacks_again_and_each_says_which_it_is() -> None:
    kept = Needed(track=TRACK, kind="education", state="here", due=TODAY + DAY, valid_until=TODAY)
    assert not rules.is_lacking(kept, TODAY)
    assert rules.is_lacking(kept, TODAY + DAY)
    assert not rules.is_lacking(replace(kept, state="handed_in"), TODAY + DAY)  # they have it
    papers = [(uuid4(), kept), (uuid4(), replace(kept, kind="birth_certificate", valid_until=TODAY + DAY))]
    found = dated.dated(whole(papers=papers), NOW + DAY)
    assert [(each.code, each.what) for each in found] == [
        ("paper_ends", label_of("document_types", "education")),
        ("paper", label_of("document_types", "education")),
        ("paper_ends", label_of("document_types", "birth_certificate")),
    ]
    assert "papers" not in following.noted(whole(papers=papers), TODAY + DAY)
    assert "papers" in following.noted(whole(papers=papers), TODAY)


def test_what_is_given_up_or_done_has_no_day() -> None:
    done = [(uuid4(), Step(track=TRACK, what="call", due=TODAY, done_on=TODAY))]
    assert dated.dated(whole(steps=done), NOW) == []
    ended = Track(country="x", pathway="other", ended_on=TODAY, travel_by=TODAY)
    over = whole(track=ended, applications=[granted(0, 9)])
    assert dated.dated(over, NOW) == []
    assert dated.alarms(over, NOW) == []


def test_a_refusal_without_a_known_day_of_notice_says_so() -> None:
    refused = Application(track=TRACK, what="visa", filed_on=TODAY, decision="refused", decided_on=TODAY)
    assert [each.code for each in dated.dated(whole(applications=[(uuid4(), refused)]), NOW)] == ["no_notice"]


@given(some.lists(some.tuples(some.integers(-50, 50), some.integers(-50, 50)), max_size=4))
def test_somebody_may_travel_exactly_while_a_grant_holds(grants: list[tuple[int, int]]) -> None:
    found = whole(applications=[granted(first, last) for first, last in grants])
    holding = [first for first, last in grants if last >= 0]
    assert rules.ready_on(found, TODAY) == (TODAY + min(holding) * DAY if holding else None)


def test_alarms_of_the_past_are_one_and_of_the_future_all() -> None:
    found = whole(applications=[granted(0, 20)])
    moments = {each.before: each.at for each in dated.alarms(found, NOW)}
    assert set(moments) == {30, 7, -1}
    assert moments[30] < NOW < moments[7] < moments[-1]
    late = dated.alarms(found, NOW + 16 * DAY)
    assert [each.before for each in late] == [7, -1]


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ([], "none"),
        ([("visa", 900)], "none"),  # a visa is no passport
        ([("ru.foreign_passport_bio", None)], "no_day"),
        ([("ru.foreign_passport_bio", 9)], "ends_before"),
        ([("ru.foreign_passport_bio", 100)], "ends_within"),
        ([("ru.foreign_passport_bio", 100), ("ru.foreign_passport_old", 400)], "lasts"),
        ([("refugee_travel_doc", 400)], "lasts"),
    ],
)
def test_a_passport_lasts_half_a_year_beyond_the_journey(papers: list[tuple[str, int | None]], code: str) -> None:
    own = [Paper(id=uuid4(), kind=kind, valid_until=left and TODAY + left * DAY) for kind, left in papers]
    assert passports.passport(own, TODAY + 10 * DAY).code == code


def test_a_country_may_ask_for_less_or_for_more() -> None:
    own = [Paper(id=uuid4(), kind="ru.foreign_passport_bio", valid_until=date(2031, 8, 12))]
    assert passports.passport(own, TODAY, 3).code == "lasts"
    assert passports.passport(own, TODAY, 4).code == "ends_within"
    assert passports.passport(own, TODAY + 1 * DAY, 3).code == "ends_within"
    assert passports.passport(own, date(2031, 8, 12), 0).code == "lasts"


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_at_an_end_of_the_calendar_breaks_no_page_and_no_alarm(day: date) -> None:
    for code in dated.NOTICES:
        assert dated.stands(dated.Dated(day, code, TRACK), TODAY) is (day == date.min)
    ends = whole(applications=[(uuid4(), replace(granted(0, 20)[1], valid_until=day, decided_on=date.min))])
    assert all(each.at for each in dated.alarms(ends, NOW))
