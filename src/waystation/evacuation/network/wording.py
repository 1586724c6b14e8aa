"""The words of connections."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Sentence = str | Promise

NO_DURATION = _("A connection takes between one minute and seven days. Write how many minutes.")
NO_CAPACITY = _("At least one and at most 500 people go at once. Write how many of ours can.")
NO_AMOUNT = _("The cost must be a number that is not negative, with a currency such as RUB.")
NO_TIME = _("A weekly departure needs a weekday and a time, for example Mon 08:30.")
NO_SUCH_DEPARTURE = _("It does not leave then. Write a day and time that the departures name.")
TOO_LATE = _("A delay is at most seven days. Strike this departure, and write another one for its new day.")
ARRIVES_BEFORE = _("With this delay it would arrive before it leaves. Look at both numbers.")
CHANGED_TWICE = _("The same departure is there twice. Strike one of the two.")
LEADS_NOWHERE = _("The connection ends where it starts. Choose two different places.")
NO_SUCH_PLACE = _("This place is not in the list. Add it under Places first, or choose another one.")
NO_CHECKPOINT = _("A checkpoint on the way must be a place of the kind checkpoint or border point. Add it first.")
CHECKPOINT_IS_AN_END = _("A checkpoint on the way is neither its start nor its end.")
CHOOSE = _("Choose one of the list.")
THERE_ALREADY = _("This connection is in the list already. Change that one instead.")
RETIRED_ALREADY = _("This connection is retired already.")
IN_USE_ALREADY = _("This connection is in use already.")

Words = dict[str, Sentence]

EXPOSURES: Words = {
    "low": pgettext_lazy("exposure", "Low"),
    "medium": pgettext_lazy("exposure", "Medium"),
    "high": pgettext_lazy("exposure", "High"),
}
IDENTITY_CHECKS: Words = {
    "none": pgettext_lazy("identity check", "None"),
    "possible": pgettext_lazy("identity check", "Possible"),
    "certain": pgettext_lazy("identity check", "Certain"),
}
GROUPS: Words = {
    "road": _("By road"),
    "rail": _("By rail"),
    "air": _("By air"),
    "water": _("By water"),
    "foot": _("On foot"),
}
STATES: Words = {"in_use": _("In use"), "retired": _("Retired")}
TONES = {
    "low": "good",
    "medium": "warn",
    "high": "danger",
    "none": "good",
    "possible": "warn",
    "certain": "danger",
    "in_use": "good",
    "retired": "neutral",
}
REPORTED: Words = {
    "connection-added": _("The connection is added."),
    "connection-changed": _("The connection is changed."),
    "connection-retired": _("The connection is retired. Journeys that use it stay as they are."),
    "connection-reopened": _("The connection is in use again."),
    "connections-imported": _("The connections are added. Those that were there already are left as they were."),
}
