"""The door at which other organisations' logs ask for our signature: C2SP tlog-witness.md, `add-checkpoint`.

It answers only for logs that the settings name, and only to a head signed by that log's own key; without any it is not
there at all.
"""

from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from waystation.audit import cosign
from waystation.audit.log import log_alone
from waystation.web.views import not_found


@csrf_exempt
@require_POST
def add_checkpoint(request: HttpRequest) -> HttpResponse:
    """200 with a signature line, or the protocol's refusal."""
    if not cosign.trusted():
        return not_found(request)
    if int(request.headers.get("Content-Length") or 0) > cosign.LARGEST:
        return _said("", 400)
    try:
        line = cosign.cosign(request.body, datetime.now(UTC))
    except cosign.Declined as declined:
        if declined.size is not None:
            return _said(f"{declined.size}\n", declined.status, "text/x.tlog.size")
        return _said("", declined.status)
    log_alone(None, "audit.cosigned")
    return _said(line.decode(), 200)


def _said(text: str, status: int, kind: str = "text/plain; charset=utf-8") -> HttpResponse:
    return HttpResponse(text, status=status, content_type=kind)
