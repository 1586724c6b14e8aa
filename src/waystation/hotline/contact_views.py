"""The staff's page of safe contact, and the second person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from waystation.hotline import contact, contact_shown, contact_terms, contacting, posts, shown, wording
from waystation.hotline import contact_rules as rules
from waystation.hotline.contact_forms import SecondForm, StaffContactForm, WordForm
from waystation.hotline.errors import Exposed, HeldBack, NoAddress, NotPossible, ShutChannel, Unsayable
from waystation.staff import integrity
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.context import said
from waystation.staff.errors import Refused
from waystation.staff.requests import StaffRequest
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "contact-kept": _("Kept. Letters that have not left keep to it from now on."),
        "second-asked": _("It waits for a second person. Tell a colleague to look at Today."),
        "second-agreed": _("It leaves now."),
        "second-refused": _("It does not leave."),
    }
)
SAID: dict[frozenset[str], tuple[str | Promise, str]] = {
    frozenset({"word_ok"}): (_("This is the word that means: it is me and I am free."), "good"),
    frozenset({"word_duress"}): (_("This is the word that means: I am NOT free. Do not show that you know."), "danger"),
    frozenset(): (_("This is none of the agreed words. Tell this person nothing yet."), "warn"),
}


def person(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """How somebody may be reached: the answers, to be read and written down."""
    actor = request.actor
    found = contact.of(actor, request_id)
    if found.stub.joined:
        return back("hotline:contact", request_id=found.stub.joined)
    form = _form(found, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            contacting.save(
                actor, request_id, _written(actor, form), seen=form.cleaned_data["seen"], settled=form.is_settled
            )
            return back("hotline:contact", "contact-kept", request_id=request_id)
        except Stale:
            refresh(actor)
            form.add_error(None, wording.STALE)
    return _page(request, found, form=form, status=422 if form.errors else 200)


def _form(found: contact.Known, data: Any = None) -> StaffContactForm:
    several = bool(contact_terms.beside(found.here, found.contact))
    forced = rules.is_forced(found.terms, found.heard)
    form = StaffContactForm(data, before=found.contact, forced=forced, several=several)
    form.initial["seen"] = found.version
    return form


def _written(actor: Actor, form: StaffContactForm) -> Any:
    written = form.contact()
    if form.cleaned_data.get("free"):
        written = msgspec.structs.replace(written, free_since=actor.now())
    return written


def _page(request: StaffRequest, found: contact.Known, *, status: int = 200, **given: Any) -> HttpResponse:
    actor = request.actor
    context = {
        "row": found.request,
        "whom": shown.title(found.stub),
        "differences": said(integrity.opened(actor, found.request.pk, case=found.stub.case)),
        "form": None,
        "word_form": WordForm(),
        "asked": [contact_shown.asked_line(actor, each) for each in reversed(found.record.asked)],
        "agreed_on": any(each.word_ok or each.word_duress for each in found.terms),
        "there": contact_shown.local_time(found.contact, actor.now()),
        **contact_shown.beside(actor, found),
    }
    return page(request, "hotline/contact.html", context | {"form": _form(found)} | given, status=status)


@require_POST
def word(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Which of the agreed words somebody said on the phone."""
    actor, form = request.actor, WordForm(request.POST)
    found = contact.of(actor, request_id)
    if not form.is_valid():
        return _page(request, found, word_form=form, status=422)
    which = frozenset(contacting.is_said(actor, request_id, form.cleaned_data["word"]))
    text, tone = SAID.get(which, SAID[frozenset({"word_duress"})])
    return _page(request, found, told=text, told_tone=tone)


@require_POST
def ask_for_letter(request: StaffRequest, outgoing_id: UUID) -> HttpResponse:
    """A letter that is held: asks a second person to let it go."""
    actor, form = request.actor, SecondForm(request.POST)
    posts.letter(actor, outgoing_id)
    if not form.is_valid():
        return back("hotline:outbox", "say-why")
    try:
        contacting.ask_for_letter(actor, outgoing_id, form.cleaned_data["reason"])
    except (Refused, Stale):
        return back("hotline:outbox", "not-possible")
    return back("hotline:outbox", "second-asked")


@require_POST
def agree(request: StaffRequest, request_id: UUID, asked_id: UUID) -> HttpResponse:
    return _decided(request, request_id, lambda: contacting.agree(request.actor, request_id, asked_id), "agreed")


@require_POST
def refuse(request: StaffRequest, request_id: UUID, asked_id: UUID) -> HttpResponse:
    return _decided(request, request_id, lambda: contacting.refuse(request.actor, request_id, asked_id), "refused")


def _decided(request: StaffRequest, request_id: UUID, act: Callable[[], None], how: str) -> HttpResponse:
    """Does what the second person says; why it cannot be done stands on the page."""
    try:
        act()
    except (Refused, Unsayable) as refused:
        told: str | Promise = refused.reason
    except HeldBack:
        told = rules.MORE_AGAINST
    except NoAddress:
        told = wording.NO_ADDRESS
    except (ShutChannel, NotPossible):
        told = wording.SHUT_CHANNEL
    except Exposed:
        told = wording.EXPOSED
    except Stale:
        told = wording.STALE
    else:
        return back("hotline:request", f"second-{how}", request_id=request_id)
    found = contact.of(request.actor, request_id)
    return _page(request, found, told=told, told_tone="danger", status=422)


notices.register({"say-why": _("Say why it must leave all the same.")}, "warn")
