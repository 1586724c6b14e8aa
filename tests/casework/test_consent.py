"""The gate of consent: default no, one recipient at a time, withdrawn at once, by two where it must be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from msgspec.structs import replace as replaced

from waystation.audit.models import Line
from waystation.casework import (
    access,
    actions,
    consent_reach,
    consent_rules,
    consent_shown,
    consent_texts,
    releases,
    these_words,
)
from waystation.casework.consent_rules import Answer, Known, Other, Wanted, verdict
from waystation.casework.errors import Refused
from waystation.casework.gate import gate, look, never_left
from waystation.casework.models import ConsentRow
from waystation.casework.records import Consent, Release, WordsSeen
from waystation.casework.work import asking_again, deadlines
from waystation.desk.pressing import Pressing
from waystation.hotline import actions as hotline
from waystation.hotline import callers, consents
from waystation.hotline.consent_words import PARTS
from waystation.hotline.models import CallerMessage, Message, Request
from waystation.hotline.records import TakenBack
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale

NOW = datetime(2026, 4, 3, 12, tzinfo=UTC)
TO_HARBOUR = Wanted("share_ngo", "Harbour", frozenset({"list", "contact"}))


def said(state: str, **more: Any) -> Answer:
    known: dict[str, Any] = {"purpose": "share_ngo", "recipient": "Harbour", "on": NOW.date(), "at": NOW}
    return Answer(uuid4(), Consent(state=state, **(known | more)))


def judged(
    *answers: Answer, wanted: Wanted = TO_HARBOUR, seen: UUID | None = None, **more: Any
) -> consent_rules.Verdict:
    known: dict[str, Any] = {"answers": answers, "releases": [], "now": NOW}
    return verdict(Known(**(known | more)), wanted, seen)


@pytest.mark.parametrize("state", ["asked_not", "refused", "withdrawn"])
def test_nothing_but_a_yes_is_a_yes(state: str) -> None:
    assert not judged().allowed
    assert not judged(said(state)).allowed
    assert judged(said("given")).allowed
    assert judged(said("given_by_other")).allowed


def test_a_yes_is_for_one_recipient_and_one_purpose() -> None:
    assert judged(said("given", recipient="  HARBOUR ")).allowed
    assert not judged(said("given", recipient="Anchor")).allowed
    assert not judged(said("given", recipient="")).allowed
    assert not judged(said("given"), wanted=Wanted("share_ngo", "")).allowed
    assert not judged(said("given"), wanted=Wanted("share_referral", "Harbour")).allowed


def test_a_no_that_names_nobody_is_a_no_to_all() -> None:
    assert not judged(said("given"), said("withdrawn", recipient="", at=NOW + timedelta(minutes=1))).allowed


def test_a_yes_dated_ahead_does_not_outlast_a_later_no() -> None:
    ahead = said("given", on=NOW.date() + timedelta(days=30))
    assert not judged(ahead, said("withdrawn", at=NOW + timedelta(minutes=1))).allowed


def test_an_old_yes_is_none() -> None:
    assert not judged(said("given", valid_until=NOW.date() - timedelta(days=1))).allowed


def test_limits_are_read_before_each_use() -> None:
    limited = said("given_with_limits", limits="not the town")
    assert not judged(limited).allowed
    assert not judged(limited, seen=uuid4()).allowed
    assert judged(limited, seen=limited.id).allowed


def test_what_is_kept_back_does_not_leave() -> None:
    kept = said("given_with_limits", withhold=("contact", "health"))
    assert not judged(kept).allowed
    assert judged(kept, wanted=Wanted("share_ngo", "Harbour", frozenset({"list"}))).allowed


@pytest.mark.parametrize(
    ("kept", "goes"),
    [("health", set()), ("medical", {"sogiesc"}), ("sogiesc", {"medical"}), ("files", {"medical", "sogiesc"})],
)
def test_health_and_orientation_are_kept_back_each_alone_and_as_they_once_were_both(kept: str, goes: set[str]) -> None:
    """`health` stood for both: who kept it back then keeps back both."""
    answer = said("given_with_limits", withhold=(kept,))
    parts = ("medical", "sogiesc")
    allowed = {
        part for part in parts if judged(answer, wanted=Wanted("share_ngo", "Harbour", frozenset({part}))).allowed
    }
    assert allowed == goes


def test_where_something_is_missing_nothing_leaves() -> None:
    assert not judged(said("given"), whole=False).allowed


ROWAN, CHILD, PARENT = uuid4(), uuid4(), uuid4()
HOME = Wanted("share_ngo", "Harbour", frozenset({"list", "who"}))


def with_others(*others: Other, without: bool = False) -> Wanted:
    return replace(HOME, others=others, without=without)


def test_each_of_the_others_answers_for_themselves() -> None:
    wanted = with_others(Other(ROWAN, "Rowan"))
    refused = judged(said("given"), wanted=wanted)
    assert not refused.allowed
    assert "Rowan" in str(refused.missing[0])
    for state in ("refused", "withdrawn", "asked_not"):
        assert not judged(said("given"), wanted=wanted, others={ROWAN: [said(state)]}).allowed
    went = judged(said("given"), wanted=wanted, others={ROWAN: [said("given")]})
    assert went.allowed
    assert [share.other.id for share in went.shares] == [ROWAN]
    assert not judged(said("refused"), wanted=wanted, others={ROWAN: [said("given")]}).allowed


def test_who_did_not_say_yes_can_be_left_out_knowingly() -> None:
    found = judged(said("given"), wanted=with_others(Other(ROWAN, "Rowan"), without=True))
    assert found.allowed
    assert (found.shares, [each.id for each in found.left_out]) == ((), [ROWAN])


def test_a_child_goes_by_the_answer_of_all_who_look_after_it() -> None:
    wanted = with_others(Other(CHILD, "Aspen", through=(None, PARENT)), without=True)
    assert not judged(said("given"), wanted=wanted).shares
    both = {PARENT: [said("given", withhold=("who",))]}
    (share,) = judged(said("given"), wanted=wanted, others=both).shares
    assert (share.other.id, share.parts) == (CHILD, frozenset({"list"}))
    for own in ("refused", "withdrawn"):  # said of the child itself, it counts before theirs
        assert not judged(said("given"), wanted=wanted, others=both | {CHILD: [said(own)]}).shares
    nobody = with_others(Other(CHILD, "Aspen"), without=True)
    assert not judged(said("given"), wanted=nobody).shares


def test_the_limits_of_the_others_are_read_too() -> None:
    limited = said("given_with_limits", limits="not my brother")
    wanted = with_others(Other(ROWAN, "Rowan"))
    answer = said("given")
    asked = judged(answer, wanted=wanted, others={ROWAN: [limited]}, seen=answer.id)
    assert not asked.allowed
    assert asked.limits == "Rowan: not my brother"
    assert judged(answer, wanted=wanted, others={ROWAN: [limited]}, seen=asked.limits_id).allowed


def release(**more: Any) -> tuple[UUID, Release]:
    known: dict[str, Any] = {
        "purpose": "share_ngo",
        "recipient": "harbour",
        "parts": ("list", "contact"),
        "reason": "x",
    }
    known |= {"at": NOW, "by": uuid4(), "decided_by": uuid4(), "decided_at": NOW, "agreed": True, "here": True}
    return uuid4(), Release(**(known | more))


def test_two_people_can_let_one_use_be_made() -> None:
    one = uuid4()
    assert judged(said("refused"), releases=[release()]).allowed
    for wrong in (
        {"agreed": False},
        {"used": uuid4()},
        {"by": one, "decided_by": one},
        {"recipient": "Anchor"},
        {"purpose": "share_un"},
        {"parts": ("list",)},
        {"decided_at": NOW - timedelta(days=8)},
        {"decided_at": NOW - timedelta(minutes=1)},  # the person said no after that
    ):
        assert not judged(said("refused"), releases=[release(**wrong)]).allowed, wrong


def test_two_people_let_go_of_those_whom_they_name_and_of_nobody_else() -> None:
    wanted = with_others(Other(ROWAN, "Rowan"), Other(PARENT, "Aspen"))
    agreed = {"caller": False, "people": (ROWAN,), "parts": tuple(HOME.parts)}
    yes = said("given", at=NOW - timedelta(hours=1))
    assert judged(yes, wanted=wanted, releases=[release(**agreed)]).left_out == (wanted.others[1],)
    assert not judged(yes, wanted=wanted, releases=[release(**agreed)]).allowed
    both = agreed | {"people": (ROWAN, PARENT)}
    found = judged(yes, wanted=wanted, releases=[release(**agreed), release(**both)])
    assert found.allowed
    assert {share.other.id for share in found.shares} == {ROWAN, PARENT}
    # It names not the one of the case: their no stands.
    assert not judged(said("refused"), wanted=wanted, releases=[release(**both)]).allowed
    assert judged(said("refused"), wanted=wanted, releases=[release(**both | {"caller": True})]).allowed
    # It names the one of the case alone: nobody else's no is lifted.
    assert not judged(said("refused"), wanted=wanted, releases=[release(parts=tuple(HOME.parts))]).allowed
    # Said after two people agreed, it counts again.
    later = {ROWAN: [said("refused", at=NOW + timedelta(minutes=1))]}
    assert not judged(yes, wanted=wanted, releases=[release(**both)], others=later).allowed


def test_an_agreement_is_not_used_up_where_it_lets_nothing_more_go() -> None:
    wanted = with_others(Other(ROWAN, "Rowan"))
    agreed = release(people=(ROWAN,), parts=tuple(HOME.parts))
    found = judged(said("given"), wanted=wanted, releases=[agreed], others={ROWAN: [said("given")]})
    assert found.allowed
    assert found.release is None
    kept_back = {ROWAN: [said("given", withhold=("who",))]}
    assert judged(said("given"), wanted=wanted, releases=[agreed], others=kept_back).shares[0].parts == HOME.parts


@pytest.mark.parametrize("purpose", ["publish_named", "share_home_authority", "share_court"])
def test_some_purposes_need_two_people_also_with_consent(purpose: str) -> None:
    recipient = "Harbour" if consent_reach.per_recipient(purpose) else ""
    wanted, answer = (
        Wanted(purpose, recipient, frozenset({"list"})),
        said("given", purpose=purpose, recipient=recipient),
    )
    assert not judged(answer, wanted=wanted).allowed
    assert judged(answer, wanted=wanted, releases=[release(purpose=purpose, recipient=recipient)]).allowed


@pytest.mark.parametrize("purpose", ["publish_anonymous", "publish_named"])
def test_what_everybody_reads_takes_a_yes_to_these_very_words(purpose: str) -> None:
    def against(words: bool | None, what: str = "publication") -> list[consent_rules.Sentence]:
        return consent_rules.of_words(Wanted(purpose, what=what, words=words))

    assert against(None) == [consent_rules.NOT_SEEN]
    assert against(False) == [consent_rules.NO_TO_WORDS]
    assert against(True) == against(None, "export") == []  # a table of codes has no words of anybody
    assert consent_rules.of_words(Wanted("share_ngo", "Harbour", what="publication")) == []


def test_the_words_that_somebody_saw_are_known_by_their_digest() -> None:
    birch = UUID(int=8)
    yes = WordsSeen(birch, b"one", True, "met", NOW.date(), NOW, UUID(int=9))
    no = replaced(yes, digest=b"two", agreed=False)
    assert these_words.said([yes], birch, b"one") is True
    assert these_words.said([yes], birch, b"two") is these_words.said([yes], ROWAN, b"one") is None
    assert these_words.noted([yes], no) == (no,)
    assert these_words.said([no], birch, b"two") is False


EVERYTHING = frozenset(PARTS)


@pytest.mark.parametrize(
    ("purpose", "what", "parts", "recipient"),
    [
        ("count", "export", {"list", "who"}, ""),
        ("count", "export", {"list", "story"}, ""),
        ("publish_anonymous", "export", {"list", "health"}, ""),
        ("count", "whole", {"list"}, ""),
        ("count", "summary", {"list"}, ""),
        ("publish_anonymous", "whole", {"list"}, ""),
        ("publish_named", "whole", {"list"}, ""),
        ("help", "export", {"list"}, ""),
        ("help", "summary", {"list"}, ""),
        ("help", "kept", {"list"}, "Ministry of the Interior"),
        ("document", "kept", {"list"}, "Harbour"),
        ("count", "export", {"list"}, "Harbour"),
        ("count", "transfer", {"list"}, "Harbour"),
        ("help", "transfer", {"list"}, "Harbour"),
        ("share_ngo", "kept", {"list"}, "Harbour"),
        ("record_audio", "kept", {"list"}, ""),
        ("contact_again", "export", {"list"}, ""),
        ("interpreter", "summary", {"list"}, ""),
    ],
)
def test_nothing_goes_further_than_its_purpose(purpose: str, what: str, parts: set[str], recipient: str) -> None:
    """Also where the person allows it, and two people agreed to it."""
    wanted = Wanted(purpose, recipient, frozenset(parts), what)
    answer = said("given", purpose=purpose, recipient=recipient)
    agreed = release(purpose=purpose, recipient=recipient, parts=tuple(PARTS))
    assert not judged(answer, wanted=wanted, releases=[agreed]).allowed


@pytest.mark.parametrize(
    ("purpose", "what", "parts", "recipient"),
    [
        ("count", "export", {"list", "where", "contact"}, ""),
        ("publish_anonymous", "export", {"list"}, ""),
        ("help", "kept", EVERYTHING, ""),
        ("archive", "kept", EVERYTHING, ""),
        ("share_ngo", "whole", EVERYTHING, "Harbour"),
    ],
)
def test_what_a_purpose_reaches_goes(purpose: str, what: str, parts: set[str], recipient: str) -> None:
    answer = said("given", purpose=purpose, recipient=recipient)
    assert judged(answer, wanted=Wanted(purpose, recipient, frozenset(parts), what)).allowed


def test_an_agreement_that_was_not_asked_here_opens_nothing() -> None:
    assert not judged(said("refused"), releases=[release(here=None)]).allowed


def test_a_yes_to_another_organisation_is_none_to_us() -> None:
    theirs = said("given", given_to="Anchor")
    assert not judged(theirs).allowed
    assert judged(theirs).state == "asked_not"
    later = said("given", given_to="Anchor", at=NOW + timedelta(minutes=1))
    assert judged(said("given"), later).allowed  # they were asked here, too
    assert not judged(said("refused"), later).allowed
    assert not judged(said("given"), said("refused", given_to="Anchor", at=NOW + timedelta(minutes=1))).allowed
    assert consent_rules.consent_state([theirs.consent], "share_ngo", NOW.date(), texts={}) == "asked_not"


def test_the_limits_with_which_a_case_came_are_read_before_each_use() -> None:
    came = said("given_with_limits", given_to="Anchor", limits="Nobody from Tamur.", withhold=("health",))
    ours = said("given", recipient="Lantern")
    wanted = replace(TO_HARBOUR, recipient="Lantern")
    found = judged(came, ours, wanted=wanted)
    assert not found.allowed
    assert "Anchor" in found.limits
    assert "Nobody from Tamur." in found.limits
    assert str(PARTS["medical"]) in found.limits
    assert str(PARTS["sogiesc"]) in found.limits  # as the answer was meant, before these were two
    assert judged(came, ours, wanted=wanted, seen=found.limits_id).allowed
    assert not judged(came, ours, wanted=wanted, seen=ours.id).allowed
    assert judged(came, releases=[release()], seen=judged(came).limits_id).allowed
    assert not judged(came, releases=[release()]).allowed


@pytest.fixture
def case_id(dina: Actor, accepted: Callable[..., UUID]) -> UUID:
    return accepted(dina)


def allow(actor: Actor, case_id: UUID, state: str = "given", **more: Any) -> UUID:
    known: dict[str, Any] = {"purpose": "share_ngo", "recipient": "Harbour", "state": state}
    return actions.record_consent(actor, case_id, **(known | more))


def test_the_gate_writes_down_each_use(dina: Actor, case_id: UUID) -> None:
    with pytest.raises(Refused):
        gate(dina, case_id, TO_HARBOUR)
    assert access.uses(dina, case_id) == []
    answer = allow(dina, case_id)
    before = Line.objects.count()
    use = gate(dina, case_id, TO_HARBOUR)
    ((row, record),) = access.uses(dina, case_id)
    assert (row.pk, record.answer, record.parts) == (use, answer, ("contact", "list"))
    assert Line.objects.count() == before + 1


def test_the_gate_is_closed_to_whoever_may_not_open_the_case(ira: Actor, dina: Actor, case_id: UUID) -> None:
    allow(dina, case_id)
    with pytest.raises(Absent):
        gate(ira, case_id, TO_HARBOUR)


def test_nobody_agrees_to_their_own(dina: Actor, lev: Actor, case_id: UUID) -> None:
    refresh(lev)
    asked = releases.ask_second(lev, case_id, TO_HARBOUR, "They are being followed.")
    with pytest.raises(Refused):
        releases.decide(lev, case_id, asked, agreed=True)
    with pytest.raises(Absent):  # operators ask; coordinators agree
        releases.decide(dina, case_id, asked, agreed=True)


def test_what_two_people_agreed_to_is_done_once(dina: Actor, lev: Actor, case_id: UUID) -> None:
    refresh(lev)
    asked = releases.ask_second(dina, case_id, TO_HARBOUR, "They are being followed.")
    assert not look(dina, case_id, TO_HARBOUR).allowed
    releases.decide(lev, case_id, asked, agreed=True)
    use = gate(dina, case_id, TO_HARBOUR)
    assert access.release(dina, case_id, asked)[1].used == use
    with pytest.raises(Refused):
        gate(dina, case_id, TO_HARBOUR)


def test_a_reason_is_needed_for_it(dina: Actor, case_id: UUID) -> None:
    with pytest.raises(Refused):
        releases.ask_second(dina, case_id, TO_HARBOUR, " ")


def test_the_words_that_were_shown_are_kept(dina: Actor, lev: Actor, case_id: UUID) -> None:
    allow(dina, case_id, language="en")
    consent_texts.change(lev, "share_ngo", {"en": "May Harbour know?"}, seen=0)
    allow(dina, case_id, language="en", text_version=0)  # the page was opened before the change
    allow(dina, case_id, language="en")
    first, second, third = (each.text for each in access.consents(dina, case_id))
    assert first == second == consent_texts.built_in()["share_ngo"].texts["en"]
    assert third == "May Harbour know?"
    with pytest.raises(Stale):
        consent_texts.change(lev, "share_ngo", {"en": "Other words"}, seen=0)
    with pytest.raises(Absent):
        consent_texts.change(dina, "share_ngo", {"en": "Mine"}, seen=1)


@pytest.mark.usefixtures("in_english")
def test_a_text_that_says_something_else_makes_a_yes_to_the_earlier_one_none(
    dina: Actor, lev: Actor, case_id: UUID
) -> None:
    allow(dina, case_id)
    consent_texts.change(lev, "share_ngo", {"en": "May Harbour know?"}, seen=0)
    refresh(dina)
    assert look(dina, case_id, TO_HARBOUR).allowed  # better words for the same
    consent_texts.change(lev, "share_ngo", {"en": "May Harbour know, and its donors?"}, seen=1, anew=True)
    consent_texts.change(lev, "share_ngo", {"en": "May Harbour and its donors know?"}, seen=2)
    refresh(dina)
    found = look(dina, case_id, TO_HARBOUR)
    assert (found.allowed, found.state) == (False, "expired")
    assert "yes to an earlier text" in str(found.reasons[0])
    with pytest.raises(Refused):
        gate(dina, case_id, TO_HARBOUR)
    allow(dina, case_id, text_version=2)
    assert look(dina, case_id, TO_HARBOUR).allowed
    consent_texts.change(lev, "share_un", {"en": "Another purpose?"}, seen=0, anew=True)
    refresh(dina)
    assert look(dina, case_id, TO_HARBOUR).allowed
    allow(dina, case_id, state="withdrawn", text_version=0)
    assert look(dina, case_id, TO_HARBOUR).state == "withdrawn"


@pytest.mark.usefixtures("in_english")
def test_the_page_asks_whether_a_yes_to_the_earlier_text_counts(lev: Actor, client_of: Callable[[str], Client]) -> None:
    page = f"/staff/consent/texts/{consent_texts.id_of('share_ngo')}"
    browser = client_of("lev")
    journey = browser.get(f"/staff/consent/texts/{consent_texts.id_of(consent_texts.JOURNEY)}")
    assert "anew" not in journey.context["form"].fields
    browser.post(page, {"en": "May Harbour know?", "version": "0", "anew": "on"})
    refresh(lev)
    assert consent_texts.counts_from(lev) == {"share_ngo": 1}
    assert "whoever said yes before must be asked again" in browser.get(page).content.decode()


@pytest.mark.usefixtures("in_english")
def test_who_must_be_asked_again_is_told_wherever_their_yes_is_shown(
    dina: Actor, lev: Actor, case_id: UUID, client_of: Callable[[str], Client]
) -> None:
    def seen() -> tuple[list[UUID], list[str], list[str]]:
        refresh(lev)
        today = {part.code: part for part in Pressing(lev, mine=False).parts()}
        stands = [str(each.state) for each in consent_shown.of(lev, case_id, "share_ngo", "Harbour")]
        lines = [entry.url for entry in today["asked-again"].entries] if "asked-again" in today else []
        return [held.locator for held in asking_again.waiting(lev, "share_ngo")], stands, lines

    allow(dina, case_id)
    consent_texts.change(lev, "share_ngo", {"en": "May Harbour know?"}, seen=0)
    assert seen() == ([], ["Given"], [])  # better words for the same
    consent_texts.change(lev, "share_ngo", {"en": "May Harbour know, and its donors?"}, seen=1, anew=True)
    where = f"{reverse('casework:consent', args=[case_id])}?purpose=share_ngo"
    cases, (state,), lines = seen()
    assert (cases, lines) == ([case_id], [where])
    assert "To be asked again: the text changed on" in state
    assert asking_again.waiting(lev, "share_un") == []
    page = client_of("lev").get(f"/staff/consent/texts/{consent_texts.id_of('share_ngo')}").content.decode()
    assert "1 person must be asked again" in page
    assert where in page
    allow(dina, case_id, text_version=2)
    assert seen() == ([], ["Given"], [])
    allow(dina, case_id, state="refused", text_version=0)
    assert seen()[0] == []


def test_every_purpose_has_words_in_russian_and_english() -> None:
    assert all(text.texts["ru"] and text.texts["en"] for text in consent_texts.built_in().values())


@pytest.fixture
def called(dina: Actor) -> tuple[list[str], UUID]:
    """A caller's twelve words, and the case that came of what they wrote."""
    words = callers.begin_web("Please help", now=datetime.now(UTC))
    request = Request.objects.get(caller__isnull=False)
    return words, actions.accept(dina, request.pk, pseudonym="Birch")


def take_back(words: list[str], *taken: TakenBack) -> None:
    consents.take_back(callers.caller_of(words), taken, "I take it back", now=datetime.now(UTC), token="")


HARBOUR = TakenBack(purpose="share_ngo", recipient="Harbour")


def test_a_caller_sees_what_was_recorded_and_what_was_done(dina: Actor, called: tuple[list[str], UUID]) -> None:
    words, case_id = called
    allow(dina, case_id, limits="not the town", state="given_with_limits", language="en")
    seen = access.answers(dina, case_id)[0].id
    gate(dina, case_id, TO_HARBOUR, limits_seen=seen)
    (shown,) = consents.of(callers.caller_of(words))
    assert (shown.recipient, shown.state, shown.answer.limits) == ("Harbour", "given_with_limits", "not the town")
    assert shown.answer.text == consent_texts.built_in()["share_ngo"].texts["en"]
    assert [use.used for use in shown.uses] == ["export"]
    assert [message.text for message in callers.messages(callers.caller_of(words))] == ["Please help"]
    assert not callers.lost(callers.caller_of(words))


def test_what_a_caller_takes_back_stops_at_once(dina: Actor, lev: Actor, called: tuple[list[str], UUID]) -> None:
    words, case_id = called
    allow(dina, case_id)
    gate(dina, case_id, TO_HARBOUR)
    take_back(words, HARBOUR)
    with pytest.raises(Refused):
        gate(dina, case_id, TO_HARBOUR)
    (gone,) = consent_shown.withdrawn(consent_shown.standing(dina, case_id))
    assert gone.by_person
    assert [each["use"].recipient for each in gone.to_recall] == ["Harbour"]
    assert [one.state for one in consents.of(callers.caller_of(words))] == ["withdrawn"]
    with pytest.raises(Refused):  # a yes over their own no says who has spoken to them
        allow(dina, case_id, recipient="  HARBOUR")
    allow(dina, case_id, how="on the phone")  # asked again, and they said yes, as one of us says
    with pytest.raises(Refused) as refused:
        gate(dina, case_id, TO_HARBOUR)
    assert refused.value.reasons == (consent_rules.AFTER_OWN_NO,)
    asked = releases.ask_second(dina, case_id, TO_HARBOUR, "They called me.")
    refresh(lev)
    releases.decide(lev, case_id, asked, agreed=True)
    gate(dina, case_id, TO_HARBOUR)


def test_the_thread_once_opened_the_lists_know_what_a_caller_took_back(
    dina: Actor, called: tuple[list[str], UUID]
) -> None:
    words, case_id = called
    for recipient in ("Harbour", "Lantern"):
        allow(dina, case_id, recipient=recipient)
    assert len(deadlines.of(dina, deadlines.CONSENTS)) == 2
    take_back(words, HARBOUR, TakenBack(purpose="share_referral"))
    before = {each.id: each.consent for each in access.answers(dina, case_id)}
    assert len(before) == 4  # one message, two answers, each with an id of its own
    for _ in range(2):
        hotline.open_thread(dina, Request.objects.get(locator=case_id).pk)
    assert [held.record.recipient for held in deadlines.of(dina, deadlines.CONSENTS)] == ["Lantern"]
    assert {each.id: each.consent for each in access.answers(dina, case_id)} == before
    (gone,) = (each for each in consent_shown.standing(dina, case_id) if each.recipient == "Harbour")
    assert gone.by_person


def test_what_was_stopped_before_it_left_is_to_be_asked_back_from_nobody(
    dina: Actor, called: tuple[list[str], UUID]
) -> None:
    words, case_id = called
    allow(dina, case_id)
    gone, stopped = gate(dina, case_id, TO_HARBOUR), gate(dina, case_id, TO_HARBOUR)
    never_left(dina, stopped)
    (shown,) = consents.of(callers.caller_of(words))
    assert len(shown.uses) == 1
    never_left(dina, gone)
    (shown,) = consents.of(callers.caller_of(words))
    assert shown.uses == []
    take_back(words, HARBOUR)
    assert consent_shown.withdrawn(consent_shown.standing(dina, case_id)) == []


def test_a_no_to_all_of_ours_is_shown_to_the_caller_for_each(dina: Actor, called: tuple[list[str], UUID]) -> None:
    words, case_id = called
    for recipient in ("Harbour", "Lantern"):
        allow(dina, case_id, recipient=recipient)
    allow(dina, case_id, "withdrawn", recipient="")
    assert {each.state for each in consents.of(callers.caller_of(words))} == {"withdrawn"}


def test_what_two_people_agreed_to_ends_with_it(dina: Actor, lev: Actor, called: tuple[list[str], UUID]) -> None:
    words, case_id = called
    refresh(lev)
    asked = releases.ask_second(dina, case_id, TO_HARBOUR, "They are being followed.")
    releases.decide(lev, case_id, asked, agreed=True)
    take_back(words, HARBOUR)
    with pytest.raises(Refused):
        gate(dina, case_id, TO_HARBOUR)


def test_a_hidden_withdrawal_closes_the_gate(dina: Actor, called: tuple[list[str], UUID]) -> None:
    """Somebody who writes to the database deletes the message by which the caller took it back."""
    words, case_id = called
    allow(dina, case_id)
    take_back(words, HARBOUR)

    ((hidden, _one, _at),) = consents.taken_back(dina, case_id)
    Message.objects.filter(pk=hidden).delete()
    dina.memory.clear()
    with pytest.raises(Refused, match="refused"):
        gate(dina, case_id, TO_HARBOUR)


def test_a_hidden_answer_closes_the_gate(dina: Actor, case_id: UUID) -> None:
    allow(dina, case_id)
    refused = allow(dina, case_id, "refused")
    ConsentRow.objects.filter(pk=refused).delete()
    dina.memory.clear()
    assert not look(dina, case_id, TO_HARBOUR).allowed


def test_a_stranger_cannot_say_yes_in_a_callers_page(dina: Actor, called: tuple[list[str], UUID]) -> None:
    """What the caller sees was sealed with a key that only we and they have."""
    words, case_id = called
    allow(dina, case_id)
    row = CallerMessage.objects.order_by("epoch").last()
    CallerMessage.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed)[:-1] + b"x")
    assert consents.of(callers.caller_of(words)) == []


@pytest.mark.parametrize("language", ["ru", "en", "ce"])
def test_the_callers_page(client: Client, dina: Actor, called: tuple[list[str], UUID], language: str) -> None:
    words, case_id = called
    address = f"/{language}/thread/consent"
    assert client.get(address).status_code == 303
    client.post(f"/{language}/return", {"phrase": " ".join(words)})
    assert client.get(address).status_code == 200
    allow(dina, case_id)
    allow(dina, case_id, recipient="Anchor")
    assert client.get(address).content.count(b"<h2") == 2
    assert client.post(address, {"which": "7"}).status_code == 200
    assert look(dina, case_id, TO_HARBOUR).allowed
    assert client.post(address, {"which": "0"}).status_code == 303
    assert not look(dina, case_id, TO_HARBOUR).allowed
    assert look(dina, case_id, Wanted("share_ngo", "Anchor")).allowed
    assert client.post(address, {}).status_code == 200  # asked once more
    assert look(dina, case_id, Wanted("share_ngo", "Anchor")).allowed
    assert client.post(address, {"sure": "on"}).status_code == 303
    assert not look(dina, case_id, Wanted("share_ngo", "Anchor")).allowed
    assert len(client.get(address).content) < 30_000


def test_a_slip_of_the_thumb_does_not_end_our_help(
    client: Client, dina: Actor, called: tuple[list[str], UUID], in_english: None
) -> None:
    words, case_id = called
    allow(dina, case_id, purpose="help", recipient="")
    client.post("/en/return", {"phrase": " ".join(words)})
    address = "/en/thread/consent"
    once = client.post(address, {"which": "0"}).content.decode()
    assert "Take this back?" in once
    assert "we can plan nothing any more" in once
    assert consents.of(callers.caller_of(words))[0].given
    assert client.post(address, {"which": "0", "sure": "on"}).status_code == 303
    assert not consents.of(callers.caller_of(words))[0].given


def test_the_pages_of_staff(
    client_of: Callable[[str], Client], dina: Actor, lev: Actor, case_id: UUID, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    browser, other = client_of("dina"), client_of("lev")
    page = browser.get(reverse("casework:consent", args=[case_id]) + "?purpose=share_ngo").content.decode()
    assert consent_texts.built_in()["share_ngo"].texts["ru"] in page
    form = {"purpose": "share_ngo", "state": "given", "text_version": "0", "language": "en", "how": "on the phone"}
    assert browser.post(reverse("casework:consent", args=[case_id]), form).status_code == 422  # to whom?
    form |= {"recipient": "Harbour", "withhold": ["medical"]}
    assert browser.post(reverse("casework:consent", args=[case_id]), form).status_code == 303
    gate(dina, case_id, TO_HARBOUR)
    assert "Harbour" in browser.get(reverse("casework:uses", args=[case_id])).content.decode()
    case = browser.get(reverse("casework:case", args=[case_id])).content.decode()
    assert "Harbour" in case  # whatever was answered stands there
    assert "Record the interview" not in case
    wanted = {"purpose": "share_court", "recipient": "The court", "parts": ["list"], "reason": "It cannot wait."}
    assert browser.post(reverse("casework:second", args=[case_id]), wanted).status_code == 303
    refresh(lev)
    ((row, _record),) = access.releases(lev, case_id)
    decide = reverse("casework:decide", args=[case_id, row.pk])
    assert browser.post(decide, {"do": "agree"}).status_code == 404
    assert other.get(decide).status_code == 200
    assert other.post(decide, {"do": "agree"}).status_code == 303
    assert look(dina, case_id, Wanted("share_court", "the  Court", frozenset({"list"}))).allowed
    text = reverse("casework:consent-text", args=[consent_texts.id_of("help")])
    assert browser.get(text).status_code == 404
    assert other.get(reverse("casework:consent-texts")).status_code == 200
    assert other.post(text, {"en": "May we?", "version": "0"}).status_code == 303
    assert other.post(text, {"en": "Shall we?", "version": "0"}).status_code == 422


@pytest.mark.parametrize("spelling", ["Harbour.", "H\u0430rbour", "HARB0UR", "Har-bour"])
def test_a_no_counts_also_where_the_name_is_taken_for_another(spelling: str) -> None:
    """A yes is for the very name; a no also for what looks like it."""
    later = NOW + timedelta(minutes=1)
    assert not judged(said("given"), said("refused", recipient=spelling, at=later)).allowed
    assert not judged(said("given", recipient=spelling)).allowed
    assert judged(said("refused", recipient=spelling), said("given", at=later)).allowed
    assert judged(said("given"), said("refused", recipient="Anchor", at=later)).allowed


def test_what_they_took_back_themselves_one_of_us_alone_does_not_give_again() -> None:
    own = said("withdrawn", by=None, at=NOW - timedelta(days=1))
    again = said("given", by=uuid4(), how="in a call")
    assert judged(again).allowed
    refused = judged(own, again)
    assert refused.against == (consent_rules.AFTER_OWN_NO,)
    agreed = Release(
        purpose="share_ngo",
        recipient="Harbour",
        parts=("contact", "list"),
        reason="We both spoke to them.",
        at=NOW,
        by=uuid4(),
        caller=True,
        here=True,
        decided_by=uuid4(),
        decided_at=NOW,
        agreed=True,
    )
    assert judged(own, again, releases=[(uuid4(), agreed)]).allowed
    elsewhere = said("withdrawn", by=None, recipient="Anchor", at=NOW - timedelta(days=1))
    assert judged(elsewhere, again).allowed
