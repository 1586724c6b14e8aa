"""Sentences that the actions of persons refuse with."""

from django.utils.translation import gettext_lazy as _

NO_ROLE = _("Choose at least one role.")
HUNTS_ALONG = _(
    "Whoever hunts or threatens somebody does not go along with them. Choose either that they hunt or threaten, or the "
    "role in which they go along."
)
LINKED_ALREADY = _("This person is in this case already. Change their roles there.")
AT_HOME = _("This person was first recorded in this case and stays in it. Erase the person instead.")
NOT_ASKED = _("This person is at home in another case, or hunts somebody: nobody asks for their consent here.")
NO_PAPER = _("This paper is gone: somebody took it off. Write it down anew.")
NO_PICTURE = _("This is no picture. Keep other files under Files.")
