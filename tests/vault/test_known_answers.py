"""Known answers.

xwing.json: the three vectors of draft-connolly-cfrg-xwing-kem-10, appendix C (the draft's own repository
dconnolly/draft-connolly-cfrg-xwing-kem, spec/test-vectors; the same in OpenJDK's XWing/Conformance.java). Public keys
are kept as SHA3-256.
hpke-pq.json: X-Wing, HKDF-SHA256, ChaCha20-Poly1305 from draft-ietf-hpke-pq, taken from the package
cryptography_vectors 50.0.2. No vector is published for AES-256-GCM; RFC 9180's vector for X25519, HKDF-SHA256,
AES-256-GCM (hpke-rfc9180.json, same package) covers that half of the suite.
hpke-js.json: sealed for our suite by an independent program, @hpke/core 1.9.0 with @hpke/hybridkem-x-wing 0.7.0 in
Node 20: `createSenderContext({recipientPublicKey, info}).seal(plaintext)`, written as enc || ciphertext. The other
way round was run by hand at the same time: what `suite.seal_to` makes opens there.
EXPANDED: crypto_generichash_blake2b_salt_personal of libsodium (by PyNaCl 1.6.2) with the key 00..1f, no salt, the use
as personalisation filled up with zeros, and the context as message.
"""

import hashlib
from typing import Any

import pytest
from cryptography.hazmat.bindings._rust import openssl
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from tests.vault import hpke
from tests.vault.ciphers import written_with
from waystation.vault import selftest, suite
from waystation.vault.errors import NotReady, Tampered

XWING = hpke.load("xwing")["vectors"]
PQ, RFC, JS = hpke.load("hpke-pq"), hpke.load("hpke-rfc9180"), hpke.load("hpke-js")

EXPANDED = [
    (b"record", bytes(range(16)), "e63c1100a64023e7343c349988838f38a54caa76f4e896ec48c4c139367743e2"),
    (b"batch", b"", "5c0ad9bc779faec1838fbbecf846b14d02b9d66282ad0fb44b4a51c825894e7c"),
    (
        b"batch",
        b"",
        "abc6c9905ded22197e4a1579ee9a5485964b58cedca1c7161424e93ffbbcdf82"
        "3ff208c6366444058969caac6d02b2fbdd8f8df503eef3c42da7d14241e5f84e",
    ),
]


def unhex(vector: dict[str, Any], *names: str) -> list[bytes]:
    return [bytes.fromhex(vector[name]) for name in names]


@pytest.mark.parametrize("vector", XWING)
def test_x_wing_public_keys_follow_from_seeds(vector: dict[str, str]) -> None:
    public = suite.public_bytes(bytes.fromhex(vector["seed"]))
    assert hashlib.sha3_256(public).hexdigest() == vector["pk_sha3_256"]


@pytest.mark.parametrize("vector", XWING)
def test_x_wing_shared_secrets(vector: dict[str, str]) -> None:
    seed, encapsulated, shared = unhex(vector, "seed", "ct", "ss")
    assert hpke.decapsulate(seed, encapsulated) == shared


@pytest.mark.parametrize(("use", "context", "expected"), EXPANDED)
def test_derived_keys_are_those_of_libsodium(use: bytes, context: bytes, expected: str) -> None:
    key = bytes(range(32))
    assert suite.expand(key, use, context, len(expected) // 2).hex() == expected


def test_the_second_writing_of_hpke_follows_rfc_9180() -> None:
    shared, info, key, nonce = unhex(RFC, "shared_secret", "info", "key", "base_nonce")
    schedule = hpke.Schedule(RFC["kem_id"], RFC["aead_id"])
    assert schedule.keys(shared, info) == (key, nonce)
    aad, sealed, plaintext = unhex(RFC["encryptions"][0], "aad", "ct", "pt")
    assert schedule.open(shared, info, sealed, aad) == plaintext


def test_the_second_writing_of_hpke_follows_the_hybrid_draft() -> None:
    seed, encapsulated, shared, info = unhex(PQ, "skRm", "enc", "shared_secret", "info")
    assert hpke.decapsulate(seed, encapsulated) == shared
    aad, sealed, plaintext = unhex(PQ["encryptions"][0], "aad", "ct", "pt")
    assert hpke.Schedule(PQ["kem_id"], PQ["aead_id"]).open(shared, info, sealed, aad) == plaintext


def test_the_library_opens_the_hybrid_draft_s_ciphertext() -> None:
    seed, encapsulated, info = unhex(PQ, "skRm", "enc", "info")
    aad, sealed, plaintext = unhex(PQ["encryptions"][0], "aad", "ct", "pt")
    other = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    key = suite.private_key(seed)
    assert openssl.hpke._decrypt_with_aad(other, encapsulated + sealed, key, info, aad) == plaintext


@pytest.mark.parametrize(("cipher", "aead"), [("aes-256-gcm", 2), ("chacha20-poly1305", 3)])
def test_what_we_seal_opens_by_the_second_writing(cipher: str, aead: int) -> None:
    seed = bytes(range(32))
    with written_with(cipher):
        sealed = suite.seal_to(suite.public_bytes(seed), b"here", b"plain")
    encapsulated, body = sealed[1 : 1 + 1120], sealed[1 + 1120 :]
    schedule = hpke.Schedule(0x647A, aead)
    opened = schedule.open(hpke.decapsulate(seed, encapsulated), suite.bind(sealed[:1], b"here"), body)
    assert opened == b"plain"


def test_what_javascript_sealed_opens() -> None:
    seed, info, sealed, plaintext = unhex(JS, "seed", "info", "sealed", "plaintext")
    assert info == suite.bind(suite.written(), b"self-test")
    assert suite.open_from(suite.private_key(seed), b"self-test", suite.written() + sealed) == plaintext
    with pytest.raises(Tampered):
        suite.open_from(suite.private_key(seed), b"elsewhere", suite.written() + sealed)


def test_the_self_test_passes() -> None:
    selftest.run()


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("public_bytes", lambda seed: bytes(suite.PUBLIC_SIZE)),
        ("open_from", lambda key, context, sealed: b"other"),
        ("open_from", lambda key, context, sealed: b"plain"),
        ("decrypt", lambda key, context, sealed: b"plain"),
        ("seal_to", lambda public, context, plaintext: 1 / 0),
        ("stretch", lambda *args, **kwargs: 1 / 0),
    ],
)
def test_the_self_test_refuses_what_is_broken(monkeypatch: pytest.MonkeyPatch, name: str, broken: Any) -> None:
    monkeypatch.setattr(suite, name, broken)
    with pytest.raises(NotReady):
        selftest.run()
