"""One list of channels: what its states do, who may set them, and what is told to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest
from django.test import Client

from tests.hotline.helpers import NOW, mail
from tests.hotline.test_bounces import bounce
from tests.stage import clear
from tests.trust.people import at
from waystation.hotline import actions, callers, due, intake, letters, outbox
from waystation.hotline.errors import NotPossible, ShutChannel
from waystation.hotline.models import Message, Outgoing, Request
from waystation.mail.envelope import Envelope
from waystation.mail.parse import parse
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent, Refused
from waystation.trust import channels, statements, vetted
from waystation.trust.likeness import bare
from waystation.trust.models import Statement
from waystation.trust.records import Channel, Stated, Verdict

Clients = Callable[[str], Client]

FIRST, SECOND, WEB = "help@waystation.example", "hilfe@other.example", "http://127.0.0.1:8000"


@pytest.fixture(autouse=True)
def two(settings: Any, tmp_path: Path) -> Any:
    settings.WAYSTATION_MAIL = {"mailbox": [{"address": SECOND}]}
    settings.WAYSTATION_DATA = tmp_path
    return settings


def written(address: str = FIRST, *, number: int = 1) -> UUID:
    before = set(Request.objects.values_list("pk", flat=True))
    raw = mail(message_id=f"<{number}@mail.example>").replace(f"To: {FIRST}".encode(), f"To: {address}".encode())
    intake.receive(raw, Envelope("smtp", "anzor@mail.example", (address,)), now=NOW)
    (made,) = set(Request.objects.values_list("pk", flat=True)) - before
    return made


def becomes(state: str, dina: Actor, lev: Actor, address: str = FIRST) -> None:
    """Dina says so, and Lev signs."""
    channels.change(dina, address, state, unforced=True)
    waiting = statements.draft(lev)
    assert waiting
    statements.sign(lev, seen=waiting[0].version)


def test_an_alarm_leaves_from_an_address_that_is_ours_still(dina: Actor, lev: Actor) -> None:
    assert letters.nudge("duty@mail.example", "en", NOW).sender == FIRST
    becomes("compromised", dina, lev)
    assert letters.nudge("duty@mail.example", "en", NOW).sender == SECOND


def thread_page(client_of: Clients, thread: UUID) -> str:
    return client_of("dina").get(f"/staff/requests/{thread}", headers={"accept-language": "en"}).content.decode()


def channel_page(client_of: Clients, name: str = "dina") -> str:
    return client_of(name).get("/staff/trust/channels/", headers={"accept-language": "en"}).content.decode()


def sent(mailbox: Path) -> list[bytes]:
    due.run(utc_now())
    folder = mailbox / "new"
    return [file.read_bytes() for file in folder.iterdir()] if folder.exists() else []


def test_it_works(dina: Actor, lev: Actor, client_of: Clients) -> None:
    written()
    becomes("suspect", dina, lev)
    assert channels.state(None, FIRST.upper()) == "suspect"
    page = channel_page(client_of)
    for address in (FIRST, SECOND, WEB):
        assert address in page
    public = Client().get("/en/ours").content.decode()
    assert "Do not write there" in public
    assert f"Do not write there: {FIRST}" in Client().get("/channels.txt").content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [("suspect", "is suspect"), ("compromised", "is in other hands"), ("retired", "is no longer used")],
)
def test_it_is_told_beside_every_thread(dina: Actor, lev: Actor, client_of: Clients, state: str, words: str) -> None:
    thread, other = written(), written(SECOND, number=2)
    becomes(state, dina, lev)
    assert words in thread_page(client_of, thread)
    assert words not in thread_page(client_of, other)


def test_what_one_person_says_counts_among_us_as_a_suspicion(dina: Actor, lev: Actor, client_of: Clients) -> None:
    thread = written()
    channels.change(dina, FIRST, "compromised", unforced=True)
    assert channels.state(lev, FIRST) == "suspect"
    assert "is suspect" in thread_page(client_of, thread)
    assert "A second person has to sign it." in channel_page(client_of)
    assert channels.state(None, FIRST) == "active"  # and nothing leaves or stays back by one word alone
    assert FIRST not in Client().get("/en/ours").content.decode()
    actions.answer(dina, thread, "We read you.")


def test_what_one_person_says_makes_nothing_better(dina: Actor, lev: Actor) -> None:
    becomes("compromised", dina, lev)
    channels.change(lev, FIRST, "active", unforced=True)
    assert channels.state(dina, FIRST) == "compromised"


def test_who_proposed_does_not_sign_and_who_has_no_role_does_neither(dina: Actor, lev: Actor, ira: Actor) -> None:
    with pytest.raises(Absent):
        channels.change(ira, FIRST, "suspect", unforced=True)
    channels.change(lev, FIRST, "compromised", unforced=True)
    waiting = statements.draft(lev)
    assert waiting
    with pytest.raises(Refused):
        statements.sign(lev, seen=waiting[0].version)
    with pytest.raises(Absent):
        statements.sign(dina, seen=waiting[0].version)
    assert channels.state(None, FIRST) == "active"


def test_a_channel_that_is_not_in_the_list_cannot_be_changed(dina: Actor) -> None:
    with pytest.raises(Absent):
        channels.change(dina, "nobody@else.example", "suspect", unforced=True)
    with pytest.raises(Absent):
        channels.change(dina, FIRST, "burnt", unforced=True)


@pytest.mark.parametrize("state", ["compromised", "retired"])
def test_nothing_is_answered_from_it(dina: Actor, lev: Actor, client_of: Clients, mailbox: Path, state: str) -> None:
    thread = written()
    becomes(state, dina, lev)
    with pytest.raises(ShutChannel):
        actions.answer(dina, thread, "We read you.")
    with pytest.raises(NotPossible):
        actions.answer(dina, thread, "We read you.", sender=FIRST)
    with pytest.raises(NotPossible):
        actions.answer(dina, thread, "We read you.", sender="anybody@else.example")
    assert not Outgoing.objects.exists()
    assert SECOND in thread_page(client_of, thread)  # from which it can be answered
    address = f"/staff/requests/{thread}/answer"
    answer = client_of("dina").post(address, {"text": "We read you."}, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert "Choose an address to answer from." in answer.content.decode()


def test_from_another_address_the_caller_is_told_why(dina: Actor, lev: Actor, mailbox: Path) -> None:
    thread = written()
    actions.open_thread(dina, thread)
    becomes("compromised", dina, lev)
    actions.answer(dina, thread, "We read you.", sender=SECOND)
    actions.answer(dina, thread, "Are you well?")  # and from there on by itself
    letters = sorted((parse(raw) for raw in sent(mailbox)), key=lambda said: "Are you well?" in said.text)
    assert {said.sender_address for said in letters} == {SECOND}
    assert [FIRST in said.text for said in letters] == [True, False]
    assert "Do not write there any more" in letters[0].text


def test_a_letter_that_waits_stays_back(dina: Actor, lev: Actor, mailbox: Path) -> None:
    actions.answer(dina, written(), "We read you.")
    becomes("compromised", dina, lev)
    assert sent(mailbox) == []
    assert outbox.states(dina) == {outbox.FAILED: 1}


@pytest.mark.parametrize("state", ["compromised", "retired"])
def test_what_comes_to_it_is_taken_all_the_same(dina: Actor, lev: Actor, client_of: Clients, state: str) -> None:
    becomes(state, dina, lev)
    thread = written()
    assert Message.objects.filter(thread=thread).count() == 1
    assert "The channel that this came by" in thread_page(client_of, thread)


def test_whoever_wrote_by_it_is_vetted_again(dina: Actor, lev: Actor) -> None:
    thread, other = written(), written(SECOND, number=2)
    for one in (thread, other):
        clear(lev, one)
    becomes("compromised", dina, lev)
    assert vetted.known(lev, thread).standing.lapsed == ("channel",)
    assert vetted.known(lev, other).standing.is_cleared
    actions.answer(lev, thread, "We read you.", sender=SECOND)
    assert not vetted.known(lev, thread).standing.is_cleared  # whoever answers from there may be the same
    clear(lev, thread)
    assert vetted.known(lev, thread).standing.is_cleared
    becomes("compromised", dina, lev, SECOND)
    assert not vetted.known(lev, thread).standing.is_cleared


def test_what_could_not_be_delivered_is_no_other_address(dina: Actor, lev: Actor, mailbox: Path) -> None:
    thread = written()
    clear(lev, thread)
    actions.answer(lev, thread, "We read you.")
    (letter,) = map(parse, sent(mailbox))
    intake.receive(bounce(str(letter.message_id)), Envelope("smtp", "", (FIRST,)), now=utc_now())
    assert vetted.known(lev, thread).standing.is_cleared
    forged = bounce("<0@waystation.example>").replace(
        b"Subject", f"In-Reply-To: {letter.message_id}\r\nSubject".encode()
    )
    intake.receive(forged, Envelope("smtp", "", (FIRST,)), now=utc_now())
    assert vetted.known(lev, thread).standing.lapsed == ("silence", "address")


def test_a_suspicion_alone_takes_no_verdict_back(dina: Actor, lev: Actor) -> None:
    thread = written()
    clear(lev, thread)
    becomes("suspect", dina, lev)
    assert vetted.known(lev, thread).standing.is_cleared


def test_a_web_caller_is_warned_in_the_dialogue(dina: Actor, lev: Actor) -> None:
    words = callers.begin_web("Help me.", language="en", now=utc_now())
    becomes("compromised", dina, lev)
    client = Client()
    client.post("/en/return", {"phrase": " ".join(words)})
    page = client.get("/en/thread").content.decode()
    assert f"somebody else may read it: {FIRST}" in page


def test_callers_are_not_sent_to_it(dina: Actor, lev: Actor) -> None:
    assert FIRST in Client().get("/en/").content.decode()
    becomes("suspect", dina, lev)
    page = Client().get("/en/").content.decode()
    assert FIRST not in page
    assert SECOND in page
    becomes("retired", dina, lev, SECOND)
    assert "Or by e-mail" not in Client().get("/en/").content.decode()


def test_nothing_is_answered_on_pages_that_are_in_other_hands(dina: Actor, lev: Actor) -> None:
    callers.begin_web("Help me.", language="en", now=utc_now())
    becomes("compromised", dina, lev, WEB)
    with pytest.raises(ShutChannel):
        actions.answer(dina, Request.objects.get().pk, "We read you.")


def test_where_the_list_was_changed_by_force_no_channel_is_sound(dina: Actor, lev: Actor) -> None:
    becomes("compromised", dina, lev)
    row = Statement.objects.get()
    forged = bytes(row.content).replace(b"compromised", b"active")
    Statement.objects.filter(pk=row.pk).update(content=forged)
    assert channels.state(None, FIRST) == "suspect"
    assert channels.state(lev, SECOND) == "suspect"


def test_the_page_says_when_somebody_wrote_and_was_answered(dina: Actor, lev: Actor) -> None:
    written()
    written(SECOND, number=2)
    now = utc_now()
    actions.answer(at(dina, now), Request.objects.order_by("pk").first().pk, "We read you.")  # type: ignore[union-attr]
    found = {bare(each.channel.address): each for each in channels.standings(dina)}
    assert found[bare(FIRST)].last_in == found[bare(SECOND)].last_in == NOW
    assert {found[bare(FIRST)].last_out, found[bare(SECOND)].last_out} == {now, None}
    assert found[bare(WEB)].last_in is None


def test_the_day_of_a_state_stands_in_the_list(dina: Actor, lev: Actor) -> None:
    becomes("suspect", dina, lev)
    today = lev.today
    tomorrow = at(lev, utc_now() + timedelta(days=1))
    becomes("compromised", dina, tomorrow, SECOND)
    days = {channel.address: channel.since for channel in statements.stated_channels()}
    assert (days[FIRST], days[SECOND]) == (today, today + timedelta(days=1))


def test_the_form_proposes(dina: Actor, lev: Actor, client_of: Clients) -> None:
    given = {"address": SECOND, "status": "retired", "unforced": "on"}
    assert client_of("dina").post("/staff/trust/channels/", given).status_code == 303
    waiting = statements.draft(lev)
    assert waiting
    assert {each.address: each.status for each in waiting[1].channels} == {
        WEB: "active",
        FIRST: "active",
        SECOND: "retired",
    }
    assert waiting[1].unforced
    wrong = client_of("dina").post("/staff/trust/channels/", {"address": "x", "status": "retired"})
    assert wrong.status_code == 422


def test_the_last_channel_in_use_stays(dina: Actor, lev: Actor, client_of: Clients) -> None:
    becomes("retired", dina, lev)
    becomes("retired", dina, lev, SECOND)
    given = {"address": WEB, "status": "retired"}
    answer = client_of("dina").post("/staff/trust/channels/", given, headers={"accept-language": "en"})
    assert (answer.status_code, "at least one channel in use" in answer.content.decode()) == (422, True)


def test_a_call_belongs_to_the_number_that_was_called(dina: Actor, lev: Actor, client_of: Clients) -> None:
    number = "+49 30 901820"
    statements.propose(dina, (*statements.ours(), Channel(kind="phone", address=number)), unforced=True)
    waiting = statements.draft(lev)
    assert waiting
    statements.sign(lev, seen=waiting[0].version)
    client = client_of("dina")
    given = {"text": "She called.", "urgency": "soon", "came_to": number}
    assert client.post("/staff/requests/note", given | {"came_to": "+49 1"}).status_code == 200  # none of ours
    assert client.post("/staff/requests/note", given).status_code == 303
    found = {each.channel.address: each.last_in for each in channels.standings(dina)}
    assert found[number] is not None
    becomes("compromised", dina, lev, number)
    assert "is in other hands" in thread_page(client_of, Request.objects.get().pk)


def test_others_see_no_such_page(client_of: Clients) -> None:
    assert client_of("ira").get("/staff/trust/channels/").status_code == 404
    assert client_of("out").get("/staff/trust/channels/").status_code == 404


def test_older_lists_and_verdicts_are_still_read() -> None:
    old = b'{"day":"2026-01-01","until":"2026-02-01","channels":[{"kind":"web","address":"x"}],"key":"k"}'
    assert msgspec.json.decode(old, type=Stated).channels[0].status == "active"
    verdict = b'{"state":"cleared","at":"2026-01-01T00:00:00Z","by":"00000000-0000-0000-0000-000000000000"}'
    assert msgspec.json.decode(verdict, type=Verdict).despite == ()
