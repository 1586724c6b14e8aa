"""The pages of persons: a door, a form, an action, a page."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.casework import access as casework
from waystation.casework import history, likely, pairing, pseudonyms
from waystation.casework.forms import QuietForm
from waystation.casework.persons import access, actions, along, asked, called, forms, rules, shown
from waystation.casework.persons.access import HEALTH, SOGIESC
from waystation.casework.persons.household import household
from waystation.casework.persons.records import Person
from waystation.casework.persons.submit import crumbs, save
from waystation.casework.persons.wording import NO_PICTURE
from waystation.casework.same_views import look_first
from waystation.files import pages, source, viewer
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.files.wording import why_not
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.vault.files import Stored
from waystation.web import notices
from waystation.web.pages import back, page

notices.register({"person-saved": gettext_lazy("Saved.")})


def _today(actor: Actor) -> date:
    return actor.today


def of_person(actor: Actor, case_id: UUID, person_id: UUID, person: Person) -> dict[str, Any]:
    """What every page of one person shows above its heading."""
    name = person.pseudonym or casework.called(actor, case_id)
    address = reverse("persons:person", args=[case_id, person_id])
    return crumbs(actor, case_id, (address, name)) | {"person_id": person_id, "called": name}


@require_safe
def people(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Who is in a case, and who of them belongs together."""
    actor = request.actor
    members = access.members(actor, case_id)
    context = crumbs(actor, case_id) | {
        "people": shown.people(actor, members, _today(actor)),
        "asked": {each.id for each in asked.among(members, case_id)},
        "hostile_along": next(iter(along.keeps_hostile(actor, case_id)), ""),
        "household": household(actor, case_id, members),
        "identified": casework.may_identify(actor, case_id),
        "several": len(members) > 1,
    }
    return page(request, "persons/people.html", context)


@require_safe
def person(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Everything about one person, but what is sealed apart."""
    actor = request.actor
    row, known = access.person(actor, case_id, person_id)
    today, members = _today(actor), access.members(actor, case_id)
    member = access.among(members, person_id)
    context = of_person(actor, case_id, person_id, known) | {
        "person": known,
        "version": row.version,
        "names": shown.names(known),
        "birth": shown.birth(known.birth),
        "age": shown.age(known.birth, today),
        "minor": rules.may_be_minor(known.birth, today),
        "languages": shown.languages(known),
        "papers": shown.papers(known, today),
        "note_hides": shown.hidden(known.note),
        "roles": shown.labels("person_roles", member.part.roles),
        "part": member.part,
        "elsewhere": shown.roles_elsewhere(actor, person_id, case_id),
        "ties": shown.ties(actor, person_id),
        "asked": member in asked.among(members, case_id),
        "may_look_after": access.may_look_after(actor, case_id),
        "may_erase": allows(actor, "erasure.propose"),
    }
    return page(request, "persons/person.html", context)


def add(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Somebody new comes into a case."""
    actor = acting(request, "casework.write")
    casework.case(actor, case_id)
    if not casework.may_identify(actor, case_id):
        raise Absent
    initial: dict[str, Any] = {"birth_precision": "unknown", "roles": ["companion"]}
    if request.method == "GET":
        taken = [each.called for each in access.members(actor, case_id)]
        taken += [stub.pseudonym for _held, stub in casework.cases(actor)]
        initial["pseudonym"] = pseudonyms.suggest(taken)
    form = forms.NewPersonForm(request.POST or None, initial=initial)
    called.look(actor, form, form.typed_names(), case=None, person=None)

    found = _likely(request, form)

    def act() -> None:
        said = form.cleaned_data
        made = actions.add(actor, case_id, form.person(), roles=said["roles"], once=said["once"])
        pairing.queue(actor, case_id, made, found, likely.said(found, request.POST.dict()))

    done = reverse("persons:people", args=[case_id])
    context = crumbs(actor, case_id) | {"back_to": done, "is_new": True, "form": form}
    context["likely_at"] = reverse("persons:likely", args=[case_id])
    looked = look_first(request, "persons/describe.html", context, found)
    return looked or save(request, "persons/describe.html", form, act, done, context)


def _likely(request: StaffRequest, form: forms.PersonForm, but: UUID | None = None) -> list[likely.Likely]:
    """Who is likely the same as the one whom a form describes."""
    if request.method != "POST" or not form.is_valid():
        return []
    found = likely.likely(request.actor, rules.marks_of(form.person()), but=but)
    return pairing.new(but, found) if but else found


def describe(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Who it is: for coordinators, and whomever they gave this part."""
    actor = request.actor
    row, known = access.person(actor, case_id, person_id)
    form = forms.PersonForm(
        request.POST or None, initial=forms.PersonForm.told(known) | {"version": row.version}, names=known.names
    )
    called.look(actor, form, form.typed_names(), case=case_id, person=person_id)

    found = _likely(request, form, person_id)

    def act() -> None:
        actions.describe(actor, case_id, person_id, form.person(), seen=form.cleaned_data["version"])
        pairing.queue(actor, case_id, person_id, found, likely.said(found, request.POST.dict()))

    done = reverse("persons:person", args=[case_id, person_id])
    more = {"languages": shown.languages(known)}
    context = of_person(actor, case_id, person_id, known) | {"back_to": done, "form": form} | more
    looked = look_first(request, "persons/describe.html", context, found)
    return looked or _save_person(
        request, "persons/describe.html", form, act, case_id, person_id, forms.PersonForm.told, **more
    )


def _save_person(
    request: StaffRequest, template: str, form: Any, act: Any, case_id: UUID, person_id: UUID, told: Any, **more: Any
) -> HttpResponse:
    actor = request.actor
    _row, known = access.person(actor, case_id, person_id)
    done = reverse("persons:person", args=[case_id, person_id])

    def now() -> tuple[int, dict[str, Any]]:
        row, record = access.person(actor, case_id, person_id)
        return row.version, told(record)

    def before(version: int) -> dict[str, Any]:
        row, record = access.person(actor, case_id, person_id)
        found: dict[str, Any] = told(history.as_of(actor, row.pk, record, version))
        return found

    context = of_person(actor, case_id, person_id, known) | {"back_to": done} | more
    return save(request, template, form, act, done, context, now, before)


def add_paper(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """One more paper of somebody."""
    return _paper(request, case_id, person_id, None)


def paper(request: StaffRequest, case_id: UUID, person_id: UUID, paper_id: UUID) -> HttpResponse:
    """What a paper says, where it is, who holds it."""
    return _paper(request, case_id, person_id, paper_id)


def _paper(request: StaffRequest, case_id: UUID, person_id: UUID, paper_id: UUID | None) -> HttpResponse:
    actor = request.actor
    row, known = access.person(actor, case_id, person_id)
    told = _told_of(paper_id)
    initial = told(known)
    if paper_id and not initial:
        raise Absent
    form = forms.PaperForm(request.POST or None, initial=initial | {"version": row.version})

    def act() -> None:
        # A new paper takes nothing from anybody; one that is changed does.
        seen = form.cleaned_data["version"] if paper_id else None
        actions.keep_paper(actor, case_id, person_id, form.paper(paper_id), seen=seen)

    more = {"paper_id": paper_id, "version": row.version}
    return _save_person(request, "persons/paper.html", form, act, case_id, person_id, told, **more)


def _told_of(paper_id: UUID | None) -> Any:
    def told(known: Person) -> dict[str, Any]:
        return next((msgspec.structs.asdict(each) for each in known.papers if each.id == paper_id), {})

    return told


@require_POST
def drop_paper(request: StaffRequest, case_id: UUID, person_id: UUID, paper_id: UUID) -> HttpResponse:
    """Takes a paper off. Who was overtaken looks at what stands now first."""
    form = QuietForm(request.POST)
    seen = form.cleaned_data["version"] if form.is_valid() else None
    actor = request.actor
    if not _told_of(paper_id)(access.person(actor, case_id, person_id)[1]):
        raise Absent
    try:
        actions.drop_paper(actor, case_id, person_id, paper_id, seen=seen)
    except Stale:
        return back("persons:paper", case_id=case_id, person_id=person_id, paper_id=paper_id)
    return back("persons:person", "person-saved", case_id=case_id, person_id=person_id)


@takes_files(lambda: Limits(1, settings.WAYSTATION_FILE_LIMIT))
def photo(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """A picture of somebody, kept as a file of the case that only those may open who may know who it is."""
    actor = acting(request, "casework.write")
    _row, known = access.person(actor, case_id, person_id)
    form = forms.PhotoForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, form):
        (got,) = form.cleaned_data["files"]
        kind = pages.seen(source.stored(got.id, got.content, got.claimed_name, got.claimed_type)).kind
        if kind == viewer.PICTURE:
            stored = Stored(got.id, got.content)
            actions.set_photo(actor, case_id, person_id, stored, name=got.claimed_name, kind=got.claimed_type)
            return back("persons:person", "person-saved", case_id=case_id, person_id=person_id)
        form.add_error("files", str(why_not(kind) or NO_PICTURE))
    context = of_person(actor, case_id, person_id, known) | {"form": form, "photo": known.photo}
    return page(request, "persons/photo.html", context, status=422 if form.errors else 200)


@require_POST
def drop_photo(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """Takes the picture off; the file goes."""
    actions.set_photo(request.actor, case_id, person_id, None)
    return back("persons:person", "person-saved", case_id=case_id, person_id=person_id)


def health(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """What must be looked after: sealed apart."""
    return _apart(request, case_id, person_id, HEALTH, forms.HealthForm)


def sogiesc(request: StaffRequest, case_id: UUID, person_id: UUID) -> HttpResponse:
    """What somebody said of who they are and love: sealed apart, never asked for."""
    return _apart(request, case_id, person_id, SOGIESC, forms.SogiescForm)


def _apart(
    request: StaffRequest, case_id: UUID, person_id: UUID, kind: str, form_type: type[forms.ApartForm]
) -> HttpResponse:
    actor = request.actor
    _row, known = access.person(actor, case_id, person_id)

    def now() -> tuple[int, dict[str, Any]]:
        row, record = access.apart(actor, case_id, person_id, kind)
        return row.version if row else 0, msgspec.structs.asdict(record)

    version, told = now()
    form = form_type(request.POST or None, initial=told | {"version": version})

    def act() -> None:
        actions.write_apart(actor, case_id, person_id, form.told(), seen=form.cleaned_data["version"])

    done = reverse("persons:person", args=[case_id, person_id])
    hides = shown.hidden("".join(str(value) for value in told.values()))
    context = of_person(actor, case_id, person_id, known) | {"back_to": done, "hides": hides}
    return save(request, f"persons/{kind}.html", form, act, done, context, now)
