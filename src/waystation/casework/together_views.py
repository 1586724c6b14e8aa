"""Several cases changed together."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from waystation.casework import access, filters, rules, together
from waystation.casework.forms import TogetherForm
from waystation.casework.records import CaseStub
from waystation.casework.register import register
from waystation.casework.together import MOST
from waystation.casework.together_page import TogetherPage
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest
from waystation.web import notices

notices.register(
    {
        "together-done": gettext_lazy("Changed. It can be taken back on this page for a week."),
        "together-back": gettext_lazy("Taken back. The cases are as they were before."),
    }
)
LABELS = {
    "owner": gettext_lazy("Responsible"),
    "next_action": gettext_lazy("What we do next"),
    "next_due": gettext_lazy("By when"),
    "urgency": gettext_lazy("Urgency"),
}


class _Cases(TogetherPage):
    template, home, name = "casework/together.html", "casework:together", "case"
    done, undone, verbs = "together-done", "together-back", together

    def form(self, actor: Actor, data: Any, initial: dict[str, Any]) -> TogetherForm:
        return TogetherForm(data, initial=initial, colleagues=access.colleagues(actor))

    def listed(self, request: StaffRequest, actor: Actor) -> Iterable[UUID]:
        cases = register(actor)
        wanted = filters.asked(request.POST, cases.origins())
        return [held.id for held in cases.found(wanted)[:MOST]]

    def find(self, actor: Actor, row_id: UUID) -> tuple[Any, Any]:
        return access.case(actor, row_id)

    def line(self, actor: Actor, row: Any, record: CaseStub, wish: Mapping[str, Any]) -> dict[str, Any]:
        after, names = together.changed(record, wish), personas(actor)
        changes = [
            (LABELS[name], _words(names, name, getattr(record, name)), _words(names, name, getattr(after, name)))
            for name in wish
            if getattr(record, name) != getattr(after, name)
        ]
        return {"id": row.pk, "version": row.version, "called": record.pseudonym, "changes": changes}

    def called(self, actor: Actor, row_id: UUID) -> str:
        return access.called(actor, row_id)

    def named(self, fields: Iterable[str]) -> Iterable[Any]:
        return (LABELS[name] for name in fields)


def _words(names: Mapping[UUID, str], name: str, value: Any) -> str:
    if not value:
        return "—"
    if name == "owner":
        return names.get(value, "")
    if name == "urgency":
        return str(rules.URGENCIES.get(value, value))
    return date_format(value, "SHORT_DATE_FORMAT") if name == "next_due" else str(value)


PAGE = _Cases()


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: StaffRequest) -> HttpResponse:
    """Cases are chosen, looked at, and changed."""
    return PAGE.change(request)


@require_POST
def take_back(request: StaffRequest, batch_id: UUID) -> HttpResponse:
    """Puts back what was there before."""
    return PAGE.take_back(request, batch_id)
