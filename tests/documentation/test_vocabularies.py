"""Labels are pinned to codes in each language: a list that was published elsewhere had some of them swapped."""

from __future__ import annotations

import pytest
from django.utils import translation

from waystation.documentation.rules import DETAILS, codes, group_of
from waystation.vocabulary.vocabularies import term, terms

PINNED = {
    ("credibility", "1"): ("Confirmed by an independent source", "Подтверждено независимым источником"),
    ("credibility", "2"): ("Probably true", "Вероятно, правда"),
    ("credibility", "3"): ("Possibly true", "Возможно, правда"),
    ("credibility", "4"): ("Doubtful", "Сомнительно"),
    ("credibility", "5"): ("Improbable", "Маловероятно"),
    ("credibility", "6"): ("Cannot be judged", "Судить нельзя"),
    ("reliability", "A"): ("Completely reliable", "Полностью надёжен"),
    ("reliability", "E"): ("Unreliable", "Ненадёжен"),
    ("reliability", "F"): ("Cannot be judged (no basis yet)", "Судить нельзя (нет оснований)"),
    ("acts", "life.death_under_torture"): (
        "Death caused by torture or beating",
        "Смерть в результате пыток или избиения",
    ),
    ("acts", "life.forced_suicide"): ("Driving to suicide", "Доведение до самоубийства"),
    ("acts", "life.attempted_killing"): ("Attempted killing", "Покушение на убийство"),
    ("involvement_degrees", "present"): ("Was there", "Присутствовал"),
    ("involvement_degrees", "coerced"): ("Took part under torture or threat", "Участвовал под пыткой или угрозой"),
}
HURIDOCS = {
    "life.death_under_torture": "010190010000",
    "life.forced_suicide": "010190060000",
    "life.attempted_killing": "010109000000",
    "life.honour_killing": "010101050000",
    "liberty.mass_roundup": "030107000000",
    "integrity.torture": "020111110000",
}
"""Rows that the published Russian list shifts by one, and others that people rely on."""


@pytest.mark.parametrize("code", sorted(PINNED))
def test_each_label_belongs_to_its_code_in_every_language(code: tuple[str, str]) -> None:
    found, (en, ru) = term(*code), PINNED[code]
    for language, label in (("en", en), ("ru", ru), ("ce", ru)):  # Chechen: until a native speaker has written them
        with translation.override(language):
            assert found.label == label


def test_no_order_ranks_what_cannot_be_judged() -> None:
    assert [each.extra["rank"] for each in terms("credibility")] == [1, 2, 3, 4, 5, None]
    assert [each.extra["rank"] for each in terms("reliability")] == [1, 2, 3, 4, 5, None, 6]
    assert [each.code for each in terms("credibility")] == list("123456")
    assert [each.code for each in terms("reliability")] == list("ABCDEFG")


def test_acts_carry_the_code_of_the_standard() -> None:
    found = {each.code: each.extra["source"][0] for each in terms("acts")}
    assert {code: found[code]["code"] for code in HURIDOCS} == HURIDOCS
    assert {found[code]["std"] for code in HURIDOCS} == {"HURIDOCS MT4"}


def test_no_two_codes_say_the_same() -> None:
    for name in ("acts", "torture_methods", "involvement_degrees", "perpetrator_types", "victim_status", "credibility"):
        for language in ("en", "ru"):
            said = [getattr(each, language) for each in terms(name)]
            assert all(said), name
            assert len(set(said)) == len(said), (name, language)


def test_details_stand_with_groups_that_there_are() -> None:
    groups = {group_of(code) for code in codes("acts")}
    assert {group for names in DETAILS.values() for group in names} <= groups
