"""Keeps what follows from a track in step with it: steps that are done by what is noted, and who is called when."""

from uuid import UUID

import msgspec

from waystation.audit.log import log
from waystation.casework import access as casework
from waystation.casework import history
from waystation.evacuation.relocation import access, following, rules, timers, wording
from waystation.evacuation.relocation.models import StepRow
from waystation.evacuation.relocation.records import APPEAL_DECIDED, APPEALED, COURT, US, Step
from waystation.evacuation.relocation.rules import Whole
from waystation.staff.actor import Actor
from waystation.vault.compartments import Compartment
from waystation.vault.records import create, delete

replace = msgspec.structs.replace


def follow(actor: Actor, case_id: UUID, track_id: UUID) -> None:
    """Brings steps and timers in step with what is noted, in the caller's transaction, which writes the audit line."""
    found = access.whole(actor, case_id, track_id)
    if rules.is_open(found) and (changed := list(following.following(found, actor.today))):
        for id_, step in changed:
            _write(actor, case_id, id_, step)
        _go_on(actor, access.whole(actor, case_id, track_id))
    timers.follow(actor, case_id, track_id)


def _go_on(actor: Actor, found: Whole) -> None:
    """The first step that is open waits, from today on."""
    if (following_it := rules.next_step(found)) and following_it[1].since is None:
        id_, step = following_it
        _write(actor, found.case, id_, replace(step, since=actor.today))


def _write(actor: Actor, case_id: UUID, step_id: UUID, step: Step) -> None:
    row, _before = access.part(actor, case_id, StepRow, step_id)
    history.rewrite(actor, row, replace(step, at=actor.now(), by=actor.account))
    log(actor.account, "relocation.step_changed", subject=step_id, case=case_id)


def refused(actor: Actor, case_id: UUID, track_id: UUID) -> None:
    """After a refusal: to decide whether to appeal, and what a court says to it, come next in the list."""
    found = access.whole(actor, case_id, track_id)
    place = following.after_refusal(found)
    if place is None:
        return
    for id_, step in found.steps:
        if step.number >= place:
            _write(actor, case_id, id_, replace(step, number=step.number + len(_APPEAL)))
    key = casework.key(actor, case_id, Compartment.LOGISTICS)
    for number, (what, whose, follows) in enumerate(_APPEAL, place):
        since = actor.today if number == place else None
        step = Step(track=track_id, what=str(what), number=number, whose=whose, since=since, follows=follows)
        row = create(StepRow, replace(step, at=actor.now(), by=actor.account), key)
        log(actor.account, "relocation.step_changed", subject=row.pk, case=case_id)


def no_longer_refused(actor: Actor, case_id: UUID, track_id: UUID) -> None:
    """A refusal was corrected: what was still to be done about it is taken out."""
    for id_ in following.without_refusal(access.whole(actor, case_id, track_id)):
        row, _step = access.part(actor, case_id, StepRow, id_)
        delete(row)
        log(actor.account, "relocation.part_dropped", subject=id_, case=case_id)


_APPEAL = (
    (wording.APPEAL_STEP, US, APPEALED),
    (wording.COURT_STEP, COURT, APPEAL_DECIDED),
)
