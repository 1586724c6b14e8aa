"""Three hundred hostile strings through forms and mail: shown, never obeyed."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from tests.hotline.helpers import NOW, mail, receive
from tests.hotline.hostile import PAYLOADS
from waystation.hotline import actions, callers
from waystation.hotline.models import Request
from waystation.mail.words import clean
from waystation.staff.actor import Actor, utc_now

Clients = Callable[[str], Client]


class Page(HTMLParser):
    """The elements and attributes of a page, as a browser would find them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.names: set[str] = set()
        self.targets: set[str] = set()
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and given.get("integrity") and (given.get("src") or "").startswith("/static/"):
            return  # ours, and it runs only as it was when we started
        self.tags.add(tag)
        self.names |= {name for name, _ in attrs}
        self.targets |= {value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")}

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _is_harmless(page: Page) -> bool:
    return (
        not page.tags & {"script", "style", "iframe", "object", "embed", "base", "img", "video", "template", "math"}
        and not any(name.startswith("on") or name == "style" for name in page.names)
        and not any(target.startswith(("javascript", "data", "//", "http")) for target in page.targets)
    )


def test_there_are_three_hundred() -> None:
    assert len(set(PAYLOADS)) == 300


def test_in_messages_of_web_callers(organisation: Any, client_of: Clients) -> None:
    words = callers.begin_web("\n".join(PAYLOADS[:150]), PAYLOADS[0], now=NOW)
    caller = callers.resume(callers.enter(" ".join(words), now=utc_now()) or "", now=utc_now())
    assert caller is not None
    callers.write_again(caller, "\n".join(PAYLOADS[150:]), now=NOW)
    shown = client_of("dina").get(f"/staff/requests/{Request.objects.get().pk}").content.decode()
    page = Page(shown)
    said = "".join(page.said)
    assert _is_harmless(page)
    assert all(clean(payload)[0].strip() in said for payload in PAYLOADS)


def test_on_the_callers_own_page(organisation: Any) -> None:
    words = callers.begin_web("\n".join(PAYLOADS), now=NOW)
    client = Client()
    client.post("/en/return", {"phrase": " ".join(words)})
    assert _is_harmless(Page(client.get("/en/thread").content.decode()))


@pytest.mark.parametrize("field", ["text", "name", "once", "shared_device"])
def test_in_forms_that_come_back(organisation: Any, field: str) -> None:
    client = Client()
    for payload in PAYLOADS[::7]:
        answer = client.post(
            "/en/write", {"name": "x" * 200, field: payload} | ({} if field == "text" else {"text": ""})
        )
        assert _is_harmless(Page(answer.content.decode()))


def test_in_what_is_asked_for(organisation: Any, client_of: Clients) -> None:
    staff, anybody = client_of("dina"), Client()
    for payload in PAYLOADS[::7]:
        for client, path in ((staff, "/staff/requests/"), (anybody, "/en/"), (anybody, "/en/return")):
            asked = {"show": payload, "page": payload, "notice": payload}
            assert _is_harmless(Page(client.get(path, asked).content.decode()))


def test_in_names_and_subjects_of_mail(dina: Actor, client_of: Clients) -> None:
    client = client_of("dina")
    for number, payload in enumerate(PAYLOADS[::20]):
        line = " ".join(payload.split())
        receive(mail(payload, sender=f'"{line}" <{line}>', subject=line, message_id=f"<{number}@x.example>"))
    for row in Request.objects.all():
        assert _is_harmless(Page(client.get(f"/staff/requests/{row.pk}").content.decode()))
    assert _is_harmless(Page(client.get("/staff/requests/").content.decode()))


def test_in_our_own_words(dina: Actor, client_of: Clients) -> None:
    callers.begin_web("Help me.", now=NOW)
    request_id = Request.objects.get().pk
    actions.note(dina, request_id, "\n".join(PAYLOADS[:100]))
    actions.set_next(dina, request_id, PAYLOADS[0])
    actions.take_note(dina, PAYLOADS[1], who=PAYLOADS[2])
    for path in ("", request_id):
        assert _is_harmless(Page(client_of("dina").get(f"/staff/requests/{path}").content.decode()))
