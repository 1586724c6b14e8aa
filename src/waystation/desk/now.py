"""What the page of today shows: alarms, then what must not wait, gathered for somebody from the rooms below."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.translation import gettext as _

from waystation.casework import instead, pressing, register, shown
from waystation.casework.filters import BY_DUE
from waystation.casework.records import Away
from waystation.casework.services import shown as services
from waystation.desk import beside, queue
from waystation.desk.pressing import SHOWN, Pressing
from waystation.duty import shown as duty
from waystation.evacuation import access as evacuation
from waystation.evacuation.handover import access as hand_overs
from waystation.evacuation.handover.wording import ROLES
from waystation.evacuation.houses import leaving
from waystation.evacuation.plans import events
from waystation.evacuation.pursuers import access as pursuers
from waystation.evacuation.pursuers import shown as pursuers_shown
from waystation.hotline import contact_shown, outbox
from waystation.staff import second
from waystation.staff.access import personas
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import allows
from waystation.trust import vetted, vetting_shown
from waystation.web.pages import Link

SILENT, ON_A_PAGE = 30, 50
# What stands above and beside the parts, and waits for somebody.
ON_THE_WAY = ("unconfirmed", "reach_alarms", "must_move", "apart", "to_allow")
OF_CASES = ("silent", "pressing", "fallen", "against", "hostile", "with_hostile", "second", "again", "to_review")
AROUND = ("newcomers", "places_lost", "without_bed", "happened", *ON_THE_WAY, "alarms", "attended", *OF_CASES)


def context(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """The sections that this person may see: everybody's, or their own."""
    mine = _is_mine(asked)
    around = _places(actor) | _danger(actor) | _reach(actor) | _requests(actor) | _cases(actor)
    return around | {
        "now": actor.now(),
        "newcomers": _newcomers(actor),
        "parts": Pressing(actor, mine=mine).parts(),
        "tabs": _tabs(mine),
        "mine": mine,
        "waits_around": any(around.get(name) for name in AROUND) or _is_stuck(around.get("letters", {})),
    }


def _newcomers(actor: Actor) -> list[dict[str, Any]]:
    """Those of whom this person is asked whether they are a person of their own."""
    names = personas(actor)
    return [
        {"id": one, "persona": profile.persona, "by": names.get(profile.added_by, ""), "on": profile.added_on}
        for one, profile in second.to_confirm(actor)
    ]


def _is_stuck(letters: Mapping[str, int]) -> bool:
    return bool(letters.get(outbox.FAILED) or letters.get(outbox.UNCLEAR))


def part(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    """All of one part, page by page, in the order in which the page of today shows the first of it. Raises Absent."""
    mine, code = _is_mine(asked), asked.get("part", "")
    divided = Pressing(actor, mine=mine).makers()
    make = (divided | beside.makers(actor)).get(code)
    if make is None:
        raise Absent
    found = make()
    return {
        "part": found,
        "page": Paginator(found, ON_A_PAGE).get_page(asked.get("page", "1")),
        "tabs": _tabs(mine, f"&part={code}") if code in divided else [],
        "breadcrumbs": [(reverse("desk:today") + ("?whose=mine" if mine else ""), _("Today"))],
    }


def _is_mine(asked: Mapping[str, str]) -> bool:
    return asked.get("whose") == "mine"


def _tabs(mine: bool, more: str = "") -> list[Link]:
    return [Link(f"?whose=all{more}", _("Everybody's"), not mine), Link(f"?whose=mine{more}", _("Mine"), mine)]


def _danger(actor: Actor) -> dict[str, Any]:
    if not allows(actor, "evacuation.check_in"):
        return {}
    now = actor.now()
    coming = evacuation.expected(actor, now)
    return {
        "alarms": evacuation.alarms(actor),
        "attended": evacuation.attended(actor),
        "reach_alarms": pursuers.alarms(actor),
        "unconfirmed": [(row, record, ROLES.get(record.role, "")) for row, record in hand_overs.alarming(actor)],
        "unheard": sum(record.due_at < now for _row, record in coming),
        "coming": coming[:SHOWN],
        "coming_more": max(0, len(coming) - SHOWN),
        "may_check_in": True,
    }


def _reach(actor: Actor) -> dict[str, Any]:
    """Who must move, or whose plans must change, because of who hunts them or whom they must not meet."""
    if not allows(actor, "evacuation.read"):
        return {}
    moving, together = pursuers_shown.must_move(actor)
    waiting = pursuers_shown.overrides(actor, waiting=True)
    return {
        "must_move": moving[:SHOWN],
        "must_move_more": max(0, len(moving) - SHOWN),
        "apart": together,
        "to_allow": [line for line in waiting if line.may_agree],
    }


def _places(actor: Actor) -> dict[str, Any]:
    """The compromised places that somebody has not left yet, and who sleeps where no bed is booked."""
    happened = {"happened": events.undecided(actor)}
    if not allows(actor, "evacuation.read"):
        return happened
    return happened | {"places_lost": leaving.fallen(actor), "without_bed": beside.without_bed(actor)}


def _requests(actor: Actor) -> dict[str, Any]:
    if not allows(actor, "hotline.read"):
        return {}
    against, second = contact_shown.waiting(actor), vetted.waiting(actor)
    again, again_more = _again(actor)
    hostile, beside_them = beside.hostile_on_the_way(actor), beside.with_hostile(actor)
    return {
        "letters": outbox.states(actor),
        "against": against[:SHOWN],
        "against_more": max(0, len(against) - SHOWN),
        "second": [vetting_shown.listed(actor, each) for each in second[:SHOWN]],
        "second_more": max(0, len(second) - SHOWN),
        "hostile": [vetting_shown.listed(actor, each) for each in vetted.opened(actor, hostile[:SHOWN])],
        "with_hostile": beside_them[:SHOWN],
        "hostile_more": max(0, len(hostile) - SHOWN) + max(0, len(beside_them) - SHOWN),
        "again": again,
        "again_more": again_more,
        "to_review": queue.waiting(actor),
        "on_duty": duty.on_duty(actor),
        "may_answer": True,
    }


def _again(actor: Actor) -> tuple[list[dict[str, Any]], int]:
    """Those who are to be vetted again, who set out before it first, and how many more there may be."""
    before = [told for each in beside.lapse_before_departure(actor) if (told := beside.vet_before(actor, each))]
    looked = iter(beside.to_vet_again(actor))
    known = (found for one in looked for found in vetted.opened(actor, [one]) if found.standing.lapsed)
    listed = [vetting_shown.listed(actor, each) for each in islice(known, max(0, SHOWN - len(before)))]
    return [*before[:SHOWN], *listed], max(0, len(before) - SHOWN) + len(list(looked))


def _cases(actor: Actor) -> dict[str, Any]:
    if not allows(actor, "casework.read"):
        return {}
    cases, names = register.register(actor), personas(actor)

    def show(held: Held) -> shown.Shown:
        return shown.show(held, held.record, names, cases.day)

    waiting, silent = pressing.context(actor), cases.group(register.SILENT)
    return {
        "silent": [(show(held), waiting["searches"].get(held.id)) for held in silent[:SILENT]],
        "silent_more": max(0, len(silent) - SILENT),
        "open_cases": len(cases.group(register.OPEN)),
        "urgent": len(cases.group(register.URGENT)),
        **waiting,
        "fallen": services.fallen(actor),
        "standing_in": [_instead_of(cases, each, names, show) for each in instead.stood_for(actor)],
        "may_work": True,
    }


def _instead_of(
    cases: register.Register, each: Away, names: dict[UUID, str], show: Callable[[Held], shown.Shown]
) -> dict[str, Any]:
    """The work of somebody who is away, for who stands in."""
    due, listed = cases.due(each.account)[0], f"{reverse('casework:cases')}?owner={each.account}"
    return {
        "name": names.get(each.account, "?"),
        "last": each.last,
        "due": [show(held) for held in due[:SHOWN]],
        "due_more": max(0, len(due) - SHOWN),
        "due_url": f"{listed}&sort={BY_DUE}",
        "url": listed,
    }
