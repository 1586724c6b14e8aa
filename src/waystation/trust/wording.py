"""Sentences of the trust pages."""

from django.utils.translation import gettext_lazy as _

NOT_BY_ONESELF = _("Somebody other than who proposed it must sign it.")
NOTHING_IN_USE = _("A statement needs at least one channel in use.")
TOO_MANY = _("So many channels cannot be kept apart by anybody. Please take some off the list.")

NOT_FROM_HERE = _("This cannot follow from what stands now. Look at it again.")
NOT_BY_THE_SAME = _("You said so yourself. A colleague must say the same, or otherwise.")
SAY_WHY = _("Write why. Whoever decides after you has nothing else to go by.")
WAS_TURNED_AWAY = _("Turned away after vetting.")
NO_SUCH_PERSON = _("Nobody who is cleared is called that. Write the pseudonym as it stands in the case.")
NO_SUCH_COLLEAGUE = _("No colleague is called that.")
NOT_FOR_ONESELF = _("Nobody can stand for themselves.")
IN_A_CIRCLE = _("That person was cleared on the word of this one. Two who stand for each other prove nothing.")
GIVEN_ALREADY = _("This detail, or one like it, was given to somebody already. Choose another.")
OVERTAKEN = _("Somebody else changed this at the same time. Look at it, then send again.")

NOTICES = {
    "vetting-kept": _("Kept."),
    "verdict-waits": _("Kept. A colleague must say the same before it counts."),
    "verdict-stands": _("This counts from now on."),
    "vouch-withdrawn": _("The word is taken back. Whoever was cleared on it is to be vetted again."),
    "mark-given": _("Kept. Tell it to nobody else."),
    "trust-proposed": _("Proposed. A coordinator other than you must sign it."),
    "trust-withdrawn": _("The proposal was taken back."),
    "trust-signed": _("Signed. The public page shows it now."),
    "fake-reported": _("Thank you. We look at every report."),
    "fake-kept": _("Kept."),
}
