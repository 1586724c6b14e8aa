"""The words, the steps and the series, as pure functions."""

from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.evacuation.check_ins import answering, escalation, series, words
from waystation.evacuation.check_ins.records import DURESS, EVERYBODY, OK, OK_NO_WORD, OTHER_WAY, Escalation, Step
from waystation.evacuation.errors import Refused
from waystation.evacuation.records import CheckInRecord
from waystation.hotline.records import Hours, Window
from waystation.vocabulary.vocabularies import term

NOON = datetime(2031, 5, 12, 12, 0, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MOSCOW, PARIS = ZoneInfo("Europe/Moscow"), ZoneInfo("Europe/Paris")


# Words


@pytest.mark.parametrize(
    "said",
    [
        "малиновый чай",
        "Малиновый   ЧАЙ!",
        "малиновый чяй",  # a letter other
        "малиновй чай",  # a letter less
        "малинвоый чай",  # two exchanged
        "vfkbyjdsq xfq",  # typed on the other layout
        "vfkbyjdsq xfy",  # and a typo there
        "malinovyy chay",  # in Latin letters
        "malinoviy chai",
        "малиновыйчай",
        "всё в порядке, пью малиновый чай, позвоню",
        "малиновый чай зелёный чай",  # beside the agreed word
        "м\u0301алиновый чай",  # a mark that nobody sees
    ],
)
def test_the_word_for_being_forced_is_heard(said: str) -> None:
    assert words.heard(said, "зелёный чай", "малиновый чай") == DURESS


@pytest.mark.parametrize("said", ["зеленый чай", "Зелёный чай!", "пью зелёный чай", "  зелёный - чай "])
def test_the_agreed_word_is_heard(said: str) -> None:
    assert words.heard(said, "зелёный чай", "малиновое варенье") == OK


@pytest.mark.parametrize("said", ["", "да", "зелёный", "зелёный чайник", "чай зелёный", "tea", "\u202e", "x" * 5000])
def test_anything_else_is_no_word(said: str) -> None:
    assert words.heard(said, "зелёный чай", "малиновое варенье") == OK_NO_WORD


def test_without_words_any_sign_counts() -> None:
    assert words.heard("hello", "", "") == OK


@pytest.mark.parametrize(
    ("ok", "forced", "why"),
    [
        ("green tea", "green tea", "words_too_near"),
        ("green tea", "green teas", "words_too_near"),
        ("green tea", "грин тиа", "words_too_near"),
        ("зелёный чай", "ptktysq xfq", "words_too_near"),
        ("a red scarf today", "red scarf", "words_too_near"),
        ("green tea", "cat", "duress_word_short"),
        ("", "red scarf", "duress_word_alone"),
        ("...", "", "word_without_letters"),
        ("one two three four five six", "", "word_too_long"),
    ],
)
def test_two_words_are_chosen_apart(ok: str, forced: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        words.check_choice(ok, forced)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_typo_of_the_one_is_ever_taken_for_the_other(data: st.DataObject) -> None:
    """Of any two words that may be chosen: one typo in the agreed one is not forced, one in the other always is."""
    letters = "абвгдежзиклмнопрстуфхцчшэюя"
    ok, forced = (data.draw(st.text(letters, min_size=5, max_size=14)) for _ in range(2))
    try:
        words.check_choice(ok, forced)
    except Refused:
        return
    assert words.heard(ok, ok, forced) == OK
    at = data.draw(st.integers(0, len(forced) - 1))
    letter = data.draw(st.sampled_from(letters))
    typo = data.draw(st.sampled_from([forced[:at] + forced[at + 1 :], forced[:at] + letter + forced[at:]]))
    assert words.heard(typo, ok, forced) == DURESS
    slip = ok[: min(at, len(ok) - 1)] + letter + ok[min(at, len(ok) - 1) + 1 :]
    assert words.heard(slip, ok, forced) != DURESS


def test_a_word_of_one_letter_is_not_heard_in_every_short_word() -> None:
    """The spellings of it have one letter in common."""
    assert words.heard("абава", "ббава", "ааааа") != DURESS
    assert words.heard("а я пришёл", "ббава", "ааааа") != DURESS
    assert words.heard("аааа", "ббава", "ааааа") == DURESS


def test_hostile_lengths_take_no_time() -> None:
    text = "малина " * 20_000
    started = datetime.now(UTC)
    words.heard(text, "зелёный чай", "малиновое варенье")
    assert datetime.now(UTC) - started < timedelta(seconds=2)


# Steps


def test_the_usual_steps_are_those_of_the_vocabulary() -> None:
    plan = escalation.usual()
    assert [(step.state, step.after) for step in plan.steps] == [
        ("late_1", 15),
        ("late_2", 30),
        ("late_3", 60),
        ("overdue", 90),
    ]
    assert all(term("checkin_states", step.state).extra["after_min"] == step.after for step in plan.steps)
    escalation.check(plan)


def steps(*minutes: int, states: tuple[str, ...] = escalation.STATES) -> Escalation:
    found = [Step(after=after, state=state) for after, state in zip(minutes, states, strict=False)]
    return Escalation(name="x", steps=tuple(found))


@pytest.mark.parametrize(
    "plan",
    [
        steps(15, 30, 60),
        steps(15, 15, 60, 90),
        steps(30, 15, 60, 90),
        steps(0, 15, 60, 90),
        steps(15, 30, 60, 20_000),
        steps(15, 30, states=("overdue", "late_1")),
        Escalation(name="x", steps=()),
        msgspec.structs.replace(steps(15, 30, 60, 90), again=0),
        msgspec.structs.replace(steps(15, 30, 60, 90), again=61),
    ],
)
def test_steps_that_do_not_follow_each_other_are_refused(plan: Escalation) -> None:
    with pytest.raises(Refused):
        escalation.check(plan)


def test_who_is_called_one_after_another_and_then_everybody() -> None:
    plan = Escalation(name="x", steps=(Step(after=5, state="overdue", owners=("a", "b")),))
    assert [escalation.owner(plan, 1, calls) for calls in (0, 1, 2, 3, 4, 99)] == ["a", "a", "b", *[EVERYBODY] * 3]


@given(st.lists(st.integers(-300, 3000), min_size=1, max_size=40))
def test_a_timer_never_goes_back_and_always_goes_on(minutes: list[int]) -> None:
    plan, timer = escalation.usual(), escalation.started(escalation.usual(), NOON)
    for minute in minutes:
        now = NOON + minute * MINUTE
        if timer.at is None or timer.at > now:
            continue
        after = escalation.gone_off(plan, timer, now)
        assert after.steps >= timer.steps
        assert after.at is None or after.at > now
        assert after.waits
        timer = after


# Series


def test_every_so_many_hours_but_not_at_night() -> None:
    night = Hours(never=(Window(days=tuple(range(7)), start=22 * 60, end=8 * 60),), zone="Europe/Moscow")
    found = series.moments(NOON, NOON + 24 * HOUR, every_hours=3, zone=MOSCOW, unsafe=[night])
    assert [moment.astimezone(MOSCOW).hour for moment in found] == [18, 21, 9, 12, 15]


def test_times_of_day_keep_to_the_clock_on_the_wall() -> None:
    """Summer time begins in Paris on 30 March 2031 at 2:00 and ends on 26 October at 3:00."""
    start, end = datetime(2031, 3, 29, tzinfo=UTC), datetime(2031, 3, 31, tzinfo=UTC)
    found = series.moments(start, end, at=[time(2, 30), time(9)], zone=PARIS)
    assert [moment.isoformat()[5:16] for moment in found] == [
        "03-29T01:30", "03-29T08:00", "03-30T01:30", "03-30T07:00",
    ]  # fmt: skip
    autumn = datetime(2031, 10, 25, 12, tzinfo=UTC)
    found = series.moments(autumn, autumn + 24 * HOUR, at=[time(2, 30)], zone=PARIS)
    assert [moment.isoformat()[5:16] for moment in found] == ["10-26T00:30"]  # the first of two


def test_once_a_week_after_an_arrival() -> None:
    found = series.moments(NOON, NOON + timedelta(days=84), at=[time(19)], every_days=7, zone=MOSCOW)
    assert len(found) == 12
    assert {moment.weekday() for moment in found} == {0}


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"every_hours": 0}, "series_without_rhythm"),
        ({"every_hours": 2, "at": [time(9)]}, "series_without_rhythm"),
        ({"every_hours": -2}, "series_without_rhythm"),
        ({"every_hours": 1, "days": 30}, "series_too_many"),
        ({"every_hours": 1, "days": 400}, "series_too_long"),
        ({"every_hours": 1, "days": 0}, "series_ends_before_it_starts"),
        ({"every_hours": 48, "days": 1}, "series_empty"),
        ({"at": [time(3)], "every_days": 0}, "series_without_rhythm"),
    ],
)
def test_what_is_no_series_is_refused(wish: dict[str, object], why: str) -> None:
    days = wish.pop("days", 1)
    with pytest.raises(Refused, match=why):
        series.moments(NOON, NOON + timedelta(days=days), zone=MOSCOW, **wish)  # type: ignore[arg-type]


def test_a_series_within_unsafe_hours_alone_is_refused() -> None:
    never = Hours(never=(Window(days=tuple(range(7)), start=0, end=0),), zone="Europe/Moscow")
    with pytest.raises(Refused, match="series_all_unsafe"):
        series.moments(NOON, NOON + 24 * HOUR, every_hours=3, zone=MOSCOW, unsafe=[never])


# Answers


def due(minutes: int, way: str = "") -> CheckInRecord:
    return CheckInRecord(case=UUID(int=1), pseudonym="x", due_at=NOON + minutes * MINUTE, way=way)


def test_a_message_answers_what_is_due_or_the_next_one_soon() -> None:
    one, two, three = due(-60), due(30), due(600)
    assert answering.answered_by([three, two, one], NOON) == [one]
    assert answering.answered_by([three, two], NOON) == [two]
    assert answering.answered_by([three], NOON) == []
    assert answering.answered_by([due(-30), due(-60)], NOON) == [due(-60), due(-30)]


def test_the_agreed_word_counts_the_agreed_way() -> None:
    assert answering.judged(due(0, "email"), OK, "email") == OK
    assert answering.judged(due(0, "email"), OK, "web") == OTHER_WAY
    assert answering.judged(due(0, "email"), OK, "") == OTHER_WAY
    assert answering.judged(due(0), OK, "web") == OK
    assert answering.judged(due(0, "email"), DURESS, "web") == DURESS


@pytest.mark.parametrize(("said", "what"), [("зелёный фанарь", DURESS), ("синий чайник", OK)])
def test_a_word_below_a_long_letter_that_is_quoted_is_heard(said: str, what: str) -> None:
    quoted = " ".join(f"слово{number % 9}" for number in range(1500))
    assert words.heard(f"{quoted}\n\n{said}", "синий чайник", "зелёный фонарь") == what
    assert words.heard(f"{said}\n\n{quoted}", "синий чайник", "зелёный фонарь") == what
    assert words.heard(quoted, "синий чайник", "зелёный фонарь") == OK_NO_WORD
