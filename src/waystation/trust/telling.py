"""What an answer may not say yet, as the hotline's pages show it."""

from uuid import UUID

from waystation.staff.actor import Actor
from waystation.trust import vetted
from waystation.trust.vetted import Known
from waystation.trust.vetting_rules import AGAIN_AFTER, LAPSES, MAY_BE_TOLD, Standing, Text


def before_answering(actor: Actor, request_id: UUID) -> tuple[Text | None, list[Text]]:
    """One line about what this person may be told, None once they are cleared; and why it may be somebody else now."""
    found = vetted.known(actor, request_id)
    return _warning(found.standing), _again(actor, found)


def _warning(standing: Standing) -> Text | None:
    if standing.is_cleared:
        return None
    return MAY_BE_TOLD["pending" if standing.state == "cleared" else standing.state]


def _again(actor: Actor, found: Known) -> list[Text]:
    """Since what was held of them, or else since we wrote to them last."""
    codes = found.standing.lapsed
    if found.standing.state not in AGAIN_AFTER and found.stub.last_out is not None:
        codes = tuple(sorted(vetted.news(actor, found.request, found.stub, found.stub.last_out)))
    return [LAPSES[code] for code in codes]
