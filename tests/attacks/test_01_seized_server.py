"""Attack 1: the server is seized, powered off. Its disk and environment hold nothing readable.

Here for the vault, the staff and the hotline's intake; tests/e2e/ repeats it through every page and mail path.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.canary import encodings, scan, search

ROOT = Path(__file__).resolve().parents[2]
SAID = {
    "sign-in name": "kanarienvogel-aurelia",
    "passphrase": "канарейка семь цапель на подоконнике",
    "persona": "Канарейкина-Вымышленная",
    "session": "canary session payload 5531",
    "sender": "Канарейка Отправитель-9042",
    "subject": "Canary subject: осмелюсь просить 7716",
    "text": "Меня зовут Канарейка, улица Придуманная 4417, please help.",
    "file": "Канарейка внутри файла 3308",
    "file name": "Канарейка_паспорт_придуманный.jpg",
    "file said": "паспорт: Канарейка 6641",
    "name": "Канарейка-Человек Придуманный",
    "name again": "Canary-Person Renamed Придуманный",
}


@pytest.fixture(scope="module")
def seized(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("seized")
    (base / "tmp").mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT / "src"),
        "TMPDIR": str(base / "tmp"),
        "HOME": str(base),
    }
    (base / "environment").write_text(json.dumps(environment))
    with (base / "log").open("wb") as log:
        subprocess.run(
            [sys.executable, str(Path(__file__).with_name("seized.py")), str(base / "data")],
            input=json.dumps(SAID).encode(),
            env=environment,
            stdout=log,
            stderr=log,
            check=True,
            timeout=60,
        )
    return base


def test_the_disk_holds_no_canary(seized: Path) -> None:
    assert scan(seized, SAID.values()) == []


def test_the_disk_holds_no_single_name(seized: Path) -> None:
    assert scan(seized, ["Канарейк", "Придуманн", "kanarienvogel"]) == []


def test_the_search_looked_at_the_right_files(seized: Path) -> None:
    names = {path.name for path in (seized / "data").rglob("*")}
    assert {"waystation.sqlite3", "waystation.sqlite3-wal", "vault.half"} <= names
    lying = [path for path in (seized / "data" / "files").rglob("*") if path.is_file()]
    assert sorted(path.suffix for path in lying) == ["", ".part"]
    assert all(path.stat().st_size > 64 * 1024 for path in lying)
    everything = b"".join(path.read_bytes() for path in (seized / "data").glob("waystation.sqlite3*"))
    for table in (b"casework_personrow", b"hotline_message", b"staff_profilerow", b"vault_session"):
        assert table in everything


@pytest.mark.parametrize("text", [*SAID.values(), "Придуманн"])
@pytest.mark.parametrize("before", [b"", b"x", b"xx"])
def test_the_search_finds_what_is_there(tmp_path: Path, text: str, before: bytes) -> None:
    import base64
    import quopri

    raw = text.encode()
    for form in (
        raw,
        text.encode("utf-16-le"),
        base64.encodebytes(before + raw + before),
        base64.urlsafe_b64encode(before + raw),
        quopri.encodestring(raw),
        raw.hex().encode(),
        json.dumps(text).encode(),
    ):
        (tmp_path / "file").write_bytes(b"before" + b"\n" + form + b"\nafter")
        assert {hit.text for hit in scan(tmp_path, [text])} == {text}


def test_the_search_does_not_see_ghosts() -> None:
    noise = os.urandom(1 << 20)
    assert list(search(noise, SAID.values())) == []
    assert all(len(needle) >= 8 for text in SAID.values() for needle in encodings(text).values())
