"""The verbs of evaluations through the real vault: who may, who judges, what is never overwritten, what is erased."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from uuid import UUID, uuid4

import msgspec
import pytest
from PIL import Image

from tests.casework.test_secrecy import database
from tests.desk.test_erasure import erased
from tests.documentation.medical.conftest import ACCOUNT, ALL, clinician, mark
from tests.people import somebody
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import membership
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import actions as exhibits
from waystation.documentation.exhibits.access import custody as custody_of
from waystation.documentation.exhibits.records import Provenance
from waystation.documentation.medical import access, actions, rules, wording
from waystation.documentation.medical.models import EvaluationRow, FindingRow
from waystation.documentation.medical.records import Agreed, Circumstances, Evaluation, Method
from waystation.staff import members, renewal
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.teams import AUDIT, locator
from waystation.vault import files
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, Stale
from waystation.vault.records import create, read

pytestmark = pytest.mark.django_db
SAID = {"level": "highly_consistent", "why": "Two poles; few other causes.", "qualification": "Forensic physician"}
WHOLE = {
    "level": "highly_consistent",
    "conclusion": "It fits.",
    "recommendations": "Rest.",
    "qualification": "Physician",
}
MARK = "канарейка-canary"


def names(no: pytest.ExceptionInfo[Refused]) -> set[str]:
    return {name for name, _sentence in no.value.reasons}


def seen(actor: Actor, case_id: UUID, evaluation: UUID) -> bytes:
    found = [each for _row, each in access.findings(actor, case_id, evaluation)]
    return rules.signed_digest(access.evaluation(actor, case_id, evaluation)[1], found)


def test_it_works(lev: Actor, ada: Actor, case_id: UUID, begun: UUID) -> None:
    actions.tell_circumstances(lev, case_id, begun, Circumstances(place="A flat of ours", present="Ada, Lev"))
    methods = [Method(code="electric.hand_crank"), Method(code="psych.threat_family", prompted=True)]
    actions.go_through_lists(lev, case_id, begun, methods, ["water"], "A cellar.")
    actions.tell_health(
        lev, case_id, begun, acute="Burning", chronic="No sleep", physical="Scars", psychological="Fear"
    )
    found = actions.add_finding(lev, case_id, begun, mark())
    actions.judge(ada, case_id, begun, found, **SAID)
    actions.give_opinion(ada, case_id, begun, facts=seen(ada, case_id, begun), **WHOLE)
    actions.sign(ada, case_id, begun, capacity="clinician", qualification="Physician", facts=seen(ada, case_id, begun))
    actions.sign(lev, case_id, begun, capacity="recorder", facts=seen(lev, case_id, begun))
    told = access.evaluation(ada, case_id, begun)[1]
    (_row, judged) = access.finding(ada, case_id, begun, found)
    assert judged.judgement.who == "Doctor Reed"
    assert judged.judgement.qualification == "Forensic physician"
    assert rules.stands(judged)
    assert rules.opinion_stands(told, [judged])
    assert [each.who for each in told.signatures] == ["Doctor Reed", "Tim"]
    assert {each.facts for each in told.signatures} == {rules.signed_digest(told, [judged])}
    assert (judged.number, judged.recorded_who) == (1, "Tim")


def test_who_is_no_clinician_records_and_does_not_judge(lev: Actor, case_id: UUID, begun: UUID) -> None:
    found = actions.add_finding(lev, case_id, begun, mark())
    with pytest.raises(Absent):
        actions.judge(lev, case_id, begun, found, **SAID)
    with pytest.raises(Absent):
        actions.give_opinion(lev, case_id, begun, facts=seen(lev, case_id, begun), **WHOLE)
    with pytest.raises(Refused) as no:
        actions.sign(
            lev, case_id, begun, capacity="clinician", qualification="Physician", facts=seen(lev, case_id, begun)
        )
    assert names(no) == {"capacity"}
    assert access.finding(lev, case_id, begun, found)[1].judgement is None


def test_a_judgement_cannot_be_recorded_with_a_finding(lev: Actor, ada: Actor, case_id: UUID, begun: UUID) -> None:
    """Not by what is added, and not by what is changed."""
    one = actions.add_finding(lev, case_id, begun, mark())
    actions.judge(ada, case_id, begun, one, **SAID)
    judged = access.finding(lev, case_id, begun, one)[1]
    two = actions.add_finding(lev, case_id, begun, judged)
    assert access.finding(lev, case_id, begun, two)[1].judgement is None
    assert judged.judgement is not None
    other = msgspec.structs.replace(judged.judgement, level="diagnostic")
    actions.change_finding(lev, case_id, begun, one, msgspec.structs.replace(judged, age="old", judgement=other))
    assert access.finding(lev, case_id, begun, one)[1].judgement == judged.judgement


def test_a_clinician_opens_what_was_given_and_nothing_else(ada: Actor, lev: Actor, case_id: UUID, begun: UUID) -> None:
    assert access.evaluation(ada, case_id, begun)[1].account == ACCOUNT
    assert access.cases(ada) == [(case_id, "Birch")]
    assert [held.id for held in access.every(ada)] == [begun]
    for part in (Compartment.CONTACT, Compartment.IDENTITY, Compartment.TESTIMONY, Compartment.LOGISTICS):
        assert not ada.keys.holds(case_id, part)


def test_a_clinician_keeps_it_when_keys_are_replaced_and_loses_it_when_taken_off(
    organisation: Organisation, lev: Actor, ada: Actor, case_id: UUID, begun: UUID
) -> None:
    """Somebody else is taken off, so every part gets new keys for those who remain."""
    dina = organisation.accounts["dina"]
    membership.give(lev, case_id, dina, {Compartment.MEDICAL, Compartment.CONTACT})
    membership.take_off(lev, case_id, dina)
    refresh(ada)
    refresh(lev)
    assert access.evaluation(ada, case_id, begun)[1].account == ACCOUNT
    membership.take_off(lev, case_id, organisation.accounts["ada"])
    with pytest.raises(Absent):
        access.evaluation(ada, case_id, begun)


@pytest.mark.parametrize("part", [Compartment.CONTACT, Compartment.IDENTITY, Compartment.LOGISTICS])
def test_whose_role_opens_no_page_of_a_case_is_given_the_medical_part_alone(
    organisation: Organisation, lev: Actor, ada: Actor, case_id: UUID, part: Compartment
) -> None:
    for name in ("ada", "ira"):
        with pytest.raises(Absent):
            membership.give(lev, case_id, organisation.accounts[name], {part})
        with pytest.raises(Absent):
            membership.give(lev, case_id, organisation.accounts[name], {part, Compartment.MEDICAL})
    with pytest.raises(Absent):
        membership.give(lev, case_id, organisation.accounts["out"], {Compartment.MEDICAL})
    assert not ada.keys.holds(case_id, part)


def test_with_the_role_of_clinician_goes_the_key(
    organisation: Organisation, lev: Actor, ada: Actor, case_id: UUID, begun: UUID
) -> None:
    members.change_roles(lev, organisation.accounts["ada"], ["advocate"])
    renewal.work(lev, 50)
    assert not renewal.unfinished()
    refresh(lev)
    refresh(ada)
    assert not is_current(ada.keys, case_id, Compartment.MEDICAL)
    with pytest.raises(Locked):
        read(EvaluationRow.objects.get(), ada.keys)
    assert access.evaluation(lev, case_id, begun)[1].account == ACCOUNT


def test_nobody_else_opens_it(organisation: Organisation, ada: Actor, case_id: UUID, begun: UUID) -> None:
    stranger = clinician(organisation, "bea", "Doctor Moor", ["clinician"])()
    for actor in (stranger, *(organisation.actor(name) for name in ("dina", "ira", "out"))):
        for attempt in (
            lambda actor=actor: access.evaluation(actor, case_id, begun),
            lambda actor=actor: access.of_case(actor, case_id),
            lambda actor=actor: actions.begin(actor, case_id),
            lambda actor=actor: actions.add_finding(actor, case_id, begun, mark()),
            lambda actor=actor: actions.make_report(actor, case_id, begun, "en"),
        ):
            with pytest.raises(Absent):
                attempt()
        with pytest.raises(Locked):
            read(EvaluationRow.objects.get(), actor.keys)


def test_the_same_form_sent_twice_makes_it_once(lev: Actor, case_id: UUID, begun: UUID) -> None:
    once = uuid4()
    assert actions.begin(lev, case_id, once=once) == actions.begin(lev, case_id, once=once) == once
    assert actions.add_finding(lev, case_id, begun, mark(), once=once) == once
    assert actions.add_finding(lev, case_id, begun, mark(), once=once) == once
    assert FindingRow.objects.count() == 1


def test_of_two_at_once_nothing_is_overwritten(lev: Actor, ada: Actor, case_id: UUID, begun: UUID) -> None:
    version = access.evaluation(lev, case_id, begun)[0].version
    actions.tell_account(lev, case_id, begun, "Anew.", seen=version)
    with pytest.raises(Stale):
        actions.tell_account(ada, case_id, begun, "Otherwise.", seen=version)
    assert access.evaluation(lev, case_id, begun)[1].account == "Anew."
    one = actions.add_finding(lev, case_id, begun, mark())
    two = actions.add_finding(ada, case_id, begun, mark(place="front.chest.left"))
    assert [found.number for _row, found in access.findings(lev, case_id, begun)] == [1, 2]
    version = access.finding(lev, case_id, begun, one)[0].version
    actions.change_finding(lev, case_id, begun, one, mark(age="old"), seen=version)
    with pytest.raises(Stale):
        actions.judge(ada, case_id, begun, one, seen=version, **SAID)
    actions.judge(ada, case_id, begun, two, **SAID)
    facts = seen(ada, case_id, begun)
    actions.change_finding(lev, case_id, begun, two, mark(place="front.chest.right"))
    with pytest.raises(Stale):
        actions.give_opinion(ada, case_id, begun, facts=facts, **WHOLE)
    with pytest.raises(Stale):
        actions.sign(lev, case_id, begun, capacity="recorder", facts=facts)


def test_what_is_changed_afterwards_is_shown_to_be_changed(lev: Actor, ada: Actor, case_id: UUID, begun: UUID) -> None:
    one = actions.add_finding(lev, case_id, begun, mark())
    actions.judge(ada, case_id, begun, one, **SAID)
    actions.give_opinion(ada, case_id, begun, facts=seen(ada, case_id, begun), **WHOLE)
    actions.sign(ada, case_id, begun, capacity="clinician", qualification="P.", facts=seen(ada, case_id, begun))
    actions.change_finding(lev, case_id, begun, one, mark(description="Larger than it was."))
    told, found = access.evaluation(lev, case_id, begun)[1], access.finding(lev, case_id, begun, one)[1]
    assert found.judgement is not None
    assert not rules.stands(found)
    assert not rules.opinion_stands(told, [found])
    assert told.signatures[0].facts != rules.signed_digest(told, [found])
    actions.change_finding(lev, case_id, begun, one, mark())
    assert rules.opinion_stands(told, [access.finding(lev, case_id, begun, one)[1]])


def test_a_clinician_who_collected_it_may_judge_and_it_is_told(ada: Actor, case_id: UUID) -> None:
    made = actions.begin(ada, case_id)
    actions.note_agreed(ada, case_id, made, ALL)
    actions.tell_account(ada, case_id, made, ACCOUNT)
    found = actions.add_finding(ada, case_id, made, mark())
    actions.judge(ada, case_id, made, found, **SAID)
    told = access.evaluation(ada, case_id, made)[1]
    assert [each.who for each in rules.judged_own(told, [access.finding(ada, case_id, made, found)[1]])] == [
        "Doctor Reed"
    ]


def test_without_consent_nothing_is_recorded_and_no_report_leaves(lev: Actor, case_id: UUID) -> None:
    made = actions.begin(lev, case_id)
    with pytest.raises(Refused) as no:
        actions.tell_account(lev, case_id, made, "They beat me.")
    assert names(no) == {"account"}
    with pytest.raises(Refused):
        actions.add_finding(lev, case_id, made, mark())
    actions.note_agreed(lev, case_id, made, Agreed(interview="yes", examination="yes", how="By word."))
    actions.tell_account(lev, case_id, made, ACCOUNT)
    with pytest.raises(Refused):
        actions.make_report(lev, case_id, made, "en")
    assert not FindingRow.objects.exists()


def test_lists_are_refused_before_the_account(lev: Actor, case_id: UUID) -> None:
    made = actions.begin(lev, case_id)
    actions.note_agreed(lev, case_id, made, ALL)
    with pytest.raises(Refused):
        actions.go_through_lists(lev, case_id, made, [Method(code="burn")], [], "")
    assert access.evaluation(lev, case_id, made)[1].methods == ()


def test_a_photograph_is_an_exhibit_of_this_case_or_of_none(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    ira = organisation.actor("ira")
    exhibits.take_in(ira, files.keep([b"A hand."]), Provenance(what="A hand"), why="x", case_id=case_id)
    exhibits.take_in(ira, files.keep([b"Alone."]), Provenance(what="A foot"), why="x")
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    one = actions.add_finding(ira, case_id, begun, mark(), photographs=[2, 1, 2])
    found = access.finding(ira, case_id, begun, one)[1]
    assert [each.number for each in found.photographs] == [2, 1]
    with pytest.raises(Refused) as no:
        actions.add_finding(ira, case_id, begun, mark(), photographs=[3])
    assert names(no) == {"photographs"}
    with pytest.raises(Refused):
        actions.add_finding(lev, case_id, begun, mark(), photographs=[1])  # Lev opens no exhibit
    actions.change_finding(lev, case_id, begun, one, mark(age="old"), photographs=[1])  # but leaves those that stand
    assert [each.number for each in access.finding(lev, case_id, begun, one)[1].photographs] == [1]


def test_a_report_shows_photographs_that_whoever_makes_it_chose(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    ira = organisation.actor("ira")
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    out = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "JPEG")
    exhibit = exhibits.take_in(ira, files.keep([out.getvalue()]), Provenance(what="A hand"), why="x")
    actions.add_finding(ira, case_id, begun, mark(), photographs=[1])
    bare = actions.make_report(ira, case_id, begun, "en")
    with pytest.raises(Refused) as no:
        actions.make_report(ira, case_id, begun, "en", photographs=True)
    assert names(no) == {"photographs"}  # there is no working copy yet
    copy = exhibits.make_copy(ira, exhibit, page=1, why="For the report")
    seen = b"".join(exhibits.look_at_copy(ira, exhibit, copy).read())
    made = actions.make_report(ira, case_id, begun, "en", photographs=True)
    assert seen in made
    assert seen not in bare
    last = custody_of(ira, exhibit)[-1]
    assert (last.deed, last.sha256) == ("reported", hashlib.sha256(seen).hexdigest())
    assert made == actions.make_report(ira, case_id, begun, "en", photographs=True)
    with pytest.raises(Refused):
        actions.make_report(lev, case_id, begun, "en", photographs=True)  # Lev opens no exhibit
    actions.note_agreed(lev, case_id, begun, msgspec.structs.replace(ALL, photographs="no"))
    with pytest.raises(Refused) as no:
        actions.make_report(ira, case_id, begun, "en", photographs=True)
    assert no.value.reasons == (("photographs", wording.NO_PHOTOGRAPHS),)


@pytest.mark.parametrize("said", ["no", "not_asked"])
def test_without_a_yes_to_photographs_none_is_named(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID, said: str
) -> None:
    ira = organisation.actor("ira")
    exhibits.take_in(ira, files.keep([b"A hand."]), Provenance(what="A hand"), why="x")
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    actions.note_agreed(lev, case_id, begun, msgspec.structs.replace(ALL, photographs=said))
    with pytest.raises(Refused) as no:
        actions.add_finding(ira, case_id, begun, mark(), photographs=[1])
    assert no.value.reasons == (("photographs", wording.NO_PHOTOGRAPHS),)
    actions.add_finding(ira, case_id, begun, mark())


def test_a_photograph_of_another_case_is_refused(
    organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID
) -> None:
    from tests.casework.conftest import waiting_request
    from waystation.casework import actions as casework

    other = casework.accept(lev, waiting_request(), pseudonym="Heron")
    ira = organisation.actor("ira")
    exhibits.take_in(ira, files.keep([b"A hand."]), Provenance(what="A hand"), why="x", case_id=other)
    membership.give(lev, case_id, organisation.accounts["ira"], {Compartment.MEDICAL})
    refresh(ira)
    with pytest.raises(Refused) as no:
        actions.add_finding(ira, case_id, begun, mark(), photographs=[1])
    assert names(no) == {"photographs"}


def test_five_hundred_findings_and_no_more(lev: Actor, case_id: UUID, begun: UUID) -> None:
    key = access.key(lev, case_id)
    for number in range(1, rules.MOST_FINDINGS):
        create(FindingRow, mark(evaluation=begun, number=number), key, evaluation=begun)
    actions.add_finding(lev, case_id, begun, mark())
    assert len(access.findings(lev, case_id, begun)) == 500
    with pytest.raises(Refused):
        actions.add_finding(lev, case_id, begun, mark())
    assert actions.make_report(lev, case_id, begun, "ru").startswith(b"%PDF")


def test_what_was_hung_on_another_evaluation_counts_for_nothing(lev: Actor, case_id: UUID, begun: UUID) -> None:
    other = actions.begin(lev, case_id)
    hung = create(FindingRow, mark(evaluation=begun, number=1), access.key(lev, case_id), evaluation=other)
    assert access.findings(lev, case_id, other) == []
    with pytest.raises(Absent):
        access.finding(lev, case_id, other, hung.pk)


def test_each_step_is_in_the_log(lev: Actor, ada: Actor, case_id: UUID, begun: UUID) -> None:
    one = actions.add_finding(lev, case_id, begun, mark())
    actions.judge(ada, case_id, begun, one, **SAID)
    actions.remove_finding(lev, case_id, begun, one)
    actions.make_report(lev, case_id, begun, "en")
    verbs = [line.verb for _number, line in entries(lev.keys, locator(AUDIT), newest=50) if line]
    for verb in ("begun", "changed", "finding_added", "judged", "finding_removed", "report_made"):
        assert f"medical.{verb}" in verbs


def test_no_word_of_it_stands_in_any_table(lev: Actor, ada: Actor, case_id: UUID) -> None:
    made = actions.begin(lev, case_id)
    told = Circumstances(**dict.fromkeys(("place", "asked_by", "present", "restraints", "language"), MARK))
    actions.tell_circumstances(lev, case_id, made, told)
    actions.note_agreed(lev, case_id, made, msgspec.structs.replace(ALL, how=MARK, limits=MARK))
    actions.tell_account(lev, case_id, made, MARK)
    actions.go_through_lists(lev, case_id, made, [Method(code="electric.hand_crank")], ["water"], MARK)
    actions.tell_health(lev, case_id, made, acute=MARK, chronic=MARK, physical=MARK, psychological=MARK)
    one = actions.add_finding(lev, case_id, made, mark(description=MARK, cause=MARK, age=MARK))
    actions.judge(ada, case_id, made, one, level="typical", why=MARK, qualification=MARK)
    told_whole = {"conclusion": MARK, "recommendations": MARK, "qualification": MARK, "level": "typical"}
    actions.give_opinion(ada, case_id, made, facts=seen(ada, case_id, made), **told_whole)
    everything = database()
    for word in (*MARK.split("-"), "electric.hand_crank", "front.fingers.right", "highly_consistent"):
        assert word.encode() not in everything, word


def test_of_an_erased_case_nothing_stays(organisation: Organisation, lev: Actor, case_id: UUID, begun: UUID) -> None:
    actions.add_finding(lev, case_id, begun, mark())
    erased(organisation.actor("dina"), lev, case_id)
    assert not EvaluationRow.objects.exists()
    assert not FindingRow.objects.exists()


def test_one_is_erased_alone_by_a_coordinator(lev: Actor, ada: Actor, case_id: UUID, begun: UUID) -> None:
    other = actions.begin(lev, case_id)
    actions.add_finding(lev, case_id, begun, mark())
    with pytest.raises(Absent):
        actions.erase(ada, case_id, begun)
    assert actions.erase(lev, case_id, begun) == 2
    assert [row.pk for row in EvaluationRow.objects.all()] == [other]
    assert not FindingRow.objects.exists()


def test_one_of_a_companion_goes_with_them(lev: Actor, case_id: UUID, begun: UUID) -> None:
    rowan = persons.add(lev, case_id, somebody("Лиза Д.", pseudonym="Rowan"), roles=["companion"])
    theirs = actions.begin(lev, case_id, person=rowan)
    own = actions.begin(lev, case_id, person=persons_access.applicant(lev, case_id))
    assert access.evaluation(lev, case_id, theirs)[1].called == "Rowan"
    assert access.evaluation(lev, case_id, own)[1].person is None
    assert access.of_person(lev, case_id, rowan) == {theirs}
    erased(lev, replace(lev, account=uuid4()), rowan, "individual")
    assert {row.pk for row in EvaluationRow.objects.all()} == {begun, own}


def test_old_bytes_stay_readable() -> None:
    """What a first version wrote: the fields that it had to have, and no other."""
    assert msgspec.json.decode(b'{"called":"Birch"}', type=Evaluation).agreed == Agreed()
