"""What was handed to partners, as the pages of cases and of today say it: who works on a case besides us."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.casework import stages
from waystation.casework.exchange import sending
from waystation.casework.exchange.models import TransferRow
from waystation.casework.exchange.records import Transfer
from waystation.casework.exchange.transfer_rules import ACCEPTED, ASKED
from waystation.casework.models import Case
from waystation.staff.access import index, opened, stubs
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Standing
from waystation.web.days import near

ANSWER_WITHIN = timedelta(days=3)  # after which somebody asks the partner again
_WAITS, TRANSFER = "waits", "transfer"


@dataclass(frozen=True)
class Line:
    """Where one hand-over stands. `over`: the partner has the case now, and it goes on here too."""

    text: str = field(repr=False)
    over: bool
    url: str = ""
    action: str = ""


def of_case(actor: Actor, case_id: UUID, *, is_open: bool) -> list[Line]:
    """What partners do, or were asked to do, for the one of a case; nothing of what is over."""
    found = stubs(actor, TransferRow.objects.filter(locator=case_id))
    told = sorted((record for _row, record in found), key=lambda each: each.steps[0].at, reverse=True)
    return [_line(case_id, each, is_open=is_open) for each in told if each.state in (ASKED, ACCEPTED)]


def _line(case_id: UUID, each: Transfer, *, is_open: bool) -> Line:
    over = is_taken_over(each) and is_open
    address = reverse("casework:stage", args=[case_id]) + "?to=closed_referred" if over else ""
    return Line(said(each), over, address, _("Close it here as handed on") if over else "")


def said(each: Transfer) -> str:
    """Where a hand-over stands, in a sentence."""
    told = {"who": each.name, "day": near(localtime(each.steps[-1].at).date())}
    if is_taken_over(each):
        return _("%(who)s took this case over on %(day)s. Agree with them who does what, so that not both act.") % told
    if each.state == ACCEPTED:
        return _("%(who)s works on this case too, since %(day)s.") % told
    return _("%(who)s was asked on %(day)s and has not answered.") % told


def is_taken_over(each: Transfer) -> bool:
    """Whether the partner has the case, not a part of the work."""
    return (each.kind, each.state) == (TRANSFER, ACCEPTED)


def waiting(actor: Actor, today: date) -> list[Held]:
    """What somebody must see to: partners who do not answer, and open cases that a partner took over. Longest first."""
    require(actor, "casework.read")
    cases, ways = opened(actor, Case), sent(actor)
    found = []
    for held in index(actor, TransferRow, _standing).group(_WAITS):
        case, each = cases.get(held.locator), held.record
        if case is None or not stages.is_open(case.record.stage):
            continue
        if is_taken_over(each) or held.id in ways or localtime(each.steps[-1].at).date() + ANSWER_WITHIN <= today:
            found.append(held)
    return found


def sent(actor: Actor) -> dict[UUID, sending.Way]:
    """By hand-over, what became of bundles that left by themselves and wait for somebody now."""
    if not allows(actor, "exchange.transfer"):
        return {}
    return {one: way for one, way in sending.ways(actor).items() if way.state not in (sending.LEAVING, sending.THERE)}


def _standing(held: Held) -> Standing:
    each: Transfer = held.record
    waits = each.state == ASKED or is_taken_over(each)
    return each.steps[-1].at.isoformat().encode(), [_WAITS] if waits else []
