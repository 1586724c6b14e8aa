"""Languages: Chechen falls back to Russian, English is what the source says, and .mo says what .po says."""

from __future__ import annotations

import gettext as standard
import os
import re
import shutil
import subprocess
import sys

import pytest
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext

from tests.web.catalogue import LOCALE, Entry, of, read
from waystation.web import languages

SOURCE = LOCALE.parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|<[^>]+>")


def needs(tool: str) -> None:
    if not shutil.which(tool) and not os.environ.get("CI"):
        pytest.skip(f"GNU gettext ({tool}) is not installed")


def test_it_works_in_russian() -> None:
    with translation.override("ru"):
        assert gettext("Leave quickly") == "Быстро уйти"


def test_english_is_what_the_source_says() -> None:
    with translation.override("en"):
        assert gettext("Leave quickly") == "Leave quickly"


def test_chechen_falls_back_to_russian() -> None:
    with translation.override("ce"):
        assert gettext("Language") == "Мотт"
        assert gettext("Leave quickly") == "Быстро уйти"
        assert ngettext("%(num)d day", "%(num)d days", 5) == "%(num)d дней"


def test_chechen_is_a_language_that_django_knows() -> None:
    info = translation.get_language_info("ce")
    assert (info["name_local"], info["bidi"]) == ("нохчийн", False)
    assert translation.check_for_language("ce")
    assert [code for code, _ in languages.available()] == ["ru", "ce", "en"]
    with translation.override("de"):
        assert languages.current() == "ru"


def test_dates_are_written_as_here() -> None:
    for code, example in (("ru", "H:i"), ("ce", "H:i"), ("en", "H:i")):
        assert formats.get_format("TIME_FORMAT", lang=code) == example
    assert formats.get_format("SHORT_DATE_FORMAT", lang="ce") == "d.m.Y"


@pytest.fixture(scope="module")
def gathered(tmp_path_factory: pytest.TempPathFactory) -> list[Entry]:
    """What scripts/translations would find in the sources of this moment, and what Russian has for it."""
    needs("xgettext")
    copy = tmp_path_factory.mktemp("sources") / "waystation"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("__pycache__", "static", "*.mo"))
    options = ["--locale", "ru", "--no-wrap", "--no-obsolete", "--add-location", "file"]
    without = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, "-m", "django", "makemessages", *options]
    done = subprocess.run(command, cwd=copy, env=without, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return read(copy / "locale" / "ru" / "LC_MESSAGES" / "django.po")


def test_every_text_of_the_sources_has_its_russian(gathered: list[Entry]) -> None:
    """Missing one? Run scripts/translations, fill in locale/ru, run it again, commit both files."""
    assert len(gathered) > 500
    assert [entry.key for entry in gathered if not entry.translated] == []


def test_no_text_is_asked_for_under_a_name_that_gettext_does_not_know() -> None:
    """xgettext looks for `_` and for its own names; under another one a text is gathered by nobody."""
    other = re.compile(r"\bn?p?gettext(?:_lazy|_noop)? as (?!_\b)\w+")
    assert [path.name for path in SOURCE.rglob("*.py") if other.search(path.read_text())] == []


def test_chechen_knows_the_same_texts(gathered: list[Entry]) -> None:
    """Empty there, but listed, so that a native speaker sees what there is to say."""
    assert {entry.key for entry in gathered} <= {entry.key for entry in of("ce")}


@pytest.mark.parametrize("language", ["ru", "ce"])
def test_no_placeholder_is_lost_or_made_up(language: str) -> None:
    for entry in of(language):
        for said in filter(None, entry.said):
            known = set(PLACEHOLDER.findall(entry.msgid + (entry.plural or "")))
            assert set(PLACEHOLDER.findall(said)) == known, entry.msgid


def test_texts_begin_and_end_as_in_english() -> None:
    """Sentences are joined with others, and stand in lists: a missing full stop or a new capital shows."""
    for entry in of("ru"):
        for said in filter(None, entry.said):
            assert said == said.strip()
            assert (entry.msgid[-1] in ".?!") == (said[-1] in ".?!"), entry.msgid
            assert (entry.msgid[-1] == ":") == (said[-1] == ":"), entry.msgid


@pytest.mark.parametrize("language", ["ru", "ce"])
def test_compiled_catalogues_say_what_the_sources_say(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = standard.GNUTranslations(file)
    translated = [entry for entry in of(language) if entry.translated]
    assert translated
    for entry in translated:
        assert tuple(_compiled(compiled, entry)) == entry.said


def _compiled(catalogue: standard.GNUTranslations, entry: Entry) -> list[str]:
    numbers = (1, 2, 5)[: len(entry.said)]
    if entry.plural and entry.context:
        return [catalogue.npgettext(entry.context, entry.msgid, entry.plural, number) for number in numbers]
    if entry.plural:
        return [catalogue.ngettext(entry.msgid, entry.plural, number) for number in numbers]
    if entry.context:
        return [catalogue.pgettext(entry.context, entry.msgid)]
    return [catalogue.gettext(entry.msgid)]


@pytest.mark.parametrize("language", ["ru", "ce"])
def test_gettext_finds_no_fault(language: str) -> None:
    needs("msgfmt")
    folder = LOCALE / language / "LC_MESSAGES"
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-header", "-o", "-", str(folder / "django.po")], capture_output=True
    )
    assert done.returncode == 0
    assert done.stdout == (folder / "django.mo").read_bytes()


def test_chechen_says_only_what_is_certain() -> None:
    """Grows by the hand of a native speaker only: add the words here with their name in the commit."""
    assert {entry.key: entry.said for entry in of("ce") if any(entry.said)} == {(None, "Language"): ("Мотт",)}
