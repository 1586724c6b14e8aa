"""The pages of pairs: what is worth deciding, and two persons side by side."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.casework.forms import say_beside
from waystation.casework.likely import STATES
from waystation.documentation.access import known
from waystation.documentation.errors import Refused
from waystation.documentation.jobs import FAILED
from waystation.documentation.matching import access, actions, gathering, rules, shown, waterfall, wording
from waystation.documentation.matching.forms import TAKE_BACK, DecideForm
from waystation.documentation.matching.gathering import Candidate, Candidates
from waystation.documentation.shown import PersonShown
from waystation.staff import reads
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import Link, back, page

ON_A_PAGE = 50
WAITS = 1.0
"""Seconds for which a page waits for the comparison before it says how far it is."""
REFRESH = "2"
SHOWN = 0.01
"""Pairs that are less probable stand nowhere but in the order of chance: they tell how many are missed."""
NEXT, SECOND, SAMPLE, DECIDED, GROUPS = "next", "second", "sample", "decided", "groups"
TABS: dict[str, str | Promise] = {
    NEXT: gettext_lazy("To decide"),
    SECOND: gettext_lazy("Second opinion"),
    SAMPLE: gettext_lazy("At random"),
    DECIDED: gettext_lazy("Decided"),
    GROUPS: gettext_lazy("Held to be one"),
}
notices.register(
    {
        "match-decided": gettext_lazy("Noted. It can be decided again at any time; nothing was merged."),
        "match-taken-back": gettext_lazy("Taken back. What was said before stays to be read."),
    }
)


def _trail(*more: tuple[str, Any]) -> list[tuple[str, Any]]:
    return [(reverse("statements:people"), _("People")), *more]


def not_yet(request: StaffRequest, actor: Actor) -> HttpResponse | None:
    """The page that says how far the comparison is, or that it came to nothing; None as soon as it is there."""
    found = gathering.comparison(actor)
    over = found.is_over_in(WAITS)
    failed = over and found.stopped == FAILED
    if over and not failed:
        return None
    context = {"done": int(100 * found.done), "failed": failed, "breadcrumbs": _trail()}
    answer = page(request, "matching/working.html", context)
    if not over:  # it may have ended meanwhile, which the next look shows
        answer["Refresh"] = REFRESH
    return answer


@require_POST
def anew(request: StaffRequest) -> HttpResponse:
    """Begins a comparison again that came to nothing."""
    gathering.begin_anew(acting(request, "matching.read"))
    return back("matching:matches")


@require_safe
def matches(request: StaffRequest) -> HttpResponse:
    """Pairs that may be one person, by what deciding them is worth."""
    actor = acting(request, "matching.read")
    access.matches(actor)
    if (waiting := not_yet(request, actor)) is not None:
        return waiting
    found = Candidates(actor, gathering.comparison(actor))
    which = request.GET.get("show", NEXT)
    which = which if which in TABS else NEXT
    sorted_ = {name: _sorted(actor, found, name) for name in (NEXT, SECOND, SAMPLE, DECIDED)}
    groups = _groups(actor, found)
    counts = {**{name: len(each) for name, each in sorted_.items()}, GROUPS: len(groups)}
    part = Paginator(groups if which == GROUPS else sorted_[which], ON_A_PAGE).get_page(request.GET.get("page"))
    if which != GROUPS:
        part.object_list = shown.lines(actor, part.object_list)
    address = reverse("matching:matches")
    context = {
        "page": part,
        "which": which,
        "tabs": [Link(f"{address}?show={name}", label, name == which, counts[name]) for name, label in TABS.items()],
        "accuracy": shown.accuracy(found),
        "compared": len(found.found.of.ids),
        "unnamed": found.found.of.unnamed,
        "left": found.found.left,
        "breadcrumbs": _trail(),
    }
    return page(request, "matching/matches.html", context)


def _sorted(actor: Actor, found: Candidates, which: str) -> list[Candidate]:
    """The pairs of a list, in its order."""

    def waits(each: Candidate) -> bool:
        return bool(each.match and rules.waits_for(each.id, each.match, actor.account))

    by_value: Callable[[Candidate], tuple[float, bytes]] = lambda each: (-each.value, each.id.bytes)  # noqa: E731
    undecided = [
        each
        for each in found.every
        if each.verdict == rules.UNDECIDED and (which == SAMPLE or each.probability >= SHOWN)
    ]
    if which == NEXT:
        unsure = [each for each in found.every if each.verdict == rules.UNSURE]
        return sorted(undecided, key=by_value) + sorted(unsure, key=by_value)
    if which == SAMPLE:
        return sorted(undecided, key=lambda each: each.id.bytes)  # the id is drawn by the vault half
    if which == SECOND:
        return sorted(filter(waits, _with_decided(found)), key=by_value)
    return sorted(
        (each for each in _with_decided(found) if each.match and rules.opinions(each.match)),
        key=lambda each: str(each.match.decisions[-1].at) if each.match else "",
        reverse=True,
    )


def _with_decided(found: Candidates) -> list[Candidate]:
    """All that were compared, and those that were decided though they share too little to be shown otherwise."""
    there = {each.id for each in found.every}
    known_ = found.found.of.sides
    return found.every + [
        Candidate(one, match.first, match.second, 0.0, 0.0, 0.0, match)
        for one, match in found.matches.items()
        if one not in there and match.first in known_ and match.second in known_
    ]


def _groups(actor: Actor, found: Candidates) -> list[list[tuple[UUID, str]]]:
    groups = rules.groups(rules.decided(found.matches.values()))
    names = known(actor, {one for group in groups for one in group})
    return [[(one, str(PersonShown(names.get(one)))) for one in group] for group in groups]


def match(request: StaffRequest, documented_id: UUID, namesake_id: UUID) -> HttpResponse:
    """Two persons side by side, why they may be one, and what one holds them to be."""
    actor = acting(request, "matching.read")
    access.match(actor, documented_id, namesake_id)
    form = DecideForm(request.POST or None)
    if request.method == "POST" and (done := _decided(actor, form, documented_id, namesake_id)):
        return back("matching:matches", done)
    if request.method != "POST" and (waiting := not_yet(request, actor)) is not None:
        return waiting
    reads.once(actor, "documentation.person_opened", subject=namesake_id)
    _row, said = access.match(actor, documented_id, namesake_id)
    context = _pair(actor, documented_id, namesake_id) | {
        "form": form,
        "version": access.version(actor, documented_id, namesake_id),
        "answers": [(each, wording.VERDICTS[each]) for each in STATES],
        "verdict": wording.VERDICTS[rules.verdict(said)],
        "tone": wording.TONES[rules.verdict(said)],
        "decisions": shown.decisions(actor, said),
        "is_open": rules.is_open_to(access.match_id(documented_id, namesake_id), said, actor.account),
        "mine": actor.account in rules.opinions(said),
        "take_back": TAKE_BACK,
        "breadcrumbs": _trail((reverse("matching:matches"), _("Likely the same person"))),
    }
    return page(request, "matching/match.html", context, status=422 if form.errors else 200)


def _decided(actor: Actor, form: DecideForm, one: UUID, other: UUID) -> str:
    """The notice of what was done; "" where the form says why nothing was."""
    if not form.is_valid():
        return ""
    said = form.cleaned_data
    try:
        if said["answer"] == TAKE_BACK:
            actions.take_back(actor, one, other, note=said["note"], seen=said["version"])
            return "match-taken-back"
        actions.decide(actor, one, other, said["answer"], note=said["note"], seen=said["version"])
        return "match-decided"
    except Refused as refused:
        say_beside(form, refused.reasons)
    except Stale:
        refresh(actor)
        form.add_error(None, wording.FASTER)
    return ""


def _pair(actor: Actor, one: UUID, other: UUID) -> dict[str, Any]:
    comparison = gathering.comparison(actor)
    context: dict[str, Any] = {"sides": [shown.side(actor, one), shown.side(actor, other)]}
    if not comparison.is_over_in(0) or comparison.stopped == FAILED:
        return context
    found = Candidates(actor, comparison)
    if (there := found.of(one, other)) is None:
        return context | {"apart": True}
    candidate, near = there
    made = shown.steps(found, near)
    turned = one != candidate.first
    fields = shown.compared(comparison, near)
    return context | {
        "percent": shown.percent(candidate.probability),
        "fields": [(each, *((each.other, each.one) if turned else (each.one, each.other))) for each in fields],
        "steps": made,
        "picture": waterfall.picture(made),
    }
