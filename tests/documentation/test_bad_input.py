"""What may be recorded of a world that keeps to no form: each gets an answer, and no page ends in an error."""

from __future__ import annotations

import html
import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.documentation.exhibits.conftest import on_disk
from tests.documentation.figures.test_weighing import Raid
from tests.documentation.statements.conftest import Scene
from tests.documentation.statements.conftest import ira as ira
from tests.documentation.statements.conftest import scene as scene
from tests.documentation.statements.conftest import signed_in as signed_in
from tests.documentation.statements.conftest import yan as yan
from waystation.documentation import access, actions
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.records import FOLLOWS, Act, ChainLink, Event, Involvement, Person
from waystation.documentation.statements import actions as statements
from waystation.documentation.statements import weighing
from waystation.staff.actor import Actor
from waystation.vault import files
from waystation.vault.records import create, rewrite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture(autouse=True)
def store(tmp_path: Any, settings: Any) -> Any:
    settings.WAYSTATION_FILES = tmp_path / "files"
    return settings.WAYSTATION_FILES


@pytest.fixture
def browser(signed_in: Any) -> Client:
    found: Client = signed_in("ira")
    return found


def read(browser: Client, address: str) -> str:
    """A page as it is read; an address that answers with anything else fails."""
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def pages_of(event: UUID) -> list[str]:
    one = f"/staff/events/{event}"
    return [one, f"{one}/record", f"{one}/pictures", "/staff/events/", "/staff/events/pictures", "/staff/figures/count"]


def test_events_that_come_back_to_themselves_stop_no_page(browser: Client, ira: Actor) -> None:
    """The screen refuses a circle; one may stand there all the same, written by whoever holds the key."""
    made = [actions.add_event(ira, Event(title=name)) for name in ("one", "two", "three")]
    for number, event in enumerate(made):
        row, found = access.event(ira, event)
        chain = (ChainLink(kind=FOLLOWS, event=made[number - 1]),)
        rewrite(row, Event(title=found.title, chain=chain, at=ira.now(), by=ira.account), ira.keys)
    alone = actions.add_event(ira, Event(title="alone"))
    row, _found = access.event(ira, alone)
    itself = Event(title="alone", chain=(ChainLink(kind=FOLLOWS, event=alone),), at=ira.now(), by=ira.account)
    rewrite(row, itself, ira.keys)
    for event in (*made, alone):
        for address in pages_of(event):
            assert read(browser, address)
    assert "This event happened after three" in read(browser, f"/staff/events/{made[0]}")
    # Another link into the circle is refused, one beside it is not.
    later = actions.add_event(ira, Event(title="later", chain=(ChainLink(kind=FOLLOWS, event=made[0]),)))
    assert access.event(ira, later)[1].chain


def test_who_did_it_may_be_who_it_was_done_to(browser: Client, ira: Actor) -> None:
    event = actions.add_event(ira, Event(title="The cell"))
    wren, rowan = (actions.find_or_add_person(ira, Person(called=name)) for name in ("Wren", "Rowan"))
    own = actions.add_act(ira, Act(event=event, victim=wren, kind="integrity.beating"))
    actions.involve(ira, Involvement(event=event, act=own, perpetrator=wren, degree="coerced"))
    other = actions.add_act(ira, Act(event=event, victim=rowan, kind="integrity.beating"))
    actions.involve(ira, Involvement(event=event, act=other, perpetrator=wren, degree="coerced"))
    for address in pages_of(event):
        assert read(browser, address)
    assert "In what they are said to have had a part" in read(browser, f"/staff/people/{wren}")
    pictures = browser.get(f"/staff/events/{event}/pictures").content.decode()
    graph = pictures[pictures.index('class="graph"') : pictures.index("</svg>", pictures.index('class="graph"'))]
    assert graph.count("Wren") >= 2  # as somebody who did, and as somebody to whom it was done


def test_one_event_of_five_hundred_acts_is_recorded_and_read(browser: Client, scene: Scene) -> None:
    victim = scene.rowan
    key = access.key(scene.ira)
    from waystation.documentation.models import ActRow

    for _ in range(498):
        create(ActRow, Act(event=scene.event, victim=victim, kind="other", at=scene.ira.now()), key, event=scene.event)
    for address in pages_of(scene.event):
        assert read(browser, address)
    screen = browser.get(f"/staff/events/{scene.event}/record").content.decode()
    assert screen.count(f"/staff/events/{scene.event}/acts/") == 50
    assert "450 acts that were recorded before these stand on the page of the event." in screen
    said = {"title": "The mill of Karvan", "version": "1", "once": str(uuid4()), "source_once": str(uuid4())}
    more = {"act-0-once": str(uuid4()), "act-0-victim": "The last one", "act-0-kind": "other", "do": "go_on"}
    assert browser.post(f"/staff/events/{scene.event}/record", said | more).status_code == 303
    assert "The last one" in read(browser, f"/staff/events/{scene.event}/record")


def test_who_has_it_from_themselves_has_it_from_nobody(browser: Client, scene: Scene) -> None:
    said = {
        "once": str(uuid4()),
        "lines": ["3"],
        "subject": str(scene.death),
        "what": "happened:life.death_under_torture",
    }
    said |= {"source": "Rowan", "heard_from": "rowan ", "connection": "friend_told"}
    said |= {"reliability": "B", "credibility": "2"}
    address = f"/staff/statements/{scene.statement}/events/{scene.event}"
    refused = browser.post(address, said)
    assert refused.status_code == 422
    assert 'id="id_heard_from_error"' in refused.content.decode()
    assert browser.post(address, said | {"heard_from": "Linden"}).status_code == 303


def test_two_who_have_it_from_each_other_are_one_source(browser: Client, scene: Scene, yan: Actor) -> None:
    linden = scene.person("Linden")
    statement = scene.told_by(linden)
    one = scene.says(heard_from=linden, connection="friend_told")
    scene.says(source=linden, statement=statement, heard_from=scene.rowan, connection="friend_told")
    statements.compare(yan, scene.event, scene.rowan, linden, independent=True, reason="So they say.")
    (status,) = weighing.weigh(scene.ira, scene.event).statuses.values()
    assert status.code == "reported_multiple"
    assert "same_origin" in {reason.code for reason in status.reasons}
    assert "several" in read(browser, f"/staff/events/{scene.event}/assertions/{one}").lower()


def test_an_exhibit_that_changed_on_the_disk_supports_nothing(
    browser: Client, ira: Actor, yan: Actor, store: Any
) -> None:
    raid = Raid(ira)
    film = exhibits.take_in(ira, files.keep([b"film"]), Provenance(what="Film"), why="Sent to us")
    one, _s, _a = raid.told("Rowan")
    other, _s, said = raid.told("Linden")
    statements.compare(yan, raid.event, one, other, independent=True, reason="Never met.")
    raid.told("Maple", exhibit=film)
    assert raid.status()[0] == "documented"
    (stored,) = on_disk(store)
    content = stored.read_bytes()
    stored.write_bytes(content[:-1])  # cut: seen without being read
    assert raid.status()[0] == "corroborated"
    stored.write_bytes(content)
    assert raid.status()[0] == "documented"
    stored.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))  # of the same size: only reading tells
    assert not exhibits.is_unchanged(ira, film)
    assert raid.status()[0] == "corroborated"
    assert "Corroborated" in read(browser, f"/staff/events/{raid.event}/assertions/{said}")
    stored.write_bytes(content)
    assert exhibits.is_unchanged(ira, film)
    assert raid.status()[0] == "documented"
