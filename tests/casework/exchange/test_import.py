"""Tables that are taken in: a look first, row by row, never twice, on from where it was stopped, from hostile files."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.people import names_of, person_of
from waystation.casework import access, actions
from waystation.casework.exchange import correcting, erasure, import_rules, importing, reading, sorting
from waystation.casework.exchange.import_rules import guess, letter, understood
from waystation.casework.exchange.tables import as_csv, as_xlsx
from waystation.casework.exchange.wording import EMPTY
from waystation.casework.models import Case
from waystation.casework.persons.models import PersonRow
from waystation.casework.persons.records import Birth
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent, Refused
from waystation.vault import files, stores

TODAY = date(2026, 4, 3)
HEAD = ["№", "ФИО", "Год рождения", "Телефон", "Этап", "Нужды", "Дата"]
ROWS = [
    HEAD,
    ["1", "Мовсар Ӏ.", "03.05.1990", "+7 900 000", "accepted", "shelter; visa", "2026-04-01"],
    ["2", "Ислам", "1985", "", "", "", "01.04.2026"],
    ["3", "Адам", "85", "", "no such stage", "gold", "soon"],
    [],
    ["2", "Ислам ещё раз", "1985", "", "", "", ""],
]


def begun(actor: Actor, raw: bytes, source: str = "") -> UUID:
    """A table of which somebody said that rows without a stage are of people who are helped."""
    import_id = importing.begin(actor, [raw], "list.csv")
    record = importing.one(actor, import_id)[1]
    importing.choose(actor, import_id, record.columns, record.head, source=source, stage="accepted")
    return import_id


def sent(browser: Client, raw: bytes, name: str = "list.csv") -> str:
    """The same through the pages. Returns the address of the table."""
    answer = browser.post("/staff/exchange/import", {"files": SimpleUploadedFile(name, raw)})
    assert answer.status_code == 303, answer.content.decode()
    address = str(answer["Location"])
    form = browser.get(address).context["form"]
    said = {field.name: "" if field.value() is None else field.value() for field in form}
    assert browser.post(address, said | {"unstaged": "accepted"}).status_code in (303, 422)
    return address


def taken(actor: Actor, raw: bytes, source: str = "") -> Any:
    import_id = begun(actor, raw, source)
    for _step in importing.take(actor, import_id):
        pass
    return importing.one(actor, import_id)[1]


FURTHER = [
    ["Name", "Stage", "Remarks", "Empty", "Country"],
    ["Мовсар", "departing", "the brother knows", "", ""],
    ["Ислам", "accepted", "", "", ""],
]


@pytest.mark.usefixtures("in_english")
def test_what_is_missing_at_a_stage_is_said_afterwards_too(client_of: Callable[[str], Client], lev: Actor) -> None:
    """On the page of the table and on that of the case, until it is there; columns that nobody read are named."""
    browser = client_of("lev")
    import_id = begun(lev, as_csv(FURTHER))
    address = f"/staff/exchange/import/{import_id}"
    before = browser.get(address).content.decode()
    for _step in importing.take(lev, import_id):
        pass
    after = browser.get(address).content.decode()
    for page in (before, after):
        assert "matched to nothing" in page
        assert "Remarks (C)" in page
        assert "Empty" not in page.partition("matched to nothing")[2].partition("<section")[0]
        assert "1: Clear the person first" in page
        assert "1: Say first, under Money for the way" in page
    cases = {names_of(lev, held.pk)[0]: held.pk for held, _stub in access.cases(lev)}
    asked = "Asked before the stage at which this case began"
    page = browser.get(f"/staff/cases/{cases['Мовсар']}").content.decode()
    assert asked in page
    assert "Clear the person first" in page.partition(asked)[2]
    assert asked not in browser.get(f"/staff/cases/{cases['Ислам']}").content.decode()
    actions.say_funds(lev, cases["Мовсар"], there=True, note="we pay")
    page = browser.get(f"/staff/cases/{cases['Мовсар']}").content.decode().partition(asked)[2]
    assert "Say first, under Money for the way" not in page.partition("<hr>")[0]


def test_columns_are_known_by_their_names() -> None:
    known = {"reference": 0, "names": 1, "birth": 2, "phone": 3, "stage": 4, "needs": 5, "opened": 6}
    assert guess(HEAD) == known
    assert guess(["What we call the person", "ЭТАП:", "x", "Этап"]) == {"pseudonym": 0, "stage": 1}
    assert [letter(index) for index in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


def test_what_is_wrong_is_said_by_row_and_column() -> None:
    said, problems = understood(list(enumerate(ROWS, 1))[1:], guess(HEAD), TODAY, "accepted")
    assert [each.row for each in said] == [2, 3, 6]
    assert {(each.row, each.column) for each in problems} == {(4, "C"), (4, "E"), (4, "F"), (4, "G")}
    assert said[0].person.birth == Birth("exact", 1990, 5, 3)
    assert [need.code for need in said[0].needs] == ["shelter", "visa"]
    long, problems = understood([(2, ["", "x" * 10_000])], guess(HEAD), TODAY, "accepted")
    assert (long, problems[0].column) == ([], "B")
    assert understood([(2, ["", "", "1990"])], guess(HEAD), TODAY, "accepted")[1][0].what == import_rules.NO_NAME


@pytest.mark.parametrize("write", [as_csv, as_xlsx])
def test_a_table_becomes_cases(lev: Actor, write: Callable[[Any], bytes]) -> None:
    record = taken(lev, write(ROWS))
    assert (record.made, record.known, record.refused, record.state) == (2, 0, 2, "look")
    wrong = {(4, "C"), (4, "E"), (4, "F"), (4, "G"), (6, "A")}
    assert {(row, column) for row, column, _what in record.problems} == wrong
    cases = {names_of(lev, held.pk)[0]: held.pk for held, _stub in access.cases(lev)}
    assert set(cases) == {"Мовсар Ӏ.", "Ислам"}
    assert person_of(lev, cases["Мовсар Ӏ."]).phone == "+7 900 000"
    assert {need.code for _row, need in access.needs(lev, cases["Мовсар Ӏ."])} == {"shelter", "visa"}
    assert all(stub.pseudonym not in cases for _held, stub in access.cases(lev))


def test_the_same_table_twice_makes_nothing_twice(lev: Actor) -> None:
    taken(lev, as_csv(ROWS))
    again = taken(lev, as_xlsx([*ROWS, ["9", "Новый"]]))
    assert (again.made, again.known) == (1, 2)
    assert Case.objects.count() == 3
    without_marks = [row[1:] for row in ROWS]
    taken(lev, as_csv(without_marks))
    count = Case.objects.count()
    assert taken(lev, as_csv(without_marks)).made == 0
    assert Case.objects.count() == count


def test_a_look_writes_nothing(lev: Actor) -> None:
    import_id = begun(lev, as_csv(ROWS))
    found = sorting.look(lev, importing.one(lev, import_id)[1])
    assert ([each.row for each in found.new], found.twice, len(found.problems)) == ([2, 3], [], 5)
    assert not Case.objects.exists()


def many(count: int) -> bytes:
    return as_csv([["names", "phone"], *([f"Person {number}", str(number)] for number in range(count))])


def test_it_goes_on_from_where_it_was_stopped(lev: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "AT_ONCE", 5)
    import_id = begun(lev, many(23))
    steps = importing.take(lev, import_id)
    next(steps)
    assert next(steps).done == 11
    steps.close()
    real, calls = importing._case, []

    def killed(*args: Any) -> None:
        calls.append(args)
        if len(calls) == 8:
            raise KeyboardInterrupt
        real(*args)

    monkeypatch.setattr(importing, "_case", killed)
    with pytest.raises(KeyboardInterrupt):
        list(importing.take(lev, import_id))
    assert (Case.objects.count(), importing.one(lev, import_id)[1].done) == (
        15,
        16,
    )  # none of the third lot is half there
    monkeypatch.setattr(importing, "_case", real)
    assert list(importing.take(lev, import_id))[-1].made == 23
    assert Case.objects.count() == PersonRow.objects.count() == 23


def test_its_cells_are_deleted_at_the_end_and_go_with_a_case(
    lev: Actor, django_capture_on_commit_callbacks: Any
) -> None:
    import_id = begun(lev, as_csv(ROWS))
    record = importing.one(lev, import_id)[1]
    case_id = sorting.id_of(lev, sorting.look(lev, record).new[0])
    assert list(erasure.ids(lev, case_id)) == [import_id]
    with django_capture_on_commit_callbacks(execute=True):
        list(importing.take(lev, import_id))
        assert files.is_whole(record.file, record.content)
        assert list(erasure.ids(lev, case_id)) == [import_id]
        importing.have_looked(lev, import_id)
    assert not files.is_whole(record.file, record.content)
    assert sorting.cells(importing.one(lev, import_id)[1]) == []
    assert list(erasure.ids(lev, case_id)) == []


def test_a_table_whose_cells_are_gone_keeps_no_case_from_being_erased(lev: Actor) -> None:
    import_id = begun(lev, as_csv(ROWS))
    record = importing.one(lev, import_id)[1]
    case_id = sorting.id_of(lev, sorting.look(lev, record).new[0])
    stores.chosen().remove(record.file)
    assert list(erasure.ids(lev, case_id)) == [import_id]


def test_operators_take_nothing_in(dina: Actor) -> None:
    with pytest.raises(Absent):
        begun(dina, as_csv(ROWS))


def workbook(change: Callable[[Any], None]) -> bytes:
    book = openpyxl.Workbook()
    change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_merged_cells_and_formulas_are_met_and_said() -> None:
    def change(sheet: Any) -> None:
        for row in (["Town", "Name"], ["Grozny", "Adam"], [None, "Islam"], [None, "=B2&B3"]):
            sheet.append(row)
        sheet.merge_cells("A2:A4")

    found = reading.read([workbook(change)])
    assert found.rows == [["Town", "Name"], ["Grozny", "Adam"], ["Grozny", "Islam"], ["Grozny"]]
    assert (found.merged, found.formulas) == (["A2:A4"], ["B4"])


def test_dates_and_numbers_are_read_as_people_wrote_them() -> None:
    def change(sheet: Any) -> None:
        sheet.append([date(1990, 5, 3), 1985, 12.5, 79_000_000_000, True])

    assert reading.read([workbook(change)]).rows == [["1990-05-03", "1985", "12.5", "79000000000", "True"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_as_programs_write_it(encoding: str, mark: str) -> None:
    text = f'ФИО{mark}Примечание о человеке\r\n"Мовсар{mark} второй"{mark}"пишет\nвечером"\r\n'
    assert reading.read([text.encode(encoding)]).rows[1] == [f"Мовсар{mark} второй", "пишет\nвечером"]


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def replaced(part: str, content: bytes) -> bytes:
    """A good workbook in which one part is another."""
    good, out = io.BytesIO(workbook(lambda sheet: sheet.append(["x"]))), io.BytesIO()
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY a "ha">'
    + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a%s;" % (str(n - 1).encode() if n > 1 else b"") * 10) for n in range(1, 12)
    )
    + b"]><worksheet><sheetData><row><c><v>&a11;</v></c></row></sheetData></worksheet>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
    b'<c r="A1" t="inlineStr"><is><t>&x;</t></is></c></row></sheetData></worksheet>'
)
ENDLESS = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>' + b"<row/>" * 40_000_000
)


@pytest.mark.parametrize(
    "raw",
    [
        lambda: b"PK\x03\x04 not a zip",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
        lambda: bytes(5000),
        lambda: replaced(SHEET, bytes(300 * 1024 * 1024)),
        lambda: replaced(SHEET, LAUGHS),
        lambda: replaced(SHEET, OUTSIDE),
        lambda: replaced(SHEET, ENDLESS),
        lambda: ("x" * 21_000 + "\n").encode(),
        lambda: ("a," * 100 + "\n").encode(),
        lambda: b"a\n" * 30_000,
        lambda: zipped(a=b"x"),
    ],
    ids=["no-zip", "old", "zeros", "zip-bomb", "laughs", "outside", "endless", "long", "wide", "deep", "empty"],
)
def test_a_hostile_file_gives_nothing(raw: Callable[[], bytes]) -> None:
    content, begun_at = raw(), time.monotonic()
    found = reading.read([content])
    assert found.problem in reading.PROBLEMS, found
    assert not found.rows
    assert time.monotonic() - begun_at < 90


def test_a_column_is_named_as_the_file_does_also_when_the_cells_are_gone(lev: Actor) -> None:
    record = taken(lev, as_csv([["Ведомость"], *ROWS]))
    assert record.made == 0  # row 1 is no names of columns
    import_id = begun(lev, as_csv([["Ведомость"], *ROWS]))
    importing.choose(lev, import_id, guess(HEAD), 2, stage="accepted")
    list(importing.take(lev, import_id))
    importing.have_looked(lev, import_id)
    record = importing.one(lev, import_id)[1]
    assert sorting.cells(record) == []
    assert {import_rules.named(column, record.titles) for row, column, _what in record.problems if row == 5} == {
        "Год рождения (C)",
        "Этап (E)",
        "Нужды (F)",
        "Дата (G)",
    }
    assert import_rules.named("C", ()) == "C"
    assert import_rules.named("", record.titles) == ""


def test_the_wrong_rows_are_got_corrected_and_taken_in(lev: Actor) -> None:
    import_id = begun(lev, as_csv(ROWS))
    got = reading.read([correcting.wrong_rows(lev, import_id)]).rows
    assert [row[:7] for row in got] == [HEAD, ROWS[3], [*ROWS[5]]]
    assert [row[7] for row in got[1:]] == ["4", "6"]
    assert "Дата (G): " in got[1][8]
    corrected = ["3", "Адам", "1985", "", "", "", "", *got[1][7:]]
    assert taken(lev, as_xlsx([got[0], corrected])).made == 1
    list(importing.take(lev, import_id))
    assert Case.objects.count() == 3
    assert reading.read([correcting.wrong_rows(lev, import_id)]).rows == got
    importing.have_looked(lev, import_id)
    with pytest.raises(Absent):
        correcting.wrong_rows(lev, import_id)  # its cells are gone


def test_the_wrong_rows_of_a_table_without_names_of_columns_are_known_again(lev: Actor) -> None:
    import_id = begun(lev, as_csv(ROWS[1:]))
    importing.choose(lev, import_id, guess(HEAD), 0, stage="accepted")
    got = reading.read([correcting.wrong_rows(lev, import_id)]).rows
    assert guess(got[0]) == guess(HEAD)
    assert got[1][7] == "3"
    assert "C: " in got[1][8]


def test_rows_are_numbered_as_a_spreadsheet_program_shows_them() -> None:
    """Lines inside a cell are one row, an empty line is one; a line that only names the separator is none."""
    told = reading.read([b'sep=;\r\nname;note\r\nOne;"two\r\nlines"\r\n\r\nFour;x\r\n']).rows
    assert told == [["name", "note"], ["One", "two\r\nlines"], [], ["Four", "x"]]

    def gap(sheet: Any) -> None:
        sheet["A1"], sheet["A7"], sheet["B9"] = "name", "Seven", "Nine"

    rows = reading.read([workbook(gap)]).rows
    assert {number: row for number, row in enumerate(rows, 1) if row} == {1: ["name"], 7: ["Seven"], 9: ["", "Nine"]}


def test_what_rows_would_become_is_shown_and_days_that_may_be_meant_otherwise_are_named(
    client_of: Callable[[str], Client], lev: Actor, settings: Any
) -> None:
    settings.LANGUAGE_CODE = "en"
    table = [
        ["Name", "Date of birth", "Needs", "Languages", "Accepted on"],
        ["Anna", "03/04/1990", "shelter; visa", "русский", "05/05/2026"],
        ["Boris", "12/31/1990", "", "", "2026-04-02"],
        ["Clara", "30.02.1990", "", "", ""],
        ["Dora", "ninety", "", "", ""],
    ]
    import_id = begun(lev, as_csv(table))
    said = {(each.row, str(each.what)) for each in sorting.look(lev, importing.one(lev, import_id)[1]).problems}
    assert said == {
        (3, str(import_rules.NO_SUCH_DAY)),
        (4, str(import_rules.NO_SUCH_DAY)),
        (5, str(import_rules.NO_YEAR)),
    }
    page = client_of("lev").get(f"/staff/exchange/import/{import_id}").content.decode()
    assert "Row 2: 03/04/1990 is taken for 3 April 1990" in page
    assert page.count("is taken for") == 1  # 05/05 is the same either way, 12/31 is no day
    for words in ("How the first rows are understood", "3 April 1990", "5 May 2026", "Russian"):
        assert words in page


def test_the_pages(client_of: Callable[[str], Client], lev: Actor, settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"
    browser = client_of("lev")
    assert client_of("dina").get("/staff/exchange/import").status_code == 404
    bad = browser.post(
        "/staff/exchange/import", {"files": SimpleUploadedFile("x.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")}
    )
    assert bad.status_code == 422
    answer = browser.post("/staff/exchange/import", {"files": SimpleUploadedFile("список.csv", as_csv(ROWS))})
    assert answer.status_code == 303
    page = browser.get(answer["Location"]).content.decode()
    assert "New cases: 1." in page
    assert "It says no stage." in page
    assert "This is no day" in page
    assert "Дата (G)" in page
    got: Any = browser.post(answer["Location"] + "/wrong")
    assert got["Content-Disposition"] == 'attachment; filename="table.xlsx"'
    assert client_of("dina").post(answer["Location"] + "/wrong").status_code == 404
    chosen = dict.fromkeys(import_rules.FIELDS, "") | {"names": "1", "head": "1", "unstaged": "accepted"}
    assert browser.post(answer["Location"], chosen | {"phone": "1"}).status_code == 422
    assert browser.post(answer["Location"], chosen).status_code == 303
    run: Any = browser.post(answer["Location"] + "/run")
    shown = b"".join(run.streaming_content).decode()
    assert "4 cases made" in shown
    assert shown.rstrip().endswith("</html>")
    assert "Cases made: 4" in browser.get(answer["Location"]).content.decode()
    assert browser.post(answer["Location"], chosen).status_code == 422
    assert browser.post(answer["Location"] + "/drop").status_code == 303
    assert browser.get(answer["Location"]).status_code == 404


def test_nobody_alone_takes_somebody_in_as_one_who_means_harm(lev: Actor) -> None:
    for word in ("closed_hostile", "Closed: provocation or infiltrator", "Закрыто: провокация"):
        record = taken(lev, as_csv([["Name", "Stage"], ["Адам", word]]))
        assert record.made == 0
        assert record.problems[0][2] == str(import_rules.BY_TWO)


def test_an_empty_table_says_so(lev: Actor) -> None:
    for raw in (b"\n\n", b" ; \n;\n"):
        with pytest.raises(Refused) as refused:
            importing.begin(lev, [raw], "list.csv")
        assert refused.value.reason == EMPTY
