"""The disk is nearly full: what strangers send is refused in plain words, and staff sign in and answer."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from tests.hotline import as_browser
from tests.hotline.helpers import NOW, receive, the_request
from waystation.hotline import actions, callers, room
from waystation.hotline.models import Message
from waystation.mail.errors import TryAgain
from waystation.staff.actor import Actor
from waystation.trust.models import FakeRow

LATER = "This has NOT arrived: we cannot take it in at this moment. Please try again later."
Leave = Callable[[int], None]


@pytest.fixture
def leave(monkeypatch: pytest.MonkeyPatch) -> Leave:
    """Lets the disk have this many bytes more than the reserve."""
    disk = shutil.disk_usage(settings.WAYSTATION_DATA)

    def now(more: int) -> None:
        monkeypatch.setattr(room.shutil, "disk_usage", lambda _: disk._replace(free=room.RESERVE + more))

    monkeypatch.setattr(room, "_told", set())
    return now


def returned(client: Client, words: list[str]) -> Client:
    client.post("/en/return", {"phrase": " ".join(words)})
    return client


def send(client: Client, path: str, **given: str) -> Any:
    form = client.get(path).context["form"]
    return client.post(path, {"once": form["once"].value(), **given})


def test_a_form_is_refused_with_its_words_and_taken_once_there_is_room(dina: Actor, leave: Leave) -> None:
    client = returned(Client(), callers.begin_web("First.", language="en", now=NOW))
    forms = {
        "/en/write": {"text": "They come tonight."},
        "/en/thread": {"text": "They come tonight."},
        "/en/thread/contact/words": {"cover": "They come tonight."},
    }
    leave(0)
    for path, given in forms.items():
        refused = send(client, path, **given)
        assert (refused.status_code, Message.objects.count()) == (503, 1)
        assert LATER in refused.content.decode()
        assert "They come tonight." in refused.content.decode()
    sealed = as_browser.post(client, "/en/write", "They come tonight.")
    assert (sealed.status_code, Message.objects.count()) == (503, 1)
    leave(1)
    for stored, (path, given) in enumerate(forms.items(), 2):
        send(client, path, **given)
        assert Message.objects.count() == stored


def test_a_report_of_a_false_hotline_is_refused_too(organisation: object, leave: Leave) -> None:
    leave(0)
    refused = Client().post("/en/report", {"address": "help@evil.example", "text": "x"})
    assert (refused.status_code, FakeRow.objects.count()) == (503, 0)
    leave(1)
    Client().post("/en/report", {"address": "help@evil.example", "text": "x"})
    assert FakeRow.objects.count() == 1


def test_callers_read_and_staff_sign_in_and_answer(
    dina: Actor, client_of: Callable[[str], Client], leave: Leave
) -> None:
    words = callers.begin_web("First.", language="en", now=NOW)
    leave(0)
    assert client_of("dina").get(f"/staff/requests/{the_request()}").status_code == 200
    actions.answer(dina, the_request(), "We are here.")
    assert "We are here." in returned(Client(), words).get("/en/thread").content.decode()


def test_the_log_says_it_once_each_time(organisation: object, leave: Leave, caplog: pytest.LogCaptureFixture) -> None:
    client = Client()
    with caplog.at_level(logging.ERROR):
        for lines in (1, 2):
            leave(0)
            for _ in range(3):
                with pytest.raises(TryAgain):
                    receive()
                assert send(client, "/en/write", text="They come tonight.").status_code == 503
            assert len(caplog.records) == lines
            leave(1)
            receive()
