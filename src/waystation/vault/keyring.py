"""Keys and the keyrings that hold them, in memory only."""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final, NoReturn
from uuid import UUID

from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Ended, Locked

# One key of a holder, as a keyring and a ring page keep it: compartment, epoch, secret.
_HEAD: Final = struct.Struct(">BI")
ENTRY: Final = _HEAD.size + suite.KEY_SIZE
_MADE_KEPT: Final = 512
# The holder of what the installation opens by itself: its keys come from the vault half, and none is ever published.
OURS: Final = UUID(int=0)


@dataclass(frozen=True)
class Key:
    """One compartment of one holder in one epoch. Its secret gives a symmetric key and an X-Wing pair."""

    locator: UUID
    compartment: Compartment
    epoch: int
    secret: bytes = field(repr=False)

    @classmethod
    def new(cls, locator: UUID, compartment: Compartment = Compartment.SELF, epoch: int = 0) -> "Key":
        return cls(locator, compartment, epoch, suite.new_secret())

    @cached_property
    def symmetric(self) -> bytes:
        return suite.expand(self.secret, b"symmetric")

    @cached_property
    def private(self) -> suite.PrivateKey:
        return suite.private_key(suite.expand(self.secret, b"x-wing"))

    @property
    def public(self) -> bytes:
        return suite.public_bytes(suite.expand(self.secret, b"x-wing"))

    @property
    def entry(self) -> bytes:
        """This key as one entry of its holder."""
        return _HEAD.pack(self.compartment, self.epoch) + self.secret


@dataclass
class Chain:
    """The opened end of one batch: the keys of its records so far, and what the next follow from."""

    state: bytes = field(repr=False)
    keys: list[bytes] = field(repr=False, default_factory=list)


class _PutAway(dict[bytes, Any]):
    """What takes the place of keys that were put away: who looks for one, or brings one, is told that it is over."""

    def _is_over(self, *_asked: object) -> NoReturn:
        raise Ended

    __getitem__ = __setitem__ = __contains__ = __iter__ = get = pop = items = _is_over


class Keyring:
    """The keys that one session may use; `chains` are the batches it has opened, `dropped` counts what was erased.

    A team may hold hundreds of thousands of keys: they are kept as the bytes of their pages, one string for each
    holder, and become objects when asked for.
    """

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._entries: dict[bytes, bytes] = {}
        self._selves: dict[bytes, None] = {}
        self._made: dict[tuple[bytes, int, int], Key] = {}
        self.gained: list[bytes] = []
        self.chains: dict[tuple[bytes, bytes, int, int], Chain] = {}
        self.dropped = 0
        for key in keys:
            self.add(key)

    def __repr__(self) -> str:
        return f"<Keyring of {len(self._entries)} holders>"

    @property
    def is_over(self) -> bool:
        """Whether the keys were put away."""
        return isinstance(self._entries, _PutAway)

    def go_on(self) -> None:
        """For work that takes long between two keys. Raises Ended where they were put away meanwhile."""
        if self.is_over:
            raise Ended

    def put_away(self) -> None:
        """Lets go of every key for good: from now on whatever asks for one raises Ended, whoever still has this."""
        self._entries, self._selves = _PutAway(), _PutAway()
        self._made.clear()
        self.chains.clear()

    def add(self, key: Key) -> None:
        """Keeps a key; the same key twice is kept once."""
        self.take([(key.locator.bytes, key.entry)])

    def take(self, groups: Iterable[tuple[bytes, bytes]]) -> None:
        """Keeps the entries of holders, as a page has them. A key in hand is not replaced by another of its name.

        Each holder of whom something is new is appended to `gained`.
        """
        known, gained = self._entries, self.gained
        for holder, entries in groups:
            before = known.get(holder)
            if before == entries:
                continue
            after = entries if before is None else before + _new_in(entries, before)
            if after != before:
                known[holder] = after
                gained.append(holder)
                if Compartment.SELF in after[::ENTRY]:
                    self._selves[holder] = None

    def find(self, holder: bytes, compartment: int, epoch: int) -> bytes | None:
        """The secret of a holder's key, or None where it is not in hand."""
        entries = self._entries.get(holder)
        if entries is None:
            return None
        try:
            head = _HEAD.pack(compartment, epoch)
        except struct.error:
            return None
        at = -1
        while (at := entries.find(head, at + 1)) >= 0:
            if at % ENTRY == 0:  # else a secret's bytes look alike
                return entries[at + _HEAD.size : at + ENTRY]
        return None

    def has_newer(self, holder: bytes, compartment: int, epoch: int) -> bool:
        """Whether a newer key of this compartment than that of `epoch` is in hand."""
        entries, head = self._entries.get(holder, b""), _HEAD.pack(compartment, epoch)
        kinds, at = entries[::ENTRY], -1
        while (at := kinds.find(compartment, at + 1)) >= 0:
            if entries[at * ENTRY : at * ENTRY + _HEAD.size] > head:
                return True
        return False

    def key(self, locator: UUID, compartment: Compartment = Compartment.SELF, epoch: int | None = None) -> Key:
        """The key of an epoch, or the newest. Raises Locked."""
        if epoch is None:
            epoch = max(self._numbers(locator, compartment), default=-1)
        name = (locator.bytes, int(compartment), epoch)
        if made := self._made.get(name):
            return made
        secret = self.find(*name)
        if secret is None:
            raise Locked
        if len(self._made) >= _MADE_KEPT:
            self._made.clear()
        return self._made.setdefault(name, Key(locator, compartment, epoch, secret))

    def epochs(self, locator: UUID, compartment: Compartment = Compartment.SELF) -> list[Key]:
        """Every key of this compartment in hand, the newest first."""
        return [self.key(locator, compartment, epoch) for epoch in sorted(self._numbers(locator, compartment))[::-1]]

    def _numbers(self, locator: UUID, compartment: Compartment) -> list[int]:
        heads = map(_HEAD.unpack, _heads(self._entries.get(locator.bytes, b"")))
        return [epoch for kind, epoch in heads if kind == compartment]

    def holds(self, locator: UUID, compartment: Compartment = Compartment.SELF) -> bool:
        """Whether any epoch of this compartment is in hand."""
        return compartment in self._entries.get(locator.bytes, b"")[::ENTRY]

    def drop(self, places: Iterable[tuple[UUID, int]]) -> bool:
        """Puts away every epoch of these compartments, and the batches opened; False where none was in hand."""
        found = [self._drop(locator.bytes, compartment) for locator, compartment in places]
        if any(found):
            self._made.clear()
            self.chains.clear()
        self.dropped += sum(found)
        return any(found)

    def _drop(self, holder: bytes, compartment: int) -> bool:
        before = self._entries.get(holder, b"")
        entries = [before[at : at + ENTRY] for at in range(0, len(before), ENTRY) if before[at] != compartment]
        if len(entries) * ENTRY == len(before):
            return False
        self._entries[holder] = b"".join(entries)
        if not entries:
            del self._entries[holder]
        if compartment == Compartment.SELF:
            self._selves.pop(holder, None)
        return True

    def holds_epoch(self, locator: UUID, compartment: int, epoch: int) -> bool:
        """Whether the key of this epoch is in hand."""
        return self.find(locator.bytes, compartment, epoch) is not None

    def keys(self) -> list[Key]:
        """Every key in hand: slow for a large team."""
        return [
            Key(UUID(bytes=holder), Compartment(kind), epoch, entries[at + _HEAD.size : at + ENTRY])
            for holder, entries in self.groups()
            for at in range(0, len(entries), ENTRY)
            for kind, epoch in [_HEAD.unpack_from(entries, at)]
            if kind in _KINDS
        ]

    def groups(self) -> list[tuple[bytes, bytes]]:
        """Every holder's 16 bytes with its entries."""
        return list(self._entries.items())

    def locators(self, compartment: Compartment) -> list[UUID]:
        """Every holder of whom this keyring opens the compartment. Quick for SELF alone."""
        if compartment is Compartment.SELF:
            return [UUID(bytes=holder) for holder in list(self._selves)]
        return [UUID(bytes=holder) for holder, entries in self.groups() if compartment in entries[::ENTRY]]


_KINDS: Final = frozenset(Compartment)


def _heads(entries: bytes) -> list[bytes]:
    return [entries[at : at + _HEAD.size] for at in range(0, len(entries), ENTRY)]


def _new_in(entries: bytes, known: bytes) -> bytes:
    """The entries whose compartment and epoch are not among the known."""
    names = _heads(known)
    ats = range(0, len(entries), ENTRY)
    return b"".join([entries[at : at + ENTRY] for at in ats if entries[at : at + _HEAD.size] not in names])
