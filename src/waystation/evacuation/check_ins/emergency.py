"""What an alarm opens: the protocol of the door, the lawyer, and what is to be done if somebody cannot be reached.

What is to be done is sealed twice: under a key that stands in the case, and under the vault half. Colleagues with a
copy of the database lack the one, whoever takes the server lacks the other, and the program opens its own layer only
after the last step of the escalation or the word for being forced, with a line in the log.
"""

from dataclasses import dataclass, field
from uuid import UUID

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.evacuation import access
from waystation.evacuation.actions.whole import whole
from waystation.evacuation.check_ins import escalations
from waystation.evacuation.check_ins.records import Emergency, Protocol, Unreachable
from waystation.evacuation.errors import Refused
from waystation.evacuation.models import OPEN, CheckIn, EmergencyRow, ProtocolRow, UnreachableRow
from waystation.evacuation.records import CheckInRecord
from waystation.staff import own_rows
from waystation.staff.access import open_row, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import DUTY
from waystation.vault.content import open_content, seal_content
from waystation.vault.errors import Tampered
from waystation.vault.keyring import Keyring
from waystation.vault.records import create, delete, read, rewrite


@dataclass(frozen=True)
class Opened:
    """What whoever may open the case sees of an alarm. `has_more`: there is something to open for the last step."""

    protocols: tuple[Protocol, ...] = field(default=(), repr=False)
    has_more: bool = False
    may_open: bool = False


def keep(
    actor: Actor,
    case_id: UUID,
    check_ins: UUID,
    *,
    place: UUID | None = None,
    region: str = "",
    country: str = "",
    if_unreachable: str = "",
) -> UUID:
    """Seals where somebody is and what is to be done, in the caller's transaction. Returns the row's id."""
    content_key, body = b"", None
    if if_unreachable:
        row = UnreachableRow()
        content_key, sealed = seal_content(if_unreachable.encode(), row.pk.bytes)
        body = create(UnreachableRow, Unreachable(sealed=sealed), own_rows.key(escalations.USE, actor), id=row.pk).pk
    record = Emergency(check_ins=check_ins, place=place, region=region, country=country, body=body, key=content_key)
    return create(EmergencyRow, record, casework.key(actor, case_id)).pk


def is_alarm(row: CheckIn) -> bool:
    """Whether an alarm runs, taken on or not."""
    return row.state in OPEN and row.steps > 0


def is_last_step(row: CheckIn, record: CheckInRecord, actor: Actor) -> bool:
    """Whether all steps were taken, or the word for being forced was said."""
    last = len(escalations.known(actor).of(row.escalation).steps)
    return is_alarm(row) and (record.duress_at is not None or row.steps >= last)


def opened(actor: Actor, row: CheckIn, record: CheckInRecord) -> Opened:
    """What an alarm shows to whoever may open the case; to everybody else, and before the alarm, nothing."""
    if not is_alarm(row) or record.emergency is None:
        return Opened()
    try:
        said = _emergency(actor, record)
    except Absent:
        return Opened()
    return Opened(_matching(actor, said), said.body is not None, is_last_step(row, record, actor))


def _emergency(actor: Actor, record: CheckInRecord) -> Emergency:
    casework.case(actor, record.case)
    if record.emergency is None:
        raise Absent
    found: Emergency = open_row(actor, EmergencyRow.objects.filter(locator=record.case), record.emergency)[1]
    return found


def _matching(actor: Actor, said: Emergency) -> tuple[Protocol, ...]:
    """Those of the place first, then of its region, then of its country."""
    found = [protocol for _, protocol in stubs(actor, ProtocolRow.objects.all())]
    ranked = [(rank, each) for each in found if (rank := _rank(each, said)) is not None]
    return tuple(each for _, each in sorted(ranked, key=lambda pair: pair[0]))


def _rank(protocol: Protocol, said: Emergency) -> int | None:
    if protocol.place is not None:
        return 0 if protocol.place == said.place else None
    if not said.country or protocol.country.casefold() != said.country.casefold():
        return None
    if not protocol.region:
        return 2
    return 1 if protocol.region.casefold() == said.region.casefold() else None


@whole
def open_unreachable(actor: Actor, check_in_id: UUID) -> str:
    """What is to be done now that somebody cannot be reached. The log says who opened it.

    Raises Refused before the last step, Absent for whoever may not open the case.
    """
    require(actor, "alarm.acknowledge")
    row, record = access.check_in(actor, check_in_id)
    said = _emergency(actor, record)
    if not is_last_step(row, record, actor):
        raise Refused("not_yet_unreachable")
    sealed = UnreachableRow.objects.filter(pk=said.body).first()
    if sealed is None:
        raise Absent
    try:
        body: Unreachable = read(sealed, Keyring([own_rows.key(escalations.USE, actor)]))
        text = open_content(said.key, body.sealed, sealed.pk.bytes).decode()
    except Tampered:
        raise Absent from None
    log(actor.account, "evacuation.unreachable_opened", subject=row.pk, case=record.case)
    return text


# Protocols


def protocols(actor: Actor) -> dict[UUID, Protocol]:
    """All of them, by country and region."""
    require(actor, "evacuation.plan")
    found = {row.pk: record for row, record in stubs(actor, ProtocolRow.objects.all())}
    return dict(sorted(found.items(), key=lambda pair: (pair[1].country.casefold(), pair[1].region.casefold())))


def protocol(actor: Actor, protocol_id: UUID) -> tuple[ProtocolRow, Protocol]:
    require(actor, "evacuation.plan")
    return open_row(actor, ProtocolRow.objects.all(), protocol_id)


@whole
def keep_protocol(actor: Actor, wanted: Protocol, protocol_id: UUID | None = None, *, seen: int | None = None) -> UUID:
    """Keeps a protocol: a new one, or what stands in the place of one. Raises Absent, and Refused for one that says
    nothing or that somebody else changed after version `seen`.
    """
    require(actor, "evacuation.plan")
    if not (wanted.door or wanted.lawyer) or not (wanted.country or wanted.place):
        raise Refused("protocol_empty")
    if wanted.place is not None:
        access.place(actor, wanted.place)
    if protocol_id is None:
        row = create(ProtocolRow, wanted, actor.keys.key(actor.team(DUTY)))
    else:
        row, _ = protocol(actor, protocol_id)
        if seen is not None and row.version != seen:
            raise Refused("changed_meanwhile")
        rewrite(row, wanted, actor.keys)
    log(actor.account, "evacuation.protocol_kept", subject=row.pk)
    return row.pk


@whole
def remove_protocol(actor: Actor, protocol_id: UUID) -> None:
    """Deletes a protocol that holds no more."""
    row, _ = protocol(actor, protocol_id)
    delete(row)
    log(actor.account, "evacuation.protocol_removed", subject=protocol_id)
