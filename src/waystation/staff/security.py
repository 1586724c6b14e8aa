"""The security mode as staff set and see it, and the panic that anybody on the staff may start."""

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.audit.log import log
from waystation.staff.actor import Actor
from waystation.staff.policy import require
from waystation.vault import mode, panic
from waystation.vault.mode import Mode, Standing

VERBS = {Mode.NORMAL: "mode.normal", Mode.READ_ONLY: "mode.read_only", Mode.CLOSED: "mode.closed"}
NAMES: dict[Mode, str | Promise] = {
    Mode.NORMAL: _("Normal"),
    Mode.READ_ONLY: _("Read only"),
    Mode.CLOSED: _("Closed"),
}


def standing(actor: Actor | None = None) -> Standing:
    """The mode in force; in an innocent view, the one that was chosen there."""
    chosen = actor.memory.get("mode") if actor else None
    return Standing(chosen) if chosen is not None else mode.current()


def set_mode(actor: Actor, wanted: Mode) -> None:
    """Sets the mode. From an innocent view it can be made stricter for everybody, and looser there alone."""
    require(actor, "mode.set")
    if actor.apart and wanted < mode.current().mode:
        actor.memory["mode"] = wanted
        return
    actor.memory.pop("mode", None)
    _put(actor, wanted)


def set_by_command(wanted: Mode) -> None:
    """The same for whoever may run commands on the machine."""
    _put(None, wanted)


@transaction.atomic
def _put(actor: Actor | None, wanted: Mode) -> None:
    mode.put(wanted)
    log(actor.account if actor else None, VERBS[wanted])


def start_panic() -> None:
    """Makes everything unreadable at once. Nothing is logged first: the log could have to wait for its turn."""
    panic.now()
