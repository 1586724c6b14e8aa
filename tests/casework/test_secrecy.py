"""Nothing of a case can be read in the database."""

from uuid import UUID

import pytest
from django.apps import apps
from django.db import connection

from tests.casework.conftest import with_consent_and_risk
from tests.people import write_down
from tests.stage import Organisation
from waystation.casework import actions
from waystation.casework.models import AlertRow, ChangeRow, FileRow
from waystation.staff.actor import Actor

MARK = "канарейка-canary"
CODES = ("planning_exit", "lost_contact", "held_before", "passport", "share_immigration")


def database() -> bytes:
    """Every value of every table, end to end."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608
            found += [value for row in cursor.fetchall() for value in row]
    return b"|".join(value if isinstance(value, bytes) else str(value).encode() for value in found)


@pytest.fixture
def walked(organisation: Organisation, dina: Actor, request_id: UUID) -> UUID:
    """A case with something in every field."""
    case_id = actions.accept(dina, request_id, pseudonym=MARK, origin=MARK, urgency="now", next_action=MARK)
    with_consent_and_risk(dina, case_id)
    actions.assess_risk(dina, case_id, factors=["held_before"], adjustment=1, reason=MARK)
    actions.record_consent(dina, case_id, purpose="help", state="given_with_limits", how=MARK, limits=MARK)
    actions.add_need(dina, case_id, code="passport", note=MARK)
    actions.write_note(dina, case_id, MARK)
    actions.advance(dina, case_id, "planning_exit", place=MARK, country=MARK, note=MARK)
    actions.advance(dina, case_id, "lost_contact", note=MARK)
    actions.set_next(dina, case_id, next_action=MARK)
    actions.describe_case(dina, case_id, pseudonym=MARK, origin=MARK)
    lev = organisation.actor("lev")
    write_down(lev, case_id, MARK, phone=MARK, note=MARK)
    actions.take_back(lev, case_id, note=MARK)
    return case_id


def test_no_word_of_it_stands_in_any_table(walked: UUID) -> None:
    everything = database()
    for word in MARK.split("-"):
        assert word.encode() not in everything
        assert word.encode("utf-16-le") not in everything
    assert b"amir@mail.example" not in everything


def test_no_code_of_a_stage_need_or_purpose_stands_in_any_table(walked: UUID) -> None:
    everything = database()
    for code in CODES:
        assert code.encode() not in everything


def test_rows_tell_nothing_but_that_they_are_there() -> None:
    for model in apps.get_app_config("casework").get_models():
        names = {field.name for field in model._meta.get_fields()}
        random = {
            FileRow: {"file"},
            ChangeRow: {"of"},
            AlertRow: {"alarm_at", "told"},  # when, never what
        }.get(model, set())
        assert names == {"id", "locator", "compartment", "epoch", "version", "day", "sealed"} | random
