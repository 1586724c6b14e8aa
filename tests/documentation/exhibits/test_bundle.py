"""A bundle is checked by the stand-alone program with plain Python; one byte changed anywhere, and it is refused."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

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


def test_a_signature_has_one_spelling() -> None:
    """RFC 8032 section 5.1.7: a second one that says the same is none, as with other programs."""
    key = Ed25519PrivateKey.generate()
    public, said = key.public_key().public_bytes_raw(), b"said"
    made = key.sign(said)
    again = made[:32] + (int.from_bytes(made[32:], "little") + verify_bundle.L).to_bytes(32, "little")
    assert verify_bundle.signed(public, said, made)
    assert not verify_bundle.signed(public, said, again)


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


def sealed(content: bytes) -> bytes:
    """A container as somebody else makes one who knows how its hash is made."""
    return content[:-64] + hashlib.sha256(content[:-64]).hexdigest().encode()


def other_files() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("original.bin", b"Nothing happened.")
    return out.getvalue()


def test_what_another_program_would_unpack_instead_is_refused(exported: bytes, tmp_path: Path) -> None:
    """Files before ours: Python reads from the end, and others from the beginning."""
    before = sealed(other_files() + exported)
    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert archive.read("original.bin") == b"They came at night."
    assert "the container holds more" in verified(before, tmp_path)[1]


def moved(content: bytes, where: int, more: bytes) -> bytes:
    """With bytes put in at a place, and every offset behind it put right."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        start, entries = archive.start_dir, archive.infolist()
    changed, at = bytearray(content), start
    for each in entries:
        if each.header_offset >= where:
            changed[at + 42 : at + 46] = (each.header_offset + len(more)).to_bytes(4, "little")
        at += 46 + len(each.filename) + len(each.extra)
    changed[at + 16 : at + 20] = (start + len(more)).to_bytes(4, "little")
    return bytes(changed[:where] + more + changed[where:])


@pytest.mark.parametrize("place", ["first", "between", "last"])
def test_what_no_list_of_files_names_is_refused(exported: bytes, tmp_path: Path, place: str) -> None:
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        where = {"first": 0, "between": archive.infolist()[1].header_offset, "last": archive.start_dir}[place]
    changed = sealed(moved(exported, where, other_files()))
    with zipfile.ZipFile(io.BytesIO(changed)) as archive:
        assert archive.testzip() is None
    code, said = verified(changed, tmp_path)
    assert (code, "REFUSED: the container holds more" in said) == (1, True), said


def test_a_file_that_is_read_out_of_another_one_leaves_no_room_in_its_place(
    ira: Actor, taken: Taken, exported: bytes, tmp_path: Path
) -> None:
    """Whoever sends the original can put a copy of a file of ours into it, and something else where that file stood."""

    def part(content: bytes, name: str) -> tuple[int, int]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            starts = [each.header_offset for each in archive.infolist()] + [archive.start_dir]
            at = archive.namelist().index(name)
        return starts[at], starts[at + 1]

    start, end = part(exported, "verify_bundle.py")
    content = b"".join(actions.export(ira, taken(exported[start:end]), to="A court", why="It asked"))
    start, end = part(content, "verify_bundle.py")
    copy = part(content, "original.bin")[0] + 30 + len("original.bin")
    changed = bytearray(content)
    changed[start:end] = content[start:end].replace(b"REFUSED", b"IGNORED")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        listed = content.index(b"verify_bundle.py", archive.start_dir)
    changed[listed - 4 : listed] = copy.to_bytes(4, "little")
    code, said = verified(sealed(bytes(changed)), tmp_path)
    assert (code, "the container holds more" in said) == (1, True), said


def test_a_compressed_bundle_is_refused_before_it_is_unpacked(exported: bytes, tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(exported)) as before, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, b"0" * 10_000_000 if name == "manifest.json" else before.read(name))
    assert verified(out.getvalue(), tmp_path)[1].startswith("REFUSED: its files are compressed")


@pytest.mark.parametrize("flags", [1, 0x20, 0x40])
def test_whatever_cannot_be_read_is_refused_in_words(exported: bytes, tmp_path: Path, flags: int) -> None:
    """Encrypted, patched, strongly encrypted: Python raises something else of each."""
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        at = archive.start_dir
    changed = bytearray(exported)
    changed[at + 8] |= flags
    code, said = verified(sealed(bytes(changed)), tmp_path)
    assert (code, said.startswith("REFUSED"), "Traceback" in said) == (1, True, False), said
    assert verified(exported, tmp_path, "no key")[1].startswith("REFUSED")


def test_a_file_of_more_than_four_gigabytes_is_laid_out_as_the_program_expects() -> None:
    out = io.BytesIO()

    class Unseekable(io.RawIOBase):
        def write(self, data: Any) -> int:
            return out.write(data)

    with zipfile.ZipFile(Unseekable(), "w") as archive:  # type: ignore[arg-type]
        with archive.open(zipfile.ZipInfo("original.bin"), "w", force_zip64=True) as target:
            target.write(b"x" * 10)
        archive.writestr(zipfile.ZipInfo("next"), b"")
        assert archive.infolist()[1].header_offset == 30 + len("original.bin") + 10 + 44


def test_what_a_court_has_to_read_is_short() -> None:
    """The checks stand first and take one page; what follows is the signature, which Python cannot check by itself."""
    checks, _signature = Path(verify_bundle.__file__).read_text().split("# The signature")
    assert len([line for line in checks.splitlines() if line.strip()]) <= 50
