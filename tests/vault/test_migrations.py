import os
import subprocess
import sys
from pathlib import Path


def test_migrations_say_what_the_models_say(tmp_path: Path) -> None:
    """In a program of its own, since the tests make their tables without migrations."""
    command = [sys.executable, "-m", "waystation.site", "manage", "makemigrations", "--check", "--dry-run"]
    environment = {"PATH": os.defpath, "PYTHONPATH": "src", "WAYSTATION_DATA": str(tmp_path)}
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run(
        [*command, "vault", "audit", "staff"], cwd=root, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stdout
