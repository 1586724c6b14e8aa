"""The pages of the public site: what is on it, the site itself as one file, and whether a copy of it is older."""

from typing import Any

from django.http import HttpResponse
from django.views.decorators.http import require_POST

from waystation.publication import wording
from waystation.publication.export import comparing, pages, signing
from waystation.publication.forms import CopyForm
from waystation.staff.actor import Actor
from waystation.staff.requests import StaffRequest, acting
from waystation.vault.errors import Tampered
from waystation.web.pages import page

FILE = "site.zip"


def site(request: StaffRequest) -> HttpResponse:
    """Shows what is public; posted, asks for consents again, signs, and gives the site out as a ZIP."""
    actor = acting(request, "publication.release")
    try:
        if request.method == "POST":
            answer = HttpResponse(pages.packed(signing.sign(actor)), content_type="application/zip")
            answer["Content-Disposition"] = f'attachment; filename="{FILE}"'
            return answer
        return page(request, "publication/site.html", _now(actor) | {"form": CopyForm()})
    except Tampered:
        return page(request, "publication/site-damaged.html", status=500)


def _now(actor: Actor) -> dict[str, Any]:
    site_now = pages.now()
    return {
        "number": sum(each.out is None for each in site_now.publications),
        "gone": len(site_now.gone),
        "is_signed": signing.is_signed(actor, pages.files(site_now)),
        "mirrors": site_now.mirrors,
    }


@require_POST
def site_compare(request: StaffRequest) -> HttpResponse:
    """Holds the list of hashes of a mirror against the site as it stands. Nothing of it is kept."""
    actor = acting(request, "publication.release")
    form = CopyForm(request.POST)
    try:
        context = _now(actor) | {"form": form}
        if form.is_valid():
            if (copy := comparing.listed(form.cleaned_data["sums"])) is None:
                form.add_error("sums", str(wording.NO_LIST_OF_HASHES))
            else:
                site_now = pages.now()
                context["compared"] = comparing.compared(pages.files(site_now), site_now.gone, copy)
    except Tampered:
        return page(request, "publication/site-damaged.html", status=500)
    return page(request, "publication/site.html", context, status=422 if form.errors else 200)
