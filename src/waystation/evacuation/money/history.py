"""How changes of funds and of the places where money lies are told on the pages that show history."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.history_words import Saying, Words, among
from waystation.evacuation.money import wording
from waystation.evacuation.money.models import FundRow, HoldingRow
from waystation.staff.access import personas
from waystation.staff.actor import Actor


def _purposes(actor: Actor, codes: list[str]) -> str:
    return ", ".join(str(wording.CATEGORY_WORDS.get(code, code)) for code in codes)


def _keeper(actor: Actor, account: str) -> Words:
    return {str(one): name for one, name in personas(actor).items()}.get(account, "?")


_NAMED: dict[str, Words] = {"name": _("What we call it"), "state": _("State"), "currency": _("Currency")}
SAYINGS = {
    FundRow: Saying(
        _("A fund"),
        fields=_NAMED
        | {
            "donor": _("Who gave it"),
            "purposes": _("What it may be used for"),
            "countries": _("In which countries"),
            "first": pgettext_lazy("time", "From"),
            "last": pgettext_lazy("time", "Until"),
            "ceiling": _("At most for one person"),
            "words": _("What the donor says, in their words"),
        },
        values={"purposes": _purposes, "state": among(wording.STATE_WORDS)},
    ),
    HoldingRow: Saying(
        _("A place where money lies"),
        fields=_NAMED | {"kind": _("Kind"), "keeper": _("Who keeps it")},
        values={"kind": among(wording.HOLDING_WORDS), "keeper": _keeper, "state": among(wording.STATE_WORDS)},
    ),
}
