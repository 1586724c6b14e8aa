"""Sentences and labels of the exchange."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.casework.exchange.errors import NotOurs

Words = str | Promise

ALREADY_HERE = _("This case is here already. Nothing was changed.")
CHANGED_MEANWHILE = _("Something in this case changed since you looked. Look at both again; nothing was taken.")
NOTHING_CHOSEN = _("Nothing is chosen. Tick what you take over, or take all of it, or say that you take none.")
ADDRESS_AND_TOKEN = _("Say both: the address of their Waystation, and the token that they made for us.")
NO_ADDRESS = _(
    "This is no address of a Waystation that may be asked: https and its name, such as https://linden.example."
)
NO_TOKEN = _("This is no token: copy it as they gave it to you.")
NOT_CONNECTED = _("Where their Waystation is was not said. Take the file, or say it under Partners.")
ON_ITS_WAY: dict[str, Words] = {
    "leaving": _("It is on its way to their Waystation, and brought again until they have it."),
    "there": _("It is in their Waystation. They have not decided yet."),
    "refused": _(
        "Their Waystation did not take it: look at the address and the token with them, then make a new bundle."
    ),
    "failed": _("Their Waystation could not be reached for twenty hours. Ask them, then make a new bundle."),
    "unreadable": _(
        "None of their keys opens it. Compare the key that is pinned here with theirs, then make a new bundle."
    ),
    "unanswered": _("They have not decided in ninety days. It is not asked after any more."),
    "accepted": _("Their Waystation says that it is taken on. The code is filled in: save it."),
    "rejected": _("Their Waystation says that it is not taken on. The code is filled in: save it."),
}
HOME_NAME = _("Home")
NO_HOME = _("The settings of this installation name no home to which cases are carried.")
HOME_BY_CODE = _("That it is at home counts only by the code that stands there.")
TAKEN_FROM = _("As told by a partner: %(who)s")
ERASED_HERE = _("This case was erased here. What was erased does not come back.")
FOREIGN = _("Something in this file has the id of another record here. Nothing was taken in.")
DAMAGED = _("A record of this case is damaged or was changed outside the program. Nothing was given out.")
TOO_LARGE_TO_CARRY = _("The files of this case are too large to go along. Leave the files out.")
NOT_OURS: dict[str, Words] = {
    "size": _("This file is too large."),
    "form": _("This is no case that Waystation wrote, or it was damaged on the way."),
    "version": _("This case was written by another version of Waystation. Ask for the version that you have."),
    "rows": _("This file holds the same record twice, or too many of them."),
    "files": _("A file inside was damaged on the way."),
    "signature": _(
        "This says that it comes from one of our laptops, but none of those that the settings name signed it: ask the "
        "administrator to compare the laptop's key with [field] in the settings."
    ),
    "stub": _("This file holds no case, or more than one."),
    "kind": _("This file holds records that this version does not know. Update Waystation first."),
    "columns": _("A record in this file is not complete."),
    "record": _("A record in this file is not complete."),
    "place": _("A record in this file stands in a part of the case to which it does not belong."),
    "value": _("A record in this file says what no form of ours takes: a word that is in no list, or too much of it."),
}
NAMES_SOMEBODY = _(
    "What you write to whoever gets it, or a limit that goes along, names people who did not say yes to this: %(who)s. "
    "Word it so that it names none of them, or ask a second person for them."
)
NOBODY_ALLOWS = _("Nobody in this part of the list allows this. Nothing was given out.")
TOO_MANY_AT_ONCE = _("These are more than %(most)d cases. Choose a smaller part of the list.")
PROBLEMS: dict[str, Words] = {
    "large": _("This file is too large: at most 20,000 rows and 60 columns. Cut it into smaller ones."),
    "cell": _(
        "Row %(row)d cannot be read: a quotation mark in it is not closed, or a cell is longer than 20,000 characters. "
        "Correct it in the file. Nothing was read."
    ),
    "old": _("This is an old Excel file, or one with a password. Save it as XLSX or CSV without a password."),
    "broken": _("This file is damaged, or no table. Save it anew as XLSX or CSV."),
    "unsafe": _("This machine cannot read foreign files safely. Ask the administrator."),
    "stopped": _(
        "Reading this file took too much time or memory, as files do that were made to harm. Nothing was read."
    ),
}
ANOTHER_PERSON = _(
    "Known number, another person: the case that has this number has another name or birth. Say whose numbers these "
    "are, or give the row another number."
)
SAYS_OTHERWISE = _(
    "Known number: the case is here already, and this row says something else than the one it was made of. Nothing was "
    "changed there. Look at it, and change by hand what is new."
)
EMPTY = _(
    "Nothing stands in this table. Look whether it is the right file, and the right sheet: the first one is read."
)
BEGUN = _("This table is being taken in already: what its columns are cannot change any more.")
NO_OWN_KEY = _("There is no key of ours yet. Make it first.")
NO_KEY = _("This is no public key: it begins with age1. Ask the partner for it again.")
OUR_OWN_KEY = _("This is our own key.")
KNOWN_KEY = _("This key is pinned already, for a partner of another name.")
KNOWN_NAME = _("A partner of this name is there already. A new key: end the exchange with the old one first.")
SAY_HOW = _("Write how you compared the fingerprint, by another way than the one on which the key came.")
PARTNER_DROPPED = _("The exchange with this partner was ended.")
NOT_FROM_HERE = _("This is decided already, or cannot follow now. Look again.")
NOT_THE_CODE = _("This is not the code for that answer. Ask the partner for it again.")
CODE_OR_NOTE = _("Fill in the partner's code, or write how we know it.")
NOT_OURS["sealed"] = _("This is not sealed to our key, or was damaged on the way. Ask to which key it was sealed.")


def why_not(error: NotOurs) -> str:
    """Why a file is no case of ours, with the record and the field that are wrong."""
    said = str(NOT_OURS[error.what])
    if not error.row:
        return said
    where = gettext("Record %(number)d in the file: %(field)s.") % {"number": error.row, "field": error.field or "—"}
    return f"{said} {where} " + gettext("Nothing was taken in.")
