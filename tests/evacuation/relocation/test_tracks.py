"""Tracks with their steps, papers and appointments: begun, changed by two at once, given up."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from tests.evacuation.relocation.conftest import DAY, ISLES, TODAY, Scene, build
from tests.stage import Organisation
from waystation.casework.errors import Refused
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Paper
from waystation.evacuation import access as evacuation
from waystation.evacuation.records import CheckInState
from waystation.evacuation.relocation import access, actions, knowledge, pathways, rules
from waystation.evacuation.relocation.models import AppointmentRow, NeededRow, StepRow, TrackRow
from waystation.evacuation.relocation.records import Appointment, Item, Needed, Step, Terms, Track
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale
from waystation.vocabulary.vocabularies import terms as vocabulary

replace = msgspec.structs.replace


def test_it_works_from_beginning_to_giving_up(scene: Scene) -> None:
    whole = scene.whole
    assert [step.what for _id, step in whole.steps] == [each.what for each in pathways.steps("humanitarian_visa")]
    assert [step.since for _id, step in whole.steps][:2] == [TODAY, None]
    assert rules.state(whole, TODAY) == "preparing"
    actions.end(scene.lev, scene.case, scene.track, "the quota is over")
    assert rules.state(scene.whole, TODAY) == "ended"
    with pytest.raises(Refused):
        actions.add_step(scene.lev, scene.case, Step(track=scene.track, what="call"))
    actions.reopen(scene.lev, scene.case, scene.track)
    assert rules.state(scene.whole, TODAY) == "preparing"


def test_every_pathway_of_the_vocabulary_has_steps() -> None:
    for each in vocabulary("immigration_pathways"):
        steps = pathways.steps(each.code)
        assert len({step.what for step in steps}) == len(steps) > 2, each.code


def test_the_organisation_s_own_steps_go_before_ours(scene: Scene) -> None:
    mine = [Item(what="ring the consul", whose="us", days=2), Item(what="they decide", whose="embassy")]
    knowledge.keep_template(scene.lev, "humanitarian_visa", mine, seen=0)
    made = actions.begin(scene.lev, scene.case, Track(country="Varna", pathway="humanitarian_visa"))
    steps = [step for _id, step in access.whole(scene.lev, scene.case, made).steps]
    assert [(step.what, step.whose, step.due) for step in steps] == [
        ("ring the consul", "us", TODAY + 2 * DAY),
        ("they decide", "embassy", None),
    ]
    assert len(scene.whole.steps) > 2  # what was begun before stays as it was
    with pytest.raises(Stale):
        knowledge.keep_template(scene.lev, "humanitarian_visa", [], seen=0)
    with pytest.raises(Absent):
        knowledge.keep_template(scene.lev, "by_balloon", mine)


@pytest.mark.parametrize(
    "wrong",
    [
        {"country": " "},
        {"pathway": "by_balloon"},
        {"chance": "high"},  # nobody says whence
        {"cost": "many"},
        {"cost": "-1", "currency": "EUR"},
        {"cost": "10", "currency": ""},
        {"weeks": -1},
        {"ready_on": TODAY},  # on this pathway somebody decides
        {"people": (uuid4(),)},
    ],
)
def test_a_track_is_said_whole(scene: Scene, wrong: dict[str, object]) -> None:
    known = {"country": ISLES, "pathway": "humanitarian_visa"}
    with pytest.raises(Refused):
        actions.begin(scene.lev, scene.case, Track(**known | wrong))  # type: ignore[arg-type]
    assert len(access.tracks_of(scene.lev, scene.case)) == 1


def test_the_same_form_twice_is_one_track(scene: Scene) -> None:
    once = uuid4()
    for _ in range(2):
        actions.begin(scene.lev, scene.case, Track(country=ISLES, pathway="work_study"), once=once)
    assert len(access.tracks_of(scene.lev, scene.case)) == 2


def test_a_step_that_is_done_lets_the_next_one_wait(scene: Scene) -> None:
    first, second = (id_ for id_, _step in scene.whole.steps[:2])
    actions.finish_step(scene.lev, scene.case, first)
    steps = dict(scene.whole.steps)
    assert (steps[first].done_on, steps[second].since) == (TODAY, TODAY)
    assert [id_ for id_, _step in rules.waiting(scene.whole)] == [second]


def test_two_who_save_the_same_step_do_not_write_over_each_other(scene: Scene, fresh: object) -> None:
    other: Actor = fresh()  # type: ignore[operator]
    (id_, step), (next_id, next_step), *_more = scene.whole.steps
    seen = access.part(scene.lev, scene.case, StepRow, id_)[0].version
    actions.change_step(scene.lev, scene.case, id_, replace(step, note="mine"), seen=seen)
    with pytest.raises(Stale):
        actions.change_step(other, scene.case, id_, replace(step, note="theirs"), seen=seen)
    with pytest.raises(Stale):
        actions.finish_step(other, scene.case, id_, seen=seen)
    assert dict(scene.whole.steps)[id_].note == "mine"
    actions.change_step(other, scene.case, next_id, replace(next_step, note="theirs"))  # another one is no matter


@pytest.mark.parametrize(
    "wrong",
    [
        {"what": " "},
        {"whose": "fate"},
        {"done_on": TODAY + DAY},
        {"since": TODAY + DAY},
        {"since": TODAY, "done_on": TODAY - DAY},
    ],
)
def test_a_step_contradicts_itself_nowhere(scene: Scene, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        actions.add_step(scene.lev, scene.case, Step(**{"track": scene.track, "what": "call"} | wrong))  # type: ignore[arg-type]


def test_papers_of_each_are_asked_for_apart(scene: Scene) -> None:
    actions.change(scene.lev, scene.case, scene.track, replace(scene.whole.track, people=(scene.child,)))
    passport = Paper(id=uuid4(), kind="ru.foreign_passport_bio", valid_until=TODAY + 900 * DAY)
    persons.keep_paper(scene.lev, scene.case, scene.child, passport)
    needed = Needed(track=scene.track, kind="birth_certificate", person=scene.child, legalisation="apostille", copies=2)
    made = actions.add_paper(scene.lev, scene.case, needed)
    assert rules.is_lacking(dict(scene.whole.papers)[made], TODAY)
    actions.change_paper(
        scene.lev, scene.case, made, replace(needed, state="here", legalised_on=TODAY, original="her aunt")
    )
    assert not rules.is_lacking(dict(scene.whole.papers)[made], TODAY)
    theirs = replace(needed, kind="ru.foreign_passport_bio", kept=passport.id, legalisation="not_needed")
    actions.add_paper(scene.lev, scene.case, theirs)
    with pytest.raises(Refused):  # it is the child's
        actions.add_paper(scene.lev, scene.case, replace(theirs, person=None))


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "a_tale"},
        {"person": uuid4()},
        {"copies": -1},
        {"legalised_on": TODAY},  # and none is needed
        {"legalisation": "apostille", "legalised_on": TODAY + DAY},
        {"state": "here", "valid_until": TODAY - DAY},
    ],
)
def test_a_paper_contradicts_itself_nowhere(scene: Scene, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused):
        actions.add_paper(scene.lev, scene.case, Needed(**{"track": scene.track, "kind": "education"} | wrong))  # type: ignore[arg-type]


def appointment(scene: Scene, hours: int = 48, **more: object) -> Appointment:
    starts = scene.lev.now() + timedelta(hours=hours)
    return Appointment(track=scene.track, what="fingerprints", starts=starts, **more)  # type: ignore[arg-type]


def ends_by_two(actor: Actor, check_in_id: UUID) -> bool:
    """Whether a sign of life goes on being expected until a second person agrees to its end."""
    row, record = evacuation.check_in(actor, check_in_id)
    return row.state == CheckInState.EXPECTED and record.cancel_asked_by == actor.account


def test_a_sign_of_life_goes_along_with_an_appointment(scene: Scene) -> None:
    lev, case = scene.lev, scene.case
    made = actions.add_appointment(lev, case, appointment(scene), sign_after=60)
    known = dict(scene.whole.appointments)[made]
    assert known.check_in is not None
    assert evacuation.check_in(lev, known.check_in)[1].due_at == known.starts + timedelta(hours=1)
    moved = appointment(scene, 72)
    actions.change_appointment(lev, case, made, moved, sign_after=60)
    later = dict(scene.whole.appointments)[made]
    assert ends_by_two(lev, known.check_in)
    assert later.check_in is not None
    assert evacuation.check_in(lev, later.check_in)[1].due_at == moved.starts + timedelta(hours=1)
    # Nothing else moves: the same appointment, but a long one.
    actions.change_appointment(lev, case, made, moved, sign_after=240)
    longer = dict(scene.whole.appointments)[made]
    assert ends_by_two(lev, later.check_in)
    assert longer.check_in is not None
    assert evacuation.check_in(lev, longer.check_in)[1].due_at == moved.starts + timedelta(hours=4)
    actions.change_appointment(lev, case, made, moved, sign_after=240)
    assert dict(scene.whole.appointments)[made].check_in == longer.check_in
    actions.say_outcome(lev, case, made, outcome="cancelled")
    assert ends_by_two(lev, longer.check_in)
    with pytest.raises(Refused):
        actions.change_appointment(lev, case, made, moved)


def test_appointments_are_ahead_and_are_told_of_when_they_are_over(scene: Scene) -> None:
    lev, case = scene.lev, scene.case
    for wrong in (appointment(scene, -1), appointment(scene, 24 * 366 * 6), appointment(scene, provider=uuid4())):
        with pytest.raises((Refused, Absent)):
            actions.add_appointment(lev, case, wrong)
    made = actions.add_appointment(lev, case, appointment(scene))
    with pytest.raises(Refused):
        actions.say_outcome(lev, case, made, outcome="kept")
    later = scene.at(lev.now() + 3 * DAY)
    with pytest.raises(Refused):  # without a word
        actions.say_outcome(later, case, made, outcome="missed")
    actions.say_outcome(later, case, made, outcome="missed", note="the bus did not come; they have another on the 9th")
    assert dict(scene.whole.appointments)[made].outcome == "missed"


def test_what_was_never_done_is_taken_out_and_what_was_done_stays(scene: Scene) -> None:
    lev, case = scene.lev, scene.case
    (first, _step), (second, _other), *_more = scene.whole.steps
    actions.finish_step(lev, case, first)
    with pytest.raises(Refused):
        actions.drop(lev, case, StepRow, first)
    actions.drop(lev, case, StepRow, second)
    assert second not in dict(scene.whole.steps)
    expected = actions.add_appointment(lev, case, appointment(scene), sign_after=60)
    check_in = dict(scene.whole.appointments)[expected].check_in
    assert check_in is not None
    actions.drop(lev, case, AppointmentRow, expected)
    assert ends_by_two(lev, check_in)
    with pytest.raises(Absent):
        actions.drop(lev, case, NeededRow, first)


def test_terms_are_entered_with_source_and_day_and_once(scene: Scene) -> None:
    known = {"country": ISLES, "pathway": "humanitarian_visa", "source": "Act 7", "as_of": TODAY}
    for wrong in ({"source": " "}, {"as_of": None}, {"as_of": TODAY + DAY}, {"appeal_length": 0}, {"weeks": 10**6}):
        with pytest.raises(Refused):
            knowledge.add_terms(scene.lev, Terms(**known | wrong))  # type: ignore[arg-type]
    made = knowledge.add_terms(scene.lev, Terms(**known, appeal_length=14))  # type: ignore[arg-type]
    with pytest.raises(Refused):
        knowledge.add_terms(scene.lev, Terms(**known | {"country": "  sel   ISLES"}))  # type: ignore[arg-type]
    assert scene.whole.terms is not None
    assert scene.whole.terms.appeal_length == 14
    row, terms = access.terms(scene.lev, made)
    knowledge.change_terms(scene.lev, made, replace(terms, note="asked again"), seen=row.version)
    with pytest.raises(Stale):
        knowledge.change_terms(scene.lev, made, replace(terms, note="and I"), seen=row.version)


def test_nobody_but_coordinators_sees_a_track(scene: Scene, dina: Actor, ira: Actor) -> None:
    for one in (dina, ira):
        for door in (
            lambda one=one: access.tracks(one),
            lambda one=one: access.tracks_of(one, scene.case),
            lambda one=one: access.track(one, scene.case, scene.track),
            lambda one=one: access.visa_ready(one),
            lambda one=one: access.terms_rows(one),
            lambda one=one: actions.begin(one, scene.case, Track(country=ISLES, pathway="work_study")),
        ):
            with pytest.raises(Absent):
                door()


def test_a_part_of_another_case_is_absent(scene: Scene, organisation: Organisation) -> None:
    other = build(scene.lev, "Maple")
    (step, record), *_more = scene.whole.steps
    with pytest.raises(Absent):
        actions.change_step(scene.lev, other.case, step, record)
    with pytest.raises(Absent):
        actions.add_step(scene.lev, other.case, Step(track=scene.track, what="call"))
    with pytest.raises(Absent):
        access.whole(scene.lev, other.case, scene.track)


def test_nobody_goes_along_who_is_not_of_the_case(scene: Scene) -> None:
    other = build(scene.lev, "Maple")
    wanted = replace(scene.whole.track, people=(other.child,))
    with pytest.raises(Refused):
        actions.change(scene.lev, scene.case, scene.track, wanted)
    hunter = persons.add(scene.lev, scene.case, persons.Person(pseudonym="Crow"), roles=["pursuer"])
    with pytest.raises(Refused):
        actions.change(scene.lev, scene.case, scene.track, replace(wanted, people=(hunter,)))


def test_erasing_a_person_takes_the_papers_asked_of_them(scene: Scene) -> None:
    actions.change(scene.lev, scene.case, scene.track, replace(scene.whole.track, people=(scene.child,)))
    mine = actions.add_paper(scene.lev, scene.case, Needed(track=scene.track, kind="education"))
    theirs = actions.add_paper(scene.lev, scene.case, Needed(track=scene.track, kind="education", person=scene.child))
    assert access.of_person(scene.lev, scene.case, scene.child) == {theirs}
    assert mine not in access.of_person(scene.lev, scene.case, scene.child)


def test_nothing_is_made_of_a_failed_beginning(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that dies in the middle leaves no half of a track."""

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("waystation.evacuation.relocation.writing.finish", dies)
    before = TrackRow.objects.count(), StepRow.objects.count()
    with pytest.raises(KeyboardInterrupt):
        actions.begin(scene.lev, scene.case, Track(country=ISLES, pathway="work_study"))
    assert (TrackRow.objects.count(), StepRow.objects.count()) == before
