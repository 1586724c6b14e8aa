"""People compared with people: spellings meet; who is documented as two, or has no name, never does."""

from __future__ import annotations

import re
import time

import msgspec
import pytest

from waystation.documentation.jobs import ENDED, Job
from waystation.documentation.matching import program
from waystation.documentation.matching.program import compared, prior
from waystation.documentation.matching.protocol import (
    DISTRICT,
    EVENT,
    NAME,
    PLACE,
    PROGRAM,
    TOGETHER,
    Line,
    Mention,
    Near,
    Task,
)

NAMES = [
    "Хамзат Исаев",
    "Khamzat Isayev",
    "Рустам Дадаев",
    "Zelim Haikharo",
    "Майрбек Тасуев",
    "Wren Ash",
    "Luiza Aguz",
]


def mention(person: int, name: str, when: str = "", where: str = "", listed: tuple[int, ...] = ()) -> Mention:
    said = {NAME: name, EVENT: when, PLACE: where, DISTRICT: ""}
    return Mention(person, {key: text for key, text in said.items() if text}, listed)


def last(task: Task, seconds: float = 30.0) -> Line:
    lines = list(compared(task, seconds))
    assert lines[-1].over
    assert not any(line.over for line in lines[:-1])
    return lines[-1]


def task(*mentions: Mention, parts: tuple[int, ...] | None = None, apart: tuple[tuple[int, int], ...] = ()) -> Task:
    count = max(each.person for each in mentions) + 1
    return Task(mentions, parts or (1,) * count, apart)


def by_pair(found: Line) -> dict[tuple[int, int], Near]:
    return {(near.one, near.other): near for near in found.pairs}


EVERYBODY = [mention(number, name, "2017-03-12", "Аргун") for number, name in enumerate(NAMES)]


def test_two_spellings_of_one_name_come_first() -> None:
    found = last(task(*EVERYBODY))
    first = found.pairs[0]
    assert (first.one, first.other) == (0, 1)
    assert first.bits + found.prior > 3
    assert all(near.bits + found.prior < 3 for near in found.pairs[1:])
    assert {each.comparison for each in first.fields} == {"given", "surname", "event_day", "place"}


def test_what_brothers_share_speaks_for_nothing() -> None:
    """Two brothers of one village, taken on one day: the page says why they are not proposed as one."""
    one = mention(0, "Хамзат Ахмедович Исаев", "2017-03-12", "Шали")
    other = mention(1, "Ruslan Akhmedovich Isaev", "2017-03-12", "Shali")
    found = last(task(one, other, *(mention(2 + number, f"Муса Чимаев {number}") for number in range(3))))
    near = by_pair(found).get((0, 1))
    said = {each.comparison: each.bits for each in near.fields} if near else {}
    assert near is None or (said["family"] < -5 and near.bits + found.prior < 0)


def test_who_is_documented_as_two_is_never_proposed() -> None:
    assert (0, 1) in by_pair(last(task(*EVERYBODY)))
    for apart in ((0, 1), (1, 0)):
        assert (0, 1) not in by_pair(last(task(*EVERYBODY, apart=(apart,))))


def test_only_those_with_a_part_in_common_are_compared() -> None:
    assert (0, 1) not in by_pair(last(task(*EVERYBODY, parts=(1, 2, 1, 1, 1, 1, 1))))
    assert (0, 1) in by_pair(last(task(*EVERYBODY, parts=(3, 2, 1, 1, 1, 1, 1))))


def test_one_source_that_lists_both_speaks_against_it() -> None:
    listed = [mention(each.person, each.said[NAME], "2017-03-12", "Аргун", (4,)) for each in EVERYBODY[:2]]
    together = by_pair(last(task(*listed, *EVERYBODY[2:])))[0, 1]
    assert together.bits == pytest.approx(by_pair(last(task(*EVERYBODY)))[0, 1].bits - 6, abs=0.01)
    assert TOGETHER in {each.comparison for each in together.fields}


def test_of_several_events_the_most_alike_speak() -> None:
    more = [*EVERYBODY, mention(0, NAMES[0], "2019-11-02", "Шали")]
    near = by_pair(last(task(*more)))[0, 1]
    assert near.mentions == (0, 1)
    assert len({(each.one, each.other) for each in last(task(*more)).pairs}) == len(last(task(*more)).pairs)


def test_initials_name_nobody_and_nobody_is_no_error() -> None:
    assert last(task(mention(0, "Х. И."), mention(1, "Х. И."))).pairs == ()
    assert last(Task((), ())).pairs == ()
    assert last(task(mention(0, "Wren Ash"))).pairs == ()


def test_hostile_names_end_in_time() -> None:
    """A thousand of one name, letters without end, signs of no alphabet."""
    names = ["Магомед Магомедов"] * 300 + ["я" * 5000, "\u202e\u0000<b>", "1" * 300, "🕊", "  "]
    started = time.monotonic()
    found = last(task(*(mention(number, name) for number, name in enumerate(names))))
    assert time.monotonic() - started < 30
    # Everybody has that name, so it says nothing: the last of forty thousand pairs is as good as the first.
    assert all(near.bits + found.prior < 6 for near in found.pairs)


def test_whoever_was_not_reached_in_time_is_told() -> None:
    assert last(task(*EVERYBODY), seconds=-1.0).left == len(NAMES)


def test_the_odds_before_looking_follow_how_many_there_are() -> None:
    assert prior(10) > prior(1000) > prior(100_000)
    assert prior(0) == prior(1)


class Listening(Job):
    def __init__(self, of: Task) -> None:
        super().__init__(PROGRAM, msgspec.json.encode(of), seconds=60, most=2**20)
        self.lines: list[bytes] = []

    def hear(self, line: bytes) -> None:
        self.lines.append(line)
        self.stopped = ENDED if msgspec.json.decode(line, type=Line).over else ""


def test_in_the_bounded_process_it_is_the_same_and_no_name_comes_out() -> None:
    job = Listening(task(*EVERYBODY))
    job.start()
    assert job.is_over_in(60)
    assert job.stopped == ENDED
    assert msgspec.json.decode(job.lines[-1], type=Line) == last(task(*EVERYBODY))
    assert not re.search(rb"[^\x00-\x7f]|Khamzat|Wren", b"".join(job.lines))


def test_what_is_told_meanwhile_grows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(program, "_NEWS", 0.0)
    done = [line.done for line in compared(task(*EVERYBODY), 30)]
    assert done == sorted(done)
    assert done[-1] == 1
    assert len(done) == len(NAMES) + 1


def test_a_day_and_a_place_make_nobody_somebody_else() -> None:
    """Though a day and a place that few share speak louder than one part of a name that differs."""
    there = [
        mention(number, name, "2017-05-03", "Reedholm") for number, name in enumerate(["Yarrow", "Ruslan Veshnyak"])
    ]
    assert by_pair(last(task(*there))) == {}
    again = mention(2, "Ruslan Veschniak", "2017-05-03", "Reedholm")
    assert [*by_pair(last(task(*there, again)))] == [(1, 2)]
