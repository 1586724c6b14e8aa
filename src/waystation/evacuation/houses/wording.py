"""The words of the bed calendar and of leaving a house."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = dict[str, str | Promise]

HOW: Words = {
    "there": _("There now"),
    "coming": _("On the way there"),
    "booked": _("Booked for later"),
}
TONES = {"there": "danger", "coming": "danger", "booked": "warn"}
REPORTED: Words = {
    "moved-out": _(
        "Their beds are moved. Tell them, and whoever takes them there, at once: only the plan has changed."
    ),
}
NOBODY_TICKED = _("Tick whom you move.")
