"""Bundles as another organisation makes them."""

from __future__ import annotations

import json
import uuid

import msgspec

from waystation.casework.exchange import bundle, form, partners
from waystation.casework.exchange.bundle import Bundle
from waystation.casework.exchange.form import CaseFile, Row
from waystation.staff.actor import Actor
from waystation.vault.models import today

STUB = "casework.case"


def elsewhere(written: bytes) -> bytes:
    """The same case as if it came from another installation: every id another."""
    told = json.loads(written)
    for old in {told["case"], *(row["id"] for row in told["rows"])}:
        written = written.replace(old.encode(), str(uuid.uuid4()).encode())
    told = json.loads(written)
    (stub,) = (row for row in told["rows"] if row["kind"] == STUB)
    stub["record"].pop("request", None)
    return form.packed(form.unpacked(json.dumps(told).encode()))


def a_case(pseudonym: str = "Larch") -> bytes:
    """The smallest case that there can be."""
    case_id = uuid.uuid4()
    row = Row(STUB, case_id, "LIST", today(), {"pseudonym": pseudonym})
    return form.packed(CaseFile(case_id, ("list",), (row,)))


def bundle_to(actor: Actor, case: bytes | None = None, **more: str) -> bytes:
    """A bundle for this actor's organisation."""
    told = {"sender": "Harbour", "kind": "transfer", "note": "Please.", "limits": "no calls"} | more
    made = Bundle(**told, code=b"0123456789abcdef", case=msgspec.Raw(case or a_case()))
    return bundle.sealed(made, partners.own_key(actor).recipient)
