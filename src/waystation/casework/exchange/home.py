"""Cases that come home from a laptop in the field, to the installation of the same organisation (decision 43).

Nobody new gets anything, so nobody is asked once more: everything goes, with the answers that the people gave us. What
the laptop writes is sealed to the home's key, which its settings name, and signed by the key of its log, which the
home's settings name. The same content makes the same code, so that a bundle that was made twice is one at home.
"""

import hashlib
from uuid import UUID

import msgspec
from django.conf import settings
from django.db import transaction

from waystation.audit import notes
from waystation.audit.log import log
from waystation.audit.verifier import Key
from waystation.casework import access
from waystation.casework.errors import Refused
from waystation.casework.exchange import bundle, form, whole
from waystation.casework.exchange import transfer_rules as rules
from waystation.casework.exchange.bundle import Bundle
from waystation.casework.exchange.models import TransferRow
from waystation.casework.exchange.records import Step, Transfer
from waystation.casework.exchange.wording import HOME_NAME, NO_HOME
from waystation.staff.access import stubs
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import half
from waystation.vault.records import create

NOBODY = UUID(int=0)  # no partner: it is ourselves


def is_field() -> bool:
    """Whether this is a laptop's installation, from which cases go home."""
    return bool(settings.WAYSTATION_FIELD_HOME)


@transaction.atomic
def carry(actor: Actor, case_id: UUID) -> bytes:
    """A case whole, for the home alone. Raises Absent, and Refused where the settings name no home."""
    require(actor, "exchange.transfer")
    if not is_field():
        raise Refused([NO_HOME])
    content = form.packed(whole.read_out(actor, case_id))
    code = half.digest(b"carried home", content)[: rules.CODE_BYTES]
    found = stubs(actor, TransferRow.objects.filter(locator=case_id))
    if not any(record.kind == rules.HOME and record.code == code for _row, record in found):
        step = Step(state=rules.ASKED, at=actor.now(), by=actor.account)
        record = Transfer(
            partner=NOBODY,
            name=str(HOME_NAME),
            kind=rules.HOME,
            purpose="help",
            parts=form.unpacked(content).parts,
            use=NOBODY,
            code=code,
            steps=(step,),
        )
        row = create(TransferRow, record, access.key(actor, case_id))
        log(actor.account, "exchange.carried_home", subject=row.pk, case=case_id)
    sender = settings.WAYSTATION_SITE_TITLE or "Waystation"
    signed = notes.carried(_told(code, content))
    bare = Bundle(sender, rules.HOME, "", "", code, msgspec.Raw(content), signed=signed)
    return bundle.sealed(bare, settings.WAYSTATION_FIELD_HOME)


def is_ours(found: Bundle) -> bool:
    """Whether one of our laptops wrote a bundle: its log's key stands in our settings, and signed just this."""
    told = _told(found.code, bytes(found.case))
    return any(notes.is_carried(key, told, found.signed) for key in laptops())


def laptops() -> list[Key]:
    """The keys of the logs of our laptops, as the settings name them."""
    return [Key.parse(text) for text in settings.WAYSTATION_FIELD_LAPTOPS]


def _told(code: bytes, content: bytes) -> bytes:
    return hashlib.sha256(len(code).to_bytes(8) + code + content).digest()
