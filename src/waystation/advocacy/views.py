"""The pages of advocacy: a door, a form, an action, a page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.advocacy import access, actions, outlines, rules, shown, wording
from waystation.advocacy.forms import (
    AuthorityForm,
    ClockForm,
    DraftForm,
    EraseForm,
    GradeForm,
    LetGoForm,
    PressureForm,
    ReplyForm,
    WayForm,
    clock_lines,
    known_clocks,
)
from waystation.advocacy.records import Authority, Submission
from waystation.advocacy.wording import LEAST_FOR_PARTNERS, LEAST_IN_PUBLIC
from waystation.casework import consent_forms
from waystation.casework.forms import say_beside
from waystation.documentation.errors import Refused
from waystation.mail.words import clean
from waystation.staff.access import personas, refresh
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.vocabulary.vocabularies import label_of, terms
from waystation.web import notices
from waystation.web.pages import Link, back, page

ON_A_PAGE = 50
notices.register(
    {
        "submission-saved": gettext_lazy("Saved."),
        "submission-let-go": gettext_lazy("You let it go as it is. It can be sent once enough people have."),
        "submission-draft": gettext_lazy("It is a draft again."),
        "submission-gone": gettext_lazy("Taken away."),
        "reply-noted": gettext_lazy("Noted."),
        "reply-passed-on": gettext_lazy(
            "Noted. It stands in the list for the other body too, with a limit of its own."
        ),
        "reply-graded": gettext_lazy("Noted. What two people agree on counts."),
    }
)
Crumbs = list[tuple[str, Any]]


@require_safe
def submissions(request: StaffRequest) -> HttpResponse:
    """What was asked of whom, what waits longest first."""
    actor = acting(request, "advocacy.read")
    found = shown.lines(actor)
    part = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": part, "ignored": sum(each.stands.state == rules.IGNORED for each in found)}
    return page(request, "advocacy/submissions.html", _tabs(actor, "submissions") | context)


def _tabs(actor: Actor, here: str) -> dict[str, Any]:
    pages = [
        ("submissions", _("Submissions"), len(access.submissions(actor))),
        ("authorities", _("Authorities"), len(access.authorities(actor))),
        ("timeline", _("Timeline"), 0),
        ("scoreboard", _("Scoreboard"), 0),
    ]
    links = [Link(reverse(f"advocacy:{name}"), label, name == here, count) for name, label, count in pages]
    return {"tabs": links, "may_write": allows(actor, "advocacy.write")}


@require_safe
def scoreboard(request: StaffRequest) -> HttpResponse:
    """How each body that was asked answers; for partners and in public with small cells hidden."""
    actor = acting(request, "advocacy.read")
    wanted = request.GET.get("for", "")
    least = {"public": LEAST_IN_PUBLIC, "partners": LEAST_FOR_PARTNERS}.get(wanted, 0)
    context = {
        "lines": shown.public_board(actor, least) if least else shown.board(actor),
        "columns": list(wording.COLUMNS.values()),
        "least": least,
        "whom": [
            Link(reverse("advocacy:scoreboard"), _("For us"), not least),
            Link(reverse("advocacy:scoreboard") + "?for=partners", _("For partners"), wanted == "partners"),
            Link(reverse("advocacy:scoreboard") + "?for=public", _("In public"), wanted == "public"),
        ],
    }
    return page(request, "advocacy/scoreboard.html", _tabs(actor, "scoreboard") | context)


@require_safe
def submission(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """One submission: what it says, its way, what came back, what is next."""
    actor = request.actor
    row, found = access.submission(actor, submission_id)
    bodies = access.authorities(actor)
    authority = bodies.get(found.authority, Authority(name="—"))
    back_ = shown.replies(actor, submission_id)
    stands = rules.standing(found, [each.reply for each in back_], authority, actor.today)
    called = personas(actor)
    context = {
        "line": shown.line(submission_id, found, bodies, stands, actor.today),
        "found": found,
        "stands": stands,
        "version": row.version,
        "authority_id": found.authority,
        "clock": shown.ClockLine(found.clock) if found.clock else None,
        "channel": wording.CHANNELS.get(found.channel, ""),
        "replies": back_,
        "purpose": label_of("consent_purposes", rules.purpose(authority)),
        "approvals": [(called[each.by], each.at, len(each.cases)) for each in found.approvals],
        "approvers": rules.approvers(found, authority),
        "approved": found.parent is not None or rules.is_approved(found, authority),
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
        "breadcrumbs": _trail(),
    }
    return page(request, "advocacy/submission.html", context)


def ask(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """Begins a submission to one body."""
    actor = request.actor
    _row, authority = access.authority(actor, authority_id)
    acting(request, "advocacy.write")
    form = DraftForm(request.POST or None, authority=authority, initial=_begun(request, actor))

    def act() -> UUID:
        said = form.cleaned_data
        return actions.draft(actor, form.submission(authority_id), clock=said["clock"], once=said["once"])

    above = reverse("advocacy:authority", args=[authority_id])
    context = {"heading": _("Ask this body"), "below": clean(authority.name)[0], "above": above}
    context["kinds"] = form.fields["kind"].choices
    context["chosen"] = form["kind"].value()
    crumbs = [(above, clean(authority.name)[0])]
    return _sent(request, form, act, "submission-saved", context, crumbs, "advocacy/ask.html")


def _begun(request: StaffRequest, actor: Actor) -> dict[str, Any]:
    """What was asked elsewhere, where it is to be asked here too; else what the form of a kind demands, as headings."""
    try:
        _row, said = access.submission(actor, UUID(request.GET.get("as", "")))
    except ValueError:
        kind = request.GET.get("kind", "citizen_appeal")
        language = "en" if request.GET.get("in") == "en" else "ru"
        return {"kind": kind, "language": language, "text": outlines.outline(kind, language)}
    return DraftForm.initial_of(said) | {"clock": ""}


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
        actions.change_draft(actor, submission_id, wanted, clock=said["clock"], seen=said["version"])
        return submission_id

    return _of_submission(request, form, act, "submission-saved", submission_id, found, _("Change the draft"))


def let_go(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Approves what a draft says, through the gate of consent."""
    actor = request.actor
    row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.approve")
    _row, authority = access.authority(actor, found.authority)
    form = LetGoForm(request.POST or None, initial={"version": row.version})
    context: dict[str, Any] = {
        "found": found,
        "purpose": label_of("consent_purposes", rules.purpose(authority)),
        "body": clean(authority.name)[0],
        "button": _("Let it go"),
        "missing": outlines.missing(found.kind, found.language, found.text),
        "demanded_by": outlines.source(found.kind),
    }
    if request.method == "POST" and form.is_valid():
        context |= _limits(actor, found, form)

    def act() -> UUID:
        said = form.cleaned_data
        actions.let_go(
            actor, submission_id, called=form.names, nobody=said["nobody"], limits_seen=form.limits_seen,
            seen=said["version"],
        )  # fmt: skip
        return submission_id

    heading, template = _("Let it go"), "advocacy/let-go.html"
    return _of_submission(
        request, form, act, "submission-let-go", submission_id, found, heading, template=template, more=context
    )  # fmt: skip


def _limits(actor: Actor, found: Submission, form: LetGoForm) -> dict[str, Any]:
    """The limits that people set, which must be read first."""
    try:
        said = actions.verdicts(actor, found, form.names) if form.names else {}
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
        actions.note_way(actor, submission_id, **form.way, seen=form.cleaned_data["version"])
        return submission_id

    return _of_submission(request, form, act, "submission-saved", submission_id, found, _("Days and number"))


def reply_new(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Writes down what came back."""
    actor = request.actor
    _row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.write")
    bodies = {one: clean(each.name)[0] for one, each in access.authorities(actor).items()}
    form = ReplyForm(request.POST or None, bodies=bodies, own=found.authority)

    def act() -> UUID:
        actions.note_reply(actor, form.reply(submission_id), once=form.cleaned_data["once"])
        return submission_id

    passed = request.method == "POST" and bool(request.POST.get("to"))
    notice = "reply-passed-on" if passed else "reply-noted"
    return _of_submission(request, form, act, notice, submission_id, found, _("What came back"))


def grade(request: StaffRequest, submission_id: UUID, reply_id: UUID) -> HttpResponse:
    """Says how much of what was asked a reply answers."""
    actor = request.actor
    _row, found = access.submission(actor, submission_id)
    _reply_row, reply = access.reply(actor, submission_id, reply_id)
    acting(request, "advocacy.write")
    form = GradeForm(request.POST or None)

    def act() -> UUID:
        actions.grade(actor, submission_id, reply_id, form.cleaned_data["substance"])
        return submission_id

    more = {"found": found, "reply": reply}
    return _of_submission(
        request, form, act, "reply-graded", submission_id, found, _("Grade the answer"),
        template="advocacy/grade.html", more=more,
    )  # fmt: skip


@require_POST
def reply_remove(request: StaffRequest, submission_id: UUID, reply_id: UUID) -> HttpResponse:
    """Takes away one that was written down by mistake."""
    actions.remove_reply(acting(request, "advocacy.write"), submission_id, reply_id)
    return back("advocacy:submission", "submission-gone", submission_id=submission_id)


@require_POST
def take_back(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Makes it a draft again."""
    return _done(request, submission_id, actions.take_approvals_back, "submission-draft")


@require_POST
def withdraw(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Notes that we took back what was asked."""
    return _done(request, submission_id, actions.withdraw, "submission-saved")


@require_POST
def discard(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Takes away a draft."""
    return _done(request, submission_id, actions.discard, "submission-gone", "advocacy:submissions")


def _tried(
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


def _done(
    request: StaffRequest, submission_id: UUID, act: Callable[[Actor, UUID], None], notice: str, to: str = ""
) -> HttpResponse:
    """Runs an action that has no form; what stands against it is said on the page of the submission."""
    actor = acting(request, "advocacy.write")
    try:
        act(actor, submission_id)
    except Refused as refused:
        context = {
            "sentences": [str(sentence) for _name, sentence in refused.reasons],
            "above": reverse("advocacy:submission", args=[submission_id]),
            "breadcrumbs": _trail(),
        }
        return page(request, "advocacy/refused.html", context, status=422)
    return back(to, notice) if to else back("advocacy:submission", notice, submission_id=submission_id)


def erase(request: StaffRequest, submission_id: UUID) -> HttpResponse:
    """Erases a submission with what came back, after one more look."""
    actor = request.actor
    _row, found = access.submission(actor, submission_id)
    acting(request, "advocacy.erase")
    form = EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.erase(actor, submission_id)
        return back("advocacy:submissions", "submission-gone")
    title = clean(found.title)[0]
    above = reverse("advocacy:submission", args=[submission_id])
    context = {"heading": _("Erase it"), "below": title, "above": above, "button": _("Erase"), "form": form}
    context["breadcrumbs"] = _trail((above, title))
    return page(request, "advocacy/form.html", context, status=422 if form.errors else 200)


@require_safe
def timeline(request: StaffRequest) -> HttpResponse:
    """What we asked, what others said and did, and what those in power said and did: from day to day."""
    actor = acting(request, "advocacy.read")
    picture, lines = shown.timeline(actor)
    part = Paginator(lines, ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "advocacy/timeline.html", _tabs(actor, "timeline") | {"picture": picture, "page": part})


def pressure_new(request: StaffRequest) -> HttpResponse:
    """Writes down what was said or done in public."""
    actor = acting(request, "advocacy.write")
    form = PressureForm(request.POST or None, submissions=_titles(actor), initial={"side": "others"})
    heading = _("Something was said or done")
    return _pressure(
        request, form, lambda: actions.add_pressure(actor, form.pressure, once=form.cleaned_data["once"]), heading
    )


def pressure(request: StaffRequest, pressure_id: UUID) -> HttpResponse:
    """Says it anew."""
    actor = request.actor
    row, found = access.pressure(actor, pressure_id)
    acting(request, "advocacy.write")
    initial = PressureForm.initial_of(found) | {"version": row.version}
    form = PressureForm(request.POST or None, submissions=_titles(actor), initial=initial)

    def act() -> None:
        actions.change_pressure(actor, pressure_id, form.pressure, seen=form.cleaned_data["version"])

    return _pressure(request, form, act, _("What was said or done"), pressure_id)


@require_POST
def pressure_remove(request: StaffRequest, pressure_id: UUID) -> HttpResponse:
    """Takes it away."""
    actions.remove_pressure(acting(request, "advocacy.write"), pressure_id)
    return back("advocacy:timeline", "submission-gone")


def _titles(actor: Actor) -> dict[UUID, str]:
    found = {one: clean(each.title)[0] for one, each in access.submissions(actor).items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def _pressure(
    request: StaffRequest,
    form: PressureForm,
    act: Callable[[], object],
    heading: str,
    pressure_id: UUID | None = None,
) -> HttpResponse:
    def saved() -> HttpResponse:
        act()
        return back("advocacy:timeline", "submission-saved")

    valid = request.method == "POST" and form.is_valid()
    if valid and (done := _tried(request, form, saved, access.pressure, pressure_id)):
        return done
    above = reverse("advocacy:timeline")
    context = {"heading": heading, "below": "", "above": above, "button": _("Save"), "form": form}
    context |= {"away": pressure_id, "breadcrumbs": [(above, _("Timeline"))]}
    return page(request, "advocacy/pressure.html", context, status=422 if form.errors else 200)


@require_safe
def authorities(request: StaffRequest) -> HttpResponse:
    """Every body that may be asked."""
    actor = acting(request, "advocacy.read")
    found = [
        (one, each, label_of("addressees", each.kind) if each.kind else "", len(access.asked_of(actor, one)))
        for one, each in access.authorities(actor).items()
    ]
    part = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return page(request, "advocacy/authorities.html", _tabs(actor, "authorities") | {"page": part})


@require_safe
def authority(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """One body: what is known of it, its limits, what it was asked."""
    actor = request.actor
    _row, found = access.authority(actor, authority_id)
    bodies = access.authorities(actor)
    asked = shown.lines(actor, [one for one, _said in access.asked_of(actor, authority_id)])
    context = {
        "authority_id": authority_id,
        "found": found,
        "kind": label_of("addressees", found.kind) if found.kind else "",
        "purpose": label_of("consent_purposes", rules.purpose(found)),
        "above": (found.above, bodies[found.above].name) if found.above in bodies else None,
        "clocks": [shown.ClockLine(each) for each in found.clocks],
        "lines": asked,
        "may_write": allows(actor, "advocacy.write"),
        "breadcrumbs": [(reverse("advocacy:authorities"), _("Authorities"))],
    }
    return page(request, "advocacy/authority.html", context)


def authority_new(request: StaffRequest) -> HttpResponse:
    """Adds a body, with the limits that its kind is known to have."""
    actor = acting(request, "advocacy.write")
    kind = next((each for each in terms("addressees") if each.code == request.GET.get("kind")), None)
    initial = {"kind": kind.code, "name": kind.label, "country": kind.extra["country"]} if kind else {}
    lines = clock_lines(request.POST or None, known_clocks(kind) if kind else ())
    form = AuthorityForm(request.POST or None, bodies=_bodies(actor), initial=initial)

    def act(found: Authority) -> UUID:
        return actions.add_authority(actor, found, once=form.cleaned_data["once"])

    kinds = [(each.code, each.label) for each in terms("addressees")]
    context = {"heading": _("A body that can be asked"), "kinds": kinds, "chosen": kind.code if kind else ""}
    return _authority(request, form, lines, act, context, reverse("advocacy:authorities"))


def authority_change(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """Says anew what is known of a body."""
    actor = request.actor
    row, found = access.authority(actor, authority_id)
    acting(request, "advocacy.write")
    initial = AuthorityForm.initial_of(found) | {"version": row.version}
    lines = clock_lines(request.POST or None, found.clocks)
    form = AuthorityForm(request.POST or None, bodies=_bodies(actor), own=authority_id, initial=initial)

    def act(said: Authority) -> UUID:
        actions.change_authority(actor, authority_id, said, seen=form.cleaned_data["version"])
        return authority_id

    above = reverse("advocacy:authority", args=[authority_id])
    context = {"heading": clean(found.name)[0], "above_name": clean(found.name)[0], "version_of": authority_id}
    return _authority(request, form, lines, act, context, above)


def _bodies(actor: Actor) -> dict[UUID, str]:
    return {one: clean(each.name)[0] for one, each in access.authorities(actor).items()}


def _authority(
    request: StaffRequest,
    form: AuthorityForm,
    lines: list[ClockForm],
    act: Callable[[Authority], UUID],
    context: dict[str, Any],
    above: str,
) -> HttpResponse:
    valid = [each.is_valid() for each in (form, *lines)] if request.method == "POST" else [False]

    def saved() -> HttpResponse:
        made = act(form.authority(clock for each in lines if (clock := each.clock)))
        return back("advocacy:authority", "submission-saved", authority_id=made)

    if all(valid) and (done := _tried(request, form, saved, access.authority, context.get("version_of"))):
        return done
    crumbs: Crumbs = [(reverse("advocacy:authorities"), _("Authorities"))]
    if "above_name" in context:
        crumbs.append((above, context["above_name"]))
    context |= {"form": form, "lines": lines, "above": above, "breadcrumbs": crumbs}
    failed = request.method == "POST"
    return page(request, "advocacy/authority-form.html", context, status=422 if failed else 200)


def authority_remove(request: StaffRequest, authority_id: UUID) -> HttpResponse:
    """Takes away a body that was never asked, after one more look."""
    actor = request.actor
    _row, found = access.authority(actor, authority_id)
    acting(request, "advocacy.write")
    form = EraseForm(request.POST or None)
    form.fields["sure"].label = _("Yes, take it away.")

    def gone() -> HttpResponse:
        actions.remove_authority(actor, authority_id)
        return back("advocacy:authorities", "submission-gone")

    if request.method == "POST" and form.is_valid() and (done := _tried(request, form, gone, access.authority)):
        return done
    name, above = clean(found.name)[0], reverse("advocacy:authority", args=[authority_id])
    context = {"heading": _("Take the body away"), "below": name, "above": above, "button": _("Take it away")}
    context |= {"form": form, "breadcrumbs": [(reverse("advocacy:authorities"), _("Authorities")), (above, name)]}
    return page(request, "advocacy/form.html", context, status=422 if form.errors else 200)


def _trail(*more: tuple[str, Any]) -> Crumbs:
    return [(reverse("advocacy:submissions"), _("Submissions")), *more]


def _of_submission(
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
) -> HttpResponse:
    title, above = clean(found.title)[0], reverse("advocacy:submission", args=[submission_id])
    context = {"heading": heading, "below": title, "above": above, "submission_id": submission_id, **(more or {})}
    return _sent(request, form, act, notice, context, _trail((above, title)), template)


def _sent(
    request: StaffRequest,
    form: Any,
    act: Callable[[], UUID],
    notice: str,
    context: dict[str, Any],
    crumbs: Crumbs,
    template: str = "advocacy/form.html",
) -> HttpResponse:
    """Does what was typed and goes to the submission, or shows it again with what is wrong."""

    def saved() -> HttpResponse:
        return back("advocacy:submission", notice, submission_id=act())

    valid = request.method == "POST" and form.is_valid()
    if valid and (done := _tried(request, form, saved, access.submission, context.get("submission_id"))):
        return done
    context = {"button": _("Save")} | context | {"form": form, "breadcrumbs": crumbs}
    return page(request, template, context, status=422 if form.errors else 200)
