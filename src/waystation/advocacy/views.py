"""The pages of submissions: a door, a form, an action, a page."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from waystation.advocacy import access, approving, drafting, following, outlines, rules, sending, shown, wording
from waystation.advocacy.forms import DraftForm, EraseForm, GradeForm, LetGoForm, ReplyForm, WayForm
from waystation.advocacy.framing import ON_A_PAGE, done, names, of_submission, sent, tabs, trail
from waystation.advocacy.records import Authority, Submission
from waystation.casework import consent_forms
from waystation.documentation.errors import Refused
from waystation.mail.words import clean
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vocabulary.vocabularies import label_of
from waystation.web.pages import back, page


@require_safe
def submissions(request: StaffRequest) -> HttpResponse:
    """What was asked of whom, what waits longest first."""
    actor = acting(request, "advocacy.read")
    sending.take_in(actor)
    found = shown.lines(actor)
    part = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": part, "ignored": sum(each.stands.state == rules.IGNORED for each in found)}
    return page(request, "advocacy/submissions.html", tabs(actor, "submissions") | context)


@require_safe
def submission(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """One submission: what it says, its way, what came back, what is next."""
    actor = request.actor
    sending.take_in(actor)
    row, found = access.submission(actor, submission_id)
    bodies = access.authorities(actor)
    authority = bodies.get(found.authority, Authority(name="—"))
    back_ = shown.replies(actor, submission_id, found, authority)
    stands = rules.standing(found, [each.reply for each in back_], authority, actor.today)
    called = personas(actor)
    context = {
        "line": shown.line(submission_id, found, bodies, stands, actor.today),
        "found": found,
        "stands": stands,
        "version": row.version,
        "authority_id": found.authority,
        "parts": outlines.parts(found.text),
        "heed": shown.heed(authority) if found.sent is None else "",
        "closed": shown.closed(authority, found.since) if found.sent is None else "",
        "further": [(wording.DUES[use], day) for use, day in rules.on_the_way(found, authority)]
        if stands.waits
        else [],
        "clock": shown.ClockLine(found.clock) if found.clock else None,
        "channel": wording.CHANNELS.get(found.channel, ""),
        "replies": back_,
        "purpose": label_of("consent_purposes", rules.purpose(authority, found)),
        "approvals": [(called[each.by], each.at, len(each.cases)) for each in found.approvals],
        "approvers": rules.approvers(found, authority),
        "approved": found.parent is not None or rules.is_approved(found, authority),
        "post": shown.post(found),
        "basis": shown.basis(actor, found).items(),
        "may_fill": allows(actor, "documentation.read"),
        "against": sending.against(actor, found, authority) if found.sent is None else [],
        "those": approving.words_seen(actor, found, authority),
        "files": wording.FORMS.items(),
        "let_go_by_me": any(each.by == actor.account for each in found.approvals),
        "missing": outlines.missing(found.kind, found.language, found.text) if found.sent is None else [],
        "demanded_by": outlines.source(found.kind),
        "next_kinds": [label_of("submission_kinds", code) for code in rules.next_kinds(found, stands)],
        "above": (authority.above, bodies[authority.above].name) if authority.above in bodies else None,
        "parent": (found.parent, access.submissions(actor).get(found.parent)) if found.parent else None,
        "children": shown.lines(actor, [one for one, _said in access.passed_on(actor, submission_id)]),
        "may_write": allows(actor, "advocacy.write"),
        "may_approve": allows(actor, "advocacy.approve"),
        "may_erase": allows(actor, "advocacy.erase"),
        "breadcrumbs": trail(),
    }
    return page(request, "advocacy/submission.html", context)


def ask(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """Begins a submission to one body."""
    actor = request.actor
    _row, authority = access.authority(actor, authority_id)
    acting(request, "advocacy.write")
    form = DraftForm(request.POST or None, authority=authority, initial=_begun(request, actor, authority))

    def act() -> UUID:
        said = form.cleaned_data
        return drafting.draft(actor, form.submission(authority_id), clock=said["clock"], once=said["once"])

    above = reverse("advocacy:authority", args=[authority_id])
    context = {"heading": _("Ask this body"), "below": clean(authority.name)[0], "above": above}
    context["heed"] = shown.heed(authority)
    context["kinds"] = form.fields["kind"].choices
    context["chosen"] = form["kind"].value()
    crumbs = [(above, clean(authority.name)[0])]
    return sent(request, form, act, "submission-saved", context, crumbs, "advocacy/ask.html")


def _begun(request: StaffRequest, actor: Actor, authority: Authority) -> dict[str, Any]:
    """What was asked elsewhere, where it is to be asked here too; else what the form of a kind demands, as headings.

    By which limit they must answer is proposed: with none nobody would ever count as silent.
    """
    try:
        _row, said = access.submission(actor, UUID(request.GET.get("as", "")))
    except ValueError:
        kind = request.GET.get("kind", "citizen_appeal")
        wanted = request.GET.get("in", "")
        language = wanted if wanted in outlines.LANGUAGES else "ru"
        begun = {"kind": kind, "language": language, "text": outlines.outline(kind, language)}
        return begun | {"clock": rules.usual_clock(kind, authority)}
    return DraftForm.initial_of(said) | {"clock": rules.usual_clock(said.kind, authority)}


def change(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Says anew what is to be asked."""
    actor = request.actor
    row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.write")
    _row, authority = access.authority(actor, found.authority)
    initial = DraftForm.initial_of(found) | {"version": row.version}
    form = DraftForm(request.POST or None, authority=authority, initial=initial)

    def act() -> UUID:
        said = form.cleaned_data
        wanted = form.submission(found.authority)
        drafting.change_draft(actor, submission_id, wanted, clock=said["clock"], seen=said["version"])
        return submission_id

    return of_submission(request, form, act, "submission-saved", submission_id, found, _("Change the draft"))


def let_go(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Approves what a draft says, through the gate of consent."""
    actor = request.actor
    row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.approve")
    _row, authority = access.authority(actor, found.authority)
    form = LetGoForm(request.POST or None, initial={"version": row.version})
    context: dict[str, Any] = {
        "found": found,
        "parts": outlines.parts(found.text),
        "purpose": label_of("consent_purposes", rules.purpose(authority, found)),
        "body": clean(authority.name)[0],
        "button": _("Let it go"),
        "heed": shown.heed(authority),
        "basis": shown.basis(actor, found).items(),
        "missing": outlines.missing(found.kind, found.language, found.text),
        "demanded_by": outlines.source(found.kind),
    }
    if request.method == "POST" and form.is_valid():
        context |= _limits(actor, found, form)

    def act() -> UUID:
        said = form.cleaned_data
        approving.let_go(
            actor, submission_id, called=form.names, nobody=said["nobody"], limits_seen=form.limits_seen,
            seen=said["version"],
        )  # fmt: skip
        return submission_id

    heading, template = _("Let it go"), "advocacy/let-go.html"
    return of_submission(
        request, form, act, "submission-let-go", submission_id, found, heading, template=template, more=context
    )  # fmt: skip


def _limits(actor: Actor, found: Submission, form: LetGoForm) -> dict[str, Any]:
    """The limits that people set, which must be read first."""
    try:
        said = approving.verdicts(actor, found, form.names) if form.names else {}
    except Refused:
        return {}
    return consent_forms.limits_shown(said)


def way(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Writes down on which days it went, came and was registered."""
    actor = request.actor
    row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.write")
    initial = WayForm.initial_of(found, actor.today) | {"version": row.version}
    form = WayForm(request.POST or None, initial=initial)

    def act() -> UUID:
        following.note_way(actor, submission_id, **form.way, seen=form.cleaned_data["version"])
        return submission_id

    return of_submission(request, form, act, "submission-saved", submission_id, found, _("Days and number"))


def reply_new(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Writes down what came back."""
    actor = request.actor
    _row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.write")
    form = ReplyForm(request.POST or None, bodies=names(actor), own=found.authority)

    def act() -> UUID:
        following.note_reply(actor, form.reply(submission_id), once=form.cleaned_data["once"])
        return submission_id

    passed = request.method == "POST" and bool(request.POST.get("to"))
    notice = "reply-passed-on" if passed else "reply-noted"
    return of_submission(request, form, act, notice, submission_id, found, _("What came back"))


def grade(request: StaffRequest, submission_id: UUID, reply_id: UUID) -> HttpResponse:
    """Says how much of what was asked a reply answers."""
    actor = request.actor
    _row, found = access.submission(actor, submission_id)
    _reply_row, reply = access.reply(actor, submission_id, reply_id)
    acting(request, "advocacy.write")
    form = GradeForm(request.POST or None)

    def act() -> UUID:
        following.grade(actor, submission_id, reply_id, form.cleaned_data["substance"])
        return submission_id

    more = {"found": found, "reply": reply}
    return of_submission(
        request, form, act, "reply-graded", submission_id, found, _("Grade the answer"),
        template="advocacy/grade.html", more=more,
    )  # fmt: skip


@require_POST
def reply_remove(request: StaffRequest, submission_id: UUID, reply_id: UUID) -> HttpResponse:
    """Takes away one that was written down by mistake."""
    following.remove_reply(acting(request, "advocacy.write"), submission_id, reply_id)
    return back("advocacy:submission", "submission-gone", submission_id=submission_id)


@require_POST
def take_back(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Makes it a draft again."""
    return done(request, submission_id, approving.take_approvals_back, "submission-draft")


@require_POST
def withdraw(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Notes that we took back what was asked."""
    return done(request, submission_id, following.withdraw, "submission-saved")


@require_POST
def discard(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Takes away a draft."""
    return done(request, submission_id, drafting.discard, "submission-gone", "advocacy:submissions")


def erase(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Erases a submission with what came back, after one more look."""
    actor = request.actor
    _row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.erase")
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        following.erase(actor, submission_id)
        return back("advocacy:submissions", "submission-gone")
    title = clean(found.title)[0]
    above = reverse("advocacy:submission", args=[submission_id])
    context = {"heading": _("Erase it"), "below": title, "above": above, "button": _("Erase"), "form": form}
    context["breadcrumbs"] = trail((above, title))
    return page(request, "advocacy/form.html", context, status=422 if form.errors else 200)
