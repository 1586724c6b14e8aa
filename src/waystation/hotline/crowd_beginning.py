"""What came before a crowd was noticed, put among the crowd. Part of the list of verbs in `actions`.

The server takes it in like any other, and has no key to change it with afterwards. So a session that has lent its keys
does it, between the pages: the first requests that were stored once the crowd was noticed say from when until when it
came unnoticed. What a person has looked at or done anything with stays where it is.
"""

import time
from uuid import UUID

import msgspec
from django.db import transaction

from waystation.audit.log import log
from waystation.hotline import access, rules
from waystation.hotline.queue import AFTER_CROWD, OURS
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale
from waystation.vault.records import rewrite

SECONDS = 0.25  # after which no further one is begun


def take_in(actor: Actor, *, seconds: float = SECONDS) -> int:
    """Puts the beginnings of crowds among the crowd, as far as the time goes. Returns how many requests it took."""
    queue, done = access.queue(actor), actor.memory.setdefault("hotline:crowds", set())
    new = {line.stub.beginning for line in queue.group(AFTER_CROWD) if line.stub.beginning} - done
    if not new:
        return 0
    until, taken = time.monotonic() + seconds, 0
    for line in [line for line in queue.group(OURS) if rules.came_in_beginning(line.stub, new)]:
        if time.monotonic() > until:
            return taken
        taken += _take(actor, line.id)
    done |= new
    return taken


def _take(actor: Actor, request_id: UUID) -> bool:
    try:
        row, stub = access.request(actor, request_id)
        with transaction.atomic():
            rewrite(row, msgspec.structs.replace(stub, crowd=True), actor.keys)
            log(actor.account, "hotline.crowd_taken_in", subject=row.pk)
    except (Absent, Stale):  # somebody else was faster: then a person has it
        return False
    return True
