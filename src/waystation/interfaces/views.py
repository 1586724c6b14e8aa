"""The page on which tokens of partners' programs are made and revoked."""

from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from waystation.interfaces import tokens
from waystation.interfaces.forms import TokenForm
from waystation.interfaces.wording import NOTICES, SCOPE_WORDS
from waystation.staff.access import personas
from waystation.staff.requests import StaffRequest, acting
from waystation.web import notices
from waystation.web.pages import back, page

notices.register(NOTICES)

DESCRIPTION = "/api/v1/openapi.json"


@require_http_methods(["GET", "HEAD", "POST"])
def every(request: StaffRequest) -> HttpResponse:
    """All tokens, and a form for another, whose answer shows it this once."""
    actor = acting(request, "interfaces.manage")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = tokens.make(actor, now=actor.now(), **form.cleaned_data)
            return page(request, "interfaces/made.html", {"made": made, "name": form.cleaned_data["name"]})
        except ValueError:
            form.add_error(None, _("There are as many tokens as there may be. Revoke one first."))
    names, now = personas(actor), actor.now()
    found = [
        {
            "id": row.pk,
            "token": token,
            "scopes": [SCOPE_WORDS[scope] for scope in token.scopes],
            "by": names.get(token.by, "") if token.by else "",
            "is_over": token.until <= now,
        }
        for row, token in tokens.every(actor)
    ]
    context = {
        "form": form,
        "found": found,
        "description": settings.WAYSTATION_ORIGIN + DESCRIPTION,
        "breadcrumbs": [(reverse("status:status"), _("State of the server"))],
    }
    return page(request, "interfaces/tokens.html", context, status=422 if form.errors else 200)


@require_POST
def revoke(request: StaffRequest, token_id: UUID) -> HttpResponse:
    """Revokes one."""
    tokens.revoke(acting(request, "interfaces.manage"), token_id)
    return back("interfaces:tokens", "token-revoked")
