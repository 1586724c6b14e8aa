"""The frame of public and staff pages, the error pages, and the language switch."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

WEB = Path(__file__).parents[2] / "src" / "waystation" / "web"
PAGES = ["/ru/gallery", "/ce/gallery", "/en/gallery", "/staff/gallery"]
ERRORS = [f"{prefix}/fails/{status}" for prefix in ("", "/staff") for status in (400, 403, 404, 413, 500, 503)]


class Tags(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def first(self, tag: str) -> dict[str, str | None]:
        return next(attrs for name, attrs in self.seen if name == tag)


def read(client: Client, url: str, **extra: str) -> str:
    return client.get(url, headers=extra).content.decode()


@pytest.mark.parametrize("name", ["frame", "public", "staff"])
def test_what_a_frame_names_for_itself_no_page_has_a_name_for(name: str) -> None:
    """A template that is extended sets names over those which the view gave to the page inside."""
    template = (WEB / "templates" / "web" / f"{name}.html").read_text()
    named = set(re.findall(r" as (\w+) %}", template)) - {"style", "script", "LANGUAGE_CODE", "LANGUAGE_BIDI"}
    assert all(each.startswith("frame_") for each in named), named


@pytest.mark.parametrize("language", ["ru", "ce", "en"])
def test_it_works_in_each_language(client: Client, language: str) -> None:
    html = read(client, f"/{language}/gallery")
    tags = Tags(html)
    assert tags.first("html") == {"lang": language, "dir": "ltr"}
    leave = next(attrs for tag, attrs in tags.seen if "leave" in (attrs.get("class") or ""))
    assert leave == {"class": "button leave", "href": "/exit", "rel": "noreferrer"}
    for other in ("ru", "ce", "en"):
        assert f'href="/{other}/gallery"' in html


@pytest.mark.parametrize("url", PAGES + ERRORS)
def test_nothing_that_the_policy_would_refuse(client: Client, url: str) -> None:
    for tag, attrs in Tags(read(client, url)).seen:
        assert tag not in ("style", "iframe", "object", "base", "img")
        assert tag != "script" or ("staff" not in url and attrs["src"] and attrs["integrity"])
        assert not any(name == "style" or name.startswith("on") for name in attrs)
        for name in ("href", "src", "action"):
            assert not (attrs.get(name) or "").startswith(("http", "//", "data:", "javascript:"))


@pytest.mark.parametrize("url", PAGES + ERRORS)
def test_titles_are_neutral(client: Client, url: str, settings: Settings) -> None:
    html = read(client, url)
    assert re.search(r"<title>(Справочная|Information desk)</title>", html)
    settings.WAYSTATION_SITE_TITLE = "Timetable"
    assert "<title>Timetable</title>" in read(client, url)


def test_chechen_pages_say_that_the_rest_is_russian(client: Client) -> None:
    note = "На чеченский переведено пока очень мало."
    assert note in read(client, "/ce/gallery")
    assert note not in read(client, "/ru/gallery")
    for page in ("/ce/gallery", "/ce/absent"):
        assert Tags(read(client, page)).first("body")["lang"] == "ru"
    assert "lang" not in Tags(read(client, "/ru/gallery")).first("body")


@pytest.mark.parametrize("prefix", ["", "/staff"])
def test_absent_and_forbidden_are_the_same_bytes(client: Client, prefix: str) -> None:
    answers = [client.get(prefix + path) for path in ("/absent", "/forbidden", "/rendered", "/other/absent?notice=x")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1
    assert b"datum" not in answers[0].content
    assert len({str(sorted(answer.headers.items())) for answer in answers}) == 1


@pytest.mark.parametrize("url", ERRORS)
def test_errors_say_what_to_do(client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code == int(url[-3:])
    home = "/staff/" if url.startswith("/staff") else "/ru/"
    assert f'class="button" href="{home}"' in answer.content.decode()
    assert "На первую страницу" in answer.content.decode()


def test_server_errors_need_nothing_that_works(settings: Settings) -> None:
    """Django shows 500.html without any context when our own view fails too."""
    from django.template import loader

    assert "<h1>" in loader.render_to_string("500.html")


def test_staff_language_is_a_constant_cookie(client: Client) -> None:
    answer = client.get("/staff/language/en?next=/staff/gallery")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/staff/gallery")
    cookie = answer.cookies["language"]
    assert (cookie.value, cookie["path"], cookie["httponly"], cookie["samesite"]) == ("en", "/staff/", True, "Strict")
    assert 'lang="en"' in read(client, "/staff/gallery")


@pytest.mark.parametrize(
    "to", ["", "https://example.org/staff/", "//example.org", "/ru/", "/staff/../ru/\\", "javascript:1"]
)
def test_the_language_switch_leads_nowhere_else(client: Client, to: str) -> None:
    answer = client.get("/staff/language/ce", {"next": to})
    assert answer.headers["Location"].startswith("/staff/")
    assert client.get("/staff/language/de").status_code == 404


@pytest.mark.parametrize("url", ["/ru/gallery", "/fails/404", "/fails/500"])
def test_the_way_out_is_the_first_thing_that_a_key_reaches(client: Client, url: str) -> None:
    links = [attrs for tag, attrs in Tags(read(client, url)).seen if tag in ("a", "button", "input", "summary")]
    assert links[0]["href"] == "/exit"
    assert links[0]["rel"] == "noreferrer"


def test_staff_pages_have_a_skip_link_and_sign_out(client: Client) -> None:
    html = read(client, "/staff/gallery")
    assert '<a class="skip" href="#content">' in html
    assert html.count('<form autocomplete="off" method="post" action="/staff/sign-out">') == 2
    assert html.count('name="csrfmiddlewaretoken"') == 2
    assert '<a href="#" aria-current="page">Requests <span class="count">12</span></a>' in html


def test_the_gallery_is_absent_unless_switched_on(client: Client, settings: Settings) -> None:
    settings.WAYSTATION_GALLERY = False
    for url in PAGES:
        assert client.get(url).status_code == 404


def test_the_frame_weighs_little(client: Client, settings: Settings) -> None:
    """Public pages stay under 30 KB with everything: this leaves at least 5 KB to the words of a page."""
    style, icon = (len((WEB / "static" / "web" / name).read_bytes()) for name in ("waystation.css", "icon.svg"))
    frame = len(client.get("/fails/404").content)
    assert style <= 20 * 1024
    assert style + icon + frame < 25_000
