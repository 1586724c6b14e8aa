"""Steps that are done by what is noted of their track: ticked, open again, and left alone where somebody says so."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import make_aware
from msgspec.structs import replace

from tests.evacuation.relocation.conftest import DAY, ISLES, TODAY, Scene
from waystation.casework.errors import Refused
from waystation.evacuation.relocation import access, actions, filing, following, knowledge, pathways, rules, wording
from waystation.evacuation.relocation.records import (
    APPEAL_DECIDED,
    APPEALED,
    APPOINTMENT,
    DECIDED,
    FILED,
    FOLLOWS,
    PAPERS,
    TERMS,
    Application,
    Appointment,
    Needed,
    Step,
    Terms,
    Track,
)
from waystation.evacuation.relocation.rules import Whole

MONDAY = date(2031, 5, 12)
TRACK = UUID(int=1)


def noon(day: date) -> datetime:
    return make_aware(datetime.combine(day, time(12)))


def whole(*steps: Step, **more: object) -> Whole:
    parts = {name: [(uuid4(), each) for each in found] for name, found in more.items() if name != "terms"}  # type: ignore[attr-defined]
    numbered = [(UUID(int=10 + number), each) for number, each in enumerate(steps)]
    track = Track(country=ISLES, pathway="humanitarian_visa")
    return Whole(TRACK, UUID(int=2), track, steps=numbered, terms=more.get("terms"), **parts)  # type: ignore[arg-type]


def step(follows: str = "", **more: object) -> Step:
    return Step(track=TRACK, what="it", follows=follows, **more)  # type: ignore[arg-type]


def paper(**more: object) -> Needed:
    return Needed(track=TRACK, kind="education", **{"state": "here"} | more)  # type: ignore[arg-type]


def asked(**more: object) -> Application:
    return Application(track=TRACK, what="visa", filed_on=MONDAY - 9 * DAY, **more)  # type: ignore[arg-type]


def meeting(**more: object) -> Appointment:
    return Appointment(track=TRACK, what="interview", starts=noon(MONDAY - DAY), **more)  # type: ignore[arg-type]


REFUSED = {"decision": "refused", "decided_on": MONDAY - 3 * DAY}
APPEALED_ON = REFUSED | {"appealed_on": MONDAY - 2 * DAY}


@pytest.mark.parametrize(
    ("code", "more", "day"),
    [
        (TERMS, {"terms": Terms(country=ISLES, pathway="humanitarian_visa", source="the consul")}, MONDAY),
        (PAPERS, {"papers": [paper(), paper(state="handed_in")]}, MONDAY),
        (PAPERS, {"papers": [paper(), paper(state="asked_for")]}, None),
        (PAPERS, {"papers": [paper(translation="ordered")]}, None),
        (PAPERS, {"papers": [paper(legalisation="apostille")]}, None),
        (PAPERS, {"papers": []}, None),
        (
            PAPERS,
            {"papers": [paper(state="missing")], "applications": [asked(decision="granted", decided_on=MONDAY)]},
            MONDAY,
        ),
        (PAPERS, {"papers": [paper(state="missing")], "applications": [asked(**REFUSED)]}, None),
        (APPOINTMENT, {"appointments": [meeting()]}, MONDAY),
        (APPOINTMENT, {"appointments": [meeting(outcome="missed"), meeting(outcome="cancelled")]}, None),
        (FILED, {"applications": [asked()]}, MONDAY - 9 * DAY),
        (FILED, {"applications": [replace(asked(), filed_on=None)]}, None),
        (DECIDED, {"applications": [asked(decision="granted", decided_on=MONDAY - DAY)]}, MONDAY - DAY),
        (DECIDED, {"applications": [asked(**REFUSED)]}, MONDAY - 3 * DAY),
        (DECIDED, {"applications": [asked(decision="granted", decided_on=MONDAY), asked()]}, None),
        (DECIDED, {"applications": [asked(decision="withdrawn", decided_on=MONDAY)]}, None),
        (DECIDED, {"applications": [asked(**APPEALED_ON, appeal_outcome="allowed", appeal_decided_on=MONDAY)]}, None),
        (APPEALED, {"applications": [asked(**REFUSED)]}, None),
        (APPEALED, {"applications": [asked(**APPEALED_ON)]}, MONDAY - 2 * DAY),
        (APPEAL_DECIDED, {"applications": [asked(**APPEALED_ON)]}, None),
        (
            APPEAL_DECIDED,
            {"applications": [asked(**APPEALED_ON, appeal_outcome="dismissed", appeal_decided_on=MONDAY)]},
            None,
        ),
        (
            APPEAL_DECIDED,
            {
                "applications": [
                    asked(**APPEALED_ON, appeal_outcome="dismissed", appeal_decided_on=MONDAY, is_final=True)
                ]
            },
            MONDAY,
        ),
    ],
)
def test_what_is_noted_of_a_track(code: str, more: dict[str, object], day: date | None) -> None:
    assert following.noted(whole(**more), MONDAY).get(code) == day
    found = dict(following.following(whole(step(code), step(), **more), MONDAY))
    assert [(each.done_on, each.by_itself) for each in found.values()] == ([(day, True)] if day else [])


def test_a_step_is_not_done_before_it_waited() -> None:
    [(_id, found)] = following.following(whole(step(FILED, since=MONDAY - DAY), applications=[asked()]), MONDAY)
    assert found.done_on == MONDAY - DAY
    assert list(rules.step_faults(found, MONDAY)) == []


def test_what_holds_no_more_opens_the_step_and_a_tick_by_hand_stays() -> None:
    by_itself, by_hand = step(PAPERS, done_on=MONDAY, by_itself=True), step(PAPERS, done_on=MONDAY)
    [(_id, found)] = following.following(whole(by_itself, by_hand, papers=[paper(state="missing")]), MONDAY)
    assert (found.done_on, found.by_itself, found.since) == (None, False, MONDAY)


def test_an_appointment_that_was_kept_does_its_step_and_no_other() -> None:
    own = UUID(int=10)
    for outcome, done in (("", []), ("missed", []), ("kept", [own])):
        found = following.following(whole(step(), step(), appointments=[meeting(step=own, outcome=outcome)]), MONDAY)
        assert [id_ for id_, each in found if each.done_on == MONDAY - DAY] == done


def test_by_when_a_step_is_to_be_done() -> None:
    terms = Terms(
        country=ISLES, pathway="humanitarian_visa", source="the law", appeal_length=14, appeal_from="decision"
    )
    refused = whole(step(APPEALED), terms=terms, applications=[asked(**REFUSED)])
    assert following.due(refused, *refused.steps[0]) == MONDAY + 11 * DAY
    awaited = whole(step(DECIDED), terms=replace(terms, weeks=3), applications=[asked()])
    assert following.due(awaited, *awaited.steps[0]) == MONDAY + 12 * DAY
    ahead = whole(step(), step(), appointments=[meeting(step=UUID(int=11))])
    assert [following.due(ahead, *each) for each in ahead.steps] == [None, MONDAY - DAY]
    stated = whole(step(APPEALED, due=MONDAY), terms=terms, applications=[asked(**REFUSED)])
    assert following.due(stated, *stated.steps[0]) == MONDAY


def test_every_code_has_words_and_every_pathway_uses_known_ones() -> None:
    assert set(wording.FOLLOWS) == set(FOLLOWS)
    used = {item.follows for code in pathways.pathways() for item in pathways.steps(code)}
    assert used == {"", TERMS, PAPERS, APPOINTMENT, FILED, DECIDED}


# Through the vault


def states(scene: Scene) -> dict[str, tuple[bool, bool]]:
    """By what a step follows: whether it is done, and by itself."""
    return {each.follows: (each.done_on is not None, each.by_itself) for _id, each in scene.whole.steps if each.follows}


def of(scene: Scene, follows: str) -> UUID:
    """The last step of its track that is done by that."""
    return [id_ for id_, step in scene.whole.steps if step.follows == follows][-1]


def test_the_steps_of_a_visa_follow_from_the_beginning_to_a_grant(scene: Scene) -> None:
    lev, case, track = scene.lev, scene.case, scene.track
    assert set(states(scene).values()) == {(False, False)}
    terms = Terms(country=ISLES, pathway="humanitarian_visa", source="the consul", as_of=TODAY)
    knowledge.add_terms(lev, terms)
    pass_ = actions.add_paper(lev, case, Needed(track=track, kind="education"))
    assert {code for code, (done, _) in states(scene).items() if done} == {TERMS}
    actions.change_paper(lev, case, pass_, Needed(track=track, kind="education", state="here"))
    kept = Appointment(track=track, what="visa centre", starts=lev.now() + 2 * DAY)
    meets = actions.add_appointment(lev, case, kept)
    assert {code for code, (done, _) in states(scene).items() if done} == {TERMS, PAPERS, APPOINTMENT}
    actions.say_outcome(lev, case, meets, outcome="cancelled")
    assert not states(scene)[APPOINTMENT][0]
    filed = scene.filed()
    assert states(scene)[FILED] == (True, True)
    filing.decide(lev, case, filed, decision="granted", decided_on=TODAY)
    assert states(scene)[DECIDED] == (True, True)
    following_it = rules.next_step(scene.whole)
    assert following_it is not None
    assert following_it[1].since == TODAY


def test_an_open_step_stays_open_where_somebody_says_so(scene: Scene) -> None:
    scene.filed()
    id_ = of(scene, FILED)
    actions.change_step(scene.lev, scene.case, id_, replace(dict(scene.whole.steps)[id_], done_on=None))
    scene.draft(what="another one")  # something else is written to the track
    assert states(scene)[FILED] == (False, False)
    actions.finish_step(scene.lev, scene.case, id_)
    assert states(scene)[FILED] == (True, False)


def test_a_refusal_brings_the_appeal_and_its_correction_takes_it_away(scene: Scene) -> None:
    made = scene.decided("refused")
    steps = [each for _id, each in scene.whole.steps]
    assert [each.number for each in steps] == list(range(1, len(steps) + 1))
    assert [each.follows for each in steps[-5:]] == [DECIDED, APPEALED, APPEAL_DECIDED, "", ""]
    assert steps[-4].since == TODAY
    told = scene.application(made)
    filing.decide(scene.lev, scene.case, made, decision="refused", decided_on=told.decided_on, told_on=TODAY)
    assert sum(each.follows == APPEALED for _id, each in scene.whole.steps) == 1
    filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY)
    assert {APPEALED, APPEAL_DECIDED}.isdisjoint(states(scene))


def test_an_appeal_that_is_allowed_lets_them_decide_again(scene: Scene) -> None:
    made = scene.decided("refused", on=TODAY - 5 * DAY)
    filing.appeal(scene.lev, scene.case, made, appealed_on=TODAY - DAY)
    assert (states(scene)[APPEALED], states(scene)[APPEAL_DECIDED]) == ((True, True), (False, False))
    filing.appeal(scene.lev, scene.case, made, appealed_on=TODAY - DAY, outcome="allowed", decided_on=TODAY)
    assert (states(scene)[APPEAL_DECIDED], states(scene)[DECIDED]) == ((True, True), (False, False))
    filing.decide(scene.lev, scene.case, made, decision="refused", decided_on=TODAY)
    again = (states(scene)[DECIDED], states(scene)[APPEALED], states(scene)[APPEAL_DECIDED])
    assert again == ((True, True), (False, False), (False, False))
    filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY)
    assert states(scene)[APPEALED] == states(scene)[APPEAL_DECIDED] == (True, True)


def test_an_appointment_is_for_a_step_of_its_own_track(scene: Scene) -> None:
    elsewhere = actions.begin(scene.lev, scene.case, Track(country="Varna", pathway="work_study"))
    strange = access.whole(scene.lev, scene.case, elsewhere).steps[0][0]
    wish = Appointment(track=scene.track, what="interview", starts=scene.lev.now() + DAY, step=strange)
    with pytest.raises(Refused):
        actions.add_appointment(scene.lev, scene.case, wish)
    own = scene.whole.steps[0][0]
    made = actions.add_appointment(scene.lev, scene.case, replace(wish, step=own))
    late = scene.at(wish.starts + timedelta(hours=1))
    actions.say_outcome(late, scene.case, made, outcome="kept")
    assert dict(scene.whole.steps)[own].by_itself


def test_nothing_is_ticked_of_a_track_that_is_given_up(scene: Scene) -> None:
    actions.end(scene.lev, scene.case, scene.track, "the quota is over")
    knowledge.add_terms(scene.lev, Terms(country=ISLES, pathway="humanitarian_visa", source="law", as_of=TODAY))
    assert not states(scene)[TERMS][0]
    actions.reopen(scene.lev, scene.case, scene.track)
    assert states(scene)[TERMS] == (True, True)


def test_the_page_says_what_did_a_step_and_what_will(client_of: Callable[[str], Client], scene: Scene) -> None:
    browser = client_of("lev")
    browser.cookies["language"] = "en"
    scene.filed()
    address = reverse("relocation:track", args=[scene.case, scene.track])
    text = browser.get(address).content.decode()
    assert "· an application is handed in" in text
    assert "done by itself once a decision is noted on each application" in text
    id_ = of(scene, FILED)
    actions.change_step(scene.lev, scene.case, id_, replace(dict(scene.whole.steps)[id_], done_on=None))
    assert "by what is noted it is done" in browser.get(address).content.decode()
    new = reverse("relocation:appointment-new", args=[scene.case, scene.track])
    offered = [value for value, _words in browser.get(new).context["form"].fields["step"].choices if value]
    assert offered == [str(pk) for pk, each in scene.whole.steps if each.done_on is None]
