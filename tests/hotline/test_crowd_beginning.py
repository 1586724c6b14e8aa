"""What came before a crowd was noticed is put among the crowd afterwards, where nobody has looked at it yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client, override_settings

from tests.hotline.helpers import envelope, mail
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.hotline import access, actions, callers, crowd, crowd_beginning, intake, proposing, rules
from waystation.hotline.crowd import FIRST, Gauge
from waystation.hotline.queue import CROWD, OURS
from waystation.hotline.records import Proposed, RequestStub
from waystation.hotline.rules import Line
from waystation.staff import security
from waystation.staff.actor import Actor, utc_now
from waystation.staff.teams import AUDIT, locator
from waystation.vault.mode import Mode

URGENT = "They are at the door and break it. Help now!"


@pytest.fixture(autouse=True)
def begun(organisation: Organisation) -> Iterator[None]:
    callers.forget()
    with override_settings(WAYSTATION_FORMS_AT_ONCE=5):
        crowd.forget()
        yield
    crowd.forget()  # outside, or it begins anew with five


def post(text: str, at: datetime, **more: Any) -> None:
    """One form post as the page takes it; one that is held does not come back."""
    if isinstance(FIRST.ask(text, now=at.timestamp()), crowd.Passed):
        callers.begin_web(text, now=at, **more)


def flood(at: datetime, number: int = 9) -> None:
    for each in range(number):
        post(f"junk {each}", at + timedelta(milliseconds=20 * each), in_danger=each % 2 == 0)


def waited(text: str, at: datetime, **more: Any) -> None:
    callers.begin_web(text, now=at, crowd=True, **more)


def texts(actor: Actor, name: str) -> list[str]:
    lines = access.queue(actor).group(name)
    return [access.entries(actor, access.records(actor, line.id))[0].text for line in lines]


def test_the_page_says_how_many_of_the_crowd_are_held_to_be_in_danger(
    dina: Actor, client_of: Callable[[str], Client]
) -> None:
    waited("Hello.", utc_now())
    address, headers = "/staff/requests/", {"accept-language": "en"}
    assert "in danger now: look at" not in client_of("dina").get(address, headers=headers).content.decode()
    waited(URGENT, utc_now())
    proposing.look_through(dina, seconds=60)
    shown = client_of("dina").get(address, headers=headers).content.decode()
    assert "2 messages came in a crowd" in shown
    assert "1 of them is held to be in danger now: look at it first." in shown


def test_it_works(dina: Actor, lev: Actor) -> None:
    """The real person, who waited, stood alone behind those whom nobody had noticed yet."""
    now = utc_now()
    post("Somebody who wrote before.", now - timedelta(hours=1))
    flood(now)
    assert len(texts(dina, OURS)) == 6  # one, and the five that came before it was noticed
    waited(URGENT, now + timedelta(seconds=30), in_danger=True)
    proposing.look_through(dina, seconds=60)
    assert texts(dina, OURS) == ["Somebody who wrote before."]
    assert texts(dina, CROWD)[0] == URGENT
    assert len(texts(dina, CROWD)) == 6
    logged = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=60) if entry]
    assert logged.count("hotline.crowd_taken_in") == 5


def test_a_mail_brings_the_news_of_it_too(dina: Actor) -> None:
    now = utc_now()
    flood(now)
    intake.receive(mail("I wrote by mail."), envelope(), now=now + timedelta(minutes=3))
    proposing.look_through(dina, seconds=60)
    assert texts(dina, OURS) == ["I wrote by mail."]
    assert len(texts(dina, CROWD)) == 5


def test_whom_somebody_has_looked_at_stays(dina: Actor) -> None:
    now = utc_now()
    flood(now)
    lines = access.queue(dina).group(OURS)[:]
    actions.open_thread(dina, lines[0].id)
    actions.set_next(dina, lines[1].id, "ask the neighbour")
    waited(URGENT, now + timedelta(seconds=30))
    crowd_beginning.take_in(dina)
    assert {line.id for line in access.queue(dina).group(OURS)} == {lines[0].id, lines[1].id}
    assert not any(line.stub.crowd for line in access.queue(dina).group(OURS))


def test_whoever_worked_for_it_or_came_later_stays(dina: Actor) -> None:
    now = utc_now()
    flood(now)
    callers.begin_web("My browser did the work.", now=now + timedelta(seconds=10))
    intake.receive(mail("At the same time."), envelope(), now=now)
    crowd_beginning.take_in(dina)
    assert set(texts(dina, OURS)) == {"My browser did the work.", "At the same time."}


def test_whoever_is_taken_in_is_taken_out_by_a_word(dina: Actor) -> None:
    flood(utc_now())
    waited(URGENT, utc_now() + timedelta(seconds=30))
    crowd_beginning.take_in(dina)
    one = access.queue(dina).group(CROWD)[:][3].id
    actions.set_urgency(dina, one, "soon")
    crowd_beginning.take_in(dina)
    assert [line.id for line in access.queue(dina).group(OURS)] == [one]


def test_a_queue_that_nobody_has_open_yet_is_put_in_order_later(dina: Actor, lev: Actor) -> None:
    flood(utc_now())
    waited(URGENT, utc_now() + timedelta(seconds=30))
    crowd_beginning.take_in(dina)
    flood(utc_now() + timedelta(hours=5))  # another crowd
    waited("Later.", utc_now() + timedelta(hours=5, minutes=1))
    for actor in (lev, dina):
        crowd_beginning.take_in(actor)
        assert texts(actor, OURS) == []


def test_while_nothing_may_be_changed_it_is_put_in_order_too(dina: Actor, lev: Actor) -> None:
    """As the rules look through what comes: else whoever reads then finds those in danger behind the crowd."""
    flood(utc_now())
    waited(URGENT, utc_now() + timedelta(seconds=30))
    security.set_mode(lev, Mode.READ_ONLY)
    assert crowd_beginning.take_in(dina) == 5


def test_without_a_crowd_nobody_is_taken_in(dina: Actor) -> None:
    for minute in range(20):
        post(f"A person {minute}.", utc_now() + timedelta(minutes=minute))
    crowd_beginning.take_in(dina)
    assert len(texts(dina, OURS)) == 20


def test_the_beginning_is_counted_from_when_it_was_quiet() -> None:
    gauge = Gauge(5, 1.0)
    for second in (0.0, 100.0, 100.1, 100.2, 100.3, 100.4):
        assert not gauge.count(second)
    assert gauge.beginning is None
    assert gauge.count(100.5)
    assert gauge.beginning == (100.0, 100.5)
    gauge.count(101.0)
    assert gauge.beginning == (100.0, 100.5)


def test_it_is_no_longer_than_an_hour() -> None:
    gauge, now = Gauge(50, 0.01), 0.0
    while not gauge.count(now):
        now += 80.0
    assert now > 2 * crowd.LONGEST
    assert gauge.beginning == (now - crowd.LONGEST, now)


def test_few_are_told_and_for_a_day(settings: Any) -> None:
    now = utc_now()
    flood(now)
    assert crowd.beginning(now + timedelta(days=2)) is None
    assert crowd.beginning(now - timedelta(hours=1)) is None
    told = [crowd.beginning(now + timedelta(minutes=1)) for _ in range(crowd.TOLD + 3)]
    assert told.count(None) == 3
    assert {found[0] for found in told if found} == {now}


@pytest.mark.parametrize(
    ("first", "last"),
    [(-7200, 0), (10, 0), (0, 60)],
    ids=["longer than an hour", "ends before it begins", "ends after the message came"],
)
def test_what_a_stranger_posts_names_no_beginning_that_is_none(first: int, last: int) -> None:
    at = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)
    honest = RequestStub(received_at=at, last_in=at, channel="web", beginning=(at - timedelta(seconds=9), at))
    assert rules.is_first_word(honest)
    forged = (at + timedelta(seconds=first), at + timedelta(seconds=last))
    assert not rules.is_first_word(msgspec.structs.replace(honest, beginning=forged))


def test_in_a_crowd_first_stand_those_of_whom_both_say_so_then_those_of_whom_either_does() -> None:
    """In a crowd a tick costs nothing: junk has it as often as people have."""
    at = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)

    def line(minutes: int, said: str, proposed: str) -> Line:
        found = Proposed(urgency=proposed)
        stub = RequestStub(received_at=at + timedelta(minutes=minutes), urgency=said, proposed=found, crowd=True)
        return Line(the_id(minutes), stub)

    said = [line(0, "unknown", "unknown"), line(1, "now", "unknown"), line(2, "unknown", "now"), line(3, "now", "now")]
    ordered = sorted(said, key=lambda each: rules.rank(each.stub, 0))
    assert [each.id for each in ordered] == [the_id(number) for number in (3, 1, 2, 0)]
    outside = msgspec.structs.replace(said[0].stub, crowd=False, proposed=Proposed(urgency="aside"))
    assert rules.rank(outside, 0) < rules.rank(said[3].stub, 0)


def the_id(number: int) -> UUID:
    return UUID(int=number)
