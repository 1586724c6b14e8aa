"""The verbs of terms, and the only writers. A code never changes, and none is ever deleted: records hold it."""

from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.documentation import access as documentation
from waystation.documentation.errors import Refused, refuse
from waystation.documentation.terms import access, rules, wording
from waystation.documentation.terms.models import TermRow
from waystation.documentation.terms.records import TermChange
from waystation.documentation.terms.rules import EDITABLE
from waystation.staff.access import open_row
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.staff.teams import DOCUMENTATION
from waystation.vault.order import in_order
from waystation.vault.records import create, rewrite

replace = msgspec.structs.replace


@transaction.atomic
def add(actor: Actor, vocabulary: str, *, en: str, ru: str = "", nearest: str) -> str:
    """Adds a term to a list. Returns its code. Raises Refused."""
    require(actor, "terms.change")
    in_order()
    _of(vocabulary)
    others = access.lists(actor).listed(vocabulary)
    code = rules.new_code(vocabulary, en, nearest, {each.code for each in others})
    change = TermChange(vocabulary=vocabulary, code=code, en=en, ru=ru, nearest=nearest, added=True)
    refuse(rules.faults(change, others))
    _write(actor, change)
    return code


@transaction.atomic
def rename(actor: Actor, vocabulary: str, code: str, *, en: str, ru: str = "") -> None:
    """Calls a term otherwise, everywhere where its code stands. Raises Refused."""
    require(actor, "terms.change")
    in_order()
    change = replace(_as_it_stands(actor, vocabulary, code), en=en, ru=ru)
    refuse(rules.faults(change, access.lists(actor).listed(vocabulary)))
    _write(actor, change)


@transaction.atomic
def retire(actor: Actor, vocabulary: str, code: str, *, retired: bool = True) -> None:
    """Offers a term no more, or again; where it stands it is read as before. Raises Refused."""
    require(actor, "terms.change")
    in_order()
    _write(actor, replace(_as_it_stands(actor, vocabulary, code), retired=retired))


def _of(vocabulary: str) -> None:
    if vocabulary not in EDITABLE:
        raise Refused([("", wording.FIXED)])


def _as_it_stands(actor: Actor, vocabulary: str, code: str) -> TermChange:
    _of(vocabulary)
    for each in access.lists(actor).listed(vocabulary):
        if each.code == code:
            names = ("vocabulary", "code", "en", "ru", "nearest", "added", "retired")
            return TermChange(**{name: getattr(each, name) for name in names})
    raise Refused([("", wording.NO_TERM)])


def _write(actor: Actor, change: TermChange) -> None:
    signed = replace(change, at=actor.now(), by=actor.account)
    stands = access.changed(actor).get((change.vocabulary, change.code))
    made = _rewritten(actor, stands[0], signed) if stands else create(TermRow, signed, documentation.key(actor)).pk
    log(actor.account, "terms.changed", subject=made)


def _rewritten(actor: Actor, row_id: UUID, signed: TermChange) -> UUID:
    row, _before = open_row(actor, TermRow.objects.filter(locator=actor.team(DOCUMENTATION)), row_id)
    rewrite(row, signed, actor.keys)
    return row_id
