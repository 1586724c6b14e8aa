"""The pages of plans: those that there are, one with its alternatives side by side, the way of one party."""

from typing import Any
from uuid import UUID, uuid4

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework.access import Pseudonyms
from waystation.casework.errors import Refused as CaseRefused
from waystation.evacuation import wording as evacuation_wording
from waystation.evacuation import zones
from waystation.evacuation.errors import Refused
from waystation.evacuation.money import access as ledger
from waystation.evacuation.money.records import OPEN
from waystation.evacuation.plans import access, actions, figures, gathering, pictures, reasons, shown, solving, wording
from waystation.evacuation.plans import events as what_happened
from waystation.evacuation.plans.forms import AskForm, ProposeForm
from waystation.evacuation.plans.records import FAILED, Run
from waystation.evacuation.plans.ways import Told, best
from waystation.evacuation.views.common import frame
from waystation.evacuation.zones import in_zone
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "plan-asked": gettext_lazy("The planner has begun."),
        "plan-hurried": gettext_lazy("The planner ends with the best that it has."),
        "plan-dropped": gettext_lazy("The plan is deleted."),
        "plan-adopted": gettext_lazy("Drafted. It is approved, and the person is asked, before anybody is told."),
    }
)
REFRESH = 3  # seconds


@in_zone
def plans(request: StaffRequest) -> HttpResponse:
    """Every run, the newest first."""
    actor = acting(request, "evacuation.read")
    known = personas(actor)
    lines = [
        {"id": pk, "run": run, "by": known.get(run.by, ""), "working": not run.stopped, "failed": run.stopped == FAILED}
        for pk, run in access.runs(actor).items()
    ]
    return page(
        request,
        "plans/plans.html",
        frame(request, "plans") | {"lines": lines, "happened": what_happened.undecided(actor)},
    )


@in_zone
def plan_new(request: StaffRequest) -> HttpResponse:
    """Asks for a plan; beside the form, who will be in it and who not, and why."""
    actor = acting(request, "evacuation.plan")
    found = gathering.gather(actor, days=actions.DAYS[0])
    initial = {"once": uuid4(), "budget": _free(actor)}
    form = AskForm(request.POST or None, currencies=found.foreign, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("days", "seconds", "budget", "why", "once")}
        try:
            made = actions.ask(actor, rates=form.rates(), **said)
        except Refused as refused:
            form.add_error(None, str(_sentence(refused)))
        else:
            return back("plans:plan", notice="plan-asked", run_id=made)
    called = Pseudonyms(actor)
    context = {
        "form": form,
        "parties": len(found.known.crowds),
        "persons": sum(crowd.size for crowd in found.known.crowds),
        "left": [(left.case, called.get(left.case, "…"), wording.LEFT[left.why]) for left in found.left],
        "breadcrumbs": [(reverse("plans:plans"), _("Plans")), ("", _("New plan"))],
        "cancel": reverse("plans:plans"),
    }
    return page(request, "plans/plan-new.html", context, status=422 if form.errors else 200)


def _free(actor: Actor) -> int:
    """What is free of the funds that are kept here, in whole euro."""
    if not allows(actor, "money.read"):
        return 0
    books = ledger.books(actor)
    return int(sum(books.free(pk, "EUR") for pk, fund in ledger.funds(actor).items() if fund.state == OPEN))


@in_zone
def events(request: StaffRequest) -> HttpResponse:
    """What happened to ways, and what is proposed for it: to be decided by a person."""
    actor = acting(request, "evacuation.plan")
    refusal: Any = ""
    if request.method == "POST":
        form = ProposeForm(request.POST)
        if not form.is_valid():
            raise Absent
        try:
            said = form.cleaned_data
            made = actions.propose(actor, once=said["once"], instead_of=said["instead_of"])
        except Refused as refused:
            refusal = _sentence(refused)
        else:
            return back("plans:plan", notice="plan-asked", run_id=made)
    called, found = Pseudonyms(actor), what_happened.undecided(actor)
    context = {
        "lines": [(each, called.get(each.case, "…"), [wording.EVENTS[kind] for kind in each.kinds]) for each in found],
        "waits": any(each.waits for each in found),
        "once": uuid4(),
        "refusal": refusal,
        "breadcrumbs": [(reverse("plans:plans"), _("Plans")), ("", _("What happened"))],
    }
    return page(request, "plans/events.html", context, status=409 if refusal else 200)


@in_zone
def plan(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """One run: how far it is, or its plans side by side."""
    return _plan(request, run_id)


def _plan(request: StaffRequest, run_id: UUID, refusal: Any = "") -> HttpResponse:
    actor = acting(request, "evacuation.read")
    actions.begin(actor, run_id)
    actions.keep(actor, run_id)
    _row, run = access.run(actor, run_id)
    context: dict[str, Any] = {
        "run_id": run_id,
        "run": run,
        "by": personas(actor).get(run.by, ""),
        "refusal": refusal,
        "left_out": list(shown.left_out(run.asked)),
        "knew": list(shown.knew(run.asked)),
        "breadcrumbs": [(reverse("plans:plans"), _("Plans")), ("", _("Plan"))],
    }
    solver = solving.solver(run_id)
    if not run.stopped:
        done = solver.done if solver else 0.0
        context |= {"refresh": REFRESH, "done": round(100 * done), "found": bool(solver and solver.options)}
        return page(request, "plans/working.html", context)
    return page(
        request, "plans/plan.html", context | _result(actor, run_id, run, request.GET.get("plan", "")),
        status=409 if refusal else 200,
    )  # fmt: skip


def _result(actor: Actor, run_id: UUID, run: Run, wanted: str) -> dict[str, Any]:
    choices = shown.choices(run)
    chosen = next((each for each in choices if each.option.choice == wanted and not each.option.contingency), None)
    chosen = chosen or next((each for each in choices if not each.option.contingency), None)
    result: dict[str, Any] = {
        "choices": choices,
        "chosen": chosen,
        "stopped": wording.STOPPED[run.stopped],
        "failed": not choices,
        "behind": actions.is_behind(actor, run),
        "once": uuid4(),
    }
    if chosen is None:
        return result
    told, places = Told(run.asked, zones.zone()), actions.places_of(actor)
    lines = shown.parties(actor, told, run_id, chosen.option, places)
    return result | {
        "map": pictures.draw(run.asked, chosen.option, places),
        "without": figures.without(run.asked, chosen.option) if run.beside else 0,
        "days": shown.days(run.asked, chosen.option),
        "blast": shown.blast(chosen.figures) if chosen.holds else None,
        "groups": shown.groups(run.asked, chosen.option),
        "going": [line for line in lines if line.leaves],
        "staying": [line for line in lines if not line.leaves],
    }


@in_zone
def helps(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """What would help most beside one plan: asked for, on its way, said."""
    if request.method == "POST":
        choice, wish = request.POST.get("plan", ""), request.POST.get("do", "")
        acts = {"begin": actions.begin_helping, "stop": actions.stop_helping}
        if wish not in acts:
            raise Absent
        try:
            acts[wish](acting(request, "evacuation.plan"), run_id, choice)
        except Refused as refused:
            return _helps(request, run_id, choice, _sentence(refused))
        return back(f"{reverse('plans:helps', args=[run_id])}?plan={choice}")
    return _helps(request, run_id, request.GET.get("plan", ""))


def _helps(request: StaffRequest, run_id: UUID, choice: str, refusal: Any = "") -> HttpResponse:
    actor = acting(request, "evacuation.read")
    _row, run = access.run(actor, run_id)
    option = best(run.options, choice) or next((each for each in run.options if not each.contingency), None)
    if option is None:
        raise Absent
    job = solving.helping(run_id, option.choice)
    found, told = job.found if job else None, Told(run.asked, zones.zone())
    called = Pseudonyms(actor)
    names = {
        party: ", ".join(called.get(member.case, "…") for member in members)
        for party, members in access.members(actor, run_id).items()
    }
    context = {
        "run_id": run_id,
        "choice": option.choice,
        "choice_name": wording.CHOICES[option.choice],
        "working": job is not None and not job.is_over,
        "refresh": REFRESH,
        "done": round(100 * job.done) if job else 0,
        "failed": job is not None and job.is_over and found is None,
        "found": found,
        "helps": shown.helps(told, found, names, actions.places_of(actor)) if found else [],
        "reasons": shown.reasons(found) if found else [],
        "refusal": refusal,
        "breadcrumbs": [
            (reverse("plans:plans"), _("Plans")),
            (f"{reverse('plans:plan', args=[run_id])}?plan={option.choice}", _("Plan")),
            ("", _("What would help most")),
        ],
    }
    return page(request, "plans/helps.html", context, status=409 if refusal else 200)


@in_zone
def party(request: StaffRequest, plan_part_id: UUID) -> HttpResponse:
    """The way of those who travel together, for whoever may open one of their cases."""
    return _party(request, plan_part_id, request.GET.get("plan", ""))


def _party(request: StaffRequest, plan_part_id: UUID, choice: str, refusal: Any = "") -> HttpResponse:
    actor = acting(request, "evacuation.read")
    run_id, party_id, members = access.party(actor, plan_part_id)
    _row, run = access.run(actor, run_id)
    option = best(run.options, choice) or next((each for each in run.options if not each.contingency), None)
    if option is None:
        raise Absent
    told, places, called = Told(run.asked, zones.zone()), actions.places_of(actor), Pseudonyms(actor)
    adopted = [member for member in members if member.part.journeys]
    context = {
        "plan_part_id": plan_part_id,
        "choice": option.choice,
        "choice_name": wording.CHOICES[option.choice],
        "cases": [(member.case, called.get(member.case, "…")) for member in members],
        "persons": told.parties[party_id].size,
        "events": shown.way(told, party_id, option, places),
        "broken": shown.broken(told, option, party_id),
        "stuck": party_id in option.stuck,
        "changed": party_id in figures.changed(run.asked, option),
        "adopted": adopted,
        "adopted_as": wording.CHOICES.get(adopted[0].part.choice, "") if adopted else "",
        "new": bool(told.journeys(party_id, option.plan[party_id])),
        "map": pictures.draw(run.asked, option, places, only=party_id),
        "refusal": refusal,
        "breadcrumbs": [
            (reverse("plans:plans"), _("Plans")),
            (f"{reverse('plans:plan', args=[run_id])}?plan={option.choice}", _("Plan")),
            ("", _called(actor, members)),
        ],
    }
    return page(request, "plans/party.html", context, status=409 if refusal else 200)


@in_zone
def why(request: StaffRequest, plan_part_id: UUID) -> HttpResponse:
    """Why those have the way that they have, and not one through another place."""
    actor, choice = acting(request, "evacuation.read"), request.GET.get("plan", "")
    run_id, party_id, members = access.party(actor, plan_part_id)
    _row, run = access.run(actor, run_id)
    option = best(run.options, choice) or next((each for each in run.options if not each.contingency), None)
    if option is None:
        raise Absent
    told, places = Told(run.asked, zones.zone()), actions.places_of(actor)
    codes = {str(pk): code for code, pk in run.asked.places.items() if told.places[code].kind != "origin"}
    through = request.GET.get("through", "")
    if through and through not in codes:
        raise Absent
    found = solving.explained(run.asked, dict(option.plan), party_id, codes.get(through, ""))
    name = places.get(UUID(through), "…") if through else ""
    context = {
        "plan_part_id": plan_part_id,
        "choice": option.choice,
        "through": through,
        "paragraphs": reasons.told(told, found, places, name) if found else [],
        "places": sorted(((pk, places.get(UUID(pk), "…")) for pk in codes), key=lambda pair: pair[1].casefold()),
        "breadcrumbs": [
            (reverse("plans:plans"), _("Plans")),
            (f"{reverse('plans:plan', args=[run_id])}?plan={option.choice}", _("Plan")),
            (f"{reverse('plans:party', args=[plan_part_id])}?plan={option.choice}", _called(actor, members)),
            ("", _("Why this way")),
        ],
    }
    return page(request, "plans/why.html", context)


def _called(actor: Actor, members: list[access.Member]) -> str:
    called = Pseudonyms(actor)
    return ", ".join(called.get(member.case, "…") for member in members)


@require_POST
@in_zone
def adopt(request: StaffRequest, plan_part_id: UUID) -> HttpResponse:
    """Drafts the journeys of one party."""
    actor, choice = acting(request, "evacuation.plan"), request.POST.get("plan", "")
    try:
        actions.adopt(actor, plan_part_id, choice)
    except (Refused, CaseRefused) as refused:
        return _party(request, plan_part_id, choice, _sentence(refused))
    return back(f"{reverse('plans:party', args=[plan_part_id])}?plan={choice}", notice="plan-adopted")


@require_POST
@in_zone
def change(request: StaffRequest, run_id: UUID) -> HttpResponse:
    """One button of a run: take the best that there is, try again, delete it. Any other word is Absent."""
    actor, wish = acting(request, "evacuation.plan"), request.POST.get("do", "")
    if wish == "drop":
        actions.drop(actor, run_id)
        return back("plans:plans", notice="plan-dropped")
    verbs = {"hurry": (actions.hurry, "plan-hurried"), "again": (actions.again, "plan-asked")}
    if wish not in verbs:
        raise Absent
    act, notice = verbs[wish]
    try:
        act(actor, run_id)
    except Refused as refused:
        return _plan(request, run_id, _sentence(refused))
    return back("plans:plan", notice=notice, run_id=run_id)


def _sentence(refused: Refused | CaseRefused) -> Any:
    if isinstance(refused, CaseRefused):
        return " ".join(str(reason) for reason in refused.reasons)
    return wording.SENTENCES.get(refused.code) or evacuation_wording.SENTENCES[refused.code]
