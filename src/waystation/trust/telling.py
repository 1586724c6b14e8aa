"""What an answer may not say yet, as the hotline's pages show it."""

from collections.abc import Iterable
from uuid import UUID

from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.trust import vetted
from waystation.trust.vetted import Known
from waystation.trust.vetting_rules import AGAIN_AFTER, LAPSES, MAY_BE_TOLD, STATES, Standing, Text


def before_answering(actor: Actor, request_id: UUID) -> tuple[Text | None, list[Text], Text | None]:
    """One line about what this person may be told, None once they are cleared; why it may be somebody else now; and
    what a colleague wants to hold them to be, where a second one has not said so yet."""
    found = vetted.known(actor, request_id)
    proposal = found.record.proposal
    return _warning(found.standing), _again(actor, found), STATES[proposal.state] if proposal else None


def turned_away(actor: Actor, threads: Iterable[UUID]) -> dict[UUID, str]:
    """In which of these threads writes somebody who is held to be hostile, or was rejected: "hostile", "rejected"."""
    return vetted.turned_away(actor, threads) if allows(actor, "trust.read") else {}


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
