"""The words of the room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.evacuation.pursuers.conflicts import ALONG, EXPOSES, MUST_NOT, RELATIVE, STATED
from waystation.evacuation.pursuers.records import (
    ABROAD,
    HIGH,
    IN_COUNTRY,
    IN_REGION,
    INSTITUTION,
    LOW,
    MEDIUM,
    NETWORK,
    PLACE,
    POWER,
    STAYS,
)

Words = dict[str, str | Promise]

LEVELS: Words = {
    LOW: pgettext_lazy("threat", "Low"),
    MEDIUM: pgettext_lazy("threat", "Medium"),
    HIGH: pgettext_lazy("threat", "High"),
}
TONES = {LOW: "neutral", MEDIUM: "warn", HIGH: "danger"}
TRAVELS: Words = {
    STAYS: _("Does not leave where they are"),
    IN_REGION: _("Within the region"),
    IN_COUNTRY: _("Everywhere in the country"),
    ABROAD: _("Abroad too"),
}
REACH_KINDS: Words = {
    PLACE: _("A place, through people there"),
    INSTITUTION: _("An institution"),
    NETWORK: _("A network: kin, countrymen, colleagues"),
    POWER: _("A power of the state"),
}
GROUNDS: Words = {
    ALONG: _("Somebody of one of the two cases hunts the other."),
    RELATIVE: _("A relative of one of the two hunts the other."),
    EXPOSES: _("They can give each other away."),
    MUST_NOT: _("Casework says that they must not travel or live together."),
    STATED: _("Stated by one of us."),
}

Sentence = str | Promise
HUNTS_NO_MORE = _("This pursuer is said to hunt no more. Change that first.")
SAY_WHY = _("Write why, in a few words.")
SAME_CASE = _("This is the same case. Choose another one.")
APART_ALREADY = _("These two are kept apart already.")
NOTHING_AGAINST = _("Nothing stands against this at present: it needs no second person.")
ANOTHER_PERSON = _("You asked for it: somebody else has to agree.")
AGREED_ALREADY = _("Somebody has agreed already.")
ENDED_ALREADY = _("It is not allowed any more. Ask anew, if it must be.")
SAY_WHAT_YOU_DO = _("Write what you do now, in a few words: the others rely on it.")
ON_IT_ALREADY = _("Somebody is on it already. Look at what they wrote.")

EVIDENCE: Words = {"sighting": _("Seen"), "reach": _("Reach"), "zone": _("Stated to be dangerous")}
WHY: Words = {
    "sighting": _("Who hunts them was seen there or nearby, or is expected."),
    "reach": _("Who hunts them finds people there, without being there."),
    "zone": _("One of us stated that it is dangerous."),
}
NO_LEVEL = pgettext_lazy("threat", "Counts no more")
MOVE_NOW = _("Must move now")
MUST_CHANGE = _("Must be changed")
TOLD = _("Told, no hindrance")
SOMEBODY = _("Somebody of a case that you cannot open")
CLOSED_REASON = _("Why is known to those who may open both cases. Ask a colleague who can, before you plan around it.")
NOBODY_SO = _("No case that you may open is called so. Look at how it is written.")
SEVERAL_SO = _("Several cases are called so. Give one of them another pseudonym first.")
REPORTED: Words = {
    "pursuer-saved": _("Saved. Everything of this person was looked at again."),
    "pursuer-noted": _("Noted. Every journey, bed and service of whom they hunt was looked at again: see below."),
    "pursuer-withdrawn": _("Withdrawn. It stays to be read, and counts no more."),
    "kept-apart": _("Noted in both cases. They get no bed in one house and no seat on one ride."),
    "let-together": _("Taken back in both cases."),
    "override-asked": _("Asked. It holds once a second person agrees."),
    "override-ended": _("Nothing of it is allowed any more. What stands against it counts again."),
    "override-agreed": _("Agreed. It holds for what was known when it was asked."),
    "reach-alarm-taken": _("The alarm is yours now. The others see that you are on it."),
}
