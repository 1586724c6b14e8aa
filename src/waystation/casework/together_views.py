"""Several cases changed together."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from django.http import HttpResponse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from waystation.casework import access, filters, rules, together
from waystation.casework.forms import TogetherForm
from waystation.casework.records import CaseStub
from waystation.casework.register import register
from waystation.casework.together import MOST
from waystation.casework.together_page import TogetherPage
from waystation.casework.work import actions as work
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
GIVEN = gettext_lazy(
    "%(who)s will be responsible at once, without having taken them over. A task on Today tells them so. To hand a "
    "case over with a note, and only once they take it, use “Change” beside “Responsible” on its page."
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

    def note(self, actor: Actor, wish: Mapping[str, Any]) -> Any:
        if not _is_given(actor, wish):
            return ""
        return GIVEN % {"who": personas(actor).get(wish["owner"], "?")}

    def tell(self, actor: Actor, together: UUID, wish: Mapping[str, Any], number: int) -> None:
        """Whoever is given cases finds a task of theirs on Today, which names nobody; their device calls them."""
        if _is_given(actor, wish):
            said = ngettext("%(number)d case is yours since today", "%(number)d cases are yours since today", number)
            told = {"what": said % {"number": number}, "due": actor.today, "who": wish["owner"]}
            work.add_task(actor, None, **told, once=uuid5(together, "given"))

    def named(self, fields: Iterable[str]) -> Iterable[Any]:
        return (LABELS[name] for name in fields)


def _is_given(actor: Actor, wish: Mapping[str, Any]) -> bool:
    return wish.get("owner") not in (None, actor.account)


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
