"""Keeping an answer as a draft, taking over a colleague's, discarding one's own. All are buttons of the answer form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.functional import Promise
from django.views.decorators.http import require_POST

from waystation.hotline import access, draft_shown, drafting, wording
from waystation.hotline.errors import KeptByAnother
from waystation.hotline.forms import AnswerForm
from waystation.hotline.views import answer_form, thread_page
from waystation.staff.requests import StaffRequest
from waystation.vault.errors import Stale
from waystation.web.pages import back


@require_POST
def keep(request: StaffRequest, request_id: UUID) -> HttpResponse:
    form = answer_form(request.actor, {}, request.POST)
    if not form.is_valid():
        return thread_page(request, request_id, answer_form=form, status=422)
    how = {name: form.cleaned_data[name] for name in ("text", "protection", "sender")}
    return _done(request, request_id, form, drafting.keep, "draft-kept", how)


@require_POST
def take_over(request: StaffRequest, request_id: UUID) -> HttpResponse:
    form = answer_form(request.actor, {}, request.POST)
    if not form.is_valid() and request.POST.get("text", "").strip():
        return thread_page(request, request_id, answer_form=form, status=422)
    text = form.cleaned_data.get("text", "")
    return _done(request, request_id, form, drafting.take_over, "draft-taken", {"text": text})


@require_POST
def discard(request: StaffRequest, request_id: UUID) -> HttpResponse:
    form = answer_form(request.actor, {}, request.POST)
    form.is_valid()  # what stands in the box goes with it
    return _done(request, request_id, form, drafting.discard, "draft-gone", {})


def _done(
    request: StaffRequest,
    request_id: UUID,
    form: AnswerForm,
    act: Callable[..., None],
    notice: str,
    how: dict[str, Any],
) -> HttpResponse:
    """Back to the thread; or the same form, beside the draft that stands in its way."""
    try:
        act(request.actor, request_id, seen=form.cleaned_data.get("draft"), **how)
    except (Stale, KeptByAnother):
        return _in_the_way(request, request_id, form)
    return back("hotline:request", notice, request_id=request_id)


def _in_the_way(request: StaffRequest, request_id: UUID, form: AnswerForm) -> HttpResponse:
    row, _stub = access.request(request.actor, request_id)
    draft = draft_shown.of(request.actor, row)
    again = answer_form(request.actor, {}, draft_shown.renewed(draft, form))
    again.is_valid()
    why: str | Promise = wording.STALE
    if draft:
        why = wording.DRAFT_ELSEWHERE if draft.is_mine else wording.DRAFT_OF_ANOTHER % {"persona": draft.persona}
    again.add_error(None, why)
    return thread_page(request, request_id, answer_form=again, status=422)
