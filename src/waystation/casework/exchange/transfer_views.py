"""The pages of hand-overs: partners and keys, what is handed on, what partners send."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from waystation.casework import access, consent_shown
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.exchange import (
    arrivals,
    form,
    home,
    partners,
    sending,
    told,
    transfers,
    updates,
    updates_shown,
)
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.errors import NotOurs
from waystation.casework.exchange.forms import BundleForm, ConnectForm, HandOnForm, PartnerForm, StateForm
from waystation.casework.exchange.records import Incoming, Transfer
from waystation.casework.exchange.views import against, download
from waystation.casework.exchange.wording import ON_ITS_WAY, why_not
from waystation.casework.submit import crumbs, of_contact, say
from waystation.files.forms import is_good
from waystation.files.uploads import Limits, takes_files
from waystation.hotline.consent_words import named
from waystation.staff.access import or_absent, personas
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.vault.errors import Stale, Tampered
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "partner-kept": gettext_lazy("The key is pinned. Bundles for this partner are sealed to it alone."),
        "partner-connected": gettext_lazy("Kept. Bundles for them can leave by themselves."),
        "bundle-leaves": gettext_lazy("It is on its way. Here stands what becomes of it."),
        "partner-dropped": gettext_lazy("The exchange with this partner is ended."),
        "own-key-made": gettext_lazy("The key is made. Give partners its public half, and compare the fingerprint."),
        "transfer-noted": gettext_lazy("Noted."),
        "bundle-opened": gettext_lazy("The bundle is open. Nothing is taken on yet."),
        "bundle-rejected": gettext_lazy("Not taken on. What came is deleted. Tell the partner the code below."),
        "update-taken": gettext_lazy("Taken over. What stood before is in the history of the case."),
        "bundle-accepted": gettext_lazy("Taken on: the case is here. Tell the partner the code below."),
    }
)


def partner_list(request: StaffRequest) -> HttpResponse:
    """Our own key, the partners, and pinning another."""
    actor = acting(request, "exchange.transfer")
    asked = PartnerForm(request.POST or None)
    if request.method == "POST" and asked.is_valid():
        said = asked.cleaned_data
        try:
            partners.pin(actor, name=said["name"], recipient=said["recipient"], how=said["how"])
            return back("exchange:partners", "partner-kept")
        except Refused as refused:
            asked.add_error(None, str(refused.reasons[0]))
    own = [(key, rules.fingerprint(key.recipient)) for key in partners.own_keys(actor)[:1]]
    names = personas(actor)
    found = [
        (row.pk, one, rules.fingerprint(one.recipient), names.get(one.by, "")) for row, one in partners.partners(actor)
    ]
    crumb = [(reverse("casework:cases"), _("Cases"))]
    context = {"form": asked, "own": own, "found": found, "breadcrumbs": crumb}
    return page(request, "exchange/partners.html", context, status=422 if asked.errors else 200)


@require_POST
def own_key(request: StaffRequest) -> HttpResponse:
    """Makes our key."""
    partners.make_own_key(acting(request, "exchange.transfer"))
    return back("exchange:partners", "own-key-made")


def connect_partner(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """Where a partner's Waystation is, and by which token it takes bundles from us."""
    actor = acting(request, "exchange.transfer")
    _row, record = partners.partner(actor, partner_id)
    asked = ConnectForm(request.POST or None, initial={"address": record.address})
    if request.method == "POST" and asked.is_valid():
        try:
            partners.connect(actor, partner_id, **{name: asked.cleaned_data[name] for name in ("address", "token")})
            return back("exchange:partners", "partner-connected")
        except Refused as refused:
            asked.add_error(None, str(refused.reasons[0]))
    context = {"form": asked, "partner": record, "breadcrumbs": [(reverse("exchange:partners"), _("Partners"))]}
    return page(request, "exchange/connect.html", context, status=422 if asked.errors else 200)


@require_POST
def drop_partner(request: StaffRequest, partner_id: UUID) -> HttpResponse:
    """Ends the exchange with a partner."""
    partners.drop(acting(request, "exchange.transfer"), partner_id)
    return back("exchange:partners", "partner-dropped")


def hand_on(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """What was handed on of a case, and another bundle."""
    actor = acting(request, "exchange.transfer")
    row, stub = access.case(actor, case_id)
    ours = partners.partners(actor)
    known, connected = {str(partner.pk): one.name for partner, one in ours}, any(one.address for _row, one in ours)
    asked = HandOnForm(request.POST or None, partners=list(known.items()), connected=connected)
    shown = [_shown(each.pk, record) for each, record in transfers.of_case(actor, case_id)]
    context: dict[str, Any] = crumbs(row, stub) | {"form": asked, "transfers": shown, "known": known}
    context |= {"texts": told.listed(actor, case_id), "home": home.is_field()}
    if request.method == "POST" and asked.is_valid():
        said, seen = asked.cleaned_data, asked.limits_seen().get(case_id)
        wanted = {"kind": said["does"], "purpose": said["purpose"], "parts": said["parts"], "note": said["note"]}
        try:
            wanted |= {"limits_seen": seen, "without": said["without"], "send": said.get("send", False)}
            content = transfers.hand_on(actor, case_id, UUID(said["partner"]), **wanted)
            if wanted["send"]:
                made = transfers.of_case(actor, case_id)[0][0].pk
                return back("exchange:transfer", "bundle-leaves", case_id=case_id, transfer_id=made)
            return download(content, "age", "bundle")
        except Refused as refused:
            say(asked, refused)
            tried = Wanted(said["purpose"], known[said["partner"]], frozenset(said["parts"]), "transfer")
            context |= against(actor, case_id, tried, seen)
    return page(request, "exchange/hand-on.html", context, status=422 if asked.errors else 200)


@require_POST
@of_contact
def carry_home(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """From a laptop in the field: the whole case as a file for the home alone."""
    actor = acting(request, "exchange.transfer")
    row, stub = access.case(actor, case_id)
    try:
        return download(home.carry(actor, case_id), "age", "bundle")
    except Refused as refused:
        return page(
            request, "exchange/not-carried.html", crumbs(row, stub) | {"refused": refused.reasons[0]}, status=422
        )


def _shown(transfer_id: UUID, record: Transfer | Incoming) -> dict[str, Any]:
    return {
        "id": transfer_id,
        "record": record,
        "kind": rules.SHOWN_KINDS.get(record.kind, ""),
        "state": rules.STATES[record.state],
        "tone": rules.TONES[record.state],
        "parts": named(record.parts),
        "steps": [(rules.STATES[step.state], step) for step in record.steps],
    }


def transfer(request: StaffRequest, case_id: UUID, transfer_id: UUID) -> HttpResponse:
    """What became of one hand-over."""
    actor = acting(request, "exchange.transfer")
    case_row, stub = access.case(actor, case_id)
    row, record = transfers.one(actor, case_id, transfer_id)
    way = sending.ways(actor).get(transfer_id)
    initial: dict[str, Any] = {"version": row.version}
    if way and way.answer and rules.may_become(record.state, way.state):
        initial |= {"state": way.state, "code": way.answer}
    asked = StateForm(request.POST or None, now=record.state, initial=initial)
    if request.method == "POST" and asked.is_valid():
        said = asked.cleaned_data
        told = {"note": said["note"], "code": said["code"], "seen": said["version"]}
        try:
            transfers.note_state(actor, case_id, transfer_id, said["state"], **told)
            return back("exchange:transfer", "transfer-noted", case_id=case_id, transfer_id=transfer_id)
        except Refused as refused:
            asked.add_error(None, str(refused.reasons[0]))
        except Stale:
            asked.add_error(None, _("Somebody else was faster. Look again."))
    context = crumbs(case_row, stub) | _shown(transfer_id, record)
    context |= {"form": asked, "purpose": consent_shown.label(record.purpose)}
    context["way"] = ON_ITS_WAY[way.state] if way and record.state == rules.ASKED else ""
    context["may_move"] = bool(rules.NEXT.get(record.state))
    return page(request, "exchange/transfer.html", context, status=422 if asked.errors else 200)


def _limits() -> Limits:
    return Limits(1, form.MOST_BYTES)


@takes_files(_limits)
def incoming(request: StaffRequest) -> HttpResponse:
    """What partners sent, and opening another bundle."""
    actor = acting(request, "exchange.transfer")
    asked = BundleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and is_good(request, asked):
        (received,) = asked.cleaned_data["files"]
        try:
            made = transfers.receive(actor, b"".join(files.read(received.id, received.content)))
            return back("exchange:bundle", "bundle-opened", incoming_id=made)
        except NotOurs as error:
            asked.add_error("files", why_not(error))
    return _incoming(request, actor, asked, status=422 if asked.errors else 200)


def _incoming(
    request: StaffRequest, actor: Actor, asked: BundleForm, why_not: str = "", *, status: int
) -> HttpResponse:
    context = {
        "form": asked,
        "why_not": why_not,
        "waiting": arrivals.waiting(actor),
        "found": [_shown(row.pk, record) for row, record in transfers.incoming(actor)],
        "breadcrumbs": [(reverse("exchange:partners"), _("Partners"))],
    }
    return page(request, "exchange/incoming.html", context, status=status)


@require_POST
def open_arrived(request: StaffRequest, arrived_id: UUID) -> HttpResponse:
    """Opens a bundle that a partner's program brought. One that none of our keys opens is put away."""
    actor = acting(request, "exchange.transfer")
    data = or_absent(actor, arrived_id, lambda: arrivals.content(actor, arrived_id))
    try:
        # Together, or one that was cut off in between could be taken on while its sender is told that it waits.
        with transaction.atomic():
            made = transfers.receive(actor, data)
            arrivals.opened(actor, arrived_id, made)
    except (NotOurs, Refused) as error:
        arrivals.opened(actor, arrived_id, None)
        words = why_not(error) if isinstance(error, NotOurs) else str(error.reasons[0])
        return _incoming(request, actor, BundleForm(), words, status=422)
    return back("exchange:bundle", "bundle-opened", incoming_id=made)


def one_bundle(request: StaffRequest, incoming_id: UUID) -> HttpResponse:
    """What a partner asks, to be taken on or not; of a case that is here, what differs, to be taken piece by piece."""
    actor = acting(request, "exchange.transfer")
    _row, record = transfers.one_incoming(actor, incoming_id)
    refused = ""
    if request.method == "POST":
        try:
            return back("exchange:bundle", _decide(request, incoming_id), incoming_id=incoming_id)
        except Refused as error:
            refused = str(error.reasons[0])
        except NotOurs as error:
            refused = why_not(error)
        except (Stale, Tampered):
            refused = _("Somebody else was faster. Look again.")
    decided = record.state in (rules.ACCEPTED, rules.REJECTED)
    context = (
        _shown(incoming_id, record)
        | _update(actor, record)
        | {
            "refused": refused,
            "refused_before": [] if decided else transfers.refused_before(actor, incoming_id, record),
            "code": rules.answer(record.code, record.state) if decided else "",
            "decided": decided,
            "accepted": record.state == rules.ACCEPTED,
            "breadcrumbs": [(reverse("exchange:incoming"), _("From partners"))],
        }
    )
    return page(request, "exchange/bundle.html", context, status=422 if refused else 200)


def _decide(request: StaffRequest, incoming_id: UUID) -> str:
    """Does what the button says, and gives the notice for it."""
    actor, asked = request.actor, request.POST.get("do")
    if asked == "accept":
        transfers.accept(actor, incoming_id)
        return "bundle-accepted"
    if asked in ("take", "take-all"):
        chosen = None if asked == "take-all" else request.POST.getlist("take")
        updates.take(actor, incoming_id, chosen, seen=request.POST.get("seen", ""))
        return "update-taken"
    transfers.reject(actor, incoming_id)
    return "bundle-rejected"


def _update(actor: Actor, record: Incoming) -> dict[str, Any]:
    """What a bundle would change in a case that is here; nothing for one that is not."""
    try:
        found = updates.of(actor, record)
    except (NotOurs, Refused, Tampered) as error:
        words = why_not(error) if isinstance(error, NotOurs) else error.reasons[0] if isinstance(error, Refused) else ""
        return {"update": True, "why_not": words or _("This bundle is damaged.")}
    if found is None:
        return {}
    pieces = updates_shown.pieces(actor, found)
    return {"update": True, "pieces": pieces, "seen": found.seen, "proved": updates.proved(actor, record)}
