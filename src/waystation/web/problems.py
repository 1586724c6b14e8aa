"""What programs are answered where people get a page: a problem after RFC 9457, with no datum of what they sent."""

import json
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

API = "/api/"
TYPE = "application/problem+json"


def is_asked_by_program(request: HttpRequest) -> bool:
    """Whether an address is one that programs ask."""
    return request.path_info.startswith(API)


def problem(status: int, detail: str = "", **headers: str) -> HttpResponse:
    """The answer to what is refused, and why; the same bytes for the same status and words."""
    told = {"title": HTTPStatus(status).phrase, "status": status} | ({"detail": detail} if detail else {})
    response = HttpResponse(json.dumps(told), status=status, content_type=TYPE, headers=headers)
    if status == HTTPStatus.UNAUTHORIZED:
        response.headers["WWW-Authenticate"] = 'Bearer realm="waystation"'
    return response
