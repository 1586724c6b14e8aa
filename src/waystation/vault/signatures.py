"""Signatures of this installation: Ed25519 (RFC 8032), the key derived from the vault half.

The server signs with nobody signed in, so whoever has the half can sign too. What was signed before and is kept
elsewhere binds them all the same; what they sign from then on binds nobody.
"""

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from waystation.vault import half


def public(label: bytes) -> bytes:
    """The 32-byte public key of this installation for one use. Raises NotReady without a half."""
    return public_of(half.subkey(label))


def sign(label: bytes, message: bytes) -> bytes:
    """64 bytes over a message. Raises NotReady without a half."""
    return sign_with(half.subkey(label), message)


def verify(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature is this key's over the message."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def public_of(secret: bytes) -> bytes:
    """The 32-byte public key of a 32-byte secret that is kept sealed, and not under the half."""
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign_with(secret: bytes, message: bytes) -> bytes:
    """64 bytes over a message, with a secret that is kept sealed."""
    return Ed25519PrivateKey.from_private_bytes(secret).sign(message)
