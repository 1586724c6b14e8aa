"""The words of the staff room: roles, teams, the parts of a case, and why something is not possible."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.staff import teams
from waystation.staff.policy import ADMINISTRATOR, ADVOCATE, CLINICIAN, COORDINATOR, DOCUMENTER, OPERATOR
from waystation.vault.compartments import Compartment

Words = str | Promise

ROLE_WORDS: dict[str, Words] = {
    OPERATOR: _("Operator: reads and answers, works on cases"),
    COORDINATOR: _("Coordinator: all of that, who people are, journeys, the staff, the log"),
    DOCUMENTER: _("Documenter: testimony"),
    ADVOCATE: _("Advocate: submissions and publications, no cases"),
    ADMINISTRATOR: _("Administrator: the machine, no cases"),
    CLINICIAN: _("Clinician: judges medical findings, in the cases that are given to them"),
}

TEAM_WORDS: dict[str, Words] = {
    teams.DUTY: _("Duty team"),
    teams.COORDINATION: _("Coordination"),
    teams.DOCUMENTATION: _("Documentation"),
    teams.ADVOCACY: _("Advocacy"),
    teams.PUBLICATION: _("Publication"),
    teams.EVERYONE: _("All staff"),
    teams.AUDIT: _("Those who read the log"),
}

PART_WORDS: dict[Compartment, Words] = {
    Compartment.LIST: pgettext_lazy("part of a case", "In the list: stage, place, next step"),
    Compartment.CONTACT: pgettext_lazy("part of a case", "Messages, notes, needs, risk, consent"),
    Compartment.IDENTITY: pgettext_lazy("part of a case", "Who it is"),
    Compartment.TESTIMONY: pgettext_lazy("part of a case", "Testimony"),
    Compartment.LOGISTICS: pgettext_lazy("part of a case", "Journeys"),
    Compartment.MEDICAL: pgettext_lazy("part of a case", "Medical"),
    Compartment.MONEY: pgettext_lazy("part of a case", "Money"),
}

NAME_TAKEN = _("Somebody signs in with this name already. Choose another one.")
PERSONA_TAKEN = _("Somebody is or was called that. Choose another name, so that nobody is taken for somebody else.")
NOT_CONFIRMED = _(
    "One of you two is new, and nobody but whoever added them has said yet that they are somebody else. "
    "Another colleague confirms them on the page Today; then do this again."
)
NOT_FOR_YOU_TO_CONFIRM = _("Somebody who had no part in adding them, and who is confirmed, must say so.")
NOT_ONESELF = _("You cannot do this to yourself. Ask a colleague.")
LAST_OF_TEAM = _(
    "Nobody else holds the keys of one of this person's teams, so they would be lost for good. "
    "First give somebody else the role, and let a member of the team let them in."
)
WRONG_PASSPHRASE = _("That is not your present passphrase.")
