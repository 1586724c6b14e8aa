"""Whatever is written is read back as it was: JSON and tables, of every model there may be."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings

from tests.documentation.formats.models import whole_models
from waystation.casework.exchange.tables import plain
from waystation.documentation.formats import csv_tables, whole
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.kinds import KINDS
from waystation.documentation.formats.whole import OwnTerm
from waystation.documentation.records import Act, ChainLink, Event, Person

DOCS = Path(__file__).resolve().parents[3] / "docs"
SLOW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
EVENT, VICTIM, ACT = uuid4(), uuid4(), uuid4()


def one_of_each(**more: Any) -> dict[str, Any]:
    return {
        "persons": {VICTIM: Person(called="Rowan")},
        "events": {EVENT: Event(title="Raid on Lantern street")},
        "acts": {ACT: Act(event=EVENT, victim=VICTIM, kind="integrity.beating")},
    } | more


def unzipped(content: bytes) -> csv_tables.Tables:
    """The tables of a ZIP, without the bounded process that reads those of strangers."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {
            name.removesuffix(".csv"): [
                [plain(cell) for cell in row]
                for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"), newline=""), strict=True)
            ]
            for name in archive.namelist()
        }


@SLOW
@given(whole_models())
def test_json_gives_back_what_it_took(records: Any) -> None:
    found, terms = whole.unpacked(whole.packed(records))
    assert found == records
    assert terms == []
    assert whole.packed(found) == whole.packed(records)


@SLOW
@given(whole_models())
def test_tables_give_back_what_they_took(records: Any) -> None:
    found, _terms = csv_tables.from_tables(unzipped(csv_tables.to_zip(records)))
    assert found == records


def test_own_terms_go_along() -> None:
    term = OwnTerm(vocabulary="acts", code="own.raid", en="Raid at night", ru="Ночной налёт", nearest="privacy")
    assert whole.unpacked(whole.packed(one_of_each(), [term]))[1] == [term]
    assert csv_tables.from_tables(unzipped(csv_tables.to_zip(one_of_each(), [term])))[1] == [term]


def test_when_and_by_whom_of_us_it_was_written_stays_here() -> None:
    account = UUID("6f0f1de4-5f3c-4d1c-9a7e-8e9f1f1f1f1f")
    mine = one_of_each(events={EVENT: Event(title="Raid", at=datetime(2017, 3, 12, tzinfo=UTC), by=account)})
    for content in (whole.packed(mine), csv_tables.to_zip(mine)):
        assert str(account).encode() not in content
    assert whole.unpacked(whole.packed(mine))[0]["events"][EVENT] == Event(title="Raid")


def test_the_order_of_columns_and_lines_is_the_writers_own() -> None:
    tables = csv_tables.to_tables(one_of_each())
    turned = {name: [list(reversed(row)) for row in rows] for name, rows in reversed(tables.items())}
    assert csv_tables.from_tables(turned) == csv_tables.from_tables(tables)
    tables["events"] = [["title", "id"], ["Raid on Lantern street", str(EVENT)]]
    assert csv_tables.from_tables(tables)[0]["events"] == one_of_each()["events"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda said: said.update(format="waystation-case"), "form"),
        (lambda said: said.update(version=2), "version"),
        (lambda said: said.update(extra=1), "form"),
        (lambda said: said["events"].append(said["events"][0]), "twice"),
        (lambda said: said["acts"][0].update(id=said["events"][0]["id"]), "twice"),
        (lambda said: said["acts"][0]["record"].update(victim=str(uuid4())), "missing"),
        (lambda said: said["acts"][0]["record"].update(kind=7), "record"),
        (lambda said: said["acts"][0]["record"].update(unheard_of="x"), "record"),
        (lambda said: said["events"][0]["record"].pop("title"), "record"),
        (lambda said: said["events"][0]["record"].update(description="x" * 20_001), "long"),
    ],
)
def test_json_that_is_wrong_is_refused_and_says_where(change: Any, what: str) -> None:
    said = json.loads(whole.packed(one_of_each()))
    change(said)
    with pytest.raises(NotRead) as refused:
        whole.unpacked(json.dumps(said).encode())
    assert refused.value.what == what
    if what in ("record", "missing", "twice", "long"):
        assert refused.value.kind in ("acts", "events")
        assert refused.value.row >= 1


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"format": 3}', b"[" * 100_000, b"\xff\xfe", b"PK"])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(NotRead):
        whole.unpacked(content)


@pytest.mark.parametrize(
    ("name", "rows", "what"),
    [
        ("format", [["format", "version"], ["other", "1"]], "form"),
        ("format", [["format", "version"], ["waystation-events", "9"]], "version"),
        ("strangers", [["id"], [str(uuid4())]], "tables"),
        ("events", [["id", "title", "colour"], [str(EVENT), "Raid", "red"]], "columns"),
        ("events", [["id", "title", "title"], [str(EVENT), "Raid", "Raid"]], "columns"),
        ("events", [["id", "title"], ["no id", "Raid"]], "record"),
        ("events", [["id", "title", "began"], [str(EVENT), "Raid", "the spring"]], "record"),
        ("events", [["id", "title"], [str(EVENT), "Raid", "too much"]], "cells"),
        ("acts", [["id", "victim", "kind"], [str(ACT), str(VICTIM), "life"]], "record"),
        ("persons", [["id", "called", "minimum"], [str(VICTIM), "Rowan", "-3"]], "record"),
        ("chain", [["event", "kind", "other"], [str(uuid4()), "precedes", str(EVENT)]], "missing"),
        ("chain", [["event", "kind", "other"], ["x", "precedes", str(EVENT)]], "record"),
    ],
)
def test_tables_that_are_wrong_are_refused_and_say_where(name: str, rows: list[list[str]], what: str) -> None:
    tables = csv_tables.to_tables(one_of_each()) | {name: rows}
    with pytest.raises(NotRead) as refused:
        csv_tables.from_tables(tables)
    assert refused.value.what == what


def test_the_chain_stands_in_a_table_of_its_own() -> None:
    after = uuid4()
    linked = one_of_each(
        events={
            EVENT: Event(title="Raid", chain=(ChainLink(kind="precedes", event=after),)),
            after: Event(title="Search"),
        }
    )
    tables = csv_tables.to_tables(linked)
    assert tables["chain"] == [["event", "kind", "other"], [str(EVENT), "precedes", str(after)]]
    assert csv_tables.from_tables(tables)[0] == csv_tables.from_tables(unzipped(csv_tables.to_zip(linked)))[0]


def test_the_written_schema_is_the_one_that_is_kept() -> None:
    written = json.loads((DOCS / "events-schema.json").read_text())
    assert written == json.loads(json.dumps(whole.schema()))
    text = (DOCS / "events-json.md").read_text()
    for kind in KINDS:
        assert f"`{kind.name}`" in text
        for field in csv_tables.columns(kind.record):
            assert f"`{field.split('.')[0]}`" in text, (kind.name, field)
