"""The pages of interventions and of parts of lives: a door, a form, an action, a page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework.forms import say_beside
from waystation.documentation import access, choosing, intervening
from waystation.documentation.errors import Refused
from waystation.documentation.intervening_forms import InterventionForm, LifeForm
from waystation.documentation.records import Person
from waystation.documentation.shown import PersonShown
from waystation.documentation.terms.access import lists
from waystation.documentation.terms.forms import offer
from waystation.documentation.wording import FASTER
from waystation.mail.words import clean
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register({"event-removed": gettext_lazy("Taken away.")})


def _called(actor: Actor, one: UUID | None) -> str:
    found = access.called(actor, [one]) if one else {}
    return next(iter(found.values()), "")


def _victims(actor: Actor, event_id: UUID) -> list[tuple[UUID, str]]:
    ids = dict.fromkeys(act.victim for _row, act in access.acts(actor, event_id))
    people = access.persons(actor)
    return [(one, str(PersonShown(people.get(one)))) for one in ids]


def new_intervention(request: StaffRequest, event_id: UUID) -> HttpResponse:
    """Records what somebody did because of an event."""
    actor = acting(request, "documentation.record")
    access.event(actor, event_id)
    form = InterventionForm(choosing.sent(request), victims=_victims(actor, event_id))
    offer(form, lists(actor), kinds="submission_kinds", response="reply_kinds")

    def act() -> None:
        said = form.cleaned_data
        intervening.add_intervention(actor, form.intervention(event_id), party=said["party"], once=said["once"])

    return _sent(request, form, act, *_of_event(actor, event_id), {"heading": _("Record an intervention")})


def intervention(request: StaffRequest, event_id: UUID, intervention_id: UUID) -> HttpResponse:
    """Says anew what was done, and what came of it."""
    actor = acting(request, "documentation.record")
    row, before = access.intervention(actor, event_id, intervention_id)
    initial = InterventionForm.initial_of(before, _called(actor, before.party)) | {"version": row.version}
    victims = dict(_victims(actor, event_id))
    if before.victim and before.victim not in victims:
        victims[before.victim] = _called(actor, before.victim)
    form = InterventionForm(choosing.sent(request), initial=initial, victims=victims.items())
    offer(form, lists(actor), kinds="submission_kinds", response="reply_kinds")

    def act() -> None:
        said = form.cleaned_data
        changed = form.intervention(event_id)
        intervening.change_intervention(actor, intervention_id, changed, party=said["party"], seen=said["version"])

    away = reverse("documentation:intervention-remove", args=[event_id, intervention_id])
    context = {"heading": _("Intervention"), "away": away, "row": row}
    return _sent(request, form, act, *_of_event(actor, event_id), context)


@require_POST
def remove_intervention(request: StaffRequest, event_id: UUID, intervention_id: UUID) -> HttpResponse:
    """Takes away one that was recorded by mistake."""
    intervening.remove_intervention(acting(request, "documentation.record"), event_id, intervention_id)
    return back("documentation:event", "event-removed", event_id=event_id)


def new_life(request: StaffRequest, documented_id: UUID) -> HttpResponse:
    """Records a part of somebody's life."""
    actor = acting(request, "documentation.record")
    _row, person = access.person(actor, documented_id)
    form = LifeForm(choosing.sent(request))
    offer(form, lists(actor), relationship="relationships")

    def act() -> None:
        said = form.cleaned_data
        intervening.add_life(actor, form.life(documented_id), related=said["related"], once=said["once"])

    return _sent(request, form, act, *_of_person(person, documented_id), {"heading": _("Record a part of their life")})


def life(request: StaffRequest, documented_id: UUID, life_id: UUID) -> HttpResponse:
    """Says it anew."""
    actor = acting(request, "documentation.record")
    _person_row, person = access.person(actor, documented_id)
    row, before = access.life(actor, documented_id, life_id)
    initial = LifeForm.initial_of(before, _called(actor, before.related)) | {"version": row.version}
    form = LifeForm(choosing.sent(request), initial=initial)
    offer(form, lists(actor), relationship="relationships")

    def act() -> None:
        said = form.cleaned_data
        changed = form.life(documented_id)
        intervening.change_life(actor, life_id, changed, related=said["related"], seen=said["version"])

    away = reverse("documentation:life-remove", args=[documented_id, life_id])
    context = {"heading": _("A part of their life"), "away": away, "row": row}
    return _sent(request, form, act, *_of_person(person, documented_id), context)


@require_POST
def remove_life(request: StaffRequest, documented_id: UUID, life_id: UUID) -> HttpResponse:
    """Takes away one that was recorded by mistake."""
    intervening.remove_life(acting(request, "documentation.record"), documented_id, life_id)
    return back("statements:person", "event-removed", documented_id=documented_id)


def _of_event(actor: Actor, event_id: UUID) -> tuple[str, dict[str, UUID], str]:
    return "documentation:event", {"event_id": event_id}, clean(access.event(actor, event_id)[1].title)[0]


def _of_person(person: Person, documented_id: UUID) -> tuple[str, dict[str, UUID], str]:
    return "statements:person", {"documented_id": documented_id}, clean(person.called)[0]


def _sent(
    request: StaffRequest,
    form: Any,
    act: Callable[[], None],
    view: str,
    where: dict[str, UUID],
    name: str,
    context: dict[str, Any],
) -> HttpResponse:
    """Does what was typed and goes back, or shows it again with what is wrong."""
    if form.is_valid() and not choosing.asked(request.actor, form, request.POST):
        try:
            act()
            return back(view, "event-saved", **where)
        except Refused as refused:
            say_beside(form, refused.reasons)
        except Stale:
            refresh(request.actor)
            form.add_error(None, FASTER)
            form.now_at(context["row"].version)
    above = reverse(view, kwargs=where)
    crumbs = [(reverse("documentation:events"), _("Events")), (above, name)]
    context |= {"form": form, "above": above, "people": access.names(request.actor), "breadcrumbs": crumbs}
    return page(request, "documentation/intervening.html", context, status=422 if form.errors else 200)
