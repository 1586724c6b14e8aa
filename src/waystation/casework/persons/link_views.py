"""The pages of what joins persons to cases and to each other."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from waystation.casework import access as casework
from waystation.casework.errors import Refused
from waystation.casework.forms import QuietForm
from waystation.casework.persons import access, forms, links
from waystation.casework.persons.access import Member
from waystation.casework.persons.submit import crumbs, save
from waystation.casework.persons.views import of_person
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web.pages import back

NOBODY = _("Nobody is called so in the cases that you may open. Look at each letter.")
SEVERAL = _("Several are called so. Choose which of them.")


def _found(request: StaffRequest, without: Sequence[UUID] = ()) -> dict[UUID, Member]:
    """Those who are called as the form says."""
    words = request.POST.get("called", "")
    return {each.id: each for each in access.named(request.actor, words) if each.id not in without} if words else {}


def _choices(actor: Actor, found: Mapping[UUID, Member]) -> dict[UUID, str]:
    """What tells those apart who are called the same: the case where they are at home."""
    return {one: f"{each.called} ({casework.called(actor, each.home) or '—'})" for one, each in found.items()}


def _chosen(form: Form, found: Mapping[UUID, Member]) -> Member:
    """Who is meant. Raises Refused with what to do."""
    if not found:
        raise Refused([NOBODY])
    which = form.cleaned_data.get("which") or (next(iter(found)) if len(found) == 1 else None)
    if which is None:
        raise Refused([SEVERAL])
    return found[which]


def link(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Brings somebody of another case into this one."""
    actor = acting(request, "casework.write")
    mine = [each.id for each in access.members(actor, case_id)]
    found = _found(request, mine)
    form = forms.LinkForm(request.POST or None, found=_choices(actor, found))

    def act() -> None:
        said, who = form.cleaned_data, _chosen(form, found)
        told = {"roles": said["roles"], "called": who.called, "note": said["part_note"]}
        links.link(actor, case_id, who.id, who.home, **told)

    done = reverse("persons:people", args=[case_id])
    return save(request, "persons/link.html", form, act, done, crumbs(actor, case_id) | {"back_to": done})


def roles(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """In which roles somebody is in a case."""
    actor = request.actor

    def now() -> tuple[int, dict[str, Any]]:
        member = access.member(actor, case_id, person_id)
        return member.row.version, {"roles": list(member.part.roles), "part_note": member.part.note}

    version, told = now()
    member = access.member(actor, case_id, person_id)
    form = forms.RolesForm(request.POST or None, initial=told | {"version": version})

    def act() -> None:
        said = form.cleaned_data
        links.change_roles(actor, case_id, person_id, roles=said["roles"], note=said["part_note"], seen=said["version"])

    done = reverse("persons:people", args=[case_id])
    more = {"back_to": done, "called": member.called, "is_guest": member.home != case_id, "person_id": person_id}
    return save(request, "persons/roles.html", form, act, done, crumbs(actor, case_id) | more, now)


@require_POST
def unlink(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Takes somebody of another case out of this one; at home nothing happens."""
    try:
        links.unlink(request.actor, case_id, person_id)
    except Refused:
        return back("persons:people", case_id=case_id)
    return back("persons:people", "person-saved", case_id=case_id)


def _called(actor: Actor, case_id: UUID) -> dict[UUID, str]:
    return {each.id: each.called for each in access.members(actor, case_id)}


def bind(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Says whether two persons belong together. A pair of which something was said already is shown as it stands."""
    return _bind(request, case_id, {}, None)


def rebind(request: StaffRequest, case_id: UUID, bond_id: UUID) -> HttpResponse:
    """Changes what was said of two persons."""
    row, bond = access.bond(request.actor, case_id, bond_id)
    return _bind(request, case_id, forms.BondForm.told(bond) | {"version": row.version}, bond_id)


def _bind(request: StaffRequest, case_id: UUID, initial: dict[str, Any], bond_id: UUID | None) -> HttpResponse:
    actor = acting(request, "casework.write")
    form = forms.BondForm(request.POST or None, initial={"version": 0} | initial, people=_called(actor, case_id))

    def act() -> None:
        links.bind(actor, case_id, form.bond(), seen=form.cleaned_data["version"])

    def now() -> tuple[int, dict[str, Any]]:
        said = form.cleaned_data
        row = links.standing(actor, case_id, said["first"], said["second"])
        return (row.version, forms.BondForm.told(access.bond(actor, case_id, row.pk)[1])) if row else (0, {})

    done = reverse("persons:people", args=[case_id])
    more = {"back_to": done, "bond_id": bond_id, "version": initial.get("version")}
    return save(request, "persons/bond.html", form, act, done, crumbs(actor, case_id) | more, now)


@require_POST
def unbind(request: StaffRequest, case_id: UUID, bond_id: UUID) -> HttpResponse:
    """Takes back what was said of two persons. Who was overtaken looks at what stands now first."""
    form = QuietForm(request.POST)
    seen = form.cleaned_data["version"] if form.is_valid() else None
    try:
        links.unbind(request.actor, case_id, bond_id, seen=seen)
    except Stale:
        return back("persons:rebind", case_id=case_id, bond_id=bond_id)
    return back("persons:people", "person-saved", case_id=case_id)


def tie(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Notes what is between a person and another, of this case or of another that opens."""
    actor = acting(request, "casework.write")
    _row, known = access.person(actor, case_id, person_id)
    members = {each.id: each for each in access.members(actor, case_id)}
    others = {one: each.called for one, each in members.items() if one != person_id}
    found = _found(request, [person_id])
    form = forms.TieForm(request.POST or None, people=others, found=_choices(actor, found))

    def act() -> None:
        said = form.cleaned_data
        second = members[said["other"]] if said["other"] else _chosen(form, found)
        told = form.tie(_end(members[person_id]), _end(second))
        links.tie(actor, case_id, told, once=said["once"])

    done = reverse("persons:person", args=[case_id, person_id])
    context = of_person(actor, case_id, person_id, known) | {"back_to": done}
    return save(request, "persons/tie.html", form, act, done, context)


def _end(member: Member) -> dict[str, Any]:
    return {"id": member.id, "home": member.home, "called": member.called}


@require_POST
def untie(request: StaffRequest, case_id: UUID, person_id: UUID, tie_id: UUID) -> HttpResponse:
    """Takes back what was noted between two persons, from the page of the one at home in this case."""
    actor = request.actor
    access.person(actor, case_id, person_id)
    if access.tie(actor, case_id, tie_id)[1].first != person_id:
        raise Absent
    links.untie(actor, case_id, tie_id)
    return back("persons:person", "person-saved", case_id=case_id, person_id=person_id)
