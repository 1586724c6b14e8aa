"""Who may see evaluations: one door per noun. Only whoever holds the medical part of a case opens them."""

from typing import Any
from uuid import UUID

from waystation.casework.models import Case
from waystation.casework.records import LONG_AGO
from waystation.documentation.medical.models import AsItCameRow, EvaluationRow, FindingRow, PictureRow
from waystation.documentation.medical.records import AsItCame, Evaluation, Finding, Picture
from waystation.staff.access import index, open_row, opened, refresh, stubs, tell_damage
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Group, Standing
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed

PART = Compartment.MEDICAL
_ALL = "all"


def is_open_to(actor: Actor, case_id: UUID) -> bool:
    """Whether the medical part of a case opens to this person as it stands now."""
    if not allows(actor, "medical.read"):
        return False
    if not is_current(actor.keys, case_id, PART):
        refresh(actor)
    return is_current(actor.keys, case_id, PART)


def key(actor: Actor, case_id: UUID) -> Key:
    """What evaluations of a case are sealed with. Raises Absent for whoever does not hold it."""
    if not is_open_to(actor, case_id):
        raise Absent
    return actor.keys.key(case_id, PART)


def called(actor: Actor, case_id: UUID) -> str:
    """What we call the person of a case. Raises Absent where it is not there or not for this person."""
    key(actor, case_id)
    return str(open_row(actor, Case.objects.all(), case_id)[1].pseudonym)


def cases(actor: Actor) -> list[tuple[UUID, str]]:
    """The cases whose medical part is in this person's hand, by what we call the person."""
    require(actor, "medical.read")
    found = [(held.id, held.record.pseudonym) for held in opened(actor, Case) if actor.keys.holds(held.id, PART)]
    return sorted((pair for pair in found if is_open_to(actor, pair[0])), key=lambda pair: pair[1].casefold())


def every(actor: Actor) -> Group[Held]:
    """Every evaluation that this person's keys open, what was written last first."""
    require(actor, "medical.read")
    return index(actor, EvaluationRow, _by_time).group(_ALL)


def _by_time(held: Held) -> Standing:
    at = held.record.at
    return f"{99_999_999_999 - int(at.timestamp() if at else 0):011}".encode(), [_ALL]


def of_case(actor: Actor, case_id: UUID) -> list[tuple[EvaluationRow, Evaluation]]:
    """The evaluations of a case, what was written last first. Raises Absent."""
    key(actor, case_id)
    found = stubs(actor, EvaluationRow.objects.filter(locator=case_id, compartment=PART))
    return sorted(found, key=lambda pair: (pair[1].at or LONG_AGO, pair[0].pk), reverse=True)


def evaluation(actor: Actor, case_id: UUID, evaluation_id: UUID) -> tuple[EvaluationRow, Evaluation]:
    """One evaluation of a case. Raises Absent."""
    require(actor, "medical.read")
    key(actor, case_id)
    return open_row(actor, EvaluationRow.objects.filter(locator=case_id, compartment=PART), evaluation_id)


def findings(actor: Actor, case_id: UUID, evaluation_id: UUID) -> list[tuple[FindingRow, Finding]]:
    """What was found, by number. Raises Absent."""
    return _every(actor, FindingRow, case_id, evaluation_id)


def finding(actor: Actor, case_id: UUID, evaluation_id: UUID, finding_id: UUID) -> tuple[FindingRow, Finding]:
    """One finding. Raises Absent."""
    return _one(actor, FindingRow, case_id, evaluation_id, finding_id)


def _every(actor: Actor, model: type[Sealed], case_id: UUID, evaluation_id: UUID) -> list[tuple[Any, Any]]:
    """The parts of one kind of an evaluation, by number. One hung elsewhere counts as damaged. Raises Absent."""
    evaluation(actor, case_id, evaluation_id)
    found = []
    for row, record in stubs(actor, model._default_manager.filter(locator=case_id, evaluation=evaluation_id)):
        if record.evaluation == evaluation_id:
            found.append((row, record))
        else:
            tell_damage(actor, row.pk)
    return sorted(found, key=lambda pair: pair[1].number)


def _one(actor: Actor, model: type[Sealed], case_id: UUID, evaluation_id: UUID, part_id: UUID) -> tuple[Any, Any]:
    """One of them. Raises Absent."""
    evaluation(actor, case_id, evaluation_id)
    rows = model._default_manager.filter(locator=case_id, evaluation=evaluation_id)
    row, record = open_row(actor, rows, part_id)
    if record.evaluation != evaluation_id:
        tell_damage(actor, part_id)
        raise Absent
    return row, record


def of_person(actor: Actor, case_id: UUID, person: UUID) -> set[UUID]:
    """The evaluations of one person other than the one of the case: they go with them."""
    rows = stubs(actor, EvaluationRow.objects.filter(locator=case_id, compartment=PART))
    return {row.pk for row, record in rows if record.person == person}


def pictures(actor: Actor, case_id: UUID, evaluation_id: UUID) -> list[tuple[PictureRow, Picture]]:
    """The photographs of an evaluation, by number. Raises Absent."""
    return _every(actor, PictureRow, case_id, evaluation_id)


def picture(actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> tuple[PictureRow, Picture]:
    """One photograph. Raises Absent."""
    return _one(actor, PictureRow, case_id, evaluation_id, photograph_id)


def as_it_came(actor: Actor, case_id: UUID, evaluation_id: UUID, photograph_id: UUID) -> AsItCame | None:
    """Its bytes as they came; None of one that is a working copy of an exhibit. Raises Absent."""
    picture(actor, case_id, evaluation_id, photograph_id)
    rows = AsItCameRow.objects.filter(locator=case_id, evaluation=evaluation_id)
    if not rows.filter(pk=photograph_id).exists():
        return None
    found: AsItCame = open_row(actor, rows, photograph_id)[1]
    return found
