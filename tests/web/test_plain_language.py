"""What callers read in Russian is plain, and speaks to everybody alike.

Plain: Flesch-Oborneva, 206.835 - 1.3 * words/sentences - 60.1 * syllables/words, at least 65 on each page.
A frightened person on a telephone reads this; an office text lies below 0.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.template import loader
from django.test import Client, RequestFactory
from django.utils import translation

from tests.stage import Organisation
from tests.web.catalogue import of

GATE = 65
PAGES = ("", "help", "write", "return", "ours", "card", "check", "ask", "report")
VOWELS = frozenset("аеёиоуыэюя")
INLINE = {"a", "strong", "b", "em", "i", "time", "br"}
SILENT = {"head", "title", "svg", "script", "style", "textarea"}
EMPTY = {"br", "input", "meta", "link", "hr", "img"}
CALLERS = re.compile(
    r"hotline/(templates/public/|public_views|forms|contact_forms)|trust/templates/trust/(_statement|ours|card|check|ask|report)|web/templates/(\d|web/(public|field|error|phrase|languages))"
)
PAST = re.compile(r"[а-яё]*[аеёиоуыя]л(а|ся|ась)?")
# Said of things: a page, a message, a text.
OF_THINGS = {"была", "запечатал", "устарел", "дошёл", "закрылась", "цел"}
GENDERED = re.compile(
    r"\((а|ла|ая)\)|/(а|ла|ая)\b|\bвы (сам |сама |не )?(должна|должен|готова?|уверена?|рада?|один|одна)\b"
)


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence."""
    split = [re.findall(r"[А-Яа-яЁё]+(?:-[А-Яа-яЁё]+)*", part) for part in re.split(r"[.!?…]+(?:\s|$)", text)]
    return [words for words in split if words]


def syllables(word: str) -> int:
    return sum(letter in VOWELS for letter in word.lower())


def flesch_oborneva(texts: list[str]) -> float:
    """Over several texts, of which each begins a sentence of its own. Words without a vowel are words."""
    found = [words for text in texts for words in sentences(text)]
    words = [word for each in found for word in each]
    return 206.835 - 1.3 * len(words) / len(found) - 60.1 * sum(map(syllables, words)) / len(words)


class Visible(HTMLParser):
    """The blocks of text of a page, without the names of languages and what is marked as not to be translated."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        silent = tag in SILENT or known.get("translate") == "no" or "lang" in known and tag == "a"
        if tag not in INLINE:
            self.blocks.append("")
        if tag not in EMPTY:
            self._open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag not in INLINE:
            self.blocks.append("")

    def handle_data(self, data: str) -> None:
        if not any(silent for _tag, silent in self._open):
            self.blocks[-1] += data

    @property
    def texts(self) -> list[str]:
        return [text for text in (" ".join(block.split()) for block in self.blocks) if text]


@pytest.fixture(autouse=True)
def _frame_alone() -> None:
    """Not here: these are the callers' own pages, in the place of the frame's."""


def _pages(language: str) -> dict[str, str]:
    """Every page and every state of a form that a caller may meet, by what it is."""
    client = Client()
    start = f"/{language}/"
    wrong = {"phrase": "Ы " * 12}
    found = {name: client.get(f"{start}{name}") for name in PAGES}
    found["empty form"] = client.post(f"{start}write", {"text": ""})
    found["too long"] = client.post(f"{start}write", {"text": "а" * 30_000})
    found["no word"] = client.post(f"{start}return", {"phrase": ""})
    found["wrong word"] = client.post(f"{start}return", wrong)
    once = found["write"].context["form"].initial["once"]
    found["phrase"] = client.post(f"{start}write", {"text": "Беда.", "once": once})
    found["absent"] = client.get(f"{start}absent")
    words = found["phrase"].context["words"]
    client.post(f"{start}return", {"phrase": " ".join(words)})
    for path in ("thread", "thread/contact", "thread/contact/words"):
        found[path] = client.get(f"{start}{path}")
    once = found["thread/contact"].context["form"].initial["once"]
    found["wrong hours"] = client.post(f"{start}thread/contact", {"once": once, "when_from": "14:00", "zone": "x"})
    words = {"our_word": "a\x1bb", "word_ok": "мир", "word_duress": "Мир"}
    found["wrong words"] = client.post(f"{start}thread/contact/words", words)
    client.post(f"{start}leave")
    found["closed"] = client.get(f"{start}thread", follow=True)
    templates = {"already": "public/already.html", **{f: f"{f}.html" for f in ("400", "403_csrf", "413", "500", "503")}}
    pages = {name: answer.content.decode() for name, answer in found.items()}
    request = RequestFactory().get(start)
    with translation.override(language):
        return pages | {name: loader.render_to_string(file, {}, request) for name, file in templates.items()}


def test_it_works_as_it_was_pinned() -> None:
    """13 words, 26 syllables, 3 sentences: the number that textstat 0.7.13 gives for Russian."""
    example = "Мы поможем вам. Напишите, когда вам можно писать. Никому не говорите о нас."
    assert round(flesch_oborneva([example]), 1) == 81.0
    assert round(flesch_oborneva(["Мы поможем вам", *example.split(". ")[1:]]), 1) == 81.0


def test_an_office_would_not_pass() -> None:
    office = "Осуществление консультирования обратившихся производится исключительно уполномоченными сотрудниками."
    assert flesch_oborneva([office]) < 0


def test_only_what_is_seen_is_counted() -> None:
    page = '<title>нет</title><p>Два <a href="/">слова</a></p><p>три<p translate="no">нет</p><a lang="ce">нет</a>'
    assert Visible(page).texts == ["Два слова", "три"]


def test_callers_read_plain_russian(organisation: Organisation) -> None:
    found = {name: flesch_oborneva(Visible(html).texts) for name, html in _pages("ru").items()}
    assert {name: round(score, 1) for name, score in found.items() if score < GATE} == {}


def test_nothing_on_a_russian_page_is_english(organisation: Organisation) -> None:
    for name, html in _pages("ru").items():
        text = " ".join(Visible(html).texts)
        assert set(re.findall(r"[A-Za-z]{2,}", text)) <= {"Tor", "cookie", "Shift", "English"}, name


def _for_callers() -> list[str]:
    return [said for entry in of("ru") if any(map(CALLERS.match, entry.places)) for said in entry.said]


def test_nobody_is_taken_for_a_man_or_a_woman() -> None:
    """Russian says in the past tense who somebody is; callers are spoken to in the plural, or in nouns."""
    texts = _for_callers()
    assert len(texts) > 80
    past = {word for text in texts for word in re.findall(r"[а-яё]+", text.lower()) if PAST.fullmatch(word)}
    assert past - OF_THINGS == set()
    assert [text for text in texts if GENDERED.search(text.lower())] == []


@pytest.mark.parametrize("text", ["вы написал(а) нам", "если вы готова", "вы не должен"])
def test_gendered_words_would_be_found(text: str) -> None:
    assert GENDERED.search(text)


def test_gendered_verbs_would_be_found() -> None:
    assert [word for word in ("получила", "сделал", "остался", "написали", "пришло") if PAST.fullmatch(word)] == [
        "получила",
        "сделал",
        "остался",
    ]
