"""Callers' pages in a language that the installation added: all of them, whole, and from right to left."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client

from tests.hotline.helpers import the_request
from tests.stage import Organisation
from tests.web.added import offered, pseudo_locale
from waystation.hotline import access, actions, rules
from waystation.staff.actor import Actor

CODE = "ar-xb"
PAGES = ["", "help", "write", "return", "ours", "card", "check", "ask", "report"]
NO_WORDS = {"script", "style"}


class Words(HTMLParser):
    """The words of a page that somebody reads or hears, but those that are marked as of another language."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        left_out = tag in NO_WORDS or said.get("translate") == "no" or (tag == "a" and "hreflang" in said)
        if not any(each[1] for each in self._open) and not left_out:
            self.found += [value for name in ("aria-label", "placeholder", "title", "alt") if (value := said.get(name))]
        if tag not in ("input", "meta", "link", "br", "hr", "rect", "path"):
            self._open.append((tag, left_out))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not any(left_out for _tag, left_out in self._open):
            self.found.append(data)


@pytest.fixture
def pseudo(tmp_path: Path) -> Iterator[None]:
    with offered(tmp_path, CODE, pseudo_locale(callers_alone=True), instead="en", right_to_left=True, name="Turned"):
        yield


def foreign(html: str) -> set[str]:
    """The words of a page that are in letters of another script."""
    return {word for each in Words(html).found for word in re.findall(r"[A-Za-zА-Яа-я]{3,}", each)}


@pytest.mark.parametrize("page", PAGES)
def test_all_that_callers_read_is_among_the_texts_of_callers(
    organisation: Organisation, client: Client, pseudo: None, page: str
) -> None:
    answer = client.get(f"/{CODE}/{page}", headers={"host": "localhost"})
    assert answer.status_code == 200
    html = answer.content.decode()
    assert f'<html lang="{CODE}" dir="rtl">' in html
    assert foreign(html) == set()


NAMES = {"English", "Русский", "Нохчийн"}  # of languages, each in its own


def test_a_thread_in_that_language(dina: Actor, pseudo: None) -> None:
    client = Client()
    form = client.get(f"/{CODE}/write").context["form"]
    told = client.post(f"/{CODE}/write", {"text": "!", "once": form.initial["once"]})
    words = told.context["words"]
    assert all(word.isascii() for word in words)  # of the two lists, the one that is read instead
    assert client.post(f"/{CODE}/return", {"phrase": " ".join(words)})["Location"] == f"/{CODE}/thread"
    for page in ("thread", "thread/contact", "thread/contact/words", "thread/consent"):
        assert foreign(client.get(f"/{CODE}/{page}").content.decode()) <= NAMES, page
    _row, stub = access.request(dina, the_request())
    assert stub.language == CODE
    assert rules.is_first_word(stub)
    actions.answer(dina, the_request(), "1")
    assert ">1<" in client.get(f"/{CODE}/thread").content.decode()
