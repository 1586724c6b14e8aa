"""Posting to a public address: one encapsulation for a short batch of records, a hash ratchet within it.

Opening an X-Wing encapsulation costs more than all else that happens to a message, and a queue of a thousand unread
ones needs a thousand. So the random start of a batch is sealed by HPKE into the batch's own row, and each record takes
the next key of a KDF chain (keyed BLAKE2b; "KDF chain" as in the Double Ratchet specification, 2.1). The chain
forgets: whoever posted cannot read back what was posted. Who takes this process's memory gets the keys of what is
still to come in the batch, which they would see arrive anyway.
"""

import threading
import time
from collections.abc import Iterator
from typing import Final
from uuid import UUID, uuid4

from django.db import transaction

from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Tampered
from waystation.vault.keyring import Chain, Key, Keyring
from waystation.vault.models import Batch
from waystation.vault.rows import insert, newest

SIZE: Final = 128  # records
LIFETIME: Final = 600.0  # seconds
NUMBER_SIZE: Final = 2
POSITION_SIZE: Final = 16 + NUMBER_SIZE

Place = tuple[UUID, int, int]  # locator, compartment, epoch
Holder = tuple[bytes, int, int]  # the same, as a keyring finds it
Position = tuple[bytes, bytes]  # where a record stands in which batch (stored with it), and its key


class _Pen:
    """The sending end of one batch. Only the key of the next record is ever in it."""

    def __init__(self, place: Place, public: bytes) -> None:
        self.id, self._state, self._number = uuid4(), suite.new_secret(), 0
        self._until = time.monotonic() + LIFETIME
        locator, compartment, epoch = place
        sealed = suite.seal_to(public, _context(self.id, place), self._state)
        insert(Batch(id=self.id, locator=locator, compartment=compartment, epoch=epoch, sealed=sealed))

    @property
    def ended(self) -> bool:
        return self._number >= SIZE or time.monotonic() > self._until

    def take(self) -> Position:
        """Where the next record stands in which batch, and its key."""
        number = self._number
        key, self._state = _next(self._state)
        self._number = number + 1
        return self.id.bytes + number.to_bytes(NUMBER_SIZE), key


# For each table a pen of its own: a list opens the batches of its table alone.
_pens: dict[tuple[str, Place], _Pen] = {}
_lock = threading.Lock()


def _context(batch: UUID, place: Place) -> bytes:
    locator, compartment, epoch = place
    return suite.bind(b"batch", batch.bytes, locator.bytes, compartment.to_bytes(8), epoch.to_bytes(8))


def _next(state: bytes) -> tuple[bytes, bytes]:
    """The key of a record, and the state that the following ones come from: two halves of one expansion."""
    both = suite.expand(state, b"batch", length=2 * suite.KEY_SIZE)
    return both[: suite.KEY_SIZE], both[suite.KEY_SIZE :]


def next_key(table: str, place: Place, public: bytes) -> Position:
    """A position (18 bytes) and the key for one record of a table posted to an address."""
    with _lock:
        pen = _pens.get((table, place))
        if pen is not None and not pen.ended:
            return pen.take()
    pen = _Pen(place, public)
    first = pen.take()
    # Others may write with it only once its row is sure to stay.
    transaction.on_commit(lambda: _keep(table, place, pen))
    return first


def next_keys(place: Place, public: bytes) -> Iterator[Position]:
    """The same for many records in one transaction, in batches of their own."""
    while True:
        pen = _Pen(place, public)
        while not pen.ended:
            yield pen.take()


def _keep(table: str, place: Place, pen: _Pen) -> None:
    with _lock:
        for gone in [other for other, old in _pens.items() if old.ended]:
            del _pens[gone]
        _pens[table, place] = pen


def opening_key(position: bytes, holder: Holder, keyring: Keyring) -> bytes:
    """The key of a record at a position, for a holder's key that is in hand.

    Raises Tampered for a batch that is not there or not for this key.
    """
    number = int.from_bytes(position[16:])
    if len(position) != POSITION_SIZE or number >= SIZE:
        raise Tampered
    batch = position[:16]
    chain = keyring.chains.get((batch, *holder))
    if chain is None:
        locator, compartment, epoch = holder
        key = keyring.key(UUID(bytes=locator), Compartment(compartment), epoch)
        chain = keyring.chains.setdefault((batch, *holder), Chain(_start(batch, key)))
    if number < len(chain.keys):
        return chain.keys[number]
    with _lock:
        while len(chain.keys) <= number:
            key_of_next, chain.state = _next(chain.state)
            chain.keys.append(key_of_next)
    return chain.keys[number]


def _start(name: bytes, key: Key) -> bytes:
    batch = UUID(bytes=name)
    found = newest(Batch, "sealed", by="id", id=batch)
    if found is None:
        raise Tampered
    place = (key.locator, int(key.compartment), key.epoch)
    return suite.open_from(key.private, _context(batch, place), bytes(found[0]))


def forget() -> None:
    """Puts all pens down: another database is in use."""
    with _lock:
        _pens.clear()
