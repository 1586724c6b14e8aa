"""The same benchmark on each database that Waystation stands on: SQLite, and a PostgreSQL cluster of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGINES = ("sqlite", "postgresql")


def apart(engine: str, module: str, *arguments: str) -> str:
    """What a program of `benchmarks` prints that runs in a process of its own, on this database. Ends as it ended."""
    from tests.postgresql.cluster import programs, running

    found = programs() if engine == "postgresql" else None
    if engine == "postgresql" and found is None:
        raise SystemExit("PostgreSQL is not installed here: name --engines sqlite, or install it.")
    with running(found) if found else nullcontext("") as url:
        environment = os.environ | ({"DATABASE_URL": url} if url else {})
        line = [sys.executable, "-m", f"benchmarks.{module}", *arguments]
        done = subprocess.run(line, env=environment, cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True)
    if done.returncode:
        sys.stdout.write(done.stdout)
        sys.exit(done.returncode)
    return done.stdout
