"""What was recorded by mistake is put right, and whatever stood on it follows."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.documentation.statements.conftest import Scene
from tests.documentation.statements.conftest import ira as ira
from tests.documentation.statements.conftest import scene as scene
from tests.documentation.statements.conftest import signed_in as signed_in
from tests.documentation.statements.conftest import yan as yan
from tests.stage import Organisation
from waystation.documentation import access, actions, correcting, wording
from waystation.documentation.errors import Refused
from waystation.documentation.figures import gathering
from waystation.documentation.formats import taking
from waystation.documentation.formats.exporting import give_out
from waystation.documentation.records import Act, Event, Information, Involvement, Person
from waystation.documentation.statements import actions as statements
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


class Raid:
    """An event of one screen: an act, who did it, who told us."""

    def __init__(self, ira: Actor) -> None:
        wren, men = (actions.find_or_add_person(ira, Person(called=name)) for name in ("Wren", "men in black"))
        self.victim, self.event = wren, actions.add_event(ira, Event(title="Raid"))
        self.act = actions.add_act(ira, Act(event=self.event, victim=wren, kind="integrity.beating"))
        self.involvement = actions.involve(ira, Involvement(event=self.event, act=self.act, perpetrator=men))
        told = Information(event=self.event, source=wren, connection="self", reliability="B", credibility="2")
        self.information = actions.add_source(ira, told)


@pytest.fixture
def raid(ira: Actor) -> Raid:
    return Raid(ira)


def status(actor: Actor, act: UUID) -> str:
    (found,) = [each for each in gathering.documented(actor).acts if each.act == act.bytes]
    return found.status


def test_with_a_source_goes_what_was_counted_on_it(ira: Actor, yan: Actor, raid: Raid) -> None:
    assert status(yan, raid.act) == "first_hand"
    correcting.remove_source(ira, raid.event, raid.information)
    assert status(yan, raid.act) == ""
    assert access.sources(yan, raid.event) == []
    with pytest.raises(Absent):
        correcting.remove_source(ira, raid.event, raid.information)


def test_who_did_not_do_it_stands_there_no_more(ira: Actor, raid: Raid) -> None:
    correcting.remove_involvement(ira, raid.event, raid.involvement)
    assert access.involvements(ira, raid.event) == []


def test_an_act_goes_with_who_did_it_unless_a_statement_speaks_of_it(ira: Actor, raid: Raid, scene: Scene) -> None:
    correcting.remove_act(ira, raid.event, raid.act)
    assert (access.acts(ira, raid.event), access.involvements(ira, raid.event)) == ([], [])
    assert raid.act.bytes not in {each.act for each in gathering.documented(ira).acts}
    said = scene.says()
    statements.retract(ira, scene.event, said, ground="withdrawn", why="She takes it back.")
    with pytest.raises(Refused) as refused:
        correcting.remove_act(ira, scene.event, scene.beating)
    assert refused.value.reasons[0][1] == wording.DRAWN_OF_IT


def test_what_was_taken_away_comes_back_with_no_file(ira: Actor, raid: Raid) -> None:
    file = give_out(ira, "json", to="Harbour", why="To keep").content
    correcting.remove_source(ira, raid.event, raid.information)
    correcting.remove_act(ira, raid.event, raid.act)
    upload = taking.begin(ira, [file], "events.json")
    outcome = taking.look(ira, taking.one(ira, upload)[1])
    assert (outcome.made, outcome.erased.total()) == (0, 3)


def test_of_another_event_nothing_is_taken_away(ira: Actor, raid: Raid, scene: Scene) -> None:
    for remove, one in (
        (correcting.remove_source, raid.information),
        (correcting.remove_involvement, raid.involvement),
        (correcting.remove_act, raid.act),
    ):
        with pytest.raises(Absent):
            remove(ira, scene.event, one)


@pytest.mark.parametrize("who", ["lev", "dina"])
def test_nobody_else_puts_anything_right(organisation: Organisation, raid: Raid, who: str) -> None:
    with pytest.raises(Absent):
        correcting.remove_source(organisation.actor(who), raid.event, raid.information)


def test_somebody_is_called_otherwise_everywhere(ira: Actor, raid: Raid) -> None:
    version = access.person(ira, raid.victim)[0].version
    correcting.put_right(ira, raid.victim, " Wren  of the mill ", 1, 1, "", seen=version)
    assert access.called(ira, [raid.victim]) == {raid.victim: "Wren of the mill"}
    with pytest.raises(Stale):
        correcting.put_right(ira, raid.victim, "Rowan", 1, 1, "", seen=version)
    with pytest.raises(Refused):
        correcting.put_right(ira, raid.victim, "men in black", 1, 1, "")


def test_how_many_they_are_stays_where_reviewers_agreed(ira: Actor, yan: Actor, scene: Scene) -> None:
    """The number stands in the sentence that may be said in public: nobody writes another into it afterwards."""
    others = actions.find_or_add_person(ira, Person(called="the others", kind="unnamed", minimum=7, maximum=8))
    said = scene.says(subject=scene.act(others, "integrity.beating"))
    correcting.put_right(ira, others, "the others", 7, 9, "")
    statements.review(yan, scene.event, said, finding="confirms", reason="Read it.")
    with pytest.raises(Refused) as refused:
        correcting.put_right(ira, others, "the others", 70, 90, "")
    assert refused.value.reasons == (("minimum", wording.REVIEWED_SO_MANY),)
    correcting.put_right(ira, others, "others in the room", 7, 9, "")


def test_it_is_done_on_the_pages(signed_in: Any, ira: Actor, raid: Raid, scene: Scene) -> None:
    browser = signed_in("ira")
    event, act = f"/staff/events/{raid.event}", f"/staff/events/{raid.event}/acts/{raid.act}"
    away = [f"{event}/sources/{raid.information}/remove", f"{act}/by/{raid.involvement}/remove", f"{act}/remove"]
    assert away[0] in browser.get(event).content.decode()
    assert away[0] not in browser.get(f"{event}/record").content.decode()  # a form cannot stand in a form
    assert all(each in browser.get(act).content.decode() for each in away[1:])
    asked = re.findall(
        r"<details[^>]*><summary>(.*?)</summary><form[^>]*action=\"(.*?)\"", browser.get(act).content.decode()
    )
    assert [path for _question, path in asked] == away[1:]  # one tap opens it, a second takes away
    assert "men in black" in asked[0][0]
    for each in away:
        assert browser.get(each).status_code == 405
        assert browser.post(each).status_code == 303
    assert access.acts(ira, raid.event) == []
    scene.says()
    stays = browser.post(f"/staff/events/{scene.event}/acts/{scene.beating}/remove", follow=True)
    assert "A statement says something of this act" in stays.content.decode()
    person = f"/staff/people/{raid.victim}"
    assert f"{person}/change" in browser.get(person).content.decode()
    assert b"At least" not in browser.get(f"{person}/change").content
    sent = {"called": "Wren of the mill", "version": "1"}
    assert browser.post(f"{person}/change", sent).status_code == 303
    assert browser.post(f"{person}/change", sent | {"called": "Rook"}).status_code == 422
    assert browser.post(f"{person}/change", {"called": ""}).status_code == 422
    assert browser.get(f"/staff/people/{uuid4()}/change").status_code == 404
