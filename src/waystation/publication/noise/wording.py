"""What is said of tables with noise and of their budget."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.publication import wording

Text = str | Promise
NOT_A_TABLE, TOO_MANY_CELLS, SAY_WHY = wording.NOT_A_TABLE, wording.TOO_MANY_CELLS, wording.SAY_WHY
NOT_ASKED, NOT_BY_YOU = wording.NOT_ASKED, wording.NOT_BY_YOU

NOT_INSTALLED = _(
    "Tables with noise need OpenDP, which is not installed here. Whoever looks after the server installs it by "
    "“waystation noise” in a checkout, or by “pipx install 'waystation[privacy]'”, and starts it anew."
)
NO_BUDGET = _("There is no budget yet for these readers. One of us asks for it here, and another agrees.")
SPENT = _(
    "The budget for these readers is spent: ε %(left)s is left, and this table would cost ε %(cost)s. Nothing was "
    "drawn. Choose a smaller ε, which is more noise, do without the table, or ask that the budget be raised, and say "
    "why."
)
COST_BETWEEN = _("A table costs from %(least)s to %(most)s.")
TOTAL_BETWEEN = _("A budget is from 0 to %(most)s. Above that it protects nobody.")
ACTS_BETWEEN = _("Of each person 1 to %(most)s acts are counted.")
MONTHS = _("Choose a month that is over, at most sixty before the last that is counted.")
NOT_PAID = _("The ledger does not say that this table was paid for. It does not go out.")
NO_NOISE = _("The noise was not drawn. Nothing was paid. Try again; tell the administrator if it happens again.")

MEANS = _(
    "Of somebody of whom others hold it for 1 in 10 likely that they are in our records, these tables let them hold it "
    "for at most %(after)s in 100 likely, whatever else they know, if all of the budget is spent; by now at "
    "most %(now)s."
)
HOW_NOISY = _(
    "Each number was changed by chance (differential privacy by OpenDP, ε %(epsilon)s): nineteen in twenty lie within "
    "%(within)d of what was counted, so they do not quite add up. Acts counted of each person: at most %(most)d. "
    "“…” and lines that are not shown: a number below %(floor)d, which may be chance alone."
)
FROM = _("Counted from %(since)s.")


def number(epsilon: int) -> str:
    """An epsilon in the language of the page."""
    return number_format(Decimal(epsilon) / 100)
