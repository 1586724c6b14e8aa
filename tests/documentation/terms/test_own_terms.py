"""Terms of the organisation's own on the pages of statements, counts and pictures."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.documentation.statements.conftest import Scene
from tests.documentation.statements.conftest import ira as ira
from tests.documentation.statements.conftest import signed_in as signed_in
from waystation.documentation.figures import gathering
from waystation.documentation.formats import taking
from waystation.documentation.formats.exporting import give_out
from waystation.documentation.models import ActRow
from waystation.documentation.statements.models import AssertionRow
from waystation.documentation.terms import actions as terms
from waystation.documentation.terms.models import TermRow
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


def test_a_term_of_our_own_is_drawn_out_of_a_statement_counted_and_called_so(signed_in: Any, ira: Actor) -> None:
    """One that is called otherwise is called so everywhere; one that is retired is offered no more."""
    scene = Scene(ira)
    code = terms.add(ira, "acts", en="Beaten by a crowd", nearest="integrity.beating")
    terms.rename(ira, "acts", "integrity.torture", en="Torture by officials")
    terms.retire(ira, "acts", "integrity.conversion")
    act = scene.act(scene.rowan, code)
    browser = signed_in("ira")
    draw = f"/staff/statements/{scene.statement}/events/{scene.event}"
    page = browser.get(draw).content.decode()
    assert "Beaten by a crowd · Rowan" in page
    assert f'value="happened:{code}"' in page
    assert "Torture by officials" in page
    assert "integrity.conversion" not in page
    sent = {"once": str(uuid4()), "lines": ["2"], "subject": str(act), "what": f"happened:{code}", "source": "Rowan"}
    sent |= {"connection": "self", "reliability": "B", "credibility": "2", "do": "go_on"}
    assert browser.post(draw, sent).status_code == 303
    shown = [f"/staff/events/{scene.event}", f"/staff/statements/{scene.statement}", f"/staff/people/{scene.rowan}"]
    for address in shown:
        page = browser.get(address).content.decode()
        assert "It happened" in page
        assert "Beaten by a crowd" in page
        assert code not in page
    asked = {"unit": "act", "status": "first_hand", "kind": code, "as_of": str(ira.today)}
    counted = browser.post("/staff/figures/count", asked).content.decode()
    assert "beaten by a crowd" in counted
    assert [each.status for each in gathering.documented(ira).acts if each.act == act.bytes] == ["first_hand"]
    file = give_out(ira, "json", to="Harbour", why="To keep", statements=True).content
    outcome = taking.look(ira, taking.one(ira, taking.begin(ira, [file], "events.json"))[1])
    assert (outcome.made, outcome.left) == (0, {})
    # Elsewhere the term is none of theirs: what is said of the act becomes what the act becomes, and that is told.
    for row in (AssertionRow, ActRow, TermRow):
        row.objects.all().delete()
    refresh(ira)
    again = taking.look(ira, taking.one(ira, taking.begin(ira, [file], "events.json"))[1])
    assert {each.value for each in again.draft.records["assertions"].values()} == {"integrity.beating"}
    assert again.draft.unknown["Beaten by a crowd", "acts:integrity.beating"] == 2
