"""The words of the room."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.wording import Words

SAID_NO = _("This person said no to being passed on to this provider, or took the consent back.")
VETTING_WORDS: dict[str, Words] = {
    "not_checked": _("Not checked"),
    "recommended": _("Somebody whom we trust recommends them"),
    "checked": _("Checked by us"),
}
STATE_WORDS: dict[str, Words] = {
    "active": pgettext_lazy("provider", "Takes people"),
    "resting": pgettext_lazy("provider", "Takes nobody for now"),
    "compromised": pgettext_lazy("provider", "Compromised"),
    "ended": pgettext_lazy("provider", "No longer works with us"),
}
OUTCOME_WORDS: dict[str, Words] = {
    "given": _("Done, it helped"),
    "in_part": _("Done in part"),
    "not_given": _("It came to nothing"),
    "not_wanted": _("The person did not want it"),
}
TONES = {
    "not_checked": "warn",
    "recommended": "info",
    "checked": "good",
    "active": "good",
    "resting": "warn",
    "compromised": "danger",
    "ended": "neutral",
    "given": "good",
    "in_part": "info",
    "not_given": "warn",
    "not_wanted": "neutral",
}

NAME_IT = _("Write what we call them.")
CHOOSE = _("Choose from the list.")
NO_NUMBER = _("Write how many, or leave it empty.")
SAY_WHY = _("Write why, so that everybody understands it.")
TAKES_NOBODY: dict[str, Words] = {
    "resting": _("This provider takes nobody for now. Choose another one, or ask them and change their state first."),
    "compromised": _("This provider is compromised: nobody is sent there. Choose another one."),
    "ended": _("This provider no longer works with us. Choose another one."),
}
IS_FULL = _("This provider has no place left. Choose another one, or write why it is possible all the same.")
DOES_NOT_OFFER = _("This provider does not offer that, as far as we know. Choose another one, or write why.")
NOT_CHECKED_YET = _("Nobody has checked this provider. Check them first, or write why it cannot wait.")
NOT_YET_DAY = _("This day has not come yet.")
OVER_ALREADY = _("This service is over already. Plan a new one.")
NOT_OVER = _("This service is not over.")
ANOTHER_NEED = _("This need is of another kind than the service. Choose the need that it answers.")
