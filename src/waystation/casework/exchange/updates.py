"""A case that is here comes back from a partner: what differs is shown beside what stands, and taken piece by piece.

Nothing is overwritten unseen: whoever takes something saw both, and what is taken stands in the history of the case.
What a partner's bundle does not hold stays as it is. The only writer of what is taken.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access, actions, history
from waystation.casework.errors import Refused
from waystation.casework.exchange import comparing, form, free_texts, kinds, transfers, updates_shown, whole
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.form import CaseFile, Row
from waystation.casework.exchange.records import Incoming
from waystation.casework.exchange.wording import CHANGED_MEANWHILE, FOREIGN, NOTHING_CHOSEN, TAKEN_FROM
from waystation.casework.models import Case, ConsentRow, FundsRow, RiskRow
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.vault import files, grants, half
from waystation.vault.compartments import Compartment
from waystation.vault.models import Sealed
from waystation.vault.records import Record

replace = msgspec.structs.replace
# Whoever writes stands in the history anyhow; who is responsible and what hangs on our threads is ours.
_NEVER = frozenset({"at", "by"})
_OURS_OF_A_STUB = frozenset({"owner", "request", "together", "erased", "milestones", "opened"})
_WHERE = frozenset({"place", "country", "before"})
# What is never changed, only followed by another, and the newest counts: it opens gates here, so whoever asks it here
# says it. Told otherwise under the same id, ours stands; what is new is kept as a note.
_FINAL = (ConsentRow, FundsRow, RiskRow)


@dataclass(frozen=True)
class Difference:
    """A record that a bundle tells otherwise, field by field (what stands here, what it says); or one that is new."""

    row: Row = field(repr=False)
    model: type[Sealed]
    here: Any = field(repr=False)
    stands: Record | None = field(repr=False)
    there: Record = field(repr=False)
    fields: tuple[str, ...]

    @property
    def is_new(self) -> bool:
        return self.stands is None

    @property
    def stays_a_note(self) -> bool:
        """Whether it is an answer or an assessment of elsewhere, which counts for nothing here."""
        return self.is_new and self.model in _FINAL

    def name(self, one: str = "") -> str:
        """How a form names a field of it, or all of a new one."""
        return f"{self.row.kind}:{self.row.id}:{one}"


@dataclass(frozen=True)
class Update:
    """What a bundle says of a case that is here. `seen` is another as soon as something here is."""

    case: UUID
    differences: Sequence[Difference]
    seen: str


def of(actor: Actor, record: Incoming) -> Update | None:
    """What an undecided bundle would change; None where its case is not here, or not for this person.

    Raises NotOurs, Refused.
    """
    if record.state != rules.ASKED or not actor.keys.holds(record.case, Compartment.LIST):
        return None
    if not Case.objects.filter(pk=record.case).exists():
        return None
    return compared(actor, form.unpacked(b"".join(files.read(record.file, record.content))))


def compared(actor: Actor, case: CaseFile) -> Update:
    """Each record of a case file beside ours. Raises Absent, Refused for an id of another case, NotOurs."""
    access.case(actor, case.case)
    whole.fits(case)
    found = list(_differences(actor, case, _ours(actor, case)))
    versions = sorted((each.row.id.bytes, each.here.version if each.here else 0) for each in found)
    told = b"".join(id_ + version.to_bytes(8, "big") for id_, version in versions)
    return Update(case.case, found, half.digest(b"update looked at", told).hex())


def _ours(actor: Actor, case: CaseFile) -> dict[tuple[str, UUID], tuple[Sealed, Record]]:
    found: dict[tuple[str, UUID], tuple[Sealed, Record]] = {}
    for kind, model in kinds.carried().items():
        ids = [row.id for row in case.rows if row.kind == kind]
        if model._default_manager.filter(pk__in=ids).exclude(locator=case.case).exists():
            raise Refused([FOREIGN])
        rows = stubs(actor, model._default_manager.filter(locator=case.case)) if ids else []
        found |= {(kind, row.pk): (row, record) for row, record in rows}
    return found


def _differences(
    actor: Actor, case: CaseFile, ours: Mapping[tuple[str, UUID], tuple[Sealed, Record]]
) -> Iterator[Difference]:
    erased = {place[0] for place in grants.buried(locator__in=[row.id for row in case.rows])}
    for row in case.rows:
        model = kinds.carried()[row.kind]
        here, stands = ours.get((row.kind, row.id), (None, None))
        if (model in _FINAL) if stands else (row.id in erased or _is_closed(row, model)):
            continue
        there = whole.record_of(model, row, stands)
        said = {name for name in there.__struct_fields__ if stands is None or _differs(stands, there, name)}
        fields = tuple(name for name in there.__struct_fields__ if name in said - _apart(model, case, there))
        if fields:
            yield Difference(row, model, here, stands, there, fields)


def _differs(stands: Record, there: Record, name: str) -> bool:
    """Whether a field says something else; a text that was held back says nothing."""
    value = getattr(there, name)
    return bool(getattr(stands, name) != value) and not free_texts.is_held_back(value)


def _is_closed(row: Row, model: type[Sealed]) -> bool:
    """Whether a row of this id is here all the same: it does not open for this person, or is damaged."""
    return bool(model._default_manager.filter(pk=row.id).exists())


def _apart(model: type[Sealed], case: CaseFile, there: Record) -> frozenset[str]:
    """Fields that are not compared: what is ours, and what did not go in the parts of the bundle."""
    ours = _OURS_OF_A_STUB if model is Case else frozenset({getattr(model, "names_files", ""), "content"})
    where = frozenset() if "where" in case.parts else _WHERE
    return _NEVER | ours | where | set(kinds.BOUND_HERE.get(model, ()))


def proved(actor: Actor, record: Incoming) -> str:
    """By which partner a bundle was written, as a code shows that only they and we know; "" where none does."""
    shared = [(each.code, each.name) for _row, each in transfers.of_case(actor, record.case)]
    shared += [(each.code, each.sender) for _row, each in transfers.taken_on(actor, record.case)]
    return next((name for code, name in shared if rules.is_answer(code, rules.UPDATED, record.proof)), "")


def take(actor: Actor, incoming_id: UUID, chosen: Collection[str] | None, *, seen: str) -> None:
    """Takes the chosen pieces (None: all) of what a bundle says of a case that is here, and decides it.

    Raises Absent, NotOurs, Refused where nothing is chosen, or something here changed since it was `seen`.
    """
    with transaction.atomic():
        row, record = transfers.undecided(actor, incoming_id)
        case = form.unpacked(b"".join(files.read(record.file, record.content)))
        update = compared(actor, case)
        if update.seen != seen:
            raise Refused([CHANGED_MEANWHILE])
        taken = [(each, _chosen(each, chosen)) for each in update.differences]
        if not any(fields for _each, fields in taken) and not (record.ours and not update.differences):
            raise Refused([NOTHING_CHOSEN])
        told = [each for each, fields in taken if fields and each.stays_a_note]
        _write(actor, case, record, [(each, fields) for each, fields in taken if fields and not each.stays_a_note])
        # What is said besides would go with the bundle.
        words = [record.note, record.limits, *(updates_shown.in_words(actor, each) for each in told)]
        if any(map(str.strip, words)):
            words = [str(TAKEN_FROM) % {"who": record.sender}, *words]
            actions.write_note(actor, case.case, "\n".join(filter(str.strip, words)))
        transfers.decided(actor, row, record, rules.ACCEPTED)
        comparing.arrived(actor, case.case)
        log(actor.account, "exchange.update_taken", subject=incoming_id, case=case.case)


def _chosen(each: Difference, chosen: Collection[str] | None) -> list[str]:
    """The fields of a record that are taken; of a new one all or none."""
    if chosen is None or (each.is_new and each.name() in chosen):
        return list(each.fields)
    return [] if each.is_new else [one for one in each.fields if each.name(one) in chosen]


def _write(actor: Actor, case: CaseFile, record: Incoming, taken: Sequence[tuple[Difference, list[str]]]) -> None:
    stored = {
        name: files.keep([form.content_of(case, name)])
        for name in {each.row.bytes for each, _ in taken if each.is_new} - {""}
    }
    try:
        for each, fields in taken:
            if each.is_new:
                key = access.key(actor, case.case, Compartment[each.row.compartment])
                whole.put(actor, each.row, key, stored)
                continue
            changed = replace(each.stands, **{name: getattr(each.there, name) for name in fields})
            if each.model is Case:
                actions.as_told(actor, case.case, changed, note=str(TAKEN_FROM) % {"who": record.sender})
            else:
                history.rewrite(actor, each.here, changed)
    finally:
        for one in stored.values():
            files.forget(one.id)
