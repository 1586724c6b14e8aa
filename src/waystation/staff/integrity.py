"""Whether what is stored is what this program wrote: found out for the people who rely on it, and told to them.

The vault finds it; the audit log is told once for each session that meets it; every page says it until somebody
answers for it.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from waystation.audit import check
from waystation.audit.log import log
from waystation.audit.models import Line
from waystation.staff import teams
from waystation.staff.actor import Actor
from waystation.vault import directory, grants, manifest
from waystation.vault.errors import Substituted
from waystation.vault.keyring import Key, Keyring
from waystation.vault.manifest import Difference

EVERY = timedelta(minutes=10)


def begin() -> None:
    """Once, in an installation older than these checks: takes all as it stands for what was written, and says so.

    A line of the log that was written since tells that it happened: manifests that are gone now were destroyed.
    """
    if manifest.turn() or _began():
        return
    with transaction.atomic():
        directory.adopt()
        grants.adopt()
        teams.adopt()
        manifest.adopt()
        log(None, "integrity.began")


def _began() -> bool:
    newest = Line.objects.order_by("-number").values_list("number", "salt")[: check.SLICE]
    return any(manifest.made_salt(number, bytes(salt)) for number, salt in newest)


def adopt_under_new_half(people: Iterable[Key]) -> None:
    """The vault half was lost: what its successor proves from now on. In the trustees' transaction.

    A public key is taken on only where somebody who was restored has the private one.
    """
    keyring = Keyring(people)
    grants.refresh(keyring, proved=False)
    grants.adopt(again=True)
    directory.adopt(keyring)
    teams.adopt(again=True)
    manifest.adopt()


def answer_for(actor: Actor) -> None:
    """Somebody knows why rows were changed outside the program: they are counted as they are now, and the log says so.

    Teams whose public keys were replaced get back those that this person's keyring proves.
    """
    with transaction.atomic():
        for holder in directory.check(actor.keys):
            directory.publish_again(actor.keys.key(holder))
        manifest.adopt()
        log(actor.account, "integrity.answered_for")
    forget()
    actor.memory.pop("differences", None)


@dataclass(frozen=True)
class Standing:
    """What this process found last. `sets` are the teams' rows that differ from what was written."""

    sets: dict[UUID, Difference]
    whole: bool = True
    keys: bool = True

    @property
    def sound(self) -> bool:
        return self.whole and self.keys and not self.sets


class _Known:
    def __init__(self) -> None:
        self.found = Standing({})
        self.at: float | None = None
        self.told: set[object] = set()


_known = _Known()


def forget() -> None:
    """Clears what this process knows: another database is in use, or somebody answered for it."""
    global _known
    _known = _Known()


def standing() -> Standing:
    """What was found, ten minutes old at most: for every page. Keys are looked at each time, since that costs nothing."""
    if _known.at is None or time.monotonic() - _known.at > EVERY.total_seconds():
        look()
    return _known.found if not directory.refused() else Standing(_known.found.sets, _known.found.whole, keys=False)


def look() -> Standing:
    """Looks now: at the head of all manifests, the log, and the rows and keys of the teams."""
    _known.at = time.monotonic()
    whole = check.knows_the_rows() and manifest.compare_head() is None
    if not whole:  # once more, in case somebody wrote in between
        whole = check.knows_the_rows() and manifest.compare_head() is None
    _known.found = Standing(_teams_that_differ(), whole, _keys_are_ours())
    return _known.found


def _teams_that_differ() -> dict[UUID, Difference]:
    found = {team: compared(team) for team in teams.Team.objects.values_list("locator", flat=True)}
    return {team: difference for team, difference in found.items() if difference is not None}


def _keys_are_ours() -> bool:
    try:
        for name in teams.TEAMS:
            grants.address(teams.locator(name))
    except Substituted:
        return False
    return True


def compared(set_id: UUID) -> Difference | None:
    """How a set differs from what was written, looked at twice, in case somebody wrote in between."""
    return manifest.compare(set_id) and manifest.compare(set_id)


def notice() -> Standing:
    """What stands, told to the log when it is new."""
    found = standing()
    news: set[object] = set(found.sets) | {name for name in ("whole", "keys") if not getattr(found, name)}
    if news - _known.told:
        with transaction.atomic():
            log(None, "integrity.disagreed")
    _known.told = news
    return found


def opened(actor: Actor, set_id: UUID, *, case: UUID | None = None) -> Difference | None:
    """Looks whether the rows of a case or thread are those that were written; told to the log once in a session."""
    found = compared(set_id)
    met: dict[UUID, Difference] = actor.memory.setdefault("differences", {})
    if found is None:
        met.pop(set_id, None)
        return None
    if set_id not in met:
        with transaction.atomic():
            log(actor.account, "integrity.differs", subject=set_id, case=case)
    met[set_id] = found
    return found


def met(actor: Actor) -> int:
    """How many cases and threads this session found to differ from what was written."""
    return len(actor.memory.get("differences", {}))
