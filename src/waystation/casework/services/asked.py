"""Whether a person wants to be passed on to a provider: what they said of just this one."""

from uuid import UUID

from waystation.casework import access as casework
from waystation.casework import consent_rules, consent_texts
from waystation.casework.consent_rules import Wanted
from waystation.casework.errors import Refused
from waystation.casework.gate import gate, look
from waystation.casework.services.records import Provider
from waystation.casework.services.wording import SAID_NO
from waystation.staff.actor import Actor

PURPOSE = "share_referral"
PARTS = frozenset({"contact"})
NO = ("refused", "withdrawn")


class Said:
    """What the people of a case say today of being passed on to a provider, as a code of CONSENT_STATES."""

    def __init__(self, actor: Actor, case_id: UUID) -> None:
        self._today, self._texts = actor.today, consent_texts.counts_from(actor)
        self._others = casework.every_answer(actor, case_id)
        self._first = casework.answers(actor, case_id)

    def of(self, provider: Provider, person: UUID | None = None) -> str:
        """Of the one of the case, or of another `person` of it."""
        answers = self._first if person is None else self._others.get(person, [])
        said = [answer.consent for answer in answers]
        return consent_rules.consent_state(said, PURPOSE, self._today, provider.name, texts=self._texts)


def pass_on(actor: Actor, case_id: UUID, provider: Provider, person: UUID | None = None) -> None:
    """Passes the gate where the one of a case answered: a yes is used and written down, a no refuses unless two agreed,
    and so does a yes that does not count any more.

    Where nobody was asked it goes on, and the pages say so. Of another `person`, who has no page of uses, a no refuses.
    Raises Refused. The limits of the answer stand on the page on which this is asked for.
    """
    state = Said(actor, case_id).of(provider, person)
    if person is not None:
        if state in NO:
            raise Refused([SAID_NO])
    elif state != "asked_not":
        wanted = Wanted(PURPOSE, provider.name, PARTS, "service")
        gate(actor, case_id, wanted, limits_seen=look(actor, case_id, wanted).limits_id)
