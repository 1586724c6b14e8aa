"""A bundle is checked by the stand-alone program with plain Python; one byte changed anywhere, and it is refused."""

from __future__ import annotations

import io
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from waystation.audit import notes
from waystation.documentation.exhibits import actions, verify_bundle
from waystation.staff.actor import Actor
from waystation.vault import signatures

pytestmark = pytest.mark.django_db
Taken = Callable[..., UUID]


def verified(content: bytes, tmp_path: Path, key: str = "") -> tuple[int, str]:
    """What the program out of the source says, run apart from everything of ours."""
    (tmp_path / "bundle.zip").write_bytes(content)
    program = [
        *("/usr/bin/env", "python3", "-I", str(verify_bundle.__file__)),
        *(str(tmp_path / "bundle.zip"), key or str(notes.key())),
    ]
    found = subprocess.run(program, capture_output=True, text=True, check=False)
    return found.returncode, found.stdout + found.stderr


@pytest.fixture
def exported(ira: Actor, taken: Taken) -> bytes:
    return b"".join(actions.export(ira, taken(b"They came at night."), to="A court", why="It asked"))


def test_it_works(exported: bytes, tmp_path: Path) -> None:
    code, said = verified(exported, tmp_path)
    assert (code, "WHOLE: exhibit 1" in said) == (0, True), said
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        assert archive.read("original.bin") == b"They came at night."


def test_one_byte_changed_anywhere_is_refused(exported: bytes, tmp_path: Path) -> None:
    for at in range(0, len(exported), max(1, len(exported) // 25)):
        changed = bytearray(exported)
        changed[at] ^= 1
        code, said = verified(bytes(changed), tmp_path)
        assert (code, said.startswith("REFUSED")) == (1, True), (at, said)
    for cut in (exported[:-1], exported + b"x", exported[:100], b""):
        assert verified(cut, tmp_path)[0] == 1


def test_what_was_changed_is_named(exported: bytes, tmp_path: Path) -> None:
    for name in ("original.bin", "custody.jsonl"):
        out = io.BytesIO()
        with zipfile.ZipFile(io.BytesIO(exported)) as before, zipfile.ZipFile(out, "w") as after:
            for each in before.namelist():
                after.writestr(each, before.read(each) + b" " * (each == name))
        assert f"{name} was changed" in verified(out.getvalue(), tmp_path)[1]


def test_another_key_is_refused(exported: bytes, tmp_path: Path) -> None:
    from waystation.audit.verifier import Key

    other = Key(notes.key().name, signatures.public_of(b"x" * 32))
    assert "signature" in verified(exported, tmp_path, str(other))[1]
