"""What the pages show, made ready: who was told of a leg and what they say; the board; the picture of the hours."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from waystation.evacuation import boards
from waystation.evacuation.handover import rules, wording
from waystation.evacuation.handover.access import Said
from waystation.evacuation.handover.changes import Affected
from waystation.evacuation.records import HelperRecord, LegRecord, PlaceRecord
from waystation.evacuation.rules import WAITING
from waystation.vocabulary.vocabularies import term
from waystation.web.ways import from_to

ATTENTION = ("contradiction", "trouble", "early")


@dataclass(frozen=True)
class SaidLine:
    """One briefing as a page shows it."""

    said: Said
    helper: str
    opens_at: datetime
    alarm_at: datetime
    kept_outside: bool = False
    """Whether somebody gave the words to whom the case is closed now: they saw them."""

    @property
    def role(self) -> Any:
        return wording.ROLES[self.said.given.role]

    @property
    def state(self) -> Any:
        return wording.STANDINGS[self.said.standing]

    @property
    def tone(self) -> str:
        return wording.STANDING_TONES[self.said.standing]

    @property
    def reports(self) -> list[tuple[Any, Any, datetime, str]]:
        """What they said: the outcome, what is odd about it, when, and their own words."""
        return [
            (wording.OUTCOMES.get(each.outcome, ""), wording.EARLY if each.early else "", each.at, each.text)
            for each in self.said.reports
        ]


def said_lines(
    found: Iterable[Said],
    leg: LegRecord,
    helpers: Mapping[UUID, HelperRecord],
    openers: Collection[UUID] = (),
) -> list[SaidLine]:
    """`openers` are those to whom the case is open, where that is known."""
    lines = []
    for said in found:
        moments = rules.times(said.given.role, leg, timedelta(minutes=said.given.grace_minutes))
        known = helpers.get(said.given.helper) if said.given.helper else None
        outside = bool(openers) and said.is_live and said.given.by not in openers
        lines.append(SaidLine(said, known.pseudonym if known else "", moments.opens_at, moments.alarm_at, outside))
    return lines


def verdict(found: Iterable[Said], leg: LegRecord) -> str:
    """What the words of all who have, or had, a briefing of a leg come to; empty where nobody was given one."""
    counted = [said for said in found if said.standing != "withdrawn" or said.outcome]
    latest = {said.given.role: said.outcome for said in counted}
    early = leg.status in WAITING and any(said.reports and said.reports[-1].early for said in counted)
    return rules.verdict(latest, early=early) if latest else ""


@dataclass(frozen=True)
class BoardLine:
    """A journey on the live board: the leg that counts now, who said what of it, and what is next."""

    card: boards.Card
    line: boards.LegLine | None
    said: list[SaidLine]
    code: str
    now: datetime

    @property
    def verdict(self) -> Any:
        return wording.VERDICTS.get(self.code, "")

    @property
    def verdict_tone(self) -> str:
        return wording.VERDICT_TONES.get(self.code, "neutral")

    @property
    def asks(self) -> bool:
        """Whether somebody has to be asked because of what was said."""
        return self.code in ATTENTION

    @property
    def overdue(self) -> str:
        """How long ago the leg should have begun, or ended, where nobody has noted that it did."""
        if self.line is None:
            return ""
        leg = self.line.leg
        due = leg.departs if leg.status in WAITING else leg.arrives
        return _lasts(self.now - due) if due < self.now else ""

    @property
    def next_move(self) -> str:
        """The next thing to happen and when."""
        if self.line is None:
            return ""
        leg = self.line.leg
        moment, words = (
            (leg.departs, _("departs %(when)s")) if leg.status in WAITING else (leg.arrives, _("arrives %(when)s"))
        )
        return words % {"when": date_format(localtime(moment), "MONTH_DAY_TIME_FORMAT")}

    @property
    def confirmed(self) -> str:
        """Who has confirmed, of those who were told."""
        told = [each for each in self.said if each.said.standing != "withdrawn"]
        done = [str(each.role) for each in told if each.said.outcome == "done"]
        return _("%(done)d of %(told)d confirmed") % {"done": len(done), "told": len(told)} if told else ""


def _lasts(span: timedelta) -> str:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return _("%(minutes)d min late") % {"minutes": minutes}
    if minutes < 48 * 60:
        return _("%(hours)d h late") % {"hours": minutes // 60}
    return _("%(days)d d late") % {"days": minutes // (24 * 60)}


def board_line(
    card: boards.Card, told: Mapping[UUID, list[Said]], helpers: Mapping[UUID, HelperRecord], now: datetime
) -> BoardLine:
    """A journey on the board, with those who were told of the leg that counts now or whom somebody must ask."""
    line = card.current
    said: list[SaidLine] = []
    code = ""
    for each in card.legs:
        those = told.get(each.id, [])
        found = verdict(those, each.leg)
        if each is line or found in ATTENTION or any(one.standing in ("missed", "attended") for one in those):
            said += said_lines(those, each.leg, helpers)
            code = found if found in ATTENTION or not code else code
    return BoardLine(card, line, said, code, now)


# The picture of the hours

WIDTH, ROW, LEFT = 960, 22, 150
SINCE, UNTIL = timedelta(hours=12), timedelta(hours=60)


@dataclass(frozen=True)
class Bar:
    """One leg in the picture; numbers as SVG wants them, with a point in every language."""

    x: str
    y: int
    width: str
    status: str
    title: str


@dataclass(frozen=True)
class Timeline:
    """Legs over the hours, one row to a journey, with a line for each midnight and one for now."""

    bars: tuple[Bar, ...]
    names: tuple[tuple[str, int], ...]
    days: tuple[tuple[str, str], ...]
    now: str
    height: int
    width: int = WIDTH
    row: int = ROW


def timeline(lines: Sequence[BoardLine], now: datetime) -> Timeline | None:
    """The hours around now of these journeys; None where none of them has a leg in it."""
    start, whole = now - SINCE, SINCE + UNTIL

    def x(moment: datetime) -> float:
        part = (moment - start) / whole
        return LEFT + (WIDTH - LEFT) * min(1.0, max(0.0, part))

    bars, names = [], []
    for line in lines:
        legs = [each for each in line.card.legs if each.leg.status != "aborted"]
        legs = [each for each in legs if each.leg.arrives > start and each.leg.departs < now + UNTIL]
        if not legs:
            continue
        y = 24 + ROW * len(names)
        names.append((line.card.who, y))
        for each in legs:
            begins, ends = x(each.leg.departs), x(each.leg.arrives)
            title = f"{from_to(each.origin, each.destination)}, {each.when}: {each.state}"
            bars.append(Bar(f"{begins:.1f}", y, f"{max(3.0, ends - begins):.1f}", each.leg.status, title))
    if not names:
        return None
    return Timeline(
        tuple(bars), tuple(names), tuple(_midnights(start, now + UNTIL, x)), f"{x(now):.1f}", 30 + ROW * len(names)
    )


def _midnights(start: datetime, end: datetime, x: Any) -> Iterable[tuple[str, str]]:
    zone = timezone.get_current_timezone()
    day = start.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    while day < end:
        yield f"{x(day):.1f}", date_format(day, "j M")
        day += timedelta(days=1)


# A change, before it is done


@dataclass(frozen=True)
class ChangeLine:
    """One leg, bed or sign of life that a change touches, in words."""

    what: str
    before: str
    after: str
    remains: Any = ""


@dataclass(frozen=True)
class ChangeCard:
    """What a change means for one journey, and who of it has read words that no longer hold."""

    who: str
    case: UUID
    lines: list[ChangeLine]
    to_tell: list[str]


def change_card(
    affected: Affected,
    due: Iterable[tuple[datetime, datetime]],
    told: Mapping[UUID, list[Said]],
    who: str,
    places: Mapping[UUID, PlaceRecord],
    helpers: Mapping[UUID, HelperRecord],
) -> ChangeCard:
    def name(place: UUID) -> str:
        return places[place].name if place in places else "…"

    def company(leg: LegRecord) -> str:
        return ", ".join(f"{kind}: {called}" for kind, called in boards.with_them(leg, helpers))

    lines = []
    for shift in affected.shifts:
        one, other = shift.before, shift.after
        with_them = (company(one), company(other)) if one.helpers != other.helpers else ("", "")
        mode = term("transport_modes", one.mode).label
        lines.append(
            ChangeLine(
                f"{name(one.from_place)} → {name(one.to_place)} · {mode}",
                " · ".join(filter(None, (_span(one), with_them[0]))),
                " · ".join(filter(None, (_span(other), with_them[1]))),
                wording.REMAINS.get(shift.remains, ""),
            )
        )
    for stay in affected.stays:
        nights = [
            f"{date_format(each.first, 'MONTH_DAY_FORMAT')} – {date_format(each.until, 'MONTH_DAY_FORMAT')}"
            for each in (stay.before, stay.after)
        ]
        lines.append(
            ChangeLine(
                _("Bed: %(house)s") % {"house": name(stay.before.house)}, *nights, wording.REMAINS.get(stay.remains, "")
            )
        )
    lines += [ChangeLine(_("Sign of life"), _moment(before), _moment(after)) for before, after in due]
    reading = [line for leg in affected.shifts for line in said_lines(told.get(leg.leg, []), leg.before, helpers)]
    tell = [" ".join(filter(None, (str(line.role), line.helper))) for line in reading if line.said.standing == "read"]
    return ChangeCard(who, affected.way.case, lines, tell)


def _span(leg: LegRecord) -> str:
    return f"{_moment(leg.departs)} – {_moment(leg.arrives)}"


def _moment(moment: datetime) -> str:
    return date_format(localtime(moment), "MONTH_DAY_TIME_FORMAT")
