"""Who may see what is to be released: one door. The team of publication holds the key."""

from uuid import UUID

from waystation.publication.models import PublicationRow
from waystation.publication.records import Publication
from waystation.staff.access import open_row, opened, team_key
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import PUBLICATION
from waystation.vault.keyring import Key


def key(actor: Actor) -> Key:
    """What everything here is sealed with. Raises Absent for whoever does not hold it."""
    require(actor, "publication.write")
    return team_key(actor, PUBLICATION)


def publications(actor: Actor) -> dict[UUID, Publication]:
    """Everything that is to be released or was, what was changed last first."""
    require(actor, "publication.write")
    found = {held.id: held.record for held in opened(actor, PublicationRow)}
    return dict(sorted(found.items(), key=lambda pair: (str(pair[1].at), pair[0]), reverse=True))


def publication(actor: Actor, publication_id: UUID) -> tuple[PublicationRow, Publication]:
    """One of them. Raises Absent."""
    require(actor, "publication.write")
    return open_row(actor, PublicationRow.objects.filter(locator=actor.team(PUBLICATION)), publication_id)
