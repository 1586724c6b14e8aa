"""Attack 29: an address in what somebody writes makes us, or the reader's browser, fetch it.

A listener on this machine waits for the visit. Its address is put into every kind of thing that fetches elsewhere:
style sheets, pictures, invitations, previews, read receipts, links in every field.
"""

from __future__ import annotations

import threading
import urllib.request
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.attacks.routes import browser, routes
from tests.e2e.screens import ARGUMENTS, CHROMIUM, need_chromium
from tests.hotline.helpers import ADDRESS, NOW, receive
from tests.people import write_down
from tests.stage import Organisation, found
from waystation.casework import actions as casework
from waystation.evacuation import actions as evacuation
from waystation.evacuation.records import PlaceRecord
from waystation.hotline import actions as hotline
from waystation.hotline import callers, due, outbox
from waystation.hotline.models import Request
from waystation.staff.actor import Actor
from waystation.staff.middleware import cookie_name

HTML = """<html manifest="{0}/m"><head><base href="{0}/"><link rel=stylesheet href="{0}/css">
<link rel=preload href="{0}/p"><link rel=dns-prefetch href="{0}"><meta http-equiv=refresh content="0;url={0}/r">
<style>@import url({0}/i);
body {{ background: url({0}/b) }}</style><script src="{0}/js"></script></head><body background="{0}/bg">
<img src="{0}/img" srcset="{0}/2x 2x"><picture><source srcset="{0}/s"></picture><video poster="{0}/v" src="{0}/v2">
</video><audio src="{0}/a"></audio><iframe src="{0}/f"></iframe><object data="{0}/o"></object><embed src="{0}/e">
<svg><image href="{0}/svg"/><use href="{0}/use#x"/></svg><form action="{0}/form"><input type=image src="{0}/in"></form>
<table background="{0}/t"><tr><td style="background: url({0}/td)">see <a href="{0}/a" ping="{0}/ping">this</a>"""
INVITE = """BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:{0}/s\r\nURL:{0}/u\r\nLOCATION:{0}/l
ATTACH:{0}/attach\r\nIMAGE;VALUE=URI:{0}/image\r\nORGANIZER;DIR="{0}/dir":mailto:x@evil.example\r\nEND:VEVENT
END:VCALENDAR\r\n"""

PICTURE = "url => { const image = new Image(); image.src = url; document.body.append(image); }"


class Trap:
    """Counts visits."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        trap = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                trap.hits.append(self.path)
                self.send_response(200)
                self.end_headers()

            do_POST = do_HEAD = do_GET

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"


@pytest.fixture(autouse=True)
def _mailbox(settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.WAYSTATION_MAILBOX = tmp_path / "mailbox"
    outbox.forget()
    yield
    outbox.forget()


@pytest.fixture
def trap() -> Iterator[Trap]:
    trap = Trap()
    thread = threading.Thread(target=trap.server.serve_forever)
    thread.start()
    yield trap
    trap.server.shutdown()
    thread.join()
    trap.server.server_close()


def lure(trap: Trap) -> bytes:
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"] = f'"{trap.url}/name" <zarema@evil.example>', ADDRESS
    letter["Subject"] = f"{trap.url}/subject"
    for name in ("Disposition-Notification-To", "Return-Receipt-To", "X-Confirm-Reading-To"):
        letter[name] = f"<{trap.url}/receipt>"
    for name in ("List-Unsubscribe", "X-Image-Url", "X-Face-Url", "Content-Location", "Content-Base", "Link"):
        letter[name] = f"<{trap.url}/{name}>"
    letter.set_content(f"{trap.url}/text\n")
    letter.add_alternative(HTML.format(trap.url), subtype="html")
    letter.add_alternative(INVITE.format(trap.url), subtype="calendar")
    letter.add_attachment(HTML.format(trap.url).encode(), maintype="image", subtype="svg+xml", filename="x.svg")
    letter.add_attachment(b"x", maintype="message", subtype="external-body", params={"url": f"{trap.url}/body"})
    return letter.as_bytes()


def everything(trap: Trap, lev: Actor, dina: Actor) -> dict[str, UUID]:
    """What we do with what somebody writes, each with the trap's address in it."""
    receive(lure(trap))
    request = Request.objects.get()
    hotline.open_thread(dina, request.pk)
    hotline.answer(dina, request.pk, f"{trap.url}/answer")
    hotline.note(dina, request.pk, f"{trap.url}/note")
    hotline.set_next(dina, request.pk, f"{trap.url}/next")
    due.run(dina.now())
    callers.begin_web(f"{trap.url}/web", f"{trap.url}/name", now=NOW)
    case = casework.accept(lev, request.pk, pseudonym=f"{trap.url}/p"[:40], origin=f"{trap.url}/o"[:40])
    write_down(lev, case, f"{trap.url}/names", note=f"{trap.url}/note")
    place = evacuation.add_place(lev, PlaceRecord(name=f"{trap.url}/place", rules=f"{trap.url}/rules"))
    return {"request_id": request.pk, "case_id": case, "place_id": place}


def test_the_trap_works(trap: Trap) -> None:
    urllib.request.urlopen(f"{trap.url}/x").read()  # noqa: S310  # our own listener
    assert trap.hits == ["/x"]


def test_we_never_go_there(trap: Trap, organisation: Organisation, client_of: Callable[[str], Client]) -> None:
    lev, dina = organisation.actor("lev"), organisation.actor("dina")
    ids = everything(trap, lev, dina)
    for name in ("lev", "dina"):
        client = browser(organisation.cookie(name))
        for route_name, route, holes in routes():
            if set(holes) <= set(ids) and route_name != "staff:sign-out":
                client.get(route.format(**ids))
    page = client_of("dina").get(f"/staff/requests/{ids['request_id']}")
    bubble = next(bubble for bubble in page.context["bubbles"] if bubble.attachments)
    assert len(bubble.attachments) >= 3
    for file in bubble.attachments:
        hotline.take_attachment(organisation.actor("dina"), ids["request_id"], bubble.id, file.index)
    assert "hxxp://127[.]0[.]0[.]1" in page.content.decode() or "/text" in page.content.decode()
    assert trap.hits == []


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_nor_does_the_reader_s_browser(trap: Trap, live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    organisation = found()
    ids = everything(trap, organisation.actor("lev"), organisation.actor("dina"))
    paths = [
        f"/staff/requests/{ids['request_id']}",
        "/staff/requests/",
        f"/staff/cases/{ids['case_id']}",
        f"/staff/places/{ids['place_id']}",
        "/staff/mailbox/",
    ]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        context = chromium.new_context(base_url=live_server.url)
        cookie = {"name": cookie_name(), "value": organisation.cookie("lev"), "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for path in paths:
            page.goto(path)
            page.wait_for_load_state("networkidle")
            # Should a picture ever come into a page, the policy of the page keeps it from being asked for elsewhere.
            page.evaluate(
                "url => { const image = new Image(); image.src = url; document.body.append(image); }", trap.url
            )
        page.wait_for_timeout(200)
        chromium.close()
    assert [url for url in asked if not url.startswith((live_server.url, trap.url))] == []
    assert trap.hits == []
