"""The summary on paper: what goes, in letters that are there, and nothing else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pypdfium2
import pytest
from django.utils.formats import date_format

from tests.people import write_down
from waystation.casework import access, actions
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import exporting
from waystation.casework.exchange.whole import read_out
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import label_of

EVERYTHING = frozenset({"list", "where", "who", "contact"})


@pytest.fixture
def case_id(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    case_id = accepted(lev, "Берёза")
    write_down(lev, case_id, "Ӏаьржа Мовсар", phone="+7 900")
    actions.write_note(lev, case_id, "Пишет до шести.\n<b>не разметка</b> **нет** \u6f22")
    actions.add_need(lev, case_id, code="shelter", note="on the ground floor")
    return case_id


def allowed(actor: Actor, case_id: UUID, **more: str) -> UUID:
    return actions.record_consent(
        actor, case_id, purpose="share_ngo", recipient="Harbour", **({"state": "given"} | more)
    )


def words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def test_it_says_what_goes(lev: Actor, case_id: UUID, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen = allowed(lev, case_id, state="given_with_limits", limits="никому в городе")
    content = exporting.export_case(lev, case_id, Wanted("share_ngo", "Harbour", EVERYTHING), "pdf", limits_seen=seen)
    said = words(content)
    for text in ("Берёза", "Ӏаьржа Мовсар", "+7 900", "<b>не разметка</b> **нет** □", "никому в городе", "Harbour"):
        assert text in said
    assert not [record for record in caplog.records if record.name.startswith(("fpdf", "fontTools"))]
    assert access.uses(lev, case_id)[0][1].what == "summary"


@pytest.mark.parametrize(("part", "text"), [("who", "Мовсар"), ("contact", "до шести"), ("list", "Берёза")])
def test_a_part_that_does_not_go_is_not_there(lev: Actor, case_id: UUID, part: str, text: str) -> None:
    allowed(lev, case_id)
    content = exporting.export_case(lev, case_id, Wanted("share_ngo", "Harbour", EVERYTHING - {part}), "pdf")
    assert text not in words(content)


@pytest.mark.usefixtures("in_english")
def test_nothing_is_said_twice_in_a_heading_and_below_it(lev: Actor, case_id: UUID) -> None:
    actions.advance(lev, case_id, "lost_contact", note="silent", place="Kazan")
    allowed(lev, case_id)
    content = exporting.export_case(lev, case_id, Wanted("share_ngo", "Harbour", frozenset({"list", "where"})), "pdf")
    said = words(content)
    assert ("Kazan" in said, said.count("Where the person is now")) == (True, 1)


def test_it_passes_the_gate(lev: Actor, case_id: UUID) -> None:
    with pytest.raises(Refused):
        exporting.export_case(lev, case_id, Wanted("share_ngo", "Harbour", EVERYTHING), "pdf")


def test_very_long_words_break_nothing(lev: Actor, case_id: UUID) -> None:
    actions.write_note(lev, case_id, "щ" * 20_000)
    allowed(lev, case_id)
    assert exporting.export_case(lev, case_id, Wanted("share_ngo", "Harbour", EVERYTHING), "pdf").startswith(b"%PDF")


INTIMATE = {"medical.hiv": {"medical"}, "medical.trans": {"medical", "sogiesc"}, "partner": {"sogiesc"}}


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize("parts", [frozenset(), frozenset({"medical"}), frozenset({"medical", "sogiesc"})])
def test_needs_and_risks_that_tell_of_health_or_orientation_go_with_these_parts_alone(
    lev: Actor, case_id: UUID, parts: frozenset[str]
) -> None:
    """In the summary, in tables and in the whole case."""
    for code in INTIMATE:
        actions.add_need(lev, case_id, code=code, note=f"canary of {code}")
    actions.assess_risk(lev, case_id, factors=["suicidal", "minor"], reason="canary of a risk")
    allowed(lev, case_id)
    wanted = Wanted("share_ngo", "Harbour", EVERYTHING | parts)
    pdf, csv = (
        words(exporting.export_case(lev, case_id, wanted, "pdf")),
        exporting.export_table(lev, "open", wanted, "csv")[0].decode(),
    )
    whole = repr([row.record for row in read_out(lev, case_id, EVERYTHING | parts).rows])
    for code, needed in INTIMATE.items():
        goes = needed <= parts
        label = label_of("needs", code)
        assert [label in " ".join(pdf.split()), label in csv, f"canary of {code}" in whole] == [goes] * 3, code
    assert ("canary of a risk" in whole) == ("medical" in parts)
    assert "Safe place to stay" in csv


def test_the_day_of_a_move_is_that_of_the_organisation(lev: Actor, case_id: UUID, settings: object) -> None:
    late = datetime(2026, 4, 3, 22, 30, tzinfo=UTC)  # of Moscow: the next day
    actions.advance(replace(lev, now=lambda: late), case_id, "lost_contact", note="silent")
    allowed(lev, case_id)
    said = words(exporting.export_case(lev, case_id, Wanted("share_ngo", "Harbour", EVERYTHING), "pdf"))
    assert date_format(date(2026, 4, 4), "SHORT_DATE_FORMAT") in said
    assert date_format(date(2026, 4, 3), "SHORT_DATE_FORMAT") not in said
