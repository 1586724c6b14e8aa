"""Gates, consent that stands, sums of risk."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from waystation.casework import rules, scales, stages
from waystation.casework.records import CaseStub, Consent, Funds, Move, Risk
from waystation.casework.rules import Standing, Wish, consent_state, refusals
from waystation.vocabulary.vocabularies import terms

TODAY = date(2026, 4, 20)
CODES = [each.code for each in terms("case_stages")]
ALLOWED = [(stage, to) for stage, to in product(CODES, CODES) if stages.allowed(stage, to)]


def answer(purpose: str, state: str = "given", days_ago: int = 0, **more: object) -> Consent:
    return Consent(purpose=purpose, state=state, on=TODAY - timedelta(days=days_ago), **more)  # type: ignore[arg-type]


def standing(stage: str, *consents: Consent, risk: Risk | None = None) -> Standing:
    stub = CaseStub(pseudonym="x", stage=stage, country="Norway", milestones={"aftercare": TODAY - rules.YEAR})
    return Standing(stub, consents, risk, TODAY, cleared=True, hostile=True, funds=Funds(there=True))


HELP, EMBASSY = answer("help"), answer("share_immigration")
RISK = Risk(factors={"minor": 3}, valid_until=TODAY)


def test_it_works() -> None:
    assert refusals(standing("accepted", HELP, risk=RISK), Wish("planning_exit")) == []


def test_an_exit_is_not_planned_without_consent_and_risk() -> None:
    assert len(refusals(standing("accepted"), Wish("planning_exit"))) == 2
    assert len(refusals(standing("accepted", HELP), Wish("planning_exit"))) == 1
    assert len(refusals(standing("accepted", risk=RISK), Wish("planning_exit"))) == 1


def test_an_exit_is_not_planned_on_an_old_assessment() -> None:
    old = Risk(valid_until=TODAY - timedelta(days=1))
    (refusal,) = refusals(standing("accepted", HELP, risk=old), Wish("planning_exit"))
    with translation.override("en"):
        assert "out of date" in str(refusal)


@pytest.mark.parametrize("state", ["asked_not", "refused", "withdrawn", "expired"])
def test_nobody_is_moved_without_consent(state: str) -> None:
    assert refusals(standing("planning_exit", answer("help", state)), Wish("in_transit"))


def test_nobody_is_moved_by_a_yes_to_a_text_that_counts_no_more() -> None:
    ready = standing("planning_exit", answer("help", text_version=1))
    assert not refusals(replace(ready, texts={"help": 1, "share_un": 4}), Wish("in_transit"))
    assert refusals(replace(ready, texts={"help": 2}), Wish("in_transit"))


def test_consent_with_limits_is_consent() -> None:
    assert not refusals(standing("planning_exit", answer("help", "given_with_limits")), Wish("in_transit"))


def test_leaving_needs_consent_to_pass_the_case_on_or_no_body_at_all() -> None:
    assert refusals(standing("visa_pending", HELP), Wish("departing"))
    assert not refusals(standing("visa_pending", HELP, EMBASSY), Wish("departing"))
    assert not refusals(standing("visa_pending", HELP), Wish("departing", without_body=True))
    assert refusals(standing("visa_pending", EMBASSY), Wish("departing"))


@pytest.mark.parametrize(("stage", "to"), [("planning_exit", "in_transit"), ("visa_pending", "departing")])
def test_nobody_sets_out_with_somebody_hostile(stage: str, to: str) -> None:
    ready = replace(standing(stage, HELP, EMBASSY, risk=RISK), along=("Delta", "Fern"))
    (said,) = refusals(ready, Wish(to))
    assert "Delta, Fern" in str(said)
    assert refusals(ready, Wish("lost_contact", note="gone")) == []


# Each stage of the vocabulary with the facts without which nobody is moved there, by the names in FACTS.
REQUIRED: dict[str, set[str]] = {
    "new": set(),
    "answered": set(),
    "verifying": set(),
    "assessing": set(),
    "advice_only": set(),
    "accepted": set(),
    "planning_exit": {"cleared", "help", "risk"},
    "in_transit": {"cleared", "money", "help"},
    "shelter_domestic": set(),
    "documents": set(),
    "visa_pending": set(),
    "departing": {"cleared", "money", "help", "embassy"},
    "transit_country": {"country"},
    "arrived": {"country"},
    "asylum_pending": set(),
    "aftercare": set(),
    "closed_safe": {"reason", "year", "note"},
    "closed_declined_by_person": {"reason", "note"},
    "closed_referred": {"reason", "note"},
    "closed_out_of_scope": {"reason", "note"},
    "closed_hostile": {"reason", "hostile", "note"},
    "lost_contact": {"note"},
    "seized_returned": {"note"},
    "returned_voluntarily": {"note"},
    "deceased": {"note"},
}
FACTS = ("cleared", "hostile", "help", "embassy", "risk", "money", "country", "reason", "year", "note")


def moved_without(stage: str, to: str, missing: str) -> list[rules.Sentence]:
    """What is said against a move for which everything is there but one fact."""
    has = dict.fromkeys(FACTS, True) | {missing: False}
    stub = CaseStub(
        pseudonym="x",
        stage=stage,
        country="Norway" if has["country"] else "",
        milestones={"aftercare": TODAY - rules.YEAR} if has["year"] else {},
    )
    consents = [each for name, each in (("help", HELP), ("embassy", EMBASSY)) if has[name]]
    known = Standing(
        stub,
        consents,
        RISK if has["risk"] else None,
        TODAY,
        cleared=has["cleared"],
        hostile=has["hostile"],
        funds=Funds(there=True) if has["money"] else None,
    )
    reason = next(iter(rules.closing_reasons(to)), "") if has["reason"] else ""
    return refusals(known, Wish(to, note="because" if has["note"] else "", reason=reason))


@pytest.mark.parametrize("to", CODES)
def test_each_stage_of_the_vocabulary_asks_for_its_facts_and_no_others(to: str) -> None:
    ways = [stage for stage, wanted in ALLOWED if wanted == to and stage not in stages.ENDED]
    if not ways:  # where every case begins
        assert to == "new"
        return
    before = ways[0]
    asked = {fact for fact in FACTS if moved_without(before, to, fact)}
    assert asked == REQUIRED[to]
    assert all(len(moved_without(before, to, fact)) == 1 for fact in asked)


@pytest.mark.parametrize(("stage", "to"), ALLOWED)
def test_gates_of_every_pair(stage: str, to: str) -> None:
    """With consent, a risk and a reason every pair passes; without a reason, ends and reopenings do not."""
    ready = standing(stage, HELP, EMBASSY, risk=RISK)
    reason = next(iter(rules.closing_reasons(to)), "")
    assert refusals(ready, Wish(to, note="because", reason=reason)) == []
    silent = refusals(ready, Wish(to, note="  ", reason=reason))
    bad_news = to in (*stages.ENDED, *stages.MISFORTUNES)
    assert bool(silent) is (bad_news or stage in stages.ENDED)


@pytest.mark.parametrize(("stage", "to"), [pair for pair in product(CODES, CODES) if pair not in ALLOWED])
def test_what_is_not_allowed_is_one_clear_sentence(stage: str, to: str) -> None:
    assert len(refusals(standing(stage, HELP, EMBASSY, risk=RISK), Wish(to, note="because"))) == 1


def test_the_default_is_no() -> None:
    assert consent_state([], "publish_named", TODAY, texts={}) == "asked_not"
    assert "asked_not" not in rules.YES


def test_the_newest_answer_counts() -> None:
    at = datetime(2026, 4, 20, 9, tzinfo=UTC)
    said = [
        answer("help", "withdrawn", at=at.replace(hour=12)),
        answer("help", "given", at=at),
        answer("help", "given", 5),
    ]
    assert consent_state(said, "help", TODAY, texts={}) == "withdrawn"


def test_an_answer_to_one_purpose_says_nothing_of_another() -> None:
    assert consent_state([HELP], "document", TODAY, texts={}) == "asked_not"


def test_consent_expires_where_the_vocabulary_says_so() -> None:
    until = rules.consent_until("share_immigration", TODAY)
    assert until == date(2026, 10, 20)
    old = answer("share_immigration", valid_until=TODAY - timedelta(days=1))
    assert consent_state([old], "share_immigration", TODAY, texts={}) == "expired"
    assert rules.consent_until("help", TODAY) is None


def test_a_refusal_does_not_expire_into_anything() -> None:
    old = answer("document", "refused", valid_until=TODAY - timedelta(days=400))
    assert consent_state([old], "document", TODAY, texts={}) == "refused"


def test_the_sum_shows_its_arithmetic() -> None:
    risk = Risk(factors={"held_before": 3, "family_ultimatum": 5, "v_story_gap": 0}, adjustment=-2)
    added = rules.add_up(risk)
    assert (added.arithmetic, added.total, added.doubt_total) == ("3 + 5 − 2 = 6", 6, 1)


def test_a_sum_of_one_or_none() -> None:
    assert rules.add_up(Risk()).arithmetic == "0"
    assert rules.add_up(Risk(factors={"minor": 3})).arithmetic == "3"


@given(st.sets(st.sampled_from([each.code for each in terms("risk_factors")])), st.integers(-20, 20))
def test_the_sum_is_the_sum(codes: set[str], adjustment: int) -> None:
    risk = Risk(factors=rules.weights(codes), adjustment=adjustment)
    added = rules.add_up(risk)
    assert added.total == sum(weight for _label, weight in added.parts) + adjustment
    assert set(risk.factors) == codes


def test_a_weight_that_changes_later_leaves_old_sums_alone() -> None:
    assert rules.add_up(Risk(factors={"minor": 9})).total == 9


@pytest.mark.parametrize("imminence", list(scales.IMMINENCES))
def test_the_nearer_the_danger_the_sooner_it_is_assessed_again(imminence: str) -> None:
    assert rules.risk_until("now", TODAY) <= rules.risk_until(imminence, TODAY)


def test_the_first_day_of_a_stage_stays() -> None:
    stub = CaseStub(pseudonym="x", stage="documents", milestones={"shelter_domestic": date(2026, 4, 1)})
    moved = rules.moved(stub, Wish("shelter_domestic"), place="", country="", today=TODAY)
    assert moved.milestones == {"shelter_domestic": date(2026, 4, 1)}


def test_a_place_does_not_outlive_its_country() -> None:
    """Neither "Moscow oblast, Georgia" nor a place forgotten because its country was said once more."""
    stub = CaseStub(pseudonym="x", stage="departing", place="Moscow oblast")
    assert rules.moved(stub, Wish("arrived"), place="", country="Georgia", today=TODAY).place == ""
    settled = CaseStub(pseudonym="x", stage="arrived", place="Tbilisi", country="Georgia")
    assert rules.moved(settled, Wish("aftercare"), place="", country="Georgia", today=TODAY).place == "Tbilisi"


def test_an_empty_place_leaves_what_was_known() -> None:
    stub = CaseStub(pseudonym="x", place="Vilnius", country="Lithuania")
    moved = rules.moved(stub, Wish("aftercare"), place="", country="", today=TODAY)
    assert (moved.place, moved.country) == ("Vilnius", "Lithuania")


def test_a_move_taken_back_forgets_its_milestone_only() -> None:
    stub = CaseStub(pseudonym="x", stage="arrived", milestones={"accepted": TODAY, "arrived": TODAY})
    wrong = Move(stage="arrived", before=("accepted", "Kazan", ""))
    back = rules.moved_back(stub, wrong, [Move(stage="accepted")])
    assert (back.stage, back.place, back.milestones) == ("accepted", "Kazan", {"accepted": TODAY})


@pytest.mark.parametrize(("stage", "due", "overdue"), [
    ("accepted", TODAY - timedelta(days=1), True),
    ("accepted", TODAY, False),
    ("accepted", None, False),
    ("closed_safe", TODAY - timedelta(days=1), False),
])  # fmt: skip
def test_what_is_overdue(stage: str, due: date | None, overdue: bool) -> None:
    assert rules.is_overdue(CaseStub(pseudonym="x", stage=stage, next_due=due), TODAY) is overdue
