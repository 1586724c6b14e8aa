"""What the page of today shows above and beside its parts, as parts too: each of them may be longer than it shows."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.casework import access as casework
from waystation.casework import pressing, stages
from waystation.casework.models import Case
from waystation.casework.persons import along
from waystation.casework.register import SILENT, register
from waystation.casework.shown import stage_label
from waystation.desk.pressing import Entry, Part
from waystation.evacuation import access as evacuation
from waystation.evacuation import setting_out
from waystation.evacuation.houses import without_bed as houses
from waystation.evacuation.records import APPROVED
from waystation.staff.access import opened, personas
from waystation.staff.actor import Actor
from waystation.staff.opened import Opened
from waystation.staff.policy import allows
from waystation.trust import vetted, vetting_shown
from waystation.trust.vetted import Known

_WEEKS: Final = timedelta(days=21)


def makers(actor: Actor) -> dict[str, Callable[[], Part]]:
    """How each of them that this person may see is made, by its code."""
    wanted: list[tuple[str, str, Callable[[Actor], Part]]] = [
        ("casework.read", "silent", silent),
        ("casework.read", "alerts", alerts),
        ("hotline.read", "second", second),
        ("hotline.read", "again", again),
        ("hotline.read", "hostile", hostile),
        ("evacuation.read", "without_bed", without_bed),
    ]
    return {code: lambda make=make: make(actor) for verb, code, make in wanted if allows(actor, verb)}  # type: ignore[misc]


def silent(actor: Actor) -> Part:
    """Who is out of sight."""
    found, names = register(actor).group(SILENT), personas(actor)

    def lines(places: slice) -> list[Entry]:
        some, searches = found[places], pressing.searches(actor)
        return [
            Entry(
                searches[held.id].url if held.id in searches else reverse("casework:case", args=[held.id]),
                held.record.pseudonym,
                held.record.next_action or _("No next step is set."),
                searches[held.id].text if held.id in searches else stage_label(held.record.stage),
                "danger",
                names.get(held.record.owner, ""),
            )
            for held in some
        ]

    return Part("silent", _("Out of sight"), len(found), lines)


def alerts(actor: Actor) -> Part:
    """What waits in cases until somebody has seen to it."""
    found, names, called = pressing.waiting(actor), personas(actor), casework.Pseudonyms(actor)

    def lines(places: slice) -> list[Entry]:
        some = found[places]
        owners = [called.owner(held.locator) for held in some]
        return [
            Entry(
                said.url,
                said.who,
                said.title,
                said.text or said.action,
                said.tone,
                names.get(owner, "") if owner else "",
            )
            for said, owner in zip(pressing.in_words(actor, some), owners, strict=True)
        ]

    return Part("alerts", _("To be seen to in cases"), len(found), lines)


def second(actor: Actor) -> Part:
    """Of whom somebody holds what a second person must hold too."""
    found = vetted.waiting(actor)

    def lines(places: slice) -> list[Entry]:
        return [_vetted(actor, each, _("Waits for a second person")) for each in found[places]]

    return Part("second", _("Vetting: waits for a second person"), len(found), lines)


def again(actor: Actor) -> Part:
    """Who is perhaps to be vetted again: of some it turns out, once they are looked at, that they are not."""
    before, ids = lapse_before_departure(actor), to_vet_again(actor)

    def lines(places: slice) -> list[Entry]:
        some = [*before, *ids][places]
        soon = (vet_before(actor, each) for each in some if isinstance(each, LapsesBefore))
        found = (each for each in vetted.opened(actor, (one for one in some if isinstance(one, UUID))))
        return [
            *(_line(told, "") for told in soon if told),
            *(_vetted(actor, each, "") for each in found if each.standing.lapsed),
        ]

    return Part("again", _("Vetting: to be done again"), len(before) + len(ids), lines)


def hostile(actor: Actor) -> Part:
    """Whom two of us hold to mean harm and for whom a way is being made, or who is on one."""
    ids, beside = hostile_on_the_way(actor), with_hostile(actor)

    def lines(places: slice) -> list[Entry]:
        every = [*ids, *beside]
        some = every[places]
        found = vetted.opened(actor, (each for each in some if isinstance(each, UUID)))
        own = [_vetted(actor, each, _("A way is being made for them")) for each in found]
        return own + [_goes_along(each) for each in some if isinstance(each, WithHostile)]

    return Part("hostile", _("Hostile, with a way of ours"), len(ids) + len(beside), lines)


def _goes_along(each: "WithHostile") -> Entry:
    badge = vetting_shown.badge("hostile")
    return Entry(reverse("persons:people", args=[each.case]), each.called, badge.text, each.who, badge.tone, "")


def hostile_on_the_way(actor: Actor) -> list[UUID]:
    """The threads of those who mean harm, while their case stands where we tell, house or move people."""
    cases = opened(actor, Case)
    known = ((one, vetted.case_of(actor, one)) for one in vetted.hostile(actor))
    held = ((one, cases.get(case_id)) for one, case_id in known if case_id)
    return [one for one, case in held if case and case.record.stage in stages.WITH_A_WAY]


class WithHostile(NamedTuple):
    """A case whose own person nobody holds hostile, and what we call who goes along and is."""

    case: UUID
    called: str
    who: str


def with_hostile(actor: Actor) -> list[WithHostile]:
    """The cases in which somebody hostile comes along, or is known as somebody else, where we tell, house or move."""
    cases, own = opened(actor, Case), along.hostile_cases(actor)
    found = [(cases.get(case), who) for case, who in along.with_hostile(actor).items() if case not in own]
    return sorted(
        (
            WithHostile(held.id, held.record.pseudonym, ", ".join(who))
            for held, who in found
            if held and held.record.stage in stages.WITH_A_WAY
        ),
        key=lambda each: each.called,
    )


def without_bed(actor: Actor) -> Part:
    """Who is in a safe house in which no bed of theirs is booked tonight."""
    found, names, called = houses.without_bed(actor), personas(actor), casework.Pseudonyms(actor)
    places = evacuation.places(actor) if found else {}

    def line(each: houses.WithoutBed) -> Entry:
        owner, since = called.owner(each.case), date_format(each.since, "MONTH_DAY_FORMAT")
        return Entry(
            reverse("evacuation:journey", args=[each.case]),
            called.get(each.case, "—"),
            _("In %(house)s, where nothing is booked from %(day)s on")
            % {"house": places[each.house].name, "day": since},
            _("Book the bed or move them: nobody else knows that it is taken."),
            "danger",
            names.get(owner, "") if owner else "",
        )

    return Part(
        "without_bed", _("In a house tonight without a bed"), len(found), lambda some: [*map(line, found[some])]
    )


def to_vet_again(actor: Actor) -> list[UUID]:
    """The threads of those who may have to be vetted again, while there is still something to tell them."""
    cases = opened(actor, Case)
    return [one for one in vetted.to_vet_again(actor) if _may_be_told_more(cases, vetted.case_of(actor, one))]


class LapsesBefore(NamedTuple):
    """The thread of somebody whose vetting ends before a way begins that was approved, and when it begins."""

    thread: UUID
    departs: datetime


def lapse_before_departure(actor: Actor) -> list[LapsesBefore]:
    """Of those who are to be vetted again in the next weeks those who would set out unvetted, the next first."""
    if not allows(actor, "evacuation.read"):
        return []
    first, last = actor.today + timedelta(days=1), actor.today + _WEEKS
    found = []
    for thread in vetted.to_vet_between(actor, first, last):
        case = vetted.case_of(actor, thread)
        for way in evacuation.open_ways_of(actor, [case]) if case else ():
            departs = setting_out.first_departure(way)
            if departs and way.journey.status == APPROVED and setting_out.lapses_before(actor, way):
                found.append(LapsesBefore(thread, departs))
    return sorted(found, key=lambda each: each.departs)


def vet_before(actor: Actor, each: LapsesBefore) -> dict[str, Any]:
    """One of them as a line of a list; nothing where they are not for this person."""
    shown = [vetting_shown.listed(actor, found) for found in vetted.opened(actor, [each.thread])]
    day = date_format(localtime(each.departs), "MONTH_DAY_FORMAT")
    return shown[0] | {"lapses": [_("It ends before they set out on %(day)s.") % {"day": day}]} if shown else {}


def _may_be_told_more(cases: Opened, case_id: UUID | None) -> bool:
    held = cases.get(case_id) if case_id else None
    stage = held.record.stage if held else "new"
    return stages.is_open(stage) and stage not in stages.SAFE


def _vetted(actor: Actor, found: Known, why: str) -> Entry:
    return _line(vetting_shown.listed(actor, found), why)


def _line(told: dict[str, Any], why: str) -> Entry:
    address, badge = reverse("trust:vetting", args=[told["id"]]), told["badge"]
    return Entry(address, told["called"], badge.text, why or told["lapses"][0], badge.tone, told["by"])
