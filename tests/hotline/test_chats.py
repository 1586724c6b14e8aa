"""Exported chats: read as their messengers write them, whatever is in them, and kept as they came."""

from __future__ import annotations

import contextlib
import hashlib
import time
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.hotline.chat_samples import MESSAGES, SIGNAL, SIGNAL_SHORT, WHATSAPP_HEADS, telegram, whatsapp
from tests.hotline.helpers import receive, the_request
from waystation.hotline import access, actions, chat_actions, chats
from waystation.hotline.chat import reader
from waystation.hotline.chat.lines import Refused
from waystation.hotline.errors import AlreadyStored
from waystation.hotline.models import Message, Request
from waystation.staff.actor import Actor


def refused(raw: bytes) -> str:
    with pytest.raises(Refused) as caught:
        chats.read(raw)
    return caught.value.code


def test_telegram() -> None:
    chat = chats.read(telegram())
    assert (chat.kind, chat.title, chat.count, chat.missing) == ("telegram", "Lena", 4, 2)
    assert chat.people == (("Lena", 2), ("Zaur", 1))
    call, said, photo, voice = chat.lines
    assert (call.event, call.who, call.text) == (True, "Zaur", "phone call")
    assert (said.who, said.at, said.utc, said.text) == (
        "Zaur",
        "2026-01-31T12:34:56",
        "2026-01-31T09:34:56Z",
        "Они пришли.",
    )
    assert photo.files == ("photo_1@31-01-2026.jpg",)
    assert (voice.files, voice.text) == (("voice.ogg",), "Listen")


def test_telegram_of_a_whole_account_is_read_only_where_it_holds_one_chat() -> None:
    one = {"name": "Lena", "messages": MESSAGES}
    assert chats.read(telegram(messages="", chats={"about": "", "list": [one]})).count == 4
    assert refused(telegram(messages="", chats={"list": [one, one]})) == "several-chats"


@pytest.mark.parametrize("name", WHATSAPP_HEADS)
def test_whatsapp_in_every_region(name: str) -> None:
    head = WHATSAPP_HEADS[name]
    chat = chats.read(whatsapp("Зелимхан Б.: Они пришли.\nИх двое: у дома.", "Lena: Где ты?", head=head))
    first, second = chat.lines
    assert (chat.kind, first.who, first.text) == ("whatsapp", "Зелимхан Б.", "Они пришли.\nИх двое: у дома.")
    assert first.at[:16] == "2026-01-31T14:05"
    assert (second.who, second.text, second.event) == ("Lena", "Где ты?", False)


@pytest.mark.parametrize(
    ("dates", "day", "guessed"),
    [
        (("2/1/26", "13/1/26"), "2026-01-02", False),
        (("2/1/26", "2/13/26"), "2026-02-01", False),
        (("5/11/25", "4/12/25", "3/1/26", "2/2/26"), "2025-11-05", False),
        (("11/5/25", "12/4/25", "1/3/26", "2/2/26"), "2025-11-05", False),
        (("2/1/26", "3/2/26"), "2026-01-02", True),
        (("02.01.26", "03.02.26"), "2026-01-02", False),
    ],
)
def test_which_is_the_day_all_dates_together_say(dates: tuple[str, ...], day: str, guessed: bool) -> None:
    raw = "".join(f"{date}, 14:05 - Lena: x\n" for date in dates).encode()
    chat = chats.read(raw)
    assert chat.lines[0].at[:10] == day
    assert ("date-order-guessed" in chat.notes) == guessed


@pytest.mark.parametrize(
    ("said", "files"),
    [
        ("\u200e<attached: 00000012-PHOTO-2026-01-31.jpg>", ("00000012-PHOTO-2026-01-31.jpg",)),
        ("\u200e<прикреплено: 00000012-PHOTO.jpg>", ("00000012-PHOTO.jpg",)),
        ("IMG-20260131-WA0001.jpg (file attached)", ("IMG-20260131-WA0001.jpg",)),
        ("IMG-20260131-WA0001.jpg (файл добавлен)\nнаш дом", ("IMG-20260131-WA0001.jpg",)),
        ("<Media omitted>", ("",)),
        ("<Без медиафайлов>", ("",)),
        ("\u200eimage omitted", ("",)),
        ("\u200eизображение отсутствует", ("",)),
        ("I am here (now)", ()),
    ],
)
def test_whatsapp_says_what_is_missing(said: str, files: tuple[str, ...]) -> None:
    assert chats.read(whatsapp(f"Lena: {said}")).lines[0].files == files


def test_what_whatsapp_itself_says_is_nobodys() -> None:
    line = chats.read(whatsapp("Сообщения защищены сквозным шифрованием.")).lines[0]
    assert (line.event, line.who) == (True, "")


@pytest.mark.parametrize("raw", [SIGNAL, SIGNAL_SHORT])
def test_signal(raw: bytes) -> None:
    chat = chats.read(raw)
    first, second, third = chat.lines
    assert (chat.kind, chat.count, chat.missing) == ("signal", 3, 2)
    assert first.who.startswith("Lena")
    assert first.at[:16] == "2026-01-31T14:05"
    assert [line for line in first.text.split("\n") if line] == ["They came.", "Two of them."]
    assert (second.who, second.text, second.event, third.event) == ("You", "Are you safe?", False, True)


def test_signal_names_files_and_the_moment() -> None:
    first = chats.read(SIGNAL).lines[0]
    assert (first.files, first.utc) == (("house.jpg", ""), "2026-01-31T11:05:09Z")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "not-a-chat"),
        (b"Hello.", "not-a-chat"),
        (b"PK\x03\x04" + bytes(100), "not-a-chat"),
        (b"{", "broken"),
        (b"{}", "not-a-chat"),
        (telegram(messages=[]), "not-a-chat"),
        (telegram(messages=[1, None, "x", [[]]]), "not-a-chat"),
        (b'{"messages":' + b"[" * 1_000_000, "broken"),
        (b'{"messages":[' + b'{"text":' * 100_000 + b"}" * 100_000 + b"]}", "broken"),
        (telegram()[:-40], "broken"),
        (b'{"messages":[{"id":' + b"9" * 10_000 + b"}]}", "broken"),
    ],
)
def test_what_is_no_chat_is_refused_with_the_reason(raw: bytes, code: str) -> None:
    begun = time.monotonic()
    assert refused(raw) == code
    assert time.monotonic() - begun < 60


def test_fields_of_any_type_are_no_error() -> None:
    for wrong in (None, 1, 1.5, True, [], {}, [[]], [{}], [None], "x" * 50_000, {"text": {"text": []}}, "\ud800"):
        fields = ("from", "from_id", "text", "date", "date_unixtime", "type", "file", "photo", "file_name", "name")
        fields += ("location_information", "contact_information", "forwarded_from", "actor", "action", "edited")
        raw = telegram([dict.fromkeys(fields, wrong)]) if wrong != "\ud800" else b'{"messages":[{"text":"\\ud800"}]}'
        assert chats.read(raw).count == 1


def test_broken_letters_and_turned_text_are_shown_as_what_they_are() -> None:
    chat = chats.read(whatsapp("Lena\u202e: \u202eevil\u2066 \x07\x1b[31m").replace(b"evil", b"\xff\xfe\xe2\x82"))
    said = chat.lines[0]
    assert set(chat.notes) == {"broken-utf-8", "hidden-characters"}
    assert not set(said.who + said.text) & set("\u202e\u2066\x07\x1b")
    assert "\ufffd" in said.text


def test_a_million_messages_are_read_within_the_limits() -> None:
    raw = b"31.01.2026, 14:05 - A: x\n" * 1_000_000
    chat = chats.read(raw, 999_950)
    assert (chat.count, len(chat.lines), len(chat.last)) == (1_000_000, 50, 10)


def test_pages_follow_each_other() -> None:
    raw = whatsapp(*(f"Lena: {number}" for number in range(250)))
    said = [line.text for first in (0, 100, 200) for line in chats.read(raw, first).lines]
    assert said == [str(number) for number in range(250)]


@given(st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: whatsapp(text))))
def test_no_bytes_are_an_error(raw: bytes) -> None:
    for each in (raw, telegram()[:120] + raw, SIGNAL + raw, SIGNAL_SHORT + raw, raw + SIGNAL):
        with contextlib.suppress(Refused):
            assert reader.read(each, 0)["count"]


def test_it_is_kept_as_it_came_and_once(dina: Actor) -> None:
    raw = telegram()
    request_id = chat_actions.take(dina, raw)
    with pytest.raises(AlreadyStored):
        chat_actions.take(dina, raw)
    with pytest.raises(AlreadyStored):
        chat_actions.add(dina, request_id, raw)
    assert (Request.objects.count(), Message.objects.count()) == (1, 1)
    message = Message.objects.get()
    assert "пришли".encode() not in bytes(message.body) + bytes(message.sealed)
    source = access.original(dina, request_id, message.pk)
    assert b"".join(source.read()) == raw
    assert access.records(dina, request_id)[0][1].sha256 == hashlib.sha256(raw).digest()


def test_added_to_a_thread_it_is_a_note_of_staff(dina: Actor) -> None:
    receive()
    request_id = the_request()
    before = access.request(dina, request_id)[1]
    chat_actions.add(dina, request_id, SIGNAL)
    with pytest.raises(AlreadyStored):
        chat_actions.add(dina, request_id, SIGNAL)
    _, after = actions.open_thread(dina, request_id)
    assert (after.count, after.status, after.last_in) == (before.count + 1, before.status, before.last_in)


def test_the_rules_of_triage_look_at_its_last_messages(dina: Actor) -> None:
    request_id = chat_actions.take(dina, whatsapp("Lena: Меня сейчас убьют, они у двери."))
    _, stub = actions.open_thread(dina, request_id)
    assert stub.proposed is not None
    assert stub.proposed.urgency == "now"


def sent(client: Client, path: str, raw: bytes, **more: str) -> Any:
    return client.post(path, {"files": SimpleUploadedFile("result.json", raw), **more})


def test_on_the_pages(dina: Actor, client_of: Callable[[str], Client]) -> None:
    client = client_of("dina")
    raw = telegram()
    answer = sent(client, "/staff/requests/chat", raw, who="Лена, сестра")
    shown = client.get(answer["Location"]).content.decode()
    assert "Лена, сестра" in shown
    assert hashlib.sha256(raw).hexdigest() in shown
    page = client.get(f"/staff/requests/{the_request()}/messages/{Message.objects.get().pk}/chat").content.decode()
    for said in ("Они пришли.", "2026-01-31", "12:34", "Zaur", "voice.ogg", hashlib.sha256(raw).hexdigest()):
        assert said in page
    assert sent(client, "/staff/requests/chat", raw)["Location"] == "/staff/requests/?notice=chat-kept-before"
    again = f"/staff/requests/{the_request()}/chat"
    assert "chat-kept-before" in sent(client, again, raw)["Location"]
    assert "notice=chat-kept" in sent(client, again, SIGNAL)["Location"]


def test_a_wrong_file_is_answered_in_words_and_nothing_is_kept(dina: Actor, client_of: Callable[[str], Client]) -> None:
    client = client_of("dina")
    client.cookies["language"] = "en"
    two = telegram(messages="", chats={"list": [{"messages": []}] * 2})
    for raw, said in ((b"Hello.", "no chat that can be read"), (b"{", "damaged"), (two, "several chats")):
        for path in ("/staff/requests/chat", f"/staff/requests/{chat_actions.take(dina, SIGNAL)}/chat"):
            answer = sent(client, path, raw)
            assert answer.status_code == 422
            assert said in answer.content.decode()
            Message.objects.all().delete()
    assert not Message.objects.exists()
