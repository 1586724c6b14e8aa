"""The documentation: its site is whole and fetches nothing, its commands exist, and every setting is told of."""

from __future__ import annotations

import re
import shlex
import subprocess
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import sync_playwright

from tests.e2e.screens import ARGUMENTS, CHROMIUM, DESK, PHONE, need_chromium, width_of
from waystation.site import arguments
from waystation.site.arguments import Command

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WRITTEN = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
FETCHED = {"link": "href", "script": "src", "img": "src", "source": "src", "iframe": "src"}
BY_THE_LAUNCHER = {"test", "check", "fuzz", "docs", "help"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made as the README says; Sphinx stops at a link, a heading or a page that leads nowhere."""
    out = tmp_path_factory.mktemp("docs")
    made = subprocess.run([ROOT / "scripts" / "docs", out], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    return out


class Addresses(HTMLParser):
    """What a page fetches, where it leads, and what may be led to in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if address := said.get(FETCHED.get(tag, "")):
            self.fetched.append(address)
        if tag == "a" and said.get("href"):
            self.links.append(said["href"])
        self.ids.add(said.get("id") or "")


def test_the_site_has_every_page_and_fetches_nothing_from_elsewhere(site: Path) -> None:
    pages = {path: Addresses(path.read_text()) for path in site.rglob("*.html")}
    assert {path.relative_to(DOCS).with_suffix(".html") for path in DOCS.rglob("*.md")} <= {
        path.relative_to(site) for path in pages
    }
    wrong = []
    for path, page in pages.items():
        wrong += [(path.name, each) for each in page.fetched if urlsplit(each).netloc]
        for link in page.links:
            where = urlsplit(link)
            if where.scheme or where.netloc:
                continue
            target = (path.parent / unquote(where.path)).resolve() if where.path else path
            if not target.is_file() or (where.fragment and target in pages and where.fragment not in pages[target].ids):
                wrong.append((path.name, link))
    assert wrong == []
    assert {re.findall('<html [^>]*lang="([a-z]+)"', path.read_text())[0] for path in pages} == {"en", "ru"}
    styles = "\n".join(path.read_text(errors="replace") for path in site.rglob("*.css"))
    assert re.findall(r"(?:url\(|@import\s)[\"']?(?:https?:)?//", styles) == []


@pytest.mark.browser
def test_it_is_read_on_a_phone_and_without_scripts(site: Path) -> None:
    need_chromium()
    with sync_playwright() as engine:
        chromium = engine.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        for size in (PHONE, DESK):
            page = chromium.new_context(java_script_enabled=False, viewport=size).new_page()
            asked: list[str] = []
            page.on("request", lambda request, asked=asked: asked.append(request.url))
            for name in ("index", "seeking-help.ru", "tutorial", "administrators", "decisions/index"):
                page.goto((site / f"{name}.html").as_uri())
                assert page.locator("h1").first.is_visible()
            assert [url for url in asked if not url.startswith("file:")] == []
            context = chromium.new_context(viewport=size)
            page = context.new_page()
            for name in ("index", "seeking-help", "seeking-help.ru"):
                page.goto((site / f"{name}.html").as_uri())
                assert width_of(page) <= size["width"]
        chromium.close()


def written_commands() -> Iterator[tuple[str, str]]:
    """Each call of our command in a block of a shell, by where it stands."""
    for path in WRITTEN:
        for block in re.findall(r"```(?:sh|console)\n(.*?)```", path.read_text(), re.DOTALL):
            for line in re.sub(r"\\\n\s*", " ", block).splitlines():
                found = re.match(r"(?:\$ )?(?:\w+=\S+ )*(?:\./)?(waystation\s.*)", line.strip())
                if found:
                    yield path.name, re.split(r"\s[#<>|&;]|&&", found[1])[0]


def test_every_command_that_is_written_of_exists_with_its_options() -> None:
    known = {command.words: command for command in arguments.flat(arguments.commands())}
    calls = list(written_commands())
    assert len(calls) >= 40
    assert [(where, call) for where, call in calls if not is_known(call, known)] == []


def is_known(call: str, known: dict[tuple[str, ...], Command]) -> bool:
    words = shlex.split(call)[1:]
    if not words or words[0] in BY_THE_LAUNCHER:
        return True
    named = tuple(words[:2]) if tuple(words[:2]) in known else tuple(words[:1])
    if named not in known:
        return False
    lines = [known[named], *([known[named[:1]]] if named[:1] in known else [])]
    options = {name for command in lines for argument in command.arguments for name in argument.names}
    given = [word.split("=")[0] for word in words if word.startswith("-") and word != "-" and word != "--"]
    return all(each in options for each in given)


@pytest.mark.parametrize(
    "call", ["waystation backpu create", "waystation backup create --to X", "waystation move --dta X"]
)
def test_a_command_that_does_not_exist_would_be_found(call: str) -> None:
    assert not is_known(call, {command.words: command for command in arguments.flat(arguments.commands())})


def test_every_setting_is_told_of_to_administrators() -> None:
    source = (ROOT / "src" / "waystation" / "site" / "settings.py").read_text()
    told = (DOCS / "administrators.md").read_text()
    tables = set(re.findall(r"_table\(\"(\w+)\"\)", source))
    names = set(re.findall(r"WAYSTATION(?:_[A-Z_]+)?\.get\(\"(\w+)\"", source))
    names |= set(re.findall(r"_whole\(.*?, \"(\w+)\"", source))
    assert len(tables) >= 6
    assert len(names) >= 15
    assert sorted(name for name in tables if not re.search(rf"\[{name}[].]", told)) == []
    assert sorted(name for name in names if not re.search(rf"\b{name}\b", told)) == []
