"""Attack 37, and promise j: somebody reads everything that reaches the server, or changes the script on the way.

A real Chromium writes on the callers' pages through a proxy that keeps every byte: what it heard is also what a log of
requests, or a copy of the server's memory before anything is sealed there, would hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.attacks.listening import Listener, listening
from tests.e2e.screens import ARGUMENTS, CHROMIUM, PHONE, need_chromium, press
from tests.hotline.helpers import entries, the_request
from tests.stage import Organisation, found
from waystation.hotline import access, actions, contact, contact_rules, hours
from waystation.hotline.models import Message, Request

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = {
    "text": "зимородок came to my house",
    "name": "Zimorodok",
    "file": "passport of kingfisher",
    "again": "heron tonight",
}
SCRIPT = "**/hotline/seal.js*"
CUT = """() => {
  const submit = HTMLFormElement.prototype.submit;
  HTMLFormElement.prototype.submit = function () {
    this.elements.sealed.value = this.elements.sealed.value.slice(8);
    submit.call(this);
  };
}"""


@pytest.fixture
def browser(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def stage(browser: Browser) -> Organisation:
    return found()


@contextmanager
def caller(browser: Browser, server: LiveServer, *, scripts: bool = True, change: bytes = b"") -> Iterator[Any]:
    """A phone: its page, who listens on its line, and what went wrong on it."""
    with listening(server.thread.port) as listener:
        yield from _phone(browser, listener, scripts, change)


def _phone(browser: Browser, listener: Listener, scripts: bool, change: bytes) -> Iterator[Any]:
    context = browser.new_context(base_url=listener.url, viewport=PHONE, locale="en-GB", java_script_enabled=scripts)
    context.set_default_timeout(15_000)
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda asked: asked.url.startswith(listener.url) or wrong.append(asked.url))

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body() + change)

    if change:
        page.route(SCRIPT, pass_on)
    yield page, listener, wrong
    context.close()


def write(page: Page, *, file: bool = True) -> list[str]:
    """Fills in the first form and sends it. Returns the twelve words."""
    page.goto("/en/write")
    page.fill("[name=text]", WORDS["text"])
    page.fill("[name=name]", WORDS["name"])
    page.check("[name=in_danger]")
    if file:
        content = {"name": f"{WORDS['file']}.txt", "mimeType": "text/plain", "buffer": WORDS["file"].encode()}
        page.set_input_files("[name=files]", content)
    press(page, "main form button")
    return page.locator(".phrase li").all_inner_texts()


def come_back(page: Page, words: list[str]) -> None:
    page.goto("/en/return")
    page.fill("[name=phrase]", " ".join(words))
    press(page, "main form button")


def test_no_word_of_a_message_leaves_readable(browser: Browser, live_server: LiveServer, stage: Organisation) -> None:
    with caller(browser, live_server) as (page, listener, wrong):
        words = write(page)
        assert "sealed in your browser before it left" in page.inner_text("main")
        come_back(page, words)
        page.fill("[name=text]", WORDS["again"])
        press(page, "main form:has(textarea) button")
        assert "sealed in your browser before it left" in page.inner_text(".notice")
        assert listener.posts() == 3
        assert listener.found(*WORDS.values(), "зимородок", "house", "passport", "in_danger") == []
        assert listener.found(words[0]) == [words[0]]
        assert wrong == []
    _is_read(stage)


def test_no_answer_to_a_question_leaves_readable(
    browser: Browser, live_server: LiveServer, stage: Organisation
) -> None:
    """Half a span of time, which the server cannot see, is said on the page; then all of it leaves sealed."""
    with caller(browser, live_server) as (page, listener, wrong):
        come_back(page, write(page, file=False))
        page.goto("/en/thread/contact")
        page.select_option("[name=when_days]", "work")
        page.fill("[name=when_from]", "14:00")
        page.fill("[name=someone_else]", "ask for the kingfisher")
        page.click("main form button")
        assert page.locator("[name=when_to]").evaluate("field => field.validity.valueMissing")
        assert listener.posts() == 2
        page.fill("[name=when_to]", "17:00")
        press(page, "main form button")
        assert "sealed in your browser before it left" in page.inner_text(".notice")
        page.fill("[name=trusted]", "aunt heron")
        page.fill("[name=word_duress]", "bread")
        press(page, "main form button")
        assert listener.posts() == 4
        assert listener.found("kingfisher", "14:00", "14%3A00", "heron", "bread", "when_days=", "work") == []
        assert wrong == []
    found = contact.of(stage.actor("dina"), the_request())
    assert hours.written(found.contact.hours.when, "en") == "mon–fri 14:00–17:00"
    assert (found.contact.someone_else, found.contact.trusted) == ("ask for the kingfisher", "aunt heron")
    assert contact_rules.hears(found.terms, "bread") == {"word_duress"}


def _is_read(stage: Organisation) -> None:
    dina, thread = stage.actor("dina"), the_request()
    first, second = entries(dina, thread)
    assert (first.text, second.text) == (WORDS["text"], WORDS["again"])
    _, stub = access.request(dina, thread)
    assert (stub.who, stub.urgency) == (WORDS["name"], "now")
    (file,) = first.parsed.attachments
    assert file.name == f"{WORDS['file']}.txt"
    assert b"".join(access.attachment(dina, thread, first.id, 0).read()) == WORDS["file"].encode()


def test_without_scripts_all_goes_on_and_says_so(
    browser: Browser, live_server: LiveServer, stage: Organisation
) -> None:
    with caller(browser, live_server, scripts=False) as (page, listener, wrong):
        words = write(page)
        assert "sealed on our server as it arrived" in page.inner_text("main")
        come_back(page, words)
        assert WORDS["text"] in page.inner_text(".thread")
        page.fill("[name=text]", WORDS["again"])
        press(page, "main form:has(textarea) button")
        assert "sealed on our server as it arrived" in page.inner_text(".notice")
        assert listener.found(*WORDS.values()) == list(WORDS.values())  # it hears all that is not sealed
        assert wrong == []
    _is_read(stage)


def test_the_page_says_before_which_it_will_be(browser: Browser, live_server: LiveServer, stage: Organisation) -> None:
    for scripts, way in (
        (True, "sealed in this browser before it leaves"),
        (False, "sealed on our server as it arrives"),
    ):
        with caller(browser, live_server, scripts=scripts) as (page, _, _):
            page.goto("/en/write")
            shown = [each for each in page.locator("[data-way]").all() if each.is_visible()]
            assert [way in each.inner_text() for each in shown] == [True]


def test_a_changed_script_does_not_run_and_the_page_does_not_say_that_it_seals(
    browser: Browser, live_server: LiveServer, stage: Organisation
) -> None:
    with caller(browser, live_server, change=b";document.title='ours no more'") as (page, listener, _):
        write(page, file=False)
        assert "sealed on our server as it arrived" in page.inner_text("main")
        assert page.title() != "ours no more"
        assert listener.found(WORDS["text"])
    assert Message.objects.count() == 1


def test_what_cannot_be_sealed_is_not_sent_before_its_writer_was_told(
    browser: Browser, live_server: LiveServer, stage: Organisation
) -> None:
    with caller(browser, live_server) as (page, listener, _):
        page.goto("/en/write")
        page.fill("[name=text]", WORDS["text"])
        page.evaluate("Object.defineProperty(SubtleCrypto.prototype, 'importKey', {value: () => Promise.reject()})")
        page.click("main form button")
        page.get_by_text("Sealing in this browser did not work").wait_for()
        assert listener.posts() == 0
        assert page.input_value("[name=text]") == WORDS["text"]
        press(page, "main form button")
        assert "sealed on our server as it arrived" in page.inner_text("main")


def test_what_arrives_damaged_costs_nobody_their_words(
    browser: Browser, live_server: LiveServer, stage: Organisation
) -> None:
    """Somebody on the way cuts what was sealed: the page stays, with all that was written and chosen."""
    with caller(browser, live_server) as (page, _, wrong):
        page.goto("/en/write")
        page.fill("[name=text]", WORDS["text"])
        page.set_input_files("[name=files]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"paper"})
        page.evaluate(CUT)
        page.click("main form button")
        page.get_by_text("Sealing in this browser did not work").wait_for()
        assert page.input_value("[name=text]") == WORDS["text"]
        assert page.evaluate("document.cookie") == ""
        press(page, "main form button")
        assert "sealed on our server as it arrived" in page.inner_text("main")
        assert wrong == []
    dina = stage.actor("dina")
    (entry,) = entries(dina, the_request())
    assert (entry.text, [file.name for file in entry.parsed.attachments]) == (WORDS["text"], ["a.txt"])


def test_what_a_mistake_leaves_in_the_form_is_sent_sealed(
    browser: Browser, live_server: LiveServer, stage: Organisation, settings: Any
) -> None:
    """Too large a file brings the page back. The words are not on it, and not lost."""
    settings.WAYSTATION_MESSAGE_LIMIT = 2000
    with caller(browser, live_server) as (page, listener, wrong):
        page.goto("/en/write")
        page.fill("[name=text]", WORDS["text"])
        page.set_input_files("[name=files]", {"name": "a.txt", "mimeType": "text/plain", "buffer": b"x" * 3000})
        press(page, "main form button")
        assert "What you wrote is still in this form, sealed" in page.inner_text("main")
        content = {"name": f"{WORDS['file']}.txt", "mimeType": "text/plain", "buffer": WORDS["file"].encode()}
        page.set_input_files("[name=files]", content)
        press(page, "main form button")
        assert page.locator(".phrase li").count() == 12
        assert listener.found(*WORDS.values()) == []
        assert wrong == []
    dina = stage.actor("dina")
    (entry,) = entries(dina, the_request())
    assert (entry.text, entry.parsed.attachments[0].name) == (WORDS["text"], f"{WORDS['file']}.txt")


def test_a_sealed_post_caught_on_the_way_opens_in_no_other_thread(
    browser: Browser, live_server: LiveServer, stage: Organisation
) -> None:
    """Who keeps a message from arriving, and sends it as their own, has staff read nothing of it there."""
    caught: list[str] = []
    with caller(browser, live_server) as (page, _, _):
        page.route("**/en/write", lambda route: _catch(route, caught))
        page.goto("/en/write")
        page.fill("[name=text]", WORDS["text"])
        page.click("main form button")
        page.wait_for_timeout(1500)
    assert len(caught) == 1
    with caller(browser, live_server, scripts=False) as (page, _, _):
        page.goto("/en/write")
        page.locator("[name=sealed]").evaluate("(field, value) => { field.value = value }", caught[0])
        page.fill("[name=text]", "mine")
        press(page, "main form button")
    dina = stage.actor("dina")
    assert Request.objects.count() == 1
    actions.open_thread(dina, the_request())
    (entry,) = entries(dina, the_request())
    assert (entry.text, entry.parsed.notes) == ("", ("sealed-unreadable",))


def _catch(route: Route, caught: list[str]) -> None:
    if route.request.method != "POST":
        route.continue_()
        return
    body = route.request.post_data_buffer or b""
    caught.append(body.split(b'name="sealed"\r\n\r\n')[1].split(b"\r\n")[0].decode())
    route.abort()
