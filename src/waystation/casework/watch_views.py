"""The pages of what waits in a case until somebody has seen to it, and of who is away."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from waystation.casework import access, actions, alerts, consent_shown, handing, watch_forms, watching
from waystation.casework.errors import Refused
from waystation.casework.submit import crumbs, submit, without_version
from waystation.casework.watching import AT_FIRST, Search
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vocabulary.vocabularies import label_of
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "rise-seen": gettext_lazy("Noted that you have seen it."),
        "recall-noted": gettext_lazy("Noted in the case."),
        "looked-for": gettext_lazy("Noted. It comes back by the moment that you chose."),
        "closing-proposed": gettext_lazy("Proposed. Somebody else has to agree."),
        "closing-dropped": gettext_lazy("The case stays open."),
        "case-taken-over": gettext_lazy("You are responsible for this case now."),
        "case-not-taken-over": gettext_lazy("The case stays with whom it was."),
        "away-said": gettext_lazy("Noted. Whoever stands in sees the work on the page of today in these days."),
        "back-said": gettext_lazy("Noted."),
    }
)


@require_POST
def seen(request: StaffRequest, case_id: UUID, alert_id: UUID) -> HttpResponse:
    """Somebody has seen that a risk rose. The page of the case says why it is not oneself."""
    with suppress(Refused):
        watching.see_rise(request.actor, case_id, alert_id)
        return back("casework:case", "rise-seen", case_id=case_id)
    return back("casework:case", case_id=case_id)


def look(request: StaffRequest, case_id: UUID, search_id: UUID) -> HttpResponse:
    """What was tried to find somebody, who looks next, and by when."""
    actor = request.actor
    case, stub = access.case(actor, case_id)
    row, alert = watching.waiting(actor, case_id, search_id, alerts.SEARCH)
    initial = {"who": str(alert.who), "look_by": actor.now() + AT_FIRST, "version": row.version}
    form = watch_forms.LookForm(request.POST or None, initial=initial, colleagues=access.colleagues(actor))

    def act(said: dict[str, Any]) -> None:
        search = Search(said["who"], said["look_by"])
        watching.look(actor, case_id, search_id, said["tried"], search, seen=said["version"])

    def stands() -> list[tuple[str, Any]]:
        now = watching.waiting(actor, case_id, search_id, alerts.SEARCH)[1]
        return [(_("Who looks next"), personas(actor).get(now.who) if now.who else ""), (_("Looks again by"), now.due)]

    context = crumbs(case, stub) | {
        "stands": stands,
        "version_now": lambda: watching.waiting(actor, case_id, search_id, alerts.SEARCH)[0].version,
    }
    return submit(request, "casework/look.html", form, act, "looked-for", context)


def recall(request: StaffRequest, case_id: UUID, recall_id: UUID) -> HttpResponse:
    """What the person took back, who has it, and whom we asked to delete it."""
    actor = request.actor
    case, stub = access.case(actor, case_id)
    row, alert = watching.waiting(actor, case_id, recall_id, alerts.RECALL)
    form = watch_forms.RecallForm(request.POST or None, initial={"version": row.version})

    def act(said: dict[str, Any]) -> None:
        watching.recall(actor, case_id, recall_id, said["note"], seen=said["version"])

    def taken() -> list[tuple[str, Any]]:
        now = watching.waiting(actor, case_id, recall_id, alerts.RECALL)[1]
        return [(_("Taken back"), "; ".join(consent_shown.label(code) for code in now.text.split()))]

    codes = alert.text.split()
    standing = [each for each in consent_shown.standing(actor, case_id) if each.purpose in codes]
    context = crumbs(case, stub) | {
        "taken": [each for each in standing if each.by_person],
        "recall": consent_shown.withdrawn(standing),
        "stands": taken,
        "version_now": lambda: watching.waiting(actor, case_id, recall_id, alerts.RECALL)[0].version,
    }
    return submit(request, "casework/recall.html", form, act, "recall-noted", context)


def funds(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Whether the money for the way is there, and who pays."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    known = access.funds(actor, case_id)
    initial: dict[str, Any] = {"there": "yes" if known.there else "no", "note": known.note} if known else {}
    initial["version"] = len(access.every_funds(actor, case_id))
    form = watch_forms.FundsForm(request.POST or None, initial=initial)

    def act(said: dict[str, Any]) -> None:
        told = {"there": said["there"], "note": said["note"], "once": said["once"]}
        actions.say_funds(actor, case_id, **told, seen=said["version"])

    context = crumbs(row, stub) | {
        "stands": lambda: _funds_now(actor, case_id),
        "version_now": lambda: len(access.every_funds(actor, case_id)),
        "covered": access.covered(actor, case_id),
    }
    return submit(request, "casework/funds.html", form, act, "case-saved", context)


def _funds_now(actor: Actor, case_id: UUID) -> list[tuple[str, Any]]:
    """What was said last of the money, for whoever says something else at the same time."""
    now = access.funds(actor, case_id)
    if now is None:
        return []
    return [
        (_("Is the money for the way there?"), _("Yes") if now.there else pgettext("money", "Not yet")),
        (_("Who pays, or what is missing"), now.note),
        (_("Written down by"), personas(actor).get(now.by, "?") if now.by else ""),
    ]


def propose(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Proposes to close as safe before a year of aftercare is over."""
    actor = acting(request, "casework.write")
    row, stub = access.case(actor, case_id)
    form = watch_forms.ProposeForm(request.POST or None, initial={"version": row.version})

    def act(said: dict[str, Any]) -> None:
        actions.propose_closing(actor, case_id, reason=said["reason"], note=said["note"], seen=said["version"])

    return submit(request, "casework/propose.html", form, act, "closing-proposed", crumbs(row, stub))


def closing(request: StaffRequest, case_id: UUID, proposal_id: UUID) -> HttpResponse:
    """A proposal to close: somebody else agrees, or nobody does."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    _row, proposed = watching.waiting(actor, case_id, proposal_id, alerts.CLOSING)
    refused: list[str] = []
    if request.method == "POST" and request.POST.get("do") == "drop":
        watching.drop_proposal(actor, case_id, proposal_id)
        return back("casework:case", "closing-dropped", case_id=case_id)
    if request.method == "POST":
        try:
            actions.agree_closing(actor, case_id, proposal_id)
            return back("casework:case", "case-moved", case_id=case_id)
        except Refused as error:
            refused = [str(reason) for reason in error.reasons]
    context = {
        "proposed": proposed,
        "by": personas(actor).get(proposed.by, "?") if proposed.by else "?",
        "reason": label_of("closing_reasons", proposed.reason),
        "mine": proposed.by == actor.account,
        "refused": refused,
    }
    return page(request, "casework/closing.html", crumbs(row, stub) | context, status=422 if refused else 200)


def offer(request: StaffRequest, case_id: UUID, offer_id: UUID) -> HttpResponse:
    """A case that is handed over: whom it is for takes it, or not."""
    actor = request.actor
    row, stub = access.case(actor, case_id)
    _row, offered = watching.waiting(actor, case_id, offer_id, alerts.HAND_OVER)
    if request.method == "POST" and request.POST.get("do") == "take":
        handing.take_over(actor, case_id, offer_id)
        return back("casework:case", "case-taken-over", case_id=case_id)
    if request.method == "POST":
        handing.leave_it(actor, case_id, offer_id)
        return back("casework:case", "case-not-taken-over", case_id=case_id)
    names = personas(actor)
    context = {
        "offered": offered,
        "by": names.get(offered.by, "?") if offered.by else "?",
        "to": names.get(offered.who, "?") if offered.who else "?",
        "for_me": offered.who == actor.account,
        "mine": offered.by == actor.account,
    }
    return page(request, "casework/offer.html", crumbs(row, stub) | context)


def away(request: StaffRequest) -> HttpResponse:
    """Who is away and who stands in; saying so for oneself, and for coordinators of others."""
    actor = acting(request, "casework.write")
    colleagues, names = access.colleagues(actor), personas(actor)
    others = allows(actor, "casework.access")
    accounts = colleagues if others else {actor.account: actor.persona}
    initial = {"account": str(actor.account), "first": actor.today}
    form = watch_forms.AwayForm(request.POST or None, initial=initial, accounts=accounts, colleagues=colleagues)
    lines = [
        {
            "id": row.pk,
            "away": each,
            "who": names.get(each.account, "?"),
            "stand_in": names.get(each.stand_in, "?"),
            "may": others or each.account == actor.account,
        }
        for row, each in handing.away(actor)
    ]

    def act(said: dict[str, Any]) -> None:
        told = without_version(said)
        handing.say_away(actor, **told)

    context = {"lines": lines, "breadcrumbs": [(reverse("casework:cases"), _("Cases")), ("", _("Who is away"))]}
    return submit(request, "casework/away.html", form, act, "away-said", context, "casework:away")


@require_POST
def be_back(request: StaffRequest, away_id: UUID) -> HttpResponse:
    """Somebody is back, or does not go."""
    handing.be_back(request.actor, away_id)
    return back("casework:away", "back-said")
