"""A thread with somebody who writes encrypted: read, believed as far as it goes, answered encrypted."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, entries, the_request
from tests.mail.gpg import OURS, Gpg, encrypted, entity, outer
from waystation.hotline import access, actions, contacting, intake, mailkeys, outbox, peers, protection, wording
from waystation.hotline.errors import Exposed, NotPossible
from waystation.hotline.models import MailKey, Message, Outgoing, PublishedKey
from waystation.hotline.records import Contact, RequestStub
from waystation.mail.envelope import Envelope
from waystation.mail.headers import block
from waystation.mail.openpgp.opening import describe, open_message
from waystation.mail.openpgp.report import Certificate, Report
from waystation.mail.openpgp.wkd import hashed
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import DUTY, locator
from waystation.vault.records import read

ANNA = "anna@example.net"
pytestmark = [pytest.mark.django_db, pytest.mark.real, pytest.mark.usefixtures("in_english")]
Clients = Callable[[str], Client]


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.WAYSTATION_MAIL_ADDRESS = OURS


@pytest.fixture
def gpg(tmp_path: Path) -> Iterator[Gpg]:
    person = Gpg(tmp_path / "h")
    person.make(ANNA)
    yield person
    person.stop()


@pytest.fixture
def key(lev: Actor, gpg: Gpg) -> mailkeys.MailKeyRecord:
    mailkeys.make(lev, OURS)
    gpg.take(mailkeys.published()[OURS])
    made = mailkeys.current(lev, OURS)
    assert made is not None
    return made


def autocrypt(certificate: bytes, address: str = ANNA) -> str:
    return f"Autocrypt: addr={address}; keydata={base64.b64encode(certificate).decode()}\r\n"


def sealed(gpg: Gpg, text: str, number: int = 1, *, more: str = "", signer: str = ANNA, **fields: str) -> bytes:
    raw = encrypted(gpg.seal(entity(text), signer), more=more, **fields)
    return raw.replace(b"<1@example.net>", f"<{number}@example.net>".encode())


def come(raw: bytes, *, minutes: int = 0) -> None:
    intake.receive(raw, Envelope("imap"), now=NOW + timedelta(minutes=minutes))


def follow(raw: bytes, *, minutes: int = 0) -> None:
    """An answer to what we wrote last."""
    letter = outbox._ready[Outgoing.objects.order_by("next_try").last().pk]
    ours = block(letter.message).first("message-id") or b""
    come(raw.replace(b"MIME-Version", b"In-Reply-To: " + ours + b"\r\nMIME-Version", 1), minutes=minutes)


def sentences(actor: Actor, thread: UUID) -> list[str]:
    """What is said of the newest message."""
    _, stub = actions.open_thread(actor, thread)
    return [str(sentence) for sentence in protection.sentences(theirs(actor, thread)[-1], stub)]


def theirs(actor: Actor, thread: UUID) -> list[access.Entry]:
    return [entry for entry in entries(actor, thread) if entry.record.direction == "in"]


def letter() -> bytes:
    return next(iter(outbox._ready.values())).message


def test_an_encrypted_message_is_read_and_its_key_is_new(dina: Actor, gpg: Gpg, key: Any) -> None:
    raw = sealed(gpg, "Помогите.", more=autocrypt(gpg.public(ANNA)))
    come(raw)
    thread = the_request()
    (entry,) = entries(dina, thread)
    assert (entry.text, entry.parsed.sender_address) == ("Помогите.", ANNA)
    said = sentences(dina, thread)
    assert said[0] == "Encrypted to us."
    assert protection.fingerprint(describe(gpg.public(ANNA))[0].fingerprint) in said[1]
    assert said[2] == "This key is new: it came with this message."
    row, record = access.records(dina, thread)[0]
    assert access.raw(row, record) == raw


def test_the_same_key_as_before(dina: Actor, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One", more=autocrypt(gpg.public(ANNA))))
    actions.answer(dina, the_request(), "Yes?")
    follow(sealed(gpg, "Two", 2), minutes=5)
    assert sentences(dina, the_request())[-1] == "The key is the same as before."


def test_an_encrypted_message_is_answered_encrypted(dina: Actor, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One", more=autocrypt(gpg.public(ANNA))))
    actions.answer(dina, the_request(), "Tomorrow at nine.")
    sent = letter()
    assert b"Tomorrow" not in sent
    assert block(sent).first("subject") == b"[...]"
    opened = gpg.run("-d", "--status-fd", "1", given=sent[sent.index(b"-----BEGIN PGP") :])
    assert b"Tomorrow at nine." in opened
    assert f"VALIDSIG {key.key_ids[1].upper()}"[:9].encode() in opened
    assert entries(dina, the_request())[-1].text == "Tomorrow at nine."


def test_what_came_encrypted_is_never_answered_readable_unasked(dina: Actor, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One"))  # and shows no key
    with pytest.raises(Exposed):
        actions.answer(dina, the_request(), "Yes?")
    assert Outgoing.objects.count() == 0
    assert Message.objects.count() == 1
    actions.answer(dina, the_request(), "Yes?", protection=peers.PLAIN)
    assert b"Yes?" in letter()


def test_who_wrote_encrypted_once_is_not_answered_readable_unasked(dina: Actor, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One", more=autocrypt(gpg.public(ANNA))))
    actions.answer(dina, the_request(), "Yes?")
    follow(outer(b"\r\nI lost my key\r\n").replace(b"<1@", b"<2@"), minutes=5)
    with pytest.raises(Exposed):
        actions.answer(dina, the_request(), "And now?")


def test_who_writes_readable_is_answered_readable_and_told_our_key(dina: Actor, gpg: Gpg, key: Any) -> None:
    come(outer(b"\r\nHello\r\n", more=autocrypt(gpg.public(ANNA))))
    actions.answer(dina, the_request(), "Yes?")
    assert b"Yes?" in letter()
    report = open_message(letter()).report
    assert report.offered is not None
    assert report.offered.fingerprint == key.fingerprint


def test_a_wish_for_encryption_is_followed(dina: Actor, gpg: Gpg, key: Any) -> None:
    wish = autocrypt(gpg.public(ANNA)).replace("keydata", "prefer-encrypt=mutual; keydata")
    come(outer(b"\r\nHello\r\n", more=wish))
    actions.answer(dina, the_request(), "Yes?")
    assert b"Yes?" not in letter()


def test_without_a_key_of_ours_nothing_changes(dina: Actor, gpg: Gpg) -> None:
    wish = autocrypt(gpg.public(ANNA)).replace("keydata", "prefer-encrypt=mutual; keydata")
    come(outer(b"\r\nHello\r\n", more=wish))
    actions.answer(dina, the_request(), "Yes?")
    assert b"Yes?" in letter()
    assert b"Autocrypt" not in letter()
    with pytest.raises(Exposed):
        actions.answer(dina, the_request(), "Yes?", protection=peers.ENCRYPT)


def test_a_changed_key_is_told_and_not_used(dina: Actor, gpg: Gpg, key: Any, tmp_path: Path) -> None:
    come(sealed(gpg, "One", more=autocrypt(gpg.public(ANNA))))
    actions.answer(dina, the_request(), "Yes?")
    other = Gpg(tmp_path / "other")
    other.make(ANNA)
    other.take(mailkeys.published()[OURS])
    follow(sealed(other, "Two", 2, more=autocrypt(other.public(ANNA))), minutes=5)
    thread = the_request()
    assert "another key than the one that we have known since" in sentences(dina, thread)[-1]
    row, stub = actions.open_thread(dina, thread)
    assert peers.standing(dina, row, stub).default == ""
    with pytest.raises(Exposed):
        actions.answer(dina, thread, "Yes?")
    new = describe(other.public(ANNA))[0].fingerprint
    with pytest.raises(NotPossible):
        peers.trust(dina, thread, "0" * 40)
    peers.trust(dina, thread, new)
    assert sentences(dina, thread)[-1] == "The key is the one that one of us said is right."
    outbox.forget()
    actions.answer(dina, thread, "Yes?")
    opened = other.run("-d", given=letter()[letter().index(b"-----BEGIN PGP") :])
    other.stop()
    assert b"Yes?" in opened


def test_a_forged_header_gives_no_key(dina: Actor, gpg: Gpg, key: Any) -> None:
    forged = autocrypt(gpg.public(ANNA), "mallory@example.net")
    come(outer(b"\r\nHello\r\n", more=forged))
    _, stub = actions.open_thread(dina, the_request())
    assert stub.keys == ()


def test_a_key_from_another_sender_in_the_thread_is_not_the_counterparts(dina: Actor, gpg: Gpg, key: Any) -> None:
    come(outer(b"\r\nHello\r\n"))
    actions.answer(dina, the_request(), "Yes?")
    mallory = autocrypt(gpg.public(ANNA), "mallory@example.net")
    follow(outer(b"\r\nI am Anna\r\n", sender="mallory@example.net", more=mallory), minutes=5)
    _, stub = actions.open_thread(dina, the_request())
    assert stub.keys == ()


def test_what_a_header_offers_comes_before_what_is_attached() -> None:
    """Two keys name the sender: the one that the mail program itself offers is theirs; attached ones alone are none."""
    first, second = (Certificate(fingerprint=name, data=b"", addresses=(ANNA,)) for name in ("A", "B"))
    offered = Certificate(fingerprint="B", data=b"", addresses=(ANNA,), address=ANNA)
    stub = RequestStub(received_at=NOW, who=ANNA.title())
    assert peers._offered(Report(certificates=(first, offered)), ANNA, stub) is offered
    assert peers._offered(Report(certificates=(first, second)), ANNA, stub) is None
    assert peers._offered(Report(certificates=(first,)), ANNA, stub) is first
    assert peers._offered(Report(certificates=(offered,)), "zarema@mail.example", stub) is None


def test_a_revocation_that_came_once_is_not_taken_back_by_an_older_copy(dina: Actor, gpg: Gpg, key: Any) -> None:
    good = gpg.public(ANNA)
    come(outer(b"\r\nHello\r\n", more=autocrypt(good)))
    actions.answer(dina, the_request(), "Yes?")
    follow(outer(b"\r\nLost my phone\r\n", more=autocrypt(gpg.revoked(ANNA))), minutes=5)
    thread = the_request()
    actions.open_thread(dina, thread)
    follow(outer(b"\r\nHello again\r\n", more=autocrypt(good)).replace(b"<1@", b"<3@"), minutes=9)
    row, stub = actions.open_thread(dina, thread)
    found = peers.standing(dina, row, stub)
    assert (found.unusable, found.can_encrypt) == ("revoked", False)


def test_a_new_key_of_ours_and_old_mail_still_opens(lev: Actor, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One"))
    mailkeys.make(lev, OURS)
    assert mailkeys.current(lev, OURS).fingerprint != key.fingerprint
    assert [entry.text for entry in entries(lev, the_request())] == ["One"]
    assert mailkeys.published()[OURS] == mailkeys.current(lev, OURS).certificate
    assert PublishedKey.objects.count() == 1


def test_a_revoked_key_still_opens_and_everybody_is_told(lev: Actor, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One"))
    mailkeys.revoke(lev, MailKey.objects.get().pk)
    assert mailkeys.current(lev, OURS) is None
    assert describe(mailkeys.published()[OURS])[0].unusable == "revoked"
    assert [entry.text for entry in entries(lev, the_request())] == ["One"]


def test_only_a_coordinator_makes_keys_and_only_the_duty_team_opens_them(
    lev: Actor, dina: Actor, ira: Actor, key: Any
) -> None:
    with pytest.raises(Absent):
        mailkeys.make(dina, OURS)
    with pytest.raises(NotPossible):
        mailkeys.make(lev, "somebody@example.net")
    assert len(mailkeys.held(dina)) == 1
    assert mailkeys.held(ira) == []
    for row in (MailKey.objects.get(), PublishedKey.objects.get()):
        assert key.secret[20:60] not in bytes(row.sealed)
        assert OURS.encode() not in bytes(row.sealed)
    assert b"BEGIN" not in read(MailKey.objects.get(), lev.keys).secret[:10]


def test_a_key_made_in_an_innocent_view_is_not_published(lev: Actor) -> None:
    mailkeys.make(replace(lev, apart={DUTY: locator(DUTY)}), OURS)
    assert MailKey.objects.count() == 1
    assert mailkeys.published() == {}


def test_a_key_that_we_do_not_have(dina: Actor, gpg: Gpg, key: Any) -> None:
    stranger = gpg.make("stranger@example.net")
    assert stranger
    come(encrypted(gpg.seal(entity("Hello"), ANNA, to="stranger@example.net")))
    assert sentences(dina, the_request())[0].startswith("Encrypted, but not to a key that we have")
    with pytest.raises(Exposed):  # it was written encrypted, whoever was meant
        actions.answer(dina, the_request(), "Please write again")


def test_the_same_text_sent_again_is_told(dina: Actor, gpg: Gpg, key: Any) -> None:
    first = sealed(gpg, "Come to the bridge", more=autocrypt(gpg.public(ANNA)))
    come(first)
    actions.answer(dina, the_request(), "Yes?")
    follow(first.replace(b"<1@", b"<2@"), minutes=5)
    first_entry, second_entry = theirs(dina, the_request())
    assert protection.repeated([first_entry, second_entry]) == {second_entry.id}


def test_files_in_an_encrypted_message(dina: Actor, gpg: Gpg, key: Any) -> None:
    inner = (
        b"Content-Type: multipart/mixed; boundary=i\r\n\r\n--i\r\n\r\nSee the picture.\r\n--i\r\n"
        b"Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename=a.jpg\r\n\r\npicture\r\n--i--\r\n"
    )
    come(encrypted(gpg.seal(inner, ANNA)))
    (entry,) = entries(dina, the_request())
    assert [file.name for file in entry.parsed.attachments] == ["a.jpg"]
    taken = actions.take_attachment(dina, the_request(), entry.id, 0)
    assert b"".join(taken.read()) == b"picture"


def test_the_pages(client_of: Clients, gpg: Gpg, lev: Actor, dina: Actor) -> None:
    browser = client_of("lev")
    assert b"There is no key yet" in browser.get("/staff/mail-keys/", HTTP_ACCEPT_LANGUAGE="en").content
    assert browser.post("/staff/mail-keys/make", {"address": OURS}).status_code == 303
    shown = browser.get("/staff/mail-keys/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    made = mailkeys.current(lev, OURS)
    assert protection.fingerprint(made.fingerprint) in shown
    gpg.take(made.certificate)
    come(sealed(gpg, "Помогите.", more=autocrypt(gpg.public(ANNA))))
    thread = browser.get(f"/staff/requests/{the_request()}", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    for words in ("Помогите.", "Encrypted to us.", "Key of this person", "How it leaves", "We compared it"):
        assert words in thread
    form = {"text": "Yes?", "protection": "encrypt"}
    assert browser.post(f"/staff/requests/{the_request()}/answer", form).status_code == 303
    assert b"Yes?" not in letter()
    fingerprint = describe(gpg.public(ANNA))[0].fingerprint
    assert f'name="fingerprint" value="{fingerprint}"' in thread
    said = browser.post(f"/staff/requests/{the_request()}/trust-key", {"fingerprint": fingerprint})
    assert said["Location"].endswith("?notice=key-trusted")
    assert client_of("dina").get("/staff/mail-keys/").status_code == 404


def test_an_answer_that_would_be_exposed_comes_back_with_its_text(client_of: Clients, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One"))
    url = f"/staff/requests/{the_request()}/answer"
    answer = client_of("dina").post(url, {"text": "My long answer"}, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == 422
    assert "My long answer" in answer.content.decode()
    assert "It was not sent: we have no key of theirs" in answer.content.decode()
    assert Outgoing.objects.count() == 0


def test_where_there_is_no_key_none_is_offered(client_of: Clients, gpg: Gpg, key: Any) -> None:
    come(sealed(gpg, "One"))
    browser, url = client_of("dina"), f"/staff/requests/{the_request()}"
    page = browser.get(url, HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "Readable: whoever carries the mail can read it" in page
    assert "Encrypted with this person" not in page
    for given in ({}, {"protection": "encrypt"}):
        answer = browser.post(f"{url}/answer", {"text": "My answer"} | given, HTTP_ACCEPT_LANGUAGE="en")
        said = answer.content.decode()
        assert answer.status_code == 422
        assert "we have no key of theirs to encrypt it with" in said
        assert "Encrypted with this person" not in said
    assert Outgoing.objects.count() == 0


@pytest.mark.parametrize(
    ("can", "choice", "why"),
    [
        (False, "", "NO_KEY"),
        (False, "encrypt", "NO_KEY"),
        (True, "encrypt", "NOT_ENCRYPTED"),
        (True, "", "HOW_IT_LEAVES"),
    ],
)
def test_one_reason_is_given_and_it_is_the_right_one(can: bool, choice: str, why: str) -> None:
    keys: Any = SimpleNamespace(can_encrypt=can)
    assert protection.exposed(keys, choice) == getattr(wording, why)


def test_the_directory_gives_keys_and_nothing_else(client: Client, key: Any) -> None:
    for place in ("", "example.org/"):
        found = client.get(f"/.well-known/openpgpkey/{place}hu/{hashed('help')}?l=help")
        assert (found.status_code, found.content) == (200, key.certificate)
        assert found.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get(f"/.well-known/openpgpkey/{place}policy").status_code == 200
    assert client.get(f"/.well-known/openpgpkey/hu/{hashed('anna')}").status_code == 404
    assert client.post("/.well-known/openpgpkey/policy").status_code in (403, 405)


def test_a_published_key_put_there_by_force_is_not_given(client: Client, key: Any) -> None:
    row = PublishedKey.objects.get()
    PublishedKey.objects.filter(pk=row.pk).update(sealed=bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1]))
    assert client.get(f"/.well-known/openpgpkey/hu/{hashed('help')}").status_code == 404


def test_published_again_under_another_half(lev: Actor, key: Any) -> None:
    row = PublishedKey.objects.get()
    PublishedKey.objects.filter(pk=row.pk).update(sealed=b"W" + bytes(700))
    assert not mailkeys.is_published(lev)
    mailkeys.publish_again(lev)
    assert mailkeys.is_published(lev)
    assert mailkeys.published()[OURS] == key.certificate


def test_a_cover_stands_outside_too(dina: Actor, gpg: Gpg, key: Any) -> None:
    """Whoever asked for a subject that may be seen gets it where it is seen."""
    come(sealed(gpg, "Помогите.", more=autocrypt(gpg.public(ANNA))))
    thread = the_request()
    contacting.save(dina, thread, Contact(cover="a shop", subject="Your order", sender="Lamps"))
    actions.answer(dina, thread, "The box is ready.")
    assert b"\r\nSubject: Your order\r\n" in letter()
    assert b"The box" not in letter()
    opened = gpg.run("-d", given=letter()[letter().index(b"-----BEGIN PGP") :])
    assert b"Subject: Your order" in opened


def clear(gpg: Gpg, signer: str = ANNA, text: str = "Meet me at the bridge", **at: str) -> bytes:
    """A text that anybody may read, signed."""
    signed = gpg.run("--clearsign", "-u", signer, given=text.encode(), **at)
    return outer(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + signed)


def test_a_signature_that_nobody_could_check_is_not_called_one(dina: Actor, gpg: Gpg, key: Any) -> None:
    """Anybody can put any key's name under a mail: without the key nothing holds the two together."""
    named = protection.fingerprint(describe(gpg.public(ANNA))[0].fingerprint)
    come(clear(gpg).replace(b"at the bridge", b"at the station"))
    _, said = sentences(dina, the_request())
    assert said == (
        f"Names key {named}, which nobody has shown us: the signature was not checked. Anybody can write such a name."
    )
    assert protection.badge(theirs(dina, the_request())[-1].said.report) is None


def test_a_signature_that_holds_is_called_one(dina: Actor, gpg: Gpg, key: Any) -> None:
    raw = clear(gpg).replace(b"MIME-Version", autocrypt(gpg.public(ANNA)).encode() + b"MIME-Version", 1)
    come(raw)
    assert sentences(dina, the_request())[1].startswith("Signed by key ")
    word, *_ = protection.badge(theirs(dina, the_request())[-1].said.report) or ("",)
    assert word == "Signed"


@pytest.mark.parametrize("state", ["unknown", "unread", "expired"])
def test_what_no_signature_proves_has_no_badge(state: str) -> None:
    assert protection.badge(Report(signature=state)) is None


def test_a_key_whose_time_is_over_signs_nothing(dina: Actor, key: Any, tmp_path: Path) -> None:
    """Nor is it said to have signed: with an old key nobody can tell whether it fits this text."""
    old = Gpg(tmp_path / "old")
    certificate = old.make(ANNA, at="20200101", lasts="1y")
    raw = clear(old, at="20200601").replace(b"at the bridge", b"at the station")
    old.stop()
    come(raw.replace(b"MIME-Version", autocrypt(certificate).encode() + b"MIME-Version", 1))
    assert any("whose time is over: the signature proves nothing" in said for said in sentences(dina, the_request()))
    assert protection.badge(theirs(dina, the_request())[-1].said.report) is None
