"""Somebody who keeps check-ins in the version before check-ins had steps: it counted fewer of their columns.

`python -m tests.site.older write` in a data folder (WAYSTATION_DATA) writes them as that version did; `differ`
prints how many sets of rows do not agree with their manifest. A passphrase of somebody on duty comes on standard input.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

LATER = ("due_at", "steps", "calls", "fired_at", "escalation")  # of evacuation.0002
BEFORE = ("evacuation", "0001")


def main() -> None:
    from waystation.site.commands import open_installation

    open_installation(Path(os.environ["WAYSTATION_DATA"]))
    if sys.argv[1] == "write":
        _write(sys.stdin.read())
    else:
        from waystation.vault import whole

        wrong = len(list(whole.compare_all())) + (whole.compare_head() is not None)
        sys.stdout.write(str(wrong))


def _write(passphrase: str) -> None:
    from django.db import transaction

    from waystation.audit.log import log
    from waystation.evacuation.models import CheckIn
    from waystation.evacuation.records import CheckInRecord
    from waystation.site import installation
    from waystation.staff import actions
    from waystation.staff.teams import DUTY
    from waystation.vault.records import create

    installation.open_existing()
    columns = tuple(name for name in CheckIn.clear_columns() if name not in LATER)
    CheckIn.clear_columns = classmethod(lambda cls: columns)  # type: ignore[assignment,method-assign]
    now = datetime.now(UTC)
    actor = actions.resume(actions.sign_in("operator", passphrase, now=now), now=now)
    assert actor is not None
    with transaction.atomic():
        for _ in range(3):
            record = CheckInRecord(case=UUID(int=7), pseudonym="Birch", due_at=now)
            create(CheckIn, record, actor.keys.key(actor.team(DUTY)), due_at=now, alarm_at=now)
        log(actor.account, "evacuation.check_in_scheduled", case=UUID(int=7))


if __name__ == "__main__":
    main()
