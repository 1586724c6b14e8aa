"""What somebody else than the one of a case answers on consent, for themselves."""

from typing import Any
from uuid import UUID

from waystation.casework.consenting import record_consent
from waystation.casework.errors import Refused
from waystation.casework.persons import access, asked
from waystation.casework.persons.wording import NOT_ASKED
from waystation.staff.actor import Actor


def record_answer(actor: Actor, case_id: UUID, person_id: UUID, **told: Any) -> UUID:
    """Records an answer as `record_consent` does; the one of the case answers for the case. Returns its id.

    Raises Absent, Refused for whoever is at home in another case, or hunts.
    """
    access.member(actor, case_id, person_id)
    if person_id == access.applicant(actor, case_id):
        return record_consent(actor, case_id, **told)
    if asked.one(actor, case_id, person_id) is None:
        raise Refused([NOT_ASKED])
    return record_consent(actor, case_id, person=person_id, **told)
