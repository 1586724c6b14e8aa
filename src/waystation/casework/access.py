"""Who may see a case, and what of it: one door per noun."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from waystation.casework import consent_texts
from waystation.casework.consent_rules import Answer
from waystation.casework.models import (
    Case,
    ConsentRow,
    FileRow,
    FundsRow,
    MoveRow,
    NeedRow,
    NoteRow,
    ReleaseRow,
    RiskRow,
    UseRow,
)
from waystation.casework.records import LONG_AGO, CaseStub, Consent, File, Funds, Move, Need, Note, Release, Risk, Use
from waystation.casework.rules import Covered, Standing
from waystation.hotline import consents as callers_consents
from waystation.staff import above
from waystation.staff.access import able, index, open_row, opened, refresh, stubs
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.holders import is_current
from waystation.staff.opened import Held
from waystation.staff.policy import allows, require
from waystation.staff.ranked import Group
from waystation.staff.ranked import Standing as Ranked
from waystation.trust import vetted, vetting_rules
from waystation.vault import half
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked
from waystation.vault.keyring import Key
from waystation.vault.models import Sealed

_ASKED = "asked"


def case(actor: Actor, case_id: UUID) -> tuple[Case, CaseStub]:
    """A case and its stub. Raises Absent where it is not there or not for this person."""
    require(actor, "casework.read")
    return open_row(actor, Case.objects.all(), case_id)


def key(actor: Actor, case_id: UUID, compartment: Compartment = Compartment.CONTACT) -> Key:
    """The newest key of a part of a case, to write with. Raises Absent without it."""
    try:
        return actor.keys.key(case_id, compartment)
    except Locked:
        raise Absent from None


def is_open_to(actor: Actor, case_id: UUID, part: Compartment = Compartment.CONTACT) -> bool:
    """Whether a part of a case opens to this person as it stands now: whoever was taken off may still hold older keys.

    Nearly all of a case is in CONTACT; whoever opens the list alone must not be told that there is nothing.
    """
    if not is_current(actor.keys, case_id, part):
        refresh(actor)
    return is_current(actor.keys, case_id, part)


def cases(actor: Actor) -> list[tuple[Held, CaseStub]]:
    """Every case that this person's keys open, in no order."""
    require(actor, "casework.read")
    return [(held, held.record) for held in opened(actor, Case)]


class Pseudonyms:
    """What we call the persons of the cases that somebody may see; looked up, not listed: there may be very many."""

    def __init__(self, actor: Actor) -> None:
        require(actor, "casework.read")
        self._cases = opened(actor, Case)

    def get(self, case_id: UUID | None, default: str = "") -> str:
        held = self._cases.get(case_id) if case_id else None
        return str(held.record.pseudonym) if held else default

    def owner(self, case_id: UUID | None) -> UUID | None:
        """Who is responsible for one of these cases."""
        held = self._cases.get(case_id) if case_id else None
        return held.record.owner if held else None

    def __contains__(self, case_id: UUID | None) -> bool:
        return case_id is not None and self._cases.get(case_id) is not None

    def __getitem__(self, case_id: UUID) -> str:
        if case_id not in self:
            raise KeyError(case_id)
        return self.get(case_id)


def called(actor: Actor, case_id: UUID) -> str:
    """What we call the person of one case; "" where it is not for this person."""
    return Pseudonyms(actor).get(case_id)


def of_case(actor: Actor, model: type[Sealed], case_id: UUID) -> list[tuple[Any, Any]]:
    """The rows of one case in the order in which they were recorded; none without the key."""
    rows = stubs(actor, model._default_manager.filter(locator=case_id))
    return sorted(rows, key=lambda pair: (pair[1].at or LONG_AGO, str(pair[0].pk)))


def needs(actor: Actor, case_id: UUID) -> list[tuple[NeedRow, Need]]:
    """The needs of a case, oldest first."""
    return of_case(actor, NeedRow, case_id)


def risks(actor: Actor, case_id: UUID) -> list[tuple[RiskRow, Risk]]:
    """The risk assessments of a case, oldest first: the last one stands."""
    return of_case(actor, RiskRow, case_id)


def risk(actor: Actor, case_id: UUID) -> Risk | None:
    """The assessment that stands."""
    found = risks(actor, case_id)
    return found[-1][1] if found else None


def answers(actor: Actor, case_id: UUID, person: UUID | None = None) -> list[Answer]:
    """Every answer of the one of a case in the order of recording, with what they took back on their own page.

    Or those of another `person` of it, who has no such page.
    """
    found = every_answer(actor, case_id).get(person, [])
    if person is None:
        recorded = {answer.id for answer in found}
        found += [answer for answer in taken_back(actor, case_id) if answer.id not in recorded]
    return sorted(found, key=lambda answer: answer.consent.at or LONG_AGO)


def taken_back(actor: Actor, case_id: UUID) -> list[Answer]:
    """What the callers of a case took back on their own page; the ids are those of the rows that are made of it."""
    return [
        Answer(
            UUID(bytes=half.digest(b"taken back", message.bytes + f"{one.purpose}\n{one.recipient}".encode())),
            Consent(purpose=one.purpose, state="withdrawn", recipient=one.recipient, on=localtime(at).date(), at=at),
        )
        for message, one, at in callers_consents.taken_back(actor, case_id)
    ]


def every_answer(actor: Actor, case_id: UUID) -> dict[UUID | None, list[Answer]]:
    """What was recorded of each person of a case; None is the one for whom it was opened."""
    found: dict[UUID | None, list[Answer]] = {}
    for row, record in of_case(actor, ConsentRow, case_id):
        found.setdefault(record.person, []).append(Answer(row.pk, record))
    return found


def answered(actor: Actor, case_id: UUID, purpose: str, persons: Iterable[UUID | None] = (None,)) -> int:
    """How many answers these people of a case gave to a purpose: another number as soon as one gives another."""
    given = (answer for person in persons for answer in answers(actor, case_id, person))
    return sum(answer.consent.purpose == purpose for answer in given)


def consents(actor: Actor, case_id: UUID) -> list[Consent]:
    """What the one of a case answered, without ids."""
    return [answer.consent for answer in answers(actor, case_id)]


def uses(actor: Actor, case_id: UUID) -> list[tuple[UseRow, Use]]:
    """What left of a case, oldest first."""
    return of_case(actor, UseRow, case_id)


def use(actor: Actor, use_id: UUID) -> tuple[UUID, UseRow, Use]:
    """One of them, with the case that it is of. Raises Absent."""
    require(actor, "consent.use")
    case_id = UseRow.objects.filter(pk=use_id).values_list("locator", flat=True).first()
    if case_id is None:
        raise Absent
    case(actor, case_id)
    return case_id, *open_row(actor, UseRow.objects.filter(locator=case_id), use_id)


def releases(actor: Actor, case_id: UUID) -> list[tuple[ReleaseRow, Release]]:
    """What two people were asked to agree to, oldest first."""
    return of_case(actor, ReleaseRow, case_id)


def releases_asked(actor: Actor) -> Group[Held]:
    """What a second person is asked to agree to and nobody has decided, in all cases, the longest waiting first."""
    require(actor, "consent.use")
    return index(actor, ReleaseRow, _of_release).group(_ASKED)


def _of_release(held: Held) -> Ranked:
    found: Release = held.record
    asked = found.here and found.decided_by is None
    return (found.at or LONG_AGO).isoformat().encode(), [_ASKED] if asked else []


def release(actor: Actor, case_id: UUID, release_id: UUID) -> tuple[ReleaseRow, Release]:
    """One of them. Raises Absent."""
    require(actor, "consent.use")
    case(actor, case_id)
    return open_row(actor, ReleaseRow.objects.filter(locator=case_id), release_id)


def notes(actor: Actor, case_id: UUID) -> list[tuple[NoteRow, Note]]:
    """The notes on a case, oldest first."""
    return of_case(actor, NoteRow, case_id)


def moves(actor: Actor, case_id: UUID) -> list[tuple[MoveRow, Move]]:
    """The changes of stage of a case, oldest first."""
    return of_case(actor, MoveRow, case_id)


def files(actor: Actor, case_id: UUID) -> list[tuple[FileRow, File]]:
    """The files of a case in the compartments that this person opens, newest first."""
    return of_case(actor, FileRow, case_id)[::-1]


def file(actor: Actor, case_id: UUID, file_id: UUID) -> File:
    """One file of a case. Raises Absent."""
    require(actor, "casework.read")
    case(actor, case_id)
    found: File = open_row(actor, FileRow.objects.filter(locator=case_id), file_id)[1]
    return found


def need(actor: Actor, case_id: UUID, need_id: UUID) -> tuple[NeedRow, Need]:
    """One need of a case. Raises Absent."""
    require(actor, "casework.read")
    return open_row(actor, NeedRow.objects.filter(locator=case_id), need_id)


def standing(actor: Actor, case_id: UUID, stub: CaseStub, held: vetting_rules.Standing | None = None) -> Standing:
    """What the rules need to know before a case moves on; `held` is what the person is held to be, if that is known."""
    held = held or vetted.of_case(actor, case_id)
    return Standing(
        stub,
        consents(actor, case_id),
        risk(actor, case_id),
        actor.today,
        cleared=held.is_cleared,
        hostile=held.is_hostile,
        along=hostile_along(actor, case_id),
        funds=funds(actor, case_id),
        covered=covered(actor, case_id),
        texts=consent_texts.counts_from(actor),
    )


def hostile_along(actor: Actor, case_id: UUID) -> tuple[str, ...]:
    """What we call those who go along in a case, or are the one of it, and whom two of us hold to mean harm."""
    return tuple(above.ask("hostile_along", actor, case_id) or ())


def covered(actor: Actor, case_id: UUID) -> Covered | None:
    """What the ledger says of the money for the way; None where no room keeps one."""
    found: Covered | None = above.ask("money_covered", actor, case_id)
    return found


def every_funds(actor: Actor, case_id: UUID) -> list[tuple[FundsRow, Funds]]:
    """What was said of the money for the way, oldest first: the last word stands."""
    return of_case(actor, FundsRow, case_id)


def funds(actor: Actor, case_id: UUID) -> Funds | None:
    """What was said last of the money for the way."""
    found = every_funds(actor, case_id)
    return found[-1][1] if found else None


def colleagues(actor: Actor) -> dict[UUID, str]:
    """The outward names of those who may be responsible for a case, by account."""
    return {one: profile.persona for one, profile in able(actor, "casework.write").items()}


def may_identify(actor: Actor, case_id: UUID) -> bool:
    """Whether this person may know who the case is about."""
    return allows(actor, "casework.identity") and is_current(actor.keys, case_id, Compartment.IDENTITY)
