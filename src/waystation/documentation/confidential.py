"""What is documented of people that must not come out in a text of ours: see `waystation.confidential`."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from waystation.confidential import Fact, Kind, use, use_words
from waystation.documentation.dates import DAY, PartialDate
from waystation.documentation.models import (
    ActRow,
    BiographicRow,
    EventRow,
    InformationRow,
    InterventionRow,
    InvolvementRow,
    PersonRow,
)
from waystation.documentation.records import NAMED, PlaceName
from waystation.vocabulary.vocabularies import term


def of_person(held: Any) -> Iterator[Fact]:
    """The name of somebody, and what was noted of them."""
    about, person = held.id.bytes, held.record
    if person.kind == NAMED:
        yield Fact(about, Kind.NAME, person.called)
    yield from _words(about, person.note)


def of_event(held: Any) -> Iterator[Fact]:
    """What happened, in our own words."""
    event = held.record
    yield from _words(held.id.bytes, event.title, event.description, event.remarks)


def of_act(held: Any) -> Iterator[Fact]:
    """When and where it was done to somebody, and what."""
    about, act = held.record.victim.bytes, held.record
    yield from _place(about, act.place)
    yield from _days(about, (act.began, act.ended))
    for code in act.methods:
        yield from _labels(about, Kind.INJURY, "torture_methods", code)
    yield from _words(about, act.note, act.arrest.whereabouts if act.arrest else "")


def of_information(held: Any) -> Iterator[Fact]:
    """Who told us, and when."""
    about, told = held.record.source.bytes, held.record
    yield from _days(about, (told.told,))
    yield from _words(about, told.note)


def of_life(held: Any) -> Iterator[Fact]:
    """Whose kin somebody is, where they worked and learned."""
    about, life = held.record.person.bytes, held.record
    if life.relationship:
        yield Fact(about, Kind.FAMILY, life.relationship)
    for kind, said in (
        *((Kind.WORKPLACE, each) for each in (life.employment, life.affiliation, life.education)),
        *((Kind.JOB, each) for each in (life.employment, life.position, life.rank)),
    ):
        if said:
            yield Fact(about, kind, said)
    yield from _words(about, life.note)


def _words(about: bytes, *said: str) -> Iterator[Fact]:
    return (Fact(about, Kind.WORDS, each) for each in said if each)


def _place(about: bytes, place: PlaceName) -> Iterator[Fact]:
    """No region: too many live in it to be known by it."""
    return (Fact(about, Kind.PLACE, each) for each in (place.locality, place.site) if each)


def _days(about: bytes, days: Iterable[PartialDate | None]) -> Iterator[Fact]:
    for day in days:
        if day is not None and day.precision == DAY:
            yield Fact(about, Kind.DATE, day.day.isoformat())


def _labels(about: bytes, kind: Kind, vocabulary: str, code: str) -> Iterator[Fact]:
    try:
        found = term(vocabulary, code)
    except KeyError:  # a term that the organisation added
        return
    yield from (Fact(about, kind, label) for label in (found.en, found.ru))


def make_known() -> None:
    """Called at start-up."""
    use(PersonRow, _("People of events"), of_person)
    use(EventRow, _("Events"), of_event)
    use(ActRow, _("Acts"), of_act)
    use(InformationRow, _("Who told us"), of_information)
    use(BiographicRow, _("Lives of people"), of_life)
    use_words(InvolvementRow, _("Who did it"))
    use_words(InterventionRow, _("Interventions"))
