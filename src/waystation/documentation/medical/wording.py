"""The words of evaluations."""

from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.documentation.exhibits.records import Entry
from waystation.documentation.exhibits.wording import DEED_WORDS
from waystation.documentation.medical import body, records
from waystation.vocabulary.vocabularies import label_of

Words = str | Promise

ANSWER_WORDS: dict[str, Words] = {
    records.NOT_ASKED: _("Not asked"),
    records.YES: _("Yes"),
    records.NO: _("No"),
}
CAUSE_WORDS: dict[str, Words] = {
    records.TOLD: _("They tell it"),
    records.COULD_NOT_SEE: _("They could not see: blindfolded, hooded, unconscious"),
    records.DOES_NOT_REMEMBER: _("They do not remember"),
    records.CAUSE_NOT_ASKED: _("Not asked"),
}
CAPACITY_WORDS: dict[str, Words] = {
    records.CLINICIAN: _("Clinician"),
    records.RECORDER: _("Whoever recorded it"),
    records.INTERPRETER: _("Interpreter"),
}
VIEW_WORDS: dict[str, Words] = {
    body.FRONT: pgettext_lazy("body", "front"),
    body.BACK: pgettext_lazy("body", "back"),
}
SIDE_WORDS: dict[str, Words] = {
    body.RIGHT: pgettext_lazy("body", "right"),
    body.LEFT: pgettext_lazy("body", "left"),
    body.MIDDLE: "",
}


def place_words(code: str) -> str:
    """A place of the body map in words; left and right are those of the person."""
    place = body.places().get(code)
    if place is None:
        return code
    parts = (label_of("body_regions", place.region), SIDE_WORDS[place.side], VIEW_WORDS[place.view])
    return ", ".join(str(part) for part in parts if part)


EXHIBIT = _("Exhibit %(number)s")
PHOTOGRAPH = _("Photograph %(number)s: %(shows)s")


def photograph_words(cited: records.Photograph) -> str:
    """Which photograph: one of the evaluation with what it shows, or an exhibit."""
    said = PHOTOGRAPH if cited.own else EXHIBIT
    return str(said % {"number": cited.number, "shows": cited.shows})


# In our own words, after chapter V of the Istanbul Protocol (2022); in the edition of 2004 it is paragraph 161.
NO_MARKS = _(
    "That no marks are found does not mean that no torture took place: much of it leaves no lasting mark "
    "(Istanbul Protocol, chapter V)."
)
WHOLE_COUNTS = _(
    "What counts is the whole of the findings against the whole of the account, not one finding by itself "
    "(Istanbul Protocol 2022, paragraph 425)."
)
OUTDATED = _("Changed since it was judged: it has to be judged again.")
OPINION_OUTDATED = _("Something was changed since this opinion was given: it has to be given again.")
SIGNATURE_OUTDATED = _("Something was changed since this was signed.")
BOTH = _("%(who)s judged what they had recorded themselves. It is allowed, and whoever reads it must know.")

CHOOSE = _("Choose from the list.")
NOT_YET = _("This day has not come yet.")
TOO_LONG_AGO = _("This day is too long ago. Look at the year.")
NO_MINUTES = _("Write how many minutes it took, at most one day.")
SAY_HOW_ASKED = _("Say how they were asked: in which language, what was explained, on paper or by word.")
NO_INTERVIEW = _("They have not agreed to the interview yet. Ask them, and write their answer under Consent first.")
NO_EXAMINATION = _("They have not agreed to be examined. Ask them, and write their answer under Consent first.")
PHOTOGRAPHS_APART = _(
    "Photographs that are exhibits of documentation are not in it: it names their numbers and SHA-256. A documenter "
    "exports them as signed bundles: give these with it."
)
PHOTOGRAPHS_IN = _(
    "Working copies, under the finding that each shows, with the SHA-256 of what came and of what is shown. Each "
    "exhibit's custody log has a line of it."
)
COPY_SHOWN = _("Working copy. SHA-256 of the original: %(original)s. SHA-256 of what is shown: %(copy)s")
NO_COPY = _(
    "Exhibit %(number)s has no working copy of a picture that opens to you. Make one at the exhibit, or make the "
    "report without photographs."
)
NOT_THERE = _("Photograph %(number)s cannot be shown: what is stored of it is missing. Tell the administrator.")
NO_PHOTOGRAPHS = _("They have not agreed to photographs. Ask them, and write their answer under Consent first.")
NO_SHARING = _(
    "They have not agreed that a report be given to anybody. Ask them, and write their answer under Consent."
)
ACCOUNT_FIRST = _(
    "Write down first what they tell freely, in their own words, and save it. Nothing is suggested to them."
)
LISTS_STAND = _("Methods were chosen from it already. Write the account anew instead of taking it away.")
EITHER = _("A method was said either freely or only when asked. Choose one of the two.")
WHERE = _("Choose where on the body it is.")
NO_SUCH_PLACE = _("There is no such place on the body map. Choose one of it.")
NO_PLACE_HERE = _("A psychological finding has neither a place on the body nor a size. Take them away.")
NO_SIZE = _("Write the size in whole millimetres, at most 3000.")
DESCRIBE = _("Describe what is seen: shape, colour, edges, surface.")
SAY_CAUSE = _("Write what they say that it comes from, in their own words.")
TOO_MANY = _("An evaluation holds at most 500 findings. Bring together what belongs together.")
TOO_MANY_PHOTOGRAPHS = _("At most 50 photographs belong to one finding.")
NO_EXHIBIT = _("There is no exhibit %(number)s. Take the photograph in as an exhibit first, and write its number.")
EXHIBIT_OF_OTHERS = _("Exhibit %(number)s belongs to another case, or is not open to you.")
SAY_WHAT_IT_SHOWS = _("Say in a few words what it shows: left wrist, inner side, with a ruler.")
NOT_AS_IT_CAME = _("What was stored is not what came in. Nothing was recorded; try again, and tell the administrator.")
NO_PHOTOGRAPH = _(
    "No picture can be drawn from this file: it is none of JPEG, PNG, WebP, TIFF or PDF, or is damaged. Let a "
    "documenter take anything else in as an exhibit."
)
SAME_PHOTOGRAPH = _("It is photograph %(number)s of this evaluation already.")
TOO_MANY_PICTURES = _("An evaluation holds at most 200 photographs. Choose those that show something.")
NO_COPY_TO_BRING = _(
    "Exhibit %(number)s has no working copy of a picture that opens to you. Make one at the exhibit first."
)
SAY_TO_WHOM = _("Say to whom.")
SAY_WHY_GIVEN = _("Say why: it stands in the custody log.")
ALTERED = _(
    "The stored original is missing, or is not what was taken in. The custody log says so now. "
    "Tell the administrator: a backup may hold the right bytes."
)
BELONGS_TO_FINDING = _("It belongs to finding %(number)s. Take it off there first.")
SAY_QUALIFICATION = _("Write your qualification: profession, speciality, licence.")
SAY_WHY = _("Say what it rests on, and what else could have caused it.")
CONCLUDE = _("Write the conclusion.")
NO_CLINICIAN = _("Only somebody with the role of clinician signs as a clinician.")
SIGNED_ALREADY = _("You signed what stands here already.")
FASTER = _(
    "Somebody else changed this at the same time. Your text is kept below; compare it with what stands now, "
    "and send it again."
)

MISSING_LETTERS = _(
    "%(number)d letters are of scripts that the font of this file does not have; each is a □. The evaluation itself "
    "has them."
)


def steps(custody: Iterable[Entry]) -> list[tuple[Entry, Words]]:
    """The entries of a custody log, each with what was done."""
    return [(entry, DEED_WORDS[entry.deed]) for entry in custody]
