"""What an answer may not say yet, as the hotline's pages show it."""

from uuid import UUID

from waystation.staff.actor import Actor
from waystation.trust import vetted
from waystation.trust.vetting_rules import AGAIN_AFTER, LAPSES, MAY_BE_TOLD, Text


def warning(actor: Actor, request_id: UUID) -> Text | None:
    """One line about what this person may be told; None once they are cleared."""
    standing = vetted.known(actor, request_id).standing
    if standing.is_cleared:
        return None
    return MAY_BE_TOLD["pending" if standing.state == "cleared" else standing.state]


def again(actor: Actor, request_id: UUID) -> list[Text]:
    """Why it may be somebody else by now: since what was held of them, or else since we wrote to them last."""
    found = vetted.known(actor, request_id)
    codes = found.standing.lapsed
    if found.standing.state not in AGAIN_AFTER and found.stub.last_out is not None:
        codes = tuple(sorted(vetted.news(actor, found.request, found.stub, found.stub.last_out)))
    return [LAPSES[code] for code in codes]
