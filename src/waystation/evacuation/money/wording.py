"""The words of the room."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from waystation.casework.wording import Words

CATEGORY_WORDS: dict[str, Words] = {
    "travel": _("Travel"),
    "shelter": _("Shelter"),
    "food": _("Food and daily needs"),
    "papers": _("Papers and visas"),
    "medical": _("Medical help"),
    "legal": _("Legal help"),
    "communication": _("Phones and messages"),
    "safety": _("Safety"),
    "relocation": _("Relocation and aftercare"),
    "other": _("Other purposes"),
}
HOLDING_WORDS: dict[str, Words] = {"cash": _("Cash box"), "bank": _("Bank account")}
STATE_WORDS: dict[str, Words] = {
    "open": pgettext_lazy("fund", "Open"),
    "closed": pgettext_lazy("fund", "Closed"),
}
METHOD_WORDS: dict[str, Words] = {
    "cash_by_helper": _("Cash, brought by a helper"),
    "transfer": _("Transfer"),
    "ticket": _("We buy a ticket"),
}
PAYEE_WORDS: dict[str, Words] = {
    "person": _("A person of the case"),
    "helper": _("A helper, who spent it"),
    "staff": _("One of us, who spent it"),
    "seller": _("Whoever sells it: a railway, a landlord, an office"),
}
PAYMENT_WORDS: dict[str, Words] = {
    "asked": _("Waits for approval"),
    "approved": _("Approved, to be paid"),
    "paid": _("Paid"),
    "refused": _("Not approved"),
    "withdrawn": _("Taken back"),
    "reversed": _("Reversed"),
}
PAYMENT_TONES = {
    "asked": "warn",
    "approved": "info",
    "paid": "good",
    "refused": "danger",
    "withdrawn": "neutral",
    "reversed": "neutral",
}
ENTRY_WORDS: dict[str, Words] = {
    "gift": _("Money came in"),
    "reservation": _("Reserved"),
    "release": _("Reservation given back"),
    "payment": _("Paid"),
    "exchange": _("Exchanged"),
    "move": _("Moved to another place"),
    "count": _("Difference found by counting"),
    "reversal": _("Reversal of an earlier movement"),
}
ACCOUNT_WORDS: dict[str, Words] = {
    "held": _("Money held"),
    "given": _("Given by donors"),
    "spent": _("Spent"),
    "exchanged": _("Currency exchange"),
    "difference": _("Differences found by counting"),
    "reserved": _("Reserved (encumbrances)"),
    "set_aside": _("Set aside for what is reserved"),
}

NAME_IT = _("Write what we call it.")
CHOOSE = _("Choose from the list.")
SAY_WHY = _("Write why, so that everybody understands it.")
NO_CURRENCY = _("This is no currency. Write its three letters, such as EUR, USD or RUB.")
NO_AMOUNT = _("This is no amount. Write a number above zero, such as 1500 or 99.50.")
TOO_MUCH = _("This is more money than anybody has. Look at the number once more.")
TOO_FINE = _("This has more places after the point than the currency has. Round it.")
NO_RATE = _("This is no rate of exchange. Write a number above zero.")
RATE_OFF = _("The rate does not fit both amounts. Look at the three numbers once more.")
SAME_CURRENCY = _("Both places hold the same currency. Move the money instead of exchanging it.")
FEW_IN_THIS_TIME = _("In this time money went to fewer people than may be told of. It can tell of: %(spans)s.")
ENDS_BEFORE = _("The last day is before the first.")
FUND_CLOSED = _("This fund is closed. Choose another one.")
OTHER_PURPOSE = _("The donor gave this fund for other purposes. Choose another fund.")
OTHER_COUNTRY = _("The donor gave this fund for other countries. Choose another fund.")
SAY_COUNTRY = _("The donor gave this fund for certain countries. Write in which country the money is used.")
OTHER_PERIOD = _("The donor's period for this fund is not now. Choose another fund.")
PAID_OUTSIDE = _(
    "This day is not in the donor's period for the fund. Do not approve this payment, and ask for it out of another "
    "fund."
)
ABOVE_CEILING = _("This is more than the donor allows for one person. Choose another fund, or a smaller amount.")
RATE_UNKNOWN = _(
    "The donor's ceiling is in another currency, and no rate is known. Note a rate of exchange on the page of the fund."
)
OVER_BUDGET = _("This is more than the budget of the case. Raise the budget first, or choose a smaller amount.")
NOT_SO_MUCH = _("The fund has not so much left that is not reserved. Choose another fund, or a smaller amount.")
NO_FUND = _(
    "No fund that may be used for this has so much left. Open Money to see what is left and what each fund is for."
)
NO_FUND_IN = _("No fund has any %(currency)s. Exchange money into it first, or choose a way that is paid otherwise.")
NOT_THERE = _("There is not so much money of this fund in this place. Choose another place, or move money first.")
WRONG_CURRENCY = _("This place holds another currency. Choose a place with the currency of the amount.")
PLACE_CLOSED = _("This place is closed. Choose another one.")
STILL_MONEY = _("There is still money in it. Move the money first.")
PROMISED = _("Money of this fund is still reserved. Give the reservations back first.")
LEFT_IN_RESERVATION = _("The reservation has not so much left. Reserve more, or ask for less.")
OTHER_RESERVATION = _("The reservation is in another currency. Choose another one.")
NOT_ON_THIS_DAY = _("This day has not come yet.")
TOO_LONG_AGO = _("This day is too long ago. Look at the date once more.")
ASKED_BY_YOU = _("You asked for this payment yourself. Somebody else must approve it.")
PAID_TO_YOU = _("This payment is to you. Somebody else must approve it.")
PAYEE_IS_YOURS = _(
    "You are responsible for the person who is paid. Somebody else must approve it, or you ask for it and they approve."
)
ANSWERED_ALREADY = _("This payment has its answer already. Look at it again.")
NOT_NOW = _("This cannot be done now: the state of the payment has changed. Look at it again.")
ONLY_WHO_ASKED = _("Only whoever asked for it can take it back. You can refuse it instead.")
MORE_THAN_APPROVED = _("This is more than was approved. Ask for the rest by a payment of its own.")
RECEIPT_IS_HERE = _("This file is a receipt of this payment already.")
EMPTY_RECEIPT = _("This file is empty and proves nothing. Choose it once more, or another one.")
SAME_RECEIPT = _("This file is the receipt of another payment already. Choose the right file.")
HAS_RECEIPT = _("There is a receipt already. Nothing needs to be explained.")
REVERSED_ALREADY = _("This movement was reversed already.")
NOT_REVERSIBLE = _("This movement is not reversed. Give a reservation back, or write the movement down anew.")
OF_A_PAYMENT = _("This movement belongs to a payment. Reverse the payment on its own page.")
WOULD_BE_MISSING = _(
    "The money of this movement has been used or reserved since, so that less than nothing would be left. Reverse or "
    "give back what came after it first."
)
EXPLAIN_DIFFERENCE = _("What was counted is not what the books say. Explain the difference.")
UNEXPLAINED = _(
    "What was seen on statements comes to %(there)s, and this one says %(says)s: %(difference)s is not explained. Tick "
    "off what stands on it, write down what the books lack, or explain the rest, which is booked then."
)
NOT_ON_STATEMENT = _(
    "A movement that is ticked off is of a later day than the statement, or stands on an earlier one. Where its day is "
    "wrong, reverse it and write it down anew."
)
LATER_IS_CLOSED = _("A statement of a later day is closed already. Statements are closed in the order of their days.")
CLOSED_MEANWHILE = _("A colleague closed one for this place meanwhile. Look at it, and begin anew.")
WHICH_FUND = _("Choose the fund to which the difference belongs.")
DAMAGED = _("The books are not whole: a page says which rows were changed outside the program. Nothing was written.")

LEDGER_COVERS = _("The money is reserved in the ledger: it covers what the way costs.")
LEDGER_SHORT = _(
    "Reserve the money for the way first, under Money of the case: what is reserved does not cover what the legs cost."
)
LEDGER_COORDINATORS = _(
    "The money for the way stands in the ledger, which coordinators open: one of them moves this case on."
)
COST_UNKNOWN = _("The legs do not say what the way costs, so the ledger cannot say. The word of a coordinator counts.")
NO_WAY_YET = _("No journey is planned here, so the ledger cannot say. The word of a coordinator counts.")
NO_LEDGER = _("No fund is in the ledger. The word of a coordinator counts.")
