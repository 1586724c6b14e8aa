"""The words of work."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.work.records import APPROVED, ASKED, CANCELLED, DONE, OPEN, OWNER, REJECTED
from waystation.staff.teams import COORDINATION, DUTY

NOT_YOURS = _("You asked for this yourself. Somebody else must answer.")
ANSWERED_ALREADY = _("This was answered already. Look at what was said.")
SAY_WHY = _("Write why, so that whoever asked knows what to change.")
RESOLVED_ALREADY = _("This flag is resolved already.")
SAY_HOW = _("Write what was found or done.")

STATES = {
    OPEN: pgettext_lazy("task", "Open"),
    DONE: pgettext_lazy("task", "Done"),
    CANCELLED: pgettext_lazy("task", "Cancelled"),
}
TEAMS = {DUTY: _("Duty team"), COORDINATION: _("Coordination")}
FOR_WHOM = {"": _("Whoever takes it"), OWNER: _("Whoever is responsible for the case"), **TEAMS}

NOBODY_ELSE_AGREES = _(
    "Nobody else who may agree can open this case. A coordinator lets one in first, under Who may open this case."
)
KINDS = {
    "assessment": _("Assessment"),
    "plan": _("Plan"),
    "money": _("Money"),
    "tell": _("Telling somebody outside"),
    "closure": _("Closing the case"),
    "other": _("Something else"),
}
APPROVAL_STATES = {ASKED: _("waits for an answer"), APPROVED: _("approved"), REJECTED: _("rejected")}
APPROVAL_TONES = {ASKED: "warn", APPROVED: "good", REJECTED: "danger"}

NOTICES = {
    "task-kept": _("The task is saved."),
    "task-ended": _("Noted."),
    "tasks-changed": _("Changed. It can be taken back on this page for a week."),
    "tasks-put-back": _("Taken back. The tasks are as they were before."),
    "task-open-again": _("The task is open again."),
    "proposals-looked-at": _("What you ticked is a task now; the rest is not proposed again."),
    "template-kept": _("Saved. It is proposed whenever a case enters this stage from now on."),
    "flag-raised": _("The flag is raised."),
    "flag-resolved": _("The flag is resolved."),
    "approval-asked": _("Asked. A coordinator who is somebody else answers."),
    "approval-nobody": NOBODY_ELSE_AGREES,
    "approval-answered": _("Your answer is kept."),
}
