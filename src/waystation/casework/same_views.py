"""Likely the same person: shown before one more is recorded, and the queue of pairs to decide."""

from collections.abc import Container, Sequence
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.casework import access, forms, naming, pairing
from waystation.casework.likely import DIFFER, Likely
from waystation.casework.persons.along import hostile_cases
from waystation.casework.persons.text import plain
from waystation.casework.records import Pair
from waystation.casework.register import may_name
from waystation.staff.access import opened, personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import half
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "pair-decided": gettext_lazy("Noted. It can be decided again at any time; nothing was merged."),
        "pair-overtaken": gettext_lazy("Somebody else decided this at the same time. Look at what they said."),
    }
)
PAIRS_ON_A_PAGE = 25
HOSTILE = gettext_lazy("Held hostile by two of us.")
ANSWERS = {
    "same": gettext_lazy("The same person"),
    "different": gettext_lazy("Two different people"),
    "unsure": gettext_lazy("Cannot be told yet"),
}


def look_first(
    request: StaffRequest, template: str, context: dict[str, Any], found: Sequence[Likely]
) -> HttpResponse | None:
    """The page once more with who is likely the same; None once they were looked at, or where nobody is.

    It stops nobody: what was typed stays, and is sent again with the same button.
    """
    if not found or request.POST.get("looked") == _code(found):
        return None
    return page(request, template, context | beside(request.actor, found))


def beside(actor: Actor, found: Sequence[Likely]) -> dict[str, Any]:
    """What a page shows of them beside its form; nothing where nobody is."""
    if not found:
        return {}
    hostile = hostile_cases(actor)
    return {"likely": [_shown(actor, each, hostile) for each in found], "looked": _code(found), "answers": ANSWERS}


def _code(found: Sequence[Likely]) -> str:
    """What stands for these having been seen."""
    return half.digest(b"looked at", b"".join(sorted(each.person.bytes for each in found)), 8).hex()


def told(actor: Actor, found: Sequence[Likely]) -> dict[str, Any]:
    """The same for a page that shows it while it is typed: whoever saves then has seen it."""
    hostile = hostile_cases(actor)
    people = [(_shown(actor, each, hostile), reverse("casework:case", args=[each.case])) for each in found]
    lines = [
        {"names": plain(one["names"]), "called": plain(one["called"]), "why": _why(one), "url": url}
        for one, url in people
    ]
    title = _("Likely the same person. It stops nobody: save all the same, and the pair waits for a decision.")
    return {"looked": _code(found), "title": title, "people": lines}


def _why(one: dict[str, Any]) -> str:
    agree = _("The years of birth differ.") if one["differs"] else _("The years of birth agree.")
    said = (
        HOSTILE if one["hostile"] else "",
        one["words"],
        _("The same phone.") if one["phone"] else "",
        agree if one["years"] else "",
    )
    return " ".join(str(each) for each in said if each)


def _shown(actor: Actor, each: Likely, hostile: Container[UUID]) -> dict[str, Any]:
    return _person(actor, each.person, each.case, hostile) | {
        "words": ", ".join(each.words),
        "phone": each.phone,
        "years": each.years,
        "differs": each.years == DIFFER,
    }


def _person(actor: Actor, person: UUID, case: UUID, hostile: Container[UUID]) -> dict[str, Any]:
    """Who somebody is, for whoever may know; `hostile` are the cases that two of us hold hostile."""
    told = {"id": person, "case": case, "called": access.called(actor, case), "hostile": case in hostile}
    for model, marks_of in naming.telling().items():
        held = opened(actor, model).get(person)
        if held is not None:
            marks = marks_of(held.record)
            names = ", ".join(filter(None, marks.names))
            return told | {"names": names, "marks": marks}
    return told | {"names": "", "marks": None}


@require_safe
def pairs(request: StaffRequest) -> HttpResponse:
    """The queue: what waits for a decision first."""
    actor = acting(request, "casework.identity")
    if not may_name(actor):
        raise Absent
    names = personas(actor)
    some = Paginator(pairing.pairs(actor), PAIRS_ON_A_PAGE).get_page(request.GET.get("page"))
    hostile = hostile_cases(actor)
    rows = [_row(actor, held, pair, names, hostile) for held, pair in some]
    return page(request, "casework/pairs.html", {"page": some, "pairs": rows, "answers": ANSWERS})


def _row(actor: Actor, held: Held, pair: Pair, names: dict[UUID, str], hostile: Container[UUID]) -> dict[str, Any]:
    people = zip((pair.first, pair.second), pair.cases, strict=True)
    both = [_person(actor, person, case, hostile) for person, case in people]
    decisions = [
        {"label": ANSWERS[each.state], "said": each, "by": names.get(each.by, "") if each.by else ""}
        for each in reversed(pair.decisions)
    ]
    return {"id": held.id, "version": held.version, "pair": pair, "both": both, "decisions": decisions}


@require_POST
def decide(request: StaffRequest, pair_id: UUID) -> HttpResponse:
    """Says what two are."""
    actor = acting(request, "casework.write")
    form = forms.PairForm(request.POST)
    if not form.is_valid():
        pairing.visible(actor, pair_id)
        return back("casework:pairs")
    said = form.cleaned_data
    try:
        pairing.decide(actor, pair_id, said["answer"], note=said["note"], seen=said["version"])
    except Stale:
        return back("casework:pairs", "pair-overtaken")
    return back("casework:pairs", "pair-decided")
