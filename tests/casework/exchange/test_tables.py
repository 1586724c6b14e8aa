"""Tables that are given out: text alone, of those alone who allow it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from tests.people import write_down
from waystation.casework import access, actions, releases
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import exporting, tables
from waystation.casework.exchange.tables import as_csv, as_xlsx, plain, safe
from waystation.casework.exchange.wording import NOBODY_ALLOWS
from waystation.hotline.consent_words import PARTS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent

NGO = Wanted("share_ngo", "Harbour", frozenset({"list", "where", "who", "contact"}))
COUNT = Wanted("count", "", frozenset({"list", "where", "contact"}))
TEXTS = some.text(some.characters(exclude_categories=["Cs", "Cc"]), max_size=30)


@given(TEXTS)
def test_what_is_made_safe_comes_back(text: str) -> None:
    assert plain(safe(text)) == text
    assert not safe(text).lstrip().startswith(tables.BEGINS_A_FORMULA)


@given(some.lists(some.lists(TEXTS, min_size=1, max_size=4), min_size=1, max_size=5))
def test_csv_is_read_as_it_was_written(rows: list[list[str]]) -> None:
    read = list(csv.reader(io.StringIO(as_csv(rows).decode("utf-8-sig"), newline="")))
    assert [[plain(value) for value in row] for row in read] == rows


def test_xlsx_holds_text_and_nothing_that_an_xml_file_cannot() -> None:
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx([["=1+1", "+7 900", "\x00\x1b[2J", "а" * 40_000, ""]])))
    cells = list(book.active.iter_rows())[0]
    assert [cell.data_type for cell in cells[:2]] == ["s", "s"]
    assert cells[1].value == "+7 900"
    assert cells[2].value == "[2J"
    assert len(cells[3].value) == tables.MOST_CHARACTERS


@pytest.fixture
def three(lev: Actor, accepted: Callable[..., UUID]) -> list[UUID]:
    """Birch allows both, Rowan allows it with limits, Aspen was not asked."""
    ids = [accepted(lev, name) for name in ("Birch", "Rowan", "Aspen")]
    for case_id in ids:
        write_down(lev, case_id, f"=Name of {case_id}")
    for told in ({"purpose": "count"}, {"purpose": "share_ngo", "recipient": "Harbour"}):
        actions.record_consent(lev, ids[0], state="given", **told)
        actions.record_consent(lev, ids[1], state="given_with_limits", limits="no town", **told)
    return ids


def test_those_alone_who_allow_it(lev: Actor, three: list[UUID]) -> None:
    content, left = exporting.export_table(lev, "open", NGO, "csv")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert left == 2
    assert len(rows) == 1
    assert "'=Name of" in content.decode()
    assert [len(access.uses(lev, case_id)) for case_id in three] == [1, 0, 0]
    (limited,) = (each for each in access.answers(lev, three[1]) if each.consent.purpose == "share_ngo")
    content, left = exporting.export_table(lev, "open", NGO, "xlsx", limits_seen={three[1]: limited.id})
    assert (left, openpyxl.load_workbook(io.BytesIO(content)).active.max_row) == (1, 3)


def test_where_nobody_allows_it_nothing_is_given(lev: Actor, dina: Actor, three: list[UUID]) -> None:
    with pytest.raises(Refused):
        exporting.export_table(lev, "open", Wanted("share_un", "The experts", frozenset({"list"})), "csv")
    with pytest.raises(Absent):
        exporting.export_table(dina, "open", COUNT, "csv")
    assert not any(access.uses(lev, case_id) for case_id in three)


def test_columns_are_those_of_the_parts(lev: Actor, three: list[UUID]) -> None:
    content, _left = exporting.export_table(lev, "open", Wanted("share_ngo", "Harbour", frozenset({"list"})), "csv")
    assert "Name of" not in content.decode()


def test_without_details_nothing_goes_but_codes(lev: Actor, three: list[UUID]) -> None:
    """Of what stands in the list and beside it: no name of ours, no next step, no note, no place, no day."""
    birch = three[0]
    actions.set_next(lev, birch, next_action="Call Berta", urgency="now")
    actions.describe_case(lev, birch, pseudonym="Birch", origin="Tamur")
    actions.add_need(lev, birch, code="shelter", note="near Berta")
    actions.advance(lev, birch, "advice_only", place="Lipton, flat of Berta", country="Belland")
    one = exporting.export_case(lev, birch, COUNT, "csv")
    many, _left = exporting.export_table(lev, "open", COUNT, "csv")
    for content in (one, many):
        (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        assert len(row) == 4
        assert {"Tamur", "Belland"} < set(row.values())
        assert not [word for word in ("Birch", "Berta", "Lipton", "Name of", "20") if word in content.decode()]


def test_a_region_that_names_the_person_is_held_back_without_details(lev: Actor, three: list[UUID]) -> None:
    write_down(lev, three[0], "Адиль Корвен")
    actions.describe_case(lev, three[0], pseudonym="Birch", origin="село Корвена")
    assert "Корвен" not in exporting.export_case(lev, three[0], COUNT, "csv").decode()


@pytest.mark.parametrize("kind", ["pdf", "json", "csv"])
def test_what_goes_further_than_its_purpose_leaves_in_no_form(lev: Actor, three: list[UUID], kind: str) -> None:
    everything = frozenset(PARTS)
    for purpose in ("count", "publish_anonymous", "help", "record_audio"):
        for one in three:
            actions.record_consent(lev, one, purpose=purpose, state="given")
        with pytest.raises(Refused) as refused:
            exporting.export_table(lev, "open", Wanted(purpose, "", everything), kind)
        assert NOBODY_ALLOWS not in refused.value.reasons  # it says why, once
        for recipient in ("", "Ministry of the Interior") if purpose != "help" else ("Ministry of the Interior",):
            with pytest.raises(Refused):
                exporting.export_case(lev, three[0], Wanted(purpose, recipient, everything), kind)
        asked = Wanted(purpose, "Ministry of the Interior", everything)
        with pytest.raises(Refused):
            releases.ask_second(lev, three[0], asked, "It must be.")
    assert not any(access.uses(lev, case_id) for case_id in three)


def test_what_is_kept_by_ourselves_says_so(lev: Actor, three: list[UUID]) -> None:
    actions.record_consent(lev, three[0], purpose="help", state="given")
    exporting.export_case(lev, three[0], Wanted("help", "", frozenset(PARTS)), "json")
    assert [use.what for _row, use in access.uses(lev, three[0])] == ["kept"]


def test_the_page(client_of: Callable[[str], Client], lev: Actor, three: list[UUID], settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    browser = client_of("lev")
    asked = {"group": "open", "purpose": "share_ngo", "recipient": "Harbour", "parts": ["list"], "kind": "csv"}
    looked = browser.post("/staff/exchange/export", asked | {"do": "look"})
    assert looked.status_code == 200
    assert "no town" in looked.content.decode()
    given_out = browser.post(
        "/staff/exchange/export", asked | {"do": "give", "keeps": "on", "seen": looked.context["seen"]}
    )
    assert given_out["Content-Type"].startswith("text/csv")
    assert given_out["Content-Disposition"] == 'attachment; filename="table.csv"'
    assert "Birch" in given_out.content.decode()
    assert "Rowan" in given_out.content.decode()
    assert "Aspen" not in given_out.content.decode()
