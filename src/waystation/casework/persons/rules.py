"""What a birth date and a paper may say, and what follows from it. Pure."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.casework.naming import Marks, phone_of
from waystation.casework.persons.records import Birth, Bond, Name, Paper, Person, Tie
from waystation.casework.persons.wording import HUNTS_ALONG, NO_ROLE
from waystation.vocabulary.vocabularies import term, terms

Sentence = str | Promise

LONGEST_NAME = 200
MOST_NAMES = 40
ABOUT = 2  # years around one that is said to be about right
OLDEST = 120
OF_AGE = 18
CARING = ("parent", "guardian")  # kinds of ties
# How many days before a paper runs out it is told, and told again more urgently; by what kind of paper it is.
# Travel: many states let nobody in whose passport ends within six months of the stay (of the United States, 8 U.S.C.
# 1182(a)(7)(B)(i)(I)), the Schengen states nobody whose passport ends within three (Regulation (EU) 2016/399, article
# 6(1)(a)(i)), and a new one takes weeks. Stay, and the rest: a visa is decided in 15 days, in some cases in 45
# (Regulation (EC) 810/2009, article 23).
TRAVEL, STAY, REST = LASTING = ("travel", "stay", "rest")
LEADS: dict[str, tuple[int, ...]] = {TRAVEL: (183, 92, 30), STAY: (30, 14, 3), REST: (30, 14, 3)}

PRECISIONS = {
    "unknown": _("Not known"),
    "exact": _("The day is known"),
    "month": _("Month and year are known"),
    "year": _("Only the year is known"),
    "about": _("About that year, give or take two"),
}
_NEEDED = {"exact": ("year", "month", "day"), "month": ("year", "month"), "year": ("year",), "about": ("year",)}
_MISSING = {
    "exact": _("You say that the day is known: write day, month and year, or choose how sure it is."),
    "month": _("You say that month and year are known: write both, or choose how sure it is."),
    "year": _("You say that the year is known: write it, or choose “Not known”."),
    "about": _("Write about which year, or choose “Not known”."),
}


def marks_of(person: Person) -> Marks:
    """What a person's record tells, for search and comparison."""
    born = possible(person.birth)
    years = (born[0].year, born[1].year) if born else None
    return Marks(tuple(name.text for name in person.names), years, phone_of(person.phone), person.pseudonym)


def name_refusals(names: Iterable[Name]) -> list[Sentence]:
    """Why these names are not kept: nothing is ever cut off."""
    told = list(names)
    found: list[Sentence] = []
    if len(told) > MOST_NAMES:
        found.append(_("So many names do not fit one person. Nothing was kept; leave some out."))
    if any(len(name.text) > LONGEST_NAME for name in told):
        found.append(_("A name is too long. Nothing was cut off; shorten it, or put the rest into the note."))
    return found


def birth_refusals(birth: Birth, today: date) -> list[Sentence]:
    """Why this cannot be a date of birth; empty where it can."""
    given = {part for part in ("year", "month", "day") if getattr(birth, part) is not None}
    needed = set(_NEEDED.get(birth.precision, ()))
    if needed - given:
        return [_MISSING[birth.precision]]
    if given - needed:
        return [_("More of the date stands there than you say is known. Choose how sure it is, or empty what is not.")]
    span = possible(birth)
    if span is None:
        return [] if birth.precision == "unknown" else [_("There is no such day. Look at day and month again.")]
    if span[0] > today:
        return [_("This birth date has not come yet. Look at the year again.")]
    if span[1].year < today.year - OLDEST:
        return [_("Nobody is that old. Look at the year again.")]
    return []


def span(birth: Birth) -> tuple[date, date] | None:
    """The first and the last day on which it may have been; None where nothing is known. Raises ValueError: no day."""
    if birth.precision == "unknown" or birth.year is None:
        return None
    if birth.precision == "exact":
        day = date(birth.year, birth.month or 0, birth.day or 0)
        return day, day
    if birth.precision == "month":
        month = birth.month or 0
        return date(birth.year, month, 1), date(birth.year, month, monthrange(birth.year, month)[1])
    more = ABOUT if birth.precision == "about" else 0
    return date(birth.year - more, 1, 1), date(birth.year + more, 12, 31)


def possible(birth: Birth) -> tuple[date, date] | None:
    """The same; None too where there is no such day."""
    try:
        return span(birth)
    except ValueError:
        return None


def age(birth: Birth, today: date) -> tuple[int, int] | None:
    """The lowest and the highest age in whole years on a day; None where nothing is known."""
    known = possible(birth)
    return None if known is None else (_years(known[1], today), _years(known[0], today))


def _years(born: date, today: date) -> int:
    before = (today.month, today.day) < (born.month, born.day)
    return max(0, today.year - born.year - before)


def may_be_minor(birth: Birth, today: date) -> bool:
    """Whether somebody is, or may be, under age: papers and consents are others then."""
    known = age(birth, today)
    return known is not None and known[0] < OF_AGE


def family_refusals(tie: Tie, births: Mapping[UUID, Birth], others: Iterable[Tie]) -> list[Sentence]:
    """Why somebody cannot be a parent of somebody; `others` are the ties of either."""
    if tie.kind != "parent":
        return []
    found: list[Sentence] = []
    if any(each.kind == "parent" and (each.second, each.first) == (tie.first, tie.second) for each in others):
        found.append(_("By what is noted already, it is the other way round: this parent is the child. Correct one."))
    parent, child = (possible(births.get(one, Birth())) for one in (tie.first, tie.second))
    if parent and child and child[1] < parent[0]:
        found.append(_("By their birth dates the child is older than the parent. One of the dates is wrong."))
    return found


def hunts(roles: Iterable[str]) -> bool:
    """Whether somebody is in a case only as one who hunts or threatens."""
    told = [term("person_roles", role).extra for role in roles]
    return bool(told) and all(each.get("pursues") for each in told)


def pursues(roles: Iterable[str]) -> bool:
    """Whether somebody hunts or threatens the one of a case, whatever else they are in it."""
    return not _roles("pursues").isdisjoint(roles)


def comes_along(roles: Collection[str]) -> bool:
    """Whether somebody is on the way too: not who stays, who told of it, or who hunts them."""
    return not _roles("travels").isdisjoint(roles) and not pursues(roles)


def goes_along(roles: Collection[str]) -> bool:
    """Whether somebody is counted on the journeys of a case: who comes along, and of whom no role is said."""
    return not roles or comes_along(roles)


def role_refusals(roles: Collection[str]) -> list[Sentence]:
    """Why nobody is in a case in these roles."""
    if not roles:
        return [NO_ROLE]
    return [HUNTS_ALONG] if pursues(roles) and not _roles("travels").isdisjoint(roles) else []


@cache
def _roles(what: str) -> frozenset[str]:
    """The roles of which the vocabulary says this."""
    return frozenset(each.code for each in terms("person_roles") if each.extra.get(what))


def carers(person: UUID, bonds: Iterable[Bond], ties: Iterable[Tie]) -> set[UUID]:
    """Who looks after somebody: their parents and guardians, and whoever they cannot be without."""
    needed = {one for bond in bonds if bond.depends == person for one in (bond.first, bond.second)}
    return (needed | {tie.first for tie in ties if tie.second == person and tie.kind in CARING}) - {person}


def paper_refusals(papers: Iterable[Paper], birth: Birth) -> list[Sentence]:
    """Why these papers do not go with this birth date."""
    known = possible(birth)
    if known and any(paper.valid_until and paper.valid_until < known[0] for paper in papers):
        return [_("A paper ran out before the person was born. One of the two dates is wrong.")]
    return []


def lasting(kind: str) -> str:
    """What a kind of paper is for, which says how long before its end somebody must see to it: one of LASTING."""
    try:
        return str(term("document_types", kind).extra.get("lasts", REST))
    except KeyError:
        return REST


def steps(paper: Paper, today: date) -> int:
    """How many of its lead times a paper has passed; one more than there are where it is valid no more."""
    if paper.valid_until is None:
        return 0
    left = (paper.valid_until - today).days
    return sum(left <= lead for lead in LEADS[lasting(paper.kind)]) + (left < 0)


def running(papers: Iterable[Paper]) -> list[Paper]:
    """The papers with a last day that somebody must see to; of one kind from one country the one that lasts longest."""
    found: dict[tuple[str, str], Paper] = {}
    for paper in sorted((each for each in papers if each.valid_until), key=lambda each: each.valid_until or date.min):
        found[paper.kind, paper.country.strip().casefold()] = paper
    return [paper for paper in found.values() if not paper.let_lapse]


def tie_refusals(tie: Tie, births: Iterable[Birth], today: date) -> list[Sentence]:
    """Why two persons cannot be tied so."""
    if tie.first == tie.second:
        return [_("These are the same person. Choose somebody else.")]
    if tie.on is None:
        return []
    if tie.on > today:
        return [_("This day has not come yet.")]
    if any(known and tie.on < known[0] for known in map(possible, births)):
        return [_("On that day one of the two was not born yet. One of the dates is wrong.")]
    return []
