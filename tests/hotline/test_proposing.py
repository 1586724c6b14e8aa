"""What the rules of triage propose, in the queue and beside what a person judges."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, by_rank, mail, receive, the_request
from waystation.audit.log import entries as audit_entries
from waystation.hotline import access, actions, callers, due, proposing, rules
from waystation.hotline.models import Request
from waystation.hotline.queue import ASIDE, OURS
from waystation.hotline.records import Proposed, RequestStub
from waystation.hotline.rules import Line
from waystation.staff import security
from waystation.staff.actor import Actor, utc_now
from waystation.staff.teams import AUDIT, locator
from waystation.vault.mode import Mode
from waystation.vault.sessions import IDLE

Clients = Callable[[str], Client]

DANGER, ADVERT, QUIET = "они за дверью, убьют меня", "Кредит без отказа! Казино", "вода тёплая"


def send(text: str, number: int) -> UUID:
    before = set(Request.objects.values_list("pk", flat=True))
    receive(mail(text, message_id=f"<{number}@mail.example>"), now=NOW + timedelta(minutes=number))
    return (set(Request.objects.values_list("pk", flat=True)) - before).pop()


def stub_of(actor: Actor, request_id: UUID) -> RequestStub:
    return access.request(actor, request_id)[1]


def ours(actor: Actor) -> list[UUID]:
    return [line.id for line in access.queue(actor).group(OURS)]


def queue_page(client: Client) -> str:
    return client.get("/staff/requests/", headers={"accept-language": "en"}).content.decode()


def test_it_works(client_of: Clients) -> None:
    receive(mail(DANGER))
    client = client_of("dina")
    assert "Rules are still looking at 1 new request." in queue_page(client)
    due.run(utc_now())
    page = queue_page(client)
    assert "still looking" not in page
    assert "Rules: in danger now" in page
    assert "Somebody is at the door or in the house: <q" in page
    assert "за дверью" in page


def test_who_is_in_danger_comes_to_the_top_before_anybody_has_read_it(dina: Actor) -> None:
    advert, quiet, danger = send(ADVERT, 1), send(QUIET, 2), send(DANGER, 3)
    assert ours(dina) == [advert, quiet, danger]
    assert proposing.look_through(dina, seconds=60) == 3
    assert ours(dina) == [danger, quiet, advert]
    assert [line.id for line in access.queue(dina).group(ASIDE)] == [advert]
    assert all(line.unread for line in access.queue(dina).group(OURS)) is False
    assert stub_of(dina, danger).count == 1


def test_what_was_looked_through_is_not_looked_at_again_until_more_comes(dina: Actor) -> None:
    send(DANGER, 1)
    assert proposing.look_through(dina, seconds=60) == 1
    assert proposing.look_through(dina, seconds=60) == 0


def test_no_further_request_is_begun_once_the_time_is_over(dina: Actor) -> None:
    for number in range(3):
        send(QUIET, number)
    assert proposing.look_through(dina, seconds=0) == 0


def test_it_is_logged_without_a_word_of_what_was_found(dina: Actor, lev: Actor) -> None:
    send(DANGER, 1)
    proposing.look_through(dina, seconds=60)
    written = [entry for _, entry in audit_entries(lev.keys, locator(AUDIT), newest=5) if entry]
    (line,) = [entry for entry in written if entry.verb == "hotline.looked_through"]
    assert "двер" not in repr(line)


def test_what_comes_while_a_session_lasts_is_looked_at_without_another_page(client_of: Clients, dina: Actor) -> None:
    queue_page(client_of("dina"))
    receive(mail(DANGER))
    due.run(utc_now())
    assert stub_of(dina, the_request()).proposed.urgency == "now"


def test_nothing_is_looked_at_with_the_keys_of_a_session_that_ended(client_of: Clients, dina: Actor) -> None:
    client = client_of("dina")
    queue_page(client)
    client.post("/staff/sign-out")
    receive(mail(DANGER))
    due.run(utc_now())
    assert stub_of(dina, the_request()).proposed is None
    assert not proposing._lenders


def test_nothing_is_looked_at_once_a_session_was_idle_for_too_long(client_of: Clients, dina: Actor) -> None:
    queue_page(client_of("dina"))
    receive(mail(DANGER))
    due.run(utc_now() + IDLE)
    assert stub_of(dina, the_request()).proposed is None


def test_who_may_not_read_any_more_lends_no_longer(client_of: Clients, dina: Actor) -> None:
    queue_page(client_of("dina"))
    for name, lender in list(proposing._lenders.items()):
        proposing._lenders[name] = replace(lender, roles=frozenset())
    receive(mail(DANGER))
    due.run(utc_now())
    assert stub_of(dina, the_request()).proposed is None
    assert not proposing._lenders


def test_what_the_rules_cannot_take_keeps_no_other_from_being_looked_at(
    dina: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = send(QUIET, 1), send(DANGER, 2)

    def fails_once(actor: Actor, row: Request, *rest: Any) -> RequestStub:
        if row.pk == first:
            raise MemoryError
        return with_proposal(actor, row, *rest)

    with_proposal = proposing.with_proposal
    monkeypatch.setattr(proposing, "with_proposal", fails_once)
    assert proposing.look_through(dina, seconds=60) == 1
    assert stub_of(dina, second).proposed.urgency == "now"
    assert proposing.look_through(dina, seconds=60) == 0
    assert proposing.unseen(dina) == 0


def test_it_goes_on_while_the_organisation_is_read_only(client_of: Clients, lev: Actor) -> None:
    receive(mail(DANGER))
    client = client_of("dina")
    security.set_mode(lev, Mode.READ_ONLY)
    queue_page(client)
    due.run(utc_now())
    assert "Rules: in danger now" in queue_page(client)


def test_opening_a_thread_proposes_too(dina: Actor) -> None:
    receive(mail(DANGER))
    _, stub = actions.open_thread(dina, the_request())
    assert stub.proposed
    assert (stub.proposed.urgency, stub.proposed.language, stub.urgency) == ("now", "ru", "unknown")


def test_an_answer_to_russian_in_latin_letters_is_in_russian(dina: Actor) -> None:
    receive(mail("pomogite menya ubyut"))
    assert actions.open_thread(dina, the_request())[1].language == "ru"


def test_once_a_person_has_judged_the_proposal_moves_nothing(dina: Actor) -> None:
    danger, quiet = send(DANGER, 1), send(QUIET, 2)
    actions.open_thread(dina, danger)
    actions.set_urgency(dina, danger, "normal")
    assert stub_of(dina, danger).proposed.judged
    assert ours(dina) == [quiet, danger]
    actions.open_thread(dina, danger)
    assert stub_of(dina, danger).proposed.judged


def test_a_new_message_raises_what_was_judged_and_an_old_one_does_not(dina: Actor) -> None:
    words = callers.begin_web(DANGER, now=NOW)
    request = the_request()
    actions.open_thread(dina, request)
    actions.set_urgency(dina, request, "normal")
    actions.answer(dina, request, "We read you.")
    _again(words, QUIET, NOW + timedelta(hours=1))
    proposing.look_through(dina, seconds=60)
    assert stub_of(dina, request).proposed.urgency == "unknown"
    _again(words, "они едут за мной", NOW + timedelta(hours=2))
    proposing.look_through(dina, seconds=60)
    raised = stub_of(dina, request)
    assert (raised.urgency, raised.proposed.urgency, raised.proposed.judged) == ("normal", "now", False)
    _again(words, "спасибо", NOW + timedelta(hours=3))
    proposing.look_through(dina, seconds=60)
    assert stub_of(dina, request).proposed.urgency == "now"


def _again(words: list[str], text: str, now: datetime) -> None:
    cookie = callers.enter(" ".join(words), now=now)
    assert cookie
    caller = callers.resume(cookie, now=now)
    assert caller
    callers.write_again(caller, text, now=now)


def _line(urgency: str = "unknown", proposed: str = "", **more: object) -> Line:
    told = Proposed(urgency=proposed, judged=bool(more.pop("judged", False))) if proposed else None
    return Line(uuid4(), RequestStub(received_at=NOW, urgency=urgency, proposed=told, **more))


def test_the_order_of_what_people_said_and_what_rules_propose() -> None:
    order = [
        _line("now"),
        _line(proposed="now"),
        _line("soon"),
        _line(proposed="soon"),
        _line(),
        _line("normal"),
        _line(proposed="aside"),
    ]
    assert by_rank(order[::-1]) == order


@pytest.mark.parametrize("proposed", ["soon", "normal", "unknown", "aside"])
@pytest.mark.parametrize("urgency", ["now", "soon"])
def test_no_proposal_lowers_what_a_person_said(urgency: str, proposed: str) -> None:
    assert rules.rank(_line(urgency, proposed).stub, 0) == rules.rank(_line(urgency).stub, 0)


def test_a_proposal_of_no_danger_puts_nobody_behind_those_not_looked_at() -> None:
    assert rules.rank(_line(proposed="normal").stub, 0) == rules.rank(_line().stub, 0)


def test_a_stranger_cannot_post_a_proposal() -> None:
    assert rules.is_first_word(RequestStub(received_at=NOW))
    assert not rules.is_first_word(RequestStub(received_at=NOW, proposed=Proposed(urgency="aside")))


def test_the_first_answer_is_overdue_after_two_hours_and_never_after_one_was_given() -> None:
    late = NOW + timedelta(hours=2, seconds=1)
    assert not rules.is_overdue(_line(), NOW + timedelta(hours=2))
    assert rules.is_overdue(_line(), late)
    assert not rules.is_overdue(_line(last_out=NOW), late)
    assert not rules.is_overdue(_line(status="declined"), late)
    assert not rules.is_overdue(_line(proposed="aside"), late)


def test_the_queue_shows_who_waits_too_long_for_a_first_answer(client_of: Clients) -> None:
    receive(now=utc_now() - timedelta(hours=3))
    page = client_of("dina").get("/staff/requests/", headers={"accept-language": "en"}).content.decode()
    assert "First answer overdue" in page


def test_the_page_of_a_thread_shows_every_reason_apart_from_the_judgement(client_of: Clients) -> None:
    receive(mail(DANGER))
    page = client_of("dina").get(f"/staff/requests/{the_request()}", headers={"accept-language": "en"}).content.decode()
    assert "What the rules propose" in page
    assert "Rules look for words and miss much" in page
    assert "Somebody is to be killed" in page


def test_who_may_not_read_requests_lends_nothing(client_of: Clients) -> None:
    before = set(proposing._lenders)
    assert client_of("out").get("/staff/requests/").status_code == 404
    assert set(proposing._lenders) == before


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Йиша со йолчу йогӏур ю цхьа кхин бутт баьлча.", "Chechen"),
        ("Heute ist das Wetter schön und wir gehen über die Straße.", "another language"),
        ("Bugün hava çok güzel, yarın görüşürüz.", "another language"),
        ("Вода тёплая, и мне уже всё равно", "Russian"),
        ("The water is warm and I do not mind.", "English"),
    ],
)
def test_the_page_tells_the_language_also_where_no_rule_found_anything(
    client_of: Clients, dina: Actor, text: str, language: str
) -> None:
    receive(mail(text, subject=""))
    address, headers = f"/staff/requests/{the_request()}", {"accept-language": "en"}
    shown = client_of("dina").get(address, headers=headers).content.decode()
    assert stub_of(dina, the_request()).proposed.reasons == ()
    assert re.search(rf"Written in</dt>\s*<dd[^>]*>(<[^>]*>)*\s*{language}", shown)
