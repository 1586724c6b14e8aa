"""The words of dossiers."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.documentation.wording import Words

DESCRIPTION, PEOPLE, ACTS, SURE, SOURCES = "description", "people", "acts", "sure", "sources"
TIMELINE, EXHIBITS, INTERVENTIONS = "timeline", "exhibits", "interventions"
CONTENTS: dict[str, Words] = {
    DESCRIPTION: _("What happened"),
    PEOPLE: _("People"),
    ACTS: _("What was done to whom"),
    SURE: _("How sure it is, why, and what may be said in public"),
    SOURCES: _("Who told us"),
    TIMELINE: _("From day to day"),
    EXHIBITS: _("Exhibits and their hashes"),
    INTERVENTIONS: _("Interventions"),
}
"""What a dossier may hold, in its order."""

GENERAL, CODES, CALLED = "general", "codes", "called"
NAMES: dict[str, Words] = {
    GENERAL: _("By a code; days as months, places as regions, nothing in our own words: for many readers"),
    CODES: _("By a code in this dossier alone: P1, P2; days, places and our own words as they are"),
    CALLED: _("By what we call them: two of us give it out"),
}

CHOOSE_CONTENTS = _("Choose what it is to hold.")
NO_EVENT = _("No event is called “%(called)s”. Write its short title, or what its address ends with.")
SEVERAL_EVENTS = _("Several events are called “%(called)s”. Write what the address of the right one ends with.")
TOO_MANY = _("No more than %(number)d events go into one dossier.")
NO_EXHIBIT = _("Nothing on these events was read from exhibit %(number)s.")
NO_FILES = _("Choose the exhibits, too: their files go along.")
FILES_TELL = _("Files of exhibits are as they came, with all that they tell: none goes to many readers.")
SAY_WHOSE = _("Name the cases of the people in it, or say that nobody's case is in it.")
NAMED_AND_NOBODY = _("You named cases and said that nobody's case is in it. Choose one.")
TOO_LARGE = _(
    "The files of these exhibits are larger than %(number)d MB together. Choose fewer, or give others by themselves."
)
NO_CASE = _("No case of yours is called “%(called)s”. Look at the list of cases.")
EXHIBIT_OF_A_CASE = _(
    "Something in it was read from exhibit %(number)d, which belongs to a case: its person has to be asked. Let "
    "somebody make the dossier who may give out of cases, too."
)
AGAINST = _("%(called)s: %(reason)s")
NOTHING = _("Nothing")
STOPPED = _("It was stopped. Go back and make it again.")
GONE = _("The file is not there any more: it is kept in memory until you sign out, and the newest one alone.")
LEFT_OUT = _("Acts left out, since whoever told of them took it back: %(number)d.")
MISSING = _(
    "%(number)d letters are of scripts that the font of this file does not have; each is a □. The JSON of the event "
    "has them."
)
ONE_PERSON = pgettext_lazy("dossier", "one person")
SEVERAL = pgettext_lazy("dossier", "%(number)s people")
HARMED = pgettext_lazy("dossier", "harmed in: %(acts)s")
DID = pgettext_lazy("dossier", "said to have had a part in: %(acts)s")
