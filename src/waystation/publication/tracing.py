"""The verbs of the trace: what a sentence stands on is noted, looked at again, taken away.

It may be noted after the release too: the words stay as they are, and nothing of it goes out with them.
"""

from collections.abc import Collection
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation.errors import Refused, refuse
from waystation.publication import grounds, trace, wording
from waystation.publication.actions import open_to_write
from waystation.publication.models import PublicationRow
from waystation.publication.records import CONSENT, RULE, Ground, Publication
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.records import rewrite

MOST, LONGEST = 2_000, 500
replace = msgspec.structs.replace


@transaction.atomic
def stand(actor: Actor, publication_id: UUID, sentences: Collection[str], on: str, *, seen: int | None = None) -> None:
    """Notes on what some sentences stand: the address of a page of ours, or a rule in words.

    Raises Absent, Refused with what is wrong, Stale.
    """
    row, before = open_to_write(actor, publication_id, seen)
    there = {each for those in trace.sentences(before).values() for each in those}
    refuse([] if sentences and there.issuperset(sentences) else [("sentence", wording.CHOOSE_SENTENCES)])
    refuse([] if on.strip() else [("on", wording.SAY_ON_WHAT)])
    refuse([] if len(on) <= LONGEST else [("on", wording.TOO_LONG % {"most": LONGEST})])
    named = grounds.named(on)
    mark = b"" if named.kind == RULE else _marked(actor, publication_id, named)
    known = {(each.sentence, each.kind, each.of, each.said) for each in before.grounds}
    new = [
        Ground(each, named.kind, actor.account, actor.now(), named.of, named.within, named.said, mark)
        for each in dict.fromkeys(sentences)
        if (each, named.kind, named.of, named.said) not in known
    ]
    refuse([] if len(before.grounds) + len(new) <= MOST else [("on", wording.TOO_MANY_GROUNDS)])
    _write(actor, row, publication_id, replace(before, grounds=(*before.grounds, *new)))


def _marked(actor: Actor, publication_id: UUID, named: grounds.Named) -> bytes:
    refuse([("on", wording.NOT_ON_ITSELF)] if named.of == publication_id else [])
    try:
        found = grounds.look(actor, named)
    except Absent:
        raise Refused([("on", wording.NOT_THERE)]) from None
    refuse([("on", wording.NO_CONSENT if named.kind == CONSENT else wording.GONE_ALREADY)] if found.is_gone else [])
    return grounds.mark(found)


@transaction.atomic
def still(actor: Actor, publication_id: UUID, number: int, *, seen: int | None = None) -> None:
    """Somebody looked at what changed: the sentence stands on it as it is now. Raises Absent, Refused, Stale."""
    row, before = open_to_write(actor, publication_id, seen)
    ground = _one(before, number)
    refuse([("", wording.NOT_THERE)] if ground.kind == RULE else [])
    named = grounds.Named(ground.kind, ground.of, ground.within)
    marked = replace(ground, mark=_marked(actor, publication_id, named), by=actor.account, at=actor.now())
    others = (marked if at == number else each for at, each in enumerate(before.grounds))
    _write(actor, row, publication_id, replace(before, grounds=tuple(others)))


@transaction.atomic
def drop(actor: Actor, publication_id: UUID, number: int, *, seen: int | None = None) -> None:
    """A sentence does not stand on this. Raises Absent, Refused, Stale."""
    row, before = open_to_write(actor, publication_id, seen)
    _one(before, number)
    others = tuple(each for at, each in enumerate(before.grounds) if at != number)
    _write(actor, row, publication_id, replace(before, grounds=others))


def _one(found: Publication, number: int) -> Ground:
    refuse([] if 0 <= number < len(found.grounds) else [("", wording.NOT_THERE)])
    return found.grounds[number]


def _write(actor: Actor, row: PublicationRow, publication_id: UUID, new: Publication) -> None:
    rewrite(row, new, actor.keys)
    log(actor.account, "publication.traced", subject=publication_id)
