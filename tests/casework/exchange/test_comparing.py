"""Persons who come in by a table or whole are compared with those who are known, as those who are typed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log2
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.casework.exchange.bundles import elsewhere
from tests.casework.exchange.test_import import begun, sent, taken
from waystation.casework import pairing, same_views
from waystation.casework.exchange import comparing, form, importing, sorting, whole
from waystation.casework.exchange.tables import as_csv
from waystation.casework.likely import DIFFER, MOST, Crowd, Likely, described, likeliness
from waystation.casework.models import Case, PairRow
from waystation.casework.naming import Known, Marks, Persons
from waystation.casework.persons import actions as persons
from waystation.casework.persons.records import Birth, Name, Person
from waystation.casework.searching import Words
from waystation.staff.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

TABLE = [
    ["names", "birth", "phone"],
    ["Хамзат Магомедов", "1986", ""],
    ["Пётр Петров", "1970", ""],
    ["Somebody Else", "", "8 928 5550102"],
    ["Magomedow Hamzat", "1986", ""],
]


@pytest.fixture
def known(lev: Actor, accepted: Callable[..., UUID]) -> UUID:
    """Somebody of a case, with two names and a phone."""
    case_id = accepted(lev)
    told = Person(names=(Name("Khamzat Magomedov"),), birth=Birth("year", 1986), phone="+7 928 555-01-02")
    return persons.add(lev, case_id, told, roles=["companion"])


def met(actor: Actor) -> set[frozenset[UUID]]:
    return {frozenset((pair.first, pair.second)) for _held, pair in pairing.pairs(actor)}


def test_a_look_says_which_rows_look_like_somebody_known_and_queues_nobody(lev: Actor, known: UUID) -> None:
    import_id = begun(lev, as_csv(TABLE))
    assert sorting.look(lev, importing.one(lev, import_id)[1]).alike == [2, 4, 5]
    assert not PairRow.objects.exists()


def test_once_it_is_taken_in_each_pair_waits_for_a_decision(lev: Actor, known: UUID) -> None:
    record = taken(lev, as_csv(TABLE))
    assert (record.made, record.state, record.alike, record.queued) == (4, "ended", 4, 4)
    pairs = met(lev)
    assert len(pairs) == 4  # three who are like the one that was known, and the two of the table who are alike
    assert sum(known in pair for pair in pairs) == 3
    assert {pairing.state(pair) for _held, pair in pairing.pairs(lev)} == {pairing.UNDECIDED}
    assert pairing.pairs(lev)[0][1].cases[0] != pairing.pairs(lev)[0][1].cases[1]


def test_taken_in_again_nothing_is_queued_twice_and_what_was_decided_stays(lev: Actor, known: UUID) -> None:
    taken(lev, as_csv(TABLE))
    held, _pair = pairing.pairs(lev)[0]
    pairing.decide(lev, held.pk, "different")
    taken(lev, as_csv(TABLE))
    assert PairRow.objects.count() == 4
    assert [pairing.state(pair) for _held, pair in pairing.pairs(lev)].count("different") == 1


def test_stopped_while_it_compares_it_goes_on(lev: Actor, known: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = begun(lev, as_csv(TABLE))
    real = comparing.queue

    def killed(*args: Any) -> None:
        real(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(comparing, "queue", killed)
    with pytest.raises(KeyboardInterrupt):
        list(importing.take(lev, import_id))
    assert importing.one(lev, import_id)[1].state == importing.RUNNING
    assert not PairRow.objects.exists()
    monkeypatch.setattr(comparing, "queue", real)
    assert list(importing.take(lev, import_id))[-1].queued == 4
    assert (PairRow.objects.count(), Case.objects.count()) == (4, 5)


def test_a_table_queues_its_likeliest_pairs_and_says_how_many_there_were(
    lev: Actor, known: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST_OF_A_TABLE", 1)
    record = taken(lev, as_csv(TABLE))
    assert (record.alike, record.queued) == (4, 1)
    assert pairing.pairs(lev)[0][1].phone  # the phone speaks loudest


def test_a_case_that_comes_whole_is_compared_too(lev: Actor, known: UUID, accepted: Callable[..., UUID]) -> None:
    case_id = accepted(lev, pseudonym="Alder")
    for name in ("Hamzat Magomedow", "Хамзат Магомедов"):  # two of one household: known to be two
        persons.add(lev, case_id, Person(names=(Name(name),)), roles=["companion"])
    came = whole.take_in(lev, form.unpacked(elsewhere(form.packed(whole.read_out(lev, case_id)))))
    pairs = [pair for _held, pair in pairing.pairs(lev)]
    assert {pair.cases[0] for pair in pairs} == {came}
    assert came not in {pair.cases[1] for pair in pairs}
    assert sum(known in (pair.first, pair.second) for pair in pairs) == 2


def test_the_pages_say_so(client_of: Callable[[str], Client], known: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = client_of("lev")
    address = sent(browser, as_csv(TABLE))
    assert "3 rows look like somebody who is known." in browser.get(address).content.decode()
    run: Any = browser.post(address + "/run")
    b"".join(run.streaming_content)
    page = browser.get(address).content.decode()
    assert "Pairs who are likely the same person: 4." in page
    monkeypatch.setattr(same_views, "PAIRS_ON_A_PAGE", 3)
    page = browser.get("/staff/cases/same").content.decode()
    assert page.count('name="answer" value="same"') == 3
    assert "Page 1 of 2" in page


NAMES = st.lists(
    st.sampled_from(["Хамзат", "Magomedov", "Магомедова", "Isaev", "Адам", "Цуроев", "Ruslan"]), max_size=4
)
PEOPLE = st.builds(
    Marks,
    st.tuples(NAMES.map(" ".join)),
    st.none() | st.sampled_from([(1986, 1986), (1987, 1987), (1980, 1986)]),
    st.sampled_from(["", "9285550102"]),
)


@given(PEOPLE, st.lists(PEOPLE, max_size=12), st.lists(st.integers(0, 11), max_size=3))
def test_whoever_is_found_by_words_is_found_by_walking_through_everybody(
    asked: Marks, others: list[Marks], gone: list[int]
) -> None:
    words, everybody, left = Words(), Persons(), dict[bytes, Known]()
    for at, each in enumerate(others):
        id_ = UUID(int=at).bytes
        known = left[id_] = Known(id_, words.of_names("\n".join(each.names)), each.years, each.phone)
        everybody.put(id_, known)
    for id_ in {UUID(int=at).bytes for at in gone} & set(left):
        assert everybody.drop(id_) == left.pop(id_)

    def meanings(names: Iterable[str]) -> list[tuple[str, frozenset[int]]]:
        return words.meanings("\n".join(names))

    together = Crowd(everybody, meanings).nearest(asked)
    one_by_one = walked(asked, meanings(asked.names), left)
    assert {each.person: each for each in together} == {each.person: each for each in one_by_one} or len(
        one_by_one
    ) == MOST
    assert list(map(likeliness, together)) == list(map(likeliness, one_by_one))


def walked(
    marks: Marks, meanings: Sequence[tuple[str, frozenset[int]]], everybody: Mapping[bytes, Known]
) -> list[Likely]:
    """The same by looking at each person there is."""
    counts = [sum(not meant.isdisjoint(known.words) for known in everybody.values()) for _word, meant in meanings]
    bits, found = [log2((len(everybody) + 1) / (count + 1)) for count in counts], []
    for id_, known in everybody.items():
        places = [at for at, (_word, meant) in enumerate(meanings) if not meant.isdisjoint(known.words)]
        said, rarity = tuple(meanings[at][0] for at in places), sum(bits[at] for at in places)
        one = described(id_, known, marks, said, rarity)
        fewest = 3 if one.years == DIFFER else min(2, len(meanings), len(known.words))
        if one.phone or (places and len(places) >= fewest):
            found.append(one)
    return sorted(found, key=likeliness, reverse=True)[:MOST]
