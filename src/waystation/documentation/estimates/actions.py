"""The verbs of estimates. Asking changes no record, but stands in the log; a frozen one is a figure."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.documentation.errors import Refused
from waystation.documentation.estimates import freezing, gathering, lists, wording
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


@transaction.atomic
def freeze(actor: Actor, *, publisher: str, note: str = "", once: UUID | None = None) -> UUID:
    """Keeps what was estimated last, with its table, seed, methods and findings, as a figure. Returns its id.

    Raises Refused where there is no number, or it is none of which one could say who states it.
    """
    require(actor, "figures.write")
    asked = gathering.asked(actor)
    job = asked.job if asked else None
    if asked is None or job is None or job.result is None or job.result.whole is None or job.result.whole.low is None:
        raise Refused([("", wording.NO_NUMBER)])
    kept = freezing.estimated(job.lists, job.result, unnamed=asked.unnamed, seed=job.seed)
    figure = freezing.figure(asked.wanted, kept, publisher=publisher, note=note)
    return figures.state(actor, figure, kept, once=once)
