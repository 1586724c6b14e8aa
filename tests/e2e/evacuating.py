"""Two coordinators who take somebody through a whole evacuation by its pages, as one walker alone cannot.

What must be chosen is chosen; into every other field of text goes a word that stands nowhere else.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from tests.e2e.harness import Program
from tests.e2e.web import Browser, Page

_ZONE = ZoneInfo("Europe/Moscow")
_ID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"


def moment(**later: float) -> str:
    """A time as a browser sends it."""
    return (datetime.now(_ZONE) + timedelta(**later)).strftime("%Y-%m-%dT%H:%M")


def day(**later: float) -> str:
    return moment(**later)[:10]


def chosen(page: Page, words: str) -> str:
    """The value of the choice with these words."""
    found = re.search(rf'<option value="([^"]+)"[^>]*>\s*[^<]*{re.escape(words)}', page.text)
    assert found, f"{words} cannot be chosen at {page.url}"
    return found[1]


def link(page: Page, end: str, which: int = -1) -> str:
    """A link of a page that ends so; the last one, if no other is asked for."""
    found = [each for each in page.links if re.search(f"{end}$", each)]
    assert found, f"no link to {end} at {page.url}: {page.links}"
    return found[which]


@dataclass
class Hand:
    """One person who fills in forms. `taken` are those that were; `leaks`, addresses that tell what was typed."""

    browser: Browser
    marker: str
    numbers: Iterator[int]
    taken: set[str] = field(default_factory=set)
    leaks: list[str] = field(default_factory=list)

    def word(self) -> str:
        return f"{self.marker}{next(self.numbers):04d}"

    def get(self, path: str) -> Page:
        page = self.browser.get(path)
        assert page.status == 200, (path, page.status)
        return page

    def fill(self, where: str | Page, *names: str, action: str = "", press: str = "", **said: Any) -> Page:
        """Sends the form with these fields, by this button. It must be taken."""
        before = where if isinstance(where, Page) else self.get(where)
        form = before.form(*names, action=action)
        words = {each.name: self.word() for each in form.fields if each.is_text and not each.value}
        page = self.browser.submit(form, ("do", press) if press else None, **words | said)
        wrong = re.findall(r'class="(?:error|field wrong|notice tone-danger)"[\s\S]{0,400}', page.text)
        assert page.status < 400, (before.url, page.status, wrong)
        assert not wrong, (before.url, wrong)
        self.taken.add(f"{re.sub(_ID, 'ID', form.action.split('?')[0])} {press}".strip())
        self.leaks += [page.url] if self.marker in page.url else []
        return page


@dataclass
class Land:
    """The ids of places and helpers."""

    home: str
    stop: str
    house: str
    abroad: str
    driver: str


class Evacuation:
    """All of it, in order. `told` begins what is told to those on the way: no name of ours may stand there."""

    def __init__(self, program: Program, marker: str, told: str) -> None:
        numbers = count()
        self.lev, self.nina = (Hand(program.signed_in(name), marker, numbers) for name in ("lev", "nina"))
        self.speaker = Hand(self.lev.browser, told, numbers)
        self.readers = [Hand(program.browser(), told, numbers) for _ in range(2)]
        self.phrases: list[str] = []

    def hands(self) -> list[Hand]:
        return [self.lev, self.nina, self.speaker, *self.readers]

    def happens(self) -> None:
        region, other = self.lev.word(), self.lev.word()
        self.case, self.other = self.accepted(region), self.accepted(region)
        self.land = self.land_of(region, other)
        self.are_hunted()
        self.is_planned()
        self.money_is_there()
        self.is_told()
        self.goes_abroad()
        self.the_planner_is_asked()

    # casework

    def accepted(self, region: str) -> str:
        """Somebody with a case, who agreed to be helped, whose danger is known and whom two of us cleared."""
        lev = self.lev
        request = lev.fill("/staff/requests/note", "text", urgency="soon").url.split("?")[0]
        case = lev.fill(f"{request}/accept", "pseudonym", origin=region).url.split("?")[0]
        lev.fill(f"{case}/consent?purpose=help", "state", state="given")
        lev.fill(f"{case}/risk", "adjustment", adjustment="0")
        for state in ("provisional", "cleared"):
            lev.fill(f"{request}/vetting", "reason", action="/verdict", state=state)
        self.nina.fill(f"{request}/vetting", "state", action="/verdict")
        return case

    def called(self, case: str) -> str:
        """What we call somebody."""
        found = re.search(r"<h1[^>]*>\s*([^<]+?)\s*<", self.lev.get(case).text)
        assert found
        return found[1]

    # what there is

    def land_of(self, region: str, other: str) -> Land:
        lev, country = self.lev, self.lev.word()
        names = [lev.word() for _ in range(7)]

        def place(name: str, kind: str, where: str, **more: str) -> None:
            lev.fill("/staff/places/new", "kind", name=name, kind=kind, region=where, country=country, **more)

        place(names[0], "city", region, latitude="44", longitude="-32")
        place(names[1], "city", other, latitude="45", longitude="-33")
        place(names[2], "safe_house", other, beds="3")
        place(names[3], "city", lev.word(), latitude="47", longitude="-31")
        place(names[4], "safe_house", other, beds="2")  # for the other one: the two are kept apart
        for name, kind in zip(names[5:], ("driver", "host"), strict=True):
            lev.fill("/staff/helpers/new", "pseudonym", pseudonym=name, kind=kind, vetting="verified")
        form = lev.get("/staff/connections/new")
        home, stop, house, abroad, second = (chosen(form, name) for name in names[:5])
        ways = ((home, stop, "bus_intercity"), (stop, house, "taxi"), (stop, second, "taxi"), (stop, abroad, "ferry"))
        for start, end, mode in ways:
            ends = {"from_place": start, "to_place": end, "mode": mode, "minutes": "60", "cost": "5", "currency": "EUR"}
            lev.fill("/staff/connections/new", "mode", **ends, departures="", changes="")
        lev.fill("/staff/check-ins/protocols/new", "door", place=house, country="", region="", minutes="15")
        return Land(home, stop, house, abroad, names[5])

    def are_hunted(self) -> None:
        """By somebody who is far away; and two are kept apart."""
        lev, at = self.lev, f"{self.case}/pursuers"
        page = lev.fill(f"{at}/new", "called", relation="parent", intent="kill", travels="stays")
        pursuer = link(page, "/sighting").removesuffix("/sighting")
        lev.fill(f"{pursuer}/sighting", "place", place=self.land.abroad, since=moment(days=-40))
        lev.fill(f"{pursuer}/reach", "power", kind="power", power="wanted_list", place="", level="low")
        lev.fill(f"{pursuer}/zone", "place", place=self.land.abroad, level="low", since=moment())
        page = lev.fill(f"{at}/apart", "other", other=self.called(self.other))
        lev.fill(link(page, "/end"), "csrfmiddlewaretoken", action="/end")
        lev.fill(f"{at}/apart", "other", other=self.called(self.other))

    # one way

    def is_planned(self) -> None:
        """By hand, agreed to, and approved by two."""
        lev, land, way = self.lev, self.land, f"{self.case}/journey"
        page = lev.fill(f"{way}/new", "phase", phase="internal", origin=land.home, destination=land.house)
        leg = link(page, "/leg")
        driver = chosen(lev.get(leg), land.driver)
        cost = {"cost": "10", "currency": "EUR", "reason": ""}
        first = {"from_place": land.home, "to_place": land.stop, "mode": "car_volunteer", "driver": driver}
        lev.fill(leg, "driver", **first, **cost, departs=moment(hours=3), arrives=moment(hours=5))
        last = {"from_place": land.stop, "to_place": land.house, "mode": "taxi"}
        lev.fill(leg, "driver", **last, **cost, departs=moment(hours=6), arrives=moment(hours=7))
        nights = {"first": day(hours=7 - 6), "until": day(days=5)}  # until six it is the night before
        page = lev.fill(leg.removesuffix("/leg") + "/bed", "house", house=land.house, **nights)
        agreed = {"way": "call", "ok_word": "pear", "duress_word": "granite", "grace_minutes": "30"}
        lev.fill(f"{way}/check-in", "if_unreachable", due_at=moment(hours=8), place=land.house, **agreed)
        lev.fill(way, "consent", press="consent", language="ru")
        for hand in (lev, self.nina):
            hand.fill(way, "seen", action="/move", press="approve")

    def money_is_there(self) -> None:
        lev, ledger = self.lev, f"{self.case}/ledger"
        lev.fill("/staff/money/places/new", "kind", kind="cash", currency="EUR", state="open")
        page = lev.fill("/staff/money/funds/new", "donor", currency="EUR", countries="", ceiling="", state="open")
        fund = link(page, f"/funds/{_ID}")
        box = chosen(lev.get(f"{fund}/take-in"), "(EUR)")
        lev.fill(f"{fund}/take-in", "holding", holding=box, amount="1000")
        lev.fill(f"{ledger}/budget", "amount", amount="500", currency="EUR")
        page = lev.fill(ledger, action="/reserve-way")
        lev.fill(f"{ledger}/reserve", "amount", amount="5", currency="EUR", category="food")
        self.payment(link(page, f"/payment\\?reservation={_ID}"), box, "no-receipt", because=lev.word())
        paid = self.payment(link(lev.get(ledger), f"/payment\\?reservation={_ID}"), box, "receipt", files=lev.word())
        lev.fill(f"/staff/money/places/{box}/compare", "counted", counted="980")
        lev.fill(f"{paid}/reverse", "because")

    def payment(self, asked: str, box: str, proof: str, **said: str) -> str:
        """Asked for by one, approved by the other, paid, and proved or explained; where it stands."""
        lev = self.lev
        lev.fill(asked, "method", method="ticket", payee="seller", amount="10")
        payment = link(lev.get(asked.split("/payment")[0]), f"/payments/{_ID}", 0)  # the newest
        self.nina.fill(payment, "answer", press="approve")
        lev.fill(f"{payment}/pay", "holding", holding=box, paid="10")
        lev.fill(f"{payment}/{proof}", *said, **said)
        return payment

    def is_told(self) -> None:
        """Twelve words for whoever travels and whoever drives; both read, and say how it goes."""
        speaker = self.speaker
        leg = link(self.lev.get(f"{self.case}/journey"), "/hand-over", 0)
        for role, reader in zip(("traveller", "driver"), self.readers, strict=True):
            page = speaker.get(f"{leg}/{role}")
            form = page.form("grace")
            told = {each.name: speaker.word() for each in form.fields if each.is_text}
            page = speaker.fill(page, "grace", language="en", **told)
            words = re.findall(r"<li[^>]*>\s*(?:<[^>]+>)?([a-z]+)(?:</[^>]+>)?\s*</li>", page.text)
            assert len(words) == 12, words
            self.phrases.append(" ".join(words))
            page = reader.fill("/en/return", "phrase", phrase=self.phrases[-1])
            assert speaker.marker in page.text
            reader.fill(page, "outcome", outcome="late")
            reader.fill("/en/note", "outcome", outcome="done", already="on")  # the leg is to begin later
        page = self.lev.get(leg)
        assert speaker.marker in page.text

    def goes_abroad(self) -> None:
        """A track from its first step to the year after the arrival."""
        lev, at = self.lev, f"{self.case}/relocation"
        lev.fill("/staff/services/providers/new", "offers", offers=["visa"], at_most="")
        cost = {"cost": "99.50", "currency": "EUR", "weeks": "8"}
        page = lev.fill(f"{at}/new", "pathway", pathway="humanitarian_visa", **cost)
        track = link(page, f"/relocation/{_ID}")
        step = lev.fill(f"{track}/step", "whose")
        lev.fill(link(step, f"/steps/{_ID}"), "whose")
        lev.fill(f"{track}/paper", "kind", kind="ru.foreign_passport_bio", state="here", valid_until=day(days=900))
        page = lev.fill(f"{track}/appointment", "starts", starts=moment(days=2), remind="24")
        provider = [each for each in lev.get(f"{track}/application").form("whom").fields if each.name == "provider"][0]
        page = lev.fill(f"{track}/application", "whom", whom=["first"], provider=provider.choices[-1])
        page = lev.fill(link(page, "/hand-in"), "filed_on", by_us="no")
        valid = {"decided_on": day(), "valid_from": day(), "valid_until": day(days=90), "appeal_by": ""}
        lev.fill(link(page, "/decision"), "decision", decision="granted", **valid)
        page = lev.fill(f"{track}/arrival", "arrived_on", arrived_on=day())
        lev.fill(link(page, f"/check-ups/{_ID}"), "how", done_on=day(), how="well")
        page = lev.fill(f"{at}/new", "pathway", pathway="national_d_visa", **cost)
        lev.fill(link(page, f"/relocation/{_ID}") + "/end", "because")

    def the_planner_is_asked(self) -> None:
        """It finds a way for the other one, which is adopted."""
        lev = self.lev
        page = lev.fill("/staff/plans/new", "days", seconds="20", budget="500", days="7")
        plan, until = page.url.split("?")[0], time.monotonic() + 60
        while not any("/parties/" in each for each in page.links):
            assert time.monotonic() < until, f"no plan was found: {page.text}"
            time.sleep(0.5)
            page = lev.get(plan)
        parties = [lev.get(each) for each in page.links if "/parties/" in each]
        (party,) = (each for each in parties if any("/adopt" in form.action for form in each.forms))
        lev.fill(party, "plan", action="/adopt")
