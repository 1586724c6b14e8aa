"""A dossier is given out: through the gate of consent, kept as what was given, and logged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework.consent_rules import Verdict, Wanted
from waystation.casework.errors import Refused as NotAllowed
from waystation.casework.gate import gate, look
from waystation.documentation import access
from waystation.documentation.dossier import gathering, wording
from waystation.documentation.dossier.facts import Dossier
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.exhibits import access as exhibits
from waystation.documentation.exhibits.models import OriginalRow
from waystation.documentation.formats import exporting
from waystation.documentation.formats.wording import SAY_TO_WHOM, SAY_WHY
from waystation.mail.words import clean, same
from waystation.staff.actor import Actor
from waystation.staff.policy import allows, require

USE = "submission"
STORY, FILES = "story", "files"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What somebody wants: what it is to hold, how people stand in it, for what, to whom, why.

    `called` names those cases of whom people are in it; `limits_seen` says by case which answer's limits were read.
    `recipient` is the age key of whoever gets it, if it is to be sealed.
    """

    contents: frozenset[str]
    names: str
    language: str
    purpose: str
    to: str
    why: str
    recipient: str = ""
    called: tuple[str, ...] = field(default=(), repr=False)
    limits_seen: Mapping[UUID, UUID] = field(default_factory=dict)


@transaction.atomic
def make(actor: Actor, event_id: UUID, asked: Asked) -> Dossier:
    """What the dossier says, once each case in it let it go. Raises Absent, Refused with what stands against it."""
    require(actor, "formats.export")
    access.event(actor, event_id)
    refuse([("to", SAY_TO_WHOM)] if not asked.to.strip() else [])
    refuse([("why", SAY_WHY)] if not asked.why.strip() else [])
    refuse([] if asked.contents & wording.CONTENTS.keys() else [("contents", wording.CHOOSE_CONTENTS)])
    exporting.check_recipient(asked.recipient)
    uses = []
    for case_id, parts in _cases(actor, event_id, asked).items():
        try:
            uses.append(gate(actor, case_id, _wanted(asked, parts), limits_seen=asked.limits_seen.get(case_id)))
        except NotAllowed as no:
            raise Refused([("called", _against(actor, case_id, reason)) for reason in no.reasons]) from None
    found = gathering.gather(actor, event_id, asked.contents, asked.names, asked.language)
    kept = exporting.keep(
        actor,
        exporting.DOSSIER,
        to=asked.to,
        why=asked.why,
        sealed=bool(asked.recipient.strip()),
        events=(event_id,),
        uses=tuple(uses),
    )
    log(actor.account, "dossier.given_out", subject=kept)
    return found


def verdicts(actor: Actor, event_id: UUID, asked: Asked) -> dict[UUID, Verdict]:
    """What the gate would say of each case. Nothing is used by looking. Raises Absent, Refused."""
    require(actor, "formats.export")
    return {
        case_id: look(actor, case_id, _wanted(asked, parts), asked.limits_seen.get(case_id))
        for case_id, parts in _cases(actor, event_id, asked).items()
    }


def _wanted(asked: Asked, parts: frozenset[str]) -> Wanted:
    return Wanted(asked.purpose, " ".join(asked.to.split()), parts, USE)


def _against(actor: Actor, case_id: UUID, reason: object) -> str:
    return str(wording.AGAINST % {"called": casework.called(actor, case_id), "reason": reason})


def _cases(actor: Actor, event_id: UUID, asked: Asked) -> dict[UUID, frozenset[str]]:
    """The cases that must let it go, with the parts of each: those that were named, and those whose exhibits are in it.

    Raises Refused where a name is none, or where an exhibit is of a case and this person may not give out of cases.
    """
    found: dict[UUID, frozenset[str]] = {}
    may = allows(actor, "consent.use")
    if asked.called:
        known = {same(stub.pseudonym): held.id for held, stub in casework.cases(actor)} if may else {}
        for name in asked.called:
            if same(name) not in known:
                raise Refused([("called", wording.NO_CASE % {"called": clean(name)[0]})])
            found[known[same(name)]] = frozenset({STORY})
    if wording.EXHIBITS in asked.contents:
        for one in gathering.exhibits_of(actor, event_id):
            row = OriginalRow.objects.filter(pk=one).first()
            case_id = exhibits.case_of(row) if row else None
            if case_id is None:
                continue
            if not may or not casework.is_open_to(actor, case_id):
                number = exhibits.exhibit(actor, one).number
                raise Refused([("contents", wording.EXHIBIT_OF_A_CASE % {"number": number})])
            found[case_id] = found.get(case_id, frozenset()) | {STORY, FILES}
    return found
