"""Papers that run out: visas, permits, passports of the persons in open cases, for whoever may know who these are."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from waystation.casework.persons import rules, shown
from waystation.casework.persons.models import PersonRow
from waystation.casework.persons.records import Paper, Person
from waystation.casework.persons.text import plain
from waystation.casework.work import access as work
from waystation.casework.work import deadlines
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import allows
from waystation.staff.ranked import Group
from waystation.vocabulary.vocabularies import label_of

LONG_OVER = timedelta(days=30)


class Running(msgspec.Struct, frozen=True, gc=False):
    """One paper of one person, by its place among theirs: there are very many, so it is read when it is looked at."""

    held: Held
    number: int
    key: bytes

    @property
    def locator(self) -> UUID:
        """The case in which the person is at home."""
        return self.held.locator

    @property
    def person(self) -> UUID:
        return self.held.id

    @property
    def record(self) -> Paper:
        found: Paper = self.held.record.papers[self.number]
        return found

    @property
    def called(self) -> str:
        """What the person is called; empty where they are called as their case is."""
        return str(self.held.record.pseudonym)

    @property
    def what(self) -> str:
        """Which paper, of which country."""
        paper = self.record
        label, country = label_of("document_types", paper.kind), plain(paper.country)
        return _("%(paper)s (%(country)s)") % {"paper": label, "country": country} if country else label

    def why(self, today: date) -> str:
        """Until when it is valid, and how long that is."""
        paper = self.record
        told = {"day": date_format(paper.valid_until, "DATE_FORMAT"), "left": shown.ends(paper, today)}
        return _("paper: until %(day)s, %(left)s") % told

    def ends_in(self, days: int) -> str:
        """Which paper, and that it has so many days left, or none."""
        if not days:
            return _("ends: %(paper)s") % {"paper": self.what}
        said = ngettext("ends in %(days)d day: %(paper)s", "ends in %(days)d days: %(paper)s", days)
        return said % {"days": days, "paper": self.what}


def _of(held: Held) -> Iterable[Running]:
    person: Person = held.record
    for paper in rules.running(person.papers) if person.papers else ():
        yield Running(held, person.papers.index(paper), uuid5(held.id, paper.id.hex).bytes)


def _ends(paper: Paper) -> date | None:
    return paper.valid_until


PAPERS = deadlines.Kind(
    PersonRow,
    about=lambda running: running.key,
    counting=lambda rows: rows,
    day=_ends,
    of=_of,
    groups=lambda paper: (rules.lasting(paper.kind),),
)


def groups(actor: Actor, owners: Iterable[UUID | None]) -> Iterator[tuple[Group[Any], tuple[int, ...]]]:
    """The papers that run out, by their last day, with the days before it on which that is told; none for others.

    Of cases of these `owners`; None is of all. They are sealed with who somebody is: a row opens to nobody without that
    key.
    """
    if allows(actor, "casework.identity"):
        found = deadlines.of_each(actor, PAPERS, owners, tuple(rules.LEADS))
        yield from zip(found, cycle(rules.LEADS.values()))


def due(actor: Actor, owners: Iterable[UUID | None], today: date) -> Iterator[tuple[Group[Any], Group[Any]]]:
    """Those that somebody must see to by now, in several pairs of lists by their last day: the second ended long ago.

    What nobody saw to for a month would stand before what can still be renewed.
    """
    for group, leads in groups(actor, owners):
        since, until = today - LONG_OVER, today + timedelta(days=leads[0])
        yield work.between(group, since, until), work.until(group, since - timedelta(days=1))
