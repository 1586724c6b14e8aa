"""The verbs of what the organisation knows: the terms of countries, and the steps of pathways. See `actions`."""

import uuid
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from waystation.audit.log import log
from waystation.casework import history
from waystation.casework.errors import Refused, refuse
from waystation.evacuation.relocation import access, in_step, pathways, rules, wording, writing
from waystation.evacuation.relocation.models import TemplateRow, TermsRow
from waystation.evacuation.relocation.records import Item, Template, Terms
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.staff.policy import require
from waystation.staff.teams import COORDINATION
from waystation.vault.errors import Stale
from waystation.vault.order import in_order
from waystation.vault.records import create


@transaction.atomic
def add_terms(actor: Actor, terms: Terms, *, once: UUID | None = None) -> UUID:
    """Enters what a country asks for on a pathway. Returns its id. Raises Refused, also where that stands already."""
    require(actor, "evacuation.plan")
    in_order()  # before looking: of two who enter the same, the second finds it
    made = once or uuid.uuid4()
    if TermsRow.objects.filter(pk=made).exists():
        return made
    _check(actor, terms)
    create(TermsRow, writing.signed(actor, terms), actor.keys.key(actor.team(COORDINATION)), id=made)
    _follow(actor, terms)
    log(actor.account, "relocation.terms_changed", subject=made)
    return made


@transaction.atomic
def change_terms(actor: Actor, terms_id: UUID, terms: Terms, *, seen: int | None = None) -> None:
    """Says anew what a country asks for; deadlines and their alarms follow. Raises Absent, Refused, Stale."""
    require(actor, "evacuation.plan")
    in_order()
    row, before = access.terms(actor, terms_id)
    if seen is not None and row.version != seen:
        raise Stale
    _check(actor, terms, but=terms_id)
    history.rewrite(actor, row, writing.signed(actor, terms))
    for each in (before, terms):
        _follow(actor, each)
    log(actor.account, "relocation.terms_changed", subject=terms_id)


def _check(actor: Actor, terms: Terms, *, but: UUID | None = None) -> None:
    refuse(sentence for _name, sentence in rules.terms_faults(terms, actor.today))
    place = access.terms_key(terms.country, terms.pathway)
    for id_, _version, each in access.terms_rows(actor):
        if id_ != but and access.terms_key(each.country, each.pathway) == place:
            raise Refused([wording.SUCH_TERMS])


def _follow(actor: Actor, terms: Terms) -> None:
    """Steps and alarms of every track there that opens to this person; of the others, when somebody writes to them."""
    place = access.terms_key(terms.country, terms.pathway)
    for each in access.tracks(actor):
        if access.terms_key(each.track.country, each.track.pathway) == place and access.opens(actor, each.case):
            in_step.follow(actor, each.case, each.id)


@transaction.atomic
def keep_template(actor: Actor, pathway: str, items: Sequence[Item], *, seen: int | None = None) -> None:
    """Writes the steps with which a track of a pathway begins from now on. Raises Absent, Refused, Stale."""
    require(actor, "evacuation.plan")
    in_order()  # before looking: of two who write the first one, the second finds it
    if pathway not in pathways.pathways():
        raise Absent
    refuse(sentence for _name, sentence in rules.template_faults(items))
    known = access.templates(actor).get(pathway)
    if seen is not None and seen != (known[0].version if known else 0):
        raise Stale
    template = Template(pathway=pathway, items=tuple(items))
    if known is None:
        row = create(TemplateRow, template, actor.keys.key(actor.team(COORDINATION)))
    else:
        row = known[0]
        history.rewrite(actor, row, template)
    log(actor.account, "relocation.template_changed", subject=row.pk)
