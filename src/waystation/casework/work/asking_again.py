"""Who said yes to a text of consent that was put out of use since, and has to be asked again: of open cases."""

from collections import defaultdict
from uuid import UUID

import msgspec

from waystation.casework import consent_rules, consent_texts
from waystation.casework.models import ConsentRow
from waystation.casework.work import deadlines
from waystation.casework.work.open_cases import open_cases, opened_in
from waystation.staff.actor import Actor
from waystation.staff.opened import Held
from waystation.staff.policy import require


class _About(msgspec.Struct, frozen=True, gc=False):
    """What is looked at of an answer."""

    purpose: str
    person: UUID | None = None


def waiting(actor: Actor, purpose: str = "") -> list[Held]:
    """The answers that count no more for their words, of one purpose or of all; who answered first comes first."""
    require(actor, "casework.read")
    anew = consent_texts.asked_anew(actor)
    if not (purpose in anew if purpose else anew):
        return []
    cases, of = open_cases(actor), defaultdict[tuple[bytes, UUID | None, str], list[Held]](list)
    for held in opened_in(actor, cases, ConsentRow):
        about = held.told(_About)
        if about.purpose in anew and purpose in ("", about.purpose) and held.holder in cases:
            of[held.holder, about.person, about.purpose].append(held)
    texts = {code: text.version for code, text in anew.items()}
    counting = (held for those in of.values() for held in deadlines.CONSENTS.counting(those))
    found = [held for held in counting if consent_rules.is_of_another_text(held.record, texts)]
    return sorted(found, key=lambda held: (consent_rules.order(held.record), held.key))
