"""Somebody who opens every page, and puts a different word of their own into every field of every form."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from tests.e2e.web import Browser, Field, Form, Page
from waystation.evacuation.check_ins.escalation import STATES

Button = tuple[str, str]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# Signing out would end the walk, and what is given up or closed cannot be gone on with.
LEFT_OUT = ("sign-out", "/forget", "/leave", "/exit", "/language/", "gallery", "/join/", "/cancel", "/static/")
LEFT_OUT += ("/proposals/", "/remove", "/off")
# Whoever is held to be somebody else is told nothing: that would end the walk too.
LEFT_OUT += ("/verdict", "/trust/marks/")
LEFT_BUTTONS = {"remove", "cancel", "missed", "late"}
LAST = ("/take-back", "abort", "/erase")
TRIES = 3  # for which a form may be refused
_BORN = {"birth_precision": "year", "birth_year": "1990", "birth_month": "", "birth_day": ""}
# What a form needs, beyond words, to be taken; by the end of its address.
SENSE: dict[str, dict[str, str | list[str]]] = {
    # Whoever is not to be written to is told nothing: that would end the walk.
    "/contact": {"when": "0-24", "never": "", "stop": "", "avoid_ways": "phone"}
    | {"when_from": "10:00", "when_to": "9:00", "never_days": "", "never_from": "", "never_to": ""},
    "/money/places/new": {"kind": "bank", "currency": "RUB", "keeper": "", "state": "open"},
    "/money/funds/new": {"currency": "RUB", "purposes": [], "countries": "", "first": "", "last": "", "ceiling": ""},
    "/connections/new": {"departures": "daily 08:30", "changes": "", "cost": "", "currency": "", "minutes": "60"}
    | {"pathway": "", "documents": [], "checkpoints": []},
    "places/new": {"kind": "safe_house", "within": "", "beds": "9", "max_nights": "0", "rest_after": "0"}
    | {"rest_nights": "0", "latitude": "", "longitude": "", "accepts": [], "no_relatives_town": []},
    "/stage": {"stage": "planning_exit"},
    "/consent": {"state": "given_with_limits"},
    # Or a yes to the earlier words would plan nobody's exit any more.
    "/consent/texts/ID": {"anew": ""},
    # The hour at which it was done is asked of injuries alone.
    "/need": {"act_at": ""},
    "/rules/new": {"code": "kingfisher"},
    "/journey/new": {"phase": "internal"},
    "/describe": _BORN,
    "/people/new": _BORN,
    "/ties": {"called": ""},
    "/vetting/vouch": {"kind": "partner"},
    "/risk": {"adjustment": "2"},
    # In an hour may be tomorrow, and what is done is done today.
    "/services/ID/end": {"done_on": ""},
    # Words of one walker are alike, and the word for being forced must be like no other.
    "/journey/check-in": {"grace_minutes": "0", "duress_word": "granite"},
    "/check-ins/silence/new": {f"{state}-after": str(minutes) for minutes, state in enumerate(STATES, 1)},
}


@cache
def shape(path: str) -> str:
    """An address without ids and questions: pages of one kind have one shape."""
    return _UUID.sub("ID", path.split("?")[0])


@dataclass
class Walker:
    """One person's way through all pages. `marker` stands in every word, so that all are found by one search.

    `last`: nobody walks after this one, so that journeys may be given up, steps taken back and what was noted erased.
    `before`: an earlier walk of the same person, so that what it found to lead nowhere is opened once, not twice.
    """

    browser: Browser
    marker: str
    last: bool = False
    before: Walker | None = None
    typed: dict[str, str] = field(default_factory=dict)
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    _seen: Counter[str] = field(default_factory=Counter)
    _quiet: set[str] = field(default_factory=set)
    _due: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _sent: set[str] = field(default_factory=set)
    _tried: Counter[str] = field(default_factory=Counter)

    def word(self, where: str) -> str:
        """A new word, known by the place it was typed at."""
        glue = "" if where.endswith(" pseudonym") else " "  # no word of a name may stand in a pseudonym
        word = f"{self.marker}{glue}{len(self.typed):04d}"
        self.typed[word] = where
        return word

    def walk(self, *starts: str, pages: int = 4000) -> None:
        """Follows links from page to page, and sends each form that it meets until it was taken once.

        Of each shape two pages are opened, and more for as long as they bring news (a form that is taken now, or a link
        to a shape that nothing led to before), and once more where a form led that was taken. Pages of a kind that was
        seen least come first, so that nothing is left out when the number of pages is used up, and the second of a kind
        shows what came of everything else.
        """
        waiting = list(starts)
        self._quiet.clear()  # who walks again may find news
        while waiting and pages:
            waiting.remove(path := min(waiting, key=lambda path: (self._seen[shape(path)], self._seen[path])))
            if self._is_done(kind := shape(path)) or any(word in path for word in LEFT_OUT):
                continue
            self._seen.update({kind, path})
            self._due.discard(kind)
            pages -= 1
            taken, known = self.taken.total(), len(self._known)
            page = self.look(self.browser.get(path))
            links = [link.split("#")[0] for link in page.links]  # a place on a page is no other page
            self._known.update(map(shape, links))
            for form in page.forms:
                waiting = self._offer(form) + waiting
            there = set(waiting)
            waiting += [link for link in links if link and link.split("?")[0] not in there]
            brings_news = self.taken.total() > taken or len(self._known) > known
            (self._quiet.discard if brings_news else self._quiet.add)(kind)

    def _is_done(self, kind: str) -> bool:
        if kind in self._due:
            return False
        # Lists show what came of everything else: they are opened once more.
        enough = 2 + ("ID" not in kind) - (self.before is not None and kind in self.before._quiet)
        return self._seen[kind] >= (8 if self.last else 4) or (self._seen[kind] >= enough and kind in self._quiet)

    def look(self, page: Page) -> Page:
        """Notes a page whose address tells what was typed."""
        self._look_at(page.url)
        return page

    def _look_at(self, address: str) -> None:
        if self.marker in address or "%D0%B7%D0%B8%D0%BC" in address:
            self.leaks.append(shape(address))

    def _offer(self, form: Form) -> list[str]:
        """Sends one form by each of its buttons; the addresses that this led to."""
        if any(word in form.action for word in LEFT_OUT) or (form.action.endswith(LAST) and not self.last):
            return []
        reached = []
        for button in form.buttons or [("", "")]:
            name = f"{form.method} {shape(form.action)} {button[1]}".strip()
            if button[1] in LEFT_BUTTONS or name in self._sent or (button[1] in LAST and not self.last):
                continue
            if self._tried[name] == TRIES:
                continue
            self._tried[name] += 1
            page = self._send(form, button)
            if page.status < 400 and not _complains(page):
                self._sent.add(name)
                self.taken[name] += 1
                self._due.add(shape(page.target))
            else:
                self.refused[f"{name} {page.status}"] += 1
            reached.append(page.target or page.url)
        return reached

    def _send(self, form: Form, button: Button) -> Page:
        """Where a form leads to when it was taken is opened like any other page, and not each time."""
        self.browser.follows = False
        try:
            page = self.browser.submit(form, button if button[0] else None, **self.filled(form))
        finally:
            self.browser.follows = True
        self._look_at(page.target)
        return page if page.target else self.look(page)

    def filled(self, form: Form) -> dict[str, Any]:
        """A value for every field: words where words can stand."""
        sense = next((values for end, values in SENSE.items() if shape(form.action).endswith(end)), {})
        values: dict[str, Any] = {}
        for control in form.fields:
            if control.name in sense:
                values[control.name] = sense[control.name]
            elif control.type != "hidden" and control.name not in values:
                values[control.name] = self._value(form, control)
        return values

    def _value(self, form: Form, control: Field) -> str:
        now = datetime.now(ZoneInfo("Europe/Moscow"))
        if (control.is_text and control.name != "currency") or control.type == "file":
            return self.word(f"{shape(form.action)} {control.name}")
        later = {"departs": 2, "arrives": 5, "until": 72, "due_at": 0}.get(control.name, 1)
        moment = now + timedelta(hours=later)
        if control.value and shape(form.action).endswith("/times"):  # it comes an hour later than was said
            said = datetime.fromisoformat(control.value) + timedelta(hours=control.name == "arrives")
            return said.strftime("%Y-%m-%dT%H:%M")
        if control.type == "select":
            chosen = [choice for choice in control.choices if choice]
            # Where one is asked for and then another, they should differ; and a house of one's own is not full.
            which = -1 if control.name in ("destination", "to_place", "second", "stand_in", "house") else 0
            return chosen[which] if chosen else ""
        kinds = {
            "date": moment.strftime("%Y-%m-%d") if control.name != "on" else "",
            "datetime-local": moment.strftime("%Y-%m-%dT%H:%M"),
            "number": control.value or "1",
        }
        return kinds.get(control.type, control.value)


def _complains(page: Page) -> bool:
    return page.target.startswith("/staff/sign-in") or 'class="error"' in page.text or "field wrong" in page.text
