"""The pages of evaluations: a door, a form, an action, a page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import msgspec
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from waystation.casework.forms import QuietForm, say_beside
from waystation.documentation.errors import Refused
from waystation.documentation.medical import access, actions, rules, shown, wording
from waystation.documentation.medical import report as reporting
from waystation.documentation.medical.forms import (
    AccountForm,
    AgreedForm,
    BeginForm,
    CircumstancesForm,
    EraseForm,
    FindingForm,
    HealthForm,
    JudgeForm,
    ListsForm,
    OpinionForm,
    ReportForm,
    SignForm,
)
from waystation.documentation.medical.records import Evaluation, Finding
from waystation.documentation.medical.wording import FASTER, PHOTOGRAPHS_APART
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import allows, require
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.middleware import SEALED_OFF
from waystation.web.pages import back, page

ON_A_PAGE = 50
HEALTH = ("acute", "chronic", "treatment", "physical", "psychological")
notices.register(
    {
        "evaluation-begun": gettext_lazy("Begun. Ask for consent first, then let the person tell freely."),
        "evaluation-saved": gettext_lazy("Saved."),
        "finding-saved": gettext_lazy("The finding is saved."),
        "finding-removed": gettext_lazy("The finding is taken away."),
        "finding-judged": gettext_lazy("Judged: your persona and qualification stand beside it."),
        "evaluation-signed": gettext_lazy("Signed."),
        "evaluation-erased": gettext_lazy("Erased, with its findings."),
    }
)
Context = dict[str, Any]
Said = dict[str, Any]


@require_safe
def evaluations(request: StaffRequest) -> HttpResponse:
    """Every evaluation that opens, what was written last first."""
    actor = acting(request, "medical.read")
    part = Paginator(access.every(actor), ON_A_PAGE).get_page(request.GET.get("page"))
    # Who opens no pages of cases finds here the cases whose medical part they were given.
    given = [] if allows(actor, "casework.read") else access.cases(actor)
    return page(request, "medical/evaluations.html", {"page": part, "given": given})


def _trail(actor: Actor, case_id: UUID, *more: tuple[str, Any]) -> Context:
    crumbs: list[tuple[str, Any]] = [(reverse("medical:evaluations"), _("Evaluations"))]
    crumbs.append((reverse("medical:case", args=[case_id]), shown.case_name(actor, case_id)))
    return {"case_id": case_id, "breadcrumbs": [*crumbs, *more], "may_open_case": allows(actor, "casework.read")}


@require_safe
def case(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """The evaluations of a case, and the clock of injuries."""
    actor = request.actor
    context = _trail(actor, case_id)
    context["called"] = shown.case_name(actor, case_id)
    context["found"] = access.of_case(actor, case_id)
    context["clocks"] = shown.clocks(actor, case_id)
    return page(request, "medical/case.html", context)


def begin(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """Begins an evaluation."""
    actor = request.actor
    context = _trail(actor, case_id) | {
        "heading": _("Begin an evaluation"),
        "text": _(
            "After the Istanbul Protocol (2022). Whoever records need not be a clinician; only a clinician judges."
        ),
        "cancel": reverse("medical:case", args=[case_id]),
        "button": _("Begin"),
    }
    form = BeginForm(request.POST or None, people=shown.people(actor, case_id))
    made: list[UUID] = []

    def act(said: Said) -> None:
        made.append(actions.begin(actor, case_id, person=said.get("person"), once=said["once"]))

    if _done(request, form, act, lambda: None):
        return back("medical:evaluation", "evaluation-begun", case_id=case_id, evaluation_id=made[0])
    return _again(request, "medical/form.html", form, context)


def _done(request: StaffRequest, form: Any, act: Callable[[Said], object], overtaken: Callable[[], None]) -> bool:
    """Runs the action for a valid form. Whether it is done; else the form says why not."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as refused:
        say_beside(form, refused.reasons)
    except Stale:
        refresh(request.actor)
        form.add_error(None, FASTER)
        overtaken()
    else:
        return True
    return False


def _again(request: StaffRequest, template: str, form: Any, context: Context) -> HttpResponse:
    return page(request, template, context | {"form": form}, status=422 if form.errors else 200)


@require_safe
def evaluation(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """One evaluation with its findings."""
    actor = request.actor
    row, told = access.evaluation(actor, case_id, evaluation_id)
    pairs = access.findings(actor, case_id, evaluation_id)
    found = [each for _row, each in pairs]
    part = Paginator(shown.lines(pairs), ON_A_PAGE).get_page(request.GET.get("page"))
    context = (
        _trail(actor, case_id)
        | shown.whole(told, found)
        | {
            "evaluation_id": evaluation_id,
            "page": part,
            "pictures": access.pictures(actor, case_id, evaluation_id),
            "erased": [(each, wording.steps(each.custody)) for each in told.erased],
            "photographed": told.agreed.photographs == "yes",
            "may_bring": allows(actor, "exhibits.write"),
            "map": shown.views(found) if rules.counted(found) else [],
            "answers": shown.answers(actor, case_id, told.person),
            "clocks": shown.clocks(actor, case_id),
            "may_judge": allows(actor, "medical.judge"),
            "may_erase": allows(actor, "medical.erase"),
            "examined": told.agreed.examination == "yes",
            "shared": told.agreed.sharing == "yes",
        }
    )
    return page(request, "medical/evaluation.html", context)


def _about(actor: Actor, case_id: UUID, evaluation_id: UUID, told: Evaluation, heading: Any) -> Context:
    """What every page of an evaluation shows."""
    address = reverse("medical:evaluation", args=[case_id, evaluation_id])
    context = _trail(actor, case_id, (address, _("Evaluation of %(who)s") % {"who": told.called}), ("", heading))
    return context | {"evaluation_id": evaluation_id, "heading": heading, "cancel": address}


Typed = Callable[[Any], dict[str, Any] | None]


def _section(
    request: StaffRequest,
    case_id: UUID,
    evaluation_id: UUID,
    name: str,
    heading: Any,
    make: Callable[[Any, Said], QuietForm],
    initial: Callable[[Evaluation], Said],
    act: Callable[[Any, Said], object],
    text: Any = "",
) -> HttpResponse:
    """One part of an evaluation on a form of its own."""
    actor = request.actor
    row, told = access.evaluation(actor, case_id, evaluation_id)
    require(actor, "medical.record")
    form = make(request.POST or None, initial(told) | {"version": row.version})
    context = _about(actor, case_id, evaluation_id, told, heading) | {"text": text}

    def overtaken() -> None:
        now, theirs = access.evaluation(actor, case_id, evaluation_id)
        form.now_at(now.version)
        context["stands_now"] = shown.stands(theirs, name)

    if _done(request, form, lambda said: act(form, said), overtaken):
        return back("medical:evaluation", "evaluation-saved", case_id=case_id, evaluation_id=evaluation_id)
    return _again(request, "medical/form.html", form, context)


def circumstances(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """How the evaluation took place."""
    return _section(
        request,
        case_id,
        evaluation_id,
        "circumstances",
        _("Circumstances"),
        lambda data, initial: CircumstancesForm(data, initial=initial),
        lambda told: msgspec.structs.asdict(told.circumstances),
        lambda form, said: actions.tell_circumstances(
            request.actor, case_id, evaluation_id, form.told(), seen=said["version"]
        ),
    )


def agreed(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """What the person agreed to."""
    return _section(
        request,
        case_id,
        evaluation_id,
        "agreed",
        _("Consent"),
        lambda data, initial: AgreedForm(data, initial=initial),
        lambda told: msgspec.structs.asdict(told.agreed),
        lambda form, said: actions.note_agreed(
            request.actor, case_id, evaluation_id, form.told(), seen=said["version"]
        ),
        _("Ask for each thing by itself. No is an answer like yes: help does not depend on it. It may be taken back."),
    )


def account(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """What they tell freely."""
    return _section(
        request,
        case_id,
        evaluation_id,
        "account",
        _("What they tell"),
        lambda data, initial: AccountForm(data, initial=initial),
        lambda told: {"account": told.account},
        lambda form, said: actions.tell_account(
            request.actor, case_id, evaluation_id, said["account"], seen=said["version"]
        ),
    )


def lists(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Methods and conditions of detention: only once the free account is saved."""
    _row, told = access.evaluation(request.actor, case_id, evaluation_id)
    if not told.account.strip():
        context = _about(request.actor, case_id, evaluation_id, told, _("Methods and conditions"))
        return page(request, "medical/account-first.html", context)
    return _section(
        request,
        case_id,
        evaluation_id,
        "lists",
        _("Methods and conditions"),
        lambda data, initial: ListsForm(data, initial=initial),
        ListsForm.initial_of,
        lambda form, said: actions.go_through_lists(
            request.actor,
            case_id,
            evaluation_id,
            form.methods(),
            said["conditions"],
            said["detention"],
            seen=said["version"],
        ),
        _("First what they told of freely. Ask about what is left only if they want to be asked."),
    )


def health(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Symptoms then and now, and the examinations as a whole."""
    return _section(
        request,
        case_id,
        evaluation_id,
        "health",
        _("Symptoms and examination"),
        lambda data, initial: HealthForm(data, initial=initial),
        lambda told: {name: getattr(told, name) for name in HEALTH},
        lambda form, said: actions.tell_health(
            request.actor, case_id, evaluation_id, seen=said["version"], **{name: said[name] for name in HEALTH}
        ),
    )


def finding_new(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Writes down something that was found."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    form = FindingForm(request.POST or None, **shown.choices(actor, case_id, evaluation_id))
    context = _about(actor, case_id, evaluation_id, told, _("A finding"))

    def act(said: Said) -> None:
        actions.add_finding(
            actor,
            case_id,
            evaluation_id,
            form.finding(evaluation_id),
            photographs=said.get("photographs", ()),
            pictures=said.get("pictures", ()),
            once=said["once"],
        )

    if _done(request, form, act, lambda: None):
        if request.POST.get("do") == "go_on":
            return back("medical:finding-new", "finding-saved", case_id=case_id, evaluation_id=evaluation_id)
        return back("medical:evaluation", "finding-saved", case_id=case_id, evaluation_id=evaluation_id)
    return _again(request, "medical/finding.html", form, context | _map(form))


def _map(form: FindingForm) -> Context:
    return {"map": shown.views(chosen=str(form["place"].value() or "")), "line": None}


def finding(request: StaffRequest, case_id: UUID, evaluation_id: UUID, medical_finding_id: UUID) -> HttpResponse:
    """One finding: how it is judged, and saying anew what was found."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    row, found = access.finding(actor, case_id, evaluation_id, medical_finding_id)
    form = FindingForm(
        request.POST or None,
        initial=FindingForm.initial_of(found) | {"version": row.version},
        **shown.choices(actor, case_id, evaluation_id, found),
    )
    context = _one(actor, case_id, evaluation_id, told, medical_finding_id, found, _number(found), inside=False)

    def act(said: Said) -> None:
        actions.change_finding(
            actor,
            case_id,
            evaluation_id,
            medical_finding_id,
            form.finding(evaluation_id),
            photographs=said.get("photographs", ()),
            pictures=said.get("pictures", ()),
            seen=said["version"],
        )

    def overtaken() -> None:
        now, theirs = access.finding(actor, case_id, evaluation_id, medical_finding_id)
        form.now_at(now.version)
        context["stands_now"] = reporting.finding(theirs)

    if _done(request, form, act, overtaken):
        return back("medical:evaluation", "finding-saved", case_id=case_id, evaluation_id=evaluation_id)
    return _again(request, "medical/finding.html", form, context | _map(form) | {"line": context["line"]})


def _number(found: Finding) -> str:
    return _("Finding %(number)s") % {"number": found.number}


def _one(
    actor: Actor,
    case_id: UUID,
    evaluation_id: UUID,
    told: Evaluation,
    finding_id: UUID,
    found: Finding,
    heading: Any,
    *,
    inside: bool = True,
) -> Context:
    """What the pages of one finding show."""
    context = _about(actor, case_id, evaluation_id, told, heading)
    address = reverse("medical:finding", args=[case_id, evaluation_id, finding_id])
    if inside:
        context["breadcrumbs"].insert(-1, (address, _number(found)))
        context["cancel"] = address
    return context | {
        "line": shown.Line(finding_id, found),
        "said": [pair for pair in reporting.finding(found)[:-1] if pair[1]],
        "photographs": shown.photographs(actor, found),
        "may_judge": allows(actor, "medical.judge"),
    }


def judge(request: StaffRequest, case_id: UUID, evaluation_id: UUID, medical_finding_id: UUID) -> HttpResponse:
    """A clinician judges a finding."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    row, found = access.finding(actor, case_id, evaluation_id, medical_finding_id)
    require(actor, "medical.judge")
    mine = found.judgement if found.judgement and found.judgement.by == actor.account else None
    initial = {"version": row.version, "qualification": _qualified(actor, case_id, evaluation_id, told)}
    initial |= {"level": mine.level, "why": mine.why} if mine else {}
    form = JudgeForm(request.POST or None, initial=initial)
    context = _one(actor, case_id, evaluation_id, told, medical_finding_id, found, _("Judge the finding"))
    context["own"] = found.recorded_by == actor.account

    def act(said: Said) -> None:
        actions.judge(
            actor,
            case_id,
            evaluation_id,
            medical_finding_id,
            level=said["level"],
            why=said["why"],
            qualification=said["qualification"],
            seen=said["version"],
        )

    def overtaken() -> None:
        now, theirs = access.finding(actor, case_id, evaluation_id, medical_finding_id)
        form.now_at(now.version)
        context.update(_one(actor, case_id, evaluation_id, told, medical_finding_id, theirs, context["heading"]))

    if _done(request, form, act, overtaken):
        return back("medical:evaluation", "finding-judged", case_id=case_id, evaluation_id=evaluation_id)
    return _again(request, "medical/judge.html", form, context)


def _qualified(actor: Actor, case_id: UUID, evaluation_id: UUID, told: Evaluation) -> str:
    """The qualification that this person wrote in this evaluation last."""
    given = [found.judgement for _row, found in access.findings(actor, case_id, evaluation_id) if found.judgement]
    mine = [each for each in (*given, *([told.opinion] if told.opinion else [])) if each.by == actor.account]
    return max(mine, key=lambda each: each.at).qualification if mine else ""


def remove(request: StaffRequest, case_id: UUID, evaluation_id: UUID, medical_finding_id: UUID) -> HttpResponse:
    """Takes a finding away, after one more look."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    _finding_row, found = access.finding(actor, case_id, evaluation_id, medical_finding_id)
    require(actor, "medical.record")
    form = EraseForm(request.POST or None)
    context = _one(actor, case_id, evaluation_id, told, medical_finding_id, found, _("Take the finding away"))
    context["button"] = _("Take away")

    def act(_said: Said) -> None:
        actions.remove_finding(actor, case_id, evaluation_id, medical_finding_id)

    if _done(request, form, act, lambda: None):
        return back("medical:evaluation", "finding-removed", case_id=case_id, evaluation_id=evaluation_id)
    return _again(request, "medical/form.html", form, context)


def _everything(actor: Actor, case_id: UUID, evaluation_id: UUID) -> tuple[Evaluation, list[Finding]]:
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    return told, [found for _row, found in access.findings(actor, case_id, evaluation_id)]


def _of_everything(
    request: StaffRequest,
    case_id: UUID,
    evaluation_id: UUID,
    heading: Any,
    make: Callable[[Any, Evaluation], Any],
    act: Callable[[Said], object],
    notice: str,
) -> HttpResponse:
    """A form that is about everything as it stands: `facts` says what was seen."""
    actor = request.actor
    told, findings = _everything(actor, case_id, evaluation_id)
    seen = rules.signed_digest(told, findings).hex()
    form = make(request.POST or None, told)
    form.initial["facts"] = seen
    context = _about(actor, case_id, evaluation_id, told, heading) | shown.whole(told, findings)
    context["unjudged"] = sum(not rules.stands(each) for each in findings)

    def overtaken() -> None:
        now, anew = _everything(actor, case_id, evaluation_id)
        form.data = form.data.copy()
        form.data["facts"] = rules.signed_digest(now, anew).hex()
        context.update(shown.whole(now, anew))

    if _done(request, form, act, overtaken):
        return back("medical:evaluation", notice, case_id=case_id, evaluation_id=evaluation_id)
    return _again(request, "medical/of-everything.html", form, context)


def opinion(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """A clinician concludes."""
    actor = request.actor
    access.evaluation(actor, case_id, evaluation_id)
    require(actor, "medical.judge")

    def make(data: Any, told: Evaluation) -> OpinionForm:
        given = told.opinion
        initial = {"qualification": _qualified(actor, case_id, evaluation_id, told)}
        for name in ("level", "conclusion", "recommendations") if given else ():
            initial[name] = getattr(given, name)
        return OpinionForm(data, initial=initial)

    def act(said: Said) -> None:
        names = ("level", "conclusion", "recommendations", "qualification", "facts")
        actions.give_opinion(actor, case_id, evaluation_id, **{name: said[name] for name in names})

    return _of_everything(request, case_id, evaluation_id, _("Opinion"), make, act, "evaluation-saved")


def sign(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Stands for what is written."""
    actor = request.actor
    access.evaluation(actor, case_id, evaluation_id)
    require(actor, "medical.record")

    def make(data: Any, told: Evaluation) -> SignForm:
        initial = {"qualification": _qualified(actor, case_id, evaluation_id, told)}
        return SignForm(data, initial=initial, clinician=allows(actor, "medical.judge"))

    def act(said: Said) -> None:
        names = ("capacity", "qualification", "facts")
        actions.sign(actor, case_id, evaluation_id, **{name: said[name] for name in names})

    return _of_everything(request, case_id, evaluation_id, _("Sign"), make, act, "evaluation-signed")


def report(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """The report as PDF."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    require(actor, "medical.record")
    cited = [one for _row, found in access.findings(actor, case_id, evaluation_id) for one in found.photographs]
    apart = any(not each.own for each in cited) and not allows(actor, "exhibits.write")
    offered = any(each.own for each in cited) or (bool(cited) and not apart)
    form = ReportForm(request.POST or None, photographs=offered)
    context = _about(actor, case_id, evaluation_id, told, _("Report")) | {
        "text": _("One PDF with everything that stands here. The same facts make the same file, to the byte."),
        "button": _("Download it"),
    }
    if apart:
        context["text"] += " " + str(PHOTOGRAPHS_APART)
    made: list[bytes] = []

    def act(said: Said) -> None:
        wanted = {"photographs": bool(said.get("photographs"))}
        made.append(actions.make_report(actor, case_id, evaluation_id, said["language"], **wanted))

    if _done(request, form, act, lambda: None):
        answer = HttpResponse(made[0], content_type="application/pdf")
        answer.headers["Content-Disposition"] = 'attachment; filename="evaluation.pdf"'
        answer.headers["Content-Security-Policy"] = SEALED_OFF
        return answer
    return _again(request, "medical/form.html", form, context)


def erase(request: StaffRequest, case_id: UUID, evaluation_id: UUID) -> HttpResponse:
    """Erases an evaluation, after one more look."""
    actor = request.actor
    _row, told = access.evaluation(actor, case_id, evaluation_id)
    if not allows(actor, "medical.erase"):
        raise Absent
    form = EraseForm(request.POST or None)
    context = _about(actor, case_id, evaluation_id, told, _("Erase the evaluation")) | {"button": _("Erase")}
    context["text"] = _(
        "With its findings, how they were judged, and its photographs. Exhibits stay with documentation."
    )

    def act(_said: Said) -> None:
        actions.erase(actor, case_id, evaluation_id)

    if _done(request, form, act, lambda: None):
        return back("medical:case", "evaluation-erased", case_id=case_id)
    return _again(request, "medical/form.html", form, context)
