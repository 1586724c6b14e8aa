"""Why an answer does not leave: it names what the person may not be told yet. Asked by the hotline."""

from uuid import UUID

from django.utils.functional import Promise

from waystation.evacuation import access, naming
from waystation.evacuation.records import CITY, REGION
from waystation.evacuation.wording import ADDRESS_TOLD, PLACE_TOLD
from waystation.hotline import access as hotline
from waystation.staff.actor import Actor
from waystation.staff.policy import allows
from waystation.trust import signs, vetted


def refusal(actor: Actor, request_id: UUID, text: str) -> str | Promise | None:
    """Why this text is not sent to somebody who is not cleared; None where it may be.

    What looks like an address is refused to everybody; a place or a helper by name only where the writer's own keys
    open the list of them: the others cannot look it up, and the server must not be able to.
    """
    if vetted.known(actor, request_id).standing.is_cleared:
        return None
    if signs.names_an_address(text):
        return ADDRESS_TOLD
    if not allows(actor, "evacuation.read"):
        return None
    return PLACE_TOLD if _names_ours(actor, request_id, text) else None


def _names_ours(actor: Actor, request_id: UUID, text: str) -> bool:
    """Whether it names a helper or a place. A town or region that the person named is no secret of ours."""
    places = access.places(actor).values()
    secret = [place.name for place in places if place.kind not in (CITY, REGION)]
    secret += [helper.pseudonym for helper in access.helpers(actor).values()]
    if naming.names_any(text, secret):
        return True
    towns = {place.name for place in places if place.kind in (CITY, REGION)}
    named = [name for name in towns if naming.names_any(text, [name])]
    theirs = _said_by_them(actor, request_id) if named else ""
    return any(not naming.names_any(theirs, [name]) for name in named)


def _said_by_them(actor: Actor, request_id: UUID) -> str:
    inward = [pair for pair in hotline.records(actor, request_id) if pair[1].direction == "in"]
    return "\n".join(entry.text for entry in hotline.entries(actor, inward))
