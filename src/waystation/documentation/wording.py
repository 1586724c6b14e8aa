"""The words of the room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

LINK_WORDS: dict[str, Words] = {
    "precedes": pgettext_lazy("chain of events", "happened before"),
    "causes": pgettext_lazy("chain of events", "led to"),
    "part_of": pgettext_lazy("chain of events", "is part of"),
    "parallel": pgettext_lazy("chain of events", "happened at the same time as"),
    "follows": pgettext_lazy("chain of events", "happened after"),
}

NAME_EVENT = _("Write a short title by which we find the event again.")
NAME_PERSON = _("Write what we call them.")
CHOOSE = _("Choose from the list.")
NO_DATE = _("Write a day as 2017-03-12 or 12.03.2017, a month as 2017-03, a year as 2017; with ~ for about.")
ENDS_BEFORE = _("It ends before it begins. Put the dates right, or mark one with ~ as about.")
NO_NUMBERS = _("The smallest number is at least 1, and not more than the largest one.")
NAMED_IS_ONE = _("Somebody with a name is one person. For several without names, choose that they are unnamed.")
ANOTHER_DETAIL = _("These details do not belong to this kind of act.")
ITSELF = _("An event cannot be linked with itself. Choose another one.")
CIRCLE = _("This would close a circle: the other event already leads back to this one. Take one of the links away.")
TWICE = _("These two events are linked in this way already.")
SEVERAL = _("Several people are called so. Write the name as it stands in the list, with its number.")
SPELLED_OTHERWISE = _("We know somebody who is called so in another spelling. Say below whether it is the same person.")
WHO = _("Write to whom it was done; for people without names write how we call them all.")
WHAT = _("Choose what was done.")
OF_OTHERS = _("Others know this person under this name, with another number of people. Write another name.")
CALLED_ALREADY = _("Somebody else is called so. Write another name.")
LINKED = _("Another event is linked with this one. Take that link away first.")
LINK_BOTH = _("Say both how the events are linked and with which other one.")
NO_EVENT = _("No event has this title. Choose one from the list.")
SEVERAL_EVENTS = _("Several events have this title. Give the other one a title of its own first.")
FASTER = _("Somebody else changed this at the same time. Your text is kept below; look at the event and send it again.")
WHAT_WAS_UNDERTAKEN = _("Choose what was undertaken.")
OWN_RELATION = _("Nobody is their own relation. Choose somebody else.")
RELATED_TO_WHOM = _("Say to whom, or leave out what they are to each other.")
NOTHING_SAID = _("Say something: a relation, a time, a place of work.")

DRAWN_OF_IT = _(
    "A statement says something of this act, so it stays. Withdraw what was drawn from the statement: that stays, "
    "marked."
)
REVIEWED_SO_MANY = _(
    "Reviewers agreed to what happened to so many, so the numbers stay. Record those whom you mean now as others."
)
