"""The page of the public site: what is on it, and the site itself as one file."""

from django.http import HttpResponse

from waystation.publication.export import pages, signing
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
        site_now = pages.now()
        is_signed = signing.is_signed(actor, pages.files(site_now))
    except Tampered:
        return page(request, "publication/site-damaged.html", status=500)
    context = {
        "number": sum(each.out is None for each in site_now.publications),
        "gone": sum(each.out is not None for each in site_now.publications),
        "is_signed": is_signed,
    }
    return page(request, "publication/site.html", context)
