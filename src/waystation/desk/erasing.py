"""The pages of keeping and erasing: what is due, keep longer, propose, agree, receipts."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.audit.export import NotProvable
from waystation.audit.log import log_alone
from waystation.desk import access, actions, queue, receipts
from waystation.desk.errors import Refused
from waystation.desk.forms import EraseForm, KeepForm
from waystation.staff.access import personas
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "kept-longer": gettext_lazy("It is kept. It comes back to this list on the day you chose."),
        "erasure-proposed": gettext_lazy("Proposed. A coordinator who is somebody else must agree."),
        "erasure-withdrawn": gettext_lazy("The proposal is taken back. Nothing was erased."),
        "erased": gettext_lazy(
            "Erased. The receipt is in the log. Backups of keys still open it until they are deleted."
        ),
    }
)


@require_safe
def retention(request: StaffRequest) -> HttpResponse:
    """What is kept beyond its time."""
    actor = acting(request, "erasure.propose")
    return page(request, "desk/retention.html", queue.context(actor))


def keep(request: StaffRequest, subject_id: UUID) -> HttpResponse:
    """Keeps something longer."""
    actor = request.actor
    subject = access.subject(actor, subject_id)
    form = KeepForm(request.POST or None, today=actor.today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.keep_longer(actor, subject_id, until=said["until"], reason=said["reason"])
        return back("desk:retention", "kept-longer")
    return page(request, "desk/keep.html", {"form": form, "subject": subject}, status=422 if form.errors else 200)


def propose(request: StaffRequest, subject_id: UUID) -> HttpResponse:
    """Proposes to erase."""
    actor = request.actor
    subject = access.subject(actor, subject_id)
    form = EraseForm(request.POST or None, extents=subject.extents)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.propose(actor, subject_id, extent=said["extent"], reason=said["reason"])
        return back("desk:retention", "erasure-proposed")
    return page(request, "desk/erase.html", {"form": form, "subject": subject}, status=422 if form.errors else 200)


def agree(request: StaffRequest, review_id: UUID) -> HttpResponse:
    """Erases what somebody else proposed, after one more look."""
    actor = acting(request, "erasure.agree")
    found, refused = queue.proposal(actor, review_id), ""
    if request.method == "POST":
        try:
            actions.erase(actor, review_id)
        except Refused as error:
            refused = str(error.reason)
        else:
            return back("desk:retention", "erased")
    return page(request, "desk/agree.html", {"found": found, "refused": refused}, status=422 if refused else 200)


@require_POST
def withdraw(request: StaffRequest, review_id: UUID) -> HttpResponse:
    """Takes a proposal back."""
    actions.withdraw(request.actor, review_id)
    return back("desk:retention", "erasure-withdrawn")


@require_safe
def receipt_list(request: StaffRequest) -> HttpResponse:
    """Every receipt."""
    actor = request.actor
    names = personas(actor)
    found = [(row.pk, receipt, names.get(receipt.by, "")) for row, receipt in access.receipts(actor)]
    return page(request, "desk/receipts.html", {"receipts": found})


@require_safe
def receipt(request: StaffRequest, receipt_id: UUID) -> HttpResponse:
    """One receipt with its proof, as text: to be printed, kept, and checked by anybody offline."""
    actor = request.actor
    found = access.receipt(actor, receipt_id)
    log_alone(actor.account, "erasure.receipt_taken", subject=receipt_id)
    try:
        return HttpResponse(receipts.whole(found), content_type="text/plain; charset=utf-8")
    except NotProvable:  # the log disagrees with its witness: the page of the log says so
        return back("desk:log")
