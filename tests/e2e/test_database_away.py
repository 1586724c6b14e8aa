"""PostgreSQL is stopped under a running server: pages say so, nobody loses their words, and it goes on by itself."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.utils import translation
from django.utils.translation import gettext

from benchmarks.chaos.town import Database
from tests.e2e.harness import HOTLINE, Program
from tests.e2e.web import Browser, Page
from tests.mail.dovecot import free_port
from tests.postgresql.cluster import programs

pytestmark = pytest.mark.long

WORDS = "They come tonight. Ночью они были у брата."
LOST, NOT_ARRIVED = "Nothing is lost", "What you just sent has NOT arrived."


@dataclass
class Place:
    """A server, and the database that it stands on."""

    server: Program
    database: Database


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    if programs() is None:
        pytest.skip("there is no PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="waystation-away-"))  # the database's user has to reach it
    folder.chmod(0o755)
    base = tmp_path_factory.mktemp("away")
    database = Database(folder / "postgresql", free_port(), base / "postgresql.log")
    database.start()
    server = Program(base, ("serve", "--port", "0"), DATABASE_URL=database.url)
    server.found()
    settings = server.data / "waystation.toml"
    settings.write_text(settings.read_text().replace('"required"', '"offered"'))
    server.start()
    yield Place(server, database)
    server.kill()
    database.kill()
    shutil.rmtree(folder)


@pytest.fixture
def there(place: Place) -> Place:
    """Everything runs."""
    if not place.database.alive():
        place.database.start()
    return place


def _says(page: Page, language: str, text: str) -> bool:
    with translation.override(language):
        return gettext(text) in page.text


def _is_plain(page: Page) -> bool:
    """What the page of an unreachable database is in any case."""
    return page.status == 503 and int(page.headers["retry-after"]) > 0 and "Traceback" not in page.text


def test_a_page_says_that_nothing_is_lost(there: Place) -> None:
    visitor = there.server.browser()
    assert visitor.get("/en/write").status == 200
    there.database.kill()
    for language in ("en", "ru", "ce"):
        for path in ("", "write", "return", "check"):
            page = visitor.get(f"/{language}/{path}")
            assert _is_plain(page), page.url
            assert f'lang="{language}"' in page.text
            assert _says(page, language, "Nothing is lost: everything that you sent and that we confirmed is there.")
            assert HOTLINE in page.text


def test_a_first_message_is_sent_again_from_the_page_that_says_it_has_not_arrived(there: Place) -> None:
    visitor = there.server.browser()
    form = visitor.get("/en/write").form("text")
    there.database.kill()
    page = visitor.submit(form, text=WORDS, name="L.")
    assert _is_plain(page)
    assert NOT_ARRIVED in page.text
    assert WORDS in page.text
    again = visitor.submit(page.form("text", "once"))  # still away: the same page
    assert _is_plain(again)
    there.database.start()
    kept = visitor.submit(again.form("text", "once"))
    assert kept.status == 200
    assert visitor.submit(again.form("text", "once")).status == 200  # and once more is no second message
    found = there.server.opened("operator")["messages"]
    assert sum(WORDS.encode().decode("latin-1") in each["content"] for each in found) == 1


def test_the_words_of_a_thread_are_given_back(there: Place) -> None:
    visitor = there.server.browser()
    shown = visitor.submit(visitor.get("/ru/write").form("text"), text="Помогите.")
    words = " ".join(re.findall(r"<li[^>]*>\s*(?:<[^>]+>)?([а-яё]+)(?:</[^>]+>)?\s*</li>", shown.text))
    visitor.submit(visitor.get("/ru/return").form("phrase"), phrase=words)
    form = visitor.get("/ru/thread").form("text")
    there.database.kill()
    page = visitor.submit(form, text=WORDS)
    assert _is_plain(page)
    assert _says(page, "ru", NOT_ARRIVED)
    there.database.start()
    assert WORDS in visitor.submit(page.form("text")).text


def test_staff_get_long_texts_back_and_never_a_passphrase(there: Place) -> None:
    staff = there.server.signed_in("operator")
    form = staff.get("/staff/requests/note").form("text")
    door = Browser(there.server.facts["public"])
    entry = door.get("/staff/sign-in").form("passphrase")
    there.database.kill()
    page = staff.submit(form, text=WORDS)
    assert _is_plain(page)
    assert WORDS in page.text
    secret = "correct horse battery staple"
    refused = door.submit(entry, name="operator", passphrase=secret)
    assert _is_plain(refused)
    assert _says(refused, "en", NOT_ARRIVED) or _says(refused, "ru", NOT_ARRIVED)
    assert secret not in refused.text
    assert _is_plain(staff.get("/staff/"))
    assert HOTLINE not in staff.get("/staff/").text
    there.database.start()
    assert staff.submit(page.form("text")).status == 200
    assert staff.get("/staff/").status == 200  # the session outlived it


def test_a_program_is_told_when_to_come_again(there: Place) -> None:
    there.database.kill()
    page = there.server.browser().get("/api/v1/statistics")
    assert page.status in (401, 503)  # nothing is asked of whoever shows no token
    assert "json" in page.headers["content-type"]


def test_a_command_says_it_in_plain_words(there: Place) -> None:
    there.database.kill()
    done = subprocess.run(
        there.server._line("mode"), env=there.server.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 75
    assert "the database does not answer" in done.stderr
    assert "waystation@" not in done.stderr


def test_the_log_says_where_and_nothing_else(there: Place) -> None:
    assert "OperationalError" in there.server.logs()
    assert "ночью" not in there.server.logs().casefold()
