"""Proofs as files, and two organisations that sign each other's heads.

The formats are C2SP tlog-proof, tlog-witness and tlog-cosignature.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from waystation.audit import cosign, export, notes, tree, verifier, witness
from waystation.audit.log import log
from waystation.audit.models import Line
from waystation.audit.verifier import COSIGNATURE, Key, checker, signed, verify_growth, verify_line
from waystation.staff.actor import Actor
from waystation.vault import half

NOW = datetime(2026, 4, 3, 9, 30, tzinfo=UTC)


def write(count: int) -> None:
    with transaction.atomic():
        for _ in range(count):
            log(None, "casework.opened")


class Partner:
    """Another organisation: its own vault half, its own memory of what it signed."""

    def __init__(self, settings: Any, folder: Path, ours: Key) -> None:
        self.settings, self.half, self.cosigned = settings, folder / "partner.half", folder / "partner.cosigned"
        half.create(self.half)
        self.ours = ours
        self.key = self._as_partner(notes.cosigner)

    def _as_partner(self, do: Any, *given: Any) -> Any:
        mine = (self.settings.WAYSTATION_VAULT_HALF, self.settings.WAYSTATION_AUDIT)
        self.settings.WAYSTATION_VAULT_HALF, self.settings.WAYSTATION_COSIGNED = str(self.half), str(self.cosigned)
        self.settings.WAYSTATION_AUDIT = {"cosigns": [str(self.ours)]}
        try:
            return do(*given)
        finally:
            self.settings.WAYSTATION_VAULT_HALF, self.settings.WAYSTATION_AUDIT = mine

    def cosign(self, request: bytes, now: datetime = NOW) -> bytes:
        line: bytes = self._as_partner(cosign.cosign, request, now)
        return line

    def post(self, body: bytes) -> Any:
        return self._as_partner(
            lambda: Client(enforce_csrf_checks=True).post("/cosign/add-checkpoint", body, "application/octet-stream")
        )

    def declines(self, request: bytes) -> Any:
        with pytest.raises(cosign.Declined) as declined:
            self.cosign(request)
        return declined.value


@pytest.fixture
def partner(lev: Actor, settings: Any, tmp_path: Path) -> Partner:
    settings.WAYSTATION_WITNESS = str(tmp_path / "witness")
    found = Partner(settings, tmp_path, notes.key())
    settings.WAYSTATION_AUDIT = {"cosigners": [{"name": "Partner", "key": str(found.key)}]}
    return found


def check(*cosigners: Key) -> verifier.Check:
    return checker(notes.key(), cosigners, signed)


def standing(content: bytes) -> list[verifier.Note]:
    return verifier.heads(content, notes.key(), check())[0]


def test_a_line_is_proved_offline(lev: Actor) -> None:
    write(20)
    for number in range(1, tree.size() + 1):
        proof = export.proof_of_line(number)
        verdict = verify_line(proof, standing(proof), notes.key(), check())
        assert (verdict.whole, f"line {number} stands" in verdict.sentence) == (True, True)
    for number in (0, tree.size() + 1):
        with pytest.raises(export.NotProvable):
            export.proof_of_line(number)


@pytest.mark.parametrize("spoil", ["leaf", "index", "path", "head", "other"])
def test_a_changed_proof_of_a_line_is_refused(lev: Actor, spoil: str) -> None:
    write(20)
    proof = export.proof_of_line(7)
    parts = proof.split(b"\n")
    if spoil == "leaf":
        raw = bytearray(base64.b64decode(parts[1].removeprefix(b"extra ")))
        raw[40] ^= 1
        parts[1] = b"extra " + base64.b64encode(raw)
    elif spoil == "index":
        parts[2] = b"index 7"
    elif spoil == "path":
        parts[3], parts[4] = parts[4], parts[3]
    elif spoil == "head":
        parts[-4] = base64.b64encode(bytes(32))
    else:
        parts = export.proof_of_line(8).split(b"\n")[:3] + parts[3:]
    changed = b"\n".join(parts)
    verdict = verify_line(changed, [], notes.key(), check())
    assert not verdict.whole
    assert changed != proof


def test_a_line_of_another_log_of_the_same_size_is_refused(lev: Actor) -> None:
    """Whoever signs two logs shows a line of the one; the reader has kept the head of the other."""
    write(20)
    proof = export.proof_of_line(7)
    other = notes._signed(str(tree.size()), bytes(32))
    verdict = verify_line(proof, standing(other), notes.key(), check())
    assert not verdict.whole
    assert "there are two logs" in verdict.sentence
    unsigned = other.replace(b"\n\n", b"\n\n" + b"x", 1)
    assert verify_line(proof, standing(unsigned), notes.key(), check()).whole


@pytest.mark.parametrize("leaf", [b"", b"\x00"])
def test_no_short_line_vouches_for_whatever_is_put_before_it(lev: Actor, leaf: bytes) -> None:
    """Whoever writes past the program could keep one in the log, and choose the receipt later."""
    proof = verifier.PROOF + b"extra " + base64.b64encode(leaf) + b"\nindex 0\n\n"
    proof += notes._signed("1", verifier.leaf_hash(leaf))
    assert verify_line(proof, [], notes.key(), check()).whole
    texts = (verifier.RECEIPT.encode() + b"\nnumber %d\n" % number for number in range(5000))
    receipt = next(each for each in texts if hashlib.sha256(each).digest().startswith(leaf))
    assert not verify_line(receipt + b"\n" + proof, [], notes.key(), check()).whole


def forged(note: bytes) -> bytes:
    """The same with a signature that nobody made, under the right name and id."""
    raw = base64.b64decode(note.splitlines()[-1].split(b" ")[2])
    return note.replace(base64.b64encode(raw), base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 1])))


def test_heads_that_nobody_signed_prove_and_contradict_nothing(lev: Actor) -> None:
    write(5)
    before = notes.checkpoint()[1]
    old = standing(before)[0].size or 0
    write(5)
    proof, request = export.proof_of_line(3), export.proof_of_growth(old)
    other = forged(notes._signed(str(tree.size()), bytes(32)))
    assert verify_line(proof, standing(other), notes.key(), check()).whole
    assert not verify_line(forged(proof), [], notes.key(), check()).whole
    assert verify_growth(request, standing(before), notes.key(), check()).whole
    assert not verify_growth(forged(request), standing(before), notes.key(), check()).whole
    assert not verify_growth(request, standing(forged(before)), notes.key(), check()).whole


@pytest.mark.parametrize("steps", [[bytes(31)], [bytes(33)], [bytes(32), b""], [bytes(32)] * 64])
def test_a_proof_of_growth_is_of_hashes_and_no_longer_than_any_tree(steps: list[bytes]) -> None:
    told = b"old 3\n" + b"".join(base64.b64encode(step) + b"\n" for step in steps if step)
    told += b"AA==\n" * (b"" in steps)
    with pytest.raises(ValueError, match="not a proof"):
        verifier.growth(told + b"\nnote")


def test_growth_is_proved_offline_between_any_two_sizes(lev: Actor) -> None:
    write(1)
    heads = [notes.checkpoint()[1]]
    for _ in range(12):
        write(1)
        heads.append(notes.checkpoint()[1])
    known = standing(b"\n".join(heads))
    for head in known:
        assert head.size is not None
        request = export.proof_of_growth(head.size)
        assert verify_growth(request, known, notes.key(), check()).whole
        wrong = request.replace(b"old %d\n" % head.size, b"old %d\n" % (head.size - 1), 1)
        assert not verify_growth(wrong, known, notes.key(), check()).whole
    with pytest.raises(export.NotProvable):
        export.proof_of_growth(tree.size() + 1)


def test_a_rewritten_log_proves_no_growth(lev: Actor) -> None:
    write(9)
    known = standing(notes.checkpoint()[1])
    old = tree.size()
    Line.objects.filter(number__gt=3).delete()
    write(20)
    assert not verify_growth(export.proof_of_growth(old), known, notes.key(), check()).whole


def test_another_organisation_signs_our_heads_as_they_grow(partner: Partner) -> None:
    old = 0
    for turn in range(3):
        write(5)
        request = export.proof_of_growth(old)
        line = partner.cosign(request, datetime.fromtimestamp(1_800_000_000 + turn, UTC))
        assert witness.accept(request + line) == 1
        old = tree.size()
        assert [(one.by, one.size) for one in witness.cosigned()] == [("Partner", old)]
    assert witness.cosigned()[0].at.timestamp() == 1_800_000_002
    proof = export.proof_of_line(3)
    assert verify_line(proof, [], notes.key(), check(partner.key)).whole


def test_the_signature_is_the_protocol_s(partner: Partner) -> None:
    """Composed by hand from tlog-cosignature.md: the message, the time before the signature, the key's id."""
    write(3)
    request = export.proof_of_growth(0)
    line = partner.cosign(request, datetime.fromtimestamp(1679315147, UTC))
    dash, name, encoded = line.decode().rstrip("\n").split(" ")
    raw = base64.b64decode(encoded)
    assert (dash, name, raw[:4]) == ("—", partner.key.name, partner.key.id)
    assert int.from_bytes(raw[4:12], "big") == 1679315147
    body = request.partition(b"\n\n")[2].partition(b"\n\n")[0] + b"\n"
    message = b"cosignature/v1\ntime 1679315147\n" + body
    Ed25519PublicKey.from_public_bytes(partner.key.public).verify(raw[12:], message)
    assert Key.parse(str(partner.key), COSIGNATURE) == partner.key
    with pytest.raises(ValueError, match="not a verifier key"):
        Key.parse(str(partner.key))


def test_what_does_not_continue_is_not_signed(partner: Partner) -> None:
    write(8)
    partner.cosign(export.proof_of_growth(0))
    seen = tree.size()
    write(4)
    honest = export.proof_of_growth(seen)
    assert partner.declines(export.proof_of_growth(0)).status == 409
    assert partner.declines(export.proof_of_growth(0)).size == seen
    assert partner.declines(honest.replace(b"old %d" % seen, b"old 999", 1)).status == 400
    assert partner.declines(b"x" + honest).status == 400
    steps = honest.split(b"\n")
    steps[1] = base64.b64encode(bytes(32))
    assert partner.declines(b"\n".join(steps)).status == 422
    unsigned = honest[:-8] + b"AAAAAA=\n"
    assert partner.declines(unsigned).status in (400, 403)
    assert partner.declines(honest.replace(notes.key().name.encode(), b"waystation.invalid/else")).status == 404
    Line.objects.filter(number__gt=4).delete()
    write(30)
    assert partner.declines(export.proof_of_growth(seen)).status == 422
    Line.objects.filter(number__gt=4).delete()
    write(seen - 4)
    assert tree.size() == seen
    assert partner.declines(export.proof_of_growth(seen)).status == 409  # as long, and another
    assert notes.key()


def test_a_fork_cannot_be_cosigned_beside_the_log(partner: Partner) -> None:
    """Only one of two logs that began alike gets the signature, whichever is shown first."""
    write(4)
    begin = tree.size()
    partner.cosign(export.proof_of_growth(0))
    with transaction.atomic():
        point = transaction.savepoint()
        write(3)
        one = export.proof_of_growth(begin)
        transaction.savepoint_rollback(point)
    write(5)
    other = export.proof_of_growth(begin)
    partner.cosign(one)
    assert partner.declines(other).status == 409


def test_what_was_cosigned_and_cannot_be_read_stops_it(partner: Partner) -> None:
    write(2)
    partner.cosign(export.proof_of_growth(0))
    (file,) = partner.cosigned.iterdir()
    file.write_bytes(b"")
    assert partner.declines(export.proof_of_growth(0)).status == 500


def test_a_head_that_was_cosigned_is_cosigned_again(partner: Partner) -> None:
    """The answer may have been lost on its way."""
    write(5)
    partner.cosign(export.proof_of_growth(0))
    request = export.proof_of_growth(tree.size())
    assert witness.accept(request + partner.cosign(request)) == 1


def test_nothing_but_a_head_is_cosigned(partner: Partner) -> None:
    """The same key signs other notes: that heads are set aside, what is in an exhibit."""
    write(5)
    for note in (notes.exhibit(b"manifest"), notes.setting_aside(b"heads"), notes.erased(bytes(16))):
        assert partner.declines(b"old 0\n\n" + note).status == 403
    behind = notes.key().name.encode() + b"\nsomething else\n\n" + notes.checkpoint()[1]
    assert partner.declines(b"old 0\n\n" + behind).status == 403
    assert not list(partner.cosigned.glob("*"))


def test_of_a_log_that_was_never_seen_nothing_is_proved(partner: Partner) -> None:
    write(5)
    request = export.proof_of_growth(0).replace(b"old 0\n", b"old 0\n" + base64.b64encode(bytes(32)) + b"\n", 1)
    assert partner.declines(request).status == 422


def test_what_was_cosigned_is_what_the_log_signed(partner: Partner) -> None:
    """Who writes to the file of a cosigner has it sign a shorter log only with a head that the log itself signed."""
    write(5)
    short = notes.checkpoint()[1]
    write(5)
    partner.cosign(export.proof_of_growth(0))
    (file,) = partner.cosigned.iterdir()
    head = standing(short)[0]
    for content in (forged(short), notes.setting_aside(b"")):
        file.write_bytes(content)
        assert partner.declines(export.proof_of_growth(head.size or 0)).status == 500


def test_heads_without_the_cosigner_do_not_count_for_who_asks_for_it(partner: Partner) -> None:
    """Whoever has the vault half can sign a shortened log; the other organisation's key is not there."""
    write(5)
    proof = export.proof_of_line(2)
    assert verify_line(proof, [], notes.key(), check()).whole
    assert not verify_line(proof, [], notes.key(), check(partner.key)).whole


def test_what_is_not_ours_or_not_signed_by_who_we_know_is_not_kept(partner: Partner, settings: Any) -> None:
    write(5)
    request = export.proof_of_growth(0)
    line = partner.cosign(request)
    assert witness.accept(request) == 0
    assert witness.accept(request + line.replace(b"A", b"B")) == 0
    assert witness.accept(forged(request) + line) == 0
    assert witness.accept(request + forged(line)) == 0
    Line.objects.filter(number__gt=3).delete()
    write(5)
    assert witness.accept(request + line) == 0
    settings.WAYSTATION_AUDIT = {}
    assert witness.accept(request + line) == 0
    assert witness.cosigned() == []


def test_the_door_speaks_the_protocol(partner: Partner) -> None:
    write(5)
    request, size = export.proof_of_growth(0), tree.size()
    answer = partner.post(request)
    assert answer.status_code == 200
    assert witness.accept(request + answer.content) == 1
    again = partner.post(request)
    assert (again.status_code, again.content) == (409, b"%d\n" % size)
    assert again["Content-Type"] == "text/x.tlog.size"
    assert partner.post(b"nonsense").status_code == 400
    assert partner.post(b"x" * (cosign.LARGEST + 1)).status_code == 400


def test_there_is_no_door_without_logs_to_sign(db: None) -> None:
    browser = Client()
    absent = browser.post("/nothing-is-here")
    answer = browser.post("/cosign/add-checkpoint", b"old 0\n", "text/plain")
    assert (answer.status_code, answer.content) == (404, absent.content)


@given(st.binary(max_size=400))
def test_no_bytes_break_the_readers(noise: bytes) -> None:
    key = Key("waystation.invalid/x", bytes(range(32)))
    for begin in (b"", verifier.PROOF, b"old 3\n", b"old 3\n\n", verifier.RECEIPT.encode() + b"\n"):
        for look in (verify_growth, verify_line):
            try:
                assert not look(begin + noise, [], key, lambda note: True).whole
            except ValueError:
                continue
