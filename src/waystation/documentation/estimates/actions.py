"""The verb of estimates. It changes no record; that it was asked stands in the log."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.documentation.errors import Refused
from waystation.documentation.estimates import gathering, lists, wording
from waystation.documentation.figures import actions as figures
from waystation.documentation.figures.records import Definition
from waystation.staff.actor import Actor
from waystation.staff.policy import require


@transaction.atomic
def ask(actor: Actor, wanted: Definition, said: Mapping[UUID, str], others: str) -> None:
    """Asks how many there are whom a definition means. `said`: to which list a source belongs, `others` all the rest.

    Raises Refused where the definition cannot be counted yet, or there are too many lists.
    """
    require(actor, "figures.read")
    figures.counts(actor, wanted)
    found = gathering.told(actor, wanted)
    try:
        lists.on_lists(found.of, gathering.list_of(gathering.tellers(actor, found), said, others))
    except ValueError:
        raise Refused([("", wording.TOO_MANY)]) from None
    gathering.keep(actor, gathering.Asked(wanted, said, others, actor.now()))
    log(actor.account, "figures.estimated")
