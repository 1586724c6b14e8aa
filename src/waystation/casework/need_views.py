"""The pages of needs: added, corrected, met."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework import access, actions, forms
from waystation.casework.clock import clock
from waystation.casework.records import Need
from waystation.casework.submit import crumbs, submit, without_version
from waystation.staff.requests import StaffRequest
from waystation.vault.errors import Stale
from waystation.vocabulary.vocabularies import label_of
from waystation.web import notices
from waystation.web.pages import back

notices.register({"need-met": gettext_lazy("The need is met.")})


def need(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Adds a need."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    form = forms.NeedForm(request.POST or None)

    def act(said: dict[str, Any]) -> None:
        actions.add_need(actor, case_id, **without_version(said))

    return submit(request, "casework/need.html", form, act, "case-saved", crumbs(row, stub))


def change(request: StaffRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """Corrects a need, and shows its clock."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    need_row, found = access.need(actor, case_id, need_id)
    initial = {"note": found.note, "due": found.due, "act_at": found.act_at, "version": need_row.version}
    form = forms.NeedChangeForm(request.POST or None, initial=initial, kind=found.code)

    def act(said: dict[str, Any]) -> None:
        actions.change_need(actor, case_id, need_id, seen=said.pop("version"), **said)

    context = crumbs(row, stub) | {
        "label": label_of("needs", found.code),
        "clock": clock(found, actor.now()),
        "version_now": lambda: access.need(actor, case_id, need_id)[0].version,
        "stands": lambda: _stands(access.need(actor, case_id, need_id)[1]),
    }
    return submit(request, "casework/need-change.html", form, act, "case-saved", context)


def _stands(found: Need) -> list[tuple[str, Any]]:
    met = [(_("Met on"), found.met_on)] if found.met_on else []
    return [(_("In a few words"), found.note), (_("By when"), found.due), *met]


@require_POST
def met(request: StaffRequest, case_id: UUID, need_id: UUID) -> HttpResponse:
    """One click on the page of the case."""
    # Overtaken by a colleague, it is met all the same.
    with suppress(Stale):
        actions.meet_need(request.actor, case_id, need_id)
    return back("casework:case", "need-met", case_id=case_id)
