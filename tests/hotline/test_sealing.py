"""What a caller's browser sealed: taken unread, opened by those on duty, and never a danger to them."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client

from tests.hotline import as_browser
from tests.hotline.helpers import NOW, entries, the_request
from tests.stage import Organisation
from waystation.casework import acceptance
from waystation.hotline import access, actions, callers, contact, contact_rules, proposing, sealing
from waystation.hotline.hours import written
from waystation.hotline.models import CallerMessage, Message, Request
from waystation.hotline.records import Hours, MessageRecord
from waystation.staff.actor import Actor
from waystation.vault import suite
from waystation.vault.content import seal_content
from waystation.vault.directory import address
from waystation.vault.models import Address
from waystation.vault.padding import pad, padded_size
from waystation.vault.records import post

Clients = Callable[[str], Client]


def returned(client: Client, words: list[str]) -> Client:
    client.post("/en/return", {"phrase": " ".join(words)})
    return client


def test_it_works(dina: Actor) -> None:
    answer = as_browser.post(Client(), text="They came.\nHelp me.")
    assert len(answer.context["words"]) == 12
    assert "sealed in your browser before it left" in answer.content.decode()
    (entry,) = entries(dina, the_request())
    assert (entry.text, entry.parsed.notes) == ("They came.\nHelp me.", ("sealed-in-browser",))


def test_a_form_without_scripts_says_that_the_server_sealed_it(organisation: Organisation) -> None:
    client = Client()
    page = client.get("/en/write")
    shown = page.content.decode()
    assert '<p class="soft" data-way="server">Your message is sealed on our server' in shown
    answer = client.post("/en/write", {"text": "Help me.", "once": page.context["form"].token})
    assert "sealed on our server as it arrived" in answer.content.decode()


def test_what_was_said_beside_the_message_comes_out_with_it(dina: Actor) -> None:
    as_browser.post(Client(), name="Z.\n", in_danger=True, shared_device="yes")
    _, before = access.request(dina, the_request())
    assert (before.urgency, before.who) == ("unknown", "")
    _, stub = actions.open_thread(dina, the_request())
    assert (stub.urgency, stub.who, stub.name, stub.shared_device) == ("now", "Z.", "Z.", "yes")


def test_what_a_person_judged_stands_above_what_was_said_beside_the_message(dina: Actor) -> None:
    as_browser.post(Client(), name="Z.", in_danger=True, shared_device="yes")
    actions.set_urgency(dina, the_request(), "normal")
    _, stub = actions.open_thread(dina, the_request())
    assert (stub.urgency, stub.name) == ("normal", "Z.")


def test_danger_comes_to_the_top_before_anybody_has_read_it(dina: Actor) -> None:
    as_browser.post(Client(), in_danger=True)
    proposing.look_through(dina)
    (line,) = access.queue(dina).group("ours")
    assert (line.stub.urgency, line.stub.status) == ("now", "new")


def test_the_first_who_opens_it_writes_it_anew(dina: Actor, lev: Actor) -> None:
    as_browser.post(Client())
    (_, before), *_ = access.records(dina, the_request())
    actions.open_thread(dina, the_request())
    (row, record), *_ = access.records(lev, the_request())
    assert (before.closed, record.closed) == (True, False)
    assert access.raw(row, record) == b"Help me."


def test_files_come_out_with_their_names(dina: Actor) -> None:
    client = Client()
    page = client.get("/en/write")
    shown = page.content.decode()
    sent = as_browser.message(shown) | as_browser.files(shown, ("мой паспорт.txt", b"passport"), ("b.txt", b"x" * 900))
    client.post("/en/write", {"once": page.context["form"].token, **sent})
    for _ in ("closed", "settled"):
        message = Message.objects.get().pk
        (row, record), *_ = access.records(dina, the_request())
        said = access.readable(dina, row, record)
        assert said is not None
        assert [(each.name, each.size) for each in said.attachments] == [("мой паспорт.txt", 8), ("b.txt", 900)]
        assert b"".join(access.attachment(dina, the_request(), message, 0).read()) == b"passport"
        actions.open_thread(dina, the_request())


def test_it_goes_where_its_thread_goes(lev: Actor) -> None:
    """A case's keepers need not have the key that the browser sealed to, also where nobody looked before."""
    as_browser.post(Client(), in_danger=True)
    acceptance.accept(lev, the_request(), pseudonym="Heron")
    ((row, record),) = access.records(lev, the_request())
    assert (record.closed, access.raw(row, record)) == (False, b"Help me.")
    assert access.request(lev, the_request())[1].urgency == "now"


def test_what_is_written_later_is_sealed_to_who_has_the_thread(dina: Actor, lev: Actor) -> None:
    client = Client()
    returned(client, as_browser.post(client).context["words"])
    acceptance.accept(lev, the_request(), pseudonym="Heron")
    request = Request.objects.get()
    key, _ = as_browser.offered(client.get("/en/thread").content.decode())
    assert key == address(request.locator, request.compartment)[1]
    answer = as_browser.post(client, "/en/thread", "Still here.")
    assert answer["Location"] == "/en/thread?notice=sealed-received"
    assert [entry.text for entry in entries(lev, the_request())] == ["Help me.", "Still here."]


def test_what_was_sealed_before_the_thread_became_a_case_still_opens(lev: Actor) -> None:
    client = Client()
    returned(client, as_browser.post(client).context["words"])
    page = client.get("/en/thread")
    acceptance.accept(lev, the_request(), pseudonym="Heron")
    sent = {"once": page.context["form"].token, **as_browser.message(page.content.decode(), "Still here.")}
    client.post("/en/thread", sent)
    assert [entry.text for entry in entries(lev, the_request())] == ["Help me.", "Still here."]


def test_the_caller_reads_our_answers_as_ever_and_is_told_of_what_was_sealed(dina: Actor) -> None:
    client = Client()
    returned(client, as_browser.post(client, text="Only for you.").context["words"])
    actions.answer(dina, the_request(), "We are here.")
    shown = client.get("/en/thread").content.decode()
    assert "We are here." in shown
    assert "Only for you." not in shown
    assert "Sealed in your browser before it left. Only our team can read it." in shown


def test_sent_twice_it_is_stored_once(organisation: Organisation) -> None:
    client = Client()
    page = client.get("/en/write")
    sent = {"once": page.context["form"].token, **as_browser.message(page.content.decode())}
    first, second = (client.post("/en/write", sent) for _ in range(2))
    assert first.context["words"] == second.context["words"]
    assert (Request.objects.count(), Message.objects.count(), CallerMessage.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("path", ["/en/write", "/en/thread"])
def test_on_a_full_disk_what_was_sealed_stays_in_the_form(
    dina: Actor, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    client = Client()
    returned(client, as_browser.post(client, text="First.").context["words"])

    def fail(*args: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(callers, "_store", fail)
        answer = as_browser.post(client, path, "They come tonight.")
    assert answer.status_code == 503
    assert "What you wrote is still in this form, sealed" in answer.content.decode()
    form = answer.context["form"]
    client.post(path, {name: form[name].value() or "" for name in ("once", "sealed", "listed")})
    texts = [entry.text for row in Request.objects.all() for entry in entries(dina, row.pk)]
    assert "They come tonight." in texts


GOOD = suite.seal_to(suite.public_bytes(bytes(32)), b"", pad(b"x"))
MISSHAPEN = {
    "words": b"Help me.",
    "short": GOOD[:-1],
    "long": GOOD + b"\0",
    "no suite": b"\3" + GOOD[1:],
    "noise": bytes(40),
    "suite alone": suite.written(),
    "huge": GOOD[:1] + bytes(sealing.ENCAPSULATED + padded_size(300_000) + suite.TAG_SIZE),
}


@pytest.mark.parametrize(
    "sealed",
    ["Help me.", "=", *(base64.b64encode(each).decode() for each in MISSHAPEN.values())],
    ids=["bare", "=", *MISSHAPEN],
)
def test_what_no_browser_of_ours_sends_leaves_the_page_where_it_is(organisation: Organisation, sealed: str) -> None:
    client = Client()
    page = client.get("/en/write")
    answer = client.post("/en/write", {"once": page.context["form"].token, "sealed": sealed})
    assert (answer.status_code, answer.content, answer.cookies["refused"].value) == (204, b"", "1")
    assert not Message.objects.exists()
    client.post("/en/write", {"once": page.context["form"].token, "sealed": "", "text": "Help me."})
    assert Message.objects.count() == 1


def test_a_form_that_is_not_ours_takes_nothing_sealed(organisation: Organisation) -> None:
    client = Client()
    sent = as_browser.message(client.get("/en/write").content.decode())
    for once in ("", "A" * 44):
        assert client.post("/en/write", {"once": once, **sent}).status_code == 204
    assert not Message.objects.exists()


HOSTILE: dict[str, Any] = {
    "no JSON": b"\xff\xfe{",
    "another shape": {"text": ["a"]},
    "more than we ask": {"text": "a", "urgency": "now"},
    "no text": {"name": "a"},
    "nested": b"[" * 20_000,
    "empty": b"",
}


@pytest.mark.parametrize("said", HOSTILE.values(), ids=HOSTILE)
def test_hostile_content_is_a_line_in_the_thread(dina: Actor, client_of: Clients, said: Any) -> None:
    client = Client()
    page = client.get("/en/write")
    key, form = as_browser.offered(page.content.decode())
    sealed = as_browser.box(key, b"browser message", form, said)
    client.post("/en/write", {"once": page.context["form"].token, "sealed": sealed})
    _is_a_line(dina, client_of)


def _is_a_line(dina: Actor, client_of: Clients) -> None:
    staff, english = client_of("dina"), {"accept-language": "en"}
    proposing.look_through(dina)
    for _ in range(2):
        shown = staff.get(f"/staff/requests/{the_request()}", headers=english)
        assert shown.status_code == 200
        assert "came sealed by a browser and cannot be read" in shown.content.decode()
        assert "damaged" not in staff.get("/staff/requests/", headers=english).content.decode()
    acceptance.accept(dina, the_request(), pseudonym="Heron")
    shown = client_of("lev").get(f"/staff/requests/{the_request()}", headers=english)
    assert "cannot be read" in shown.content.decode()


@pytest.mark.parametrize("noise", [os.urandom, bytes], ids=["noise", "zeros"])
def test_bytes_that_open_to_nobody_are_a_line_in_the_thread(
    dina: Actor, client_of: Clients, noise: Callable[[int], bytes]
) -> None:
    client = Client()
    page = client.get("/en/write")
    forged = suite.written() + noise(sealing.ENCAPSULATED + padded_size(0) + suite.TAG_SIZE)
    sent = {"once": page.context["form"].token, "sealed": base64.b64encode(forged).decode()}
    assert client.post("/en/write", sent).context["words"]
    _is_a_line(dina, client_of)


@pytest.mark.parametrize("content", [b"", b"\1" + os.urandom(600)], ids=["empty", "noise"])
def test_a_hostile_file_is_shown_as_it_came(dina: Actor, client_of: Clients, content: bytes) -> None:
    client = Client()
    page = client.get("/en/write")
    shown = page.content.decode()
    sent = as_browser.message(shown) | as_browser.files(shown, ("a.txt", b"a"))
    sent["files"] = [as_browser.SimpleUploadedFile("file", content or b"\0", "text/plain")]
    client.post("/en/write", {"once": page.context["form"].token, **sent})
    staff, message = client_of("dina"), Message.objects.get().pk
    for _ in ("closed", "settled"):
        assert staff.get(f"/staff/requests/{the_request()}/messages/{message}/files/0").status_code in (200, 404)
        assert staff.get(f"/staff/requests/{the_request()}", headers={"accept-language": "en"}).status_code == 200


def test_nobody_can_claim_that_a_browser_sealed_it(dina: Actor) -> None:
    as_browser.post(Client())
    request, message = Request.objects.get(), uuid4()
    key, body = seal_content(b"Me too.", message.bytes)
    record = MessageRecord(thread=request.pk, at=NOW, key=key, form=bytes(16))
    post(Message, record, (request.locator, request.compartment), id=message, thread=request.pk, body=body)
    told = {entry.text: entry.parsed.notes for entry in entries(dina, request.pk)}
    assert told == {"Help me.": ("sealed-in-browser",), "Me too.": ()}


def test_a_long_message_of_control_characters_fits(dina: Actor) -> None:
    as_browser.post(Client(), text="\x01" * 20_000)
    assert len(entries(dina, the_request())[0].text) == 20_000


def test_where_no_key_is_proved_nothing_is_offered(organisation: Organisation) -> None:

    Address.objects.update(mark=bytes(16))
    shown = Client().get("/en/write").content.decode()
    assert "data-seal-key" not in shown
    assert "seal.js" not in shown


# Answers to the questions of safe contact.

TIMES = "/en/thread/contact"
WORDS = f"{TIMES}/words"


@pytest.fixture
def visitor(organisation: Organisation) -> Client:
    """A caller with a thread."""
    client = Client()
    return returned(client, callers.begin_web("Good day.", language="en", now=NOW))


def answer(client: Client, path: str, **said: str) -> Any:
    """Fills in the page in a browser that seals it. Fields that are not named are left empty."""
    page = client.get(path)
    form = page.context["form"]
    typed = dict.fromkeys(form.words, "") | ({"zone": "Europe/Moscow"} if path == TIMES else {}) | said
    told = {"text": "I have answered the questions on safe contact.", "answers": typed}
    key, bound = as_browser.offered(page.content.decode())
    sealed = as_browser.box(key, b"browser message", bound, told)
    return client.post(path, {"once": form.token, "sealed": sealed})


def test_answers_are_sealed_in_the_browser_and_kept_to_like_any(visitor: Client, dina: Actor) -> None:
    given = {"when_days": "work", "when_from": "14:00", "when_to": "17:00", "who_sees": "sometimes"}
    sent = answer(visitor, TIMES, **given)
    assert sent["Location"] == f"{WORDS}?notice=contact-sealed"
    assert "sealed in your browser before it left" in visitor.get(sent["Location"]).content.decode()
    assert answer(visitor, WORDS, our_word="swallow", trusted="Aunt Zara", word_duress="bread").status_code == 303
    for _ in ("closed", "settled"):
        found = contact.of(dina, the_request())
        assert written(found.contact.hours.when, "en") == "mon–fri 14:00–17:00"
        assert (found.contact.our_word, found.contact.trusted) == ("swallow", "Aunt Zara")
        assert (found.contact.who_sees, contact_rules.hears(found.terms, "Bread!")) == ("sometimes", {"word_duress"})
        actions.open_thread(dina, the_request())
    texts = [entry.text for entry in entries(dina, the_request())]
    assert texts[1:] == ["I have answered the questions on safe contact."] * 2


def test_the_server_has_no_copy_of_them_that_the_twelve_words_open(visitor: Client) -> None:
    answer(visitor, WORDS, our_word="swallow")
    assert "swallow" not in visitor.get("/en/thread").content.decode() + visitor.get(WORDS).content.decode()


def test_the_page_of_the_questions_says_which_it_will_be(visitor: Client) -> None:
    for path in (TIMES, WORDS):
        shown = visitor.get(path).content.decode()
        assert '<p class="soft" data-way="server">Your answers are sealed on our server as they arrive.' in shown
        assert 'data-way="browser" hidden><p>Your answers are sealed in this browser before they leave.' in shown


def test_danger_in_sealed_answers_is_danger(visitor: Client, dina: Actor) -> None:
    for now, proposed in (("no", "unknown"), ("yes", "now")):
        answer(visitor, TIMES, now=now)
        proposing.look_through(dina)
        assert access.request(dina, the_request())[1].proposed.urgency == proposed  # type: ignore[union-attr]


def test_what_a_browser_let_pass_is_told_to_whoever_opens_it(visitor: Client, dina: Actor) -> None:
    answer(visitor, TIMES, never_days="all", never_from="14:00", who_sees="yes")
    answer(visitor, WORDS, word_ok="green lamp", word_duress="Green, lamp", our_word="a\x1bb", cover="a shop")
    first, second = [entry.text for entry in entries(dina, the_request())][1:]
    assert first.splitlines()[1:] == ["Not understood: When must we never write? all 14:00"]
    assert "lamp" not in second
    assert len(second.splitlines()) == 3
    found = contact.of(dina, the_request()).contact
    assert (found.who_sees, found.cover, found.our_word, found.hours.never) == ("yes", "a shop", "", ())


@pytest.mark.parametrize(
    "answers", [["a"], {"zone": 3}, {"now": None}, "text"], ids=["a list", "a number", "nothing", "a text"]
)
def test_hostile_answers_are_a_line_in_the_thread(visitor: Client, dina: Actor, answers: Any) -> None:
    page = visitor.get(TIMES)
    key, bound = as_browser.offered(page.content.decode())
    sealed = as_browser.box(key, b"browser message", bound, {"text": "", "answers": answers})
    visitor.post(TIMES, {"once": page.context["form"].token, "sealed": sealed})
    assert entries(dina, the_request())[1].parsed.notes == ("sealed-unreadable",)


def test_answers_that_no_form_asks_for_are_nothing(visitor: Client, dina: Actor) -> None:
    odd = {"stop": "on", "free_since": "now", "once": "x", "sealed": "x", "zone": "../../etc/passwd", "now": "perhaps"}
    answer(visitor, TIMES, **odd)
    found = contact.of(dina, the_request()).contact
    assert (found.stop, found.now, found.hours) == (False, "", Hours())


def test_sealed_answers_sent_twice_are_one_and_damaged_ones_leave_the_page(visitor: Client) -> None:
    page = visitor.get(WORDS)
    sent = {"once": page.context["form"].token, **as_browser.message(page.content.decode(), answers={"cover": "a"})}
    assert [visitor.post(WORDS, sent).status_code for _ in range(2)] == [303, 303]
    assert Message.objects.count() == 2
    assert visitor.post(WORDS, sent | {"sealed": sent["sealed"][:-8]}).status_code == 204
    assert Message.objects.count() == 2


def test_on_a_full_disk_sealed_answers_stay_in_the_form(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise OperationalError

    with monkeypatch.context() as broken:
        broken.setattr(callers, "_store", fail)
        refused = answer(visitor, TIMES, when_days="work")
    assert refused.status_code == 503
    form = refused.context["form"]
    assert "What you wrote is still in this form, sealed" in refused.content.decode()
    visitor.post(TIMES, {name: form[name].value() or "" for name in ("once", "sealed", "listed")})
    assert Message.objects.count() == 2
