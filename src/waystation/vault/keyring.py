"""Keys and the keyrings that hold them, in memory only."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from waystation.vault import suite
from waystation.vault.compartments import Compartment
from waystation.vault.errors import Locked


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
        return suite.derive(self.secret, b"symmetric")

    @cached_property
    def private(self) -> suite.PrivateKey:
        return suite.private_key(suite.derive(self.secret, b"x-wing"))

    @property
    def public(self) -> bytes:
        return suite.public_bytes(suite.derive(self.secret, b"x-wing"))


@dataclass
class Chain:
    """The opened end of one batch: the keys of its records so far, and what the next follow from."""

    state: bytes = field(repr=False)
    keys: list[bytes] = field(repr=False, default_factory=list)


class Keyring:
    """The keys that one session may use; `chains` are the batches it has opened."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._epochs: dict[tuple[UUID, Compartment], dict[int, Key]] = {}
        self.chains: dict[UUID, Chain] = {}
        for key in keys:
            self.add(key)

    def add(self, key: Key) -> None:
        """Keeps a key; the same key twice is kept once."""
        self._epochs.setdefault((key.locator, key.compartment), {}).setdefault(key.epoch, key)

    def key(self, locator: UUID, compartment: Compartment = Compartment.SELF, epoch: int | None = None) -> Key:
        """The key of an epoch, or the newest. Raises Locked."""
        epochs = self._epochs.get((locator, compartment), {})
        chosen = max(epochs, default=None) if epoch is None else epoch
        if chosen is None or chosen not in epochs:
            raise Locked
        return epochs[chosen]

    def epochs(self, locator: UUID, compartment: Compartment = Compartment.SELF) -> list[Key]:
        """Every key of this compartment in hand, the newest first."""
        epochs = self._epochs.get((locator, compartment), {})
        return [epochs[number] for number in sorted(epochs, reverse=True)]

    def holds(self, locator: UUID, compartment: Compartment = Compartment.SELF) -> bool:
        """Whether any epoch of this compartment is in hand."""
        return (locator, compartment) in self._epochs

    def holds_epoch(self, locator: UUID, compartment: int, epoch: int) -> bool:
        """Whether the key of this epoch is in hand."""
        return epoch in self._epochs.get((locator, compartment), {})  # type: ignore[arg-type]

    def keys(self) -> list[Key]:
        """Every key in hand."""
        return [key for epochs in self._epochs.values() for key in epochs.values()]

    def locators(self, compartment: Compartment) -> list[UUID]:
        """Every holder of whom this keyring opens the compartment."""
        return [locator for locator, kind in self._epochs if kind == compartment]
