"""The page of the trace: each sentence with what it stands on, and what of that changed since."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from waystation.documentation.errors import Refused
from waystation.publication import access, grounds, trace, tracing, wording
from waystation.publication.records import Publication
from waystation.publication.texts import title, trail
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Stale
from waystation.web import notices
from waystation.web.pages import back, page

ON_A_PAGE = 40
notices.register({"publication-traced": _("Noted.")})


def sentences(request: StaffRequest, publication_id: UUID) -> HttpResponse:
    """Each sentence with what it stands on; posted, some of them stand on something, still or not any more."""
    actor = acting(request, "publication.write")
    if request.method == "POST":
        try:
            _act(actor, request, publication_id)
            answer = back("publication:trace", "publication-traced", publication_id=publication_id)
            at = request.POST.get("page", "")
            answer["Location"] += f"&page={at}" if at.isdecimal() and len(at) < 5 else ""
            return answer
        except Refused as refused:
            return _page(request, actor, publication_id, [str(said) for _name, said in refused.reasons])
        except Stale:
            refresh(actor)
            return _page(request, actor, publication_id, [str(wording.CHANGED_MEANWHILE)])
    return _page(request, actor, publication_id, [])


def _act(actor: Actor, request: StaffRequest, publication_id: UUID) -> None:
    said = request.POST
    seen = _number(said.get("version", ""))
    for name, act in (("still", tracing.still), ("drop", tracing.drop)):
        if name in said:
            act(actor, publication_id, _number(said[name]), seen=seen)
            return
    _row, found = access.publication(actor, publication_id)
    every = _every(found)
    chosen = said.getlist("sentence")
    on = said.get("on", "")
    if "propose" in said:  # "12:<id of a figure>"
        number, _colon, figure = said["propose"].partition(":")
        chosen, on = [number], reverse("figures:figure", args=[figure]) if _is_id(figure) else ""
    told = [every[at][1] for each in chosen if 0 <= (at := _number(each)) < len(every)]
    tracing.stand(actor, publication_id, told, on, seen=seen)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else -1


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _every(found: Publication) -> list[tuple[str, str]]:
    """All sentences with their language, in order."""
    return [(language, each) for language, those in trace.sentences(found).items() for each in those]


def _page(request: StaffRequest, actor: Actor, publication_id: UUID, errors: list[str]) -> HttpResponse:
    row, found = access.publication(actor, publication_id)
    asked = request.POST if request.method == "POST" else request.GET
    part = Paginator([(at, *each) for at, each in enumerate(_every(found))], ON_A_PAGE).get_page(asked.get("page"))
    seen = grounds.seen(actor, found)
    proposals = grounds.proposals(actor, found, [each for _at, _language, each in part])
    chosen = request.POST.getlist("sentence")
    context: dict[str, Any] = {
        "publication_id": publication_id,
        "version": row.version,
        "errors": errors,
        "on": request.POST.get("on", ""),
        "page": part,
        "lines": [
            (at, language, each, [one for one in seen if one.ground.sentence == each], proposals.get(each, ()),
             str(at) in chosen)
            for at, language, each in part
        ],
        "longest": tracing.LONGEST,
        "breadcrumbs": trail((reverse("publication:publication", args=[publication_id]), title(found))),
    }  # fmt: skip
    return page(request, "publication/trace.html", context, status=422 if errors else 200)
