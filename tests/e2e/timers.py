"""Check-ins in an installation, from outside its server: sets many that are due already, or counts what became of them.

Run as a program of its own (`python -m tests.e2e.timers`) on a data folder named by WAYSTATION_DATA. Reads
{"name", "passphrase", "set"} from standard input; with "set" 0 it counts.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

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
    json.dump(_set(actor, facts["set"], now) if facts["set"] else _counted(actor), sys.stdout)


def _set(actor: Any, number: int, now: datetime) -> dict[str, int]:
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.evacuation.models import CheckIn
    from waystation.evacuation.records import CheckInRecord
    from waystation.staff.teams import DUTY
    from waystation.vault.records import create

    due_at = now - timedelta(minutes=16)
    record = CheckInRecord(case=UUID(int=7), pseudonym="Birch", due_at=due_at)
    with transaction.atomic():
        for _ in range(number):
            key = actor.keys.key(actor.team(DUTY))
            create(CheckIn, record, key, due_at=due_at, alarm_at=due_at + timedelta(minutes=15))
        log(actor.account, "evacuation.check_in_scheduled", case=UUID(int=7))
    return {"set": number}


def _counted(actor: Any) -> dict[str, Any]:
    from waystation.audit import check as audit
    from waystation.audit.log import entries
    from waystation.audit.models import Line
    from waystation.evacuation.models import CheckIn
    from waystation.staff.teams import AUDIT
    from waystation.vault import whole

    told = Counter(
        (str(entry.subject), entry.verb)
        for _, entry in entries(actor.keys, actor.team(AUDIT), newest=Line.objects.count())
        if entry and entry.verb.startswith("evacuation.check_in_missed")
    )
    subjects = Counter(subject for subject, _verb in told.elements())
    return {
        "waiting": CheckIn.objects.filter(steps=0).count(),
        "unheard": CheckIn.objects.unheard().count(),
        "fired": len(subjects),
        "twice": sum(number > 1 for number in subjects.values()),
        "first_break": audit.first_break(),
        "differ": len(list(whole.compare_all())),
    }


if __name__ == "__main__":
    main()
