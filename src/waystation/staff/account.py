"""What a person sees of their own signing in: open sessions, and what they must be told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from msgspec.structs import replace

from waystation.audit.log import log
from waystation.staff import own as owns
from waystation.staff.actor import Actor
from waystation.staff.devices import Mark
from waystation.staff.records import Alert, OpenSession, Own
from waystation.vault import sessions


@dataclass(frozen=True)
class Here:
    """The session at hand: what it is found by, the browser it began in, and when it ends if nothing else happens."""

    name: bytes
    mark: Mark | None
    until: datetime

    @property
    def device(self) -> bytes:
        return self.mark.digest if self.mark else b""


def here(actor: Actor) -> Here:
    found: Here = actor.memory["here"]
    return found


def running(actor: Actor) -> list[tuple[OpenSession, bool]]:
    """This person's sessions that have not ended, newest first, each with whether it is the one at hand."""
    own = owns.of(actor)
    alive = sessions.alive([each.id for each in own.sessions], now=actor.now())
    return [(each, each.id == here(actor).name) for each in reversed(own.sessions) if each.id in alive]


def end_others(actor: Actor) -> None:
    """Ends every session of this person but the one at hand, and no longer knows the browsers that were told of."""
    kept = here(actor).name

    def alter(own: Own) -> Own:
        told = list(_seen_here(actor, own.alerts))
        strange = {alert.device for alert in told if alert.device}
        return replace(
            own,
            sessions=[each for each in own.sessions if each.id == kept],
            alerts=[each for each in own.alerts if each not in told],
            devices=[each for each in own.devices if each.digest not in strange],
        )

    with transaction.atomic():
        sessions.end_named(each.id for each in owns.of(actor).sessions if each.id != kept)
        owns.change_of(actor, alter)
        log(actor.account, "staff.signed_out_elsewhere", subject=actor.account)


def to_tell(actor: Actor) -> list[Alert]:
    """What this person must be told, here. What came from this very browser it neither sees nor answers for:
    whoever broke in must not be able to wave it away.
    """
    return list(_seen_here(actor, owns.of(actor).alerts))


def _seen_here(actor: Actor, alerts: Iterable[Alert]) -> Iterable[Alert]:
    return (alert for alert in alerts if not alert.device or alert.device != here(actor).device)


def answer_for(actor: Actor) -> None:
    """Notes that this person knows of what they were told here."""

    def alter(own: Own) -> Own:
        told = list(_seen_here(actor, own.alerts))
        return replace(own, alerts=[each for each in own.alerts if each not in told])

    with transaction.atomic():
        owns.change_of(actor, alter)
        log(actor.account, "staff.alerts_answered", subject=actor.account)
