"""The cryptographic suites, from pyca/cryptography; BLAKE2b from the standard library.

Public-key sealing: HPKE base mode (RFC 9180) with X-Wing (draft-connolly-cfrg-xwing-kem), HKDF-SHA256 and the suite's
cipher. Records: that cipher with random 96-bit nonces, keys by BLAKE2b (RFC 7693). Passphrases: Argon2id (RFC 9106).
Suite 1 has AES-256-GCM (NIST SP 800-38D), suite 2 ChaCha20-Poly1305 (RFC 8439): should one be found weak, there is
another of a different making, with keys, nonces and tags of the same sizes.
Everything sealed begins with the byte of its suite, which is part of what is authenticated, so that a suite can be
replaced and none can be downgraded. All are read; one is written, chosen by `write_with`.
"""

import os
from functools import lru_cache
from hashlib import blake2b
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from waystation.vault.errors import Tampered

SUITE_SIZE = 1
KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16
MLKEM_PUBLIC_SIZE = 1184
PUBLIC_SIZE = MLKEM_PUBLIC_SIZE + 32

PrivateKey = MLKEM768X25519PrivateKey

_SHA256 = hashes.SHA256()


def bind(*parts: bytes) -> bytes:
    """Joins parts so that no two different lists give the same bytes: each is prefixed with its 4-byte length."""
    return b"".join([len(part).to_bytes(4) + part for part in parts])


Cipher = AESGCM | ChaCha20Poly1305


class _Known(NamedTuple):
    byte: bytes
    bound: bytes  # what of it is authenticated
    cipher: type[AESGCM] | type[ChaCha20Poly1305]
    hpke: Suite


def _known(byte: bytes, cipher: type[AESGCM] | type[ChaCha20Poly1305], aead: AEAD) -> _Known:
    return _Known(byte, bind(byte), cipher, Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, aead))


USUAL: Final = "aes-256-gcm"
_NAMED: Final = {
    USUAL: _known(b"\x01", AESGCM, AEAD.AES_256_GCM),
    "chacha20-poly1305": _known(b"\x02", ChaCha20Poly1305, AEAD.CHACHA20_POLY1305),
}
_READ: Final = {found.byte: found for found in _NAMED.values()}
_write = _NAMED[USUAL]


def names() -> list[str]:
    """The suites there are, by their ciphers."""
    return list(_NAMED)


def write_with(name: str) -> None:
    """Everything is sealed under this suite from now on in this process. Raises KeyError for a name of none."""
    global _write
    _write = _NAMED[name]


def written() -> bytes:
    """The byte of the suite under which everything is sealed."""
    return _write.byte


def is_known(byte: bytes) -> bool:
    """Whether what begins with this byte may be opened."""
    return byte in _READ


def _to_read(byte: bytes) -> _Known:
    try:
        return _READ[byte]
    except KeyError:
        raise Tampered from None


def cipher(byte: bytes, key: bytes) -> Cipher:
    """The cipher of a suite under a key. Raises Tampered for a suite that is not known."""
    return _to_read(byte).cipher(key)


def associated(context: bytes) -> bytes:
    """What is authenticated beside a content, behind the byte of its suite: together `bind(byte, context)`."""
    return len(context).to_bytes(4) + context


def new_secret() -> bytes:
    """32 fresh random bytes."""
    return os.urandom(KEY_SIZE)


def derive(key: bytes, label: bytes, context: bytes = b"", length: int = KEY_SIZE) -> bytes:
    """HKDF-SHA256 (RFC 5869) of a uniformly random key; `label` and `context` separate its uses."""
    return HKDF(_SHA256, length, salt=None, info=bind(b"waystation", label, context)).derive(key)


def expand(key: bytes, use: bytes, context: bytes = b"", length: int = KEY_SIZE) -> bytes:
    """Keyed BLAKE2b (RFC 7693) as a key derivation, as in libsodium's crypto_kdf: the keys of single records.

    `key` is 32 uniformly random bytes or was derived. `use` tells one use of a key from another: at most 16 bytes,
    BLAKE2's personalisation. At most 64 bytes come out. A third of HKDF-Expand's time: a list opens thousands.
    """
    return blake2b(context, digest_size=length, key=key, person=use).digest()


def _parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    shake = hashes.Hash(hashes.SHAKE256(96))
    shake.update(seed)
    expanded = shake.finalize()
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def private_key(seed: bytes) -> PrivateKey:
    """The X-Wing decapsulation key of a 32-byte seed, expanded as the draft's section 5.2 says."""
    return MLKEM768X25519PrivateKey(*_parts(seed))


def public_bytes(seed: bytes) -> bytes:
    """The 1,216-byte X-Wing encapsulation key of a seed: ML-KEM-768 then X25519."""
    mlkem, x25519 = _parts(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


@lru_cache(maxsize=1024)
def _public_key(raw: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:MLKEM_PUBLIC_SIZE]),
        X25519PublicKey.from_public_bytes(raw[MLKEM_PUBLIC_SIZE:]),
    )


def seal_to(public: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Seals to a public key; whoever sealed cannot open it again. `context` is bound through HPKE's info.

    Raises Tampered for bytes that are no public key.
    """
    try:
        recipient = _public_key(public)
    except ValueError:
        raise Tampered from None
    return _write.byte + _write.hpke.encrypt(plaintext, recipient, info=_write.bound + associated(context))


def open_from(key: PrivateKey, context: bytes, sealed: bytes) -> bytes:
    """Opens what `seal_to` made. Raises Tampered."""
    found = _to_read(sealed[:1])
    try:
        return found.hpke.decrypt(sealed[1:], key, info=found.bound + associated(context))
    except (InvalidTag, ValueError):
        raise Tampered from None


def encrypt(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    """Seals under a fresh random nonce, bound to `context`."""
    return encrypt_beside(key, associated(context), plaintext)


def encrypt_beside(key: bytes, data: bytes, plaintext: bytes) -> bytes:
    """The same for a context that is made `associated` already, which for thousands of records is worth the while."""
    nonce = os.urandom(NONCE_SIZE)
    return _write.byte + nonce + _write.cipher(key).encrypt(nonce, plaintext, _write.bound + data)


def decrypt(key: bytes, context: bytes, sealed: bytes) -> bytes:
    """Opens what `encrypt` made. Raises Tampered."""
    return decrypt_beside(key, associated(context), sealed)


def decrypt_beside(key: bytes, data: bytes, sealed: bytes, at: int = 0) -> bytes:
    """Opens what `encrypt_beside` made, from byte `at` on. Raises Tampered."""
    nonce, content = at + 1, at + 1 + NONCE_SIZE
    found = _to_read(sealed[at:nonce])
    try:
        return found.cipher(key).decrypt(sealed[nonce:content], sealed[content:], found.bound + data)
    except (InvalidTag, ValueError):
        raise Tampered from None


def stretch(passphrase: str, salt: bytes, pepper: bytes, *, iterations: int, memory_kib: int) -> bytes:
    """Argon2id with one lane; 64 bytes. `pepper` is Argon2's secret input K (RFC 9106, section 3.1)."""
    return Argon2id(salt=salt, length=64, iterations=iterations, lanes=1, memory_cost=memory_kib, secret=pepper).derive(
        passphrase.encode()
    )
