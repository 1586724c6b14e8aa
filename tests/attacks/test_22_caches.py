"""Attack 22: what was read and searched for stays in a cache: the browser's on a member of staff's disk, or ours.

A real Chromium with a profile on the disk reads, writes, goes back and forth, and is then ended as by a power cut.
tests/e2e/test_canary.py looks through everything that the server may write.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from playwright.sync_api import BrowserContext, Page, sync_playwright

from tests.attacks.routes import browser, routes
from tests.canary import scan
from tests.e2e.harness import Program, mail
from tests.e2e.screens import ARGUMENTS, WHOLE, need_chromium, press
from tests.stage import Organisation

SPOIL = {
    "form": "() => document.querySelectorAll('form, input').forEach(one => one.removeAttribute('autocomplete'))",
    "token": "() => document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(one => one.type = 'hidden')",
    "fragment": "text => history.replaceState(null, '', '#' + text)",
}
MARKER = f"зимородок{secrets.token_hex(4)}"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    need_chromium(WHOLE)
    program = Program(tmp_path / "server").start()
    assert program.smtp(mail(f"{MARKER} text", subject=f"{MARKER} subject", sender="caller@mail.example")) == 250
    yield program
    program.kill()


@contextmanager
def on_disk(profile: Path, *, scripts: bool = True) -> Iterator[BrowserContext]:
    """A browser as people use it: with a profile that outlives it."""
    with sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            str(profile),
            executable_path=str(WHOLE),
            args=ARGUMENTS,
            locale="en-GB",
            java_script_enabled=scripts,
        )
        context.set_default_timeout(15_000)
        yield context
        context.close()


def address(program: Program) -> str:
    found: str = program.facts["public"]
    return found.rstrip("/")


def signed_in(context: BrowserContext, program: Program, name: str) -> Page:
    page = context.new_page()
    page.goto(f"{address(program)}/staff/sign-in")
    page.fill("[name=name]", name)
    page.fill("[name=passphrase]", program.passphrase(name))
    press(page, "main form button")
    return page


def read_and_write(page: Page, address: str) -> None:
    """Opens the thread, begins to write, goes away and back, and sends."""
    page.goto(f"{address}/staff/requests/")
    press(page, "table a")
    assert f"{MARKER} text" in page.inner_text(".thread")
    page.fill("form[action$='/answer'] textarea", f"{MARKER} never sent")
    page.goto(f"{address}/staff/counts")
    page.go_back()
    assert f"{MARKER} text" in page.inner_text(".thread")
    page.fill("[name=next]", f"{MARKER} next step")
    press(page, "form[action$='/triage'] button")
    page.goto(f"{address}/staff/requests/note")
    page.fill("[name=text]", f"{MARKER} called")
    page.fill("[name=who]", f"{MARKER} person")
    press(page, "main form button")
    assert f"{MARKER} called" in page.inner_text(".thread")
    page.goto(f"{address}/staff/places/new")
    page.fill("[name=name]", f"{MARKER} house")
    page.fill("[name=region]", f"{MARKER} region")
    page.fill("[name=country]", f"{MARKER} country")
    page.select_option("[name=kind]", "safe_house")  # which needs beds: the form comes back
    press(page, "main form button")
    assert page.locator(".error").count()


@pytest.mark.browser
def test_nothing_that_staff_read_or_wrote_stays_in_the_browser_s_profile(program: Program, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with on_disk(profile) as context:
        page = signed_in(context, program, "lev")
        read_and_write(page, address(program))
        page.wait_for_timeout(3000)  # what a browser keeps, it writes after a while
        found = scan(profile, [MARKER, program.passphrase("lev")])
    found += scan(profile, [MARKER, program.passphrase("lev")])
    assert [(str(hit.path.relative_to(profile)), hit.text, hit.encoding) for hit in found] == []


@pytest.mark.browser
@pytest.mark.parametrize("scripts", [False, True])
def test_nothing_that_a_caller_wrote_stays_in_the_browser_s_profile(
    program: Program, tmp_path: Path, scripts: bool
) -> None:
    """Neither the message, nor the words, nor words that were mistyped."""
    profile = tmp_path / "profile"
    with on_disk(profile, scripts=scripts) as context:
        page = context.new_page()
        page.goto(f"{address(program)}/en/write")
        page.fill("[name=text]", f"{MARKER} help")
        page.fill("[name=name]", f"{MARKER} me")
        press(page, "main form button")
        words = [word.strip() for word in page.locator(".phrase li").all_inner_texts()]
        assert len(words) == 12
        page = context.new_page()
        page.goto(f"{address(program)}/en/return")
        page.fill("[name=phrase]", f"{MARKER} " + " ".join(words))
        press(page, "main form button")
        page.fill("[name=phrase]", " ".join(words))
        press(page, "main form button")
        assert ("Sealed in your browser" if scripts else f"{MARKER} help") in page.inner_text(".thread")
        page.fill("[name=text]", f"{MARKER} not sent")
        page.goto(f"{address(program)}/en/help")
        page.wait_for_timeout(3000)
        found = scan(profile, [MARKER, " ".join(words), " ".join(words[:3])])
    found += scan(profile, [MARKER, " ".join(words), " ".join(words[:3])])
    assert [(str(hit.path.relative_to(profile)), hit.text, hit.encoding) for hit in found] == []


@pytest.mark.browser
@pytest.mark.parametrize("spoilt", ["form", "token", "fragment"])
def test_the_search_finds_what_a_page_like_others_leaves(program: Program, tmp_path: Path, spoilt: str) -> None:
    """The same pages where fields may be remembered, where no secret is in the form, and with words in the address."""
    profile = tmp_path / "profile"
    with on_disk(profile) as context:
        page = signed_in(context, program, "lev")
        page.goto(f"{address(program)}/staff/places/new")
        page.fill("[name=name]", f"{MARKER} house")
        page.evaluate(SPOIL[spoilt], MARKER)
        if spoilt == "token":
            page.fill("[name=region]", "r")
            page.fill("[name=country]", "c")
            page.select_option("[name=kind]", "safe_house")
            press(page, "main form button")
        page.wait_for_timeout(3000)
    assert scan(profile, [MARKER])


@pytest.mark.browser
def test_after_signing_out_back_shows_nothing(program: Program, tmp_path: Path) -> None:
    with on_disk(tmp_path / "profile") as context:
        page = signed_in(context, program, "lev")
        page.goto(f"{address(program)}/staff/requests/")
        press(page, "table a")
        press(page, "form[action='/staff/sign-out'] button >> visible=true")
        page.go_back()
        page.wait_for_timeout(300)
        assert MARKER not in page.content()
        assert "/staff/sign-in" in page.url


def test_no_answer_may_be_kept(organisation: Organisation, there: dict[str, Any]) -> None:
    """Of every address, whoever asks, whatever the answer."""
    for client in (browser(organisation.cookie("lev")), browser()):
        for name, route, _ in routes():
            if name != "staff:sign-out":
                for answer in (client.get(route.format(**there)), client.post(route.format(**there), {})):
                    assert answer["Cache-Control"] == "no-store", name


def test_every_field_asks_the_browser_to_remember_nothing(organisation: Organisation, there: dict[str, Any]) -> None:
    client = browser(organisation.cookie("lev"))
    for name, route, _ in routes():
        if name in ("staff:sign-in", "staff:sign-out"):  # a password manager may know the sign-in name
            continue
        page = client.get(route.format(**there))
        for form in re.findall(r"<form[^>]*>.*?</form>", _text(page), re.DOTALL):
            fields = re.findall(r"<(?:textarea|input type=\"(?:text|search|tel|email|number|date\w*)\")[^>]*>", form)
            for field in fields:
                head = form[: form.index(">")]
                assert 'autocomplete="off"' in field or 'autocomplete="off"' in head, (name, field)


def _text(page: HttpResponse) -> str:
    return page.content.decode() if page["Content-Type"].startswith("text/html") else ""


@pytest.mark.parametrize("path", ["/en/", "/en/write", "/en/return", "/en/thread", "/absent"])
def test_no_public_answer_may_be_kept(organisation: Organisation, path: str) -> None:
    assert Client().get(path)["Cache-Control"] == "no-store"
