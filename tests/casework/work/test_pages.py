"""The pages of work: what is typed is kept, what a colleague saved is shown."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from tests.stage import Organisation
from waystation.casework.work import access, actions
from waystation.casework.work.models import TaskRow
from waystation.casework.work.records import CANCELLED, DONE, Item
from waystation.casework.work.template_views import id_of
from waystation.staff.actor import Actor
from waystation.staff.teams import DUTY

pytestmark = pytest.mark.usefixtures("in_english")

ClientOf = Callable[[str], Client]


@pytest.fixture
def case_id(dina: Actor, accepted: Callable[..., UUID]) -> UUID:
    return accepted(dina)


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def test_a_task_on_a_case(client_of: ClientOf, dina: Actor, case_id: UUID) -> None:
    client, new = client_of("dina"), reverse("work:case-task-new", args=[case_id])
    form = {"what": "call the consulate", "due": str(localdate()), "whose": dina.account.hex, "once": str(uuid4())}
    for _ in range(2):
        assert client.post(new, form).status_code == 303
    page = text(client.get(reverse("casework:case", args=[case_id])))
    assert page.count(">call the consulate</a>") == 1
    assert "Alma" in page
    pk = TaskRow.objects.get().pk
    assert client.post(reverse("work:task-end", args=[pk]), {"do": "done"}).status_code == 303
    assert access.task(dina, pk)[1].state == DONE
    assert "No open task." in text(client.get(reverse("casework:case", args=[case_id])))


def test_whoever_was_overtaken_sees_both(client_of: ClientOf, dina: Actor, case_id: UUID) -> None:
    pk = actions.add_task(dina, case_id, what="call")
    client, path = client_of("dina"), reverse("work:task", args=[pk])
    actions.change_task(dina, pk, what="write a letter", due=localdate(), team=DUTY)
    answer = client.post(path, {"what": "visit", "due": "", "whose": "", "version": "1"})
    page = text(answer)
    assert answer.status_code == 422
    assert "write a letter" in page
    assert 'value="visit"' in page
    version = re.search(r'name="version" value="(\d+)"', page)
    assert version is not None
    assert client.post(path, {"what": "visit", "due": "", "whose": "", "version": version[1]}).status_code == 303
    assert access.task(dina, pk)[1].what == "visit"


@pytest.mark.parametrize("whose", ["x", "0123456789abcdef0123456789abcdef", "audit"])
def test_nobody_else_is_given_a_task(client_of: ClientOf, case_id: UUID, whose: str) -> None:
    path = reverse("work:case-task-new", args=[case_id])
    assert client_of("dina").post(path, {"what": "call", "whose": whose}).status_code == 422
    assert not TaskRow.objects.exists()


def test_the_list_is_mine_or_everybody_s(client_of: ClientOf, dina: Actor, organisation: Organisation) -> None:
    lev = organisation.actor("lev")
    actions.add_task(dina, None, what="for everybody")
    actions.add_task(dina, None, what="for lev", who=lev.account)
    client = client_of("dina")
    assert "for lev" in text(client.get(reverse("work:tasks")))
    mine = text(client.get(reverse("work:tasks") + "?whose=mine"))
    assert "for lev" not in mine
    assert "for everybody" in mine


def test_the_list_tells_how_many_pages_there_are(client_of: ClientOf, dina: Actor) -> None:
    for number in range(51):
        actions.add_task(dina, None, what=f"task {number}", due=localdate() + timedelta(days=number))
    client = client_of("dina")
    for asked in ("?whose=all", "?whose=mine"):
        assert "Page 1 of 2" in text(client.get(reverse("work:tasks") + asked))
        assert "task 50" in text(client.get(reverse("work:tasks") + asked + "&page=2"))


def lines(*what: str, ids: list[UUID] | None = None, version: int = 0) -> dict[str, str]:
    form = {"form-TOTAL_FORMS": str(len(what)), "form-INITIAL_FORMS": "0", "version": str(version)}
    for number, each in enumerate(what):
        form |= {f"form-{number}-what": each, f"form-{number}-days": "3", f"form-{number}-team": DUTY}
        form |= {f"form-{number}-id": str(ids[number])} if ids else {}
    return form


def test_a_list_of_a_stage_is_written_and_proposed(
    client_of: ClientOf, dina: Actor, organisation: Organisation, case_id: UUID
) -> None:
    client, path = client_of("lev"), reverse("work:template", args=[id_of("accepted")])
    assert client.post(path, lines("get the papers", "", "ask about health")).status_code == 303
    page = text(client.get(reverse("casework:case", args=[case_id])))
    assert "This stage proposes 2 tasks." in page
    look = client.get(reverse("work:proposals", args=[case_id]))
    shown = re.findall(r'name="shown" value="([^"]+)"', text(look))
    assert len(shown) == 2
    sent = {"shown": shown, "wanted": shown[:1]}
    for _ in range(2):
        assert client.post(reverse("work:proposals", args=[case_id]), sent).status_code in (303, 422)
    tasks = {task.what: task for _row, task in access.tasks_of(dina, case_id)}
    assert {what: task.state for what, task in tasks.items()} == {
        "get the papers": "open",
        "ask about health": CANCELLED,
    }
    assert "This stage proposes" not in text(client.get(reverse("casework:case", args=[case_id])))


def test_an_edited_line_keeps_its_id_and_no_id_comes_twice(client_of: ClientOf, organisation: Organisation) -> None:
    client, path, one = client_of("lev"), reverse("work:template", args=[id_of("accepted")]), uuid4()
    client.post(path, lines("papers", "call", ids=[one, one]))
    items: tuple[Item, ...] = access.templates(organisation.actor("lev"))["accepted"][1].items
    assert items[0].id == one
    assert len({item.id for item in items}) == 2


def test_a_list_written_at_the_same_time_is_shown_beside(client_of: ClientOf, organisation: Organisation) -> None:
    client, path = client_of("lev"), reverse("work:template", args=[id_of("accepted")])
    client.post(path, lines("papers"))
    answer = client.post(path, lines("call"))
    assert answer.status_code == 422
    assert "papers" in text(answer)
    assert 'value="call"' in text(answer)
    assert client.post(path, lines("call", version=1)).status_code == 303


def test_a_flag_and_an_approval(client_of: ClientOf, dina: Actor, organisation: Organisation, case_id: UUID) -> None:
    dinas, levs = client_of("dina"), client_of("lev")
    dinas.post(reverse("work:flag-new", args=[case_id]), {"message": "her brother asked", "once": str(uuid4())})
    dinas.post(reverse("work:approval-new", args=[case_id]), {"kind": "plan", "what": "over the pass"})
    page = text(levs.get(reverse("casework:case", args=[case_id])))
    assert "her brother asked" in page
    assert "over the pass" in page
    flag, asked = access.flags_of(dina, case_id)[0][0].pk, access.approvals_of(dina, case_id)[0][0].pk
    assert levs.post(reverse("work:flag", args=[flag]), {"note": ""}).status_code == 422
    assert levs.post(reverse("work:flag", args=[flag]), {"note": "moved her"}).status_code == 303
    assert "Approve" not in text(dinas.get(reverse("work:approval", args=[asked])))
    assert levs.post(reverse("work:approval", args=[asked]), {"do": "reject"}).status_code == 422
    assert levs.post(reverse("work:approval", args=[asked]), {"do": "approve"}).status_code == 303
    late = levs.post(reverse("work:approval", args=[asked]), {"do": "reject", "comment": "I typed this"})
    assert late.status_code == 422
    assert "This was answered already" in text(late)
    assert "I typed this" in text(late)
    assert "moved her" in text(dinas.get(reverse("casework:case", args=[case_id])))


def test_a_day_of_another_year_says_so_and_one_far_away_is_asked_about(
    client_of: ClientOf, dina: Actor, case_id: UUID
) -> None:
    next_year = date(localdate().year + 1, 12, 28)
    actions.raise_flag(dina, case_id, message="look", on=next_year)
    browser = client_of("dina")
    assert f"from 28 December {next_year.year}" in browser.get(f"/staff/cases/{case_id}").content.decode()
    for page, form in (
        ("flag", {"message": "x", "on": "2099-01-01"}),
        ("task", {"what": "x", "due": "1926-11-28"}),
        ("next", {"next_action": "x", "next_due": "1999-01-01", "urgency": "normal"}),
        ("risk", {"factors": "held_before", "valid_until": f"{localdate().year + 3}-01-01"}),
        ("need", {"code": "shelter", "due": "1999-01-01"}),
    ):
        refused = browser.post(f"/staff/cases/{case_id}/{page}", form)
        assert refused.status_code == 422, page
        assert "away. Look at the year again." in refused.content.decode(), page


def test_what_turns_the_order_of_letters_is_a_mark_in_tasks_and_flags(
    client_of: ClientOf, dina: Actor, case_id: UUID
) -> None:
    browser = client_of("dina")
    browser.post(f"/staff/cases/{case_id}/flag", {"message": "abc\u202etxt"})
    browser.post(f"/staff/cases/{case_id}/task", {"what": "def\u202etxt"})
    page = browser.get(f"/staff/cases/{case_id}").content.decode()
    assert "\u202e" not in page
    assert "abc[U+202E]txt" in page
    assert "def[U+202E]txt" in page
