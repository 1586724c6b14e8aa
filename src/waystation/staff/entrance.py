"""The slots of an account: made, opened by a passphrase, written anew.

Whoever opens them writes all four anew in the same transaction, after opening them again there: a sign-in under duress
and an ordinary one of the same person, at the same moment, cannot undo each other.
"""

import hmac
from dataclasses import dataclass, field
from uuid import UUID

import msgspec

from waystation.staff import innocent
from waystation.staff.actor import Actor
from waystation.staff.models import Account
from waystation.staff.records import Within
from waystation.vault import slots, suite
from waystation.vault.compartments import Compartment
from waystation.vault.keyring import Key, Keyring
from waystation.vault.rows import id_bytes, select
from waystation.vault.slots import Stretched

NOBODY = UUID(int=0)

_BY_NAME = (
    "SELECT id, slots, name_digest FROM staff_account ORDER BY CASE WHEN name_digest = %s THEN 0 ELSE 1 END LIMIT 1"
)
_PREFIX = 2  # bytes, of the length of what is in a slot


def context(account: UUID) -> bytes:
    """What an account's slots are bound to."""
    return b"login slot" + account.bytes


def pack(within: Within) -> bytes:
    """As many bytes for everybody."""
    packed = msgspec.msgpack.encode(within)
    return (len(packed).to_bytes(_PREFIX) + packed).ljust(slots.CONTENT, b"\0")


def unpack(content: bytes) -> Within:
    """The inverse of `pack`."""
    size = int.from_bytes(content[:_PREFIX])
    return msgspec.msgpack.decode(content[_PREFIX : _PREFIX + size], type=Within)


def own(person: Key) -> Within:
    """What opens one's own keys."""
    return Within(person.locator, person.secret, suite.derive(person.secret, b"second factor"))


def first_slots(person: Key, passphrase: str) -> bytes:
    """Slots of which one opens. Raises Busy."""
    salt = slots.new_salt()
    stretched = slots.stretch(passphrase, salt.ljust(slots.SIZE, b"\0"))
    return slots.make(salt, [(stretched, pack(own(person)))], context(person.locator))


@dataclass(frozen=True)
class Came:
    """Who came in: by which account's slots, and to whose keys."""

    account: UUID
    within: Within = field(repr=False)

    @property
    def person(self) -> Key:
        """Whoever the opened keys are of: the person, or who they are in their innocent view."""
        return Key(self.within.holder, Compartment.SELF, 0, self.within.secret)

    @property
    def own_key(self) -> Key:
        """The key of one's own record, which says how one signs in: the same, whichever slot was opened."""
        return own_key(self.within.factor)

    def first_keys(self) -> Keyring:
        """What they have without anything that was granted."""
        if self.within.innocent:
            return innocent.keyring(self.person, innocent.roles(self.person))
        return Keyring([self.person])


def came(actor: Actor) -> Came:
    """How this person came in."""
    found: Came = actor.memory["came"]
    return found


def own_key(factor: bytes) -> Key:
    """See `Came.own_key`."""
    locator = UUID(bytes=suite.derive(factor, b"own record", b"locator", length=16), version=4)
    return Key(locator, Compartment.SELF, 0, suite.derive(factor, b"own record"))


@dataclass(frozen=True)
class Attempt:
    """A passphrase that was stretched for an account, or for nobody."""

    account: UUID
    stretched: Stretched = field(repr=False)

    def open(self, stored: bytes) -> Within:
        """What this passphrase opens among these slots. Raises Locked, after the same work whatever is wrong."""
        return unpack(slots.open_any(stored, self.stretched, context(self.account)))

    def come_in(self) -> Came:
        """Opens the slots that are stored now, and writes all four anew. Raises Locked. In the caller's transaction."""
        within = self.open_to_write()
        self.write(within)
        return Came(self.account, within)

    def open_to_write(self) -> Within:
        """The same among those that are stored now, which nobody else writes until the transaction ends."""
        row = Account.objects.select_for_update().filter(pk=self.account).first()
        return self.open(bytes(row.slots) if row else b"")

    def write(self, within: Within) -> None:
        """Writes all four slots anew: this one and, if one's own keys are in it, that of the duress passphrase."""
        salt = self.stretched.salt
        contents = [(self.stretched, pack(within))]
        if within.mate:
            contents.append((Stretched(salt, within.mate), pack(_other(within))))
        made = slots.make(salt, contents, context(self.account))
        Account.objects.filter(pk=self.account).update(slots=made)


def _other(within: Within) -> Within:
    """What the duress passphrase opens. Set from within an innocent view, it opens that one again."""
    if within.innocent:
        return msgspec.structs.replace(within, mate=b"")
    view = innocent.person(within.secret)
    return Within(view.locator, view.secret, within.factor, innocent=True)


def attempt_by_name(name: bytes, passphrase: str) -> Attempt:
    """The slow step for whoever signs in under a name, by its digest. Raises Busy, NotReady; Locked for a wrong one.

    The same work whoever is there: a row is always read, that of the name or any, and what nobody has is always made.
    """
    nobody, found = slots.of_nobody(name), next(select(_BY_NAME, [name]), None)
    known, stored = (id_bytes(found[0]), bytes(found[1])) if found else (NOBODY.bytes, nobody)
    is_known = found is not None and hmac.compare_digest(bytes(found[2]), name)
    account, stored = (UUID(bytes=known), stored) if is_known else (NOBODY, nobody)
    tried = Attempt(account, slots.stretch(passphrase, stored))
    tried.open(stored)
    return tried


def attempt(account: UUID, passphrase: str) -> Attempt:
    """The slow step for whoever is signed in already. Raises Busy, NotReady."""
    stored = Account.objects.filter(pk=account).values_list("slots", flat=True).first()
    return Attempt(account, slots.stretch(passphrase, bytes(stored or b"")))
