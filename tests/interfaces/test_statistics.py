"""Partners fetch what is released, and nothing before it is or after it was taken out."""

from __future__ import annotations

from typing import Any

import pytest

from tests.interfaces.conftest import Partner
from tests.publication.test_pages import at_once
from tests.publication.test_tables import CHECHNYA, DAGESTAN, Sets, acts, documented, made, released
from waystation.interfaces import hooks
from waystation.interfaces.models import CallRow
from waystation.publication import actions, public
from waystation.publication.models import PublicRow
from waystation.publication.records import Publication
from waystation.staff.actor import Actor

__all__ = ["at_once", "documented"]
pytestmark = [pytest.mark.usefixtures("in_english"), pytest.mark.django_db]


@pytest.fixture
def partner(request: pytest.FixtureRequest) -> Partner:
    from waystation.interfaces import tokens
    from waystation.staff.actor import utc_now

    request.getfixturevalue("organisation")
    hook = "https://partner.example/changed"
    return Partner(tokens.make(None, name="Linden", scopes=["statistics"], now=utc_now(), hook=hook).token)


def test_it_works(lev: Actor, ira: Actor, documented: Sets, partner: Partner) -> None:
    documented(*acts(3, CHECHNYA), *acts(40, DAGESTAN), *acts(23, ("Russia", "Moscow")))
    table = made(ira)
    drafted = actions.write(ira, Publication(kind="table", titles={"en": "A draft"}, table=table))
    assert drafted
    assert partner.asks("statistics").json() == {"tables": []}
    assert not CallRow.objects.exists()
    one = released(lev, ira, table)
    (found,) = partner.asks("statistics").json()["tables"]
    assert (found["id"], found["titles"]) == (str(one), {"en": "By region"})
    shown = {(cell["row"], cell["column"]): cell["count"] for cell in found["table"]["cells"]}
    assert shown == dict(table.shown)
    assert None in shown.values()
    assert not {"numbers", "few"} & set(found["table"])
    assert CallRow.objects.count() == 1  # its partner is told to come and fetch
    actions.recall(lev, one, "It was wrong.")
    (left,) = partner.asks("statistics").json()["tables"]
    assert (left["id"], left["table"], left["titles"]) == (str(one), None, {})
    assert left["out"]
    assert hooks.CallRow.objects.count() == 1


def test_what_stands_there_by_force_is_not_given_out(
    lev: Actor, ira: Actor, documented: Sets, partner: Partner
) -> None:
    documented(*acts(40, DAGESTAN), *acts(23, ("Russia", "Moscow")))
    one = released(lev, ira, made(ira))
    row = PublicRow.objects.get(pk=one)
    PublicRow.objects.filter(pk=one).update(content=bytes(row.content).replace(b"40", b"90"))
    answer = partner.asks("statistics")
    assert answer.status_code == 503
    assert b"90" not in answer.content


def test_a_statement_is_no_statistic(lev: Actor, partner: Partner, monkeypatch: Any) -> None:
    assert all(said.kind == "table" for _id, said in public.tables())
