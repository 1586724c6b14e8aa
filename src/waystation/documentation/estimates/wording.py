"""The words of estimates. Codes of findings are those of `waystation.estimation`."""

from collections.abc import Mapping

from django.utils.formats import get_format
from django.utils.text import format_lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from waystation.documentation.wording import Words
from waystation.estimation.tables import MOST_LISTS

OURS = _("Told to us")
TOO_MANY = format_lazy(
    _("These are too many lists: at most {most} can be compared. Give several of them one name."), most=MOST_LISTS
)

NO_NUMBER = _("There is no estimate to freeze: it has not ended, or gives no number.")

METHODS: dict[str, Words] = {
    "lcm": _("Latent classes"),
    "dga": _("Decomposable graphs"),
    "loglinear": _("Log-linear models"),
    "stepwise": _("Log-linear models, stepwise"),
    "chao": _("Lower bound (Chao)"),
    "chapman": _("Two lists (Chapman)"),
}
PICTURES: dict[str, Words] = {
    "overlaps": _("Who is on which lists, and on no other"),
    "methods": _("What each method says"),
    "distribution": _("How probable each total is"),
    "models": _("Log-linear models by their weight"),
    "without": _("Without one list"),
    "clusterings": _("Each way in which people may be the same"),
}
_IN_PICTURES: dict[str, Words] = {
    "Who is on which lists, and on no other": _("Who is on which lists, and on no other"),
    "and {count} more patterns": _("and {count} more patterns"),
    "What each method says": _("What each method says"),
    "Without one list": _("Without one list"),
    "all lists": _("all lists"),
    "without {name}": _("without {name}"),
    "Log-linear models by their weight": _("Log-linear models by their weight"),
    "{model} {count}, weight {share}": _("{model} {count}, weight {share}"),
    "How probable each total is: {method}": _("How probable each total is: {method}"),
    "half below {count}; 95 of 100 between {low} and {high}": _(
        "half below {count}; 95 of 100 between {low} and {high}"
    ),
    "Each stratum, and their sum": _("Each stratum, and their sum"),
    "Each clustering, and all of them": _("Each way in which people may be the same, and all of them"),
    "all together": _("all together"),
    "clustering {number}": _("way {number}"),
    "observed {count}": _("observed {count}"),
    "{low} to {high}": _("{low} to {high}"),
    "without end": _("without end"),
    "not sound": _("not sound"),
    "all methods": _("all methods"),
    "latent classes": METHODS["lcm"],
    "decomposable graphs": METHODS["dga"],
    "log-linear": METHODS["loglinear"],
    "log-linear, stepwise": METHODS["stepwise"],
    "Chao's lower bound": METHODS["chao"],
    "Chapman": METHODS["chapman"],
}
_FINDINGS: dict[str, Words] = {
    "MSE-001": _(
        "One list alone says nothing of those who are not on it. A second and a third list are needed, made by "
        "others, of the same people: journalists, another organisation, a hospital, a registry."
    ),
    "MSE-002": _("Nobody is on any list: there is nothing to go by."),
    "MSE-003": _(
        "Two lists give a number only if they are independent, which they cannot show: a third one is needed."
    ),
    "MSE-004": _("Nobody is on %(names)s: leave it out."),
    "MSE-006": _(
        "Nobody is on %(names)s and also on one of the others: how many both missed cannot be told. Leave it out, "
        "or look whether the same people are spelled alike."
    ),
    "MSE-007": _("Fewer than three lists have %(fewest)s people or more: too little to compare."),
    "MSE-101": _("%(one)s and %(other)s have %(both)s in common: what they say of each other hangs on single people."),
    "MSE-102": _(
        "Everybody on %(inside)s is on %(around)s, too: if one was copied from the other, it is no second list."
    ),
    "MSE-103": _(
        "Every dependence that there can be among the lists is in the model: it fits whatever the numbers are, and "
        "nothing checks it."
    ),
    "MSE-104": _("The estimate is more than five times what was observed: it is mostly the method."),
    "MSE-105": _("The upper end of the interval is more than five times its lower one."),
    "MSE-106": _("Accepted methods differ by more than twice: only a range can be given, and it is unstable."),
    "MSE-107": _("The latent classes have not come to rest: what they say is unstable."),
    "MSE-108": _("The decomposable graphs see no end: their probability runs on beyond what was looked at."),
    "MSE-109": _("The log-linear models have no sure upper end, or no estimate of this table."),
    "MSE-110": _(
        "The log-linear estimate hangs on the %(count)s on %(names)s and no other list: with one fewer it changes "
        "by more than half, or is gone."
    ),
    "MSE-111": _(
        "Some of the numbers are so small that people may be recognised by them: publish the estimate with its "
        "interval, not the table."
    ),
    "MSE-112": _("No method gives more than a lower bound of this table."),
    "MSE-116": _(
        "In %(share)s of the ways in which people may be the same no estimate can be given: it hangs on who is "
        "taken for the same person. Decide the pairs that are likely the same first."
    ),
    "MSE-117": _(
        "In %(share)s of the ways in which people may be the same no estimate can be given; the others speak."
    ),
    "MSE-118": _(
        "In %(share)s of the ways in which people may be the same the methods disagree: from the lowest lower end "
        "to the highest upper one."
    ),
    "MSE-119": _(
        "Nobody on %(names)s is on one of the others, too; they are so few that this says little. Look whether "
        "the same people are spelled alike."
    ),
    "MSE-201": _("People whom no list could reach are not in the estimate: it is of those who might have been on one."),
    "MSE-202": _(
        "It holds only if the same person on two lists was recognised as one: each match that is missed makes it "
        "larger, each that is wrong makes it smaller."
    ),
    "MSE-203": _(
        "It holds only if all lists are of the same people, place and time, and if how they depend on one another "
        "is among what the methods can see."
    ),
}
_NOBODY = pgettext_lazy("in common", "nobody")


def in_pictures() -> dict[str, str]:
    """What pictures say in the language of the page, and what stands between thousands there."""
    return {said: str(words) for said, words in _IN_PICTURES.items()} | {",": str(get_format("THOUSAND_SEPARATOR"))}


def finding(code: str, said: Mapping[str, str], otherwise: str) -> str:
    """A finding in words; as the package says it where there are none here."""
    words = _FINDINGS.get(code)
    if words is None:
        return otherwise
    filled = {
        name: str(_NOBODY) if each == "nobody" else each.replace(" and ", " " + gettext("and") + " ")
        for name, each in said.items()
    }
    return str(words) % filled if filled else str(words)
