"""What is known of persons that must not come out in a text of ours: see `waystation.confidential`.

All that is known of a case and of everybody in it is put together: who is given away gives away the others.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.casework.persons import rules
from waystation.casework.persons.models import ApartRow, PartRow, PersonRow, TieRow
from waystation.confidential import Fact, Kind, use

_WORDS_OF_AN_INJURY = 6


def of_person(held: Any) -> Iterator[Fact]:
    """Names, birth, phone and papers."""
    about, person = held.locator.bytes, held.record
    for name in person.names:
        yield Fact(about, Kind.NAME, name.text)
    if person.pseudonym:
        yield Fact(about, Kind.CODE_NAME, person.pseudonym)
    if person.phone:
        yield Fact(about, Kind.PHONE, person.phone)
    for paper in person.papers:
        if paper.number:
            yield Fact(about, Kind.NUMBER, paper.number)
    if (days := rules.possible(person.birth)) is not None:
        first, last = (each.isoformat() for each in days)
        yield Fact(about, Kind.BORN, first if first == last else f"{first}/{last}")


def of_part(held: Any) -> Iterator[Fact]:
    """What somebody is called to whoever may not know who they are."""
    if held.record.called:
        yield Fact(held.locator.bytes, Kind.CODE_NAME, held.record.called)


def of_tie(held: Any) -> Iterator[Fact]:
    """What somebody is to somebody else, and what the two are called."""
    about, tie = held.locator.bytes, held.record
    yield Fact(about, Kind.FAMILY, tie.kind)
    for called in filter(None, tie.called):
        yield Fact(about, Kind.CODE_NAME, called)


def of_apart(held: Any) -> Iterator[Fact]:
    """What somebody suffers from, where it is said in a few words."""
    health = held.record.health
    for said in (health.conditions, health.mobility) if health else ():
        if 0 < len(said.split()) <= _WORDS_OF_AN_INJURY:
            yield Fact(held.locator.bytes, Kind.INJURY, said)


def make_known() -> None:
    """Called at start-up."""
    use(PersonRow, _("Persons of cases"), of_person)
    use(PartRow, _("Roles"), of_part)
    use(TieRow, _("Who knows whom"), of_tie)
    use(ApartRow, _("Health, and what is kept as closely"), of_apart)
