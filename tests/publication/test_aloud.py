"""Released words to be heard: spoken from the text alone, in a process that can reach nothing, without script."""

from __future__ import annotations

import ctypes
import json
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from django.test import Client
from django.urls import reverse

from tests.publication.test_pages import at_once, case
from tests.publication.test_site import TOLD, page_of, released, site
from waystation.bounded import process
from waystation.publication import actions, public
from waystation.publication.aloud import program, speaking
from waystation.publication.export import signing
from waystation.site.doctor import checks
from waystation.site.doctor.facts import Facts
from waystation.staff.actor import Actor

__all__ = ["at_once", "case"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]
ALOUD = msgspec.structs.replace(TOLD, aloud=True)


def _is_installed() -> bool:
    try:
        return all(ctypes.CDLL(name) for name in (program.SPEECH, program.ENCODER))
    except OSError:
        return False


speaks = pytest.mark.skipif(not _is_installed(), reason="libespeak-ng1 or libmp3lame0 is not installed")


@pytest.fixture(autouse=True)
def nothing_made(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests made is not heard here, nor what is pretended here elsewhere."""
    monkeypatch.setattr(speaking, "_made", {})


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, speaking.Parts]]:
    """Something that speaks, wherever the tests run: what it was told, and words for sounds."""
    told: list[tuple[str, speaking.Parts]] = []

    def spoken(language: str, parts: speaking.Parts) -> bytes:
        told.append((language, parts))
        return b"\xff\xf3" + json.dumps(parts).encode()

    monkeypatch.setattr(speaking, "_spoken", spoken)
    return told


class _Players(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[dict[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "audio":
            self.found.append(dict(attrs))


def seconds(mp3: bytes) -> float:
    """How long it sounds: 32,000 bits for each second."""
    return len(mp3) * 8 / 32_000


@speaks
def test_what_is_heard_is_made_of_the_words_and_of_nothing_else() -> None:
    one = speaking.heard(ALOUD, "en")
    assert one is not None
    assert one[0] == 0xFF
    assert one[1] & 0xE0 == 0xE0
    assert b"ID3" not in one[:10]
    assert b"TAG" not in one[-128:]
    assert 3 < seconds(one) < 30
    assert speaking.heard(ALOUD, "en") == one  # the same words, the same bytes, in another process
    longer = msgspec.structs.replace(ALOUD, texts={"en": "Q: How many?\n\nA: More than a hundred. " * 8})
    assert seconds(speaking.heard(longer, "en") or b"") > 2 * seconds(one)
    assert speaking.heard(ALOUD, "ru") not in (None, one)


def test_of_a_draft_nothing_stays_in_memory(
    lev: Actor, ira: Actor, pretended: list[tuple[str, speaking.Parts]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "_made", made := dict[bytes, bytes]())
    assert speaking.heard(ALOUD, "en")
    assert made == {}
    released(lev, ira, ALOUD)
    site()
    asked = len(pretended)
    site()
    assert (len(made), len(pretended)) == (2, asked)  # in two languages; what is public is not made twice


@speaks
def test_what_no_voice_knows_is_said_too() -> None:
    """Other alphabets, marks, an instruction to the synthesiser: words, and the process goes on."""
    odd = "ქართული, עברית, 🙂, <speak><audio src='x'/></speak> [[h@l'oU]] \x01 & 10 000 ₽"
    said = msgspec.structs.replace(ALOUD, texts={"en": odd, "ru": odd})
    for language in ("en", "ru"):
        assert seconds(speaking.heard(said, language) or b"") > 3


@speaks
@pytest.mark.parametrize("raw", [b"", b"no JSON", b'[["x", 1]]', b"[[50]]"])
def test_what_is_no_list_of_words_ends_badly(raw: bytes) -> None:
    assert process.run(speaking._PROGRAM, ["en"], [raw], 10_000) is None


@speaks
def test_it_speaks_after_it_gave_up_files_and_has_one_thread() -> None:
    """The process that reads the text opens nothing after it: told by what it is allowed at its last word."""
    code = """
import os, sys
sys.path.append(sys.argv[1])
from waystation.publication.aloud import program
speak, rate = program._speaker("en")
def tried(text, pitch):
    try:
        os.open("/etc/hostname", os.O_RDONLY)
        return b"oo"
    except OSError as error:
        return {1: b"no"}.get(error.errno, b"??")
calls = []
def spoken(text, pitch):
    calls.append(text)
    return speak(text, pitch) if len(calls) == 1 else tried(text, pitch)
threads = lambda: str(len(os.listdir("/proc/self/task"))).encode()
if child := os.fork():
    os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) and 1)
os.write(1, threads() + b" ")
program._PAUSE = 0
program._bound(spoken, lambda samples: samples.strip(b"\\0"), rate)
"""
    source = str(Path(program.__file__).parents[3])
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code, source], input=b'[[50, "a"]]', capture_output=True, check=True
    ).stdout
    assert told == b"1 no"


def test_the_words_are_read_in_their_order_and_each_speaker_has_a_pitch() -> None:
    told = list(speaking.parts(ALOUD, "en"))
    assert [text for _pitch, text in told] == [
        "An <interview>", "the newspaper", "How many?", "communications manager", "More than a hundred."
    ]  # fmt: skip
    pitches = [pitch for pitch, _text in told]
    assert len({pitches[0], pitches[2], pitches[4]}) == 3
    assert pitches[0] == pitches[1] == pitches[3]


def test_only_what_is_said_outside_is_spoken(pretended: list[tuple[str, speaking.Parts]]) -> None:
    """Why no name is given is not heard; nothing is where nobody wants it, nor in Chechen."""
    assert speaking.heard(TOLD, "en") is None
    assert speaking.heard(msgspec.structs.replace(ALOUD, texts={"ce": "Со цӏахь ву."}), "ce") is None
    assert speaking.heard(ALOUD, "en")
    assert "withheld" not in str(pretended)


def test_the_site_carries_it_with_a_player_that_needs_no_script(
    lev: Actor, ira: Actor, pretended: list[tuple[str, speaking.Parts]]
) -> None:
    silent, made = released(lev, ira), released(lev, ira, ALOUD)
    page = page_of(made)
    (player,) = _Players(page).found
    assert "controls" in player
    assert player["preload"] == "none"
    assert player["aria-label"]
    assert "<script" not in page
    said = public.one(made)
    assert said is not None
    assert player["src"] == f"{said.name}.mp3"
    files = site()
    assert files[f"en/{said.name}.mp3"].startswith(b"\xff\xf3")
    assert f"en/{said.name}.mp3" in files["SHA256SUMS"].decode()
    assert "media-src 'self'" in page
    assert not _Players(page_of(silent)).found
    assert signing.is_signed(lev, signing.sign(lev))
    actions.recall(lev, made, "It was wrong.")
    assert f"en/{said.name}.mp3" not in site()
    assert not _Players(page_of(made)).found


def test_where_nothing_speaks_the_page_stands_without_it(
    lev: Actor, ira: Actor, monkeypatch: pytest.MonkeyPatch, client_of: Callable[[str], Client]
) -> None:
    monkeypatch.setattr(speaking, "_spoken", lambda *_told: None)
    made = released(lev, ira, ALOUD)
    assert "hundred" in page_of(made)
    assert not _Players(page_of(made)).found
    assert client_of("lev").get(reverse("publication:heard", args=[made, "en"])).status_code == 404
    sent = {"kind": "statement", "title_en": "A title", "text_en": "Words.", "aloud": "on", "once": str(UUID(int=7))}
    answer = client_of("lev").post(reverse("publication:new"), sent)
    assert answer.status_code == 422
    assert "libespeak-ng1" in answer.content.decode()


def test_it_is_heard_before_it_goes_out_and_by_nobody_else(
    lev: Actor, pretended: list[tuple[str, speaking.Parts]], client_of: Callable[[str], Client]
) -> None:
    sent = {"kind": "statement", "title_en": "A title", "text_en": "Words.", "aloud": "on", "once": str(UUID(int=9))}
    answer = client_of("lev").post(reverse("publication:new"), sent)
    assert answer.status_code in (302, 303)
    made = UUID(int=9)
    page = client_of("lev").get(reverse("publication:publication", args=[made]))
    (player,) = _Players(page.content.decode()).found
    assert "media-src 'self'" in page["Content-Security-Policy"]
    heard = client_of("lev").get(player["src"] or "")
    assert (heard["Content-Type"], heard["Cache-Control"]) == ("audio/mpeg", "no-store")
    assert heard.content.startswith(b"\xff\xf3")
    assert client_of("dina").get(player["src"] or "").status_code == 404
    assert "checked" in client_of("lev").get(reverse("publication:change", args=[made])).content.decode()


def test_an_approval_is_of_words_that_are_heard_or_not() -> None:
    from waystation.publication import rules

    assert rules.digest(TOLD) != rules.digest(ALOUD)


def test_the_doctor_says_what_is_missing() -> None:
    from datetime import UTC, datetime

    missing = checks.reading_aloud(Facts(now=datetime.now(UTC), can_speak=False))
    assert "libespeak-ng1" in missing.do
    assert "libmp3lame0" in missing.do
