"""Signed notes and checkpoints: the published note of the reference implementation, RFC 8032, and what is refused.

Note vector: golang.org/x/mod/sumdb/note, note_test.go (BSD-3-Clause). Signature vectors: RFC 8032, section 7.1.
"""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from waystation.audit import notes, tree, verifier
from waystation.audit.log import log
from waystation.audit.verifier import SET_ASIDE, Key, checker, heads, signed
from waystation.audit.verifier import notes as read
from waystation.staff.actor import Actor
from waystation.vault import half, signatures

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
GO_TEXT = b"If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_SIGNATURE = base64.b64decode(
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
)
RFC8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
        "be24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
        "2aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
        "d28dc027beceea1ec40a",
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643c"
        "e80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138a"
        "c17ad9bef1177331a704",
    ),
]


def test_it_works(lev: Actor) -> None:
    size, note = notes.checkpoint()
    key = notes.key()
    (found,) = read(note, key)
    assert (found.size, found.hash) == (size, tree.root_at(size))
    assert notes.is_signed(found)
    assert signed(key.public, found.text, found.signature)
    assert note.decode().splitlines()[0] == key.name
    assert note.decode().splitlines()[4].startswith(f"— {key.name} ")


def test_the_published_key_and_note(monkeypatch: pytest.MonkeyPatch) -> None:
    key = Key.parse(GO_KEY)
    assert str(key) == GO_KEY
    assert (key.name, key.id.hex(), GO_SIGNATURE[:4]) == ("PeterNeumann", "c74f20a3", key.id)
    assert signed(key.public, GO_TEXT, GO_SIGNATURE[4:])
    monkeypatch.setattr(half, "subkey", lambda label: GO_SEED)
    assert signatures.public(b"") == key.public
    assert signatures.sign(b"", GO_TEXT) == GO_SIGNATURE[4:]


@pytest.mark.parametrize("start", range(0, len(GO_KEY), 7))
def test_a_mangled_key_is_refused(start: int) -> None:
    for mangled in (GO_KEY[start + 1 :], GO_KEY[:start], GO_KEY[:start] + "#" + GO_KEY[start + 1 :]):
        with pytest.raises(ValueError):  # noqa: PT011  # binascii.Error is one too
            Key.parse(mangled)


@pytest.mark.parametrize(
    "text",
    [
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",  # wrong length
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",  # another algorithm
    ],
)
def test_other_kinds_of_keys_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Key.parse(text)


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC8032)
def test_published_signatures(seed: str, public: str, message: str, signature: str) -> None:
    key, text, said = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert signed(key, text, said)
    assert signatures.verify(key, text, said)
    assert not signed(key, text + b"!", said)
    assert not signed(key, text, bytes([said[0] ^ 1]) + said[1:])
    assert not signed(key, text, said[:32] + bytes([said[32] ^ 1]) + said[33:])
    assert not signed(key, text, said + b"\0")


def test_a_second_form_of_a_signature_is_refused() -> None:
    """s + L is the same scalar; RFC 8032 section 5.1.7 refuses it, or one note would have two signatures."""
    _, public, message, signature = RFC8032[1]
    order = 2**252 + 27742317777372353535851937790883648493
    raw = bytes.fromhex(signature)
    other = raw[:32] + (int.from_bytes(raw[32:], "little") + order).to_bytes(32, "little")
    assert not signed(bytes.fromhex(public), bytes.fromhex(message), other)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200), st.integers(0, 511))
def test_it_says_what_the_library_says(seed: bytes, message: bytes, bit: int) -> None:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = private.public_key().public_bytes_raw(), private.sign(message)
    flipped = bytearray(signature)
    flipped[bit // 8] ^= 1 << bit % 8
    assert signed(public, message, signature)
    assert not signed(public, message, bytes(flipped))


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=64, max_size=64))
def test_garbage_is_no_signature(public: bytes, signature: bytes) -> None:
    assert not signed(public, b"text", signature)


@pytest.mark.parametrize("public", [bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"])
def test_a_key_for_which_anybody_can_sign_is_refused(public: bytes) -> None:
    assert not signed(public, b"text", bytes(64))
    assert not signed(public, b"text", public + bytes(32))


def changed_notes(note: bytes) -> list[bytes]:
    """A checkpoint with its size, its root, its name or its signature changed, or with another line."""
    lines = note.split(b"\n")
    other = [b"99" if number == 1 else line for number, line in enumerate(lines)]
    root = [base64.b64encode(bytes(32)) if number == 2 else line for number, line in enumerate(lines)]
    added = [*lines[:3], b"more", *lines[3:]]
    return [b"\n".join(each) for each in (other, root, added)] + [note[:-6] + b"AAAA=\n", note.replace(b"\n\n", b"\n")]


def test_a_changed_checkpoint_does_not_count(lev: Actor) -> None:
    _, note = notes.checkpoint()
    for changed in changed_notes(note):
        assert not any(notes.is_signed(found) for found in read(changed, notes.key()))


def test_signatures_of_strangers_do_not_count(lev: Actor) -> None:
    """signed-note.md: signatures of unknown keys are ignored, even where they share the name or the id."""
    _, note = notes.checkpoint()
    key = notes.key()
    assert read(note, Key("waystation.invalid/other", key.public)) == []
    assert read(note, Key(key.name, bytes(32))) == []
    cosigned = note + f"— witness.example {base64.b64encode(bytes(68)).decode()}\n".encode()
    assert [notes.is_signed(found) for found in read(cosigned, key)] == [True]


def test_a_mail_around_it_does_no_harm(lev: Actor) -> None:
    _, note = notes.checkpoint()
    (found,) = read(b"Subject: x\n\nHello\nthere\n" + note + b"\n-- \nbye\n", notes.key())
    assert notes.is_signed(found)


def test_what_is_set_aside_no_longer_counts(lev: Actor) -> None:
    _, note = notes.checkpoint()
    aside = note + notes.setting_aside(note)
    assert heads(aside, notes.key(), notes.is_signed) == ([], 1)
    standing, count = heads(aside + note, notes.key(), notes.is_signed)
    assert (len(standing), count) == (1, 1)


def test_setting_aside_counts_only_where_it_was_said(lev: Actor) -> None:
    """Whoever can append to the witness, but has no key, cannot silence it with an older note."""
    _, note = notes.checkpoint()
    said = notes.setting_aside(note)
    with transaction.atomic():
        log(None, "later")
    _, later = notes.checkpoint()
    assert len(heads(note + said + later + said, notes.key(), notes.is_signed)[0]) == 1
    forged = said.replace(SET_ASIDE.encode(), b"set  aside")
    assert len(heads(note + forged, notes.key(), notes.is_signed)[0]) == 1


def test_nobody_sets_heads_aside_but_who_signed_them(lev: Actor) -> None:
    """Neither a note that is not signed, nor another note of the same key that speaks of the same bytes."""
    head = notes.checkpoint()[1] + b"\n"
    right = notes.setting_aside(head)
    raw = base64.b64decode(right.splitlines()[-1].split(b" ")[2])
    forged = right.replace(base64.b64encode(raw), base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 1])))
    assert heads(head + right, notes.key(), notes.is_signed) == ([], 1)
    for note in (forged, notes.exhibit(head)):
        found, aside = heads(head + note, notes.key(), notes.is_signed)
        assert (len(found), aside) == (1, 0)


def test_a_head_counts_when_the_log_signed_it_whoever_signed_besides(lev: Actor) -> None:
    head = notes.checkpoint()[1]
    text = head.partition(b"\n\n")[0] + b"\n"
    witness = notes.cosigner()
    count = checker(notes.key(), [witness], signed)
    raw = base64.b64decode(head.splitlines()[-1].split(b" ")[2])
    forged = head.replace(base64.b64encode(raw), base64.b64encode(raw[:-1] + bytes([raw[-1] ^ 1])))
    for content, counts in ((head, True), (forged, False)):
        (note,) = read(content + notes.cosignature(text, 1), notes.key())
        assert count(note) is counts
    (alone,) = read(head, notes.key())
    assert not count(alone)


def test_a_name_that_looks_like_more_of_a_note_is_no_key_s() -> None:
    for name in ("two words", "", "line\nfeed"):
        with pytest.raises(ValueError, match="not a verifier key"):
            Key.parse(str(Key(name, bytes(32))))


def test_a_key_has_32_bytes_and_no_more() -> None:
    """Or the first bytes of a message could be called the last of a key."""
    private = Ed25519PrivateKey.generate()
    public, signature = private.public_key().public_bytes_raw(), private.sign(b"\0text")
    assert signed(public, b"\0text", signature)
    assert not signed(public + b"\0", b"text", signature)


def test_points_lie_on_the_curve_and_have_one_spelling() -> None:
    """RFC 8032, section 5.1.3: what is no point, a number beyond the field, and a sign of zero are refused."""
    prime, d = verifier._P, verifier._D
    found = [verifier._point(number.to_bytes(32, "little")) for number in range(200)]
    assert 50 < found.count(None) < 150
    for x, y, _z, _t in filter(None, found):
        assert (y * y - x * x - 1 - d * x * x * y * y) % prime == 0
    for number in (prime + 1, prime + 3, prime + 4, 1 | 1 << 255, prime - 1 | 1 << 255):
        assert verifier._point(number.to_bytes(32, "little")) is None
    assert None not in [verifier._point(number.to_bytes(32, "little")) for number in (1, 3, 4, prime - 1)]
