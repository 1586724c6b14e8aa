"""Whose number a row has: it is known only among those of one source, and nobody is dropped without being shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.casework.conftest import at
from tests.casework.exchange.test_import import begun, sent, taken
from tests.people import names_of, person_of
from tests.stage import clear
from waystation.casework import access, actions, alerts
from waystation.casework.exchange import import_rules, importing, reading, sorting
from waystation.casework.exchange.import_rules import guess
from waystation.casework.exchange.tables import as_csv
from waystation.casework.models import Case
from waystation.casework.records import CaseStub
from waystation.casework.register import register
from waystation.casework.rules import passed_over
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.vault import files

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

HEAD = ["No", "Name", "Year of birth"]


def table(*rows: list[str], head: list[str] = HEAD) -> bytes:
    return as_csv([head, *rows])


def looked_at(actor: Actor, raw: bytes) -> sorting.Outcome:
    return sorting.look(actor, importing.one(actor, begun(actor, raw))[1])


def words(browser: Client, address: str) -> str:
    text = re.sub(r"<[^>]+>", " ", browser.get(address).content.decode().partition("<main")[2])
    return " ".join(text.split())


def everybody(actor: Actor) -> set[str]:
    refresh(actor)
    return {name for held, _stub in access.cases(actor) for name in names_of(actor, held.pk)}


def test_a_column_that_counts_the_rows_is_no_number_of_ours(lev: Actor) -> None:
    assert "reference" not in guess(HEAD, [["1"], ["2"], [""], ["3"]])
    assert "reference" not in guess(HEAD, [["1."], ["2."]])
    assert guess(HEAD, [["31"], ["32"]])["reference"] == 0
    assert guess(HEAD, [["1"], ["3"]])["reference"] == 0
    assert guess(HEAD, [])["reference"] == 0
    taken(lev, table(["1", "A", "1980"], ["2", "B", "1981"]))
    again = taken(lev, table(["1", "Somebody Else", "1990"], ["2", "Quite Other", "1991"]))
    assert again.made == 2
    assert everybody(lev) == {"A", "B", "Somebody Else", "Quite Other"}
    assert taken(lev, table(["1", "B", "1981"], ["2", "A", "1980"])).made == 0  # whatever number they stand at


def test_two_with_one_number_are_a_thing_that_is_wrong_with_both_rows(lev: Actor) -> None:
    raw = table(["7", "Anna One", ""], ["7", "Boris Two", ""], ["7", "Anna One", ""])
    found = looked_at(lev, raw)
    assert [each.row for each in found.new] == [2]
    assert [(each.row, each.column) for each in found.problems] == [(3, "A")]
    assert "row 2" in str(found.problems[0].what)
    assert [(each.row, "row 2" in str(each.what)) for each in found.twice] == [(4, True)]
    record = taken(lev, raw)
    assert (record.made, record.refused, record.left) == (1, 1, 1)


def test_two_with_one_number_are_so_wherever_they_stand(lev: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 1)
    record = taken(lev, table(["7", "Anna One", ""], ["8", "Other", ""], ["7", "Boris Two", ""]))
    assert (record.made, record.refused) == (2, 1)
    assert "row 2" in record.problems[0][2]


def test_a_known_number_of_another_person_is_shown_and_never_skipped(lev: Actor) -> None:
    taken(lev, table(["A-1", "Anna One", "1980"], ["A-2", "Vera Two", "1981"], ["A-3", "Zara", ""]))
    raw = table(["A-1", "Boris Three", "1980"], ["A-2", "Vera Two", "1999"], ["A-3", "Zara", ""], ["A-4", "New", ""])
    found = looked_at(lev, raw)
    assert [(each.row, each.column) for each in found.problems] == [(2, "A"), (3, "A")]
    assert all("Known number, another person" in str(each.what) for each in found.problems)
    assert all(each.case for each in found.problems)
    assert ([each.row for each in found.known], [each.row for each in found.new]) == ([4], [5])
    record = taken(lev, raw)
    assert (record.made, record.known, record.refused) == (1, 1, 2)


def test_a_known_number_with_other_words_is_left_out_and_shown(lev: Actor) -> None:
    head = [*HEAD, "Note"]
    taken(lev, table(["A-1", "Anna One", "1980", "first"], head=head))
    found = looked_at(lev, table(["A-1", "Anna One", "1980", "she moved to Omsk"], head=head))
    assert (found.new, found.known, [each.row for each in found.otherwise]) == ([], [], [2])
    assert found.otherwise[0].case


def test_the_same_row_is_known_though_the_case_was_corrected_since(lev: Actor) -> None:
    raw = table(["A-1", "Anna One", "1980"])
    taken(lev, raw)
    refresh(lev)
    ((held, _stub),) = access.cases(lev)
    actions.describe_case(lev, held.pk, pseudonym="Larch", origin="Omsk")
    again = taken(lev, raw)
    assert (again.made, again.known, again.refused, again.state) == (0, 1, 0, "ended")


def test_a_number_counts_among_those_of_one_source(lev: Actor) -> None:
    ours, theirs = table(["A-1", "Anna One", ""]), table(["A-1", "Boris Two", ""])
    assert taken(lev, ours).made == 1
    assert taken(lev, theirs, source="Open Harbour").made == 1
    assert taken(lev, theirs, source="open  harbour").made == 0
    assert taken(lev, theirs, source="Lighthouse").made == 1
    assert everybody(lev) == {"Anna One", "Boris Two"}
    assert Case.objects.count() == 3


def test_what_counts_the_rows_may_be_chosen_with_whose_it_is(client_of: Callable[[str], Client]) -> None:
    browser = client_of("lev")
    address = sent(browser, table(["1", "A", ""], ["2", "B", ""]))
    assert "A column only counts the rows (A)" in words(browser, address)
    chosen = dict.fromkeys(import_rules.FIELDS, "") | {"reference": "0", "names": "1", "head": "1"}
    refused = browser.post(address, chosen)
    assert refused.status_code == 422
    assert "These numbers only count the rows" in refused.content.decode()
    assert browser.post(address, chosen | {"source": "Open Harbour"}).status_code == 303


def test_what_was_left_out_stays_row_by_row_until_somebody_looked(
    client_of: Callable[[str], Client], lev: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    browser = client_of("lev")
    taken(lev, table(["A-1", "Anna One", ""]))
    address = sent(browser, table(["A-1", "Boris Two", ""], ["A-2", "New", ""], ["A-2", "New", ""]))
    run: Any = browser.post(address + "/run")
    b"".join(run.streaming_content)
    import_id = UUID(address.rpartition("/")[2])
    record = importing.one(lev, import_id)[1]
    assert record.state == sorting.LOOKED_AT
    page = words(browser, address)
    assert "Cases made: 1. There already: 0. Rows that were not taken: 2." in page
    assert "Known number, another person" in page
    assert "This says the same as row 3" in page
    assert "rows to look at" in words(browser, "/staff/exchange/import")
    assert browser.post(address + "/run").status_code == 200
    assert files.is_whole(record.file, record.content)
    with django_capture_on_commit_callbacks(execute=True):
        assert browser.post(address + "/looked").status_code == 303
    assert not files.is_whole(record.file, record.content)
    assert "Known number, another person" in words(browser, address)


@pytest.mark.parametrize(
    ("raw", "row"),
    [
        (b'No,Name\n1,"Unclosed quote\n2,b\n3,c\n', 2),
        (b'No,Name\n1,a\n2,"b" c\n3,d\n', 3),
        (b'No,Name\n1,a\n2,b\n3,"' + b"x\n" * 20_000, 4),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_said_with_its_row(
    raw: bytes, row: int, client_of: Callable[[str], Client]
) -> None:
    found = reading.read([raw])
    assert (found.problem, found.row, found.rows) == ("cell", row, [])
    answer = client_of("lev").post("/staff/exchange/import", {"files": SimpleUploadedFile("list.csv", raw)})
    assert answer.status_code == 422
    assert f"Row {row} cannot be read: a quotation mark" in answer.content.decode()


def test_a_line_break_in_a_name_is_a_thing_that_is_wrong(lev: Actor) -> None:
    found = looked_at(lev, table(["x", "Unclosed quote\n2,b\n3,c", ""], ["y", "Good", ""]))
    assert [(each.row, each.column) for each in found.problems] == [(2, "B")]
    assert [each.row for each in found.new] == [3]


def test_the_guard_against_formulas_is_taken_off_where_our_own_table_is_read(
    lev: Actor, client_of: Callable[[str], Client]
) -> None:
    raw = as_csv([["Names", "Phone"], ["-Minus", "+79001112233"], ["'quoted", "@x"]])
    assert reading.read([raw]).rows[1:] == [["-Minus", "+79001112233"], ["'quoted", "@x"]]
    browser = client_of("lev")
    page = browser.get(sent(browser, raw)).content.decode()
    assert "+79001112233" in page
    assert "&#x27;+7900" not in page
    taken(lev, raw)
    refresh(lev)
    people = [person_of(lev, held.pk) for held, _stub in access.cases(lev)]
    assert {(each.names[0].text, each.phone) for each in people} == {("-Minus", "+79001112233"), ("'quoted", "@x")}


def test_the_dry_run_says_how_many_come_past_which_gate(lev: Actor, client_of: Callable[[str], Client]) -> None:
    today = lev.today
    assert passed_over(CaseStub("x"), today) == []
    assert len(passed_over(CaseStub("x", stage="planning_exit"), today)) == 3
    assert len(passed_over(CaseStub("x", stage="departing"), today)) == 6
    assert len(passed_over(CaseStub("x", stage="arrived"), today)) == 7
    head = ["Name", "Stage"]
    raw = table(["A", "planning_exit"], ["B", "in_transit"], ["C", ""], head=head)
    found = looked_at(lev, raw)
    assert sorted(found.past.values()) == [1, 1, 2, 2, 2]
    page = words(client_of("lev"), sent(client_of("lev"), raw))
    assert "2: Clear the person first" in page
    assert "1: Say first, under Money for the way" in page


def test_who_came_out_of_sight_is_looked_for_from_the_first_day(lev: Actor) -> None:
    taken(lev, table(["A", "lost_contact"], ["B", ""], head=["Name", "Stage"]))
    refresh(lev)
    (held,) = register(lev).group("silent")
    ((_row, search),) = alerts.of(lev, held.pk, alerts.SEARCH)
    assert search.who == lev.account
    assert search.due is not None
    assert search.due > datetime.now(UTC)


def test_who_came_by_a_table_can_be_vetted_by_two_and_planned_for(
    lev: Actor, dina: Actor, client_of: Callable[[str], Client]
) -> None:
    taken(lev, table(["A", ""], head=["Name", "Stage"]))
    refresh(lev)
    refresh(dina)
    ((held, _stub),) = access.cases(lev)
    browser = client_of("lev")
    assert "Begin vetting and messages" in words(browser, f"/staff/cases/{held.pk}")
    answer = browser.post(f"/staff/cases/{held.pk}/thread")
    assert answer.status_code == 303
    assert browser.post(f"/staff/cases/{held.pk}/thread")["Location"] == answer["Location"]  # once
    thread = access.case(lev, held.pk)[1].request
    assert thread is not None
    assert str(thread) in answer["Location"]
    for page in (f"/staff/cases/{held.pk}", f"/staff/requests/{thread}", f"/staff/requests/{thread}/vetting"):
        assert browser.get(page).status_code == 200, page
    assert browser.get(f"/staff/requests/{thread}/contact").status_code == 200
    assert not access.standing(lev, held.pk, access.case(lev, held.pk)[1]).cleared
    clear(dina, thread)
    assert access.standing(at(lev, lev.now()), held.pk, access.case(lev, held.pk)[1]).cleared
