"""The words of the room."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = str | Promise

PARTIES: dict[str, Words] = {
    "us": pgettext_lazy("whose turn", "us"),
    "person": pgettext_lazy("whose turn", "the person"),
    "partner": pgettext_lazy("whose turn", "a partner"),
    "embassy": pgettext_lazy("whose turn", "the embassy"),
    "authority": pgettext_lazy("whose turn", "an authority"),
    "court": pgettext_lazy("whose turn", "a court"),
}
FOLLOWS: dict[str, Words] = {
    "terms": pgettext_lazy("step", "the terms of the country are entered"),
    "papers": pgettext_lazy("step", "all papers are there, translated and legalised"),
    "appointment": pgettext_lazy("step", "an appointment is noted"),
    "filed": pgettext_lazy("step", "an application is handed in"),
    "decided": pgettext_lazy("step", "a decision is noted on each application"),
    "appealed": pgettext_lazy("step", "an appeal is noted"),
    "appeal_decided": pgettext_lazy("step", "the answer to the appeal is noted"),
}
APPEAL_STEP = _("Decide whether to appeal; hand the appeal in")
COURT_STEP = _("They decide on the appeal")
CHANCES: dict[str, Words] = {
    "unknown": pgettext_lazy("chance", "Not known"),
    "low": pgettext_lazy("chance", "Low"),
    "medium": pgettext_lazy("chance", "Medium"),
    "high": pgettext_lazy("chance", "High"),
}
CHANCE_TONES = {"unknown": "neutral", "low": "warn", "medium": "info", "high": "good"}
PAPER_STATES: dict[str, Words] = {
    "missing": pgettext_lazy("paper", "Missing"),
    "asked_for": pgettext_lazy("paper", "Asked for"),
    "here": pgettext_lazy("paper", "Here"),
    "handed_in": pgettext_lazy("paper", "Handed in"),
}
PAPER_TONES = {"missing": "warn", "asked_for": "info", "here": "good", "handed_in": "good"}
TRANSLATIONS: dict[str, Words] = {
    "not_needed": pgettext_lazy("translation", "Not needed"),
    "needed": pgettext_lazy("translation", "Needed, certified"),
    "ordered": pgettext_lazy("translation", "Ordered"),
    "done": pgettext_lazy("translation", "Done"),
}
LEGALISATIONS: dict[str, Words] = {
    "not_needed": pgettext_lazy("legalisation", "Not needed"),
    "apostille": _("Apostille"),
    "consular": _("Consular legalisation"),
}
APPOINTMENT_OUTCOMES: dict[str, Words] = {
    "": _("Not said yet"),
    "kept": pgettext_lazy("appointment", "They were there"),
    "missed": pgettext_lazy("appointment", "They were not there"),
    "cancelled": pgettext_lazy("appointment", "Called off"),
}
DECISIONS: dict[str, Words] = {
    "granted": pgettext_lazy("decision", "Granted"),
    "conditions": pgettext_lazy("decision", "Granted with conditions"),
    "refused": pgettext_lazy("decision", "Refused"),
    "withdrawn": pgettext_lazy("decision", "We withdrew it"),
}
DECISION_TONES = {"granted": "good", "conditions": "info", "refused": "danger", "withdrawn": "neutral"}
APPEAL_OUTCOMES: dict[str, Words] = {
    "allowed": pgettext_lazy("appeal", "Allowed: they decide again"),
    "dismissed": pgettext_lazy("appeal", "Dismissed"),
}
UNITS: dict[str, Words] = {
    "days": _("Days"),
    "working_days": _("Working days, Monday to Friday"),
    "weeks": _("Weeks"),
    "months": _("Months"),
}
APPEAL_FROM: dict[str, Words] = {
    "decision": _("The day of the decision"),
    "notice": _("The day on which it reached the person"),
}
AT_WEEKEND: dict[str, Words] = {
    "stays": _("It stays the last day"),
    "next_working_day": _("The next Monday is the last day"),
}
HOW: dict[str, Words] = {
    "well": pgettext_lazy("check-up", "Well"),
    "uneasy": pgettext_lazy("check-up", "Something worries them, or us"),
    "in_danger": pgettext_lazy("check-up", "In danger"),
    "no_answer": pgettext_lazy("check-up", "No answer"),
}
HOW_TONES = {"well": "good", "uneasy": "warn", "in_danger": "danger", "no_answer": "danger"}
SIGNS: dict[str, Words] = {
    "new_friend": _("Somebody new came close to them, in person or online"),
    "found": _("A relative or somebody from home found them, or asks where they are"),
    "known_name": _("They use their real name or show their face where people from home look"),
    "police": _("Police or another authority asked about them"),
    "address_told": _("They told somebody where they live"),
    "wants_back": _("Somebody presses them to come back"),
    "no_means": _("Out of money, work or a place to stay"),
    "status_ends": _("Their permit to stay ends, or is in doubt"),
}
STAGES: dict[str, Words] = {
    "first_days": _("First days"),
    "first_month": _("First month"),
    "settling": _("Settling"),
    "to_the_year": _("To the end of the year"),
    "year_over": _("The year is over"),
}
STATES: dict[str, Words] = {
    "preparing": pgettext_lazy("track", "Being prepared"),
    "filed": pgettext_lazy("track", "Handed in"),
    "refused": pgettext_lazy("track", "Refused"),
    "appealed": pgettext_lazy("track", "Under appeal"),
    "ready": pgettext_lazy("track", "Ready to travel"),
    "expired": pgettext_lazy("track", "Visa ended"),
    "arrived": pgettext_lazy("track", "Arrived"),
    "ended": pgettext_lazy("track", "Given up"),
}
STATE_TONES = {
    "preparing": "neutral",
    "filed": "info",
    "refused": "danger",
    "appealed": "warn",
    "ready": "good",
    "expired": "danger",
    "arrived": "good",
    "ended": "neutral",
}
# What has a day: as a line of Today and of the calendar says it.
DATED: dict[str, Words] = {
    "step": _("step"),
    "paper": _("paper to be there"),
    "paper_ends": _("paper ends"),
    "appointment": _("appointment"),
    "unsaid": _("appointment: nobody said how it went"),
    "decision": _("decision is late"),
    "refused": _("refused"),
    "appeal": _("last day for an appeal"),
    "no_notice": _("last day for an appeal unknown: when did the refusal reach them?"),
    "visa_ends": _("visa or permit ends"),
    "ready": _("ready to travel"),
    "travel": _("travel by"),
    "passport": _("passport does not last for the journey"),
    "check_up": _("ask how they are"),
    "signs": _("warning signs after arrival"),
}

NAME_COUNTRY = _("Write the country.")
CHOOSE = _("Choose from the list.")
SAY_WHENCE = _("Write whence you have it: who said so, or where it stands.")
SAY_WHEN_SEEN = _("Write on which day it was so.")
NO_AMOUNT = _("The cost must be a number that is not negative, with a currency such as EUR.")
NO_NUMBER = _("Write a number that is not negative, or leave it empty.")
NOT_YET_DAY = _("This day has not come yet.")
WAITS_BACKWARDS = _("It cannot be done before it began to wait. Look at both days.")
NAME_STEP = _("Write what is to be done.")
NAME_IT = _("Write what it is.")
NOT_THEIR_PAPER = _("This identity paper is of somebody else. Choose one of theirs.")
NOT_ON_TRACK = _("This person does not go along on this track. Add them to the track first.")
NOT_ITS_STEP = _("This step is not of this track. Choose one of the list.")
NOT_IN_CASE = _("Somebody who goes along must be at home in this case, and not hunt. Choose from the list.")
STAMP_WITHOUT = _("No apostille or legalisation is needed by what stands here, and yet it has a day. Look at both.")
EXPIRED_PAPER = _("This paper is not valid any more. It cannot be here as needed: ask for a new one.")
PAST_APPOINTMENT = _("This moment is past. Write when it will be, or how it went.")
TOO_FAR = _("This is more than five years away. Look at the year.")
NOT_BEFORE = _("The appointment has not been yet. Say how it went when it is over.")
SAY_WHAT_HAPPENED = _("Write what happened, and what comes next.")
IT_IS_OVER = _("This track is ended. Open it again first.")
SAY_WHY = _("Write why, so that everybody understands the record.")
NOT_ENDED = _("This track is not ended.")
ARRIVED_BY_IT = _("They arrived by this track. It stays, for the year after the arrival.")
FILED_FOR = _("It is handed in as it stands: for other people, or to somebody else, make another application.")
ONLY_A_DRAFT = _("What was handed in stays. Say that it is withdrawn instead.")
DONE_STAYS = _("What was done stays.")
FILE_FIRST = _("Nobody decides on what was not handed in. Say first when it was.")
FILED_ALREADY = _("This is handed in already. Correct what stands there instead.")
TO_WHOM = _("Say to whom it goes: choose a provider.")
DECIDED_BEFORE_FILED = _("The decision is before the day on which it was handed in. Look at both days.")
DECIDED_BEFORE_APPEAL = _("This is before the appeal was answered, and they decide again. Look at both days.")
FILED_AFTER_DECISION = _("The decision stands before this day. Look at both days.")
TOLD_BEFORE_DECIDED = _("It cannot have reached them before it was decided. Look at both days.")
ENDS_BEFORE_IT_BEGINS = _("It ends before it begins to be valid. Look at both days.")
ENDED_BEFORE_DECIDED = _("It ends before the day of the decision. Look at both days.")
NO_VALIDITY = _("What was refused or withdrawn is valid on no day. Empty these days, or choose another decision.")
SAY_CONDITIONS = _("Write the conditions.")
NOT_REFUSED = _("There is nothing here to appeal against: note the decision first.")
APPEALED_BEFORE = _("The appeal is before the decision. Look at both days.")
APPEAL_FIRST = _("Nobody decides on an appeal that was not made. Say first when it was.")
NOTHING_FURTHER = _("No appeal was dismissed here, or its answer is the last word: there is no further appeal to note.")
ONLY_DISMISSED = _("A further appeal follows an appeal that was dismissed. Say so, or empty what is said of it.")
BEFORE_ANSWER = _("This day is before the appeal was answered. Look at both days.")
FINAL_HAS_NO_DAY = _("Where no further appeal is possible there is no last day for it. Leave one of the two away.")
APPEAL_DECIDED_BEFORE = _("The answer to the appeal is before the appeal. Look at both days.")
NOBODY_TRAVELS = _("Say for whom it is.")
DECIDED_ELSEWHERE = _(
    "On this pathway somebody decides before the journey: note the decision, and the track is ready by it."
)
SEND_AGAIN = _("A colleague saved something of this at the same moment. Look at it again.")
NOT_READY = _("Nobody on this track can travel yet: no visa is granted, and nothing says that none is needed.")
ARRIVED_BEFORE = _("They arrived before they could travel, by what stands here. Look at both days.")
ARRIVED_ALREADY = _("Their arrival is noted already. Correct it there.")
BEFORE_ARRIVAL = _("This day is before they arrived.")
TOO_LONG = _("So long a period is a slip of the pen. Look at the number.")
SUCH_TERMS = _("There are terms for this country and pathway already. Change those.")
TOO_MANY = _("So many steps are no list any more. Join some.")
SEEN_ALREADY = _("Somebody has seen to this already.")

REFUSED_TASK = _("An application for going abroad was refused: decide on an appeal or another way, and tell the person")
ENDING_TASK = _("A visa or permit of somebody of this case ends: have it renewed, or find where they go on")
SIGNS_TASK = _("Warning signs after arrival: speak with the person, look at their safety")
NO_APPOINTMENT = _("The appointment after which it was expected is moved or called off.")
IF_MISSED = _("They were at an appointment of their track abroad. Look at the track for the place, and who went along.")
