"""Attack 21: the name of a file tells who sent it. A passport comes by form and by mail, and goes wherever files go."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.canary import scan, search
from tests.e2e.harness import HOTLINE, Program
from tests.e2e.web import Browser, Page
from waystation.vault import age

NAME = "Магомед_паспорт.jpg"
INSIDE = "Магомед-внутри-файла 5519073481"
DATA = b"\xff\xd8\xff" + INSIDE.encode() * 20_000  # more than one segment, and more than a page of the database
WORDS = ["Магомед", "паспорт", INSIDE]
PHRASE = "seven words for a backup"


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    program = Program(tmp_path_factory.mktemp("names")).start()
    yield program
    program.kill()


def by_form(program: Program) -> None:
    browser = program.browser()
    form = browser.get("/en/write").form("text")
    fields = [(name, value) for name, value in form.values() if name != "text"] + [("text", "See the file.")]
    page = browser.upload("/en/write", fields, [("files", NAME, DATA), ("files", f"2{NAME}", DATA)])
    assert page.status == 200
    assert "twelve words" in page.text


def by_mail(program: Program) -> None:
    letter = EmailMessage(policy=SMTP)
    letter["From"], letter["To"], letter["Subject"] = "a@mail.example", HOTLINE, "papers"
    letter.set_content("See the file.")
    letter.add_attachment(DATA, maintype="image", subtype="jpeg", filename=NAME)
    assert program.smtp(letter.as_bytes(), "a@mail.example") == 250


def threads(browser: Browser) -> list[Page]:
    links = browser.get("/staff/requests/?show=all").links
    found = sorted({link for link in links if re.fullmatch(r"/staff/requests/[0-9a-f-]{36}", link)})
    return [browser.get(link) for link in found]


def taken_out(browser: Browser, page: Page) -> Page:
    """The original, as the page that shows a file offers it."""
    (form,) = [form for form in page.forms if form.action.endswith(("/take", "/attachments/0", "/attachments/1"))]
    return browser.submit(form)


@pytest.fixture(scope="module")
def pages(program: Program) -> list[Page]:
    """Everything that was shown on the way: threads, files, the case, downloads."""
    by_form(program)
    by_mail(program)
    browser, seen = program.signed_in("lev"), []
    for number, thread in enumerate(threads(browser)):
        views = [link for link in thread.links if link.endswith("/view")]
        assert views
        (accept,) = [link for link in thread.links if link.endswith("/accept")]
        case = browser.submit(browser.get(accept).form("pseudonym"), pseudonym=f"Birch {number}")
        case_url = case.url.split("?")[0]
        for view in views:
            page = browser.get(view)
            seen += [page, taken_out(browser, page)]
            (keep,) = [link for link in page.links if "/keep/" in link]
            seen.append(browser.submit(browser.get(keep).form("description"), compartment="3", description=""))
        add = browser.get(f"{case_url}/files/add").form("description")
        fields = [*add.values(), ("compartment", "2")]
        seen.append(browser.upload(f"{case_url}/files/add", fields, [("files", NAME, DATA)]))
        files = browser.get(f"{case_url}/files")
        kept = sorted({link for link in files.links if re.search(r"/files/[0-9a-f-]{36}$", link)})
        assert len(kept) == len(views) + 1
        seen += [page for link in kept for page in (browser.get(link), taken_out(browser, browser.get(link)))]
    assert len(seen) > 12
    return seen


def test_the_name_is_known_to_those_who_may_open_it(pages: list[Page]) -> None:
    assert sum(NAME in page.text for page in pages) > 5
    assert sum(page.body == DATA for page in pages) == 8


def test_downloads_have_a_name_that_says_nothing(pages: list[Page]) -> None:
    downloads = [page for page in pages if page.body == DATA]
    for page in downloads:
        assert re.fullmatch(r'attachment; filename="file-\d\.bin"', page.headers["content-disposition"])
        assert page.headers["content-type"] == "application/octet-stream"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["cache-control"] == "no-store"
        assert "sandbox" in page.headers["content-security-policy"]


def test_no_address_and_no_header_tells_it(pages: list[Page]) -> None:
    for page in pages:
        told = page.url + json.dumps(dict(page.headers), ensure_ascii=False)
        assert not list(search(told.encode(), WORDS))
        assert quote("Магомед") not in told


def test_the_disk_is_clean(program: Program, pages: list[Page]) -> None:
    """Database, its log, the store of files, logs, temporary files and home: all that the program may write."""
    stored = [path for path in (program.data / "files").rglob("*") if path.is_file()]
    assert len(stored) == 2 + 3 + 2
    assert all(re.fullmatch(r"[0-9a-f]{32}", path.name) for path in stored)
    places = [path for path in program.base.iterdir() if path != program.mailbox]
    assert [hit for place in places for hit in scan(place, WORDS)] == []


def test_exports_and_backups_are_clean(program: Program, pages: list[Page], tmp_path: Path) -> None:
    run = [sys.executable, "-m", "waystation.site"]
    environment = program.environment()
    line = [*run, "audit", "export", "--data", str(program.data)]
    export = subprocess.run(line, check=True, env=environment, capture_output=True).stdout
    assert list(search(export, WORDS)) == []
    assert len(export) > 1000
    line = [*run, "backup", "create", "--data", str(program.data), str(tmp_path / "sets")]
    subprocess.run(line, input=f"{PHRASE}\n".encode(), check=True, env=environment, capture_output=True)
    assert scan(tmp_path, WORDS) == []
    sets = sorted((tmp_path / "sets").glob("*.age"))
    assert [file.name.split(".")[1] for file in sets] == ["data", "files", "keys"]
    for file in sets:
        inside = io.BytesIO()
        age.from_passphrase(PHRASE)(io.BytesIO(file.read_bytes()), inside)
        assert list(search(inside.getvalue(), WORDS)) == []
