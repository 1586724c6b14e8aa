"""The pages of statements and transcripts: written, shown in each language side by side, approved, released."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.casework.consent_forms import limits_shown
from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.mail.words import clean
from waystation.publication import access, actions, grounds, markdown, people, public, rules, trace, wording
from waystation.publication.aloud import speaking
from waystation.publication.forms import ApproveForm, PublicationForm, ReasonForm
from waystation.publication.gathering import HOLDERS
from waystation.publication.records import LANGUAGES, Publication
from waystation.publication.statistics import making
from waystation.publication.statistics.drawn import drawn
from waystation.staff.access import personas, refresh
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale, Tampered
from waystation.web import notices
from waystation.web.pages import back, page

ON_A_PAGE = 50
notices.register(
    {
        "publication-saved": gettext_lazy("Saved. Check it before it is approved."),
        "publication-override": gettext_lazy("Noted. A second person has to agree."),
        "publication-agreed": gettext_lazy("Agreed: this finding may stand."),
        "publication-approved": gettext_lazy("You approved these words."),
        "publication-released": gettext_lazy("Released. These words stay as they are."),
        "publication-recalled": gettext_lazy("Taken back."),
        "publication-gone": gettext_lazy("Taken away."),
    }
)
LIST = "publication:publications"


def title(found: Publication) -> str:
    """What it is called: in the language of whoever reads, else in the first one that has a title."""
    every = (found.titles.get(get_language() or "", ""), *found.titles.values())
    return clean(next((said for said in every if said.strip()), "—"))[0]


def trail(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    """The way here from the list."""
    return [(reverse(LIST), _("Publications")), *more]


@require_safe
def publications(request: StaffRequest) -> HttpResponse:
    """Everything that is to be released or was."""
    actor = acting(request, "publication.write")
    try:
        out = {one for one, said in public.everything().items() if said.out}
    except Tampered:
        return page(request, "publication/site-damaged.html", status=500)
    part = Paginator(list(access.publications(actor).items()), ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [
        (
            *(one, title(each), wording.PUBLICATIONS[each.kind], _state(each, out=one in out), each.at),
            wording.SHAKEN if one not in out and grounds.is_shaken(actor, each) else "",
        )
        for one, each in part.object_list
    ]
    return page(
        request,
        "publication/publications.html",
        {
            "page": part,
            "lines": lines,
            "may_release": allows(actor, "publication.release"),
            "may_count": bool(making.sources(actor)),
        },
    )


def _state(found: Publication, *, out: bool) -> tuple[Any, str]:
    return wording.STATES[rules.state(found, HOLDERS, out=out)]


@require_safe
def publication(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """One of them, in each language side by side, with what stands against its release."""
    actor = acting(request, "publication.write")
    row, found = access.publication(actor, publication_id)
    called = personas(actor)
    said = public.one(publication_id)
    state = rules.state(found, HOLDERS, out=bool(said and said.out))
    against = people.against(actor, found) if found.released_at is None else []
    context = {
        "publication_id": publication_id,
        "title": title(found),
        "kind": wording.PUBLICATIONS[found.kind],
        "state": wording.STATES[state],
        "found": found,
        "version": row.version,
        "table": drawn(found.table) if found.table else None,
        "audience": wording.AUDIENCES[found.table.audience] if found.table else "",
        "trace": traced(actor, found),
        "columns": [_column(found, language) for language in rules.languages(found)],
        "unwritten": [wording.LANGUAGE_WORDS[each] for each in LANGUAGES if each not in rules.languages(found)],
        "overrides": [
            (each, called.get(each.by, ""), called.get(each.agreed_by, "") if each.agreed_by else "", each.by)
            for each in found.overrides
        ],
        "approvals": [(called.get(each.by, ""), each.at) for each in found.approvals],
        "wanting": [wording.STILL_MISSING[each] for each in HOLDERS if each not in rules.approved_by(found)],
        "me": actor.account,
        "is_withdrawn": state == rules.RECALLED and found.recalled_at is None,
        "withdrawn": wording.WITHDRAWN,
        "says_whose": people.may_say(actor),
        "is_out": found.released_at is not None,
        "may_release": allows(actor, "publication.release"),
        "against": against,
        "those": people.words_seen(actor, found),
        "can_be_released": state == rules.APPROVED and not against,
        "approved_by_me": any(each.by == actor.account for each in found.approvals),
        "breadcrumbs": trail(),
    }
    return page(request, "publication/publication.html", context)


def traced(actor: Actor, found: Publication) -> dict[str, Any]:
    """On what its sentences stand, in short: what changed of it first."""
    every, bare = sum(map(len, trace.sentences(found).values())), trace.bare(found)
    seen = grounds.seen(actor, found)
    is_out = found.released_at is not None and found.recalled_at is None
    return {
        "sentences": every,
        "noted": every - len(bare),
        "bare": bare,
        "seen": seen,
        "changed": [each for each in seen if each.is_changed],
        "advice": wording.TAKE_IT_BACK if is_out else wording.LOOK_AGAIN,
        "cases": len({each.case for each in people.cases(found)}),
    }


def _column(found: Publication, language: str) -> dict[str, Any]:
    letters = rules.letters(found, language)
    speakers = {each.letter: each for each in rules.speakers(found.speakers.get(language, ""))} if letters else {}
    return {
        "language": language,
        "name": wording.LANGUAGE_WORDS[language],
        "aloud": found.aloud and speaking.is_spoken(language),
        "title": clean(found.titles.get(language, ""))[0],
        "speakers": list(speakers.values()),
        "blocks": [
            (block, speakers.get(block.speaker))
            for block in markdown.blocks(clean(found.texts.get(language, ""))[0], letters)
        ],
    }


def new(request: StaffRequest) -> HttpResponse:
    """Begins a statement or a transcript."""
    actor = acting(request, "publication.write")
    form = PublicationForm(request.POST or None)
    context = {"heading": _("Write something to be released"), "above": reverse(LIST), "breadcrumbs": trail()}
    return _written(
        request, form, lambda: actions.write(actor, form.publication, once=form.cleaned_data["once"]), context
    )


def change(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Says it anew."""
    actor = acting(request, "publication.write")
    row, found = access.publication(actor, publication_id)
    initial = PublicationForm.initial_of(found) | {"version": row.version}
    form = PublicationForm(request.POST or None, initial=initial, is_table=found.table is not None)

    def act() -> UUID:
        actions.change(actor, publication_id, form.publication, seen=form.cleaned_data["version"])
        return publication_id

    above = reverse("publication:publication", args=[publication_id])
    context = {"heading": title(found), "above": above, "breadcrumbs": trail((above, title(found)))}
    return _written(request, form, act, context, publication_id)


def _written(
    request: StaffRequest,
    form: PublicationForm,
    act: Callable[[], UUID],
    context: dict[str, Any],
    publication_id: UUID | None = None,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            return back("publication:publication", "publication-saved", publication_id=act())
        except Refused as refused:
            say_beside(form, refused.reasons)
        except Stale:
            refresh(request.actor)
            form.add_error(None, str(wording.CHANGED_MEANWHILE))
            if publication_id:
                form.now_at(access.publication(request.actor, publication_id)[0].version)
    status = 422 if request.method == "POST" else 200
    return page(request, "publication/write.html", context | {"form": form}, status=status)


@require_POST
def check(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Holds it against everything confidential that this person may open."""
    actions.begin_check(acting(request, "publication.write"), publication_id)
    return back("publication:found")


def _done(
    request: StaffRequest, publication_id: UUID, act: Callable[[Actor], object], notice: str, to: str = ""
) -> HttpResponse:
    """Does something that has no page of its own; what stands against it is said."""
    actor = acting(request, "publication.write")
    _row, found = access.publication(actor, publication_id)
    try:
        act(actor)
    except Refused as refused:
        above = reverse("publication:publication", args=[publication_id])
        context = {
            "sentences": [str(sentence) for _name, sentence in refused.reasons],
            "above": above,
            "breadcrumbs": trail((above, title(found))),
        }
        return page(request, "publication/refused.html", context, status=422)
    return back(to, notice) if to else back("publication:publication", notice, publication_id=publication_id)


@require_POST
def override(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Asks that a finding may stand."""
    number, reason = request.POST.get("finding", ""), clean(request.POST.get("reason", ""))[0][:2_000]
    at = int(number) if number.isdecimal() and len(number) < 6 else -1
    return _done(
        request, publication_id, lambda actor: actions.ask_override(actor, publication_id, at, reason),
        "publication-override",
    )  # fmt: skip


@require_POST
def agree(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Agrees that it may, or takes it back."""
    key, drops = request.POST.get("key", ""), request.POST.get("do") == "drop"
    act = actions.drop_override if drops else actions.agree
    notice = "publication-saved" if drops else "publication-agreed"
    return _done(request, publication_id, lambda actor: act(actor, publication_id, key), notice)


def approve(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Approves the words as they stand, and says of whose cases they tell."""
    actor = acting(request, "publication.write")
    if not people.may_say(actor):
        return _approved_alone(request, publication_id)
    row, found = access.publication(actor, publication_id)
    form = ApproveForm(request.POST or None, initial={"version": row.version})
    above = reverse("publication:publication", args=[publication_id])
    context: dict[str, Any] = {
        "form": form,
        "above": above,
        "breadcrumbs": trail((above, title(found))),
        "publication_id": publication_id,
        "trace": traced(actor, found),
    }
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        context |= _limits(actor, form)
        try:
            actions.approve(
                actor, publication_id, called=form.names, nobody=said["nobody"], named=said["named"],
                limits_seen=form.limits_seen, seen=said["version"],
            )  # fmt: skip
            return back("publication:publication", "publication-approved", publication_id=publication_id)
        except Refused as refused:
            say_beside(form, refused.reasons)
        except Stale:
            refresh(actor)
            form.add_error(None, str(wording.CHANGED_MEANWHILE))
            form.now_at(access.publication(actor, publication_id)[0].version)
    return page(request, "publication/approve.html", context, status=422 if request.method == "POST" else 200)


def _approved_alone(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    if request.method != "POST":
        return back("publication:publication", publication_id=publication_id)
    return _done(request, publication_id, lambda actor: actions.approve(actor, publication_id), "publication-approved")


def _limits(actor: Actor, form: ApproveForm) -> dict[str, Any]:
    """The limits that people set, which must be read first."""
    try:
        return limits_shown(people.verdicts(actor, form.names, named=form.cleaned_data["named"]) if form.names else {})
    except Refused:
        return {}


@require_POST
def release(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Lets it go."""
    acting(request, "publication.release")
    return _done(request, publication_id, lambda actor: actions.release(actor, publication_id), "publication-released")


def recall(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Notes that it was taken back, and why."""
    actor = acting(request, "publication.release")
    _row, found = access.publication(actor, publication_id)
    form = ReasonForm(request.POST or None)
    above = reverse("publication:publication", args=[publication_id])
    if request.method == "POST" and form.is_valid():
        try:
            actions.recall(actor, publication_id, form.cleaned_data["reason"])
            return back("publication:publication", "publication-recalled", publication_id=publication_id)
        except Refused as refused:
            say_beside(form, refused.reasons)
    context = {"form": form, "above": above, "title": title(found), "breadcrumbs": trail((above, title(found)))}
    return page(request, "publication/recall.html", context, status=422 if request.method == "POST" else 200)


@require_POST
def discard(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Takes away what was never released."""
    return _done(
        request, publication_id, lambda actor: actions.discard(actor, publication_id), "publication-gone", LIST
    )
