"""The pages of estimates: one hotline alone is refused with what is needed; three lists give a range and pictures."""

from __future__ import annotations

import html
import re
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.utils import translation

from tests.documentation.matching.conftest import browser as browser
from tests.documentation.matching.conftest import ira as ira
from tests.stage import Organisation
from waystation.audit.models import Line
from waystation.documentation import actions as recording
from waystation.documentation.dates import read
from waystation.documentation.estimates import gathering, protocol, wording
from waystation.documentation.matching import actions as matching
from waystation.documentation.records import UNNAMED, Act, Event, Information, Person
from waystation.estimation.wording import _WORDS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ESTIMATE, ESTIMATED = "/staff/figures/estimate", "/staff/figures/estimated"
# By the bits of those who told us, how many people they told us of.
COUNTS = {1: 9, 2: 7, 4: 6, 3: 5, 5: 4, 6: 4, 7: 3}
SOURCES = {"Zara": "eyewitness", "Harbour Watch": "professional", "Lantern Daily": "reporter"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gathering, "DRAWS", 2)
    monkeypatch.setattr(gathering, "LOOKS", 0.1)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def word(drawn: Random) -> str:
    """Like no other."""
    return "".join(drawn.choice("bdgklmnprstvz") + drawn.choice("aeiou") for _ in range(4)).title()


def record(ira: Actor, counts: dict[int, int]) -> list[UUID]:
    """People of whom some of the three told us; each has a name of their own."""
    tellers = [recording.find_or_add_person(ira, Person(called=name)) for name in SOURCES]
    people, spelled = [], Random(7)
    for pattern, count in counts.items():
        event = recording.add_event(ira, Event(title=f"Raid {pattern}", began=read("2017-03-12")))
        for place, connection in enumerate(SOURCES.values()):
            if pattern >> place & 1:
                said = Information(event=event, source=tellers[place], connection=connection)
                recording.add_source(ira, said)
        for _ in range(count):
            name = f"{word(spelled)} {word(spelled)}feather"
            people.append(recording.find_or_add_person(ira, Person(called=name)))
            recording.add_act(ira, Act(event=event, victim=people[-1], kind="integrity.beating"))
    return people


def whole(browser: Client, address: str = ESTIMATED) -> Any:
    for _ in range(120):
        answer = browser.get(address)
        if "Refresh" not in answer:
            return answer
    raise AssertionError("the estimate did not end")


def asked(browser: Client, **more: str) -> Any:
    """The answer, with the lists as they are proposed."""
    whole(browser, ESTIMATE)
    said = {"status": "reported", "as_of": "2026-01-01", "do": "lists"} | more
    shown = browser.post(ESTIMATE, said)
    assert shown.status_code == 200, text(shown)
    fields = dict(re.findall(r'name="(list_[^"]+|others)" value="([^"]*)"', text(shown)))
    fields |= {name: "" for name in re.findall(r'name="(list_[^"]+)"', text(shown)) if name not in fields}
    done = browser.post(ESTIMATE, said | fields | {"do": "estimate"} | more)
    assert done.status_code == 303, text(done)
    return whole(browser)


def test_one_hotline_alone_is_no_estimate_and_says_what_is_needed(browser: Client, ira: Actor) -> None:
    record(ira, {1: 12})
    shown = text(asked(browser))
    assert "No estimate can be given." in shown
    assert "12 people are on at least one of the lists" in shown
    assert "A second and a third list are needed, made by others" in shown
    assert "In all there" not in shown
    assert "What each method says" not in shown


def test_three_lists_give_a_number_with_its_interval_and_what_would_break_it(browser: Client, ira: Actor) -> None:
    people = record(ira, COUNTS)
    crowd = recording.find_or_add_person(ira, Person(called="Others", kind=UNNAMED, minimum=3, maximum=None))
    event = next(iter(recording.access.events(ira))).id
    recording.add_act(ira, Act(event=event, victim=crowd, kind="integrity.beating"))
    matching.decide(ira, people[0], people[1], "same")
    before = Line.objects.count()
    answer = asked(browser)
    shown = text(answer)
    assert f"{sum(COUNTS.values()) - 1} people are on at least one of the lists" in shown
    assert re.search(r"In all there (are about \d+ \(95 % interval: \d+ to \d+\)|may be \d+ to \d+)\.", shown)
    assert "1 record without a name is not among them" in shown
    for said in ("People whom no list could reach", "Told to us", "Harbour Watch", "Lantern Daily", "Latent classes"):
        assert said in shown, said
    assert Line.objects.count() > before
    pictures = re.findall(r'<img src="([^"]+)" alt="([^"]+)"', shown)
    assert len(pictures) >= 3
    for address, _alt in pictures:
        drawn = browser.get(address)
        assert drawn["Content-Type"] == "image/svg+xml"
        assert drawn["Cache-Control"] == "no-store"
        assert drawn.content.startswith(b"<svg")
    assert browser.get(f"{ESTIMATED}/99").status_code == 404
    assert "feather" not in shown


def test_lists_are_named_by_people(browser: Client, ira: Actor) -> None:
    record(ira, {1: 6, 2: 6, 3: 4})
    whole(browser, ESTIMATE)
    said = {"status": "reported", "as_of": "2026-01-01"}
    fields = re.findall(r'name="(list_[^"]+)"', text(browser.post(ESTIMATE, said | {"do": "lists"})))
    both = dict.fromkeys(fields, "the same list")
    browser.post(ESTIMATE, said | both | {"others": "the same list", "do": "estimate"})
    assert "One list alone says nothing" in text(whole(browser))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"as_of": "2999-01-01"}, "look at this again"),
        ({"as_of": ""}, "look at this again"),
        ({"status": "sure"}, "look at this again"),
        ({"as_of": "2020-01-01", "began": "2021-01-01"}, "begins after"),
    ],
)
def test_what_cannot_be_counted_is_answered(browser: Client, ira: Actor, said: dict[str, str], told: str) -> None:
    answer = browser.post(ESTIMATE, {"status": "reported", "as_of": "2026-01-01", "do": "estimate"} | said)
    assert answer.status_code == 422
    assert told in text(answer)


def test_nothing_recorded_and_nothing_asked_are_answers(browser: Client, ira: Actor) -> None:
    assert browser.get(ESTIMATED).headers["Location"].endswith(ESTIMATE)
    assert browser.get(f"{ESTIMATED}/0").status_code == 404
    shown = text(asked(browser))
    assert "Nobody is on any list" in shown


@pytest.mark.parametrize("who", ["dina", "lev", "out"])
def test_nobody_else_asks(organisation: Organisation, who: str) -> None:
    with pytest.raises(Absent):
        gathering.asked(organisation.actor(who))
    client = Client()
    client.cookies[cookie_name()] = organisation.cookie(who)
    for address in (ESTIMATE, ESTIMATED, f"{ESTIMATED}/0"):
        assert client.get(address).status_code == 404


def test_every_finding_of_a_table_has_words_in_every_language() -> None:
    """Those of strata are not asked for here."""
    of_strata = {"MSE-113", "MSE-114", "MSE-115"}
    assert set(wording._FINDINGS) == set(_WORDS) - of_strata
    given = {
        name: name for name in ("names", "fewest", "one", "other", "both", "inside", "around", "count", "share", "why")
    }
    for code, (_weight, otherwise) in _WORDS.items():
        needed = set(re.findall(r"\{(\w+)\}", otherwise))
        said = wording.finding(code, {name: given[name] for name in needed}, otherwise)
        assert "%(" not in said, code
    with translation.override("ru"):
        assert wording.finding("MSE-xxx", {}, "as it is") == "as it is"


def test_the_draws_are_as_many_as_are_asked_for() -> None:
    assert protocol.DRAWS >= 20
