"""axe-core on every page of callers and staff, light and dark, wide and on a phone: no violation of WCAG 2.2 A and AA.

The addresses are taken from the maps themselves. `npm ci` in tests/node brings axe-core.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.urls import get_resolver
from django.utils import translation
from playwright.sync_api import sync_playwright

from tests.attacks.conftest import there  # noqa: F401  # one of everything
from tests.attacks.routes import routes
from tests.e2e.screens import ARGUMENTS, CHROMIUM, DESK, PHONE, fill, need_chromium, press, width_of
from tests.hotline.chat_samples import telegram
from tests.stage import Organisation, found
from waystation.hotline import chat_actions, crowd
from waystation.hotline.models import Message
from waystation.site.maps import PUBLIC
from waystation.staff.middleware import cookie_name

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.django_db(transaction=True)]

AXE = Path(__file__).resolve().parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
LOOKS: tuple[tuple[str, Any], ...] = (("light", DESK), ("dark", PHONE))
RUN = """async (tags) => (await axe.run(document, {runOnly: tags, resultTypes: ["violations"]})).violations
    .map((each) => `${each.id}: ${each.nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`)"""
# What ends a visit or a session, leads elsewhere, or is no page: files, pictures, the signed text.
NO_PAGE = (
    "public:exit",
    "public:leave",
    "door:",
    "staff:sign-out",
    "web:language",
    ":original",
    ":picture",
    "take-file",
)


def need_axe() -> None:
    """Skips where axe-core is not installed; in CI that is a failure."""
    if not AXE.exists():
        reason = "axe-core is not installed: `npm ci` in tests/node brings it, where there is node"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture
def organisation(transactional_db: None) -> Iterator[Organisation]:
    crowd.forget()
    yield found()
    crowd.forget()


@pytest.fixture
def window(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Any]]:
    """`window(cookie)`: a page with axe in it, signed in or not."""
    need_chromium()
    need_axe()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)

        def opened(cookie: str = "") -> Any:
            context = chromium.new_context(base_url=live_server.url, locale="en-GB")
            if cookie:
                both = ((cookie_name(), cookie), ("language", "en"))
                context.add_cookies(
                    [{"name": name, "value": value, "url": f"{live_server.url}/staff/"} for name, value in both]
                )
            context.add_init_script(path=str(AXE))
            return context.new_page()

        yield opened
        chromium.close()


def violations(page: Any) -> list[str]:
    """What axe finds on the page that is open, in each look."""
    wrong = []
    for scheme, size in LOOKS:
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size(size)
        wrong += [f"{scheme}: {each}" for each in page.evaluate(RUN, TAGS)]
        if width_of(page) > size["width"]:
            wrong.append(f"{scheme}: wider than the screen")
    return wrong


def _as_answered(answer: Any, route: Any) -> None:
    """The page as it came, without the server's making it again."""
    route.fulfill(response=answer)


def looked_at(page: Any, paths: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    """The violations of each address that is a page, and which are."""
    wrong, pages = {}, []
    for path in paths:
        # Asked for first: a download or an address for posts alone is no page, and leaves the window on none.
        answer = page.request.get(path)
        if answer.status >= 400 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        page.route(answer.url, partial(_as_answered, answer), times=1)
        page.goto(answer.url)
        pages.append(path)
        if said := violations(page):
            wrong[path] = said
    return wrong, pages


def chosen(patterns: Any = None) -> list[tuple[str, str, list[str]]]:
    return [found for found in routes(patterns) if not any(word in found[0] for word in NO_PAGE)]


def test_every_page_of_staff(window: Callable[..., Any], organisation: Organisation, there: dict[str, Any]) -> None:  # noqa: F811
    wrong, pages = looked_at(window(organisation.cookie("lev")), [route.format(**there) for _, route, _ in chosen()])
    assert wrong == {}
    assert len(pages) >= 50


def test_a_chat_in_a_thread(window: Callable[..., Any], organisation: Organisation) -> None:
    thread = f"/staff/requests/{chat_actions.take(organisation.actor('dina'), telegram())}"
    paths = [thread, f"{thread}/messages/{Message.objects.get().pk}/chat", f"{thread}/chat"]
    assert looked_at(window(organisation.cookie("dina")), paths) == ({}, paths)


def test_every_page_of_callers(window: Callable[..., Any], organisation: Organisation) -> None:
    with translation.override("en"):
        paths = [route for _, route, holes in chosen(get_resolver(PUBLIC).url_patterns) if not holes]
    wrong, pages = looked_at(window(), [*paths, "/staff/sign-in"])
    assert wrong == {}
    names = ["", "help", "write", "return", "thread", "note", "ours", "card", "check", "ask", "report"]
    names += ["thread/contact", "thread/contact/words", "thread/consent"]
    assert set(pages) == {*(f"/en/{name}" for name in names), "/staff/sign-in"}


def test_what_is_wrong_is_found_in_each_look(window: Callable[..., Any], organisation: Organisation) -> None:
    page = window()
    page.goto("/en/help")
    page.evaluate("""() => {
        const [field, words] = [document.createElement("input"), document.createElement("p")];
        words.textContent = "hardly to be read";
        words.style.color = "#808080";
        document.querySelector("main").append(field, words);
    }""")
    found = violations(page)
    assert {each.partition(" ")[0] for each in found} == {"light:", "dark:"}
    assert {each.split(" ")[1] for each in found} == {"label:", "color-contrast:"}


def test_pages_that_only_a_form_leads_to(window: Callable[..., Any], organisation: Organisation) -> None:
    page, wrong = window(), {}
    page.route("**/seal.js*", lambda route: route.abort())  # what is sealed shows no mistake
    page.goto("/en/write")
    page.evaluate("document.querySelector('main form').noValidate = true")
    press(page, "main form button")
    wrong["a mistake"] = violations(page)
    fill(page, text="They come tonight.")
    press(page, "main form button")
    words = " ".join(page.locator("ol.phrase li").all_inner_texts())
    wrong["the words"] = violations(page)
    page.goto("/en/return")
    fill(page, phrase=words)
    press(page, "main form button")
    assert page.url.endswith("/thread")
    wrong["a thread"] = violations(page)
    assert {name: said for name, said in wrong.items() if said} == {}


def test_the_page_to_wait_on(window: Callable[..., Any], organisation: Organisation) -> None:
    page = window()
    page.route("**/work.js*", lambda route: route.abort())  # or it would leave by itself
    page.goto("/en/write")
    fill(page, text="They come tonight.")
    while isinstance(crowd.FIRST.ask("junk", now=time.time()), crowd.Passed):
        pass
    press(page, "main form button")
    assert page.locator("[name=ticket]").count() == 1
    assert violations(page) == []
