"""The script of the callers' forms: one construction with the vault in node and in Chromium, built from its source."""

from __future__ import annotations

import base64
import gzip
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.e2e.screens import ARGUMENTS, CHROMIUM, need_chromium
from tests.hotline.script import OPEN, ROOT, SEAL, SERVED, SIZES, in_node, need_node
from tests.stage import found
from waystation.hotline.sealing import Closed, file_context, opened
from waystation.vault import suite
from waystation.vault.content import open_content
from waystation.vault.keyring import Key
from waystation.vault.padding import pad, padded_size

Run = Callable[[str, Any], Any]
FORM, TEXT = bytes(range(16)), "Меня ищут.\nПомогите. \U0001f54a"
FILE = os.urandom(200_000)


def b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


@pytest.fixture
def in_chromium(live_server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    need_chromium()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_page()
        page.goto(f"{live_server.url}/en/write")
        yield page.evaluate
        browser.close()


@pytest.fixture(params=["node", pytest.param("in_chromium", marks=pytest.mark.django_db(transaction=True))])
def run(request: pytest.FixtureRequest) -> Run:
    return in_node if request.param == "node" else request.getfixturevalue(request.param)


@pytest.mark.browser
def test_what_the_browser_seals_opens_here(run: Run) -> None:
    key = Key.new(uuid4())
    given = {"key": b64(key.public), "form": b64(FORM), "told": {"text": TEXT, "in_danger": True}, "file": b64(FILE)}
    sealed = {name: base64.b64decode(value) for name, value in run(SEAL, given).items()}
    said = opened(Closed(FORM, sealed["message"], sealed["list"]), [key])
    assert (said.told.text, said.told.in_danger) == (TEXT, True)
    (file,) = said.files
    assert (file.name, file.type, file.size) == ("мой паспорт.jpg", "image/jpeg", len(FILE))
    assert open_content(file.key, sealed["file"], file_context(FORM)) == FILE


@pytest.mark.browser
def test_what_is_sealed_here_opens_in_the_browser(run: Run) -> None:
    seed, context = bytes(range(32)), suite.bind(b"browser message", FORM)
    given = {"seed": b64(seed), "sealed": b64(suite.seal_to(suite.public_bytes(seed), context, pad(TEXT.encode())))}
    told = run(OPEN, given | {"info": b64(suite.bind(suite.written(), context))})
    assert base64.b64decode(told) == pad(TEXT.encode())
    assert run(OPEN, given | {"info": b64(suite.bind(suite.written(), b"elsewhere"))}) == "refused"


def test_sizes_are_padded_alike() -> None:
    sizes = [0, 1, 512, 513, 65_535, 65_536, 65_537, 10**6 + 7, 25 * 2**20]
    assert in_node(SIZES, sizes) == [padded_size(size) for size in sizes]


@pytest.mark.parametrize(
    "text", ["\ud800 broken", "\x00\x01\x7f", "\ufeff\u2028\u202e", 'quote " and \\', "x" * 20_000]
)
def test_no_character_keeps_a_message_from_being_read(text: str) -> None:
    key = Key.new(uuid4())
    given = {"key": b64(key.public), "form": b64(FORM), "told": {"text": text}, "file": ""}
    sealed = base64.b64decode(in_node(SEAL, given)["message"])
    assert opened(Closed(FORM, sealed), [key]).told.text == text.replace("\ud800", "\ufffd")


@pytest.mark.parametrize("name", ["seal.js", "seal.licences.txt"])
def test_what_is_served_is_what_its_source_gives(built: Path, name: str) -> None:
    assert (built / name).read_bytes() == (SERVED / name).read_bytes()


def test_the_packed_script_is_the_script() -> None:
    assert gzip.decompress((SERVED / "seal.js.gz").read_bytes()) == (SERVED / "seal.js").read_bytes()


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files built anew from what is installed under browser/; `scripts/browser` installs it."""
    need_node("npm")
    if not (ROOT / "browser/node_modules").is_dir():
        pytest.fail("run scripts/browser once") if os.environ.get("CI") else pytest.skip("run scripts/browser once")
    target = tmp_path_factory.mktemp("built")
    subprocess.run([ROOT / "scripts/browser", target], check=True, capture_output=True, timeout=300)
    return target


def test_libraries_are_pinned_by_hash_and_by_no_address() -> None:
    locked = json.loads((ROOT / "browser/package-lock.json").read_text())["packages"]
    assert len(locked) > 5
    assert all(part.get("integrity", "").startswith("sha512-") for name, part in locked.items() if name)
    assert not [name for name, part in locked.items() if "resolved" in part]


def test_it_holds_nothing_that_the_policy_of_the_page_forbids(client: Client) -> None:
    script = (SERVED / "seal.js").read_text()
    for word in (
        "eval(",
        "Function(",
        "innerHTML",
        "fetch(",
        "XMLHttpRequest",
        "WebAssembly",
        "import(",
        "http:",
        "https:",
    ):
        assert word not in script, word
