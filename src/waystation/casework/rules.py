"""What is allowed in casework and what follows: gates, the consent that stands, the sum of a risk. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import msgspec
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from waystation.casework import stages
from waystation.casework.consent_rules import CONSENT_STATES, YES, consent_state, consent_until, newest
from waystation.casework.records import CaseStub, Consent, Move, Risk
from waystation.vocabulary.vocabularies import term, terms

URGENCIES = {"now": _("At once"), "soon": _("Soon"), "normal": _("In turn")}
IMMINENCES = {
    "now": _("It is happening now"),
    "days": _("Within days"),
    "weeks": _("Within weeks"),
    "none_known": _("No sign of a near attack"),
    "unknown": _("Not known"),
}
# How long an assessment may be relied on, in days: the nearer the danger, the sooner it is looked at again.
VALID_DAYS = {"now": 1, "days": 3, "weeks": 14, "none_known": 30, "unknown": 7}
Sentence = str | Promise

__all__ = ["CONSENT_STATES", "YES", "consent_state", "consent_until", "newest"]


@dataclass(frozen=True)
class Standing:
    """What is known of a case when it is to move on."""

    stub: CaseStub
    consents: Sequence[Consent]
    risk: Risk | None
    today: date


@dataclass(frozen=True)
class Wish:
    """Where somebody wants to move a case. `without_body`: leaves without an embassy or resettlement body."""

    stage: str
    note: str = ""
    without_body: bool = False


def refusals(standing: Standing, wish: Wish) -> list[Sentence]:
    """Why a case may not move there now, as sentences that say what to do; empty where it may."""
    if not stages.allowed(standing.stub.stage, wish.stage):
        return [_("A case does not go from its present stage to this one. Choose a stage from the list.")]
    checks = (_consent_to_help, _risk_known, _consent_to_pass_on, _reason_given)
    return [sentence for check in checks if (sentence := check(standing, wish))]


def _consent_to_help(standing: Standing, wish: Wish) -> Sentence | None:
    if wish.stage not in ("planning_exit", "in_transit"):
        return None
    if consent_state(standing.consents, "help", standing.today) in YES:
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
    if consent_state(standing.consents, "share_immigration", standing.today) in YES:
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
    if ends:
        return _("Write what happened and how we know it.")
    return _("Write why the case is opened again.")


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
    """The score of an assessment: weights plus adjustment. Doubts about the story add up apart."""
    parts = tuple((term("risk_factors", code).label, weight) for code, weight in risk.factors.items() if weight)
    doubts = tuple(
        (each.label, int(each.extra["vetting"]))
        for each in terms("risk_factors")
        if each.code in risk.factors and each.extra.get("vetting")
    )
    total = sum(weight for _label, weight in parts) + risk.adjustment
    return Sum(parts, risk.adjustment, total, doubts, sum(weight for _label, weight in doubts))


def is_outdated(risk: Risk, today: date) -> bool:
    """Whether an assessment may no longer be relied on."""
    return risk.valid_until is not None and risk.valid_until < today


def risk_until(imminence: str, on: date) -> date:
    """The last day on which an assessment may be relied on."""
    return on + timedelta(days=VALID_DAYS[imminence])


def is_overdue(stub: CaseStub, today: date) -> bool:
    """Whether the next action of an open case should have been done before today."""
    return stages.is_open(stub.stage) and stub.next_due is not None and stub.next_due < today
