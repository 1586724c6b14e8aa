"""Rows that were changed or put back outside the program: told in the frame of every page, never an error page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from tests.hotline.helpers import NOW
from tests.stage import Organisation
from tests.trust.people import written
from waystation.casework import actions as casework
from waystation.hotline import actions as hotline
from waystation.hotline import contacting, outbox
from waystation.hotline.models import ContactRow, Message, Outgoing, Request
from waystation.hotline.records import Contact
from waystation.staff.access import refresh
from waystation.staff.actor import Actor, utc_now
from waystation.staff.errors import Absent
from waystation.trust import fakes, marks, vetted, vetting, vouches
from waystation.trust.models import FakeRow, MarkRow, VettingRow, VoucherRow
from waystation.vault.models import Sealed
from waystation.vault.records import set_columns

Clients = Callable[[str], Client]


@pytest.fixture
def thread(organisation: Organisation) -> UUID:
    return written()


def spoil(model: type[Sealed], **chosen: Any) -> None:
    """Somebody who has the database changes the last byte of a row."""
    row = model._default_manager.get(**chosen)
    model._default_manager.filter(pk=row.pk).update(sealed=bytes(row.sealed[:-1]) + bytes([row.sealed[-1] ^ 1]))


def told(client: Client, path: str) -> str:
    """The page, in whose frame the damage stands."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.context["alarm"]
    return answer.content.decode()


def test_an_older_row_of_vetting_that_was_put_back_is_told(
    client_of: Clients, dina: Actor, lev: Actor, thread: UUID
) -> None:
    vetting.judge(dina, thread, "provisional", "fits")
    before = VettingRow.objects.values().get()
    case_id = casework.accept(dina, thread, pseudonym="Birch")
    refresh(lev)
    VettingRow.objects.update(**{name: value for name, value in before.items() if name != "id"})
    told(client_of("lev"), f"/staff/requests/{thread}/vetting")
    told(client_of("lev"), f"/staff/requests/{thread}")
    told(client_of("lev"), f"/staff/cases/{case_id}")
    assert not vetted.of_case(lev, case_id).is_cleared


def test_whoever_is_vetted_anew_has_a_sound_row_again(client_of: Clients, dina: Actor, thread: UUID) -> None:
    vetting.judge(dina, thread, "provisional", "fits")
    spoil(VettingRow)
    told(client_of("dina"), f"/staff/requests/{thread}/vetting")
    vetting.note_finding(dina, thread, "insider")
    found = vetted.known(dina, thread)
    assert found.damaged is None
    assert (found.standing.state, len(found.record.findings)) == ("pending", 1)


def test_a_damaged_vouch_mark_or_report_is_told(client_of: Clients, dina: Actor, thread: UUID) -> None:
    fakes.report("he1p@waystation.example", "", now=NOW)
    marks.give(dina, "a striped umbrella", thread=thread)
    vouches.vouch(dina, thread, "partner", "Harbour Lawyers", "fair")
    for model in (FakeRow, MarkRow, VoucherRow):
        spoil(model)
    client = client_of("dina")
    report, mark = FakeRow.objects.get().pk, MarkRow.objects.get().pk
    assert client.post(f"/staff/trust/fakes/{report}", {"status": "false", "note": ""}).status_code == 404
    assert client.post(f"/staff/trust/marks/{mark}", {"where": "a channel"}).status_code == 404
    for path in ("/staff/trust/marks/", "/staff/trust/fakes/", f"/staff/requests/{thread}/vetting"):
        told(client, path)


def test_what_is_damaged_keeps_nobody_from_becoming_a_case(client_of: Clients, dina: Actor, thread: UUID) -> None:
    hotline.answer(dina, thread, "We read you.")
    vetting.note_finding(dina, thread, "insider")
    contacting.save(dina, thread, Contact(stop=True))
    for model in (VettingRow, ContactRow, Outgoing):
        spoil(model)
    spoil(Message, pk=Message.objects.filter(thread=thread).first().pk)
    case_id = casework.accept(dina, thread, pseudonym="Birch")
    assert Request.objects.get().locator == case_id
    told(client_of("dina"), f"/staff/requests/{thread}")


def test_a_letter_that_nobody_can_bind_any_more_does_not_leave(dina: Actor, thread: UUID) -> None:
    """What this process holds of it in memory knows nothing of what the person asked for since."""
    hotline.answer(dina, thread, "We read you.")
    spoil(Outgoing)
    contacting.save(dina, thread, Contact(stop=True))
    assert Outgoing.objects.get().state == outbox.FAILED
    assert outbox.send_due(utc_now() + timedelta(days=1)) == 0


def test_a_mark_that_was_hung_on_another_thread_is_not_opened(dina: Actor, thread: UUID) -> None:
    mark = marks.give(dina, "a striped umbrella", thread=thread)
    set_columns(MarkRow.objects.all(), thread=written(sender="Else <else@mail.example>", number=2))
    with pytest.raises(Absent):
        marks.open_mark(dina, mark)
