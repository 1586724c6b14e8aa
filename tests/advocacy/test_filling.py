"""A draft that is filled from the record."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace

from tests.advocacy.conftest import PHRASE, RAPPORTEUR
from tests.advocacy.test_actions import reasons, sent
from tests.stage import Organisation
from waystation.advocacy import access, approving, bodies, drafting, filling, outlines, wording
from waystation.advocacy.models import SubmissionRow
from waystation.advocacy.records import Basis, Submission
from waystation.documentation import actions as events
from waystation.documentation.dates import read
from waystation.documentation.dossier.facts import Fact
from waystation.documentation.dossier.wording import CALLED, CODES, GENERAL
from waystation.documentation.errors import Refused
from waystation.documentation.records import Act, Event, Involvement, Person, PlaceName
from waystation.staff import actions as staff
from waystation.staff.access import refresh
from waystation.staff.actions import add_account
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.staff.middleware import cookie_name

pytestmark = pytest.mark.usefixtures("in_english")
ONE, TWO, BODY = UUID(int=1), UUID(int=2), UUID(int=3)
WGEID = Submission(authority=BODY, kind="un_wgeid_urgent", title="Three brothers", language="en")


def fact(about: str, text: str, subject: UUID = TWO, status: str = "") -> Fact:
    return Fact(about, text, ONE, subject, status)


def by_heading(said: Submission, *facts: Fact) -> dict[str, filling.Proposed]:
    known = {"to": "A body", "submitter": "Mira"}
    return {each.heading: each for each in filling.proposed(said, facts, known, [], CODES)}


def test_each_heading_has_what_the_form_asks_there() -> None:
    facts = [fact("when", "2017-03"), fact("where", "Chechnya"), fact("victims", "P1"), fact("accused", "P2: police")]
    found = by_heading(WGEID, *facts)
    assert found["Date, at least month and year"].text == "2017-03"
    assert found["Place"].text == "Chechnya"
    assert found["Forces believed to be responsible"].text == "P2: police"
    assert found["Who submits it, with the consent of the family"].text == "Mira"
    assert found["What was done to find them, or why nothing could be"].text == ""
    together = by_heading(replace(WGEID, kind="media_briefing"), *facts)
    assert together["When and where"].text == "2017-03\nChechnya"


def test_arrests_stand_by_themselves_where_the_form_asks_for_them() -> None:
    facts = [fact("account", "Beaten"), fact("liberty", "Held in a cellar")]
    found = by_heading(replace(WGEID, kind="un_wgad"), *facts)
    assert found["What happened, and why it is arbitrary (categories I to V)"].text == "Beaten"
    assert found["Arrest: date, place, by whom, with what warrant, for what reason"].text == "Held in a cellar"
    both = by_heading(replace(WGEID, kind="un_hrc"), *facts)
    assert both["Facts, in order"].text == "Beaten\nHeld in a cellar"


def test_what_the_author_wrote_stays() -> None:
    said = replace(WGEID, text="# Place\nIn my words\n# Ours\nMore")
    found = by_heading(said, fact("where", "Chechnya"), fact("when", "2017"))
    assert found["Place"].is_kept
    text = filling.filled(said, found.values())
    parts = {each.heading: each.text for each in outlines.parts(text)}
    assert parts["Place"] == "In my words"
    assert parts["Ours"] == "More"
    assert parts["Date, at least month and year"] == "2017"


@pytest.fixture
def cookie(organisation: Organisation) -> str:
    roles = ["documenter", "coordinator"]
    add_account(organisation.founding, name="nell", passphrase=PHRASE, persona="Mira", roles=roles)
    return staff.sign_in("nell", PHRASE, now=utc_now())


@pytest.fixture
def nell(cookie: str) -> Actor:
    """Documents, and coordinates: whoever may read the record and write to authorities."""
    actor = staff.resume(cookie, now=utc_now())
    assert actor is not None
    return actor


@pytest.fixture
def event(nell: Actor) -> UUID:
    place = PlaceName(region="Chechnya", locality="Hollow Ford")
    made = events.add_event(
        nell, Event(title="The mill", began=read("2017-03-12"), place=place, description="Rowan was taken.")
    )
    rowan = events.find_or_add_person(nell, Person(called="Rowan"))
    men = events.find_or_add_person(nell, Person(called="men in green", kind="unnamed", minimum=3, maximum=3))
    act = events.add_act(nell, Act(event=made, victim=rowan, kind="integrity.beating", began=read("2017-03-12")))
    events.involve(nell, Involvement(event=made, act=act, perpetrator=men, degree="carried_out"))
    return made


@pytest.fixture
def drafted(nell: Actor) -> UUID:
    body = bodies.add_authority(nell, RAPPORTEUR)
    return drafting.draft(
        nell, Submission(authority=body, kind="un_allegation_letter", title="The mill", language="en")
    )


def test_it_is_filled_and_says_what_it_stands_on(nell: Actor, drafted: UUID, event: UUID) -> None:
    filling.fill(nell, drafted, [event], CODES)
    refresh(nell)
    found = access.submission(nell, drafted)[1]
    parts = {each.heading: each.text for each in outlines.parts(found.text)}
    assert parts["Who it was done to"] == "P1: one person"
    assert parts["When and where"] == "2017-03-12\nHollow Ford, Chechnya"
    assert "P1 was taken." in parts["What happened, in detail"]
    assert "1. Beating or other physical assault\nTo whom: P1" in parts["What happened, in detail"]
    assert "Rowan" not in found.text
    assert "men in green" not in found.text
    assert found.events == (event,)
    assert not found.named
    assert {each.event for each in found.basis} == {event}
    left = outlines.missing(found.kind, found.language, found.text)
    assert left == [
        "What was reported at home, and what came of it",
        "Whether names may go to the government, and into the public report",
    ]
    assert filling.changed(nell, found) == {}


def test_names_are_said_to_stand_in_it(nell: Actor, drafted: UUID, event: UUID) -> None:
    filling.fill(nell, drafted, [event], CALLED)
    refresh(nell)
    found = access.submission(nell, drafted)[1]
    assert found.named
    assert "Rowan" in found.text
    general = filling.look(nell, replace(found, text=""), [event], GENERAL)
    assert "Hollow Ford" not in "".join(each.text for each in general)


def test_what_is_otherwise_since_is_told(nell: Actor, drafted: UUID, event: UUID) -> None:
    filling.fill(nell, drafted, [event], CODES)
    told = events.access.event(nell, event)[1]
    events.change_event(nell, event, events.replace(told, description="Rowan went by himself."))
    refresh(nell)
    found = access.submission(nell, drafted)[1]
    assert [str(each) for each in filling.changed(nell, found).values()] == [str(wording.SAID_SINCE)]
    events.erase_event(nell, event)
    refresh(nell)
    assert set(map(str, filling.changed(nell, found).values())) == {str(wording.GONE_SINCE)}


def test_what_was_asked_before_stands_among_the_steps(
    nell: Actor, lev: Actor, max_: Actor, committee: UUID, drafted: UUID, event: UUID
) -> None:
    made = sent(lev, max_, committee, days_ago=40)
    refresh(nell)
    row, before = access.submission(nell, made)
    from waystation.vault.records import rewrite

    rewrite(row, replace(before, events=(event,)), nell.keys)
    refresh(nell)
    found = filling.look(nell, access.submission(nell, drafted)[1], [event], CODES)
    steps = next(each for each in found if each.heading == "What was reported at home, and what came of it")
    assert "Report of a crime, Investigative Committee, a region" in steps.text
    assert steps.basis[0].status == "ignored"


def test_a_changed_draft_keeps_what_its_parts_stand_on(nell: Actor, drafted: UUID, event: UUID) -> None:
    filling.fill(nell, drafted, [event], CODES)
    refresh(nell)
    found = access.submission(nell, drafted)[1]
    drafting.change_draft(nell, drafted, replace(found, language="ru"))
    refresh(nell)
    changed = access.submission(nell, drafted)[1]
    assert {each.heading for each in changed.basis} <= {each.heading for each in outlines.parts(changed.text)}
    assert "# Когда и где" in changed.text
    assert changed.events == (event,)
    assert len(changed.basis) == len(found.basis)
    drafting.change_draft(nell, drafted, replace(changed, text="# Когда и где\nВ марте."))
    refresh(nell)
    assert {each.heading for each in access.submission(nell, drafted)[1].basis} == {"Когда и где"}


def test_nobody_fills_what_was_let_go_or_without_an_event(nell: Actor, drafted: UUID, event: UUID) -> None:
    with pytest.raises(Refused) as refused:
        filling.fill(nell, drafted, [], CODES)
    assert reasons(refused) == [wording.CHOOSE_EVENTS]
    filling.fill(nell, drafted, [event], CODES)
    refresh(nell)
    approving.let_go(nell, drafted, nobody=True)
    with pytest.raises(Refused) as refused:
        filling.fill(nell, drafted, [event], CODES)
    assert reasons(refused) == [wording.LET_GO_ALREADY]


def test_whoever_may_not_read_the_record_does_not_fill(
    lev: Actor, sara: Actor, ira: Actor, drafted: UUID, event: UUID
) -> None:
    for who in (lev, sara, ira):
        refresh(who)
        with pytest.raises(Absent):
            filling.fill(who, drafted, [event], CODES)
    assert filling.changed(sara, replace(WGEID, basis=(Basis(heading="x", text="y", event=ONE, subject=TWO),))) == {}


def test_nothing_of_it_is_readable_in_the_database(nell: Actor, drafted: UUID, event: UUID) -> None:
    filling.fill(nell, drafted, [event], CALLED)
    rows = repr(list(SubmissionRow.objects.values_list()))
    assert "Rowan" not in rows
    assert str(event) not in rows


def test_the_page(
    cookie: str, nell: Actor, sara: Actor, browser: Callable[[str], Client], drafted: UUID, event: UUID
) -> None:
    client = Client()
    client.cookies[cookie_name()] = cookie
    page, place = reverse("advocacy:submission", args=[drafted]), reverse("advocacy:fill", args=[drafted])
    assert place in client.get(page).content.decode()
    assert browser("sara").get(place).status_code == 404
    assert place not in browser("sara").get(page).content.decode()
    assert client.post(place, {"events": "The fair", "level": CODES, "do": "look"}).status_code == 422
    assert client.post(place, {"events": "", "level": CODES, "do": "fill"}).status_code == 422
    answer = client.post(place, {"events": "the mill", "level": CODES, "called": "Nobody", "do": "look"})
    looked = answer.content.decode()
    assert answer.status_code == 200
    assert "P1: one person" in looked
    assert "missing: the record says nothing of it" in looked
    assert "is none of our cases" in looked
    assert access.submission(nell, drafted)[1].text == ""
    assert client.post(place, {"events": "the mill", "level": CODES, "do": "fill", "version": "99"}).status_code == 422
    assert client.post(place, {"events": "the mill", "level": CODES, "do": "fill"}).status_code == 303
    shown = browser("sara").get(page).content.decode()
    assert "What it stands on" in shown
    assert "P1: one person" in shown
