"""What the pages of advocacy have in common: their tabs, the trail above them, and what becomes of a form."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from waystation.advocacy import access, wording
from waystation.advocacy.records import Submission
from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.mail.words import clean
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import Link, back, page

ON_A_PAGE = 50
notices.register(
    {
        "submission-saved": gettext_lazy("Saved."),
        "submission-let-go": gettext_lazy("You let it go as it is. It can be sent once enough people have."),
        "submission-mailed": gettext_lazy("It leaves by itself. It counts as sent once the mail server has taken it."),
        "submission-stopped": gettext_lazy("It does not leave. It can be sent anew, or made a draft again."),
        "submission-draft": gettext_lazy("It is a draft again."),
        "limit-taken": gettext_lazy("Taken. Ask your lawyer to confirm it."),
        "submission-gone": gettext_lazy("Taken away."),
        "reply-noted": gettext_lazy("Noted."),
        "reply-passed-on": gettext_lazy(
            "Noted. It stands in the list for the other body too, with a limit of its own."
        ),
        "reply-graded": gettext_lazy("Noted. What two people agree on counts."),
    }
)
Crumbs = list[tuple[str, Any]]


def tabs(actor: Actor, here: str) -> dict[str, Any]:
    """The pages of advocacy beside each other, for those who open lists."""
    pages = [
        ("submissions", _("Submissions"), len(access.submissions(actor))),
        ("authorities", _("Authorities"), len(access.authorities(actor))),
        ("timeline", _("Timeline"), 0),
        ("scoreboard", _("Scoreboard"), 0),
    ]
    links = [Link(reverse(f"advocacy:{name}"), label, name == here, count) for name, label, count in pages]
    return {"tabs": links, "may_write": allows(actor, "advocacy.write")}


def trail(*more: tuple[str, Any]) -> Crumbs:
    """Where a page of a submission stands."""
    return [(reverse("advocacy:submissions"), _("Submissions")), *more]


def names(actor: Actor) -> dict[UUID, str]:
    """What every body is called."""
    return {one: clean(each.name)[0] for one, each in access.authorities(actor).items()}


def tried(
    request: StaffRequest,
    form: Any,
    act: Callable[[], HttpResponse],
    door: Callable[[Actor, Any], tuple[Any, Any]],
    row_id: UUID | None = None,
) -> HttpResponse | None:
    """What an action leads to; None where the form says why not. `door` opens the row that a colleague changed."""
    try:
        return act()
    except Refused as refused:
        say_beside(form, refused.reasons)
    except Stale:
        refresh(request.actor)
        form.add_error(None, str(wording.CHANGED_MEANWHILE))
        form.now_at(door(request.actor, row_id)[0].version)
    return None


def done(
    request: StaffRequest, submission_id: UUID, act: Callable[[Actor, UUID], None], notice: str, to: str = ""
) -> HttpResponse:
    """Runs an action that has no form; what stands against it is said on the page of the submission."""
    actor = acting(request, "advocacy.write")
    try:
        act(actor, submission_id)
    except Refused as refused:
        return refused_page(request, submission_id, refused)
    return back(to, notice) if to else back("advocacy:submission", notice, submission_id=submission_id)


def refused_page(request: StaffRequest, submission_id: UUID, refused: Refused) -> HttpResponse:
    """What stands against something that has no form."""
    context = {
        "sentences": [str(sentence) for _name, sentence in refused.reasons],
        "above": reverse("advocacy:submission", args=[submission_id]),
        "breadcrumbs": trail(),
    }
    return page(request, "advocacy/refused.html", context, status=422)


def of_submission(
    request: StaffRequest,
    form: Any,
    act: Callable[[], UUID],
    notice: str,
    submission_id: UUID,
    found: Submission,
    heading: str,
    *,
    template: str = "advocacy/form.html",
    more: dict[str, Any] | None = None,
    looks: bool = False,
) -> HttpResponse:
    """The same of a form that stands under a submission; with `looks` nothing is done yet."""
    title, above = clean(found.title)[0], reverse("advocacy:submission", args=[submission_id])
    context = {"heading": heading, "below": title, "above": above, "submission_id": submission_id, **(more or {})}
    return sent(request, form, act, notice, context, trail((above, title)), template, looks=looks)


def sent(
    request: StaffRequest,
    form: Any,
    act: Callable[[], UUID],
    notice: str,
    context: dict[str, Any],
    crumbs: Crumbs,
    template: str = "advocacy/form.html",
    *,
    looks: bool = False,
) -> HttpResponse:
    """Does what was typed and goes to the submission, or shows it again with what is wrong."""

    def saved() -> HttpResponse:
        return back("advocacy:submission", notice, submission_id=act())

    valid = request.method == "POST" and form.is_valid() and not looks
    if valid and (answer := tried(request, form, saved, access.submission, context.get("submission_id"))):
        return answer
    context = {"button": _("Save")} | context | {"form": form, "breadcrumbs": crumbs}
    return page(request, template, context, status=422 if form.errors else 200)
