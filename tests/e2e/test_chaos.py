"""Everything is killed once while people write, on PostgreSQL: all of it is accounted for. Longer: benchmarks.chaos.

WAYSTATION_SEED draws what happens when; WAYSTATION_CHAOS is how many minutes it lasts.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.chaos.__main__ import Plan, run
from tests.mail.dovecot import require_dovecot
from tests.postgresql.cluster import programs

pytestmark = pytest.mark.long


def test_everything_is_accounted_for(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    require_dovecot()
    if programs() is None:
        pytest.skip("PostgreSQL is not installed")
    minutes = float(os.environ.get("WAYSTATION_CHAOS", "0.8"))
    seed = int(os.environ.get("WAYSTATION_SEED", time.time_ns() % 1000))
    account, ledger = run(tmp_path / "town", Plan("postgresql", minutes, seed, out=tmp_path / "ledger"))
    record_property("told", f"chaos, seed {seed}: {sum(ledger.faults.values())} faults\n{account.table}")
    assert account.wrong == dict.fromkeys(account.wrong, 0), (tmp_path / "ledger").read_text()[:20_000]
    assert {"web", "worker", "database", "mailbox", "carrier"} <= ledger.faults.keys()
    assert all(any(entry.kept for entry in ledger.of(way)) for way in ("smtp", "lmtp", "mailbox", "web"))
    assert ledger.timers
