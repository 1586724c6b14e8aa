"""Likely the same persons: shown, never blocking; queued, decided, decided again, erased with either."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.casework.conftest import waiting_request
from tests.staff.test_members import PHRASE, add, signed_in
from tests.stage import Organisation
from waystation.casework import likely, membership, naming, pairing
from waystation.casework.likely import Crowd
from waystation.casework.models import PairRow
from waystation.casework.naming import Known, Marks, Persons
from waystation.casework.persons import actions as persons
from waystation.casework.persons.models import PersonRow
from waystation.casework.persons.records import Birth, Name, Person
from waystation.casework.searching import Words
from waystation.desk import actions as desk
from waystation.desk.models import ReviewRow
from waystation.staff.access import refresh
from waystation.staff.actor import Actor
from waystation.staff.errors import Absent
from waystation.vault.errors import Stale

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

ClientOf = Callable[[str], Client]
Accepted = Callable[..., UUID]


def person(*names: str, year: int | None = None, phone: str = "") -> Person:
    birth = Birth(precision="year", year=year) if year else Birth()
    return Person(names=tuple(Name(text=name) for name in names), birth=birth, phone=phone)


def near(marks: Marks, *others: Marks) -> list[int]:
    """Which of these are likely the same, the likeliest first."""
    words, everybody = Words(), Persons()
    for at, each in enumerate(others):
        id_ = UUID(int=at).bytes
        everybody.put(id_, Known(id_, words.of_names("\n".join(each.names)), each.years, each.phone))
    crowd = Crowd(everybody, lambda names: words.meanings("\n".join(names)))
    return [each.person.int for each in crowd.nearest(marks)]


def test_two_words_have_to_meet_in_any_spelling_and_order() -> None:
    others = (
        Marks(("Magomedov Khamzat",)),
        Marks(("Магомедов Руслан",)),
        Marks(("Хьамзат Исаев",)),
        Marks(("Isaev Isa", "Hamzat Magomedow")),
    )
    assert near(Marks(("Хамзат Магомедов",)), *others) == [0, 3]
    assert set(near(Marks(("Хамзат",)), *others)) == {0, 2, 3}
    assert near(Marks(("Петров Пётр",)), *others) == []
    assert near(Marks(()), *others) == []


def test_the_phone_speaks_for_it_and_the_year_against() -> None:
    others = (
        Marks(("Magomedov Khamzat",), years=(1990, 1990)),
        Marks(("Somebody Else",), phone=naming.phone_of("+7 (928) 555-01-02")),
        Marks(("Magomedov Khamzat",), years=(1984, 1988)),
    )
    asked = Marks(("Хамзат Магомедов",), years=(1986, 1986), phone=naming.phone_of("8 928 5550102"))
    assert near(asked, *others) == [1, 2]
    assert naming.phone_of("12-34") == ""


def test_years_that_meet_in_one_are_not_apart_and_of_whom_none_is_known_nothing_says_so() -> None:
    years = [(1980, 1980), (1978, 1982), None, (1985, 1985), (1979, 1979)]
    everybody = Persons()
    ids = [UUID(int=at).bytes for at in range(len(years))]
    for id_, span in zip(ids, years, strict=True):
        everybody.put(id_, Known(id_, (1, 2), span, ""))
    assert everybody.not_apart(set(ids), (1980, 1980)) == {*ids[:3]}
    assert everybody.not_apart(set(ids[1:]), (1983, 1987)) == {*ids[2:4]}
    assert everybody.not_apart(set(ids), None) == set(ids)
    everybody.drop(ids[0])
    everybody.put(ids[0], Known(ids[0], (1, 2), (1990, 1990), ""))
    assert everybody.not_apart(set(ids), (1980, 1980)) == {*ids[1:3]}


def test_what_is_rare_comes_before_what_is_common() -> None:
    others = [Marks(("Магомед Исаев",)) for _ in range(6)] + [Marks(("Байсангур Цуроев",))]
    assert near(Marks(("Магомед Исаев Байсангур Цуроев",)), *others)[0] == 6
    assert len(near(Marks(("Магомед Исаев",)), *[Marks(("Магомед Исаев",))] * 30)) == likely.MOST


@pytest.fixture
def lev_knows(organisation: Organisation, dina: Actor, accepted: Accepted) -> tuple[Actor, UUID, UUID]:
    """Lev, a case in which somebody is described, and that person."""
    case = accepted(dina, "Birch")
    lev = organisation.actor("lev")
    return lev, case, persons.add(lev, case, person("Магомедов Хьамзат"), roles=["applicant"])


def form(**more: Any) -> dict[str, Any]:
    return {
        "pseudonym": "Gorse",
        "roles": ["companion"],
        "birth_precision": "unknown",
        "name_text_0": "Khamzat Magomedov",
        "name_kind_0": "given",
        "once": uuid4(),
    } | more


def test_somebody_likely_the_same_is_shown_before_and_stops_nobody(
    client_of: ClientOf, lev_knows: tuple[Actor, UUID, UUID], accepted: Accepted, dina: Actor
) -> None:
    lev, _case, known = lev_knows
    other, browser = accepted(dina, "Heron"), client_of("lev")
    url, sent = reverse("persons:add", args=[other]), form()
    before = PersonRow.objects.count()
    shown = browser.post(url, sent)
    assert PersonRow.objects.count() == before
    assert [each["id"] for each in shown.context["likely"]] == [known]
    assert "Khamzat Magomedov" in shown.content.decode()  # what was typed stays
    looked = {"looked": shown.context["looked"]}
    assert browser.post(url, sent | looked).status_code == 303
    assert PersonRow.objects.count() == before + 1
    refresh(lev)
    ((_row, pair),) = pairing.pairs(lev)
    assert (pair.first, pair.second) == (sent["once"], known)
    assert pairing.waiting(lev) == 1
    browser.post(url, sent | looked)
    assert PairRow.objects.count() == 1


def test_it_is_told_while_it_is_typed_and_then_saved_at_once(
    client_of: ClientOf, lev_knows: tuple[Actor, UUID, UUID], dina: Actor
) -> None:
    lev, case, known = lev_knows
    browser, at = client_of("lev"), reverse("persons:likely", args=[case])
    typed = {"name_text_0": "Magomedov Khamzat", "name_kind_0": "given", "birth_year": "nineteen"}
    answer = browser.post(at, typed).json()  # not filled in to its end
    assert len(answer["people"]) == 1
    whole = {**typed, "birth_year": "", "birth_precision": "unknown", "pseudonym": "Rowan", "roles": ["companion"]}
    looked = browser.post(at, whole).json()["looked"]
    assert browser.post(reverse("persons:add", args=[case]), whole | {"looked": looked}).status_code == 303
    assert [pair.second for _row, pair in pairing.pairs(lev)] == [known]
    assert browser.post(at, {"name_text_0": "Nobody Ever"}).json()["people"] == []
    assert client_of("dina").post(at, typed).status_code == 404
    assert browser.get(at).status_code == 405


def test_what_is_said_at_once_is_kept_and_a_pair_is_met_once(
    client_of: ClientOf, lev_knows: tuple[Actor, UUID, UUID], accepted: Accepted, dina: Actor
) -> None:
    lev, _case, known = lev_knows
    other, browser = accepted(dina, "Heron"), client_of("lev")
    url, sent = reverse("persons:add", args=[other]), form()
    looked = browser.post(url, sent).context["looked"]
    browser.post(url, sent | {"looked": looked, f"same_{known}": "different"})
    refresh(lev)
    ((_row, pair),) = pairing.pairs(lev)
    assert pairing.state(pair) == "different"
    assert pairing.waiting(lev) == 0
    again = reverse("persons:describe", args=[other, sent["once"]])
    row = PersonRow.objects.get(pk=sent["once"])
    assert browser.post(again, form(version=row.version)).status_code == 303


def test_others_hear_of_nobody(client_of: ClientOf, lev_knows: tuple[Actor, UUID, UUID], dina: Actor) -> None:
    refresh(dina)
    assert likely.likely(dina, Marks(("Хамзат Магомедов",))) == []
    assert client_of("dina").get(reverse("casework:pairs")).status_code == 404


def test_who_asks_for_help_under_a_known_name_is_shown_when_a_case_is_opened(
    client_of: ClientOf, lev_knows: tuple[Actor, UUID, UUID]
) -> None:
    lev, _case, known = lev_knows
    url = reverse("casework:accept", args=[waiting_request(name="Hamzat Magomedow")])
    said = {"pseudonym": "Gorse", "urgency": "now"}
    browser = client_of("lev")
    assert [each["id"] for each in browser.get(url).context["likely"]] == [known]  # before anything is typed
    shown = browser.post(url, said)
    assert [each["id"] for each in shown.context["likely"]] == [known]
    assert "Gorse" in shown.content.decode()
    answer = browser.post(url, said | {"looked": shown.context["looked"]})
    assert answer.status_code == 303
    refresh(lev)
    assert [pair.second for _row, pair in pairing.pairs(lev)] == [known]


@pytest.fixture
def pair(lev_knows: tuple[Actor, UUID, UUID], accepted: Accepted, dina: Actor) -> tuple[Actor, UUID, UUID, UUID]:
    """Lev, a pair, and the cases of the two."""
    lev, case, _known = lev_knows
    other = accepted(dina, "Heron")
    refresh(lev)
    told = person("Khamzat Magomedov")
    found = likely.likely(lev, Marks(("Khamzat Magomedov",)))
    made = persons.add(lev, other, told, roles=["companion"])
    pairing.queue(lev, other, made, found, {})
    return lev, PairRow.objects.get().pk, other, case


def test_a_pair_is_decided_and_decided_again_and_nothing_is_lost(
    client_of: ClientOf, pair: tuple[Actor, UUID, UUID, UUID], dina: Actor
) -> None:
    lev, row, _other, _case = pair
    url = reverse("casework:decide-pair", args=[row])
    browser = client_of("lev")
    browser.post(url, {"answer": "same", "note": "the same scar", "version": 1})
    assert browser.post(url, {"answer": "different", "version": 1}).status_code == 303  # overtaken: said, not kept
    ((_held, found),) = pairing.pairs(lev)
    assert pairing.state(found) == "same"
    browser.post(url, {"answer": "unsure", "version": 2})
    ((_held, found),) = pairing.pairs(lev)
    assert [each.state for each in found.decisions] == ["same", "unsure"]
    page = browser.get(reverse("casework:pairs")).content.decode()
    assert "the same scar" in page
    with pytest.raises(Stale):
        pairing.decide(lev, row, "same", seen=1)
    refresh(dina)
    with pytest.raises(Absent):
        pairing.decide(dina, row, "same")
    assert PersonRow.objects.count() == 4  # nobody was merged


@pytest.mark.parametrize("which", [2, 3])
def test_a_pair_is_there_only_for_whoever_opens_both_sides(
    pair: tuple[Actor, UUID, UUID, UUID], organisation: Organisation, client: Client, which: int
) -> None:
    lev, row, *_cases = pair
    account = add(organisation.actor("lev"), "vera", ("coordinator",))
    vera = signed_in("vera")
    assert pairing.waiting(vera) == 1
    membership.take_off(lev, pair[which], account)
    refresh(lev)
    for one in (vera, signed_in("vera")):  # an older key of the case is still in her hand
        assert pairing.pairs(one) == []
        assert pairing.waiting(one) == 0
        with pytest.raises(Absent):
            pairing.decide(one, row, "same")
    client.post(reverse("staff:sign-in"), {"name": "vera", "passphrase": PHRASE})
    page = client.get(reverse("casework:pairs")).content.decode()
    assert "Nobody is likely to be here twice" in page
    assert "Heron" not in page
    assert client.post(reverse("casework:decide-pair", args=[row]), {"answer": "same", "version": 1}).status_code == 404
    assert pairing.waiting(lev) == 1


def test_a_pair_that_was_met_before_stays_as_it_was_decided(pair: tuple[Actor, UUID, UUID, UUID]) -> None:
    lev, row, other, _case = pair
    pairing.decide(lev, row, "different")
    ((_held, found),) = pairing.pairs(lev)
    again = likely.Likely(found.second, found.cases[1], (), 1.0, "", False)
    pairing.queue(lev, other, found.first, [again], {found.second: "same"})
    pairing.queue(lev, found.cases[1], found.second, [replace(again, person=found.first, case=other)], {})
    ((_held, found),) = pairing.pairs(lev)
    assert [each.state for each in found.decisions] == ["different"]


@pytest.mark.parametrize("one", ["first", "second"])
def test_a_pair_goes_with_either_person(pair: tuple[Actor, UUID, UUID, UUID], dina: Actor, one: str) -> None:
    lev = pair[0]
    ((_held, found),) = pairing.pairs(lev)
    desk.propose(lev, getattr(found, one), extent="individual", reason="asked")
    desk.erase(replace(lev, account=uuid4()), ReviewRow.objects.get().pk)
    assert not PairRow.objects.exists()


@pytest.mark.parametrize("which", [2, 3])
def test_a_pair_goes_with_the_case_of_either(pair: tuple[Actor, UUID, UUID, UUID], dina: Actor, which: int) -> None:
    lev = pair[0]
    desk.propose(dina, pair[which], extent="case", reason="asked")
    desk.erase(lev, ReviewRow.objects.get().pk)
    assert not PairRow.objects.exists()
