"""A browser is switched on and woken in Chromium; only what makers of browsers keep from tests is played by us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.screens import ARGUMENTS, WHOLE, need_chromium
from tests.push.service import Service
from tests.stage import CAST, found
from waystation.duty import alarms, devices
from waystation.duty.models import DeviceRow
from waystation.staff.actor import utc_now

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# In place of the maker's service, which no test may ask.
SUBSCRIBE = """
const told = %s;
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
PushManager.prototype.subscribe = async function (options) {
  window.asked = { visible: options.userVisibleOnly, key: [...new Uint8Array(options.applicationServerKey)] };
  return { endpoint: told.endpoint, getKey: (name) => bytes(name === "auth" ? told.secret : told.key).buffer };
};
"""
SHOWN = (
    "async () => (await (await navigator.serviceWorker.getRegistrations())[0].getNotifications()).map((n) => n.title)"
)


@pytest.fixture
def tab(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A page of 360 px in English in which Dina is signed in."""
    need_chromium(WHOLE)
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found()
    url = live_server.url.replace("127.0.0.1", "localhost")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(WHOLE), args=ARGUMENTS)
        context = browser.new_context(base_url=url, viewport={"width": 360, "height": 780})
        context.set_default_timeout(15_000)
        context.grant_permissions(["notifications"], origin=url)
        context.add_cookies([{"name": "language", "value": "en", "url": url}])
        page = context.new_page()
        page.goto("/staff/sign-in")
        page.get_by_label("Sign-in name").fill(CAST["dina"].name)
        page.get_by_label("Passphrase").fill(CAST["dina"].passphrase)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("heading", name="Today", exact=True).wait_for()
        yield page
        browser.close()


def test_a_browser_is_switched_on_and_shows_the_one_sentence(tab: Any, service: Service) -> None:
    theirs, said = service.browser(), []
    tab.on("console", lambda message: message.text.startswith("[DOM]") or said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))
    tab.add_init_script(SUBSCRIBE % json.dumps(theirs.told))
    tab.goto("/staff/duty/alarms")
    tab.get_by_label("What you call this device").fill("old phone")
    tab.get_by_role("button", name="Wake this browser").click()
    tab.get_by_text("This will wake you when you are on duty.").wait_for()
    assert DeviceRow.objects.count() == 1

    alarms.tell_duty("test", now=utc_now())
    assert alarms.send_due(utc_now()) == 1
    ((_, headers, body),) = service.asked
    assert headers["authorization"].endswith(f"k={devices.push_key()}")
    assert _shown(tab, theirs.opened(body).decode()) == ["Something needs a look. Please sign in."]
    assert said == []


def _shown(tab: Any, text: str) -> list[str]:
    """What the service worker shows once the maker's service has brought it this."""
    session, known = tab.context.new_cdp_session(tab), []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda found: known.extend(found["registrations"]))
    session.send("ServiceWorker.enable")
    tab.wait_for_function("navigator.serviceWorker.getRegistrations().then((found) => found.length === 1)")
    for _ in range(100):
        if known:
            break
        tab.wait_for_timeout(50)
    origin = tab.evaluate("location.origin")
    session.send(
        "ServiceWorker.deliverPushMessage",
        {"origin": origin, "registrationId": known[0]["registrationId"], "data": text},
    )
    for _ in range(100):
        if found := tab.evaluate(SHOWN):
            return list(found)
        tab.wait_for_timeout(50)
    return []


def test_who_refuses_is_told_and_nothing_is_kept(tab: Any, service: Service) -> None:
    tab.add_init_script("Notification.requestPermission = async () => 'denied';")
    tab.goto("/staff/duty/alarms")
    tab.get_by_label("What you call this device").fill("old phone")
    tab.get_by_role("button", name="Wake this browser").click()
    tab.get_by_text("The browser refused.").wait_for()
    assert not DeviceRow.objects.exists()
