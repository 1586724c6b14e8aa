"""Languages: Chechen falls back to Russian, English is what the source says, and .mo says what .po says."""

from __future__ import annotations

import ast
import gettext as standard
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.utils import formats, translation
from django.utils.translation import gettext, ngettext

from waystation.web import languages

LOCALE = Path(__file__).parents[2] / "src" / "waystation" / "locale"


def entries(path: Path) -> dict[str, str]:
    """msgid -> msgstr of a .po file, singular entries without context; fuzzy and empty ones left out."""
    found: dict[str, str] = {}
    for block in path.read_text(encoding="utf-8").split("\n\n")[1:]:
        if "msgid_plural" in block or "msgctxt" in block or "\n#, fuzzy" in f"\n{block}":
            continue
        words: dict[str, str] = {"msgid": "", "msgstr": ""}
        key = ""
        for line in block.splitlines():
            if not line.startswith("#"):
                head, _, rest = line.partition('"')
                key = head.strip() or key
                words[key] = words.get(key, "") + ast.literal_eval('"' + rest)
        if words["msgstr"]:
            found[words["msgid"]] = words["msgstr"]
    return found


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


@pytest.mark.parametrize("language", ["ru", "ce"])
def test_compiled_catalogues_say_what_the_sources_say(language: str) -> None:
    folder = LOCALE / language / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = standard.GNUTranslations(file)
    source = entries(folder / "django.po")
    assert source
    assert {msgid: compiled.gettext(msgid) for msgid in source} == source


@pytest.mark.parametrize("language", ["ru", "ce"])
def test_gettext_finds_no_fault(language: str) -> None:
    if not shutil.which("msgfmt") and not os.environ.get("CI"):
        pytest.skip("GNU gettext (msgfmt) is not installed")
    folder = LOCALE / language / "LC_MESSAGES"
    done = subprocess.run(
        ["msgfmt", "--check-format", "--check-header", "-o", "-", str(folder / "django.po")], capture_output=True
    )
    assert done.returncode == 0
    assert done.stdout == (folder / "django.mo").read_bytes()


def test_chechen_says_only_what_is_certain() -> None:
    """Grows by the hand of a native speaker only: add the words here with their name in the commit."""
    assert entries(LOCALE / "ce" / "LC_MESSAGES" / "django.po") == {"Language": "Мотт"}
