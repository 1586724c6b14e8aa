"""`waystation site export`, as an administrator calls it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.site.conftest import Installation

SOURCES = Path(__file__).resolve().parents[2] / "src"
RELEASES = """
import sys
from pathlib import Path
from datetime import date
from uuid import UUID
from waystation.site.commands import open_installation
open_installation(Path(sys.argv[1]))
from waystation.publication import access, public
from waystation.publication.export import signing
from waystation.publication.models import PublicationRow
from waystation.publication.records import Public, Publication
from waystation.site import installation
from waystation.staff import actions
from waystation.staff.actor import utc_now
from waystation.vault.records import create
installation.open_existing()
actor = actions.resume(actions.sign_in("coordinator", sys.argv[2], now=utc_now()), now=utc_now())
said = {"titles": {"en": "On the cellar"}, "texts": {"en": "Nobody answers."}}
record = Publication(**said, released_at=utc_now(), released_by=actor.account)
create(PublicationRow, record, access.key(actor), id=UUID(int=7))
told = Public(kind="statement", name="2026-01-01-00000007", day=date(2026, 1, 1), languages=("en",), **said)
public._write(UUID(int=7), told, new=True)
signing.sign(actor)
"""

WITHDRAWS = """
import sys
from pathlib import Path
from waystation.site.commands import open_installation
open_installation(Path(sys.argv[1]))
from uuid import UUID
from waystation.publication import public
from waystation.site import installation
from waystation.staff import actions
from waystation.staff.actor import utc_now
installation.open_existing()
actor = actions.resume(actions.sign_in("coordinator", sys.argv[2], now=utc_now()), now=utc_now())
assert public.empty(actor, UUID(int=7))
"""


def _export(installation: Installation, out: Path) -> tuple[int, str, str]:
    return installation.run("site", "export", "--data", str(installation.data), "--out", str(out))


def test_it_is_written_for_a_web_server_and_signed(installation: Installation, tmp_path: Path) -> None:
    out = tmp_path / "web"
    code, _said, errors = _export(installation, out)
    assert code == 1
    assert "not signed as it stands now" in errors
    assert (out / "ru/index.html").stat().st_mode & 0o044 == 0o044
    assert (out / "ru").stat().st_mode & 0o055 == 0o055
    made = [sys.executable, "-c", RELEASES, str(installation.data), installation.passphrase("coordinator")]
    environment = {"PATH": os.defpath, "PYTHONPATH": str(SOURCES)}
    done = subprocess.run(made, check=False, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    (out / "old.html").write_text("gone")
    (out / "SHA256SUMS").write_text("00  old.html\n00  ../kept.html\n")
    (tmp_path / "kept.html").write_text("kept")
    code, said, errors = _export(installation, out)
    assert (code, errors) == (0, "")
    assert int(said) == sum(each.is_file() for each in out.rglob("*"))
    assert "Nobody answers." in (out / "en/2026-01-01-00000007.html").read_text()
    assert (out / "SHA256SUMS.minisig").exists()
    assert not (out / "old.html").exists()
    assert (tmp_path / "kept.html").exists()
    sums = subprocess.run(["sha256sum", "-c", "--quiet", "SHA256SUMS"], cwd=out, check=False, capture_output=True)
    assert sums.returncode == 0, sums.stdout
    assert _export(installation, tmp_path)[0] == 73  # something else is there


def test_a_copy_that_nobody_renewed_is_noticed(installation: Installation, tmp_path: Path) -> None:
    stick, listed = tmp_path / "stick", tmp_path / "mirror"
    environment = {"PATH": os.defpath, "PYTHONPATH": str(SOURCES)}

    def made(program: str) -> None:
        words = [sys.executable, "-c", program, str(installation.data), installation.passphrase("coordinator")]
        done = subprocess.run(words, check=False, capture_output=True, text=True, env=environment)
        assert done.returncode == 0, done.stderr

    def check(copy: Path) -> tuple[int, str, str]:
        return installation.run("site", "check", "--data", str(installation.data), "--copy", str(copy))

    made(RELEASES)
    _export(installation, stick)
    listed.write_bytes((stick / "SHA256SUMS").read_bytes())
    assert check(stick) == (0, "", "")
    assert check(listed) == (0, "", "")
    (stick / "en/index.html").write_text("changed, below the same list")
    code, said, errors = check(stick)
    assert (code, said) == (1, "")
    assert "Files that differ: 1." in errors
    made(WITHDRAWS)
    for copy in (stick, listed):
        code, said, errors = check(copy)
        assert (code, said) == (1, "en/2026-01-01-00000007.html\n")
        assert "may still show what was withdrawn" in errors
    assert check(tmp_path / "nothing")[0] == 66
    (tmp_path / "other").write_text("hello")
    assert check(tmp_path / "other")[0] == 65
    assert installation.run("site", "check", "--data", str(installation.data))[0] == 2
