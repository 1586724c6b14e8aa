"""The hours at which a person may be reached, from all their threads: a check-in is expected at no other."""

from datetime import tzinfo
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from waystation.evacuation import zones
from waystation.hotline import access as hotline
from waystation.hotline import contact, contact_rules
from waystation.hotline.records import Hours
from waystation.staff.actor import Actor


def of_case(actor: Actor, case_id: UUID) -> list[Hours]:
    """What binds, each once."""
    said = [
        each.hours
        for row, stub in hotline.requests_of_case(actor, case_id)
        for each in contact.known(actor, row, stub).terms
    ]
    return list(contact_rules.both(said))


def zone_of(hours: list[Hours]) -> tzinfo:
    """The person's own clock where they said which, else the organisation's."""
    for each in reversed(hours):
        try:
            return ZoneInfo(each.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return zones.zone()
