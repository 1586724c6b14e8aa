"""Signed heads of the log: C2SP checkpoints (tlog-checkpoint.md) in signed notes (signed-note.md), Ed25519.

The key comes from the vault half. The log's name comes from the key, so that no address of the organisation stands in
what is sent around; it ends in .invalid (RFC 2606), which is nobody's.
"""

import base64
import hashlib

from waystation.audit import tree
from waystation.audit.verifier import COSIGNATURE, SET_ASIDE, Key, Note, cosigned_message
from waystation.vault import signatures

ERASED, EXHIBIT, CARRIED = "erased", "exhibit", "carried"
_LABEL, _COSIGNING = b"audit checkpoints", b"audit cosignatures"


def key() -> Key:
    """The key by which anybody can check this log's checkpoints. Raises NotReady without a vault half."""
    public = signatures.public(_LABEL)
    return Key(f"waystation.invalid/{hashlib.sha256(public).hexdigest()[:16]}", public)


def cosigner() -> Key:
    """The key by which anybody can check what we cosigned of other logs. Raises NotReady without a vault half."""
    public = signatures.public(_COSIGNING)
    return Key(f"waystation.invalid/{hashlib.sha256(public).hexdigest()[:16]}", public, COSIGNATURE)


def cosignature(text: bytes, at: int) -> bytes:
    """A signature line of ours over another log's checkpoint, at a POSIX time (tlog-cosignature.md)."""
    signature = signatures.sign(_COSIGNING, cosigned_message(at, text))
    return signature_line(cosigner(), at.to_bytes(8) + signature)


def signature_line(by: Key, signature: bytes) -> bytes:
    """One line under the blank one of a signed note."""
    return f"— {by.name} {base64.b64encode(by.id + signature).decode()}\n".encode()


def is_signed(note: Note) -> bool:
    """Whether this installation's key signed the note."""
    return signatures.verify(signatures.public(_LABEL), note.text, note.signature)


def _text(by: Key, second: str, value: bytes) -> bytes:
    return f"{by.name}\n{second}\n{base64.b64encode(value).decode()}\n".encode()


def _signed(second: str, value: bytes) -> bytes:
    mine = key()
    text = _text(mine, second, value)
    return text + b"\n" + signature_line(mine, signatures.sign(_LABEL, text))


def checkpoint() -> tuple[int, bytes]:
    """The present size and its signed checkpoint. Only outside a transaction: what is undone must not be signed."""
    size = tree.size()
    return size, _signed(str(size), tree.root_at(size))


def erased(value: bytes) -> bytes:
    """A note that something was erased, by ids that say nothing: what outlives an older database put back."""
    return _signed(ERASED, value)


def exhibit(manifest: bytes) -> bytes:
    """A note over the manifest of an exhibit's bundle: the same key as the log's heads, which others know already."""
    return _signed(EXHIBIT, hashlib.sha256(manifest).digest())


def carried(digest: bytes) -> bytes:
    """64 bytes over what goes home from a laptop: the signature of a note by the key of the log's heads."""
    return signatures.sign(_LABEL, _text(key(), CARRIED, digest))


def is_carried(by: Key, digest: bytes, signature: bytes) -> bool:
    """Whether that key signed just this to go home."""
    return signatures.verify(by.public, _text(by, CARRIED, digest), signature)


def setting_aside(content: bytes) -> bytes:
    """A note that all checkpoints in these bytes no longer stand. It counts only right after these very bytes."""
    return _signed(SET_ASIDE, hashlib.sha256(content).digest())
