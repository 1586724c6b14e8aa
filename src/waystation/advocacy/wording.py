"""The words of advocacy: sentences of rules, names of what is stored as codes."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from waystation.casework.wording import Words

NAME_IT = _("Say what the body is called.")
NO_SUCH_COUNTRY = _(
    "The days off of this country are not known. Two letters, such as RU; empty counts Monday to Friday."
)
CLOCK_TWICE = _("Two limits of one body must not have the same short name.")
NAME_THE_CLOCK = _("Give the limit a short name.")
LIMITS_GROW = _(
    "A limit is at least 1, and each longer one is longer than the one before: whole numbers, 10 years at most."
)
WHO_AND_WHEN = _("Write both: which lawyer confirmed it, and on which day.")
TITLE_IT = _("Give it a short title.")
SAY_IT = _("Write what is asked before somebody lets it go.")
LIMIT_BEFORE = _("Say both until when the rule was another one, and what the limit was.")
WAS_BEFORE = _("%(limit)s for what began before %(day)s")
STRICT = _("a day off at its end does not prolong it")
BINDS_US = _("This limit binds us, not them: choose one for their answer.")
SAME_LIMIT = _("This body has that limit as it is known already.")
NOT_ITS_CLOCK = _("This body has no such limit.")
NOT_YET = _("This day has not come yet.")
BEFORE_IT_WENT = _("That is before it was sent. Check both days.")
BEFORE_IT_CAME = _("That is before they received it. Check both days.")
NOT_SENT = _("It has not been sent yet. Note first on which day it went.")
SENT_ALREADY = _("It has been sent: what it says cannot be changed any more.")
LET_GO_ALREADY = _("Somebody has let it go as it is. Take the approval back to change it.")
NOT_APPROVED = _("It has not been let go yet: see who still has to.")
APPROVED_BY_YOU = _("You have let it go already. Somebody else has to.")
HAS_REPLIES = _("Something came back for it already: it stays as it is.")
WITHDRAWN_ALREADY = _("It was withdrawn.")
DERIVED_KIND = _("That follows from the days by itself. Choose what really came.")
UNTIL_LATER = _("Write a new last day for an extension alone, and one after the day of the letter.")
EXTENDS_NOTHING = _("It does not count: it came after the last day, or the law allows no more.")
TO_WHOM = _("Say to which body they passed it on.")
TO_ANOTHER = _("Name another body, and only where it was passed on.")
NOTHING_TO_GRADE = _("Only an answer is graded, by 0 to 3.")
GRADED_ALREADY = _("You have graded it. A colleague has to.")
NO_CASE = _("“%(called)s” is none of our cases that you may open.")
SAY_WHOSE = _("Name the cases of the people in it, or say that nobody's case is in it.")
NAMED_AND_NOBODY = _("You named cases and said that nobody's case is in it. Choose one.")
AGAINST = _("%(called)s: %(reason)s")
NO_CASE_ANY_MORE = _("A case in it is not open to you any more, or is gone.")
LEAVING = _("It is on its way out by mail. Stop it first.")
NOT_LEAVING = _("It is not on its way out any more. Look how it stands.")
LEAVES_NOW = _("The mail server is taking it at this moment. Wait a minute and look again.")
NO_SUCH_ADDRESS = _("That is no address that mail can be sent to, or it is one of ours.")
NO_SUCH_SENDER = _("This address of ours is not to be used now. Choose another.")
NO_SUCH_FORM = _("Choose which file is to be attached.")
BY_CONSENT = _("Cases are in it: somebody who may ask for their consent has to send it, a coordinator or an operator.")
SIGNER_IS_IN_IT = _(
    "Whoever signs it is called like somebody in it. A persona of ours signs, never the person it is about."
)
NOBODY_KNOWS = _("nobody saw what became of it")
LET_GO_NOT_SENT = _("let go, not sent yet")
CHOOSE_EVENTS = _("Write at least one event.")
GONE_SINCE = _("It was taken back, or is gone, since this was written.")
STATUS_SINCE = _("It is held to be more or less sure by now.")
SAID_SINCE = _("The record says something else by now.")
IN_USE = _("Something was asked of it: it stays.")
CHANGED_MEANWHILE = _("Somebody else changed this at the same time. Look at it and send yours again.")

PUBLIC_LATER = _(
    "The letter to the State becomes public after some weeks, and the person was not asked about being published. Ask "
    "first; if they say no, write under its heading that names stay out."
)
TOTAL = _("All together")

NO_SUCH_SIDE = _("Choose who it was.")
SAY_WHO = _("Say who it was.")
SAY_WHAT = _("Say what was said or done.")

USES: dict[str, Words] = {
    "answer": _("to answer"),
    "registering": _("to register it"),
    "forwarding": _("to pass it on"),
    "filing": _("for us to go there"),
}
DUES: dict[str, Words] = {
    "registering": _("They must register it by"),
    "forwarding": _("Passed on, if they are the wrong ones, by"),
}
SIDES: dict[str, Words] = {
    "others": _("Others: press, parliaments, organisations, we"),
    "power": _("Those in power"),
}
LANES: dict[str, Words] = {
    "asked": _("What we asked"),
    "others": _("What others said and did"),
    "power": _("What those in power said and did"),
}
TWO_LANES: dict[Words, tuple[str, ...]] = {
    _("Pressure: what we asked, and what others said and did"): ("asked", "others"),
    _("Response: what those in power said and did"): ("power",),
}
PRESSURE_KINDS: dict[str, Words] = {
    "spoke": _("spoke"),
    "published": _("published"),
    "asked": _("asked"),
    "voted": _("voted"),
    "summoned": _("summoned"),
    "decided": _("decided"),
    "acted": _("acted"),
    "denied": pgettext_lazy("somebody in power", "denied"),
}
UNITS: dict[str, Words] = {
    "days": _("days"),
    "working_days": _("working days"),
    "months": _("months"),
    "years": _("years"),
}
LIMITS: dict[str, Words] = {  # the number of the last of them
    "days": ngettext_lazy("%(limits)s day", "%(limits)s days", "number"),
    "working_days": ngettext_lazy("%(limits)s working day", "%(limits)s working days", "number"),
    "months": ngettext_lazy("%(limits)s month", "%(limits)s months", "number"),
    "years": ngettext_lazy("%(limits)s year", "%(limits)s years", "number"),
}
STARTS: dict[str, Words] = {
    "sent": _("the day it was sent"),
    "received": _("the day they received it"),
    "registered": _("the day they registered it"),
    "transmitted": _("the day it was passed to the State"),
    "event": _("what happened, or the last decision"),
}
CHANNELS: dict[str, Words] = {
    "mail": _("e-mail"),
    "form": _("their web form"),
    "post": _("post"),
    "registered_post": _("registered post"),
    "by_hand": _("by hand"),
}
STATES: dict[str, tuple[Words, str, str]] = {
    "drafted": (_("draft"), "neutral", ""),
    "leaving": (_("on its way out"), "info", "clock"),
    "waiting": (_("waiting"), "info", "clock"),
    "extended": (_("extended"), "info", "clock"),
    "passed_on": (_("passed on"), "neutral", "next"),
    "asked_back": (_("asked us for more"), "warn", "warn"),
    "answered": (_("answered"), "good", "check"),
    "formal": (_("nothing of substance"), "warn", "warn"),
    "ignored": (_("ignored"), "danger", "danger"),
    "withdrawn": (_("withdrawn"), "neutral", ""),
}
COLUMNS: dict[str, Words] = {
    "substance": _("substance"),
    "nothing": _("no substance"),
    "ungraded": _("not graded"),
    "silent": _("silent"),
    "onward": _("passed on"),
    "open": _("has time"),
}
FORMS: dict[str, Words] = {
    "pdf": _("PDF, for keeping (PDF/A)"),
    "docx": _("DOCX, for Word and LibreOffice"),
    "txt": _("plain text"),
}
POSTS: dict[str, tuple[Words, str]] = {
    "waiting": (_("waits for the mail server"), "info"),
    "sending": (_("is being handed to the mail server"), "info"),
    "unclear": (_("unclear: it may have arrived"), "warn"),
    "failed": (_("refused by the mail server"), "danger"),
}
SUBSTANCE: dict[int, Words] = {
    0: _("0: nothing of what was asked"),
    1: _("1: little of it"),
    2: _("2: most of it"),
    3: _("3: all of it"),
}

LEAST_IN_PUBLIC, LEAST_FOR_PARTNERS = 10, 5
"""Counts below this are hidden from those outside."""
