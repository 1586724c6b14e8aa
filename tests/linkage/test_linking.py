"""Records in other alphabets, with slips and gaps, come together; who has no name or was decided apart does not."""

import gc
import json
import os
import random
from pathlib import Path

import pytest

from tests.linkage.people import GIVEN, PLACES, STEMS, latin, people, precision_recall
from waystation.linkage import engine, model
from waystation.linkage.columns import Role, Unmapped, mapped
from waystation.linkage.linking import Decision, Linked, link
from waystation.linkage.reading import TooLarge, Unreadable

PEOPLE = people(350)
TRUTH = [row["person"] for row in PEOPLE]
NAMELESS = [
    {**PEOPLE[0], "no": f"n{number}", "full name": "", "phone": "", "born": "", "village": "Аргун"}
    for number in range(9)
]


@pytest.fixture(scope="module")
def found() -> Linked:
    """They, and nine nameless victims of one village."""
    return link([*PEOPLE, *NAMELESS])


def test_records_of_one_person_come_together(found: Linked) -> None:
    precision, recall = precision_recall(TRUTH, found.clusters[: len(TRUTH)])
    assert precision > 0.9
    assert recall > 0.85


def test_the_truth_is_no_column_of_it(found: Linked) -> None:
    assert found.roles["person"] is Role.IGNORE


def test_a_probability_is_one(found: Linked) -> None:
    """Calibrated without labels: of pairs that are said to be likely so many are true, within a tenth."""
    true = {row["no"]: row["person"] for row in PEOPLE}
    likely = [(true[one] == true[other], chance) for one, other, chance in found.pairs(0.3)]
    assert sum(is_one for is_one, _ in likely) / len(likely) == pytest.approx(
        sum(chance for _, chance in likely) / len(likely), abs=0.1
    )
    assert [chance for _, chance in likely] == sorted((chance for _, chance in likely), reverse=True)


def test_no_level_says_more_than_a_better_one_and_none_too_much(found: Linked) -> None:
    for name, levels in model.weights(found.model):
        bits = [each for _, each in levels]
        assert bits == pytest.approx(sorted(bits, reverse=True)), name
        assert model.LEAST - 0.01 <= bits[-1] <= bits[0] <= model.MOST + 0.01, name
        assert bits[0] > 0 > bits[-1], name


def test_what_it_tells_names_nobody(found: Linked) -> None:
    told = json.dumps(found.to_dict(), ensure_ascii=False) + found.summary() + repr(found)
    for word in ("Исаев", "Isaev", "isaev", "Аргун", "7928"):
        assert word not in told


def test_what_was_decided_holds(found: Linked) -> None:
    largest = max({*TRUTH}, key=TRUTH.count)
    first, *others = [row["no"] for row in PEOPLE if row["person"] == largest]
    somebody = next(row["no"] for row in PEOPLE if row["person"] != largest)
    decisions = [Decision(first, other, "different") for other in others]
    decided = found.again(decisions=[*decisions, Decision(first, somebody, "same")])
    of = dict(zip(decided.ids, decided.clusters, strict=True))
    assert all(of[first] != of[other] for other in others)
    assert of[first] == of[somebody]


def test_a_higher_threshold_joins_less(found: Linked) -> None:
    assert found.persons < found.again(threshold=0.999).persons
    assert found.again().clusters == found.clusters


def test_draws_differ_as_much_as_is_doubtful(found: Linked) -> None:
    draws = [found.drawn(seed) for seed in range(20)]
    assert found.drawn(3) == draws[3]
    assert len({len({*draw}) for draw in draws}) > 1
    for one, other, chance in list(found.pairs(0.9999))[:20]:
        places = found.ids.index(one), found.ids.index(other)
        assert chance > 0.9999
        assert sum(draw[places[0]] == draw[places[1]] for draw in draws) >= 18
    persons = [len({*draw}) for draw in draws]
    assert min(persons) < found.persons * 1.1
    assert max(persons) > found.persons * 0.9


def test_nobody_without_a_name_is_taken_for_somebody_else(found: Linked) -> None:
    nameless = [cluster for each, cluster in zip(found.ids, found.clusters, strict=True) if each[0] == "n"]
    assert all(found.clusters.count(cluster) == 1 for cluster in nameless)
    assert len(nameless) == found.unnamed == len(NAMELESS)


def test_the_nameless_are_compared_only_if_somebody_asks_for_it() -> None:
    """Though they share a telephone, a birth and a village: of unnamed victims a wrong merge hides one."""
    nameless = [{"name": "", "phone": "+79280000001", "born": "1990-05-01", "village": "Аргун"}] * 12
    named = [{**nameless[0], "name": "Иса", "phone": f"+7928000{number}", "born": ""} for number in range(1000, 1012)]
    assert link([*nameless, *named[:1]]).looked_at == 0
    assert link([*nameless, *named[:1]], is_unnamed=True).looked_at == 12 * 11 // 2


def test_initials_alone_name_nobody() -> None:
    found = link([{"name": "А. Б.", "phone": "+79280000001"}] * 3)
    assert found.clusters == [0, 1, 2]
    assert found.unnamed == 3


def test_a_thousand_of_one_name_are_not_one_person() -> None:
    found = link([{"name": "Магомед"}] * 1000)
    assert found.persons == 1000
    assert found.looked_at == 0
    assert found.left_out[0].records == 1000
    assert "1,000 records that share no more than" in found.summary()
    assert "of at most 1,000 persons" in found.summary()
    assert "No two are taken for one person." in found.summary()


@pytest.mark.parametrize(
    ("records", "said"),
    [
        ([], "no records"),
        ([{"id": "1", "name": "Иса"}, {"id": "1", "name": "Муса"}], "same id"),
        ([{"id": "", "name": "Иса"}], "no id"),
    ],
)
def test_what_cannot_be_linked_is_refused(records: list[dict[str, str]], said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        link(records)


def test_a_decision_of_nobody_is_refused() -> None:
    with pytest.raises(Unreadable, match="not there"):
        link([{"id": "1", "name": "Иса"}], decisions=[Decision("1", "2", "same")])


@pytest.mark.parametrize("threshold", [0, 1, -1, 2, float("nan")])
def test_a_threshold_is_a_probability(threshold: float) -> None:
    with pytest.raises(ValueError, match="probability"):
        link([{"name": "Иса"}], threshold=threshold)


def test_without_a_name_there_is_nothing_to_compare() -> None:
    with pytest.raises(Unmapped, match="--map"):
        link([{"a": "1", "b": "2"}])


def test_the_database_writes_and_loads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The canary: with DuckDB's own settings it spills in clear into the folder that one is in."""
    monkeypatch.chdir(tmp_path)
    con = engine.connected()
    for sql in (
        f"copy (select 1) to '{tmp_path}/out.csv'",
        f"set temp_directory = '{tmp_path}'",
        "set enable_external_access = true",
        "install httpfs",
        f"attach '{tmp_path}/out.db'",
    ):
        with pytest.raises(Exception, match=r"(?i)permission|disabled|locked|not allowed"):
            con.execute(sql)
    said = "select current_setting(?)"
    assert con.execute(said, ["temp_directory"]).fetchall() == [("",)]
    for name in ("autoinstall_known_extensions", "autoload_known_extensions", "enable_external_access"):
        assert con.execute(said, [name]).fetchall() == [(False,)], name
    con.close()
    link(people(20, seed=3))
    gc.collect()
    assert os.listdir(tmp_path) == []


def test_what_is_too_large_is_refused_and_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(engine, "MEMORY", "2MB")
    with pytest.raises(TooLarge, match="link a region or a year at a time") as refused:
        link([{"name": f"Магомед {number}ов", "born": str(1950 + number % 50)} for number in range(4000)])
    assert refused.value.__cause__ is None
    assert os.listdir(tmp_path) == []


def test_pairs_are_the_same_in_another_order_of_records() -> None:
    """Clusters do not hang on where a record stands: the sums differ in their last digits alone."""
    few = people(40, seed=5)
    one, other = link(few), link(few[::-1])
    of, in_other = dict(zip(one.ids, one.clusters, strict=True)), dict(zip(other.ids, other.clusters, strict=True))
    assert mapped(list(few[0]), {}) == one.roles
    agree = sum((of[a] == of[b]) == (in_other[a] == in_other[b]) for a in of for b in of)
    assert agree / len(of) ** 2 > 0.999


def brothers(families: int, seed: int = 5) -> list[dict[str, str]]:
    """Two brothers of each family, taken on one day: two sources tell of each."""
    chance = random.Random(seed)
    rows = []
    for family in range(families):
        stem, father, place = chance.choice(STEMS), chance.choice(GIVEN), chance.choice(PLACES)
        day = f"20{chance.randint(10, 19)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        for given in chance.sample(GIVEN, 2):
            year = chance.randint(1960, 2000)
            for script in (str, latin):
                rows.append({
                    "no": str(len(rows)), "surname": script(stem), "given name": script(given),
                    "patronymic": script(father + "ович"), "year of birth": str(year) if chance.random() < 0.5 else "",
                    "village": place[script is latin], "event date": day, "person": f"{family} {given}",
                })  # fmt: skip
    return rows


def test_brothers_who_were_taken_on_one_day_are_two() -> None:
    """Surname, father, village and day agree; a wrong merge would erase one of them."""
    rows = brothers(60)
    found = link([{name: text for name, text in row.items() if name != "person"} for row in rows])
    precision, recall = precision_recall([row["person"] for row in rows], found.clusters)
    assert precision > 0.95
    assert recall > 0.95


def test_rows_that_were_copied_come_together() -> None:
    row = {"name": "Хамзат Исаев", "born": "14.05.1990", "village": "Шали"}
    assert {*link([row] * 50).clusters} == {0}
    assert len({*link([{**row, "born": "1990"}] * 50).clusters}) == 50  # a name, a year, a village: that may be many


def test_where_nobody_is_joined_nobody_is_joined_wrongly() -> None:
    found = link([{"name": "Хамзат Исаев", "born": "1990"}, {"name": "Хамзат Исаев", "born": "1971"}])
    assert found.persons == 2
    assert found.expected()[0] == 1.0


def test_what_cannot_be_learned_from_so_few_is_not_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Splink refuses a share of 0, which a round of learning may come to."""
    from splink.internals.linker_components.training import LinkerTraining

    def refused(*_: object, **__: object) -> None:
        raise ValueError("m_probability value 0.0 is below the minimum allowed value of 1e-300")

    monkeypatch.setattr(LinkerTraining, "estimate_parameters_using_expectation_maximisation", refused)
    monkeypatch.setattr(engine, "_FEWEST", 1)
    assert link(people(60)).persons > 1
