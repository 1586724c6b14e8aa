"""The directory of public keys: what is sealed to whom, proved to be what this installation published.

Public keys stand in the database in clear. Whoever can write to it could put another there, and have what arrives
sealed to themselves. So each carries a mark, a keyed digest under the vault half, and is used only where that is right.
Of each address the newest epoch alone stands here: to set a compartment back to a key that somebody removed still has,
the newest row must be replaced by a copy of an old one. That is refused by every process that has seen the newer.
"""

import hmac
from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from waystation.vault import half, suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked, NotReady, Substituted
from waystation.vault.keyring import OURS, Key, Keyring
from waystation.vault.models import Address
from waystation.vault.rows import newest, store

Place = tuple[UUID, Compartment]

_SLICE = 500
# What this process knows better than an old row: epochs above 0, of the few places whose key was ever changed.
_floors: dict[Place, int] = {}
_refused: set[Place] = set()
_right: dict[Place, tuple[bytes, tuple[bytes, int, bytes]]] = {}  # the last right mark of a place, and what it is of


def publish(*keys: Key) -> None:
    """Makes the public halves known in place of older epochs', so that anybody can seal to these compartments."""
    for key in keys:
        if key.epoch:
            Address.objects.filter(locator=key.locator, compartment=key.compartment, epoch__lt=key.epoch).delete()
    store(Address, list(map(_row, keys)))


def _row(key: Key) -> tuple[UUID, int, int, bytes, bytes]:
    """An address as it is stored: a table brings tens of thousands, and an object of each takes its time."""
    public = key.public  # made from the secret at each look
    return key.locator, int(key.compartment), key.epoch, public, _mark(key.locator, key.compartment, key.epoch, public)


def publish_again(key: Key) -> None:
    """Puts a holder's true public key back in place of whatever stands there."""
    Address.objects.filter(locator=key.locator, compartment=key.compartment).delete()
    publish(key)


def address(locator: UUID, compartment: Compartment = Compartment.SELF) -> tuple[int, bytes]:
    """The newest (epoch, public key) of a compartment. Raises NotReady where none is published, Substituted."""
    epoch, public, mark = _found(locator, compartment)
    place = (locator, compartment)
    if epoch < _floors.get(place, 0) or not _is_proved(place, epoch, public, mark):
        _refused.add(place)
        raise Substituted
    if epoch > _floors.get(place, 0):
        transaction.on_commit(lambda: _floors.update({place: epoch}))
    _refused.discard(place)
    return epoch, public


def unproved(locator: UUID) -> tuple[int, bytes]:
    """A holder's (epoch, public key) as it stands, where no vault half can prove it: in a recovery."""
    return _found(locator, Compartment.SELF)[:2]


def is_newest(key: Key) -> bool:
    """Whether no newer key of this compartment is published."""
    if key.locator == OURS:
        return True
    found = newest(Address, "epoch", by="epoch", locator=key.locator, compartment=key.compartment)
    return found is None or bool(found[0] <= key.epoch)


def are_newest(keys: Collection[Key]) -> bool:
    """Whether no newer key of any of these compartments is published: for many, in few statements."""
    epochs: dict[tuple[UUID, int], int] = {
        (key.locator, key.compartment): key.epoch for key in keys if key.locator != OURS
    }
    locators = list({locator for locator, _ in epochs})
    return not any(
        epoch > epochs.get((locator, compartment), epoch)
        for start in range(0, len(locators), _SLICE)
        for locator, compartment, epoch in Address.objects.filter(
            locator__in=locators[start : start + _SLICE], epoch__gt=0
        ).values_list("locator", "compartment", "epoch")
    )


def withdraw(locator: UUID) -> None:
    """Forgets the address of a holder: nothing can be handed to them any more."""
    Address.objects.filter(locator=locator).delete()


def _found(locator: UUID, compartment: Compartment) -> tuple[int, bytes, bytes]:
    found = newest(Address, "epoch, public, mark", by="epoch", locator=locator, compartment=compartment)
    if found is None:
        raise NotReady("no public key is published for this recipient")
    epoch, public, mark = found
    return epoch, bytes(public), bytes(mark)


def _mark(locator: UUID, compartment: int, epoch: int, public: bytes) -> bytes:
    place = (locator.bytes, compartment.to_bytes(8), epoch.to_bytes(8))
    return half.digest(b"address", suite.bind(*place, public))


def _is_proved(place: Place, epoch: int, public: bytes, mark: bytes) -> bool:
    """Whether this is ours; what was right a moment ago is not computed again, as every message asks."""
    known = (half.subkey(b"address"), epoch, public)
    right, of = _right.get(place, (b"", None))
    if of != known:
        right = _mark(*place, epoch, public)
        _right[place] = right, known
    return hmac.compare_digest(mark, right)


def refused() -> list[Place]:
    """The places to which this process would not seal when it last tried."""
    return list(_refused)


def check(keyring: Keyring, compartment: Compartment = Compartment.SELF) -> list[UUID]:
    """The holders in this keyring to whom nothing should be sealed: their address is not, or no longer, their key's.

    What the keyring knows to be newer than the address is remembered: this process seals to no older key from then on.
    """
    return [holder for holder in keyring.locators(compartment) if not _is_true(keyring.key(holder, compartment))]


def _is_true(key: Key) -> bool:
    place = (key.locator, key.compartment)
    if key.epoch:
        _floors[place] = max(key.epoch, _floors.get(place, 0))
    try:
        epoch, public = address(*place)
    except NotReady:
        return False
    if epoch == key.epoch and not hmac.compare_digest(public, key.public):
        _refused.add(place)
        return False
    return True


def mark_again(keyring: Keyring) -> None:
    """Marks the addresses whose private half is in a keyring under the vault half now in use."""
    for row in Address.objects.order_by("pk").iterator(_SLICE):
        if _is_held(row, keyring):
            mark = _mark(row.locator, row.compartment, row.epoch, bytes(row.public))
            Address.objects.filter(pk=row.pk).update(mark=mark)


def _is_held(row: Address, keyring: Keyring) -> bool:
    try:
        key = keyring.key(row.locator, Compartment(row.compartment), row.epoch)
    except (Locked, ValueError):
        return False
    return hmac.compare_digest(key.public, bytes(row.public))


def _is_marked(row: Address) -> bool:
    mark = _mark(row.locator, row.compartment, row.epoch, bytes(row.public))
    return hmac.compare_digest(bytes(row.mark), mark)


def unmarked() -> int:
    """How many addresses carry no mark of the vault half in use. Raises NotReady without a half."""
    return sum(not _is_marked(row) for row in Address.objects.order_by("pk").iterator(_SLICE))


def forget() -> None:
    """Clears what this process knows: another database is in use."""
    _floors.clear()
    _refused.clear()
    _right.clear()
