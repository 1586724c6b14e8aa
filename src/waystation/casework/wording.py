"""Sentences that the actions of casework refuse with."""

from django.utils.translation import gettext_lazy as _

ALREADY_A_CASE = _("This request is a case already. Open it from the list of cases.")
NO_CALLER = _("This thread is with a helper, a partner or an authority: nobody there is to be brought out.")
SAY_WHY = _("Write what was wrong, so that everybody understands the record.")
NOTHING_TO_TAKE_BACK = _("There is no move to take back.")
MOVED_ON_SINCE = _("The case has moved on since. Move it to the right stage instead.")
NOT_ONESELF = _("You cannot take yourself off. Ask a colleague.")
IN_A_TEAM_OF_OTHERS = _("This person is in a team whose keys you do not hold. Ask somebody of that team to do this.")
SECOND_PERSON = _("Somebody else must agree: not whoever asks.")
ALREADY_DECIDED = _("This is decided already.")
SAY_WHY_AGAINST = _("Write why it must be done against what the person said, or without asking them.")
