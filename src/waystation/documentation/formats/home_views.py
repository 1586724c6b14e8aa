"""The pages of what comes home from the field: on the laptop what is carried, at home the key that it is sealed to."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from waystation.casework.errors import Refused as OfAnExhibit
from waystation.casework.exchange.home import laptops
from waystation.documentation.errors import Refused
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.formats import home as homing
from waystation.documentation.formats.home import AT_HOME, CARRIED, Came
from waystation.documentation.formats.wording import STANDS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.middleware import SEALED_OFF
from waystation.web.pages import back, page

notices.register(
    {
        "field-key-made": gettext_lazy("The key is made. The administrator writes it into the laptops' settings."),
        "at-home": gettext_lazy("It is at home."),
    }
)
TONES = {CARRIED: "warn", AT_HOME: "good"}


@require_safe
def home(request: StaffRequest) -> HttpResponse:
    """What is to be carried home, or what laptops seal to."""
    return _shown(request, acting(request, "formats.import"))


def _shown(request: StaffRequest, actor: Actor, refused: Any = "", status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"field": homing.is_field(), "refused": refused}
    context["breadcrumbs"] = [(reverse("documentation:events"), _("Events"))]
    if homing.is_field():
        context["things"] = [
            (each, _called(each), STANDS[each.standing], TONES.get(each.standing, "neutral"))
            for each in homing.things(actor)
        ]
    else:
        context |= {"own": homing.own_keys(actor)[:1], "laptops": len(laptops())}
    return page(request, "formats/home.html", context, status=status)


def _called(thing: homing.Thing) -> str:
    if thing.exhibit is None:
        name, (part, parts) = _("Events, people and what was told"), thing.part
        return (
            name
            if parts == 1
            else _("%(name)s, part %(part)d of %(parts)d") % {"name": name, "part": part, "parts": parts}
        )
    return _("Exhibit %(number)s") % {"number": thing.exhibit[1]}


@require_POST
def own_key(request: StaffRequest) -> HttpResponse:
    """Makes the key that laptops seal to."""
    homing.make_own_key(acting(request, "formats.import"))
    return back("formats:home", "field-key-made")


@require_POST
def carry(request: StaffRequest) -> HttpResponseBase:
    """One thing as a file for home."""
    actor = acting(request, "formats.export")
    chosen = request.POST.get("exhibit", "")
    try:
        pieces = homing.carry_exhibit(actor, _id(chosen)) if chosen else homing.carry(actor, _part(request))
    except Refused as refused:
        return _shown(request, actor, refused.reasons[0][1], 422)
    except OfAnExhibit as refused:
        return _shown(request, actor, refused.reasons[0], 422)
    answer = StreamingHttpResponse(pieces, content_type="application/octet-stream")
    answer.headers["Content-Disposition"] = 'attachment; filename="bundle.age"'
    answer.headers["Content-Security-Policy"] = SEALED_OFF
    return answer


def _part(request: StaffRequest) -> int:
    said = request.POST.get("part", "1")
    return int(said) if said.isdecimal() and len(said) < 6 else 0


def _id(said: str) -> UUID:
    """Raises Absent for what is no id."""
    try:
        return UUID(said)
    except ValueError:
        raise Absent from None


@require_POST
def arrived(request: StaffRequest) -> HttpResponse:
    """By the letters from home: it arrived."""
    actor = acting(request, "formats.export")
    try:
        homing.arrived(actor, _id(request.POST.get("export", "")), request.POST.get("code", ""))
    except Refused as refused:
        return _shown(request, actor, refused.reasons[0][1], 422)
    return back("formats:home", "at-home")


def came(request: StaffRequest, found: Came) -> HttpResponse:
    """What a file from a laptop became."""
    if found.exhibit is None:
        return back("formats:upload", upload_id=found.upload)
    number = exhibits.exhibit(request.actor, found.exhibit).number
    context = {"came": found, "name": _("Exhibit %(number)s") % {"number": number}}
    context["breadcrumbs"] = [(reverse("formats:uploads"), _("Take in"))]
    return page(request, "formats/came.html", context)
