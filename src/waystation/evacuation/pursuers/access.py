"""The doors of the room: a row opens for this person, or it is Absent."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from waystation.evacuation import access as evacuation
from waystation.evacuation.pursuers.models import Alarm, Conflict, Override, Pursuer, Reach, Sighting, StatedZone
from waystation.evacuation.pursuers.records import AlarmRecord, ConflictRecord, OverrideRecord, PursuerRecord
from waystation.staff.access import index, open_row, opened, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.opened import Held
from waystation.staff.policy import require
from waystation.staff.ranked import Group, Standing
from waystation.vault.models import Sealed

EVIDENCE: dict[str, type[Sealed]] = {"sighting": Sighting, "reach": Reach, "zone": StatedZone}


def pursuer(actor: Actor, case_id: UUID, pursuer_id: UUID) -> tuple[Pursuer, PursuerRecord]:
    """One pursuer of a case. Raises Absent."""
    evacuation.case(actor, case_id)
    return open_row(actor, Pursuer.objects.filter(locator=case_id), pursuer_id)


def pursuers_of(actor: Actor, case_id: UUID) -> dict[UUID, PursuerRecord]:
    """Who hunts the person of a case: those who still do first, then by what they are called."""
    evacuation.case(actor, case_id)
    found = {row.pk: record for row, record in stubs(actor, Pursuer.objects.filter(locator=case_id))}
    return dict(sorted(found.items(), key=lambda pair: (bool(pair[1].over), pair[1].called.casefold())))


def pursuers(actor: Actor) -> list[Held]:
    """Every pursuer of every case that this person may open, who hunts still."""
    require(actor, "evacuation.read")
    return list(index(actor, Pursuer, _hunting).group(True))


def _hunting(held: Held) -> Standing:
    return b"", [not held.record.over]


def evidence(actor: Actor, case_id: UUID, kind: str, evidence_id: UUID) -> tuple[Any, Any]:
    """One sighting, reach or stated zone of a case. Raises Absent."""
    evacuation.case(actor, case_id)
    return open_row(actor, EVIDENCE[kind]._default_manager.filter(locator=case_id), evidence_id)


def noted(actor: Actor, case_id: UUID, evidence_id: UUID) -> tuple[str, Any, Any]:
    """The same, of whatever kind it is: the kind, the row, the record. Raises Absent."""
    for kind in EVIDENCE:
        try:
            return kind, *evidence(actor, case_id, kind, evidence_id)
        except Absent:
            continue
    raise Absent


def evidence_of(actor: Actor, case_id: UUID, kind: str) -> list[tuple[UUID, Any]]:
    """All that was noted of one kind in a case, withdrawn or not, the newest first."""
    evacuation.case(actor, case_id)
    found = stubs(actor, EVIDENCE[kind]._default_manager.filter(locator=case_id))
    return [(row.pk, record) for row, record in sorted(found, key=lambda pair: str(pair[1].at), reverse=True)]


def standing(actor: Actor, kind: str) -> Group[Held]:
    """All that counts of one kind, in every case that this person may open."""
    require(actor, "evacuation.read")
    return index(actor, EVIDENCE[kind], _counting).group(True)


def _counting(held: Held) -> Standing:
    return b"", [not held.record.withdrawn]


def names_place(actor: Actor, place_id: UUID) -> bool:
    """Whether something that was noted, also what counts no more, or an override tells of a place."""
    noted = (held for model in EVIDENCE.values() for held in opened(actor, model))
    return any(held.record.place == place_id for held in (*noted, *opened(actor, Override)))


def stated(actor: Actor) -> Group[Held]:
    """Every conflict that was stated and not withdrawn, seen from each case that this person may open."""
    require(actor, "evacuation.read")
    return index(actor, Conflict, _counting).group(True)


def conflict(actor: Actor, case_id: UUID, conflict_id: UUID) -> tuple[Conflict, ConflictRecord]:
    """One stated conflict, seen from a case. Raises Absent."""
    evacuation.case(actor, case_id)
    return open_row(actor, Conflict.objects.filter(locator=case_id), conflict_id)


def overrides(actor: Actor, cases: Iterable[UUID] | None = None) -> list[tuple[UUID, UUID, OverrideRecord]]:
    """The id, the case and the content of what two people allow, or are asked to; of these cases, or of all."""
    require(actor, "evacuation.read")
    wanted = None if cases is None else set(cases)
    found = ((held.id, held.locator, held.record) for held in opened(actor, Override))
    return [each for each in found if wanted is None or each[1] in wanted]


def override(actor: Actor, case_id: UUID, override_id: UUID) -> tuple[Override, OverrideRecord]:
    """One of them. Raises Absent."""
    evacuation.case(actor, case_id)
    return open_row(actor, Override.objects.filter(locator=case_id), override_id)


def alarms(actor: Actor) -> list[tuple[Alarm, AlarmRecord]]:
    """Alarms that nobody has taken on, the oldest first."""
    require(actor, "alarm.acknowledge")
    return sorted(stubs(actor, Alarm.objects.raised()), key=lambda pair: pair[1].raised_at)


def alarm(actor: Actor, alarm_id: UUID) -> tuple[Alarm, AlarmRecord]:
    """One alarm. Raises Absent."""
    require(actor, "alarm.acknowledge")
    return open_row(actor, Alarm.objects.rung(), alarm_id)


def alarms_of(actor: Actor, case_id: UUID) -> list[tuple[Alarm, AlarmRecord]]:
    """The alarms of one case, the newest first."""
    require(actor, "alarm.acknowledge")
    found = [pair for pair in stubs(actor, Alarm.objects.rung()) if pair[1].case == case_id]
    return sorted(found, key=lambda pair: pair[1].raised_at, reverse=True)
