"""The staff's pages: the queue, one thread, notes of calls, what is on its way out."""

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.hotline import (
    access,
    actions,
    boxes,
    canned,
    channels,
    contact,
    contact_rules,
    contact_shown,
    contacting,
    doorway,
    draft_shown,
    outbox,
    peers,
    proposed,
    proposing,
    protection,
    reach,
    rules,
    shown,
    vouching,
    wording,
)
from waystation.hotline.errors import (
    AlreadyStored,
    Exposed,
    HeldBack,
    NoAddress,
    NotPossible,
    Overtaken,
    ShutChannel,
    Unfilled,
    Unsayable,
)
from waystation.hotline.forms import AnswerForm, NoteForm, TakeNoteForm, TriageForm
from waystation.hotline.models import Request
from waystation.hotline.queue import CROWD, OURS, in_crowd
from waystation.hotline.records import RequestStub
from waystation.staff import integrity, opening
from waystation.staff.above import ask
from waystation.staff.access import able, personas
from waystation.staff.actor import Actor
from waystation.staff.context import said
from waystation.staff.errors import Refused
from waystation.staff.policy import may, require
from waystation.staff.requests import StaffRequest
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(wording.NOTICES)
notices.register({"not-possible": wording.NOT_POSSIBLE}, "warn")

PAGE, MESSAGES = 50, 20


@require_safe
def requests(request: StaffRequest) -> HttpResponse:
    """The queue: what waits for us first, the most urgent and longest waiting on top."""
    actor = request.actor
    require(actor, "hotline.read")  # before anything is begun
    work = lambda: shown.queue_rows(actor, access.queue(actor).group(OURS)[:PAGE])  # noqa: E731
    if (coming := opening.instead(request, actor, "requests", _("Requests"), work, Request)) is not None:
        return coming
    lines = access.queue(actor)
    proposing.lend(actor)
    outbox.refill(actor)
    show = request.GET.get("show", "ours")
    chosen = show if show in shown.FILTERS else "ours"
    part = Paginator(lines.group(chosen), PAGE).get_page(request.GET.get("page"))
    return page(
        request,
        "hotline/requests.html",
        {
            "rows": shown.queue_rows(actor, part),
            "page": part,
            "tabs": shown.tabs(lines, chosen),
            "chosen": chosen,
            "mailbox": outbox.is_local(),
            "stuck": outbox.stuck(actor),
            "broken": reach.broken(),
            "channels_url": shown.link("trust:channels"),
            "unseen": proposing.unseen(actor),
            "on_duty": ask("on_duty", actor) or [],
            "may_edit_texts": may(actor.roles, "hotline.canned"),
            "crowd": len(lines.group(CROWD)) if chosen == OURS else 0,
            "crowd_now": len(lines.group(in_crowd("now"))),
            "may_close_together": chosen == CROWD and may(actor.roles, "hotline.decide"),
            "may_edit_rules": may(actor.roles, "hotline.rules"),
            "may_keep_keys": may(actor.roles, "hotline.keys"),
        },
    )


@require_safe
def request(request: StaffRequest, request_id: UUID) -> HttpResponse:
    return thread_page(request, request_id)


def thread_page(request: StaffRequest, request_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    """One thread, with forms as they were sent where something has to be put right."""
    actor = request.actor
    row, stub = actions.open_thread(actor, request_id)
    if stub.joined:
        return back("hotline:request", request_id=stub.joined)
    outbox.refill(actor)
    differences = said(integrity.opened(actor, row.pk, case=stub.case))
    found = contact.known(actor, row, stub)
    context = {
        "differences": differences,
        "row": row,
        "stub": stub,
        **_messages(request, actor, row, stub, found),
        **_beside(actor, row, stub),
        **contact_shown.beside(actor, found),
        "tested": access.wants_proof(actor, row.pk),
    }
    door = context["door"]
    context["can_answer"] = context["can_answer"] and not door.closed
    keys = peers.standing(actor, row, stub) if stub.channel == "email" else None
    context |= {"asks": keys and (keys.can_encrypt or keys.ever_encrypted), "key": keys and protection.shown_key(keys)}
    draft = draft_shown.of(actor, row, in_box=context["can_answer"] and "answer_form" not in forms)
    context["draft"] = draft
    given = {
        "protection": keys.default if keys else "",
        "sender": door.sender,
        "saw": context["saw"],
        "elsewhere": context["elsewhere"],
    }
    given |= draft.initial if draft else {}
    blank = {
        "answer_form": answer_form(actor, given),
        "note_form": NoteForm(),
        "triage_form": _triage_form(actor, stub),
    }
    context |= blank | forms
    if keys and not keys.can_encrypt:
        context["answer_form"].offer_readable_alone()
    return page(request, "hotline/request.html", context, status=status)


def _messages(
    request: StaffRequest, actor: Actor, row: Request, stub: RequestStub, known: contact.Known
) -> dict[str, Any]:
    """The newest messages, older ones on further pages; within a page the oldest is on top."""
    records = access.records(actor, row.pk)
    part = Paginator(records[::-1], MESSAGES).get_page(request.GET.get("page"))
    opened = access.entries(actor, list(part)[::-1])
    again, reports = (
        protection.repeated(opened, partial(peers.protected_elsewhere, actor, row, stub)),
        vouching.undelivered(actor, records),
    )
    seen = shown.Seen(actor, stub)
    return {
        "bubbles": [
            shown.bubble(
                entry,
                stub,
                repeated=entry.id in again,
                more=[*contact_shown.heard(known, entry.id), *shown.alike_badges(actor, entry, stub)],
                reports=reports,
                seen=seen(entry),
            )
            for entry in opened
        ],
        "door": doorway.of(actor, stub, opened),
        "page": part,
        "saw": len(records),
        "unsound": access.unsound(actor, row.pk),
    }


def _beside(actor: Actor, row: Request, stub: RequestStub) -> dict[str, Any]:
    case = stub.case
    untold, again, held_to_be = ask("before_answering", actor, row.pk) or (None, [], None)
    earlier = access.earlier(actor, row, stub)
    by_mail = stub.channel == "email"
    from_us = by_mail and boxes.is_ours(stub.who)
    return {
        "whom": shown.title(stub),
        "status": shown.status_badge(stub.status),
        "urgency": shown.urgency_badge(stub.urgency),
        "channel": rules.CHANNELS[stub.channel],
        "proposed": proposed.said(actor, stub),
        "language": proposed.language(stub),
        "owner": personas(actor).get(stub.owner, "") if stub.owner else "",
        "can_answer": row.caller is not None or (by_mail and not from_us),
        "from_us": (wording.FROM_US_TITLE, wording.FROM_US) if from_us else None,
        "earlier": shown.queue_rows(actor, earlier),
        "answered_elsewhere": shown.answered_elsewhere(earlier, stub, actor.now()),
        "elsewhere": access.messages_in(earlier),
        "held_to_be": held_to_be,
        "alike": shown.compared(actor, stub),
        "untold": untold,
        "again": again,
        "vetting_url": shown.link("trust:vetting", request_id=row.pk),
        "accept_url": "" if case or not rules.is_caller(stub) else shown.link("casework:accept", request_id=row.pk),
        "counterpart": "" if rules.is_caller(stub) else rules.COUNTERPARTS[stub.counterpart],
        "others": shown.others(actor, stub),
        "case_url": shown.link("casework:case", case_id=case) if case else "",
    }


def _triage_form(actor: Actor, stub: RequestStub, data: Any = None) -> TriageForm:
    initial = {"urgency": stub.urgency, "owner": str(stub.owner or ""), "next": stub.next, "status": stub.status}
    initial["counterpart"] = stub.counterpart
    return TriageForm(data, initial=initial, personas=_owners(actor, stub), status=stub.status)


def _owners(actor: Actor, stub: RequestStub) -> dict[UUID, str]:
    """Who may look after a request: everybody who may answer, and whoever does so far."""
    wanted = {*able(actor, "hotline.answer"), stub.owner}
    return {account: name for account, name in personas(actor).items() if account in wanted}


def answer_form(actor: Actor, initial: dict[str, Any], data: Any = None) -> AnswerForm:
    texts = [(text.id, text.title) for text in canned.listed(actor)]
    return AnswerForm(data, initial=initial, texts=texts, senders=[box.address for box in channels.usable()])


@require_POST
def fill(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Puts a prepared text behind what stands in the box; nothing is sent."""
    actor = request.actor
    _row, stub = access.request(actor, request_id)
    form = answer_form(actor, {}, request.POST)
    form.is_valid()  # a box that is empty is no mistake here
    kept = {name: form.cleaned_data.get(name) for name in ("protection", "sender", "saw", "elsewhere", "reason")}
    kept["draft"] = request.POST.get("draft", "")
    text, remarks = request.POST.get("text", ""), []
    if chosen := form.cleaned_data.get("canned"):
        put = canned.put(actor, stub, canned.chosen(actor, UUID(chosen)))
        text, remarks = "\n\n".join(filter(None, (text.rstrip(), put.text))), shown.remarks(stub, put)
    filled = answer_form(actor, kept | {"text": text})
    return thread_page(request, request_id, answer_form=filled, remarks=remarks)


@require_POST
def answer(request: StaffRequest, request_id: UUID) -> HttpResponse:
    form = answer_form(request.actor, {}, request.POST)
    blocked = False
    if form.is_valid():
        try:
            return back("hotline:request", _answered(request.actor, request_id, form), request_id=request_id)
        except AlreadyStored:
            return back("hotline:request", "answer-already-sent", request_id=request_id)
        except HeldBack as held:
            blocked = True
            form.add_error(None, wording.HELD_BACK)
            for code in held.why:
                form.add_error(None, str(contact_rules.WHY[code]))
        except NoAddress:
            form.add_error(None, wording.NO_ADDRESS)
        except (ShutChannel, NotPossible):
            form.add_error("sender", wording.SHUT_CHANNEL)
        except Unsayable as refused:
            form.add_error("text", str(refused.reason))
        except Unfilled as left:
            form.add_error("text", wording.UNFILLED % {"names": shown.braced(left.names)})
        except Overtaken:
            form = _asked_again(request.actor, request_id, form)
        except Exposed:
            standing = peers.standing(request.actor, *access.request(request.actor, request_id))
            form.add_error("protection", protection.exposed(standing, form.cleaned_data["protection"]))
        except Stale:
            form.add_error(None, wording.STALE)
    return thread_page(request, request_id, answer_form=form, blocked=blocked, status=422)


def _answered(actor: Actor, request_id: UUID, form: AnswerForm) -> str:
    """Answers, or asks a second person where somebody says why it must leave all the same. Returns a notice's code."""
    given = form.cleaned_data
    if given["reason"]:
        with suppress(Refused):  # nothing stands against it: it leaves as any other
            contacting.ask_second(
                actor,
                request_id,
                given["text"],
                given["reason"],
                protection=given["protection"],
                sender=given["sender"],
                once=form.row_id,
            )
            draft_shown.keep_as_asked(actor, request_id, given)
            return "second-asked"
    actions.answer(
        actor,
        request_id,
        given["text"],
        message_id=form.row_id,
        protection=given["protection"],
        sender=given["sender"],
        saw=given["saw"],
        draft=given["draft"],
        elsewhere=given["elsewhere"],
    )
    found = contact.of(actor, request_id)
    if found.stub.channel != "email":
        return "answer-waits"
    return "answer-held" if contact_rules.HOURS in found.against("", actor.now()) else "answer-sent"


def _asked_again(actor: Actor, request_id: UUID, form: AnswerForm) -> AnswerForm:
    """The same form once it shows what was said meanwhile: sent again, it is sent in the knowledge of that."""
    row, stub = access.request(actor, request_id)
    saw, draft = form.cleaned_data["saw"] or 0, draft_shown.of(actor, row)
    newer = access.records(actor, row.pk)[saw:]
    now = {"saw": str(saw + len(newer)), "elsewhere": str(access.messages_in(access.earlier(actor, row, stub)))}
    again = answer_form(actor, {}, draft_shown.renewed(draft, form, **now))
    said = [shown.meanwhile([record for _, record in newer])] if newer else []
    if draft and draft.at != form.cleaned_data["draft"]:
        said.append(draft.sentence)
    again.add_error(None, wording.OVERTAKEN % {"what": ", ".join(said)} if said else wording.ELSEWHERE)
    return again


@require_POST
def note(request: StaffRequest, request_id: UUID) -> HttpResponse:
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            actions.note(request.actor, request_id, form.cleaned_data["text"], message_id=form.row_id)
            return back("hotline:request", "note-kept", request_id=request_id)
        except AlreadyStored:
            return back("hotline:request", "note-kept", request_id=request_id)
        except Stale:
            form.add_error(None, wording.STALE)
    return thread_page(request, request_id, note_form=form, status=422)


@require_POST
def triage(request: StaffRequest, request_id: UUID) -> HttpResponse:
    """Changes what was changed in the form, and nothing else."""
    actor = request.actor
    _row, stub = access.request(actor, request_id)
    form = _triage_form(actor, stub, request.POST)
    if form.is_valid():
        try:
            _decide(actor, request_id, form)
            return back("hotline:request", "request-changed", request_id=request_id)
        except NotPossible:
            form.add_error("status", wording.NOT_POSSIBLE)
        except Stale:
            form.add_error(None, wording.STALE)
    return thread_page(request, request_id, triage_form=form, status=422)


def _decide(actor: Actor, request_id: UUID, form: TriageForm) -> None:
    given = form.cleaned_data
    if "urgency" in form.changed_data:
        actions.set_urgency(actor, request_id, given["urgency"])
    if "counterpart" in form.changed_data and given["counterpart"]:
        actions.set_counterpart(actor, request_id, given["counterpart"])
    if "owner" in form.changed_data:
        actions.assign(actor, request_id, UUID(given["owner"]) if given["owner"] else None)
    if "next" in form.changed_data:
        actions.set_next(actor, request_id, given["next"])
    if "status" in form.changed_data:
        actions.decide(actor, request_id, given["status"])


@require_POST
def join(request: StaffRequest, request_id: UUID, other_id: UUID) -> HttpResponse:
    """Puts the messages of another request into this thread."""
    try:
        actions.join(request.actor, other_id, into=request_id)
    except (NotPossible, Stale):
        return back("hotline:request", "not-possible", request_id=request_id)
    return back("hotline:request", "requests-joined", request_id=request_id)


def take_note(request: StaffRequest) -> HttpResponse:
    """A call or a meeting, written down as a request."""
    require(request.actor, "hotline.answer")
    form = TakeNoteForm(request.POST or None, channels=ask("channels_of_calls") or ())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.take_note(
                request.actor,
                given["text"],
                who=given["who"],
                urgency=given["urgency"],
                came_to=given.get("came_to", ""),
                message_id=form.row_id,
            )
        except AlreadyStored:
            return back("hotline:requests", "note-kept")
        return back("hotline:request", "note-kept", request_id=made)
    return page(request, "hotline/take-note.html", {"form": form})
