"""What may be said in public: the word "documented" comes with its status alone."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from string import Formatter
from uuid import UUID

import pytest

import waystation.vocabulary
from tests.documentation.said import KILLING
from waystation.documentation import corroboration, public_wording
from waystation.documentation.assertions import CONDITION, HAPPENED, METHOD, PERPETRATOR, PLACE, STATUS, Claim
from waystation.documentation.corroboration import Status
from waystation.documentation.public_wording import LANGUAGES, ONE, TELLERS, People, is_confirmed, phrases, sentence

TERMS = Path(waystation.vocabulary.__file__).parent / "terms"
SAID = tomllib.loads(Path(public_wording.__file__).with_suffix(".toml").read_text("utf-8"))
SURE = {"documented", "confirmed", "established", "задокументировали", "подтверждено", "установлено"}
OF = {HAPPENED: "acts", METHOD: "torture_methods", CONDITION: "deprivation_conditions"}


def fact(code: str, value: str = "integrity.beating", property_: str = HAPPENED, **more: object) -> Status:
    tellers = ("eyewitness", "self") if code == "first_hand" else ()
    return Status(Claim(UUID(int=1), property_, value), code, (), (), **{"tellers": tellers, **more})


def text(status: Status, language: str, people: People = ONE) -> str:
    found = sentence(status, language, people)
    assert found
    return found.text


TABLE = [
    ("reported", "en", "It was reported to us that a person was beaten. This has not been checked."),
    ("reported", "ru", "Нам сообщили, что человека избивали. Пока это не проверено."),
    ("reported_multiple", "en", "Several people who did not see it themselves told us that a person was beaten."),
    (
        "reported_multiple",
        "ru",
        "Несколько человек, которые сами этого не видели, рассказали нам, что человека избивали.",
    ),
    ("first_hand", "en", "According to a survivor, a person was beaten."),
    ("first_hand", "ru", "По словам пострадавшего, человека избивали."),
    (
        "corroborated",
        "en",
        "We have documented that a person was beaten: sources that are independent of each other say so.",
    ),
    (
        "corroborated",
        "ru",
        "Мы задокументировали, что человека избивали: об этом говорят независимые друг от друга источники.",
    ),
    (
        "documented",
        "en",
        "We have documented that a person was beaten: sources that are independent of each other say so, and material "
        "evidence supports them.",
    ),
    (
        "documented",
        "ru",
        "Мы задокументировали, что человека избивали: об этом говорят независимые друг от друга источники, и есть "
        "подкрепляющие материалы.",
    ),
    ("officially_confirmed", "en", "A court or an authority has established that a person was beaten."),
    ("officially_confirmed", "ru", "Судом или органом власти установлено, что человека избивали."),
]


@pytest.mark.parametrize(("code", "language", "said"), TABLE)
def test_it_works(code: str, language: str, said: str) -> None:
    assert sentence(fact(code), language) == (said, language)


@pytest.mark.parametrize("code", corroboration.LADDER)
def test_chechen_waits_for_a_speaker_and_russian_is_said(code: str) -> None:
    assert sentence(fact(code), "ce") == (text(fact(code), "ru"), "ru")


@pytest.mark.parametrize("code", ["contradicted", "refuted", "retracted"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_said_of_what_does_not_hold(code: str, language: str) -> None:
    assert sentence(fact(code), language) is None


@pytest.mark.parametrize("code", corroboration.LADDER)
@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_called_sure_before_reviewers_agree(code: str, language: str) -> None:
    waiting = fact(code, KILLING, needed=2, reviewers=frozenset({UUID(int=1)}))
    assert text(waiting, language) == text(fact("reported", KILLING), language)
    assert not any(word in text(waiting, language).lower() for word in SURE)


@pytest.mark.parametrize("code", ["reported", "reported_multiple", "first_hand"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_is_never_called_sure(code: str, language: str) -> None:
    for of_property in OF:
        for value in SAID[of_property]:
            assert not any(word in text(fact(code, value, of_property), language).lower() for word in SURE)


@pytest.mark.parametrize(("of_property", "vocabulary"), OF.items())
def test_every_kind_has_words(of_property: str, vocabulary: str) -> None:
    codes = [each["code"] for each in json.loads((TERMS / f"{vocabulary}.json").read_text())["terms"]]
    assert set(SAID[of_property]) <= set(codes)
    for code in codes:
        for language in ("en", "ru"):
            assert "{" not in text(fact("reported", code, of_property), language)
    if vocabulary == "acts":
        assert set(SAID[of_property]) == set(codes)


def test_a_method_without_words_has_those_of_its_group() -> None:
    assert "electric current" in text(fact("reported", "electric.stun", METHOD), "en")


@pytest.mark.parametrize(
    ("people", "en", "ru"),
    [
        (People(), "a person was beaten.", "человека избивали."),
        (People(1, None), "people were beaten (at least 1).", "людей избивали (не менее 1)."),
        (People(3, None), "people were beaten (at least 3).", "людей избивали (не менее 3)."),
        (People(3, 3), "people were beaten (3).", "людей избивали (3)."),
        (People(3, 5), "people were beaten (between 3 and 5).", "людей избивали (от 3 до 5)."),
    ],
)
def test_how_many(people: People, en: str, ru: str) -> None:
    assert en in text(fact("reported"), "en", people)
    assert ru in text(fact("reported"), "ru", people)


@pytest.mark.parametrize("people", [People(0, 1), People(-1, None), People(5, 3)])
def test_an_impossible_number_is_refused(people: People) -> None:
    with pytest.raises(ValueError, match="People"):
        sentence(fact("reported"), "en", people)


@pytest.mark.parametrize("property_", [PERPETRATOR, PLACE, STATUS])
def test_no_words_are_made_of_names_and_places(property_: str) -> None:
    assert sentence(fact("documented", "Karvan", property_), "en") is None


@pytest.mark.parametrize("teller", TELLERS)
def test_who_was_there_is_said(teller: str) -> None:
    status = fact("first_hand", tellers=(teller,))
    assert text(status, "en") == SAID["first_hand"][teller]["en"].format(what="a person was beaten")


def test_a_sentence_is_confirmed_when_a_speaker_confirmed_every_part(monkeypatch: pytest.MonkeyPatch) -> None:
    status, five = fact("corroborated"), People(5, 5)
    assert not any(is_confirmed(status, language) for language in LANGUAGES)
    keys = ["status.corroborated", "happened.integrity.beating"]
    for number in range(3):
        said = {**SAID, "confirmed": {"ru": keys[:number]}}
        monkeypatch.setattr(public_wording, "_said", lambda said=said: said)
        assert is_confirmed(status, "ru") is (number == 2)
        assert not is_confirmed(status, "en")
    assert not is_confirmed(status, "ru", five)
    monkeypatch.setattr(public_wording, "_said", lambda: {**SAID, "confirmed": {"ru": [*keys, "number.exactly"]}})
    assert is_confirmed(status, "ru", five)
    assert {one.key for one in phrases() if one.confirmed} == {*keys, "number.exactly"}


def test_only_what_there_is_can_be_confirmed() -> None:
    keys = {one.key: one.words for one in phrases()}
    assert len(keys) > 100
    for language, confirmed in SAID["confirmed"].items():
        assert language in LANGUAGES
        assert all(language in keys[key] for key in confirmed)


def test_every_text_is_whole() -> None:
    assert set(SAID["status"]) == set(corroboration.LADDER) - {"first_hand"}
    assert set(SAID["first_hand"]) == set(TELLERS)
    for frames in (SAID["status"], SAID["first_hand"]):
        for each in frames.values():
            for spoken in each.values():
                assert [field for _text, field, _spec, _how in Formatter().parse(spoken) if field] == ["what"]
    for of_property in (*OF, STATUS):
        for value, each in SAID[of_property].items():
            assert each.keys() == {"en", "ru"}, value
            assert all(len(forms) == 2 and forms[0].strip() and forms[1].strip() for forms in each.values()), value
