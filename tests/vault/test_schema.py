"""What somebody else left in the database is noticed: it may copy what is erased, or swallow an alarm."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.stage import Organisation
from waystation.site import installation
from waystation.staff import integrity
from waystation.vault import schema
from waystation.vault.errors import NotReady

SQLITE = {
    "table": "CREATE TABLE keep_pages (id, sealed)",
    "view": "CREATE VIEW keep_pages AS SELECT id FROM vault_ringpage",
    "trigger": "CREATE TRIGGER keep_pages AFTER DELETE ON vault_ringpage BEGIN SELECT 1; END",
}
POSTGRESQL = {
    "table": "CREATE TABLE keep_pages (id int)",
    "view": "CREATE VIEW keep_pages AS SELECT number FROM vault_ringpage",
    "rule": "CREATE RULE keep_pages AS ON DELETE TO vault_ringpage DO INSTEAD NOTHING",
}
KINDS = SQLITE if connection.vendor == "sqlite" else POSTGRESQL


def test_it_works(organisation: Organisation) -> None:
    assert schema.strangers() == []
    assert integrity.standing().alone


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_ours_is_named(organisation: Organisation, kind: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(KINDS[kind])
    assert schema.strangers() == [f"{kind} keep_pages"]
    integrity.forget()
    assert not integrity.standing().sound
    assert "alone" in integrity.notice().news


def test_a_name_of_ours_hides_nothing_but_a_table(organisation: Organisation) -> None:
    kind, statement = list(KINDS.items())[-1]
    with connection.cursor() as cursor:
        cursor.execute(statement.replace("keep_pages", "vault_session"))
    assert schema.strangers() == [f"{kind} vault_session"]


def test_no_installation_begins_its_work_with_it(organisation: Organisation) -> None:
    with connection.cursor() as cursor:
        cursor.execute(next(iter(KINDS.values())))
    with pytest.raises(NotReady, match="keep_pages"):
        installation.open_without_half()
