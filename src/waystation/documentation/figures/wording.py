"""The words of figures."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.documentation.figures.bases import bases
from waystation.documentation.figures.records import Quantity
from waystation.documentation.wording import Words

UNITS: dict[str, Words] = {
    "victim": _("Victims"),
    "act": _("Acts"),
    "event": _("Events"),
    "person": _("People"),
    "document": _("Documents"),
    "service": _("Services"),
    "person_a_day": _("People a day"),
    "person_in_60_days": _("People in 60 days"),
    "rouble": _("Roubles"),
}
RELATIONS: dict[str, Words] = {
    "exactly": pgettext_lazy("number", "{value}"),
    "about": pgettext_lazy("number", "about {value}"),
    "at_least": pgettext_lazy("number", "at least {value}"),
    "at_most": pgettext_lazy("number", "at most {value}"),
    "more_than": pgettext_lazy("number", "more than {value}"),
    "range": pgettext_lazy("number", "{value} to {most}"),
}
ORIGINS: dict[str, Words] = {
    "own": _("Counted by us"),
    "published": _("Published"),
    "file": _("Out of a file"),
}
ESTIMATED = _("Estimated by us")
VERDICTS: dict[str, Words] = {
    "agree": _("Agree"),
    "contradict": _("Contradict each other"),
    "another_day": _("Of different days"),
    "another_thing": _("Count different things"),
    "counted_later": _("Counted at different times"),
}
TONES = {
    "agree": "good",
    "contradict": "danger",
    "another_day": "info",
    "another_thing": "info",
    "counted_later": "info",
}

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

NOT_YET = _("This day is still to come. Count as of today, or of a day before.")
ANOTHER_NUMBER = _("Something was recorded meanwhile, and it is another number now. Look at it and freeze it again.")
CHOOSE_TWO = _("Choose at least two figures to compare.")
CHOOSE_FEWER = _("Choose at most 12 figures at once.")
ROUNDED = _("Rounded down to 5 and not told under 10, so that nobody can be recognised.")
NOT_BEFORE = _("nothing, before reviewers agree")
DOCUMENTED_BETWEEN = _("We counted the same until the same day, at two moments: in between, our documentation changed.")

NO_FIGURES = _("This is no file of figures. Choose a JSON or CSV file that was made here.")
NO_FIGURE = _("A figure of the file cannot be read: a field is missing, or is of another kind.")
CHANGED = _("A figure does not match its SHA-256: it was changed. Take the digest away to take it as a new one.")
TOO_LARGE = _("The file is larger than 4 MB. Divide it.")

OTHER_UNIT = _("They count different units.")
OTHER_PLACE = _("They count in different places.")
OTHER_STATUS = _("They ask for another certainty of what they count.")
OTHER_FILTER = _("They count different ones among these.")
OTHER_PERIOD = _("They count since different days.")
OTHER_AGREEMENT = _("One counts as sure only what reviewers agree to, the other goes by the rules alone.")
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


def number(quantity: Quantity) -> str:
    """A number as it is read: about 40, at least 200, 20,000 to 1,000,000."""
    said = str(RELATIONS[quantity.relation])
    return said.format(value=digits(quantity.value), most=digits(quantity.most) if quantity.most is not None else "")


def digits(value: Decimal) -> str:
    """The digits of a number, grouped as the language does it, without needless zeros."""
    return str(number_format(Decimal(f"{value.normalize():f}"), force_grouping=True))


def more(difference: Decimal | None) -> str:
    """By how much a number grew since the one before: +3, −1, ±0; empty where that cannot be said."""
    if difference is None:
        return ""
    sign = "+" if difference > 0 else "\N{MINUS SIGN}" if difference < 0 else "\N{PLUS-MINUS SIGN}"
    return sign + digits(abs(difference))


def published(quantity: Quantity | None) -> str:
    """What may be published of a count."""
    return str(NOT_BEFORE) if quantity is None else number(quantity)
