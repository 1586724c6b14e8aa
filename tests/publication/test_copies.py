"""A mirror or a stick that nobody renewed after something was withdrawn: told apart, by its list and by its files."""

from __future__ import annotations

import re
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.publication.test_pages import at_once, case, text
from tests.publication.test_site import consent, released, site
from waystation.publication import public
from waystation.publication.export import comparing, pages, signing
from waystation.publication.records import Publication
from waystation.staff.actor import Actor
from waystation.trust.records import Channel

__all__ = ["at_once", "case"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]


@pytest.mark.parametrize("said", ["", "\n", "hello", f"{'0' * 64}  a\nhello", f"{'0' * 63}  a", f"{'0' * 64} "])
def test_what_is_no_list_of_hashes(said: str) -> None:
    assert comparing.listed(said) is None


def test_its_own_list_is_read(lev: Actor, ira: Actor) -> None:
    released(lev, ira)
    found = site()
    for end in ("\r\n", " "):  # as some browsers give what is copied from their page
        assert comparing.listed(found[pages.SUMS].decode().replace("\n", end)) == comparing.hashed(found)


def test_an_old_mirror_is_told_apart(lev: Actor, ira: Actor, case: UUID, client_of: Callable[[str], Client]) -> None:
    consent(lev, case, "given")
    made = released(lev, ira, called=["Heron"])
    mirror = signing.sign(lev)
    released(lev, ira)
    told = public.one(made)
    assert told is not None
    browser, compare = client_of("lev"), reverse("publication:site-compare")

    behind = browser.post(compare, {"sums": mirror[pages.SUMS].decode()})
    assert behind.context["compared"].still == ()
    assert "It is not the site as it stands" in text(behind)

    consent(lev, case, "withdrawn")
    old = browser.post(compare, {"sums": mirror[pages.SUMS].decode()})
    assert old.context["compared"].still == (f"en/{told.name}.html", f"ru/{told.name}.html")
    assert "It may still show what was withdrawn" in text(old)
    assert f"en/{told.name}.html" in text(old)

    renewed = browser.post(compare, {"sums": signing.sign(lev)[pages.SUMS].decode()})
    assert renewed.context["compared"].is_same
    assert "it is the site as it stands now" in text(renewed)
    assert browser.post(compare, {"sums": "hello"}).status_code == 422
    assert client_of("ira").post(compare, {"sums": "hello"}).status_code == 404


def test_the_signature_says_on_which_day_it_was_made(lev: Actor, ira: Actor) -> None:
    released(lev, ira)
    lines = signing.sign(lev)[pages.SIGNATURE].decode().splitlines()
    assert lines[2] == f"trusted comment: file:SHA256SUMS signed:{lev.today.isoformat()}"
    assert "trusted comment" in site()["en/check.html"].decode()


def test_a_feed_tells_readers_of_what_was_withdrawn_on_the_day_on_which_it_came_out(
    lev: Actor, ira: Actor, case: UUID
) -> None:
    """A program that reads feeds asks for an entry again where it is newer than the one that it has."""
    consent(lev, case, "given")
    released(lev, ira, called=["Heron"])
    before = _updated(site()["en/feed.xml"].decode())
    consent(lev, case, "withdrawn")
    after = _updated(site()["en/feed.xml"].decode())
    assert [old < new for old, new in zip(before, after, strict=True)] == [True, True]


def _updated(feed: str) -> list[str]:
    return re.findall("<updated>(.*?)</updated>", feed)


@pytest.mark.parametrize(
    ("origin", "mirrors"),
    [
        ("https://callers.example", ("https://mirror.example/",)),
        ("https://mirror.example", ("https://callers.example",)),
    ],
)
def test_where_callers_write_to_us_the_site_is_not(
    settings: Any, monkeypatch: pytest.MonkeyPatch, origin: str, mirrors: tuple[str, ...]
) -> None:
    listed = [Channel(kind="web", address=each) for each in ("https://callers.example", "https://mirror.example/")]
    stated = SimpleNamespace(
        stated=SimpleNamespace(channels=[*listed, Channel(kind="mail", address="a@callers.example")])
    )
    monkeypatch.setattr(pages.statements, "current", lambda: stated)
    monkeypatch.setattr(pages.channels, "is_in_use", lambda _each: True)
    settings.WAYSTATION_ORIGIN = origin
    assert pages.now().mirrors == mirrors


def test_who_looks_at_withdrawn_words_is_led_to_the_site(
    lev: Actor, ira: Actor, case: UUID, client_of: Callable[[str], Client]
) -> None:
    consent(lev, case, "given")
    made = released(lev, ira, called=["Heron"])
    url, recall = (reverse(f"publication:{name}", args=[made]) for name in ("publication", "recall"))
    step = "Sign the public site and put it in the place of the old one"
    assert recall in text(client_of("lev").get(url))
    consent(lev, case, "withdrawn")
    page = text(client_of("lev").get(url))
    assert step in page
    assert recall not in page
    assert step not in text(client_of("ira").get(url))


def test_what_is_russian_on_a_chechen_page_says_so_to_whoever_reads_it_aloud(lev: Actor, ira: Actor) -> None:
    """The frame is not translated into Chechen by anybody; a screen reader would speak it as if it were."""
    released(lev, ira, Publication(kind="statement", titles={"ce": "Къамел"}, texts={"ce": "Тхуна ца хаьа."}))
    found = site()
    (name,) = (each for each in found if re.match(r"ce/\d", each))
    page = found[name].decode()
    assert '<a class="skip" href="#content" lang="ru">' in page
    assert '<p class="soft" lang="ru"><time' in page
    assert '<main id="content">' in page
    for other in ("ce/index.html", "ce/check.html"):
        assert '<main id="content" lang="ru">' in found[other].decode()
    assert 'lang="ce" dir="auto">Къамел</a>' in found["ce/index.html"].decode()
    assert 'lang="ru">' not in found["en/check.html"].decode().split("<main")[1]
