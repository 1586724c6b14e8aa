"""The page of a plan: right in its counts, silent about everybody's way, and harmless whatever the ids are."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.planning.random_worlds import plans, problems
from tests.planning.simulation import Simulation
from tests.planning.world import change, party, problem, ways
from tests.web.test_contrast import colours, contrast
from waystation import planning
from waystation.planning import Plan, Problem, Rule, Step, blast_radius, check, evaluate, generate
from waystation.planning.drawing import draw
from waystation.planning.drawing.facts import Facts
from waystation.planning.drawing.markup import style, tag
from waystation.planning.drawing.summary import SHARED, words
from waystation.planning.drawing.timeline import nights
from waystation.planning.problem import Away

SHEET = (Path(planning.__file__).parent / "drawing" / "style.css").read_text()
OUT = [("O-H", 0), ("H-B", 4), ("B-D", 5)]
TWO = (party("first-party", size=3), party("second-party"))
BOTH = {"first-party": ways(P=OUT)["P"], "second-party": (Step("O-H", 8), Step("H-I", 20))}
MANY = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if self.open[-1:] != ["style"] else ""

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


ELEMENTS = {
    "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "section", "h1", "h2", "p", "strong",
    "ul", "li", "dl", "div", "dt", "dd", "figure", "figcaption", "span", "bdi", "svg", "g", "path", "rect", "text",
    "details", "summary", "table", "caption", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def harmless(text: str) -> Page:
    page = Page(text)
    assert {name for name, _ in page.elements} <= ELEMENTS
    names = {name for _, attributes in page.elements for name in attributes}
    assert not {each for each in names if each.startswith("on")} | (
        names & {"href", "src", "style", "srcset", "xlink:href"}
    )
    return page


# alone


def test_it_loads_nothing_and_runs_nothing() -> None:
    page = harmless(draw(problem(*TWO), BOTH))
    (policy,) = (each["content"] for each in page.named("meta") if each.get("http-equiv"))
    hashed = b64encode(sha256(SHEET.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{hashed}'; base-uri 'none'; form-action 'none'"
    assert not re.search(r"url\(|@import|expression|://", SHEET)
    assert "://" not in draw(problem(*TWO), BOTH)


HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onload='alert(1)",
    "</style></title></table><svg/onload=alert(1)>",
    "]]><!--",
    "&lt;b&gt;&#60;",
    "javascript:alert(1)//",
    "\u202egnihtyna\x00\x1b[2J",
)


@pytest.mark.parametrize("id_", HOSTILE)
@pytest.mark.parametrize("alone", [False, True])
def test_an_id_is_text_whatever_it_says(id_: str, alone: bool) -> None:
    def hostile(text: str) -> str:
        return f"{text}{id_}"

    made = problem(party(hostile("P"), origin=hostile("O"), visas={hostile("V"): 0}), drivers={hostile("drivers"): 2})
    made = replace(
        made, name=id_,
        places=tuple(replace(each, id=hostile(each.id), country=id_) for each in made.places),
        legs=tuple(
            replace(each, id=hostile(each.id), a=hostile(each.a), b=hostile(each.b),
                    pool=each.pool and hostile("drivers"), pathway=each.pathway and hostile("V"))
            for each in made.legs
        ),
        pathways=tuple(replace(each, id=hostile(each.id), dest=hostile(each.dest)) for each in made.pathways),
    )  # fmt: skip
    text = draw(
        made, {hostile("P"): tuple(Step(hostile(leg), slot) for leg, slot in OUT)}, hostile("P") if alone else None
    )
    page = harmless(text)
    shown = "".join("\N{REPLACEMENT CHARACTER}" if each in "\u202e\x00\x1b" else each for each in hostile("H"))
    assert shown in page.text
    assert not {"\u202e", "\x00", "\x1b"} & set(text)
    text.encode()


def test_an_attribute_is_text_too() -> None:
    assert tag("p", "a & b", title='"><b>\u202e', aria_label=1.25, tabindex=0, lang=None) == (
        '<p title="&quot;&gt;&lt;b&gt;\N{REPLACEMENT CHARACTER}" aria-label="1.2" tabindex="0">a &amp; b</p>'
    )
    with pytest.raises(ValueError, match="no markup"):
        style("p { color: red } </style>")


# silent


def test_nobody_stands_on_the_page_of_all() -> None:
    for plan in (BOTH, BOTH | {"first-party": (Step("H-B", 1),)}, BOTH | {"second-party": (Step("O-B", 23),)}):
        assert "-party" not in draw(problem(*TWO), plan)


def test_who_is_hunted_where_and_who_is_kept_apart_make_no_difference() -> None:
    """A pursuer too unlikely to cost anything changes nothing of the page but whose it is."""

    def without_prints(text: str) -> str:
        return re.sub(r"Problem [0-9a-f]{12}", "", text)

    hunted = problem(*(replace(each, pursuit={"H": 0.0001, "O": 0.9}) for each in TWO))
    assert without_prints(draw(hunted, BOTH)) == without_prints(draw(problem(*TWO), BOTH))
    apart = problem(*TWO, conflicts=(("first-party", "second-party"),))
    assert check(apart, BOTH) == []
    assert without_prints(draw(apart, BOTH)) == without_prints(draw(problem(*TWO), BOTH))


def test_a_broken_rule_is_said_with_its_place_only_where_all_share_it() -> None:
    given_ = problem(*(replace(each, pursuit={"H": 0.3}) for each in TWO), conflicts=(("first-party", "second-party"),))
    plan = {each.id: (Step("O-H", 0),) for each in TWO}
    given_ = change(given_, "places", "H", beds=2, max_stay=30)
    assert {each.rule for each in check(given_, plan)} == {Rule.PURSUIT_SLEEP, Rule.APART, Rule.BEDS}
    text = Page(draw(given_, plan)).text
    assert "The plan breaks rules 25 times. It must not be used." in text
    assert f"{words(Rule.BEDS)}: 6 times (H: 6)" in text
    assert f"{words(Rule.PURSUIT_SLEEP)}: 12 times{words(Rule.BEDS)}" in text
    assert f"{words(Rule.APART)}: 7 timesWho breaks them" in text


def test_every_rule_has_words() -> None:
    assert len({words(rule) for rule in Rule}) == len(Rule)
    assert set(SHARED) < set(Rule)


def test_the_way_of_one_says_nothing_of_another() -> None:
    text = draw(problem(*TWO), BOTH, "second-party")
    page = harmless(text)
    assert "first-party" not in text
    assert "day 2, morning" in page.text
    assert re.search(r"H\s*day 2\s*day 4\s*3", page.text)
    assert {f'"{each}"' for each in ("B", "D")}.isdisjoint(re.findall(r'"\w"', text))
    with pytest.raises(KeyError):
        draw(problem(*TWO), BOTH, "third")


def test_a_way_that_breaks_rules_says_so_and_not_who_is_near() -> None:
    hunted = problem(party("first-party", pursuit={"H": 0.3}), TWO[1], conflicts=(("first-party", "second-party"),))
    hunted = change(hunted, "places", "H", max_stay=30)
    plan = {"first-party": (Step("O-H", 8),), "second-party": (Step("O-H", 8), Step("H-I", 20))}
    text = draw(hunted, plan, "first-party")
    said = Page(text).text.partition("In short")[2].partition("1 person, 1 leg")[0]
    assert "The plan breaks rules. It must not be used, and this way least of all:" in said
    assert f"{words(Rule.APART)}" in said
    assert "second-party" not in text
    assert "(H" not in said
    other = change(hunted, "parties", "second-party", pursuit={})
    other = draw(replace(other, conflicts=()), plan, "second-party")
    assert "The plan breaks rules. It must not be used." in other


# right


@given(problems(), st.data())
@MANY
def test_it_counts_what_somebody_counts_who_lives_through_it(given_: Problem, data: st.DataObject) -> None:
    plan = data.draw(plans(given_))
    whole = {each.id: plan.get(each.id, ()) for each in given_.parties}
    lived = [
        life for life in Simulation(given_, whole).lives
        if all(slot + leg.dur <= given_.slots for slot, leg in life.boarded)
    ]  # fmt: skip
    facts = Facts(given_, plan)
    assert facts.unfit == len(given_.parties) - len(lived)
    asleep: Counter[tuple[str, int]] = Counter()
    for life in lived:
        for slot, place in life.beds.items():
            if slot % 4 == 3:
                asleep[place.id, slot // 4] += life.party.size
    assert asleep == {(place, day): many for place, those in facts.nights.items() for day, many in those.items()}
    everybody = sum(life.party.size for life in lived)
    assert {sum(those) for those in zip(*nights(facts).values(), strict=True)} == {everybody}
    for day in range(given_.days):
        away = [
            life.party.size for life in lived if life.party.escort and any(life.away(4 * day + at) for at in range(4))
        ]
        assert bool(away) == any(facts.escorting[4 * day + at] for at in range(4))
    if not facts.unfit:
        assert sum(facts.spent()) == evaluate(given_, plan).money
        assert facts.at_night("dest")[-1] <= evaluate(given_, plan).abroad
    harmless(draw(given_, plan))


def test_who_comes_to_a_place_twice_is_counted_once() -> None:
    there_and_back = [("O-H", 0), ("H-I", 4), ("I-H", 8), ("H-B", 12), ("B-D", 13)]
    facts = Facts(problem(party("P", size=2)), ways(P=there_and_back))
    assert (facts.through["H"], facts.trips["drivers"]) == (2, 1)


def test_whom_an_arrest_gives_away_is_what_is_counted_elsewhere() -> None:
    found, text = blast_radius(problem(*TWO), BOTH), Page(draw(problem(*TWO), BOTH)).text
    assert f"One host could give away {found.house} persons at most, one driver {found.driver}:" in text
    over = change(problem(*TWO), "places", "H", beds=2)
    assert "Not counted for a plan that breaks rules." in Page(draw(over, BOTH)).text


def test_what_it_comes_to() -> None:
    text = Page(draw(problem(*TWO), BOTH)).text
    assert "of 4 persons leave4" in text
    assert "get to a destination3" in text
    assert "The plan keeps all 23 rules." in text


def test_a_house_without_a_free_bed_is_marked_in_words_too() -> None:
    full = change(problem(*TWO), "places", "H", beds=3)
    assert '>3<span class="hidden"> full</span>' in draw(full, BOTH)
    over = change(problem(*TWO), "places", "H", beds=2)
    assert '<td class="over">3!</td>' in draw(over, BOTH)


def test_each_picture_has_its_numbers() -> None:
    page = Page(draw(problem(*TWO), BOTH))
    pictures = [each for each in page.named("svg") if each.get("role") == "img"]
    assert len(pictures) == 2 * 3
    assert all(each["aria-label"] for each in pictures)
    assert all(each.get("aria-hidden") == "true" for each in page.named("svg") if each.get("role") != "img")
    assert len(page.named("details")) == 4


def test_what_has_happened_is_said_to_be_past() -> None:
    later = problem(*TWO, now=6)
    for party_, pictures in ((None, 2), ("first-party", 2)):
        page = Page(draw(later, BOTH, party_))
        assert "From now on the plan keeps all" in page.text
        assert "Now it is day 1, evening. What lies before has happened" in page.text
        assert sum(each.get("class") == "now" for each in page.named("g")) == pictures
        before = Page(draw(problem(*TWO), BOTH, party_))
        assert "now on" not in before.text
        assert not [each for each in before.named("g") if each.get("class") == "now"]
    assert Page(draw(later, BOTH, "first-party")).text.count("has left") == 3
    assert Page(draw(later, BOTH, "second-party")).text.count("has left") == 0


def test_nights_on_the_road_are_told() -> None:
    """P's two ride through the nights of days 0 and 1, Q through that of day 2 as well."""
    long = change(problem(party("P", size=2), party("Q")), "legs", "O-B", dur=4)
    long = change(change(long, "legs", "B-D", dur=5), "places", "H", max_stay=9)
    plan = ways(P=[("O-B", 0), ("B-D", 4)], Q=[("O-B", 3), ("B-D", 7)])
    assert check(long, plan) == []
    assert sorted(Facts(long, plan).on_the_road) == [2, 2, 3]
    assert "7 nights of one person are spent on the road, at most 3 by one person." in Page(draw(long, plan)).text
    assert "Nobody spends a night on the road." in Page(draw(problem(), ways(P=OUT))).text


def test_who_is_away_from_before_is_counted_as_away() -> None:
    later = problem(*TWO, now=2, away=(Away("drivers", 9), Away("", 5)))
    before, after = Facts(problem(*TWO), BOTH), Facts(later, BOTH)
    assert {slot: after.driving["drivers"][slot] - before.driving["drivers"][slot] for slot in range(24)} == {
        slot: int(2 <= slot < 9) for slot in range(24)
    }
    assert [slot for slot in range(24) if after.escorting[slot]] == [2, 3, 4]


@pytest.mark.parametrize(
    ("given_", "plan"),
    [
        (replace(problem(), parties=()), {}),
        (replace(problem(), legs=()), ways(P=[])),
        (replace(problem(), budget=0, escorts=0, drivers={}), ways(P=[])),
        (replace(problem(), days=1), ways(P=[("O-H", 3)])),
        (replace(problem(), places=problem().places[:1], legs=(), pathways=()), ways(P=[])),
        (problem(), {}),
        (problem(), ways(P=[("H-B", 1)])),
        (problem(), ways(P=[("O-H", 10**9)])),
    ],
)
def test_next_to_nothing_can_be_drawn(given_: Problem, plan: Plan) -> None:
    harmless(draw(given_, plan))
    for each in given_.parties:
        harmless(draw(given_, plan, each.id))


def wander(given_: Problem, seed: int = 0) -> Plan:
    """Ways that hang together and keep no other rule."""
    random, found = Random(seed), {}
    for each in given_.parties:
        place, since, way = each.origin, random.randrange(given_.slots // 2), []
        while onward := [leg for leg in given_.legs if leg.a == place and since + leg.dur <= given_.slots]:
            taken = random.choice(onward)
            way.append(Step(taken.id, since))
            place, since = taken.b, since + taken.dur + random.randrange(12)
        found[each.id] = tuple(way)
    return found


def test_five_thousand_persons_are_no_more_than_one_file() -> None:
    given_ = generate(3_500, 60, 1)
    text = draw(given_, wander(given_))
    assert sum(each.size for each in given_.parties) > 5_000
    assert len(text.encode()) < 2_000_000


@pytest.mark.parametrize("look", [0, 1])
def test_words_on_the_map_do_not_lie_on_each_other(look: int) -> None:
    given_ = generate(400, 20, 3)
    text = draw(given_, wander(given_))
    found: list[tuple[float, float, float]] = []
    for group in ("names", "amounts"):
        picture = re.findall(rf'<g class="{group}".*?</g>', text)[look]
        found += [
            (float(x), float(y), 0.9 * len(name) * 3.3)
            for x, y, name in re.findall(r'<text x="([\d.]+)" y="([\d.]+)">(\w+)</text>', picture)
        ]
    assert len(found) >= 60
    for at, (x, y, half) in enumerate(found):
        assert not [each for each in found[:at] if abs(x - each[0]) < half + each[2] and abs(y - each[1]) < 9]


# to be read

TEXT = [
    ("ink", "paper"), ("ink", "surface"), ("soft", "paper"), ("soft", "surface"), ("accent", "surface"),
    ("good", "good-wash"), ("danger", "danger-wash"), ("on-danger", "danger-fill"), ("on-full", "full"),
    ("ink", "sunken"), *(("ink", f"h{level}") for level in range(1, 5)),
    *(("on-band", each) for each in ("origin", "way", "house", "dest")),
]  # fmt: skip
SHAPES = [(each, "surface") for each in ("origin", "way", "house", "dest", "full", "danger-fill", "ink", "focus")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_and_shapes_can_be_seen(scheme: str) -> None:
    named = colours(scheme, SHEET)
    assert {pair for pair in TEXT if contrast(named[pair[0]], named[pair[1]]) < 4.5} == set()
    assert {pair for pair in SHAPES if contrast(named[pair[0]], named[pair[1]]) < 3} == set()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_has_the_colours_of_the_other_pages(scheme: str) -> None:
    ours, theirs = colours(scheme, SHEET), colours(scheme)
    assert {name: colour for name, colour in ours.items() if theirs.get(name, colour) != colour} == {}
    assert len(ours.keys() & theirs.keys()) == 15
