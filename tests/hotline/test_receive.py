"""Mail in: stored once, sealed, threaded without being read."""

from __future__ import annotations

import pytest

from tests.hotline.helpers import ADDRESS, NOW, entries, envelope, mail, receive, the_request
from tests.stage import Organisation
from waystation.hotline import access, actions, intake, outbox
from waystation.hotline.models import Message, Request, Seen, Sent
from waystation.mail.envelope import Envelope
from waystation.mail.errors import Refused, TryAgain
from waystation.mail.parse import parse
from waystation.staff.actor import Actor, utc_now
from waystation.staff.models import Team
from waystation.vault.errors import Locked
from waystation.vault.keyring import Keyring
from waystation.vault.records import read


def test_it_works(dina: Actor) -> None:
    receive()
    (entry,) = entries(dina, the_request())
    assert entry.text == "They came to my brother's house. Please help."
    _, stub = access.request(dina, the_request())
    assert (stub.who, stub.name, stub.subject, stub.language) == ("anzor@mail.example", "Anzor", "please read", "en")


def test_the_server_cannot_read_it_back(organisation: Organisation) -> None:
    receive()
    with pytest.raises(Locked):
        read(Message.objects.get(), Keyring())
    stored = bytes(Message.objects.get().body) + bytes(Request.objects.get().sealed)
    assert b"brother" not in stored


def test_the_same_message_is_stored_once(organisation: Organisation) -> None:
    receive()
    receive()
    assert (Request.objects.count(), Message.objects.count(), Seen.objects.count()) == (1, 1, 1)


def test_another_message_with_the_same_id_is_kept(organisation: Organisation) -> None:
    receive()
    receive(mail("Something else."))
    assert Message.objects.count() == 2


def test_two_people_may_send_the_same_words_without_an_id(organisation: Organisation) -> None:
    for sender in ("a@mail.example", "b@mail.example", "b@mail.example"):
        intake.receive(b"help", envelope(sender), now=NOW)
    assert Request.objects.count() == 2


def test_what_was_seen_is_forgotten_after_sixty_days(organisation: Organisation) -> None:
    receive()
    intake.forget_seen(now=NOW + intake.REMEMBERED)
    assert Seen.objects.exists()
    intake.forget_seen(now=NOW + intake.REMEMBERED * 2)
    assert not Seen.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"\0\0\0", b"no header at all", b"Subject: only\r\n\r\n", b"From: x\r\n" * 1000, b"\xff\xfe" * 500]
)
def test_whatever_arrives_is_kept_whole(dina: Actor, raw: bytes) -> None:
    intake.receive(raw, envelope(), now=NOW)
    (pair,) = access.records(dina, the_request())
    assert access.raw(*pair) == raw
    assert entries(dina, the_request())


def test_too_large_is_refused_for_good(organisation: Organisation, settings: object) -> None:
    settings.WAYSTATION_MESSAGE_LIMIT = 1_000_000  # type: ignore[attr-defined]
    with pytest.raises(Refused) as refusal:
        receive(b"x" * 1_000_001)
    assert refusal.value.code == 552
    assert not Message.objects.exists()


def test_mail_for_somebody_else_is_refused(organisation: Organisation) -> None:
    with pytest.raises(Refused) as refusal:
        intake.receive(mail(), Envelope("smtp", "a@mail.example", ("someone@elsewhere.example",)), now=NOW)
    assert refusal.value.code == 550


def test_one_of_several_recipients_is_enough(organisation: Organisation) -> None:
    intake.receive(mail(), Envelope("lmtp", "", ("x@elsewhere.example", ADDRESS.upper())), now=NOW)
    assert Message.objects.count() == 1


def test_without_an_organisation_it_is_for_later(db: None) -> None:
    with pytest.raises((TryAgain, Team.DoesNotExist)):
        receive()


def test_an_answer_to_our_answer_joins_its_thread(dina: Actor) -> None:
    receive()
    actions.answer(dina, the_request(), "We read you. Are you safe now?")
    (letter,) = outbox._ready.values()
    ours = parse(letter.message).message_id
    receive(mail("Yes.", message_id="<2@mail.example>", more=f"In-Reply-To: {ours}\r\n"), now=utc_now())
    assert [entry.record.direction for entry in entries(dina, the_request())] == ["in", "out", "in"]
    assert Sent.objects.count() == 1


def test_a_stranger_who_guesses_an_id_starts_a_thread_of_his_own(dina: Actor) -> None:
    receive()
    actions.answer(dina, the_request(), "We read you.")
    receive(mail("Tell me all.", message_id="<3@x.example>", more="References: <guess@waystation.example>\r\n"))
    assert Request.objects.count() == 2


def test_an_outsider_sees_nothing(out: Actor, ira: Actor) -> None:
    from waystation.staff.errors import Absent

    receive()
    for actor in (out, ira):
        with pytest.raises(Absent):
            access.request(actor, the_request())
