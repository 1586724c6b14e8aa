"""The callers' pages: in three languages, without scripts, small, and forgetful."""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.db import OperationalError
from django.test import Client

from tests.hotline.helpers import entries, the_request
from tests.stage import Organisation
from tests.web.test_headers import PUBLIC_CSP
from waystation.hotline import access, actions, callers, contact
from waystation.hotline import contact_rules as rules
from waystation.hotline.hours import written
from waystation.hotline.models import CallerMessage, Message, Request
from waystation.staff.actor import Actor
from waystation.vault.errors import NotReady
from waystation.vault.models import Address

LANGUAGES = ["ru", "ce", "en"]
SEALING = ("write", "thread", "thread/contact", "thread/contact/words")
PAGES = ["", "help", "write", "return", "ours", "card", "check", "ask", "report"]
PINNED = r'\?[\w-]{8}" integrity="sha384-[\w+/]{64}"'
SEALS = re.compile(rf'<script defer src="/static/hotline/seal\.js{PINNED}></script>')
LEAVES = re.compile(rf'<script src="/static/web/leave\.js{PINNED} defer></script>')


def _written(client: Client, language: str = "en", **given: Any) -> Any:
    """Fills in the form that the page gave, and sends it."""
    form = client.get(f"/{language}/write").context["form"]
    sent = {"text": "Help me.", "once": form.initial["once"]} | given
    return client.post(f"/{language}/write", sent)


def _returned(client: Client, words: list[str], language: str = "en") -> Any:
    return client.post(f"/{language}/return", {"phrase": " ".join(words)})


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_works(dina: Actor, language: str) -> None:
    client = Client()
    words = _written(client, language).context["words"]
    assert _returned(client, words, language)["Location"] == f"/{language}/thread"
    assert "Help me." in client.get(f"/{language}/thread").content.decode()
    actions.answer(dina, the_request(), "We are here.")
    shown = client.get(f"/{language}/thread").content.decode()
    assert "We are here." in shown
    assert "Alma" in shown


def test_the_thread_says_whose_hours_it_shows_and_when_to_look_again(dina: Actor) -> None:
    client, wait = Client(), "Look for our answer tomorrow"
    _returned(client, _written(client).context["words"])
    shown = client.get("/en/thread").content.decode()
    assert "Times: Moscow time." in shown
    assert wait in shown
    actions.answer(dina, the_request(), "We are here.")
    assert wait not in client.get("/en/thread").content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_without_cookies_or_scripts(organisation: Organisation, language: str, path: str) -> None:
    answer = Client().get(f"/{language}/{path}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in text
    assert not re.search(r"<script|<style|<iframe|<img|style=| on\w+=|https?://", SEALS.sub("", LEAVES.sub("", text)))
    assert answer["Cache-Control"] == "no-store"


def test_one_script_leaves_and_one_stands_beside_the_forms_alone(organisation: Organisation) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    for path in [*PAGES, *SEALING]:
        answer = client.get(f"/en/{path}")
        text = answer.content.decode()
        assert len(SEALS.findall(text)) == (path in SEALING), path
        assert len(LEAVES.findall(text)) == 1, path
        assert answer["Content-Security-Policy"] == PUBLIC_CSP, path


def test_the_script_is_light_on_the_line(client: Client) -> None:
    """It does not hold up the page, and a browser keeps it."""
    answer = client.get("/static/hotline/seal.js", headers={"accept-encoding": "gzip"})
    packed = b"".join(answer)
    assert answer["Content-Encoding"] == "gzip"
    assert len(packed) < 20_000
    assert gzip.decompress(packed) == (Path(str(finders.find("hotline/seal.js")))).read_bytes()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", [*PAGES, "phrase", "thread", "thread/contact", "thread/contact/words"])
def test_every_page_is_small(organisation: Organisation, language: str, path: str) -> None:
    client = Client()
    answer = _written(client, language)
    if path.startswith("thread"):
        _returned(client, answer.context["words"], language)
    if path != "phrase":
        answer = client.get(f"/{language}/{path}")
    everything = len(answer.content) + sum(_size(url) for url in _linked(answer.content.decode()))
    assert everything < (32_500 if "contact" in path else 30_000)  # fourteen questions, and the key to seal them to


def _linked(text: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="/static/([^"?]+)[^"]*"', SEALS.sub("", text)))


def _size(name: str) -> int:
    found = finders.find(name)
    assert isinstance(found, str)
    return Path(found).stat().st_size


@pytest.mark.parametrize(
    ("asked", "given"),
    [("ru", "ru"), ("en-GB,en;q=0.8", "en"), ("ce", "ce"), ("fr", "ru"), ("", "ru"), ("<x>", "ru")],
)
def test_the_bare_address_leads_to_ones_language(organisation: Organisation, asked: str, given: str) -> None:
    assert Client().get("/", headers={"accept-language": asked})["Location"] == f"/{given}/"


def test_it_says_that_it_is_up(db: None) -> None:
    assert Client().get("/up").content == b"ok\n"


def test_the_phrase_is_shown_once_and_in_no_address(organisation: Organisation) -> None:
    client = Client()
    answer = _written(client)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies.get("visit")
    for path in PAGES:
        assert " ".join(answer.context["words"][:2]) not in client.get(f"/en/{path}").content.decode()


def test_a_form_sent_twice_gives_the_same_words_and_one_message(organisation: Organisation) -> None:
    client = Client()
    form = client.get("/en/write").context["form"]
    sent = {"text": "Help me.", "once": form.initial["once"]}
    first, second = (client.post("/en/write", sent) for _ in range(2))
    assert first.context["words"] == second.context["words"]
    assert (Request.objects.count(), Message.objects.count(), CallerMessage.objects.count()) == (1, 1, 1)


def test_what_is_written_more_into_the_same_form_is_kept_too(organisation: Organisation) -> None:
    """Somebody goes back and adds a line, or the line broke in the middle: no second text is taken for the first."""
    client = Client()
    sent = {"text": "Help", "once": client.get("/en/write").context["form"].initial["once"]}
    first = client.post("/en/write", sent)
    for _ in range(2):
        second = client.post("/en/write", sent | {"text": "Help me. They come tonight."})
    assert first.context["words"] == second.context["words"]
    _returned(client, first.context["words"])
    again = {"text": "At", "once": client.get("/en/thread").context["form"].initial["once"]}
    for text in ("At", "At five.", "At five."):
        client.post("/en/thread", again | {"text": text})
    shown = client.get("/en/thread").context["messages"]
    assert [said.text for said in shown] == ["Help", "Help me. They come tonight.", "At", "At five."]
    assert (Request.objects.count(), Message.objects.count()) == (1, 4)


@pytest.mark.parametrize("trouble", [OperationalError("database or disk is full"), NotReady()])
def test_on_a_full_disk_nobody_loses_what_they_wrote(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise trouble

    client = Client()
    _returned(client, _written(client).context["words"])
    monkeypatch.setattr(callers, "_store", fail)
    for path in ("write", "thread"):
        answer = client.post(f"/en/{path}", {"text": "They come tonight."})
        assert answer.status_code == 503
        assert "They come tonight." in answer.content.decode()
        assert "try again later" in answer.content.decode()


def test_much_later_or_after_a_restart_the_words_are_not_shown_again(organisation: Organisation) -> None:
    client = Client()
    form = client.get("/en/write").context["form"]
    sent = {"text": "Help me.", "once": form.initial["once"]}
    client.post("/en/write", sent)
    callers.forget()
    again = client.post("/en/write", sent)
    assert "We have this message already" in again.content.decode()
    assert Request.objects.count() == 1


def test_a_second_message_sent_twice_is_kept_once(organisation: Organisation) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    form = client.get("/en/thread").context["form"]
    sent = {"text": "I am still here.", "once": form.initial["once"]}
    answers = [client.post("/en/thread", sent) for _ in range(2)]
    assert [answer["Location"] for answer in answers] == ["/en/thread?notice=message-received"] * 2
    assert Message.objects.count() == 2


def test_what_was_said_beside_the_message_arrives(dina: Actor) -> None:
    _written(Client(), name="Z.", in_danger="on", shared_device="yes")
    _, stub = access.request(dina, the_request())
    assert (stub.channel, stub.urgency, stub.who, stub.shared_device) == ("web", "now", "Z.", "yes")


@pytest.mark.parametrize(("text", "says"), [("", "few words"), ("   \n", "few words"), ("x" * 20_001, "20000")])
def test_a_form_with_a_mistake_keeps_everything(organisation: Organisation, text: str, says: str) -> None:
    answer = _written(Client(), text=text, name="Z.", in_danger="on")
    shown = answer.content.decode()
    assert says in shown
    assert 'value="Z."' in shown
    assert "checked" in shown
    assert text[:2000].strip() in shown
    assert not Request.objects.exists()


def test_what_nobody_types_is_turned_away(organisation: Organisation) -> None:
    answer = _written(Client(), text="x" * 1_000_001)
    assert answer.status_code == 413
    assert len(answer.content) < 10_000


def test_a_long_message_fits(organisation: Organisation) -> None:
    assert _written(Client(), text="ж" * 20_000).context["words"]


@pytest.mark.parametrize("phrase", ["", "one two three", "абзац " * 12, "zoo " * 12, "<script>"])
def test_wrong_words_open_nothing(organisation: Organisation, phrase: str) -> None:
    client = Client()
    answer = client.post("/en/return", {"phrase": phrase})
    assert answer.status_code == 200
    assert "visit" not in client.cookies


def test_one_phrase_does_not_open_anothers_thread(organisation: Organisation) -> None:
    first, second = Client(), Client()
    _written(first, text="Mine.")
    _returned(second, _written(second, text="Not yours.").context["words"])
    shown = second.get("/en/thread").content.decode()
    assert "Not yours." in shown
    assert "Mine." not in shown


def test_without_a_visit_there_is_no_thread(organisation: Organisation) -> None:
    client = Client()
    client.cookies["visit"] = "A" * 44
    assert client.get("/en/thread")["Location"] == "/en/return"


@pytest.mark.parametrize("path", ["exit", "leave"])
def test_after_leaving_nothing_says_that_somebody_was_here(organisation: Organisation, path: str) -> None:
    client, stranger = Client(), Client()
    _returned(client, _written(client).context["words"])
    _ = client.get("/en/exit") if path == "exit" else client.post("/en/leave")
    back, never = (each.get("/en/thread", follow=True) for each in (client, stranger))
    assert back.redirect_chain == never.redirect_chain == [("/en/return", 303)]
    assert "closed itself" not in back.content.decode()
    assert "Messages that lie open close by themselves after a while." in never.content.decode()


@pytest.mark.parametrize(("number", "says"), [(1, "This is 1 word."), (11, "These are 11 words."), (13, "13 words.")])
def test_it_says_how_many_words_there_were(organisation: Organisation, number: int, says: str) -> None:
    page = Client().post("/en/return", {"phrase": "zoo " * number}).content.decode()
    assert says in page
    assert "There are twelve." in page
    assert "open nothing" not in page


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("/ru", "/ru/"), ("/RU", "/ru/"), ("/RU/", "/ru/"), ("/En/write", "/en/write"), ("/CE//evil.example", None)],
)
def test_an_address_that_is_typed_otherwise_leads_there(client: Client, typed: str, meant: str | None) -> None:
    answer = client.get(typed)
    assert answer.status_code == 302
    assert answer["Location"] == meant or (meant is None and answer["Location"].startswith("/ce/"))


def test_of_chechen_it_is_not_said_that_there_is_more_than_there_is(client: Client, organisation: Organisation) -> None:
    page = client.get("/ce/write").content.decode()
    assert "25,0" in page
    assert "25.0" not in page


def test_a_staff_session_is_no_visit(organisation: Organisation) -> None:
    client = Client()
    client.cookies["visit"] = organisation.cookie("dina")
    assert client.get("/en/thread").status_code == 303
    client.cookies["staff"] = "x"
    assert client.get("/staff/requests/").status_code == 302


@pytest.mark.parametrize("path", ["exit", "leave"])
def test_leaving_ends_the_visit(organisation: Organisation, path: str) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    cookie = client.cookies["visit"].value
    left = client.get("/en/exit") if path == "exit" else client.post("/en/leave")
    assert left.status_code == 302
    assert not client.cookies["visit"].value
    client.cookies["visit"] = cookie
    assert client.get("/en/thread").status_code == 303


def test_the_exit_leads_to_an_ordinary_page(organisation: Organisation, settings: Any) -> None:
    answer = Client().get("/ru/exit")
    assert answer["Location"] == "https://www.gismeteo.ru/"
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    settings.WAYSTATION = {"exit_urls": {"ru": "https://weather.example/"}}
    assert Client().get("/ru/exit")["Location"] == "https://weather.example/"


def test_forms_need_their_token(organisation: Organisation) -> None:
    strict = Client(enforce_csrf_checks=True)
    for path in ("write", "return", "thread", "leave"):
        assert strict.post(f"/en/{path}", {"text": "x"}).status_code == 403
    assert not Request.objects.exists()


def test_staff_cannot_make_a_phrase(dina: Actor, lev: Actor) -> None:
    """What staff hold opens their side alone; the caller's side is sealed to a key that only the words give."""
    from waystation.vault.errors import Locked
    from waystation.vault.records import read

    _written(Client())
    row = CallerMessage.objects.get()
    for actor in (dina, lev):
        with pytest.raises(Locked):
            read(row, actor.keys)
    assert not Address.objects.filter(locator=row.locator).exists()


def test_the_title_of_every_page_is_neutral(organisation: Organisation) -> None:
    titles = {re.findall("<title>(.*)</title>", Client().get(f"/en/{path}").content.decode())[0] for path in PAGES}
    assert titles == {"Information desk"}


def _contact(client: Client, page: str = "", **given: Any) -> Any:
    """Answers what is named, and leaves the rest out."""
    form = client.get(f"/en/thread/contact{page}").context["form"]
    sent = {"once": form.initial["once"], "zone": "Europe/Moscow"} | given
    return client.post(f"/en/thread/contact{page}", sent)


def test_a_caller_says_how_to_be_reached(dina: Actor) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    said = {"when_days": "work", "when_from": "14:00", "when_to": "17:00", "now": "yes"}
    assert _contact(client, **said)["Location"].startswith("/en/thread/contact/words")
    assert "I am in danger right now." in [entry.text for entry in entries(dina, the_request())][-1]
    words = {"our_word": "swallow", "word_ok": "green lamp", "cover": "a shop"}
    assert _contact(client, "/words", **words)["Location"].startswith("/en/thread?")
    found = contact.of(dina, the_request()).contact
    assert written(found.hours.when, "en") == "mon–fri 14:00–17:00"
    assert (found.our_word, found.cover) == ("swallow", "a shop")
    assert 'value="14:00"' in client.get("/en/thread/contact").content.decode()
    assert "green lamp" not in client.get("/en/thread/contact/words").content.decode()
    _contact(client, "/words", our_word="heron")
    again = contact.of(dina, the_request())
    assert (again.contact.our_word, again.contact.hours) == ("heron", found.hours)
    assert rules.hears(again.terms, "the green lamp") == {"word_ok"}


def test_whoever_took_the_phone_finds_nobody_else_by_it(dina: Actor) -> None:
    """Not the person who is trusted, not the second way, not the words, nor whether there are any."""
    client = Client()
    _returned(client, _written(client).context["words"])
    before = client.get("/en/thread/contact/words").content
    hidden = {"trusted": "Aunt Zara", "second_channel": "the library", "word_ok": "lamp", "word_duress": "bread"}
    _contact(client, "/words", **hidden)
    after = client.get("/en/thread/contact/words").content
    assert _without_tokens(after) == _without_tokens(before)
    assert contact.of(dina, the_request()).contact.trusted == "Aunt Zara"
    _contact(client, "/words", our_word="heron")
    found = contact.of(dina, the_request())
    assert found.contact.trusted == "Aunt Zara"
    assert rules.hears(found.terms, "bread") == {"word_duress"}


def _without_tokens(page: bytes) -> str:
    return re.sub(r'(value|data-seal-form)="[^"]{20,}"', "", page.decode())


def test_each_answer_shows_the_word_in_the_dialogue(dina: Actor) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    _contact(client, "/words", our_word="swallow")
    actions.answer(dina, the_request(), "We are here.")
    shown = client.get("/en/thread").content.decode()
    assert "Your word:" in shown
    assert "swallow" in shown
    assert "swallow" not in Client().get("/en/thread", follow=True).content.decode()


def test_answers_sent_twice_are_one(dina: Actor) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    form = client.get("/en/thread/contact/words").context["form"]
    sent = {"once": form.initial["once"], "word_ok": "green lamp"}
    for _ in range(2):
        assert client.post("/en/thread/contact/words", sent).status_code == 303
    assert Message.objects.count() == 2
    client.post("/en/thread/contact/words", sent | {"word_ok": "red lamp"})
    assert Message.objects.count() == 3


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"when_from": "14:00"}, "from which hour, and to which"),
        ({"word_ok": "a b c d e f"}, "Please agree on one to five words."),
        ({"word_ok": "green lamp", "word_duress": "Green, lamp"}, "The two words must differ."),
        ({"our_word": "a\x1bb"}, "one line of ordinary letters"),
        ({"zone": "../../etc/passwd"}, "zone"),
    ],
)
def test_what_is_wrong_with_an_answer_is_said(dina: Actor, given: dict[str, str], told: str) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    answer = _contact(client, "" if given.keys() & {"when_from", "zone"} else "/words", **given)
    assert answer.status_code == 200
    assert told in answer.content.decode()
    assert Message.objects.count() == 1


def test_a_caller_tests_us(dina: Actor, client_of: Any) -> None:
    client = Client()
    _returned(client, _written(client).context["words"])
    form = client.get("/en/thread").context["form"]
    client.post("/en/thread", {"text": "Which day?", "test": "on", "once": form.initial["once"]})
    page = client_of("dina").get(f"/staff/requests/{the_request()}", headers={"accept-language": "en"})
    assert "The caller wants you to prove that you are real" in page.content.decode()


def test_nobody_answers_for_a_caller_without_the_words(organisation: Organisation) -> None:
    _written(Client())
    for answer in (Client().get("/en/thread/contact"), Client().post("/en/thread/contact", {"our_word": "x"})):
        assert answer["Location"].startswith("/en/return")
    assert Message.objects.count() == 1
