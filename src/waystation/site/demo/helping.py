"""Who helps the people of the demo, and with what: fictional providers, some full, one fallen."""

import random
from datetime import date, timedelta
from uuid import UUID

import msgspec

from waystation.casework import access as casework
from waystation.casework import actions as needs
from waystation.casework import alerts, watching
from waystation.casework.clock import FORENSIC
from waystation.casework.errors import Refused
from waystation.casework.services import access, actions
from waystation.casework.services.records import CHECKED, COMPROMISED, GIVEN, NOT_CHECKED, RECOMMENDED, Provider
from waystation.staff.access import refresh
from waystation.staff.actor import Actor

PROVIDERS = (
    Provider(name="Northern Clinic", offers=("medical", "medical.injury", FORENSIC, "medical.hiv"), vetting=CHECKED,
             languages="ru, en", places="the capital", at_most=6, note="Ask for the doctor with the glasses."),
    Provider(name="Harbour Lawyers", offers=("legal", "passport", "visa"), vetting=CHECKED, languages="ru, ce",
             places="the capital, the port", at_most=8),
    Provider(name="The listening room", offers=("psych", "psych.crisis"), vetting=RECOMMENDED, languages="ru, ce, en",
             places="by telephone", at_most=20),
    Provider(name="Bread fund", offers=("money", "food_clothes", "phone"), vetting=CHECKED, languages="ru"),
    Provider(name="Night interpreters", offers=("interpreter",), vetting=NOT_CHECKED, languages="ce, ru, tr"),
)  # fmt: skip


def make(lev: Actor) -> list[UUID]:
    return [actions.add_provider(lev, each) for each in PROVIDERS]


def plan(lev: Actor, providers: list[UUID], chance: random.Random, case: UUID, number: int) -> None:
    """An appointment for every need that somebody offers; some are over already. Now and then there are injuries."""
    for row, need in casework.needs(lev, case):
        offering = [pk for pk, one in zip(providers, PROVIDERS, strict=True) if need.code in one.offers]
        if not offering or chance.random() < 0.4:
            continue
        try:
            made = actions.plan_service(
                lev, case, code=need.code, need=row.pk, provider=offering[0], due=_due(lev, chance)
            )
        except Refused:  # full: it waits, as it would
            continue
        if chance.random() < 0.4:
            actions.end_service(lev, case, made, outcome=GIVEN, met=True)
    if number % 29 == 0:
        hours = (60, 20, 80)[number // 29 % 3]
        needs.add_need(lev, case, code=FORENSIC, act_at=lev.now() - timedelta(hours=hours))


def _due(lev: Actor, chance: random.Random) -> date:
    return lev.today + timedelta(days=chance.randint(0, 14))


def fall(lev: Actor, providers: list[UUID]) -> None:
    """One of them is found out."""
    _row, known = access.provider(lev, providers[3])
    fallen = {"state": COMPROMISED, "why": "Two strangers asked there for a list of names."}
    actions.change_provider(lev, providers[3], msgspec.structs.replace(known, **fallen))


def look(oleg: Actor, case: UUID, number: int) -> None:
    """Somebody out of sight was looked for this morning; the next look is due, or late."""
    refresh(oleg)
    ((row, _alert),) = alerts.of(oleg, case, alerts.SEARCH)
    by = oleg.now() + timedelta(hours=4 if number % 3 == 0 else 12)
    watching.look(oleg, case, row.pk, "Called twice, the second number is off.", watching.Search(oleg.account, by))
