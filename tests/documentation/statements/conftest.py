"""Three documenters: Ira takes down, Yan and Zoya review."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.stage import Organisation
from waystation.documentation import actions as events
from waystation.documentation.assertions import HAND_OF, HAPPENED, Assertion
from waystation.documentation.dates import read
from waystation.documentation.records import Act, Event, Person
from waystation.documentation.statements import actions, passages
from waystation.documentation.statements.records import Statement, Words
from waystation.staff.actions import add_account, resume, sign_in
from waystation.staff.actor import Actor, utc_now
from waystation.staff.middleware import cookie_name

PHRASE = "nine green umbrellas waiting"
TEXT = "Q. What happened?\nT. They beat me with a hose.\nT. The guards said that the tailor died.\nQ. Thank you."


@pytest.fixture
def ira(organisation: Organisation) -> Actor:
    return organisation.actor("ira")


def _another(organisation: Organisation, name: str, persona: str) -> Actor:
    add_account(organisation.founding, name=name, passphrase=PHRASE, persona=persona, roles=["documenter"])
    actor = resume(sign_in(name, PHRASE, now=utc_now()), now=utc_now())
    assert actor is not None
    return actor


@pytest.fixture
def yan(organisation: Organisation) -> Actor:
    """A second documenter, who reviews."""
    return _another(organisation, "yan", "Osip")


@pytest.fixture
def zoya(organisation: Organisation) -> Actor:
    """A third one, where it takes two to review."""
    return _another(organisation, "zoya", "Vera")


@pytest.fixture
def signed_in(organisation: Organisation) -> Callable[[str], Client]:
    """`signed_in("yan")`: the browser of one of them."""

    def sign(name: str) -> Client:
        client = Client()
        cookie = organisation.cookie("ira") if name == "ira" else sign_in(name, PHRASE, now=utc_now())
        client.cookies[cookie_name()] = cookie
        return client

    return sign


class Scene:
    """An event with a beating and a death, and what somebody told us of both."""

    def __init__(self, ira: Actor) -> None:
        self.ira = ira
        self.event = events.add_event(ira, Event(title="The mill of Karvan"))
        self.rowan = self.person("Rowan")
        self.tailor = self.person("the tailor")
        self.beating = self.act(self.rowan, "integrity.beating")
        self.death = self.act(self.tailor, "life.death_under_torture")
        self.statement = self.told_by(self.rowan)

    def person(self, called: str) -> UUID:
        return events.find_or_add_person(self.ira, Person(called=called))

    def act(self, victim: UUID, kind: str) -> UUID:
        return events.add_act(self.ira, Act(event=self.event, victim=victim, kind=kind))

    def told_by(self, teller: UUID, text: str = TEXT, **more: Any) -> UUID:
        day = read("2017-04-09")
        assert day
        told = {"kind": "interview", "told": (day,), "events": (self.event,)}
        return actions.take_down(self.ira, Statement(teller=teller, **(told | more)), Words(text=text))

    def says(self, line: int = 2, by: Actor | None = None, **more: Any) -> UUID:
        """Draws an assertion from a line: the beating, by Rowan, who was there and is judged, unless more is said."""
        numbered = passages.lines(TEXT)
        connection = more.setdefault("connection", "self")
        said: dict[str, Any] = {
            "id": uuid4(),
            "subject": self.beating,
            "property": HAPPENED,
            "value": "integrity.beating",
            "source": self.rowan,
            "statement": self.statement,
            "passage": passages.passage(numbered, {line}),
            "hand": HAND_OF[connection],
            "reliability": "B",
            "credibility": "2",
        }
        return actions.add_assertion(by or self.ira, self.event, Assertion(**(said | more)))

    def another(self, called: str = "Hazel", **more: Any) -> UUID:
        """The same of somebody else, who saw it and told us themselves."""
        who = self.person(called)
        told = {"source": who, "statement": self.told_by(who), "connection": "eyewitness"}
        return self.says(**(told | more))


@pytest.fixture
def scene(ira: Actor) -> Scene:
    return Scene(ira)
