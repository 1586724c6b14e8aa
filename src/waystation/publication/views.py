"""The check before a release: a text or a file goes in, and what gives somebody away is shown."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from waystation.files.forms import is_good
from waystation.files.uploads import Limits, Received, takes_files
from waystation.publication import access, checks, shown, wording
from waystation.publication.forms import CheckForm
from waystation.publication.gathering import missing
from waystation.publication.layers import reading
from waystation.publication.layers.found import NAME, TEXT, Layer, Read
from waystation.staff.requests import StaffRequest, acting
from waystation.vault import files
from waystation.vault.errors import Tampered
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(
    {
        "check-forgotten": _("Forgotten. Nothing of it was kept."),
        "check-replaced": _("Replaced, and checked once more. The new text stands below: take it from there."),
    }
)
ON_A_PAGE = 40
WAITS = 1.0
REFRESH = "1"


def _limits() -> Limits:
    return Limits(1, reading.LARGEST)


@takes_files(_limits)
def check(request: StaffRequest) -> HttpResponse:
    """Takes a text or a file, and begins to look."""
    actor = acting(request, "publication.check")
    sent = request.method == "POST"
    form = CheckForm(request.POST, request.FILES) if sent else CheckForm()
    if sent and is_good(request, form):
        read = _read(form)
        if not read.problem:
            checks.begin(actor, read)
            return back("publication:found")
        form.add_error("files", str(wording.PROBLEMS[read.problem]))
    context = {"form": form, "last": checks.last(actor), "missing": _missing(request)}
    return page(request, "publication/check.html", context, status=422 if form.errors else 200)


def _read(form: CheckForm) -> Read:
    """What is to be checked. The file is gone with this request."""
    received: list[Received] = form.cleaned_data["files"]
    if not received:
        return Read("", (Layer(TEXT, form.cleaned_data["text"].replace("\r\n", "\n")),))
    (file,) = received
    try:
        read = reading.read(files.read(file.id, file.content))
    except Tampered:
        return Read(problem="broken")
    if read.problem or not file.claimed_name:
        return read
    return Read(read.kind, (*read.layers, Layer(NAME, file.claimed_name)), read.traces)


def _missing(request: StaffRequest) -> list[object]:
    return [wording.MISSING[team] for team in missing(request.actor)]


@require_safe
def found(request: StaffRequest) -> HttpResponse:
    """What was found, or how far the check is."""
    actor = acting(request, "publication.check")
    last = checks.last(actor)
    if last is None:
        return back("publication:check")
    if not last.is_over_in(WAITS):
        answer = page(request, "publication/checking.html", {"done": int(100 * last.share)})
        answer["Refresh"] = REFRESH
        return answer
    released = access.publications(actor).get(last.of[0]) if last.of else None
    part = Paginator(range(len(last.findings)), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "check": last,
        "publication_id": last.of[0] if last.of and released else None,
        "page": part,
        "lines": list(shown.lines(actor, last, part.object_list, released.overrides if released else ())),
        "counts": [(wording.LEVELS[level], number) for level, number in checks.surest(last.findings).items()],
        "traces": [wording.TRACES[each] for each in last.read.traces if each in wording.TRACES],
        "looked_at": sorted((label, number) for label, number in last.facts.by_label.items() if number),
        "missing": _missing(request),
        "meets_others": wording.MEETS_OTHERS,
    }
    return page(request, "publication/found.html", context)


@require_POST
def replace(request: StaffRequest) -> HttpResponse:
    """Puts other words in the place of what was chosen, and checks again."""
    actor = acting(request, "publication.check")
    last = checks.last(actor)
    if last is None or not last.is_over_in(WAITS) or not last.is_plain:
        return back("publication:check")
    chosen = {int(each) for each in request.POST.getlist("replace") if each.isdecimal() and len(each) < 6}
    by = {at: request.POST.get(f"by-{at}", "") for at in chosen if at < len(last.findings)}
    checks.begin(actor, Read("", (Layer(TEXT, last.replaced(by)),)))
    return back("publication:found", "check-replaced")


@require_POST
def forget(request: StaffRequest) -> HttpResponse:
    """Forgets what was checked last."""
    checks.forget(acting(request, "publication.check"))
    return back("publication:check", "check-forgotten")
