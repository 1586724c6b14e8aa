"""The Web Key Directory (draft-koch-openpgp-webkey-service): mail programs find our keys by our address.

Served where the public pages are, for both layouts; the same as files comes from `waystation wkd`.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from waystation.hotline.mailkeys import published
from waystation.mail.openpgp.wkd import ROOT, files
from waystation.vault.errors import NotReady
from waystation.web.views import not_found


@require_safe
def directory(request: HttpRequest, path: str) -> HttpResponse:
    """A key or a policy; not found for everything else."""
    try:
        found = files(published()).get(f"{ROOT}/{path}")
    except NotReady:
        found = None
    if found is None:
        return not_found(request)
    answer = HttpResponse(found, content_type="application/octet-stream" if found else "text/plain")
    answer.headers["Access-Control-Allow-Origin"] = "*"  # for mail programs that run in a browser, as the draft says
    return answer
