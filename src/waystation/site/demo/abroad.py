"""Tracks abroad of the demo: papers, appointments, applications that wait or were decided, and arrivals."""

from datetime import datetime, timedelta
from uuid import UUID

from waystation.casework.services import actions as services
from waystation.casework.services.records import CHECKED, Provider
from waystation.evacuation.relocation import access, actions, arriving, filing, knowledge
from waystation.evacuation.relocation.records import (
    APOSTILLE,
    ASKED_FOR,
    GRANTED,
    HERE,
    MEDIUM,
    NEEDED,
    Application,
    Appointment,
    Arrival,
    Needed,
    Terms,
    Track,
)
from waystation.site.demo.people import COUNTRIES
from waystation.staff.actor import Actor

PATHWAY = "humanitarian_visa"
PREPARING, WAITING = ("documents",), ("visa_pending",)
DECIDED, THERE = ("departing", "transit_country"), ("arrived", "asylum_pending", "aftercare")
DAY = timedelta(days=1)


def make(lev: Actor, cases: list[tuple[UUID, str]]) -> None:
    """A track for every second of these cases, as far as it is at its stage."""
    embassies = [
        services.add_provider(
            lev, Provider(name=f"Embassy of {country}", offers=("visa",), vetting=CHECKED, places=country)
        )
        for country in COUNTRIES
    ]
    for country in COUNTRIES:
        knowledge.add_terms(
            lev,
            Terms(
                country=country, pathway=PATHWAY, source="A lawyer there, by telephone", as_of=lev.today - 40 * DAY,
                appeal_length=30, passport_months=6, weeks=8,
            ),
        )  # fmt: skip
    abroad = [pair for pair in cases if pair[1] in (*PREPARING, *WAITING, *DECIDED, *THERE)]
    for number, (case, stage) in enumerate(abroad[::2]):
        _track(lev, case, stage, embassies, number)


def _track(lev: Actor, case: UUID, stage: str, embassies: list[UUID], number: int) -> None:
    country, embassy = COUNTRIES[number % 2], embassies[number % 2]
    chance = {"chance": MEDIUM, "chance_source": "Two got it in spring, one was refused."} if number % 3 else {}
    told = Track(country=country, pathway=PATHWAY, weeks=8, cost="95", currency="EUR", **chance)
    track = actions.begin(lev, case, told)
    _papers(lev, case, track, number, all_here=stage not in PREPARING)
    if stage in PREPARING:
        _appointment(lev, case, track, embassy, number)
        return
    made = filing.draft(lev, case, Application(track=track, what="Visa", provider=embassy))
    filed_on, decided_on = lev.today - (40 + number % 9) * DAY, lev.today - (12 + number % 9) * DAY
    filing.hand_in(lev, case, made, filed_on=filed_on, reference=f"N-{1000 + number}", by_us=False)
    if stage in WAITING:
        if number % 2:
            _appointment(lev, case, track, embassy, number)
        return
    filing.decide(
        lev, case, made, decision=GRANTED, decided_on=decided_on, told_on=decided_on, valid_from=decided_on,
        valid_until=lev.today + (25 + 30 * (number % 4)) * DAY,
    )  # fmt: skip
    if stage in THERE:
        place, met = f"{country}, capital", "the local partner"
        arrival = Arrival(track=track, arrived_on=decided_on + 2 * DAY, place=place, received_by=met)
        arriving.arrive(lev, case, arrival)
        _look_after(lev, case, track)


def _papers(lev: Actor, case: UUID, track: UUID, number: int, *, all_here: bool) -> None:
    there = HERE if all_here or number % 2 else ASKED_FOR
    until = lev.today + (200 + 40 * (number % 7)) * DAY
    papers = (
        Needed(track=track, kind="ru.foreign_passport_bio", state=there, original="the person", valid_until=until),
        Needed(track=track, kind="birth_certificate", state=there, translation=NEEDED, legalisation=APOSTILLE),
        Needed(track=track, kind="support_letter", state=HERE, copies=2, original="the office"),
    )
    for paper in papers[: 2 + number % 2]:
        actions.add_paper(lev, case, paper)


def _appointment(lev: Actor, case: UUID, track: UUID, embassy: UUID, number: int) -> None:
    day = lev.now() + (2 + number % 6) * DAY
    starts: datetime = day.replace(hour=8 + number % 4, minute=30, second=0, microsecond=0)
    wanted = Appointment(
        track=track, what="Fingerprints and interview", starts=starts, provider=embassy, place="Visa office", remind=24
    )
    actions.add_appointment(lev, case, wanted)


def _look_after(lev: Actor, case: UUID, track: UUID) -> None:
    """How they were, on each of the days that have come."""
    for id_, check_up in access.whole(lev, case, track).check_ups:
        if check_up.due < lev.today:
            arriving.check_up(lev, case, id_, done_on=check_up.due, how="well")
