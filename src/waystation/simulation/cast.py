"""The invented staff: two operators who hear alarms, two coordinators of whom neither decides alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from waystation.staff import actions as staff
from waystation.staff import policy
from waystation.staff.access import refresh
from waystation.staff.actor import Actor, utc_now

STAFF: Final = {
    "dina": policy.OPERATOR,
    "oleg": policy.OPERATOR,
    "lev": policy.COORDINATOR,
    "mira": policy.COORDINATOR,
    "ira": policy.DOCUMENTER,
    "adam": policy.ADMINISTRATOR,
}
"""By name; each is called so outside, too."""


@dataclass(frozen=True)
class Cast:
    """Who acts, by the clock of the simulation."""

    dina: Actor
    oleg: Actor
    lev: Actor
    mira: Actor

    def refreshed(self) -> None:
        """Everybody sees what was granted until now."""
        for each in (self.dina, self.oleg, self.lev, self.mira):
            refresh(each)


def sign_in(passphrases: dict[str, str], now: Callable[[], datetime]) -> Cast:
    """The four who act, signed in with their passphrases."""
    return Cast(**{name: _actor(name, passphrases[name], now) for name in ("dina", "oleg", "lev", "mira")})


def _actor(name: str, passphrase: str, now: Callable[[], datetime]) -> Actor:
    moment = utc_now()
    actor = staff.resume(staff.sign_in(name, passphrase, now=moment), now=moment)
    if actor is None:
        raise RuntimeError("the staff of the simulation cannot sign in")
    return replace(actor, now=now)
