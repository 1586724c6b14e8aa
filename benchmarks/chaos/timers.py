"""Somebody who sets check-ins from outside the server, and whoever counts in the end.

Run as a program (`python -m benchmarks.chaos.timers`) on a data folder named by WAYSTATION_DATA. Reads {"name",
"passphrase", "set": [seconds until each is due]} from standard input. Of those that it sets it prints the ids before
the commit and `kept` after it; without any it prints what there is.
"""

from __future__ import annotations

import json
import os
import sys
import uuid
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

from waystation.site.commands import open_installation


def main() -> None:
    facts = json.load(sys.stdin)
    open_installation(Path(os.environ["WAYSTATION_DATA"]))
    from waystation.site import installation
    from waystation.staff import actions

    installation.open_existing()
    now = datetime.now(UTC)
    actor = actions.resume(actions.sign_in(facts["name"], facts["passphrase"], now=now), now=now)
    assert actor is not None
    if facts["set"]:
        _set(actor, facts["set"])
    else:
        json.dump(_found(actor), sys.stdout)


def _set(actor: Any, seconds: list[float]) -> None:
    """Each is first called for so many seconds from now, by the clock of this process."""
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.evacuation.check_ins import escalation
    from waystation.evacuation.models import CheckIn
    from waystation.evacuation.records import CheckInRecord
    from waystation.staff.teams import DUTY
    from waystation.vault.records import create

    case, key, now = uuid.UUID(int=7), actor.keys.key(actor.team(DUTY)), datetime.now(UTC)
    before = timedelta(minutes=escalation.usual().steps[0].after)
    with transaction.atomic():
        for each in seconds:
            at = now + timedelta(seconds=each)
            record = CheckInRecord(case=case, pseudonym="Birch", due_at=at - before)
            row = create(CheckIn, record, key, due_at=at - before, alarm_at=at)
            sys.stdout.write(f"{row.pk}\n")
        log(actor.account, "evacuation.check_in_scheduled", case=case)
        sys.stdout.flush()
    sys.stdout.write("kept\n")


def _found(actor: Any) -> dict[str, Any]:
    """Of each timer how many steps it took and how many the log tells of; and whether all is as it was written."""
    from waystation.audit import check as audit
    from waystation.audit.log import entries
    from waystation.audit.models import Line
    from waystation.evacuation.models import CheckIn
    from waystation.hotline.models import Outgoing
    from waystation.staff.teams import AUDIT
    from waystation.vault import whole
    from waystation.vault.errors import VaultError
    from waystation.vault.records import read

    rang: Counter[str] = Counter()
    late: set[str] = set()
    for _, entry in entries(actor.keys, actor.team(AUDIT), newest=Line.objects.count()):
        if entry and entry.verb.startswith("evacuation.check_in_missed"):
            rang[str(entry.subject)] += 1
            late |= {str(entry.subject)} if entry.verb.endswith("_late") else set()
    letters = []
    for row in Outgoing.objects.all():
        try:
            letter = read(row, actor.keys)
        except VaultError:
            letters.append({"id": "", "state": row.state})  # a call without content, under the installation's own key
            continue
        letters.append({"id": str(message_from_bytes(letter.message)["Message-ID"]).strip(), "state": row.state})
    timers = {
        str(pk): {"steps": steps, "rang": rang[str(pk)], "late": str(pk) in late, "told": told}
        for pk, steps, told in CheckIn.objects.values_list("pk", "steps", "told")
    }
    differences = [f"{_kinds_in(each)}: {difference}" for each, difference in whole.compare_all()]
    return {"timers": timers, "letters": letters, "first_break": audit.first_break(), "differences": differences}


def _kinds_in(set_id: uuid.UUID) -> str:
    """How many rows of which kinds a set has."""
    from waystation.vault.sets import column, kinds

    counted = {model._meta.db_table: model.objects.filter(**{column(model): set_id}).count() for model in kinds()}
    return ", ".join(f"{number} {table}" for table, number in counted.items() if number)


if __name__ == "__main__":
    main()
