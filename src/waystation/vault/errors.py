"""What can go wrong in the vault. No error carries a datum: only its kind is told."""


class VaultError(Exception):
    """Any refusal of the vault."""


class Locked(VaultError):
    """The keyring in hand does not open this."""


class Ended(VaultError):
    """The session whose keys these were has ended: nothing more is opened with them, not even what was begun."""


class Tampered(VaultError):
    """Sealed bytes do not authenticate where they stand: changed, moved, rolled back or forged."""


class Stale(VaultError):
    """Somebody else wrote this row first; read it again."""


class NotReady(VaultError):
    """The installation lacks something without which its promises cannot be kept."""


class Substituted(Tampered, NotReady):
    """A public key, or the team that it belongs to, is not the one that this installation put there."""


class NotNow(VaultError):
    """The security mode does not let staff do this at present."""


class Busy(VaultError):
    """Too many passphrases wait to be stretched; try again in a minute."""


class NotAShare(VaultError):
    """Words that are no recovery share: mistyped. `position` is the first unknown word's, None for a wrong checksum."""

    def __init__(self, position: int | None = None) -> None:
        self.position = position


class WrongShare(VaultError):
    """A share that was never handed out for this installation, although it is well formed."""


class TooFew(VaultError):
    """Fewer different shares than are needed: together they open nothing."""
