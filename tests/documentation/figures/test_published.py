"""The published figures: what each counts, why they do not contradict each other, and what does not add up."""

from decimal import Decimal

from waystation.documentation.figures import rules
from waystation.documentation.figures.bases import bases
from waystation.documentation.figures.published import published
from waystation.documentation.figures.records import Figure


def one(basis: str, value: int, day: str) -> Figure:
    [found] = [
        each
        for each in published()
        if (each.definition.basis, each.quantity.value, str(each.definition.as_of)) == (basis, Decimal(value), day)
    ]
    return found


def test_every_one_of_the_46_is_sound_and_itself_alone() -> None:
    assert len(published()) == 46
    assert [list(rules.faults(each)) for each in published()] == [[]] * 46
    assert len({rules.digest(each) for each in published()}) == 46
    assert all(each.sources and each.publisher for each in published())
    assert len({each.definition.basis for each in published()}) >= 12


def test_40_and_114_and_200_do_not_contradict_each_other() -> None:
    figures = [
        one("evacuated_region", 40, "2017-05"),
        one("helped_to_flee", 114, "2018-04-03"),
        one("detained_reported", 200, "2017-07-31"),
    ]
    for first in figures:
        for other in figures:
            if first is not other:
                verdict, reasons = rules.verdict(first, other)
                said = str(reasons[0])
                assert verdict == rules.ANOTHER_THING
                assert bases()[first.definition.basis].label in said
                assert bases()[other.definition.basis].label in said


def test_the_parts_of_114_add_up_to_102_and_12_are_named_as_missing() -> None:
    whole = one("helped_to_flee", 114, "2018-04-03")
    found = rules.division(whole, published())
    assert found is not None
    assert sorted(int(each.quantity.value) for each in found.parts) == [3, 7, 7, 14, 30, 41]
    assert (found.sum.value, found.missing, found.adds_up) == (Decimal(102), Decimal(12), False)


def test_no_other_figure_is_divided() -> None:
    divided = [each for each in published() if rules.division(each, published())]
    assert divided == [one("helped_to_flee", 114, "2018-04-03")]


def test_about_40_and_43_of_one_month_may_be_one_number() -> None:
    found = rules.verdict(one("evacuated_region", 40, "2017-05"), one("evacuated_region", 43, "2017-05"))
    assert found[0] == rules.AGREE


def test_123_after_43_is_another_day_and_no_contradiction() -> None:
    found = rules.verdict(one("evacuated_region", 43, "2017-05"), one("evacuated_region", 123, "2018-06-27"))
    assert found[0] == rules.ANOTHER_DAY


def test_no_two_of_the_published_contradict_each_other() -> None:
    pairs = [(first, other) for first in published() for other in published() if first is not other]
    assert not [pair for pair in pairs if rules.verdict(*pair)[0] == rules.CONTRADICT]
