"""HPKE base mode and X-Wing, written out a second time from their texts, to check the library against.

RFC 9180 sections 4 and 5.1; draft-connolly-cfrg-xwing-kem sections 5.2 and 5.5. For tests alone.
"""

import hashlib
import hmac
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

VECTORS = Path(__file__).parent / "vectors"
LABEL = rb"\.//^\ "[:6]
MLKEM_CIPHERTEXT_SIZE = 1088
AEADS: dict[int, tuple[Any, int]] = {1: (AESGCM, 16), 2: (AESGCM, 32), 3: (ChaCha20Poly1305, 32)}


def load(name: str) -> Any:
    return json.loads((VECTORS / f"{name}.json").read_text())


def expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def decapsulate(seed: bytes, encapsulated: bytes) -> bytes:
    """The X-Wing shared secret."""
    mlkem, x25519 = expand(seed)
    for_mlkem, for_x25519 = encapsulated[:MLKEM_CIPHERTEXT_SIZE], encapsulated[MLKEM_CIPHERTEXT_SIZE:]
    secret = x25519.exchange(X25519PublicKey.from_public_bytes(for_x25519))
    public = x25519.public_key().public_bytes_raw()
    return hashlib.sha3_256(mlkem.decapsulate(for_mlkem) + secret + for_x25519 + public + LABEL).digest()


class Schedule:
    """Key schedule with HKDF-SHA256 for one (KEM, AEAD)."""

    def __init__(self, kem: int, aead: int) -> None:
        self.suite = b"HPKE" + kem.to_bytes(2) + (1).to_bytes(2) + aead.to_bytes(2)
        self.aead, self.key_size = AEADS[aead]

    def _extract(self, salt: bytes, label: bytes, secret: bytes) -> bytes:
        return hmac.digest(salt, b"HPKE-v1" + self.suite + label + secret, "sha256")

    def _expand(self, key: bytes, label: bytes, info: bytes, length: int) -> bytes:
        labelled = length.to_bytes(2) + b"HPKE-v1" + self.suite + label + info
        return hmac.digest(key, labelled + b"\x01", "sha256")[:length]

    def keys(self, shared: bytes, info: bytes) -> tuple[bytes, bytes]:
        """(key, base nonce)."""
        context = b"\x00" + self._extract(b"", b"psk_id_hash", b"") + self._extract(b"", b"info_hash", info)
        secret = self._extract(shared, b"secret", b"")
        return (
            self._expand(secret, b"key", context, self.key_size),
            self._expand(secret, b"base_nonce", context, 12),
        )

    def open(self, shared: bytes, info: bytes, sealed: bytes, aad: bytes = b"") -> bytes:
        key, nonce = self.keys(shared, info)
        return bytes(self.aead(key).decrypt(nonce, sealed, aad))
