"""Counts follow what statements assert, what reviewers say of it, and the custody of exhibits, at every step."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.documentation.exhibits.conftest import on_disk
from tests.documentation.statements.conftest import ira as ira
from tests.documentation.statements.conftest import yan as yan
from tests.documentation.statements.conftest import zoya as zoya
from waystation.casework.likely import SAME
from waystation.documentation import actions as events
from waystation.documentation.assertions import FIRST, HAPPENED, SECOND, Assertion, Passage
from waystation.documentation.dates import read
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.figures import gathering
from waystation.documentation.matching import actions as matching
from waystation.documentation.records import Act, Event, Information, Person
from waystation.documentation.statements import actions as statements
from waystation.documentation.statements import weighing
from waystation.documentation.statements.records import Statement, Words
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault import files

pytestmark = pytest.mark.django_db
KIND = "integrity.beating"


class Raid:
    """An event with one act, of which people tell one after the other."""

    def __init__(self, ira: Actor, kind: str = KIND) -> None:
        self.ira, self.kind = ira, kind
        self.event = events.add_event(ira, Event(title="Raid", began=read("2017-05-03")))
        victim = events.find_or_add_person(ira, Person(called="Wren"))
        self.act = events.add_act(ira, Act(event=self.event, victim=victim, kind=kind))

    def told(self, name: str, connection: str = "eyewitness", **more: Any) -> tuple[UUID, UUID, UUID]:
        """Somebody tells; their id, that of the statement and that of the assertion."""
        who = events.find_or_add_person(self.ira, Person(called=name))
        day = read("2017-06-01")
        assert day is not None
        exhibit = more.pop("exhibit", None)
        kind = "video" if exhibit else "interview"
        said = Statement(teller=who, kind=kind, told=(day,), events=(self.event,), exhibit=exhibit)
        statement = statements.take_down(self.ira, said, Words(text="They beat him."))
        graded = {"reliability": "B", "credibility": "2"} | more
        hand = FIRST if connection in ("eyewitness", "self") else SECOND
        assertion = statements.add_assertion(
            self.ira,
            self.event,
            Assertion(
                id=uuid4(),
                subject=self.act,
                property=HAPPENED,
                value=self.kind,
                source=who,
                statement=statement,
                passage=Passage(start=0, end=13),
                hand=hand,
                connection=connection,
                **graded,
            ),
        )
        return who, statement, assertion

    def status(self, actor: Actor | None = None) -> tuple[str, str]:
        """The certainty by the rules and as reviewers agree, as it is counted; and it is that of the event's page."""
        reader = actor or self.ira
        (found,) = [each for each in gathering.documented(reader).acts if each.act == self.act.bytes]
        said = weighing.weigh(reader, self.event).statuses
        for claim, status in said.items():
            if claim.subject == self.act and claim.value == self.kind:
                assert (found.status, found.agreed) == (status.code, status.public)
        return found.status, found.agreed


@pytest.fixture(autouse=True)
def store(tmp_path: Any, settings: Any) -> None:
    settings.WAYSTATION_FILES = tmp_path / "files"
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")


def test_statements_outweigh_who_told_us_of_the_event(ira: Actor) -> None:
    raid = Raid(ira)
    assert raid.status() == ("", "")
    hazel = events.find_or_add_person(ira, Person(called="Hazel"))
    events.add_source(ira, Information(event=raid.event, source=hazel, connection="self"))
    assert raid.status() == ("first_hand", "reported")  # nobody reviewed it
    raid.told("Rowan", "friend_told")
    assert raid.status() == ("reported", "reported")


def test_a_source_under_two_names_is_one_as_soon_as_somebody_says_so(ira: Actor, yan: Actor) -> None:
    """Through a third record, too; and two again when that is taken back."""
    raid = Raid(ira)
    one, _statement, _assertion = raid.told("Rowan")
    other, _other_statement, _other_assertion = raid.told("Linden", "friend_told")
    third = events.find_or_add_person(ira, Person(called="Rowan Linden"))
    refresh(yan)
    statements.compare(yan, raid.event, one, other, independent=True, reason="Never met.")
    assert raid.status() == ("corroborated", "reported")
    matching.decide(yan, one, third, SAME)
    assert raid.status() == ("corroborated", "reported")
    matching.decide(yan, third, other, SAME)
    assert raid.status() == ("first_hand", "reported")
    matching.take_back(yan, one, third)
    assert raid.status() == ("corroborated", "reported")


def test_whom_a_source_has_it_from_is_known_under_each_name(ira: Actor, yan: Actor) -> None:
    raid = Raid(ira)
    one, _statement, _assertion = raid.told("Rowan")
    alias = events.find_or_add_person(ira, Person(called="R."))
    other, _other_statement, _other_assertion = raid.told("Linden", "friend_told", heard_from=alias)
    refresh(yan)
    statements.compare(yan, raid.event, one, other, independent=True, reason="Never met.")
    assert raid.status() == ("corroborated", "reported")
    matching.decide(yan, one, alias, SAME)
    assert raid.status() == ("first_hand", "reported")


def test_it_rises_and_falls_with_every_step(ira: Actor, yan: Actor) -> None:
    raid = Raid(ira)
    one, _statement, _assertion = raid.told("Rowan")
    assert raid.status() == ("first_hand", "reported")
    other, statement, assertion = raid.told("Linden", "friend_told")
    assert raid.status() == ("first_hand", "reported")
    refresh(yan)
    statements.compare(yan, raid.event, one, other, independent=True, reason="Never met.")
    assert raid.status() == ("corroborated", "reported")
    statements.review(yan, raid.event, assertion, finding="confirms", reason="Read both.")
    assert raid.status() == ("corroborated", "corroborated")
    assert raid.status(yan) == ("corroborated", "corroborated")
    statements.retract_statement(ira, statement, ground="withdrawn", why="They are afraid.")
    assert raid.status() == ("first_hand", "reported")


def test_two_who_are_not_independent_corroborate_nothing(ira: Actor, yan: Actor) -> None:
    raid = Raid(ira)
    one, _s, _a = raid.told("Rowan")
    other, _s, _a = raid.told("Linden")
    statements.compare(yan, raid.event, one, other, independent=True, reason="Never met.")
    statements.compare(yan, raid.event, other, one, independent=False, reason="Cousins after all.")
    assert raid.status() == ("first_hand", "reported")


def test_a_denial_takes_it_out_of_every_count(ira: Actor) -> None:
    raid = Raid(ira)
    raid.told("Rowan")
    _who, _statement, denial = raid.told("The warden", denies=True)
    assert raid.status() == ("contradicted", "")
    statements.retract(ira, raid.event, denial, ground="mistaken", why="Misheard.")
    assert raid.status() == ("first_hand", "reported")


def test_a_death_told_by_many_stays_reported(ira: Actor) -> None:
    raid = Raid(ira, "life.death_under_torture")
    for name in ("Rowan", "Linden", "Alder"):
        raid.told(name, "friend_told")
    assert raid.status() == ("reported", "reported")


def test_evidence_counts_while_its_custody_is_unbroken(ira: Actor, yan: Actor, tmp_path: Any) -> None:
    raid = Raid(ira)
    film = exhibits.take_in(ira, files.keep([b"film"]), Provenance(what="Film"), why="Sent to us")
    one, _s, _a = raid.told("Rowan")
    other, _s, _a = raid.told("Linden")
    statements.compare(yan, raid.event, one, other, independent=True, reason="Never met.")
    raid.told("Maple", exhibit=film)
    assert raid.status() == ("documented", "reported")
    (stored,) = on_disk(tmp_path / "files")
    stored.unlink()
    assert not exhibits.is_unchanged(ira, film)  # the custody log says so now
    assert raid.status() == ("corroborated", "reported")


def test_what_goes_with_its_event_is_counted_no_more(ira: Actor) -> None:
    raid = Raid(ira)
    raid.told("Rowan")
    events.erase_event(ira, raid.event)
    assert gathering.documented(ira).acts == []
