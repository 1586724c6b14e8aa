"""The pages of bodies that can be asked: what is known of them, their limits, how they answer."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.advocacy import access, bodies, rules, shipped, shown, wording
from waystation.advocacy.forms import AuthorityForm, ClockForm, EraseForm, clock_lines
from waystation.advocacy.framing import ON_A_PAGE, Crumbs, names, tabs, tried
from waystation.advocacy.records import Authority
from waystation.advocacy.wording import LEAST_FOR_PARTNERS, LEAST_IN_PUBLIC
from waystation.documentation.errors import Refused
from waystation.mail.words import clean
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vocabulary.vocabularies import label_of, terms
from waystation.web.pages import Link, back, page


@require_safe
def authorities(request: StaffRequest) -> HttpResponse:
    """Every body that may be asked."""
    actor = acting(request, "advocacy.read")
    found = [
        (one, each, label_of("addressees", each.kind) if each.kind else "", len(access.asked_of(actor, one)))
        for one, each in access.authorities(actor).items()
    ]
    part = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = tabs(actor, "authorities") | {"page": part, "other_limits": shown.bodies_to_look_at(actor)}
    return page(request, "advocacy/authorities.html", context)


@require_safe
def limits(request: StaffRequest) -> HttpResponse:
    """The limits of bodies that are others than those that come with this version."""
    actor = acting(request, "advocacy.read")
    context = {"bodies": shown.differing(actor), "may_write": allows(actor, "advocacy.write")}
    context["breadcrumbs"] = [(reverse("advocacy:authorities"), _("Authorities"))]
    return page(request, "advocacy/limits.html", context)


@require_POST
def limit_take(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """Gives a body one limit as it comes with this version."""
    actor = request.actor
    access.authority(actor, authority_id)
    acting(request, "advocacy.write")
    try:
        bodies.take_known_limit(actor, authority_id, request.POST.get("code", ""))
    except Refused as refused:
        above = reverse("advocacy:limits")
        context = {"sentences": [str(sentence) for _name, sentence in refused.reasons], "above": above}
        return page(request, "advocacy/refused.html", context, status=422)
    return back("advocacy:limits", "limit-taken")


@require_safe
def authority(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """One body: what is known of it, its limits, what it was asked."""
    actor = request.actor
    _row, found = access.authority(actor, authority_id)
    every = access.authorities(actor)
    asked = shown.lines(actor, [one for one, _said in access.asked_of(actor, authority_id)])
    context = {
        "authority_id": authority_id,
        "found": found,
        "kind": label_of("addressees", found.kind) if found.kind else "",
        "purpose": label_of("consent_purposes", rules.purpose(found)),
        "above": (found.above, every[found.above].name) if found.above in every else None,
        "heed": shown.heed(found),
        "clocks": [shown.ClockLine(each) for each in found.clocks],
        "other_limits": any(each.is_open for each in shipped.differing(found)),
        "lines": asked,
        "may_write": allows(actor, "advocacy.write"),
        "breadcrumbs": [(reverse("advocacy:authorities"), _("Authorities"))],
    }
    return page(request, "advocacy/authority.html", context)


def authority_new(request: StaffRequest) -> HttpResponse:
    """Adds a body, with the limits that its kind is known to have."""
    actor = acting(request, "advocacy.write")
    kind = next((each for each in terms("addressees") if each.code == request.GET.get("kind")), None)
    initial = {"kind": kind.code, "name": kind.label, "country": kind.extra["country"]} if kind else {}
    lines = clock_lines(request.POST or None, shipped.known(kind) if kind else ())
    form = AuthorityForm(request.POST or None, bodies=names(actor), initial=initial)

    def act(found: Authority) -> UUID:
        return bodies.add_authority(actor, found, once=form.cleaned_data["once"])

    kinds = [(each.code, each.label) for each in terms("addressees")]
    context = {"heading": _("A body that can be asked"), "kinds": kinds, "chosen": kind.code if kind else ""}
    return _authority(request, form, lines, act, context, reverse("advocacy:authorities"))


def authority_change(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """Says anew what is known of a body."""
    actor = request.actor
    row, found = access.authority(actor, authority_id)
    acting(request, "advocacy.write")
    initial = AuthorityForm.initial_of(found) | {"version": row.version}
    lines = clock_lines(request.POST or None, found.clocks)
    form = AuthorityForm(request.POST or None, bodies=names(actor), own=authority_id, initial=initial)

    def act(said: Authority) -> UUID:
        bodies.change_authority(actor, authority_id, said, seen=form.cleaned_data["version"])
        return authority_id

    above = reverse("advocacy:authority", args=[authority_id])
    context = {"heading": clean(found.name)[0], "above_name": clean(found.name)[0], "version_of": authority_id}
    return _authority(request, form, lines, act, context, above)


def _authority(
    request: StaffRequest,
    form: AuthorityForm,
    lines: list[ClockForm],
    act: Callable[[Authority], UUID],
    context: dict[str, Any],
    above: str,
) -> HttpResponse:
    valid = [each.is_valid() for each in (form, *lines)] if request.method == "POST" else [False]

    def saved() -> HttpResponse:
        made = act(form.authority(clock for each in lines if (clock := each.clock)))
        return back("advocacy:authority", "submission-saved", authority_id=made)

    if all(valid) and (done := tried(request, form, saved, access.authority, context.get("version_of"))):
        return done
    crumbs: Crumbs = [(reverse("advocacy:authorities"), _("Authorities"))]
    if "above_name" in context:
        crumbs.append((above, context["above_name"]))
    context |= {"form": form, "lines": lines, "above": above, "breadcrumbs": crumbs}
    failed = request.method == "POST"
    return page(request, "advocacy/authority-form.html", context, status=422 if failed else 200)


def authority_remove(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """Takes away a body that was never asked, after one more look."""
    actor = request.actor
    _row, found = access.authority(actor, authority_id)
    acting(request, "advocacy.write")
    form = EraseForm(request.POST or None)
    form.fields["sure"].label = _("Yes, take it away.")

    def gone() -> HttpResponse:
        bodies.remove_authority(actor, authority_id)
        return back("advocacy:authorities", "submission-gone")

    if request.method == "POST" and form.is_valid() and (done := tried(request, form, gone, access.authority)):
        return done
    name, above = clean(found.name)[0], reverse("advocacy:authority", args=[authority_id])
    context = {"heading": _("Take the body away"), "below": name, "above": above, "button": _("Take it away")}
    context |= {"form": form, "breadcrumbs": [(reverse("advocacy:authorities"), _("Authorities")), (above, name)]}
    return page(request, "advocacy/form.html", context, status=422 if form.errors else 200)


@require_safe
def scoreboard(request: StaffRequest) -> HttpResponse:
    """How each body that was asked answers; for partners and in public with small cells hidden."""
    actor = acting(request, "advocacy.read")
    wanted = request.GET.get("for", "")
    least = {"public": LEAST_IN_PUBLIC, "partners": LEAST_FOR_PARTNERS}.get(wanted, 0)
    context = {
        "lines": shown.public_board(actor, least) if least else shown.board(actor),
        "columns": list(wording.COLUMNS.values()),
        "least": least,
        "whom": [
            Link(reverse("advocacy:scoreboard"), _("For us"), not least),
            Link(reverse("advocacy:scoreboard") + "?for=partners", _("For partners"), wanted == "partners"),
            Link(reverse("advocacy:scoreboard") + "?for=public", _("In public"), wanted == "public"),
        ],
    }
    return page(request, "advocacy/scoreboard.html", tabs(actor, "scoreboard") | context)
