"""What is allowed in casework and what follows: gates, the consent that stands, the sum of a risk. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from waystation.casework import scales, stages
from waystation.casework.consent_rules import CONSENT_STATES, YES, consent_state, consent_until, newest
from waystation.casework.records import CaseStub, Consent, Funds, Move, Risk
from waystation.vocabulary.vocabularies import label_of, terms

URGENCIES = {"now": _("At once"), "soon": _("Soon"), "normal": _("In turn")}
# How long an assessment may be relied on, in days: the nearer the danger, the sooner it is looked at again.
VALID_DAYS = {"now": 1, "days": 3, "weeks": 14, "none_known": 30, "unknown": 7}
YEAR = timedelta(days=365)
ASSESSED_WITHIN = timedelta(days=3)
_TO_ACCEPTED = stages.PATH[: stages.PATH.index("accepted") + 1]

Sentence = str | Promise

__all__ = ["CONSENT_STATES", "YES", "consent_state", "consent_until", "newest"]


@dataclass(frozen=True)
class Covered:
    """What the ledger says of the money for the way, if it is kept; None where it cannot say. `words` say why."""

    there: bool | None
    words: Sentence


@dataclass(frozen=True)
class Standing:
    """What is known of a case when it is to move on. `cleared` and `hostile` are what vetting holds of the person.

    `along` is what we call those who go along, or are the person, and are held hostile. `funds` is the word of a
    coordinator, which counts where `covered` does not say. `texts` is as for `consent_state`.
    """

    stub: CaseStub
    consents: Sequence[Consent]
    risk: Risk | None
    today: date
    cleared: bool = False
    hostile: bool = False
    funds: Funds | None = None
    covered: Covered | None = None
    along: tuple[str, ...] = ()
    texts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wish:
    """Where somebody wants to move a case. `without_body`: leaves without an embassy or resettlement body.

    `reason` is a code of `closing_reasons`; `seconded`: somebody else holds, too, that it may be closed.
    """

    stage: str
    note: str = ""
    without_body: bool = False
    country: str = ""
    reason: str = ""
    seconded: bool = False


def refusals(standing: Standing, wish: Wish) -> list[Sentence]:
    """Why a case may not move there now, as sentences that say what to do; empty where it may."""
    if not stages.allowed(standing.stub.stage, wish.stage):
        return [_("A case does not go from its present stage to this one. Choose a stage from the list.")]
    return [sentence for check in _GATES if (sentence := check(standing, wish))]


def _cleared(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage not in ("planning_exit", "in_transit", "departing") or standing.cleared:
        return None
    if wish.stage == "planning_exit":
        return _("Clear the person first: two of us say so under Vetting. Nothing of a way is planned before that.")
    return _("Clear the person first, as they stand now: two of us say so under Vetting. Nobody sets out before that.")


def hostile_along(names: Iterable[str]) -> str:
    """Why nobody sets out with those who are called so."""
    words = gettext(
        "Hostile, as two of us hold: %(who)s. Nobody sets out with them, no journey is made and no bed is held. Look "
        "under Vetting; whoever only comes along is taken out of the case, under People."
    )
    return words % {"who": ", ".join(names)}


def _nobody_hostile(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage not in ("in_transit", "departing") or not standing.along:
        return None
    return hostile_along(standing.along)


def _money_there(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage not in ("in_transit", "departing"):
        return None
    if standing.covered and standing.covered.there is not None:
        return None if standing.covered.there else standing.covered.words
    if standing.funds and standing.funds.there:
        return None
    return _("Say first, under Money for the way, that it is there and who pays.")


def _country_known(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage not in ("transit_country", "arrived") or wish.country or standing.stub.country:
        return None
    return _("Write in which country the person is.")


def _closed_for_a_reason(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage not in stages.CLOSED or wish.reason in closing_reasons(wish.stage):
        return None
    return _("Choose the reason for closing that belongs to this stage.")


def _held_hostile(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage != "closed_hostile" or standing.hostile:
        return None
    return _(
        "Two of us have to hold first, under Vetting, that this person is hostile. Till then close for another reason, "
        "or leave the case open: whoever is turned away by mistake may pay with their life."
    )


def _year_over(standing: Standing, wish: Wish) -> Sentence | None:
    if not needs_second(standing, wish) or wish.seconded:
        return None
    return _("Aftercare lasts a year. Before it is over, two people have to hold that the person is safe: propose it.")


def passed_over(stub: CaseStub, today: date) -> list[Sentence]:
    """What is asked for on the way to where a case stands, and nobody was asked: it came there from elsewhere."""
    return still_asked(Standing(stub, (), None, today), stub.stage)


def still_asked(standing: Standing, at: str) -> list[Sentence]:
    """What is asked for on the way to a stage, and is not there."""
    way = stages.PATH[stages.PATH.index("accepted") + 1 : stages.PATH.index(at) + 1] if at in stages.PATH else (at,)
    wishes = [Wish(stage, note="-", country=standing.stub.country) for stage in way]
    found = [sentence for wish in wishes for check in _GATES if (sentence := check(standing, wish))]
    return list({str(sentence): sentence for sentence in found}.values())


def closing_reasons(stage: str) -> list[str]:
    """The codes of the reasons for which a case is closed that way."""
    return [each.code for each in terms("closing_reasons") if each.extra["of"] == stage]


def needs_second(standing: Standing, wish: Wish) -> bool:
    """Whether this move is closing as safe before a year of aftercare is over."""
    if wish.stage != "closed_safe":
        return False
    until = aftercare_until(standing.stub)
    return until is None or standing.today < until


def aftercare_until(stub: CaseStub) -> date | None:
    """The first day on which a year of aftercare is over; None where it has not begun."""
    since = stub.milestones.get("aftercare")
    return None if since is None else since + YEAR


def check_ups(stub: CaseStub) -> list[date]:
    """The days proposed to ask how somebody is: after arriving a day, a week, a month; in aftercare every month."""
    arrived, since = stub.milestones.get("arrived"), stub.milestones.get("aftercare")
    first = [arrived + timedelta(days=days) for days in (1, 7, 30)] if arrived else []
    monthly = [since + timedelta(days=round(30.44 * month)) for month in range(1, 13)] if since else []
    return sorted({*first, *monthly})


def is_planned(stub: CaseStub) -> bool:
    """Whether a next step is said with its day: without one it would come up nowhere again."""
    return bool(stub.next_action) and stub.next_due is not None


def next_check_up(stub: CaseStub, today: date) -> date | None:
    """The next of these days, for somebody who is out and whose case is open."""
    if stub.stage not in ("arrived", "asylum_pending", "aftercare"):
        return None
    return next((day for day in check_ups(stub) if day >= today), None)


def _consent_to_help(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage not in ("planning_exit", "in_transit", "departing"):
        return None
    if consent_state(standing.consents, "help", standing.today, texts=standing.texts) in YES:
        return None
    return _("Ask the person whether we may use what they told us to help them, and record the answer first.")


def _risk_known(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage != "planning_exit":
        return None
    if standing.risk is None:
        return _("Assess the risk first: a way out is planned against a known danger.")
    if is_outdated(standing.risk, standing.today):
        return _("The risk assessment is out of date. Assess the risk again first.")
    return None


def _consent_to_pass_on(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage != "departing" or wish.without_body:
        return None
    if consent_state(standing.consents, "share_immigration", standing.today, texts=standing.texts) in YES:
        return None
    return _(
        "Record the person's consent to pass the case to the embassy or resettlement body, "
        "or say that they leave without one."
    )


def _reason_given(standing: Standing, wish: Wish) -> Sentence | None:
    ends = wish.stage in stages.ENDED or wish.stage in stages.MISFORTUNES
    if wish.note.strip() or not (ends or standing.stub.stage in stages.ENDED):
        return None
    if wish.stage in stages.CLOSED:
        return _("Write why the case is closed.")
    if wish.stage == "returned_voluntarily":
        return _("Ask them alone whether they are free, and write what they said and how we know that they went back.")
    if ends:
        return _("Write what happened and how we know it.")
    return _("Write why the case is opened again.")


_AT_THE_END = (_country_known, _closed_for_a_reason, _held_hostile, _year_over, _reason_given)
_GATES = (_cleared, _nobody_hostile, _consent_to_help, _risk_known, _money_there, _consent_to_pass_on, *_AT_THE_END)


def moved(stub: CaseStub, wish: Wish, *, place: str, country: str, today: date) -> CaseStub:
    """The stub after a move; an empty place or country leaves what was known. A new country ends the old place."""
    known = stub.place if country in ("", stub.country) else ""
    return msgspec.structs.replace(
        stub,
        stage=wish.stage,
        place=place or known,
        country=country or stub.country,
        milestones=stub.milestones | {wish.stage: stub.milestones.get(wish.stage, today)},
    )


def moved_back(stub: CaseStub, move: Move, earlier: Iterable[Move]) -> CaseStub:
    """The stub as if `move` had not been made; `earlier` are the moves that stand."""
    stage, place, country = move.before
    reached_before = {each.stage for each in earlier}
    milestones = {code: day for code, day in stub.milestones.items() if code in reached_before}
    return msgspec.structs.replace(stub, stage=stage, place=place, country=country, milestones=milestones)


def reached(stub: CaseStub, wanted: Iterable[str]) -> date | None:
    """The first day on which a case was in any of these stages."""
    return min((stub.milestones[code] for code in wanted if code in stub.milestones), default=None)


@dataclass(frozen=True)
class Sum:
    """A risk score with its arithmetic: (label, weight) of each factor, the adjustment, the total."""

    parts: tuple[tuple[str, int], ...]
    adjustment: int
    total: int
    doubts: tuple[tuple[str, int], ...]
    doubt_total: int

    @property
    def arithmetic(self) -> str:
        """As a person would write it down: 4 + 3 - 1 = 6."""
        numbers = [weight for _label, weight in self.parts]
        if self.adjustment:
            numbers.append(self.adjustment)
        if not numbers:
            return "0"
        first, *others = numbers
        tail = "".join(f" {'+' if number >= 0 else '−'} {abs(number)}" for number in others)
        return f"{first}{tail} = {self.total}" if others else str(self.total)


def weights(codes: Iterable[str]) -> dict[str, int]:
    """The vocabulary's weights of some risk factors, in its order."""
    wanted = set(codes)
    return {each.code: int(each.extra.get("weight_hint", 0)) for each in terms("risk_factors") if each.code in wanted}


def add_up(risk: Risk) -> Sum:
    """The score of an assessment: weights, points, adjustment. Doubts about the story add up apart."""
    known = [(label_of("risk_factors", code), weight) for code, weight in risk.factors.items() if weight]
    doubts = tuple(
        (each.label, int(each.extra["vetting"]))
        for each in terms("risk_factors")
        if each.code in risk.factors and each.extra.get("vetting")
    )
    parts = (*known, *scales.lines(risk))
    return Sum(parts, risk.adjustment, scales.total(risk), doubts, sum(weight for _label, weight in doubts))


def is_outdated(risk: Risk, today: date) -> bool:
    """Whether an assessment may no longer be relied on."""
    return risk.valid_until is not None and risk.valid_until < today


def is_to_be_assessed(stub: CaseStub, today: date) -> bool:
    """Whether the risk of a case must be known by now: three days after it was opened, and past `accepted` at once."""
    if not stages.is_open(stub.stage) or stub.erased:
        return False
    return stub.stage not in _TO_ACCEPTED or stub.opened is None or stub.opened + ASSESSED_WITHIN <= today


def risk_until(imminence: str, on: date) -> date:
    """The last day on which an assessment may be relied on."""
    return on + timedelta(days=VALID_DAYS[imminence])


def is_overdue(stub: CaseStub, today: date) -> bool:
    """Whether the next action of an open case should have been done before today."""
    return stages.is_open(stub.stage) and stub.next_due is not None and stub.next_due < today
