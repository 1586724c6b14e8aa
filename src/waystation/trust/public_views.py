"""How anybody can know that it is us: the statement, the card, the code of a message, the question, false hotlines."""

import hashlib
import logging
from typing import Any

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from waystation.hotline import codes, crowd_page, protection, sealing
from waystation.hotline.crowd import Gate, Gauge
from waystation.hotline.errors import NoRoom, NotAPhrase
from waystation.staff import teams
from waystation.staff.actor import utc_now
from waystation.trust import challenges, fakes, shown, statements
from waystation.trust.forms import CodeForm, ReportForm, WordsForm
from waystation.trust.wording import NOTICES
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotReady, Tampered
from waystation.web import notices
from waystation.web.pages import back, page
from waystation.web.qr import qr_path

logger = logging.getLogger(__name__)
notices.register({code: NOTICES[code] for code in ("fake-reported",)})
REPORTS = Gate("report", lambda: Gauge(60, 0.2), free=1000, proved=1000, waited=2000)


@require_safe
def ours(request: HttpRequest) -> HttpResponse:
    """Our channels, as two of us signed them."""
    return page(request, "trust/ours.html", _statement() | {"sealing_key": _sealing_key()})


def _sealing_key() -> str:
    """The fingerprint of the key that callers' browsers seal a first message to; empty where none is ours for sure."""
    try:
        public = sealing.published((teams.locator(teams.DUTY), Compartment.SELF))
    except (NotReady, ObjectDoesNotExist):
        return ""
    return protection.fingerprint(hashlib.sha256(public).hexdigest()[:40]) if public else ""


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """The same to print and pass on."""
    side, path = qr_path(f"{settings.WAYSTATION_ORIGIN.rstrip('/')}/")
    return page(request, "trust/card.html", _statement() | {"side": side, "path": path})


def _statement() -> dict[str, Any]:
    try:
        found = statements.current()
    except Tampered:
        return {"changed": True}
    except NotReady:
        return {"unknown": True}
    return {"statement": shown.statement(found.stated, localdate())} if found else {}


@require_safe
def text(request: HttpRequest) -> HttpResponse:
    """The signed text, for partners and newspapers."""
    try:
        found = statements.current()
    except (Tampered, NotReady):
        found = None
    if found is None:
        return HttpResponse("There is no statement at present.\n", status=404, content_type="text/plain; charset=utf-8")
    return HttpResponse(found.note, content_type="text/plain; charset=utf-8")


def check(request: HttpRequest) -> HttpResponse:
    """Whether we sent the message in which somebody found a code."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "trust/check.html", {"form": form})
    try:
        said = codes.ask(form.cleaned_data["code"])
    except NotReady:
        form.add_error(None, _("We cannot tell at this moment. Please try again later, and do not answer the message."))
        return page(request, "trust/check.html", {"form": form}, status=503)
    return page(request, "trust/check.html", {"form": form, "said": shown.verdict(said)})


def ask(request: HttpRequest) -> HttpResponse:
    """A number to say to whoever claims to be us, and the place for the words that come back."""
    if "another" in request.POST:
        return _keep(back("proof:ask"), "")
    form = WordsForm(request.POST if request.method == "POST" else None)
    kept = challenges.number_in(request.COOKIES.get(settings.WAYSTATION_NUMBER_COOKIE, ""), utc_now())
    number = challenges.digits(form.data.get("number", "")) if form.is_bound else ""
    if not challenges.is_number(number):
        number, form = kept or challenges.new_number(), WordsForm()
    said = _judged(number, form) if form.is_valid() else None
    shown_number = f"{number[:4]} {number[4:]}"
    answer = page(request, "trust/ask.html", {"form": form, "number": number, "shown": shown_number, "said": said})
    if said and said.tone == "good":
        return _keep(answer, "")
    return answer if kept else _keep(answer, number)


def _judged(number: str, form: WordsForm) -> shown.Said | None:
    try:
        return shown.answered(challenges.judge(number, form.cleaned_data["words"], now=utc_now()))
    except NotAPhrase:
        form.add_error("words", _("These are not three words of ours. Please look at each of them again."))
    except NotReady:
        form.add_error(None, _("We cannot tell at this moment. Please try again later."))
    return None


def _keep(answer: HttpResponse, number: str) -> HttpResponse:
    """Lets the browser show this number when it loads the page again; none: it gets another."""
    name, secure = settings.WAYSTATION_NUMBER_COOKIE, settings.WAYSTATION_SECURE_COOKIES
    value = challenges.kept(number, utc_now()) if number else ""
    lasts = None if number else 0  # ends with the browser; or now
    answer.set_cookie(name, value, max_age=lasts, secure=secure, httponly=True, samesite="Lax")
    return answer


def report(request: HttpRequest) -> HttpResponse:
    """Somebody tells us of a false hotline."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return page(request, "trust/report.html", {"form": form})
    passed = crowd_page.passed(request, form, REPORTS)
    if isinstance(passed, HttpResponse):
        return passed
    try:
        fakes.report(form.cleaned_data["address"], form.cleaned_data["text"], now=utc_now())
    except (NotReady, NoRoom) as why:
        if isinstance(why, NotReady):
            logger.exception("")  # where, for the administrator; the log's formatter leaves out what
        form.add_error(None, _("This has NOT arrived: we cannot take it in at this moment. Please try again later."))
        return page(request, "trust/report.html", {"form": form}, status=503)
    return back("proof:report", "fake-reported")
