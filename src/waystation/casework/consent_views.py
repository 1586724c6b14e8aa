"""The pages of consent: answers, what left, two people who agree, and the words that people are asked."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from waystation.casework import access, actions, consent_forms, consent_shown, consent_texts, releases
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.persons import asked
from waystation.casework.persons.access import members
from waystation.casework.persons.text import plain
from waystation.casework.records import Release
from waystation.casework.services import shown as services
from waystation.casework.submit import crumbs, say, submit, without_version
from waystation.casework.work import asking_again
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "consent-second-asked": gettext_lazy(
            "Asked. Somebody else must agree; then it can be done once, within seven days."
        ),
        "consent-second-agreed": gettext_lazy("Agreed. It can be done once, within seven days."),
        "consent-second-refused": gettext_lazy("Not agreed. Nothing leaves."),
        "text-changed": gettext_lazy("The new text is in use. Answers keep the words that they were answers to."),
    }
)


def consent(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Records an answer to one purpose of the one of a case, and shows what stands for all of them."""

    def act(said: dict[str, Any]) -> None:
        actions.record_consent(request.actor, case_id, **without_version(said), seen=said["version"])

    return ask(request, case_id, act, {"asked_at": reverse("casework:consent", args=[case_id])})


def ask(
    request: StaffRequest,
    case_id: UUID,
    act: Callable[[dict[str, Any]], None],
    more: dict[str, Any],
    person: UUID | None = None,
) -> HttpResponse:
    """The page on which somebody's answer to one purpose is recorded; `asked_at` in `more` is its address."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    purpose = consent_forms.chosen([request.POST.get("purpose", ""), request.GET.get("purpose", "")])
    text = consent_texts.current(actor)[purpose]
    initial = {"purpose": purpose, "text_version": text.version, "on": actor.today}
    initial["version"] = access.answered(actor, case_id, purpose, [person])
    form = consent_forms.ConsentForm(request.POST or None, initial=initial, text=text)
    spoken = [(code, words) for code in consent_texts.LANGUAGES if (words := text.texts.get(code, "").strip())]
    standing = consent_shown.standing(actor, case_id, person)
    context = crumbs(row, stub) | {
        "answers": standing,
        "by_themselves": [each for each in standing if each.purpose == purpose and each.by_person],
        "stands": lambda: consent_shown.now(actor, case_id, purpose, person),
        "beside": lambda: consent_shown.newest(actor, case_id, purpose, person),
        "version_now": lambda: access.answered(actor, case_id, purpose, [person]),
        "purpose": purpose,
        "label": consent_shown.label(purpose),
        "spoken": spoken,
        "may_change": allows(actor, "consent.texts"),
    }
    return submit(request, "casework/consent.html", form, act, "case-saved", context | more)


@require_safe
def uses(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What left of a case and to whom, and what two people were asked."""
    actor = acting(request, "consent.use")
    row, stub = access.case(actor, case_id)
    called = _called(actor, case_id)
    context = crumbs(row, stub) | {
        "uses": consent_shown.shown_uses(actor, case_id),
        "releases": [_with_whom(each, called) for each in consent_shown.shown_releases(actor, case_id)],
        "recall": consent_shown.withdrawn(consent_shown.standing(actor, case_id)),
        "passed_on": services.passed_on(actor, case_id),
        "may_export": allows(actor, "exchange.export"),
    }
    return page(request, "casework/uses.html", context)


def second(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Asks a second person to agree to one use."""
    actor = acting(request, "consent.use")
    row, stub = access.case(actor, case_id)
    whom: dict[str, Any] = {"called": stub.pseudonym, "others": asked.others(actor, case_id)}
    form = consent_forms.SecondForm(request.POST or None, initial={"purpose": request.GET.get("purpose", "")}, **whom)
    if request.method == "POST" and form.is_valid():
        said, (caller, others) = form.cleaned_data, form.stands_for()
        wanted = Wanted(said["purpose"], said["recipient"].strip(), frozenset(said["parts"]), others=others)
        try:
            releases.ask_second(actor, case_id, wanted, said["reason"], caller=caller, once=said["once"])
            return back("casework:uses", "consent-second-asked", case_id=case_id)
        except Refused as refused:
            say(form, refused)
    return page(request, "casework/second.html", crumbs(row, stub) | {"form": form}, status=422 if form.errors else 200)


def decide(request: StaffRequest, case_id: UUID, release_id: UUID) -> HttpResponse:
    """A second person looks, and agrees or not."""
    actor = acting(request, "consent.use")
    row, stub = access.case(actor, case_id)
    _row, record = access.release(actor, case_id, release_id)
    seen = access.answered(actor, case_id, record.purpose, releases.stands_for(record))
    form, refused = consent_forms.DecideForm(request.POST or None, initial={"version": seen}), ""
    if request.method == "POST":
        agreed = request.POST.get("do") == "agree"
        try:
            releases.decide(actor, case_id, release_id, agreed=agreed, seen=form.seen())
        except Refused as error:
            refused = str(error.reasons[0])
        except Stale:
            refused = _("Somebody else was faster. Look again.")
        else:
            return back(
                "casework:uses", "consent-second-agreed" if agreed else "consent-second-refused", case_id=case_id
            )
            seen = access.answered(actor, case_id, record.purpose, releases.stands_for(record))
    called = _called(actor, case_id)
    found = _with_whom(consent_shown.shown_release(actor, release_id, record), called)
    context = {"found": found, "seen": seen, "refused": refused, "may_agree": allows(actor, "consent.agree")}
    context["said"] = _said(actor, case_id, record, called)
    return page(request, "casework/decide.html", crumbs(row, stub) | context, status=422 if refused else 200)


def _called(actor: Actor, case_id: UUID) -> dict[UUID | None, str]:
    """What everybody of a case is called; None is the one of the case."""
    return {None: access.called(actor, case_id)} | {each.id: plain(each.called) for each in members(actor, case_id)}


def _said(
    actor: Actor, case_id: UUID, record: Release, called: Mapping[UUID | None, str]
) -> list[tuple[str, list[consent_shown.Stands]]]:
    """What each of those for whom two people are asked said of it, by what they are called."""
    names = [("" if one is None else called.get(one, "?"), one) for one in releases.stands_for(record)]
    return [(name, consent_shown.of(actor, case_id, record.purpose, record.recipient, one)) for name, one in names]


def _with_whom(found: dict[str, Any], called: Mapping[UUID | None, str]) -> dict[str, Any]:
    """What two people were asked, with those for whom it stands as they are called."""
    release = found["release"]
    first = [called[None]] if release.caller else []
    return found | {"whom": ", ".join([*first, *(called.get(each, "?") for each in release.people)])}


@require_safe
def texts(request: StaffRequest) -> HttpResponse:
    """What people are asked for each purpose."""
    actor = acting(request, "consent.texts")
    found = [(consent_shown.label(code), text) for code, text in consent_texts.current(actor).items()]
    crumb = [(reverse("casework:cases"), _("Cases"))]
    return page(request, "casework/consent-texts.html", {"texts": found, "breadcrumbs": crumb})


def text(request: StaffRequest, text_id: UUID) -> HttpResponse:
    """Changes what people are asked for one purpose: a new version, with the old ones below."""
    actor = acting(request, "consent.texts")
    purpose = consent_texts.purpose_of(text_id)
    versions = consent_texts.versions(actor, purpose)
    now = versions[0][0]
    form = consent_forms.TextForm(request.POST or None, initial=dict(now.texts) | {"version": now.version})
    if purpose == consent_texts.JOURNEY:  # which has an answer of its own each time
        del form.fields["anew"]
    if request.method == "POST" and form.is_valid():
        try:
            consent_texts.change(
                actor,
                purpose,
                form.texts(),
                seen=form.cleaned_data["version"] or 0,
                anew=form.cleaned_data.get("anew", False),
            )
            return back("casework:consent-texts", "text-changed")
        except Stale:
            form.add_error(
                None, _("Somebody else changed this text at the same time. Theirs is below; yours is kept here.")
            )
            versions = consent_texts.versions(actor, purpose)
            form.now_at(versions[0][0].version)
    names = personas(actor)
    shown = [(each, record, names.get(record.by, "") if record else "") for each, record in versions]
    crumb = [(reverse("casework:consent-texts"), _("Texts of consent"))]
    context = {"again": _asked_again(actor, purpose)}
    context |= {"form": form, "label": consent_shown.label(purpose), "versions": shown, "breadcrumbs": crumb}
    return page(request, "casework/consent-text.html", context, status=422 if form.errors else 200)


def _asked_again(actor: Actor, purpose: str) -> list[tuple[str, str, date | None]]:
    """Who said yes to an earlier text that counts no more: where they are asked, what we call them, and when it was."""
    if not allows(actor, "casework.read"):
        return []
    return [
        (
            consent_shown.asked_at(held.locator, purpose, held.record.person),
            _called(actor, held.locator).get(held.record.person, "?"),
            held.record.on,
        )
        for held in asking_again.waiting(actor, purpose)
    ]
