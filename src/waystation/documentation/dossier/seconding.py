"""A dossier that names people, or that goes to authorities of the home state or to a court, takes two people.

One says what it is to be, and nothing leaves. Another one wants the very same within a week. It leaves by the hand of
whoever of them may ask cases for their consent: through the gate, for every case that they name.
"""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from waystation.casework.consent_rules import by_two
from waystation.documentation.dossier.facts import Dossier
from waystation.documentation.dossier.wording import CALLED
from waystation.documentation.formats import exporting
from waystation.documentation.formats.records import Export, Wish
from waystation.mail.words import same
from waystation.staff import second
from waystation.staff.actor import Actor

if TYPE_CHECKING:
    from waystation.documentation.dossier.actions import Asked

DAYS = 7
"""How long what the first one wanted may be given out by a second one."""


def needs_two(names: str, purpose: str) -> bool:
    """Whether a dossier takes two people."""
    return names == CALLED or by_two(purpose)


def wish(asked: "Asked", dossier: Dossier) -> Wish:
    """What somebody wants, with the digest of what it says, for what and to whom."""
    plain = {
        "contents": tuple(sorted(asked.contents)),
        "names": asked.names,
        "language": asked.language,
        "purpose": asked.purpose,
        "exhibits": asked.exhibits,
        "files": asked.files,
    }
    sections = [(each.title, list(each.pairs)) for each in dossier.sections]
    key = asked.recipient.strip()
    said = msgspec.json.encode([plain, dossier.title, dossier.made, sections, same(asked.to), key])
    return Wish(**plain, digest=hashlib.sha256(said).digest())


def open_wishes(actor: Actor, event_id: UUID) -> list[tuple[UUID, Export]]:
    """What is wanted of dossiers that begin with an event, and can still be given out."""
    return [
        (one, each)
        for one, each in exporting.wished(actor)
        if each.events and each.events[0] == event_id and actor.now() - each.at < timedelta(days=DAYS)
    ]


def first_of(actor: Actor, events: Sequence[UUID], wanted: Wish) -> UUID | None:
    """What another person wanted, of which this is the very same; None where there is none, or they do not count."""
    for one, each in open_wishes(actor, events[0]):
        same_one = each.wish is not None and each.wish.digest == wanted.digest and each.events == tuple(events)
        if same_one and each.by != actor.account and not second.against(actor, each.by):
            return one
    return None
