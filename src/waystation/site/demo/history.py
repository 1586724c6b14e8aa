"""What happened so far in the fictional organisation: every step goes through the same actions as on the pages."""

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import segno
from django.db import transaction
from django.utils.timezone import localtime

from waystation.casework import actions as casework
from waystation.casework import alerts, stages, watching
from waystation.duty import hand_over, roster
from waystation.hotline import actions as hotline
from waystation.hotline import callers, intake
from waystation.hotline.models import Request
from waystation.hotline.records import Enclosed
from waystation.mail.envelope import Envelope
from waystation.site.demo import (
    abroad,
    asking,
    companions,
    documented,
    handing,
    helping,
    hunters,
    journeys,
    money,
    planned,
    publishing,
    work,
    world,
)
from waystation.site.demo.people import COUNTRIES, REGION, Fiction, people
from waystation.site.installation import NewAccount
from waystation.staff import actions as staff
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.trust import fakes, marks, statements, vetted, vetting, vouches
from waystation.vault import files

WAY = (*stages.PATH[stages.PATH.index("accepted") :], "closed_safe")
# What leaves the way, and from where.
ASIDE = {
    "advice_only": "accepted",
    "closed_declined_by_person": "accepted",
    "closed_referred": "accepted",
    "lost_contact": "shelter_domestic",
}
SKIPPED = {"asylum_pending": ("aftercare", "closed_safe"), "transit_country": WAY[8:]}
# What is done next at a stage, and in how many days.
NEXT = {
    "advice_only": ("Write again, ask how it is", 7),
    "accepted": ("Ask about papers", 1),
    "planning_exit": ("Find a driver for the first leg", 0),
    "in_transit": ("Hear from the driver", 0),
    "shelter_domestic": ("First talk with the doctor", 2),
    "documents": ("Passport appointment", 5),
    "visa_pending": ("Ask the embassy for news", 3),
    "departing": ("Confirm the reception at the airport", 0),
    "transit_country": ("Onward ticket", 1),
    "arrived": ("Introduce to the local partner", 2),
    "asylum_pending": ("Lawyer's hearing date", 6),
    "aftercare": ("Monthly call", 9),
    "lost_contact": ("Second channel, then the neighbour", 0),
}
ON_THE_MOVE = ("in_transit", "departing")
NOTES = {
    "closed_safe": "A year after arrival, well and in work. Agreed to close.",
    "closed_declined_by_person": "Decided to stay with the family for now; knows how to reach us.",
    "closed_referred": "Passed to a partner organisation nearer to them.",
    "lost_contact": "No answer on either channel for three days.",
}
REASONS = {
    "closed_declined_by_person": "afraid_of_consequences",
    "closed_referred": "partner",
    "closed_safe": "status_granted",
}
NEEDS = ("transport", "passport", "medical", "psych", "money", "food_clothes", "phone", "interpreter", "legal")
FACTORS = ("held_before", "named_by_other", "phone_seized", "outed_family", "hunted_outside", "passport_missing")
SIGNS = ("consistent", "insider", "timing_fits", "live_talk", "paper_fits", "answered_check", "contradiction")
SIGN_NOTES = {
    "consistent": "Two others describe the same yard.",
    "insider": "Knows what the guards were called.",
    "live_talk": "A call of ten minutes, at night, whispering.",
    "contradiction": "Two different days. Asked again, very tired.",
}
PARTNERS = ("Harbour Lawyers", "Northern Clinic")
COLOURS = ("green", "yellow", "striped", "grey", "brown")


TELLERS = ("dina", "oleg", "lev", "nina", "ira", "osip")


@dataclass
class Teller:
    """Who acts in the story, where, and by what chance."""

    dina: Actor
    oleg: Actor
    lev: Actor
    nina: Actor
    ira: Actor
    osip: Actor
    land: world.World
    chance: random.Random
    now: datetime
    providers: list[UUID] = field(default_factory=list)
    cases: list[tuple[UUID, str]] = field(default_factory=list)  # with the stage at which each stands

    def at(self, actor: Actor, moment: datetime) -> Actor:
        """The same person at another hour."""
        return replace(actor, now=lambda: moment)


def make(accounts: list[NewAccount], progress: Callable[[int, int], object]) -> None:
    """Tells the whole story: about 130 people, from what they wrote to where they are now."""
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    actors = {account.name: _signed_in(account, now) for account in accounts if account.name in TELLERS}
    _state(actors["dina"], actors["lev"])
    work.lists(actors["lev"])
    story = people()
    teller = Teller(**actors, land=world.make(actors["lev"]), chance=random.Random(2017), now=now)  # noqa: S311  # repeatable fiction
    teller.providers.extend(helping.make(teller.lev))
    for number, person in enumerate(story):
        request = _write(person, now - person.ago)
        with transaction.atomic():
            _follow(teller, person, request)
        progress(number + 1, len(story))
    _evacuate(teller)
    helping.fall(teller.lev, teller.providers)
    _duty(teller)


def _evacuate(teller: Teller) -> None:
    """What a coordinator keeps beside the cases: money, tracks abroad, who hunts whom, words for legs, a plan."""
    lev, nina = teller.lev, teller.nina
    refresh(lev)

    def at(*stages: str) -> list[UUID]:
        return [case for case, stage in teller.cases if stage in stages]

    steps = (
        lambda: planned.make(lev),
        lambda: money.make(lev, nina, at("documents", "visa_pending", "planning_exit")),
        lambda: abroad.make(lev, teller.cases),
        lambda: hunters.make(lev, teller.land, at("planning_exit", "accepted", "shelter_domestic")),
        lambda: handing.make(lev, teller.land, at(*ON_THE_MOVE)),
        lambda: asking.make(lev, nina),
        lambda: asking.letters(lev, nina),
        lambda: publishing.make(lev, at(*ON_THE_MOVE)),
        lambda: documented.make(teller.ira, teller.osip),
    )
    for step in steps:
        with transaction.atomic():
            step()
    publishing.release(lev, teller.ira)  # what checks it reads beside: it sees what is stored


def _duty(teller: Teller) -> None:
    """Who is on duty this week and the next days, with a hole in it; and a note from whoever leaves."""
    today = localtime(teller.now).date()
    days = [today + timedelta(days=number) for number in range(-1, 6)]
    roster.plan(teller.lev, teller.dina.account, days, time(8), time(20))
    roster.plan(teller.lev, teller.oleg.account, [*days[:2], *days[3:]], time(20), time(8))
    hand_over.write(
        teller.oleg, "Quiet night. Two wrote at once at four, both answered. The one who whispers calls at nine."
    )


def _state(dina: Actor, lev: Actor) -> None:
    """What the public page says of our channels, and a report of a false one."""
    statements.propose(dina, statements.ours(), unforced=True)
    if waiting := statements.draft(lev):
        statements.sign(lev, seen=waiting[0].version)
    fakes.note(dina, "he1p@waystation.example", "Seen in a chat: “write here, the old address is closed”.")


def _signed_in(account: NewAccount, now: datetime) -> Actor:
    actor = staff.resume(staff.sign_in(account.name, account.passphrase, now=now), now=now)
    if actor is None:
        raise RuntimeError("the demo's staff cannot sign in")
    return actor


def _write(person: Fiction, at: datetime) -> UUID:
    before = set(Request.objects.values_list("pk", flat=True))
    if person.by_mail:
        envelope = Envelope(via="pipe", sender=person.address, recipients=())
        intake.receive(_mail(person, at), envelope, now=at)
    else:
        papers = _papers(person) if person.number % 5 == 0 else []
        callers.begin_web(person.text, person.name, person.in_danger, person.language, now=at, files=papers)
    (request,) = set(Request.objects.values_list("pk", flat=True)) - before
    return request


def _papers(person: Fiction) -> list[Enclosed]:
    """What some send along: a ticket to look at, and a letter."""
    ticket = io.BytesIO()
    segno.make(f"Fictional ticket {person.number}").save(ticket, kind="png", scale=8)
    chosen = {"ticket.png": ("image/png", ticket.getvalue()), "letter.txt": ("text/plain", person.text.encode())}
    return [
        Enclosed(file=stored.id, content=stored.content, name=name, type=kind)
        for name, (kind, data) in chosen.items()
        for stored in [files.keep([data])]
    ]


def _mail(person: Fiction, at: datetime) -> bytes:
    head = (
        f"From: {person.address}\nTo: help@waystation.example\nMessage-ID: <{person.number}.{at:%Y%m%d}@mail.example>\n"
        f"Date: {at:%a, %d %b %Y %H:%M:%S} +0000\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
        "Content-Transfer-Encoding: 8bit\n\n"
    )
    return (head + person.text + "\n").encode()


def _follow(teller: Teller, person: Fiction, request: UUID) -> None:
    if person.stage == "new":
        return
    answered = teller.now - person.ago * 0.97
    dina = teller.at(teller.chance.choice((teller.dina, teller.oleg)), answered)
    hotline.open_thread(dina, request)
    hotline.answer(dina, request, person.answer)
    if person.stage != "answered":
        _case(teller, person, request)


def _case(teller: Teller, person: Fiction, request: UUID) -> None:
    (_stage, at), *moments = _moments(teller, person)
    urgency = "now" if person.in_danger else teller.chance.choice(("soon", "normal"))
    dina = teller.at(teller.dina, at)
    case = casework.accept(dina, request, pseudonym=person.pseudonym, origin=REGION, urgency=urgency)
    _assess(teller, dina, case)
    _vet(teller, person, request, at)
    lev = teller.at(teller.lev, at)
    refresh(lev)
    companions.describe(teller.chance, lev, case, person)
    left = dict(moments).get("departing", teller.now + timedelta(days=12))
    refresh(teller.nina)
    until = left.date() + timedelta(days=1)
    route = journeys.Route(teller.land, teller.chance, case, person.town, nina=teller.nina, until=until)
    for stage, moment in moments:
        if stage in ("planning_exit", *ON_THE_MOVE):
            _clear(teller, request, moment)
        if stage == "in_transit":
            casework.say_funds(lev, case, there=True, note="Travel fund, cleared by Lev.")
        _step(teller, route, case, stage, moment)
    teller.cases.append((case, person.stage))
    _say_next(teller, lev, case, person.stage)
    if person.stage == "lost_contact":
        helping.look(teller.at(teller.oleg, teller.now - timedelta(hours=5)), case, person.number)
    if not person.stage.startswith(("closed", "lost")):
        helping.plan(teller.at(teller.lev, teller.now), teller.providers, teller.chance, case, person.number)
    if stages.is_open(person.stage):
        somebody = (teller.dina, teller.oleg, teller.lev)[person.number % 3]
        refresh(somebody)
        work.on_case(somebody, case, random.Random(person.number))  # noqa: S311  # repeatable fiction


def _vet(teller: Teller, person: Fiction, request: UUID, at: datetime) -> None:
    """What was seen of somebody; now and then one of us says cleared and a second person has not looked yet."""
    dina, chance = teller.at(teller.dina, at), teller.chance
    for code in chance.sample(SIGNS, chance.randint(1, 3)):
        vetting.note_finding(dina, request, code, SIGN_NOTES.get(code, ""))
    vetting.judge(dina, request, "provisional", "Tells what others from there told us too.")
    if chance.random() < 0.2:
        vouches.vouch(dina, request, "partner", chance.choice(PARTNERS), "fair", "Asked on the phone")
    if person.stage == "accepted" and person.number % 4 == 0:
        vetting.judge(dina, request, "cleared", "We spoke twice. It fits.")
    if person.number % 9 == 0:
        marks.give(dina, f"Our reader at the station carries a {chance.choice(COLOURS)} bag, number {person.number}",
                   thread=request)  # fmt: skip


def _clear(teller: Teller, request: UUID, at: datetime) -> None:
    """Two of us say so before somebody is told of a way; again where the day for it has come."""
    oleg, lev = teller.at(teller.oleg, at), teller.at(teller.lev, at)
    refresh(oleg)
    refresh(lev)
    if not vetted.known(lev, request).standing.is_cleared:
        vetting.judge(oleg, request, "cleared", "We spoke twice. It fits.")
        vetting.judge(lev, request, "cleared")


def _say_next(teller: Teller, lev: Actor, case: UUID, stage: str) -> None:
    if stage not in NEXT:
        return
    action, days = NEXT[stage]
    due = teller.now + timedelta(days=days + teller.chance.randint(-1, 3))
    casework.set_next(lev, case, next_action=action, next_due=due.date())
    casework.assign(lev, case, teller.chance.choice((teller.dina, teller.oleg, teller.lev)).account)


def _moments(teller: Teller, person: Fiction) -> Iterator[tuple[str, datetime]]:
    """The stages up to the person's own, spread over the time since they wrote."""
    end = ASIDE.get(person.stage, person.stage)
    stages = [stage for stage in WAY[: WAY.index(end) + 1] if end not in SKIPPED.get(stage, ())]
    if person.stage in ASIDE:
        stages.append(person.stage)
    share = person.ago * 0.9 / (len(stages) + 1)
    for number, stage in enumerate(stages, start=1):
        at = teller.now - person.ago * 0.95 + share * number
        if stage == person.stage and stage in ON_THE_MOVE:
            at = teller.now - timedelta(minutes=teller.chance.randint(30, 600))
        yield stage, at


def _assess(teller: Teller, dina: Actor, case: UUID) -> None:
    chance = teller.chance
    for code in chance.sample(NEEDS, chance.randint(1, 3)):
        casework.add_need(dina, case, code=code)
    casework.assess_risk(dina, case, factors=chance.sample(FACTORS, chance.randint(1, 4)), imminence="weeks")
    casework.record_consent(dina, case, purpose="help", state="given", how="in the thread")
    if chance.random() < 0.6:
        casework.record_consent(dina, case, purpose="count", state="given", how="in the thread")


def _step(teller: Teller, route: journeys.Route, case: UUID, stage: str, at: datetime) -> None:
    lev = teller.at(teller.lev, at)
    if stage == "planning_exit":
        casework.assess_risk(lev, case, factors=teller.chance.sample(FACTORS, 2), imminence="weeks")
        _see_rise(teller, case, at)
        casework.advance(lev, case, stage)
    elif stage == "in_transit":
        route.leave(lev, today=teller.now)
    elif stage == "shelter_domestic":
        route.reach_shelter(lev)
    elif stage == "departing":
        casework.record_consent(lev, case, purpose="share_immigration", state="given", how="on the phone")
        route.leave_country(lev, today=teller.now)
    elif stage == "arrived":
        route.arrive_abroad(lev)
    else:
        country = COUNTRIES[0] if stage == "transit_country" else ""
        if stage == "transit_country":
            route.stay_between(lev)
        note, reason = NOTES.get(stage, ""), REASONS.get(stage, "")
        if stage == "closed_safe":
            _close_early(teller, lev, case, reason)
        else:
            casework.advance(lev, case, stage, note=note, country=country, reason=reason)


def _see_rise(teller: Teller, case: UUID, at: datetime) -> None:
    """Whoever was on duty saw that the risk had risen; of the last two days nobody has looked yet."""
    oleg = teller.at(teller.oleg, at)
    for row, _alert in alerts.of(oleg, case, alerts.RISK) if teller.now - at > timedelta(days=2) else ():
        watching.see_rise(oleg, case, row.pk)


def _close_early(teller: Teller, lev: Actor, case: UUID, reason: str) -> None:
    """Two of us hold that somebody is safe before a year of aftercare is over."""
    casework.propose_closing(lev, case, reason=reason, note="Lasting papers, a flat, friends; wants to be left alone.")
    oleg = teller.at(teller.oleg, lev.now())
    ((row, _alert),) = alerts.of(oleg, case, alerts.CLOSING)
    casework.agree_closing(oleg, case, row.pk)
