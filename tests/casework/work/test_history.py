"""Tasks, flags, approvals, lists for stages, services, providers: who changed what from what to what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from tests.casework.test_secrecy import database
from tests.stage import Organisation
from waystation.casework import actions as casework
from waystation.casework import history_shown, history_words
from waystation.casework.models import ChangeRow
from waystation.casework.services import actions as services
from waystation.casework.services.records import CHECKED, COMPROMISED, Provider
from waystation.casework.work import actions
from waystation.casework.work.records import DONE, OPEN, Item
from waystation.casework.work.template_views import id_of
from waystation.desk import actions as desk
from waystation.desk.models import ReviewRow
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY, locator
from waystation.vault.compartments import Compartment
from waystation.vault.records import Record
from waystation.vocabulary.vocabularies import term

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]
DAY = date(2030, 1, 2)
CANARY = "канарейка-canary"


@pytest.fixture
def case_id(dina: Actor, accepted: Callable[..., UUID]) -> UUID:
    return accepted(dina)


def told(actor: Actor, case_id: UUID) -> list[tuple[str, str, str, dict[str, tuple[str, str]]]]:
    """Kind, what it is about, who, and each field from what to what; the newest first."""
    return [
        (str(each.kind), str(each.about), each.by, {str(line.label): (line.before, line.after) for line in each.lines})
        for each in history_shown.changes(actor, case_id)
    ]


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_tasks_flags_and_approvals_keep_what_they_were(organisation: Organisation, dina: Actor, case_id: UUID) -> None:
    lev = organisation.actor("lev")
    task = actions.add_task(dina, case_id, what="call", who=dina.account)
    flag = actions.raise_flag(dina, case_id, message="her brother asked")
    approval = actions.ask_approval(dina, case_id, kind="plan", what="over the pass")
    assert told(dina, case_id) == []
    actions.change_task(lev, task, what="call twice", due=DAY, who=lev.account)
    actions.end_task(dina, task, DONE, note="she answered")
    actions.end_task(dina, task, OPEN)
    actions.resolve_flag(lev, flag, note="a cousin")
    actions.answer(lev, approval, approve=False, comment="not in winter")
    assert told(dina, case_id) == [
        ("An approval", "over the pass", "Tim", {"Answer": ("waits for an answer", "rejected"),
                                                 "Comment": ("", "not in winter")}),
        ("A flag", "her brother asked", "Tim", {"What was found or done": ("", "a cousin")}),
        ("A task", "call twice", "Alma", {"State": ("Done", "Open"), "How it went": ("she answered", "")}),
        ("A task", "call twice", "Alma", {"State": ("Open", "Done"), "How it went": ("", "she answered")}),
        ("A task", "call twice", "Tim", {"What is to be done": ("call", "call twice"), "By when": ("", "2 Jan 2030"),
                                         "For whom": ("Alma", "Tim")}),
    ]  # fmt: skip


def test_what_is_given_to_a_team_is_told_in_words(dina: Actor, case_id: UUID) -> None:
    task = actions.add_task(dina, case_id, what="call", who=dina.account)
    actions.change_task(dina, task, what="call", due=None, team=DUTY)
    assert told(dina, case_id)[0][3] == {"For whom": ("Alma", ""), "Team": ("", "Duty team")}


def test_services_say_from_what_to_what(organisation: Organisation, dina: Actor, case_id: UUID) -> None:
    lev = organisation.actor("lev")
    linden = services.add_provider(lev, Provider(name="Linden", offers=("psych",), vetting=CHECKED))
    dina = organisation.actor("dina")
    made = services.plan_service(dina, case_id, code="psych")
    services.change_service(dina, case_id, made, provider=linden, due=DAY)
    services.end_service(dina, case_id, made, outcome="in_part", result="twice")
    newest, older = told(dina, case_id)
    assert newest[:2] == ("A service", older[1])
    assert older[1] == term("needs", "psych").label
    assert newest[3]["What came of it"] == ("", "Done in part")
    assert newest[3]["In words"] == ("", "twice")
    assert older[3] == {"Provider": ("", "Linden"), "By when": ("", "2 Jan 2030")}


def test_changes_stand_where_the_row_stands_and_go_with_it(
    organisation: Organisation, dina: Actor, ira: Actor, case_id: UUID
) -> None:
    lev = organisation.actor("lev")
    task = actions.add_task(lev, case_id, what=CANARY)
    actions.change_task(lev, task, what=CANARY + " 2", due=None)
    row = ChangeRow.objects.get(of=task)
    assert (row.locator, row.compartment) == (case_id, Compartment.CONTACT)
    assert not any(word.encode() in database() for word in CANARY.split("-"))
    assert history_shown.of_row(ira, task) == []
    desk.propose(dina, case_id, extent="case", reason="asked")
    desk.erase(organisation.actor("lev"), ReviewRow.objects.get().pk)
    assert not ChangeRow.objects.exists()


def test_what_is_the_team_s_is_shown_on_its_own_page(
    client_of: ClientOf, organisation: Organisation, dina: Actor
) -> None:
    lev = organisation.actor("lev")
    task = actions.add_task(dina, None, what="buy ink")
    actions.change_task(dina, task, what="buy paper", due=None)
    assert ChangeRow.objects.get(of=task).locator == locator(DUTY)
    assert "buy ink</s>" in text(client_of("dina").get(reverse("work:task", args=[task])))
    linden = services.add_provider(lev, Provider(name="Linden", offers=("psych",), vetting=CHECKED))
    services.change_provider(
        lev, linden, Provider(name="Linden", offers=("psych",), vetting=CHECKED, state=COMPROMISED, why="raided")
    )
    page = text(client_of("dina").get(reverse("services:provider", args=[linden])))
    assert "Takes people</s>" in page
    assert page.count("Compromised") >= 2
    actions.keep_template(lev, "accepted", [Item(id=uuid4(), what="papers", days=3)])
    actions.keep_template(lev, "accepted", [Item(id=uuid4(), what="passport", days=2)])
    page = text(client_of("lev").get(reverse("work:template", args=[id_of("accepted")])))
    assert "papers (3)</s>" in page
    assert "passport (2)" in page


def test_the_page_of_history_shows_them(client_of: ClientOf, dina: Actor, case_id: UUID) -> None:
    task = actions.add_task(dina, case_id, what="<b>call</b>")
    actions.end_task(dina, task, DONE)
    page = client_of("dina").get(reverse("casework:history", args=[case_id])).content.decode()
    assert "A task: " in page
    assert "&lt;b&gt;call&lt;/b&gt;" in page
    assert client_of("ira").get(reverse("casework:history", args=[case_id])).status_code == 404


def test_a_need_is_named(dina: Actor, case_id: UUID) -> None:
    casework.meet_need(dina, case_id, casework.add_need(dina, case_id, code="passport"))
    (kind, about, _by, lines) = told(dina, case_id)[0]
    assert (kind, about, list(lines)) == ("A need", term("needs", "passport").label, ["Met on"])


def test_every_kind_that_is_made_known_has_only_fields_that_there_are() -> None:
    for label in ("work.TaskRow", "work.FlagRow", "work.ApprovalRow", "work.TemplateRow", "services.ServiceRow",
                  "services.ProviderRow"):  # fmt: skip
        saying = history_words.of(label)
        assert saying is not None
        record = _record(label)
        known = {*saying.fields, *saying.values, *saying.hidden}
        assert known <= set(record.__struct_fields__), label


def _record(label: str) -> type[Record]:
    found: type[Record] = apps.get_model(label).record_type
    return found
