"""What the server loads when it starts."""

import os
import subprocess
import sys
from pathlib import Path

STARTED = """
import sys
from waystation.site import wsgi
from waystation.site import commands, server, worker
from django.urls import get_resolver
from waystation.site.maps import PUBLIC, STAFF_ONLY

HEAVY = (
    *("numpy", "highspy", "fpdf", "duckdb", "splink", "pyarrow", "pymorphy3", "anyascii", "babel", "botocore"),
    "opendp",
)
for urls in (None, PUBLIC, STAFF_ONLY):
    assert not get_resolver(urls).check()  # which loads every page
assert "waystation.evacuation.plans.views" in sys.modules
print(*(name for name in HEAVY if name in sys.modules))
from waystation.evacuation.plans import engine
from waystation.casework.exchange import paper
from waystation.publication.protection import check
check("Слово ასლან", ())
print(*(name for name in HEAVY if name in sys.modules))
"""


def test_it_starts_without_what_plans_and_documents_need(tmp_path: Path) -> None:
    """And they are loaded by whoever makes one: else the first line would say nothing."""
    env = {**os.environ, "WAYSTATION_DATA": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", STARTED], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["", "numpy highspy fpdf pymorphy3 anyascii"]
