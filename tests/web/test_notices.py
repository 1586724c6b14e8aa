"""Notices travel as constant codes; pages end in one of two ways."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils.translation import gettext_lazy, override

from waystation.web import notices, pages


@pytest.fixture(autouse=True)
def _own_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notices, "_notices", {})


def test_it_works(client: Client) -> None:
    notices.register({"menu-opened": gettext_lazy("Menu")})
    assert "Меню" in client.get("/ru/gallery?notice=menu-opened").content.decode()
    with override("en"):
        assert notices.text_of("menu-opened") == "Menu"


@pytest.mark.parametrize("code", [None, "", "unknown", "<b>", "a" * 10_000])
def test_an_unknown_code_says_nothing(client: Client, code: str | None) -> None:
    assert notices.text_of(code) == ""
    assert 'role="status"' not in client.get("/ru/gallery", {"notice": code or ""}).content.decode()


def test_one_code_has_one_meaning() -> None:
    notices.register({"sent": gettext_lazy("Sent."), "plain": "Plain."})
    notices.register({"sent": gettext_lazy("Sent."), "plain": "Plain."})
    with pytest.raises(notices.Clash):
        notices.register({"sent": gettext_lazy("Gone.")})
    with pytest.raises(notices.Clash):
        notices.register({"plain": "Plain."}, tone="warn")


def test_back_goes_with_a_known_code_only() -> None:
    notices.register({"sent": "Sent."})
    answer = pages.back("/staff/", notice="sent")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/staff/?notice=sent")
    assert pages.back("/staff/?a=1", notice="sent").headers["Location"] == "/staff/?a=1&notice=sent"
    assert pages.back("web:language", code="en").headers["Location"] == "/staff/language/en"
    with pytest.raises(KeyError):
        pages.back("/staff/", notice="unknown")


def test_page_renders_in_the_frame(rf: object) -> None:
    request = HttpRequest()
    request.path = request.path_info = "/ru/"
    answer = pages.page(request, "404.html", {}, status=404)
    assert answer.status_code == 404
    assert answer.content.startswith(b"<!DOCTYPE html>")
