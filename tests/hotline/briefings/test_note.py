"""The page that the words of a briefing open: at its time, for its reader, and no longer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from tests.hotline.briefings.conftest import Give
from tests.hotline.test_public import LEAVES, _linked, _size
from tests.stage import Organisation
from tests.web.test_headers import PUBLIC_CSP
from waystation.hotline import callers, phrases
from waystation.hotline.briefings import actions, opening, recognition
from waystation.hotline.briefings.models import BriefingRow, ConfirmationRow, ReportRow
from waystation.hotline.briefings.records import ROLES, Confirmed, Meeting, Sentence
from waystation.hotline.public_views import cookie_name
from waystation.staff.access import stubs
from waystation.staff.actor import Actor, utc_now

LANGUAGES = ["ru", "ce", "en"]


def entered(words: str, language: str = "en") -> tuple[Client, Any]:
    client = Client()
    return client, client.post(f"/{language}/return", {"phrase": words})


def opened(words: str, language: str = "en") -> tuple[Client, str]:
    client, answer = entered(words, language)
    assert (answer.status_code, answer["Location"]) == (303, f"/{language}/note")
    return client, client.get(f"/{language}/note").content.decode()


def say(client: Client, outcome: str, text: str = "", **more: str) -> Any:
    token = client.get("/en/note").context["form"].initial["once"]
    return client.post("/en/note", {"once": token, "outcome": outcome, "text": text} | more)


def state(confirmation: Any) -> Confirmed:
    return Confirmed(ConfirmationRow.objects.get(pk=confirmation).state)


def test_it_works(give: Give, lev: Actor) -> None:
    """Typed on one phone, read, and confirmed: the coordinators learn it, the alarm is off, the words are dead."""
    words, confirmation = give()
    client, text = opened(words)
    assert "Old bus yard, gate 3" in text
    assert "a red cap" in text
    assert BriefingRow.objects.get().read
    answer = say(client, "done", "All fine, quiet road.", already="on")
    assert answer["Location"] == "/en/return?notice=note-done"
    assert state(confirmation) is Confirmed.RECEIVED
    ((_, report),) = stubs(lev, ReportRow.objects.all())
    assert (report.confirmation, report.outcome, report.text) == (confirmation, "done", "All fine, quiet road.")
    assert not BriefingRow.objects.exists()
    assert client.get("/en/note")["Location"] == "/en/return"
    assert entered(words)[1].status_code == 200


def test_what_both_say_fits_together(give: Give) -> None:
    """The helper's question is what the traveller hears, and the other way round; each knows the other by one name."""
    meeting = Meeting(
        role="traveller", called=1, own=2, language="ru", question=Sentence(0, 47), answer=Sentence(1, 12)
    )
    helper = opened(give("driver", meetings=(meeting,))[0])[1]
    traveller = opened(give("traveller", meetings=(recognition.for_traveller("driver", meeting),))[0])[1]
    question, answer = recognition.question(meeting.question, "ru"), recognition.answer(meeting.answer, "ru")
    assert re.search(f"You say:.*{re.escape(question)}.*They answer:.*{re.escape(answer)}", helper)
    assert re.search(f"They say:.*{re.escape(question)}.*You answer:.*{re.escape(answer)}", traveller)
    driver, passenger = recognition.name("driver", 2, "ru"), recognition.name("traveller", 1, "ru")
    assert f"Driver: {driver}</h2>" in traveller
    assert f"There you are called {passenger}." in traveller
    assert f"{passenger}</h2>" in helper
    assert f"There you are called {driver}." in helper


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ROLES)
def test_the_page_is_small_and_needs_no_script(give: Give, role: str, language: str) -> None:
    more: dict[str, Any] = {"at_checks": "Я еду к сестре. " * 30, "needs": "wheelchair", "nights": 3}
    client, text = opened(give(role, **more)[0], language)
    answer = client.get(f"/{language}/note")
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Security-Policy"] == PUBLIC_CSP
    assert not re.search(r"<script|<style|<iframe|<img|style=| on\w+=|https?://", LEAVES.sub("", text))
    assert len(answer.content) + sum(_size(url) for url in _linked(text)) < 30_000


@pytest.mark.parametrize(
    ("opens", "closes"), [(timedelta(minutes=1), timedelta(hours=1)), (-timedelta(hours=2), -timedelta(minutes=1))]
)
def test_before_and_after_its_time_it_is_like_any_wrong_phrase(give: Give, opens: timedelta, closes: timedelta) -> None:
    now, said = utc_now(), set()
    early = give(opens_at=now + opens, closes_at=now + closes)[0]
    nobodys = " ".join(phrases.spell(phrases.new_entropy(), "ru"))
    for words in (early, nobodys):
        answer = entered(words)[1]
        text = re.sub(r'value="[^"]*"|<textarea.*?</textarea>', "", answer.content.decode(), flags=re.DOTALL)
        assert cookie_name() not in answer.cookies
        said.add((answer.status_code, text))
    assert len(said) == 1
    assert not BriefingRow.objects.get().read


def test_what_is_open_closes_when_its_time_is_over_or_it_is_withdrawn(give: Give, lev: Actor) -> None:
    client, _ = opened(give()[0])
    actions.withdraw(lev, BriefingRow.objects.get().pk)
    assert client.get("/en/note")["Location"] == "/en/return"
    assert say_raw(client) == "/en/return"
    assert not ReportRow.objects.exists()


def say_raw(client: Client) -> str:
    return str(client.post("/en/note", {"outcome": "done"})["Location"])


def test_the_words_open_nothing_of_a_caller_nor_a_callers_words_a_briefing(give: Give) -> None:
    words = give()[0]
    assert callers.enter(words, now=utc_now()) is None
    theirs = callers.begin_web("Help me.", now=utc_now())
    assert opening.enter(" ".join(theirs), now=utc_now()) is None
    client, _ = opened(words)
    assert client.get("/en/thread")["Location"] == "/en/return"
    client, answer = entered(" ".join(theirs))
    assert answer["Location"] == "/en/thread"
    assert client.get("/en/note")["Location"] == "/en/return"


@pytest.mark.parametrize("outcome", ["not_met", "trouble"])
def test_that_something_is_wrong_alarms_at_once_and_the_page_stays(give: Give, outcome: str) -> None:
    words, confirmation = give()
    client, _ = opened(words)
    assert say(client, outcome)["Location"] == "/en/note?notice=note-received"
    assert list(ConfirmationRow.objects.over(utc_now()).values_list("pk", flat=True)) == [confirmation]
    assert client.get("/en/note").status_code == 200


def test_that_it_takes_longer_is_told_and_changes_nothing_else(give: Give) -> None:
    words, confirmation = give()
    before = ConfirmationRow.objects.get(pk=confirmation).alarm_at
    say(opened(words)[0], "late")
    assert ReportRow.objects.count() == 1
    assert ConfirmationRow.objects.get(pk=confirmation).alarm_at == before
    assert state(confirmation) is Confirmed.EXPECTED


def test_that_it_is_done_before_it_was_to_begin_is_asked_once_more(give: Give, lev: Actor) -> None:
    """The page would be gone with that answer: nothing is said yet, the words still open it."""
    words, confirmation = give()
    client, text = opened(words)
    assert "already happened" not in text
    asked = say(client, "done")
    assert "Has it already happened? If not, tell us afterwards." in asked.content.decode()
    assert (BriefingRow.objects.count(), ReportRow.objects.count()) == (1, 0)
    assert state(confirmation) is Confirmed.EXPECTED
    assert say(client, "done", already="on")["Location"] == "/en/return?notice=note-done"
    ((_, report),) = stubs(lev, ReportRow.objects.all())
    assert report.early


@pytest.mark.parametrize("outcome", ["late", "not_met", "trouble"])
def test_no_other_answer_is_asked_for_twice(give: Give, outcome: str) -> None:
    assert say(opened(give()[0])[0], outcome)["Location"] == "/en/note?notice=note-received"


def test_nor_is_one_at_its_hour(give: Give, lev: Actor) -> None:
    client, _ = opened(give(at=utc_now() - timedelta(minutes=1))[0])
    assert say(client, "done")["Location"] == "/en/return?notice=note-done"
    ((_, report),) = stubs(lev, ReportRow.objects.all())
    assert not report.early


def test_a_form_sent_twice_is_one_report(give: Give) -> None:
    client, _ = opened(give()[0])
    token = client.get("/en/note").context["form"].initial["once"]
    for _ in range(2):
        assert client.post("/en/note", {"once": token, "outcome": "late"}).status_code == 303
    assert ReportRow.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"outcome": "arrived"}, {"outcome": "done", "text": "a" * 1001}])
def test_what_is_no_answer_is_said_on_the_form(give: Give, sent: dict[str, str]) -> None:
    client, _ = opened(give()[0])
    answer = client.post("/en/note", sent)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not ReportRow.objects.exists()


def test_after_a_change_the_same_words_show_it_and_say_so(give: Give, lev: Actor) -> None:
    words, _ = give()
    key = opening.key(phrases.understand(words))
    opened(words)
    assert actions.change(lev, key, pick_up="North gate")
    assert not BriefingRow.objects.get().read
    text = opened(words)[1]
    assert "North gate" in text
    assert "What stood here before holds no more." in text
    assert not actions.change(lev, key, pick_up="North gate")


def test_what_nobody_has_seen_yet_changes_without_a_word(give: Give, lev: Actor) -> None:
    words, _ = give()
    assert actions.change(lev, opening.key(phrases.understand(words)), pick_up="North gate")
    assert "holds no more" not in opened(words)[1]


def test_what_was_changed_by_force_is_not_there(give: Give) -> None:
    words, _ = give()
    row = BriefingRow.objects.get()
    row.sealed = bytes(row.sealed)[:-1] + b"x"
    row.save()
    assert entered(words)[1].status_code == 200
    assert opening.enter(words, now=utc_now()) is None


def test_the_sweep_takes_what_is_over_and_nothing_else(give: Give) -> None:
    now = utc_now()
    give(closes_at=now - timedelta(hours=2))
    kept = give()[0]
    assert opening.sweep(now=now) == 1
    opened(kept)


def test_the_row_says_only_the_hour_after_it_is_over(give: Give) -> None:
    give()
    gone = BriefingRow.objects.get().gone_after
    assert (gone.minute, gone.second, gone.microsecond) == (0, 0, 0)


def test_whoever_leaves_has_no_visit_any_more(give: Give, organisation: Organisation) -> None:
    client, _ = opened(give()[0])
    client.post("/en/leave")
    assert client.get("/en/note")["Location"] == "/en/return"
