"""The pages of estimates: one hotline alone is refused with what is needed; three lists give a range and pictures."""

from __future__ import annotations

import html
import re
from random import Random
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from django.utils import translation

from tests.documentation.matching.conftest import browser as browser
from tests.documentation.matching.conftest import ira as ira
from tests.stage import Organisation
from waystation.audit.models import Line
from waystation.documentation import actions as recording
from waystation.documentation.dates import read, read_known
from waystation.documentation.estimates import freezing, gathering, protocol, wording
from waystation.documentation.figures import access as figures
from waystation.documentation.figures import actions as counts
from waystation.documentation.figures import counting, publication, rules
from waystation.documentation.matching import actions as matching
from waystation.documentation.records import UNNAMED, Act, Event, Information, Person
from waystation.estimation import drawing
from waystation.estimation.tables import Table
from waystation.estimation.wording import _WORDS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
ESTIMATE, ESTIMATED = "/staff/figures/estimate", "/staff/figures/estimated"
FREEZE = f"{ESTIMATED}/freeze"
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


def test_a_frozen_estimate_says_later_what_it_stood_on(browser: Client, ira: Actor) -> None:
    record(ira, COUNTS)
    first = text(asked(browser))
    headline = re.search(r"In all there [^<]+", first)
    assert headline
    refused = browser.post(FREEZE, {"publisher": ""})
    assert (refused.status_code, headline[0] in text(refused)) == (422, True)
    answer = browser.post(FREEZE, {"publisher": "Waystation", "note": "Of the spring"})
    assert answer.status_code == 303, text(answer)
    again = browser.post(FREEZE, {"publisher": "Waystation", "note": "Of the spring"})
    assert again.headers["Location"].split("?")[0] == answer.headers["Location"].split("?")[0]
    ira.memory.clear()
    ((_one, kept),) = figures.figures(ira).items()
    assert kept.estimated is not None
    assert kept.figure.definition.basis == "estimate"
    assert kept.figure.stands_on == rules.ground(kept.estimated)
    whole = kept.estimated.whole
    assert whole.low is not None
    assert kept.figure.quantity.value <= whole.low
    assert kept.figure.quantity.most is None or kept.figure.quantity.most >= (whole.high or 0)
    assert b"Harbour" not in msgspec.json.encode(kept)
    record(ira, {7: 5})
    address = answer.headers["Location"].split("?")[0]
    figure = text(browser.get(address))
    assert "Statistical estimate" in figure
    assert "Estimated by us" in figure
    assert "How it was estimated" in figure
    shown = text(browser.get(f"{address}/estimate"))
    assert headline[0] in shown
    assert kept.figure.stands_on in shown
    assert "Harbour" not in shown
    assert "Freeze this estimate" not in shown
    assert "MSE" not in shown
    changed = msgspec.structs.replace(kept.estimated, observed=kept.estimated.observed + 1)
    assert not rules.is_whole(msgspec.structs.replace(kept, estimated=changed))
    published = publication.protected(kept).figure
    assert published.stands_on == ""
    assert published.quantity.value % 5 == 0


def test_what_is_no_number_is_not_frozen(browser: Client, ira: Actor) -> None:
    assert browser.post(FREEZE, {"publisher": "Waystation"}).status_code == 303  # nothing was asked yet
    record(ira, {1: 12})
    assert "Freeze this estimate" not in text(asked(browser))
    answer = browser.post(FREEZE, {"publisher": "Waystation"})
    assert answer.status_code == 422
    assert "no estimate to freeze" in text(answer)
    assert not figures.figures(ira)


def test_what_most_clusterings_cannot_say_is_not_frozen(
    browser: Client, ira: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(ira, COUNTS)
    asked(browser)
    last = gathering.asked

    def nothing_said(actor: Actor) -> Any:
        found = last(actor)
        assert found is not None
        assert found.job is not None
        assert found.job.result is not None
        assert found.job.result.whole is not None
        whole = msgspec.structs.replace(found.job.result.whole, low=None, high=None)
        found.job.result = msgspec.structs.replace(found.job.result, whole=whole)
        return found

    monkeypatch.setattr(gathering, "asked", nothing_said)
    answer = browser.post(FREEZE, {"publisher": "Waystation"})
    assert answer.status_code == 422
    assert "no estimate to freeze" in text(answer)
    assert not figures.figures(ira)


def test_a_figure_that_is_no_estimate_has_no_such_page(browser: Client, ira: Actor) -> None:
    record(ira, {1: 1})
    wanted = counting.definition(counting.VICTIM, read_known("2026-01-01"), "reported")
    one = counts.freeze(ira, wanted, publisher="Waystation")
    assert browser.get(f"/staff/figures/{one}/estimate").status_code == 404


def test_frozen_lists_are_letters_wherever_they_are_named() -> None:
    said = protocol.Said("MSE-006", "warn", {"names": "Zara and Zara Wren"}, "Nobody is on Zara and also on Zara Wren.")
    row = protocol.Row("", 20.5, 15.2, None)
    found = protocol.Result(
        10, (4, 4, 4), ((1, 4),), row, False, 0.95, "lcm", 1, None, (said,), without=(protocol.Row("Zara", 1, 1, 2),)
    )
    kept = freezing.estimated(("Zara", "Zara Wren", "and"), found, unnamed=0, seed=1)
    assert kept.findings[0].said == {"names": "A C B"}
    assert kept.without[0].name == "A"
    assert b"Zara" not in msgspec.json.encode(kept)
    wanted = counting.definition(counting.VICTIM, read_known("2026-01-01"), "reported")
    figure = freezing.figure(wanted, kept, publisher="Waystation", note="")
    assert (figure.quantity.relation, int(figure.quantity.value)) == ("at_least", 15)
    assert freezing.result(kept).methods == ()
    with pytest.raises(ValueError, match="no estimate"):
        freezing.estimated((), msgspec.structs.replace(found, whole=None), unnamed=0, seed=1)


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


def test_pictures_speak_the_language_of_the_page() -> None:
    assert set(wording._IN_PICTURES) == set(drawing.WORDS)
    table = Table(("a", "b", "c"), {1: 1500, 2: 4, 3: 5})
    with translation.override("de"):
        words = wording.in_pictures()
    assert words[","] == "."
    plain = drawing.overlaps(table)
    with drawing.in_words(words | {"Who is on which lists, and on no other": "Кто в каких списках <b>"}):
        spoken = drawing.overlaps(table)
    assert "1,500" in plain
    assert "1.500" in spoken
    assert "Кто в каких списках &lt;b&gt;" in spoken
    assert drawing.overlaps(table) == plain
    for each in drawing.WORDS:
        assert set(re.findall(r"{(\w+)}", each)) == set(re.findall(r"{(\w+)}", words[each])), each


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
