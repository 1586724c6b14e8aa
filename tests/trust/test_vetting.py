"""Vetting: what may follow what, two who decide, and where what is known stands."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.hotline.helpers import mail, receive
from tests.stage import Organisation, clear
from tests.trust.people import at, written
from waystation.audit.log import entries
from waystation.casework import actions as casework
from waystation.casework import membership
from waystation.hotline import access as hotline_access
from waystation.hotline import actions as hotline
from waystation.hotline import callers
from waystation.hotline.intake import remember_sent
from waystation.hotline.models import Request
from waystation.staff.access import damaged, refresh
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, Refused
from waystation.staff.teams import AUDIT, locator
from waystation.trust import vetted, vetting
from waystation.trust import vetting_rules as rules
from waystation.trust.models import VettingRow
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Stale


@pytest.fixture
def thread(organisation: Organisation) -> UUID:
    return written()


def state(actor: Actor, thread: UUID) -> str:
    return vetted.known(actor, thread).standing.state


def reach(state: str, dina: Actor, lev: Actor, thread: UUID) -> None:
    """Brings somebody to a state by the shortest way."""
    if state in ("provisional", "cleared"):
        vetting.judge(dina, thread, "provisional", "fits")
    if state in rules.BY_TWO:
        vetting.judge(dina, thread, state, "so I hold")
        vetting.judge(lev, thread, state)


def test_it_works(dina: Actor, lev: Actor, thread: UUID) -> None:
    assert state(dina, thread) == "pending"
    vetting.note_finding(dina, thread, "insider", "Names the guard's dog")
    reach("cleared", dina, lev, thread)
    found = vetted.known(lev, thread)
    assert found.standing.is_cleared
    verdict = rules.stands(found.record)
    assert verdict is not None
    assert {verdict.by, verdict.agreed_by} == {dina.account, lev.account}
    assert b"guard" not in bytes(VettingRow.objects.get().sealed)


@pytest.mark.parametrize("wanted", rules.BY_TWO)
def test_one_decider_is_not_two(dina: Actor, thread: UUID, wanted: str) -> None:
    vetting.judge(dina, thread, "provisional", "fits")
    vetting.judge(dina, thread, wanted, "so I hold")
    assert state(dina, thread) == "provisional"
    with pytest.raises(Refused):
        vetting.judge(dina, thread, wanted, "I am sure")
    assert state(dina, thread) == "provisional"


def test_of_a_case_with_two_threads_the_less_counts(dina: Actor, lev: Actor, thread: UUID) -> None:
    other = written(sender="Malika <malika@mail.example>", number=2)
    reach("cleared", dina, lev, thread)
    case = casework.accept(dina, thread, pseudonym="Heron")
    refresh(dina)
    assert vetted.of_case(dina, case).is_cleared
    row, _ = hotline_access.request(dina, other)
    with transaction.atomic():
        hotline.hand_over(dina, row, dina.keys.key(case, Compartment.CONTACT))
    assert not vetted.of_case(dina, case).is_cleared


def test_a_sender_whom_their_server_denies_is_a_sign(dina: Actor, settings: Any) -> None:
    settings.WAYSTATION_MAIL = {"authserv_id": "mx.waystation.example"}
    denied = "Authentication-Results: mx.waystation.example; dmarc=fail header.from=mail.example\r\n"
    receive(denied.encode() + mail())
    thread = Request.objects.get().pk
    hotline.open_thread(dina, thread)
    assert "hijacked" in {each.code for each in vetted.suggestions(dina, vetted.known(dina, thread))}


@pytest.mark.parametrize("wanted", rules.BY_TWO)
def test_the_second_decides(dina: Actor, lev: Actor, thread: UUID, wanted: str) -> None:
    reach(wanted, dina, lev, thread)
    assert state(dina, thread) == wanted


@pytest.mark.parametrize("start", rules.STATES)
def test_only_what_may_follow_follows(dina: Actor, lev: Actor, thread: UUID, start: str) -> None:
    reach(start, dina, lev, thread)
    for wanted in set(rules.STATES) - set(rules.NEXT[start]):
        with pytest.raises(Refused):
            vetting.judge(dina, thread, wanted, "so I hold")
    for wanted in rules.NEXT[start]:
        vetting.judge(dina, thread, wanted, "so I hold")
        break
    assert vetted.known(dina, thread).record.proposal or state(dina, thread) == rules.NEXT[start][0]


def test_the_second_may_say_otherwise_and_then_needs_a_second_too(dina: Actor, lev: Actor, thread: UUID) -> None:
    vetting.judge(dina, thread, "hostile", "asks for names")
    vetting.judge(lev, thread, "rejected", "confused, not hostile")
    found = vetted.known(dina, thread)
    assert found.standing.state == "pending"
    assert [each.state for each in found.record.others] == ["hostile"]
    vetting.judge(dina, thread, "rejected")
    assert state(dina, thread) == "rejected"


def test_nobody_decides_without_saying_why(dina: Actor, thread: UUID) -> None:
    with pytest.raises(Refused):
        vetting.judge(dina, thread, "provisional", " ")


def test_nobody_agrees_to_what_they_have_not_seen(dina: Actor, lev: Actor, thread: UUID) -> None:
    vetting.judge(dina, thread, "hostile", "asks for names")
    seen = vetted.known(lev, thread).version
    vetting.note_finding(dina, thread, "coerced", "a second voice behind")
    with pytest.raises(Stale):
        vetting.judge(lev, thread, "hostile", seen=seen)
    assert state(lev, thread) == "pending"


def test_no_sum_decides(dina: Actor, lev: Actor, thread: UUID) -> None:
    for code in ("asks_others", "pushes_address", "mark_leaked", "hijacked"):
        vetting.note_finding(dina, thread, code)
    assert state(dina, thread) == "pending"
    reach("cleared", dina, lev, thread)
    assert vetted.known(dina, thread).standing.is_cleared


def test_a_contradiction_counts_nothing_by_itself(dina: Actor, thread: UUID) -> None:
    vetting.note_finding(dina, thread, "insider")
    before = rules.sums(vetted.known(dina, thread).record, ())
    vetting.note_finding(dina, thread, "contradiction", "two different days")
    assert rules.sums(vetted.known(dina, thread).record, ()) == before == (3, 0)


def test_a_sign_that_was_none_counts_no_more_and_stays_to_be_read(dina: Actor, thread: UUID) -> None:
    noted = vetting.note_finding(dina, thread, "asks_others", "asked for his brother")
    vetting.take_back_finding(dina, thread, noted)
    (finding,) = vetted.known(dina, thread).record.findings
    assert finding.taken_back
    assert rules.sums(vetted.known(dina, thread).record, ()) == (0, 0)


def test_the_same_form_sent_twice_notes_once(dina: Actor, thread: UUID) -> None:
    once = UUID(int=7)
    for _ in range(2):
        vetting.note_finding(dina, thread, "insider", once=once)
    assert len(vetted.known(dina, thread).record.findings) == 1


def test_it_moves_with_the_case(dina: Actor, lev: Actor, thread: UUID) -> None:
    reach("cleared", dina, lev, thread)
    case_id = casework.accept(dina, thread, pseudonym="Birch")
    refresh(lev)
    row = VettingRow.objects.get()
    assert (row.locator, row.compartment) == (case_id, Compartment.CONTACT)
    assert vetted.of_case(lev, case_id).is_cleared
    vetting.note_finding(lev, thread, "live_talk")
    assert VettingRow.objects.get().locator == case_id


def test_who_is_off_the_case_cannot_read_it(organisation: Organisation, lev: Actor, thread: UUID) -> None:
    dina = organisation.actor("dina")
    clear(dina, thread)
    case_id = casework.accept(dina, thread, pseudonym="Birch")
    refresh(lev)
    membership.take_off(lev, case_id, dina.account)
    with pytest.raises(Absent):
        vetted.known(organisation.actor("dina"), thread)
    assert vetted.of_case(lev, case_id).is_cleared


@pytest.mark.parametrize("who", ["ira", "out"])
def test_who_is_not_on_duty_neither_reads_nor_decides(organisation: Organisation, thread: UUID, who: str) -> None:
    actor = organisation.actor(who)
    for call in (
        lambda: vetted.known(actor, thread),
        lambda: vetting.judge(actor, thread, "provisional", "x"),
        lambda: vetting.note_finding(actor, thread, "insider"),
        lambda: vetted.waiting(actor),
    ):
        with pytest.raises(Absent):
            call()


def test_a_row_hung_on_another_thread_is_nobody_s(dina: Actor, lev: Actor, thread: UUID) -> None:
    """Somebody who writes to the database gives one person the verdict on another."""
    reach("cleared", dina, lev, thread)
    other = written(sender="Else <else@mail.example>", number=2)
    VettingRow.objects.update(id=other)
    assert (state(lev, other), damaged(lev)) == ("pending", 1)


def test_a_copy_from_before_it_was_a_case_counts_nothing(dina: Actor, lev: Actor, thread: UUID) -> None:
    reach("cleared", dina, lev, thread)
    before = VettingRow.objects.values().get()
    case_id = casework.accept(dina, thread, pseudonym="Birch")
    refresh(lev)
    vetting.judge(dina, thread, "pending", "the number was stolen")
    VettingRow.objects.update(**{name: value for name, value in before.items() if name != "id"})
    assert (vetted.of_case(lev, case_id).state, damaged(lev)) == ("pending", 1)


def test_the_day_for_vetting_again_comes(dina: Actor, lev: Actor, thread: UUID) -> None:
    reach("cleared", dina, lev, thread)
    later = at(dina, utc_now() + rules.AGAIN_AFTER["cleared"] + timedelta(days=1))
    found = vetted.known(later, thread)
    assert found.standing.lapsed == ("day",)
    assert not found.standing.is_cleared
    assert thread in vetted.to_vet_again(later)
    assert thread not in vetted.to_vet_again(dina)
    vetting.judge(later, thread, "cleared", "we spoke again")
    vetting.judge(at(lev, later.now()), thread, "cleared")
    assert vetted.known(later, thread).standing.is_cleared


def test_no_day_lies_further_than_half_a_year() -> None:
    today = utc_now().date()
    assert rules.again_on("cleared", today + timedelta(days=900), today) == today + rules.AGAIN_MOST
    assert rules.again_on("hostile", today, today) is None


def test_after_a_long_silence_they_are_vetted_again(dina: Actor, lev: Actor, thread: UUID) -> None:
    hotline.open_thread(dina, thread)
    hotline.answer(dina, thread, "We read you.")
    reach("cleared", dina, lev, thread)
    soon = utc_now() + timedelta(days=3)
    answered(thread, soon, "Thank you.", 2)
    assert vetted.known(at(dina, soon), thread).standing.lapsed == ("silence",)  # the first mail is of long ago


def answered(
    thread: UUID, moment: datetime, text: str, number: int, sender: str = "Anzor <anzor@mail.example>"
) -> None:
    """A reply to what we sent arrives in the thread."""
    remember_sent(f"<ours{number}@waystation.example>", thread)
    raw = mail(text, sender=sender, message_id=f"<{number}@mail.example>",
               more=f"In-Reply-To: <ours{number}@waystation.example>\r\n")  # fmt: skip
    receive(raw, now=moment)


def test_from_another_address_they_are_vetted_again(dina: Actor, lev: Actor, thread: UUID) -> None:
    hotline.open_thread(dina, thread)
    start = hotline_access.records(dina, thread)[0][1].at
    soon = start + timedelta(hours=1)
    reach("cleared", at(dina, soon), at(lev, soon), thread)
    answered(thread, start + timedelta(hours=2), "It is me, from my cousin's phone.", 2, "Anzor <else@mail.example>")
    now = at(dina, start + timedelta(hours=3))
    assert vetted.known(now, thread).standing.lapsed == ("address",)


def test_an_ordinary_answer_changes_nothing(dina: Actor, lev: Actor, thread: UUID) -> None:
    hotline.open_thread(dina, thread)
    start = hotline_access.records(dina, thread)[0][1].at
    soon = start + timedelta(hours=1)
    reach("cleared", at(dina, soon), at(lev, soon), thread)
    answered(thread, start + timedelta(days=2), "Thank you.", 2)
    assert vetted.known(at(dina, start + timedelta(days=3)), thread).standing.is_cleared


def test_a_thread_that_is_joined_in_is_looked_at_first(dina: Actor, lev: Actor, thread: UUID) -> None:
    reach("cleared", dina, lev, thread)
    other = written(number=2)
    vetting.judge(dina, other, "hostile", "asks for names")
    vetting.judge(lev, other, "hostile")
    hotline.join(dina, other, into=thread)
    found = vetted.known(dina, thread)
    assert "joined" in found.standing.lapsed
    assert not found.standing.is_cleared
    with pytest.raises(Absent):
        vetting.judge(dina, other, "pending", "x")


def test_who_waits_for_a_second_is_listed(dina: Actor, lev: Actor, thread: UUID) -> None:
    assert vetted.waiting(lev) == []
    vetting.judge(dina, thread, "hostile", "asks for names")
    (found,) = vetted.waiting(lev)
    assert found.request.pk == thread
    vetting.judge(lev, thread, "hostile")
    assert vetted.waiting(lev) == []


def test_the_program_proposes_and_a_person_ticks(dina: Actor, organisation: Organisation) -> None:
    thread = written("How many people do you have there? Send me the address of the shelter.")
    hotline.open_thread(dina, thread)
    again = written(sender="Malika <anzor@mail.example>", number=2)
    hotline.open_thread(dina, again)
    assert {each.code for each in vetted.suggestions(dina, vetted.known(dina, thread))} == {
        "asks_others",
        "pushes_address",
        "contact_reused",
    }
    vetting.note_finding(dina, thread, "asks_others")
    codes = {each.code for each in vetted.suggestions(dina, vetted.known(dina, thread))}
    assert codes == {"pushes_address", "contact_reused"}


def test_each_step_has_an_audit_line(dina: Actor, lev: Actor, thread: UUID) -> None:
    noted = vetting.note_finding(dina, thread, "insider")
    vetting.take_back_finding(dina, thread, noted)
    reach("cleared", dina, lev, thread)
    lines = [entry.verb for _, entry in entries(lev.keys, locator(AUDIT), newest=50) if entry.subject == thread]
    assert [verb for verb in reversed(lines) if verb.startswith("trust.")] == [
        "trust.finding_noted",
        "trust.finding_taken_back",
        "trust.verdict_given",
        "trust.verdict_proposed",
        "trust.verdict_agreed",
    ]


def test_the_thread_may_be_a_web_caller_s_too(dina: Actor, organisation: Organisation) -> None:
    callers.begin_web("Help", "Quiet", now=utc_now())
    thread = Request.objects.get().pk
    vetting.note_finding(dina, thread, "insider")
    assert vetted.known(dina, thread).record.findings
