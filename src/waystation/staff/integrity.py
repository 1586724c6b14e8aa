"""Whether what is stored is what this program wrote: found out for the people who rely on it, and told to them.

The vault finds it, without any keyring: in what somebody opens, at once; in the rest, little by little. The audit log
is told, and every page says it until somebody answers for it.
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction

from waystation.audit import check, witness
from waystation.audit.log import log
from waystation.staff import teams
from waystation.staff.actor import Actor
from waystation.vault import directory, grants, manifest, schema, whole
from waystation.vault.errors import Substituted
from waystation.vault.keyring import Key, Keyring
from waystation.vault.whole import Difference

# Seconds between two looks at the head of all manifests (every set's turn is read), and at the teams' own rows.
HEAD_EVERY, TEAMS_EVERY = 600.0, 60.0
SLICE = 300  # sets that one look compares besides


def adopt_under_new_half(people: Iterable[Key]) -> None:
    """The vault half was lost: what its successor proves from now on. In the trustees' transaction.

    A public key is taken on only where somebody who was restored has the private one.
    """
    keyring = Keyring(people)
    grants.refresh(keyring, proved=False)
    grants.mark_again()
    directory.mark_again(keyring)
    teams.mark_again()
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


@dataclass
class Standing:
    """What this process found last. `sets` are cases, threads and teams whose rows are not those that were written.

    `alone`: nothing stands in the database that is not this program's (see schema.py).
    """

    sets: dict[UUID, Difference] = field(default_factory=dict)
    whole: bool = True
    keys: bool = True
    alone: bool = True

    @property
    def sound(self) -> bool:
        return self.whole and self.keys and self.alone and not self.sets

    @property
    def news(self) -> set[object]:
        return {*self.sets, *(name for name in ("whole", "keys", "alone") if not getattr(self, name))}


class _Known:
    def __init__(self) -> None:
        self.standing, self.told = Standing(), set[object]()
        self.head_at = self.teams_at = -HEAD_EVERY
        self.walked: UUID | None = None


_known = _Known()


def forget() -> None:
    """Clears what this process knows: another database is in use, or somebody answered for it."""
    global _known
    _known = _Known()


def standing() -> Standing:
    """What was found, a minute old at most and for the head ten: for every page."""
    now, found = time.monotonic(), _known.standing
    if now - _known.head_at >= HEAD_EVERY:
        _known.head_at, found.whole = now, _is_whole()
    if now - _known.teams_at >= TEAMS_EVERY:
        _known.teams_at, found.keys, found.alone = now, _keys_are_ours(), not schema.strangers()
        for set_id in [*teams.Team.objects.values_list("locator", flat=True), *_next_sets()]:
            _compare(set_id)
    found.keys = found.keys and not directory.refused()
    return found


def _is_whole() -> bool:
    # Twice, in case somebody wrote between two readings.
    return any(check.knows_the_rows() and whole.compare_head() is None for _ in range(2))


def _keys_are_ours() -> bool:
    try:
        for name in teams.TEAMS:
            directory.address(teams.locator(name))
    except Substituted:
        return False
    return True


def _next_sets() -> list[UUID]:
    """The sets after those looked at last; from the first again after the last."""
    found = whole.sets(after=_known.walked, most=SLICE)
    _known.walked = found[-1] if len(found) == SLICE else None
    return found


def _compare(set_id: UUID) -> Difference | None:
    found = whole.compare(set_id) and whole.compare(set_id)  # twice, in case somebody wrote in between
    if found is None:
        _known.standing.sets.pop(set_id, None)
    else:
        _known.standing.sets[set_id] = found
    return found


def notice() -> Standing:
    """What stands, told to the log when it is new."""
    found = standing()
    if found.news - _known.told:
        with transaction.atomic():
            log(None, "integrity.disagreed")
    _known.told = found.news
    return found


def opened(actor: Actor, set_id: UUID, *, case: UUID | None = None) -> Difference | None:
    """Looks whether the rows of a case or thread are those that were written; told to the log once in a session."""
    found = _compare(set_id)
    told: set[UUID] = actor.memory.setdefault("differences", set())
    if found is not None and set_id not in told:
        with transaction.atomic():
            log(actor.account, "integrity.differs", subject=set_id, case=case)
        told.add(set_id)
    return found


def must_read(actor: Actor) -> bool:
    """Whether the log disagrees with its witness and this session was not yet told: what it would see may be old."""
    found = witness.standing()
    return not actor.apart and found is not None and actor.memory.get("told_of") != found


def have_read(actor: Actor) -> None:
    """This person was told, and goes on: somebody may need them now, whether or not a coordinator is awake."""
    with transaction.atomic():
        log(actor.account, "audit.disagreement_read")
    actor.memory["told_of"] = witness.standing()
