"""Check-ins through the real vault: series, what comes in answer, what an alarm opens, what they know."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import with_consent_and_risk
from tests.evacuation.conftest import MINUTE, NOON, TODAY, Scene, at, build, expect, state
from tests.hotline.helpers import mail, receive
from tests.newcomers import as_confirmed, as_new
from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import actions as casework
from waystation.evacuation import access, actions, due
from waystation.evacuation.check_ins import answers, emergency, escalation, escalations, knowledge
from waystation.evacuation.check_ins.records import Escalation, Protocol, Step
from waystation.evacuation.errors import Refused
from waystation.evacuation.handover.models import GivenRow
from waystation.evacuation.handover.records import Given
from waystation.evacuation.models import CheckIn, EmergencyRow, UnreachableRow
from waystation.evacuation.records import CheckInState, HelperRecord
from waystation.hotline import actions as hotline
from waystation.hotline import callers, contacting, outbox
from waystation.hotline.briefings.records import DRIVER, TRAVELLER
from waystation.hotline.models import Outgoing, Request
from waystation.hotline.records import Contact, Hours, Window
from waystation.mail.parse import parse
from waystation.staff import own_rows, security
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT, locator
from waystation.vault.compartments import Compartment
from waystation.vault.errors import VaultError
from waystation.vault.keyring import Keyring
from waystation.vault.mode import Mode
from waystation.vault.records import create, read

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
CANARY = "gooseberry-fool"


def verbs(actor: Actor, newest: int = 12) -> list[str]:
    return [entry.verb for _, entry in entries(actor.keys, locator(AUDIT), newest=newest) if entry]


# Series


def test_a_series_skips_the_hours_at_which_nothing_may_reach_the_person(scene: Scene, case_id: UUID) -> None:
    thread = Request.objects.get().pk
    night = Hours(never=(Window(days=tuple(range(7)), start=22 * 60, end=8 * 60),), zone="Europe/Moscow")
    contacting.save(scene.actor, thread, Contact(hours=night))
    made = actions.schedule_series(scene.actor, case_id, since=NOON, until=NOON + 24 * HOUR, every_hours=3)
    found = access.check_ins_of(scene.actor, case_id)
    assert [record.due_at.hour + 3 for _, record in found] == [18, 21, 9, 12, 15]
    assert {row.pk for row, _ in found} == set(made)
    assert len({record.series for _, record in found}) == 1
    zoned = actions.schedule_series(scene.actor, case_id, since=NOON, until=NOON + 48 * HOUR, at=[time(9), time(23)])
    assert len(zoned) == 2  # 23:00 is night


def test_each_of_a_series_alarms_by_itself_and_two_people_end_the_rest(
    scene: Scene, case_id: UUID, told: list[datetime], dina: Actor
) -> None:
    made = actions.schedule_series(
        scene.actor, case_id, since=NOON, until=NOON + 12 * HOUR, every_hours=3, ok_word="pear"
    )
    # The agreed word at noon says nothing of the evening: heard then, it would leave the hours between unwatched.
    for early in (made[1], made[3]):
        with pytest.raises(Refused, match="check_in_too_early"):
            actions.check_in(at(dina, NOON + HOUR), early, "pear")
    assert actions.check_in(at(dina, NOON + HOUR), made[0], "pear") == "ok"
    assert due.run(NOON + 6 * HOUR + 15 * MINUTE) == 1
    actions.ask_to_cancel(dina, made[2], "they moved in with a friend", series_too=True)
    assert actions.agree_to_cancel(scene.actor, made[2]) == 2
    assert [state(pk).name for pk in made] == ["RECEIVED", "MISSED", "CANCELLED", "CANCELLED"]


def test_what_is_past_of_a_stay_that_has_begun_is_no_alarm(scene: Scene, case_id: UUID) -> None:
    """The form proposes a series from the first day of the stay on: yesterday nobody was asked."""
    now = at(scene.actor, NOON + 27 * HOUR)
    made = actions.schedule_series(now, case_id, since=NOON, until=NOON + 48 * HOUR, every_hours=6)
    found = [access.check_in(now, pk)[1].due_at for pk in made]
    assert found == [NOON + hours * HOUR for hours in (30, 36, 42, 48)]
    with pytest.raises(Refused, match="series_empty"):
        actions.schedule_series(now, case_id, since=NOON, until=NOON + 24 * HOUR, every_hours=6)


def test_the_word_for_being_forced_is_never_too_early(scene: Scene, case_id: UUID, dina: Actor) -> None:
    pk = expect(scene, case_id, 24 * 60, duress_word="red scarf")
    assert actions.check_in(at(dina, NOON), pk, "red scraf") == "duress"
    assert state(pk) is CheckInState.MISSED


def test_a_series_that_cannot_be_is_refused_and_leaves_nothing(scene: Scene, case_id: UUID) -> None:
    for wish, why in (
        ({"every_hours": 1, "until": NOON + timedelta(days=60)}, "series_too_many"),
        ({"every_hours": 2, "until": NOON}, "series_ends_before_it_starts"),
        ({"every_hours": 2, "ok_word": "green tea", "duress_word": "green teas"}, "words_too_near"),
        ({"every_hours": 2, "grace_minutes": 2000}, "grace_out_of_range"),
        ({"every_hours": 2, "way": "pigeon"}, "way_unknown"),
    ):
        with pytest.raises(Refused, match=why):
            actions.schedule_series(scene.actor, case_id, **({"since": NOON, "until": NOON + 24 * HOUR} | wish))  # type: ignore[arg-type]
    assert CheckIn.objects.count() == EmergencyRow.objects.count() == 0


# What comes in a thread


@pytest.fixture
def mailed(lev: Actor) -> tuple[Scene, UUID]:
    """Somebody who writes by e-mail, by the clock of this machine: messages have no other."""
    scene = build(lev)
    receive(mail("Please help."))
    case_id = casework.accept(lev, Request.objects.get().pk, pseudonym="Birch", origin="Ashmark")
    with_consent_and_risk(lev, case_id)
    return scene, case_id


def reply(actor: Actor, text: str, *, now: datetime | None = None) -> None:
    """The person answers a letter of ours."""
    hotline.answer(actor, Request.objects.get().pk, "How are you?")
    sent = parse(outbox._ready[Outgoing.objects.latest("next_try").pk].message).message_id
    more = f"In-Reply-To: {sent}\r\n"
    receive(mail(text, message_id=f"<{uuid4()}@mail.example>", more=more), now=now or datetime.now(UTC))


def soon(scene: Scene, case_id: UUID, minutes: int = 30, **more: Any) -> UUID:
    wish = {"ok_word": "green tea", "duress_word": "red scarf", "way": "email"} | more
    return actions.schedule_check_in(scene.actor, case_id, due_at=datetime.now(UTC) + minutes * MINUTE, **wish)


@pytest.mark.parametrize(
    ("text", "end", "answer"),
    [
        ("All is well here, green tea and rain.", CheckInState.RECEIVED, "ok"),
        ("All is well here.", CheckInState.EXPECTED, "ok_no_word"),
        ("All is well, I wear the red scraf.", CheckInState.MISSED, "duress"),
        ("Green tea. I wear the ред скарф.", CheckInState.MISSED, "duress"),
    ],
)
def test_a_letter_answers_it(
    mailed: tuple[Scene, UUID], dina: Actor, text: str, end: CheckInState, answer: str, called: list[dict[str, Any]]
) -> None:
    scene, case_id = mailed
    pk = soon(scene, case_id)
    reply(dina, text)
    assert answers.take_in(dina) == 1
    row, record = access.check_in(dina, pk)
    assert (row.state, [each.what for each in record.answers]) == (end, [answer])
    assert record.answers[0].way == "email"
    # Each message once, in whosever session.
    assert answers.take_in(dina) == answers.take_in(scene.actor) == 0
    due.run(datetime.now(UTC) + MINUTE)
    assert len(called) == (answer == "duress")


def test_an_ordinary_letter_of_somebody_who_is_to_call_is_no_answer(mailed: tuple[Scene, UUID], dina: Actor) -> None:
    scene, case_id = mailed
    pk = soon(scene, case_id, way="call")
    reply(dina, "When does the train leave?")
    assert answers.take_in(dina) == 0
    reply(dina, "green tea")
    assert answers.take_in(dina) == 1
    assert [each.what for each in access.check_in(dina, pk)[1].answers] == ["other_way"]


def test_what_was_written_before_it_was_set_is_no_answer(mailed: tuple[Scene, UUID], dina: Actor) -> None:
    scene, case_id = mailed
    reply(dina, "green tea")
    pk = soon(scene, case_id)
    assert answers.take_in(dina) == 0
    assert state(pk) == CheckInState.EXPECTED


def test_a_letter_that_came_in_time_counts_from_when_it_came(mailed: tuple[Scene, UUID], dina: Actor) -> None:
    """Nobody was signed in to read it: the alarm rang, and the first look ends it."""
    scene, case_id = mailed
    pk = soon(scene, case_id, minutes=5)
    came = datetime.now(UTC) + MINUTE
    reply(dina, "green tea", now=came)
    assert due.run(datetime.now(UTC) + 25 * MINUTE) == 1
    answers.take_in(dina)
    record = access.check_in(dina, pk)[1]
    assert state(pk) == CheckInState.LATE
    assert record.received_at == came


@pytest.mark.parametrize(("text", "then"), [("green tea", CheckInState.RECEIVED), ("red scarf", CheckInState.MISSED)])
def test_while_staff_may_change_nothing_people_are_still_heard(
    mailed: tuple[Scene, UUID], dina: Actor, lev: Actor, text: str, then: CheckInState
) -> None:
    """A sign of life that nobody takes in would end as a false alarm; a cry for help that nobody hears, as worse."""
    scene, case_id = mailed
    pk = soon(scene, case_id, duress_word="red scarf")
    reply(dina, text)
    security.set_mode(lev, Mode.READ_ONLY)
    assert answers.take_in(dina) == 1
    assert state(pk) == then


def test_the_word_for_being_forced_is_heard_long_before_the_next_sign_of_life(
    mailed: tuple[Scene, UUID], dina: Actor
) -> None:
    """Whoever is asked once a week, or once a month, may be forced on any day between."""
    scene, case_id = mailed
    first, later = soon(scene, case_id, minutes=12 * 24 * 60), soon(scene, case_id, minutes=24 * 24 * 60)
    reply(dina, "green tea")
    assert answers.take_in(dina) == 0, "the agreed word says nothing of a day in twelve days"
    reply(dina, "I wear the red scarf.")
    assert answers.take_in(dina) == 1
    assert (state(first), state(later)) == (CheckInState.MISSED, CheckInState.EXPECTED)


def test_the_right_word_on_the_pages_instead_of_by_letter_is_asked_about(scene: Scene, dina: Actor, lev: Actor) -> None:
    actor = lev
    words = callers.begin_web("Please help.", "Anna", now=datetime.now(UTC))
    case_id = casework.accept(actor, Request.objects.get().pk, pseudonym="Rowan", origin="Ashmark")
    by_mail, by_web = soon(Scene(actor), case_id), soon(Scene(actor), case_id, way="web")
    cookie = callers.enter(" ".join(words), now=datetime.now(UTC))
    assert cookie
    caller = callers.resume(cookie, now=datetime.now(UTC))
    assert caller
    callers.write_again(caller, "green tea", now=datetime.now(UTC))
    assert answers.take_in(dina) == 1
    # It answers the next one that is due: that one expects a letter.
    assert [each.what for each in access.check_in(dina, by_mail)[1].answers] == ["other_way"]
    assert state(by_mail) == state(by_web) == CheckInState.EXPECTED


def test_whoever_sends_the_word_for_being_forced_sees_what_everybody_sees(
    organisation: Organisation, lev: Actor, dina: Actor
) -> None:
    """The page answers the same bytes, whatever was written: the program cannot tell, and nor does what follows."""
    words = callers.begin_web("Please help.", "Anna", now=datetime.now(UTC))
    case_id = casework.accept(lev, Request.objects.get().pk, pseudonym="Rowan", origin="Ashmark")
    pk = soon(Scene(lev), case_id, way="web")
    client = Client()
    client.post("/en/return", {"phrase": " ".join(words)})
    seen = []
    for text in ("nothing of note", "red scarff"):
        form = client.get("/en/thread").content.decode()
        once = re.search(r'name="once" value="([^"]+)"', form)
        answer = client.post("/en/thread", {"text": text, "once": once[1] if once else ""})
        assert answer.status_code == 303
        answers.take_in(dina)
        seen.append((answer["Location"], [*answer.headers]))
    assert seen[0] == seen[1]
    assert access.check_in(dina, pk)[1].duress_at is not None
    shown = client.get("/en/thread").content.decode()
    assert "red scarff" in shown
    assert not re.search("alarm|check-in|not the agreed|mistake", shown, re.IGNORECASE)


def test_the_session_of_whoever_is_signed_in_is_lent_to_it(mailed: tuple[Scene, UUID], dina: Actor) -> None:
    scene, case_id = mailed
    pk = soon(scene, case_id)
    answers.take_in_sometimes(dina)
    reply(dina, "green tea")
    answers.take_in_sometimes(dina)  # too soon again
    assert state(pk) == CheckInState.EXPECTED
    answers.take_in_sometimes(at(dina, datetime.now(UTC) + timedelta(seconds=6)))
    assert state(pk) == CheckInState.RECEIVED


# What an alarm opens


def test_what_is_to_be_done_opens_after_the_last_step_alone(
    scene: Scene, case_id: UUID, told: list[datetime], dina: Actor, ira: Actor
) -> None:
    pk = expect(scene, case_id, if_unreachable=f"Empty the attic: {CANARY}")
    with pytest.raises(Refused, match="not_yet_unreachable"):
        actions.open_unreachable(dina, pk)
    due.run(NOON + 150 * MINUTE)
    row, record = access.check_in(dina, pk)
    assert (emergency.opened(dina, row, record).has_more, emergency.opened(dina, row, record).may_open) == (True, False)
    with pytest.raises(Refused, match="not_yet_unreachable"):
        actions.open_unreachable(dina, pk)
    due.run(NOON + 180 * MINUTE)
    assert CANARY in actions.open_unreachable(dina, pk)
    assert verbs(scene.actor)[0] == "evacuation.unreachable_opened"
    with pytest.raises(Absent):
        actions.open_unreachable(ira, pk)


def test_neither_half_alone_opens_it(scene: Scene, case_id: UUID, dina: Actor) -> None:
    expect(scene, case_id, if_unreachable=CANARY)
    body = UnreachableRow.objects.get()
    with pytest.raises(VaultError):
        read(body, dina.keys)  # who holds all keys of the case
    by_the_server = read(body, Keyring([own_rows.key(escalations.USE)]))
    assert CANARY.encode() not in by_the_server.sealed
    for model in apps.get_models():
        for row in model._default_manager.values():
            assert CANARY.encode() not in b" ".join(str(value).encode() for value in row.values()), model


def test_the_word_for_being_forced_opens_it_at_once(scene: Scene, case_id: UUID, dina: Actor) -> None:
    pk = expect(scene, case_id, duress_word="red scarf", if_unreachable=CANARY)
    actions.check_in(dina, pk, "red scarf")
    assert actions.open_unreachable(dina, pk) == CANARY


def test_the_protocols_of_the_door_the_region_and_the_country_are_shown_in_an_alarm(
    scene: Scene, case_id: UUID, told: list[datetime], dina: Actor
) -> None:
    for protocol in (
        Protocol(country="Varna Reach", lawyer="of the country"),
        Protocol(country="Varna Reach", region="Lowmere", lawyer="of the region"),
        Protocol(country="Varna Reach", region="Ashmark", lawyer="of another region"),
        Protocol(country="", place=scene.places["lantern"], door="of the door"),
        Protocol(country="", place=scene.places["attic"], door="of another door"),
    ):
        emergency.keep_protocol(scene.actor, protocol)
    pk = expect(scene, case_id, place=scene.places["lantern"])
    assert emergency.opened(dina, *access.check_in(dina, pk)).protocols == ()
    due.run(NOON + 105 * MINUTE)
    found = emergency.opened(dina, *access.check_in(dina, pk)).protocols
    assert [each.door or each.lawyer for each in found] == ["of the door", "of the region", "of the country"]


def test_a_protocol_is_not_written_over_unseen(scene: Scene, dina: Actor) -> None:
    pk = emergency.keep_protocol(scene.actor, Protocol(country="Varna Reach", lawyer="one"))
    seen = emergency.protocol(scene.actor, pk)[0].version
    emergency.keep_protocol(scene.actor, Protocol(country="Varna Reach", lawyer="two"), pk, seen=seen)
    with pytest.raises(Refused, match="changed_meanwhile"):
        emergency.keep_protocol(scene.actor, Protocol(country="Varna Reach", lawyer="three"), pk, seen=seen)
    with pytest.raises(Refused, match="protocol_empty"):
        emergency.keep_protocol(scene.actor, Protocol(country="Varna Reach"))
    for call in (emergency.protocols, escalations.every):
        with pytest.raises(Absent):
            call(dina)  # type: ignore[operator]


def test_an_escalation_names_colleagues_who_can_answer(scene: Scene, ira: Actor) -> None:
    for owner in (str(ira.account), str(uuid4()), "nobody"):
        plan = Escalation(name="x", steps=(Step(after=9, state="overdue", owners=(owner,)),))
        with pytest.raises(Refused, match="owner_unknown"):
            escalations.keep(scene.actor, plan)
    with pytest.raises(Absent):
        escalations.keep(scene.actor, escalation.usual(), uuid4())


# What they know


def test_what_a_missing_person_knows(scene: Scene, case_id: UUID) -> None:
    other, stranger, later = scene.case("Alder"), scene.case("Rowan"), scene.case("Aspen")
    journey_id = scene.journey(case_id)
    assert scene.driver
    assert knowledge.of_case(scene.actor, stranger) == knowledge.Knowledge()
    scene.bed(other, nights=1)  # the other bed, tonight
    scene.bed(later, start=TODAY + timedelta(days=30))
    unknown = actions.add_helper(scene.actor, HelperRecord(pseudonym="Kite"))
    found = knowledge.of_case(scene.actor, case_id)
    assert found.places == {scene.places["bus"], scene.places["lantern"]}
    assert found.helpers == {scene.driver}
    assert unknown not in found.helpers
    assert found.companions == {other}
    assert found.there == {other, later}
    # A draft to which nobody has said anything is known to nobody but us.
    actions.note_consent(scene.actor, journey_id, "")
    assert knowledge.of_case(scene.actor, case_id).helpers == frozenset()


def test_whoever_was_given_words_of_a_leg_knows_it_also_after_they_were_withdrawn(scene: Scene, case_id: UUID) -> None:
    ends = {"origin": scene.places["hollow"], "destination": scene.places["lantern"]}
    legs = [scene.leg("hollow", "bus", 1, 1), scene.leg("bus", "lantern", 3, 4, driver=scene.driver)]
    pk = actions.draft_journey(scene.actor, case_id, phase="internal", legs=legs, **ends)
    (first, _), (second, _) = access.way(scene.actor, pk).legs
    assert knowledge.of_case(scene.actor, case_id) == knowledge.Knowledge()
    now = scene.actor.now()
    for leg, role in ((first, TRAVELLER), (second, DRIVER)):
        ids = {name: uuid4() for name in ("briefing", "confirmation", "lookup")}
        record = Given(leg=leg, role=role, secret=b"x", at=now, by=uuid4(), withdrawn_at=now, **ids)
        create(GivenRow, record, scene.actor.keys.key(case_id, Compartment.LOGISTICS))
    found = knowledge.of_case(scene.actor, case_id)
    assert found.places == {scene.places["bus"]}
    assert found.helpers == frozenset()


def test_who_shares_a_departure_is_a_companion(scene: Scene, case_id: UUID) -> None:
    other = scene.case("Alder")
    for each, driver in ((case_id, scene.driver), (other, None)):
        leg = scene.leg("hollow", "river", 5, 2, mode="train", driver=driver)
        ends = {"origin": scene.places["hollow"], "destination": scene.places["river"]}
        pk = actions.draft_journey(scene.actor, each, phase="internal", legs=[leg], consent="yes", **ends)
        scene.approve(pk)
    assert knowledge.of_case(scene.actor, case_id).companions == {other}


def test_the_page_of_an_alarm(organisation: Organisation, lev: Actor, client_of: Callable[[str], Client]) -> None:
    scene = build(lev)
    case_id = scene.case()
    scene.bed(case_id, start=datetime.now(UTC).date())
    emergency.keep_protocol(lev, Protocol(country="Varna Reach", lawyer="Advocate R.", minutes=20))
    soon_ = datetime.now(UTC) + HOUR
    pk = actions.schedule_check_in(
        lev, case_id, due_at=soon_, ok_word="pear", duress_word="red scarf", way="call",
        place=scene.places["lantern"], if_unreachable=CANARY,
    )  # fmt: skip
    url = reverse("evacuation:check-in", kwargs={"check_in_id": pk})
    dina, client = client_of("dina"), client_of("lev")
    english = {"headers": {"accept-language": "en"}}
    before = dina.get(url, **english).content.decode()
    assert "Advocate R." not in before
    due.run(soon_ + 91 * MINUTE)
    shown = dina.get(url, **english).content.decode()
    assert "Advocate R." in shown
    assert "Emergency protocol" in shown
    assert CANARY not in shown
    assert "Lantern house" not in shown  # what they know is for coordinators
    assert "Lantern house" in client.get(url, **english).content.decode()
    opened = dina.post(url, {"do": "open"}, **english)
    assert CANARY in opened.content.decode()
    assert dina.post(url, {"do": "word", "word": "red scarf", "way": "call"})["Location"].endswith("check-in-received")
    assert "Keep answering as usual" in dina.get(url, **english).content.decode()
    today = dina.get(reverse("desk:today"), **english).content.decode()
    assert "Birch used the word for being forced" in today
    assert "did not check in" not in today
    dina.post(url, {"do": "cancel", "because": "found and safe"})
    assert client.post(url, {"do": "agree"})["Location"].endswith("check-in-cancelled")
    assert dina.post(url, {"do": "nonsense"}).status_code == 404
    assert dina.post(url, {"do": "agree"}).status_code == 404
    assert client.post(url, {"do": "agree"}).status_code == 422


def test_the_pages_of_series_escalations_and_protocols(
    organisation: Organisation, lev: Actor, client_of: Callable[[str], Client]
) -> None:
    scene = build(lev)
    case_id, client = scene.case(), client_of("lev")
    stay = scene.bed(case_id)
    url = reverse("evacuation:check-in-series", kwargs={"case_id": case_id})
    form = client.get(url, {"stay": str(stay)}).content.decode()
    assert "2031-05-12T12:00" in form
    assert "2031-05-12T12:00" not in client.get(url, {"stay": str(uuid4())}).content.decode()
    aftercare = client.get(url, {"aftercare": "1"}).content.decode()
    assert 'value="7"' in aftercare
    assert "19:00" in aftercare
    wish = {
        "since": "2031-05-12T12:00", "until": "2031-05-15T12:00", "at": "9:00; 21:00", "every_days": 1,
        "grace_minutes": 0, "way": "web", "if_missed": "call", "place": str(scene.places["lantern"]),
    }  # fmt: skip
    for wrong in (
        {"at": "noon"},
        {"at": "25:00"},
        {"every_hours": 2},
        {"until": "2031-05-11T12:00"},
        {"way": "pigeon"},
    ):
        assert client.post(url, wish | wrong).status_code == 422
    assert client.post(url, wish).status_code == 303
    assert CheckIn.objects.count() == 6
    new = reverse("evacuation:escalation-new")
    steps = {f"{state}-first": "duty" for state in escalation.STATES} | {"overdue-then": str(lev.account)}
    plan = {"name": "On the road", "again": 5, "late_1-after": 5, "overdue-after": 30, **steps}
    assert client.post(new, plan | {"overdue-after": ""}).status_code == 422
    assert client.post(new, plan).status_code == 303
    (pk, kept), *rest = escalations.every(lev).items()
    assert not rest
    assert [(step.after, step.state, step.owners) for step in kept.steps] == [
        (5, "late_1", ("duty",)),
        (30, "overdue", ("duty", str(lev.account))),
    ]
    one = reverse("evacuation:escalation", kwargs={"escalation_id": pk})
    assert client.post(one, plan | {"again": 7}).status_code == 303
    assert escalations.every(lev)[pk].again == 7
    assert client.get(reverse("evacuation:escalation", kwargs={"escalation_id": uuid4()})).status_code == 404
    assert client.post(reverse("evacuation:protocol-new"), {"minutes": 0, "country": "X"}).status_code == 422
    assert (
        client.post(reverse("evacuation:protocol-new"), {"minutes": 0, "country": "X", "lawyer": "R."}).status_code
        == 303
    )
    (protocol,) = emergency.protocols(lev)
    page = reverse("evacuation:protocol", kwargs={"protocol_id": protocol})
    assert client.post(page, {"minutes": 9, "country": "X", "lawyer": "S.", "version": 1}).status_code == 303
    assert client.post(page, {"minutes": 9, "country": "X", "lawyer": "T.", "version": 1}).status_code == 422
    assert "S." in client.get(reverse("evacuation:escalations")).content.decode()
    assert client.post(page, {"do": "remove"}).status_code == 303
    assert not emergency.protocols(lev)


def test_nobody_ends_the_alarms_alone_under_a_second_name(scene: Scene, case_id: UUID, dina: Actor) -> None:
    made = actions.schedule_series(scene.actor, case_id, since=NOON, until=NOON + 12 * HOUR, every_hours=3)
    actions.ask_to_cancel(dina, made[2], "they moved in with a friend")
    as_new(dina, scene.actor.account)
    refresh(scene.actor)
    with pytest.raises(Refused) as refused:
        actions.agree_to_cancel(scene.actor, made[2])
    assert refused.value.code == "not_confirmed"
    as_confirmed(dina, scene.actor.account)
    assert actions.agree_to_cancel(scene.actor, made[2]) == 1
