"""Every pair of stages: what may follow what."""

from itertools import product

import pytest

from waystation.casework import stages
from waystation.casework.stages import NEXT, PATH, allowed
from waystation.vocabulary.vocabularies import terms

CODES = [each.code for each in terms("case_stages")]
PAIRS = list(product(CODES, CODES))


def test_it_works() -> None:
    way = ["accepted", "planning_exit", "in_transit", "shelter_domestic", "documents", "visa_pending"]
    way += ["departing", "transit_country", "arrived", "asylum_pending", "aftercare", "closed_safe"]
    assert all(allowed(stage, to) for stage, to in zip(way, way[1:], strict=False))


def test_the_table_and_the_vocabulary_name_the_same_stages() -> None:
    assert set(NEXT) == set(CODES)
    assert {to for following in NEXT.values() for to in following} <= set(CODES)


def test_the_path_is_in_the_order_of_the_vocabulary() -> None:
    order = {each.code: each.extra["order"] for each in terms("case_stages")}
    assert sorted(PATH, key=order.__getitem__) == list(PATH)


@pytest.mark.parametrize(("stage", "to"), PAIRS)
def test_every_pair(stage: str, to: str) -> None:
    """Stated here by other words than the table's: a rule for each kind of step."""
    assert allowed(stage, to) is expected(stage, to)


def expected(stage: str, to: str) -> bool:
    if stage == to:
        return False
    if stage == "deceased":
        return to == "lost_contact"
    if stage == "closed_safe":
        return to in ("planning_exit", "departing", "aftercare")
    if stage.startswith("closed_"):
        return to == "accepted"
    if to in ("lost_contact", "seized_returned", "returned_voluntarily", "deceased"):
        return True
    if to == "closed_safe":
        return stage in SAFE_PLACES
    if to.startswith("closed_"):
        return stage != "lost_contact"
    if stage == "lost_contact":
        return to == "advice_only" or PATH.index(to) >= PATH.index("accepted")
    return (stage, to) in STEPS


SAFE_PLACES = {"shelter_domestic", "documents", "visa_pending", "arrived", "asylum_pending", "aftercare"}
STEPS = {
    tuple(pair.split(" > "))
    for pair in """
    new > answered, new > verifying, new > assessing,
    answered > verifying, answered > assessing, verifying > answered, verifying > assessing,
    assessing > verifying, assessing > advice_only, assessing > accepted,
    advice_only > assessing, advice_only > accepted, accepted > advice_only, accepted > planning_exit,
    planning_exit > accepted, planning_exit > advice_only, planning_exit > in_transit,
    in_transit > planning_exit, in_transit > shelter_domestic, in_transit > departing,
    shelter_domestic > in_transit, shelter_domestic > documents, shelter_domestic > visa_pending,
    shelter_domestic > departing,
    documents > in_transit, documents > shelter_domestic, documents > visa_pending, documents > departing,
    visa_pending > in_transit, visa_pending > shelter_domestic, visa_pending > documents, visa_pending > departing,
    departing > shelter_domestic, departing > documents, departing > visa_pending, departing > transit_country,
    departing > arrived, transit_country > departing, transit_country > arrived,
    arrived > departing, arrived > asylum_pending, arrived > aftercare,
    asylum_pending > departing, asylum_pending > aftercare, aftercare > departing, aftercare > asylum_pending,
    seized_returned > accepted, seized_returned > planning_exit, seized_returned > in_transit,
    seized_returned > shelter_domestic,
    returned_voluntarily > advice_only, returned_voluntarily > accepted, returned_voluntarily > planning_exit
    """.replace("\n", " ").split(",")
    for pair in [pair.strip()]
}


def test_nobody_is_beyond_the_reach_of_a_rescue() -> None:
    """From every stage there is a way to `arrived`."""
    for start in CODES:
        reachable, frontier = {start}, [start]
        while frontier:
            fresh = set(NEXT[frontier.pop()]) - reachable
            reachable |= fresh
            frontier += fresh
        assert "arrived" in reachable


def test_a_silent_case_is_never_closed_as_it_stands() -> None:
    assert not set(NEXT["lost_contact"]) & set(stages.CLOSED)


def test_nothing_goes_to_an_unknown_code_and_from_one_it_goes_on_as_from_contact_lost() -> None:
    with pytest.raises(KeyError):
        allowed("accepted", "home")
    assert allowed("home", "accepted")
    assert not allowed("home", "closed_safe")
