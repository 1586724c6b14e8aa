"""Attack 37: a file of ours is changed on its way to the browser or on a running server; so is a library."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page, Route, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.screens import ARGUMENTS, CHROMIUM, need_chromium
from waystation.web import assets

ROOT = Path(__file__).resolve().parents[2]
LOCKED = sorted((ROOT / "requirements").glob("*.txt"))
# The public site is read from files too, where browsers take no hash; its files are in the list that is signed.
TEMPLATES = sorted(
    file for file in (ROOT / "src" / "waystation").rglob("templates/**/*.html") if file.parent.name != "site"
)
PIN = re.compile(r"[a-z0-9][a-z0-9._-]*(\[[a-z0-9,-]+\])?==[^\s;]+( ;[^\\]+)?")


def required(locked: str) -> list[str]:
    """The requirements of a lock file, each on one line."""
    return [line for line in locked.replace(" \\\n", " ").splitlines() if line and not line.startswith("#")]


# libraries


@pytest.mark.parametrize("file", LOCKED, ids=lambda file: file.name)
def test_each_library_is_pinned_by_hash_and_by_no_address(file: Path) -> None:
    lines = required(file.read_text())
    assert len(lines) > 5
    for line in lines:
        name, *hashes = line.split(" --hash=")
        assert PIN.fullmatch(name.strip()), name
        assert hashes, name
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}\s*", each) for each in hashes), name


def test_the_launcher_installs_by_these_hashes_alone() -> None:
    launcher = (ROOT / "waystation").read_text().replace(" \\\n", " ")
    installs = [line for line in launcher.splitlines() if " pip install" in line]
    assert len(installs) == 2
    assert all("--require-hashes" in line for line in installs)


# our own files


class Loaded(HTMLParser):
    """What a page makes a browser load and obey: style sheets and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" or (tag == "link" and "stylesheet" in given.get("rel", "")):
            self.found.append(given)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/staff/sign-in"])
def test_what_a_page_loads_is_what_we_serve(client: Client, path: str) -> None:
    found = Loaded(client.get(path).content.decode()).found
    assert found
    for given in found:
        served = b"".join(client.get(given.get("href") or given["src"]))
        digest = base64.b64encode(hashlib.sha384(served).digest()).decode()
        assert given["integrity"] == f"sha384-{digest}"


def test_no_template_loads_anything_without_a_hash() -> None:
    for template in TEMPLATES:
        for given in Loaded(template.read_text()).found:
            assert given.get("integrity", "").endswith(".integrity }}"), template.name


def test_the_hashes_are_those_of_the_start() -> None:
    """What is changed on the disk of a running server no longer agrees with what pages ask for."""
    assets.asset.cache_clear()
    assets.pin()
    before = assets.asset.cache_info()
    assert before.currsize >= 2
    assets.asset("web/waystation.css")
    assert assets.asset.cache_info().misses == before.misses


@pytest.mark.browser
@pytest.mark.parametrize(("tampered", "loaded"), [(False, True), (True, False)])
def test_a_browser_does_not_obey_a_changed_file(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch, tampered: bool, loaded: bool
) -> None:
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    change = b"main { display: none }" if tampered else b""

    def pass_on(route: Route) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, body=answer.body() + change)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page: Page = browser.new_page()
        page.route("**/*.css*", pass_on)
        page.goto(f"{live_server.url}/en/")
        rules = page.evaluate("[...document.styleSheets].filter(sheet => sheet.cssRules.length).length")
        shown = page.locator("main").is_visible()
        browser.close()
    assert bool(rules) == loaded
    assert shown
