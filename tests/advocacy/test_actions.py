"""The verbs of advocacy, through the vault."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from tests.advocacy.conftest import COMMITTEE
from tests.newcomers import as_confirmed, as_new
from waystation.advocacy import access, approving, bodies, drafting, following, wording
from waystation.advocacy.models import ReplyRow, SubmissionRow
from waystation.advocacy.records import Authority, Reply, Submission
from waystation.casework import access as casework
from waystation.casework import actions as cases
from waystation.documentation.errors import Refused
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.wording import NOT_CONFIRMED
from waystation.vault.errors import Stale

Accepted = Callable[..., UUID]


def drafted(actor: Actor, authority: UUID, **more: object) -> UUID:
    said: dict[str, object] = {"kind": "crime_report", "title": "The cellar", "text": "We ask that it be looked into."}
    clock = str(more.pop("clock", "ru.cpc144"))
    return drafting.draft(actor, Submission(authority=authority, **(said | more)), clock=clock)  # type: ignore[arg-type]


def sent(actor: Actor, other: Actor, authority: UUID, days_ago: int = 0) -> UUID:
    """A submission that two people let go and one sent."""
    made = drafted(actor, authority)
    for who in (actor, other):
        refresh(who)
        approving.let_go(who, made, nobody=True)
    refresh(actor)
    day = actor.today - timedelta(days=days_ago)
    following.note_way(actor, made, sent=day, received=day, channel="mail")
    return made


def reasons(refused: pytest.ExceptionInfo[Refused]) -> list[object]:
    return [sentence for _name, sentence in refused.value.reasons]


def test_nothing_goes_before_two_people_let_it_go(lev: Actor, max_: Actor, committee: UUID) -> None:
    refresh(lev)
    made = drafted(lev, committee)
    for _time in range(2):
        with pytest.raises(Refused) as refused:
            following.note_way(lev, made, sent=lev.today)
        assert reasons(refused) == [wording.NOT_APPROVED]
        if not access.submission(lev, made)[1].approvals:
            approving.let_go(lev, made, nobody=True)
    with pytest.raises(Refused) as refused:
        approving.let_go(lev, made, nobody=True)
    assert reasons(refused) == [wording.APPROVED_BY_YOU]
    refresh(max_)
    approving.let_go(max_, made, nobody=True)
    refresh(lev)
    following.note_way(lev, made, sent=lev.today)
    assert access.standings(lev)[made].state == "waiting"


def test_what_was_let_go_cannot_be_changed_meanwhile(lev: Actor, max_: Actor, committee: UUID) -> None:
    refresh(lev)
    made = drafted(lev, committee)
    approving.let_go(lev, made, nobody=True)
    changed = Submission(authority=committee, kind="crime_report", title="The cellar", text="With a name in it.")
    with pytest.raises(Refused) as refused:
        drafting.change_draft(lev, made, changed)
    assert reasons(refused) == [wording.LET_GO_ALREADY]
    approving.take_approvals_back(lev, made)
    drafting.change_draft(lev, made, changed)
    assert access.submission(lev, made)[1].approvals == ()


def test_consent_that_is_taken_back_between_approval_and_sending_stops_it(
    lev: Actor, max_: Actor, dina: Actor, accepted: Accepted, rapporteur: UUID
) -> None:
    case_id = accepted(dina, "Birch")
    refresh(lev)
    made = drafted(lev, rapporteur, clock="un.sp_al", kind="un_allegation_letter")
    with pytest.raises(Refused):
        approving.let_go(lev, made, called=["birch"])
    cases.record_consent(lev, case_id, purpose="share_un", recipient="Another", state="given")
    with pytest.raises(Refused):
        approving.let_go(lev, made, called=["birch"])
    cases.record_consent(lev, case_id, purpose="share_un", recipient="A rapporteur", state="given")
    with pytest.raises(Refused) as refused:
        approving.let_go(lev, made, called=["birch"])
    assert refused.value.reasons == (
        ("called", str(wording.AGAINST % {"called": "Birch", "reason": wording.PUBLIC_LATER})),
    )
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="refused")
    approving.let_go(lev, made, called=["birch"])
    cases.record_consent(lev, case_id, purpose="share_un", recipient="A rapporteur", state="withdrawn")
    with pytest.raises(Refused):
        following.note_way(lev, made, sent=lev.today)
    assert casework.uses(lev, case_id) == []
    assert access.submission(lev, made)[1].sent is None
    cases.record_consent(lev, case_id, purpose="share_un", recipient="A rapporteur", state="given")
    following.note_way(lev, made, sent=lev.today)
    ((row, use),) = casework.uses(lev, case_id)
    assert (use.purpose, use.recipient, use.what) == ("share_un", "A rapporteur", "submission")
    assert access.submission(lev, made)[1].uses == (row.pk,)


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({}, wording.SAY_WHOSE),
        ({"called": ["Birch"], "nobody": True}, wording.NAMED_AND_NOBODY),
        ({"called": ["Nobody at all"]}, wording.NO_CASE % {"called": "Nobody at all"}),
    ],
)
def test_who_is_in_it_must_be_said(lev: Actor, committee: UUID, more: dict[str, object], why: object) -> None:
    refresh(lev)
    made = drafted(lev, committee)
    with pytest.raises(Refused) as refused:
        approving.let_go(lev, made, **more)  # type: ignore[arg-type]
    assert [str(each) for each in reasons(refused)] == [str(why)]


@pytest.mark.parametrize("text", [" ", "# To whom\n\n# Who reports it\n \n", "#  \n"])
def test_an_empty_text_is_not_let_go(lev: Actor, committee: UUID, text: str) -> None:
    refresh(lev)
    made = drafted(lev, committee, text=text)
    with pytest.raises(Refused) as refused:
        approving.let_go(lev, made, nobody=True)
    assert reasons(refused) == [wording.SAY_IT]


def test_what_is_passed_on_has_a_clock_of_its_own(lev: Actor, max_: Actor, committee: UUID, rapporteur: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=30)
    day = lev.today - timedelta(days=20)
    following.note_reply(lev, Reply(submission=made, kind="forwarded", day=day, to=rapporteur, number="17-a"))
    refresh(lev)
    ((child, said),) = access.passed_on(lev, made)
    assert (said.authority, said.sent, said.number, said.parent) == (rapporteur, day, "17-a", made)
    assert said.clock is not None
    assert said.clock.code == "un.sp_al"
    assert access.standings(lev)[made].state == "passed_on"
    assert access.standings(lev)[child].state == "waiting"


def test_what_was_asked_keeps_the_limit_it_had(lev: Actor, max_: Actor, committee: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=40)
    assert access.standings(lev)[made].state == "ignored"
    longer = replace(COMMITTEE.clocks[0], limit=59)
    bodies.change_authority(lev, committee, replace(COMMITTEE, clocks=(longer,)))
    refresh(lev)
    assert access.standings(lev)[made].state == "ignored"


def test_two_people_grade_and_nobody_twice(lev: Actor, max_: Actor, sara: Actor, committee: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=10)
    back = following.note_reply(lev, Reply(submission=made, kind="pledge", day=lev.today))
    following.grade(lev, made, back, 3)
    with pytest.raises(Refused) as refused:
        following.grade(lev, made, back, 0)
    assert reasons(refused) == [wording.GRADED_ALREADY]
    refresh(sara)
    following.grade(sara, made, back, 3)
    refresh(lev)
    assert access.standings(lev)[made].has_substance
    with pytest.raises(Refused):
        following.grade(max_, made, back, 4)


def test_a_reply_that_is_older_than_the_submission_is_refused(lev: Actor, max_: Actor, committee: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=10)
    with pytest.raises(Refused) as refused:
        following.note_reply(lev, Reply(submission=made, kind="pledge", day=lev.today - timedelta(days=11)))
    assert reasons(refused) == [wording.BEFORE_IT_WENT]
    following.note_reply(lev, Reply(submission=made, kind="pledge", day=lev.today - timedelta(days=8)))
    with pytest.raises(Refused) as refused:
        following.note_way(lev, made, sent=lev.today - timedelta(days=1))
    assert reasons(refused) == [wording.HAS_REPLIES]


def test_the_same_form_sent_twice_makes_it_once(lev: Actor, max_: Actor, committee: UUID) -> None:
    refresh(lev)
    once = uuid4()
    said = Submission(authority=committee, kind="crime_report", title="The cellar")
    assert drafting.draft(lev, said, once=once) == drafting.draft(lev, said, once=once) == once
    made, once = sent(lev, max_, committee), uuid4()
    back = Reply(submission=made, kind="registered", day=lev.today)
    assert following.note_reply(lev, back, once=once) == following.note_reply(lev, back, once=once)
    assert len(access.replies(lev, made)) == 1


def test_two_who_change_the_same_draft(lev: Actor, sara: Actor, committee: UUID) -> None:
    refresh(lev)
    made = drafted(lev, committee)
    seen = access.submission(lev, made)[0].version
    said = Submission(authority=committee, kind="crime_report", title="Mine")
    drafting.change_draft(lev, made, said, seen=seen)
    refresh(sara)
    with pytest.raises(Stale):
        drafting.change_draft(sara, made, said, seen=seen)


def test_a_body_that_was_asked_stays(lev: Actor, committee: UUID, rapporteur: UUID) -> None:
    refresh(lev)
    drafted(lev, committee)
    with pytest.raises(Refused) as refused:
        bodies.remove_authority(lev, committee)
    assert reasons(refused) == [wording.IN_USE]
    bodies.remove_authority(lev, rapporteur)
    assert list(access.authorities(lev)) == [committee]


def test_what_is_wrong_with_a_body_is_said(sara: Actor) -> None:
    for wrong, field in (
        (Authority(name=" "), "name"),
        (replace(COMMITTEE, country="ZZ"), "country"),
        (replace(COMMITTEE, clocks=COMMITTEE.clocks * 2), "code"),
        (replace(COMMITTEE, clocks=(replace(COMMITTEE.clocks[0], extended_to=(3,)),)), "limit"),
        (replace(COMMITTEE, clocks=(replace(COMMITTEE.clocks[0], limit=0),)), "limit"),
        (replace(COMMITTEE, clocks=(replace(COMMITTEE.clocks[0], confirmed_by="Mr. L."),)), "confirmed_by"),
    ):
        with pytest.raises(Refused) as refused:
            bodies.add_authority(sara, wrong)
        assert refused.value.reasons[0][0] == field


def test_whoever_is_in_no_such_role_meets_nothing(
    dina: Actor, ira: Actor, out: Actor, lev: Actor, committee: UUID
) -> None:
    refresh(lev)
    made = drafted(lev, committee)
    for who in (dina, ira, out):
        with pytest.raises(Absent):
            access.submission(who, made)
        with pytest.raises(Absent):
            access.authorities(who)
        with pytest.raises(Absent):
            drafted(who, committee)


def test_an_advocate_writes_and_does_not_let_go(sara: Actor, committee: UUID) -> None:
    made = drafted(sara, committee)
    with pytest.raises(Absent):
        approving.let_go(sara, made, nobody=True)


def test_it_is_erased_with_what_came_back(lev: Actor, max_: Actor, committee: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=3)
    following.note_reply(lev, Reply(submission=made, kind="registered", day=lev.today))
    refresh(lev)
    following.erase(lev, made)
    assert not SubmissionRow.objects.exists()
    assert not ReplyRow.objects.exists()


def test_nothing_of_it_is_readable_in_the_database(lev: Actor, max_: Actor, committee: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=3)
    following.note_reply(
        lev, Reply(submission=made, kind="refusal", day=lev.today, text="Canarycanary", number="Canary-7")
    )
    following.note_way(lev, made, sent=lev.today - timedelta(days=3), proof="Canaryparcel", number="Canary-8")
    rows = [*SubmissionRow.objects.values_list(), *ReplyRow.objects.values_list()]
    assert rows
    assert "anary" not in repr(rows)
    assert "cellar" not in repr(rows)


def test_nobody_lets_it_go_or_grades_twice_under_a_second_name(lev: Actor, max_: Actor, committee: UUID) -> None:
    refresh(lev)
    made = drafted(lev, committee)
    approving.let_go(lev, made, nobody=True)
    refresh(max_)
    as_new(max_, lev.account)
    with pytest.raises(Refused) as refused:
        approving.let_go(max_, made, nobody=True)
    assert reasons(refused) == [NOT_CONFIRMED]
    as_confirmed(max_, lev.account)
    approving.let_go(max_, made, nobody=True)
