"""Sentences of the trust pages."""

from django.utils.translation import gettext_lazy as _

NOT_BY_ONESELF = _("Somebody other than who proposed it must sign it.")
NOTHING_IN_USE = _("A statement needs at least one channel in use.")
TOO_MANY = _("So many channels cannot be kept apart by anybody. Please take some off the list.")

NOTICES = {
    "trust-proposed": _("Proposed. A coordinator other than you must sign it."),
    "trust-withdrawn": _("The proposal was taken back."),
    "trust-signed": _("Signed. The public page shows it now."),
    "fake-reported": _("Thank you. We look at every report."),
    "fake-kept": _("Kept."),
}
