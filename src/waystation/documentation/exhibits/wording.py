"""Sentences about exhibits and the names of the steps of custody."""

from django.utils.translation import gettext_lazy as _

from waystation.casework.wording import Words
from waystation.documentation.exhibits import records

DEED_WORDS: dict[str, Words] = {
    records.TAKEN_IN: _("Taken in"),
    records.COPIED: _("Working copy made"),
    records.CHECKED: _("Checked: unchanged"),
    records.CHANGED: _("Checked: changed or missing"),
    records.GIVEN_OUT: _("Original given out"),
    records.REPORTED: _("Working copy put into a report"),
    records.BROUGHT: _("Working copy brought into a medical evaluation"),
    records.EXPORTED: _("Exported as a bundle"),
    records.CARRIED: _("Sealed for the installation at home"),
    records.CAME_HOME: _("Came home from a laptop in the field"),
    records.HANDED_OVER: _("Handed over"),
    records.NOTED: _("Noted"),
    records.TIMESTAMPED: _("Timestamped"),
    records.DESTRUCTION_ASKED: _("Destruction asked for"),
    records.KEPT: _("Destruction declined"),
    records.DESTROYED: _("Bytes destroyed"),
}
STANDINGS: dict[str, Words] = {
    "whole": _("Original is here"),
    "altered": _("Changed or missing on the disk"),
    "gone": _("Bytes destroyed"),
    "missing": _("Deleted outside this program"),
    "closed": _("Not open to you"),
}
TONES = {"whole": "good", "altered": "danger", "gone": "neutral", "missing": "danger", "closed": "neutral"}

CHOOSE = _("Choose one of the list.")
SAY_WHAT = _("Say in a few words what it is.")
SAY_WHY = _("Say why: it stands in the custody log.")
SAY_TO_WHOM = _("Say to whom.")
EMPTY = _("The file is empty. Choose the right one.")
NOT_AS_IT_CAME = _("What was stored is not what came in. Nothing was recorded; try again, and tell the administrator.")
SAME_BYTES = _(
    "These very bytes are exhibit %(number)s already. Open it, and note in its custody log how they came again."
)
OTHER_S_CASE = _("You do not hold the testimony of this case. Ask a coordinator to give it to you, or leave it out.")
NO_CASE = _("No case that you may open is called that. Look at the spelling, or leave it out.")
GONE = _("The bytes are not here any more. Its hashes and its custody log are.")
ALTERED = _(
    "The stored original is missing, or is not what was taken in. The custody log says so now. "
    "Tell the administrator: a backup may hold the right bytes."
)
NO_COPY = _("No picture can be drawn from this page of the file. Choose another page, or give the original out.")
NOT_ASKED = _("Nobody has asked to destroy it. Ask first; somebody else of documentation then decides.")
DECIDE_FIRST = _("Somebody has asked to destroy it. Somebody else decides first; then it goes home, or does not.")
NOT_THE_LOG = _("The custody log in this file is not whole, or not of this original. Carry it home again.")
ERASED_HERE = _("This exhibit was destroyed here. It does not come back.")
FROM_FIELD = _("Brought home from a laptop in the field")
SAME_FROM_FIELD = _("The same bytes came home from a laptop in the field. Its custody log there:")
ASKED_ALREADY = _("Somebody has asked to destroy it already. Somebody else decides now.")
SOMEBODY_ELSE = _("You asked for it yourself. Somebody else of documentation has to decide.")
NO_WITNESS = _("It could not be written down outside the database, so nothing was destroyed. Tell the administrator.")
NO_AUTHORITY = _("No time-stamping authority is named. The administrator names one, after weighing what asking tells.")
STAMPED_ALREADY = _("The last entry is a timestamp already: nothing was written since.")
NO_STAMP = _(
    "No valid timestamp came from the authority. Nothing was written; try again later, or tell the administrator."
)
WRITTEN_MEANWHILE = _("Somebody wrote into the custody log meanwhile. Look at it, and ask again.")
STAMPED_AT = _("Signed by a time-stamping authority: %(when)s")
STAMP_BROKEN = _("This timestamp is not of an authority that is believed here, or not of this log.")
BROKEN_CHAIN = _("The custody log is broken at entry %(number)s: it was changed outside this program.")
