"""What of a case is not done: told before it is closed, which ends none of it."""

from collections.abc import Iterator
from uuid import UUID

from django.utils.translation import gettext as _

from waystation.casework import access
from waystation.casework.services import rules as service_rules
from waystation.casework.services import shown as services
from waystation.casework.wording import Words
from waystation.casework.work import access as work
from waystation.casework.work.records import ASKED, OPEN
from waystation.staff.actor import Actor
from waystation.vocabulary.vocabularies import term


def lines(actor: Actor, case_id: UUID) -> list[tuple[Words, str]]:
    """Each kind of what is open, with what it is."""
    found = [(label, "; ".join(said)) for label, said in _found(actor, case_id)]
    return [(label, said) for label, said in found if said]


def _found(actor: Actor, case_id: UUID) -> Iterator[tuple[Words, list[str]]]:
    yield _("Needs"), [term("needs", need.code).label for _r, need in access.needs(actor, case_id) if not need.met_on]
    held = [line for line in services.service_lines(actor, case_id) if service_rules.is_open(line.service)]
    yield (
        _("Services, with the places that they take"),
        [f"{line.label}, {line.provider.name}" if line.provider else line.label for line in held],
    )
    yield _("Tasks"), [task.what for _row, task in work.tasks_of(actor, case_id) if task.state == OPEN]
    yield _("Flags"), [flag.message for _row, flag in work.flags_of(actor, case_id) if flag.resolved_at is None]
    yield _("Approvals"), [each.what for _row, each in work.approvals_of(actor, case_id) if each.state == ASKED]
