"""What keeps somebody from setting out: said on the page of the journey, before anybody presses a button for it."""

from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import rules as casework_rules
from waystation.casework.records import CaseStub
from waystation.casework.rules import Sentence, Wish
from waystation.evacuation import rules
from waystation.evacuation.records import APPROVED, JourneyRecord
from waystation.evacuation.wording import NO_TO_HELP
from waystation.staff.actor import Actor


def hindrances(actor: Actor, case_id: UUID, stub: CaseStub, journey: JourneyRecord) -> list[Sentence]:
    """Why casework would refuse the first departure of an approved journey; of a later one it refuses nothing.

    Whether they leave the country without an embassy is asked beside the button.
    """
    stage = rules.STAGE_ON_DEPARTURE[journey.phase]
    if journey.status != APPROVED or stub.stage == stage:
        return []
    standing = casework.standing(actor, case_id, stub)
    return casework_rules.refusals(standing, Wish(stage, without_body=True))


def said_no(actor: Actor, case_id: UUID) -> Sentence:
    """That the person refused to be helped, or took it back; "" where they did neither."""
    consents = casework.consents(actor, case_id)
    return NO_TO_HELP.get(casework_rules.consent_state(consents, "help", actor.today), "")
