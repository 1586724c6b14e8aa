"""Who is likely the same as somebody who is being described, told while that is typed: it stops nobody."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST

from waystation.casework import access as casework
from waystation.casework import likely
from waystation.casework.naming import Marks, phone_of
from waystation.casework.persons import forms, rules
from waystation.casework.same_views import told
from waystation.staff import reads
from waystation.staff.errors import Absent
from waystation.staff.requests import StaffRequest, acting

LONGEST = 200  # characters of a name or a phone that are looked at


@require_POST
def likely_now(request: StaffRequest, case_id: UUID) -> HttpResponse:
    """As JSON: who it may be, by what is typed so far, and the code by which the page is known to have shown it."""
    actor = acting(request, "casework.write")
    casework.case(actor, case_id)
    if not casework.may_identify(actor, case_id):
        raise Absent
    reads.once(actor, "casework.names_searched", subject=case_id, case=case_id)
    return JsonResponse(told(actor, likely.likely(actor, _marks(request))))


def _marks(request: HttpRequest) -> Marks:
    """What a form tells of a person, also one that is not filled in to its end."""
    form = forms.NewPersonForm(request.POST)
    if form.is_valid():
        return rules.marks_of(form.person())
    year = request.POST.get("birth_year", "")
    names = tuple(name[:LONGEST] for name in form.typed_names()[: rules.MOST_NAMES] if name.strip())
    years = (int(year), int(year)) if year.isdecimal() and len(year) == 4 else None
    return Marks(names, years, phone_of(request.POST.get("phone", "")[:LONGEST]))
