"""Sentences that the actions of casework refuse with."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

ALREADY_A_CASE = _("This request is a case already. Open it from the list of cases.")
NO_CALLER = _("This thread is with a helper, a partner or an authority: nobody there is to be brought out.")
PAST = _("This day is past.")
NOT_BY_ONESELF = _("You wrote this yourself: somebody else has to see it.")
SAY_WHO_PAYS = _("Write who pays, or what is missing.")
SAY_WHAT_WAS_TRIED = _("Write what was tried, so that the next one tries something else.")
SAY_WHOM_ASKED = _("Write whom you asked to delete it and what they said, or that nothing had left.")
LOOK_SOONER = _("Somebody has to look again within a week, and not in the past: choose another moment.")
CANNOT_OPEN_IT = _(
    "This colleague cannot open the case. A coordinator lets them in first, under Who may open this case."
)
IS_RESPONSIBLE = _("This colleague is responsible already.")
WRONG_DAYS = _("The last day is before the first, or past. Look at both.")
NOT_FOR_ONESELF = _("Nobody stands in for themselves. Choose a colleague.")
NOT_EACH_OTHER = _("This colleague is away in these days, too. Choose another one.")
SAY_WHY = _("Write what was wrong, so that everybody understands the record.")
NOTHING_TO_TAKE_BACK = _("There is no move to take back.")
MOVED_ON_SINCE = _("The case has moved on since. Move it to the right stage instead.")
NOT_ONESELF = _("You cannot take yourself off. Ask a colleague.")
IN_A_TEAM_OF_OTHERS = _("This person is in a team whose keys you do not hold. Ask somebody of that team to do this.")
EVALUATES_ALONE = _(
    "The role of this colleague opens “Medical” alone: choose that and nothing else, or give them another role first."
)
NO_ACT_HERE = _("The time of the act is asked for the recording of injuries alone. Leave it empty.")
NOT_YET = _("This moment has not come yet.")
TOO_LONG_AGO = _("This is more than five years ago. Look at the year.")
DUE_BEFORE_ACT = _("It cannot be due before the act. Look at both days.")
SECOND_PERSON = _("Somebody else must agree: not whoever asks.")
ALREADY_DECIDED = _("This is decided already.")
SAY_FOR_WHOM = _("Say for whom two people would agree: for the person, or for others of the case.")
ASKED_ELSEWHERE = _("This was asked elsewhere and came in a file: it opens nothing here. Ask here.")
SAY_WHY_AGAINST = _("Write why it must be done against what the person said, or without asking them.")
