"""The sentences of duty."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# All that an alarm says, wherever it goes. It must fit anything.
LOOK = _("Something needs a look. Please sign in.")

NOTICES: dict[str, str | Promise] = {
    "shifts-planned": _("The roster is changed."),
    "shift-removed": _("The shift is taken out."),
    "handed-over": _("Your note waits for whoever takes over."),
    "taken-over": _("You are on duty now."),
    "device-added": _("This will wake you when you are on duty. Try it now."),
    "device-removed": _("It will not wake you any more."),
    "devices-called": _("Your devices are being called. It takes up to a minute."),
    "clock-kept": _("Noted. It holds for what arrives from now on."),
    "alarms-settled": _("Taken off the list."),
}
NOTHING_NEW: dict[str, str | Promise] = {
    "nothing-planned": _("Nothing was changed: these hours were planned already, or there was nothing to copy."),
    "taken-already": _("Somebody else has taken over already."),
    "no-device": _("There is no device of yours to call."),
}
WHY: dict[str, tuple[str | Promise, str]] = {
    "now": (pgettext_lazy("urgency", "In danger now"), "danger"),
    "overdue": (_("First answer overdue"), "danger"),
    "waits": (_("Waits for us"), "warn"),
}
DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))
NOT_A_DEVICE = _("This browser's push service is not one that this hotline uses, or the browser gave no usable answer.")
TOO_MANY = _("You have five devices already. Take one off first.")
BAD_ADDRESS = _("This address cannot be written to.")
CHANGED = _("Somebody else changed this at the same moment. Look at it, then save again.")
