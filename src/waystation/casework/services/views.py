"""The pages of providers and services: a door, a form, an action, a page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.casework import access as casework
from waystation.casework import history_shown
from waystation.casework.consent_rules import CONSENT_STATES
from waystation.casework.forms import QuietForm
from waystation.casework.services import access, actions, asked, shown
from waystation.casework.services.forms import EndForm, ProviderForm, ServiceForm, provider_choices
from waystation.casework.services.records import COMPROMISED, Provider
from waystation.casework.services.wording import STATE_WORDS
from waystation.casework.submit import crumbs, submit, without_version
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vocabulary.vocabularies import label_of
from waystation.web import notices
from waystation.web.pages import Link, page

ON_A_PAGE = 50
notices.register(
    {
        "provider-saved": gettext_lazy("Saved."),
        "service-planned": gettext_lazy("Planned. It stands in the list by the day on which it is due."),
        "service-ended": gettext_lazy("Noted. The place at the provider is free again."),
        "service-reopened": gettext_lazy("The service is open again."),
    }
)


def services(request: StaffRequest) -> HttpResponse:
    """What is not done yet in all cases, by the day on which it is due."""
    actor = acting(request, "services.read")
    part = Paginator(access.open_services(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    part.object_list = shown.lines(actor, part.object_list)
    context = _tabs(actor, "services") | {"page": part, "fallen": shown.fallen(actor)}
    return page(request, "services/services.html", context)


def _tabs(actor: Actor, here: str) -> dict[str, Any]:
    pages = [
        ("services", _("Open services"), len(access.open_services(actor))),
        ("providers", _("Providers"), len(access.providers(actor))),
    ]
    return {"tabs": [Link(reverse(f"services:{name}"), label, name == here, count) for name, label, count in pages]}


def providers(request: StaffRequest) -> HttpResponse:
    """Who provides what, and how many are with them."""
    actor = acting(request, "services.read")
    lines = shown.provider_lines(actor)
    context = {"lines": lines, "fallen": shown.fallen(actor), "may_change": allows(actor, "services.providers")}
    return page(request, "services/providers.html", _tabs(actor, "providers") | context)


def provider_new(request: StaffRequest) -> HttpResponse:
    """Adds a provider."""
    actor = acting(request, "services.providers")
    form = ProviderForm(request.POST or None)
    crumbs = [(reverse("services:providers"), _("Providers")), ("", _("New provider"))]
    context = {"breadcrumbs": crumbs, "cancel": reverse("services:providers"), "title": _("New provider")}

    def act(said: dict[str, Any]) -> UUID:
        return actions.add_provider(actor, form.provider(), once=said["once"])

    return submit(request, "services/provider-form.html", form, act, "provider-saved", context, "services:providers")


def provider(request: StaffRequest, provider_id: UUID) -> HttpResponse:
    """One provider, who is with them, and who was."""
    actor = request.actor
    _row, found = access.provider(actor, provider_id)
    line = shown.ProviderLine(provider_id, found, access.taken(actor).get(provider_id, 0))
    now = access.with_provider(actor, provider_id)
    context = {
        "line": line,
        "with_them": shown.lines(actor, list(now)),
        "hidden": max(0, line.taken - len({held.record.slot for held in now})),
        "were": shown.lines(actor, access.were_with(actor, provider_id)[:ON_A_PAGE]),
        "compromised": found.state == COMPROMISED,
        "changes": history_shown.of_row(actor, provider_id),
        "may_change": allows(actor, "services.providers"),
        "breadcrumbs": [(reverse("services:providers"), _("Providers")), ("", found.name)],
    }
    return page(request, "services/provider.html", context)


def provider_change(request: StaffRequest, provider_id: UUID) -> HttpResponse:
    """Says anew what is known of a provider."""
    actor = acting(request, "services.providers")
    row, found = access.provider(actor, provider_id)
    form = ProviderForm(request.POST or None, initial=msgspec.structs.asdict(found) | {"version": row.version})
    address = reverse("services:provider", args=[provider_id])
    context = {
        "breadcrumbs": [(reverse("services:providers"), _("Providers")), (address, found.name), ("", _("Change"))],
        "cancel": address,
        "title": found.name,
        "version_now": lambda: access.provider(actor, provider_id)[0].version,
        "stands": lambda: _stands(access.provider(actor, provider_id)[1]),
    }

    def act(said: dict[str, Any]) -> None:
        actions.change_provider(actor, provider_id, form.provider(), seen=said["version"])

    template = "services/provider-form.html"
    return submit(
        request, template, form, act, "provider-saved", context, "services:provider", provider_id=provider_id
    )  # fmt: skip


def _stands(found: Provider) -> list[tuple[str, Any]]:
    """What a colleague saved meanwhile, beside what this person typed."""
    return [
        (_("What we call them"), found.name),
        (_("State"), STATE_WORDS[found.state]),
        (_("Why"), found.why),
        (_("How many people at most"), found.at_most),
        (_("What they offer"), ", ".join(label_of("needs", code) for code in found.offers)),
        (_("Languages"), found.languages),
        (_("Where"), found.places),
        (_("Note for us"), found.note),
    ]


def plan(request: StaffRequest, case_id: UUID, need_id: UUID | None = None) -> HttpResponse:
    """Plans a service, for a need or without one."""
    actor = acting(request, "services.plan")
    row, stub = casework.case(actor, case_id)
    code = casework.need(actor, case_id, need_id)[1].code if need_id else ""
    wanted = code or request.POST.get("code", "")
    choices = provider_choices(access.providers(actor), access.taken(actor), wanted, _said(actor, case_id))
    form = ServiceForm(request.POST or None, providers=choices, people=shown.people(actor, case_id), code=code)

    def act(said: dict[str, Any]) -> None:
        told = {"code": code} | without_version(said)
        actions.plan_service(actor, case_id, need=need_id, **told)

    context = crumbs(row, stub) | {"label": label_of("needs", code) if code else _("Plan a service")}
    context["answers"] = shown.answers(actor, case_id)
    return submit(request, "services/service.html", form, act, "service-planned", context)


def _said(actor: Actor, case_id: UUID) -> Callable[[Provider], Any]:
    """What the one of a case says of being passed on to a provider, in words."""
    said = asked.Said(actor, case_id)
    return lambda provider: CONSENT_STATES[said.of(provider)]


def service(request: StaffRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Changes a service that is not over."""
    actor = request.actor
    row, stub = casework.case(actor, case_id)
    service_row, found = access.service(actor, case_id, service_id)
    initial = {name: getattr(found, name) for name in ("provider", "person", "due", "note", "reason")}
    said = _said(actor, case_id)
    choices = provider_choices(access.providers(actor), access.taken(actor), found.code, said, found.provider)
    form = ServiceForm(
        request.POST or None,
        initial=initial | {"version": service_row.version},
        providers=choices,
        people=shown.people(actor, case_id),
        code=found.code,
        is_new=False,
    )

    def act(said: dict[str, Any]) -> None:
        seen, told = said["version"], without_version(said)
        actions.change_service(actor, case_id, service_id, seen=seen, **told)

    context = crumbs(row, stub) | _moment(actor, case_id, service_id) | {"answers": shown.answers(actor, case_id)}
    return submit(request, "services/service.html", form, act, "case-saved", context)


def end(request: StaffRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Says what came of a service."""
    actor = request.actor
    row, stub = casework.case(actor, case_id)
    service_row, found = access.service(actor, case_id, service_id)
    today = actor.today
    initial = {"version": service_row.version, "met": True}
    form = EndForm(request.POST or None, initial=initial, today=today, answers=found.need is not None)

    def act(said: dict[str, Any]) -> None:
        seen, told = said["version"], without_version(said)
        actions.end_service(actor, case_id, service_id, seen=seen, **told)

    context = crumbs(row, stub) | _moment(actor, case_id, service_id)
    return submit(request, "services/end.html", form, act, "service-ended", context)


def reopen(request: StaffRequest, case_id: UUID, service_id: UUID) -> HttpResponse:
    """Takes back that a service is over, after one more look."""
    actor = request.actor
    row, stub = casework.case(actor, case_id)
    service_row, _found = access.service(actor, case_id, service_id)
    form = QuietForm(request.POST or None, initial={"version": service_row.version})

    def act(said: dict[str, Any]) -> None:
        actions.reopen_service(actor, case_id, service_id, seen=said["version"])

    context = crumbs(row, stub) | _moment(actor, case_id, service_id)
    return submit(request, "services/reopen.html", form, act, "service-reopened", context)


def _moment(actor: Actor, case_id: UUID, service_id: UUID) -> dict[str, Any]:
    """The service as it stands now, for its pages."""

    def line() -> shown.ServiceLine:
        return next(each for each in shown.service_lines(actor, case_id) if each.id == service_id)

    return {
        "line": line(),
        "label": line().label,
        "version_now": lambda: access.service(actor, case_id, service_id)[0].version,
        "stands": lambda: _told(line()),
    }


def _told(line: shown.ServiceLine) -> list[tuple[str, Any]]:
    over = [(_("What came of it"), line.outcome), (_("In a few words"), line.service.result)]
    return [
        (_("By whom"), line.provider.name if line.provider else ""),
        (_("For whom"), line.whom),
        (_("By when"), line.service.due),
        (_("What is agreed"), line.service.note),
        *(over if line.service.outcome else []),
    ]
