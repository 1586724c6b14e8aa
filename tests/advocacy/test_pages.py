"""The pages of advocacy, walked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from tests.advocacy.test_actions import sent
from waystation.advocacy import access, following
from waystation.advocacy.records import Reply
from waystation.casework import actions as cases
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

pytestmark = pytest.mark.usefixtures("in_english")

Browser = Callable[[str], Client]
TODAY = datetime.now(UTC).date()


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def clock(number: int, **said: str) -> dict[str, str]:
    told = {"code": "", "use": "answer", "unit": "days", "starts": "received"} | said
    return {f"clock-{number}-{name}": value for name, value in told.items()}


def test_from_a_body_to_an_answer(browser: Browser, client_of: Browser, lev: Actor) -> None:
    sara, tim, max_ = browser("sara"), client_of("lev"), browser("max")
    new = reverse("advocacy:authority-new")
    offered = text(sara.get(new + "?kind=ru.sk"))
    assert 'value="ru.cpc144"' in offered
    assert 'value="10, 30"' in offered
    said = {"name": "Committee", "kind": "ru.sk", "country": "ru"} | clock(0, code="ru.cpc144", limit="3") | clock(1)
    made = sara.post(new, said)
    assert made.status_code == 303
    refresh(lev)
    (body,) = access.authorities(lev)
    assert "no lawyer has confirmed it" in text(sara.get(reverse("advocacy:authority", args=[body])))

    asked = {"kind": "crime_report", "title": "The cellar", "clock": "ru.cpc144", "language": "ru", "text": "We ask."}
    made = sara.post(reverse("advocacy:ask", args=[body]), asked)
    assert made.status_code == 303
    refresh(lev)
    (one,) = access.submissions(lev)
    page, letting = reverse("advocacy:submission", args=[one]), reverse("advocacy:let-go", args=[one])
    assert "Two people must let it go" in text(sara.get(page))
    assert letting not in text(sara.get(page))
    assert sara.get(letting).status_code == 404
    assert tim.post(letting, {"called": ""}).status_code == 422
    assert tim.post(letting, {"nobody": "on"}).status_code == 303
    way = reverse("advocacy:way", args=[one])
    early = sara.post(way, {"sent": str(TODAY), "channel": "mail"})
    assert early.status_code == 422
    assert "has not been let go yet" in text(early)
    assert max_.post(letting, {"nobody": "on"}).status_code == 303
    day = str(TODAY - timedelta(days=30))
    assert sara.post(way, {"sent": day, "received": day, "channel": "mail"}).status_code == 303
    assert "They are silent" in text(sara.get(page))
    assert "Complaint to the prosecutor" in text(sara.get(page))
    assert "1 submission is ignored" in text(sara.get(reverse("advocacy:submissions")))

    reply = reverse("advocacy:reply-new", args=[one])
    wrong = sara.post(reply, {"kind": "refusal", "day": str(TODAY - timedelta(days=31))})
    assert wrong.status_code == 422
    assert "That is before it was sent" in text(wrong)
    assert sara.post(reply, {"kind": "refusal", "day": str(TODAY), "text": "No."}).status_code == 303
    refresh(lev)
    ((row, _reply),) = access.replies(lev, one)
    grade = reverse("advocacy:grade", args=[one, row.pk])
    assert sara.post(grade, {"substance": "1"}).status_code == 303
    assert "1: little of it" not in text(tim.get(page))  # nobody is led by who graded before
    assert "1: little of it" in text(sara.get(page))
    assert tim.post(grade, {"substance": "1"}).status_code == 303
    shown = text(tim.get(page))
    assert "nothing of substance" in shown
    assert "was ignored" in shown
    board = text(sara.get(reverse("advocacy:scoreboard")))
    assert "Committee" in board
    public = text(sara.get(reverse("advocacy:scoreboard") + "?for=public"))
    assert "…" in public
    assert 'number">1<' not in public


def test_limits_that_somebody_set_are_read_before_it_is_let_go(
    client_of: Browser, dina: Actor, lev: Actor, accepted: Callable[..., UUID], rapporteur: UUID
) -> None:
    case_id = accepted(dina, "Birch")
    refresh(lev)
    cases.record_consent(lev, case_id, purpose="publish_anonymous", state="refused")
    said = {"purpose": "share_un", "recipient": "A rapporteur", "state": "given"}
    cases.record_consent(lev, case_id, **said, limits="Not the name of my town.")
    tim = client_of("lev")
    asked = {"kind": "un_allegation_letter", "title": "Elsewhere", "text": "We ask.", "language": "en"}
    assert tim.post(reverse("advocacy:ask", args=[rapporteur]), asked).status_code == 303
    refresh(lev)
    (one,) = access.submissions(lev)
    letting = reverse("advocacy:let-go", args=[one])
    first = tim.post(letting, {"called": "Birch"})
    assert first.status_code == 422
    assert "Not the name of my town." in text(first)
    seen = text(first).split('name="seen" value="')[1].split('"')[0]
    assert tim.post(letting, {"called": "Birch", "seen": seen}).status_code == 422
    assert tim.post(letting, {"called": "Birch", "seen": seen, "keeps": "on"}).status_code == 303


def test_a_colleague_was_faster(browser: Browser, client_of: Browser, lev: Actor, committee: UUID) -> None:
    sara, tim = browser("sara"), client_of("lev")
    asked = {"kind": "crime_report", "title": "The cellar", "text": "We ask.", "language": "ru"}
    sara.post(reverse("advocacy:ask", args=[committee]), asked)
    refresh(lev)
    (one,) = access.submissions(lev)
    change = reverse("advocacy:change", args=[one])
    version = str(access.submission(lev, one)[0].version)
    assert tim.post(change, asked | {"title": "His", "version": version}).status_code == 303
    late = sara.post(change, asked | {"title": "Hers", "version": version})
    assert late.status_code == 422
    assert "Somebody else changed this" in text(late)
    assert "Hers" in text(late)
    again = text(late).split('name="version" value="')[1].split('"')[0]
    assert sara.post(change, asked | {"title": "Hers", "version": again}).status_code == 303


def test_what_cannot_be_done_is_said(client_of: Browser, lev: Actor, max_: Actor, committee: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=3)
    tim = client_of("lev")
    for name, why in (("discard", "It has been sent"), ("take-back", "It has been sent")):
        answer = tim.post(reverse(f"advocacy:{name}", args=[made]))
        assert answer.status_code == 422
        assert why in text(answer)
    assert tim.post(reverse("advocacy:withdraw", args=[made])).status_code == 303
    assert tim.post(reverse("advocacy:withdraw", args=[made])).status_code == 422


@pytest.mark.parametrize("extended", ["3", "x", "40; 1e9", "-5", "٣٥"])
def test_a_limit_that_is_none(browser: Browser, extended: str) -> None:
    said = {"name": "Committee"} | clock(0, code="x", limit="30", extended_to=extended)
    answer = browser("sara").post(reverse("advocacy:authority-new"), said)
    assert answer.status_code == 422
    assert "whole numbers" in text(answer)


def test_hostile_words_are_only_words(browser: Browser, lev: Actor, max_: Actor, committee: UUID) -> None:
    made = sent(lev, max_, committee, days_ago=3)
    following.note_reply(
        lev, Reply(submission=made, kind="registered", day=TODAY, text="<script>x</script>", number="\u202e1")
    )
    shown = text(browser("sara").get(reverse("advocacy:submission", args=[made])))
    assert "<script>x" not in shown
    assert "&lt;script&gt;x" in shown
