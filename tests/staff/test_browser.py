"""Signing in with a passkey in Chromium, whose virtual authenticator answers over its own debugging protocol."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.screens import ARGUMENTS, CHROMIUM, need_chromium
from tests.stage import CAST, found

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def browser(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


def tab(browser: Any, live_server: LiveServer, **options: Any) -> Any:
    """A page of 360 px in English. Passkeys need a name, so it goes to localhost."""
    url = live_server.url.replace("127.0.0.1", "localhost")
    context = browser.new_context(base_url=url, viewport={"width": 360, "height": 780}, **options)
    context.add_cookies([{"name": "language", "value": "en", "url": url}])
    return context.new_page()


def with_key(page: Any) -> tuple[Any, str]:
    """Plugs a virtual security key in: the debugging session and the key's id."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": options | {"hasResidentKey": True}})
    return session, made["authenticatorId"]


def knock(page: Any) -> None:
    page.goto("/staff/sign-in")
    page.get_by_label("Sign-in name").fill(CAST["dina"].name)
    page.get_by_label("Passphrase").fill(CAST["dina"].passphrase)
    page.get_by_role("button", name="Sign in").click()


def out(page: Any) -> None:
    page.locator(".menu > summary").click()
    page.locator(".drawer").get_by_role("button", name="Sign out").click()


def test_a_passkey_is_made_and_signs_in(browser: Any, live_server: LiveServer) -> None:
    page = tab(browser, live_server)
    said: list[str] = []
    # The browser's advice about several forms with a hidden field each is none of a mistake's.
    page.on("console", lambda message: message.text.startswith("[DOM]") or said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    session, key = with_key(page)
    knock(page)
    page.goto("/staff/account")
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    assert page.locator("ol.phrase li").count() == 10
    (made,) = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    assert made["rpId"] == "localhost"

    out(page)
    knock(page)
    page.get_by_role("heading", name="Second step").wait_for()
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Today", exact=True).wait_for()
    assert said == []


def test_another_key_does_not(browser: Any, live_server: LiveServer) -> None:
    page = tab(browser, live_server)
    session, key = with_key(page)
    knock(page)
    page.goto("/staff/account/passkey")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    out(page)
    session.send("WebAuthn.clearCredentials", {"authenticatorId": key})
    knock(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("The browser got no answer from a passkey").wait_for()
    page.goto("/staff/")
    assert page.url.endswith("/staff/sign-in")


def test_a_copied_key_is_noticed_by_its_counter(browser: Any, live_server: LiveServer) -> None:
    page = tab(browser, live_server)
    session, key = with_key(page)
    knock(page)
    page.goto("/staff/account/passkey")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    (copy,) = session.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]
    out(page)
    knock(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("heading", name="Today", exact=True).wait_for()
    out(page)
    session.send("WebAuthn.removeCredential", {"authenticatorId": key, "credentialId": copy["credentialId"]})
    session.send("WebAuthn.addCredential", {"authenticatorId": key, "credential": copy | {"signCount": 0}})
    knock(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_text("That was not right").wait_for()


def test_a_page_that_stays_open_warns_by_itself(browser: Any, live_server: LiveServer) -> None:
    """Fifteen idle minutes, less two, by the style sheet alone."""
    page = tab(browser, live_server)
    knock(page)
    page.goto("/staff/requests/note")
    assert page.locator("script").count() == 0
    said = page.locator("#until").get_by_text("Two minutes left")
    later = "at => document.getAnimations().forEach(each => { each.currentTime = at })"
    page.evaluate(later, 779_000)
    assert not said.is_visible()
    page.evaluate(later, 781_000)
    assert said.is_visible()


def test_without_scripts_it_opens_a_page_beside(browser: Any, live_server: LiveServer) -> None:
    page = tab(browser, live_server, java_script_enabled=False)
    knock(page)
    page.goto("/staff/requests/note")
    with page.context.expect_page() as beside:
        page.locator("#until").get_by_role("link").click()
    assert beside.value.locator("h1").inner_text() == "You are still signed in"
    page.goto("/staff/account/passkey")
    assert "Passkeys need a browser that runs scripts" in page.locator("main").inner_text()


def test_without_scripts_no_button_is_shown_that_does_nothing(browser: Any, live_server: LiveServer) -> None:
    page = tab(browser, live_server)
    with_key(page)
    knock(page)
    page.goto("/staff/account/passkey")
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("heading", name="Recovery codes").wait_for()
    bare = tab(browser, live_server, java_script_enabled=False)
    knock(bare)
    bare.get_by_role("heading", name="Second step").wait_for()
    assert bare.locator("#passkey").count() == 1
    assert not bare.get_by_text("Use a passkey").is_visible()
    assert bare.get_by_text("Passkeys need a browser that runs scripts").is_visible()
