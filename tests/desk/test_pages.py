"""The pages that join the rooms."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.casework.conftest import waiting_request
from tests.stage import Organisation
from waystation.audit.models import Line
from waystation.casework import actions
from waystation.desk import figures
from waystation.staff.actor import Actor

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def accepted(actor: Actor, pseudonym: str = "Birch", **said: object) -> UUID:
    return actions.accept(actor, waiting_request(), pseudonym=pseudonym, **said)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["dina", "lev", "ira", "out"])
def test_today_opens_for_everybody(client_of: ClientOf, name: str) -> None:
    assert client_of(name).get(reverse("desk:today")).status_code == 200


def test_today_shows_what_cannot_wait(client_of: ClientOf, dina: Actor) -> None:
    yesterday = localdate() - timedelta(days=1)
    accepted(dina, "Birch", next_action="call the consulate", next_due=yesterday)
    silent = accepted(dina, "Heron")
    actions.advance(dina, silent, "lost_contact", note="no answer")
    waiting_request()
    page = text(client_of("dina").get(reverse("desk:today")))
    assert "call the consulate" in page
    assert "Heron" in page
    assert "Contact lost" in page
    assert "Not opened yet" not in page  # this one is known by its address
    assert "amir@mail.example" in page


def test_today_tells_an_administrator_nothing(client_of: ClientOf, dina: Actor) -> None:
    accepted(dina, "Birch", next_action="call the consulate", next_due=localdate())
    page = text(client_of("out").get(reverse("desk:today")))
    assert "Birch" not in page
    assert "Outbox" not in page


def test_counts_name_their_basis(client_of: ClientOf, dina: Actor) -> None:
    accepted(dina, "Birch", origin="Grozny")
    waiting_request()
    page = text(client_of("dina").get(reverse("desk:counts")))
    assert "a request that became a case counts once" in page
    assert "Grozny" in page
    found = figures.counted(dina)
    assert (found.contacted.total, found.helped.total) == (2, 1)


@pytest.mark.parametrize(("name", "status"), [("dina", 200), ("lev", 200), ("ira", 404), ("out", 404)])
def test_who_may_count(client_of: ClientOf, name: str, status: int) -> None:
    assert client_of(name).get(reverse("desk:counts")).status_code == status


@pytest.mark.parametrize(("name", "status"), [("dina", 404), ("lev", 200), ("ira", 404), ("out", 404)])
def test_who_may_read_the_log(client_of: ClientOf, name: str, status: int) -> None:
    assert client_of(name).get(reverse("desk:log")).status_code == status


def test_the_log_says_in_words_who_did_what(client_of: ClientOf, dina: Actor) -> None:
    accepted(dina, "Birch")
    page = text(client_of("lev").get(reverse("desk:log")))
    assert "accepted a request as a case" in page
    assert "Alma" in page
    assert "Birch" in page
    assert "The log is whole" in page


def test_the_log_says_where_it_was_changed(client_of: ClientOf, dina: Actor) -> None:
    accepted(dina)
    browser = client_of("lev")
    line = Line.objects.order_by("number")[1]
    Line.objects.filter(pk=line.pk).update(salt=b"0" * 16)
    page = browser.get(reverse("desk:log"))
    assert page.context["looked"].broken_at == line.number
    assert "The log was changed" in text(page)


def test_every_verb_that_was_logged_has_words(organisation: Organisation, dina: Actor) -> None:
    from waystation.audit.log import entries
    from waystation.desk.wording import VERBS
    from waystation.staff.teams import AUDIT, locator

    accepted(dina)
    lev = organisation.actor("lev")
    verbs = {entry.verb for _number, entry in entries(lev.keys, locator(AUDIT), newest=100)}
    assert verbs <= set(VERBS)


def test_somebody_who_opens_no_case_is_told_where_their_work_is(client_of: ClientOf) -> None:
    told = {name: text(client_of(name).get(reverse("desk:today"))) for name in ("out", "ira", "dina")}
    assert [name for name, page in told.items() if "waystation doctor" in page] == ["out"]
