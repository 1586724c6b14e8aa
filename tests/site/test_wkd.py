"""`waystation wkd`, as an administrator calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.site.conftest import Installation
from waystation.mail.openpgp.opening import describe
from waystation.mail.openpgp.wkd import hashed

SOURCES = Path(__file__).resolve().parents[2] / "src"
MAKES_A_KEY = """
import sys
from pathlib import Path
from waystation.site.commands import open_installation
open_installation(Path(sys.argv[1]))
from waystation.hotline import boxes, mailkeys
from waystation.site import installation
from waystation.staff import actions
from waystation.staff.actor import utc_now
installation.open_existing()
actor = actions.resume(actions.sign_in("coordinator", sys.argv[2], now=utc_now()), now=utc_now())
address = min(boxes.addresses())
mailkeys.make(actor, address)
print(address)
"""


def test_without_a_key_it_says_so(installation: Installation, tmp_path: Path) -> None:
    code, _, errors = installation.run("wkd", "--data", str(installation.data), str(tmp_path / "web"))
    assert code == 1
    assert "no key for mail yet" in errors
    assert not (tmp_path / "web").exists()


def test_the_files_are_for_a_web_server_to_read(installation: Installation, tmp_path: Path) -> None:
    made = [sys.executable, "-c", MAKES_A_KEY, str(installation.data), installation.passphrase("coordinator")]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(SOURCES)}
    done = subprocess.run(made, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    address = done.stdout.strip()
    code, said, _ = installation.run("wkd", "--data", str(installation.data), str(tmp_path / "web"))
    assert (code, said.strip()) == (0, address)
    local, _, domain = address.partition("@")
    for folder in ("", f"{domain}/"):
        found = tmp_path / "web/.well-known/openpgpkey" / folder
        key = found / "hu" / hashed(local)
        assert describe(key.read_bytes())[0].addresses == (address,)
        assert (found / "policy").read_bytes() == b""
        assert key.stat().st_mode & 0o044 == 0o044
        assert found.stat().st_mode & 0o055 == 0o055
