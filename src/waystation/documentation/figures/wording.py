"""The words of figures."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from waystation.documentation.figures.bases import bases
from waystation.documentation.wording import Words

CHOOSE_BASIS = _("Choose what the number counts from the list.")
CHOOSE_RELATION = _("Choose whether it is exactly, about, at least, at most or more than so many, or a range.")
ANOTHER_UNIT = _("This basis counts another unit. Choose the unit that belongs to it.")
WHO = _("Write who published the number.")
BEGINS_AFTER = _("It begins after the day as of which it was counted. Put the days right.")
NO_NUMBER = _("Write a number from 0 to 1,000,000,000,000.")
RANGE_HAS_TWO = _("A range has two numbers, and nothing else has. Write the second one, or take it away.")
RANGE_TURNED = _("The second number of a range is not smaller than the first. Exchange them.")
NOT_WRITABLE = _("A text has signs that no table can hold, or is too long. Write it anew.")
SOURCE_IN_LINES = _("A source is one line. Write each on a line of its own.")

NO_FIGURES = _("This is no file of figures. Choose a JSON or CSV file that was made here.")
NO_FIGURE = _("A figure of the file cannot be read: a field is missing, or is of another kind.")
CHANGED = _("A figure does not match its SHA-256: it was changed. Take the digest away to take it as a new one.")
TOO_LARGE = _("The file is larger than 4 MB. Divide it.")

OTHER_UNIT = _("They count different units.")
OTHER_PLACE = _("They count in different places.")
OTHER_STATUS = _("They ask for another certainty of what they count.")
OTHER_FILTER = _("They count different ones among these.")
OTHER_PERIOD = _("They count since different days.")
OTHER_DAY = _("They are of different days: the number may have changed in between.")
SAME_PLACE = _("They count the same in the same place: added, everybody would be counted twice.")
MAY_BE_EQUAL = _("They count the same, and one number can meet both.")
CANNOT_BOTH = _("They count the same on the same day, and no number meets both. One of them is wrong.")
OTHER_BASIS = _("They count different things: “{one}” and “{other}”.")


def other_basis(one: str, other: str) -> Words:
    """That two figures have different bases, with what these are."""
    return format_lazy(OTHER_BASIS, one=_label(one), other=_label(other))


def _label(code: str) -> object:
    """A term is put into words when the sentence is read, in the language of that page."""
    found = bases().get(code)
    return found.term if found else code
