"""What goes wrong in tables and on the pages of people, tried as people do it: each is answered clearly."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.exchange.test_import import sent
from tests.casework.persons.conftest import Scene, scene
from tests.people import somebody
from waystation.casework import access
from waystation.casework.exchange.tables import as_csv
from waystation.casework.models import Case
from waystation.casework.persons import access as persons_access
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Birth
from waystation.casework.services import access as services
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TURNED = "Рустам\u202eмалсИ"


@pytest.fixture
def browser(client_of: Callable[[str], Client]) -> Client:
    return client_of("lev")


def seen(browser: Client, address: str) -> str:
    """The words of a page."""
    text = re.sub(r"<[^>]+>", " ", browser.get(address).content.decode().partition("<main")[2])
    return " ".join(text.split())


def taken(browser: Client, address: str) -> str:
    run: Any = browser.post(address + "/run")
    b"".join(run.streaming_content)
    return seen(browser, address)


def test_the_same_file_twice(browser: Client, lev: Actor) -> None:
    raw = as_csv([["№", "ФИО"], ["1", "Адам"], ["2", "Ислам"], ["2", "Ислам"]])
    first = sent(browser, raw)
    assert "New cases: 2. There already: 0. Rows that say the same as one before: 1." in seen(browser, first)
    assert "Cases made: 2." in taken(browser, first)
    again = sent(browser, raw)
    assert "New cases: 0. There already: 2." in seen(browser, again)
    assert "Cases made: 0. There already: 2. Rows that were not taken: 1." in taken(browser, again)
    assert Case.objects.count() == 2


def test_merged_cells_and_formulas(browser: Client) -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    for row in (["ФИО", "Где", "Телефон"], ["Адам", "Казань", "=1+1"], ["Ислам", None, '=HYPERLINK("http://x","y")']):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    out = io.BytesIO()
    book.save(out)
    address = sent(browser, out.getvalue(), "list.xlsx")
    page = seen(browser, address)
    assert "Merged cells were met" in page
    assert "B2:B3" in page
    assert "Formulas were met" in page
    assert "C2, C3" in page
    assert "http://x" not in page
    assert "Cases made: 2." in taken(browser, address)


def test_contradictory_dates_in_a_table(browser: Client) -> None:
    head = ["ФИО", "Дата рождения", "Дата", "Срок"]
    rows = [
        ["Адам", "31.02.1990", "2026-04-01", ""],
        ["Ислам", "03.05.2019", "2018-04-01", ""],
        ["Муса", "1990", "2099-01-01", ""],
        ["Иса", "1990", "2026-04-01", "2026-03-01"],
        ["Апти", "1850", "2026-04-01", ""],
        ["Юсуп", "1990", "2026-04-01", "2026-05-01"],
    ]
    page = seen(browser, sent(browser, as_csv([head, *rows])))
    assert "New cases: 1." in page
    for words in (
        "There is no such day",
        "born after the case was accepted",
        "This day has not come yet",
        "before the day on which the case was accepted",
        "Nobody is that old",
    ):
        assert words in page


def test_names_of_ten_thousand_characters_and_turned_ones_in_a_table(browser: Client, lev: Actor) -> None:
    address = sent(
        browser, as_csv([["ФИО", "Город"], ["я" * 10_000, "x"], [TURNED, "Казань\u202e"], ["Адам", "г" * 10_000]])
    )
    page = seen(browser, address)
    assert "New cases: 1." in page
    assert "я" * 200 not in page
    assert "\u202e" not in page
    taken(browser, address)
    refresh(lev)
    ((held, stub),) = access.cases(lev)
    assert stub.place == "Казань[U+202E]"
    assert "\u202e" not in browser.get(reverse("casework:case", args=[held.pk])).content.decode()


def person_form(**more: Any) -> dict[str, Any]:
    known = {"pseudonym": "Alder", "roles": ["companion"], "birth_precision": "unknown"}
    return known | {"name_text_0": "", "name_kind_0": "given"} | more


@pytest.mark.parametrize("field", ["pseudonym", "name_text_0", "phone", "other_languages"])
def test_what_is_too_long_for_a_person_is_said_and_kept_on_the_page(browser: Client, scene: Scene, field: str) -> None:
    address = reverse("persons:add", args=[scene.birch_case])
    answer = browser.post(address, person_form(**{field: "я" * 10_000}))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This is too long: at most" in page
    assert "я" * 10_000 in page  # nothing that was typed is lost
    assert browser.post(address, person_form(note="я" * 10_000)).status_code == 303


def test_turned_names_turn_no_page(browser: Client, scene: Scene, lev: Actor) -> None:
    """Typed on the pages as they are, also where they come from a chat by copying."""
    case = scene.birch_case

    def at(name: str, *more: UUID) -> str:
        return reverse(name, args=[case, *more])

    typed = {
        at("casework:about"): {"pseudonym": "Birch", "origin": TURNED},
        at("casework:next"): {"next_action": TURNED, "urgency": "normal"},
        at("casework:note"): {"text": TURNED},
        at("casework:consent") + "?purpose=share_ngo": _yes(),
        at("persons:add"): person_form(pseudonym="Aspen", name_text_0=TURNED, phone=TURNED, note=TURNED),
        reverse("services:provider-new"): _provider(),
        at("services:plan"): {"code": "medical", "note": TURNED},
        at("persons:consent", scene.rowan) + "?purpose=share_ngo": _yes(),
    }
    for address, form in typed.items():
        assert browser.post(address, form).status_code == 303, address
    person = persons_access.members(lev, case)[-1].id
    provider = next(iter(services.providers(lev)))
    shown = [
        at(name) for name in ("casework:case", "persons:people", "casework:consent", "casework:uses", "services:plan")
    ]
    shown += [at("persons:person", person), at("persons:consent", scene.rowan), at("casework:history")]
    shown += [reverse(name) for name in ("casework:cases", "services:services", "services:providers", "desk:today")]
    for address in [*shown, reverse("services:provider", args=[provider])]:
        assert "\u202e" not in browser.get(address).content.decode(), address
    assert "[U+202E]" in browser.get(at("casework:case")).content.decode()
    assert [name.text for name in persons_access.person(lev, case, person)[1].names] == [TURNED]  # as it was said


def _yes() -> dict[str, Any]:
    return {"purpose": "share_ngo", "recipient": TURNED, "state": "given", "language": "ru", "limits": TURNED}


def _provider() -> dict[str, Any]:
    return {"name": TURNED, "offers": ["medical"], "vetting": "checked", "state": "active", "places": TURNED}


def test_a_search_of_ten_thousand_characters_is_answered(browser: Client, scene: Scene) -> None:
    for words in ("я" * 10_000, TURNED, "\u202e"):
        assert browser.post(reverse("casework:cases"), {"words": words}).status_code in (200, 422)


def test_households_that_go_round_are_kept_and_said(browser: Client, scene: Scene, lev: Actor) -> None:
    case = scene.birch_case
    aspen = persons.add(lev, case, somebody(pseudonym="Aspen"), roles=["dependant"])
    ring = [scene.birch, scene.rowan, aspen]
    for one, other in zip(ring, [*ring[1:], ring[0]], strict=True):
        form = {"first": str(one), "second": str(other), "depends": "first", "travel": "", "live": "", "contact": ""}
        assert browser.post(reverse("persons:bind", args=[case]), form).status_code == 303
    page = seen(browser, reverse("persons:people", args=[case]))
    assert "and it goes round" in page
    # Whoever answers for a child that answers for them is asked once, and the page comes.
    assert browser.get(reverse("persons:consent", args=[case, aspen])).status_code == 200
    assert browser.post(reverse("exchange:export-case", args=[case]), _wanted()).status_code == 422


def _wanted() -> dict[str, Any]:
    return {"purpose": "share_ngo", "recipient": "Harbour", "parts": ["list", "who"], "kind": "csv"}


def test_somebody_is_not_the_parent_of_their_parent(browser: Client, scene: Scene, lev: Actor) -> None:
    case = scene.birch_case

    def tie(first: UUID, second: UUID) -> int:
        form = {"other": str(second), "kind": "parent", "credibility": "6", "source": "unknown", "direction": "to"}
        return browser.post(reverse("persons:tie", args=[case, first]), form).status_code

    assert tie(scene.birch, scene.rowan) == 303
    assert tie(scene.rowan, scene.birch) == 422
    persons.describe(lev, case, scene.rowan, somebody("Лиза Д.", birth=Birth("year", 1960)))
    child = persons.add(lev, case, somebody("Ева Д.", birth=Birth("year", 1950)), roles=["companion"])
    assert tie(scene.rowan, child) == 422
