"""What a translation may hold, and what a catalogue that somebody brought may do: say words, and nothing else."""

from __future__ import annotations

import ast
import gettext
import io
import json
import struct
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from tests.web.added import offered, po, pseudo_locale
from waystation.vocabulary.vocabularies import terms
from waystation.web import languages, ways
from waystation.web.catalogues import adding, checking, pseudo, texts

SOURCES = Path(ways.__file__).parents[1]
SOUND = [
    ("Leave quickly", "Швидко вийти"),
    ("%(name)s is on it", "На цьому %(name)s"),
    ("at most %(count)s, 5 %%", "не більше ніж %(count)s, 5 %%"),
    ("{name}, hello", "Вітаю, {name}"),
    ('Read <a href="%(url)s">this</a>', 'Прочитайте <a href="%(url)s">це</a>'),
    ("Write a number from 0 to 1,000,000.", "Напишіть число від 0 до 1 000 000."),
    ("Whose", "\u2067של מי\u2069"),
    ("Don’t", "Не п'ять"),
]
HOSTILE = [
    ("Leave quickly", "<form action=/x><input name=phrase>", "markup"),
    ("Leave quickly", "Вийти</a><a href=//evil>", "markup"),
    ("Read <b>this</b>", "<b onmouseover=x>це</b>", "markup"),
    ("Leave quickly", '" autofocus onfocus="x', "quotation"),
    ("Leave quickly", "Вийти <", "markup"),
    ("%(name)s is on it", "%(name)s %(password)s", "placeholders"),
    ("%(name)s is on it", "На цьому хтось", "placeholders"),
    ("%(name)s is on it", "%(name)s 100 %", "placeholders"),
    ("%(name)s is on it", "%(name)999999999d", "placeholders"),
    ("Leave quickly", "%(x)s", "placeholders"),
    ("Leave quickly", "%s %n", "placeholders"),
    ("{name}, hello", "{name.__class__.__mro__}", "placeholders"),
    ("{name}, hello", "{name!r:>99999999}", "placeholders"),
    ("Leave quickly", "{0}", "placeholders"),
    ("Leave quickly", "Вийти\r\nBcc: x", "control"),
    ("Leave quickly", "Вийти\x00", "control"),
    ("Leave quickly", "\u202eитийВ", "direction"),
    ("Leave quickly", "\u2067Вийти", "direction"),
    ("Leave quickly", "Вийти\u2069", "direction"),
    ("Leave quickly", "Пишіть на help@evil.example", "address"),
    ("Leave quickly", "Пишіть на evil.onion", "address"),
    ("Leave quickly", "javascript:x", "address"),
    ("Leave quickly", "Дзвоніть +7 (999) 123-45-67", "number"),
    ("Leave quickly", "В" * 200, "longer"),
]


@pytest.mark.parametrize(("english", "said"), SOUND)
def test_what_a_translator_writes_is_taken(english: str, said: str) -> None:
    assert checking.faults([english], [said]) == []


@pytest.mark.parametrize(("english", "said", "why"), HOSTILE)
def test_what_gives_orders_is_left_out(english: str, said: str, why: str) -> None:
    assert any(why in fault for fault in checking.faults([english], [said]))


def test_of_plural_forms_one_may_leave_the_number_out_but_none_may_ask_for_more() -> None:
    english = ["%(count)d word", "%(count)d words"]
    assert checking.faults(english, ["одне слово", "%(count)d слова", "%(count)d слів"]) == []
    assert checking.faults(english, ["одне слово", "%(name)s", "%(count)d слів"]) != []
    assert checking.faults(english, ["%(count)d"] * 7) != []


@given(st.text(max_size=60))
def test_whatever_is_taken_opens_no_tag_and_ends_no_attribute(said: str) -> None:
    if not checking.faults(["Leave quickly"], [said]):
        assert not set(said) & set('<>"')
        assert "%" not in said


@pytest.mark.parametrize(
    ("forms", "expression", "sound"),
    [
        (3, "n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2", True),
        (1, "0", True),
        (2, "n != 1", True),
        (2, "n", False),  # a form that is not there
        (2, "1/(n-7)", False),  # nothing is divided by what may be nought
        (2, "n % 0", False),
        (2, "__import__('os')", False),
        (99, "0", False),
        (2, "(" * 400, False),
    ],
)
def test_a_rule_of_plurals_gives_a_form_for_every_number(forms: int, expression: str, sound: bool) -> None:
    assert checking.sound_plural(forms, expression) is sound


def test_a_hostile_catalogue_changes_no_page_but_by_its_sound_words(client: Client, tmp_path: Path) -> None:
    said = {"Leave quickly": '<form action="//evil.example"><b>', "Skip to the text": "До тексту"}
    with offered(tmp_path, "uk", po(said), instead="en") as found:
        html = client.get("/uk/gallery").content.decode()
    assert (found.added is not None, found.left_out) == (True, 1)
    assert "evil" not in html
    assert ">Leave quickly</a>" in html  # English, as the settings have it
    assert ">До тексту</a>" in html
    assert '<html lang="uk" dir="ltr">' in html
    assert 'hreflang="uk" aria-current="true">Українська</a>' in html


def test_what_is_lacking_is_said_and_read_in_the_language_that_it_is_in(client: Client, tmp_path: Path) -> None:
    for instead in ("ru", "en"):
        with offered(tmp_path / instead, "uk", po({"Skip to the text": "До тексту"}), instead=instead):
            html = client.get("/uk/gallery").content.decode()
        assert f'<body class="public" lang="{instead}">' in html
        assert ("The rest is in English." in html) is (instead == "en")
    with offered(tmp_path / "whole", "ar-xb", pseudo_locale(), instead="en", right_to_left=True):
        html = client.get("/ar-xb/gallery").content.decode()
    assert '<body class="public">' in html
    assert 'dir="rtl"' in html


def test_it_is_one_of_the_languages_only_while_it_is_there(client: Client, tmp_path: Path) -> None:
    with offered(tmp_path, "uk", po({"Skip to the text": "До тексту"})):
        assert languages.available()[-1] == ("uk", "Українська")
        assert 'href="/uk/gallery"' in client.get("/ru/gallery").content.decode()
    assert "uk" not in dict(languages.available())
    assert client.get("/uk/gallery").status_code == 404


def test_chechen_is_completed_and_what_the_program_says_stays(tmp_path: Path) -> None:
    with (
        offered(tmp_path, "ce", po({"Language": "Матташ", "Leave quickly": "Ца хьоьжуш"})) as found,
        translation.override("ce"),
    ):
        assert found.added is not None
        assert translation.gettext("Language") == "Мотт"
        assert translation.gettext("Leave quickly") == "Ца хьоьжуш"
        assert languages.lacking() == "ru"


def test_terms_are_said_in_it_or_in_the_language_that_is_read_instead(tmp_path: Path) -> None:
    yes, other = terms("case_stages")[:2]
    catalogue = po({}) + f'\nmsgctxt "term case_stages"\nmsgid "{yes.en}"\nmsgstr "Закрито"\n'.encode()
    for instead in ("ru", "en"):
        with offered(tmp_path / instead, "uk", catalogue, instead=instead), translation.override("uk"):
            assert yes.label == "Закрито"
            assert other.label == getattr(other, instead)


def test_ways_are_read_in_the_direction_of_the_page(tmp_path: Path) -> None:
    with translation.override("en"):
        assert ways.from_to("A", "B") == "A → B"
    with offered(tmp_path, "ar-xb", pseudo_locale(), right_to_left=True), translation.override("ar-xb"):
        assert ways.from_to("A", "B") == "\u2068A\u2069 ← \u2068B\u2069"


def test_what_was_compiled_is_kept_until_something_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    monkeypatch.setattr(texts, "read", lambda *given, read=texts.read: made.append(1) or read(*given))
    source = tmp_path / "languages" / "uk.po"
    source.parent.mkdir()
    source.write_bytes(po({"Leave quickly": "Вийти"}))
    (first,) = adding.take_in(tmp_path, {})
    assert adding.take_in(tmp_path, {}) == [first]
    assert len(made) == 1
    compiled = tmp_path / "languages" / ".made" / "uk" / "LC_MESSAGES" / "django.mo"
    compiled.write_bytes(compiled.read_bytes() + b"x")  # by another hand
    adding.take_in(tmp_path, {})
    adding.take_in(tmp_path, {"uk": {"name": "Мова"}})
    source.write_bytes(po({"Leave quickly": "Швидко вийти"}))
    adding.take_in(tmp_path, {"uk": {"name": "Мова"}})
    assert len(made) == 4
    with compiled.open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Leave quickly") == "Швидко вийти"


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("ru.po", {}, "come with the program"),
        ("en.po", {}, "come with the program"),
        ("../x.po", {}, ""),
        ("toolonglanguage.po", {}, "no language's code"),
        ("uk.po", {"instead": "fr"}, "instead"),
        ("uk.po", {"name": "<b>x"}, "without markup"),
        ("uk.po", {"right_to_left": "yes"}, "true or false"),
        ("uk.po", {"colour": "red"}, "know no 'colour'"),
        ("uk.po", {"catalogue": "/absent/uk.po"}, "cannot be read"),
    ],
)
def test_what_cannot_be_taken_is_told_and_stops_nothing(
    tmp_path: Path, name: str, said: dict[str, str], why: str
) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / name).resolve().write_bytes(po({"Leave quickly": "Вийти"}))
    found = adding.take_in(tmp_path, {"uk": said} if said else {})
    assert [each.added for each in found] == [None] * len(found)
    assert why in "".join(each.fault for each in found)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b'msgid "a\nmsgstr',
        b'msgid "x"\nmsgstr "y"\n',
        texts.MAGIC,
        texts.MAGIC + struct.pack("<6I", 0, 2**31, 28, 28, 0, 0),
        texts.MAGIC + struct.pack("<6I", 0, 1, 28, 36, 0, 0) + struct.pack("<4I", 2**31, 44, 5, 44) + b"abc",
        texts.MAGIC + struct.pack("<6I", 0, 1, 28, 36, 0, 0) + struct.pack("<4I", 1, 44, 1, 2**30) + b"abc",
        po({"Leave quickly": "x"}).replace(b"UTF-8", b"utf-77"),
    ],
)
def test_what_is_no_catalogue_is_refused_with_a_word(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "languages").mkdir()
    (tmp_path / "languages" / f"uk.{'mo' if content[:4] == texts.MAGIC else 'po'}").write_bytes(content)
    (found,) = adding.take_in(tmp_path, {})
    assert found.added is None
    assert found.fault


def test_what_a_translator_begins_with_has_every_text_those_of_callers_first() -> None:
    begun = texts.template("uk")
    read = texts.read(begun, "uk")
    assert (read.coverage.texts, read.unknown, read.left_out) == (0, 0, [])
    assert read.plural[0] == 4 or read.plural[0] == 3
    words = begun.decode()
    assert words.count("#. read by callers") == read.coverage.of_callers
    assert words.rindex("#. read by callers") < words.index('msgid "Keep or erase"')


@pytest.mark.parametrize("code", [pseudo.ACCENTS, pseudo.TURNED])
def test_a_pseudo_locale_says_all_and_breaks_no_rule(code: str) -> None:
    made = pseudo.catalogue(code)
    assert made.coverage.texts == made.coverage.of_texts
    wrong = [key for key, said in made.said.items() if set(checking.faults(texts.texts()[key].english, said)) - {LONG}]
    assert wrong == []
    catalogue = gettext.GNUTranslations(io.BytesIO(texts.compiled(made, english_for_the_rest=False)))
    assert catalogue.gettext("Leave quickly") == made.said[(None, "Leave quickly")][0] != "Leave quickly"


LONG = "much longer than in English"


def test_our_own_catalogues_are_held_to_the_same() -> None:
    for code in ("ru", "ce"):
        read = texts.read((texts.LOCALE / code / "LC_MESSAGES" / "django.po").read_bytes(), code)
        assert read.left_out == []
    assert texts.own("ru").whole
    assert not texts.own("ce").mostly


def test_what_is_kept_beside_a_compiled_catalogue_is_no_secret_and_readable(tmp_path: Path) -> None:
    with offered(tmp_path, "uk", po({"Leave quickly": "Вийти"})):
        told = json.loads((tmp_path / "languages" / ".made" / "uk" / "LC_MESSAGES" / "made.json").read_text())
    assert told["name"] == "Українська"
    assert set(told) == {
        "code",
        "name",
        "right_to_left",
        "instead",
        "whole",
        "mostly",
        "left_out",
        "digest",
        "compiled",
    }


def test_no_text_is_called_for_within_an_f_string() -> None:
    """What gathers texts reads none there: such a sentence would stay English in every language."""
    names = {"_", "gettext", "ngettext", "pgettext", "gettext_lazy"}
    found = [
        f"{path.relative_to(SOURCES)}:{call.lineno}"
        for path in sorted(SOURCES.rglob("*.py"))
        for string in ast.walk(ast.parse(path.read_text()))
        if isinstance(string, ast.JoinedStr)
        for call in ast.walk(string)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names
    ]
    assert found == []
