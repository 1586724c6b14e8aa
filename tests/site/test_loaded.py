"""What the server loads when it starts."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


LATER = (
    "waystation.site.innocent.story",
    "waystation.publication.protection.checking",
    "holidays",
    "waystation.desk.views",
)
OPENED = f"""
import sys
from pathlib import Path
from waystation.site import commands
commands.open_installation(Path(sys.argv[1]))
from waystation.site import installation
print(*(name for name in {LATER} if name in sys.modules))
from datetime import date
from waystation.advocacy import clocks
from waystation.site.innocent import story
clocks.next_working_day(date(2026, 1, 1), "RU")
print(*(name for name in {LATER} if name in sys.modules))
"""


def test_a_command_starts_without_what_pages_need(tmp_path: Path) -> None:
    """Nor what innocent views are told with: a mail server's pipe starts one for each message."""
    line = [sys.executable, "-c", OPENED, str(tmp_path / "data")]
    done = subprocess.run(line, capture_output=True, text=True, timeout=120, env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["", " ".join(LATER[:-1])]


@pytest.mark.parametrize("what", ["server", "wsgi"])
def test_what_serves_has_loaded_what_innocent_views_are_told_with(tmp_path: Path, what: str) -> None:
    """Or the first sign-in that needs it would take longer than others."""
    told = f"import sys, django; django.setup(); from waystation.site import {what}; print({LATER[0]!r} in sys.modules)"
    env = {**os.environ, "WAYSTATION_DATA": str(tmp_path), "DJANGO_SETTINGS_MODULE": "waystation.site.settings"}
    done = subprocess.run([sys.executable, "-c", told], env=env, capture_output=True, text=True, timeout=120)
    assert done.stdout == "True\n", done.stderr
