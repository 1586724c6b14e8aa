"""Exports of OpenEvSys, Martus and Uwazi: what of them becomes what, and that the rest is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waystation.documentation.dates import read as said_day
from waystation.documentation.formats import esf, martus, openevsys, reading, shown, sorting, uwazi
from waystation.documentation.formats.drafting import AS_TEXT, Draft, day, known_codes, settle
from waystation.documentation.formats.errors import NotRead
from waystation.documentation.formats.kinds import KINDS
from waystation.documentation.formats.sorting import FAULTS, Outcome, sort
from waystation.documentation.records import Event, Person

DATA = Path(__file__).resolve().parents[2] / "data" / "documentation" / "formats"
SPACE = UUID(int=8)


def ids(kind: str, mark: str) -> UUID:
    return uuid5(SPACE, f"{kind} {mark}")


def read(name: str) -> reading.Parsed:
    return reading.read([(DATA / name).read_bytes()])


def settled(draft: Draft) -> Draft:
    settle(draft, known_codes({}), {})
    return draft


def sorted_(draft: Draft) -> Outcome:
    return sort(draft, {kind.name: {} for kind in KINDS}, set(), FAULTS)


def named(found: dict[UUID, Any], field: str) -> dict[str, Any]:
    return {getattr(each, field): each for each in found.values()}


@pytest.fixture(scope="module")
def evsys() -> Outcome:
    parsed = read("openevsys.xml")
    assert parsed.form == reading.OPENEVSYS
    assert openevsys.instance(parsed.tree) == "reach-desk"
    return sorted_(settled(openevsys.drafted(parsed.tree, ids)))


def test_openevsys_events(evsys: Outcome) -> None:
    events = named(evsys.new["events"], "title")
    raid = events["Raid on Lantern street"]
    assert str(raid.began) == "2017-03-12~"
    assert str(raid.ended) == "2017-03-28"
    assert raid.description == "Men in black came at night & took five."
    assert "geographical_term: 040150000000" in raid.remarks
    assert "comments: Told twice." in raid.remarks
    assert "anna" not in raid.remarks
    # Its published Russian, French and Spanish lists call this code "likely".
    assert "Unlikely · Маловероятно (HURIDOCS 41: 020000000000)" in raid.remarks
    assert str(events["Search of the shelter"].began) == "2017"


def test_a_circle_in_the_file_is_opened_and_told(evsys: Outcome) -> None:
    links = [link for event in evsys.new["events"].values() for link in event.chain]
    assert [link.kind for link in links] == ["precedes"]
    assert evsys.left["chain", "circle"] == 1
    assert evsys.draft.left["chain_of_events", "link"] == 1


def test_openevsys_acts(evsys: Outcome) -> None:
    acts = {each.kind: each for each in evsys.new["acts"].values()}
    torture = acts["integrity.torture"]
    assert torture.methods == ("electric", "burn")
    assert torture.status == "dead"
    assert torture.place.site == "cellar of the depot, Hollow Ford"
    assert str(torture.began) == "2017-03"
    assert torture.torture.intent == "HURIDOCS 38: 010000000000"
    assert torture.arrest is None
    for kept in ("Marks on the wrists.", "No charge was told.", "HURIDOCS 5: 030402000000", "HURIDOCS 5: 770000000000"):
        assert kept in torture.note, kept
    assert evsys.draft.unknown["HURIDOCS 5: 030402000000", "torture_methods:burn"] == 1
    assert evsys.draft.unknown["HURIDOCS 5: 770000000000", AS_TEXT] == 1
    # A summary execution is a kind of what we call more generally.
    assert "HURIDOCS 4: 010101010000" in acts["life"].note


def test_openevsys_people(evsys: Outcome) -> None:
    people = named(evsys.new["persons"], "called")
    assert people["Rowan"].kind == "named"
    assert "date_of_birth: 1990-01-01" in people["Rowan"].note
    assert (people["men in the cell"].minimum, people["men in the cell"].maximum) == (5, 5)
    assert people["? reach-p4"].kind == "unnamed"
    assert not any("555 0100" in str(each) for found in evsys.new.values() for each in found.values())
    assert evsys.draft.left["address", "address"] == 1


def test_openevsys_the_rest(evsys: Outcome) -> None:
    (by,) = evsys.new["involvements"].values()
    assert (by.degree, by.kind) == ("ordered", "state.police")
    (told,) = evsys.new["information"].values()
    assert (told.connection, told.credibility, str(told.told)) == ("self", "6", "2017-05-01")
    assert evsys.draft.left["information", "no_event"] == 1
    (intervention,) = evsys.new["interventions"].values()
    assert (intervention.kinds, intervention.response) == (("crime_report",), "none")
    assert intervention.requested == "The prosecutor of Varna Reach"
    (life,) = evsys.new["biographic_details"].values()
    assert (life.relationship, life.employment) == ("sibling", "baker")


def test_nothing_of_an_openevsys_file_is_lost_in_silence(evsys: Outcome) -> None:
    """Whatever stands in an element stands in a record, or was told as mapped, unknown or left out."""
    everything = "\n".join(str(each) for found in evsys.new.values() for each in found.values())
    told = "\n".join(
        str(key) for counted in (evsys.draft.mapped, evsys.draft.left, evsys.draft.unknown) for key in counted
    )

    def walk(element: list[Any], above: str) -> None:
        for child in element[3]:
            walk(child, element[0])
        if element[2] and not element[3] and not element[0].endswith(("instance", "date", "time", "_record_number")):
            told_whole = above in ("address", "information", "chain_of_events")  # left out as a whole, and told
            assert element[2] in everything or element[0] in told or told_whole, element

    for entity in read("openevsys.xml").tree[3]:
        walk(entity, entity[0])


TWICE = """<events>
<event><event_record_number>E-7</event_record_number><event_title>A raid</event_title>
<act><act_record_number>A-1</act_record_number><victim>P-1</victim><type_of_act>040201010000</type_of_act></act></event>
<event><event_record_number>E-7</event_record_number><event_title>Something else</event_title>
<act><act_record_number>A-1</act_record_number><victim>P-2</victim><type_of_act>040201010000</type_of_act></act></event>
<event><event_record_number>E-7</event_record_number><event_title>A raid</event_title></event>
<person><person_record_number>P-1</person_record_number><person_name>Wren</person_name></person>
<person><person_record_number>P-1</person_record_number><person_name>Rowan</person_name>
<biographic_details><other_training>smith</other_training></biographic_details></person>
<person><person_record_number>P-2</person_record_number><person_name>Linden</person_name></person>
<person><person_record_number>P-2</person_record_number><person_name>Linden</person_name></person>
</events>"""


UNITS = """<events>
<person><person_record_number>P-1</person_record_number><person_name>the brigade</person_name>
<counting_unit>770000000000</counting_unit></person>
<person><person_record_number>P-2</person_record_number><person_name>the squad</person_name>
<counting_unit>770000000000</counting_unit><number_of_persons_in_group>4</number_of_persons_in_group></person>
<person><person_record_number>P-3</person_record_number><person_name>the household</person_name>
<counting_unit>020000000000</counting_unit></person>
</events>"""


@pytest.mark.parametrize(("said", "size"), [("one", ("named", 1, 1)), ("several", ("unnamed", 1, None))])
def test_a_counting_unit_that_no_list_has_is_told_and_asked_about(said: str, size: tuple[Any, ...]) -> None:
    tree = reading.read([UNITS.encode()]).tree
    asked = settled(openevsys.drafted(tree, ids))
    assert dict(asked.units) == {"770000000000": 1}  # the squad has a number, a household is of the list
    assert asked.unknown["HURIDOCS 7: 770000000000", AS_TEXT] == 2
    people = named(settled(openevsys.drafted(tree, ids, {"770000000000": said})).records["persons"], "called")
    assert (people["the brigade"].kind, people["the brigade"].minimum, people["the brigade"].maximum) == size
    assert "counting_unit: HURIDOCS 7: 770000000000" in people["the brigade"].note
    assert (people["the squad"].minimum, people["the squad"].maximum) == (4, 4)
    assert (people["the household"].kind, people["the household"].maximum) == ("unnamed", None)


@pytest.mark.parametrize(("least", "most"), [(5, 7), (5, None), (5, 5)])
def test_how_many_there_are_is_read_as_we_write_it(least: int, most: int | None) -> None:
    one = uuid5(SPACE, "x")
    written = esf.written({"persons": {one: Person(called="men", kind="unnamed", minimum=least, maximum=most)}})
    draft = settled(openevsys.drafted(reading.read([written]).tree, ids))
    (read_back,) = draft.records["persons"].values()
    assert (read_back.minimum, read_back.maximum) == (least, most)


def test_whoever_the_file_names_and_does_not_describe_is_told(evsys: Outcome) -> None:
    assert evsys.draft.unknown["reach-p4", "nobody"] == 1


@pytest.mark.parametrize(
    ("text", "place", "left"),
    [
        ("the old mill at Hollow Ford", "the old mill at Hollow Ford", 0),
        ("Essen", "Essen", 0),
        ("7 Lantern street", "7 Lantern street", 0),
        ("43.3187, 45.6981", "", 1),
        ("POINT(45.6981 43.3187)", "", 1),
        ("43°19′N 45°41′E", "", 1),
        ("43.31 с.ш., 45.69 в.д.", "", 1),
        ("43.3187,45.6981,Hollow Ford", "Hollow Ford", 1),
    ],
)
def test_where_an_event_was_is_carried_in_words_and_never_as_a_point(text: str, place: str, left: int) -> None:
    said = f"""<events><event><event_record_number>E</event_record_number><event_title>Raid</event_title>
    <event_location>{text}</event_location><act><act_record_number>A</act_record_number><victim>P</victim>
    <type_of_act>040201010000</type_of_act><act_location>{text}</act_location></act></event>
    <person><person_record_number>P</person_record_number><person_name>Wren</person_name>
    <person_location>{text}</person_location></person></events>"""
    draft = settled(openevsys.drafted(reading.read([said.encode()]).tree, ids))
    (event,) = draft.records["events"].values()
    (act,) = draft.records["acts"].values()
    assert str(event.place) == str(act.place) == place
    assert draft.left["event.event_location", "point"] == draft.left["act.act_location", "point"] == left
    assert draft.left["person.person_location", "address"] == 1
    everything = str(draft.records)
    assert "3187" not in everything
    assert "45.69" not in everything


def test_a_number_that_stands_there_twice_loses_nothing() -> None:
    tree = reading.read([TWICE.encode()]).tree
    found = sorted_(settled(openevsys.drafted(tree, ids)))
    assert sorted(named(found.new["persons"], "called")) == ["Linden", "Rowan", "Wren"]
    assert sorted(named(found.new["events"], "title")) == ["A raid", "Something else"]
    people = {one: each.called for one, each in found.new["persons"].items()}
    events = {one: each.title for one, each in found.new["events"].items()}
    done = {(events[each.event], people[each.victim]) for each in found.new["acts"].values()}
    assert done == {("A raid", "Wren"), ("Something else", "Linden")}
    assert {people[each.person] for each in found.new["biographic_details"].values()} == {"Rowan"}
    assert found.draft.left == {("E-7", "number"): 1, ("P-1", "number"): 1, ("A-1", "number"): 1}
    assert settled(openevsys.drafted(tree, ids)).records == found.draft.records  # and twice the same


@pytest.fixture(scope="module")
def bulletins() -> Outcome:
    parsed = read("martus.xml")
    assert parsed.form == reading.MARTUS
    return sorted_(settled(martus.drafted(parsed.tree, ids)))


def test_martus_bulletins(bulletins: Outcome) -> None:
    events = named(bulletins.new["events"], "title")
    five = events["Five men in the depot"]
    assert (str(five.began), str(five.ended)) == ("2017-03-12", "2017-03-28")
    assert five.place.locality == "Hollow Ford"
    assert five.description == "Five were held <without charge>.\n\nThey were beaten."
    for kept in (
        "One of them asks for help.",
        "Kind of place: cellar",
        "People held: Name: Rowan; Held since: 2017-03-12",
        "People held: Name: Wren; Held since: 2017-03-13",
        "keywords: depot, cellar",
        "language: ru",
    ):
        assert kept in five.remarks, kept
    assert events["Without a number"].began is None
    assert bulletins.draft.left["AttachmentList", "files"] == 1
    (told,) = bulletins.new["information"].values()
    assert bulletins.new["persons"][told.source].called == "Hazel"
    assert (str(told.told), told.note, told.connection) == ("2017-05-02", "Harbour", "unknown")
    assert bulletins.new["acts"] == {}  # a bulletin does not say what was done to whom


def test_a_later_version_of_a_bulletin_is_the_same_bulletin(bulletins: Outcome) -> None:
    earlier = (DATA / "martus.xml").read_text().replace("B-2222", "B-1111")
    earlier = earlier.replace("<History>\n<Ancestor>B-1111</Ancestor>\n</History>", "")
    draft = martus.drafted(reading.read([earlier.encode()]).tree, ids)
    assert set(draft.records["events"]) == set(bulletins.draft.records["events"])


@pytest.fixture(scope="module")
def table() -> reading.Parsed:
    parsed = read("uwazi.csv")
    assert parsed.form == reading.UWAZI
    return parsed


def test_uwazi_columns_are_guessed(table: reading.Parsed) -> None:
    assert uwazi.guess(table.rows[0]) == [
        "title", "added", "template", "description", "dates", "country", "victims", "acts", "perpetrators", "sources",
        "remarks", "", "", "", "",
    ]  # fmt: skip
    assert uwazi.guess(["x", "y"]) == ["title", "remarks"]
    assert uwazi.templates(table.rows, uwazi.guess(table.rows[0])) == ["Event", "Person"]


def test_uwazi_rows(table: reading.Parsed) -> None:
    outcome = sorted_(settled(uwazi.drafted(table.rows, uwazi.guess(table.rows[0]), ids, ["Event"])))
    events = named(outcome.new["events"], "title")
    assert set(events) == {"Raid on Lantern street", "Search of the shelter"}
    raid = events["Raid on Lantern street"]
    assert (str(raid.began), str(raid.ended), raid.place.country) == ("2017-03-12", "2017-03-28", "Varna Reach")
    assert raid.remarks == "Colour of the door: red"
    assert events["Search of the shelter"].remarks == "the spring"
    people = outcome.new["persons"]
    acts = sorted((people[each.victim].called, each.kind, each.note) for each in outcome.new["acts"].values())
    assert acts[1:] == [
        ("Rowan", "integrity.beating", "Burning of books"),
        ("Rowan", "other", "Burning of books"),
        ("Wren", "integrity.beating", "Burning of books"),
        ("Wren", "other", "Burning of books"),
    ]
    assert acts[0][0].startswith("? Search")
    assert outcome.draft.unknown["Burning of books", "acts:other"] == 1
    assert outcome.draft.left["Person", "template"] == 1
    assert outcome.draft.left["Geolocation", "column"] == 1
    assert {people[each.perpetrator].called for each in outcome.new["involvements"].values()} == {
        "the man with the keys"
    }
    assert [people[each.source].called for each in outcome.new["information"].values()] == ["Hazel"]


def test_two_rows_with_one_title_are_two_events() -> None:
    rows = [["title"], ["Raid"], ["Raid"]]
    draft = uwazi.drafted(rows, ["title"], ids)
    assert len(draft.records["events"]) == 2
    assert list(uwazi.drafted(rows, ["title"], ids).records["events"]) == list(draft.records["events"])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", None),
        ("0000-00-00", None),
        ("0001-01-01", None),
        ("2017-03-12", "2017-03-12"),
        ("2017/03/12", "2017-03-12"),
        ("20170312", "2017-03-12"),
        ("2017-03-12 14:30:00", "2017-03-12"),
        ("2017", "2017"),
        ("2017-00-00", "2017"),
        ("2017-03-00", "2017-03"),
        ("9999-12-31", "9999-12-31"),
    ],
)
def test_dates_as_other_programs_write_them(text: str, found: str | None) -> None:
    assert day(text) == (said_day(found) if found else None)


BOMB = b'<!DOCTYPE a [<!ENTITY b "boom"><!ENTITY c "&b;&b;&b;&b;">]><events>&c;</events>'
OUTSIDE = b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><events>&b;</events>'


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<events", "broken"),
        (b"<a/>", "root"),
        (b"<html><body>no</body></html>", "root"),
        (BOMB, "declares"),
        (OUTSIDE, "declares"),
        (b"<!DOCTYPE events SYSTEM 'http://evil.example/x.dtd'><events/>", "declares"),
        (b"<events>" + b"<a>" * 60 + b"</a>" * 60 + b"</events>", "deep"),
        (b"<events><a>" + b"x" * 1_200_000 + b"</a></events>", "long"),
        (b"PK\x03\x04 and no archive", "broken"),
        (b"title", "empty"),
        (b"\0\1\2\3" * 300, "sheet"),
        (b"title,date\n" + b"x,2017\n" * 20_001, "rows"),
        (b'title,date\n"never closed,2017\n', "cell"),
        (b'{"format": "waystation-events"}', "form"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(content: bytes, what: str) -> None:
    with pytest.raises(NotRead) as refused:
        reading.read([content])
    assert refused.value.what == what


def test_why_a_table_is_not_read_is_said_with_its_row(in_english: None) -> None:
    with pytest.raises(NotRead) as refused:
        reading.read([b'title,date\nx,2017\n"never closed,2017\n'])
    assert shown.why_not(refused.value).startswith("Row 3 cannot be read: a quotation mark")


@pytest.mark.parametrize("encoding", ["utf-16", "cp1251", "koi8-r"])
def test_xml_of_any_encoding_is_read(encoding: str) -> None:
    text = "<MartusBulletins><MartusBulletin><FieldValues><Field tag='title'><Value>Обыск</Value></Field></FieldValues>"
    head = "" if encoding == "utf-16" else f"<?xml version='1.0' encoding='{encoding}'?>"
    parsed = reading.read([(head + text + "</MartusBulletin></MartusBulletins>").encode(encoding)])
    (event,) = martus.drafted(parsed.tree, ids).records["events"].values()
    assert event.title == "Обыск"


TREES = st.recursive(
    st.builds(
        lambda tag, text: [tag, {}, text, []],
        st.sampled_from(
            ["event", "person", "act", "victim", "type_of_act", "event_record_number", "initial_date", "related_event"]
            + ["chain_of_events", "number_of_persons_in_group", "involvement", "information", "event", "Field", "Value"]
        ),
        st.sampled_from(["", "1", "010100000000", "9" * 40, "2017-13-45", "\u202ename", "x" * 300, "-5", "²"]),
    ),
    lambda inner: st.builds(
        lambda tag, children: [tag, {"tag": "title"}, "", children],
        st.sampled_from(
            ["event", "person", "act", "chain_of_events", "management_data", "involvement", "MartusBulletin"]
            + ["FieldValues", "Field", "Value", "GridData", "Row", "biographic_details", "intervention", "arrest"]
        ),
        st.lists(inner, max_size=6),
    ),
    max_leaves=40,
)


@settings(max_examples=150, deadline=None)
@given(st.lists(TREES, max_size=5))
def test_whatever_stands_in_the_elements_has_an_answer(children: list[Any]) -> None:
    for module in (openevsys, martus):
        outcome = sorted_(settled(module.drafted([module.ROOT, {}, "", children], ids)))
        for kind in KINDS:
            for record in outcome.new[kind.name].values():
                assert not list(FAULTS[kind.name](record))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.lists(st.text(max_size=12) | st.sampled_from(["2017~2016", "a|b", "||", "~", "::"]), max_size=6), max_size=5
    ),
    st.lists(st.sampled_from([*uwazi.CHOICES, ""]), min_size=6, max_size=6),
)
def test_whatever_stands_in_the_cells_has_an_answer(rows: list[list[str]], choices: list[str]) -> None:
    outcome = sorted_(settled(uwazi.drafted([["a", "b", "c", "d", "e", "f"], *rows], choices, ids)))
    assert len(outcome.new["events"]) == sum(any(cell.strip() for cell in row) for row in rows)


def test_a_person_who_is_called_like_somebody_here_is_somebody_else() -> None:
    draft = settled(uwazi.drafted([["title", "victims"], ["Raid", "Rowan"]], ["title", "victims"], ids))
    here: dict[str, dict[UUID, Any]] = {kind.name: {} for kind in KINDS}
    stranger = UUID(int=99)
    here["persons"][stranger] = sorting.Person(called="ROWAN")
    outcome = sort(draft, here, set(), FAULTS)
    assert outcome.renamed == [("Rowan", "Rowan (2)")]
    assert [each.victim for each in outcome.new["acts"].values()] != [stranger]


@pytest.mark.parametrize(
    ("title", "began", "told"),
    [
        ("search OF the shelter", "2017-05", True),
        ("Search of the shelter", "", True),
        ("Search of the shelter", "2018-01", False),
        ("Another", "2017-05", False),
    ],
)
def test_an_event_that_came_another_way_before_is_told(title: str, began: str, told: bool) -> None:
    here = uuid5(SPACE, "here")
    stands = {here: Event(title=title, began=said_day(began) if began else None)}
    found: dict[str, dict[UUID, Any]] = {kind.name: {} for kind in KINDS}
    outcome = sort(
        settled(openevsys.drafted(read("openevsys.xml").tree, ids)), found | {"events": stands}, set(), FAULTS
    )
    assert outcome.alike == ([("Search of the shelter", here)] if told else [])
