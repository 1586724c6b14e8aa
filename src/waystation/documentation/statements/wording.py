"""The words of statements, assertions and reviews."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.documentation import assertions, corroboration, reviews
from waystation.documentation.statements import records
from waystation.documentation.wording import Words

PROPERTIES: dict[str, Words] = {
    assertions.HAPPENED: pgettext_lazy("assertion", "It happened"),
    assertions.METHOD: pgettext_lazy("assertion", "How it was done"),
    assertions.CONDITION: pgettext_lazy("assertion", "Conditions of detention"),
    assertions.STATUS: pgettext_lazy("assertion", "What became of them"),
    assertions.INJURY: pgettext_lazy("assertion", "Injury"),
    assertions.PERPETRATOR: pgettext_lazy("assertion", "Who did it"),
    assertions.DATE: pgettext_lazy("assertion", "When it began"),
    assertions.ENDED: pgettext_lazy("assertion", "When it ended"),
    assertions.PLACE: pgettext_lazy("assertion", "Where it was"),
    assertions.NUMBER: pgettext_lazy("assertion", "How many people"),
}
TABLES: dict[str, Words] = PROPERTIES | {
    "status": pgettext_lazy("public wording", "How sure it is"),
    "first_hand": pgettext_lazy("public wording", "Who says so, of one account"),
    "number": pgettext_lazy("public wording", "How many people"),
}
"""The parts of which public sentences are made."""
HANDS: dict[str, Words] = {
    assertions.FIRST: pgettext_lazy("assertion", "First-hand: were there"),
    assertions.SECOND: pgettext_lazy("assertion", "Second-hand: were told by somebody who was there"),
    assertions.FURTHER: pgettext_lazy("assertion", "Further away, or of no known origin"),
}
HANDS_SHORT: dict[str, Words] = {
    assertions.FIRST: pgettext_lazy("assertion", "first-hand"),
    assertions.SECOND: pgettext_lazy("assertion", "second-hand"),
    assertions.FURTHER: pgettext_lazy("assertion", "further away"),
}
GROUND_WORDS: dict[str, Words] = {
    records.WITHDRAWN: _("Who said it takes it back"),
    records.MISTAKEN: _("We took it down wrongly: it was never said"),
}
FINDING_WORDS: dict[str, Words] = {
    reviews.CONFIRMS: pgettext_lazy("review", "The status is right"),
    reviews.SETS_ASIDE: pgettext_lazy("review", "The denials were weighed and are set aside"),
    reviews.REFUTES: pgettext_lazy("review", "It did not happen"),
}
TONES = {
    corroboration.FIRST_HAND: "info",
    corroboration.CORROBORATED: "good",
    corroboration.DOCUMENTED: "good",
    corroboration.OFFICIAL: "good",
    corroboration.CONTRADICTED: "warn",
}

WRITE_WORDS = _("Write down what was said, in their own words.")
WHO_TOLD = _("Write who told us, as we call them.")
WHEN_TOLD = _("Write the day on which they told it, or each of the days; a month or a year where nobody knows better.")
NOT_YET = _("Nobody can have told it after today. Put the day right.")
TOO_EARLY = _("Nobody told us anything that long ago. Put the year right.")
WORDS_STAND = _(
    "Passages of these words are marked already, so the words stay as they are. Take a correction down as a new "
    "statement, or write it in the note."
)
NO_EXHIBIT = _("No exhibit has this number. Look at the list of exhibits.")
CHOOSE_LINES = _("Choose the line that says it, or several that follow each other.")
CHOOSE_WHAT = _("Choose what is said.")
FIRST_WHAT = _("Of a new act say first what was done: choose a line under “It happened”.")
OTHER_EVENT = _("This statement is not taken for this event yet. Open it and choose the event there.")
OF_AN_ACT = _("This can only be said of an act. Choose one, or a new act.")
IN_WORDS = _("Write it in words beside.")
NOT_IN_WORDS = _("What is chosen says it already. Leave this empty, or choose one of the lines that ask for words.")
NO_NUMBER = _("Write a number as 7, a range as 7-8, or 7+ for at least seven.")
NO_DATE_SAID = _("Write the date as they said it: 2017-03-12, 2017-03 or 2017; with ~ for about.")
BEFORE_IT = _("They told it before that day. One of the two dates is wrong.")
OWN_SOURCE = _("Nobody has it from themselves. Leave this empty where they saw it, or name who told them.")
TOO_NEAR = _(
    "Nobody who knows it in this way is that near to it. Choose again how they know it, or leave empty how near they "
    "are."
)
CHOOSE = _("Choose from the list.")
NO_FINDING = _("Only a document can be the finding of a court or an authority.")
IS_WITHDRAWN = _("This statement was withdrawn: nothing more is drawn from it.")
WITHDRAWN_ALREADY = _("It was withdrawn already. Look at it again.")
SAY_WHY = _("Say why, in a sentence that another reviewer can check.")
TWO_SOURCES = _("Choose two different sources.")
YOU_COLLECTED = _(
    "You asked one of these sources, took down what they told us, or drew it out. Somebody else has to judge them."
)
YOU_COLLECTED_FACT = _(
    "You asked for, took down or drew out some of what this stands on. Somebody else has to review it."
)
CHANGED_MEANWHILE = _("What this stands on changed while you looked. Look at it again before you decide.")
JUDGED_MEANWHILE = _("Somebody judged sources of this event while you looked. Read it below before you decide.")
NOTHING_TO_AGREE = _("What is only reported, or contradicted, needs nobody's agreement. Nothing was written.")
NO_DENIAL = _("Nobody denies it: there is nothing to set aside.")
NO_EVENT = _("No event has this title. Choose one from the list.")
SEVERAL_EVENTS = _("Several events have this title. Give one of them a title of its own first.")
