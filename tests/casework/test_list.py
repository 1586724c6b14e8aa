"""The list of cases in the browser: filters, orders, saved views, search in every spelling."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.stage import Organisation
from waystation.audit.log import entries
from waystation.casework import filters, viewing
from waystation.casework.models import ViewRow
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Name, Person
from waystation.casework.records import Filters
from waystation.desk.wording import VERBS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.teams import AUDIT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ClientOf = Callable[[str], Client]
Accepted = Callable[..., UUID]
CASES = "/staff/cases/"


def test_filters_narrow_the_list(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    accepted(dina, "Birch", origin="Грозный", urgency="now")
    accepted(dina, "Heron", origin="Аргун")
    browser = client_of("dina")
    page = browser.get(CASES, {"origin": filters.origin_code("Аргун"), "sort": "name"}).content.decode()
    assert "Heron</a>" in page
    assert "Birch</a>" not in page
    page = browser.get(CASES, {"urgency": "now", "next": "without_next"}).content.decode()
    assert "Birch</a>" in page
    assert "Heron</a>" not in page


def test_no_link_and_no_form_of_the_list_puts_a_region_into_an_address(
    client_of: ClientOf, dina: Actor, accepted: Accepted
) -> None:
    accepted(dina, "Birch", origin="Грозный")
    page = client_of("dina").get(CASES, {"origin": filters.origin_code("Грозный")}).content.decode()
    for part in page.split('href="')[1:] + page.split('value="')[1:] + page.split('action="')[1:]:
        assert "Грозн" not in part.split('"')[0]


def test_words_are_searched_within_the_filters(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    accepted(dina, "Берёза", urgency="now")
    accepted(dina, "Берёза 2")
    page = client_of("dina").post(f"{CASES}?urgency=now", {"words": "bereza"}).content.decode()
    assert "Берёза</a>" in page
    assert "Берёза 2</a>" not in page


def test_real_names_are_searched_for_those_who_may_and_the_log_says_so(
    client_of: ClientOf, organisation: Organisation, dina: Actor, accepted: Accepted
) -> None:
    case = accepted(dina, "Birch")
    lev = organisation.actor("lev")
    persons.add(lev, case, Person(names=(Name(text="Магомедов Хьамзат"),)), roles=["applicant"])
    asked = {"words": "khamzat magomedov", "named": "on"}
    assert "Birch</a>" in client_of("lev").post(CASES, asked).content.decode()
    assert verbs(lev)[:2] == ["casework.searched", "casework.names_searched"]
    assert "Birch</a>" not in client_of("lev").post(CASES, {"words": "khamzat"}).content.decode()
    assert "Birch</a>" not in client_of("dina").post(CASES, asked).content.decode()
    assert verbs(lev).count("casework.names_searched") == 1
    assert set(verbs(lev)) <= set(VERBS)


@pytest.mark.parametrize(
    "words", ["young siskin", "900 111 22 33", "8 (900) 111-22-33", "+79001112233", "\u202eSiskin"]
)
def test_who_somebody_is_called_and_a_phone_find_them_too(
    client_of: ClientOf, organisation: Organisation, dina: Actor, accepted: Accepted, words: str
) -> None:
    case, _other, lev = accepted(dina, "Birch"), accepted(dina, "Heron"), organisation.actor("lev")
    persons.add(lev, case, Person(pseudonym="Young Siskin", phone="+7 900 111-22-33"), roles=["companion"])
    page = client_of("lev").post(CASES, {"words": words, "named": "on"}).content.decode()
    assert "Birch</a>" in page
    assert "Heron</a>" not in page


def test_what_is_too_long_to_search_for_is_said_to_be(client_of: ClientOf, dina: Actor, accepted: Accepted) -> None:
    accepted(dina, "Birch")
    answer = client_of("dina").post(CASES, {"words": "birch " * 50})
    page = answer.content.decode()
    assert (answer.status_code, "Birch</a>" in page, "Change all that are listed" in page) == (422, False, False)
    assert "at most 200 characters fit" in page
    assert "birch birch" in page
    assert "maxlength" not in page.split('name="words"')[1].split(">")[0]


def verbs(lev: Actor) -> list[str]:
    return [entry.verb for _number, entry in entries(lev.keys, lev.team(AUDIT), newest=20) if entry]


def test_a_view_is_one_s_own_or_the_team_s(
    client_of: ClientOf, organisation: Organisation, dina: Actor, accepted: Accepted
) -> None:
    accepted(dina, "Birch", origin="Аргун")
    browser = client_of("dina")
    said = {"name": "Mine now", "urgency": "now", "origin": filters.origin_code("Аргун"), "once": uuid4()}
    answer = browser.post(reverse("casework:save-view"), said)
    browser.post(reverse("casework:save-view"), said)
    browser.post(reverse("casework:save-view"), said | {"name": "Ours", "for_all": "on", "once": uuid4()})
    wanted = Filters(urgency="now", origin="Аргун")
    assert answer["Location"].startswith(CASES + filters.address(wanted))
    mine = viewing.saved(organisation.actor("dina"))
    assert [(each.view.name, each.view.filters, each.own) for each in mine] == [
        ("Mine now", wanted, True),
        ("Ours", wanted, False),
    ]
    lev = organisation.actor("lev")
    assert [each.view.name for each in viewing.saved(lev)] == ["Ours"]
    assert ">Mine now</a>" in browser.get(CASES).content.decode()
    with pytest.raises(Absent):
        viewing.forget(lev, mine[0].id)
    client_of("lev").post(reverse("casework:forget-view", args=[mine[1].id]))
    assert [each.view.name for each in viewing.saved(organisation.actor("dina"))] == ["Mine now"]


def test_a_view_of_the_same_name_takes_the_place_of_the_old_one(dina: Actor) -> None:
    for urgency in ("now", "soon"):
        viewing.save(dina, "Mine", Filters(urgency=urgency), for_all=False, once=uuid4())
    viewing.save(dina, "mine", Filters(), for_all=True, once=uuid4())
    assert [(each.view.filters.urgency, each.own) for each in viewing.saved(dina)] == [("soon", True), ("", False)]


def test_there_are_never_very_many_views(dina: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(viewing, "MOST", 3)
    for number in range(5):
        viewing.save(dina, f"View {number}", Filters(), for_all=False, once=uuid4())
    assert [each.view.name for each in viewing.saved(dina)] == ["View 2", "View 3", "View 4"]
    assert ViewRow.objects.count() == 3


def test_a_nameless_view_is_said_and_the_list_stays(client_of: ClientOf) -> None:
    answer = client_of("dina").post(reverse("casework:save-view"), {"urgency": "now"})
    assert answer.status_code == 422
    assert "Name of the view" in answer.content.decode()
