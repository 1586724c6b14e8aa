"""Who of a table is likely somebody that is known, or in it twice: counted at a look, queued once it is taken in.

Nobody is merged and no row is held back: of two who share a name most are two people.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from django.db import transaction

from waystation.casework import pairing
from waystation.casework.exchange.import_rules import Said
from waystation.casework.likely import everybody, likeliness, likely
from waystation.casework.pairing import Met
from waystation.casework.persons import access as persons
from waystation.casework.persons.models import PersonRow
from waystation.casework.persons.rules import marks_of
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment

# A queue that nobody can work through hides what matters: of each person, and of each table, the likeliest.
MOST_OF_ONE, MOST_OF_A_TABLE = 3, 1_000


def like_known(actor: Actor, said: Iterable[Said]) -> list[int]:
    """The rows that look like somebody whom this person may know. Nothing is written."""
    crowd = everybody(actor)
    return [each.row for each in said if crowd.nearest(marks_of(each.person))]


def compared(actor: Actor, made: Mapping[UUID, Said]) -> Iterator[list[Met]]:
    """What each person of these cases meets, among all whom this person may know, one person after the other."""
    crowd, people = everybody(actor), _people(made)
    for case_id, person in people.items():
        found = crowd.nearest(marks_of(made[case_id].person), but=person)
        yield [Met(case_id, person, each) for each in found[:MOST_OF_ONE]]


def _people(cases: Iterable[UUID]) -> dict[UUID, UUID]:
    """The person of each case that a table made, as it was first recorded."""
    wanted, found = list(cases), dict[UUID, UUID]()
    for start in range(0, len(wanted), 500):
        rows = PersonRow.objects.filter(locator__in=wanted[start : start + 500]).values_list("locator", "pk")
        for case_id, person in rows:
            found.setdefault(case_id, person)
    return found


def likeliest(met: Iterable[Met]) -> list[Met]:
    """Each pair once, the likeliest first."""
    pairs = {frozenset((each.person, each.other.person)): each for each in met}
    return sorted(pairs.values(), key=lambda each: likeliness(each.other), reverse=True)


def queue(actor: Actor, met: Sequence[Met]) -> None:
    """Keeps them as undecided, within the transaction at hand; who was met before stays as it was decided."""
    pairing.queue_all(actor, [each for each in met if actor.keys.holds(each.case, Compartment.IDENTITY)])


@transaction.atomic
def arrived(actor: Actor, case_id: UUID) -> None:
    """Queues whom the persons of a case that came whole meet in other cases. Nobody for whoever may know no names."""
    for each in persons.members(actor, case_id):
        if each.home == case_id and each.record is not None:
            found = [one for one in likely(actor, marks_of(each.record), but=each.id) if one.case != case_id]
            pairing.queue(actor, case_id, each.id, found[:MOST_OF_ONE], {})
