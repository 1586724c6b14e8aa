"""Recovery by trustees: a key whose private half exists only as word shares, any `threshold` of which restore it.

Shares are SLIP-39 mnemonics: a checksum tells a mistyped one, and a stored commitment to each share tells one that is
well formed but wrong. What is sealed to the recovery key opens without the vault half, so that it also recovers from
the loss of the half.
"""

import hmac
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import cache
from uuid import UUID

import shamir_mnemonic  # type: ignore[import-untyped]
from shamir_mnemonic.share import Share as Slip39  # type: ignore[import-untyped]
from shamir_mnemonic.wordlist import WORDLIST  # type: ignore[import-untyped]

from waystation.vault import half, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import NotAShare, NotReady, Tampered, TooFew, WrongShare
from waystation.vault.keyring import Key
from waystation.vault.models import RecoveryCopy, RecoveryKey
from waystation.vault.padding import pad, unpad

MOST = 16  # SLIP-39 numbers its shares with four bits
WORDS = 33  # of a share of 256 bits
UNIQUE = 4  # the first letters of each word, which no other word shares
_COMMITMENT = 32
_TRUSTEES = UUID(int=0)


@dataclass(frozen=True)
class Share:
    """One trustee's part. `number` counts from 1; `words` alone tell nothing."""

    number: int
    words: str = field(repr=False)


def create(threshold: int, shares: int) -> list[Share]:
    """Makes this installation's recovery key, keeps its public half and returns the shares, which are kept nowhere.

    Raises ValueError for a scheme that SLIP-39 does not have or in which one trustee could act alone.
    """
    if not 2 <= threshold <= shares <= MOST:
        raise ValueError("at least 2 and at most all of up to 16 trustees")
    key = _key(suite.new_secret())
    # One iteration step: the secret is random and carries no passphrase that could be guessed.
    [mnemonics] = shamir_mnemonic.generate_mnemonics(1, [(threshold, shares)], key.secret, iteration_exponent=0)
    made = [understand(words) for words in mnemonics]
    row = RecoveryKey(threshold=threshold, public=key.public, commitments=b"".join(map(_commitment, made)))
    row.mark = _mark(row)
    row.save(force_insert=True)
    return made


def understand(text: str) -> Share:
    """A share as people type it: case, line ends and what follows a word's fourth letter do not matter.

    Raises NotAShare.
    """
    words = [_word(typed, position) for position, typed in enumerate(text.split(), 1)]
    try:
        share = Slip39.from_mnemonic(" ".join(words))
    except (shamir_mnemonic.MnemonicError, ValueError):
        raise NotAShare from None
    return Share(share.index + 1, " ".join(words))


def _word(typed: str, position: int) -> str:
    word = _stems().get(typed.lower()[:UNIQUE])
    if word is None:
        raise NotAShare(position)
    return word


@cache
def _stems() -> dict[str, str]:
    return {word[:UNIQUE]: word for word in WORDLIST}


def threshold() -> int:
    """How many shares are needed. Raises NotReady where there is no recovery key."""
    return _stored().threshold


def check(share: Share) -> None:
    """Raises WrongShare for a share that is not among those that were handed out."""
    start = (share.number - 1) * _COMMITMENT
    expected = bytes(_stored().commitments)[start : start + _COMMITMENT]
    if not hmac.compare_digest(_commitment(share), expected):
        raise WrongShare


def combine(shares: Collection[Share]) -> Key:
    """The recovery key. Raises WrongShare, TooFew, or Tampered where the key that is kept here is another."""
    stored = _stored()
    for share in shares:
        check(share)
    different = list({share.number: share.words for share in shares}.values())
    if len(different) < stored.threshold:
        raise TooFew
    try:
        key = _key(shamir_mnemonic.combine_mnemonics(different[: stored.threshold]))
    except shamir_mnemonic.MnemonicError:
        raise Tampered from None
    if not hmac.compare_digest(key.public, bytes(stored.public)):
        raise Tampered
    return key


def belongs_here() -> bool:
    """Whether the vault half in use and the recovery key kept here belong together. Raises NotReady without a half."""
    stored = _stored()
    return hmac.compare_digest(_mark(stored), bytes(stored.mark))


def adopt(key: Key) -> None:
    """Marks the recovery key under the vault half now in use. Raises Tampered for another key than the trustees'."""
    stored = _stored()
    if not hmac.compare_digest(key.public, bytes(stored.public)):
        raise Tampered
    RecoveryKey.objects.update(mark=_mark(stored))


def keep(holder: UUID, content: bytes) -> None:
    """Seals what restores a holder to the recovery key, in place of what was kept of them before.

    Raises Tampered where the public key is not the one that this installation made.
    """
    if not belongs_here():
        raise Tampered
    sealed = suite.seal_to(bytes(_stored().public), _context(holder), pad(content))
    RecoveryCopy.objects.update_or_create(id=holder, defaults={"sealed": sealed})


def discard(holder: UUID) -> None:
    """Deletes what is kept of a holder: trustees restore them no more."""
    RecoveryCopy.objects.filter(pk=holder).delete()


def copies(key: Key) -> Iterator[tuple[UUID, bytes]]:
    """What is kept of each holder, opened; one that does not authenticate is passed over."""
    for row in RecoveryCopy.objects.order_by("id"):
        try:
            yield row.id, unpad(suite.open_from(key.private, _context(row.id), bytes(row.sealed)))
        except Tampered:
            continue


def _key(secret: bytes) -> Key:
    return Key(_TRUSTEES, Compartment.SELF, 0, secret)


def _stored() -> RecoveryKey:
    stored = RecoveryKey.objects.first()
    if stored is None:
        raise NotReady("this installation has no recovery key")
    return stored


def _commitment(share: Share) -> bytes:
    # A share has as many random bits as the secret itself, so that its commitment gives nothing away.
    return suite.derive(share.words.encode(), b"recovery share", length=_COMMITMENT)


def _mark(row: RecoveryKey) -> bytes:
    said = suite.bind(bytes([row.threshold]), bytes(row.public), bytes(row.commitments))
    return half.digest(b"recovery key", said)


def _context(holder: UUID) -> bytes:
    return suite.bind(b"recovery", holder.bytes)
