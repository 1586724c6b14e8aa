"""Somebody asks for help, is believed, and becomes a case whose way can be planned."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID, uuid4

from waystation.casework import actions as casework
from waystation.casework.persons import access as persons
from waystation.casework.persons import actions as describing
from waystation.casework.persons.records import Birth, Paper, Person
from waystation.evacuation.pursuers import actions as pursuers
from waystation.evacuation.pursuers.records import IN_REGION, PursuerRecord, SightingRecord
from waystation.hotline import actions as hotline
from waystation.hotline import callers
from waystation.hotline.models import Request
from waystation.simulation.cast import Cast
from waystation.simulation.land import HOME, Land
from waystation.simulation.scenario import Party, Scenario
from waystation.trust import vetting

ASSESSED_EVERY: Final = timedelta(days=9)
_YEARS: Final = timedelta(days=3 * 365)


@dataclass
class Traveller:
    """A party as the organisation knows it. `ready` is whether a visa is in hand, `track` the way there."""

    party: Party
    case: UUID
    request: UUID
    people: list[UUID] = field(default_factory=list)
    assessed: date = date.min
    track: UUID | None = None
    has_passports: bool = False
    ready: bool = False
    pursuer: UUID | None = None


def arrive(cast: Cast, scenario: Scenario, land: Land, party: Party) -> Traveller:
    """From the first message to a case that two of us cleared."""
    now = cast.dina.now()
    before = set(Request.objects.values_list("pk", flat=True))
    text = f"There are {party.size} of us in {party.town}. They came to my parents and asked for me."
    callers.begin_web(text, "", party.urgent, "en", now=now)
    (request,) = set(Request.objects.values_list("pk", flat=True)) - before
    hotline.open_thread(cast.dina, request)
    urgency = "now" if party.urgent else "soon"
    name = f"Traveller {party.number + 1}"
    case = casework.accept(cast.dina, request, pseudonym=name, origin=party.town, urgency=urgency)
    cast.refreshed()
    found = Traveller(party, case, request)
    vetting.judge(cast.dina, request, "provisional", "Tells what others told us too.")
    vetting.judge(cast.oleg, request, "cleared", "We spoke twice. It fits.")
    vetting.judge(cast.lev, request, "cleared")
    for purpose in ("help", "share_immigration"):
        casework.record_consent(cast.dina, case, purpose=purpose, state="given", how="in the thread")
    casework.say_funds(cast.lev, case, there=True, note="The travel fund pays.")
    assess(cast, found)
    _describe(cast, scenario, found)
    if party.hunted:
        _hunted(cast, land, found)
    return found


def assess(cast: Cast, traveller: Traveller) -> None:
    """Says anew how great the danger is, so that the word holds while they are planned."""
    factors = ["hunted_outside", "outed_family"] if traveller.party.hunted else ["held_before"]
    casework.assess_risk(cast.dina, traveller.case, factors=factors, imminence="weeks", capability="unknown")
    traveller.assessed = cast.dina.today


def vet_again(cast: Cast, traveller: Traveller) -> None:
    """Two say again what they hold somebody to be: the word for it holds sixty days, and nobody is planned without."""
    vetting.judge(cast.oleg, traveller.request, "cleared", "We speak each week. It still fits.")
    vetting.judge(cast.lev, traveller.request, "cleared")


def _describe(cast: Cast, scenario: Scenario, traveller: Traveller) -> None:
    """Who comes along. Papers are kept when they are in hand."""
    first = persons.applicant(cast.lev, traveller.case)
    traveller.people = [first]
    year = cast.lev.today.year - scenario.chance.randint(20, 45)
    describing.describe(cast.lev, traveller.case, first, Person(birth=Birth(precision="year", year=year)))
    for number in range(traveller.party.size - 1):
        called = f"Companion {number + 1} of {traveller.party.number + 1}"
        person = Person(pseudonym=called, birth=Birth(precision="year", year=year + number))
        traveller.people.append(describing.add(cast.lev, traveller.case, person, roles=["companion"]))
    if not traveller.party.papers:
        hand_over_passports(cast, traveller)


def hand_over_passports(cast: Cast, traveller: Traveller) -> None:
    for person in traveller.people:
        paper = Paper(id=uuid4(), kind="ru.internal_passport", valid_until=cast.lev.today + _YEARS)
        describing.keep_paper(cast.lev, traveller.case, person, paper)
    traveller.has_passports = True


def hand_over_visas(cast: Cast, traveller: Traveller, until: date) -> None:
    for person in traveller.people:
        paper = Paper(id=uuid4(), kind="visa", country=traveller.party.country, valid_until=until)
        describing.keep_paper(cast.lev, traveller.case, person, paper)
    traveller.ready = True


def _hunted(cast: Cast, land: Land, traveller: Traveller) -> None:
    """Somebody looks for them at home, and was seen there."""
    pursuer = PursuerRecord(called="An uncle", relation="uncle_cousin", intent="return", travels=IN_REGION)
    traveller.pursuer = pursuers.add_pursuer(cast.lev, traveller.case, pursuer)
    seen(cast, traveller, land.regions[HOME], reliability="B", credibility="2")


def seen(cast: Cast, traveller: Traveller, place: UUID, *, reliability: str = "B", credibility: str = "2") -> UUID:
    """A pursuer was seen there within the last hours."""
    assert traveller.pursuer is not None
    now = cast.lev.now()
    sighting = SightingRecord(
        pursuer=traveller.pursuer, place=place, since=now - timedelta(hours=6), until=now - timedelta(hours=2),
        source="a neighbour", reliability=reliability, credibility=credibility,
    )  # fmt: skip
    return pursuers.note(cast.lev, traveller.case, sighting)
