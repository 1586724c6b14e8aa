"""The page that says who may open a case, and changes it."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from waystation.casework import access, forms, membership
from waystation.casework.errors import Refused
from waystation.casework.membership import Opener
from waystation.casework.submit import crumbs
from waystation.casework.work import access as work
from waystation.casework.work import actions as work_actions
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.staff.wording import PART_WORDS, TEAM_WORDS
from waystation.vault.compartments import CASE_COMPARTMENTS, Compartment
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "access-given": gettext_lazy("Given. It is open to your colleague from now on."),
        "taken-off": gettext_lazy(
            "Taken off. The case has new keys; whatever is new in it stays closed to this person."
        ),
    }
)


def who_may_open(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who may open what of a case, and giving it to a colleague."""
    actor = acting(request, "casework.access")
    row, stub = access.case(actor, case_id)
    parts = [(each.value, PART_WORDS[each]) for each in membership.in_hand(actor, case_id) if each != Compartment.LIST]
    people = {one: profile.persona for one, profile in membership.colleagues(actor).items() if one != actor.account}
    form = forms.GiveForm(
        request.POST or None, colleagues=people, parts=parts, today=actor.today, apart=membership.without_pages(actor)
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        membership.give(actor, case_id, said["person"], form.wanted(), until=said["until"])
        return back("casework:access", "access-given", case_id=case_id)
    context = crumbs(row, stub) | {"people": _shown(actor, case_id), "form": form, "hidden": _hidden(actor, case_id)}
    return page(request, "casework/access.html", context, status=422 if form.errors else 200)


def _hidden(actor: Actor, case_id: UUID) -> list[Any]:
    """The parts of which the actor cannot say who holds them."""
    mine = membership.in_hand(actor, case_id)
    return [PART_WORDS[each] for each in CASE_COMPARTMENTS if each not in mine]


def _shown(actor: Actor, case_id: UUID) -> list[dict[str, Any]]:
    names = personas(actor)
    found = [_line(actor, opener, names) for opener in membership.openers(actor, case_id)]
    return sorted(found, key=lambda line: (line["is_team"], str(line["name"]).casefold()))


def _line(actor: Actor, opener: Opener, names: dict[UUID, str]) -> dict[str, Any]:
    through = sorted({str(TEAM_WORDS[team]) for team in opener.parts.values() if team})
    return {
        "id": opener.id,
        "name": names.get(opener.id) or (through[0] if through else "—"),
        "is_team": opener.id not in names,
        "is_me": opener.id == actor.account,
        "parts": [(PART_WORDS[part], opener.days.get(part)) for part in sorted(opener.parts)],
        "through": through,
    }


def take_off(request: StaffRequest, case_id: UUID, colleague_id: UUID) -> HttpResponse:
    """Asks once more, then takes somebody off a case."""
    actor = acting(request, "casework.access")
    row, stub = access.case(actor, case_id)
    line = next((line for line in _shown(actor, case_id) if line["id"] == colleague_id and not line["is_team"]), None)
    if line is None:
        raise Absent
    form = forms.QuietForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            membership.take_off(actor, case_id, colleague_id)
            work_actions.give_back(actor, case_id, colleague_id)
            return back("casework:access", "taken-off", case_id=case_id)
        except Refused as refused:
            form.add_error(None, str(refused.reasons[0]))
    theirs = len(work.theirs(actor, case_id, colleague_id))
    context = crumbs(row, stub) | {"line": line, "form": form, "theirs": theirs}
    return page(request, "casework/take-off.html", context, status=422 if form.errors else 200)
