"""The callers' forms while a crowd posts: what somebody wrote is never lost, and they get through without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.e2e.web import Page
from tests.hotline.helpers import the_request
from tests.hotline.test_crowd import worked
from waystation.hotline import access, actions, crowd, crowd_page
from waystation.hotline.models import Message, Request
from waystation.hotline.queue import ALL, CROWD, OURS
from waystation.staff.actor import Actor
from waystation.trust import public_views as proof_views
from waystation.web.middleware import PUBLIC_POLICY

TEXT = "They come tonight.\r\n\r\n  <b>Двое</b> в 'машине' \"у\" дома & ждут.\r\n"


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def time(self) -> float:
        return self.now


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[Clock]:
    made = Clock()
    monkeypatch.setattr(crowd_page, "time", made)
    crowd.forget()
    yield made
    crowd.forget()


@pytest.fixture
def crowded(clock: Clock) -> None:
    """Very many posts at this moment, to both forms."""
    for gate in (crowd.FIRST, crowd.AGAIN):
        while isinstance(gate.ask("junk", now=clock.now), crowd.Passed):
            pass


def sent(client: Client, path: str = "write", **given: Any) -> Any:
    once = client.get(f"/en/{path}").context["form"].initial["once"]
    return client.post(f"/en/{path}", {"text": TEXT, "once": once} | given)


def again(client: Client, answer: Any, **more: str) -> Any:
    """The form on the page as a browser without scripts sends it."""
    form = Page(answer.status_code, answer.request["PATH_INFO"], {}, answer.content).form("ticket")
    values: dict[str, list[str]] = {}
    for name, value in form.values():
        # A browser sends line breaks in any field as CR LF (HTML, 4.10.21.4).
        values.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))
    return client.post(form.action, values | {name: [value] for name, value in more.items()})


def test_without_scripts_a_message_gets_through_letter_by_letter(dina: Actor, crowded: None, clock: Clock) -> None:
    client = Client()
    first = sent(client, name="Z.", in_danger="on", shared_device="yes")
    assert (first.status_code, first["Retry-After"], Request.objects.count()) == (503, "21", 0)
    assert "has not been sent yet" in first.content.decode()
    clock.now += 5
    early = again(client, first)
    assert early.status_code == 503
    clock.now += crowd_page.crowd.WAIT
    done = again(client, early)
    assert len(done.context["words"]) == 12
    _, stub = access.request(dina, the_request())
    assert (stub.urgency, stub.who, stub.shared_device, stub.crowd) == ("now", "Z.", "yes", True)
    client.post("/en/return", {"phrase": " ".join(done.context["words"])})
    assert [said.text for said in client.get("/en/thread").context["messages"]] == [TEXT.strip()]


def test_with_a_script_at_once_and_like_any_other(dina: Actor, crowded: None) -> None:
    client = Client()
    answer = sent(client)
    done = again(client, answer, proof=worked(answer.context["held"]))
    assert len(done.context["words"]) == 12
    assert access.request(dina, the_request())[1].crowd is False


def test_sent_twice_after_the_wait_it_is_kept_once_with_the_same_words(
    organisation: Any, crowded: None, clock: Clock
) -> None:
    client = Client()
    answer = sent(client)
    clock.now += 30
    first, second = (again(client, answer) for _ in range(2))
    assert first.context["words"] == second.context["words"]
    assert Message.objects.count() == 1


def test_in_a_thread_one_waits_too_and_comes_back_to_it(organisation: Any, clock: Clock) -> None:
    client = Client()
    client.post("/en/return", {"phrase": " ".join(sent(client).context["words"])})
    while isinstance(crowd.AGAIN.ask("junk", now=clock.now), crowd.Passed):
        pass
    answer = sent(client, "thread", text="I am still here.")
    assert answer.status_code == 503
    clock.now += 30
    assert again(client, answer)["Location"] == "/en/thread?notice=message-received"
    assert Message.objects.count() == 2


def test_reports_of_false_hotlines_are_held_too(organisation: Any, clock: Clock) -> None:
    proof_views.REPORTS.forget()
    given, client = {"address": "help@fake.example", "text": "They asked for money."}, Client()
    answers = [client.post("/en/report", given).status_code for _ in range(70)]
    assert set(answers) == {303, 503}
    clock.now += 1
    answer = client.post("/en/report", given)
    clock.now += 30
    assert again(client, answer).status_code == 303
    proof_views.REPORTS.forget()


def test_a_form_that_is_wrong_says_so_before_anybody_waits(organisation: Any, crowded: None) -> None:
    answer = sent(Client(), text="")
    assert answer.status_code == 200
    assert "few words" in answer.content.decode()


def test_what_a_sealed_or_later_form_brings_is_carried_too(organisation: Any, crowded: None) -> None:
    """Whatever fields it has, and each as often as it came."""
    answer = sent(Client(), other=["one", "two"])
    assert [pair for pair in answer.context["carried"] if pair[0] == "other"] == [("other", "one"), ("other", "two")]


def test_no_files_are_taken_and_the_page_says_so(organisation: Any, crowded: None, settings: Any, clock: Clock) -> None:
    def kept() -> set[Any]:
        return set(settings.WAYSTATION_FILES.rglob("*"))

    client, before = Client(), kept()
    assert "files" not in client.get("/en/write").context["form"].fields
    answer = sent(client, files=SimpleUploadedFile("a.txt", b"x" * 1000))
    assert "Files cannot come with it now" in answer.content.decode()
    assert kept() == before
    clock.now += 30
    assert again(client, answer).context["words"]


def test_files_leave_room_for_words(organisation: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowd_page, "_free", lambda: crowd_page.RESERVE)
    client = Client()
    assert "files" not in client.get("/en/write").context["form"].fields
    answer = sent(client, files=SimpleUploadedFile("a.txt", b"x"))
    assert "You can send the text alone" in answer.content.decode()
    assert "Двое" in answer.content.decode()
    assert sent(client).context["words"]


def test_files_that_were_sent_count(organisation: Any, clock: Clock) -> None:
    before = crowd.FILES.left(clock.now)
    assert sent(Client(), files=SimpleUploadedFile("a.txt", b"x" * 1000)).context["words"]
    assert crowd.FILES.left(clock.now) == before - 1000


def test_the_page_to_wait_on_works_with_a_script_of_ours(organisation: Any, crowded: None) -> None:
    answer = sent(Client())
    assert answer["Content-Security-Policy"] == PUBLIC_POLICY
    assert answer.content.decode().count('<script src="/static/hotline/work.js?') == 1
    assert "work.js" not in Client().get("/en/help").content.decode()


def test_the_crowd_is_a_group_behind_everybody_else_and_in_order_of_danger(
    dina: Actor, crowded: None, clock: Clock, client_of: Callable[[str], Client]
) -> None:
    junk, danger = Client(), Client()
    waits = [sent(junk, text="junk 1"), sent(danger, text="At the door.", in_danger="on")]
    clock.now += 30
    for client, answer in zip((junk, danger), waits, strict=True):
        again(client, answer)
    clock.now += 10_000
    sent(Client(), text="Hello.")
    queue = access.queue(dina)
    assert (len(queue.group(OURS)), len(queue.group(CROWD)), len(queue.group(ALL))) == (1, 2, 3)
    assert [line.stub.urgency for line in queue.group(CROWD)] == ["now", "unknown"]
    assert [line.stub.crowd for line in queue.group(ALL)] == [False, True, True]
    staff = client_of("dina")
    staff.cookies["language"] = "en"
    shown = staff.get("/staff/requests/").content.decode()
    assert "2 messages came in a crowd" in shown
    assert "?show=crowd" in shown
    ours = [line.id for line in queue.group(CROWD)][1]
    actions.set_urgency(dina, ours, "soon")
    queue = access.queue(dina)
    assert next(line.id for line in queue.group(OURS)) == ours
    assert len(queue.group(CROWD)) == 1


@pytest.mark.parametrize("code", [*range(0x20), 0x7F, *range(0x80, 0xA0), 0x202E, 0x2066, 0xFEFF, 0xFFFE, 0x10FFFF])
def test_every_control_character_is_taken_or_refused_in_words(
    dina: Actor, client_of: Callable[[str], Client], code: int
) -> None:
    """In each field, in a crowd or not: no error, nothing lost, and nothing of it acts on the page of staff."""
    said, client = f"before{chr(code)}after", Client()
    answer = sent(client, text=said, name=said[:40])
    if code == 0:
        assert "There is a character in it that cannot be seen (U+0000)." in answer.content.decode()
        return
    assert len(answer.context["words"]) == 12
    page = client_of("dina").get(f"/staff/requests/{the_request()}").content.decode()
    assert "before" in page
    assert "after" in page
    if code not in (0x09, 0x0A, 0x0D):
        assert chr(code) not in page or code >= 0xFFFE
