"""The scrypt recipient of the age format (C2SP, age-encryption.org/v1): a file sealed to a passphrase.

Written out here, of standard constructions, because the library chooses the work by timing the machine: sealed on a
busy one a backup is guessed sooner, and on one that is busier or slower than that it is not opened at all. Here the
work is the same everywhere, and both ways stream.
"""

import os
import re
from base64 import b64decode, b64encode
from hmac import compare_digest
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from waystation.vault.errors import NotReady, Tampered

WORK: Final = 18  # log2 of scrypt's N: 256 MB, about a second; what `age` itself takes
MOST_WORK: Final = 22  # the most that `age` itself opens: 4 GB
_VERSION: Final = b"age-encryption.org/v1\n"
_STANZA: Final = re.compile(rb"-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n")
_END: Final = re.compile(rb"---( ([A-Za-z0-9+/]{43}))\n")
_SALT, _FILE_KEY, _NONCE, _TAG = 16, 16, 16, 16  # bytes
_LINE: Final = 100  # more than any line of ours
_CHUNK: Final = 64 * 1024
_ONCE: Final = bytes(12)  # the wrapping key is used for one file key alone


def seal(passphrase: str, source: IO[bytes], target: IO[bytes], work: int = WORK) -> None:
    """Reads one stream to its end and writes an age file for whoever knows the passphrase."""
    salt, file_key, nonce = os.urandom(_SALT), os.urandom(_FILE_KEY), os.urandom(_NONCE)
    wrapped = ChaCha20Poly1305(_wrapping_key(passphrase, salt, work)).encrypt(_ONCE, file_key, None)
    header = _VERSION + b"-> scrypt %b %d\n%b\n---" % (_text(salt), work, _text(wrapped))
    target.write(header + b" " + _text(_mac(file_key, header)) + b"\n" + nonce)
    cipher, number, chunk = _payload(file_key, nonce), 0, source.read(_CHUNK)
    while True:
        following = source.read(_CHUNK) if len(chunk) == _CHUNK else b""
        target.write(cipher.encrypt(_counted(number, last=not following), chunk, None))
        if not following:
            return
        chunk, number = following, number + 1


def unseal(passphrase: str, source: IO[bytes], target: IO[bytes]) -> None:
    """Opens what was sealed to a passphrase, here or by another program.

    Raises Tampered for another passphrase, for changed bytes and for what is no such file; NotReady for one that asks
    for more work than `age` itself would do.
    """
    stanza = source.readline(_LINE) + source.readline(_LINE) + source.readline(_LINE)
    version, found, end = stanza[: len(_VERSION)], _STANZA.fullmatch(stanza[len(_VERSION) :]), source.readline(_LINE)
    mac = _END.fullmatch(end)
    if version != _VERSION or found is None or mac is None:
        raise Tampered
    salt, work, wrapped = _bytes(found[1]), int(found[2]), _bytes(found[3])
    if work > MOST_WORK:
        raise NotReady(f"the passphrase of this file asks for more work than any of ours: 2^{work} steps")
    try:
        file_key = ChaCha20Poly1305(_wrapping_key(passphrase, salt, work)).decrypt(_ONCE, wrapped, None)
    except InvalidTag:
        raise Tampered from None
    except MemoryError:
        raise NotReady(f"this machine has less memory than the passphrase of this file asks for: 2^{work} kB") from None
    if not compare_digest(_mac(file_key, stanza + b"---"), _bytes(mac[2])):
        raise Tampered
    _open_payload(file_key, source, target)


def _open_payload(file_key: bytes, source: IO[bytes], target: IO[bytes]) -> None:
    cipher, number = _payload(file_key, source.read(_NONCE)), 0
    sealed = source.read(_CHUNK + _TAG)
    while True:
        following = source.read(_CHUNK + _TAG) if len(sealed) == _CHUNK + _TAG else b""
        try:
            chunk = cipher.decrypt(_counted(number, last=not following), sealed, None)
        except (InvalidTag, ValueError):
            raise Tampered from None
        if not chunk and number:  # the last part may be empty where it is the only one
            raise Tampered
        target.write(chunk)
        if not following:
            return
        sealed, number = following, number + 1


def _wrapping_key(passphrase: str, salt: bytes, work: int) -> bytes:
    labelled = b"age-encryption.org/v1/scrypt" + salt
    return Scrypt(salt=labelled, length=32, n=1 << work, r=8, p=1).derive(passphrase.encode())


def _mac(file_key: bytes, header: bytes) -> bytes:
    made = HMAC(HKDF(hashes.SHA256(), 32, salt=b"", info=b"header").derive(file_key), hashes.SHA256())
    made.update(header)
    return made.finalize()


def _payload(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(hashes.SHA256(), 32, salt=nonce, info=b"payload").derive(file_key))


def _counted(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11) + bytes([last])


def _text(data: bytes) -> bytes:
    return b64encode(data).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    found = b64decode(text + b"=" * (-len(text) % 4), validate=True)
    if _text(found) != text:  # the same bytes in another spelling
        raise Tampered
    return found
