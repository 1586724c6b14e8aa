"""A bundle is checked by the stand-alone program with plain Python; one byte changed anywhere, and it is refused."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from waystation.audit import notes
from waystation.documentation.exhibits import actions, bundle, verify_bundle
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


Files = dict[str, bytes]


def packed(exported: bytes, change: Callable[[Files], None], *, by_us: bool) -> bytes:
    """The same bundle with other files in it, in a container that fits; `by_us`: with a manifest that fits as well."""
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    change(found)
    if by_us:
        told = json.loads(found["manifest.json"])
        told["files"] |= {
            name: {"sha256": hashlib.sha256(data).hexdigest()} for name, data in found.items() if name in told["files"]
        }
        found["manifest.json"] = json.dumps(told).encode()
        found["manifest.sig"] = notes.exhibit(found["manifest.json"])
    return b"".join(bundle._zipped(found, None))


def without(name: str) -> Callable[[Files], None]:
    return lambda found: found.__delitem__(name)


def other(name: str, before: bytes, after: bytes) -> Callable[[Files], None]:
    return lambda found: found.__setitem__(name, found[name].replace(before, after, 1))


def last_line_gone(found: Files) -> None:
    found["custody.jsonl"] = b"".join(found["custody.jsonl"].splitlines(keepends=True)[:-1])


def unchanged(_found: Files) -> None:
    pass


@pytest.mark.parametrize(
    ("change", "by_us", "said"),
    [
        (without("original.bin"), False, "files are missing or were added"),
        (without("custody.jsonl"), True, "files are missing or were added"),
        (lambda found: found.__setitem__("one-more.txt", b"x"), True, "files are missing or were added"),
        (without("manifest.sig"), False, "REFUSED"),
        (other("original.bin", b"night", b"NIGHT"), False, "original.bin was changed"),
        (other("custody.jsonl", b"It asked", b"We asked"), False, "custody.jsonl was changed"),
        (other("custody.jsonl", b"x", b"y"), True, "custody.jsonl"),
        (other("custody.jsonl", b'"number":1', b'"number":2'), True, "entry 1 does not follow"),
        (last_line_gone, True, "its end is missing"),
        (lambda found: found.__setitem__("custody.jsonl", b""), True, "its end is missing"),
        (other("manifest.json", b'"number": 1', b'"number": 2'), False, "manifest.json is not what was signed"),
        (unchanged, True, "WHOLE"),
        (unchanged, False, "WHOLE"),
    ],
)
def test_each_file_has_its_place_and_its_refusal(
    exported: bytes, tmp_path: Path, change: Callable[[Files], None], said: str, *, by_us: bool
) -> None:
    code, told = verified(packed(exported, change, by_us=by_us), tmp_path)
    assert said in told
    assert (code == 0) == (said == "WHOLE")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_stands_there_twice_is_refused(exported: bytes, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(exported)) as before, zipfile.ZipFile(out, "w") as after:
        for name in [*before.namelist(), "original.bin"]:
            after.writestr(name, before.read(name))
    assert "files are missing or were added" in verified(out.getvalue(), tmp_path)[1]


def test_what_a_court_has_to_read_is_short() -> None:
    """The checks stand first and take one page; what follows is the signature, which Python cannot check by itself."""
    checks, _signature = Path(verify_bundle.__file__).read_text().split("# The signature")
    assert len([line for line in checks.splitlines() if line.strip()]) <= 50
