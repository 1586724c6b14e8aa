"""How the API answers: JSON, and for what it refuses a problem after RFC 9457, in one form for all of them."""

import functools
import logging
from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from waystation.files.uploads import Limits, takes_files
from waystation.hotline.errors import NoRoom
from waystation.interfaces import pace, tokens
from waystation.interfaces.tokens import Known
from waystation.staff.actor import utc_now
from waystation.staff.gate import standing
from waystation.vault.errors import NotReady, Tampered
from waystation.vault.mode import Mode
from waystation.web.problems import problem

logger = logging.getLogger(__name__)

Body = TypeVar("Body", bound=msgspec.Struct)
Door = Callable[..., HttpResponse]
LARGEST = 256 * 1024  # bytes of JSON: a sealed message of 20,000 characters takes 180,000


class Refused(Exception):
    """Ends a request with a problem. Its words hold no datum of what was sent."""

    def __init__(self, status: int, detail: str, *, wait: int = 0) -> None:
        super().__init__(status)
        self.status, self.detail, self.wait = status, detail, wait


def said(content: Any, status: int = 200) -> HttpResponse:
    """An answer of JSON."""
    return HttpResponse(msgspec.json.encode(content), status=status, content_type="application/json")


def door(scope: str, methods: tuple[str, ...], *, most: int = LARGEST) -> Callable[[Door], Door]:
    """Lets in who has a token of this scope, and answers every refusal alike. The view is given what the token is.

    The token comes in its header alone; cookies count for nothing, so there is no forgery to check.
    """

    def made(view: Door) -> Door:
        @csrf_exempt
        @takes_files(lambda: Limits(0, most))
        @functools.wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method not in methods:
                return problem(405, "This address takes " + ", ".join(methods) + ".", Allow=", ".join(methods))
            try:
                return view(request, _let_in(request, scope), *args, **kwargs)
            except Refused as refused:
                wait = {"Retry-After": str(refused.wait)} if refused.wait else {}
                return problem(refused.status, refused.detail, **wait)
            except (NotReady, DatabaseError, NoRoom, OSError, Tampered) as error:
                if not isinstance(error, NoRoom):
                    logger.exception("")  # where, for the administrator; the log's formatter leaves out what
                return problem(503, "We cannot answer this now. Repeat it later.", **{"Retry-After": "60"})

        return answered

    return made


def _let_in(request: HttpRequest, scope: str) -> Known:
    known = _known(request)
    if scope not in known.token.scopes:
        raise Refused(403, f"This token is not for {scope}.")
    if pace.is_too_fast(known.id, utc_now().timestamp()):
        raise Refused(429, "This was too much in too short a time. Repeat it later.", wait=pace.WAIT)
    if standing(request).mode is Mode.CLOSED:
        raise Refused(503, "We pause. Repeat it later.", wait=pace.NOT_TODAY)
    return known


def _known(request: HttpRequest) -> Known:
    known = tokens.known(request.headers.get("Authorization", ""), utc_now())
    if known is None:
        raise Refused(401, "Send a token of ours as Authorization: Bearer. This is none, or none any more.")
    return known


def body(request: HttpRequest, kind: str, most: int) -> bytes:
    """What was sent, of this media type. Raises Refused."""
    given = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if given != kind:
        raise Refused(415, f"Send {kind}.")
    length = request.headers.get("Content-Length", "")
    if not length.isascii() or not length.isdigit():
        raise Refused(411, "Say in Content-Length how long it is.")
    if int(length) > most:
        raise Refused(413, f"At most {most} bytes are taken.")
    found = request.read()
    if len(found) != int(length):
        raise Refused(400, "It did not arrive whole. Repeat it.")
    _known(request)  # a large one may have been on its way for an hour: what was revoked meanwhile brings nothing
    return found


def told(request: HttpRequest, kind: type[Body]) -> Body:
    """The JSON that was sent, as a record of this kind. Raises Refused."""
    sent = body(request, "application/json", LARGEST)
    try:
        return msgspec.json.decode(sent, type=kind)
    except msgspec.ValidationError as error:
        # Which field is wrong, and nothing of what stood in it.
        raise Refused(422, f"It is not as the description says: {_where(error)}.") from None
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Refused(400, "It is no JSON.") from None


def _where(error: msgspec.ValidationError) -> str:
    path = str(error).rpartition(" - at `")[2].rstrip("`") if " - at `" in str(error) else ""
    return f"look at {path.removeprefix('$.')}" if path.startswith("$.") else "look at its fields"
