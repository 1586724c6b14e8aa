"""Why a party has its way, in plain words with the names of places: for whoever may open it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.evacuation.plans import wording
from waystation.evacuation.plans.protocol import FORBIDDEN, OPEN, SAME, Cost, Detour, Reason, Why
from waystation.evacuation.plans.ways import Told
from waystation.web.ways import from_to

Words = str | Promise
_MOST = 3


@dataclass(frozen=True)
class Paragraph:
    """One heading with its sentences."""

    title: Words
    lines: tuple[Words, ...] = field(default=())


def told(of: Told, found: Why, places: Mapping[UUID, str], through: str = "") -> list[Paragraph]:
    """What there is to say, in paragraphs."""
    return list(_Saying(of, places).all(found, through))


class _Saying:
    def __init__(self, of: Told, places: Mapping[UUID, str]) -> None:
        self.of, self.places = of, places

    def all(self, found: Why, through: str) -> Iterator[Paragraph]:
        if found.broken:
            yield Paragraph(_("The plan breaks a rule, so that there is nothing to explain: make it anew."))
            return
        if found.nowhere:
            yield Paragraph(_("No departures within these days lead from where they are to a house or abroad."))
        elif found.forbidden:
            yield Paragraph(
                _("They would have no way even if nobody else were there. In the way:"), self._sets(found.forbidden)
            )
        elif found.loses is None:
            yield Paragraph(_("They would have no better way if nobody else were there."))
        else:
            yield Paragraph(
                _("If nobody else were there they would have a better way. Because of the others: %s.")
                % self._cost(found.loses),
                tuple(map(self._full, found.full)),
            )
        if found.lacking:
            yield Paragraph(_("A way would open if there were:"), tuple(map(self._lacking, found.lacking)))
        if found.detour:
            yield self._detour(found.detour, through)
        if not found.sure:
            yield Paragraph(
                _("Not everything could be tried: what is said to be the best, or not to be there, is an estimate.")
            )

    def _detour(self, of: Detour, through: str) -> Paragraph:
        if of.kind == SAME:
            return Paragraph(_("The way in the plan is the best one through %s.") % through)
        if of.kind == OPEN and of.cost:
            said = _("There is a way through %(place)s beside the others. With it: %(cost)s.")
            return Paragraph(said % {"place": through, "cost": self._cost(of.cost)})
        if of.kind == FORBIDDEN:
            said = _("They have no way through %s, even if nobody else were there. What forbids it:") % through
            return Paragraph(said, self._sets(of.forbidden) or (_("No departures within these days make one."),))
        return Paragraph(
            _("Beside the others there is no way through %s. One would open if there were:") % through,
            tuple(map(self._lacking, of.lacking)),
        )

    def _cost(self, of: Cost) -> str:
        said: list[str] = []
        if of.left_behind:
            said.append(_("they stay") if of.left_behind > 0 else _("they leave"))
        if of.abroad:
            said.append(_("they get abroad") if of.abroad > 0 else _("they do not get abroad"))
        if of.exposure:
            said.append(_("more exposure") if of.exposure > 0 else _("less exposure"))
        if of.days:
            days = abs(of.days)
            number = f"{days:g}"
            later = ngettext("%s day later", "%s days later", round(days)) % number
            sooner = ngettext("%s day sooner", "%s days sooner", round(days)) % number
            said.append(later if of.days > 0 else sooner)
        if of.money:
            more = _("%s euro more") if of.money > 0 else _("%s euro less")
            said.append(more % abs(of.money))
        return ", ".join(said) or _("no difference")

    def _lacking(self, codes: Iterable[str]) -> str:
        return get_text_list([str(wording.FULL[code]) for code in codes], _("and"))

    def _full(self, of: Reason) -> str:
        where = ", ".join(filter(None, map(self._where, of.where)))
        when = ", ".join(self._day(slot) for slot in of.slots[:_MOST])
        return ": ".join(filter(None, (str(wording.FULL_UP[of.code]), where, when)))

    def _sets(self, sets: Iterable[Iterable[Reason]]) -> tuple[Words, ...]:
        """Each smallest set of rules in a line; together they are one way to say no, each set is another."""
        return tuple(get_text_list([self._rule(each) for each in one], _("and")) for one in list(sets)[:_MOST])

    def _rule(self, of: Reason) -> str:
        where = ", ".join(dict.fromkeys(filter(None, map(self._where, of.where[:_MOST]))))
        said = str(wording.RULES[of.code]).rstrip(".")
        return f"{said} ({where})" if where else said

    def _where(self, code: str) -> str:
        """A place by its name, a leg by its ends; nothing of what only stands for something else."""
        if code in self.of.asked.places:
            return self.places.get(self.of.asked.places[code], "…")
        ride = self.of.asked.rides.get(code)
        if ride is None or not ride.mode:
            return ""
        return from_to(self.places.get(ride.from_place, "…"), self.places.get(ride.to_place, "…"))

    def _day(self, slot: int) -> str:
        return date_format(self.of.calendar.day(slot), "MONTH_DAY_FORMAT")
