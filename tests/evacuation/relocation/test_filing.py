"""Applications: passed on with consent alone, decided after they were handed in, appealed in time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from tests.evacuation.relocation.conftest import DAY, EMBASSY, ISLES, TODAY, Scene
from waystation.casework import access as casework
from waystation.casework import releases
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.services import access as services_access
from waystation.casework.services import actions as services
from waystation.casework.work import access as work
from waystation.evacuation.relocation import access, actions, deadlines, filing, following, knowledge, rules, timers
from waystation.evacuation.relocation.models import ApplicationRow
from waystation.evacuation.relocation.records import Terms
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault.errors import Stale

replace = msgspec.structs.replace


def hand_in(scene: Scene, id_: Any, **more: Any) -> None:
    filing.hand_in(scene.lev, scene.case, id_, **{"filed_on": TODAY, "reference": "SI-77/4"} | more)


def open_tasks(scene: Scene) -> list[Any]:
    return [task for _row, task in work.tasks_of(scene.lev, scene.case) if task.state == "open"]


def codes(scene: Scene) -> list[tuple[str, int]]:
    found = access.timers_of(scene.lev, scene.case, scene.track)
    return sorted((held.record.code, held.record.before) for held in found)


def test_an_application_goes_by_the_yes_to_just_this_embassy(scene: Scene) -> None:
    made = scene.draft()
    with pytest.raises(Refused):  # not asked is no
        hand_in(scene, made)
    scene.answer(recipient="")
    with pytest.raises(Refused):  # a yes that names nobody is none to this one
        hand_in(scene, made)
    scene.answer("refused")
    with pytest.raises(Refused):
        hand_in(scene, made)
    assert not casework.uses(scene.lev, scene.case)
    scene.answer()
    with pytest.raises(Refused):  # this one was answered for another purpose
        hand_in(scene, made, purpose="share_ngo")
    hand_in(scene, made)
    ((row, use),) = casework.uses(scene.lev, scene.case)
    assert (use.recipient, use.purpose, use.parts) == (EMBASSY, "share_immigration", tuple(sorted(filing.PARTS)))
    filed = scene.application(made)
    assert (filed.filed_on, filed.reference, filed.use) == (TODAY, "SI-77/4", row.pk)
    with pytest.raises(Refused):
        hand_in(scene, made)
    assert rules.state(scene.whole, TODAY) == "filed"


def test_what_the_person_files_themselves_uses_no_consent(scene: Scene) -> None:
    scene.answer("refused")
    made = scene.draft()
    hand_in(scene, made, by_us=False)
    assert scene.application(made).use is None
    assert not casework.uses(scene.lev, scene.case)


def test_limits_are_read_before_anything_leaves(scene: Scene) -> None:
    scene.answer("given_with_limits", limits="not my mother's name")
    made = scene.draft()
    with pytest.raises(Refused):
        hand_in(scene, made)
    verdict = filing.would_pass(scene.lev, scene.case, scene.application(made), "share_immigration", filing.PARTS)
    assert "not my mother's name" in verdict.told
    hand_in(scene, made, limits_seen=verdict.limits_id)
    assert casework.uses(scene.lev, scene.case)[0][1].limits == "not my mother's name"


def test_whoever_goes_along_is_asked_too(scene: Scene) -> None:
    actions.change(scene.lev, scene.case, scene.track, replace(scene.whole.track, people=(scene.child,)))
    made = scene.draft(whom=(None, scene.child))
    scene.answer()
    with pytest.raises(Refused):
        hand_in(scene, made)
    scene.answer(person=scene.child)
    hand_in(scene, made)
    assert casework.uses(scene.lev, scene.case)[0][1].people == (scene.child,)


def test_two_who_agree_let_it_leave_against_a_no(scene: Scene, dina: Actor) -> None:
    scene.answer("refused")
    made = scene.draft()
    wanted = Wanted("share_immigration", EMBASSY, filing.PARTS, "transfer")
    refresh(dina)
    asked = releases.ask_second(dina, scene.case, wanted, "They are followed.")
    releases.decide(scene.lev, scene.case, asked, agreed=True)
    hand_in(scene, made)
    assert casework.uses(scene.lev, scene.case)[0][1].release == asked


def test_nothing_goes_to_nobody_nor_to_who_fell(scene: Scene) -> None:
    scene.answer()
    with pytest.raises(Refused):
        hand_in(scene, scene.draft(provider=None))
    made = scene.draft()
    _row, known = services_access.provider(scene.lev, scene.embassy)
    services.change_provider(scene.lev, scene.embassy, replace(known, state="compromised", why="a clerk talks"))
    with pytest.raises(Refused):
        hand_in(scene, made)


@pytest.mark.parametrize("wrong", [{"what": " "}, {"whom": ()}, {"whom": (uuid4(),)}])
def test_an_application_is_for_somebody_on_the_track(scene: Scene, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        scene.draft(**wrong)


def test_a_draft_brings_no_decision_along(scene: Scene) -> None:
    made = scene.draft(decision="granted", decided_on=TODAY, filed_on=TODAY, use=uuid4())
    assert (scene.application(made).decision, scene.application(made).filed_on) == ("", None)
    assert access.visa_ready(scene.lev) == {}


def test_what_was_consented_to_stays_once_it_is_handed_in(scene: Scene) -> None:
    scene.answer()
    made = scene.draft()
    hand_in(scene, made)
    other = services.add_provider(scene.lev, services_access.Provider(name="Consulate", vetting="checked"))
    for wrong in ({"provider": other}, {"whom": (scene.child,)}):
        with pytest.raises(Refused):
            filing.change(scene.lev, scene.case, made, replace(scene.application(made), **wrong))
    filing.change(scene.lev, scene.case, made, replace(scene.application(made), reference="SI-77/5"))
    assert scene.application(made).reference == "SI-77/5"
    with pytest.raises(Refused):
        actions.drop(scene.lev, scene.case, ApplicationRow, made)


@pytest.mark.parametrize(
    "wrong",
    [
        {"decided_on": TODAY - 31 * DAY},  # before it was handed in
        {"decided_on": TODAY + DAY},
        {"told_on": TODAY - DAY},  # before it was decided
        {"valid_from": TODAY + 2 * DAY, "valid_until": TODAY + DAY},
        {"valid_until": TODAY - DAY},
        {"decision": "perhaps"},
        {"decision": "conditions"},  # and no word of them
        {"decision": "refused", "valid_until": TODAY + DAY},
        {"decision": "refused", "appeal_by": TODAY + DAY},  # nobody says so
        {"decision": "refused", "appeal_by": TODAY - DAY, "appeal_source": "a lawyer"},
    ],
)
def test_a_decision_contradicts_itself_nowhere(scene: Scene, wrong: dict[str, Any]) -> None:
    made = scene.filed()
    with pytest.raises(Refused):
        filing.decide(scene.lev, scene.case, made, **{"decision": "granted", "decided_on": TODAY} | wrong)
    assert scene.application(made).decision == ""


def test_nobody_decides_before_it_is_handed_in(scene: Scene) -> None:
    made = scene.draft()
    with pytest.raises(Refused):
        filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY)
    with pytest.raises(Refused):
        filing.appeal(scene.lev, scene.case, made, appealed_on=TODAY)


def test_a_grant_says_from_when_they_may_travel(scene: Scene) -> None:
    scene.decided(valid_from=TODAY + 10 * DAY, valid_until=TODAY + 100 * DAY)
    assert access.visa_ready(scene.lev) == {scene.case: {"humanitarian_visa": TODAY + 10 * DAY}}
    assert rules.state(scene.whole, TODAY) == "ready"
    later = scene.at(scene.lev.now() + 101 * DAY)
    assert access.visa_ready(later) == {}
    assert rules.state(scene.whole, TODAY + 101 * DAY) == "expired"
    actions.end(scene.lev, scene.case, scene.track, "they stay")
    assert access.visa_ready(scene.lev) == {}


def test_nobody_is_ready_before_everybody_is(scene: Scene) -> None:
    actions.change(scene.lev, scene.case, scene.track, replace(scene.whole.track, people=(scene.child,)))
    scene.decided(valid_from=TODAY)
    assert access.visa_ready(scene.lev) == {}
    made = scene.filed(whom=(scene.child,))
    filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY, valid_from=TODAY + 5 * DAY)
    assert access.visa_ready(scene.lev) == {scene.case: {"humanitarian_visa": TODAY + 5 * DAY}}


def test_where_nobody_decides_somebody_of_ours_says_when(scene: Scene) -> None:
    day = TODAY + 3 * DAY
    made = actions.begin(scene.lev, scene.case, actions.Track(country="Varna", pathway="visa_free_transit"))
    assert access.visa_ready(scene.lev) == {}
    track = access.whole(scene.lev, scene.case, made).track
    actions.change(scene.lev, scene.case, made, replace(track, ready_on=day))
    assert access.visa_ready(scene.lev) == {scene.case: {"visa_free_transit": day}}


def test_a_refusal_calls_the_duty_team_and_makes_a_task(scene: Scene) -> None:
    made = scene.decided("refused", told_on=TODAY)
    (task,) = open_tasks(scene)
    assert (task.due, task.team) == (TODAY + filing.DECIDED_WITHIN, "coordination")
    assert ISLES not in task.what  # operators read tasks, and not where somebody goes
    (call,) = access.called(scene.lev)
    assert (call.record.code, call.record.part) == ("refused", made)
    timers.see_to(scene.lev, scene.case, call.id, "told them; the lawyer looks at it")
    assert not access.called(scene.lev)
    with pytest.raises(Refused):
        timers.see_to(scene.lev, scene.case, call.id, "again")
    filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY)  # it was a slip of the pen
    assert not open_tasks(scene)
    assert codes(scene) == []


def test_an_end_has_a_task_and_calls_before_it_comes(scene: Scene) -> None:
    end = TODAY + 100 * DAY
    made = scene.decided(valid_until=end)
    (task,) = open_tasks(scene)
    assert task.due == end - filing.RENEWED_BEFORE
    assert codes(scene) == [("visa_ends", -1), ("visa_ends", 7), ("visa_ends", 30)]
    filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY, valid_until=end + 30 * DAY)
    (task,) = open_tasks(scene)
    assert task.due == end
    over = scene.at(scene.lev.now() + 133 * DAY)
    assert [held.record.code for held in access.called(over)] == ["visa_ends"] * 3


def test_a_deadline_follows_from_terms_and_moves_with_them(scene: Scene) -> None:
    made = scene.decided("refused", told_on=TODAY)
    assert codes(scene) == [("refused", 0)]  # nobody entered a term: nothing is guessed
    terms = Terms(country=ISLES, pathway="humanitarian_visa", source="Act 7", as_of=TODAY, appeal_length=30)
    id_ = knowledge.add_terms(scene.lev, terms)
    last = deadlines.appeal(scene.application(made), scene.whole.terms)
    assert last is not None
    assert last.day == TODAY + 30 * DAY
    assert codes(scene) == [("appeal", 0), ("appeal", 2), ("appeal", 7), ("refused", 0)]
    knowledge.change_terms(scene.lev, id_, replace(terms, appeal_length=5))
    days = {held.record.day for held in access.timers_of(scene.lev, scene.case, scene.track)}
    assert days == {TODAY, TODAY + 5 * DAY}
    filing.appeal(scene.lev, scene.case, made, appealed_on=TODAY, reference="court 9")
    assert codes(scene) == []
    assert rules.state(scene.whole, TODAY) == "appealed"


def test_an_appeal_ends_and_they_decide_again(scene: Scene) -> None:
    lev, case, made = scene.lev, scene.case, scene.decided("refused", on=TODAY - 5 * DAY)
    for wrong in (
        {"appealed_on": TODAY - 6 * DAY},
        {"appealed_on": TODAY + DAY},
        {"appealed_on": None},
        {"appealed_on": TODAY, "outcome": "allowed"},
        {"appealed_on": TODAY, "outcome": "allowed", "decided_on": TODAY - DAY},
        {"appealed_on": TODAY - DAY, "outcome": "perhaps", "decided_on": TODAY},
    ):
        with pytest.raises(Refused):
            filing.appeal(lev, case, made, **wrong)  # type: ignore[arg-type]
    filing.appeal(lev, case, made, appealed_on=TODAY - 2 * DAY, outcome="allowed", decided_on=TODAY - DAY)
    assert rules.state(scene.whole, TODAY) == "filed"
    filing.decide(lev, case, made, decision="granted", decided_on=TODAY)
    assert rules.state(scene.whole, TODAY) == "ready"


def test_an_appeal_that_fails_is_a_refusal(scene: Scene) -> None:
    made = scene.decided("refused", on=TODAY - 5 * DAY)
    before = len(open_tasks(scene))
    filing.appeal(scene.lev, scene.case, made, appealed_on=TODAY - DAY, outcome="dismissed", decided_on=TODAY)
    assert codes(scene) == [("refused", 0)]
    assert len(open_tasks(scene)) == before + 1
    assert rules.state(scene.whole, TODAY) == "refused"


def test_whoever_saw_an_older_version_is_told(scene: Scene, fresh: Any) -> None:
    made, other = scene.filed(), fresh()
    seen = access.part(scene.lev, scene.case, ApplicationRow, made)[0].version
    filing.decide(scene.lev, scene.case, made, decision="granted", decided_on=TODAY, seen=seen)
    with pytest.raises(Stale):
        filing.decide(other, scene.case, made, decision="refused", decided_on=TODAY, seen=seen)
    assert scene.application(made).decision == "granted"
    assert not access.called(other)


def test_a_decision_that_is_late_is_known(scene: Scene) -> None:
    actions.change(scene.lev, scene.case, scene.track, replace(scene.whole.track, weeks=4))
    made = scene.filed(on=TODAY - 30 * DAY)
    assert ("decision", made) in [(each.code, each.part) for each in due_of(scene)]
    assert [each.day for each in due_of(scene) if each.code == "decision"] == [TODAY - 2 * DAY]


def due_of(scene: Scene) -> list[Any]:
    from waystation.evacuation.relocation.dated import dated

    return dated(scene.whole, scene.lev.now() + timedelta())


def test_a_second_refusal_after_an_appeal_that_was_allowed_calls_as_the_first(scene: Scene) -> None:
    lev, case = scene.lev, scene.case
    terms = Terms(
        country=ISLES, pathway="humanitarian_visa", source="law", as_of=TODAY, appeal_length=14, appeal_from="decision"
    )
    knowledge.add_terms(lev, terms)
    made = scene.decided("refused", on=TODAY - 9 * DAY)
    filing.appeal(lev, case, made, appealed_on=TODAY - 5 * DAY, outcome="allowed", decided_on=TODAY - 3 * DAY)
    before = len(open_tasks(scene))
    with pytest.raises(Refused):
        filing.decide(lev, case, made, decision="refused", decided_on=TODAY - 4 * DAY)
    filing.decide(lev, case, made, decision="refused", decided_on=TODAY - DAY)
    assert rules.state(scene.whole, TODAY) == "refused"
    assert codes(scene) == [("appeal", 0), ("appeal", 2), ("appeal", 7), ("refused", 0)]
    assert len(open_tasks(scene)) == before + 1
    assert [each.day for each in due_of(scene) if each.code == "appeal"] == [TODAY + 13 * DAY]
    (fallen,) = scene.application(made).earlier
    assert (fallen.decided_on, fallen.appealed_on, fallen.appeal_outcome) == (
        TODAY - 9 * DAY,
        TODAY - 5 * DAY,
        "allowed",
    )
    filing.decide(lev, case, made, decision="granted", decided_on=TODAY - DAY)  # a correction is no third decision
    assert (rules.state(scene.whole, TODAY), len(scene.application(made).earlier)) == ("ready", 1)


FURTHER = Terms(
    country=ISLES,
    pathway="humanitarian_visa",
    source="law",
    as_of=TODAY,
    appeal_length=14,
    appeal_from="notice",
    further_length=1,
    further_unit="months",
)


def dismissed(scene: Scene, **more: Any) -> Any:
    """A refusal whose appeal was handed in late and dismissed yesterday, which reached them today."""
    made = scene.decided("refused", on=TODAY - 29 * DAY, told_on=TODAY - 28 * DAY)
    told = {"appealed_on": TODAY - 10 * DAY, "outcome": "dismissed", "decided_on": TODAY - DAY, "told_on": TODAY}
    filing.appeal(scene.lev, scene.case, made, **told | more)
    return made


def clock(scene: Scene) -> list[Any]:
    """What of the applications has a day."""
    return [(each.code, each.day) for each in due_of(scene) if each.code in ("appeal", "no_notice")]


def test_an_appeal_that_was_dismissed_is_appealed_against_in_turn_with_a_clock_of_its_own(scene: Scene) -> None:
    knowledge.add_terms(scene.lev, FURTHER)
    made = dismissed(scene)
    last = deadlines.months_later(TODAY, 1)
    assert codes(scene) == [("appeal", 0), ("appeal", 2), ("appeal", 7), ("refused", 0)]
    assert clock(scene) == [("appeal", last)]
    assert rules.state(scene.whole, TODAY) == "refused"
    court = {"appealed_on": TODAY, "reference": "court 2/9", "further": True}
    with pytest.raises(Refused):  # before the answer against which it is
        filing.appeal(scene.lev, scene.case, made, **court | {"appealed_on": TODAY - 2 * DAY})
    filing.appeal(scene.lev, scene.case, made, **court)
    assert codes(scene) == []
    assert rules.state(scene.whole, TODAY) == "appealed"
    noted = scene.application(made)
    assert (noted.decided_on, noted.told_on, noted.appealed_on, noted.appeal_outcome) == (TODAY - DAY, TODAY, TODAY, "")
    (first,) = noted.earlier
    assert (first.decided_on, first.appeal_outcome, first.appeal_decided_on) == (
        TODAY - 29 * DAY,
        "dismissed",
        TODAY - DAY,
    )
    with pytest.raises(Refused):  # one waits for its answer: there is no third yet
        filing.appeal(scene.lev, scene.case, made, **court)
    # What they decide anew after it was allowed is a first instance again, with the time of one.
    later = scene.at(scene.lev.now() + 20 * DAY)
    filing.appeal(later, scene.case, made, appealed_on=TODAY, outcome="allowed", decided_on=TODAY + 5 * DAY)
    filing.decide(later, scene.case, made, decision="refused", decided_on=TODAY + 9 * DAY, told_on=TODAY + 10 * DAY)
    noted = scene.application(made)
    assert [each.appeal_outcome for each in noted.earlier] == ["dismissed", "allowed"]
    found = deadlines.appeal(noted, scene.whole.terms)
    assert found is not None
    assert found.day == TODAY + 24 * DAY


def test_a_third_instance_follows_the_second(scene: Scene) -> None:
    made = dismissed(scene, further_by=TODAY + 3 * DAY, further_source="a lawyer")
    assert clock(scene) == [("appeal", TODAY + 3 * DAY)]
    later = scene.at(scene.lev.now() + 30 * DAY)
    on = {"appealed_on": TODAY + 2 * DAY}
    filing.appeal(later, scene.case, made, **on, further=True)
    filing.appeal(later, scene.case, made, **on, outcome="dismissed", decided_on=TODAY + 20 * DAY)
    assert clock(scene) == [("no_notice", TODAY + 20 * DAY)]
    filing.appeal(later, scene.case, made, appealed_on=TODAY + 25 * DAY, further=True)
    assert len(scene.application(made).earlier) == 2
    assert rules.state(scene.whole, TODAY) == "appealed"


def test_the_last_word_of_a_court_leaves_nothing_to_count(scene: Scene) -> None:
    knowledge.add_terms(scene.lev, FURTHER)
    made = dismissed(scene, is_final=True)
    assert clock(scene) == []
    assert codes(scene) == [("refused", 0)]
    with pytest.raises(Refused):
        filing.appeal(scene.lev, scene.case, made, appealed_on=TODAY, further=True)
    told = {"appealed_on": TODAY - 10 * DAY, "outcome": "dismissed", "decided_on": TODAY - DAY}
    filing.appeal(scene.lev, scene.case, made, **told, told_on=TODAY)  # it was not the last word
    assert clock(scene) == [("appeal", deadlines.months_later(TODAY, 1))]


@pytest.mark.parametrize(
    "wrong",
    [
        {"told_on": TODAY - 2 * DAY},  # before it was answered
        {"told_on": TODAY + DAY},
        {"further_by": TODAY + DAY},  # nobody says so
        {"further_by": TODAY - 2 * DAY, "further_source": "a lawyer"},
        {"further_by": TODAY + DAY, "further_source": "a lawyer", "is_final": True},
        {"outcome": "allowed", "is_final": True},
        {"outcome": "", "decided_on": None},  # and yet it reached them
    ],
)
def test_what_is_said_of_a_further_appeal_contradicts_itself_nowhere(scene: Scene, wrong: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        dismissed(scene, **wrong)


def test_a_further_appeal_is_a_step_again(scene: Scene) -> None:
    made = scene.decided("refused", on=TODAY - 20 * DAY)
    on = {"appealed_on": TODAY - 9 * DAY}
    filing.appeal(scene.lev, scene.case, made, **on)
    done = {step.follows: step.done_on for _id, step in scene.whole.steps if step.follows}
    assert done["appealed"] == TODAY - 9 * DAY or done["appealed"] == TODAY
    filing.appeal(
        scene.lev, scene.case, made, **on, outcome="dismissed", decided_on=TODAY, further_by=TODAY + 9 * DAY,
        further_source="the court",
    )  # fmt: skip
    again = [(step, id_) for id_, step in scene.whole.steps if step.follows == "appealed" and step.done_on is None]
    assert len(again) == 1
    assert following.due(scene.whole, again[0][1], again[0][0]) == TODAY + 9 * DAY
    filing.appeal(scene.lev, scene.case, made, appealed_on=TODAY, further=True)
    open_ = [step.follows for _id, step in scene.whole.steps if step.done_on is None]
    assert "appealed" not in open_
    assert "appeal_decided" in open_
